import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { api, call, idempotent } from '../api/client';
import { fieldErrors } from '../office/shared/field-errors';
import { customerDuplicatesQuery } from '../api/queries';
import { askNow } from '../api/query-client';
import type { Customer, Duplicate, Id } from '../api/types';
import { uuidv7 } from '../lib/uuid';

export interface CustomerValues {
  name: string;
  email: string;
  phone: string;
  preferences: string;
  note: string;
  group: Id | null;
}

const FIELDS = ['name', 'email', 'phone', 'preferences', 'note', 'group_id'];

/** The same number or address is more than a coincidence; a like name is not. */
const isSure = ({ alike }: Duplicate) => alike.some((what) => what !== 'name');

export interface CustomerForm {
  values: CustomerValues;
  set: (change: Partial<CustomerValues>) => void;
  /** Whom the shop knows already by what has been typed so far. */
  duplicates: readonly Duplicate[];
  /** Saving was stopped once, since the shop knows that number or address. */
  isWarned: boolean;
  isNameMissing: boolean;
  fieldError: (name: string) => string | undefined;
  error: unknown;
  isPending: boolean;
  submit: () => void;
}

/** A new customer, or changes to one, at the till and in the back office. */
export function useCustomerForm({
  customer,
  start,
  onSaved,
}: {
  customer?: Customer;
  /** What is known of somebody new. */
  start?: Partial<CustomerValues>;
  onSaved: (customer: Customer) => void;
}): CustomerForm {
  const client = useQueryClient();
  const [values, setValues] = useState<CustomerValues>({
    name: customer?.name ?? '',
    email: customer?.email ?? '',
    phone: customer?.phone ?? '',
    preferences: customer?.preferences ?? '',
    note: customer?.note ?? '',
    group: customer?.group_id ?? null,
    ...start,
  });
  const [isTried, setTried] = useState(false);
  // Whom the person who types has been warned of.
  const [warned, setWarned] = useState('');
  const [isAsking, setAsking] = useState(false);
  // One customer, and one change, however often the request has to be sent.
  const [id] = useState(() => uuidv7());
  const [key] = useState(() => uuidv7());

  const query = (of: CustomerValues) =>
    customerDuplicatesQuery({
      // Who is changed has a name already that is like others'.
      ...(of.name.trim() !== customer?.name && { name: of.name.trim() }),
      ...(of.email.trim() !== customer?.email && { email: of.email.trim() }),
      ...(of.phone.trim() !== customer?.phone && { phone: of.phone.trim() }),
      ...(customer && { except: customer.id }),
    });
  const { data } = useQuery({
    ...query(useDeferredValue(values)),
    placeholderData: keepPreviousData,
  });
  const duplicates = data?.items ?? [];

  const saving = useMutation({
    mutationFn: () => {
      const body = {
        name: values.name.trim(),
        email: values.email.trim(),
        phone: values.phone.trim(),
        preferences: values.preferences.trim(),
        note: values.note.trim(),
        group_id: values.group,
      };
      const headers = idempotent(key);
      return customer
        ? call(
            api.PATCH('/v1/customers/{id}', {
              params: { path: { id: customer.id } },
              headers,
              body: { ...body, version: customer.version },
            }),
          )
        : call(api.POST('/v1/customers', { headers, body: { ...body, id } }));
    },
    onSuccess: (saved) => {
      client.setQueryData(['customer', saved.id], saved);
      void client.invalidateQueries({ queryKey: ['customers'] });
      onSaved(saved);
    },
  });
  const { field, rest } = fieldErrors(saving.error, FIELDS);

  async function submit(): Promise<void> {
    setTried(true);
    if (!values.name.trim() || isAsking) return;
    setAsking(true);
    // A server that does not answer says so when it is asked to save.
    const found = await askNow(query(values)).catch(() => null);
    setAsking(false);
    const sure = found?.items.filter(isSure).map((each) => each.customer.id) ?? [];
    if (sure.length > 0 && warned !== sure.join()) setWarned(sure.join());
    else saving.mutate();
  }

  return {
    values,
    set: (change) => setValues((before) => ({ ...before, ...change })),
    duplicates,
    isWarned: warned !== '' && duplicates.some(isSure),
    isNameMissing: isTried && !values.name.trim(),
    fieldError: field,
    error: rest,
    isPending: saving.isPending || isAsking,
    submit: () => void submit(),
  };
}
