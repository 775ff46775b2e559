import type { ReactNode } from 'react';
import { ArrowLeft } from 'lucide-react';
import { LiveIndicator } from '../app/LiveIndicator';
import { Button } from '../design/Button';
import { cx } from '../design/cx';
import { useMediaQuery } from '../lib/use-media-query';
import styles from './TwoParts.module.css';

/** Whether there is room for one part of two at a time. */
export function useIsNarrow(): boolean {
  return useMediaQuery('(max-width: 899px)');
}

export interface TwoPartsProps {
  title: ReactNode;
  /** What the way back leads to. */
  back: ReactNode;
  onBack: () => void;
  /** What to choose from. */
  side: ReactNode;
  /** What was chosen. */
  detail: ReactNode;
  /** Where there is room for one of them: whether that is the detail. */
  isDetail: boolean;
}

/** A full screen of the till beside selling: a list on the left, what was chosen of it on the right. */
export function TwoParts({ title, back, onBack, side, detail, isDetail }: TwoPartsProps) {
  const isNarrow = useIsNarrow();
  return (
    <main className={styles.screen}>
      <header className={styles.header}>
        <Button variant="ghost" icon={<ArrowLeft aria-hidden="true" />} onPress={onBack}>
          {back}
        </Button>
        <h1 className={styles.title}>{title}</h1>
        <LiveIndicator className={styles.live} />
      </header>
      <div className={styles.columns}>
        <div className={cx(styles.side, isNarrow && isDetail && styles.hidden)}>{side}</div>
        <div className={cx(styles.detail, isNarrow && !isDetail && styles.hidden)}>{detail}</div>
      </div>
    </main>
  );
}
