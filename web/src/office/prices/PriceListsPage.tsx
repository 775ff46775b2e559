import { Plus, Tags } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/session';
import type { PriceList } from '../../api/types';
import { Button, EmptyState, Page, PageHeader, type Column } from '../../design';
import { ExportButton } from '../shared/ExportButton';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { ListTable } from '../shared/ListTable';
import { priceListsSource } from '../shared/sources';
import { useList } from '../shared/use-list';
import { PriceListDialog } from './PriceListDialog';
import { ProductParts } from './ProductParts';
import { StandingPill, useValidityWords } from './use-validity';
import shared from '../shared/shared.module.css';

/** Prices other than the catalogue's, by place, customer group and time. */
export function Component() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const [isAdding, setAdding] = useState(false);
  const list = useList(priceListsSource);
  const words = useValidityWords();
  const title = formatMessage({ id: 'price_lists.title' });
  const add = useMay('edit_catalogue') && (
    <Button variant="primary" icon={<Plus aria-hidden="true" />} onPress={() => setAdding(true)}>
      <FormattedMessage id="price_lists.add" />
    </Button>
  );
  const columns: Column<PriceList>[] = [
    {
      id: 'name',
      name: 'price_lists.name',
      width: 'minmax(140px, 1.4fr)',
      cell: ({ id, name }) => (
        <Link to={`/price-lists/${id}`} plain className={shared.strong}>
          {name}
        </Link>
      ),
    },
    {
      id: 'validity',
      name: 'validity.when',
      width: 'minmax(180px, 3fr)',
      cell: ({ validity }) => <span className={shared.muted}>{words(validity)}</span>,
    },
    {
      id: 'standing',
      name: 'validity.standing',
      width: '120px',
      cell: (row) => <StandingPill of={row} />,
    },
    {
      id: 'prices',
      name: 'price_lists.count',
      width: '88px',
      align: 'end',
      cell: ({ price_count }) => <span className="num">{price_count}</span>,
    },
  ];
  return (
    <Page fill>
      <PageHeader
        title={title}
        actions={
          <>
            <ExportButton file={priceListsSource.file} />
            {add}
          </>
        }
      />
      <ProductParts selected="price_lists" />
      <ListTable
        label={title}
        list={list}
        source={priceListsSource}
        columns={columns}
        renderCompact={(row) => (
          <TwoLines title={row.name} detail={words(row.validity)} end={<StandingPill of={row} />} />
        )}
        onOpen={({ id }) => void navigate(`/price-lists/${id}`)}
        empty={
          <EmptyState
            icon={<Tags aria-hidden="true" />}
            title={<FormattedMessage id="price_lists.empty" />}
            action={add}
          >
            <FormattedMessage id="price_lists.empty_text" />
          </EmptyState>
        }
      />
      {isAdding && (
        <PriceListDialog
          onClose={() => setAdding(false)}
          onSaved={({ id }) => void navigate(`/price-lists/${id}`)}
        />
      )}
    </Page>
  );
}
