import { Inbox, LogOut } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { useSignOut } from '../../api/session';
import { Button } from '../../design/Button';
import { cx } from '../../design/cx';
import { Loading, Skeleton } from '../../design/Skeleton';
import { ErrorState } from '../../design/States';
import { ShiftPaper } from '../../shift/ShiftPaper';
import { DoneMark } from '../DoneMark';
import { useTill } from '../state/till';
import { Difference } from './CloseShift';
import { Heading } from './Heading';
import { useShiftReport } from './use-shift-calls';
import { PrintReport } from './PrintReport';
import styles from './Shift.module.css';

export interface ClosedShiftProps {
  shiftId: string;
  /** It was closed a moment ago, by whoever stands here. */
  isJustNow?: boolean;
  onOpenNext: () => void;
}

/** What came of the count, and the Z report. */
export function ClosedShift({ shiftId, isJustNow, onOpenNext }: ClosedShiftProps) {
  const { data: report, error, refetch, isFetching } = useShiftReport(shiftId);
  const signOut = useSignOut();
  if (!report || report.shift.state === 'open') {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <ReportSkeleton />
    );
  }
  const { number, difference } = report.shift;
  return (
    <div className={styles.closed}>
      <div className={styles.outcome}>
        {isJustNow && <DoneMark />}
        <Heading
          title={
            <FormattedMessage
              id={isJustNow ? 'register.shift.is_closed' : 'shift.z'}
              values={{ number }}
            />
          }
        />
        {difference && <Difference minor={difference.amount} />}
        <div className={styles.ways}>
          <PrintReport shiftId={shiftId} isClosed isMain={isJustNow} />
          {isJustNow && (
            <>
              <Button size="lg" icon={<Inbox aria-hidden="true" />} onPress={onOpenNext}>
                <FormattedMessage id="register.shift.open_next" />
              </Button>
              <Button
                size="lg"
                variant="ghost"
                icon={<LogOut aria-hidden="true" />}
                isPending={signOut.isPending}
                onPress={() => signOut.mutate()}
              >
                <FormattedMessage id="register.sign_out" />
              </Button>
            </>
          )}
        </div>
      </div>
      <Paper shiftId={shiftId} />
    </div>
  );
}

/** The report of a shift as paper, with its loading and error states. */
export function Paper({ shiftId }: { shiftId: string }) {
  const { settings, location } = useTill();
  const { data: report, error, refetch, isFetching } = useShiftReport(shiftId);
  if (!report) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <ReportSkeleton />
    );
  }
  return (
    <div className={cx(styles.paper, 'printable')}>
      <ShiftPaper report={report} merchant={settings.merchant_name} location={location} />
    </div>
  );
}

function ReportSkeleton() {
  return (
    <Loading>
      <div className={styles.paper}>
        <Skeleton width="360px" height="520px" />
      </div>
    </Loading>
  );
}
