import { parseDate } from '@internationalized/date';
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
} from 'react-aria-components/Calendar';
import { DateInput, DateSegment } from 'react-aria-components/DateField';
import { DatePicker as AriaDatePicker } from 'react-aria-components/DatePicker';
import { Dialog } from 'react-aria-components/Dialog';
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Heading } from 'react-aria-components/Heading';
import { Label } from 'react-aria-components/Label';
import { Popover } from 'react-aria-components/Popover';
import { cx } from './cx';
import type { DatePickerProps } from './DatePicker';
import field from './Field.module.css';
import popup from './Popup.module.css';
import styles from './CalendarPicker.module.css';

/** What `DatePicker` loads. */
export function CalendarPicker({
  label,
  hideLabel,
  value,
  onChange,
  min,
  max,
  error,
  quiet,
  isOpenAtFirst,
  className,
}: DatePickerProps) {
  return (
    <AriaDatePicker
      value={value ? parseDate(value) : null}
      onChange={(date) => onChange(date ? date.toString() : null)}
      minValue={min ? parseDate(min) : undefined}
      maxValue={max ? parseDate(max) : undefined}
      isInvalid={error ? true : undefined}
      shouldForceLeadingZeros
      defaultOpen={isOpenAtFirst}
      className={cx(field.field, className)}
    >
      <Label className={cx(field.label, hideLabel && 'visually-hidden')}>{label}</Label>
      <Group className={cx(styles.frame, quiet && styles.quiet)}>
        <DateInput className={cx(styles.input, 'num')}>
          {(segment) => <DateSegment segment={segment} className={styles.segment} />}
        </DateInput>
        <AriaButton className={styles.open}>
          <CalendarDays aria-hidden="true" />
        </AriaButton>
      </Group>
      <FieldError className={field.error}>{error}</FieldError>
      <Popover offset={6} className={cx(popup.popover, styles.popover)}>
        <Dialog className={styles.dialog}>
          <Calendar>
            <header className={styles.header}>
              <AriaButton slot="previous" className={styles.turn}>
                <ChevronLeft aria-hidden="true" />
              </AriaButton>
              <Heading className={styles.month} />
              <AriaButton slot="next" className={styles.turn}>
                <ChevronRight aria-hidden="true" />
              </AriaButton>
            </header>
            <CalendarGrid weekdayStyle="short" className={styles.grid}>
              <CalendarGridHeader>
                {(day) => <CalendarHeaderCell className={styles.weekday}>{day}</CalendarHeaderCell>}
              </CalendarGridHeader>
              <CalendarGridBody>
                {(date) => <CalendarCell date={date} className={cx(styles.day, 'num')} />}
              </CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </AriaDatePicker>
  );
}
