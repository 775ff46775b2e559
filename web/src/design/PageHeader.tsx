import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { cx } from './cx';
import styles from './Page.module.css';

/** The frame of a back-office page. */
export function Page({ fill, children }: { fill?: boolean; children: ReactNode }) {
  return <div className={cx(styles.page, fill && styles.fill)}>{children}</div>;
}

export interface PageHeaderProps {
  /** Also the name of the browser's tab. */
  title: string;
  /** A quiet line below or beside it. */
  subtitle?: ReactNode;
  /** Above the title: the way back. */
  back?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, subtitle, back, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · OneTill`;
  }, [title]);
  return (
    <header className={styles.header}>
      <div className={styles.titles}>
        {back}
        <h1 className={styles.title}>{title}</h1>
        {subtitle && <div className={styles.subtitle}>{subtitle}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}

/** Search and filters above a list; on a phone the filters are one row that scrolls sideways. */
export function FilterBar({ search, children }: { search?: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.filters}>
      {search && <div className={styles.search}>{search}</div>}
      {children && <div className={styles.choices}>{children}</div>}
    </div>
  );
}
