import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Tag, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useParams } from 'react-router';
import { api, call } from '../../api/client';
import { priceListQuery, settingsQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Id, Money as MoneyValue, PriceList, PriceListPrice } from '../../api/types';
import {
  Button,
  EmptyState,
  ErrorState,
  FilterBar,
  IconButton,
  Loading,
  Money,
  Page,
  PageHeader,
  ProblemNote,
  Skeleton,
  TextField,
  toast,
  type Column,
} from '../../design';
import { parseMoney, toDecimal } from '../../lib/money';
import { ExportButton } from '../shared/ExportButton';
import { TwoLines } from '../shared/Facts';
import { BackLink, Link } from '../shared/Link';
import { ListSearch } from '../shared/ListSearch';
import { ListTable } from '../shared/ListTable';
import { priceListPricesSource } from '../shared/sources';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { VariantPicker } from '../shared/VariantPicker';
import { PriceListDialog } from './PriceListDialog';
import { StandingPill, useValidityWords } from './use-validity';
import shared from '../shared/shared.module.css';
import styles from './Prices.module.css';

/** One price list: where, for whom and when it holds, and its prices, typed in place. */
export function Component() {
  const { id = '' } = useParams();
  const { formatMessage } = useIntl();
  const { data: list, error, refetch, isFetching } = useQuery(priceListQuery(id));
  const { data: settings } = useQuery(settingsQuery);
  const [isEditing, setEditing] = useState(false);
  const words = useValidityWords();
  const mayEdit = useMay('edit_catalogue');
  return (
    <Page fill>
      <PageHeader
        title={list?.name ?? formatMessage({ id: 'price_lists.one' })}
        back={
          <BackLink to="/price-lists">
            <FormattedMessage id="price_lists.title" />
          </BackLink>
        }
        subtitle={
          list ? (
            <>
              <StandingPill of={list} /> {words(list.validity)}
            </>
          ) : (
            '\u00a0'
          )
        }
        actions={
          list &&
          mayEdit && (
            <>
              <SwitchButton list={list} />
              <Button icon={<Pencil aria-hidden="true" />} onPress={() => setEditing(true)}>
                <FormattedMessage id="price_lists.edit" />
              </Button>
            </>
          )
        }
      />
      {list && settings ? (
        <Prices list={list} currency={settings.currency} mayEdit={mayEdit} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <Skeleton height="420px" className={styles.block} />
        </Loading>
      )}
      {list && isEditing && <PriceListDialog list={list} onClose={() => setEditing(false)} />}
    </Page>
  );
}

