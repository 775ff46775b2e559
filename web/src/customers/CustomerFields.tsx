import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { customerGroupsQuery } from '../api/queries';
import type { Customer } from '../api/types';
import { Button } from '../design/Button';
import { TextField } from '../design/Field';
import { Select } from '../design/Select';
import { ProblemNote } from '../design/States';
import type { CustomerForm } from './use-customer-form';
import styles from './CustomerFields.module.css';

/** What can be said of a customer, and whom the shop knows already by it. */
export function CustomerFields({
  form,
  onUse,
}: {
  form: CustomerForm;
  /** Takes one that is there instead. */
  onUse: (customer: Customer) => void;
}) {
  const { formatMessage } = useIntl();
  const { values, set, fieldError } = form;
  const { data: groups } = useQuery(customerGroupsQuery);
  const text = (name: 'name' | 'email' | 'phone' | 'preferences' | 'note') => ({
    label: formatMessage({ id: `customer.${name}` }),
    value: values[name],
    onChange: (value: string) => set({ [name]: value }),
    error: fieldError(name),
    autoComplete: 'off',
  });
  return (
    <>
      <TextField
        {...text('name')}
        autoFocus
        maxLength={200}
        error={
          form.isNameMissing ? formatMessage({ id: 'customer.name_needed' }) : fieldError('name')
        }
      />
      <div className={styles.pair}>
        <TextField {...text('phone')} type="tel" maxLength={40} />
        <TextField {...text('email')} type="email" maxLength={254} />
      </div>
      <Duplicates form={form} onUse={onUse} />
      <TextField {...text('preferences')} rows={2} maxLength={2000} />
      <TextField {...text('note')} rows={2} maxLength={2000} />
      {(groups?.items.length ?? 0) > 0 && (
        <Select
          label={formatMessage({ id: 'customer.group' })}
          value={values.group ?? 'none'}
          onChange={(id) => set({ group: id === 'none' ? null : id })}
          error={fieldError('group_id')}
          options={[
            { value: 'none', label: formatMessage({ id: 'customer.group_none' }) },
            ...groups!.items.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      {form.error ? <ProblemNote error={form.error} /> : null}
    </>
  );
}

function Duplicates({ form, onUse }: { form: CustomerForm; onUse: (customer: Customer) => void }) {
  const { formatMessage, formatList } = useIntl();
  const { duplicates, isWarned } = form;
  return (
    <div role="status" className={styles.place}>
      {duplicates.length > 0 && (
        <div className={styles.known}>
          <p className={styles.title}>
            <FormattedMessage id={isWarned ? 'customer.known_sure' : 'customer.known'} />
          </p>
          <ul className={styles.list} aria-label={formatMessage({ id: 'customer.known' })}>
            {duplicates.map(({ customer, alike }) => (
              <li key={customer.id} className={styles.one}>
                <span className={styles.who}>
                  <span className={styles.name}>{customer.name}</span>
                  {[customer.phone, customer.email].map(
                    (reached) => reached && <span key={reached}>{reached}</span>,
                  )}
                  <span>
                    {formatList(
                      alike.map((what) => formatMessage({ id: `customer.alike.${what}` })),
                    )}
                  </span>
                </span>
                <Button
                  aria-label={formatMessage({ id: 'customer.use_named' }, { name: customer.name })}
                  onPress={() => onUse(customer)}
                >
                  <FormattedMessage id="customer.use" />
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
