import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import { settingsQuery } from '../../api/queries';
import type { Money, Settings, SettingsPatch } from '../../api/types';
import {
  Button,
  Card,
  ErrorState,
  Loading,
  ProblemNote,
  Select,
  Skeleton,
  TextField,
  toast,
} from '../../design';
import { RadioCards } from '../../design/RadioCards';
import { formatMoney } from '../../lib/money';
import { fieldErrors } from '../shared/field-errors';
import { Facts } from '../shared/Facts';
import styles from './Settings.module.css';

/** How the shop is called and how it sells. Choices take effect at once, on every register. */
export function Shop() {
  const { data, error, refetch, isFetching } = useQuery(settingsQuery);
  if (data) return <Known settings={data} />;
  return error ? (
    <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
  ) : (
    <Loading>
      <div className={styles.stack}>
        <Skeleton height="180px" className={styles.block} />
        <Skeleton height="240px" className={styles.block} />
      </div>
    </Loading>
  );
}

/** Coins that cash is rounded to somewhere, and the shop's own if it is another. */
function coins({ amount }: Money): number[] {
  return [...new Set([0, 5, 10, 50, 100, amount])].sort((a, b) => a - b);
}

function Known({ settings }: { settings: Settings }) {
  const { formatDisplayName, formatMessage, locale } = useIntl();
  const client = useQueryClient();
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? settings.merchant_name;
  const saving = useMutation({
    mutationFn: (body: SettingsPatch) => call(api.PATCH('/v1/settings', { body })),
    onSuccess: (saved) => {
      client.setQueryData(settingsQuery.queryKey, saved);
      void client.invalidateQueries({ queryKey: ['sign-in-options'] });
      setTyped(null);
      toast(formatMessage({ id: 'settings.saved' }), { tone: 'positive' });
    },
  });
  // The choice shows at once, and goes back if the server refuses it.
  const pending = saving.isPending ? saving.variables : {};
  const { field, rest } = fieldErrors(saving.error, ['merchant_name']);

  function submit(event: FormEvent): void {
    event.preventDefault();
    saving.mutate({ merchant_name: name.trim() });
  }

  return (
    <div className={styles.stack}>
      {rest ? <ProblemNote error={rest} /> : null}
      <Card title={<FormattedMessage id="settings.shop" />}>
        <form noValidate onSubmit={submit} className={styles.name}>
          <TextField
            label={formatMessage({ id: 'settings.merchant_name' })}
            value={name}
            onChange={setTyped}
            error={
              typed !== null && !typed.trim()
                ? formatMessage({ id: 'settings.merchant_name_needed' })
                : field('merchant_name')
            }
          />
          <Button
            type="submit"
            variant="primary"
            isPending={saving.isPending && 'merchant_name' in pending}
            isDisabled={!name.trim() || name.trim() === settings.merchant_name}
          >
            <FormattedMessage id="action.save" />
          </Button>
        </form>
        <div className={styles.fixed}>
          <Facts
            items={[
              [
                <FormattedMessage key="n" id="settings.currency" />,
                `${formatDisplayName(settings.currency, { type: 'currency' })} (${settings.currency})`,
              ],
              [
                <FormattedMessage key="n" id="settings.country" />,
                formatDisplayName(settings.country, { type: 'region' }),
              ],
              [
                <FormattedMessage key="n" id="settings.database" />,
                <code key="v">{settings.database_id}</code>,
              ],
            ]}
          />
        </div>
      </Card>
      <Card title={<FormattedMessage id="settings.selling" />}>
        <div className={styles.choices}>
          <RadioCards
            label={formatMessage({ id: 'settings.negative_stock' })}
            value={pending.negative_stock ?? settings.negative_stock}
            onChange={(negative_stock) => saving.mutate({ negative_stock })}
            options={(['allow', 'refuse'] as const).map((value) => ({
              value,
              label: formatMessage({ id: `settings.negative_stock.${value}` }),
              description: formatMessage({ id: `settings.negative_stock.${value}_text` }),
            }))}
          />
          <RadioCards
            label={formatMessage({ id: 'settings.held_orders' })}
            value={pending.held_orders ?? settings.held_orders}
            onChange={(held_orders) => saving.mutate({ held_orders })}
            options={(['kept', 'day_end'] as const).map((value) => ({
              value,
              label: formatMessage({ id: `settings.held_orders.${value}` }),
              description: formatMessage({ id: `settings.held_orders.${value}_text` }),
            }))}
          />
          <RadioCards
            label={formatMessage({ id: 'settings.voids' })}
            value={(pending.ask_void_reason ?? settings.ask_void_reason) ? 'ask' : 'free'}
            onChange={(value) => saving.mutate({ ask_void_reason: value === 'ask' })}
            options={(['free', 'ask'] as const).map((value) => ({
              value,
              label: formatMessage({ id: `settings.voids.${value}` }),
              description: formatMessage({ id: `settings.voids.${value}_text` }),
            }))}
          />
          <RadioCards
            label={formatMessage({ id: 'settings.tax_rounding' })}
            value={pending.tax_rounding ?? settings.tax_rounding}
            onChange={(tax_rounding) => saving.mutate({ tax_rounding })}
            options={(['line', 'order'] as const).map((value) => ({
              value,
              label: formatMessage({ id: `settings.tax_rounding.${value}` }),
              description: formatMessage({ id: `settings.tax_rounding.${value}_text` }),
            }))}
          />
          <div>
            <Select
              label={formatMessage({ id: 'settings.cash_rounding' })}
              value={String((pending.cash_rounding ?? settings.cash_rounding).amount)}
              onChange={(amount) =>
                saving.mutate({
                  cash_rounding: { ...settings.cash_rounding, amount: Number(amount) },
                })
              }
              options={coins(settings.cash_rounding).map((amount) => ({
                value: String(amount),
                label:
                  amount > 0
                    ? formatMoney({ ...settings.cash_rounding, amount }, locale)
                    : formatMessage({ id: 'settings.cash_rounding.none' }),
              }))}
            />
            <p className={styles.quiet}>
              <FormattedMessage id="settings.cash_rounding_text" />
            </p>
          </div>
          <RadioCards
            label={formatMessage({ id: 'settings.prices' })}
            value={
              (pending.prices_include_tax ?? settings.prices_include_tax) ? 'include' : 'exclude'
            }
            onChange={(value) => saving.mutate({ prices_include_tax: value === 'include' })}
            options={(['include', 'exclude'] as const).map((value) => ({
              value,
              label: formatMessage({ id: `settings.prices.${value}` }),
              description: formatMessage({ id: `settings.prices.${value}_text` }),
            }))}
          />
        </div>
      </Card>
    </div>
  );
}
