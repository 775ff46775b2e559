import { useEffect, useRef, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';
import { cx } from './cx';
import styles from './Tabs.module.css';

export interface TabItem<Key extends string> {
  key: Key;
  label: ReactNode;
  /** A quiet figure behind the label. */
  count?: ReactNode;
  content?: ReactNode;
}

export interface TabsProps<Key extends string> {
  label: string;
  tabs: readonly TabItem<Key>[];
  selected: Key;
  onSelect: (key: Key) => void;
  /** `segmented` for two or three equal choices; `line` for the parts of a page. */
  look?: 'line' | 'segmented';
  className?: string;
}

export function Tabs<Key extends string>({
  label,
  tabs,
  selected,
  onSelect,
  look = 'line',
  className,
}: TabsProps<Key>) {
  const list = useRef<HTMLDivElement>(null);
  // Where there are more than fit, the selected one is in sight.
  useEffect(() => {
    const tab = list.current?.querySelector('[data-selected]');
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  return (
    <AriaTabs
      selectedKey={selected}
      onSelectionChange={(key) => onSelect(key as Key)}
      className={cx(styles.tabs, className)}
    >
      <TabList ref={list} aria-label={label} className={cx(styles.list, styles[look])}>
        {tabs.map(({ key, label: name, count }) => (
          <Tab key={key} id={key} className={styles.tab}>
            {name}
            {count != null && <span className={cx(styles.count, 'num')}>{count}</span>}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ key, content }) => (
        <TabPanel key={key} id={key} className={styles.panel}>
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
