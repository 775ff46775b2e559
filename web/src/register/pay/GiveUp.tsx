import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Undo2 } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../design/Button';
import { Confirm } from '../../design/Dialog';
import { ProblemNote } from '../../design/States';
import { toast } from '../../design/toasts';
import { captured } from '../model/checkout';
import { useTill } from '../state/till';
import { Amount } from '../Amount';

/** The way out when part of the money has come and the rest does not: everything is given back. */
export function GiveUp() {
  const { formatMessage } = useIntl();
  const { checkout, flow, goTo } = useTill();
  const [isAsking, setAsking] = useState(false);
  const giveUp = useMutation({
    mutationFn: () => flow.giveUp('given up at the till'),
    onSuccess: () => {
      setAsking(false);
      goTo('sell');
      toast(formatMessage({ id: 'register.give_up.done' }));
    },
  });
  if (!checkout) return null;
  return (
    <>
      <Button variant="ghost" icon={<Undo2 aria-hidden="true" />} onPress={() => setAsking(true)}>
        <FormattedMessage id="register.give_up" />
      </Button>
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => giveUp.mutate()}
        isPending={giveUp.isPending}
        title={formatMessage({ id: 'register.give_up.title' })}
        confirmLabel={formatMessage({ id: 'register.give_up.confirm' })}
      >
        <p>
          <FormattedMessage
            id="register.give_up.text"
            values={{ amount: <Amount minor={captured(checkout.entries)} /> }}
          />
        </p>
        {giveUp.error && <ProblemNote error={giveUp.error} />}
      </Confirm>
    </>
  );
}
