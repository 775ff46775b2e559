import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import type { ModifierGroup } from '../../api/types';
import { Button, IconButton, Switch, TextField, toast } from '../../design';
import { parseMoney } from '../../lib/money';
import { FormDialog } from '../settings/FormDialog';
import { fieldErrors } from '../shared/field-errors';
import { MoneyField } from '../shared/MoneyField';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { draftOf, emptyOption, isCount, moved, toInput, type OptionDraft } from './draft';
import shared from '../shared/shared.module.css';
import styles from './Options.module.css';

/** A new group of options, or one that is there. */
export function GroupDialog({
  group,
  currency,
  onClose,
}: {
  group?: ModifierGroup;
  currency: string;
  onClose: () => void;
}) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(group));
  const [active, setActive] = useState(group?.active ?? true);
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const { options } = draft;
  const saving = useMutation({
    mutationFn: () => {
      const body = toInput(draft, currency)!;
      return group
        ? call(
            api.PATCH('/v1/modifier-groups/{id}', {
              params: { path: { id: group.id } },
              headers: idempotent(key),
              body: { ...body, active, version: group.version },
            }),
          )
        : call(api.POST('/v1/modifier-groups', { headers: idempotent(key), body }));
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ['modifier-groups'] });
      toast(formatMessage({ id: 'options.saved' }, { name: saved.name }), { tone: 'positive' });
      onClose();
    },
  });
  const fields = options.flatMap((_, at) => [`options[${at}].name`, `options[${at}].price`]);
  const { field, rest } = fieldErrors(saving.error, [
    ...['name', 'min_choices', 'max_choices'],
    ...fields,
  ]);
  const mistake = (isWrong: boolean, id: 'settings.name_needed' | 'options.count_wrong') =>
    wasTried && isWrong ? formatMessage({ id }) : undefined;
  const setOptions = (changed: readonly OptionDraft[]) =>
    setDraft((old) => ({ ...old, options: changed }));
  const change = (at: number, changes: Partial<OptionDraft>) =>
    setDraft((old) => ({
      ...old,
      options: old.options.map((each, index) => (index === at ? { ...each, ...changes } : each)),
    }));
  // What was sold keeps its name here, so that it is switched off and not taken away.
  const isKept = (option: OptionDraft) => group?.options.some(({ id }) => id === option.id);

  return (
    <FormDialog
      size="lg"
      title={group?.name ?? formatMessage({ id: 'options.add' })}
      submit={<FormattedMessage id="action.save" />}
      isPending={saving.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (toInput(draft, currency)) saving.mutate();
      }}
    >
      <TextField
        autoFocus={!group}
        label={formatMessage({ id: 'options.name' })}
        description={formatMessage({ id: 'options.name_hint' })}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
        error={mistake(!draft.name.trim(), 'settings.name_needed') ?? field('name')}
      />
      <div className={shared.pair}>
        <TextField
          inputMode="numeric"
          label={formatMessage({ id: 'options.min' })}
          description={formatMessage({ id: 'options.min_hint' })}
          value={draft.min}
          onChange={(min) => setDraft({ ...draft, min })}
          error={mistake(!isCount(draft.min), 'options.count_wrong') ?? field('min_choices')}
        />
        <TextField
          inputMode="numeric"
          label={formatMessage({ id: 'options.max' })}
          value={draft.max}
          onChange={(max) => setDraft({ ...draft, max })}
          error={mistake(!isCount(draft.max), 'options.count_wrong') ?? field('max_choices')}
        />
      </div>
      <fieldset className={styles.options}>
        <legend className={styles.legend}>
          <FormattedMessage id="options.options" />
        </legend>
        {options.map((option, at) => (
          <div
            key={option.id}
            role="group"
            aria-label={option.name || formatMessage({ id: 'options.option' }, { no: at + 1 })}
            className={styles.option}
          >
            <div className={styles.what}>
              <TextField
                label={formatMessage({ id: 'options.option' }, { no: at + 1 })}
                value={option.name}
                onChange={(name) => change(at, { name })}
                error={
                  mistake(!option.name.trim(), 'settings.name_needed') ??
                  field(`options[${at}].name`)
                }
              />
            </div>
            <div className={styles.price}>
              <MoneyField
                label={formatMessage({ id: 'options.price' })}
                currency={currency}
                value={option.price}
                onChange={(price) => change(at, { price })}
                error={
                  wasTried && option.price.trim() && !parseMoney(option.price, currency)
                    ? formatMessage({ id: 'options.price_wrong' })
                    : field(`options[${at}].price`)
                }
              />
            </div>
            <div className={styles.keys}>
              <IconButton
                label={formatMessage({ id: 'options.up' }, { name: option.name })}
                isDisabled={at === 0}
                onPress={() => setOptions(moved(options, at, -1))}
              >
                <ArrowUp aria-hidden="true" />
              </IconButton>
              <IconButton
                label={formatMessage({ id: 'options.down' }, { name: option.name })}
                isDisabled={at === options.length - 1}
                onPress={() => setOptions(moved(options, at, 1))}
              >
                <ArrowDown aria-hidden="true" />
              </IconButton>
              {isKept(option) ? (
                <Switch
                  isSelected={option.active}
                  onChange={(isOffered) => change(at, { active: isOffered })}
                >
                  <FormattedMessage id="options.offered" />
                </Switch>
              ) : (
                <IconButton
                  label={formatMessage({ id: 'options.remove' }, { name: option.name })}
                  isDisabled={options.length === 1}
                  onPress={() => setOptions(options.filter(({ id }) => id !== option.id))}
                >
                  <Trash2 aria-hidden="true" />
                </IconButton>
              )}
            </div>
          </div>
        ))}
        <Button
          size="sm"
          icon={<Plus aria-hidden="true" />}
          className={styles.start}
          onPress={() => setOptions([...options, emptyOption()])}
        >
          <FormattedMessage id="options.add_option" />
        </Button>
      </fieldset>
      {group && (
        <Switch isSelected={active} onChange={setActive}>
          <FormattedMessage id="options.asked" />
        </Switch>
      )}
    </FormDialog>
  );
}
