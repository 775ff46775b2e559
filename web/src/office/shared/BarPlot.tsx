import { lazy, Suspense } from 'react';
import { Loading, Skeleton } from '../../design';
import type { BarChartProps } from './BarChart';

/** The chart's library comes when the figures already stand. */
const BarChart = lazy(() => import('./BarChart').then(({ Component }) => ({ default: Component })));

/** A plot of bars, once it is there. */
export function BarPlot(props: BarChartProps) {
  return (
    <Suspense
      fallback={
        <Loading>
          <Skeleton height="248px" />
        </Loading>
      }
    >
      <BarChart {...props} />
    </Suspense>
  );
}
