import { FormattedMessage, useIntl } from 'react-intl';
import type { CashMovement } from '../api/types';

type Moved = Pick<CashMovement, 'kind' | 'purpose' | 'reason' | 'staff_name'>;

/** What a movement of cash is, with what it is for where that decides the account. */
export function MoveText({ movement: { kind, purpose } }: { movement: Moved }) {
  return (
    <>
      <FormattedMessage id={`shift.move.${kind}`} />
      {purpose && (
        <>
          {': '}
          <FormattedMessage id={`shift.purpose.${purpose}`} />
        </>
      )}
    </>
  );
}

/** Why in words, where they say more than what it is for, and who moved it. */
export function MoveNote({ movement, className }: { movement: Moved; className?: string }) {
  const { formatMessage } = useIntl();
  const { purpose, reason, staff_name } = movement;
  const isSaid = purpose !== null && reason === formatMessage({ id: `shift.purpose.${purpose}` });
  const note = [!isSaid && reason, staff_name].filter(Boolean).join(' · ');
  return note ? <p className={className}>{note}</p> : null;
}
