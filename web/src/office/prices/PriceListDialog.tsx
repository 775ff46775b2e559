import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import type { PriceList } from '../../api/types';
import { TextField, toast } from '../../design';
import { FormDialog } from '../settings/FormDialog';
import { fieldErrors } from '../shared/field-errors';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { toDraft, toValidity } from './validity';
import { VALIDITY_FIELDS, ValidityFields } from './ValidityFields';

/** A new price list, or where, for whom and when one holds. */
export function PriceListDialog({
  list,
  onClose,
  onSaved,
}: {
  list?: PriceList;
  onClose: () => void;
  onSaved?: (list: PriceList) => void;
}) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [name, setName] = useState(list?.name ?? '');
  const [draft, setDraft] = useState(() => toDraft(list?.validity ?? {}));
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const saving = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), validity: toValidity(draft) };
      return list
        ? call(
            api.PATCH('/v1/price-lists/{id}', {
              params: { path: { id: list.id } },
              headers: idempotent(key),
              body: { ...body, version: list.version },
            }),
          )
        : call(api.POST('/v1/price-lists', { headers: idempotent(key), body }));
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ['price-lists'] });
      toast(formatMessage({ id: 'price_lists.saved' }, { name: saved.name }), { tone: 'positive' });
      onClose();
      onSaved?.(saved);
    },
  });
  const { field, rest } = fieldErrors(saving.error, ['name', ...VALIDITY_FIELDS]);
  return (
    <FormDialog
      size="lg"
      title={formatMessage({ id: list ? 'price_lists.edit' : 'price_lists.add' })}
      submit={<FormattedMessage id="action.save" />}
      isPending={saving.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (name.trim()) saving.mutate();
      }}
    >
      <TextField
        autoFocus
        label={formatMessage({ id: 'price_lists.name' })}
        description={formatMessage({ id: 'price_lists.name_hint' })}
        value={name}
        onChange={setName}
        error={
          wasTried && !name.trim() ? formatMessage({ id: 'settings.name_needed' }) : field('name')
        }
      />
      <ValidityFields
        draft={draft}
        onChange={(changes) => setDraft((old) => ({ ...old, ...changes }))}
        error={field}
      />
    </FormDialog>
  );
}
