import { useState } from 'react';
import {
  ArrowDownToLine,
  ArrowUpFromLine,
  FileText,
  Inbox,
  Landmark,
  LockKeyhole,
  PanelBottomOpen,
  ReceiptText,
  Vault,
  type LucideIcon,
} from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage } from 'react-intl';
import { useMay } from '../../api/session';
import type { ShiftReport } from '../../api/types';
import { cx } from '../../design/cx';
import { Kbd } from '../../design/Kbd';
import { Loading, Skeleton } from '../../design/Skeleton';
import { ErrorState } from '../../design/States';
import { DateTime, Money } from '../../design/values';
import type { MessageId } from '../../messages';
import { NOTHING_COUNTED, type Count } from '../model/count';
import { useShortcuts } from '../state/use-scanner';
import { useTill } from '../state/till';
import { Rows } from '../Rows';
import { TwoParts, useIsNarrow } from '../TwoParts';
import { ClosedShift, Paper } from './ClosedShift';
import { CloseShift } from './CloseShift';
import { MoveCash, type Move } from './MoveCash';
import { OpenDrawer } from './OpenDrawer';
import { OpenPayments } from './OpenPayments';
import { OpenShift } from './OpenShift';
import { PrintReport } from './PrintReport';
import { useLastShift, useShiftReport } from './use-shift-calls';
import styles from './Shift.module.css';

type Part = 'open' | 'report' | Move | 'drawer' | 'close' | 'last';

interface PartRow {
  part: Part;
  label: MessageId;
  icon: LucideIcon;
  key: string;
}

const IN_SHIFT: readonly PartRow[] = [
  { part: 'report', label: 'register.shift.report', icon: FileText, key: 'x' },
  { part: 'cash_in', label: 'register.shift.cash_in', icon: ArrowDownToLine, key: 'i' },
  { part: 'cash_out', label: 'register.shift.cash_out', icon: ArrowUpFromLine, key: 'o' },
  { part: 'safe_drop', label: 'register.shift.safe_drop', icon: Vault, key: 'd' },
  { part: 'drawer', label: 'register.shift.drawer', icon: PanelBottomOpen, key: 'n' },
  { part: 'close', label: 'register.shift.close', icon: LockKeyhole, key: 'z' },
];
const BEFORE_SHIFT: readonly PartRow[] = [
  { part: 'open', label: 'register.shift.open', icon: Inbox, key: 'o' },
  { part: 'last', label: 'register.shift.last', icon: ReceiptText, key: 'z' },
];
const BANK: PartRow = {
  part: 'bank_deposit',
  label: 'register.shift.bank_deposit',
  icon: Landmark,
  key: 'b',
};

export interface ShiftScreenProps {
  count: Count;
  onCount: (count: Count) => void;
}

