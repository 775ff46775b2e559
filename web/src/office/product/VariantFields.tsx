import { Plus, Trash2, X } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Id, LineKind, Variant } from '../../api/types';
import { Button, Checkbox, IconButton, Quantity, Switch, TextField } from '../../design';
import { adviseGtin } from '../shared/gtin';
import { Link } from '../shared/Link';
import { MoneyField } from '../shared/MoneyField';
import type { VariantDraft } from './draft';
import { PriceParts } from './PriceParts';
import { TermsFields } from './TermsFields';
import styles from './Product.module.css';

/** One thing on the shelf: its number, codes, price and cost. */
export function VariantFields({
  variant,
  kind,
  taxCategoryId,
  stock,
  productId,
  isOnly,
  currency,
  errorOf,
  onChange,
  onRemove,
}: {
  variant: VariantDraft;
  kind: LineKind;
  taxCategoryId: Id | null;
  stock: Variant['stock'];
  productId: Id;
  isOnly: boolean;
  currency: string;
  errorOf: (field: string) => string | undefined;
  onChange: (changes: Partial<VariantDraft>) => void;
  onRemove?: () => void;
}) {
  const { formatMessage } = useIntl();
  return (
    <fieldset className={styles.variant}>
      <legend className="visually-hidden">
        {variant.name || variant.sku || formatMessage({ id: 'product.variant_new' })}
      </legend>
      <div className={styles.grid}>
        {!isOnly && (
          <TextField
            label={formatMessage({ id: 'product.variant_name' })}
            value={variant.name}
            onChange={(name) => onChange({ name })}
            error={errorOf('name')}
          />
        )}
        <TextField
          label={formatMessage({ id: 'product.sku' })}
          value={variant.sku}
          onChange={(sku) => onChange({ sku })}
          error={errorOf('sku')}
        />
        <MoneyField
          label={formatMessage({ id: 'product.price' })}
          currency={currency}
          value={variant.price}
          onChange={(price) => onChange({ price })}
          error={errorOf('price')}
        />
        <MoneyField
          label={formatMessage({ id: 'product.cost' })}
          currency={currency}
          value={variant.cost}
          onChange={(cost) => onChange({ cost })}
          error={errorOf('cost')}
        />
      </div>
      <PriceParts
        price={variant.price}
        currency={currency}
        kind={kind}
        taxCategoryId={taxCategoryId}
      />
      <Barcodes
        codes={variant.barcodes}
        error={errorOf('barcodes')}
        onChange={(barcodes) => onChange({ barcodes })}
      />
      {kind !== 'deposit' && (
        <TermsFields
          terms={variant.terms}
          kind={kind}
          currency={currency}
          errorOf={(field) => errorOf(`terms.${field}`)}
          onChange={(terms) => onChange({ terms })}
        />
      )}
      <div className={styles.foot}>
        {variant.isNew && kind === 'goods' && (
          <Checkbox
            isSelected={variant.track_stock}
            onChange={(track_stock) => onChange({ track_stock })}
          >
            <FormattedMessage id="product.track_stock" />
          </Checkbox>
        )}
        {!variant.isNew && !isOnly && (
          <Switch isSelected={variant.active} onChange={(active) => onChange({ active })}>
            <FormattedMessage id="product.variant_sold" />
          </Switch>
        )}
        {stock && (
          <span className={styles.stock}>
            <FormattedMessage
              id="product.stock_line"
              values={{
                on_hand: <Quantity value={stock.on_hand} />,
                available: <Quantity value={stock.available} />,
              }}
            />{' '}
            <Link to={`/stock/${variant.id}?product=${productId}`}>
              <FormattedMessage id="product.stock_link" />
            </Link>
          </span>
        )}
        {onRemove && (
          <Button size="sm" variant="ghost" icon={<Trash2 aria-hidden="true" />} onPress={onRemove}>
            <FormattedMessage id="product.remove_variant" />
          </Button>
        )}
      </div>
    </fieldset>
  );
}

/** As many barcodes as the thing carries, each with what its check digit says. */
function Barcodes({
  codes,
  error,
  onChange,
}: {
  codes: readonly string[];
  error?: string;
  onChange: (codes: string[]) => void;
}) {
  const { formatMessage } = useIntl();
  const set = (at: number, code: string) =>
    onChange(codes.map((old, index) => (index === at ? code : old)));
  return (
    <div className={styles.codes}>
      {codes.map((code, index) => (
        <div key={index} className={styles.code}>
          <TextField
            label={formatMessage({ id: 'product.barcode' })}
            hideLabel={index > 0}
            inputMode="numeric"
            autoFocus={code === ''}
            value={code}
            onChange={(text) => set(index, text.trim())}
            onKeyDown={(event) => {
              // A scanner ends with Enter; that is no wish to save.
              if (event.key === 'Enter') event.preventDefault();
            }}
            error={index === codes.length - 1 ? error : undefined}
            description={<Advice code={code} onUse={(gtin) => set(index, gtin)} />}
          />
          <IconButton
            label={formatMessage({ id: 'product.remove_barcode' }, { code })}
            onPress={() => onChange(codes.filter((_, at) => at !== index))}
          >
            <X aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <Button
        size="sm"
        variant="ghost"
        icon={<Plus aria-hidden="true" />}
        className={styles.addCode}
        onPress={() => onChange([...codes, ''])}
      >
        <FormattedMessage id="product.add_barcode" />
      </Button>
    </div>
  );
}

function Advice({ code, onUse }: { code: string; onUse: (gtin: string) => void }) {
  const advice = adviseGtin(code);
  if (!code || advice.kind === 'own') return null;
  if (advice.kind === 'right') return <FormattedMessage id="product.gtin.right" />;
  return (
    <span className={advice.kind === 'wrong' ? styles.wrongCode : undefined}>
      <FormattedMessage id={`product.gtin.${advice.kind}`} values={{ digit: advice.digit }} />{' '}
      <button type="button" className={styles.use} onClick={() => onUse(advice.gtin)}>
        <FormattedMessage id="product.gtin.use" values={{ gtin: advice.gtin }} />
      </button>
    </span>
  );
}
