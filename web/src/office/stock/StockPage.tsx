import { PackagePlus, Warehouse } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/session';
import type { StockLevel } from '../../api/types';
import {
  Badge,
  Button,
  EmptyState,
  FilterBar,
  Money,
  Page,
  PageHeader,
  Quantity,
  Select,
  Tabs,
  type Column,
} from '../../design';
import { ExportButton } from '../shared/ExportButton';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { ListSearch } from '../shared/ListSearch';
import { ListTable } from '../shared/ListTable';
import { Picture } from '../shared/Picture';
import { SavedViews } from '../shared/SavedViews';
import { stockSource } from '../shared/sources';
import { useColumns } from '../shared/use-columns';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { useLocationOptions, useWhere } from '../shared/use-location-names';
import { AdjustmentDialog } from './AdjustmentDialog';
import { nameOf } from './names';
import shared from '../shared/shared.module.css';
import styles from './Stock.module.css';

type Show = 'levels' | 'low' | 'recount';
const FILTERS = ['search', 'location', 'show', 'sort'] as const;

/** What lies where, what is running out, and what wants counting. */
export function Component() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(FILTERS);
  const { search, location, sort, show = 'levels' } = filters;
  const [adjusted, setAdjusted] = useState<StockLevel | 'any' | null>(null);
  const locations = useLocationOptions();
  const mayAdjust = useMay('adjust_stock');
  const source = useMemo(
    () =>
      stockSource({
        search,
        location_id: location,
        low: show === 'low' ? true : undefined,
        recount: show === 'recount' ? true : undefined,
        sort,
      }),
    [search, location, show, sort],
  );
  const list = useList(source);
  const { columns, menu } = useColumns('stock', useStockColumns(mayAdjust ? setAdjusted : null));

  return (
    <Page fill>
      <PageHeader
        title={formatMessage({ id: 'stock.title' })}
        actions={
          <>
            <ExportButton file={source.file} />
            {mayAdjust && (
              <Button
                variant="primary"
                icon={<PackagePlus aria-hidden="true" />}
                onPress={() => setAdjusted('any')}
              >
                <FormattedMessage id="stock.adjust" />
              </Button>
            )}
          </>
        }
      />
      <Tabs<Show>
        label={formatMessage({ id: 'stock.show' })}
        selected={show as Show}
        onSelect={(chosen) => setFilters({ show: chosen === 'levels' ? null : chosen })}
        tabs={(['levels', 'low', 'recount'] as const).map((key) => ({
          key,
          label: formatMessage({ id: `stock.show.${key}` }),
        }))}
      />
      <FilterBar
        search={
          <ListSearch
            label={formatMessage({ id: 'stock.search' })}
            value={search}
            onChange={(text) => setFilters({ search: text })}
          />
        }
      >
        {locations.length > 2 && (
          <Select
            quiet
            hideLabel
            label={formatMessage({ id: 'location.label' })}
            value={location ?? 'all'}
            onChange={(chosen) => setFilters({ location: chosen === 'all' ? null : chosen })}
            options={locations}
          />
        )}
        <SavedViews list="stock" names={FILTERS} filters={filters} onChange={setFilters} />
        {menu}
      </FilterBar>
      <ListTable
        label={formatMessage({ id: `stock.show.${show as Show}` })}
        list={list}
        source={source}
        columns={columns}
        sort={sort}
        onSort={(chosen) => setFilters({ sort: chosen })}
        renderCompact={(level) => <StockCompact level={level} />}
        onOpen={(level) => void navigate(`/stock/${level.variant_id}`)}
        empty={
          <EmptyState
            icon={<Warehouse aria-hidden="true" />}
            title={<FormattedMessage id={search ? 'stock.none' : `stock.empty.${show as Show}`} />}
          >
            <FormattedMessage
              id={search ? 'stock.none_text' : `stock.empty_text.${show as Show}`}
            />
          </EmptyState>
        }
      />
      {adjusted && (
        <AdjustmentDialog
          level={adjusted === 'any' ? undefined : adjusted}
          kind={show === 'recount' && adjusted !== 'any' ? 'count' : undefined}
          onClose={() => setAdjusted(null)}
        />
      )}
    </Page>
  );
}

function useStockColumns(onAdjust: ((level: StockLevel) => void) | null): Column<StockLevel>[] {
  const whereOf = useWhere();
  return [
    {
      id: 'name',
      name: 'product.name',
      width: 'minmax(220px, 4fr)',
      cell: (level) => (
        <TwoLines
          lead={<Picture url={level.image_url} />}
          title={
            <Link to={`/stock/${level.variant_id}`} plain>
              {nameOf(level)}
            </Link>
          }
          detail={whereOf(level)}
        />
      ),
    },
    {
      id: 'note',
      name: 'stock.note',
      width: 'minmax(84px, 0.6fr)',
      hideBelow: 680,
      cell: (level) => <LevelBadge level={level} />,
    },
    {
      id: 'on_hand',
      name: 'stock.on_hand',
      width: '84px',
      align: 'end',
      hideBelow: 560,
      cell: (level) => <Quantity value={level.on_hand} />,
      sort: 'on_hand',
    },
    {
      id: 'reserved',
      name: 'stock.reserved',
      width: '84px',
      align: 'end',
      hideBelow: 900,
      cell: (level) => <Quantity value={level.reserved} className={shared.muted} />,
    },
    {
      id: 'available',
      name: 'stock.available',
      width: '84px',
      align: 'end',
      cell: (level) => (
        <Quantity
          value={level.available}
          className={Number(level.available) <= 0 ? shared.negative : shared.strong}
        />
      ),
      sort: 'available',
    },
    {
      id: 'value',
      name: 'stock.value',
      width: '96px',
      align: 'end',
      hideBelow: 820,
      cell: (level) => <Money value={level.value} />,
      sort: 'value',
    },
    ...(onAdjust
      ? [
          {
            id: 'adjust',
            width: '92px',
            align: 'end',
            cell: (level) => (
              <Button size="sm" variant="ghost" onPress={() => onAdjust(level)}>
                <FormattedMessage id={level.recount_since ? 'stock.count' : 'stock.adjust_one'} />
              </Button>
            ),
          } satisfies Column<StockLevel>,
        ]
      : []),
  ];
}

function LevelBadge({ level }: { level: StockLevel }) {
  if (level.recount_since) {
    return (
      <Badge tone="warning">
        <FormattedMessage id="stock.recount" />
      </Badge>
    );
  }
  return Number(level.available) <= 0 ? (
    <Badge tone="danger">
      <FormattedMessage id="stock.gone" />
    </Badge>
  ) : null;
}

function StockCompact({ level }: { level: StockLevel }) {
  const whereOf = useWhere();
  return (
    <TwoLines
      lead={<Picture url={level.image_url} size="md" />}
      title={nameOf(level)}
      detail={whereOf(level)}
      end={
        <>
          <span className={styles.compactFigure}>
            <Quantity
              value={level.available}
              className={Number(level.available) <= 0 ? shared.negative : shared.strong}
            />
          </span>
          {level.recount_since ? (
            <LevelBadge level={level} />
          ) : (
            <span className={`${shared.muted} ${shared.small}`}>
              <Money value={level.value} />
            </span>
          )}
        </>
      }
    />
  );
}
