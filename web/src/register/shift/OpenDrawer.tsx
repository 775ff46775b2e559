import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Id } from '../../api/types';
import { Button } from '../../design/Button';
import { toast } from '../../design/toasts';
import { Reason } from '../Reason';
import { Heading } from './Heading';
import { Problem } from './Problem';
import { useOpenDrawer } from './use-shift-calls';
import styles from './Shift.module.css';

const USUAL = [
  'register.shift.reason.change_for',
  'register.shift.reason.wrong_change',
  'register.shift.reason.look',
] as const;

/** The drawer opened without a sale: it stands on the Z report, with why and by whom. */
export function OpenDrawer({ shiftId, onDone }: { shiftId: Id; onDone: () => void }) {
  const { formatMessage } = useIntl();
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const opening = useOpenDrawer(shiftId);

  function submit(): void {
    setTried(true);
    if (!reason.trim() || opening.isPending) return;
    opening.ask({ reason: reason.trim() }, () => {
      toast(formatMessage({ id: 'register.shift.drawer.done' }), { tone: 'positive' });
      onDone();
    });
  }

  return (
    <>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Heading title={<FormattedMessage id="register.shift.drawer" />}>
          <FormattedMessage id="register.shift.drawer_text" />
        </Heading>
        <Reason
          label={formatMessage({ id: 'register.shift.why' })}
          usual={USUAL}
          reason={reason}
          onChange={setReason}
          error={
            isTried && !reason.trim()
              ? formatMessage({ id: 'register.shift.why_needed' })
              : undefined
          }
        />
      </form>
      <div className={styles.foot}>
        {opening.error && <Problem error={opening.error} />}
        <Button variant="primary" size="lg" block isPending={opening.isPending} onPress={submit}>
          <FormattedMessage id="register.shift.drawer.submit" />
        </Button>
      </div>
    </>
  );
}
