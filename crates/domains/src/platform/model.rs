use onetill_db::text_enum;
use onetill_kernel::{ApiKeyId, Currency, LocationId, Money, RegisterId, StaffId, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The business this database belongs to.
#[derive(Debug, Clone)]
pub struct Merchant {
    /// Its name, as on receipts.
    pub name: String,
    /// ISO 3166 country code.
    pub country: String,
    /// The currency it sells and keeps its books in.
    pub currency: Currency,
    /// Whether catalogue prices contain the tax.
    pub prices_include_tax: bool,
    /// Whether tax is rounded per line or per order.
    pub tax_rounding: TaxRounding,
    /// What a register does when the stock says there is nothing left.
    pub negative_stock: NegativeStock,
    /// The smallest coin in minor units, to which cash is rounded; 0 where it is not.
    pub cash_rounding: i64,
    /// What holds of orders before they are paid.
    pub selling: Selling,
    /// Whether this is a demo shop, in which demo passwords work.
    pub demo: bool,
}

/// What holds of orders before they are paid.
#[derive(Debug, Clone, Copy, Default)]
pub struct Selling {
    /// What becomes of orders put aside when the business day ends.
    pub held_orders: HeldOrders,
    /// Whether a register asks why a line is taken off, or a cart emptied.
    pub ask_void_reason: bool,
}

/// What becomes of orders put aside when the business day ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldOrders {
    /// They wait until somebody takes them up or gives them up.
    #[default]
    Kept,
    /// They are given up.
    DayEnd,
}
text_enum!(HeldOrders { Kept = "kept", DayEnd = "day_end" });

/// Where tax is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxRounding {
    /// On every line.
    Line,
    /// On the sum of the lines, as EN 16931 does.
    Order,
}
text_enum!(TaxRounding { Line = "line", Order = "order" });

/// What a register does when the stock says there is nothing left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NegativeStock {
    /// Warn, sell what the customer holds in the hand, and put the item on the recount list.
    Allow,
    /// Refuse the sale.
    Refuse,
}
text_enum!(NegativeStock { Allow = "allow", Refuse = "refuse" });

/// The merchant's settings, as screens see them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Settings {
    /// The merchant's name.
    pub merchant_name: String,
    /// ISO 4217 code.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// Decimals of the currency's minor unit.
    pub currency_decimals: u32,
    /// ISO 3166 country code.
    pub country: String,
    /// Whether prices contain the tax.
    pub prices_include_tax: bool,
    /// Where tax is rounded.
    pub tax_rounding: TaxRounding,
    /// What a register does when nothing is left.
    pub negative_stock: NegativeStock,
    /// The smallest coin: what moves in cash is rounded to it. 0 where cash is not rounded.
    pub cash_rounding: Money,
    /// What becomes of orders put aside when the business day ends.
    pub held_orders: HeldOrders,
    /// Whether a register asks why a line is taken off, or a cart emptied.
    pub ask_void_reason: bool,
    /// Whether this is a demo shop.
    pub demo: bool,
    /// The id that this database got when it was made.
    pub database_id: Uuid,
}

/// Settings to change; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    /// The merchant's name.
    #[schema(min_length = 1, max_length = 200)]
    pub merchant_name: Option<String>,
    /// Whether prices contain the tax. Applies to orders opened from now on.
    pub prices_include_tax: Option<bool>,
    /// Where tax is rounded. Applies to orders opened from now on.
    pub tax_rounding: Option<TaxRounding>,
    /// What a register does when nothing is left.
    pub negative_stock: Option<NegativeStock>,
    /// The smallest coin; 0 for cash that is not rounded. Applies to what is paid from now on.
    pub cash_rounding: Option<Money>,
    /// What becomes of orders put aside when the business day ends. Applies to those put aside from now on.
    pub held_orders: Option<HeldOrders>,
    /// Whether a register asks why a line is taken off, or a cart emptied.
    pub ask_void_reason: Option<bool>,
}

/// A place that holds stock and has a business day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// IANA time zone.
    #[schema(example = "Europe/London")]
    pub time_zone: String,
    /// The hour at which its business day turns, 0 to 23.
    pub day_starts_at_hour: i64,
}

/// What a person or a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Owner,
    /// Sell, refund against a receipt, look things up.
    Cashier,
}
text_enum!(Role { Owner = "owner", Cashier = "cashier" });

/// A person who works here.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Staff {
    /// Their id.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// For signing in to the back office.
    pub email: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in.
    pub active: bool,
}

/// A new member of staff.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaff {
    /// Chosen by the client, or made here.
    pub id: Option<StaffId>,
    /// Their name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// For signing in to the back office; goes with `password`.
    #[schema(max_length = 200)]
    pub email: Option<String>,
    /// At least ten characters.
    #[schema(min_length = 10, max_length = 500, format = Password)]
    pub password: Option<String>,
    /// Four to eight digits, for signing in at a register.
    #[schema(pattern = "^[0-9]{4,8}$", format = Password)]
    pub pin: Option<String>,
    /// What they may do.
    pub role: Role,
}

/// An API key, without its secret.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Who is acting.
#[derive(Debug, Clone)]
pub struct Principal {
    /// The person's id or the key's id: whose idempotency keys these are.
    pub owner_id: Uuid,
    /// The person, unless a key acts.
    pub staff: Option<Staff>,
    /// The register signed in at.
    pub register_id: Option<RegisterId>,
    /// What they may do.
    pub role: Role,
    /// When this sign-in ends; keys do not end by themselves.
    pub expires_at: Option<Timestamp>,
}

/// A person and the hashes of what they sign in with.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The person.
    pub staff: Staff,
    /// PHC string of the password.
    pub password_hash: Option<String>,
    /// PHC string of the PIN.
    pub pin_hash: Option<String>,
}
