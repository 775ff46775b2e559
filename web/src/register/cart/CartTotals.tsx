import { KeyRound, PauseCircle, Ticket, X } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, IconButton } from '../../design/Button';
import { cx } from '../../design/cx';
import { Kbd } from '../../design/Kbd';
import { ProblemNote } from '../../design/States';
import { Quantity } from '../../design/values';
import { useTill } from '../state/till';
import { lineDiscount } from '../model/estimate';
import { lineOfField } from '../state/use-quote';
import { isProblem } from '../../api/problem';
import { Amount } from '../Amount';
import { ShiftKey, ShiftNote } from '../ShiftNeeded';
import { isStopped } from '../state/use-shift';
import { usePay } from '../use-pay';
import { DiscountButton } from './Cart';
import { Returned } from './Returned';
import styles from './Cart.module.css';

export function CartTotals() {
  const { formatMessage } = useIntl();
  const { cart, totals, dispatch, editing, setPanel, shift } = useTill();
  const { coupons = [] } = cart;
  const { pay, canPay, isPending } = usePay();
  const isEmpty = cart.lines.length === 0;
  const isWaiting = !isEmpty && isStopped(shift);
  const isGuess = !totals.isCertain && !isEmpty;
  // A line's own discount stands with the line.
  const onLines = cart.lines.reduce(
    (sum, line) => sum + lineDiscount(line, totals.amounts.get(line.key) ?? 0),
    0,
  );
  const { error } = totals;
  const isOnLine = isProblem(error) && lineOfField(error.field) !== null;
  return (
    <div className={cx(styles.foot, editing && styles.editing, isGuess && styles.guess)}>
      {error && !isOnLine && <ProblemNote error={error} />}
      {/* The editor of a line needs the room; the total says what its keys do. */}
      {!isEmpty && !editing && (
        <dl className={styles.sums}>
          {totals.deposits.map(({ line_no, name, quantity, amount }) => (
            <div key={line_no} className={styles.sum}>
              <dt>
                <Quantity value={quantity} /> × {name}
              </dt>
              <dd>
                <Amount minor={amount.amount} symbol={false} />
              </dd>
            </div>
          ))}
          <div className={styles.sum}>
            {cart.discount ? (
              <dt>
                <button type="button" className={styles.link} onClick={() => setPanel('discount')}>
                  {cart.discount.kind === 'percent'
                    ? formatMessage(
                        { id: 'register.discount.of' },
                        { percent: Number(cart.discount.percent) },
                      )
                    : formatMessage({ id: 'register.discount' })}
                </button>
              </dt>
            ) : (
              <dt>
                <DiscountButton />
              </dt>
            )}
            <dd>
              {cart.discount && (
                <Amount
                  minor={
                    totals.ownDiscount === null ? onLines - totals.discount : -totals.ownDiscount
                  }
                  symbol={false}
                />
              )}
            </dd>
          </div>
          {totals.promotions.map(({ key, name, amount }) => (
            <div key={key} className={styles.sum}>
              <dt>{name}</dt>
              <dd>
                <Amount minor={-amount} symbol={false} />
              </dd>
            </div>
          ))}
          {coupons.map((code) => (
            <div key={code} className={styles.sum}>
              <dt className={styles.coupon}>
                <Ticket aria-hidden="true" />
                {code}
                {totals.coupons.some((one) => one.code === code && !one.applied) && (
                  <span>
                    <FormattedMessage id="register.coupon.idle" />
                  </span>
                )}
              </dt>
              <dd>
                <IconButton
                  label={formatMessage({ id: 'register.coupon.remove' }, { code })}
                  onPress={() => dispatch({ type: 'remove-coupon', code })}
                >
                  <X aria-hidden="true" />
                </IconButton>
              </dd>
            </div>
          ))}
          <div className={styles.sum}>
            <dt>
              <button type="button" className={styles.link} onClick={() => setPanel('tax')}>
                {totals.exemption ? (
                  <FormattedMessage
                    id="register.exempt.of"
                    values={{ reason: totals.exemption.reason }}
                  />
                ) : totals.pricesIncludeTax ? (
                  <FormattedMessage id="register.tax_included" />
                ) : (
                  <FormattedMessage id="register.tax" />
                )}
              </button>
            </dt>
            <dd>
              <Amount
                minor={
                  totals.exemption && totals.pricesIncludeTax
                    ? -totals.exemption.tax.amount
                    : totals.tax
                }
                symbol={false}
              />
            </dd>
          </div>
        </dl>
      )}
      <p
        aria-live="polite"
        aria-atomic="true"
        aria-busy={isGuess && !error}
        className={styles.total}
      >
        <span>
          <FormattedMessage id="register.total" />
        </span>
        <Amount minor={totals.total} />
      </p>
      {!editing && <Returned />}
      {!editing && totals.approvable.length > 0 && (
        <p className={styles.hint}>
          <KeyRound aria-hidden="true" />
          <FormattedMessage id="register.approval.later" />
        </p>
      )}
      {isWaiting && !editing && <ShiftNote />}
      <div className={styles.buttons}>
        <Button
          size="lg"
          icon={<PauseCircle aria-hidden="true" />}
          isDisabled={isEmpty}
          onPress={() => setPanel('hold')}
        >
          <FormattedMessage id="register.hold" />
        </Button>
        {isWaiting ? (
          <ShiftKey className={styles.pay} />
        ) : (
          <Button
            variant="primary"
            size="lg"
            isDisabled={!canPay}
            isPending={isPending}
            className={styles.pay}
            onPress={pay}
          >
            <span className={styles.payText}>
              <FormattedMessage id="register.pay" />
              {!isEmpty && <Amount minor={Math.max(0, totals.total - totals.returned)} />}
              <Kbd className={styles.key}>P</Kbd>
            </span>
          </Button>
        )}
      </div>
    </div>
  );
}
