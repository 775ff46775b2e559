import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import { lastTried } from '../../api/retry';
import type { Order, Refund } from '../../api/types';
import { cx } from '../../design/cx';
import { PaperTaxes } from '../../design/PaperTaxes';
import { DateTime, Money, Quantity } from '../../design/values';
import { useTill } from '../state/till';
import styles from '../../design/Paper.module.css';

interface Row {
  key: number;
  name: string;
  quantity: string;
  detail?: ReactNode;
  amount: { amount: number; currency: string };
}

interface PaperProps {
  title: ReactNode;
  number: string | null;
  at: string;
  staff: string | null;
  customer?: string | null;
  rows: readonly Row[];
  children: ReactNode;
}

/** A slip of paper on the screen, and the same on the printer. */
function Paper({ title, number, at, staff, customer, rows, children }: PaperProps) {
  const { settings, location, register } = useTill();
  return (
    <article className={styles.receipt} data-receipt="">
      <header className={styles.head}>
        <h2 className={styles.shop}>{settings.merchant_name}</h2>
        <p>{location?.name}</p>
      </header>
      <dl className={styles.facts}>
        <div>
          <dt>{title}</dt>
          <dd className="num">{number}</dd>
        </div>
        <div>
          <dt>
            <DateTime value={at} look="date" timeZone={location?.time_zone} />
          </dt>
          <dd>
            <DateTime value={at} look="time" timeZone={location?.time_zone} />
          </dd>
        </div>
        <div>
          <dt>{register.name}</dt>
          <dd>{staff}</dd>
        </div>
        {customer && (
          <div>
            <dt>
              <FormattedMessage id="register.customer" />
            </dt>
            <dd>{customer}</dd>
          </div>
        )}
      </dl>
      <ol className={styles.lines}>
        {rows.map(({ key, name, quantity, detail, amount }) => (
          <li key={key} className={styles.line}>
            <span className={styles.quantity}>
              <Quantity value={quantity} />
            </span>
            <span>
              {name}
              {detail && <span className={styles.detail}>{detail}</span>}
            </span>
            <Money value={amount} symbol={false} />
          </li>
        ))}
      </ol>
      {children}
    </article>
  );
}

function Sum({
  label,
  children,
  strong,
}: {
  label: ReactNode;
  children: ReactNode;
  strong?: boolean;
}) {
  return (
    <div className={strong ? styles.total : undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Receipt({ order }: { order: Order }) {
  const paid = order.payments.filter(({ state }) => state === 'captured');
  const rounding = paid.reduce((sum, payment) => sum + (payment.rounding?.amount ?? 0), 0);
  const rows = order.lines.map(
    ({ line_no, name, quantity, unit_price, price_list, amount, note }) => ({
      key: line_no,
      name,
      quantity,
      amount,
      detail: (
        <>
          {quantity !== '1' && (
            <span>
              <FormattedMessage
                id="register.line.each"
                values={{ price: <Money value={unit_price} symbol={false} /> }}
              />
            </span>
          )}
          {price_list && <span>{price_list.name}</span>}
          {note && <span>{note}</span>}
        </>
      ),
    }),
  );
  return (
    <Paper
      title={<FormattedMessage id="register.receipt" />}
      number={order.number}
      at={order.happened_at}
      staff={order.staff_name}
      customer={order.customer_name}
      rows={rows}
    >
      <dl className={styles.sums}>
        {order.discounts.map(({ discount_no, percent, amount, line_no, promotion_id, reason }) => (
          <Sum
            key={discount_no}
            label={
              <>
                {promotion_id !== null ? (
                  reason
                ) : percent !== null ? (
                  <FormattedMessage id="register.discount.of" values={{ percent }} />
                ) : (
                  <FormattedMessage id="register.discount" />
                )}
                {line_no !== null && (
                  <span className={styles.of}>
                    {order.lines.find((line) => line.line_no === line_no)?.name}
                  </span>
                )}
              </>
            }
          >
            <Money value={{ ...amount, amount: -amount.amount }} symbol={false} />
          </Sum>
        ))}
        <Sum label={<FormattedMessage id="register.total" />} strong>
          <Money value={order.total} />
        </Sum>
        {rounding !== 0 && (
          <Sum label={<FormattedMessage id="register.rounding" />}>
            <Money value={{ ...order.total, amount: rounding }} symbol={false} />
          </Sum>
        )}
        {paid.map(({ id, tender, amount, tendered, attempts }) => (
          <Sum
            key={id}
            label={
              <>
                <FormattedMessage id={`register.tender.${tender}`} />
                {attempts.find(({ card }) => card)?.card && (
                  <span className={cx(styles.of, styles.card)}>
                    {attempts.find(({ card }) => card)!.card}
                  </span>
                )}
              </>
            }
          >
            <Money value={tendered ?? amount} symbol={false} />
          </Sum>
        ))}
        {order.change.amount > 0 && (
          <Sum label={<FormattedMessage id="register.change" />}>
            <Money value={order.change} symbol={false} />
          </Sum>
        )}
      </dl>
      <PaperTaxes taxes={order.taxes} />
      <p className={styles.thanks}>
        <FormattedMessage id="register.receipt.thanks" />
      </p>
    </Paper>
  );
}

export function RefundReceipt({ refund, order }: { refund: Refund; order: Order }) {
  const rows = refund.lines.map(({ line_no, name, quantity, total, restocked }) => ({
    key: line_no,
    name,
    quantity,
    amount: { ...total, amount: -total.amount },
    detail: !restocked && <FormattedMessage id="register.refund.not_restocked" />,
  }));
  return (
    <Paper
      title={<FormattedMessage id="register.refund.receipt" />}
      number={refund.number}
      at={refund.happened_at}
      staff={refund.staff_name}
      customer={order.customer_name}
      rows={rows}
    >
      <dl className={styles.sums}>
        <Sum label={<FormattedMessage id="register.total" />} strong>
          <Money value={{ ...refund.total, amount: -refund.total.amount }} />
        </Sum>
        <Sum label={<FormattedMessage id="paper.tax_amount" />}>
          <Money value={{ ...refund.tax, amount: -refund.tax.amount }} symbol={false} />
        </Sum>
        {lastTried(refund).map(({ payment_id, tender, amount, rounding }) => (
          <Sum
            key={payment_id}
            label={
              <FormattedMessage
                id="register.refund.to"
                values={{ tender: <FormattedMessage id={`register.tender.${tender}`} /> }}
              />
            }
          >
            <Money value={{ ...amount, amount: amount.amount + rounding.amount }} symbol={false} />
          </Sum>
        ))}
        <Sum label={<FormattedMessage id="register.refund.of" />}>
          <span className="num">{order.number}</span>
        </Sum>
      </dl>
      {refund.reason && <p className={styles.thanks}>{refund.reason}</p>}
    </Paper>
  );
}
