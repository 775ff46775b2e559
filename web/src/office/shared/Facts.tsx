import type { ReactNode } from 'react';
import { cx } from '../../design';
import styles from './shared.module.css';

/** Names and values; a value that is not given is left out. */
export function Facts({ items }: { items: readonly (readonly [ReactNode, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value], index) => (
          <Fact key={index} name={name}>
            {value}
          </Fact>
        ))}
    </dl>
  );
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Two lines, with something at the left and something at the right. */
export function TwoLines({
  lead,
  title,
  detail,
  end,
}: {
  lead?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  end?: ReactNode;
}) {
  return (
    <span className={styles.two}>
      {lead}
      <span className={styles.lines}>
        <span className={styles.strong}>{title}</span>
        {detail && <span className={`${styles.muted} ${styles.small}`}>{detail}</span>}
      </span>
      {end && <span className={cx(styles.lines, styles.aside)}>{end}</span>}
    </span>
  );
}
