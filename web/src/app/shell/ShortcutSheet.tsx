import { FormattedMessage, useIntl } from 'react-intl';
import { Dialog } from '../../design/Dialog';
import { Kbd } from '../../design/Kbd';
import type { MessageId } from '../../messages';
import { usePages } from './use-pages';
import styles from './ShortcutSheet.module.css';

interface Shortcut {
  label: MessageId;
  keys: string[];
  /** The second key comes after the first, not with it. */
  isSequence?: boolean;
}

interface Group {
  title: MessageId;
  shortcuts: Shortcut[];
}

const GROUPS: Group[] = [
  {
    title: 'shortcuts.general',
    shortcuts: [
      { label: 'shortcuts.palette', keys: ['mod', 'K'] },
      { label: 'shortcuts.search', keys: ['/'] },
      { label: 'shortcuts.help', keys: ['?'] },
      { label: 'shortcuts.escape', keys: ['Esc'] },
    ],
  },
  {
    title: 'shortcuts.lists',
    shortcuts: [
      { label: 'shortcuts.move', keys: ['↓', '↑'] },
      { label: 'shortcuts.ends', keys: ['Home', 'End'] },
      { label: 'shortcuts.open', keys: ['↵'] },
    ],
  },
];

export function ShortcutSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const pages: Group = {
    title: 'shortcuts.go',
    shortcuts: usePages().map(({ label, key }) => ({
      label,
      keys: ['G', key.toUpperCase()],
      isSequence: true,
    })),
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={formatMessage({ id: 'shortcuts.title' })}
      size="lg"
    >
      <div className={styles.groups}>
        {[...GROUPS, pages].map(({ title, shortcuts }) => (
          <section key={title}>
            <h3 className={styles.title}>
              <FormattedMessage id={title} />
            </h3>
            <dl>
              {shortcuts.map(({ label, keys, isSequence }) => (
                <div key={label} className={styles.row}>
                  <dt>
                    <FormattedMessage id={label} />
                  </dt>
                  <dd className={styles.keys}>
                    <Kbd>{keys[0]}</Kbd>
                    {isSequence && (
                      <span className={styles.then}>
                        <FormattedMessage id="shortcuts.then" />
                      </span>
                    )}
                    {keys[1] && <Kbd>{keys[1]}</Kbd>}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
