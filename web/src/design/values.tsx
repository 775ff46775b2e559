/** Values as people read them: money, quantities, times. All follow the language in force. */
import { useIntl } from 'react-intl';
import type { BusinessDate, Money as MoneyValue, Quantity as QuantityValue } from '../api/types';
import { formatMoney, type MoneyFormat } from '../lib/money';
import { cx } from './cx';

export interface MoneyProps extends MoneyFormat {
  value: MoneyValue | null | undefined;
  className?: string;
}

export function Money({ value, className, ...format }: MoneyProps) {
  const { locale } = useIntl();
  return (
    <span className={cx('num', className)}>{value ? formatMoney(value, locale, format) : '–'}</span>
  );
}

/** For labels and attributes, where an element cannot stand. */
export function useFormatMoney(): (money: MoneyValue, format?: MoneyFormat) => string {
  const { locale } = useIntl();
  return (money, format) => formatMoney(money, locale, format);
}

export interface QuantityProps {
  value: QuantityValue | null | undefined;
  /** A plus before what came in. */
  signed?: boolean;
  className?: string;
}

export function Quantity({ value, signed, className }: QuantityProps) {
  const { formatNumber } = useIntl();
  return (
    <span className={cx('num', className)}>
      {value == null
        ? '–'
        : formatNumber(Number(value), {
            maximumFractionDigits: 3,
            signDisplay: signed ? 'exceptZero' : 'auto',
          })}
    </span>
  );
}

const STYLES = {
  time: { hour: '2-digit', minute: '2-digit' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  day: { weekday: 'long', day: 'numeric', month: 'short' },
  'date-time': { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  full: { dateStyle: 'medium', timeStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export interface DateTimeProps {
  /** RFC 3339, or a business date, which has no time zone. */
  value: string | BusinessDate | null | undefined;
  look?: keyof typeof STYLES;
  /** The location's; otherwise the reader's own. */
  timeZone?: string;
  className?: string;
}

export function DateTime({ value, look = 'date-time', timeZone, className }: DateTimeProps) {
  const { formatDate } = useIntl();
  if (!value) return <span className={className}>–</span>;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(value);
  const zone = isDate ? 'UTC' : timeZone;
  return (
    <time
      dateTime={value}
      title={isDate ? undefined : formatDate(value, { ...STYLES.full, timeZone: zone })}
      className={cx('num', className)}
    >
      {formatDate(value, { ...STYLES[look], timeZone: zone })}
    </time>
  );
}
