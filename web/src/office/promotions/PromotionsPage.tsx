import { BadgePercent, Plus } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/session';
import type { Promotion } from '../../api/types';
import {
  Badge,
  EmptyState,
  FilterBar,
  LinkButton,
  Page,
  PageHeader,
  Select,
  type Column,
} from '../../design';
import { ProductParts } from '../prices/ProductParts';
import { StandingPill, today, useValidityWords } from '../prices/use-validity';
import { standingOn, type Standing } from '../prices/validity';
import { ExportButton } from '../shared/ExportButton';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { ListTable } from '../shared/ListTable';
import { SavedViews } from '../shared/SavedViews';
import { fileOf, promotionsSource } from '../shared/sources';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { usePromotionWords } from './use-promotion-words';
import shared from '../shared/shared.module.css';

const FILTERS = ['standing'] as const;
const STANDINGS: readonly Standing[] = ['active', 'planned', 'ended', 'off'];

/** What is taken off by a rule, in the order in which the rules come. */
export function Component() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const [{ standing }, setFilters] = useFilters(FILTERS);
  const all = useList(promotionsSource);
  const isShown = (row: Promotion) => !standing || standingOn(row, today()) === standing;
  const list = { ...all, rows: all.rows?.filter(isShown) };
  const what = usePromotionWords();
  const when = useValidityWords();
  const title = formatMessage({ id: 'promotions.title' });
  const add = useMay('edit_catalogue') && (
    <LinkButton href="/promotions/new" variant="primary" icon={<Plus aria-hidden="true" />}>
      <FormattedMessage id="promotions.add" />
    </LinkButton>
  );
  const columns: Column<Promotion>[] = [
    {
      id: 'name',
      name: 'promotions.name',
      width: 'minmax(190px, 2fr)',
      cell: ({ id, name }) => (
        <Link to={`/promotions/${id}`} plain className={shared.strong}>
          {name}
        </Link>
      ),
    },
    {
      id: 'what',
      name: 'promotions.what',
      width: 'minmax(160px, 1.4fr)',
      cell: (row) => what(row),
    },
    {
      id: 'when',
      name: 'validity.when',
      width: 'minmax(160px, 2fr)',
      hideBelow: 820,
      cell: ({ validity }) => <span className={shared.muted}>{when(validity)}</span>,
    },
    {
      id: 'coupon',
      name: 'promotions.coupon',
      width: '96px',
      hideBelow: 960,
      cell: ({ needs_coupon }) =>
        needs_coupon && (
          <Badge tone="accent">
            <FormattedMessage id="promotions.by_code" />
          </Badge>
        ),
    },
    {
      id: 'priority',
      name: 'promotions.priority',
      width: '88px',
      align: 'end',
      hideBelow: 960,
      cell: ({ priority }) => <span className="num">{priority}</span>,
    },
    {
      id: 'standing',
      name: 'validity.standing',
      width: '116px',
      cell: (row) => <StandingPill of={row} />,
    },
  ];
  return (
    <Page fill>
      <PageHeader
        title={title}
        actions={
          <>
            <ExportButton file={fileOf('/v1/promotions/export', { standing })} />
            {add}
          </>
        }
      />
      <ProductParts selected="promotions" />
      <FilterBar>
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'validity.standing' })}
          value={standing ?? 'all'}
          onChange={(chosen) => setFilters({ standing: chosen === 'all' ? null : chosen })}
          options={[
            { value: 'all', label: formatMessage({ id: 'promotions.all' }) },
            ...STANDINGS.map((of) => ({
              value: of as string,
              label: formatMessage({ id: `validity.standing.${of}` }),
            })),
          ]}
        />
        <SavedViews
          list="promotions"
          names={FILTERS}
          filters={{ standing }}
          onChange={setFilters}
        />
      </FilterBar>
      <ListTable
        label={title}
        list={list}
        source={promotionsSource}
        columns={columns}
        renderCompact={(row) => (
          <TwoLines title={row.name} detail={what(row)} end={<StandingPill of={row} />} />
        )}
        onOpen={({ id }) => void navigate(`/promotions/${id}`)}
        empty={
          <EmptyState
            icon={<BadgePercent aria-hidden="true" />}
            title={<FormattedMessage id={standing ? 'promotions.none' : 'promotions.empty'} />}
            action={add}
          >
            <FormattedMessage id={standing ? 'promotions.none_text' : 'promotions.empty_text'} />
          </EmptyState>
        }
      />
    </Page>
  );
}
