import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useSession } from '../../api/session';
import { Button } from '../../design/Button';
import { Loading, Skeleton } from '../../design/Skeleton';
import { toast } from '../../design/toasts';
import { counted, NOTHING_COUNTED, type Count } from '../model/count';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { CountPad } from './CountPad';
import { Heading } from './Heading';
import { Problem } from './Problem';
import { useLastShift, useOpenShift } from './use-shift-calls';
import styles from './Shift.module.css';

/** A shift begins with what lies in the drawer; as a rule what the last one left there. */
export function OpenShift() {
  const { register } = useTill();
  const last = useLastShift(register.id);
  if (last === undefined) {
    return (
      <Loading>
        <div className={styles.form}>
          <Skeleton width="50%" height="32px" />
          <Skeleton width="100%" height="320px" />
        </div>
      </Loading>
    );
  }
  return <Form left={last?.left_in_drawer?.amount ?? null} />;
}

/** `left` is what the last shift left in the drawer, in minor units; null where there was none. */
function Form({ left }: { left: number | null }) {
  const { formatMessage } = useIntl();
  const { register, currency, shift, checkout, goTo } = useTill();
  const { staff } = useSession();
  const [count, setCount] = useState<Count>({ ...NOTHING_COUNTED, by: 'sum', sum: left ?? 0 });
  const [at, setAt] = useState(0);
  const opening = useOpenShift();
  const float = counted(count);

  function submit(): void {
    if (opening.isPending) return;
    opening.ask(
      { register_id: register.id, opening_float: { amount: float, currency } },
      ({ number }) => {
        goTo(checkout ? 'pay' : 'sell');
        toast(formatMessage({ id: 'register.shift.opened' }, { number }), { tone: 'positive' });
      },
    );
  }

  return (
    <>
      <div className={styles.form}>
        <Heading title={<FormattedMessage id="register.shift.open" />}>
          <FormattedMessage
            id={shift.is === 'none' ? 'register.shift.first_text' : 'register.shift.open_text'}
          />
          {register.shift_mode === 'person' && (
            <>
              {' '}
              <FormattedMessage id="register.shift.yours" values={{ name: staff.name }} />
            </>
          )}
        </Heading>
        <CountPad
          label={formatMessage({ id: 'shift.float' })}
          {...{ count, at }}
          onChange={setCount}
          onMove={setAt}
          onEnter={submit}
        />
        {left !== null && (
          <p className={styles.hint}>
            <FormattedMessage
              id={
                float === left
                  ? 'register.shift.float_as_left'
                  : float > left
                    ? 'register.shift.float_from_safe'
                    : 'register.shift.float_to_safe'
              }
              values={{
                left: <Amount minor={left} />,
                amount: <Amount minor={Math.abs(float - left)} />,
              }}
            />
          </p>
        )}
      </div>
      <div className={styles.foot}>
        {opening.error && <Problem error={opening.error} />}
        <Button variant="primary" size="lg" block isPending={opening.isPending} onPress={submit}>
          <FormattedMessage
            id="register.shift.open_with"
            values={{ amount: <Amount minor={float} /> }}
          />
        </Button>
      </div>
    </>
  );
}
