import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { locationsQuery } from '../../api/queries';
import { DatePicker, Select } from '../../design';
import { PERIODS, businessToday, periodOf, rangeOf, type DateRange, type Period } from './dates';

/** Business dates by name, or from one day to another. */
export function PeriodFilter({
  value,
  onChange,
  periods = PERIODS,
  hasAny = true,
}: {
  value: DateRange;
  periods?: readonly Period[];
  /** Whether there may be no limit. */
  hasAny?: boolean;
  onChange: (range: { from: string | null; to: string | null }) => void;
}) {
  const { formatMessage } = useIntl();
  const { data: locations } = useQuery(locationsQuery);
  const today = businessToday(locations?.items[0]);
  const [isChoosing, setChoosing] = useState(false);
  const known = periodOf(value, today, periods);
  const period = isChoosing ? 'chosen' : known;
  const name = (of: Period | 'any' | 'chosen') => formatMessage({ id: `period.${of}` });

  return (
    <>
      <Select<Period | 'any' | 'chosen'>
        quiet
        hideLabel
        label={formatMessage({ id: 'period.label' })}
        value={period}
        onChange={(chosen) => {
          setChoosing(chosen === 'chosen');
          if (chosen === 'any') onChange({ from: null, to: null });
          else if (chosen !== 'chosen') onChange(rangeOf(chosen, today));
        }}
        options={[...(hasAny ? (['any'] as const) : []), ...periods, 'chosen' as const].map(
          (of) => ({
            value: of,
            label: name(of),
          }),
        )}
      />
      {period === 'chosen' && (
        <>
          <DatePicker
            quiet
            hideLabel
            label={formatMessage({ id: 'period.from' })}
            value={value.from ?? null}
            max={value.to}
            onChange={(from) => onChange({ from, to: value.to ?? null })}
          />
          <DatePicker
            quiet
            hideLabel
            label={formatMessage({ id: 'period.to' })}
            value={value.to ?? null}
            min={value.from}
            onChange={(to) => onChange({ from: value.from ?? null, to })}
          />
        </>
      )}
    </>
  );
}
