import { useMutation, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Minus, PackageOpen, Plus } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import type { Refund, Tender, UnlinkedRefundInput } from '../../api/types';
import { Button, IconButton } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { SearchField } from '../../design/Field';
import { EmptyState } from '../../design/States';
import { Tabs } from '../../design/Tabs';
import { Quantity } from '../../design/values';
import { uuidv7 } from '../../lib/uuid';
import type { MessageId } from '../../messages';
import { formatQuantity, ONE } from '../model/quantity';
import { bring, count, goodsInput, priceOf, reprice, worthOf } from '../model/without-receipt';
import type { Brought } from '../model/without-receipt';
import { MoneyPad } from '../cart/Pads';
import { articleOf, searchQuery } from '../state/catalogue';
import { useIntentKey } from '../state/use-intent-key';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { RefundDone } from './RefundDone';
import { Ends, Why } from './RefundParts';
import styles from './Refund.module.css';

const USUAL = [
  'register.without.reason.gift',
  'register.without.reason.lost',
  'register.without.reason.elsewhere',
] as const satisfies readonly MessageId[];

/** In what money goes back where nobody knows how it came: a card gets only what was taken from it. */
const WAYS = ['cash', 'voucher', 'bank_transfer'] as const satisfies readonly Tender[];

export interface WithoutReceiptProps {
  brought: Brought;
  onChange: (brought: Brought) => void;
  onDone: () => void;
}

/** Goods come back and nobody knows the sale: what they are, at which price, and why. */
export function WithoutReceipt({ brought, onChange, onDone }: WithoutReceiptProps) {
  const { formatMessage } = useIntl();
  const { register, currency, takeBack } = useTill();
  const [reason, setReason] = useState('');
  const [restock, setRestock] = useState(true);
  const [tender, setTender] = useState<(typeof WAYS)[number]>('cash');
  const [pricing, setPricing] = useState<number | null>(null);
  const [isTried, setTried] = useState(false);
  const [done, setDone] = useState<Refund | null>(null);
  const [id] = useState(() => uuidv7());
  const keyFor = useIntentKey();
  const goods = goodsInput(brought, currency);
  // Tax may come on top, and deposits with their bottles: the server says what goes back.
  const asked = JSON.stringify([{ goods, reason: 'quote' }]);
  const { data: quote } = useQuery({
    queryKey: ['quote', register.id, 'returned', asked],
    queryFn: ({ signal }) => {
      const body = { register_id: register.id, lines: [], returned: JSON.parse(asked) };
      return call(api.POST('/v1/quotes', { body, signal }));
    },
    enabled: brought.length > 0,
    placeholderData: (before) => before,
  });
  const amount = quote?.returned?.total.amount ?? worthOf(brought);
  const refund = useMutation({
    mutationFn: (body: UnlinkedRefundInput) =>
      call(api.POST('/v1/refunds', { body, headers: idempotent(keyFor(body)) })),
    onSuccess: setDone,
  });
  if (done) return <RefundDone refund={done} onDone={onDone} />;

  const isReady = brought.length > 0 && reason.trim() !== '';
  function submit(): void {
    setTried(true);
    if (!isReady) return;
    const about = { id, register_id: register.id, reason: reason.trim(), restock, tender };
    refund.mutate({ ...about, lines: goods });
  }
  function exchange(): void {
    setTried(true);
    if (!isReady) return;
    takeBack({
      key: id,
      number: null,
      goods: brought.map(({ article, quantityMilli }) => ({ name: article.name, quantityMilli })),
      worth: amount,
      input: { goods, reason: reason.trim(), restock },
    });
  }

  const priced = pricing === null ? undefined : brought[pricing];
  return (
    <>
      <div className={styles.form}>
        <div>
          <h2 className={styles.heading}>
            <FormattedMessage id="register.without" />
          </h2>
          <p className={styles.aboutNote}>
            <FormattedMessage id="register.without.text" />
          </p>
        </div>
        <FindGoods onFound={(article) => onChange(bring(brought, article))} />
        {brought.length === 0 ? (
          <EmptyState
            icon={<PackageOpen aria-hidden="true" />}
            title={<FormattedMessage id="register.without.empty" />}
          >
            <FormattedMessage id="register.without.empty_text" />
          </EmptyState>
        ) : (
          <ul className={styles.lines}>
            {brought.map((line, at) => (
              <li key={line.article.variantId} className={styles.line}>
                <span className={styles.lineName}>
                  <span>
                    {line.article.name}
                    {line.article.variantName && (
                      <span className={styles.lineNote}>{line.article.variantName}</span>
                    )}
                  </span>
                </span>
                <div
                  role="group"
                  aria-label={formatMessage(
                    { id: 'register.refund.quantity' },
                    { name: line.article.name },
                  )}
                  className={styles.stepper}
                >
                  <IconButton
                    size="sm"
                    variant="secondary"
                    label={formatMessage({ id: 'register.line.less' })}
                    onPress={() => onChange(count(brought, at, -ONE))}
                  >
                    <Minus aria-hidden="true" />
                  </IconButton>
                  <span aria-live="polite" className={styles.chosen}>
                    <Quantity value={formatQuantity(line.quantityMilli)} />
                  </span>
                  <IconButton
                    size="sm"
                    variant="secondary"
                    label={formatMessage({ id: 'register.line.more' })}
                    onPress={() => onChange(count(brought, at, ONE))}
                  >
                    <Plus aria-hidden="true" />
                  </IconButton>
                </div>
                <Button variant="ghost" onPress={() => setPricing(at)}>
                  <FormattedMessage
                    id="register.without.each"
                    values={{ price: <Amount minor={priceOf(line)} /> }}
                  />
                </Button>
              </li>
            ))}
          </ul>
        )}
        <Why
          usual={USUAL}
          reason={reason}
          onReason={setReason}
          isTried={isTried}
          restock={restock}
          onRestock={setRestock}
        />
        <Tabs
          label={formatMessage({ id: 'register.without.way' })}
          look="segmented"
          className={styles.choices}
          selected={tender}
          onSelect={setTender}
          tabs={WAYS.map((key) => ({
            key,
            label: <FormattedMessage id={`register.tender.${key}`} />,
          }))}
        />
      </div>
      <Ends
        isEmpty={brought.length === 0}
        amount={amount}
        isPending={refund.isPending}
        error={refund.error}
        onRefund={submit}
        onExchange={exchange}
      />
      <Dialog
        size="sm"
        isOpen={priced !== undefined}
        onClose={() => setPricing(null)}
        title={priced?.article.name ?? ''}
      >
        {priced && (
          <>
            <MoneyPad
              label={formatMessage({ id: 'register.line.price' })}
              value={priceOf(priced)}
              onChange={(minor) => onChange(reprice(brought, pricing!, minor))}
              onEnter={() => setPricing(null)}
            />
            <Button variant="primary" size="lg" block onPress={() => setPricing(null)}>
              <FormattedMessage id="register.done" />
            </Button>
          </>
        )}
      </Dialog>
    </>
  );
}

