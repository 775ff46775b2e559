import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import type { Location, Money as MoneyValue, ShiftReport } from '../api/types';
import { cx } from '../design/cx';
import paper from '../design/Paper.module.css';
import { PaperTaxes } from '../design/PaperTaxes';
import { DateTime, Money, Quantity } from '../design/values';
import { MoveNote, MoveText } from './Move';
import { movesByHand, openPaymentText } from './moves';
import styles from './ShiftPaper.module.css';

export interface ShiftPaperProps {
  report: ShiftReport;
  merchant: string;
  location: Location | undefined;
}

/** The X report of a shift that goes on, the Z report of one that is closed: on the screen as on the printer. */
export function ShiftPaper({ report, merchant, location }: ShiftPaperProps) {
  const { shift, sales, refunds } = report;
  const zone = location?.time_zone;
  const isOpen = shift.state === 'open';
  const cash = report.tenders.find(({ tender }) => tender === 'cash');
  return (
    <article className={cx(paper.receipt, styles.report)} data-shift-report="">
      <header className={paper.head}>
        <h2 className={paper.shop}>{merchant}</h2>
        <p>{location?.name}</p>
      </header>
      <div className={styles.title}>
        <h3>
          <FormattedMessage id={isOpen ? 'shift.x' : 'shift.z'} values={{ number: shift.number }} />
        </h3>
        {isOpen && (
          <p>
            <FormattedMessage id="shift.x_text" />
          </p>
        )}
      </div>
      <div className={paper.facts}>
        <Row label={shift.register_name}>
          {shift.staff_name ?? <DateTime value={shift.business_date} look="date" />}
        </Row>
        <Row
          label={
            <FormattedMessage
              id="shift.opened_by"
              values={{ name: shift.opened_by_name ?? <FormattedMessage id="shift.program" /> }}
            />
          }
        >
          <DateTime value={shift.opened_at} timeZone={zone} />
        </Row>
        {isOpen ? (
          <Row label={<FormattedMessage id="shift.as_of" />}>
            <DateTime value={report.made_at} timeZone={zone} />
          </Row>
        ) : (
          <Row
            label={
              <FormattedMessage
                id="shift.closed_by"
                values={{ name: shift.closed_by_name ?? <FormattedMessage id="shift.program" /> }}
              />
            }
          >
            <DateTime value={shift.closed_at} timeZone={zone} />
          </Row>
        )}
      </div>

      <Part title={<FormattedMessage id="shift.sales" />}>
        <Row label={<FormattedMessage id="shift.sales.count" values={{ count: sales.count }} />}>
          <Money value={sales.gross} symbol={false} />
        </Row>
        {sales.discount.amount !== 0 && (
          <Row label={<FormattedMessage id="shift.discounts" />} isQuiet>
            <Money value={sales.discount} symbol={false} />
          </Row>
        )}
        <Row
          label={<FormattedMessage id="shift.refunds.count" values={{ count: refunds.count }} />}
        >
          <Money value={minus({ ...refunds.gross, amount: 0 }, refunds.gross)} symbol={false} />
        </Row>
        <Row label={<FormattedMessage id="shift.turnover" />} isStrong>
          <Money value={minus(sales.gross, refunds.gross)} />
        </Row>
      </Part>

      <PaperTaxes taxes={report.taxes} />

      <Part title={<FormattedMessage id="shift.tenders" />}>
        {report.tenders.map(({ tender, tender_name, count, taken, refund_count, refunded }) => (
          <div key={tender} className={styles.tender}>
            <Row label={tender_name}>
              <Money value={minus(taken, refunded)} symbol={false} />
            </Row>
            <p className={styles.quiet}>
              <FormattedMessage
                id="shift.taken"
                values={{ count, amount: <Money value={taken} symbol={false} /> }}
              />
              {refund_count > 0 && (
                <>
                  {' · '}
                  <FormattedMessage
                    id="shift.given_back"
                    values={{
                      count: refund_count,
                      amount: <Money value={refunded} symbol={false} />,
                    }}
                  />
                </>
              )}
            </p>
          </div>
        ))}
        {report.tenders.length === 0 && (
          <p className={styles.quiet}>
            <FormattedMessage
              id={isOpen && report.expected_cash === null ? 'shift.blind_text' : 'shift.no_money'}
            />
          </p>
        )}
      </Part>

      <Part title={<FormattedMessage id="shift.drawer" />}>
        <Row label={<FormattedMessage id="shift.float" />}>
          <Money value={shift.opening_float} symbol={false} />
        </Row>
        {cash && (
          <Row label={<FormattedMessage id="shift.cash_taken" />}>
            <Money value={minus(cash.taken, cash.refunded)} symbol={false} signed />
          </Row>
        )}
        {movesByHand(report).map((movement) => (
          <div key={movement.id} className={styles.tender}>
            <Row label={<MoveText movement={movement} />}>
              <Money value={movement.amount} symbol={false} signed />
            </Row>
            <MoveNote movement={movement} className={styles.quiet} />
          </div>
        ))}
        {report.expected_cash && (
          <Row label={<FormattedMessage id="shift.expected" />}>
            <Money value={report.expected_cash} symbol={false} />
          </Row>
        )}
        {shift.counted && (
          <Row label={<FormattedMessage id="shift.counted" />}>
            <Money value={shift.counted} symbol={false} />
          </Row>
        )}
        {shift.difference && (
          <Row label={<FormattedMessage id="shift.difference" />} isStrong>
            <Money value={shift.difference} signed />
          </Row>
        )}
        {shift.counted && shift.left_in_drawer && (
          <>
            <Row label={<FormattedMessage id="shift.left" />} isQuiet>
              <Money value={shift.left_in_drawer} symbol={false} />
            </Row>
            <Row label={<FormattedMessage id="shift.to_safe" />} isQuiet>
              <Money value={minus(shift.counted, shift.left_in_drawer)} symbol={false} />
            </Row>
          </>
        )}
      </Part>

      {shift.counts.length > 0 && (
        <Part title={<FormattedMessage id="shift.counts" />}>
          {shift.counts.map(({ value, pieces, total }) => (
            <Row
              key={value.amount}
              isQuiet
              label={
                <>
                  <Quantity value={String(pieces)} />
                  {' × '}
                  <Money value={value} />
                </>
              }
            >
              <Money value={total} symbol={false} />
            </Row>
          ))}
        </Part>
      )}

      {report.drawer_openings.length > 0 && (
        <Part
          title={
            <FormattedMessage
              id="shift.openings"
              values={{ count: report.drawer_openings.length }}
            />
          }
        >
          {report.drawer_openings.map(({ id, reason, staff_name, recorded_at }) => (
            <Row key={id} isQuiet label={[reason, staff_name].filter(Boolean).join(' · ')}>
              <DateTime value={recorded_at} look="time" timeZone={zone} />
            </Row>
          ))}
        </Part>
      )}

      {report.voids.length > 0 && (
        <Part title={<FormattedMessage id="shift.voids" values={{ count: report.voids.length }} />}>
          {report.voids.map(({ id, name, quantity, amount, reason, staff_name, recorded_at }) => (
            <div key={id} className={styles.tender}>
              <Row
                label={
                  name === null ? (
                    <FormattedMessage id="shift.void_order" />
                  ) : (
                    <>
                      <Quantity value={quantity} /> × {name}
                    </>
                  )
                }
              >
                <Money value={amount} symbol={false} />
              </Row>
              <p className={styles.quiet}>
                {[reason, staff_name].filter(Boolean).join(' · ')}{' '}
                <DateTime value={recorded_at} look="time" timeZone={zone} />
              </p>
            </div>
          ))}
        </Part>
      )}

      {report.open_payments.length > 0 && (
        <Part title={<FormattedMessage id="shift.open_payments" />}>
          {report.open_payments.map(({ payment_id, refund, unknown, amount }) => (
            <Row
              key={payment_id}
              isQuiet
              label={<FormattedMessage id={openPaymentText(refund, unknown)} />}
            >
              <Money value={amount} symbol={false} />
            </Row>
          ))}
        </Part>
      )}

      {report.addenda.length > 0 && (
        <Part title={<FormattedMessage id="shift.addenda" />}>
          {report.addenda.map(({ addendum_no, amount, recorded_at }) => (
            <div key={addendum_no} className={styles.tender}>
              <Row
                label={
                  <FormattedMessage
                    id="shift.addendum"
                    values={{ shift: shift.number, number: addendum_no }}
                  />
                }
              >
                <Money value={amount} symbol={false} signed />
              </Row>
              <p className={styles.quiet}>
                <FormattedMessage
                  id={amount.amount < 0 ? 'shift.addendum_refund' : 'shift.addendum_sale'}
                />{' '}
                <DateTime value={recorded_at} timeZone={zone} />
              </p>
            </div>
          ))}
          <p className={styles.quiet}>
            <FormattedMessage id="shift.addenda_text" />
          </p>
        </Part>
      )}
      {shift.despite_open_payments && (
        <p className={paper.thanks}>
          <FormattedMessage id="shift.despite" />
        </p>
      )}
      {shift.note && <p className={styles.note}>{shift.note}</p>}
    </article>
  );
}

function minus(a: MoneyValue, b: MoneyValue): MoneyValue {
  return { ...a, amount: a.amount - b.amount };
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h4>{title}</h4>
      <div className={styles.rows}>{children}</div>
    </section>
  );
}

function Row({
  label,
  isStrong,
  isQuiet,
  children,
}: {
  label: ReactNode;
  isStrong?: boolean;
  isQuiet?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={cx(styles.row, isStrong && styles.strong, isQuiet && styles.quiet)}>
      <span>{label}</span>
      <span className={styles.value}>{children}</span>
    </div>
  );
}
