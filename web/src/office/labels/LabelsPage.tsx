import { useQueries } from '@tanstack/react-query';
import { ChevronLeft, Printer, Tag } from 'lucide-react';
import { createPortal } from 'react-dom';
import { FormattedMessage, useIntl } from 'react-intl';
import { productQuery } from '../../api/queries';
import type { Product } from '../../api/types';
import {
  Button,
  cx,
  EmptyState,
  ErrorState,
  FilterBar,
  LinkButton,
  Loading,
  Money,
  Page,
  PageHeader,
  Select,
  Skeleton,
} from '../../design';
import { Link } from '../shared/Link';
import { useFilters } from '../shared/use-filters';
import { bars } from './barcode';
import { inSheets, isSheet, SHEETS, type SheetName } from './sheets';
import shared from '../shared/shared.module.css';
import styles from './Labels.module.css';

/** More products than anybody sticks labels on at once. */
const MOST = 100;
const COPIES = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 21, 24, 30, 50, 65] as const;

interface Label {
  key: string;
  name: string;
  price: Product['variants'][number]['price'];
  code: string;
}

/** Labels with name, price and barcode for the products that were chosen, on sheets to be printed. */
export function Component() {
  const { formatMessage } = useIntl();
  const [filters, setFilters] = useFilters(['ids', 'sheet', 'copies', 'skip']);
  const ids = (filters.ids?.split(',') ?? []).filter(Boolean).slice(0, MOST);
  const sheet: SheetName = isSheet(filters.sheet) ? filters.sheet : 'l7160';
  const copies = Number(filters.copies ?? 1) || 1;
  const skip = Number(filters.skip ?? 0) || 0;
  const answers = useQueries({ queries: ids.map((id) => productQuery(id)) });
  const error = answers.find((answer) => answer.error)?.error;
  const products = answers.flatMap(({ data }) => data ?? []);
  const labels = products
    .flatMap(labelsOf)
    .flatMap((label) =>
      Array.from({ length: copies }, (_, copy) => ({ ...label, key: `${label.key} ${copy}` })),
    );
  const sheets = inSheets(labels, sheet, skip);
  const { columns, rows } = SHEETS[sheet];
  const title = formatMessage({ id: 'labels.title' });
  const numbers = (many: readonly number[]) =>
    many.map((count) => ({ value: String(count), label: String(count) }));

  return (
    <Page>
      <PageHeader
        title={title}
        subtitle={<FormattedMessage id="labels.count" values={{ count: labels.length }} />}
        back={
          <Link to="/products" plain className={shared.back}>
            <ChevronLeft aria-hidden="true" />
            <FormattedMessage id="products.title" />
          </Link>
        }
        actions={
          <Button
            variant="primary"
            icon={<Printer aria-hidden="true" />}
            isDisabled={labels.length === 0}
            onPress={() => window.print()}
          >
            <FormattedMessage id="labels.print" />
          </Button>
        }
      />
      <FilterBar>
        <Select
          label={formatMessage({ id: 'labels.sheet' })}
          value={sheet}
          onChange={(chosen) => setFilters({ sheet: chosen })}
          options={(Object.keys(SHEETS) as SheetName[]).map((name) => ({
            value: name,
            label: formatMessage({ id: `labels.sheet.${name}` }),
          }))}
        />
        <Select
          label={formatMessage({ id: 'labels.copies' })}
          value={String(copies)}
          onChange={(chosen) => setFilters({ copies: chosen })}
          options={numbers(COPIES)}
        />
        {columns * rows > 1 && (
          <Select
            label={formatMessage({ id: 'labels.skip' })}
            value={String(Math.min(skip, columns * rows - 1))}
            onChange={(chosen) => setFilters({ skip: chosen })}
            options={numbers(Array.from({ length: columns * rows }, (_, count) => count))}
          />
        )}
      </FilterBar>
      {error ? (
        <ErrorState error={error} />
      ) : ids.length === 0 ? (
        <EmptyState
          icon={<Tag aria-hidden="true" />}
          title={<FormattedMessage id="labels.empty" />}
          action={
            <LinkButton href="/products">
              <FormattedMessage id="products.title" />
            </LinkButton>
          }
        >
          <FormattedMessage id="labels.empty_text" />
        </EmptyState>
      ) : products.length < ids.length ? (
        <Loading>
          <Skeleton height="320px" />
        </Loading>
      ) : (
        <>
          <div
            className={styles.preview}
            role="region"
            // A region that scrolls is reached by keyboard too.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            aria-label={formatMessage({ id: 'labels.preview' })}
          >
            <Sheets sheets={sheets} name={sheet} />
          </div>
          {/* What is printed stands beside the page: nothing of the page is on the paper. */}
          {createPortal(
            <div className={styles.printed} aria-hidden="true">
              <Sheets sheets={sheets} name={sheet} />
            </div>,
            document.body,
          )}
        </>
      )}
    </Page>
  );
}

function labelsOf(product: Product): Label[] {
  return product.variants
    .filter(({ active }) => active)
    .map((variant) => ({
      key: variant.id,
      name: variant.name ? `${product.name} – ${variant.name}` : product.name,
      price: variant.price,
      code: variant.barcodes[0] ?? variant.sku,
    }));
}

function Sheets({ sheets, name }: { sheets: (Label | null)[][]; name: SheetName }) {
  return sheets.map((labels, number) => (
    <div key={number} className={cx(styles.sheet, styles[name])}>
      {labels.map((label, place) =>
        label ? <OneLabel key={label.key} label={label} /> : <div key={`free ${place}`} />,
      )}
    </div>
  ));
}

function OneLabel({ label: { name, price, code } }: { label: Label }) {
  return (
    <div className={styles.label}>
      <span className={styles.name}>{name}</span>
      <Money value={price} className={styles.price} />
      <Barcode code={code} />
      <span className={styles.code}>{code}</span>
    </div>
  );
}

function Barcode({ code }: { code: string }) {
  const drawn = bars(code);
  if (!drawn) return null;
  const { modules, quiet } = drawn;
  const runs = [...modules.matchAll(/1+/g)];
  return (
    <svg
      className={styles.bars}
      viewBox={`0 0 ${modules.length + 2 * quiet} 10`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      {runs.map(({ index, 0: run }) => (
        <rect key={index} x={quiet + index} y="0" width={run.length} height="10" />
      ))}
    </svg>
  );
}
