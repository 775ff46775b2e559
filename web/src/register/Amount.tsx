import { Money } from '../design/values';
import type { MoneyFormat } from '../lib/money';
import { useTill } from './state/till';

export interface AmountProps extends MoneyFormat {
  /** Minor units of the shop's currency. */
  minor: number;
  className?: string;
}

/** An amount in the shop's own currency, which the till counts in bare minor units. */
export function Amount({ minor, ...props }: AmountProps) {
  const { currency } = useTill();
  return <Money value={{ amount: minor, currency }} {...props} />;
}
