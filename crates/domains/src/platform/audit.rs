//! The audit trail: who did what that must be accounted for, and who allowed it. Rows are added in the commit of what
//! they tell of, and chained by hashes; docs/AUDIT.md says what is kept and how a copy is checked.

use onetill_db::{NewAuditRow, Tx, text_enum};
use onetill_kernel::{Error, RegisterId, Result, StaffId, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::Ctx;

/// What is accounted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum AuditAction {
    /// Somebody signed in.
    #[serde(rename = "session.started")]
    SessionStarted,
    /// Somebody tried to sign in as this person and could not.
    #[serde(rename = "session.refused")]
    SessionRefused,
    /// Somebody signed out.
    #[serde(rename = "session.ended")]
    SessionEnded,
    /// Somebody allowed another person something on the spot; the subject is who allowed it.
    #[serde(rename = "approval.used")]
    ApprovalUsed,
    /// Somebody tried to allow something as this person, with a wrong PIN.
    #[serde(rename = "approval.refused")]
    ApprovalRefused,
    /// A member of staff was added.
    #[serde(rename = "staff.created")]
    StaffCreated,
    /// Their role, their secrets or whether they may sign in changed.
    #[serde(rename = "staff.changed")]
    StaffChanged,
    /// A role of the shop's own was added.
    #[serde(rename = "role.created")]
    RoleCreated,
    /// What a role allows changed.
    #[serde(rename = "role.changed")]
    RoleChanged,
    /// A role was removed.
    #[serde(rename = "role.removed")]
    RoleRemoved,
    /// An API key was made.
    #[serde(rename = "api_key.created")]
    ApiKeyCreated,
    /// An API key was revoked.
    #[serde(rename = "api_key.revoked")]
    ApiKeyRevoked,
    /// Settings of the shop changed.
    #[serde(rename = "settings.changed")]
    SettingsChanged,
    /// A location was added.
    #[serde(rename = "location.created")]
    LocationCreated,
    /// What a location's days go by changed.
    #[serde(rename = "location.changed")]
    LocationChanged,
    /// A register was added.
    #[serde(rename = "register.created")]
    RegisterCreated,
    /// How a register's shifts are run changed.
    #[serde(rename = "register.changed")]
    RegisterChanged,
    /// A card terminal was added or changed.
    #[serde(rename = "terminal.saved")]
    TerminalSaved,
    /// An account with a provider of payments was set up or changed.
    #[serde(rename = "provider.saved")]
    ProviderSaved,
    /// Somebody decided what became of a payment that nobody could be asked about.
    #[serde(rename = "payment.decided")]
    PaymentDecided,
    /// A printer was added or changed.
    #[serde(rename = "printer.saved")]
    PrinterSaved,
    /// Taxes were added.
    #[serde(rename = "tax_category.created")]
    TaxCategoryCreated,
    /// The name of a tax category or a rate to come changed.
    #[serde(rename = "tax_category.changed")]
    TaxCategoryChanged,
    /// What is taxed on a product changed.
    #[serde(rename = "product.tax_changed")]
    ProductTaxChanged,
    /// What a register asks or adds when something is sold changed: its price, its buyer's age, its deposit.
    #[serde(rename = "variant.terms_changed")]
    VariantTermsChanged,
    /// The price of something changed.
    #[serde(rename = "price.changed")]
    PriceChanged,
    /// What can be chosen with a product changed.
    #[serde(rename = "product.modifiers_changed")]
    ProductModifiersChanged,
    /// A group of options was added.
    #[serde(rename = "modifier_group.created")]
    ModifierGroupCreated,
    /// A group of options, or the price of one, changed.
    #[serde(rename = "modifier_group.changed")]
    ModifierGroupChanged,
    /// A price list was added.
    #[serde(rename = "price_list.created")]
    PriceListCreated,
    /// A price list, or prices on it, changed.
    #[serde(rename = "price_list.changed")]
    PriceListChanged,
    /// A promotion was added.
    #[serde(rename = "promotion.created")]
    PromotionCreated,
    /// A promotion or its codes changed.
    #[serde(rename = "promotion.changed")]
    PromotionChanged,
    /// Something was sold for less, by hand.
    #[serde(rename = "order.discounted")]
    OrderDiscounted,
    /// Something was sold without tax, by hand.
    #[serde(rename = "order.exempted")]
    OrderExempted,
    /// Whether a customer is charged tax changed.
    #[serde(rename = "customer.tax_changed")]
    CustomerTaxChanged,
    /// A customer got an account, or its credit limit changed.
    #[serde(rename = "customer.credit_limit_changed")]
    CreditLimitChanged,
    /// A gift card was switched off or on.
    #[serde(rename = "gift_card.changed")]
    GiftCardChanged,
    /// A gift card got another code.
    #[serde(rename = "gift_card.replaced")]
    GiftCardReplaced,
    /// A tender was added or changed.
    #[serde(rename = "tender.saved")]
    TenderSaved,
    /// Something was sold at another price than its usual one.
    #[serde(rename = "order.repriced")]
    OrderRepriced,
    /// Something was taken off an order before it was paid.
    #[serde(rename = "line.voided")]
    LineVoided,
    /// An order was given up.
    #[serde(rename = "order.voided")]
    OrderVoided,
    /// Money was given back.
    #[serde(rename = "refund.created")]
    RefundCreated,
    /// A drawer was opened without a sale.
    #[serde(rename = "drawer.opened")]
    DrawerOpened,
    /// Cash was moved other than by selling.
    #[serde(rename = "cash.moved")]
    CashMoved,
    /// A shift was closed although payments were open.
    #[serde(rename = "shift.closed_over_payments")]
    ShiftClosedOverPayments,
    /// Stock was adjusted by hand.
    #[serde(rename = "stock.adjusted")]
    StockAdjusted,
    /// Data was taken out in a file.
    #[serde(rename = "data.exported")]
    DataExported,
    /// Data was brought in from a file.
    #[serde(rename = "data.imported")]
    DataImported,
}
text_enum!(AuditAction {
    SessionStarted = "session.started",
    SessionRefused = "session.refused",
    SessionEnded = "session.ended",
    ApprovalUsed = "approval.used",
    ApprovalRefused = "approval.refused",
    StaffCreated = "staff.created",
    StaffChanged = "staff.changed",
    RoleCreated = "role.created",
    RoleChanged = "role.changed",
    RoleRemoved = "role.removed",
    ApiKeyCreated = "api_key.created",
    ApiKeyRevoked = "api_key.revoked",
    SettingsChanged = "settings.changed",
    LocationCreated = "location.created",
    LocationChanged = "location.changed",
    RegisterCreated = "register.created",
    RegisterChanged = "register.changed",
    TerminalSaved = "terminal.saved",
    ProviderSaved = "provider.saved",
    PaymentDecided = "payment.decided",
    PrinterSaved = "printer.saved",
    TaxCategoryCreated = "tax_category.created",
    TaxCategoryChanged = "tax_category.changed",
    ProductTaxChanged = "product.tax_changed",
    VariantTermsChanged = "variant.terms_changed",
    PriceChanged = "price.changed",
    ProductModifiersChanged = "product.modifiers_changed",
    ModifierGroupCreated = "modifier_group.created",
    ModifierGroupChanged = "modifier_group.changed",
    PriceListCreated = "price_list.created",
    PriceListChanged = "price_list.changed",
    PromotionCreated = "promotion.created",
    PromotionChanged = "promotion.changed",
    OrderDiscounted = "order.discounted",
    OrderExempted = "order.exempted",
    CustomerTaxChanged = "customer.tax_changed",
    CreditLimitChanged = "customer.credit_limit_changed",
    GiftCardChanged = "gift_card.changed",
    GiftCardReplaced = "gift_card.replaced",
    TenderSaved = "tender.saved",
    OrderRepriced = "order.repriced",
    LineVoided = "line.voided",
    OrderVoided = "order.voided",
    RefundCreated = "refund.created",
    DrawerOpened = "drawer.opened",
    CashMoved = "cash.moved",
    ShiftClosedOverPayments = "shift.closed_over_payments",
    StockAdjusted = "stock.adjusted",
    DataExported = "data.exported",
    DataImported = "data.imported",
});

