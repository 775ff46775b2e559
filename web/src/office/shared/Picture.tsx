import { Package } from 'lucide-react';
import { useState } from 'react';
import { cx } from '../../design';
import styles from './Picture.module.css';

/** A product's picture; the name beside it says what it is, so it is silent. */
export function Picture({
  url,
  size = 'sm',
}: {
  url: string | null | undefined;
  size?: 'sm' | 'md' | 'lg';
}) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span className={cx(styles.picture, styles[size])}>
      {url && url !== broken ? (
        <img src={url} alt="" loading="lazy" decoding="async" onError={() => setBroken(url)} />
      ) : (
        <Package aria-hidden="true" />
      )}
    </span>
  );
}
