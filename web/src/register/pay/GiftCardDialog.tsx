import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { ProblemNote } from '../../design/States';
import { Amount } from '../Amount';
import styles from './Pay.module.css';

interface GiftCardDialogProps {
  /** What is to be paid. */
  amount: number;
  onClose: () => void;
  onTake: (part: number, code: string) => void;
}

/** A gift card's code, scanned or typed; what it holds is shown before anything is taken of it. */
export function GiftCardDialog({ amount, onClose, onTake }: GiftCardDialogProps) {
  const { formatMessage } = useIntl();
  const [code, setCode] = useState('');
  const look = useMutation({
    mutationFn: (typed: string) =>
      call(api.POST('/v1/gift-cards/lookup', { body: { code: typed } })),
  });
  const card = look.data;
  const part = Math.min(amount, card?.available.amount ?? 0);
  return (
    <Dialog
      isOpen
      size="sm"
      onClose={onClose}
      title={formatMessage({ id: 'register.gift_card.title' })}
      footer={
        card && part > 0 ? (
          <Button variant="primary" autoFocus onPress={() => onTake(part, code)}>
            <FormattedMessage
              id="register.gift_card.take"
              values={{ amount: <Amount minor={part} /> }}
            />
          </Button>
        ) : (
          <Button
            variant="primary"
            isPending={look.isPending}
            isDisabled={code.trim() === ''}
            onPress={() => look.mutate(code)}
          >
            <FormattedMessage id="register.gift_card.look" />
          </Button>
        )
      }
    >
      {/* A scanner types the code and Enter here, as a person does. */}
      <form
        data-takes-scan=""
        className={styles.giftCard}
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() !== '') look.mutate(code);
        }}
      >
        <TextField
          label={formatMessage({ id: 'register.gift_card.code' })}
          description={formatMessage({ id: 'register.gift_card.code.about' })}
          value={code}
          onChange={(typed) => {
            setCode(typed);
            look.reset();
          }}
          autoFocus
          autoComplete="off"
          maxLength={80}
        />
      </form>
      <div aria-live="polite">
        {look.error && <ProblemNote error={look.error} />}
        {card && (
          <p className={styles.holds}>
            <FormattedMessage
              id={part > 0 ? 'register.gift_card.holds' : 'register.gift_card.nothing'}
              values={{
                last4: card.code_last4,
                amount: <Amount minor={card.available.amount} />,
                rest: <Amount minor={card.available.amount - part} />,
              }}
            />
          </p>
        )}
      </div>
    </Dialog>
  );
}
