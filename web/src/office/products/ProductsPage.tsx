import { useQuery } from '@tanstack/react-query';
import { FolderTree, Package, PencilLine, Plus, Tag } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { categoriesQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Product } from '../../api/types';
import {
  Badge,
  Button,
  Checkbox,
  EmptyState,
  FilterBar,
  LinkButton,
  Money,
  Page,
  PageHeader,
  Quantity,
  Select,
  type Column,
} from '../../design';
import { ExportButton } from '../shared/ExportButton';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { ListSearch } from '../shared/ListSearch';
import { ListTable } from '../shared/ListTable';
import { Picture } from '../shared/Picture';
import { ProductParts } from '../prices/ProductParts';
import { SavedViews } from '../shared/SavedViews';
import { productsSource } from '../shared/sources';
import { useColumns } from '../shared/use-columns';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { BulkDialog } from './BulkDialog';
import { availableOf, lowestPrice } from './summary';
import shared from '../shared/shared.module.css';
import styles from './Products.module.css';

const CategoriesDialog = lazy(() =>
  import('./CategoriesDialog').then((module) => ({ default: module.CategoriesDialog })),
);

const FILTERS = ['search', 'category', 'show'] as const;

/** What the shop sells. */
export function Component() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(FILTERS);
  const { search, category, show } = filters;
  const { data: categories } = useQuery(categoriesQuery);
  const source = useMemo(
    () =>
      productsSource({
        search,
        category_id: category,
        active: show === 'all' ? undefined : show !== 'inactive',
      }),
    [search, category, show],
  );
  const list = useList(source);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const { columns: shown, menu } = useColumns('products', COLUMNS);
  const columns: Column<Product>[] = [
    {
      id: 'select',
      width: '48px',
      cell: ({ id, name }: Product) => (
        <Checkbox
          aria-label={formatMessage({ id: 'products.select' }, { name })}
          isSelected={selected.has(id)}
          onChange={() => toggle(id)}
        />
      ),
    },
    ...shown,
  ];
  const isFiltered = !!(search || category || show);
  const [isEditing, setEditing] = useState(false);
  const [isSorting, setSorting] = useState(false);
  const mayEdit = useMay('edit_catalogue');
  const add = mayEdit && (
    <LinkButton href="/products/new" variant="primary" icon={<Plus aria-hidden="true" />}>
      <FormattedMessage id="products.add" />
    </LinkButton>
  );

  return (
    <Page fill>
      <PageHeader
        title={formatMessage({ id: 'products.title' })}
        actions={
          <>
            <ExportButton file={source.file} />
            {mayEdit && (
              <Button icon={<FolderTree aria-hidden="true" />} onPress={() => setSorting(true)}>
                <FormattedMessage id="categories.title" />
              </Button>
            )}
            {add}
          </>
        }
      />
      <ProductParts selected="products" />
      <FilterBar
        search={
          <ListSearch
            label={formatMessage({ id: 'products.search' })}
            value={search}
            onChange={(text) => setFilters({ search: text })}
          />
        }
      >
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'product.category' })}
          value={category ?? 'all'}
          onChange={(chosen) => setFilters({ category: chosen === 'all' ? null : chosen })}
          options={[
            { value: 'all', label: formatMessage({ id: 'products.any_category' }) },
            ...(categories?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'products.show' })}
          value={show ?? 'active'}
          onChange={(chosen) => setFilters({ show: chosen === 'active' ? null : chosen })}
          options={(['active', 'inactive', 'all'] as const).map((of) => ({
            value: of as string,
            label: formatMessage({ id: `products.show.${of}` }),
          }))}
        />
        <SavedViews list="products" names={FILTERS} filters={filters} onChange={setFilters} />
        {menu}
      </FilterBar>
      {selected.size > 0 && (
        <div
          className={styles.bulk}
          role="group"
          aria-label={formatMessage({ id: 'products.labels' })}
        >
          <p role="status">
            <FormattedMessage id="products.selected" values={{ count: selected.size }} />
          </p>
          <Button
            size="sm"
            onPress={() => setSelected(new Set(list.rows?.map(({ id }) => id) ?? []))}
          >
            <FormattedMessage id="products.select_all" />
          </Button>
          <Button size="sm" onPress={() => setSelected(new Set())}>
            <FormattedMessage id="products.select_none" />
          </Button>
          <span className={styles.end}>
            {mayEdit && (
              <Button
                size="sm"
                icon={<PencilLine aria-hidden="true" />}
                onPress={() => setEditing(true)}
              >
                <FormattedMessage id="bulk.open" />
              </Button>
            )}
            <LinkButton
              size="sm"
              href={`/products/labels?ids=${[...selected].join(',')}`}
              icon={<Tag aria-hidden="true" />}
            >
              <FormattedMessage id="products.labels" />
            </LinkButton>
          </span>
        </div>
      )}
      <ListTable
        label={formatMessage({ id: 'products.title' })}
        list={list}
        source={source}
        columns={columns}
        renderCompact={(product) => <ProductCompact product={product} />}
        onOpen={(product) => void navigate(`/products/${product.id}`)}
        empty={
          <EmptyState
            icon={<Package aria-hidden="true" />}
            title={<FormattedMessage id={isFiltered ? 'products.none' : 'products.empty'} />}
            action={add}
          >
            <FormattedMessage id={isFiltered ? 'products.none_text' : 'products.empty_text'} />
          </EmptyState>
        }
      />
      {isSorting && (
        <Suspense>
          <CategoriesDialog onClose={() => setSorting(false)} />
        </Suspense>
      )}
      {isEditing && (
        <BulkDialog
          products={list.rows?.filter(({ id }) => selected.has(id)) ?? []}
          onClose={() => setEditing(false)}
          onDone={() => {
            setEditing(false);
            setSelected(new Set());
          }}
        />
      )}
    </Page>
  );
}

