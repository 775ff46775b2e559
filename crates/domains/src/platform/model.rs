use onetill_db::text_enum;
use onetill_kernel::{
    ApiKeyId, Currency, LocationId, Money, Rate, RegisterId, RoleId, SessionId, StaffId, Timestamp, Uuid,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::approvals::Approval;
use super::rules::{Permission, Permissions};

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
#[derive(Debug, Clone)]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// What its days went by at first.
    pub first_clock: DayClock,
    /// What they go by later, each from a moment on, in their order.
    pub later_clocks: Vec<(Timestamp, DayClock)>,
}

/// What the days of a location go by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayClock {
    /// IANA time zone.
    #[schema(example = "Europe/London")]
    pub time_zone: String,
    /// The hour at which the business day turns, 0 to 23.
    #[schema(minimum = 0, maximum = 23)]
    pub day_starts_at_hour: i64,
}

/// A location as it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LocationView {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// What its days go by now.
    #[serde(flatten)]
    pub clock: DayClock,
    /// What they will go by.
    pub next_clock: Option<NextClock>,
}

/// What the days of a location go by from a moment on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NextClock {
    /// From when on.
    pub valid_from: Timestamp,
    /// What they go by then.
    #[serde(flatten)]
    pub clock: DayClock,
}

/// A new location.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLocation {
    /// Chosen by the client, or made here.
    pub id: Option<LocationId>,
    /// Its name.
    #[schema(example = "Harbour shop", min_length = 1, max_length = 200)]
    pub name: String,
    /// IANA time zone.
    #[schema(max_length = 100, example = "Europe/London")]
    pub time_zone: String,
    /// The hour at which its business day turns.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 23)]
    pub day_starts_at_hour: i64,
}

/// What to change of a location; what is absent stays. What its days go by changes from the next business day on.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationChange {
    /// Its name, at once.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// IANA time zone.
    #[schema(max_length = 100, example = "Europe/London")]
    pub time_zone: Option<String>,
    /// The hour at which its business day turns.
    #[schema(minimum = 0, maximum = 23)]
    pub day_starts_at_hour: Option<i64>,
}

/// What a person may do: one of the roles that every shop has, or one of the shop's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Owner,
    /// Runs the shop: goods, shifts, staff.
    Manager,
    /// Sells, refunds against a receipt, looks things up.
    Cashier,
    /// Reads the books.
    Accountant,
    /// A role of the shop's own.
    Own(RoleId),
}

impl Role {
    /// The stored word; a role of the shop's own is named by its id beside it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Cashier => "cashier",
            Self::Accountant => "accountant",
            Self::Own(_) => "own",
        }
    }

    /// The id of a role of the shop's own.
    pub const fn own_id(self) -> Option<RoleId> {
        match self {
            Self::Own(id) => Some(id),
            _ => None,
        }
    }

    /// A fixed role by its word.
    pub(super) fn fixed(word: &str) -> Option<Self> {
        [Self::Owner, Self::Manager, Self::Cashier, Self::Accountant].into_iter().find(|role| role.word() == word)
    }
}

/// A fixed role is its word, one of the shop's own its id.
impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Own(id) => id.fmt(f),
            fixed => f.write_str(fixed.word()),
        }
    }
}

impl Serialize for Role {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let own = || text.parse::<Uuid>().ok().map(|id| Self::Own(RoleId(id)));
        Self::fixed(&text).or_else(own).ok_or_else(|| serde::de::Error::custom("There is no such role."))
    }
}

impl utoipa::PartialSchema for Role {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^(owner|manager|cashier|accountant|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"))
            .description(Some("`owner`, `manager`, `cashier`, `accountant`, or the id of a role of the shop's own."))
            .examples([serde_json::Value::from("cashier")])
            .into()
    }
}
impl ToSchema for Role {}

/// A role, and what it allows.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RoleView {
    /// What a member of staff's `role` says.
    pub id: Role,
    /// Its name; a fixed role's is English.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// The greatest share of an amount that it takes off by hand, in percent; the permission `discount_freely` lifts it.
    pub max_discount: Rate,
    /// Whether every shop has it, so that it cannot be changed.
    pub fixed: bool,
    /// How many people have it, those who no longer work here included.
    pub staff_count: i64,
}

/// A new role.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// Chosen by the client, or made here.
    pub id: Option<RoleId>,
    /// Its name, which no other role has.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What it allows; no more than whoever makes it may do.
    #[schema(min_items = 1)]
    pub permissions: Vec<Permission>,
    /// The greatest share of an amount that it takes off by hand, in percent; nothing unless told.
    pub max_discount: Option<Rate>,
}

/// What to change of a role; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// All that it allows from now on; no more than whoever changes it may do.
    #[schema(min_items = 1)]
    pub permissions: Option<Vec<Permission>>,
    /// The greatest share of an amount that it takes off by hand, in percent.
    pub max_discount: Option<Rate>,
}

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
    /// The name of their role; a fixed role's is English.
    pub role_name: String,
    /// Whether they may sign in.
    pub active: bool,
    /// What their role allows.
    #[serde(skip)]
    pub permissions: Permissions,
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
    /// What they may do; no more than whoever adds them.
    pub role: Role,
}

/// What to change of a member of staff; what is absent stays. A new password or PIN signs them out everywhere, and so does
/// an end of their work here.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffChange {
    /// Their name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// For signing in to the back office. Whoever had none gets a password with it.
    #[schema(max_length = 200)]
    pub email: Option<String>,
    /// At least ten characters.
    #[schema(min_length = 10, max_length = 500, format = Password)]
    pub password: Option<String>,
    /// Four to eight digits; an empty text takes it away.
    #[schema(pattern = "^([0-9]{4,8})?$", format = Password)]
    pub pin: Option<String>,
    /// What they may do; no more than whoever changes it.
    pub role: Option<Role>,
    /// Whether they may sign in.
    pub active: Option<bool>,
}

/// An API key, without its secret.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub permissions: Vec<Permission>,
    /// Who made it; a program did where nobody is named.
    pub created_by: Option<StaffId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused; null where it does not end by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, within five minutes; null where it never was.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A new API key.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiKey {
    /// What it is for.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What it may do; no more than whoever makes it.
    #[schema(min_items = 1)]
    pub permissions: Vec<Permission>,
    /// From when on it is refused; without it it does not end by itself.
    pub expires_at: Option<Timestamp>,
}

impl NewApiKey {
    /// A key that may do everything there is.
    pub fn for_everything(name: impl Into<String>) -> Self {
        Self { name: name.into(), permissions: Permission::ALL.to_vec(), expires_at: None }
    }
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
    pub permissions: Permissions,
    /// When this sign-in ends by itself: a session unless it is used meanwhile, a key if it was made so.
    pub expires_at: Option<Timestamp>,
    /// The session, unless a key acts.
    pub session_id: Option<SessionId>,
    /// When it was last used, as far as it is kept.
    pub last_used_at: Option<Timestamp>,
    /// What somebody else allows them for this request.
    pub approval: Option<Approval>,
}

/// A sign-in of a person that has not ended.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignInView {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub staff_id: StaffId,
    /// The register signed in at; the back office where there is none.
    pub register_id: Option<RegisterId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, within five minutes.
    pub last_used_at: Timestamp,
    /// When it ends unless it is used meanwhile.
    pub expires_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
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
