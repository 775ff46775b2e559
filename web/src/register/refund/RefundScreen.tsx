import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { LATEST, type Search } from '../model/find-order';
import { useTill } from '../state/till';
import { useShortcuts } from '../state/use-scanner';
import { TwoParts, useIsNarrow } from '../TwoParts';
import { FindOrder } from './FindOrder';
import { RefundOrder } from './RefundOrder';

export interface RefundScreenProps {
  search: Search;
  onSearch: (search: Search) => void;
}

/** Find the sale, choose what comes back, give the money back the way it came. */
export function RefundScreen({ search, onSearch }: RefundScreenProps) {
  const { goTo } = useTill();
  const [orderId, setOrderId] = useState<string | null>(null);
  const isOther = useIsNarrow() && orderId !== null;
  const leave = () => {
    onSearch(LATEST);
    goTo('sell');
  };
  const back = () => (isOther ? setOrderId(null) : leave());
  useShortcuts({ Escape: back });

  return (
    <TwoParts
      title={<FormattedMessage id="register.refund" />}
      back={<FormattedMessage id={isOther ? 'register.refund.other' : 'register.back_to_sale'} />}
      onBack={back}
      isDetail={orderId !== null}
      side={
        <FindOrder search={search} onSearch={onSearch} selected={orderId} onSelect={setOrderId} />
      }
      detail={<RefundOrder key={orderId} orderId={orderId} onDone={leave} />}
    />
  );
}
