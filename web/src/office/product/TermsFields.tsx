import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import type { LineKind } from '../../api/types';
import { Checkbox, Select, TextField } from '../../design';
import { MoneyField } from '../shared/MoneyField';
import type { TermsDraft } from './draft';
import styles from './Product.module.css';

const NONE = 'none';

/** What a register asks or adds when the variant is sold. */
export function TermsFields({
  terms,
  kind,
  currency,
  errorOf,
  onChange,
}: {
  terms: TermsDraft;
  kind: LineKind;
  currency: string;
  errorOf: (field: string) => string | undefined;
  onChange: (terms: TermsDraft) => void;
}) {
  const { formatMessage } = useIntl();
  const { data: deposits } = useQuery({
    queryKey: ['products', 'deposits'],
    queryFn: ({ signal }) => call(api.GET('/v1/deposits', { signal })),
  });
  const change = (changes: Partial<TermsDraft>) => onChange({ ...terms, ...changes });
  const isPiece = terms.open_price || terms.serials;
  return (
    <div role="group" aria-label={formatMessage({ id: 'product.terms' })} className={styles.terms}>
      <p className={styles.termsTitle}>
        <FormattedMessage id="product.terms" />
      </p>
      <div className={styles.checks}>
        <Checkbox
          isSelected={terms.open_price}
          onChange={(open_price) => change({ open_price, ...(open_price && { weighed: false }) })}
        >
          <FormattedMessage id="product.open_price" />
        </Checkbox>
        {kind === 'goods' && (
          <>
            <Checkbox
              isSelected={terms.weighed}
              isDisabled={isPiece}
              onChange={(weighed) =>
                change({ weighed, ...(weighed && { deposit_variant_id: null }) })
              }
            >
              <FormattedMessage id="product.weighed" />
            </Checkbox>
            <Checkbox
              isSelected={terms.serials}
              isDisabled={terms.weighed}
              onChange={(serials) => change({ serials })}
            >
              <FormattedMessage id="product.serials" />
            </Checkbox>
          </>
        )}
      </div>
      <div className={styles.grid}>
        {terms.open_price && (
          <>
            <MoneyField
              label={formatMessage({ id: 'product.min_price' })}
              currency={currency}
              value={terms.min_price}
              onChange={(min_price) => change({ min_price })}
              error={errorOf('min_price')}
            />
            <MoneyField
              label={formatMessage({ id: 'product.max_price' })}
              currency={currency}
              value={terms.max_price}
              onChange={(max_price) => change({ max_price })}
              error={errorOf('max_price')}
            />
          </>
        )}
        <TextField
          label={formatMessage({ id: 'product.minimum_age' })}
          description={formatMessage({ id: 'product.minimum_age_text' })}
          inputMode="numeric"
          value={terms.minimum_age}
          onChange={(minimum_age) => change({ minimum_age })}
          error={errorOf('minimum_age')}
        />
        {kind === 'goods' && !terms.weighed && deposits && deposits.items.length > 0 && (
          <Select
            label={formatMessage({ id: 'product.deposit' })}
            value={terms.deposit_variant_id ?? NONE}
            onChange={(id) => change({ deposit_variant_id: id === NONE ? null : id })}
            error={errorOf('deposit_variant_id')}
            options={[
              { value: NONE, label: formatMessage({ id: 'product.deposit_none' }) },
              ...deposits.items.map(({ variant_id, name }) => ({ value: variant_id, label: name })),
            ]}
          />
        )}
      </div>
    </div>
  );
}
