import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../design/Button';
import { ProblemNote } from '../../design/States';
import type { MessageId } from '../../messages';
import { Reason } from '../Reason';
import { useTill } from '../state/till';
import { Panel } from './Panel';
import styles from './Cart.module.css';

const USUAL: readonly MessageId[] = [
  'register.void.reason.mistake',
  'register.void.reason.changed_mind',
  'register.void.reason.price',
];

/** Why something is taken off; it stands on the Z report. */
export function VoidPanel() {
  const { formatMessage } = useIntl();
  const { voiding, voidFor } = useTill();
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const { mutate, error, isPending } = useMutation({ mutationFn: voidFor });
  const line = voiding !== null && voiding !== 'cart' && 'line' in voiding ? voiding.line : null;
  const title = line
    ? formatMessage({ id: 'register.void.line' }, { name: line.article.name })
    : formatMessage({ id: 'register.void.order' });
  return (
    <Panel title={title}>
      <Form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (reason.trim() && !isPending) mutate(reason.trim());
        }}
      >
        <Reason
          label={formatMessage({ id: 'register.void.why' })}
          usual={USUAL}
          reason={reason}
          onChange={setReason}
          error={
            isTried && !reason.trim()
              ? formatMessage({ id: 'register.void.why_needed' })
              : undefined
          }
        />
        {error && <ProblemNote error={error} />}
        <Button type="submit" variant="primary" size="lg" isPending={isPending}>
          <FormattedMessage id={line ? 'register.void.submit' : 'register.void.submit_order'} />
        </Button>
      </Form>
    </Panel>
  );
}
