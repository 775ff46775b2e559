import { CalendarDays } from 'lucide-react';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { Button, DatePicker, loadCalendar, type DatePickerProps } from '../../design';

/** A day that is read more often than changed: it is a button, and becomes a picker when it is pressed. */
export function DayButton(props: DatePickerProps) {
  const { formatDate, formatMessage } = useIntl();
  const [isAsked, setAsked] = useState(false);
  const { label, value } = props;
  if (isAsked) return <DatePicker {...props} isOpenAtFirst />;
  const shown = value
    ? formatDate(value, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' })
    : '';
  return (
    <Button
      icon={<CalendarDays aria-hidden="true" />}
      aria-label={formatMessage({ id: 'home.date_change' }, { label, date: shown })}
      aria-haspopup="dialog"
      onHoverStart={() => void loadCalendar()}
      onFocus={() => void loadCalendar()}
      onPress={() => setAsked(true)}
    >
      <span className="num">{shown}</span>
    </Button>
  );
}
