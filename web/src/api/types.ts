/**
 * The shapes the server speaks, by the names the screens use: aliases onto schema.d.ts, which
 * `npm run types` generates from the server's own document. Nothing is described here.
 */
import type { components, paths } from './schema';

export type { paths } from './schema';

type Schemas = components['schemas'];

/** Texts with a form of their own; the document says which: uuid, date, date-time, decimal. */
export type Id = string;
export type BusinessDate = string;
export type Timestamp = string;
/** Decimal string without trailing zeros: "2", "1.25". */
export type Quantity = Schemas['OrderLine']['quantity'];
/** Percent as a decimal string: "17.5". */
export type Percent = Schemas['TaxComponent']['rate'];

export type Money = Schemas['Money'];
export type Problem = Schemas['Problem'];

/** A list as every route answers it. */
export type Page<Item> = Omit<Schemas['Page_OrderSummary'], 'items'> & { items: Item[] };

/** The query parameters a list takes. */
export type QueryOf<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Query } };
}
  ? NonNullable<Query>
  : never;

// People and places

export type Account = Schemas['Account'];
export type SalesBy = Schemas['SalesBy'];
export type SalesFigures = Schemas['SalesFigures'];
export type SalesReport = Schemas['SalesReport'];
export type SalesRow = Schemas['SalesRow'];
export type ApiKey = Schemas['ApiKey'];
export type AuditAction = NonNullable<QueryOf<'/v1/audit-trail'>['action']>;
export type AuditRow = Schemas['AuditRow'];
export type Import = Schemas['Import'];
export type ImportField = Schemas['ImportField'];
export type ImportKind = Schemas['Import']['kind'];
export type ImportRow = Schemas['ImportRow'];
export type ImportSettings = Schemas['ImportSettings'];
export type NewApiKey = Schemas['ApiKeyWithSecret'];
export type Location = Schemas['LocationView'];
export type Permission = Schemas['Permission'];
export type Register = Schemas['Register'];
export type RegisterInput = Schemas['NewRegister'];
export type Role = Schemas['RoleView'];
export type RoleInput = Schemas['NewRole'];
export type RolePatch = Schemas['RoleChange'];
export type Settings = Schemas['Settings'];
export type SettingsPatch = Schemas['SettingsChange'];
export type SessionInput = Schemas['SignIn'];
export type CountryPreset = Schemas['CountryPreset'];
export type Founded = Schemas['Founded'];
export type SetUpInput = Schemas['SetUp'];
export type SignInOptions = Schemas['SignInOptions'];
export type Staff = Schemas['Staff'];
export type StaffInput = Schemas['NewStaff'];
export type StaffPatch = Schemas['StaffChange'];
export type Terminal = Schemas['Terminal'];
/** A person's session: browsers never sign in with an API key. */
export type Session = Schemas['Session'] & { staff: Staff };

// Receipts and printers

export type Block = Schemas['Block'];
export type Printer = Schemas['Printer'];
export type PrintJob = Schemas['PrintJob'];
export type PrinterProblem = Schemas['PrinterProblem'];
export type ReceiptMail = Schemas['ReceiptMail'];
export type SendReceipt = Schemas['SendReceipt'];
export type ReceiptKind = Schemas['ReceiptKind'];
export type ReceiptSettings = Schemas['ReceiptSettings'];
export type ReceiptSettingsPatch = Schemas['ReceiptSettingsChange'];
export type Slip = Schemas['Slip'];

// Catalogue and customers

export type BulkChange = Schemas['BulkChange'];
export type Category = Schemas['Category'];
export type Customer = Schemas['Customer'];
export type CustomerTax = Schemas['CustomerTax'];
export type CustomerInput = Schemas['NewCustomer'];
export type Duplicate = Schemas['Duplicate'];
export type CustomerPatch = Schemas['CustomerChange'];
export type LineKind = Schemas['ProductKind'];
export type Product = Schemas['Product'];
export type ProductInput = Schemas['NewProduct'];
export type ProductPatch = Schemas['ProductChange'];
export type StockFigures = Schemas['StockFigures'];
export type BarcodeLayout = Schemas['BarcodeLayout'];
export type BarcodeValue = Schemas['BarcodeValue'];
export type Deposit = Schemas['Deposit'];
export type ModifierGroup = Schemas['ModifierGroup'];
export type ModifierGroupInput = Schemas['NewModifierGroup'];
export type ModifierGroupPatch = Schemas['ModifierGroupChange'];
export type ModifierOption = Schemas['ModifierOption'];
export type ScannedArticle = Schemas['ScannedArticle'];
export type Terms = Schemas['SellingTerms'];
export type TaxCategory = Schemas['TaxCategory'];
export type CategoryPatch = Schemas['CategoryChange'];
export type TaxCategoryInput = Schemas['NewTaxCategory'];
export type TaxComponent = Schemas['TaxComponent'];
export type Variant = Schemas['Variant'];
export type VariantInput = Schemas['NewVariant'];

