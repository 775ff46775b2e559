import { FormattedMessage } from 'react-intl';
import { cx } from './cx';
import styles from './Skeleton.module.css';

export interface SkeletonProps {
  /** CSS lengths; give those of what will stand here, so that nothing jumps. */
  width?: string;
  height?: string;
  round?: boolean;
  className?: string;
}

export function Skeleton({ width, height = '1em', round, className }: SkeletonProps) {
  return (
    <span
      aria-hidden="true"
      className={cx(styles.skeleton, round && styles.round, className)}
      style={{ width, height }}
    />
  );
}

/** Around a group of skeletons: says once, to those who cannot see them, that something loads. */
export function Loading({ children }: { children: React.ReactNode }) {
  return (
    <div role="status" aria-busy="true">
      <span className="visually-hidden">
        <FormattedMessage id="state.loading" />
      </span>
      {children}
    </div>
  );
}
