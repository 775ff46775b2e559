import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { SalesFigures, SalesReport, SalesRow } from '../../api/types';
import { Card, Money, Quantity } from '../../design';
import { useMediaQuery } from '../../lib/use-media-query';
import { isZero } from '../shared/amounts';
import { Link } from '../shared/Link';
import { linkOf, useRowNames, withoutQuietEnds } from './rows';
import ledger from '../shared/Ledger.module.css';
import shared from '../shared/shared.module.css';
import styles from './Reports.module.css';

const AMOUNTS = [
  'gross',
  'discounts',
  'refunded',
  'net',
  'tax',
  'total',
  'cost',
  'margin',
] as const;

/** Where not all of them are in view, those that matter most come first. */
const NARROW: readonly (typeof AMOUNTS)[number][] = [
  'total',
  'margin',
  'net',
  'tax',
  'gross',
  'discounts',
  'refunded',
  'cost',
];

function hasFigures({ figures }: SalesRow): boolean {
  return AMOUNTS.some((name) => figures[name] && !isZero(figures[name]));
}

/** Every figure; a column that says nothing here is left out. */
export function SalesTable({ report }: { report: SalesReport }) {
  const { formatMessage } = useIntl();
  const names = useRowNames(report.by);
  const all = [...report.rows.map(({ figures }) => figures), report.totals];
  const isNarrow = useMediaQuery('(max-width: 1023px)');
  const shown = (isNarrow ? NARROW : AMOUNTS).filter((name) =>
    report.rows.some(({ figures }) => figures[name] !== null),
  );
  const hasQuantity = report.rows.some(({ figures }) => figures.quantity !== null);
  const hasHeld = all.some(({ held }) => held && !isZero(held));
  const rows = report.by === 'hour' ? withoutQuietEnds(report.rows, hasFigures) : report.rows;
  const cells = (figures: SalesFigures) => (
    <>
      {hasQuantity && (
        <td className={`${ledger.end} num`}>
          {figures.quantity !== null && <Quantity value={figures.quantity} />}
        </td>
      )}
      {shown.map((name) => (
        <td key={name} className={ledger.end}>
          {figures[name] && (
            <Money
              value={figures[name]}
              className={isZero(figures[name]) ? shared.faint : undefined}
            />
          )}
        </td>
      ))}
    </>
  );
  const heading = (content: ReactNode) => (
    <th scope="col" className={ledger.end}>
      {content}
    </th>
  );
  return (
    <Card flush>
      {/* Many columns: where there is no room they are scrolled, also with the arrow keys. */}
      <div
        className={ledger.scroll}
        role="region"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus
        tabIndex={0}
        aria-label={formatMessage({ id: 'reports.table' }, { by: report.by })}
      >
        <table className={`${ledger.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">
                <FormattedMessage id={`reports.by.${report.by}`} />
              </th>
              {hasQuantity && heading(<FormattedMessage id="reports.quantity" />)}
              {shown.map((name) => (
                <th key={name} scope="col" className={ledger.end}>
                  <FormattedMessage
                    id={name === 'net' && report.by === 'tax' ? 'reports.base' : `reports.${name}`}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const { name } = names(row);
              const link = linkOf(report, row.key);
              return (
                <tr key={`${row.key} ${row.rate} ${row.name}`}>
                  <th scope="row">
                    {link ? (
                      <Link to={link} plain>
                        {name}
                      </Link>
                    ) : (
                      name
                    )}
                  </th>
                  {cells(row.figures)}
                </tr>
              );
            })}
            {report.rest && (
              <tr>
                <th scope="row" className={shared.muted}>
                  <FormattedMessage id="reports.rest" values={{ rows: report.rest.rows }} />
                </th>
                {cells(report.rest.figures)}
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr data-total>
              <th scope="row">
                <FormattedMessage id="reports.sum" />
              </th>
              {cells(report.totals)}
            </tr>
          </tfoot>
        </table>
      </div>
      {hasHeld && report.totals.held && (
        <p className={styles.note}>
          <FormattedMessage
            id="reports.held_note"
            values={{ amount: <Money value={report.totals.held} /> }}
          />
        </p>
      )}
    </Card>
  );
}
