import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { customerGroupsQuery } from '../../api/queries';
import type { Customer } from '../../api/types';
import { Button, Dialog, ProblemNote, Select, TextField, toast } from '../../design';
import { fieldErrors } from '../shared/field-errors';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
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
  const client = useQueryClient();
  const [name, setName] = useState(customer?.name ?? '');
  const [email, setEmail] = useState(customer?.email ?? '');
  const [phone, setPhone] = useState(customer?.phone ?? '');
  const [note, setNote] = useState(customer?.note ?? '');
  const [group, setGroup] = useState(customer?.group_id ?? null);
  const { data: groups } = useQuery(customerGroupsQuery);
  const [wasTried, setWasTried] = useState(false);

  const key = useIdempotencyKey();
  const saving = useMutation({
    mutationFn: () => {
      const body = {
        name: name.trim(),
        email: email.trim() || null,
        phone: phone.trim() || null,
        note: note.trim(),
        group_id: group,
      };
      return customer
        ? call(
            api.PATCH('/v1/customers/{id}', {
              params: { path: { id: customer.id } },
              headers: idempotent(key),
              body: { ...body, version: customer.version },
            }),
          )
        : call(api.POST('/v1/customers', { headers: idempotent(key), body }));
    },
    onSuccess: (saved) => {
      client.setQueryData(['customer', saved.id], saved);
      void client.invalidateQueries({ queryKey: ['customers'] });
      toast(
        formatMessage({ id: customer ? 'customer.saved' : 'customer.added' }, { name: saved.name }),
        {
          tone: 'positive',
        },
      );
      onClose();
      onSaved?.(saved);
    },
  });
  const { field, rest } = fieldErrors(saving.error, [
    ...['name', 'email', 'phone', 'note', 'group_id'],
  ]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setWasTried(true);
    if (name.trim()) saving.mutate();
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={formatMessage({ id: customer ? 'customer.edit' : 'customers.add' })}
      footer={
        <>
          <Button onPress={onClose}>
            <FormattedMessage id="action.cancel" />
          </Button>
          <Button type="submit" form="customer" variant="primary" isPending={saving.isPending}>
            <FormattedMessage id="action.save" />
          </Button>
        </>
      }
    >
      <form id="customer" noValidate className={shared.form} onSubmit={submit}>
        <TextField
          autoFocus
          label={formatMessage({ id: 'customer.name' })}
          value={name}
          onChange={setName}
          error={
            wasTried && !name.trim() ? formatMessage({ id: 'customer.name_needed' }) : field('name')
          }
        />
        <div className={shared.pair}>
          <TextField
            type="email"
            label={formatMessage({ id: 'customer.email' })}
            value={email}
            onChange={setEmail}
            error={field('email')}
          />
          <TextField
            type="tel"
            label={formatMessage({ id: 'customer.phone' })}
            value={phone}
            onChange={setPhone}
            error={field('phone')}
          />
        </div>
        {(groups?.items.length ?? 0) > 0 && (
          <Select
            label={formatMessage({ id: 'validity.group' })}
            value={group ?? 'none'}
            onChange={(id) => setGroup(id === 'none' ? null : id)}
            error={field('group_id')}
            options={[
              { value: 'none', label: formatMessage({ id: 'groups.none' }) },
              ...groups!.items.map(({ id, name: label }) => ({ value: id, label })),
            ]}
          />
        )}
        <TextField
          rows={3}
          label={formatMessage({ id: 'customer.note' })}
          value={note}
          onChange={setNote}
          error={field('note')}
        />
        {rest ? <ProblemNote error={rest} /> : null}
      </form>
    </Dialog>
  );
}
