import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { customerGroupsQuery, locationsQuery } from '../../api/queries';
import { Checkbox, DatePicker, Select, TextField } from '../../design';
import { WEEKDAYS, weekdayDate, type ValidityDraft } from './validity';
import shared from '../shared/shared.module.css';
import styles from './Prices.module.css';

/** The names of the fields, for refusals. */
export const VALIDITY_FIELDS = [
  ...['location_id', 'group_id', 'valid_from', 'valid_to', 'weekdays', 'from_time', 'to_time'].map(
    (name) => `validity.${name}`,
  ),
];

/** Where, for whom and when something holds. */
export function ValidityFields({
  draft,
  onChange,
  error,
}: {
  draft: ValidityDraft;
  onChange: (changes: Partial<ValidityDraft>) => void;
  /** The refusal of a field, by its name. */
  error: (name: string) => string | undefined;
}) {
  const { formatMessage, formatDate } = useIntl();
  const { data: locations } = useQuery(locationsQuery);
  const { data: groups } = useQuery(customerGroupsQuery);
  const daysId = useId();
  return (
    <>
      <div className={shared.pair}>
        <Select
          label={formatMessage({ id: 'location.label' })}
          value={draft.locationId ?? 'all'}
          onChange={(id) => onChange({ locationId: id === 'all' ? null : id })}
          error={error('validity.location_id')}
          options={[
            { value: 'all', label: formatMessage({ id: 'validity.every_location' }) },
            ...(locations?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Select
          label={formatMessage({ id: 'validity.group' })}
          value={draft.groupId ?? 'all'}
          onChange={(id) => onChange({ groupId: id === 'all' ? null : id })}
          error={error('validity.group_id')}
          options={[
            { value: 'all', label: formatMessage({ id: 'validity.everybody' }) },
            ...(groups?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </div>
      <div className={shared.pair}>
        <DatePicker
          label={formatMessage({ id: 'validity.from' })}
          value={draft.from}
          onChange={(from) => onChange({ from })}
          error={error('validity.valid_from')}
        />
        <DatePicker
          label={formatMessage({ id: 'validity.to' })}
          value={draft.to}
          onChange={(to) => onChange({ to })}
          error={error('validity.valid_to')}
        />
      </div>
      <div className={shared.pair}>
        <TextField
          type="time"
          label={formatMessage({ id: 'validity.from_time' })}
          value={draft.fromTime}
          onChange={(fromTime) => onChange({ fromTime })}
          error={error('validity.from_time')}
        />
        <TextField
          type="time"
          label={formatMessage({ id: 'validity.to_time' })}
          value={draft.toTime}
          onChange={(toTime) => onChange({ toTime })}
          error={error('validity.to_time')}
        />
      </div>
      <div role="group" aria-labelledby={daysId} className={styles.days}>
        <span id={daysId} className={styles.legend}>
          <FormattedMessage id="validity.weekdays" />
        </span>
        <div className={styles.weekdays}>
          {WEEKDAYS.map((day) => (
            <Checkbox
              key={day}
              isSelected={draft.weekdays.includes(day)}
              onChange={(isOn) =>
                onChange({
                  weekdays: isOn
                    ? [...draft.weekdays, day]
                    : draft.weekdays.filter((each) => each !== day),
                })
              }
            >
              {formatDate(weekdayDate(day), { weekday: 'short', timeZone: 'UTC' })}
            </Checkbox>
          ))}
        </div>
        <span className={styles.hint}>
          <FormattedMessage id="validity.weekdays_hint" />
        </span>
      </div>
    </>
  );
}
