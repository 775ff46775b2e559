import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { FormattedMessage } from 'react-intl';
import { api, call } from '../../api/client';
import type { Id, LineKind } from '../../api/types';
import { Money } from '../../design';
import { parseMoney } from '../../lib/money';
import styles from './Product.module.css';

/** A price as it is typed, without and with tax, by the server's own arithmetic. */
export function PriceParts({
  price,
  currency,
  kind,
  taxCategoryId,
}: {
  price: string;
  currency: string;
  kind: LineKind;
  taxCategoryId: Id | null;
}) {
  const money = parseMoney(useDeferredValue(price), currency);
  const { data } = useQuery({
    queryKey: ['quote', 'price', kind, taxCategoryId, money?.amount],
    queryFn: ({ signal }) => {
      const line = { kind, name: '-', tax_category_id: taxCategoryId, unit_price: money };
      return call(api.POST('/v1/quotes', { body: { lines: [line] }, signal }));
    },
    enabled: money !== null && money.amount > 0 && taxCategoryId !== null,
    placeholderData: (before) => before,
  });
  const unit = data?.lines[0]?.unit;
  if (!unit || unit.tax.amount === 0 || !money) return null;
  return (
    <p className={styles.parts}>
      <FormattedMessage
        id="product.price_parts"
        values={{
          net: <Money value={unit.net} />,
          tax: <Money value={unit.tax} />,
          gross: <Money value={unit.gross} />,
        }}
      />
    </p>
  );
}
