import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChartColumn } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { locationsQuery, salesReportQuery } from '../../api/queries';
import type { SalesBy } from '../../api/types';
import {
  EmptyState,
  ErrorState,
  FilterBar,
  Loading,
  Page,
  PageHeader,
  Select,
  Skeleton,
  Tabs,
  cx,
} from '../../design';
import { REPORT_PERIODS, businessToday, periodBefore, rangeOf } from '../shared/dates';
import { ExportButton } from '../shared/ExportButton';
import { PeriodFilter } from '../shared/PeriodFilter';
import { useFilters } from '../shared/use-filters';
import { useLocationOptions } from '../shared/use-location-names';
import { Headlines } from './Headlines';
import { SalesPlot } from './SalesPlot';
import { SalesTable } from './SalesTable';
import shared from '../shared/shared.module.css';
import styles from './Reports.module.css';

const WAYS: readonly SalesBy[] = [
  ...(['day', 'hour', 'product', 'category', 'tender', 'tax', 'staff'] as const),
];

/** What was sold in a period, told apart in one way or another, beside the period before. */
export function Component() {
  const { formatMessage, formatDate } = useIntl();
  const [filters, setFilters] = useFilters(['by', 'from', 'to', 'location']);
  const { data: locations } = useQuery(locationsQuery);
  const places = useLocationOptions();
  const by = WAYS.find((way) => way === filters.by) ?? 'day';
  const month = rangeOf('month', businessToday(locations?.items[0]));
  // Where only one end is known, the period is that day.
  const from = filters.from ?? filters.to ?? month.from;
  const to = filters.to ?? filters.from ?? month.to;
  const before = periodBefore({ from, to });
  const of = { by, location_id: filters.location };
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...salesReportQuery({ ...of, from, to }),
    enabled: locations !== undefined,
    placeholderData: keepPreviousData,
  });
  const { data: earlier } = useQuery({
    ...salesReportQuery({ ...of, ...before }),
    enabled: locations !== undefined,
  });
  const day = (date: string) =>
    formatDate(date, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const address = new URLSearchParams({
    ...{ by, from, to },
    ...(filters.location && { location_id: filters.location }),
  });

  return (
    <Page>
      <PageHeader
        title={formatMessage({ id: 'reports.title' })}
        subtitle={
          <FormattedMessage
            id="reports.compared"
            values={{
              ...{ from: day(from), to: day(to) },
              ...{ before: day(before.from), until: day(before.to) },
            }}
          />
        }
        actions={<ExportButton file={`/v1/reports/sales/export?${address}`} />}
      />
      <Tabs<SalesBy>
        label={formatMessage({ id: 'reports.by' })}
        selected={by}
        onSelect={(chosen) => setFilters({ by: chosen === 'day' ? null : chosen })}
        tabs={WAYS.map((key) => ({ key, label: formatMessage({ id: `reports.by.${key}` }) }))}
      />
      <FilterBar>
        <PeriodFilter
          value={{ from, to }}
          periods={REPORT_PERIODS}
          hasAny={false}
          onChange={setFilters}
        />
        {places.length > 2 && (
          <Select
            quiet
            hideLabel
            label={formatMessage({ id: 'location.label' })}
            options={places}
            value={filters.location ?? 'all'}
            onChange={(chosen) => setFilters({ location: chosen === 'all' ? null : chosen })}
          />
        )}
      </FilterBar>
      {data ? (
        <div
          className={cx(styles.report, isPlaceholderData && shared.stale)}
          aria-busy={isPlaceholderData}
        >
          <Headlines report={data} before={earlier} />
          {data.orders + data.refunds === 0 ? (
            <EmptyState
              icon={<ChartColumn aria-hidden="true" />}
              title={<FormattedMessage id="reports.empty" />}
            >
              <FormattedMessage id="reports.empty_text" />
            </EmptyState>
          ) : (
            <>
              <SalesPlot report={data} before={earlier} />
              <SalesTable report={data} />
            </>
          )}
        </div>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <div className={styles.report}>
            <Skeleton height="112px" className={styles.block} />
            <Skeleton height="310px" className={styles.block} />
            <Skeleton height="320px" className={styles.block} />
          </div>
        </Loading>
      )}
    </Page>
  );
}