/** The drawer from the float to the count. */
export function ShiftScreen({ count, onCount }: ShiftScreenProps) {
  const { register, shift, goTo, checkout } = useTill();
  const mayManage = useMay('manage_shifts');
  const isNarrow = useIsNarrow();
  const last = useLastShift(register.id);
  const open = shift.is === 'open' || shift.is === 'of_another' ? shift.shift : null;
  const [chosen, setChosen] = useState<Part | null>(null);
  /** The shift that was closed here a moment ago. */
  const [closedId, setClosedId] = useState<string | null>(null);

  const rows = [
    ...(open ? IN_SHIFT : last ? BEFORE_SHIFT : BEFORE_SHIFT.slice(0, 1)),
    ...(mayManage ? [BANK] : []),
  ];
  const wanted = rows.some(({ part }) => part === chosen) ? chosen : null;
  // Without a shift there is one thing to do; in one, a phone shows the choice first.
  const part = wanted ?? (open ? (isNarrow ? null : 'report') : 'open');
  const home = () => {
    setClosedId(null);
    setChosen(null);
  };
  const leave = () => goTo(checkout ? 'pay' : 'sell');
  const isDeep = isNarrow && open !== null && part !== null && closedId === null;
  const back = () => (isDeep ? home() : leave());
  const choose = (next: Part) => {
    setClosedId(null);
    setChosen(next);
  };
  useShortcuts({
    Escape: back,
    ...Object.fromEntries(rows.map(({ part: next, key }) => [key, () => choose(next)])),
  });

  return (
    <TwoParts
      title={
        open ? (
          <FormattedMessage id="register.shift.number" values={{ number: open.number }} />
        ) : (
          <FormattedMessage id="register.shift" />
        )
      }
      back={<FormattedMessage id={isDeep ? 'register.shift.others' : 'register.back_to_sale'} />}
      onBack={back}
      isDetail={part !== null || closedId !== null}
      side={
        <Rows className={styles.side}>
          {open && <Now shiftId={open.id} />}
          <ul className={styles.parts}>
            {rows.map(({ part: each, label, icon: Icon, key }) => (
              <li key={each}>
                <AriaButton
                  data-row=""
                  aria-pressed={closedId === null && each === part}
                  className={cx(styles.part, closedId === null && each === part && styles.selected)}
                  onPress={() => choose(each)}
                >
                  <Icon aria-hidden="true" />
                  <FormattedMessage id={label} />
                  <Kbd className={styles.key}>{key.toUpperCase()}</Kbd>
                </AriaButton>
              </li>
            ))}
          </ul>
        </Rows>
      }
      detail={
        closedId !== null ? (
          <ClosedShift isJustNow shiftId={closedId} onOpenNext={() => choose('open')} />
        ) : part === 'open' ? (
          <OpenShift />
        ) : part === 'last' && last ? (
          <ClosedShift shiftId={last.id} onOpenNext={() => choose('open')} />
        ) : open && part ? (
          <InShift
            key={part}
            shiftId={open.id}
            part={part}
            onDone={home}
            {...{ count, onCount }}
            onClosed={() => {
              onCount(NOTHING_COUNTED);
              setClosedId(open.id);
            }}
          />
        ) : (
          part === 'bank_deposit' && <MoveCash shiftId={null} move="bank_deposit" onDone={home} />
        )
      }
    />
  );
}

/** Since when, whose, and what lies in the drawer, as far as that may be seen. */
function Now({ shiftId }: { shiftId: string }) {
  const { location } = useTill();
  const { data: report } = useShiftReport(shiftId);
  if (!report) {
    return (
      <Loading>
        <div className={styles.now}>
          <Skeleton width="60%" height="20px" />
          <Skeleton width="40%" height="40px" />
        </div>
      </Loading>
    );
  }
  const { shift, expected_cash: expected } = report;
  return (
    <div className={styles.now}>
      <p className={styles.since}>
        <FormattedMessage
          id={shift.staff_name ? 'register.shift.since_of' : 'register.shift.since'}
          values={{
            time: <DateTime value={shift.opened_at} timeZone={location?.time_zone} />,
            name: shift.staff_name ?? shift.opened_by_name,
          }}
        />
      </p>
      {expected ? (
        <p className={styles.inDrawer}>
          <FormattedMessage id="register.shift.in_drawer" />
          <Money value={expected} className={styles.large} />
        </p>
      ) : (
        <p className={styles.since}>
          <FormattedMessage id="register.shift.blind" />
        </p>
      )}
    </div>
  );
}

interface InShiftProps {
  shiftId: string;
  part: Part;
  count: Count;
  onCount: (count: Count) => void;
  onDone: () => void;
  onClosed: () => void;
}

function InShift({ shiftId, part, count, onCount, onDone, onClosed }: InShiftProps) {
  const { data: report, error, refetch, isFetching } = useShiftReport(shiftId);
  if (part === 'report') return <XReport report={report} shiftId={shiftId} />;
  if (part === 'drawer') return <OpenDrawer shiftId={shiftId} onDone={onDone} />;
  if (part !== 'close') return <MoveCash shiftId={shiftId} move={part as Move} onDone={onDone} />;
  if (report) return <CloseShift {...{ report, count, onCount, onClosed }} />;
  return error ? (
    <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
  ) : (
    <Loading>
      <div className={styles.form}>
        <Skeleton width="100%" height="420px" />
      </div>
    </Loading>
  );
}

function XReport({ report, shiftId }: { report: ShiftReport | undefined; shiftId: string }) {
  return (
    <div className={styles.closed}>
      {report && report.open_payments.length > 0 && (
        <div className={styles.outcome}>
          <OpenPayments payments={report.open_payments} />
        </div>
      )}
      <Paper shiftId={shiftId} />
      {report && <PrintReport shiftId={shiftId} isClosed={false} className={styles.print} />}
    </div>
  );
}
