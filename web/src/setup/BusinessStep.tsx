import { X } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { CountryPreset } from '../api/types';
import { IconButton } from '../design/Button';
import { TextField } from '../design/Field';
import { Select } from '../design/Select';
import { ProblemNote } from '../design/States';
import { Checkbox } from '../design/Toggle';
import { fieldErrors } from '../office/shared/field-errors';
import { OTHER, inCountry, type SetupDraft } from './draft';
import { StepForm } from './StepForm';
import styles from './Setup.module.css';

const RATE = /^\d{1,3}([.,]\d{1,4})?$/;

/** Whose shop it is, and what is usual where it is. */
export function BusinessStep({
  draft,
  presets,
  error,
  onChange,
  onDraft,
  onNext,
}: {
  draft: SetupDraft;
  presets: readonly CountryPreset[];
  error: unknown;
  onChange: (changes: Partial<SetupDraft>) => void;
  onDraft: (draft: SetupDraft) => void;
  onNext: () => void;
}) {
  const { formatMessage, formatDisplayName } = useIntl();
  const [wasTried, setWasTried] = useState(false);
  const { field, rest } = fieldErrors(error, [
    ...['code', 'shop.merchant_name', 'shop.country', 'shop.currency'],
    ...['shop.owner_name', 'shop.email', 'shop.password', 'shop.pin'],
    ...['shop.location_name', 'shop.time_zone', 'shop.register_name'],
  ]);
  const needed = (text: string) =>
    wasTried && !text.trim() ? formatMessage({ id: 'setup.needed' }) : undefined;
  const preset = presets.find(({ country }) => country === draft.preset);
  const isComplete =
    !!draft.code.trim() &&
    !!draft.merchantName.trim() &&
    /^[a-z]{2}$/i.test(draft.country.trim()) &&
    /^[a-z]{3}$/i.test(draft.currency.trim()) &&
    draft.taxes.every(({ name, rate }) => name.trim() && RATE.test(rate.trim()));
  const countries = presets
    .map(({ country }) => ({
      value: country,
      label: formatDisplayName(country, { type: 'region' }) ?? country,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const changeTax = (at: number, changes: Partial<SetupDraft['taxes'][number]>) =>
    onChange({ taxes: draft.taxes.map((tax, i) => (i === at ? { ...tax, ...changes } : tax)) });

  return (
    <StepForm
      submit="setup.next"
      onSubmit={() => {
        setWasTried(true);
        if (isComplete) onNext();
      }}
    >
      <TextField
        label={formatMessage({ id: 'setup.code' })}
        description={formatMessage({ id: 'setup.code_where' })}
        autoComplete="off"
        autoFocus
        value={draft.code}
        onChange={(code) => onChange({ code })}
        error={field('code') ?? needed(draft.code)}
      />
      <TextField
        label={formatMessage({ id: 'setup.merchant' })}
        value={draft.merchantName}
        onChange={(merchantName) => onChange({ merchantName })}
        error={field('shop.merchant_name') ?? needed(draft.merchantName)}
      />
      <Select
        label={formatMessage({ id: 'setup.country' })}
        placeholder={formatMessage({ id: 'setup.country_choose' })}
        value={draft.preset || null}
        onChange={(chosen) =>
          onDraft(
            inCountry(
              draft,
              presets.find((p) => p.country === chosen),
            ),
          )
        }
        options={[
          ...countries,
          { value: OTHER, label: formatMessage({ id: 'setup.country_other' }) },
        ]}
        error={needed(draft.preset)}
      />
      {draft.preset === OTHER && (
        <div className={styles.pair}>
          <TextField
            label={formatMessage({ id: 'setup.country_code' })}
            value={draft.country}
            onChange={(country) => onChange({ country })}
            error={field('shop.country') ?? needed(draft.country)}
          />
          <TextField
            label={formatMessage({ id: 'setup.currency_code' })}
            value={draft.currency}
            onChange={(currency) => onChange({ currency })}
            error={field('shop.currency') ?? needed(draft.currency)}
          />
        </div>
      )}
      {draft.preset && (
        <fieldset className={styles.taxes}>
          <legend>
            <FormattedMessage id="setup.taxes" />
          </legend>
          {draft.taxes.map((tax, at) => (
            // The first row's labels are the columns' headings.
            <div key={tax.code} className={styles.tax}>
              <TextField
                label={formatMessage({ id: 'setup.tax_name' })}
                hideLabel={at > 0}
                value={tax.name}
                onChange={(name) => changeTax(at, { name })}
                error={needed(tax.name)}
              />
              <TextField
                label={formatMessage({ id: 'setup.tax_rate' })}
                hideLabel={at > 0}
                inputMode="decimal"
                value={tax.rate}
                onChange={(rate) => changeTax(at, { rate })}
                error={
                  wasTried && !RATE.test(tax.rate.trim())
                    ? formatMessage({ id: 'setup.tax_rate_wrong' })
                    : undefined
                }
              />
              <IconButton
                label={formatMessage(
                  { id: 'setup.tax_remove' },
                  { name: `${tax.name} ${tax.rate}` },
                )}
                isDisabled={draft.taxes.length === 1}
                onPress={() => onChange({ taxes: draft.taxes.filter((_, i) => i !== at) })}
              >
                <X aria-hidden="true" />
              </IconButton>
            </div>
          ))}
          <Checkbox
            isSelected={draft.pricesIncludeTax}
            onChange={(pricesIncludeTax) => onChange({ pricesIncludeTax })}
          >
            {formatMessage({ id: 'setup.prices_include_tax' })}
          </Checkbox>
          <p className={styles.source}>
            {preset ? (
              <FormattedMessage
                id="setup.source"
                values={{ source: preset.source, currency: draft.currency }}
              />
            ) : (
              <FormattedMessage id="setup.source_none" />
            )}
          </p>
        </fieldset>
      )}
      {rest ? <ProblemNote error={rest} /> : null}
    </StepForm>
  );
}
