use onetill_db::text_enum;
use onetill_kernel::{Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A committed change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Its place in the log: 1, 2, 3, …, without gaps, in the order of commits.
    pub position: i64,
    /// What happened.
    pub kind: EventKind,
    /// The thing that it happened to.
    pub subject_id: Uuid,
    /// What a reader needs to know without asking further; its shape depends on `kind`.
    #[schema(value_type = HashMap<String, serde_json::Value>)]
    pub data: serde_json::Value,
    /// When it happened, by the clock of whoever did it.
    pub happened_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The database in which it was first recorded.
    pub origin_database: Uuid,
    /// Its position there.
    pub origin_position: i64,
}

/// Everything that the log tells of: what screens, webhooks and connectors can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum EventKind {
    /// An order was opened.
    #[serde(rename = "order.created")]
    OrderCreated,
    /// Its lines, discounts or customer changed.
    #[serde(rename = "order.updated")]
    OrderUpdated,
    /// Money is under way: its totals are fixed, its stock is held.
    #[serde(rename = "order.frozen")]
    OrderFrozen,
    /// The money did not come; it may change again.
    #[serde(rename = "order.unfrozen")]
    OrderUnfrozen,
    /// It was paid and handed over. The data is an [`OrderCompleted`](crate::orders::OrderCompleted).
    #[serde(rename = "order.completed")]
    OrderCompleted,
    /// It was put aside.
    #[serde(rename = "order.held")]
    OrderHeld,
    /// A register took it up again.
    #[serde(rename = "order.recalled")]
    OrderRecalled,
    /// It was given up.
    #[serde(rename = "order.voided")]
    OrderVoided,
    /// Goods or money of it came back; the subject is the refund.
    #[serde(rename = "order.refunded")]
    OrderRefunded,
    /// All money of a refund has arrived.
    #[serde(rename = "refund.completed")]
    RefundCompleted,
    /// A payment was written down.
    #[serde(rename = "payment.created")]
    PaymentCreated,
    /// A payment moved on. The data is a [`PaymentUpdated`](crate::payments::PaymentUpdated).
    #[serde(rename = "payment.updated")]
    PaymentUpdated,
    /// A gift card, a customer's credit or account was made or changed. The data is a
    /// [`BalanceUpdated`](crate::stored_value::BalanceUpdated).
    #[serde(rename = "balance.updated")]
    BalanceUpdated,
    /// A tender was added or changed.
    #[serde(rename = "tender.saved")]
    TenderSaved,
    /// Stock was adjusted.
    #[serde(rename = "stock.adjusted")]
    StockAdjusted,
    /// A product was added.
    #[serde(rename = "product.created")]
    ProductCreated,
    /// A product, its variants or its picture changed.
    #[serde(rename = "product.updated")]
    ProductUpdated,
    /// A category was added.
    #[serde(rename = "category.created")]
    CategoryCreated,
    /// A category changed.
    #[serde(rename = "category.updated")]
    CategoryUpdated,
    /// A tax category was added.
    #[serde(rename = "tax_category.created")]
    TaxCategoryCreated,
    /// The name or a rate to come of a tax category changed.
    #[serde(rename = "tax_category.updated")]
    TaxCategoryUpdated,
    /// A customer was added.
    #[serde(rename = "customer.created")]
    CustomerCreated,
    /// A customer was edited.
    #[serde(rename = "customer.updated")]
    CustomerUpdated,
    /// A customer group was added.
    #[serde(rename = "customer_group.created")]
    CustomerGroupCreated,
    /// A customer group was renamed.
    #[serde(rename = "customer_group.updated")]
    CustomerGroupUpdated,
    /// A group of options was added.
    #[serde(rename = "modifier_group.created")]
    ModifierGroupCreated,
    /// A group of options or one of them changed.
    #[serde(rename = "modifier_group.updated")]
    ModifierGroupUpdated,
    /// A price list was added.
    #[serde(rename = "price_list.created")]
    PriceListCreated,
    /// A price list or a price of it changed.
    #[serde(rename = "price_list.updated")]
    PriceListUpdated,
    /// A promotion was added.
    #[serde(rename = "promotion.created")]
    PromotionCreated,
    /// A promotion or its codes changed.
    #[serde(rename = "promotion.updated")]
    PromotionUpdated,
    /// A location was added.
    #[serde(rename = "location.created")]
    LocationCreated,
    /// What its days go by changed.
    #[serde(rename = "location.updated")]
    LocationUpdated,
    /// A register was added.
    #[serde(rename = "register.created")]
    RegisterCreated,
    /// How its shifts are run changed.
    #[serde(rename = "register.updated")]
    RegisterUpdated,
    /// A shift was opened.
    #[serde(rename = "shift.opened")]
    ShiftOpened,
    /// A shift was closed.
    #[serde(rename = "shift.closed")]
    ShiftClosed,
    /// Cash moved other than by selling; the subject is the movement.
    #[serde(rename = "cash.moved")]
    CashMoved,
    /// A drawer was opened without a sale.
    #[serde(rename = "drawer.opened")]
    DrawerOpened,
    /// A file to be brought in was sent, checked or run, or got further.
    #[serde(rename = "import.updated")]
    ImportUpdated,
    /// A card terminal was added or changed.
    #[serde(rename = "terminal.saved")]
    TerminalSaved,
    /// An account with a provider of payments was set up or changed.
    #[serde(rename = "provider.saved")]
    ProviderSaved,
    /// A receipt printer was added or changed.
    #[serde(rename = "printer.saved")]
    PrinterSaved,
    /// A print job was queued, sent, or ended.
    #[serde(rename = "print_job.updated")]
    PrintJobUpdated,
    /// A receipt was to be sent by e-mail, was tried, or ended.
    #[serde(rename = "receipt_mail.updated")]
    ReceiptMailUpdated,
    /// A member of staff was added.
    #[serde(rename = "staff.created")]
    StaffCreated,
    /// Their name, role or sign-in changed, or whether they work here.
    #[serde(rename = "staff.updated")]
    StaffUpdated,
    /// A role was made.
    #[serde(rename = "role.created")]
    RoleCreated,
    /// Its name changed, or what it allows.
    #[serde(rename = "role.updated")]
    RoleUpdated,
    /// It was removed.
    #[serde(rename = "role.removed")]
    RoleRemoved,
    /// Settings changed.
    #[serde(rename = "settings.updated")]
    SettingsUpdated,
    /// An API key was made.
    #[serde(rename = "api_key.created")]
    ApiKeyCreated,
    /// An API key was revoked.
    #[serde(rename = "api_key.revoked")]
    ApiKeyRevoked,
}
text_enum!(EventKind {
    OrderCreated = "order.created",
    OrderUpdated = "order.updated",
    OrderFrozen = "order.frozen",
    OrderUnfrozen = "order.unfrozen",
    OrderCompleted = "order.completed",
    OrderHeld = "order.held",
    OrderRecalled = "order.recalled",
    OrderVoided = "order.voided",
    OrderRefunded = "order.refunded",
    RefundCompleted = "refund.completed",
    PaymentCreated = "payment.created",
    PaymentUpdated = "payment.updated",
    BalanceUpdated = "balance.updated",
    TenderSaved = "tender.saved",
    StockAdjusted = "stock.adjusted",
    ProductCreated = "product.created",
    ProductUpdated = "product.updated",
    CategoryCreated = "category.created",
    CategoryUpdated = "category.updated",
    TaxCategoryCreated = "tax_category.created",
    TaxCategoryUpdated = "tax_category.updated",
    CustomerCreated = "customer.created",
    CustomerUpdated = "customer.updated",
    CustomerGroupCreated = "customer_group.created",
    CustomerGroupUpdated = "customer_group.updated",
    ModifierGroupCreated = "modifier_group.created",
    ModifierGroupUpdated = "modifier_group.updated",
    PriceListCreated = "price_list.created",
    PriceListUpdated = "price_list.updated",
    PromotionCreated = "promotion.created",
    PromotionUpdated = "promotion.updated",
    LocationCreated = "location.created",
    LocationUpdated = "location.updated",
    RegisterCreated = "register.created",
    RegisterUpdated = "register.updated",
    ShiftOpened = "shift.opened",
    ShiftClosed = "shift.closed",
    CashMoved = "cash.moved",
    DrawerOpened = "drawer.opened",
    ImportUpdated = "import.updated",
    TerminalSaved = "terminal.saved",
    ProviderSaved = "provider.saved",
    PrinterSaved = "printer.saved",
    PrintJobUpdated = "print_job.updated",
    ReceiptMailUpdated = "receipt_mail.updated",
    StaffCreated = "staff.created",
    StaffUpdated = "staff.updated",
    RoleCreated = "role.created",
    RoleUpdated = "role.updated",
    RoleRemoved = "role.removed",
    SettingsUpdated = "settings.updated",
    ApiKeyCreated = "api_key.created",
    ApiKeyRevoked = "api_key.revoked",
});
