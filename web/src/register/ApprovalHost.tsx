import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { askHere, type Wanted } from '../api/approval';
import { api, call } from '../api/client';
import { signInOptionsQuery } from '../api/queries';
import { useSession } from '../api/session';
import type { Permission } from '../api/types';
import { Dialog } from '../design/Dialog';
import type { MessageId } from '../messages';
import { PinPad } from '../sign-in/PinPad';
import { StaffChoices } from '../sign-in/StaffChoices';
import styles from '../sign-in/SignInPage.module.css';

interface Asked {
  wanted: Wanted;
  answer: (token: string | null) => void;
}

/** What a PIN may be asked for, in the cashier's words. */
const WHAT: Partial<Record<Permission, MessageId>> = {
  override_price: 'register.approval.override_price',
  exempt_tax: 'register.approval.exempt_tax',
  discount_freely: 'register.approval.discount_freely',
  open_drawer: 'register.approval.open_drawer',
  refund: 'register.approval.refund',
  refund_unlinked: 'register.approval.refund_unlinked',
  manage_shifts: 'register.approval.manage_shifts',
};

const focusOn = (element: HTMLElement | null) => element?.focus();

/** Asks for somebody's PIN where the person at the register may not do what they tried. */
export function ApprovalHost() {
  const { formatMessage } = useIntl();
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => askHere((wanted) => new Promise((answer) => setAsked({ wanted, answer }))), []);
  const answer = (token: string | null) => {
    asked?.answer(token);
    setAsked(null);
  };
  return (
    <Dialog
      size="sm"
      isOpen={asked !== null}
      onClose={() => answer(null)}
      title={formatMessage({ id: 'register.approval.title' })}
    >
      {asked && <What permissions={asked.wanted.permissions} />}
      {asked && <Approve wanted={asked.wanted} onToken={answer} />}
    </Dialog>
  );
}

function What({ permissions }: { permissions: readonly Permission[] }) {
  const { formatMessage } = useIntl();
  const known = permissions.flatMap((one) => WHAT[one] ?? []);
  return (
    <ul className={styles.what} aria-label={formatMessage({ id: 'register.approval.for' })}>
      {known.map((id) => (
        <li key={id}>
          <FormattedMessage id={id} />
        </li>
      ))}
    </ul>
  );
}

function Approve({ wanted, onToken }: { wanted: Wanted; onToken: (token: string) => void }) {
  const { data: options } = useQuery(signInOptionsQuery);
  const me = useSession()?.staff.id;
  const [staffId, setStaffId] = useState<string | null>(null);
  const others = options?.staff.filter(({ id }) => id !== me) ?? [];
  const person = others.find(({ id }) => id === staffId);
  const approval = useMutation({
    mutationFn: (body: { staff_id: string; pin: string }) =>
      call(api.POST('/v1/approvals', { body: { ...body, ...wanted } })),
  });

  if (!person) {
    return (
      <>
        <p className={styles.question}>
          <FormattedMessage id="register.approval.who" />
        </p>
        <StaffChoices staff={others} onChoose={setStaffId} />
      </>
    );
  }
  return (
    // The key that chose the person is gone: without this Enter would press the one that closes.
    <div ref={focusOn} tabIndex={-1} className={styles.entry}>
      <PinPad
        key={person.id}
        staff={person}
        error={approval.error}
        isPending={approval.isPending}
        submitLabel={<FormattedMessage id="register.approval.allow" />}
        onPin={(pin, clear) =>
          approval.mutate(
            { staff_id: person.id, pin },
            { onSuccess: ({ token }) => onToken(token), onError: clear },
          )
        }
        onBack={() => {
          approval.reset();
          setStaffId(null);
        }}
      />
    </div>
  );
}
