import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { categoriesQuery } from '../../api/queries';
import { Button, IconButton, Select, TextField } from '../../design';
import { VariantPicker } from '../shared/VariantPicker';
import { emptyPart, partsOf, type GoodsDraft, type PartDraft, type PromotionDraft } from './draft';
import shared from '../shared/shared.module.css';
import styles from './Promotions.module.css';

/** The goods that a promotion reaches, part by part. */
export function Parts({
  draft: { kind, parts },
  onChange,
  error,
}: {
  draft: PromotionDraft;
  onChange: (parts: readonly PartDraft[]) => void;
  error: string | undefined;
}) {
  const change = (key: string, changes: Partial<PartDraft>) =>
    onChange(parts.map((part) => (part.key === key ? { ...part, ...changes } : part)));
  return (
    <>
      {parts.map((part, at) => (
        <Part
          key={part.key}
          part={part}
          title={
            <FormattedMessage
              id={
                kind === 'bundle'
                  ? 'promotions.part'
                  : kind === 'buy_get'
                    ? at === 0
                      ? 'promotions.bought'
                      : 'promotions.given'
                    : 'promotions.goods'
              }
              values={{ no: at + 1 }}
            />
          }
          empty={
            <FormattedMessage
              id={
                kind === 'bundle'
                  ? 'promotions.goods_needed'
                  : kind === 'buy_get' && at === 1
                    ? 'promotions.goods_same'
                    : 'promotions.goods_all'
              }
            />
          }
          hasQuantity={kind === 'bundle'}
          onChange={(changes) => change(part.key, changes)}
          onRemove={
            kind === 'bundle' && parts.length > partsOf(kind)
              ? () => onChange(parts.filter(({ key }) => key !== part.key))
              : undefined
          }
        />
      ))}
      {error && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      {kind === 'bundle' && (
        <Button
          size="sm"
          icon={<Plus aria-hidden="true" />}
          className={styles.start}
          onPress={() => onChange([...parts, emptyPart()])}
        >
          <FormattedMessage id="promotions.add_part" />
        </Button>
      )}
    </>
  );
}

function Part({
  part: { goods, quantity },
  title,
  empty,
  hasQuantity,
  onChange,
  onRemove,
}: {
  part: PartDraft;
  title: React.ReactNode;
  empty: React.ReactNode;
  hasQuantity: boolean;
  onChange: (changes: Partial<PartDraft>) => void;
  onRemove?: () => void;
}) {
  const { formatMessage } = useIntl();
  const { data: categories } = useQuery(categoriesQuery);
  /** Picks the next one with an empty field. */
  const [round, setRound] = useState(0);
  const add = (one: GoodsDraft) => {
    const isThere = goods.some(
      ({ categoryId, variantId }) => categoryId === one.categoryId && variantId === one.variantId,
    );
    if (!isThere) onChange({ goods: [...goods, one] });
    setRound(round + 1);
  };
  return (
    <fieldset className={styles.part}>
      <legend className={styles.legend}>{title}</legend>
      {goods.length === 0 ? (
        <p className={styles.quiet}>{empty}</p>
      ) : (
        <ul className={styles.chips}>
          {goods.map((one) => (
            <li key={one.categoryId ?? one.variantId} className={styles.chip}>
              <span>{one.name}</span>
              <IconButton
                size="sm"
                label={formatMessage({ id: 'promotions.remove_goods' }, { name: one.name })}
                onPress={() => onChange({ goods: goods.filter((other) => other !== one) })}
              >
                <X aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <div className={shared.pair}>
        {hasQuantity && (
          <TextField
            inputMode="numeric"
            label={formatMessage({ id: 'promotions.quantity' })}
            value={quantity}
            onChange={(text) => onChange({ quantity: text })}
          />
        )}
        <Select
          key={`category ${round}`}
          label={formatMessage({ id: 'promotions.add_category' })}
          placeholder={formatMessage({ id: 'promotions.choose' })}
          value={null}
          onChange={(id) =>
            add({
              categoryId: id,
              variantId: null,
              name: categories?.items.find((one) => one.id === id)?.name ?? '',
            })
          }
          options={(categories?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
        <VariantPicker
          key={`variant ${round}`}
          any
          quiet
          label={formatMessage({ id: 'promotions.add_product' })}
          locationId={null}
          onPick={(picked) =>
            picked && add({ categoryId: null, variantId: picked.id, name: picked.name })
          }
        />
      </div>
      {onRemove && (
        <Button size="sm" variant="ghost" className={styles.start} onPress={onRemove}>
          <FormattedMessage id="promotions.remove_part" />
        </Button>
      )}
    </fieldset>
  );
}
