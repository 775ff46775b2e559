import { X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { IconButton, Sheet } from '../../design';
import { useMediaQuery } from '../../lib/use-media-query';
import styles from './shared.module.css';

export interface SidePanelProps {
  /** The list. */
  children: ReactNode;
  isOpen: boolean;
  title: string;
  onClose: () => void;
  /** In the panel's head: the way to the whole page. */
  action?: ReactNode;
  panel: ReactNode;
}

/**
 * A quick look at one row. Beside the list where there is room, and the arrow keys stay in the list;
 * above it on smaller screens.
 */
export function SidePanel({ children, isOpen, title, onClose, action, panel }: SidePanelProps) {
  const { formatMessage } = useIntl();
  const isWide = useMediaQuery('(min-width: 1200px)');
  // What was last shown stays while the sheet slides away.
  const [last, setLast] = useState({ title, action, panel });
  if (isOpen && (last.panel !== panel || last.title !== title)) setLast({ title, action, panel });

  return (
    // Escape closes the panel from wherever the focus is, list or panel.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.split}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen && isWide && !event.defaultPrevented) onClose();
      }}
    >
      <div className={styles.list}>{children}</div>
      {isWide ? (
        isOpen && (
          <aside aria-label={title} className={styles.panel}>
            <header className={styles.panelHead}>
              <h2>{title}</h2>
              {action}
              <IconButton size="sm" label={formatMessage({ id: 'action.close' })} onPress={onClose}>
                <X aria-hidden="true" />
              </IconButton>
            </header>
            <div className={styles.panelBody}>{panel}</div>
          </aside>
        )
      ) : (
        <Sheet isOpen={isOpen} title={isOpen ? title : last.title} onClose={onClose}>
          <div className={styles.sheetBody}>
            {isOpen ? panel : last.panel}
            {isOpen ? action : last.action}
          </div>
        </Sheet>
      )}
    </div>
  );
}
