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
  return (
    <AriaTabs
      selectedKey={selected}
      onSelectionChange={(key) => onSelect(key as Key)}
      className={cx(styles.tabs, className)}
    >
      <TabList aria-label={label} className={cx(styles.list, styles[look])}>
        {tabs.map(({ key, label: name, count }) => (
          <Tab key={key} id={key} className={styles.tab}>
            {({ isSelected }) => (
              <>
                <Name isSelected={isSelected}>{name}</Name>
                {count != null && <span className={cx(styles.count, 'num')}>{count}</span>}
              </>
            )}
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

/** Comes into sight when it is selected, where there are more than fit. */
function Name({ isSelected, children }: { isSelected: boolean; children: ReactNode }) {
  const name = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (isSelected) name.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [isSelected]);
  return <span ref={name}>{children}</span>;
}
