import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { taxCategoriesQuery } from '../../api/queries';
import { Button, Checkbox, DatePicker, IconButton, TextField, toast } from '../../design';
import { uuidv7 } from '../../lib/uuid';
import { fieldErrors } from '../shared/field-errors';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { FormDialog } from './FormDialog';
import { isRate, toTaxCategory, type ComponentDraft } from './tax-draft';
import shared from '../shared/shared.module.css';
import styles from './Settings.module.css';

const empty = (): ComponentDraft => ({
  key: uuidv7(),
  name: '',
  rate: '',
  compound: false,
  valid_from: null,
  valid_to: null,
});

/** A new tax category; a rate that changes on a date is two components of one name. */
export function AddTaxCategory({ onClose }: { onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [components, setComponents] = useState<ComponentDraft[]>(() => [empty()]);
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const adding = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/tax-categories', {
          headers: idempotent(key),
          body: toTaxCategory(name, code, components),
        }),
      ),
    onSuccess: (category) => {
      void client.invalidateQueries({ queryKey: taxCategoriesQuery.queryKey });
      toast(formatMessage({ id: 'settings.added' }, { name: category.name }), { tone: 'positive' });
      onClose();
    },
  });
  const paths = components.flatMap((_, index) =>
    ['name', 'rate', 'valid_from', 'valid_to'].map((field) => `components[${index}].${field}`),
  );
  const { field, rest } = fieldErrors(adding.error, ['name', 'code', ...paths]);
  const isValid =
    !!name.trim() &&
    !!code.trim() &&
    components.every((component) => component.name.trim() && isRate(component.rate));
  const change = (at: number, changes: Partial<ComponentDraft>) =>
    setComponents((old) =>
      old.map((component, index) => (index === at ? { ...component, ...changes } : component)),
    );
  const needed = (isMissing: boolean) =>
    wasTried && isMissing ? formatMessage({ id: 'settings.name_needed' }) : undefined;

  return (
    <FormDialog
      size="lg"
      title={formatMessage({ id: 'settings.add_tax' })}
      submit={<FormattedMessage id="settings.add" />}
      isPending={adding.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (isValid) adding.mutate();
      }}
    >
      <div className={shared.pair}>
        <TextField
          autoFocus
          label={formatMessage({ id: 'settings.name' })}
          value={name}
          onChange={setName}
          error={needed(!name.trim()) ?? field('name')}
        />
        <TextField
          label={formatMessage({ id: 'settings.code' })}
          description={formatMessage({ id: 'settings.code_hint' })}
          value={code}
          onChange={setCode}
          error={
            wasTried && !code.trim() ? formatMessage({ id: 'settings.code_needed' }) : field('code')
          }
        />
      </div>
      {components.map((component, index) => {
        const at = (of: string) => field(`components[${index}].${of}`);
        return (
          <fieldset key={component.key} className={styles.componentFields}>
            <legend className="visually-hidden">
              {component.name || formatMessage({ id: 'settings.component' })}
            </legend>
            <TextField
              label={formatMessage({ id: 'settings.component_name' })}
              value={component.name}
              onChange={(text) => change(index, { name: text })}
              error={needed(!component.name.trim()) ?? at('name')}
            />
            <TextField
              label={formatMessage({ id: 'settings.rate' })}
              inputMode="decimal"
              value={component.rate}
              onChange={(rate) => change(index, { rate })}
              error={
                wasTried && !isRate(component.rate)
                  ? formatMessage({ id: 'settings.rate_wrong' })
                  : at('rate')
              }
            />
            <DatePicker
              label={formatMessage({ id: 'settings.valid_from' })}
              value={component.valid_from}
              onChange={(valid_from) => change(index, { valid_from })}
              error={at('valid_from')}
            />
            <DatePicker
              label={formatMessage({ id: 'settings.valid_to' })}
              value={component.valid_to}
              onChange={(valid_to) => change(index, { valid_to })}
              error={at('valid_to')}
            />
            <div className={styles.componentFoot}>
              <Checkbox
                isSelected={component.compound}
                onChange={(compound) => change(index, { compound })}
              >
                <FormattedMessage id="settings.compound_text" />
              </Checkbox>
              <IconButton
                label={formatMessage({ id: 'settings.remove_component' })}
                onPress={() => setComponents((old) => old.filter((_, place) => place !== index))}
              >
                <X aria-hidden="true" />
              </IconButton>
            </div>
          </fieldset>
        );
      })}
      <Button
        size="sm"
        icon={<Plus aria-hidden="true" />}
        className={styles.addComponent}
        onPress={() => setComponents((old) => [...old, empty()])}
      >
        <FormattedMessage id="settings.add_component" />
      </Button>
    </FormDialog>
  );
}
