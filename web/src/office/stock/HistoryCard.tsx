import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useIntl } from 'react-intl';
import type { Id, Movement, StockLevel } from '../../api/types';
import { Card, Loading, Skeleton } from '../../design';
import { movementsSource } from '../shared/sources';
import { LARGEST_PAGE } from '../shared/use-list';
import { usePlaceNames } from '../shared/use-location-names';
import { historyOf } from './history';
import styles from './HistoryChart.module.css';

const HistoryChart = lazy(() =>
  import('./HistoryChart').then(({ Component }) => ({ default: Component })),
);

const DAYS = 90;
/** A thing that moves more often than this is shown for fewer days. */
const MOST_PAGES = 5;

interface Moved {
  movements: Movement[];
  from: number;
  until: number;
}

/** The movements of the last months, as far back as a few pages reach. */
function useMoved(variantId: Id) {
  const source = movementsSource({ variant_id: variantId });
  return useQuery({
    queryKey: ['movements', 'history', variantId],
    queryFn: async ({ signal }): Promise<Moved> => {
      const until = Date.now();
      let from = until - DAYS * 86_400_000;
      const movements: Movement[] = [];
      let cursor: string | undefined;
      for (let page = 1; ; page++) {
        const { items, next_cursor } = await source.read({ cursor, limit: LARGEST_PAGE }, signal);
        movements.push(...items);
        cursor = next_cursor ?? undefined;
        const oldest = Date.parse(items.at(-1)?.happened_at ?? '');
        if (!cursor || oldest < from) break;
        if (page === MOST_PAGES) {
          from = oldest;
          break;
        }
      }
      return { movements, from, until };
    },
  });
}

/** How the stock of a thing went, place by place. */
export function HistoryCard({
  variantId,
  levels,
}: {
  variantId: Id;
  levels: readonly StockLevel[];
}) {
  const { formatMessage } = useIntl();
  const places = usePlaceNames();
  const { data } = useMoved(variantId);
  const title = formatMessage({ id: 'stock.history' });
  const waiting = (
    <Loading>
      <Skeleton height="168px" />
    </Loading>
  );
  return (
    <Card
      title={title}
      action={
        levels.length > 1 && (
          <ul className={styles.legend}>
            {levels.map(({ location_id }, index) => (
              <li key={location_id} className={styles[`key${Math.min(index, 3)}`]}>
                {places.location(location_id)}
              </li>
            ))}
          </ul>
        )
      }
    >
      {data ? (
        <Suspense fallback={waiting}>
          <HistoryChart
            label={title}
            histories={historyOf(levels, data.movements, data.from, data.until)}
          />
        </Suspense>
      ) : (
        waiting
      )}
    </Card>
  );
}
