import { FormattedMessage } from 'react-intl';
import type { Order } from '../../api/types';
import { Card, Money, Quantity } from '../../design';
import { isZero, negate } from '../shared/amounts';
import { Link } from '../shared/Link';
import { Options } from './Options';
import ledger from '../shared/Ledger.module.css';
import styles from './LinesCard.module.css';

/** What was sold, at which price, and how it adds up. */
export function LinesCard({ order, className }: { order: Order; className?: string }) {
  const hasDiscount = !isZero(order.discount);
  return (
    <Card flush id="lines" className={className} title={<FormattedMessage id="order.lines" />}>
      <table className={ledger.table}>
        <thead>
          <tr>
            <th scope="col" className={ledger.end}>
              <FormattedMessage id="order.quantity" />
            </th>
            <th scope="col">
              <FormattedMessage id="order.item" />
            </th>
            <th scope="col" className={`${ledger.end} ${ledger.medium}`}>
              <FormattedMessage id="order.price" />
            </th>
            {hasDiscount && (
              <th scope="col" className={`${ledger.end} ${ledger.medium}`}>
                <FormattedMessage id="order.discount" />
              </th>
            )}
            <th scope="col" className={`${ledger.end} ${ledger.wide}`}>
              <FormattedMessage id="order.net" />
            </th>
            <th scope="col" className={`${ledger.end} ${ledger.wide}`}>
              <FormattedMessage id="order.tax" />
            </th>
            <th scope="col" className={ledger.end}>
              <FormattedMessage id="order.total" />
            </th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line) => (
            <tr key={line.line_no}>
              <td className={ledger.end}>
                <Quantity value={line.quantity} />
              </td>
              <td>
                <span className={ledger.name}>
                  {line.product_id ? (
                    <Link to={`/products/${line.product_id}`} plain>
                      {line.name}
                    </Link>
                  ) : (
                    line.name
                  )}
                  {line.options.length > 0 && <Options of={line.options} />}
                  <span className={ledger.quiet}>
                    {[line.sku, line.price_list?.name, line.price_reason, line.serial, line.note]
                      .filter(Boolean)
                      .join(' · ')}
                    {Number(line.refunded_quantity) > 0 && (
                      <>
                        {line.sku && ' · '}
                        <FormattedMessage
                          id="order.refunded_of"
                          values={{ quantity: <Quantity value={line.refunded_quantity} /> }}
                        />
                      </>
                    )}
                  </span>
                </span>
              </td>
              <td className={`${ledger.end} ${ledger.medium}`}>
                <Money value={line.unit_price} />
                {line.regular_price && (
                  <span className={ledger.quiet}>
                    <s>
                      <Money value={line.regular_price} />
                    </s>
                  </span>
                )}
              </td>
              {hasDiscount && (
                <td className={`${ledger.end} ${ledger.medium}`}>
                  {!isZero(line.discount) && <Money value={negate(line.discount)} />}
                </td>
              )}
              <td className={`${ledger.end} ${ledger.wide}`}>
                <Money value={line.net} />
              </td>
              <td className={`${ledger.end} ${ledger.wide}`}>
                <Money value={line.tax} />
              </td>
              <td className={ledger.end}>
                <Money value={line.total} className={styles.strong} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Totals order={order} />
    </Card>
  );
}

function Totals({ order }: { order: Order }) {
  return (
    <dl className={styles.totals}>
      <Row name={<FormattedMessage id="order.subtotal" />}>
        <Money value={order.subtotal} />
      </Row>
      {order.discounts.map(({ discount_no, percent, amount, reason, line_no }) => (
        <Row
          key={discount_no}
          name={
            <FormattedMessage
              id={line_no === null ? 'order.discount_order' : 'order.discount_line'}
              values={{
                what: [percent && `${Number(percent)} %`, reason].filter(Boolean).join(' '),
                line: line_no,
              }}
            />
          }
        >
          <Money value={negate(amount)} />
        </Row>
      ))}
      <Row name={<FormattedMessage id="order.net" />}>
        <Money value={order.net} />
      </Row>
      {order.taxes.map((tax) => (
        <Row
          key={`${tax.component_id} ${tax.rate}`}
          name={
            <FormattedMessage
              id="order.tax_on"
              values={{
                name: tax.name,
                rate: Number(tax.rate),
                net: <Money value={tax.net} />,
              }}
            />
          }
        >
          <Money value={tax.amount} />
        </Row>
      ))}
      {order.tax_exemption && (
        <Row
          name={
            <FormattedMessage
              id="order.exempt"
              values={{
                why: [order.tax_exemption.reason, order.tax_exemption.certificate]
                  .filter(Boolean)
                  .join(' · '),
              }}
            />
          }
        >
          <Money value={order.tax_exemption.tax} />
        </Row>
      )}
      <Row strong name={<FormattedMessage id="order.total" />}>
        <Money value={order.total} />
      </Row>
      {!isZero(order.refunded) && (
        <Row name={<FormattedMessage id="order.refunded" />}>
          <Money value={negate(order.refunded)} />
        </Row>
      )}
    </dl>
  );
}

function Row({
  name,
  strong,
  children,
}: {
  name: React.ReactNode;
  strong?: boolean;
  children: React.ReactNode;
}) {
  return (
    <div className={strong ? styles.sum : styles.row}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
