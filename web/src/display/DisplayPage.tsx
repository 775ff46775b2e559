import { useEffect, useRef, useState } from 'react';
import { Check, CreditCard, Store } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useSearchParams } from 'react-router';
import { cx } from '../design/cx';
import { QrCode } from '../design/QrCode';
import { Money, Quantity } from '../design/values';
import { displayChannel } from '../lib/display-channel';
import type { DisplayLine, DisplayView, Shown } from '../register/model/display';
import styles from './Display.module.css';

const NOBODY: Shown = { shop: '', logoId: null, currency: 'EUR', view: { is: 'idle' } };

/** What the till of this register shows, as it tells it. */
function useShown(registerId: string): Shown {
  const [shown, setShown] = useState(NOBODY);
  useEffect(() => {
    const channel = displayChannel(registerId);
    channel.onmessage = ({ data }: MessageEvent<string>) => {
      if (data !== 'hello') setShown(JSON.parse(data) as Shown);
    };
    channel.postMessage('hello');
    return () => channel.close();
  }, [registerId]);
  return shown;
}

/** The second screen, for the customer: nothing on it can be pressed. */
export function Component() {
  const { formatMessage } = useIntl();
  const [params] = useSearchParams();
  const { shop, logoId, currency, view } = useShown(params.get('register') ?? '');
  const title = formatMessage({ id: 'display.title' });
  useEffect(() => {
    document.title = shop ? `${shop} · OneTill` : `${title} · OneTill`;
  }, [shop, title]);
  const amount = (minor: number) => <Money value={{ amount: minor, currency }} />;
  return (
    <main className={styles.display} aria-label={title}>
      {view.is === 'cart' ? (
        <CartView view={view} shop={shop} amount={amount} />
      ) : view.is === 'idle' ? (
        <section className={styles.center}>
          {logoId ? (
            <img className={styles.logo} src={`/v1/images/${logoId}`} alt="" />
          ) : (
            <Store className={styles.sign} aria-hidden="true" />
          )}
          <h1 className={styles.shop}>{shop || title}</h1>
          <p className={styles.quiet}>
            <FormattedMessage id={shop ? 'display.welcome' : 'display.no_till'} />
          </p>
        </section>
      ) : (
        <section className={styles.center} role="status">
          <MoneyView view={view} amount={amount} />
        </section>
      )}
    </main>
  );
}

type Amounts = (minor: number) => React.ReactNode;

interface CartViewProps {
  view: Extract<DisplayView, { is: 'cart' }>;
  shop: string;
  amount: Amounts;
}

function CartView({ view, shop, amount }: CartViewProps) {
  const { formatMessage } = useIntl();
  const current = useRef<HTMLLIElement>(null);
  const { lines } = view;
  const shown = lines.some(({ key }) => key === view.current) ? view.current : lines.at(-1)?.key;
  // What was scanned last is in view, however long the list.
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [view]);
  return (
    <>
      <h1 className={styles.head}>{shop}</h1>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the focus */}
      <ul className={styles.lines} tabIndex={0} aria-label={formatMessage({ id: 'display.cart' })}>
        {lines.map((line) => (
          <li
            key={line.key}
            ref={line.key === shown ? current : null}
            className={cx(styles.line, line.key === shown && styles.current)}
          >
            <Line line={line} amount={amount} />
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        {view.saved > 0 && (
          <p className={cx(styles.sum, styles.saved)}>
            <FormattedMessage id="display.saved" />
            {amount(view.saved)}
          </p>
        )}
        <p className={styles.sum}>
          <FormattedMessage id={view.pricesIncludeTax ? 'register.tax_included' : 'register.tax'} />
          {amount(view.tax)}
        </p>
        <p className={styles.total} aria-live="polite" aria-atomic="true">
          <FormattedMessage id="register.total" />
          {amount(view.total)}
        </p>
      </div>
    </>
  );
}

function Line({ line, amount }: { line: DisplayLine; amount: Amounts }) {
  return (
    <>
      <span className={styles.quantity}>
        <Quantity value={line.quantity} /> ×
      </span>
      <span className={styles.what}>
        {line.name}
        {line.variant && <span className={styles.detail}>{line.variant}</span>}
        {line.each !== null && (
          <span className={styles.detail}>
            <FormattedMessage id="register.line.each" values={{ price: amount(line.each) }} />
          </span>
        )}
      </span>
      <span>{amount(line.amount)}</span>
      {line.off.map(({ name, amount: off }, at) => (
        <span key={at} className={styles.off}>
          <span>{name ?? <FormattedMessage id="register.discount" />}</span>
          {amount(-off)}
        </span>
      ))}
    </>
  );
}

interface MoneyViewProps {
  view: Exclude<DisplayView, { is: 'cart' | 'idle' }>;
  amount: Amounts;
}

/** From what is due to the change. */
function MoneyView({ view, amount }: MoneyViewProps) {
  const { formatMessage } = useIntl();
  switch (view.is) {
    case 'pay':
      return (
        <>
          <h1 className={styles.label}>
            <FormattedMessage id={view.paid > 0 ? 'display.rest' : 'display.due'} />
          </h1>
          <p className={styles.figure}>{amount(view.rest)}</p>
          {view.paid > 0 && (
            <p className={styles.quiet}>
              <FormattedMessage
                id="display.paid_of"
                values={{ paid: amount(view.paid), total: amount(view.total) }}
              />
            </p>
          )}
          {view.change > 0 && (
            <p className={styles.quiet}>
              <FormattedMessage id="register.change.of" values={{ amount: amount(view.change) }} />
            </p>
          )}
        </>
      );
    case 'card':
      return (
        <>
          <CreditCard className={styles.sign} aria-hidden="true" />
          <h1 className={styles.label}>
            <FormattedMessage id={`display.card.${view.step}`} />
          </h1>
          <p className={styles.figure}>{amount(view.amount)}</p>
        </>
      );
    case 'done':
      return (
        <>
          <Check className={cx(styles.sign, styles.good)} aria-hidden="true" />
          <h1 className={styles.label}>
            <FormattedMessage id="display.thanks" />
          </h1>
          <p className={styles.quiet}>
            <FormattedMessage id={view.change > 0 ? 'register.change' : 'register.paid'} />
          </p>
          <p className={styles.figure}>{amount(view.change > 0 ? view.change : view.total)}</p>
          {view.number && (
            <div className={styles.keep}>
              <QrCode
                text={view.number}
                label={formatMessage({ id: 'display.qr' }, { number: view.number })}
                className={styles.qr}
              />
              <p className={styles.quiet}>
                <FormattedMessage id="display.keep" values={{ number: view.number }} />
              </p>
            </div>
          )}
        </>
      );
  }
}
