import {
  Banknote,
  BookOpenText,
  ChartColumn,
  Clock,
  FileUp,
  House,
  Package,
  ReceiptText,
  ScrollText,
  Settings,
  Users,
  Warehouse,
  type LucideIcon,
} from 'lucide-react';
import type { Permission } from '../../api/types';
import type { MessageId } from '../../messages';

export interface NavItem {
  href: string;
  label: MessageId;
  icon: LucideIcon;
  /** Pages of their own that belong to it. */
  parts?: readonly string[];
  /** Pressed after `g`. */
  key: string;
  /** Shown only to those who may do one of these. */
  needs?: readonly Permission[];
}

/** The pages of the back office, in the order of the sidebar. */
export const NAVIGATION: readonly NavItem[] = [
  { href: '/', label: 'nav.home', icon: House, key: 'h', needs: ['read_books'] },
  { href: '/orders', label: 'nav.orders', icon: ReceiptText, key: 'o' },
  {
    href: '/products',
    label: 'nav.products',
    icon: Package,
    parts: ['/options', '/price-lists', '/promotions'],
    key: 'p',
  },
  { href: '/stock', label: 'nav.stock', icon: Warehouse, key: 's' },
  { href: '/customers', label: 'nav.customers', icon: Users, key: 'c' },
  { href: '/payments', label: 'nav.payments', icon: Banknote, key: 'y' },
  { href: '/shifts', label: 'nav.shifts', icon: Clock, key: 't' },
  { href: '/reports', label: 'nav.reports', icon: ChartColumn, key: 'r', needs: ['read_books'] },
  { href: '/books', label: 'nav.books', icon: BookOpenText, key: 'b', needs: ['read_books'] },
  { href: '/audit', label: 'nav.audit', icon: ScrollText, key: 'a', needs: ['read_audit'] },
  { href: '/imports', label: 'nav.imports', icon: FileUp, key: 'i', needs: ['import'] },
  {
    href: '/settings',
    label: 'nav.settings',
    icon: Settings,
    key: 'e',
    needs: ['manage_settings', 'edit_catalogue', 'manage_staff', 'manage_api_keys'],
  },
];

/** How many of them a phone's bottom bar shows before "More". */
export const ON_BOTTOM_BAR = 4;
