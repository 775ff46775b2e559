import { Button as AriaButton } from 'react-aria-components/Button';
import { useIntl } from 'react-intl';
import type { Product } from '../../api/types';
import { cx } from '../../design/cx';
import { Dialog } from '../../design/Dialog';
import { Money } from '../../design/values';
import { articleOf, priceOf, stockHint } from '../state/catalogue';
import { useTill } from '../state/till';
import { Picture, Stock } from './Tile';
import styles from './VariantDialog.module.css';

/** Which of a product's variants: a key for each, the first one has the focus. */
export function VariantDialog({
  product,
  onClose,
}: {
  product: Product | null;
  onClose: () => void;
}) {
  const { formatMessage } = useIntl();
  const { add } = useTill();
  const variants = product?.variants.filter(({ active }) => active) ?? [];
  return (
    <Dialog
      isOpen={product !== null}
      onClose={onClose}
      title={product ? formatMessage({ id: 'register.variant.which' }, { name: product.name }) : ''}
    >
      {product && (
        <div className={styles.variants}>
          {variants.map((variant, at) => {
            const hint = stockHint([variant]);
            return (
              <AriaButton
                key={variant.id}
                autoFocus={at === 0}
                className={cx(styles.variant, hint?.level === 'gone' && styles.isGone)}
                onPress={() => {
                  add(articleOf({ product, variant }));
                  onClose();
                }}
              >
                <Picture name={variant.name} url={product.image_url} className={styles.picture} />
                <span className={styles.name}>{variant.name}</span>
                <Stock hint={hint} />
                <Money value={priceOf(variant)} className={styles.price} />
              </AriaButton>
            );
          })}
        </div>
      )}
    </Dialog>
  );
}
