import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Gift, ReceiptText, Ticket, Wallet } from 'lucide-react';
import { balancesQuery, tendersQuery } from '../../api/queries';
import type { BalanceKind, Tender } from '../../api/types';
import { Amount } from '../Amount';
import { useTill } from '../state/till';
import { useShortcuts } from '../state/use-scanner';
import { useTenderName } from '../tender-name';
import { GiftCardDialog } from './GiftCardDialog';
import { TenderTile } from './TenderTile';
import styles from './Pay.module.css';

/** Those that stand on the screen in every shop, or are none that anybody chooses. */
const ELSEWHERE: readonly Tender[] = ['cash', 'card', 'voucher', 'bank_transfer', 'exchange'];

interface MoreTendersProps {
  /** What is to be taken. */
  amount: number;
  isDisabled: boolean;
  take: (tender: Tender, amount: number, code?: string) => void;
}

/** Gift cards, what the customer has with the shop, and the shop's own tenders. */
export function MoreTenders({ amount, isDisabled, take }: MoreTendersProps) {
  const { cart } = useTill();
  const { data: tenders } = useQuery(tendersQuery);
  const nameOf = useTenderName();
  const [isGiftCard, setGiftCard] = useState(false);
  const customer = cart.customer?.id;
  const { data: balances } = useQuery({
    ...balancesQuery({ customer_id: customer }),
    enabled: customer !== undefined,
  });
  const offered = (tenders?.items ?? []).filter(
    ({ code, active }) => active && !ELSEWHERE.includes(code),
  );
  const has = (code: string) => offered.some((tender) => tender.code === code);
  const of = (kind: BalanceKind) =>
    customer === undefined ? undefined : balances?.items.find((one) => one.kind === kind);
  const credit = has('store_credit') ? of('store_credit') : undefined;
  const account = has('on_account') ? of('on_account') : undefined;
  useShortcuts({ g: () => has('gift_card') && !isDisabled && setGiftCard(true) });
  return (
    <>
      <div className={styles.more}>
        {has('gift_card') && (
          <TenderTile
            icon={<Gift aria-hidden="true" />}
            keyHint="G"
            isDisabled={isDisabled}
            onPress={() => setGiftCard(true)}
          >
            {nameOf('gift_card')}
          </TenderTile>
        )}
        {credit && credit.available.amount > 0 && (
          <TenderTile
            icon={<Wallet aria-hidden="true" />}
            isDisabled={isDisabled}
            onPress={() => take('store_credit', Math.min(amount, credit.available.amount))}
          >
            {nameOf('store_credit')}
            <span className={styles.left}>
              <Amount minor={credit.available.amount} />
            </span>
          </TenderTile>
        )}
        {account && (
          <TenderTile
            icon={<ReceiptText aria-hidden="true" />}
            isDisabled={isDisabled}
            onPress={() => take('on_account', amount)}
          >
            {nameOf('on_account')}
            <span className={styles.left}>
              <Amount minor={account.available.amount} />
            </span>
          </TenderTile>
        )}
        {offered
          .filter(({ kind }) => kind === 'other')
          .map(({ code }) => (
            <TenderTile
              key={code}
              icon={<Ticket aria-hidden="true" />}
              isDisabled={isDisabled}
              onPress={() => take(code, amount)}
            >
              {nameOf(code)}
            </TenderTile>
          ))}
      </div>
      {isGiftCard && (
        <GiftCardDialog
          amount={amount}
          onClose={() => setGiftCard(false)}
          onTake={(part, code) => {
            setGiftCard(false);
            take('gift_card', part, code);
          }}
        />
      )}
    </>
  );
}
