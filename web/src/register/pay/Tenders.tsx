import { useEffect, useRef, useState } from 'react';
import { Banknote, CircleAlert, CreditCard, Landmark, Ticket, WifiOff } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useLiveState } from '../../api/live';
import type { Tender } from '../../api/types';
import { cx } from '../../design/cx';
import { Keypad } from '../../design/Keypad';
import { currencyDecimals, formatMoney } from '../../lib/money';
import { eraseMinor, typeMinor } from '../model/amount-entry';
import { remaining, remainingInCash } from '../model/checkout';
import { quickCash } from '../model/quick-cash';
import { useScanRestore, useShortcuts } from '../state/use-scanner';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { useRefusalText } from '../refusal';
import { ShiftKey, ShiftNote } from '../ShiftNeeded';
import { isStopped } from '../state/use-shift';
import { MoreTenders } from './MoreTenders';
import { Taken } from './Taken';
import { TenderTile } from './TenderTile';
import styles from './Pay.module.css';

/** The keys of the sums that customers hand over most, from left to right as on the keyboard. */
const SUM_KEYS = ['q', 'w', 'e'];

/** What is due, and every way to pay it or a part of it. */
export function Tenders({ onLeave }: { onLeave: () => void }) {
  const { formatMessage, locale } = useIntl();
  const { checkout, flow } = useTill();
  const isOffline = useLiveState() === 'offline';
  const [typed, setTyped] = useState<number | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useScanRestore(() => () => setTyped(typed));

  // Where the eye and a screen reader begin; Tab then goes to the first sum.
  useEffect(() => heading.current?.focus(), []);

  const rest = checkout ? remaining(checkout) : 0;
  const inCash = checkout ? remainingInCash(checkout) : 0;
  const amount = typed ?? rest;
  const isTooMuch = amount > rest;
  const isRounded = inCash !== rest;

  const cash = (tendered: number) => {
    setTyped(null);
    void flow.takeCash(tendered);
  };
  const take = (tender: Tender, part = amount, code?: string) => {
    if (isTooMuch) return;
    setTyped(null);
    void (tender === 'card' ? flow.charge(part) : flow.take(tender, part, code));
  };

  const sums = quickCash(inCash, checkout?.currency ?? '');
  useShortcuts({
    ...Object.fromEntries(sums.map((sum, at) => [SUM_KEYS[at]!, () => cash(sum)])),
    Escape: () => {
      if (typed !== null) setTyped(null);
      else onLeave();
    },
    x: () => cash(inCash),
    c: () => take('card'),
    v: () => take('voucher'),
    b: () => take('bank_transfer'),
  });

  if (!checkout) return null;
  const { currency, entries, exchange } = checkout;
  // Sums as wide as this stand two by two; a currency of letters takes its room too.
  const letters = formatMoney({ amount: 0, currency }, locale).replace(/[^\p{L}]/gu, '');
  const isLong = String(sums.at(-1) ?? rest).length + letters.length > 6;
  const isPart = typed !== null && typed < rest;

  return (
    <div className={styles.tenders}>
      <section aria-labelledby="due" className={styles.due}>
        <h1 ref={heading} id="due" tabIndex={-1} className={styles.dueLabel}>
          <FormattedMessage id={entries.length > 0 ? 'register.due.rest' : 'register.due'} />
        </h1>
        <p className={styles.dueAmount} aria-live="polite">
          <Amount minor={rest} />
        </p>
        {isRounded && (
          <p className={styles.inCash}>
            <FormattedMessage
              id="register.cash.rounded"
              values={{ amount: <Amount minor={inCash} /> }}
            />
          </p>
        )}
        {exchange && (
          <p className={styles.inCash}>
            {exchange.givenBack > 0 ? (
              <FormattedMessage
                id="register.exchange.back"
                values={{ amount: <Amount minor={exchange.givenBack} /> }}
              />
            ) : (
              <FormattedMessage
                id="register.exchange.paid"
                values={{ amount: <Amount minor={exchange.credit} /> }}
              />
            )}
          </p>
        )}
        <Notes />
        <Taken entries={entries} onRemove={(id) => flow.removeEntry(id)} />
        {isOffline && (
          <p role="status" className={cx(styles.note, styles.noteWarning)}>
            <WifiOff aria-hidden="true" />
            <FormattedMessage id="register.pay.offline" />
          </p>
        )}
      </section>

      <section className={styles.ways}>
        {rest > 0 ? (
          <>
            <h2 className={styles.label}>
              <FormattedMessage id="register.cash" />
            </h2>
            <div className={cx(styles.sums, isLong && styles.long)}>
              <TenderTile look="quick" keyHint="X" onPress={() => cash(inCash)}>
                <span className={styles.exact}>
                  <FormattedMessage id="register.cash.exact" />
                </span>
                <Amount minor={inCash} />
              </TenderTile>
              {sums.map((sum, at) => (
                <TenderTile
                  key={sum}
                  look="quick"
                  keyHint={SUM_KEYS[at]!.toUpperCase()}
                  onPress={() => cash(sum)}
                >
                  <Amount minor={sum} whole={sum % 10 ** currencyDecimals(currency) === 0} />
                </TenderTile>
              ))}
            </div>
            <h2 className={styles.label}>
              {isPart ? (
                <FormattedMessage
                  id="register.pay.part"
                  values={{ amount: <Amount minor={amount} /> }}
                />
              ) : (
                <FormattedMessage id="register.pay.other_ways" />
              )}
            </h2>
            <div className={styles.others}>
              <TenderTile
                look="main"
                icon={<CreditCard aria-hidden="true" />}
                keyHint="C"
                isDisabled={isTooMuch}
                onPress={() => take('card')}
              >
                <FormattedMessage id="register.tender.card" />
              </TenderTile>
              <TenderTile
                icon={<Ticket aria-hidden="true" />}
                keyHint="V"
                isDisabled={isTooMuch}
                onPress={() => take('voucher')}
              >
                <FormattedMessage id="register.tender.voucher" />
              </TenderTile>
              <TenderTile
                icon={<Landmark aria-hidden="true" />}
                keyHint="B"
                isDisabled={isTooMuch}
                onPress={() => take('bank_transfer')}
              >
                <FormattedMessage id="register.tender.bank_transfer" />
              </TenderTile>
            </div>
            <MoreTenders amount={amount} isDisabled={isTooMuch} take={take} />
          </>
        ) : (
          <TenderTile look="main" onPress={() => cash(0)}>
            {exchange?.givenBack ? (
              <FormattedMessage
                id="register.exchange.give"
                values={{ amount: <Amount minor={exchange.givenBack} /> }}
              />
            ) : (
              <FormattedMessage id="register.pay.nothing_due" />
            )}
          </TenderTile>
        )}
      </section>

      <section className={styles.pad}>
        <output
          aria-label={formatMessage({ id: 'register.pay.amount' })}
          className={cx(styles.typed, typed === null && styles.untyped, 'num')}
        >
          <span className={styles.typedLabel}>
            <FormattedMessage id="register.pay.amount" />
          </span>
          <Amount minor={amount} />
        </output>
        <Keypad
          extra="00"
          onKey={(key) => setTyped(typeMinor(typed ?? 0, key))}
          onBackspace={() => setTyped(typed === null ? null : eraseMinor(typed) || null)}
          onClear={() => setTyped(null)}
          onEnter={() => typed !== null && cash(typed)}
          className={styles.keypad}
        />
        <TenderTile
          look="cash"
          icon={<Banknote aria-hidden="true" />}
          keyHint="↵"
          isDisabled={typed === null || typed === 0 || rest === 0}
          onPress={() => typed !== null && cash(typed)}
        >
          {typed === null ? (
            <FormattedMessage id="register.cash.typed" />
          ) : (
            <span>
              <FormattedMessage
                id="register.cash.amount"
                values={{ amount: <Amount minor={amount} /> }}
              />
              {amount > inCash && (
                <span className={styles.changeHint}>
                  <FormattedMessage
                    id="register.change.of"
                    values={{ amount: <Amount minor={amount - inCash} /> }}
                  />
                </span>
              )}
            </span>
          )}
        </TenderTile>
      </section>
    </div>
  );
}

