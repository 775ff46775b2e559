import { lazy, Suspense } from 'react';
import type { BusinessDate } from '../api/types';
import { cx } from './cx';
import field from './Field.module.css';
import { Skeleton } from './Skeleton';

export interface DatePickerProps {
  label: string;
  hideLabel?: boolean;
  value: BusinessDate | null;
  onChange: (value: BusinessDate | null) => void;
  min?: BusinessDate;
  max?: BusinessDate;
  error?: string;
  /** A lighter frame, for filters above a list. */
  quiet?: boolean;
  /** Whether its calendar is open when it comes. */
  isOpenAtFirst?: boolean;
  className?: string;
}

/** A calendar is as large as a third of the register: it comes when a page shows one. */
export const loadCalendar = () => import('./CalendarPicker');
const CalendarPicker = lazy(() =>
  loadCalendar().then(({ CalendarPicker: picker }) => ({ default: picker })),
);

/** A day, typed or picked; business dates have no time zone. */
export function DatePicker(props: DatePickerProps) {
  const { label, hideLabel, className } = props;
  return (
    <Suspense
      fallback={
        <div className={cx(field.field, className)} aria-busy="true">
          <span className={cx(field.label, hideLabel && 'visually-hidden')}>{label}</span>
          <Skeleton width="148px" height="var(--control)" />
        </div>
      }
    >
      <CalendarPicker {...props} />
    </Suspense>
  );
}