// Prices

export type Coupon = Schemas['Coupon'];
export type CustomerGroup = Schemas['CustomerGroup'];
export type NewPromotion = Schemas['NewPromotion'];
export type PriceList = Schemas['PriceList'];
export type PriceListPrice = Schemas['PriceListPrice'];
export type Promotion = Schemas['Promotion'];
export type PromotionKind = Schemas['PromotionKind'];
export type PromotionPreview = Schemas['PromotionPreview'];
export type Validity = Schemas['Validity'];
export type Weekday = Schemas['Weekday'];

// Orders

export type AgeCheckInput = Schemas['AgeCheckInput'];
export type AgeCheckMethod = Schemas['AgeCheckMethod'];
export type CartInput = Schemas['ReplaceCart'];
export type Channel = Schemas['Channel'];
export type Discount = Schemas['OrderDiscount'];
export type DiscountInput = Schemas['DiscountInput'];
export type HeldOrder = Schemas['HeldOrder'];
export type ComingBack = Schemas['ComingBack'];
export type LineInput = Schemas['LineInput'];
export type LineOption = Schemas['LineOption'];
export type LineTax = Schemas['LineTax'];
export type Order = Schemas['Order'];
export type OrderInput = Schemas['NewOrder'];
export type OrderLine = Schemas['OrderLine'];
export type OrderState = Schemas['OrderState'];
export type OrderSummary = Schemas['OrderSummary'];
export type OrderVoid = Schemas['OrderVoid'];
export type Quote = Schemas['Quote'];
export type QuoteInput = Schemas['QuoteInput'];
export type RefundState = Schemas['RefundedPart'];
export type Sale = Schemas['SaleReceipt'];
export type SaleInput = Schemas['NewSale'];
export type TaxTotal = Schemas['TaxTotal'];
export type Totals = Schemas['Totals'];
export type VoidedLineInput = Schemas['VoidedLineInput'];
export type Warning = Schemas['Warning'];

// Payments and refunds

export type AttemptState = Schemas['AttemptState'];
export type Payment = Schemas['Payment'];
export type PaymentAttempt = Schemas['Attempt'];
export type PaymentInput = Schemas['PayOrder'];
export type PaymentState = Schemas['PaymentState'];
export type Refund = Schemas['Refund'];
export type RefundInput = Schemas['NewRefund'];
export type ReturnedInput = Schemas['ReturnedInput'];
export type RefundLine = Schemas['RefundLine'];
export type RefundPayment = Schemas['RefundPayment'];
/** The code of a tender: one that every shop has, or one of its own. */
export type Tender = string;
export type Balance = Schemas['Balance'];
export type BalanceKind = Schemas['BalanceKind'];
export type UnlinkedRefundInput = Schemas['NewUnlinkedRefund'];

// Stock and books

export type Adjustment = Schemas['Adjusted'];
export type AdjustmentInput = Schemas['NewAdjustment'];
export type AdjustmentKind = Schemas['AdjustmentKind'];
export type Dashboard = Schemas['Dashboard'];
export type JournalEntry = Schemas['JournalEntry'];
export type Movement = Schemas['Movement'];
export type Receipt = Schemas['Receipt'];
export type Posting = Schemas['Posting'];
export type StockLevel = Schemas['StockLevel'];
export type TrialBalance = Schemas['TrialBalance'];

// Shifts

export type Addendum = Schemas['Addendum'];
export type CashKind = Schemas['CashKind'];
export type CashMovement = Schemas['CashMovement'];
export type CashMovementInput = Schemas['NewCashMovement'];
export type CashPurpose = Schemas['CashPurpose'];
export type CloseShiftInput = Schemas['CloseShift'];
export type OpenPayment = Schemas['OpenPayment'];
export type OpenShift = Schemas['OpenShift'];
export type RegisterNow = Schemas['RegisterNow'];
export type RegisterPatch = Schemas['RegisterChange'];
export type SafeMove = Schemas['SafeMove'];
export type SafeMovementInput = Schemas['NewSafeMovement'];
export type Shift = Schemas['Shift'];
export type ShiftInput = Schemas['NewShift'];
export type ShiftReport = Schemas['ShiftReport'];
export type ShiftState = Schemas['ShiftState'];

// Events

export type Event = Schemas['Event'];
export type EventKind = Schemas['EventKind'];
export type OrderCompletedData = Schemas['OrderCompleted'];
export type PaymentUpdatedData = Schemas['PaymentUpdated'];
