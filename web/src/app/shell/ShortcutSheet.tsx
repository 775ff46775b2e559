import { FormattedMessage, useIntl } from 'react-intl';
import { Dialog } from '../../design/Dialog';
import { Kbd } from '../../design/Kbd';
import type { MessageId } from '../../messages';
import { NAVIGATION } from './navigation';
import styles from './ShortcutSheet.module.css';

interface Shortcut {
  label: MessageId;
  keys: string[];
  /** The second key comes after the first, not with it. */
  isSequence?: boolean;
}

const GROUPS: { title: MessageId; shortcuts: Shortcut[] }[] = [
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
  {
    title: 'shortcuts.go',
    shortcuts: NAVIGATION.map(({ label, key }) => ({
      label,
      keys: ['G', key.toUpperCase()],
      isSequence: true,
    })),
  },
];

export function ShortcutSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { formatMessage } = useIntl();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={formatMessage({ id: 'shortcuts.title' })}
      size="lg"
    >
      <div className={styles.groups}>
        {GROUPS.map(({ title, shortcuts }) => (
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
