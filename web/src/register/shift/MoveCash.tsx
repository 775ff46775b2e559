import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { CashPurpose, Id } from '../../api/types';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import { toast } from '../../design/toasts';
import { useFormatMoney } from '../../design/values';
import type { MessageId } from '../../messages';
import { MoneyPad } from '../cart/Pads';
import { Reason } from '../Reason';
import reasons from '../Reason.module.css';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { Heading } from './Heading';
import { Problem } from './Problem';
import { useMoveCash, useMoveSafeCash } from './use-shift-calls';
import styles from './Shift.module.css';

export type Move = 'cash_in' | 'cash_out' | 'safe_drop' | 'bank_deposit';

/** What decides the account. Words alone are enough for the safe and the bank. */
const PURPOSES: Partial<Record<Move, readonly CashPurpose[]>> = {
  cash_in: ['change', 'other_income', 'owner'],
  cash_out: ['expense', 'goods', 'tips', 'owner'],
};
const USUAL: Partial<Record<Move, readonly MessageId[]>> = {
  safe_drop: ['register.shift.reason.full', 'register.shift.reason.handover'],
  bank_deposit: ['register.shift.reason.takings'],
};

export interface MoveCashProps {
  /** None is needed between the safe and the bank. */
  shiftId: Id | null;
  move: Move;
  onDone: () => void;
}

/** Cash that moves without a sale: how much, what for, why. */
export function MoveCash({ shiftId, move, onDone }: MoveCashProps) {
  const { formatMessage } = useIntl();
  const formatMoney = useFormatMoney();
  const { currency, location } = useTill();
  const [amount, setAmount] = useState(0);
  const [purpose, setPurpose] = useState<CashPurpose | null>(null);
  const [words, setWords] = useState('');
  const [isTried, setTried] = useState(false);
  const drawer = useMoveCash(shiftId ?? '');
  const safe = useMoveSafeCash();
  const moving = move === 'bank_deposit' ? safe : drawer;

  const purposes = PURPOSES[move];
  const reason = words.trim() || (purpose ? formatMessage({ id: `shift.purpose.${purpose}` }) : '');
  const isWhy = purposes ? purpose !== null : reason !== '';

  function submit(): void {
    setTried(true);
    if (amount === 0 || !isWhy || moving.isPending) return;
    const money = { amount, currency };
    const done = () => {
      toast(formatMessage({ id: `register.shift.${move}.done` }, { amount: formatMoney(money) }), {
        tone: 'positive',
      });
      onDone();
    };
    if (move !== 'bank_deposit') {
      drawer.ask({ kind: move, purpose, amount: money, reason }, done);
    } else if (location) {
      safe.ask({ kind: move, location_id: location.id, amount: money, reason }, done);
    }
  }

  return (
    <>
      <div className={styles.form}>
        <Heading title={<FormattedMessage id={`register.shift.${move}`} />}>
          <FormattedMessage id={`register.shift.${move}_text`} />
        </Heading>
        <div className={styles.move}>
          <div className={styles.why}>
            {purposes ? (
              <>
                <div
                  role="group"
                  aria-label={formatMessage({ id: 'register.shift.purpose' })}
                  className={reasons.reason}
                >
                  <p className={styles.label}>
                    <FormattedMessage id="register.shift.purpose" />
                  </p>
                  <div className={reasons.chips}>
                    {purposes.map((each) => (
                      <Button
                        key={each}
                        aria-pressed={purpose === each}
                        variant={purpose === each ? 'primary' : 'secondary'}
                        onPress={() => setPurpose(each)}
                      >
                        <FormattedMessage id={`shift.purpose.${each}`} />
                      </Button>
                    ))}
                  </div>
                  {isTried && !purpose && (
                    <p role="alert" className={styles.missing}>
                      <FormattedMessage id="register.shift.purpose_needed" />
                    </p>
                  )}
                </div>
                <TextField
                  label={formatMessage({ id: 'register.shift.words' })}
                  description={formatMessage({ id: 'register.shift.words_text' })}
                  value={words}
                  onChange={setWords}
                  maxLength={200}
                />
              </>
            ) : (
              <Reason
                label={formatMessage({ id: 'register.shift.why' })}
                usual={USUAL[move] ?? []}
                reason={words}
                onChange={setWords}
                error={
                  isTried && !isWhy ? formatMessage({ id: 'register.shift.why_needed' }) : undefined
                }
              />
            )}
          </div>
          <div className={styles.pad}>
            <MoneyPad
              label={formatMessage({ id: 'register.shift.amount' })}
              value={amount}
              onChange={setAmount}
              onEnter={submit}
            />
            {isTried && amount === 0 && (
              <p role="alert" className={styles.missing}>
                <FormattedMessage id="register.shift.amount_needed" />
              </p>
            )}
          </div>
        </div>
      </div>
      <div className={styles.foot}>
        {moving.error && <Problem error={moving.error} />}
        <Button variant="primary" size="lg" block isPending={moving.isPending} onPress={submit}>
          <FormattedMessage
            id={`register.shift.${move}.submit`}
            values={{ amount: <Amount minor={amount} /> }}
          />
        </Button>
      </div>
    </>
  );
}