impl AuditAction {
    /// What such an action is done to; verify looks the subject up there.
    const fn subject_kind(self) -> &'static str {
        match self {
            Self::SessionStarted
            | Self::SessionRefused
            | Self::SessionEnded
            | Self::ApprovalUsed
            | Self::ApprovalRefused
            | Self::StaffCreated
            | Self::StaffChanged => "staff",
            Self::RoleCreated | Self::RoleChanged | Self::RoleRemoved => "role",
            Self::ApiKeyCreated | Self::ApiKeyRevoked => "api_key",
            Self::SettingsChanged => "settings",
            Self::LocationCreated | Self::LocationChanged => "location",
            Self::RegisterCreated | Self::RegisterChanged => "register",
            Self::TerminalSaved => "terminal",
            Self::ProviderSaved => "provider_account",
            Self::PaymentDecided => "payment",
            Self::PrinterSaved => "printer",
            Self::TaxCategoryCreated | Self::TaxCategoryChanged => "tax_category",
            Self::ProductTaxChanged | Self::ProductModifiersChanged => "product",
            Self::ModifierGroupCreated | Self::ModifierGroupChanged => "modifier_group",
            Self::PriceChanged | Self::VariantTermsChanged => "variant",
            Self::PriceListCreated | Self::PriceListChanged => "price_list",
            Self::PromotionCreated | Self::PromotionChanged => "promotion",
            Self::LineVoided => "order_void",
            Self::CustomerTaxChanged | Self::CreditLimitChanged => "customer",
            Self::GiftCardChanged | Self::GiftCardReplaced => "balance",
            Self::TenderSaved => "tender",
            Self::OrderDiscounted | Self::OrderExempted | Self::OrderRepriced | Self::OrderVoided => "order",
            Self::RefundCreated => "refund",
            Self::DrawerOpened => "drawer_opening",
            Self::CashMoved => "cash_movement",
            Self::ShiftClosedOverPayments => "shift",
            Self::StockAdjusted => "stock_adjustment",
            Self::DataExported => "export",
            Self::DataImported => "import",
        }
    }
}

