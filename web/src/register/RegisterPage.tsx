import { useMutation, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../api/client';
import { useLiveEvents } from '../api/live';
import { settingsQuery } from '../api/queries';
import type { OrderCompletedData, OrderSummary } from '../api/types';
import { useDensity } from '../design/density';
import { ErrorState } from '../design/States';
import { toast } from '../design/toasts';
import { AgeDialog } from './cart/AgeDialog';
import { AskDialog } from './cart/AskDialog';
import { ApprovalHost, loadApproval } from './ApprovalHost';
import { NOTHING_COUNTED } from './model/count';
import { LATEST, RECEIPT, searchOfScan } from './model/find-order';
import { bring, type Brought } from './model/without-receipt';
import { GridSkeleton } from './sell/TileGrid';
import { ScanNotice } from './sell/ScanNotice';
import { SellScreen } from './sell/SellScreen';
import { ShortcutSheet } from './ShortcutSheet';
import { apiServer } from './state/api-server';
import { articleOf, findCode, lookUpCode } from './state/catalogue';
import { TillProvider, useTill } from './state/till';
import { useCustomerDisplay } from './state/use-customer-display';
import { useLock } from './state/use-lock';
import { useScans } from './state/use-scans';
import styles from './RegisterPage.module.css';

/** What the first load leaves out comes as soon as goods can be tapped, so that it is there when the network is not. */
const later = {
  pay: () => import('./pay/PayScreen'),
  refund: () => import('./refund/RefundScreen'),
  shift: () => import('./shift/ShiftScreen'),
  approval: loadApproval,
};
const PayScreen = lazy(() => later.pay().then((part) => ({ default: part.PayScreen })));
const RefundScreen = lazy(() => later.refund().then((part) => ({ default: part.RefundScreen })));
const ShiftScreen = lazy(() => later.shift().then((part) => ({ default: part.ShiftScreen })));

/** Marks the moment at which the register can be used; what is loaded after it was not waited for. */
function useUsable(isUsable: boolean): void {
  useEffect(() => {
    if (!isUsable) return;
    performance.mark('onetill.usable');
    for (const load of Object.values(later)) load().catch(() => undefined);
  }, [isUsable]);
}

export function Component() {
  const { formatMessage } = useIntl();
  useDensity('till');
  const title = formatMessage({ id: 'register.title' });
  useEffect(() => {
    document.title = `${title} · OneTill`;
  }, [title]);

  const { data: settings, error, refetch, isFetching } = useQuery(settingsQuery);
  if (settings) {
    return (
      <TillProvider settings={settings}>
        <Register />
      </TillProvider>
    );
  }
  if (error) {
    return (
      <main className={styles.center}>
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      </main>
    );
  }
  return (
    <main className={styles.loading}>
      <GridSkeleton />
    </main>
  );
}

/** Orders of this register with a card payment that has not come to an end, but for the one on the screen. */
function useWaiting(): OrderSummary[] {
  const { register, checkout } = useTill();
  const { data } = useQuery({
    queryKey: ['orders', 'waiting', register.id],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/orders', {
          params: { query: { state: 'frozen', register_id: register.id } },
          signal,
        }),
      ),
  });
  return data?.items.filter(({ id }) => id !== checkout?.saleId) ?? [];
}

function Register() {
  const { formatMessage } = useIntl();
  const { screen, goTo, resume, checkout, register, catalogue } = useTill();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [receiptSearch, setReceiptSearch] = useState(LATEST);
  const [brought, setBrought] = useState<Brought | null>(null);
  // What was counted so far outlasts a scan that leads away from the drawer.
  const [count, setCount] = useState(NOTHING_COUNTED);
  const waiting = useWaiting();
  useCustomerDisplay();
  useLock(checkout !== null && !['choosing', 'done'].includes(checkout.phase.is));
  useUsable(!catalogue.isPending);
  /** Goods without a receipt are scanned as they are when they are sold. */
  async function bringScanned(code: string): Promise<void> {
    const known = findCode(catalogue.products, code);
    const match = known ?? (await lookUpCode(register.location_id, code).catch(() => null))?.match;
    if (match) setBrought((before) => bring(before ?? [], articleOf(match)));
    else toast(formatMessage({ id: 'register.without.unknown' }, { code }), { tone: 'danger' });
  }
  const scans = useScans((code) => {
    if (screen === 'refund' && brought !== null && !RECEIPT.test(code)) {
      void bringScanned(code);
      return;
    }
    setBrought(null);
    setReceiptSearch((now) => searchOfScan(code, now.way));
    goTo('refund');
  });
  const takeUp = useMutation({
    mutationFn: async ({ id }: OrderSummary) => resume(await apiServer.order(id)),
    onError: () => toast(formatMessage({ id: 'register.waiting.failed' }), { tone: 'danger' }),
  });

  // A payment left to the server came through after all.
  useLiveEvents(['order.completed'], ({ data }) => {
    const sale = data as unknown as OrderCompletedData;
    if (sale.register_id !== register.id || !waiting.some(({ id }) => id === sale.order_id)) return;
    if (checkout?.saleId === sale.order_id) return;
    toast(<FormattedMessage id="register.waiting.paid" values={{ number: sale.number }} />, {
      tone: 'positive',
    });
  });

  return (
    <>
      <Suspense fallback={<GridSkeleton />}>
        {screen === 'pay' ? (
          <PayScreen />
        ) : screen === 'shift' ? (
          <ShiftScreen count={count} onCount={setCount} />
        ) : screen === 'refund' ? (
          <RefundScreen
            search={receiptSearch}
            onSearch={setReceiptSearch}
            brought={brought}
            onBrought={setBrought}
          />
        ) : (
          <SellScreen
            onCode={scans.enter}
            waiting={waiting}
            onWaiting={(order) => takeUp.mutate(order)}
            onShortcuts={() => setHelpOpen(true)}
          />
        )}
      </Suspense>
      <AskDialog />
      <AgeDialog />
      <ApprovalHost />
      <ScanNotice notice={scans.notice} onDismiss={scans.dismiss} />
      <ShortcutSheet isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </>
  );
}
