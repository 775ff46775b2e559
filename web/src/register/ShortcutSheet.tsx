import { FormattedMessage, useIntl } from 'react-intl';
import sheet from '../app/shell/ShortcutSheet.module.css';
import { Dialog } from '../design/Dialog';
import { Kbd } from '../design/Kbd';
import type { MessageId } from '../messages';

interface Shortcut {
  label: MessageId;
  keys: string[];
}

const GROUPS: { title: MessageId; shortcuts: Shortcut[] }[] = [
  {
    title: 'register.keys.goods',
    shortcuts: [
      { label: 'register.keys.search', keys: ['/'] },
      { label: 'register.keys.found', keys: ['↵'] },
      { label: 'register.keys.goods_focus', keys: ['G'] },
      { label: 'register.keys.move', keys: ['←', '↑', '↓', '→'] },
      { label: 'register.keys.add', keys: ['↵'] },
    ],
  },
  {
    title: 'register.cart',
    shortcuts: [
      { label: 'register.keys.quantity', keys: ['+', '-'] },
      { label: 'register.keys.edit', keys: ['E'] },
      { label: 'register.keys.lines', keys: ['L'] },
      { label: 'register.line.remove', keys: ['Del'] },
      { label: 'register.customer', keys: ['K'] },
      { label: 'register.discount.order', keys: ['D'] },
      { label: 'register.hold', keys: ['H'] },
      { label: 'register.pay', keys: ['P'] },
    ],
  },
  {
    title: 'register.pay',
    shortcuts: [
      { label: 'register.keys.amount', keys: ['0', '…', '9'] },
      { label: 'register.keys.cash', keys: ['↵'] },
      { label: 'register.keys.exact', keys: ['X'] },
      { label: 'register.keys.quick', keys: ['Q', 'W', 'E'] },
      { label: 'register.tender.card', keys: ['C'] },
      { label: 'register.tender.voucher', keys: ['V'] },
      { label: 'register.tender.bank_transfer', keys: ['B'] },
      { label: 'register.tender.gift_card', keys: ['G'] },
      { label: 'register.next_sale', keys: ['↵'] },
      { label: 'register.receipt.print', keys: ['Ctrl', 'P'] },
    ],
  },
  {
    title: 'shortcuts.general',
    shortcuts: [
      { label: 'register.refund', keys: ['R'] },
      { label: 'register.empties', keys: ['B'] },
      { label: 'register.shift', keys: ['S'] },
      { label: 'register.lock', keys: ['O'] },
      { label: 'shortcuts.escape', keys: ['Esc'] },
      { label: 'shortcuts.help', keys: ['?'] },
    ],
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
      <div className={sheet.groups}>
        {GROUPS.map(({ title, shortcuts }) => (
          <section key={title}>
            <h3 className={sheet.title}>
              <FormattedMessage id={title} />
            </h3>
            <dl>
              {shortcuts.map(({ label, keys }) => (
                <div key={label} className={sheet.row}>
                  <dt>
                    <FormattedMessage id={label} />
                  </dt>
                  <dd className={sheet.keys}>
                    {keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
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
