import { useId } from 'react';
import { Form } from 'react-aria-components/Form';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Customer } from '../../api/types';
import { CustomerFields } from '../../customers/CustomerFields';
import { useCustomerForm } from '../../customers/use-customer-form';
import { Button } from '../../design/Button';
import { Panel } from './Panel';
import styles from './Cart.module.css';

/** Somebody new, by what was searched for; or changes to somebody. */
export function CustomerForm({
  customer,
  searched = '',
  onTaken,
  onBack,
}: {
  customer?: Customer;
  searched?: string;
  /** Saved, or somebody who is there already. */
  onTaken: (customer: Customer) => void;
  onBack: () => void;
}) {
  const { formatMessage } = useIntl();
  const id = useId();
  const form = useCustomerForm({
    customer,
    start: customer ? undefined : startFrom(searched.trim()),
    onSaved: onTaken,
  });
  return (
    <Panel
      title={formatMessage({
        id: customer ? 'register.customer.change' : 'register.customer.new',
      })}
      footer={
        <div className={styles.keys}>
          <Button size="lg" onPress={onBack}>
            <FormattedMessage id="action.cancel" />
          </Button>
          <Button form={id} type="submit" variant="primary" size="lg" isPending={form.isPending}>
            <FormattedMessage id={customer ? 'register.customer.keep' : 'register.customer.save'} />
          </Button>
        </div>
      }
    >
      <Form
        id={id}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <CustomerFields form={form} onUse={onTaken} />
      </Form>
    </Panel>
  );
}

/** Digits are a telephone number, an @ makes an address, anything else is a name. */
function startFrom(searched: string) {
  if (/^[\d\s+()/-]+$/.test(searched)) return { phone: searched };
  return searched.includes('@') ? { email: searched } : { name: searched };
}
