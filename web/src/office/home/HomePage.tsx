import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { Navigate } from 'react-router';
import { dashboardQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Dashboard } from '../../api/types';
import { ErrorState, Page, cx } from '../../design';
import { useFilters } from '../shared/use-filters';
import { Figures } from './Figures';
import { HomeHeader } from './HomeHeader';
import { HomeSkeleton } from './HomeSkeleton';
import { HoursCard } from './HoursCard';
import { LowStockCard } from './LowStockCard';
import { NeedsYouCard } from './NeedsYouCard';
import { RecentOrdersCard } from './RecentOrdersCard';
import { TendersCard } from './TendersCard';
import { TopProductsCard } from './TopProductsCard';
import styles from './Home.module.css';

/** How many products a card of the day names: the cards of a row are as high as each other. */
const NAMED = 6;

/** The day as it happens: each sale of any register is here the moment it is rung up. */
export function Component() {
  // Figures are for those who read the books; others begin with the orders.
  return useMay('read_books') ? <Home /> : <Navigate to="/orders" replace />;
}

function Home() {
  const [{ date, location }, setFilters] = useFilters(['date', 'location']);
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery({
    ...dashboardQuery({ date, location_id: location }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page>
      <HomeHeader
        dashboard={data}
        isToday={!date}
        location={location ?? null}
        onDate={(chosen) => setFilters({ date: chosen })}
        onLocation={(chosen) => setFilters({ location: chosen })}
      />
      {data ? (
        <Day dashboard={data} isToday={!date} isStale={isPlaceholderData} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <HomeSkeleton />
      )}
    </Page>
  );
}

function Day({
  dashboard,
  isToday,
  isStale,
}: {
  dashboard: Dashboard;
  isToday: boolean;
  isStale: boolean;
}) {
  const { formatDate, formatMessage } = useIntl();
  const weekday = (date: string) => formatDate(date, { weekday: 'long', timeZone: 'UTC' });
  const currency = dashboard.figures.sales.value.currency;
  return (
    <div className={cx(styles.day, isStale && styles.stale)} aria-busy={isStale}>
      <Figures figures={dashboard.figures} />
      <div className={styles.cards}>
        <HoursCard
          hours={dashboard.hours}
          currency={currency}
          dayName={isToday ? formatMessage({ id: 'home.today' }) : weekday(dashboard.date)}
          compareName={formatMessage(
            { id: 'home.last_weekday' },
            { weekday: weekday(dashboard.compare_date) },
          )}
        />
        <NeedsYouCard items={dashboard.needs_you} />
        <TendersCard tenders={dashboard.tenders} currency={currency} />
        <TopProductsCard products={dashboard.top_products.slice(0, NAMED)} />
        <LowStockCard levels={dashboard.low_stock.slice(0, NAMED)} />
        <RecentOrdersCard key={dashboard.date} orders={dashboard.recent_orders} />
      </div>
    </div>
  );
}