/** Looks goods up by their name or code; a tap takes one. */
function FindGoods({ onFound }: { onFound: (article: ReturnType<typeof articleOf>) => void }) {
  const { formatMessage } = useIntl();
  const { register } = useTill();
  const [text, setText] = useState('');
  const asked = useDeferredValue(text.trim());
  const { data } = useQuery({
    ...searchQuery(register.location_id, asked),
    enabled: asked.length > 1,
  });
  const found = asked.length > 1 ? (data?.items ?? []) : [];
  const matches = found.flatMap((product) =>
    product.variants.filter(({ active }) => active).map((variant) => ({ product, variant })),
  );
  const take = (match: (typeof matches)[number]) => {
    onFound(articleOf(match));
    setText('');
  };
  return (
    <div>
      <SearchField
        label={formatMessage({ id: 'register.without.search' })}
        value={text}
        onChange={setText}
        onSubmit={() => matches[0] && take(matches[0])}
      />
      {matches.length > 0 && (
        <ul className={styles.found}>
          {matches.slice(0, 8).map((match) => (
            <li key={match.variant.id}>
              <AriaButton data-row="" className={styles.order} onPress={() => take(match)}>
                <span className={styles.number}>
                  {match.product.name} {match.variant.name}
                </span>
                <Amount minor={articleOf(match).listPrice} className={styles.orderTotal} />
                <span className={styles.orderNote}>{match.variant.sku}</span>
              </AriaButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
