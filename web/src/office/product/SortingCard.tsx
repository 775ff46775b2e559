import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import { categoriesQuery } from '../../api/queries';
import type { TaxCategory } from '../../api/types';
import { Button, Card, ProblemNote, Select, Switch, TextField } from '../../design';
import { isTaxed, KINDS, type ProductDraft } from './draft';
import styles from './Product.module.css';

/** Where a product belongs: kind, category, tax, and whether it is sold. */
export function SortingCard({
  draft,
  isNew,
  taxCategories,
  errorOf,
  onChange,
}: {
  draft: ProductDraft;
  isNew: boolean;
  taxCategories: readonly TaxCategory[];
  errorOf: (path: string) => string | undefined;
  onChange: (changes: Partial<ProductDraft>) => void;
}) {
  const { formatMessage } = useIntl();
  const { data: categories } = useQuery(categoriesQuery);
  return (
    <Card title={<FormattedMessage id="product.sorting" />}>
      <div className={styles.fields}>
        {!isNew && (
          <Switch isSelected={draft.active} onChange={(active) => onChange({ active })}>
            <FormattedMessage id="product.sold" />
          </Switch>
        )}
        <Select
          label={formatMessage({ id: 'product.kind' })}
          isDisabled={!isNew}
          value={draft.kind}
          onChange={(kind) => onChange({ kind })}
          options={KINDS.map((kind) => ({
            value: kind,
            label: formatMessage({ id: `kind.${kind}` }),
          }))}
        />
        <Select
          label={formatMessage({ id: 'product.category' })}
          value={draft.category_id ?? 'none'}
          onChange={(id) => onChange({ category_id: id === 'none' ? null : id })}
          error={errorOf('category_id')}
          options={[
            { value: 'none', label: formatMessage({ id: 'product.no_category' }) },
            ...(categories?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <NewCategory onAdded={(category_id) => onChange({ category_id })} />
        {isTaxed(draft.kind) && (
          <Select
            label={formatMessage({ id: 'product.tax_category' })}
            placeholder={formatMessage({ id: 'product.choose' })}
            value={draft.tax_category_id}
            onChange={(tax_category_id) => onChange({ tax_category_id })}
            error={errorOf('tax_category_id')}
            options={taxCategories.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </div>
    </Card>
  );
}

/** A category that does not exist yet, without leaving the product. */
function NewCategory({ onAdded }: { onAdded: (id: string) => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [name, setName] = useState<string | null>(null);
  const adding = useMutation({
    mutationFn: (text: string) => call(api.POST('/v1/categories', { body: { name: text } })),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['categories'] });
      onAdded(id);
      setName(null);
    },
  });
  if (name === null) {
    return (
      <Button
        size="sm"
        variant="ghost"
        icon={<Plus aria-hidden="true" />}
        className={styles.newCategory}
        onPress={() => setName('')}
      >
        <FormattedMessage id="product.new_category" />
      </Button>
    );
  }
  return (
    <div className={styles.inline}>
      <TextField
        autoFocus
        hideLabel
        label={formatMessage({ id: 'product.new_category' })}
        placeholder={formatMessage({ id: 'product.category_name' })}
        value={name}
        onChange={setName}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setName(null);
          if (event.key !== 'Enter') return;
          // Not the whole product yet.
          event.preventDefault();
          if (name.trim()) adding.mutate(name.trim());
        }}
      />
      <Button
        isDisabled={!name.trim()}
        isPending={adding.isPending}
        onPress={() => adding.mutate(name.trim())}
      >
        <FormattedMessage id="product.add_category" />
      </Button>
      {adding.error && <ProblemNote error={adding.error} />}
    </div>
  );
}
