import { useMutation } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { Confirm } from '../../design/Dialog';
import { ProblemNote } from '../../design/States';
import { toast } from '../../design/toasts';
import { captured } from '../model/checkout';
import { toGiveBack } from '../model/checkout-flow';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { Taken } from './Taken';

/**
 * The way out when part of the money has come and the rest does not: asks once, then everything is given
 * back. What only lies on the counter is handed over; what the server has booked is voided.
 */
export function GiveUp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const { checkout, flow, goTo } = useTill();
  const giveUp = useMutation({
    mutationFn: () => flow.giveUp('given up at the till'),
    onSuccess: () => {
      onClose();
      goTo('sell');
      toast(formatMessage({ id: 'register.give_up.done' }));
    },
  });
  if (!checkout) return null;
  const isBooked = captured(checkout.entries) > 0;
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={() => {
        if (isBooked) return giveUp.mutate();
        flow.takeBack();
        goTo('sell');
      }}
      isPending={giveUp.isPending}
      title={formatMessage({ id: 'register.give_up.title' })}
      confirmLabel={formatMessage({ id: 'register.give_up.confirm' })}
      cancelLabel={formatMessage({ id: 'register.give_up.stay' })}
    >
      <p>
        <FormattedMessage
          id={isBooked ? 'register.give_up.text' : 'register.give_up.counted'}
          values={{ amount: <Amount minor={toGiveBack(checkout)} /> }}
        />
      </p>
      <Taken entries={checkout.entries} />
      {giveUp.error && <ProblemNote error={giveUp.error} />}
    </Confirm>
  );
}
