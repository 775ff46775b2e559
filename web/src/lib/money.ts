import type { Money } from '../api/types';

const decimals = new Map<string, number>();

/** How many minor digits a currency has: 2 for GBP, 0 for JPY, 3 for KWD. */
export function currencyDecimals(currency: string): number {
  let digits = decimals.get(currency);
  if (digits === undefined) {
    digits =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
        .maximumFractionDigits ?? 2;
    decimals.set(currency, digits);
  }
  return digits;
}

/** The exact decimal string of an amount, made of digits, never by division: 5 GBP is "0.05". */
export function toDecimal({ amount, currency }: Money): `${number}` {
  const digits = currencyDecimals(currency);
  const sign = amount < 0 ? '-' : '';
  const minor = String(Math.abs(amount)).padStart(digits + 1, '0');
  const cut = minor.length - digits;
  const text = digits === 0 ? minor : `${minor.slice(0, cut)}.${minor.slice(cut)}`;
  return `${sign}${text}` as `${number}`;
}

/** What a person typed, as minor units; null when it is no amount of this currency. */
export function parseMoney(text: string, currency: string): Money | null {
  const digits = currencyDecimals(currency);
  const match = /^(-?)(\d*)(?:[.,](\d*))?$/.exec(text.trim());
  if (!match || !(match[2] || match[3])) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > digits) return null;
  const amount = Number(`${sign}${whole || '0'}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(amount) ? { amount, currency } : null;
}

export function zero(currency: string): Money {
  return { amount: 0, currency };
}

const formats = new Map<string, Intl.NumberFormat>();

export interface MoneyFormat {
  /** With the currency's symbol (as a rule), or the bare figure where a column says it. */
  symbol?: boolean;
  /** A plus before what is more than nothing. */
  signed?: boolean;
  /** No minor digits, for charts. */
  whole?: boolean;
}

export function formatMoney(money: Money, locale: string, options: MoneyFormat = {}): string {
  const { symbol = true, signed = false, whole = false } = options;
  const key = `${locale} ${money.currency} ${symbol} ${signed} ${whole}`;
  let format = formats.get(key);
  if (!format) {
    const digits = whole ? 0 : currencyDecimals(money.currency);
    format = new Intl.NumberFormat(locale, {
      ...(symbol
        ? { style: 'currency', currency: money.currency, currencyDisplay: 'narrowSymbol' }
        : {}),
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: signed ? 'exceptZero' : 'auto',
    });
    formats.set(key, format);
  }
  return format.format(toDecimal(money));
}
