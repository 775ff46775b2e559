import { useIntl } from 'react-intl';
import type { ImportRow } from '../../api/types';
import type { MessageId } from '../../messages';

/** Reasons that are told in the person's language; the server's own words tell the others. */
const KNOWN = {
  number_unreadable: 'imports.reason.number_unreadable',
  number_other_sign: 'imports.reason.number_other_sign',
  too_many_decimals: 'imports.reason.too_many_decimals',
  below_zero: 'imports.reason.below_zero',
  amount_too_large: 'imports.reason.amount_too_large',
  yes_or_no: 'imports.reason.yes_or_no',
  too_many_cells: 'imports.reason.too_many_cells',
  formula_failed: 'imports.reason.formula_failed',
  twice_in_file: 'imports.reason.twice_in_file',
  barcode_wrong: 'imports.reason.barcode_wrong',
  barcode_shortened: 'imports.reason.barcode_shortened',
  barcode_taken: 'imports.reason.barcode_taken',
  sku_taken: 'imports.reason.sku_taken',
  code_missing: 'imports.reason.code_missing',
  price_missing: 'imports.reason.price_missing',
  name_missing: 'imports.reason.name_missing',
  tax_missing: 'imports.reason.tax_missing',
  tax_unknown: 'imports.reason.tax_unknown',
  category_unreadable: 'imports.reason.category_unreadable',
  other_product: 'imports.reason.other_product',
  no_variant: 'imports.reason.no_variant',
  contact_missing: 'imports.reason.contact_missing',
  several_customers: 'imports.reason.several_customers',
  quantity_missing: 'imports.reason.quantity_missing',
  quantity_too_large: 'imports.reason.quantity_too_large',
  article_unknown: 'imports.reason.article_unknown',
  location_missing: 'imports.reason.location_missing',
  location_unknown: 'imports.reason.location_unknown',
  opening_differs: 'imports.reason.opening_differs',
} satisfies Record<string, MessageId>;

/** Why a row is refused and what to do, or what it changes. */
export function useReason(): (row: ImportRow) => string {
  const { formatMessage, locale } = useIntl();
  return ({ code, message, fix, value }) => {
    // The server's words say more, where they are the person's.
    if (!locale.startsWith('en') && code && code in KNOWN) {
      return formatMessage({ id: KNOWN[code as keyof typeof KNOWN] }, { value: value ?? '' });
    }
    return [message, fix].filter(Boolean).join(' ');
  };
}
