import type { BusinessDate, Id, Validity, Weekday } from '../../api/types';

export const WEEKDAYS: readonly Weekday[] = [
  ...(['monday', 'tuesday', 'wednesday', 'thursday'] as const),
  ...(['friday', 'saturday', 'sunday'] as const),
];

/** Where, for whom and when something holds, as it is typed. */
export interface ValidityDraft {
  locationId: Id | null;
  groupId: Id | null;
  from: BusinessDate | null;
  to: BusinessDate | null;
  weekdays: readonly Weekday[];
  fromTime: string;
  toTime: string;
}

export function toDraft(validity: Validity): ValidityDraft {
  return {
    locationId: validity.location_id ?? null,
    groupId: validity.group_id ?? null,
    from: validity.valid_from ?? null,
    to: validity.valid_to ?? null,
    weekdays: validity.weekdays ?? [],
    fromTime: validity.from_time ?? '',
    toTime: validity.to_time ?? '',
  };
}

export function toValidity(draft: ValidityDraft): Validity {
  return {
    location_id: draft.locationId,
    group_id: draft.groupId,
    valid_from: draft.from,
    valid_to: draft.to,
    weekdays: WEEKDAYS.filter((day) => draft.weekdays.includes(day)),
    from_time: draft.fromTime || null,
    to_time: draft.toTime || null,
  };
}

export type Standing = 'active' | 'planned' | 'ended' | 'off';

/** How something with dates stands on a day. */
export function standingOn(
  { active, validity }: { active: boolean; validity: Validity },
  today: BusinessDate,
): Standing {
  if (!active) return 'off';
  if (validity.valid_from && today < validity.valid_from) return 'planned';
  if (validity.valid_to && validity.valid_to < today) return 'ended';
  return 'active';
}

/** Monday the first of January 2024, and the days after it. */
export function weekdayDate(day: Weekday): Date {
  return new Date(Date.UTC(2024, 0, 1 + WEEKDAYS.indexOf(day)));
}
