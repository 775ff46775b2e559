import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { cx } from '../../design/cx';
import { Kbd } from '../../design/Kbd';
import styles from './Pay.module.css';

export interface TenderTileProps {
  look?: 'plain' | 'main' | 'quick' | 'cash';
  icon?: ReactNode;
  /** The key that does the same. */
  keyHint?: string;
  isDisabled?: boolean;
  onPress: () => void;
  children: ReactNode;
}

export function TenderTile({
  look = 'plain',
  icon,
  keyHint,
  isDisabled,
  onPress,
  children,
}: TenderTileProps) {
  return (
    <AriaButton
      isDisabled={isDisabled}
      onPress={onPress}
      className={cx(styles.tile, styles[look])}
      aria-keyshortcuts={keyHint === '↵' ? 'Enter' : keyHint}
    >
      {icon}
      <span className={styles.tileText}>{children}</span>
      {keyHint && <Kbd className={styles.tileKey}>{keyHint}</Kbd>}
    </AriaButton>
  );
}
