import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { locationsQuery, taxCategoriesQuery } from '../../api/queries';
import type { Import, ImportField, ImportSettings } from '../../api/types';
import { Button, Card, ProblemNote, Select } from '../../design';
import { FIELDS, fieldOf, withField } from './mapping';
import shared from '../shared/shared.module.css';
import styles from './Imports.module.css';

/** What each column of the file holds, and how its cells are read. */
export function Mapping({
  import: { kind, columns, settings: known, state },
  error,
  isPending,
  onCheck,
  onGiveUp,
}: {
  import: Import;
  error: unknown;
  isPending: boolean;
  onCheck: (settings: ImportSettings) => void;
  onGiveUp: () => void;
}) {
  const { formatMessage } = useIntl();
  const { data: taxes } = useQuery(taxCategoriesQuery);
  const { data: locations } = useQuery(locationsQuery);
  const [settings, setSettings] = useState(known);
  const change = (part: Partial<ImportSettings>) => setSettings({ ...settings, ...part });
  const fields: { value: ImportField | 'none'; label: string }[] = [
    { value: 'none', label: formatMessage({ id: 'imports.field.none' }) },
    ...FIELDS[kind].map((field) => ({
      value: field,
      label: formatMessage({ id: `imports.field.${field}` }),
    })),
  ];
  const tax = settings.tax_category_id ?? 'none';

  return (
    <div className={styles.mapping}>
      <Card flush title={<FormattedMessage id="imports.columns" />}>
        <p className={styles.explain}>
          <FormattedMessage id={`imports.columns_text.${kind}`} />
        </p>
        <table className={styles.columns}>
          <thead>
            <tr>
              <th scope="col">
                <FormattedMessage id="imports.column" />
              </th>
              <th scope="col">
                <FormattedMessage id="imports.holds" />
              </th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ title, samples }, column) => (
              <tr key={column}>
                <th scope="row">
                  <span className={shared.strong}>
                    {title || (
                      <FormattedMessage id="imports.untitled" values={{ column: column + 1 }} />
                    )}
                  </span>
                  <span className={styles.samples}>{samples.join(' · ')}</span>
                </th>
                <td>
                  <Select
                    quiet
                    hideLabel
                    label={formatMessage(
                      { id: 'imports.holds_of' },
                      { title: title || column + 1 },
                    )}
                    options={fields}
                    value={fieldOf(settings.mapping, column) ?? 'none'}
                    onChange={(chosen) =>
                      change({
                        mapping: withField(
                          settings.mapping,
                          column,
                          chosen === 'none' ? null : chosen,
                        ),
                      })
                    }
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      <div className={styles.aside}>
        <Card title={<FormattedMessage id="imports.reading" />}>
          <div className={shared.form}>
            <Select
              label={formatMessage({ id: 'imports.decimal' })}
              value={settings.decimal}
              onChange={(decimal) => change({ decimal })}
              options={[
                { value: 'point', label: formatMessage({ id: 'imports.decimal.point' }) },
                { value: 'comma', label: formatMessage({ id: 'imports.decimal.comma' }) },
              ]}
            />
            {kind !== 'stock' && (
              <Select
                label={formatMessage({ id: 'imports.existing' })}
                value={settings.existing ?? 'update'}
                onChange={(existing) => change({ existing })}
                options={[
                  { value: 'update', label: formatMessage({ id: 'imports.existing.update' }) },
                  { value: 'keep', label: formatMessage({ id: 'imports.existing.keep' }) },
                ]}
              />
            )}
            {kind === 'products' && (
              <Select
                label={formatMessage({ id: 'imports.tax' })}
                value={tax}
                onChange={(chosen) =>
                  change({ tax_category_id: chosen === 'none' ? null : chosen })
                }
                options={[
                  { value: 'none', label: formatMessage({ id: 'imports.tax.none' }) },
                  ...(taxes?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            )}
            {kind === 'stock' && (
              <Select
                label={formatMessage({ id: 'imports.location' })}
                value={settings.location_id ?? null}
                onChange={(location_id) => change({ location_id })}
                options={(locations?.items ?? []).map(({ id, name }) => ({
                  value: id,
                  label: name,
                }))}
              />
            )}
          </div>
        </Card>
        {!!error && <ProblemNote error={error} />}
        <div className={styles.actions}>
          {state === 'uploaded' && (
            <Button onPress={onGiveUp}>
              <FormattedMessage id="imports.give_up" />
            </Button>
          )}
          <Button variant="primary" isPending={isPending} onPress={() => onCheck(settings)}>
            <FormattedMessage id="imports.check" />
          </Button>
        </div>
        <p className={styles.hint}>
          <FormattedMessage id="imports.check_text" />
        </p>
      </div>
    </div>
  );
}
