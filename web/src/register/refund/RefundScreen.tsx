import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { LATEST, type Search } from '../model/find-order';
import type { Brought } from '../model/without-receipt';
import { useTill } from '../state/till';
import { useShortcuts } from '../state/use-scanner';
import { TwoParts, useIsNarrow } from '../TwoParts';
import { FindOrder } from './FindOrder';
import { RefundOrder } from './RefundOrder';
import { WithoutReceipt } from './WithoutReceipt';

export interface RefundScreenProps {
  search: Search;
  onSearch: (search: Search) => void;
  /** What comes back without a receipt; null as long as a sale is looked for. */
  brought: Brought | null;
  onBrought: (brought: Brought | null) => void;
}

/** Find the sale, choose what comes back, give the money back the way it came; or do without a sale. */
export function RefundScreen({ search, onSearch, brought, onBrought }: RefundScreenProps) {
  const { goTo } = useTill();
  const [orderId, setOrderId] = useState<string | null>(null);
  const isDetail = orderId !== null || brought !== null;
  const isOther = useIsNarrow() && isDetail;
  const choose = (id: string | null) => {
    setOrderId(id);
    onBrought(null);
  };
  const leave = () => {
    onSearch(LATEST);
    onBrought(null);
    goTo('sell');
  };
  const back = () => (isOther ? choose(null) : leave());
  useShortcuts({ Escape: back });

  return (
    <TwoParts
      title={<FormattedMessage id="register.refund" />}
      back={<FormattedMessage id={isOther ? 'register.refund.other' : 'register.back_to_sale'} />}
      onBack={back}
      isDetail={isDetail}
      side={
        <FindOrder
          search={search}
          onSearch={onSearch}
          selected={brought ? null : orderId}
          onSelect={choose}
          onWithout={() => onBrought([])}
        />
      }
      detail={
        brought ? (
          <WithoutReceipt brought={brought} onChange={onBrought} onDone={leave} />
        ) : (
          <RefundOrder key={orderId} orderId={orderId} onDone={leave} />
        )
      }
    />
  );
}
