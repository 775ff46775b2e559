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
import { locationsQuery, modifierGroupsQuery, taxCategoriesQuery } from '../../api/queries';
import { useSession } from '../../api/session';
import { isProblem } from '../../api/problem';
import type { AgeCheckMethod } from '../../api/types';
import type {
  HeldOrder,
  Location,
  ModifierGroup,
  Order,
  PaymentUpdatedData,
} from '../../api/types';
import type { Register, Settings } from '../../api/types';
import { toast } from '../../design/toasts';
import { uuidv7 } from '../../lib/uuid';
import { cartFromOrder, EMPTY_CART, orderInput, reduceCart, returnedInput } from '../model/cart';
import { askedAge, nextQuestion } from '../model/cart';
import type {
  Answers,
  Article,
  Cart,
  CartAction,
  CartLine,
  Question,
  Returned,
} from '../model/cart';
import { canEditCart, type Checkout } from '../model/checkout';
import { CheckoutFlow } from '../model/checkout-flow';
import { apiServer } from './api-server';
import { articleBy, type Buyer } from './catalogue';
import { keepTill, keptTill } from './kept';
import { dropHeld, freshHeld, recall, useHeldOrders } from './use-aside';
import { useBuyer, useCatalogue, type Catalogue } from './use-catalogue';
import { useIntentKey } from './use-intent-key';
import { useQuote, type CartTotals } from './use-quote';
import { useShiftNow, type ShiftNow } from './use-shift';

export type Screen = 'sell' | 'pay' | 'refund' | 'shift';
/** What the cart's column shows. */
export type CartPanel =
  'lines' | 'customer' | 'discount' | 'tax' | 'held' | 'hold' | 'void' | 'empties';
/** What is being taken off, while it is asked why. */
export type Voiding = { line: CartLine } | { held: HeldOrder } | 'cart';

export interface Till {
  register: Register;
  location: Location | undefined;
  settings: Settings;
  currency: string;
  catalogue: Catalogue;
  /** Whose prices are shown, where they are not everybody's. */
  buyer: Buyer | null;
  shift: ShiftNow;

  cart: Cart;
  totals: CartTotals;
  dispatch: ActionDispatch<[CartAction]>;
  /** Puts an article into the cart, once it has no more questions. */
  add: (article: Article, answers?: Answers) => void;
  /** Goods come back with the sale; on to what is taken for them. */
  takeBack: (returned: Returned) => void;
  /** The article that has a question. */
  asking: { article: Article; answers: Answers } | null;
  /** What it asks. */
  question: Question | null;
  /** The groups of options that are chosen with an article. */
  groupsOf: (article: Article) => readonly ModifierGroup[];
  answer: (more: Answers) => void;
  cancelAsking: () => void;
  /** The goods ask an age that nobody has seen of this buyer. */
  isAskingAge: boolean;
  seeAge: (method: AgeCheckMethod | null) => void;

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

  /** Sales put aside at any register of this shop. */
  held: readonly HeldOrder[];
  /** Puts the cart aside; a refusal is thrown. */
  hold: (name: string) => Promise<void>;
  /** Empties the cart. */
  discard: () => void;
  takeUp: (held: HeldOrder) => Promise<void>;
  voiding: Voiding | null;
  /** Asks why something is taken off. */
  askWhy: (what: Voiding) => void;
  /** Takes it off, and keeps why; a refusal is thrown. */
  voidFor: (reason: string) => Promise<void>;
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
  const { data: modifiers } = useQuery(modifierGroupsQuery);
  const catalogue = useCatalogue(register.location_id);
  const shift = useShiftNow();

