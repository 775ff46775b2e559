/**
 * What all parts of the register share: the cart, the goods, the money under way. The one place that
 * knows which screen is shown.
 */
import {
  createContext,
  use,
  useEffect,
  useReducer,
  useRef,
  useState,
  useSyncExternalStore,
  type ActionDispatch,
  type ReactNode,
} from 'react';
import { useQuery } from '@tanstack/react-query';
import { FormattedMessage } from 'react-intl';
import { useLiveEvents } from '../../api/live';
import { locationsQuery, taxCategoriesQuery } from '../../api/queries';
import { useSession } from '../../api/session';
import type { Location, Order, PaymentUpdatedData, Register, Settings } from '../../api/types';
import { toast } from '../../design/toasts';
import { uuidv7 } from '../../lib/uuid';
import { cartFromOrder, cartInput, EMPTY_CART, reduceCart } from '../model/cart';
import type { Article, Cart, CartAction } from '../model/cart';
import { canEditCart, type Checkout } from '../model/checkout';
import { CheckoutFlow } from '../model/checkout-flow';
import { apiServer } from './api-server';
import { HeldSales, type HeldSale } from './held';
import { keepTill, keptTill } from './kept';
import { useCatalogue, type Catalogue } from './use-catalogue';
import { useQuote, type CartTotals } from './use-quote';
import { useShiftNow, type ShiftNow } from './use-shift';

export type Screen = 'sell' | 'pay' | 'refund' | 'shift';
/** What the cart's column shows. */
export type CartPanel = 'lines' | 'customer' | 'discount' | 'held';

export interface Till {
  register: Register;
  location: Location | undefined;
  settings: Settings;
  currency: string;
  catalogue: Catalogue;
  shift: ShiftNow;

  cart: Cart;
  totals: CartTotals;
  dispatch: ActionDispatch<[CartAction]>;
  add: (article: Article) => void;

  checkout: Checkout | null;
  flow: CheckoutFlow;
  /** To the Pay screen, as soon as the server has said what this cart comes to. */
  pay: () => void;
  isPayPending: boolean;

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
  const shift = useShiftNow();

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
  const [heldSales] = useState(() => new HeldSales(register.id));
  const held = useSyncExternalStore(heldSales.watch, heldSales.get);
  // Where nothing is under way, a shift can be opened in the middle of a sale that waits for one.
  const isAside = wanted === 'shift' && checkout?.phase.is === 'choosing';
  const screen =
    isBound(checkout) && !isAside ? 'pay' : wanted === 'pay' && !checkout ? 'sell' : wanted;

  const clear = () => {
    dispatch({ type: 'load', cart: EMPTY_CART });
    setEditing(null);
    setPanel('lines');
    setCartOpen(false);
    goTo('sell');
  };
  const putAside = () => {
    if (cart.lines.length === 0) return;
    heldSales.put({ id: uuidv7(), at: Date.now(), cart, total: totals.total });
  };

  // What is paid is never an estimate: Pay waits for the total of just this cart, and is forgotten
  // when the cart has changed meanwhile.
  const [payFor, setPayFor] = useState<Cart | null>(null);
  const latest = useRef(cart);
  useEffect(() => {
    latest.current = cart;
  }, [cart]);
  const pay = async () => {
    setPayFor(cart);
    const due = await totals.certain();
    setPayFor(null);
    if (due === null || latest.current !== cart) return;
    flow.open(cartInput(cart, currency), due, currency, settings.cash_rounding.amount);
    setEditing(null);
    setCartOpen(false);
    goTo('pay');
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
    ...{ settings, currency, catalogue, shift, cart, totals, dispatch, checkout, flow },
    pay: () => void pay(),
    isPayPending: payFor === cart,
    add: (article) => {
      dispatch({ type: 'add', article, key: uuidv7() });
      setEditing(null);
      setPanel('lines');
      goTo('sell');
    },
    ...{ screen, goTo, panel, setPanel, editing, setEditing, isCartOpen, setCartOpen, held },
    hold: () => {
      putAside();
      drop('put aside');
      toast(<FormattedMessage id="register.held.done" />);
    },
    discard: () => drop('cleared'),
    takeUp: (id) => {
      const sale = heldSales.take(id);
      if (!sale) return;
      putAside();
      clear();
      dispatch({ type: 'load', cart: sale.cart });
    },
    dropHeld: (id) => void heldSales.take(id),
    resume: async (order) => {
      putAside();
      clear();
      const resumed = cartFromOrder(order);
      dispatch({ type: 'load', cart: resumed });
      goTo('pay');
      await flow.resume(order, cartInput(resumed, currency), settings.cash_rounding.amount);
    },
    nextSale: () => {
      flow.finish();
      clear();
    },
  };

  return <TillContext value={till}>{children}</TillContext>;
}
