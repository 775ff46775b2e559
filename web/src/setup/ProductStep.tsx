import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { api, call, idempotent } from '../api/client';
import { taxCategoriesQuery } from '../api/queries';
import { TextField } from '../design/Field';
import { Select } from '../design/Select';
import { ProblemNote } from '../design/States';
import { parseMoney } from '../lib/money';
import { MoneyField } from '../office/shared/MoneyField';
import { fieldErrors } from '../office/shared/field-errors';
import { useIdempotencyKey } from '../office/shared/use-idempotency-key';
import { StepForm } from './StepForm';

/** Something to sell. */
export function ProductStep({ currency, onNext }: { currency: string; onNext: () => void }) {
  const { formatMessage } = useIntl();
  const { data: taxes } = useQuery(taxCategoriesQuery);
  const [name, setName] = useState('');
  const [price, setPrice] = useState('');
  const [tax, setTax] = useState<string | null>(null);
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const money = parseMoney(price, currency);
  // The table has the most usual tax first.
  const usual = taxes?.items.find(({ code }) => code === 'standard') ?? taxes?.items[0];
  const taxId = tax ?? usual?.id ?? null;
  const adding = useMutation({
    mutationFn: (amount: NonNullable<typeof money>) =>
      call(
        api.POST('/v1/products', {
          headers: idempotent(key),
          body: {
            name,
            tax_category_id: taxId,
            variants: [{ sku: '1001', price: amount, track_stock: false }],
          },
        }),
      ),
    onSuccess: onNext,
  });
  const { field, rest } = fieldErrors(adding.error, [
    'name',
    'variants[0].price',
    'tax_category_id',
  ]);
  return (
    <StepForm
      submit="setup.add_product"
      isPending={adding.isPending}
      onSubmit={() => {
        setWasTried(true);
        if (name.trim() && money && money.amount >= 0) adding.mutate(money);
      }}
    >
      <TextField
        label={formatMessage({ id: 'setup.product' })}
        description={formatMessage({ id: 'setup.product_more' })}
        autoFocus
        value={name}
        onChange={setName}
        error={
          field('name') ??
          (wasTried && !name.trim() ? formatMessage({ id: 'setup.needed' }) : undefined)
        }
      />
      <MoneyField
        label={formatMessage({ id: 'setup.price' })}
        currency={currency}
        value={price}
        onChange={setPrice}
        error={
          field('variants[0].price') ??
          (wasTried && !money ? formatMessage({ id: 'setup.price_wrong' }) : undefined)
        }
      />
      {(taxes?.items.length ?? 0) > 1 && (
        <Select
          label={formatMessage({ id: 'setup.tax' })}
          value={taxId}
          onChange={setTax}
          options={(taxes?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
          error={field('tax_category_id')}
        />
      )}
      {rest ? <ProblemNote error={rest} /> : null}
    </StepForm>
  );
}