  const [kept] = useState(() => keptTill(register.id));
  const [cart, dispatch] = useReducer(reduceCart, kept.cart);
  useEffect(() => keepTill(register.id, { cart }), [register.id, cart]);
  const buyer = useBuyer(cart.customer?.id);

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
  const held = useHeldOrders(register.location_id);
  const [voiding, setVoiding] = useState<Voiding | null>(null);
  const keyFor = useIntentKey();
  const [asking, setAsking] = useState<Till['asking']>(null);
  const years = askedAge(cart.lines);
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
  const putAside = async (name = '') => {
    if (cart.lines.length === 0) return;
    const body = orderInput(cart, currency);
    const returned = returnedInput(cart);
    await flow.hold(body, name, returned, keyFor({ hold: name, returned, ...body }));
    freshHeld();
    clear();
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
    const { total, returned } = due;
    const credit = Math.min(total, returned);
    flow.open(
      orderInput(cart, currency),
      total - credit,
      currency,
      settings.cash_rounding.amount,
      cart.returned?.length
        ? { returned: returnedInput(cart), credit, givenBack: returned - credit }
        : null,
    );
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
  const groupsOf = ({ modifierGroups = [] }: Article) =>
    modifierGroups.flatMap((id) => modifiers?.items.filter((g) => g.id === id && g.active) ?? []);
  const add = (article: Article, answers: Answers = {}) => {
    setEditing(null);
    setPanel('lines');
    goTo('sell');
    if (nextQuestion(article, answers, groupsOf(article))) {
      setAsking({ article, answers });
      return;
    }
    setAsking(null);
    dispatch({ type: 'add', article, key: uuidv7(), answers });
  };
  const till: Till = {
    register,
    location: locations?.items.find(({ id }) => id === register.location_id),
    ...{ settings, currency, catalogue, buyer, shift, cart, totals, dispatch, checkout, flow },
    pay: () => void pay(),
    isPayPending: payFor === cart,
    add,
    takeBack: (returned) => {
      if (flow.get()?.phase.is === 'done') {
        flow.finish();
        clear();
      }
      dispatch({ type: 'take-back', returned });
      goTo('sell');
    },
    asking,
    question: asking && nextQuestion(asking.article, asking.answers, groupsOf(asking.article)),
    groupsOf,
    answer: (more) => asking && add(asking.article, { ...asking.answers, ...more }),
    cancelAsking: () => setAsking(null),
    isAskingAge: asking === null && screen === 'sell' && years > (cart.age?.years ?? 0),
    seeAge: (method) =>
      dispatch(method ? { type: 'see-age', age: { years, method } } : { type: 'refuse-age' }),
    ...{ screen, goTo, panel, setPanel, editing, setEditing, isCartOpen, setCartOpen, held },
    hold: async (name) => {
      await putAside(name);
      toast(<FormattedMessage id="register.held.done" />);
    },
    discard: () => drop('cleared'),
    takeUp: async ({ order_id: id }) => {
      try {
        await putAside();
        const order = await recall(id, register.id);
        const recalled = cartFromOrder(order, articleBy(catalogue.products));
        clear();
        dispatch({ type: 'load', cart: recalled });
        flow.adopt(order, orderInput(recalled, currency), settings.cash_rounding.amount);
      } catch (error) {
        if (!isProblem(error)) throw error;
        const taken = error.code === 'order_not_held';
        toast(taken ? <FormattedMessage id="register.held.taken" /> : error.detail, {
          tone: taken ? 'neutral' : 'danger',
        });
      }
    },
    voiding,
    askWhy: (what) => {
      setVoiding(what);
      setEditing(null);
      setPanel('void');
    },
    voidFor: async (reason) => {
      if (voiding === null) return;
      if (voiding === 'cart') {
        const body = orderInput(cart, currency);
        await flow.voidCart(body, reason, keyFor({ void: reason, ...body }));
        clear();
      } else if ('held' in voiding) {
        await dropHeld(voiding.held.order_id, reason);
        setPanel('held');
      } else {
        dispatch({ type: 'remove', key: voiding.line.key, why: { id: uuidv7(), reason } });
        setPanel('lines');
      }
      setVoiding(null);
    },
    resume: async (order) => {
      await putAside();
      clear();
      const resumed = cartFromOrder(order);
      dispatch({ type: 'load', cart: resumed });
      goTo('pay');
      await flow.resume(order, orderInput(resumed, currency), settings.cash_rounding.amount);
    },
    nextSale: () => {
      flow.finish();
      clear();
    },
  };

  return <TillContext value={till}>{children}</TillContext>;
}
