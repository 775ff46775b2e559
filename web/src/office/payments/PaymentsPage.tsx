import { useQuery } from '@tanstack/react-query';
import { Banknote } from 'lucide-react';
import { useMemo } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { paymentQuery } from '../../api/queries';
import type { Payment, PaymentState } from '../../api/types';
import {
  DateTime,
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
  type Column,
} from '../../design';
import { cardName } from '../../lib/card';
import { ExportButton } from '../shared/ExportButton';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { ListTable } from '../shared/ListTable';
import { ReceiptLink } from '../shared/ReceiptLink';
import { SavedViews } from '../shared/SavedViews';
import { SidePanel } from '../shared/SidePanel';
import { paymentsSource } from '../shared/sources';
import { PaymentStatePill, TenderIcon } from '../shared/states';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { PaymentDetail } from './PaymentDetail';
import { UnknownPayments } from './UnknownPayments';
import shared from '../shared/shared.module.css';
import styles from './PaymentsPage.module.css';

const STATES: readonly PaymentState[] = [
  'captured',
  'unknown',
  'pending',
  'declined',
  'cancelled',
  'expired',
  'failed',
  'created',
];

const FILTERS = ['state'] as const;

/** Money taken and tried for; what no terminal has answered stands above all. */
export function Component() {
  const { formatMessage } = useIntl();
  const [{ state, open }, setFilters] = useFilters(['state', 'open']);
  const source = useMemo(
    () => paymentsSource({ state: state as PaymentState | undefined }),
    [state],
  );
  const list = useList(source);
  const columns = usePaymentColumns();

  return (
    <Page fill>
      <PageHeader
        title={formatMessage({ id: 'payments.title' })}
        actions={<ExportButton file={source.file} />}
      />
      <UnknownPayments />
      <FilterBar>
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'payments.state' })}
          value={state ?? 'all'}
          onChange={(chosen) => setFilters({ state: chosen === 'all' ? null : chosen })}
          options={[
            { value: 'all', label: formatMessage({ id: 'payments.any_state' }) },
            ...STATES.map((of) => ({
              value: of as string,
              label: formatMessage({ id: `payment.state.${of}` }),
            })),
          ]}
        />
        <SavedViews list="payments" names={FILTERS} filters={{ state }} onChange={setFilters} />
      </FilterBar>
      <SidePanel
        isOpen={!!open}
        title={formatMessage({ id: 'payments.one' })}
        onClose={() => setFilters({ open: null })}
        panel={open && <PaymentPeek id={open} />}
      >
        <ListTable
          label={formatMessage({ id: 'payments.title' })}
          list={list}
          source={source}
          columns={columns}
          renderCompact={(payment) => <PaymentCompact payment={payment} />}
          rowClass={(payment) => (payment.state === 'unknown' ? styles.unknown : undefined)}
          selectedKey={open ?? null}
          onOpen={(payment) => setFilters({ open: payment.id })}
          onMove={(payment) => open && setFilters({ open: payment.id })}
          empty={
            <EmptyState
              icon={<Banknote aria-hidden="true" />}
              title={<FormattedMessage id={state ? 'payments.none' : 'payments.empty'} />}
            >
              <FormattedMessage id={state ? 'payments.none_text' : 'payments.empty_text'} />
            </EmptyState>
          }
        />
      </SidePanel>
    </Page>
  );
}

function usePaymentColumns(): Column<Payment>[] {
  return [
    {
      id: 'time',
      name: 'payments.time',
      width: 'minmax(120px, 1fr)',
      cell: (payment) => <DateTime value={payment.created_at} />,
    },
    {
      id: 'tender',
      name: 'payments.tender',
      width: 'minmax(120px, 1fr)',
      cell: (payment) => (
        <span className={styles.tender}>
          <TenderIcon tender={payment.tender} />
          {payment.tender_name}
        </span>
      ),
    },
    {
      id: 'message',
      name: 'payments.message',
      width: 'minmax(140px, 2fr)',
      hideBelow: 900,
      cell: (payment) => <LastWord payment={payment} />,
    },
    {
      id: 'order',
      name: 'order.title',
      width: 'minmax(88px, 0.7fr)',
      cell: (payment) =>
        payment.receipt ? (
          <ReceiptLink receipt={payment.receipt} />
        ) : payment.order_id ? (
          <Link to={`/orders/${payment.order_id}`}>
            <FormattedMessage id="order.no_number" />
          </Link>
        ) : (
          <span className={shared.faint}>–</span>
        ),
    },
    {
      id: 'state',
      name: 'payments.state',
      width: 'minmax(128px, 0.8fr)',
      cell: (payment) => <PaymentStatePill state={payment.state} />,
    },
    {
      id: 'amount',
      name: 'payments.amount',
      width: '104px',
      align: 'end',
      cell: (payment) => <Money value={payment.amount} className={shared.strong} />,
    },
  ];
}

/** What the terminal said last, and of which card; of cash there is nothing to say. */
function LastWord({ payment: { attempts, message } }: { payment: Payment }) {
  const last = attempts.at(-1);
  if (!last?.sent_at) return null;
  return (
    <span className={shared.muted}>
      {[message, last.card && cardName(last.card)].filter(Boolean).join(' · ')}
    </span>
  );
}

function PaymentCompact({ payment }: { payment: Payment }) {
  return (
    <TwoLines
      lead={
        <span className={styles.tender}>
          <TenderIcon tender={payment.tender} />
        </span>
      }
      title={payment.tender_name}
      detail={
        <>
          <DateTime value={payment.created_at} />
          {payment.receipt && <span className="num"> · {payment.receipt.number}</span>}
        </>
      }
      end={
        <>
          <Money value={payment.amount} className={shared.strong} />
          <PaymentStatePill state={payment.state} />
        </>
      }
    />
  );
}

function PaymentPeek({ id }: { id: string }) {
  const { data: payment, error, refetch, isFetching } = useQuery(paymentQuery(id));
  if (payment) {
    return (
      <>
        <PaymentDetail payment={payment} />
        {payment.order_id && (
          <LinkButton href={`/orders/${payment.order_id}`}>
            <FormattedMessage id="payments.to_order" />
          </LinkButton>
        )}
      </>
    );
  }
  return error ? (
    <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
  ) : (
    <Loading>
      <Skeleton height="96px" />
    </Loading>
  );
}
