import { createBrowserRouter } from 'react-router';
import { Crash, NotFound } from './Fallback';
import { Root } from './Root';
import { RequireOffice, RequireRegister } from './guards';
import { OfficeWords } from './OfficeWords';

/**
 * Every screen is a chunk of its own, loaded when it is first opened. A screen's module exports
 * `Component`. The register brings neither the back office's shell nor its pages.
 */
export const router = createBrowserRouter([
  {
    Component: Root,
    ErrorBoundary: Crash,
    HydrateFallback: () => null,
    children: [
      {
        Component: OfficeWords,
        children: [{ path: 'setup', lazy: () => import('../setup/SetupPage') }],
      },
      // For the customer, beside a till: it asks the server nothing.
      { path: 'display', lazy: () => import('../display/DisplayPage') },
      { path: 'sign-in', lazy: () => import('../sign-in/SignInPage') },
      {
        Component: RequireRegister,
        children: [{ path: 'register', lazy: () => import('../register/RegisterPage') }],
      },
      {
        Component: RequireOffice,
        children: [
          {
            lazy: () => import('./shell/Shell'),
            children: [
              {
                ErrorBoundary: Crash,
                children: [
                  { index: true, lazy: () => import('../office/home/HomePage') },
                  { path: 'orders', lazy: () => import('../office/orders/OrdersPage') },
                  { path: 'orders/:id', lazy: () => import('../office/order/OrderPage') },
                  { path: 'products', lazy: () => import('../office/products/ProductsPage') },
                  { path: 'products/labels', lazy: () => import('../office/labels/LabelsPage') },
                  { path: 'products/:id', lazy: () => import('../office/product/ProductPage') },
                  { path: 'options', lazy: () => import('../office/options/OptionsPage') },
                  { path: 'price-lists', lazy: () => import('../office/prices/PriceListsPage') },
                  {
                    path: 'price-lists/:id',
                    lazy: () => import('../office/prices/PriceListPage'),
                  },
                  {
                    path: 'promotions',
                    lazy: () => import('../office/promotions/PromotionsPage'),
                  },
                  {
                    path: 'promotions/:id',
                    lazy: () => import('../office/promotions/PromotionPage'),
                  },
                  { path: 'stock', lazy: () => import('../office/stock/StockPage') },
                  {
                    path: 'stock/:variantId',
                    lazy: () => import('../office/stock/VariantStockPage'),
                  },
                  { path: 'customers', lazy: () => import('../office/customers/CustomersPage') },
                  {
                    path: 'customers/:id',
                    lazy: () => import('../office/customers/CustomerPage'),
                  },
                  { path: 'payments', lazy: () => import('../office/payments/PaymentsPage') },
                  { path: 'shifts', lazy: () => import('../office/shifts/ShiftsPage') },
                  { path: 'shifts/:id', lazy: () => import('../office/shifts/ShiftPage') },
                  { path: 'reports', lazy: () => import('../office/reports/ReportsPage') },
                  { path: 'books', lazy: () => import('../office/books/BooksPage') },
                  { path: 'imports', lazy: () => import('../office/imports/ImportsPage') },
                  { path: 'imports/:id', lazy: () => import('../office/imports/ImportPage') },
                  { path: 'audit', lazy: () => import('../office/audit/AuditPage') },
                  { path: 'settings', lazy: () => import('../office/settings/SettingsPage') },
                  { path: '*', Component: NotFound },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
]);
