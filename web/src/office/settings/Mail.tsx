import { useQuery } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { mailSetupQuery, receiptMailQuery, useTestMail } from '../../api/mail';
import { Button, Card, ProblemNote, TextField } from '../../design';
import { MailState } from '../../receipt/MailReceipt';
import { Facts } from '../shared/Facts';
import { fieldErrors } from '../shared/field-errors';
import styles from './Receipts.module.css';

/** Whether receipts go out by e-mail, and a message to see that they arrive. */
export function Mail() {
  const { formatMessage } = useIntl();
  const { data: setup } = useQuery(mailSetupQuery);
  const [to, setTo] = useState('');
  const test = useTestMail();
  const { data: mail } = useQuery({
    ...receiptMailQuery(test.data?.id ?? ''),
    enabled: test.data !== undefined,
  });
  const { field, rest } = fieldErrors(test.error, ['to']);
  if (!setup) return null;
  return (
    <Card title={<FormattedMessage id="settings.mail" />}>
      {setup.ready ? (
        <div className={styles.form}>
          <Facts
            items={[
              [<FormattedMessage key="n" id="settings.mail.from" />, setup.sender],
              [<FormattedMessage key="n" id="settings.mail.server" />, setup.server],
            ]}
          />
          <form
            noValidate
            className={styles.texts}
            onSubmit={(event) => {
              event.preventDefault();
              test.mutate(to.trim());
            }}
          >
            <TextField
              type="email"
              label={formatMessage({ id: 'settings.mail.test_to' })}
              value={to}
              onChange={setTo}
              autoComplete="off"
              error={field('to')}
            />
            {rest ? <ProblemNote error={rest} /> : null}
            <Button
              type="submit"
              icon={<Send aria-hidden="true" />}
              isDisabled={to.trim() === ''}
              isPending={test.isPending}
            >
              <FormattedMessage id="settings.mail.test" />
            </Button>
            <div role="status">
              {(mail ?? test.data) && <MailState mail={(mail ?? test.data)!} />}
            </div>
          </form>
        </div>
      ) : (
        <p className={styles.hint}>
          <FormattedMessage id="settings.mail.none" />
        </p>
      )}
    </Card>
  );
}