/// The nil id stands for nothing in particular.
fn known(id: Uuid) -> Option<Uuid> {
    Some(id).filter(|id| !id.is_nil())
}

/// Accounts for something, in the commit of what it tells of. `details` are old and new values and ids: never a secret,
/// and of a person nothing but the id. Texts of people stay with the facts that they belong to.
pub fn audit(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    action: AuditAction,
    subject_id: impl Into<Uuid>,
    register_id: Option<RegisterId>,
    details: &impl Serialize,
) -> Result<()> {
    audit_for(tx, ctx, ctx.staff_id, action, subject_id, register_id, details)
}

/// As [`audit`], where a job does what a person asked for earlier.
pub fn audit_for(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    staff_id: Option<StaffId>,
    action: AuditAction,
    subject_id: impl Into<Uuid>,
    register_id: Option<RegisterId>,
    details: &impl Serialize,
) -> Result<()> {
    tx.audit(NewAuditRow {
        recorded_at: ctx.now,
        actor_id: known(ctx.owner_id).or(staff_id.map(|id| id.0)),
        approved_by: ctx.approved_by.map(|id| id.0),
        register_id: register_id.or(ctx.register_id).map(|r| r.0),
        action: action.as_str(),
        subject_kind: action.subject_kind(),
        subject_id: known(subject_id.into()),
        details: serde_json::to_string(details).map_err(Error::internal)?,
    });
    Ok(())
}

/// Accounts for a change, with the values that differ as they were and as they are; for none if none does.
pub fn audit_change(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    action: AuditAction,
    subject_id: impl Into<Uuid>,
    [old, new]: [Value; 2],
) -> Result<()> {
    let differing = |these: &Value, those: &Value| -> Map<String, Value> {
        let all = these.as_object().into_iter().flatten();
        all.filter(|(name, value)| those.get(name) != Some(value)).map(|(n, v)| (n.clone(), v.clone())).collect()
    };
    let (before, after) = (differing(&old, &new), differing(&new, &old));
    if before.is_empty() && after.is_empty() {
        return Ok(());
    }
    audit(tx, ctx, action, subject_id, None, &json!({ "old": before, "new": after }))
}

/// A person or a program that did something.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditActor {
    /// A person's id, or an API key's.
    pub id: Uuid,
    /// What it is called; null where it is not known any more.
    pub name: Option<String>,
    /// Whether it is an API key.
    pub is_api_key: bool,
}

/// A row of the audit trail.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditRow {
    /// Its place in the trail: 1, 2, 3, …, without gaps, in the order of commits.
    pub position: i64,
    /// When it was done.
    pub recorded_at: Timestamp,
    /// Who did it; null where the program did, or where nobody knows.
    pub actor: Option<AuditActor>,
    /// Who allowed it on the spot.
    pub approved_by: Option<AuditActor>,
    /// The register at which it was done.
    pub register_id: Option<RegisterId>,
    /// What was done.
    #[schema(example = "order.voided")]
    pub action: String,
    /// What it was done to.
    #[schema(example = "order")]
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Option<Uuid>,
    /// More about it, as JSON in one line, exactly as it is hashed.
    #[schema(example = r#"{"old":{"price":900},"new":{"price":1200}}"#)]
    pub details: String,
    /// The hash of the row before it.
    pub previous_hash: String,
    /// SHA-256 of this row with the hash before it.
    pub hash: String,
}

/// Which rows of the audit trail are asked for.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Done or allowed by this person, or done by this API key.
    pub person: Option<Uuid>,
    /// This action.
    pub action: Option<AuditAction>,
    /// Done to this.
    pub subject_id: Option<Uuid>,
    /// Done then or later.
    pub from: Option<Timestamp>,
    /// Done before then.
    pub to: Option<Timestamp>,
}

/// The end of the audit trail.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditHead {
    /// The position of the last row; 0 where there is none.
    pub position: i64,
    /// Its hash. Whoever keeps it elsewhere can tell later whether anything up to here was changed.
    pub hash: String,
}

/// What a check of the audit trail found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditCheck {
    /// The end of the trail.
    pub head: AuditHead,
    /// Up to which position rows were checked. Ask again with it as `after` until it is the head's.
    pub checked_upto: i64,
    /// The first row that does not agree with the one before it or with its own hash; null where all do.
    pub first_bad: Option<i64>,
}
