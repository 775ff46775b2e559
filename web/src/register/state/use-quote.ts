import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { api, call } from '../../api/client';
import { useLiveEvents } from '../../api/live';
import { isProblem } from '../../api/problem';
import { askNow, queryClient } from '../../api/query-client';
import type { EventKind, Id, OrderLine, Permission, Quote, TaxCategory } from '../../api/types';
import { cartInput, returnedInput, type Cart, type CartInput } from '../model/cart';
import { estimate } from '../model/estimate';

/** Long enough to gather the digits of a quantity, short enough to pass unnoticed. */
const PAUSE_MS = 120;

/** What prices a cart anew, or leaves less or more of its goods. */
const CHANGING: readonly EventKind[] = [
  ...(['product.updated', 'tax_category.created', 'settings.updated'] as const),
  'modifier_group.updated',
  ...(['price_list.updated', 'promotion.updated', 'customer.updated'] as const),
  ...(['stock.adjusted', 'order.completed', 'order.refunded'] as const),
  ...(['order.frozen', 'order.unfrozen', 'order.voided'] as const),
];

export interface LineNotice {
  level: 'warning' | 'problem';
  code: string;
  detail: string;
}

/** What the server says of a line: its price, and the price list it came from. */
export interface QuotedLine {
  unitPrice: number;
  /** The same before its options. */
  basePrice: number;
  priceList: string | null;
  /** What it usually costs, where it is sold at another price. */
  regularPrice: number | null;
  /** What is paid for the line, without and with tax. */
  parts: { net: number; tax: number; gross: number };
  /** The same of one piece, before anything is taken off; none where no tax is charged. */
  unit: { net: number; tax: number; gross: number } | null;
  /** What promotions take off this line. */
  promotions: readonly Reduction[];
}

/** What a promotion takes off, by its name. */
export interface Reduction {
  key: number;
  name: string;
  amount: number;
}

function byRule(quote: Quote, lineNo: number | null): Reduction[] {
  return quote.discounts
    .filter(({ line_no, promotion_id }) => line_no === lineNo && promotion_id !== null)
    .map(({ discount_no, reason, amount }) => ({
      key: discount_no,
      name: reason,
      amount: amount.amount,
    }));
}

/** What the cart comes to. Until the server has answered it is the till's own estimate. */
export interface CartTotals {
  /** Quantity times price by line key, before discounts; minor units all. */
  amounts: ReadonlyMap<string, number>;
  /** By line key; empty until the server has answered. */
  lines: ReadonlyMap<string, QuotedLine>;
  /** What promotions take off the whole sale. */
  promotions: readonly Reduction[];
  /** Why no tax is charged, where none is, and how much that would be; unknown until the server has answered. */
  exemption: Quote['tax_exemption'];
  /** What a person takes off the whole sale; unknown until the server has answered. */
  ownDiscount: number | null;
  /** The codes that the server knows of, and whether each takes anything off. */
  coupons: Quote['coupons'];
  discount: number;
  tax: number;
  total: number;
  /** What goods are worth that come back; 0 where none do. */
  returned: number;
  /** Lines that the server adds: deposits. */
  deposits: readonly OrderLine[];
  pricesIncludeTax: boolean;
  /** What somebody else has to allow with a PIN when it is paid, as far as the server has said. */
  approvable: readonly Permission[];
  /** The server's figures, for exactly this cart. */
  isCertain: boolean;
  /** By line key. */
  notices: ReadonlyMap<string, LineNotice>;
  error: Error | null;
  /** Total and what comes back as the server has them, asked for now if need be; null when it refuses or is silent. */
  certain: () => Promise<{ total: number; returned: number } | null>;
}

function useDebounced<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** The line a problem's field speaks of: "lines[2].quantity" is the third. */
export function lineOfField(field: string | null | undefined): number | null {
  const match = /^lines\[(\d+)\]/.exec(field ?? '');
  return match ? Number(match[1]) : null;
}

function noticesOf(cart: Cart, quote: Quote | undefined, error: Error | null) {
  const notices = new Map<string, LineNotice>();
  for (const { code, line_no, detail } of quote?.warnings ?? []) {
    const line = line_no === null ? undefined : cart.lines[line_no - 1];
    const level = code === 'out_of_stock' ? 'problem' : 'warning';
    if (line) notices.set(line.key, { level, code, detail });
  }
  if (isProblem(error)) {
    const place = lineOfField(error.field);
    const line = place === null ? undefined : cart.lines[place];
    if (line) notices.set(line.key, { level: 'problem', code: error.code, detail: error.detail });
  }
  return notices;
}

