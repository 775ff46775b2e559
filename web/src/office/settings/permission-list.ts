import type { Permission } from '../../api/types';

/** Every permission, in the order in which people think of a shop: this type leaves none out. */
const ORDER: Record<Permission, true> = {
  look: true,
  sell: true,
  override_price: true,
  exempt_tax: true,
  discount_freely: true,
  open_drawer: true,
  refund: true,
  refund_unlinked: true,
  refund_as_credit: true,
  grant_credit: true,
  manage_gift_cards: true,
  decide_payments: true,
  edit_customers: true,
  edit_catalogue: true,
  adjust_stock: true,
  read_books: true,
  read_audit: true,
  manage_shifts: true,
  manage_staff: true,
  manage_api_keys: true,
  manage_settings: true,
  import: true,
};

export const PERMISSIONS = Object.keys(ORDER) as Permission[];
