import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { categoriesQuery, settingsQuery, taxCategoriesQuery } from '../../api/queries';
import type { BulkChange, Product } from '../../api/types';
import { Button, Dialog, Money, ProblemNote, Select, TextField, toast } from '../../design';
import { parseMoney } from '../../lib/money';
import { MoneyField } from '../shared/MoneyField';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import shared from '../shared/shared.module.css';
import styles from './Products.module.css';

type How = 'stay' | 'percent' | 'amount';
const ROUNDINGS = ['none', '5', '10', '50', '100', '99', '95'] as const;
type Rounding = (typeof ROUNDINGS)[number];
const STAY = 'stay';

/** One change for all products that are ticked: looked at first, then done for all or for none. */
export function BulkDialog({
  products,
  onClose,
  onDone,
}: {
  products: readonly Product[];
  onClose: () => void;
  onDone: () => void;
}) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const { data: categories } = useQuery(categoriesQuery);
  const { data: taxes } = useQuery(taxCategoriesQuery);
  const { data: settings } = useQuery(settingsQuery);
  const currency = settings?.currency ?? products[0]?.variants[0]?.price.currency ?? 'EUR';
  const key = useIdempotencyKey();
  const [how, setHow] = useState<How>('stay');
  const [value, setValue] = useState('');
  const [rounding, setRounding] = useState<Rounding>('none');
  const [category, setCategory] = useState(STAY);
  const [tax, setTax] = useState(STAY);
  const [active, setActive] = useState(STAY);
  const [wasTried, setWasTried] = useState(false);

  const change = changeOf();
  const preview = useMutation({
    mutationFn: (body: BulkChange) => call(api.POST('/v1/product-changes/preview', { body })),
  });
  const apply = useMutation({
    mutationFn: (body: BulkChange) =>
      call(api.POST('/v1/product-changes', { body, headers: idempotent(key) })),
    onSuccess: ({ product_count }) => {
      void client.invalidateQueries({ queryKey: ['products'] });
      toast(formatMessage({ id: 'bulk.done' }, { count: product_count }), { tone: 'positive' });
      onDone();
    },
  });
  const wrongValue = how !== 'stay' && !change?.price;
  const isNothing = how === 'stay' && category === STAY && tax === STAY && active === STAY;

  function changeOf(): BulkChange | null {
    const price = priceOf();
    if (how !== 'stay' && !price) return null;
    return {
      products: products.map(({ id, version }) => ({ id, version })),
      price,
      ...(category !== STAY && { category_id: category === 'none' ? null : category }),
      ...(tax !== STAY && { tax_category_id: tax }),
      ...(active !== STAY && { active: active === 'yes' }),
    };
  }

  function priceOf(): BulkChange['price'] {
    const money = (amount: number) => ({ amount, currency });
    const rounds =
      rounding === 'none'
        ? {}
        : rounding === '99' || rounding === '95'
          ? { round_to: money(100), less: money(100 - Number(rounding)) }
          : { round_to: money(Number(rounding)) };
    if (how === 'percent') {
      const percent = value.trim().replace(',', '.');
      return /^-?\d{1,4}(\.\d{1,4})?$/.test(percent) ? { percent, ...rounds } : undefined;
    }
    const amount = how === 'amount' ? parseMoney(value, currency) : null;
    return amount ? { amount, ...rounds } : undefined;
  }

  /** What was looked at is not what is set any more. */
  function edited(): void {
    preview.reset();
    apply.reset();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    setWasTried(true);
    if (!change || isNothing) return;
    if (preview.data) apply.mutate(change);
    else preview.mutate(change);
  }

  const stay = { value: STAY, label: formatMessage({ id: 'bulk.stay' }) };
  return (
    <Dialog
      isOpen
      size="lg"
      title={formatMessage({ id: 'bulk.title' }, { count: products.length })}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>
            <FormattedMessage id="action.cancel" />
          </Button>
          <Button
            variant="primary"
            type="submit"
            form="bulk"
            isPending={preview.isPending || apply.isPending}
            isDisabled={isNothing || preview.data?.product_count === 0}
          >
            {preview.data ? (
              <FormattedMessage id="bulk.apply" values={{ count: preview.data.product_count }} />
            ) : (
              <FormattedMessage id="bulk.preview" />
            )}
          </Button>
        </>
      }
    >
      <form id="bulk" className={shared.form} onSubmit={submit} onChange={edited}>
        <div className={shared.pair}>
          <Select
            label={formatMessage({ id: 'product.price' })}
            value={how}
            onChange={(chosen) => {
              setHow(chosen);
              edited();
            }}
            options={(['stay', 'percent', 'amount'] as const).map((one) => ({
              value: one,
              label: formatMessage({ id: one === 'stay' ? 'bulk.stay' : `bulk.price.${one}` }),
            }))}
          />
          {how === 'percent' && (
            <TextField
              label={formatMessage({ id: 'bulk.percent' })}
              inputMode="text"
              value={value}
              onChange={setValue}
              error={
                wasTried && wrongValue ? formatMessage({ id: 'bulk.percent_wrong' }) : undefined
              }
            />
          )}
          {how === 'amount' && (
            <MoneyField
              label={formatMessage({ id: 'bulk.amount' })}
              currency={currency}
              value={value}
              onChange={setValue}
              error={
                wasTried && wrongValue ? formatMessage({ id: 'bulk.amount_wrong' }) : undefined
              }
            />
          )}
          {how !== 'stay' && (
            <Select
              label={formatMessage({ id: 'bulk.rounding' })}
              value={rounding}
              onChange={(chosen) => {
                setRounding(chosen);
                edited();
              }}
              options={ROUNDINGS.map((one) => ({
                value: one,
                label: formatMessage({ id: `bulk.rounding.${one}` }),
              }))}
            />
          )}
        </div>
        <div className={shared.pair}>
          <Select
            label={formatMessage({ id: 'product.category' })}
            value={category}
            onChange={(chosen) => {
              setCategory(chosen);
              edited();
            }}
            options={[
              stay,
              { value: 'none', label: formatMessage({ id: 'bulk.no_category' }) },
              ...(categories?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Select
            label={formatMessage({ id: 'bulk.tax' })}
            value={tax}
            onChange={(chosen) => {
              setTax(chosen);
              edited();
            }}
            options={[
              stay,
              ...(taxes?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Select
            label={formatMessage({ id: 'product.state' })}
            value={active}
            onChange={(chosen) => {
              setActive(chosen);
              edited();
            }}
            options={[
              stay,
              { value: 'yes', label: formatMessage({ id: 'product.active' }) },
              { value: 'no', label: formatMessage({ id: 'product.inactive' }) },
            ]}
          />
        </div>
        {(preview.error || apply.error) && <ProblemNote error={preview.error ?? apply.error} />}
        {preview.data && (
          <section aria-live="polite">
            <p>
              <FormattedMessage
                id="bulk.would"
                values={{ count: preview.data.product_count, prices: preview.data.prices.length }}
              />
            </p>
            {preview.data.prices.length > 0 && (
              <ul className={styles.prices}>
                {preview.data.prices.map((price) => (
                  <li key={price.variant_id}>
                    <span>
                      {[price.product_name, price.variant_name].filter(Boolean).join(' – ')}
                    </span>
                    <span>
                      <Money value={price.before} className={shared.muted} />
                      {' → '}
                      <Money value={price.after} className={shared.strong} />
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        )}
      </form>
    </Dialog>
  );
}
