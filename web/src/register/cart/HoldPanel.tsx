import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import { ProblemNote } from '../../design/States';
import { useTill } from '../state/till';
import { Panel } from './Panel';
import styles from './Cart.module.css';

/** Puts the sale aside, under a name by which the customer is found again; without one its goods are shown. */
export function HoldPanel() {
  const { formatMessage } = useIntl();
  const { hold } = useTill();
  const [name, setName] = useState('');
  const { mutate, error, isPending } = useMutation({ mutationFn: hold });
  return (
    <Panel title={formatMessage({ id: 'register.hold.title' })}>
      <Form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending) mutate(name.trim());
        }}
      >
        <TextField
          label={formatMessage({ id: 'register.hold.name' })}
          description={formatMessage({ id: 'register.hold.name_text' })}
          value={name}
          onChange={setName}
          autoFocus
          autoComplete="off"
          maxLength={100}
        />
        {error && <ProblemNote error={error} />}
        <Button type="submit" variant="primary" size="lg" isPending={isPending}>
          <FormattedMessage id="register.hold.submit" />
        </Button>
      </Form>
    </Panel>
  );
}