/** What a list priced keeps its name, so it is switched off and not taken away. */
function SwitchButton({ list }: { list: PriceList }) {
  const client = useQueryClient();
  const { formatMessage } = useIntl();
  const switching = useMutation({
    mutationFn: () =>
      call(
        api.PATCH('/v1/price-lists/{id}', {
          params: { path: { id: list.id } },
          body: { version: list.version, active: !list.active },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: ['price-lists'] }),
    onError: (error) => toast(error.message, { tone: 'danger' }),
    onSuccess: (saved) =>
      toast(formatMessage({ id: 'price_lists.saved' }, { name: saved.name }), {
        tone: 'positive',
      }),
  });
  return (
    <Button isPending={switching.isPending} onPress={() => switching.mutate()}>
      <FormattedMessage id={list.active ? 'validity.switch_off' : 'validity.switch_on'} />
    </Button>
  );
}

function Prices({
  list,
  currency,
  mayEdit,
}: {
  list: PriceList;
  currency: string;
  mayEdit: boolean;
}) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [{ search }, setFilters] = useFilters(['search']);
  const source = useMemo(() => priceListPricesSource(list.id, { search }), [list.id, search]);
  const rows = useList(source);
  /** Picks the next one with an empty field. */
  const [round, setRound] = useState(0);
  const setting = useMutation({
    mutationFn: ({ id, price }: { id: Id; price: MoneyValue | null }) =>
      call(
        api.PUT('/v1/price-lists/{id}/prices', {
          params: { path: { id: list.id } },
          body: { prices: [{ variant_id: id, price }] },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['price-lists'] }),
  });
  const field = (row: PriceListPrice) =>
    mayEdit ? (
      <PriceField
        row={row}
        currency={currency}
        onSet={(price) => setting.mutate({ id: row.variant_id, price })}
      />
    ) : (
      <Money value={row.price} className={shared.strong} />
    );
  const remove = (row: PriceListPrice) => (
    <IconButton
      size="sm"
      label={formatMessage({ id: 'price_lists.remove' }, { name: row.name })}
      onPress={() => setting.mutate({ id: row.variant_id, price: null })}
    >
      <Trash2 aria-hidden="true" />
    </IconButton>
  );
  const columns: Column<PriceListPrice>[] = [
    {
      id: 'name',
      name: 'product.name',
      width: 'minmax(160px, 3fr)',
      cell: ({ product_id, name }) => (
        <Link to={`/products/${product_id}`} plain className={shared.strong}>
          {name}
        </Link>
      ),
    },
    {
      id: 'sku',
      name: 'product.sku',
      width: 'minmax(112px, 1fr)',
      hideBelow: 720,
      cell: ({ sku }) => <span className={`${shared.muted} num`}>{sku}</span>,
    },
    {
      id: 'catalogue',
      name: 'price_lists.catalogue',
      width: '112px',
      align: 'end',
      cell: ({ catalogue_price }) => <Money value={catalogue_price} className={shared.muted} />,
    },
    { id: 'price', name: 'price_lists.price', width: '152px', align: 'end', cell: field },
    ...(mayEdit ? [{ id: 'remove', width: '56px', cell: remove }] : []),
  ];
  return (
    <>
      {mayEdit && (
        <div className={styles.add}>
          <VariantPicker
            key={round}
            any
            quiet
            label={formatMessage({ id: 'price_lists.add_price' })}
            locationId={null}
            onPick={(picked) => {
              if (!picked?.price) return;
              setting.mutate({ id: picked.id, price: picked.price });
              setRound(round + 1);
            }}
          />
        </div>
      )}
      {setting.error && <ProblemNote error={setting.error} />}
      <FilterBar
        search={
          <ListSearch
            label={formatMessage({ id: 'products.search' })}
            value={search}
            onChange={(text) => setFilters({ search: text })}
          />
        }
      >
        <ExportButton file={source.file} />
      </FilterBar>
      <ListTable
        label={list.name}
        list={rows}
        source={source}
        columns={columns}
        rowHeight={60}
        compactHeight={84}
        renderCompact={(row) => (
          <TwoLines
            title={row.name}
            detail={<Money value={row.catalogue_price} />}
            end={field(row)}
          />
        )}
        empty={
          <EmptyState
            icon={<Tag aria-hidden="true" />}
            title={<FormattedMessage id={search ? 'products.none' : 'price_lists.no_prices'} />}
          >
            <FormattedMessage id={search ? 'products.none_text' : 'price_lists.no_prices_text'} />
          </EmptyState>
        }
      />
    </>
  );
}

/** A price as it is typed; it is set when the field is left, or with Enter. */
function PriceField({
  row,
  currency,
  onSet,
}: {
  row: PriceListPrice;
  currency: string;
  onSet: (price: MoneyValue) => void;
}) {
  const { formatMessage } = useIntl();
  const [text, setText] = useState<string | null>(null);
  const price = text === null ? row.price : parseMoney(text, currency);
  const isWrong = text !== null && (!price || price.amount < 0);
  const settle = () => {
    if (isWrong) return;
    if (price && price.amount !== row.price.amount) onSet(price);
    setText(null);
  };
  return (
    <TextField
      hideLabel
      label={formatMessage({ id: 'price_lists.price_of' }, { name: row.name })}
      inputMode="decimal"
      value={text ?? toDecimal(row.price)}
      onChange={setText}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle();
        if (event.key === 'Escape') setText(null);
      }}
      error={isWrong ? formatMessage({ id: 'price_lists.wrong' }) : undefined}
      className={styles.price}
    />
  );
}
