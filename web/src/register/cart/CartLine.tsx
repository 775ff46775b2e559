import { useEffect, useRef } from 'react';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { cx } from '../../design/cx';
import { Quantity } from '../../design/values';
import { unitPrice, type CartLine as Line } from '../model/cart';
import { lineDiscount } from '../model/estimate';
import { formatQuantity, ONE } from '../model/quantity';
import type { LineNotice } from '../state/use-quote';
import { useTill } from '../state/till';
import { useRefusalText } from '../refusal';
import { Amount } from '../Amount';
import { LineEditor } from './LineEditor';
import styles from './CartLine.module.css';

export interface CartLineProps {
  line: Line;
  amount: number;
  notice: LineNotice | undefined;
  onRemove: () => void;
}

export function CartLine({ line, amount, notice, onRemove }: CartLineProps) {
  const { formatMessage } = useIntl();
  const { cart, totals, editing, setEditing, dispatch } = useTill();
  const { key, article, quantityMilli, discount, note } = line;
  const quoted = totals.lines.get(key);
  const isOpen = editing === key;
  const isCurrent = cart.current === key;
  const row = useRef<HTMLLIElement>(null);

  // The line just scanned comes into view; an open one stays there while its editor grows.
  useEffect(() => {
    const show = () => row.current?.scrollIntoView({ block: 'nearest' });
    if (isCurrent || isOpen) show();
    if (!isOpen || !row.current) return;
    const size = new ResizeObserver(show);
    size.observe(row.current);
    return () => size.disconnect();
  }, [isCurrent, isOpen, quantityMilli]);

  return (
    <li ref={row} className={cx(styles.line, isOpen && styles.open, isCurrent && styles.current)}>
      <button
        type="button"
        aria-expanded={isOpen}
        data-row=""
        data-cart-line={key}
        className={styles.row}
        onClick={() => setEditing(isOpen ? null : key)}
        onFocus={() => !isCurrent && dispatch({ type: 'touch', key })}
      >
        <span className={cx(styles.quantity, 'num')}>
          <Quantity value={formatQuantity(quantityMilli)} />
          <span className={styles.times}>×</span>
        </span>
        <span className={styles.what}>
          <span className={styles.name}>{article.name}</span>
          <span className={styles.detail}>
            {article.variantName && <span>{article.variantName}</span>}
            {(quantityMilli !== ONE || line.price !== null) && (
              <span className={cx(line.price !== null && styles.changed)}>
                <FormattedMessage
                  id="register.line.each"
                  values={{ price: <Amount minor={quoted?.unitPrice ?? unitPrice(line)} /> }}
                />
              </span>
            )}
            {quoted && quoted.regularPrice !== null && (
              <s>
                <Amount minor={quoted.regularPrice} />
              </s>
            )}
            {line.price !== null && line.priceReason && <span>{line.priceReason}</span>}
            {quoted?.priceList && <span>{quoted.priceList}</span>}
          </span>
          {line.options?.map(({ id, name, price }) => (
            <span key={id} className={styles.detail}>
              <span>{name}</span>
              {price !== 0 && (
                <span>
                  <Amount minor={price} signed />
                </span>
              )}
            </span>
          ))}
          {discount && (
            <span className={styles.detail}>
              {discount.kind === 'percent'
                ? formatMessage(
                    { id: 'register.discount.of' },
                    { percent: Number(discount.percent) },
                  )
                : formatMessage({ id: 'register.discount' })}
            </span>
          )}
          {quoted?.promotions.map(({ key: no, name }) => (
            <span key={no} className={styles.detail}>
              {name}
            </span>
          ))}
          {line.serial && (
            <span className={styles.detail}>
              <FormattedMessage id="register.serial.of" values={{ serial: line.serial }} />
            </span>
          )}
          {note && <span className={styles.note}>{note}</span>}
        </span>
        <span className={styles.amounts}>
          <Amount minor={amount} symbol={false} />
          {quoted?.promotions.map(({ key: no, amount: off }) => (
            <Amount key={no} minor={-off} symbol={false} className={styles.off} />
          ))}
          {discount && (
            <Amount minor={-lineDiscount(line, amount)} symbol={false} className={styles.off} />
          )}
        </span>
      </button>
      {notice && <Notice notice={notice} />}
      {isOpen && (
        <LineEditor
          line={line}
          amount={amount}
          onRemove={onRemove}
          onDone={() => {
            setEditing(null);
            row.current?.querySelector('button')?.focus();
          }}
        />
      )}
    </li>
  );
}

function Notice({ notice }: { notice: LineNotice }) {
  const refusalText = useRefusalText();
  const isProblem = notice.level === 'problem';
  return (
    <p
      role={isProblem ? 'alert' : undefined}
      className={cx(styles.notice, isProblem && styles.bad)}
    >
      {isProblem ? <CircleAlert aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
      {refusalText({ code: notice.code, detail: notice.detail, fix: null, field: null }).title}
    </p>
  );
}
