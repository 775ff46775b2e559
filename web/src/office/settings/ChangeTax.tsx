import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { taxCategoriesQuery } from '../../api/queries';
import type { BusinessDate, TaxCategory } from '../../api/types';
import { Checkbox, DatePicker, Select, TextField, toast } from '../../design';
import { fieldErrors } from '../shared/field-errors';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { FormDialog } from './FormDialog';
import { isRate, toRate } from './tax-draft';
import shared from '../shared/shared.module.css';
import styles from './Settings.module.css';

interface Props {
  category: TaxCategory;
  onClose: () => void;
}

/** What both changes do when the server has taken them. */
function useSaved(onClose: () => void) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: taxCategoriesQuery.queryKey });
    toast(formatMessage({ id: 'settings.saved' }), { tone: 'positive' });
    onClose();
  };
}

/** Its accounts keep the name that they were opened with. */
export function RenameTax({ category, onClose }: Props) {
  const { formatMessage } = useIntl();
  const [name, setName] = useState(category.name);
  const saving = useMutation({
    mutationFn: () =>
      call(
        api.PATCH('/v1/tax-categories/{id}', {
          params: { path: { id: category.id } },
          body: { name: name.trim() },
        }),
      ),
    onSuccess: useSaved(onClose),
  });
  const { field, rest } = fieldErrors(saving.error, ['name']);
  return (
    <FormDialog
      title={formatMessage({ id: 'settings.tax.rename' }, { name: category.name })}
      submit={<FormattedMessage id="action.save" />}
      isPending={saving.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        if (name.trim()) saving.mutate();
      }}
    >
      <TextField
        autoFocus
        label={formatMessage({ id: 'settings.name' })}
        value={name}
        onChange={setName}
        error={name.trim() ? field('name') : formatMessage({ id: 'settings.name_needed' })}
      />
    </FormDialog>
  );
}

/** Stands for a tax that the category does not have yet. */
const ANOTHER = '';

/** A rate from a day to come; sales up to the day before keep the rate they have. */
export function ChangeRate({ category, onClose }: Props) {
  const { formatMessage } = useIntl();
  const names = [...new Set(category.components.map((component) => component.name))];
  const [tax, setTax] = useState(names[0] ?? ANOTHER);
  const [typed, setTyped] = useState('');
  const [rate, setRate] = useState('');
  const [from, setFrom] = useState<BusinessDate | null>(null);
  const [compound, setCompound] = useState(false);
  const [wasTried, setWasTried] = useState(false);
  const name = tax === ANOTHER ? typed.trim() : tax;
  const key = useIdempotencyKey();
  const saving = useMutation({
    mutationFn: (valid_from: BusinessDate) =>
      call(
        api.POST('/v1/tax-categories/{id}/rates', {
          params: { path: { id: category.id } },
          headers: idempotent(key),
          body: {
            name,
            rate: toRate(rate),
            valid_from,
            compound: tax === ANOTHER ? compound : null,
          },
        }),
      ),
    onSuccess: useSaved(onClose),
  });
  const { field, rest } = fieldErrors(saving.error, ['name', 'rate', 'valid_from']);
  const missing = (isMissing: boolean, id: 'name_needed' | 'rate_wrong' | 'tax.from_needed') =>
    wasTried && isMissing ? formatMessage({ id: `settings.${id}` }) : undefined;
  return (
    <FormDialog
      title={formatMessage({ id: 'settings.tax.rate_of' }, { name: category.name })}
      submit={<FormattedMessage id="action.save" />}
      isPending={saving.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (name && isRate(rate) && from) saving.mutate(from);
      }}
    >
      <p className={styles.quiet}>
        <FormattedMessage id="settings.tax.rate_text" />
      </p>
      {names.length > 0 && (
        <Select
          label={formatMessage({ id: 'settings.tax.which' })}
          value={tax}
          onChange={setTax}
          options={[
            ...names.map((value) => ({ value, label: value })),
            { value: ANOTHER, label: formatMessage({ id: 'settings.tax.another' }) },
          ]}
        />
      )}
      {tax === ANOTHER && (
        <>
          <TextField
            label={formatMessage({ id: 'settings.component_name' })}
            value={typed}
            onChange={setTyped}
            error={missing(!name, 'name_needed') ?? field('name')}
          />
          <Checkbox isSelected={compound} onChange={setCompound}>
            <FormattedMessage id="settings.compound_text" />
          </Checkbox>
        </>
      )}
      <div className={shared.pair}>
        <TextField
          label={formatMessage({ id: 'settings.rate' })}
          inputMode="decimal"
          value={rate}
          onChange={setRate}
          error={missing(!isRate(rate), 'rate_wrong') ?? field('rate')}
        />
        <DatePicker
          label={formatMessage({ id: 'settings.valid_from' })}
          value={from}
          onChange={setFrom}
          error={missing(!from, 'tax.from_needed') ?? field('valid_from')}
        />
      </div>
    </FormDialog>
  );
}