export interface QuoteOptions {
  registerId: Id;
  currency: string;
  pricesIncludeTax: boolean;
  taxCategories: readonly TaxCategory[];
}

/** `input` is the cart as text: the same cart is the same question, whatever object it is in. */
const quoteQuery = (registerId: string, input: string) =>
  queryOptions({
    queryKey: ['quote', registerId, input],
    queryFn: ({ signal }) => {
      const body = { register_id: registerId, ...(JSON.parse(input) as CartInput) };
      return call(api.POST('/v1/quotes', { body, signal }));
    },
    gcTime: 60_000,
  });

export function useQuote(cart: Cart, options: QuoteOptions): CartTotals {
  const { registerId, currency, pricesIncludeTax, taxCategories } = options;
  const wanted = useMemo(() => {
    const returned = returnedInput(cart);
    return JSON.stringify({
      ...cartInput(cart, currency),
      ...(returned.length > 0 && { returned }),
    });
  }, [cart, currency]);
  const asked = useDebounced(wanted, PAUSE_MS);
  const { data, error } = useQuery({
    ...quoteQuery(registerId, asked),
    enabled: cart.lines.length > 0,
  });
  useLiveEvents(CHANGING, () => void queryClient.invalidateQueries({ queryKey: ['quote'] }));

  return useMemo(() => {
    const isCertain = asked === wanted && data !== undefined && cart.lines.length > 0;
    const current = asked === wanted ? error : null;
    const rest = {
      notices: noticesOf(cart, isCertain ? data : undefined, current),
      error: current,
      certain: () =>
        askNow(quoteQuery(registerId, wanted)).then(
          ({ totals, returned }) => ({
            total: totals.total.amount,
            returned: returned?.total.amount ?? 0,
          }),
          () => null,
        ),
    };
    if (!isCertain) {
      const today = new Date().toISOString().slice(0, 10);
      const guess = estimate(cart, taxCategories, pricesIncludeTax, today);
      return {
        ...guess,
        returned: cart.returned?.reduce((sum, { worth }) => sum + worth, 0) ?? 0,
        lines: new Map<string, QuotedLine>(),
        promotions: [],
        ownDiscount: null,
        exemption: null,
        coupons: [],
        deposits: [],
        approvable: [],
        pricesIncludeTax,
        isCertain,
        ...rest,
      };
    }
    const { totals } = data;
    return {
      promotions: byRule(data, null),
      ownDiscount: data.discounts
        .filter(({ line_no, promotion_id }) => line_no === null && promotion_id === null)
        .reduce((sum, { amount }) => sum + amount.amount, 0),
      coupons: data.coupons,
      exemption: data.tax_exemption,
      lines: new Map(
        cart.lines.map(({ key }, at) => {
          const line = data.lines[at];
          const priceList = line?.price_list?.name ?? null;
          const promotions = byRule(data, line?.line_no ?? at + 1);
          const regularPrice = line?.regular_price?.amount ?? null;
          const unit = line?.unit ?? null;
          return [
            key,
            {
              ...{ unitPrice: line?.unit_price.amount ?? 0, priceList, regularPrice, promotions },
              basePrice: (line?.base_price ?? line?.unit_price)?.amount ?? 0,
              parts: {
                net: line?.net.amount ?? 0,
                tax: line?.tax.amount ?? 0,
                gross: line?.total.amount ?? 0,
              },
              unit: unit && {
                net: unit.net.amount,
                tax: unit.tax.amount,
                gross: unit.gross.amount,
              },
            },
          ];
        }),
      ),
      amounts: new Map(cart.lines.map(({ key }, at) => [key, data.lines[at]?.amount.amount ?? 0])),
      discount: totals.discount.amount,
      tax: totals.tax.amount,
      total: totals.total.amount,
      returned: data.returned?.total.amount ?? 0,
      deposits: data.lines.slice(cart.lines.length),
      pricesIncludeTax: data.prices_include_tax,
      approvable: data.approvable,
      isCertain,
      ...rest,
    };
  }, [asked, wanted, data, error, cart, taxCategories, pricesIncludeTax, registerId]);
}
