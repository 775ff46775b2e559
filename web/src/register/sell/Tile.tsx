import { GridListItem } from 'react-aria-components/GridList';
import { Layers } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Product } from '../../api/types';
import { cx } from '../../design/cx';
import { Quantity, useFormatMoney } from '../../design/values';
import { initials } from '../../lib/initials';
import { formatQuantity } from '../model/quantity';
import { priceOf, stockHint, type StockHint } from '../state/catalogue';
import styles from './Tile.module.css';

/** A picture that is missing or does not load gives way to the name's first letters. */
export function Picture({
  name,
  url,
  className,
}: {
  name: string;
  url: string | null;
  className?: string;
}) {
  return (
    <span aria-hidden="true" className={cx(styles.picture, className)}>
      <span className={styles.letters}>{initials(name)}</span>
      {url && (
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={({ currentTarget }) => currentTarget.setAttribute('data-loaded', '')}
          onError={({ currentTarget }) => currentTarget.removeAttribute('data-loaded')}
        />
      )}
    </span>
  );
}

export function Stock({ hint }: { hint: StockHint }) {
  if (!hint) return null;
  return (
    <span className={cx(styles.stock, styles[hint.level])}>
      {hint.level === 'gone' ? (
        <FormattedMessage id="register.stock.gone" />
      ) : hint.level === 'low' ? (
        <FormattedMessage id="register.stock.low" values={{ count: Number(hint.available) }} />
      ) : (
        <Quantity value={hint.available} />
      )}
    </span>
  );
}

export interface TileProps {
  product: Product;
  /** Thousandths of it in the cart. */
  inCart: number;
}

export function Tile({ product, inCart }: TileProps) {
  const { formatMessage } = useIntl();
  const formatMoney = useFormatMoney();
  const variants = product.variants.filter(({ active }) => active);
  const hint = stockHint(variants);
  const cheapest = variants.reduce(
    (a, b) => (priceOf(b).amount < priceOf(a).amount ? b : a),
    variants[0]!,
  );
  const lowest = priceOf(cheapest);
  const isRange = variants.some((variant) => priceOf(variant).amount !== lowest.amount);
  const price = formatMoney(lowest);
  return (
    <GridListItem
      id={product.id}
      textValue={product.name}
      className={cx(styles.tile, hint?.level === 'gone' && styles.isGone)}
    >
      <Picture name={product.name} url={product.image_url} className={styles.tilePicture} />
      {inCart > 0 && (
        <span className={cx(styles.count, 'num')}>
          <span className="visually-hidden">
            <FormattedMessage id="register.in_cart" />
          </span>
          <Quantity value={formatQuantity(inCart)} />
        </span>
      )}
      <span className={styles.name}>{product.name}</span>
      <span className={styles.foot}>
        <span className={cx(styles.price, isRange && styles.range, 'num')}>
          {isRange ? formatMessage({ id: 'register.price_from' }, { price }) : price}
        </span>
        {variants.length > 1 ? (
          <span className={styles.stock}>
            <Layers aria-hidden="true" />
            <span aria-hidden="true">{variants.length}</span>
            <span className="visually-hidden">
              <FormattedMessage id="register.variant_count" values={{ count: variants.length }} />
            </span>
          </span>
        ) : (
          <Stock hint={hint} />
        )}
      </span>
    </GridListItem>
  );
}
