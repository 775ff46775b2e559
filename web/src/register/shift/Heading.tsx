import { useEffect, useRef, type ReactNode } from 'react';
import styles from './Shift.module.css';

/** What a part of the shift is for. It takes the focus, so that keys and Enter are for what stands below. */
export function Heading({ title, children }: { title: ReactNode; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div>
      <h2 ref={heading} tabIndex={-1} className={styles.heading}>
        {title}
      </h2>
      {children && <p className={styles.lead}>{children}</p>}
    </div>
  );
}
