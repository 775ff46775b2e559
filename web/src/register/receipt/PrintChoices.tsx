import { useQuery } from '@tanstack/react-query';
import { CircleAlert, Copy, Gift, Printer } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import {
  isPrinted,
  printJobsQuery,
  usePrintReceipt,
  useRegisterPrinter,
  type ReceiptOf,
} from '../../api/printing';
import type { PrintJob } from '../../api/types';
import { Button } from '../../design/Button';
import { ProblemNote } from '../../design/States';
import type { MessageId } from '../../messages';
import { MailReceipt, MailStates } from '../../receipt/MailReceipt';
import { ReceiptFiles } from '../../receipt/ReceiptFiles';
import { useTill } from '../state/till';
import styles from './PrintChoices.module.css';

/** What may be printed of a sale or a refund kept as a file or sent, and how that goes. Where the register has no printer, the browser prints. */
export function PrintChoices({ of, isReady }: { of: ReceiptOf; isReady: boolean }) {
  const { register } = useTill();
  const printer = useRegisterPrinter(register.id);
  const { data } = useQuery({ ...printJobsQuery(of.id), enabled: Boolean(printer) });
  const print = usePrintReceipt(of, { register_id: register.id });
  if (!printer) {
    return (
      <>
        <Button
          size="lg"
          icon={<Printer aria-hidden="true" />}
          isDisabled={!isReady || printer === undefined}
          onPress={() => window.print()}
        >
          <FormattedMessage id="register.receipt.print" />
        </Button>
        <ReceiptFiles of={of} size="lg" />
        <MailReceipt of={of} size="lg" />
        <MailStates of={of} className={styles.mails} />
      </>
    );
  }
  const again = isPrinted(data?.items);
  const last = data?.items.at(-1);
  const pending = print.isPending ? print.variables : null;
  return (
    <>
      <Button
        size="lg"
        icon={again ? <Copy aria-hidden="true" /> : <Printer aria-hidden="true" />}
        isDisabled={!isReady || !data}
        isPending={pending === 'original' || pending === 'copy'}
        onPress={() => print.mutate(again ? 'copy' : 'original')}
      >
        <FormattedMessage id={again ? 'register.receipt.copy' : 'register.receipt.print'} />
      </Button>
      {of.kind === 'order' && (
        <Button
          size="lg"
          icon={<Gift aria-hidden="true" />}
          isDisabled={!isReady}
          isPending={pending === 'gift'}
          onPress={() => print.mutate('gift')}
        >
          <FormattedMessage id="register.receipt.gift" />
        </Button>
      )}
      <ReceiptFiles of={of} size="lg" />
      <MailReceipt of={of} size="lg" />
      <div role="status" className={styles.state}>
        {print.error ? <ProblemNote error={print.error} /> : last && <JobState job={last} />}
      </div>
      <MailStates of={of} className={styles.mails} />
    </>
  );
}

/** How a print job is, and what to do about it. */
export function JobState({ job }: { job: PrintJob }) {
  const { text, isTrouble } = told(job);
  return (
    <p className={isTrouble ? styles.trouble : styles.quiet}>
      {isTrouble ? <CircleAlert aria-hidden="true" /> : <Printer aria-hidden="true" />}
      <span>
        <FormattedMessage id={text} />
      </span>
    </p>
  );
}

function told({ state, problem }: PrintJob): { text: MessageId; isTrouble: boolean } {
  if (state === 'printed') return { text: 'printing.printed', isTrouble: false };
  if (state === 'unknown') return { text: 'printing.unknown', isTrouble: true };
  if (state === 'failed') return { text: 'printing.failed', isTrouble: true };
  if (problem) return { text: `printing.waits.${problem}`, isTrouble: true };
  return { text: 'printing.under_way', isTrouble: false };
}