/** Why the last try did not go through. */
function Notes() {
  const { checkout, shift } = useTill();
  const refusalText = useRefusalText();
  if (checkout?.phase.is !== 'choosing') return null;
  const { refusal, declined } = checkout.phase;
  if (isStopped(shift)) {
    return (
      <div className={styles.stopped}>
        <ShiftNote />
        <ShiftKey />
      </div>
    );
  }
  if (refusal) {
    const { title, text } = refusalText(refusal);
    return (
      <div role="alert" className={cx(styles.note, styles.noteBad)}>
        <CircleAlert aria-hidden="true" />
        <div>
          <strong>{title}</strong>
          {text && <p>{text}</p>}
        </div>
      </div>
    );
  }
  if (!declined) return null;
  const isPlain = declined.state === 'cancelled';
  const isOther = !isPlain && declined.state !== 'declined';
  return (
    <div role="alert" className={cx(styles.note, isPlain ? styles.noteQuiet : styles.noteBad)}>
      <CircleAlert aria-hidden="true" />
      <div>
        <strong>
          <FormattedMessage
            id={
              isPlain
                ? 'register.card.cancelled'
                : isOther
                  ? 'register.card.failed'
                  : 'register.card.declined'
            }
          />
        </strong>
        {declined.message && <p>{declined.message}</p>}
      </div>
    </div>
  );
}
