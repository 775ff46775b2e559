import type { Receipt } from '../../api/types';
import { Link } from './Link';

/** A receipt by its number, which leads to its order. */
export function ReceiptLink({ receipt }: { receipt: Receipt }) {
  return receipt.order_id ? (
    <Link to={`/orders/${receipt.order_id}`}>
      <span className="num">{receipt.number}</span>
    </Link>
  ) : (
    <span className="num">{receipt.number}</span>
  );
}
