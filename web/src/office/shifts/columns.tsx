import { FormattedMessage } from 'react-intl';
import type { Shift } from '../../api/types';
import { Badge, DateTime, Money, StatusPill, cx, type Column } from '../../design';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import shared from '../shared/shared.module.css';

export function ShiftPill({ shift: { state } }: { shift: Shift }) {
  return (
    <StatusPill tone={state === 'open' ? 'accent' : 'neutral'} isBusy={state === 'open'}>
      <FormattedMessage id={`shift.state.${state}`} />
    </StatusPill>
  );
}

/** Less than there should be stands out; more does so too, but nobody is short. */
export function ShiftDifference({ shift: { difference } }: { shift: Shift }) {
  return (
    <Money
      value={difference}
      signed
      className={cx(
        (difference?.amount ?? 0) < 0 ? shared.negative : difference?.amount === 0 && shared.faint,
      )}
    />
  );
}

function Addenda({ shift: { addenda_count: count } }: { shift: Shift }) {
  if (count === 0) return null;
  return (
    <Badge tone="warning">
      <FormattedMessage id="shifts.addenda" values={{ count }} />
    </Badge>
  );
}

export function useShiftColumns(): Column<Shift>[] {
  return [
    {
      id: 'shift',
      name: 'shifts.one',
      width: 'minmax(130px, 1.2fr)',
      cell: (shift) => (
        <Link to={`/shifts/${shift.id}`} plain className={shared.strong}>
          {shift.register_name} <span className="num">{shift.number}</span>
        </Link>
      ),
    },
    {
      id: 'opened',
      name: 'shifts.opened',
      width: 'minmax(120px, 1fr)',
      cell: ({ opened_at }) => <DateTime value={opened_at} />,
    },
    {
      id: 'closed',
      name: 'shifts.closed',
      width: 'minmax(120px, 1fr)',
      hideBelow: 1060,
      cell: ({ closed_at }) => <DateTime value={closed_at} />,
    },
    {
      id: 'who',
      name: 'shifts.who',
      width: 'minmax(110px, 1fr)',
      hideBelow: 960,
      cell: ({ staff_name, closed_by_name, opened_by_name }) =>
        staff_name ?? closed_by_name ?? opened_by_name ?? '–',
    },
    {
      id: 'state',
      name: 'shifts.state',
      width: 'minmax(112px, 1fr)',
      cell: (shift) => (
        <>
          <ShiftPill shift={shift} /> <Addenda shift={shift} />
        </>
      ),
    },
    {
      id: 'sales',
      name: 'shifts.sales',
      width: '112px',
      align: 'end',
      cell: ({ sales }) => <Money value={sales} className={shared.strong} />,
    },
    {
      id: 'float',
      name: 'shift.float',
      width: '112px',
      align: 'end',
      isExtra: true,
      cell: ({ opening_float }) => <Money value={opening_float} />,
    },
    {
      id: 'expected',
      name: 'shift.expected',
      width: '104px',
      align: 'end',
      isExtra: true,
      cell: ({ expected }) => <Money value={expected} />,
    },
    {
      id: 'counted',
      name: 'shift.counted',
      width: '104px',
      align: 'end',
      hideBelow: 860,
      cell: ({ counted }) => <Money value={counted} />,
    },
    {
      id: 'difference',
      name: 'shift.difference',
      width: '104px',
      align: 'end',
      cell: (shift) => <ShiftDifference shift={shift} />,
    },
  ];
}

/** A row on a phone. */
export function ShiftCompact({ shift }: { shift: Shift }) {
  return (
    <TwoLines
      title={
        <>
          {shift.register_name} <span className="num">{shift.number}</span>
        </>
      }
      detail={
        <>
          <DateTime value={shift.opened_at} />
          {shift.sales && (
            <>
              {' · '}
              <Money value={shift.sales} />
            </>
          )}
        </>
      }
      end={
        <>
          {shift.state === 'closed' && <ShiftDifference shift={shift} />}
          <ShiftPill shift={shift} />
        </>
      }
    />
  );
}
