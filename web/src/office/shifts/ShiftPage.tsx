import { useQuery } from '@tanstack/react-query';
import { CircleHelp, Printer } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useParams } from 'react-router';
import { locationsQuery, registersQuery, settingsQuery, shiftReportQuery } from '../../api/queries';
import type { ShiftReport } from '../../api/types';
import {
  Button,
  Callout,
  Card,
  DateTime,
  ErrorState,
  Loading,
  Money,
  Page,
  PageHeader,
  Skeleton,
  Stat,
} from '../../design';
import { MoveNote, MoveText } from '../../shift/Move';
import { movesByHand, openPaymentText } from '../../shift/moves';
import { ShiftPaper } from '../../shift/ShiftPaper';
import { Tenders } from '../home/TendersCard';
import { BackLink, Link } from '../shared/Link';
import { minus } from '../shared/amounts';
import { ShiftPill } from './columns';
import shared from '../shared/shared.module.css';
import styles from './ShiftPage.module.css';

/** One shift: what it took, what moved in its drawer, and its report as it is printed. */
export function Component() {
  const { id = '' } = useParams();
  const { formatMessage } = useIntl();
  const { data: report, error, refetch, isFetching } = useQuery(shiftReportQuery(id));
  const shift = report?.shift;
  return (
    <Page>
      <PageHeader
        title={
          shift
            ? formatMessage(
                { id: 'shifts.title_one' },
                { register: shift.register_name, number: shift.number },
              )
            : formatMessage({ id: 'shifts.one' })
        }
        back={
          <BackLink to="/shifts">
            <FormattedMessage id="shifts.title" />
          </BackLink>
        }
        subtitle={
          shift ? (
            <span className={styles.subtitle}>
              <ShiftPill shift={shift} />
              <span>
                <DateTime value={shift.opened_at} /> –{' '}
                {shift.closed_at && <DateTime value={shift.closed_at} />}
              </span>
              <span>{shift.staff_name ?? shift.closed_by_name ?? shift.opened_by_name}</span>
            </span>
          ) : (
            '\u00a0'
          )
        }
        actions={
          <Button
            icon={<Printer aria-hidden="true" />}
            isDisabled={!report}
            onPress={() => window.print()}
          >
            <FormattedMessage id="shifts.print" />
          </Button>
        }
      />
      {report ? (
        <Report report={report} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <Skeleton height="520px" />
        </Loading>
      )}
    </Page>
  );
}

function Report({ report }: { report: ShiftReport }) {
  const { shift, sales, refunds, open_payments, addenda, tenders } = report;
  const { data: settings } = useQuery(settingsQuery);
  const { data: locations } = useQuery(locationsQuery);
  const { data: registers } = useQuery(registersQuery);
  const register = registers?.items.find(({ id }) => id === shift.register_id);
  const location = locations?.items.find(({ id }) => id === register?.location_id);
  const moves = movesByHand(report);
  const { difference } = shift;
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        {open_payments.length > 0 && (
          <Callout
            icon={<CircleHelp aria-hidden="true" />}
            title={
              <FormattedMessage id="shifts.payments" values={{ count: open_payments.length }} />
            }
          >
            <ul>
              {open_payments.map(({ payment_id, refund, unknown, amount }) => (
                <li key={payment_id}>
                  <Link to={`/payments?open=${payment_id}`}>
                    <FormattedMessage id={openPaymentText(refund, unknown)} />{' '}
                    <Money value={amount} />
                  </Link>
                </li>
              ))}
            </ul>
          </Callout>
        )}
        <div className={styles.figures}>
          <Stat
            label={<FormattedMessage id="shift.turnover" />}
            value={<Money value={minus(sales.gross, refunds.gross)} />}
            change={<FormattedMessage id="shift.sales.count" values={{ count: sales.count }} />}
          />
          <Stat
            label={<FormattedMessage id="shift.expected" />}
            value={<Money value={report.expected_cash} />}
            change={
              <FormattedMessage
                id="shifts.of_float"
                values={{ amount: <Money value={shift.opening_float} /> }}
              />
            }
          />
          <Stat
            label={<FormattedMessage id="shift.difference" />}
            value={<Money value={difference} signed />}
            tone={
              !difference
                ? 'neutral'
                : difference.amount < 0
                  ? 'danger'
                  : difference.amount === 0
                    ? 'positive'
                    : 'neutral'
            }
            change={
              difference ? (
                <FormattedMessage
                  id="shifts.counted"
                  values={{ amount: <Money value={shift.counted} /> }}
                />
              ) : (
                <FormattedMessage id="shifts.not_counted" />
              )
            }
          />
        </div>
        <Card title={<FormattedMessage id="shift.tenders" />}>
          <Tenders
            isWide
            none="shift.no_money"
            currency={shift.opening_float.currency}
            tenders={tenders.map(({ tender, tender_name, count, taken, refunded }) => ({
              ...{ tender, count, name: tender_name },
              amount: minus(taken, refunded),
            }))}
          />
        </Card>
        {addenda.length > 0 && (
          <Card title={<FormattedMessage id="shift.addenda" />}>
            <p className={shared.muted}>
              <FormattedMessage id="shift.addenda_text" />
            </p>
            <ul className={styles.rows}>
              {addenda.map(({ addendum_no, payment_id, order_id, amount, recorded_at }) => (
                <li key={addendum_no} className={styles.row}>
                  <span>
                    <Link to={order_id ? `/orders/${order_id}` : `/payments?open=${payment_id}`}>
                      <FormattedMessage
                        id="shift.addendum"
                        values={{ shift: shift.number, number: addendum_no }}
                      />
                    </Link>
                    <span className={styles.quiet}>
                      <FormattedMessage
                        id={amount.amount < 0 ? 'shift.addendum_refund' : 'shift.addendum_sale'}
                      />{' '}
                      <DateTime value={recorded_at} />
                    </span>
                  </span>
                  <Money value={amount} signed className={shared.strong} />
                </li>
              ))}
            </ul>
          </Card>
        )}
        <Card title={<FormattedMessage id="shifts.moves" />}>
          {moves.length === 0 ? (
            <p className={shared.muted}>
              <FormattedMessage id="shifts.no_moves" />
            </p>
          ) : (
            <ul className={styles.rows}>
              {moves.map((movement) => (
                <li key={movement.id} className={styles.row}>
                  <span>
                    <MoveText movement={movement} />
                    <MoveNote movement={movement} className={styles.quiet} />
                  </span>
                  <span className={styles.end}>
                    <Money value={movement.amount} signed className={shared.strong} />
                    <DateTime value={movement.recorded_at} look="time" className={styles.quiet} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
      <div className={`${styles.paper} printable`}>
        <ShiftPaper report={report} merchant={settings?.merchant_name ?? ''} location={location} />
      </div>
    </div>
  );
}
