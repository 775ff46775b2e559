import { useMutation, useQuery } from '@tanstack/react-query';
import { UserRound } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Wanted } from '../api/approval';
import { api, call } from '../api/client';
import type { Permission } from '../api/types';
import { Loading, Skeleton } from '../design/Skeleton';
import { EmptyState, ErrorState } from '../design/States';
import type { MessageId } from '../messages';
import { PinPad } from '../sign-in/PinPad';
import { StaffChoices } from '../sign-in/StaffChoices';
import styles from '../sign-in/SignInPage.module.css';

/** What a PIN may be asked for, in the cashier's words. */
const WHAT: Partial<Record<Permission, MessageId>> = {
  override_price: 'register.approval.override_price',
  exempt_tax: 'register.approval.exempt_tax',
  discount_freely: 'register.approval.discount_freely',
  open_drawer: 'register.approval.open_drawer',
  refund: 'register.approval.refund',
  refund_unlinked: 'register.approval.refund_unlinked',
  refund_as_credit: 'register.approval.refund_as_credit',
  grant_credit: 'register.approval.grant_credit',
  decide_payments: 'register.approval.decide_payments',
  manage_shifts: 'register.approval.manage_shifts',
};

const focusOn = (element: HTMLElement | null) => element?.focus();

export interface ApprovalProps {
  wanted: Wanted;
  onToken: (token: string) => void;
}

/** What somebody is to allow, who they may be, and their PIN. */
export function Approval({ wanted, onToken }: ApprovalProps) {
  return (
    <>
      <What permissions={wanted.permissions} />
      <Approve wanted={wanted} onToken={onToken} />
    </>
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

/** Those who may allow all of it, as the server tells: it asks the same of whoever enters a PIN. */
function useApprovers(wanted: readonly Permission[]) {
  const permissions = wanted.join();
  return useQuery({
    queryKey: ['staff', 'approvers', permissions],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/approvers', { params: { query: { permissions } }, signal })),
  });
}

function Approve({ wanted, onToken }: ApprovalProps) {
  const { data, error, refetch, isFetching } = useApprovers(wanted.permissions);
  const [staffId, setStaffId] = useState<string | null>(null);
  const person = data?.items.find(({ id }) => id === staffId);
  const approval = useMutation({
    mutationFn: (body: { staff_id: string; pin: string }) =>
      call(api.POST('/v1/approvals', { body: { ...body, ...wanted } })),
  });

  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <Loading>
        <Skeleton height="72px" />
      </Loading>
    );
  }
  if (data.items.length === 0) {
    return (
      <EmptyState
        icon={<UserRound aria-hidden="true" />}
        title={<FormattedMessage id="register.approval.nobody" />}
      >
        <FormattedMessage id="register.approval.nobody_text" />
      </EmptyState>
    );
  }
  if (!person) {
    return (
      <>
        <h3 className={styles.question}>
          <FormattedMessage id="register.approval.who" />
        </h3>
        <StaffChoices staff={data.items} onChoose={setStaffId} />
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
