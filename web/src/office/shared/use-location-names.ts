import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { locationsQuery, registersQuery } from '../../api/queries';
import type { Id, StockLevel } from '../../api/types';
import type { SelectOption } from '../../design';

/** All choices of a filter by location, "all" first. */
export function useLocationOptions(): SelectOption<string>[] {
  const { formatMessage } = useIntl();
  const { data } = useQuery(locationsQuery);
  return [
    { value: 'all', label: formatMessage({ id: 'location.all' }) },
    ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
}

/** What a place is called; an id that is not known yet has no name. */
export function usePlaceNames(): {
  location: (id: Id | null) => string;
  register: (id: Id | null) => string;
} {
  const { data: locations } = useQuery(locationsQuery);
  const { data: registers } = useQuery(registersQuery);
  return {
    location: (id) => locations?.items.find((at) => at.id === id)?.name ?? '',
    register: (id) => registers?.items.find((at) => at.id === id)?.name ?? '',
  };
}

/** Which row of one thing it is: its SKU and, where there are several places, the place. */
export function useWhere(): (level: StockLevel) => string {
  const { data: locations } = useQuery(locationsQuery);
  const hasPlaces = (locations?.items.length ?? 0) > 1;
  const places = usePlaceNames();
  return ({ sku, location_id }) => (hasPlaces ? `${sku} · ${places.location(location_id)}` : sku);
}
