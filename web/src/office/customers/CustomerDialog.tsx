import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import type { Customer } from '../../api/types';
import { CustomerFields } from '../../customers/CustomerFields';
import { useCustomerForm } from '../../customers/use-customer-form';
import { Button, Dialog, toast } from '../../design';
import shared from '../shared/shared.module.css';

/** A new customer, or changes to one. */
export function CustomerDialog({
  customer,
  onClose,
  onSaved,
}: {
  customer?: Customer;
  onClose: () => void;
  onSaved?: (customer: Customer) => void;
}) {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const form = useCustomerForm({
    customer,
    onSaved: (saved) => {
      const id = customer ? 'customer.saved' : 'customer.added';
      toast(formatMessage({ id }, { name: saved.name }), { tone: 'positive' });
      onClose();
      onSaved?.(saved);
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={
        customer
          ? formatMessage({ id: 'settings.change_of' }, { name: customer.name })
          : formatMessage({ id: 'customers.add' })
      }
      footer={
        <>
          <Button onPress={onClose}>
            <FormattedMessage id="action.cancel" />
          </Button>
          <Button type="submit" form="customer" variant="primary" isPending={form.isPending}>
            <FormattedMessage id="action.save" />
          </Button>
        </>
      }
    >
      <form
        id="customer"
        noValidate
        className={shared.form}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <CustomerFields
          form={form}
          onUse={({ id }) => {
            onClose();
            void navigate(`/customers/${id}`);
          }}
        />
      </form>
    </Dialog>
  );
}
