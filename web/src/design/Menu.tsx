import type { ReactNode } from 'react';
import { Header } from 'react-aria-components/Header';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  type MenuItemProps as AriaMenuItemProps,
} from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { Check } from 'lucide-react';
import { cx } from './cx';
import styles from './Popup.module.css';

export interface MenuProps {
  label: string;
  /** The button that opens it. */
  trigger: ReactNode;
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'end bottom';
  children: ReactNode;
}

export function Menu({ label, trigger, placement = 'bottom start', children }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover offset={6} placement={placement} className={styles.popover}>
        <AriaMenu aria-label={label} className={styles.list}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuItemProps extends Omit<AriaMenuItemProps, 'children' | 'className'> {
  icon?: ReactNode;
  /** A tick, for the one in force among several. */
  isCurrent?: boolean;
  isDanger?: boolean;
  children: string;
}

export function MenuItem({ icon, isCurrent, isDanger, children, ...props }: MenuItemProps) {
  return (
    <AriaMenuItem
      {...props}
      textValue={children}
      className={cx(styles.item, isDanger && styles.danger)}
    >
      {icon}
      {children}
      {isCurrent && <Check aria-hidden="true" className={styles.check} />}
    </AriaMenuItem>
  );
}

export function MenuSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AriaMenuSection>
      <Header className={styles.section}>{title}</Header>
      {children}
    </AriaMenuSection>
  );
}

/** A menu of things to switch on and off; it stays open while one chooses. */
export function ChoiceMenu({
  label,
  trigger,
  choices,
  chosen,
  onChange,
}: {
  label: string;
  trigger: ReactNode;
  choices: readonly { id: string; label: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover offset={6} placement="bottom end" className={styles.popover}>
        <AriaMenu
          aria-label={label}
          className={styles.list}
          selectionMode="multiple"
          selectedKeys={chosen}
          onSelectionChange={(keys) => keys !== 'all' && onChange([...keys].map(String))}
        >
          {choices.map((choice) => (
            <AriaMenuItem
              key={choice.id}
              id={choice.id}
              textValue={choice.label}
              className={styles.item}
            >
              {({ isSelected }) => (
                <>
                  {choice.label}
                  {isSelected && <Check aria-hidden="true" className={styles.check} />}
                </>
              )}
            </AriaMenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export function MenuSeparator() {
  return <Separator className={styles.separator} />;
}
