import { Inbox, LockKeyhole, UsersRound } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useMay, useSignOut } from '../api/session';
import { Button } from '../design/Button';
import { EmptyState } from '../design/States';
import { isStopped } from './state/use-shift';
import { useTill } from './state/till';
import styles from './ShiftNeeded.module.css';

/** Why nothing can be sold now; null where it can. */
function useReason(): { title: string; text: string } | null {
  const { formatMessage } = useIntl();
  const { shift } = useTill();
  if (!isStopped(shift)) return null;
  const name = shift.is === 'of_another' ? (shift.shift.staff_name ?? '') : '';
  const id = shift.is === 'of_another' ? 'of_another' : 'closed';
  return {
    title: formatMessage({ id: `register.shift.${id}` }, { name }),
    text: formatMessage({ id: `register.shift.${id}_text` }, { name }),
  };
}

/** In place of everything else. */
export function ShiftNeeded() {
  const reason = useReason();
  if (!reason) return null;
  return (
    <EmptyState
      icon={<LockKeyhole aria-hidden="true" />}
      title={reason.title}
      action={<ShiftKey />}
      className={styles.page}
    >
      {reason.text}
    </EmptyState>
  );
}

/** Above the key, where a sale waits for it. */
export function ShiftNote({ isShort }: { isShort?: boolean }) {
  const reason = useReason();
  if (!reason) return null;
  return (
    <p role="status" className={styles.note}>
      <LockKeyhole aria-hidden="true" />
      <span>
        <strong>{reason.title}</strong> {!isShort && reason.text}
      </span>
    </p>
  );
}

/** The one key that changes it. */
export function ShiftKey({ className }: { className?: string }) {
  const { shift, goTo, setCartOpen } = useTill();
  const mayManage = useMay('manage_shifts');
  const signOut = useSignOut();
  const isTheirs = shift.is === 'of_another';
  const toShift = () => {
    setCartOpen(false);
    goTo('shift');
  };
  return (
    <Button
      variant="primary"
      size="lg"
      className={className}
      icon={isTheirs ? <UsersRound aria-hidden="true" /> : <Inbox aria-hidden="true" />}
      isPending={signOut.isPending}
      onPress={isTheirs && !mayManage ? () => signOut.mutate() : toShift}
    >
      <FormattedMessage
        id={
          !isTheirs
            ? 'register.shift.open'
            : mayManage
              ? 'register.shift.look'
              : 'register.shift.change_person'
        }
      />
    </Button>
  );
}
