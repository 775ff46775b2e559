import { useDeferredValue, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useLiveState } from '../../api/live';
import { useSignOut } from '../../api/session';
import type { OrderSummary } from '../../api/types';
import { SearchField } from '../../design/Field';
import { OfflineBanner } from '../../design/States';
import { useMediaQuery } from '../../lib/use-media-query';
import { Cart } from '../cart/Cart';
import { CartSheet } from '../cart/CartSheet';
import { ONE } from '../model/quantity';
import { articleOf, findGoods } from '../state/catalogue';
import { useTill } from '../state/till';
import { useShortcuts } from '../state/use-scanner';
import { usePay } from '../use-pay';
import { Categories } from './Categories';
import { Header } from './Header';
import { TileGrid } from './TileGrid';
import styles from './Sell.module.css';

export interface SellScreenProps {
  /** A code typed into the search; true when it was one. */
  onCode: (code: string) => Promise<boolean>;
  waiting: readonly OrderSummary[];
  onWaiting: (order: OrderSummary) => void;
  onShortcuts: () => void;
}

function focusOn(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

/** The goods on the left, the cart on the right; on a phone the cart rises over the goods. */
export function SellScreen({ onCode, waiting, onWaiting, onShortcuts }: SellScreenProps) {
  const { formatMessage } = useIntl();
  const { register, catalogue, buyer, cart, dispatch, add, editing } = useTill();
  const { setEditing, panel, setPanel, goTo, isCartOpen } = useTill();
  const { pay } = usePay();
  const { mutate: signOut } = useSignOut();
  const isPhone = useMediaQuery('(max-width: 639px)');
  const liveState = useLiveState();
  const [categoryId, setCategoryId] = useState<string | null>(null);
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const hasLines = cart.lines.length > 0;

  const change = (byMilli: number) => (times: number) => {
    const key = editing ?? cart.current;
    if (key) dispatch({ type: 'change-quantity', key, byMilli: byMilli * times });
  };
  const openPanel = (panel: 'customer' | 'discount' | 'held' | 'hold' | 'empties') => () => {
    setEditing(null);
    setPanel(panel);
  };
  useShortcuts(
    {
      '/': () => {
        const field = document.querySelector<HTMLInputElement>('[data-page-search]');
        field?.focus();
        field?.select();
      },
      '?': onShortcuts,
      '+': change(ONE),
      '-': change(-ONE),
      g: () => focusOn('[data-goods]'),
      // With nothing in focus, as after a sale, the arrows are for the goods.
      ArrowDown: () => document.activeElement === document.body && focusOn('[data-goods]'),
      l: () => focusOn(`[data-cart-line="${cart.current}"]`),
      e: () => cart.current && setEditing(cart.current),
      k: openPanel('customer'),
      d: () => hasLines && openPanel('discount')(),
      h: () => openPanel(hasLines ? 'hold' : 'held')(),
      b: openPanel('empties'),
      r: () => goTo('refund'),
      s: () => goTo('shift'),
      o: () => signOut(),
      p: pay,
      // One step back from what was opened last.
      Escape: () => {
        if (panel !== 'lines') setPanel('lines');
        else if (editing) setEditing(null);
        else if (text) setText('');
      },
    },
    !isCartOpen,
  );

  /** Enter in the search: a code, the only result, or on to the goods found. */
  async function submit(): Promise<void> {
    const wanted = text.trim();
    if (!wanted) return;
    const found = await findGoods(catalogue.products, register.location_id, wanted, buyer);
    const [first, second] = found;
    const isCode = /\d/.test(wanted) && !/\s/.test(wanted);
    const variants = first?.variants.filter(({ active }) => active) ?? [];
    if (first && !second && variants.length === 1) {
      add(articleOf({ product: first, variant: variants[0]! }));
      setText('');
    } else if (isCode && !first) {
      if (await onCode(wanted)) setText('');
    } else if (first) {
      focusOn('[data-goods]');
    }
  }

  return (
    <div className={styles.screen}>
      <Header waiting={waiting} onWaiting={onWaiting} onShortcuts={onShortcuts}>
        <SearchField
          label={formatMessage({ id: 'register.search' })}
          placeholder={formatMessage({ id: 'register.search.hint' })}
          isPageSearch
          value={text}
          onChange={setText}
          onSubmit={() => void submit()}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              focusOn('[data-goods]');
            }
          }}
          className={styles.search}
        />
      </Header>
      <div className={styles.columns}>
        <main className={styles.goods} aria-label={formatMessage({ id: 'register.goods' })}>
          <Categories
            selected={search ? null : categoryId}
            onSelect={(id) => {
              setText('');
              setCategoryId(id);
            }}
          />
          <TileGrid categoryId={categoryId} search={search} onClearSearch={() => setText('')} />
        </main>
        <OfflineBanner state={liveState} className={styles.offline}>
          <FormattedMessage id="register.offline" />
        </OfflineBanner>
        {!isPhone && (
          <aside aria-label={formatMessage({ id: 'register.cart' })} className={styles.cart}>
            <Cart />
          </aside>
        )}
      </div>
      {isPhone && <CartSheet />}
    </div>
  );
}
