import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Mail } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { mailSetupQuery, receiptMailsQuery, useMailReceipt } from '../api/mail';
import type { ReceiptOf } from '../api/printing';
import { orderQuery } from '../api/queries';
import type { ReceiptMail } from '../api/types';
import { Button, type ButtonSize } from '../design/Button';
import { cx } from '../design/cx';
import { Dialog } from '../design/Dialog';
import { TextField } from '../design/Field';
import { Checkbox } from '../design/Toggle';
import { ProblemNote } from '../design/States';
import type { MessageId } from '../messages';
import { fieldErrors } from '../office/shared/field-errors';
import { uuidv7 } from '../lib/uuid';
import styles from './MailReceipt.module.css';

interface MailReceiptProps {
  of: ReceiptOf;
  size?: ButtonSize;
}

/** Sends the receipt by e-mail; absent where the shop sends none. */
export function MailReceipt({ of, size }: MailReceiptProps) {
  const { data: setup } = useQuery(mailSetupQuery);
  const [isAsking, setAsking] = useState(false);
  if (!setup?.ready) return null;
  return (
    <>
      <Button size={size} icon={<Mail aria-hidden="true" />} onPress={() => setAsking(true)}>
        <FormattedMessage id="mail.send" />
      </Button>
      {isAsking && <Ask of={of} onClose={() => setAsking(false)} />}
    </>
  );
}

function Ask({ of, onClose }: { of: ReceiptOf; onClose: () => void }) {
  const { formatMessage } = useIntl();
  // The customer's address, until another is typed.
  const { data: order } = useQuery({ ...orderQuery(of.id), enabled: of.kind === 'order' });
  const [typed, setTyped] = useState<string | null>(null);
  const to = typed ?? order?.customer?.email ?? '';
  const [isGift, setGift] = useState(false);
  // Pressed again after an answer was lost, it is still one message.
  const [key] = useState(() => uuidv7());
  const sending = useMailReceipt(of, onClose);
  const { field, rest } = fieldErrors(sending.error, ['to']);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={formatMessage({ id: 'mail.title' })}
      footer={
        <>
          <Button onPress={onClose}>
            <FormattedMessage id="action.cancel" />
          </Button>
          <Button type="submit" form="mail" variant="primary" isPending={sending.isPending}>
            <FormattedMessage id="mail.do_send" />
          </Button>
        </>
      }
    >
      <form
        id="mail"
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          sending.mutate({ key, body: { to: to.trim(), gift: isGift } });
        }}
      >
        <TextField
          autoFocus
          type="email"
          label={formatMessage({ id: 'mail.to' })}
          value={to}
          onChange={setTyped}
          autoComplete="off"
          maxLength={254}
          error={field('to')}
        />
        {of.kind === 'order' && (
          <Checkbox isSelected={isGift} onChange={setGift}>
            <FormattedMessage id="mail.gift" />
          </Checkbox>
        )}
        {rest ? <ProblemNote error={rest} /> : null}
      </form>
    </Dialog>
  );
}

/** What became of the messages with a receipt, the latest last. */
export function MailStates({ of, className }: { of: ReceiptOf; className?: string }) {
  const { data: setup } = useQuery(mailSetupQuery);
  const { data } = useQuery({ ...receiptMailsQuery(of.id), enabled: setup?.ready === true });
  return (
    <div role="status" className={className}>
      {data?.items.map((mail) => (
        <MailState key={mail.id} mail={mail} />
      ))}
    </div>
  );
}

export function MailState({ mail }: { mail: ReceiptMail }) {
  const { id, isTrouble } = told(mail);
  return (
    <p className={cx(styles.state, isTrouble && styles.trouble)}>
      <Mail aria-hidden="true" />
      <span>
        <FormattedMessage id={id} values={{ to: mail.recipient }} />
      </span>
    </p>
  );
}

function told({ state, problem }: ReceiptMail): { id: MessageId; isTrouble: boolean } {
  if (state === 'sent') return { id: 'mail.sent', isTrouble: false };
  if (state === 'unknown') return { id: 'mail.unknown', isTrouble: true };
  if (state === 'failed') {
    return {
      id: problem === 'recipient' ? 'mail.failed.recipient' : 'mail.failed',
      isTrouble: true,
    };
  }
  if (problem) return { id: `mail.waits.${waitsFor(problem)}`, isTrouble: true };
  return { id: 'mail.under_way', isTrouble: false };
}

function waitsFor(problem: NonNullable<ReceiptMail['problem']>) {
  if (problem === 'tls' || problem === 'sign_in') return problem;
  return problem === 'busy' ? 'busy' : 'unreachable';
}
