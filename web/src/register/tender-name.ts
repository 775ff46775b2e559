import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { tendersQuery } from '../api/queries';
import type { Tender } from '../api/types';
import type { MessageId } from '../messages';

/** What the tenders are called that every shop has, as long as nobody gave them another name. */
const KNOWN: Record<Tender, { name: string; id: MessageId }> = {
  cash: { name: 'Cash', id: 'register.tender.cash' },
  card: { name: 'Card', id: 'register.tender.card' },
  voucher: { name: 'Voucher', id: 'register.tender.voucher' },
  bank_transfer: { name: 'Bank transfer', id: 'register.tender.bank_transfer' },
  exchange: { name: 'Exchange', id: 'register.tender.exchange' },
  gift_card: { name: 'Gift card', id: 'register.tender.gift_card' },
  store_credit: { name: 'Store credit', id: 'register.tender.store_credit' },
  on_account: { name: 'On account', id: 'register.tender.on_account' },
};

/** Names a tender in the reader's language, or as the shop calls it. */
export function useTenderName(): (code: Tender) => string {
  const { formatMessage } = useIntl();
  const { data } = useQuery(tendersQuery);
  return (code) => {
    const name = data?.items.find((tender) => tender.code === code)?.name;
    const known = KNOWN[code];
    if (known && (name === undefined || name === known.name))
      return formatMessage({ id: known.id });
    return name ?? code;
  };
}
