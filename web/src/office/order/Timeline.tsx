import {
  Ban,
  Check,
  CircleHelp,
  CreditCard,
  Lock,
  LockOpen,
  Plus,
  Receipt,
  ScanBarcode,
  Undo2,
  X,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import type { Order } from '../../api/types';
import { DateTime, Money, cx, type Tone } from '../../design';
import { cardName } from '../../lib/card';
import { TenderIcon } from '../shared/states';
import { timelineOf, type Step } from './timeline';
import styles from './Timeline.module.css';

/** The life of an order from its first line, with who and when. */
export function Timeline({ order }: { order: Order }) {
  const steps = timelineOf(order);
  const first = steps[0]?.at.slice(0, 10);
  return (
    <ol className={styles.timeline}>
      {steps.map((step, index) => {
        const { icon, tone, title, detail } = describe(step);
        // The day is said once, and again when it is another.
        const isOtherDay = step.at.slice(0, 10) !== first;
        return (
          <li key={index} className={styles.step}>
            <span className={cx(styles.mark, styles[tone])}>{icon}</span>
            <div className={styles.text}>
              <span className={styles.title}>{title}</span>
              {detail && <span className={styles.detail}>{detail}</span>}
              <DateTime
                value={step.at}
                look={isOtherDay ? 'date-time' : 'seconds'}
                className={styles.time}
              />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

interface Described {
  icon: ReactNode;
  tone: Tone;
  title: ReactNode;
  detail?: ReactNode;
}

function describe(step: Step): Described {
  switch (step.kind) {
    case 'created':
      return {
        icon: <Plus aria-hidden="true" />,
        tone: 'neutral',
        title: <FormattedMessage id="timeline.created" />,
        detail: [step.who, step.place].filter(Boolean).join(', '),
      };
    case 'lines':
      return {
        icon: <ScanBarcode aria-hidden="true" />,
        tone: 'neutral',
        title: <FormattedMessage id="timeline.lines" values={{ count: step.count }} />,
        detail: <Money value={step.total} />,
      };
    case 'frozen':
      return plain('timeline.frozen', Lock, 'neutral', 'timeline.frozen_text');
    case 'unfrozen':
      return plain('timeline.unfrozen', LockOpen, 'neutral');
    case 'voided':
      return plain('timeline.voided', Ban, 'danger');
    case 'money': {
      const { payment } = step;
      return {
        icon: <TenderIcon tender={payment.tender} />,
        tone: payment.state === 'captured' ? 'positive' : 'neutral',
        title: (
          <FormattedMessage
            id="timeline.money"
            values={{ tender: payment.tender_name, amount: <Money value={payment.amount} /> }}
          />
        ),
        detail:
          payment.tendered && payment.change && payment.change.amount > 0 ? (
            <FormattedMessage
              id="timeline.change"
              values={{
                tendered: <Money value={payment.tendered} />,
                change: <Money value={payment.change} />,
              }}
            />
          ) : undefined,
      };
    }
    case 'asked':
      return {
        icon: <CreditCard aria-hidden="true" />,
        tone: 'neutral',
        title: (
          <FormattedMessage
            id={`timeline.asked.${step.attempt.kind === 'refund' ? 'refund' : 'capture'}`}
          />
        ),
        detail: <Money value={step.attempt.amount} />,
      };
    case 'answered':
      return answered(step);
    case 'completed':
      return {
        icon: <Check aria-hidden="true" />,
        tone: 'positive',
        title: <FormattedMessage id="timeline.completed" values={{ number: step.number }} />,
        detail: step.late ? <FormattedMessage id="timeline.late" /> : step.who,
      };
    case 'refunded':
      return {
        icon: <Undo2 aria-hidden="true" />,
        tone: 'warning',
        title: (
          <FormattedMessage
            id="timeline.refunded"
            values={{ number: step.refund.number, amount: <Money value={step.refund.total} /> }}
          />
        ),
        detail: [step.refund.reason, step.refund.staff_name].filter(Boolean).join(' · '),
      };
  }
}

type PlainId = 'timeline.frozen' | 'timeline.frozen_text' | 'timeline.unfrozen' | 'timeline.voided';

function plain(title: PlainId, Icon: LucideIcon, tone: Tone, detail?: PlainId): Described {
  return {
    icon: <Icon aria-hidden="true" />,
    tone,
    title: <FormattedMessage id={title} />,
    detail: detail && <FormattedMessage id={detail} />,
  };
}

/** In the terminal's own words where it gave some. */
function answered({ attempt }: Extract<Step, { kind: 'answered' }>): Described {
  const isGood = attempt.state === 'succeeded';
  const isUnknown = attempt.state === 'unknown';
  return {
    icon: isGood ? (
      <Receipt aria-hidden="true" />
    ) : isUnknown ? (
      <CircleHelp aria-hidden="true" />
    ) : (
      <X aria-hidden="true" />
    ),
    tone: isGood ? 'positive' : isUnknown ? 'warning' : 'danger',
    title: (
      <FormattedMessage
        id={`timeline.answered.${attempt.kind === 'refund' ? 'refund' : 'capture'}.${isGood ? 'yes' : 'no'}`}
      />
    ),
    detail: (isGood ? [attempt.card && cardName(attempt.card)] : [attempt.message])
      .filter(Boolean)
      .join(' · '),
  };
}
