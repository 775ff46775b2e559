import { useState, type ReactNode } from 'react';
import { ArrowLeft } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { ShiftReport } from '../../api/types';
import { Button } from '../../design/Button';
import { cx } from '../../design/cx';
import { TextField } from '../../design/Field';
import { Checkbox } from '../../design/Toggle';
import { MoneyPad } from '../cart/Pads';
import { counted, countInput, type Count } from '../model/count';
import { useShortcuts } from '../state/use-scanner';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { CountPad } from './CountPad';
import { Heading } from './Heading';
import { OpenPayments } from './OpenPayments';
import { Problem } from './Problem';
import { useCloseShift } from './use-shift-calls';
import styles from './Shift.module.css';

export interface CloseShiftProps {
  report: ShiftReport;
  /** Kept above: a scan in the middle of counting leads away, and back comes what was counted. */
  count: Count;
  onCount: (count: Count) => void;
  onClosed: () => void;
}

/** Count what is in the drawer, see what comes of it, close. */
export function CloseShift(props: CloseShiftProps) {
  const [isCounted, setCounted] = useState(false);
  return isCounted ? (
    <Check {...props} onBack={() => setCounted(false)} />
  ) : (
    <CountDrawer {...props} onNext={() => setCounted(true)} />
  );
}

function CountDrawer({ report, count, onCount, onNext }: CloseShiftProps & { onNext: () => void }) {
  const { formatMessage } = useIntl();
  const [at, setAt] = useState(0);
  const { shift, expected_cash: expected, open_payments } = report;
  return (
    <>
      <div className={cx(styles.form, styles.counting)}>
        <Heading title={<FormattedMessage id="register.shift.count" />}>
          <FormattedMessage
            id={shift.blind ? 'register.shift.count_blind' : 'register.shift.count_text'}
          />
        </Heading>
        <OpenPayments payments={open_payments} />
        <CountPad
          label={formatMessage({ id: 'shift.counted' })}
          {...{ count, at, onMove: setAt, onChange: onCount, onEnter: onNext }}
        />
      </div>
      <div className={styles.foot}>
        {!shift.blind && expected && (
          <div className={styles.against}>
            <Figure label={<FormattedMessage id="shift.expected" />} minor={expected.amount} />
            <Difference minor={counted(count) - expected.amount} />
          </div>
        )}
        <Button variant="primary" size="lg" block onPress={onNext}>
          <FormattedMessage
            id="register.shift.counted"
            values={{ amount: <Amount minor={counted(count)} /> }}
          />
        </Button>
      </div>
    </>
  );
}

/** What usually stays: the float again, or nothing; or another amount. */
type Left = 'float' | 'nothing' | 'other';

function Check({ report, count, onClosed, onBack }: CloseShiftProps & { onBack: () => void }) {
  const { formatMessage } = useIntl();
  const { currency } = useTill();
  const { shift, expected_cash: expected, open_payments } = report;
  const sum = counted(count);
  const float = Math.min(shift.opening_float.amount, sum);
  const [choice, setChoice] = useState<Left>(float > 0 ? 'float' : 'nothing');
  const [other, setOther] = useState(float);
  const [note, setNote] = useState('');
  const [isDespite, setDespite] = useState(false);
  const closing = useCloseShift(shift.id);
  useShortcuts({ Escape: onBack });

  const left = choice === 'float' ? float : choice === 'nothing' ? 0 : other;
  const isTooMuch = left > sum;
  const isBlocked = open_payments.length > 0 && !isDespite;

  function submit(): void {
    if (isTooMuch || isBlocked || closing.isPending) return;
    closing.ask(
      {
        ...countInput(count, currency),
        left_in_drawer: { amount: left, currency },
        ...(note.trim() && { note: note.trim() }),
        ...(isDespite && { despite_open_payments: true }),
      },
      onClosed,
    );
  }

  return (
    <>
      <div className={styles.form}>
        <Heading title={<FormattedMessage id="register.shift.close" />}>
          <FormattedMessage id="register.shift.close_text" />
        </Heading>
        <OpenPayments payments={open_payments} />
        {open_payments.length > 0 && (
          <Checkbox isSelected={isDespite} onChange={setDespite}>
            <span>
              <FormattedMessage id="register.shift.despite" />
            </span>
          </Checkbox>
        )}
        <div className={styles.against}>
          <Figure label={<FormattedMessage id="shift.counted" />} minor={sum} />
          {!shift.blind && expected ? (
            <>
              <Figure label={<FormattedMessage id="shift.expected" />} minor={expected.amount} />
              <Difference minor={sum - expected.amount} />
            </>
          ) : (
            <p className={styles.hint}>
              <FormattedMessage id="register.shift.blind_after" />
            </p>
          )}
        </div>
        <div role="group" aria-labelledby="left-in-drawer" className={styles.left}>
          <h3 id="left-in-drawer" className={styles.label}>
            <FormattedMessage id="register.shift.left" />
          </h3>
          <div className={styles.chips}>
            {(['float', 'nothing', 'other'] as const).map((each) => (
              <Button
                key={each}
                aria-pressed={choice === each}
                variant={choice === each ? 'primary' : 'secondary'}
                isDisabled={each === 'float' && float === 0}
                onPress={() => setChoice(each)}
              >
                <FormattedMessage
                  id={`register.shift.left.${each}`}
                  values={{ amount: <Amount minor={float} /> }}
                />
              </Button>
            ))}
          </div>
          {choice === 'other' && (
            <div className={styles.pad}>
              <MoneyPad
                label={formatMessage({ id: 'shift.left' })}
                value={other}
                onChange={setOther}
                onEnter={submit}
              />
            </div>
          )}
          <p role="status" className={cx(styles.hint, isTooMuch && styles.missing)}>
            {isTooMuch ? (
              <FormattedMessage id="register.shift.left_too_much" />
            ) : (
              <FormattedMessage
                id="register.shift.rest_to_safe"
                values={{ amount: <Amount minor={sum - left} /> }}
              />
            )}
          </p>
        </div>
        <TextField
          rows={2}
          label={formatMessage({ id: 'register.shift.note' })}
          description={formatMessage({ id: 'register.shift.note_text' })}
          value={note}
          onChange={setNote}
          maxLength={500}
        />
      </div>
      <div className={styles.foot}>
        {closing.error && <Problem error={closing.error} />}
        <div className={styles.keys}>
          <Button size="lg" icon={<ArrowLeft aria-hidden="true" />} onPress={onBack}>
            <FormattedMessage id="register.shift.recount" />
          </Button>
          <Button
            variant="primary"
            size="lg"
            isDisabled={isTooMuch || isBlocked}
            isPending={closing.isPending}
            className={styles.mainKey}
            onPress={submit}
          >
            <FormattedMessage id="register.shift.close" />
          </Button>
        </div>
      </div>
    </>
  );
}

function Figure({ label, minor }: { label: ReactNode; minor: number }) {
  return (
    <p className={styles.figure}>
      <span>{label}</span>
      <Amount minor={minor} className={styles.figureValue} />
    </p>
  );
}

/** More or less than expected, in words as in colour. */
export function Difference({ minor }: { minor: number }) {
  const state = minor === 0 ? 'even' : minor > 0 ? 'over' : 'short';
  return (
    <p role="status" className={cx(styles.figure, styles[state])}>
      <span>
        <FormattedMessage id={`register.shift.${state}`} />
      </span>
      <Amount minor={minor} signed className={styles.figureValue} />
    </p>
  );
}