/** "from" before the price where variants differ. */
function Price({ product }: { product: Product }) {
  const lowest = lowestPrice(product);
  if (!lowest) return <>–</>;
  return lowest.differs ? (
    <FormattedMessage id="product.from" values={{ price: <Money value={lowest.price} /> }} />
  ) : (
    <Money value={lowest.price} />
  );
}

const COLUMNS: Column<Product>[] = [
  {
    id: 'name',
    name: 'product.name',
    width: 'minmax(200px, 3fr)',
    cell: (product) => (
      <TwoLines
        lead={<Picture url={product.image_url} />}
        title={
          <Link to={`/products/${product.id}`} plain>
            {product.name}
          </Link>
        }
      />
    ),
  },
  {
    id: 'sku',
    name: 'product.sku',
    width: 'minmax(112px, 1fr)',
    hideBelow: 640,
    cell: ({ variants }) => (
      <span className={shared.muted}>
        {variants.length === 1 ? (
          variants[0]!.sku
        ) : (
          <FormattedMessage id="product.variants_count" values={{ count: variants.length }} />
        )}
      </span>
    ),
  },
  {
    id: 'category',
    name: 'product.category',
    width: 'minmax(112px, 1fr)',
    hideBelow: 820,
    cell: (product) => product.category_name ?? '–',
  },
  {
    id: 'state',
    name: 'product.state',
    width: '112px',
    isExtra: true,
    cell: (product) => (
      <Badge tone={product.active ? 'positive' : 'neutral'}>
        <FormattedMessage id={product.active ? 'product.active' : 'product.inactive'} />
      </Badge>
    ),
  },
  {
    id: 'barcodes',
    name: 'product.barcodes',
    width: 'minmax(136px, 1fr)',
    isExtra: true,
    cell: ({ variants }) => (
      <span className={`${shared.muted} num`}>
        {variants.flatMap(({ barcodes }) => barcodes).join(', ') || '–'}
      </span>
    ),
  },
  {
    id: 'stock',
    name: 'product.available',
    width: '88px',
    align: 'end',
    cell: (product) => <Available product={product} />,
  },
  {
    id: 'price',
    name: 'product.price',
    width: '120px',
    align: 'end',
    cell: (product) => (
      <span className={shared.strong}>
        <Price product={product} />
      </span>
    ),
  },
];

function Available({ product }: { product: Product }) {
  const available = availableOf(product);
  return (
    <Quantity
      value={available}
      className={available !== null && Number(available) <= 0 ? shared.negative : undefined}
    />
  );
}

function ProductCompact({ product }: { product: Product }) {
  const available = availableOf(product);
  return (
    <TwoLines
      lead={<Picture url={product.image_url} size="md" />}
      title={product.name}
      detail={product.category_name}
      end={
        <>
          <span className={shared.strong}>
            <Price product={product} />
          </span>
          {available !== null && (
            <span className={`${shared.muted} ${shared.small}`}>
              <FormattedMessage
                id="product.in_stock"
                values={{ quantity: <Quantity value={available} /> }}
              />
            </span>
          )}
        </>
      }
    />
  );
}
