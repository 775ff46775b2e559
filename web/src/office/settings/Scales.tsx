import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Scale, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import type { BarcodeLayout, BarcodeValue } from '../../api/types';
import { Button, EmptyState, IconButton, Select, Switch, toast } from '../../design';
import { FormDialog } from './FormDialog';
import { Rows } from './Rows';
import styles from './Settings.module.css';

const KEY = ['barcode-layouts'];
const PREFIXES = ['2', ...Array.from({ length: 10 }, (_, n) => `2${n}`)];
const BETWEEN = 10;

/** A code of this layout, its parts as letters: "21 IIIII VVVVV C". */
function sample({ prefix, item_digits, value_digits, value_check, holds }: BarcodeLayout): string {
  const value = (holds === 'weight' ? 'W' : 'P').repeat(value_digits);
  return [prefix, 'I'.repeat(item_digits), value_check ? 'V' : '', value, 'C']
    .filter(Boolean)
    .join(' ');
}

function useLayouts() {
  const client = useQueryClient();
  const { formatMessage } = useIntl();
  return useMutation({
    mutationFn: (items: BarcodeLayout[]) =>
      call(api.PUT('/v1/barcode-layouts', { body: { items } })),
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      toast(formatMessage({ id: 'settings.saved' }), { tone: 'positive' });
    },
  });
}

/** How the shop's scales print a weight or a price into a barcode. */
export function Scales() {
  const { formatMessage } = useIntl();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(api.GET('/v1/barcode-layouts', { signal })),
  });
  const [isAdding, setAdding] = useState(false);
  const saving = useLayouts();
  const layouts = query.data?.items ?? [];
  return (
    <>
      <Rows
        query={query}
        title={<FormattedMessage id="settings.part.scales" />}
        action={
          <Button size="sm" icon={<Plus aria-hidden="true" />} onPress={() => setAdding(true)}>
            <FormattedMessage id="settings.scales.add" />
          </Button>
        }
        rowKey={({ prefix }) => prefix}
        empty={
          <EmptyState
            icon={<Scale aria-hidden="true" />}
            title={<FormattedMessage id="settings.scales.empty" />}
          >
            <FormattedMessage id="settings.scales.empty_text" />
          </EmptyState>
        }
      >
        {(layout) => (
          <div className={styles.taxHead}>
            <code className={styles.taxName}>{sample(layout)}</code>
            <span className={styles.quiet}>
              <FormattedMessage
                id={`settings.scales.holds.${layout.holds}`}
                values={{ decimals: layout.decimals }}
              />
            </span>
            <IconButton
              label={formatMessage({ id: 'settings.scales.remove' }, { prefix: layout.prefix })}
              onPress={() => saving.mutate(layouts.filter((each) => each !== layout))}
            >
              <Trash2 aria-hidden="true" />
            </IconButton>
          </div>
        )}
      </Rows>
      {isAdding && <AddLayout layouts={layouts} onClose={() => setAdding(false)} />}
    </>
  );
}

function AddLayout({
  layouts,
  onClose,
}: {
  layouts: readonly BarcodeLayout[];
  onClose: () => void;
}) {
  const { formatMessage } = useIntl();
  const free = PREFIXES.filter((prefix) => layouts.every((each) => each.prefix !== prefix));
  const [layout, setLayout] = useState<BarcodeLayout>({
    ...{ prefix: free.includes('21') ? '21' : free[0]!, holds: 'weight', item_digits: 5 },
    ...{ value_digits: 5, value_check: false, decimals: 3 },
  });
  const saving = useLayouts();
  const change = (changes: Partial<BarcodeLayout>) => {
    const next = { ...layout, ...changes };
    // Item, check digit and value share the ten digits between prefix and check digit.
    const value_digits = BETWEEN - next.item_digits - (next.value_check ? 1 : 0);
    const value_check = next.value_check && (value_digits === 4 || value_digits === 5);
    setLayout({
      ...next,
      value_check,
      value_digits: BETWEEN - next.item_digits - (value_check ? 1 : 0),
    });
  };
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => ({
      value: String(from + n),
      label: String(from + n),
    }));
  return (
    <FormDialog
      title={formatMessage({ id: 'settings.scales.add' })}
      submit={<FormattedMessage id="action.save" />}
      isPending={saving.isPending}
      problem={saving.error}
      onClose={onClose}
      onSubmit={() => saving.mutate([...layouts, layout], { onSuccess: onClose })}
    >
      <p>
        <code>{sample(layout)}</code>
      </p>
      <Select
        label={formatMessage({ id: 'settings.scales.prefix' })}
        value={layout.prefix}
        onChange={(prefix) => change({ prefix })}
        options={free.map((value) => ({
          value,
          label: value === '2' ? formatMessage({ id: 'settings.scales.upc' }) : value,
        }))}
      />
      <Select<BarcodeValue>
        label={formatMessage({ id: 'settings.scales.value' })}
        value={layout.holds}
        onChange={(holds) => change({ holds, decimals: holds === 'weight' ? 3 : 2 })}
        options={(['weight', 'price'] as const).map((value) => ({
          value,
          label: formatMessage({ id: `settings.scales.${value}` }),
        }))}
      />
      <Select
        label={formatMessage({ id: 'settings.scales.item_digits' })}
        value={String(layout.item_digits)}
        onChange={(digits) => change({ item_digits: Number(digits) })}
        options={numbers(3, 7)}
      />
      <Select
        label={formatMessage({ id: 'settings.scales.decimals' })}
        value={String(layout.decimals)}
        onChange={(decimals) => change({ decimals: Number(decimals) })}
        options={numbers(0, 3)}
      />
      <Switch
        isSelected={layout.value_check}
        onChange={(value_check) =>
          change({ value_check, ...(value_check && layout.item_digits < 4 && { item_digits: 4 }) })
        }
      >
        <FormattedMessage id="settings.scales.check" />
      </Switch>
    </FormDialog>
  );
}
