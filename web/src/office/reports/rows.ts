import { useIntl } from 'react-intl';
import type { SalesBy, SalesReport, SalesRow } from '../../api/types';
import { useHourNames } from '../shared/use-hour-names';

/** What a row is called: in full, and short for an axis. */
export function useRowNames(by: SalesBy): (row: SalesRow) => { name: string; label: string } {
  const { formatDate, formatMessage, formatNumber } = useIntl();
  const hourNames = useHourNames();
  return ({ key, name, rate }) => {
    if (key === null) {
      const without =
        by === 'day' || by === 'hour' ? '' : formatMessage({ id: `reports.none.${by}` });
      return { name: without, label: without };
    }
    if (by === 'hour') return hourNames(Number(key));
    if (by === 'day') {
      const day = (options: object) => formatDate(key, { ...options, timeZone: 'UTC' });
      return {
        name: day({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
        label: day({ day: 'numeric', month: 'short' }),
      };
    }
    if (by === 'tax' && rate === null) {
      const exempt = formatMessage({ id: 'reports.exempt' }, { reason: name });
      return { name: exempt, label: exempt };
    }
    const percent = { style: 'percent', maximumFractionDigits: 4 } as const;
    const full =
      rate === null ? (name ?? key) : `${name} ${formatNumber(Number(rate) / 100, percent)}`;
    return { name: full, label: full };
  };
}

/** Where the orders or the thing that a row is of can be looked at. */
export function linkOf(
  { by, from, to, location_id }: Pick<SalesReport, 'by' | 'from' | 'to' | 'location_id'>,
  key: string | null,
): string | null {
  if (key === null) return null;
  const orders = (narrowed: Record<string, string>) =>
    `/orders?${new URLSearchParams({
      ...{ state: 'completed', from, to, ...narrowed },
      ...(location_id && { location: location_id }),
    })}`;
  if (by === 'day') return orders({ from: key, to: key });
  if (by === 'hour') return orders({ hour: key });
  if (by === 'tender') return orders({ tender: key });
  if (by === 'staff') return orders({ staff: key });
  if (by === 'product') return `/products/${key}`;
  if (by === 'category') return `/products?category=${key}`;
  return null;
}

/** The hours of the day without the night, which is no part of a shop's day. */
export function withoutQuietEnds<Hour>(
  hours: readonly Hour[],
  isBusy: (hour: Hour) => boolean,
): Hour[] {
  const busy = hours.flatMap((hour, at) => (isBusy(hour) ? [at] : []));
  return hours.slice(Math.min(9, ...busy), Math.max(17, ...busy) + 1);
}
