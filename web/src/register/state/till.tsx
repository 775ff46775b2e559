/**
 * What all parts of the register share: the cart, the goods, the money under way. The one place that
 * knows which screen is shown.
 */
import {
  createContext,
  use,
  useEffect,
  useReducer,
  useState,
  useSyncExternalStore,
  type ActionDispatch,
  type ReactNode,
} from 'react';
import { useQuery } from '@tanstack/react-query';
import { useLiveEvents } from '../../api/live';
import { locationsQuery, taxCategoriesQuery } from '../../api/queries';
import { useSession } from '../../api/session';
import type { Location, Order, PaymentUpdatedData, Register, Settings } from '../../api/types';
import { uuidv7 } from '../../lib/uuid';
import { cartFromOrder, cartInput, EMPTY_CART, reduceCart } from '../model/cart';
import type { Article, Cart, CartAction } from '../model/cart';
import { canEditCart, type Checkout } from '../model/checkout';
import { CheckoutFlow } from '../model/checkout-flow';
import { apiServer } from './api-server';
import { heldSales, keepHeldSales, keepTill, keptTill, type HeldSale } from './kept';
import { useCatalogue, type Catalogue } from './use-catalogue';
import { useQuote, type CartTotals } from './use-quote';

export type Screen = 'sell' | 'pay' | 'refund';
/** What the cart's column shows. */
export type CartPanel = 'lines' | 'customer' | 'discount' | 'held';

export interface Till {
  register: Register;
  location: Location | undefined;
  settings: Settings;
  currency: string;
  catalogue: Catalogue;

  cart: Cart;
  totals: CartTotals;
  dispatch: ActionDispatch<[CartAction]>;
  add: (article: Article) => void;

  checkout: Checkout | null;
  flow: CheckoutFlow;

  screen: Screen;
  goTo: (screen: Screen) => void;
  panel: CartPanel;
  setPanel: (panel: CartPanel) => void;
  /** The key of the line whose editor is open. */
  editing: string | null;
  setEditing: (key: string | null) => void;
  /** On a phone, whether the cart covers the goods. */
  isCartOpen: boolean;
  setCartOpen: (isOpen: boolean) => void;

  held: readonly HeldSale[];
  hold: () => void;
  /** Empties the cart. */
  discard: () => void;
  takeUp: (id: string) => void;
  dropHeld: (id: string) => void;
  /** Takes up an order whose payment was left to the server. */
  resume: (order: Order) => Promise<void>;
  /** An empty cart and the goods. */
  nextSale: () => void;
}

const TillContext = createContext<Till | null>(null);

export function useTill(): Till {
  const till = use(TillContext);
  if (!till) throw new Error('useTill is for components below TillProvider');
  return till;
}

/** Once money is on its way, the Pay screen is not left until it is clear where that money is. */
function isBound(checkout: Checkout | null): boolean {
  return checkout !== null && !canEditCart(checkout);
}

export function TillProvider({ settings, children }: { settings: Settings; children: ReactNode }) {
  const session = useSession();
  const register = session.register!;
  const { currency } = settings;
  const { data: locations } = useQuery(locationsQuery);
  const { data: taxCategories } = useQuery(taxCategoriesQuery);
  const catalogue = useCatalogue(register.location_id);

  const [kept] = useState(() => keptTill(register.id));
  const [cart, dispatch] = useReducer(reduceCart, kept.cart);
  useEffect(() => keepTill(register.id, { cart }), [register.id, cart]);

  const [flow] = useState(
    () =>
      new CheckoutFlow({
        server: apiServer,
        registerId: register.id,
        newId: () => uuidv7(),
        saved: kept.checkout,
        save: (checkout) => keepTill(register.id, { checkout }),
      }),
  );
  const checkout = useSyncExternalStore(flow.watch, flow.get);
  useEffect(() => void flow.recover(), [flow]);
  useLiveEvents(['payment.updated'], ({ data }) => {
    const { payment_id: id, state, message } = data as unknown as PaymentUpdatedData;
    flow.heard({ id, state, message });
  });

  const totals = useQuote(cart, {
    registerId: register.id,
    currency,
    pricesIncludeTax: settings.prices_include_tax,
    taxCategories: taxCategories?.items ?? [],
  });

  const [wanted, goTo] = useState<Screen>('sell');
  const [panel, setPanel] = useState<CartPanel>('lines');
  const [editing, setEditing] = useState<string | null>(null);
  const [isCartOpen, setCartOpen] = useState(false);
  const [held, setHeld] = useState(() => heldSales(register.id));
  const screen = isBound(checkout) ? 'pay' : wanted === 'pay' && !checkout ? 'sell' : wanted;

  const clear = () => {
    dispatch({ type: 'load', cart: EMPTY_CART });
    setEditing(null);
    setPanel('lines');
    setCartOpen(false);
    goTo('sell');
  };
  const keepHeld = (sales: HeldSale[]) => {
    keepHeldSales(register.id, sales);
    setHeld(sales);
  };
  const putAside = () => {
    if (cart.lines.length === 0) return held;
    return [...held, { id: uuidv7(), at: Date.now(), cart, total: totals.total }];
  };
  // An order opened for a card that was then declined goes with its cart; where the server cannot be
  // asked now, the next sale takes that order over.
  const drop = (reason: string) => {
    void flow.giveUp(reason).catch(() => undefined);
    clear();
  };
  const till: Till = {
    register,
    location: locations?.items.find(({ id }) => id === register.location_id),
    ...{ settings, currency, catalogue, cart, totals, dispatch, checkout, flow },
    add: (article) => {
      dispatch({ type: 'add', article, key: uuidv7() });
      setEditing(null);
      setPanel('lines');
      goTo('sell');
    },
    ...{ screen, goTo, panel, setPanel, editing, setEditing, isCartOpen, setCartOpen, held },
    hold: () => {
      keepHeld(putAside());
      drop('put aside');
    },
    discard: () => drop('cleared'),
    takeUp: (id) => {
      const sale = held.find((each) => each.id === id);
      if (!sale) return;
      keepHeld(putAside().filter((each) => each.id !== id));
      clear();
      dispatch({ type: 'load', cart: sale.cart });
    },
    dropHeld: (id) => keepHeld(held.filter((each) => each.id !== id)),
    resume: async (order) => {
      keepHeld(putAside());
      clear();
      const resumed = cartFromOrder(order);
      dispatch({ type: 'load', cart: resumed });
      goTo('pay');
      await flow.resume(order, cartInput(resumed, currency));
    },
    nextSale: () => {
      flow.finish();
      clear();
    },
  };

  return <TillContext value={till}>{children}</TillContext>;
}
