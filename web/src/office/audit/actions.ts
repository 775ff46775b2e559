import type { AuditAction } from '../../api/types';

/** What is accounted for, in the order in which the filter offers it. */
export const ACTIONS: readonly AuditAction[] = [
  'session.started',
  'session.refused',
  'session.ended',
  'approval.used',
  'approval.refused',
  'order.discounted',
  'order.repriced',
  'order.exempted',
  'customer.tax_changed',
  'customer.credit_limit_changed',
  'gift_card.changed',
  'gift_card.replaced',
  'line.voided',
  'order.voided',
  'refund.created',
  'drawer.opened',
  'cash.moved',
  'shift.closed_over_payments',
  'stock.adjusted',
  'price.changed',
  'variant.terms_changed',
  'product.modifiers_changed',
  'modifier_group.created',
  'modifier_group.changed',
  'price_list.created',
  'price_list.changed',
  'promotion.created',
  'promotion.changed',
  'product.tax_changed',
  'tax_category.created',
  'tax_category.changed',
  'staff.created',
  'staff.changed',
  'role.created',
  'role.changed',
  'role.removed',
  'api_key.created',
  'api_key.revoked',
  'settings.changed',
  'location.created',
  'location.changed',
  'register.created',
  'register.changed',
  'terminal.saved',
  'tender.saved',
  'provider.saved',
  'payment.decided',
  'printer.saved',
  'data.exported',
  'data.imported',
];

export function isAction(text: string): text is AuditAction {
  return (ACTIONS as readonly string[]).includes(text);
}

/** Where something accounted for can be looked at. */
export function pageOf(kind: string, id: string | null): string | null {
  if (!id) return null;
  const pages: Record<string, string> = {
    order: `/orders/${id}`,
    shift: `/shifts/${id}`,
    variant: `/stock/${id}`,
    product: `/products/${id}`,
    price_list: `/price-lists/${id}`,
    modifier_group: '/options',
    import: `/imports/${id}`,
  };
  return pages[kind] ?? null;
}
