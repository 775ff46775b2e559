import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import type { Id, Money, Product } from '../../api/types';
import { ComboBox } from '../../design/ComboBox';
import { Picture } from './Picture';

export interface PickedVariant {
  id: Id;
  name: string;
  /** At the location asked for, when known. */
  on_hand?: string;
  /** The catalogue's. */
  price?: Money;
}

interface Choice extends PickedVariant {
  sku: string;
  image_url: string | null;
}

function choicesOf(products: readonly Product[], any: boolean): Choice[] {
  return products.flatMap((product) =>
    product.variants
      .filter(({ track_stock }) => any || track_stock)
      .map((variant) => ({
        id: variant.id,
        name: [product.name, variant.name].filter(Boolean).join(' · '),
        sku: variant.sku,
        image_url: product.image_url,
        on_hand: variant.stock?.on_hand ?? '0',
        price: variant.price,
      })),
  );
}

/** Finds a thing that is counted, or with `any` whatever is sold, by name, SKU or barcode. */
export function VariantPicker({
  label,
  locationId,
  onPick,
  error,
  any = false,
  quiet = false,
}: {
  label: string;
  locationId: Id | null;
  onPick: (variant: PickedVariant | null) => void;
  error?: string;
  any?: boolean;
  /** One field of several: it does not take the focus. */
  quiet?: boolean;
}) {
  const { formatMessage } = useIntl();
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const { data } = useQuery({
    queryKey: ['products', 'pick', search, locationId],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/products', {
          params: {
            query: { search: search || undefined, location_id: locationId ?? undefined, limit: 12 },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
  const choices = choicesOf(data?.items ?? [], any);
  return (
    <ComboBox
      autoFocus={!quiet}
      label={label}
      placeholder={formatMessage({ id: 'stock.variant_hint' })}
      inputValue={typed}
      onInputChange={setTyped}
      options={choices.map(({ id, name, sku, image_url }) => ({
        value: id,
        label: name,
        detail: sku,
        icon: <Picture url={image_url} />,
      }))}
      onPick={(id) => {
        const choice = choices.find((one) => one.id === id);
        if (choice) setTyped(choice.name);
        onPick(choice ?? null);
      }}
      error={error}
    />
  );
}
