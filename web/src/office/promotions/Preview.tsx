import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Minus, Plus, ShoppingBasket } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import type { Id, NewPromotion, Product, PromotionPreview, Quote } from '../../api/types';
import { Card, EmptyState, IconButton, Money, ProblemNote, Skeleton } from '../../design';
import { isZero, negate } from '../shared/amounts';
import { VariantPicker } from '../shared/VariantPicker';
import { triedCart, type TriedLine } from './draft';
import ledger from '../shared/Ledger.module.css';
import styles from './Promotions.module.css';

/** Goods to try it on: those it names, or some of what the shop sells. */
function suggested(promotion: NewPromotion, products: readonly Product[]): TriedLine[] {
  const goods = promotion.goods ?? [];
  const wanted = goods.filter(({ variant_id }) => variant_id);
  const all = products.flatMap((product) =>
    product.variants
      .filter(({ active }) => active)
      .slice(0, 1)
      .map(({ id }) => ({ id, name: product.name, category: product.category_id })),
  );
  const ids = new Set<Id>();
  const lines: TriedLine[] = [];
  const add = (id: Id, name: string, quantity: number) => {
    if (ids.has(id) || lines.length === 4) return;
    ids.add(id);
    lines.push({ id, name, quantity });
  };
  const usual = Math.min(12, (promotion.buy ?? 1) + (promotion.get ?? 0));
  for (const { variant_id, name, quantity } of wanted) {
    add(variant_id!, name ?? '', Math.max(usual, quantity ?? 1));
  }
  for (const { id, name, category } of all) {
    const isIn = goods.some(({ category_id }) => category_id === category);
    if (goods.length === 0 || isIn) add(id, name, usual);
  }
  return lines;
}

/** What the promotion does to a cart as it stands on this screen, by the server's own pricing. */
export function Preview({ promotion, replaces }: { promotion: NewPromotion; replaces: Id | null }) {
  const { formatMessage } = useIntl();
  const [chosen, setChosen] = useState<readonly TriedLine[] | null>(null);
  /** Picks the next one with an empty field. */
  const [round, setRound] = useState(0);
  const category = promotion.goods?.find(({ category_id }) => category_id)?.category_id;
  const { data: products } = useQuery({
    queryKey: ['products', 'preview', category ?? null],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/products', {
          params: { query: { active: true, limit: 4, category_id: category ?? undefined } },
          signal,
        }),
      ),
  });
  const lines = chosen ?? suggested(promotion, products?.items ?? []);
  const body = useDeferredValue(
    JSON.stringify({
      promotion,
      replaces,
      cart: triedCart(lines, promotion.validity?.location_id ?? null),
    }),
  );
  const { data, error } = useQuery({
    queryKey: ['promotions', 'preview', body],
    queryFn: ({ signal }) =>
      call(
        api.POST('/v1/promotions/preview', {
          body: JSON.parse(body) as PromotionPreview,
          signal,
        }),
      ),
    enabled: lines.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const step = (id: Id, by: number) =>
    setChosen(
      lines
        .map((line) => (line.id === id ? { ...line, quantity: line.quantity + by } : line))
        .filter(({ quantity }) => quantity > 0),
    );
  return (
    <Card title={<FormattedMessage id="promotions.preview" />} className={styles.block}>
      <div className={styles.preview} aria-live="polite">
        <p className={styles.quiet}>
          <FormattedMessage id="promotions.preview_text" />
        </p>
        {lines.length === 0 ? (
          <EmptyState
            icon={<ShoppingBasket aria-hidden="true" />}
            title={<FormattedMessage id="promotions.preview_empty" />}
          />
        ) : error ? (
          <ProblemNote error={error} />
        ) : data ? (
          <Priced quote={data} lines={lines} onStep={step} />
        ) : (
          <Skeleton height="180px" />
        )}
        <VariantPicker
          key={round}
          any
          quiet
          label={formatMessage({ id: 'promotions.preview_add' })}
          locationId={null}
          onPick={(picked) => {
            if (!picked) return;
            setRound(round + 1);
            if (lines.some(({ id }) => id === picked.id)) step(picked.id, 1);
            else setChosen([...lines, { id: picked.id, name: picked.name, quantity: 1 }]);
          }}
        />
      </div>
    </Card>
  );
}

function Priced({
  quote,
  lines,
  onStep,
}: {
  quote: Quote;
  lines: readonly TriedLine[];
  onStep: (id: Id, by: number) => void;
}) {
  const { formatMessage } = useIntl();
  return (
    <table className={ledger.table}>
      <tbody>
        {quote.lines.map((line, at) => {
          const tried = lines[at];
          const reasons = quote.discounts.filter(({ line_no }) => line_no === line.line_no);
          return (
            <tr key={line.line_no}>
              <td>
                <span className={styles.stepper}>
                  <IconButton
                    size="sm"
                    label={formatMessage({ id: 'promotions.less' }, { name: line.name })}
                    onPress={() => tried && onStep(tried.id, -1)}
                  >
                    <Minus aria-hidden="true" />
                  </IconButton>
                  <span className="num">{tried?.quantity}</span>
                  <IconButton
                    size="sm"
                    label={formatMessage({ id: 'promotions.more' }, { name: line.name })}
                    onPress={() => tried && onStep(tried.id, 1)}
                  >
                    <Plus aria-hidden="true" />
                  </IconButton>
                </span>
              </td>
              <td>
                <span className={ledger.name}>
                  {line.name}
                  {reasons.map(({ discount_no, reason, amount }) => (
                    <span key={discount_no} className={styles.reason}>
                      {reason} <Money value={negate(amount)} />
                    </span>
                  ))}
                </span>
              </td>
              <td className={ledger.end}>
                <Money value={line.amount} />
              </td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        {quote.discounts
          .filter(({ line_no }) => line_no === null)
          .map(({ discount_no, reason, amount }) => (
            <tr key={discount_no}>
              <td />
              <td className={styles.reason}>{reason}</td>
              <td className={ledger.end}>
                <Money value={negate(amount)} />
              </td>
            </tr>
          ))}
        {!isZero(quote.totals.discount) && (
          <tr>
            <td />
            <td>
              <FormattedMessage id="promotions.saved_in_all" />
            </td>
            <td className={ledger.end}>
              <Money value={negate(quote.totals.discount)} />
            </td>
          </tr>
        )}
        <tr>
          <td />
          <th scope="row">
            <FormattedMessage id="order.total" />
          </th>
          <td className={ledger.end}>
            <Money value={quote.totals.total} className={styles.strong} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
