import type { ReactNode } from 'react';
import styles from './Callout.module.css';

export interface CalloutProps {
  icon: ReactNode;
  title: ReactNode;
  /** The rank of the title among the headings around it. */
  level?: 2 | 3;
  /** What it is about, in a sentence or two. */
  text?: ReactNode;
  children: ReactNode;
}

/** What wants to be looked at before anything else. */
export function Callout({ icon, title, level = 2, text, children }: CalloutProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section className={styles.callout}>
      <Heading className={styles.title}>
        {icon}
        <span>{title}</span>
      </Heading>
      {text && <p className={styles.text}>{text}</p>}
      {children}
    </section>
  );
}
