import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { api, call, idempotent } from '../../api/client';
import { isProblem } from '../../api/problem';
import { useMay } from '../../api/session';
import type { Product, TaxCategory } from '../../api/types';
import { Badge, Button, Card, Page, PageHeader, ProblemNote, TextField, toast } from '../../design';
import { uuidv7 } from '../../lib/uuid';
import { fieldErrors } from '../shared/field-errors';
import { BackLink } from '../shared/Link';
import {
  draftOf,
  emptyDraft,
  emptyVariant,
  isChanged,
  isTaxed,
  stockOf,
  toInput,
  toPatch,
  validate,
  type ProductDraft,
  type VariantDraft,
} from './draft';
import { OptionsCard } from './OptionsCard';
import { PictureCard } from './PictureCard';
import { putPicture } from './picture';
import { SortingCard } from './SortingCard';
import { VariantFields } from './VariantFields';
import styles from './Product.module.css';

export function ProductForm({
  product,
  currency,
  taxCategories,
}: {
  product?: Product;
  currency: string;
  taxCategories: readonly TaxCategory[];
}) {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const mayEdit = useMay('edit_catalogue');
  const client = useQueryClient();
  const [base, setBase] = useState(product);
  const [draft, setDraft] = useState(() =>
    product ? draftOf(product) : emptyDraft(taxCategories[0]?.id ?? null),
  );
  const [picture, setPicture] = useState<File | null>(null);
  const [wasTried, setWasTried] = useState(false);
  // The same until it is saved: pressing again after a lost answer does not save twice.
  const [key, setKey] = useState(uuidv7);

  // Changed elsewhere while nothing is typed here: show it as it is now.
  if (product && base && product.version !== base.version && !isChanged(draft, base)) {
    setBase(product);
    setDraft(draftOf(product));
  }

  const saving = useMutation({
    mutationFn: async () => {
      const saved = base
        ? await call(
            api.PATCH('/v1/products/{id}', {
              params: { path: { id: base.id } },
              headers: idempotent(key),
              body: toPatch(draft, base.version, currency),
            }),
          )
        : await call(
            api.POST('/v1/products', {
              headers: idempotent(key),
              body: toInput(draft, currency),
            }),
          );
      return picture ? putPicture(saved.id, picture) : saved;
    },
    onSuccess: (saved) => {
      setBase(saved);
      setDraft(draftOf(saved));
      setPicture(null);
      setWasTried(false);
      setKey(uuidv7());
      client.setQueryData(['product', saved.id], saved);
      void client.invalidateQueries({ queryKey: ['products'] });
      toast(formatMessage({ id: 'product.saved' }, { name: saved.name }), { tone: 'positive' });
      if (!product) void navigate(`/products/${saved.id}`, { replace: true });
    },
  });

  const mistakes = wasTried ? validate(draft, currency) : {};
  const paths = ['name', 'description', 'category_id', 'tax_category_id', 'image'].concat(
    draft.variants.flatMap((_, index) =>
      [
        ...['name', 'sku', 'barcodes', 'price', 'cost'],
        ...['min_price', 'max_price', 'minimum_age', 'deposit_variant_id'].map(
          (of) => `terms.${of}`,
        ),
      ].map((field) => `variants[${index}].${field}`),
    ),
  );
  const { field, rest } = fieldErrors(saving.error, paths);
  const errorOf = (path: string): string | undefined =>
    mistakes[path] ? formatMessage({ id: mistakes[path] }) : field(path);

  const change = (changes: Partial<ProductDraft>) => setDraft((old) => ({ ...old, ...changes }));
  // On what it is by then: leaving an amount tidies it in the same moment as the next field changes.
  const changeVariant = (at: number, changes: Partial<VariantDraft>) =>
    setDraft((old) => ({
      ...old,
      variants: old.variants.map((variant, index) =>
        index === at ? { ...variant, ...changes } : variant,
      ),
    }));
  const isDirty = isChanged(draft, base) || picture !== null;

  function submit(event: FormEvent): void {
    event.preventDefault();
    setWasTried(true);
    if (Object.keys(validate(draft, currency)).length === 0) saving.mutate();
  }

  function loadAgain(): void {
    if (!product) return;
    setBase(product);
    setDraft(draftOf(product));
    saving.reset();
  }

  return (
    <Page>
      <PageHeader
        title={base?.name ?? formatMessage({ id: 'products.add' })}
        back={
          <BackLink to="/products">
            <FormattedMessage id="products.title" />
          </BackLink>
        }
        subtitle={
          base && (
            <Badge tone={base.active ? 'positive' : 'neutral'}>
              <FormattedMessage id={base.active ? 'product.active' : 'product.inactive'} />
            </Badge>
          )
        }
        actions={
          <>
            {base && isDirty && (
              <Button
                onPress={() => {
                  setDraft(draftOf(base));
                  setPicture(null);
                  saving.reset();
                  setWasTried(false);
                }}
              >
                <FormattedMessage id="product.discard" />
              </Button>
            )}
            {mayEdit && (
              <Button
                type="submit"
                form="product"
                variant="primary"
                isPending={saving.isPending}
                isDisabled={!isDirty}
              >
                <FormattedMessage id="action.save" />
              </Button>
            )}
          </>
        }
      />
      <form id="product" noValidate onSubmit={submit} className={styles.columns}>
        <div className={styles.main}>
          {rest ? <ProblemNote error={rest} /> : null}
          {isProblem(saving.error, 'product_version_stale') && (
            <Button className={styles.reload} onPress={loadAgain}>
              <FormattedMessage id="product.load_again" />
            </Button>
          )}
          <Card title={<FormattedMessage id="product.about" />}>
            <div className={styles.fields}>
              <TextField
                autoFocus={!product}
                label={formatMessage({ id: 'product.name' })}
                value={draft.name}
                onChange={(name) => change({ name })}
                error={errorOf('name')}
              />
              <TextField
                rows={3}
                label={formatMessage({ id: 'product.description' })}
                value={draft.description}
                onChange={(description) => change({ description })}
                error={errorOf('description')}
              />
            </div>
          </Card>
          <Card
            title={<FormattedMessage id="product.variants" />}
            action={
              <Button
                size="sm"
                icon={<Plus aria-hidden="true" />}
                onPress={() => change({ variants: [...draft.variants, emptyVariant()] })}
              >
                <FormattedMessage id="product.add_variant" />
              </Button>
            }
          >
            <div className={styles.variants}>
              {draft.variants.map((variant, index) => (
                <VariantFields
                  key={variant.id}
                  variant={variant}
                  kind={draft.kind}
                  taxCategoryId={draft.tax_category_id}
                  stock={stockOf(base, variant.id)}
                  productId={draft.id}
                  isOnly={draft.variants.length === 1}
                  currency={currency}
                  errorOf={(of) => errorOf(`variants[${index}].${of}`)}
                  onChange={(changes) => changeVariant(index, changes)}
                  onRemove={
                    variant.isNew && draft.variants.length > 1
                      ? () => change({ variants: draft.variants.filter((one) => one !== variant) })
                      : undefined
                  }
                />
              ))}
            </div>
          </Card>
        </div>
        <div className={styles.side}>
          <PictureCard
            url={base?.image_url ?? null}
            chosen={picture}
            error={errorOf('image')}
            onChoose={setPicture}
          />
          <SortingCard
            draft={draft}
            isNew={!base}
            taxCategories={taxCategories}
            errorOf={errorOf}
            onChange={change}
          />
          {product && isTaxed(product.kind) && <OptionsCard product={product} />}
        </div>
      </form>
    </Page>
  );
}
