/**
 * Holds the types of types.ts and the routes of paths.ts against schema.d.ts, which is generated
 * from the server's own document: a name or a type that has drifted does not pass the type check.
 * Ours are stricter on purpose: an answer has every field, and a quantity in it is a string.
 */
import type { paths as OurPaths } from './paths';
import type { components, paths as ServerPaths } from './schema';
import type * as T from './types';

type Server = components['schemas'];

/** Fields of ours that the server does not know, or knows as something else; never when all fit. */
type Misfit<Ours, Theirs> = Ours extends readonly (infer One)[]
  ? NonNullable<Theirs> extends readonly (infer Other)[]
    ? Misfit<One, Other>
    : 'no list'
  : Ours extends object
    ? {
        [Name in keyof Ours]-?: Name extends keyof NonNullable<Theirs>
          ? [Misfit<NonNullable<Ours[Name]>, NonNullable<Theirs>[Name]>] extends [never]
            ? never
            : Name
          : Name;
      }[keyof Ours]
    : Ours extends NonNullable<Theirs>
      ? never
      : 'other type';

/** What the server demands of an input and ours does not give. */
type Missing<Ours, Theirs> = {
  [Name in keyof Theirs]-?: object extends Pick<Theirs, Name>
    ? never
    : Name extends keyof Ours
      ? never
      : Name;
}[keyof Theirs];

type Answer<Ours, Theirs> = Misfit<Ours, Theirs>;
type Input<Ours, Theirs> = Misfit<Ours, Theirs> | Missing<Ours, Theirs>;
/** An event's data is described by its kind. */
type Known<Event> = Omit<Event, 'data' | 'kind'>;

type Checks = {
  Account: Answer<T.Account, Server['Account']>;
  Adjustment: Answer<T.Adjustment, Server['Adjusted']>;
  AdjustmentInput: Input<T.AdjustmentInput, Server['NewAdjustment']>;
  ApiKey: Answer<T.NewApiKey, Server['ApiKeyWithSecret']>;
  CartInput: Input<T.CartInput, Server['ReplaceCart']>;
  Category: Answer<T.Category, Server['Category']>;
  Customer: Answer<T.Customer, Server['Customer']>;
  CustomerInput: Input<T.CustomerInput, Server['NewCustomer']>;
  CustomerPatch: Input<T.CustomerPatch, Server['CustomerChange']>;
  Dashboard: Answer<T.Dashboard, Server['Dashboard']>;
  DiscountInput: Input<T.DiscountInput, Server['DiscountInput']>;
  Event: Answer<Known<T.Event>, Known<Server['Event']>>;
  JournalEntry: Answer<T.JournalEntry, Server['JournalEntry']>;
  LineInput: Input<T.LineInput, Server['LineInput']>;
  Location: Answer<T.Location, Server['Location']>;
  Movement: Answer<T.Movement, Server['Movement']>;
  Order: Answer<Omit<T.Order, 'events'>, Server['Order']>;
  OrderInput: Input<T.OrderInput, Server['NewOrder']>;
  OrderLine: Answer<T.OrderLine, Server['OrderLine']>;
  Payment: Answer<T.Payment, Server['Payment']>;
  PaymentInput: Input<T.PaymentInput, Server['PayOrder']>;
  Problem: Answer<T.Problem, Server['Problem']>;
  Product: Answer<T.Product, Server['Product']>;
  ProductInput: Input<T.ProductInput, Server['NewProduct']>;
  ProductPatch: Input<T.ProductPatch, Server['ProductChange']>;
  Quote: Answer<T.Quote, Server['Quote']>;
  QuoteInput: Input<T.QuoteInput, Server['QuoteInput']>;
  Refund: Answer<T.Refund, Server['Refund']>;
  RefundInput: Input<T.RefundInput, Server['NewRefund']>;
  Register: Answer<T.Register, Server['Register']>;
  RegisterInput: Input<T.RegisterInput, Server['NewRegister']>;
  Sale: Answer<T.Sale, Server['SaleReceipt']>;
  SaleInput: Input<T.SaleInput, Server['NewSale']>;
  Session: Answer<T.NewSession, Server['Session']>;
  SessionInput: Input<T.SessionInput, Server['SignIn']>;
  Settings: Answer<T.Settings, Server['Settings']>;
  SettingsPatch: Input<T.SettingsPatch, Server['SettingsChange']>;
  SignInOptions: Answer<T.SignInOptions, Server['SignInOptions']>;
  Staff: Answer<T.Staff, Server['Staff']>;
  StaffInput: Input<T.StaffInput, Server['NewStaff']>;
  StockLevel: Answer<T.StockLevel, Server['StockLevel']>;
  TaxCategory: Answer<T.TaxCategory, Server['TaxCategory']>;
  TaxCategoryInput: Input<T.TaxCategoryInput, Server['NewTaxCategory']>;
  Terminal: Answer<T.Terminal, Server['Terminal']>;
  TrialBalance: Answer<T.TrialBalance, Server['TrialBalance']>;
  UnlinkedRefundInput: Input<T.UnlinkedRefundInput, Server['NewUnlinkedRefund']>;
};

type Routes = {
  [Path in keyof OurPaths]: Path extends keyof ServerPaths
    ? {
        [Method in keyof OurPaths[Path]]: Method extends keyof ServerPaths[Path]
          ? ServerPaths[Path][Method] extends { responses: object }
            ? never
            : Method
          : Method;
      }[keyof OurPaths[Path]]
    : Path;
};

/** The names of what does not fit. */
type Wrong<Table> = {
  [Name in keyof Table]: [Table[Name]] extends [never] ? never : [Name, Table[Name]];
}[keyof Table];

/** Fails to compile with the names of what has drifted. */
type Nothing<Found extends never> = Found;
export type TypesFit = Nothing<Wrong<Checks>>;
export type RoutesFit = Nothing<Wrong<Routes>>;
