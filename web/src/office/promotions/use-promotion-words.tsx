import { useIntl } from 'react-intl';
import type { Promotion } from '../../api/types';
import { useFormatMoney } from '../../design';

/** What a promotion does, in one line: "Buy 2, get 1 free". */
export function usePromotionWords(): (promotion: Promotion) => string {
  const { formatMessage } = useIntl();
  const money = useFormatMoney();
  return (promotion) =>
    formatMessage(
      { id: `promotions.does.${promotion.kind}` },
      {
        percent: Number(promotion.percent),
        amount: money(promotion.amount),
        buy: promotion.buy,
        get: promotion.get,
        isFree: Number(promotion.percent) === 100 ? 'yes' : 'no',
        hasLeast: promotion.min_total.amount > 0 ? 'yes' : 'no',
        least: money(promotion.min_total),
      },
    );
}
