import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { CircleHelp, CreditCard, ExternalLink, RotateCw, WifiOff } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useLiveState } from '../../api/live';
import { paymentQuery, terminalsQuery } from '../../api/queries';
import type { MessageId } from '../../messages';
import { Button } from '../../design/Button';
import { cx } from '../../design/cx';
import { toast } from '../../design/toasts';
import { changeDue, planned, sum, type Entry } from '../model/checkout';
import { useShortcuts } from '../state/use-scanner';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import styles from './CardProgress.module.css';

/** Events bring the news at once; asking is for when they do not come. */
const POLL_LIVE_MS = 4_000;
const POLL_ALONE_MS = 1_500;

/** What the terminal is doing, as the cashier should hear it. */
function sentence({ state, message }: Entry, isStopping: boolean): MessageId {
  if (state === 'unknown') return 'register.card.unknown';
  if (isStopping) return 'register.card.stopping';
  if (state === 'created') return 'register.card.reaching';
  return /author/i.test(message) ? 'register.card.authorising' : 'register.card.ask';
}

export function CardProgress() {
  const { formatMessage } = useIntl();
  const { register, checkout, flow, nextSale } = useTill();
  const liveState = useLiveState();
  const title = useRef<HTMLHeadingElement>(null);
  const phase = checkout?.phase.is === 'card' ? checkout.phase : null;
  const entry = checkout?.entries.find(({ id }) => id === phase?.entryId);

  const { data: payment, error } = useQuery({
    ...paymentQuery(entry?.id ?? ''),
    enabled: entry !== undefined,
    refetchInterval: liveState === 'live' ? POLL_LIVE_MS : POLL_ALONE_MS,
    retry: false,
  });
  useEffect(() => {
    if (payment) flow.heard(payment);
  }, [payment, flow]);
  const { data: terminals } = useQuery(terminalsQuery);
  const simulated = terminals?.items.find(
    ({ provider, register_id: at }) => provider === 'simulated' && at === register.id,
  );

  useEffect(() => title.current?.focus(), []);

  const isUnknown = entry?.state === 'unknown';
  const stop = () => void flow.stopCard();
  useShortcuts({ Escape: () => !isUnknown && !phase?.isStopping && stop() });

  if (!entry || !phase || !checkout) return null;
  const words = sentence(entry, phase.isStopping);
  const noted = planned(checkout.entries);
  const change = changeDue(noted);

  async function leave(): Promise<void> {
    try {
      await flow.park();
    } catch {
      toast(formatMessage({ id: 'register.card.not_left' }), { tone: 'danger' });
    }
    // It may have come to an end meanwhile.
    if (flow.get() !== null) return;
    nextSale();
    toast(formatMessage({ id: 'register.card.left' }));
  }

  return (
    <section className={styles.progress}>
      <div className={cx(styles.sign, isUnknown && styles.unknown)}>
        {isUnknown ? (
          <CircleHelp aria-hidden="true" />
        ) : (
          <>
            <span className={words === 'register.card.ask' ? styles.wave : styles.turning} />
            <CreditCard aria-hidden="true" />
          </>
        )}
      </div>
      <p className={styles.amount}>
        <Amount minor={entry.amount} />
      </p>
      <div role="status" aria-live="assertive" aria-atomic="true" className={styles.words}>
        <h1 ref={title} tabIndex={-1} className={styles.sentence}>
          <FormattedMessage id={words} />
        </h1>
        {isUnknown && (
          <p className={styles.more}>
            <FormattedMessage id="register.card.unknown_text" />
          </p>
        )}
      </div>
      {(error || liveState === 'offline') && (
        <p className={styles.offline}>
          <WifiOff aria-hidden="true" />
          <FormattedMessage id="register.card.offline" />
        </p>
      )}
      {noted.length > 0 && (
        <p className={styles.more}>
          <FormattedMessage
            id="register.card.planned"
            values={{ amount: <Amount minor={sum(noted)} /> }}
          />
          {change > 0 && (
            <>
              {' '}
              <FormattedMessage
                id="register.card.change"
                values={{ amount: <Amount minor={change} /> }}
              />
            </>
          )}
        </p>
      )}
      <div className={styles.actions}>
        {isUnknown ? (
          <>
            <Button
              size="lg"
              icon={<RotateCw aria-hidden="true" />}
              onPress={() => void flow.inquire()}
            >
              <FormattedMessage id="register.card.inquire" />
            </Button>
            <Button size="lg" variant="ghost" onPress={() => void leave()}>
              <FormattedMessage id="register.card.leave" />
            </Button>
          </>
        ) : (
          <Button size="lg" isPending={phase.isStopping} onPress={stop}>
            <FormattedMessage id="register.card.stop" />
          </Button>
        )}
      </div>
      {simulated && (
        <a
          href={simulated.address}
          target="onetill-terminal"
          rel="noreferrer"
          className={styles.simulator}
        >
          <FormattedMessage id="register.card.simulated" />
          <ExternalLink aria-hidden="true" />
        </a>
      )}
    </section>
  );
}
