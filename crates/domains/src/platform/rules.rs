//! Who may do what: the one place where permissions are decided.

use std::borrow::Cow;

use onetill_db::{FromValue, ToValue, Value, text_enum};
use onetill_kernel::{Error, ErrorKind, Rate, Result, Timestamp, mul_div_round};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Principal, Role};
use crate::{Asker, Ctx};

/// Declares the permissions once: as words, as a list, as what the database holds.
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Something that may be done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Permission {
            $($(#[$doc])* $name,)*
        }

        impl Permission {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }

        text_enum!(Permission { $($name = $word),* });
    };
}

permissions! {
    /// See products, stock, customers, orders, shifts.
    Look = "look",
    /// Open orders, take money, complete sales, run one's own shift.
    Sell = "sell",
    /// Sell something at another price than the catalogue's or a list's.
    OverridePrice = "override_price",
    /// Sell without tax, and say which customers are not charged it.
    ExemptTax = "exempt_tax",
    /// Take more off by hand than the role's limit.
    DiscountFreely = "discount_freely",
    /// Open the drawer without a sale.
    OpenDrawer = "open_drawer",
    /// Give money back against an order.
    Refund = "refund",
    /// Give money back without an order.
    RefundUnlinked = "refund_unlinked",
    /// Give money back as store credit.
    RefundAsCredit = "refund_as_credit",
    /// Set customers' credit limits, and sell on account beyond them.
    GrantCredit = "grant_credit",
    /// Switch gift cards off, replace and expire them.
    ManageGiftCards = "manage_gift_cards",
    /// Decide what became of a payment that nobody can be asked about.
    DecidePayments = "decide_payments",
    /// Add and change customers.
    EditCustomers = "edit_customers",
    /// Add and change products, categories, taxes, pictures.
    EditCatalogue = "edit_catalogue",
    /// Adjust stock.
    AdjustStock = "adjust_stock",
    /// See costs, journal, trial balance, dashboard.
    ReadBooks = "read_books",
    /// See the audit trail, check it and take it out.
    ReadAudit = "read_audit",
    /// Run anybody's shift, close over payments under way, move cash between safe and bank.
    ManageShifts = "manage_shifts",
    /// Add, change and sign out staff; make roles.
    ManageStaff = "manage_staff",
    /// Make and revoke API keys.
    ManageApiKeys = "manage_api_keys",
    /// Change the shop's settings, its locations and registers.
    ManageSettings = "manage_settings",
    /// Bring over what happened under another system.
    Import = "import",
}

impl Permission {
    /// Whether somebody who has it may lend it at a register, for one request: `platform::approvals`. Each endpoint that
    /// needs one of these runs its command through `App::once`, which uses the approval up.
    pub const fn is_approvable(self) -> bool {
        matches!(
            self,
            Self::OverridePrice
                | Self::ExemptTax
                | Self::DiscountFreely
                | Self::OpenDrawer
                | Self::Refund
                | Self::RefundUnlinked
                | Self::RefundAsCredit
                | Self::GrantCredit
                | Self::DecidePayments
                | Self::ManageShifts
        )
    }
}

/// A set of permissions, and how much of an amount may be taken off by hand with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions {
    bits: u64,
    /// The share, unless `discount_freely` is among them.
    max_discount: Rate,
}

impl Permissions {
    /// Everything.
    pub const ALL: Self = Self::of(Permission::ALL);

    /// The set of these.
    pub const fn of(list: &[Permission]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < list.len() {
            bits |= 1 << list[at] as u64;
            at += 1;
        }
        Self { bits, max_discount: Rate(0) }
    }

    /// The same with another share that may be taken off by hand.
    pub const fn with_max_discount(self, max_discount: Rate) -> Self {
        Self { max_discount, ..self }
    }

    /// The share as it is written down, whether or not a permission lifts it.
    pub const fn limit(self) -> Rate {
        self.max_discount
    }

    /// The share of an amount that may be taken off by hand.
    pub const fn max_discount(self) -> Rate {
        if self.has(Permission::DiscountFreely) { Rate::ONE } else { self.max_discount }
    }

    /// Whether it is among them.
    pub const fn has(self, permission: Permission) -> bool {
        self.bits & (1 << permission as u64) != 0
    }

    /// Those that `other` does not have.
    pub const fn beyond(self, other: Self) -> Self {
        Self { bits: self.bits & !other.bits, max_discount: Rate(0) }
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// All of them, in the order of [`Permission::ALL`].
    pub fn list(self) -> Vec<Permission> {
        Permission::ALL.iter().copied().filter(|p| self.has(*p)).collect()
    }

    /// Their words, with `between` between them.
    pub(super) fn words(self, between: &str) -> String {
        self.list().into_iter().map(Permission::as_str).collect::<Vec<_>>().join(between)
    }

    /// Refuses whoever has these to give `given` to others, or to change somebody who has `given`: more than they have.
    pub(super) fn may_give(self, field: &str, given: Self) -> Result<()> {
        let beyond = given.beyond(self);
        let message = if !beyond.is_empty() {
            format!("You do not have these permissions yourself: {}.", beyond.words(", "))
        } else if given.max_discount() > self.max_discount() {
            format!("You may take off {} % by hand yourself, and no more.", self.max_discount())
        } else {
            return Ok(());
        };
        Err(Error::new(ErrorKind::Forbidden, "beyond_own_permissions", message)
            .field(field)
            .fix("Ask an owner to do it, or leave them out."))
    }
}

/// The database holds their words with a space between. A word that this version does not know allows nothing.
impl ToValue for Permissions {
    fn to_value(&self) -> Value<'_> {
        Value::Text(Cow::Owned(self.words(" ")))
    }
}

impl FromValue for Permissions {
    fn from_value(value: Value<'_>) -> Result<Self> {
        let text = String::from_value(value)?;
        let known = |word: &str| Permission::ALL.iter().copied().find(|p| p.as_str() == word);
        Ok(Self::of(&text.split(' ').filter_map(known).collect::<Vec<_>>()))
    }
}

/// How long a sign-in lasts at most, in hours: a long day behind the counter.
pub(super) const SESSION_HOURS: i64 = 14;
/// After so long without a request a sign-in ends, in hours.
const IDLE_HOURS: i64 = 4;
/// When a sign-in or a key was last used is kept to so many seconds, so that a sale does not write it.
const USE_KEPT_EVERY_S: i64 = 300;

/// When a sign-in that ends at `last` ends if it is not used any more.
pub(super) fn ends_idle(last_used_at: Timestamp, last: Timestamp) -> Timestamp {
    last.min(last_used_at.plus_seconds(IDLE_HOURS * 3600))
}

/// Whether a use now is to be kept.
pub fn use_is_news(last_used_at: Option<Timestamp>, now: Timestamp) -> bool {
    last_used_at.is_none_or(|at| at.plus_seconds(USE_KEPT_EVERY_S) <= now)
}

/// So many sign-ins on one account may be wrong before the first wait.
const FREE_TRIES: i64 = 5;
/// The longest wait, in seconds: a quarter of an hour.
const LONGEST_WAIT_S: i64 = 900;

/// The wait after so many wrong sign-ins, in seconds: 1, 2, 4, … from the last free one on.
pub(super) fn wait_after(tries: i64) -> i64 {
    match tries - FREE_TRIES {
        over @ 0.. => (1i64 << over.min(20)).min(LONGEST_WAIT_S),
        _ => 0,
    }
}

/// A role that every shop has.
#[derive(Debug)]
pub struct FixedRole {
    /// Which.
    pub role: Role,
    /// Its name in English.
    pub name: &'static str,
    /// What it allows. docs/PERMISSIONS.md says the same by endpoint, and a test compares the two.
    pub permissions: Permissions,
}

/// The roles that every shop has. An owner may do everything, whatever is added.
pub const FIXED_ROLES: [FixedRole; 4] = [
    FixedRole { role: Role::Owner, name: "Owner", permissions: Permissions::ALL },
    FixedRole {
        role: Role::Manager,
        name: "Manager",
        permissions: Permissions::of(&[
            Permission::Look,
            Permission::Sell,
            Permission::OverridePrice,
            Permission::ExemptTax,
            Permission::DiscountFreely,
            Permission::OpenDrawer,
            Permission::Refund,
            Permission::RefundUnlinked,
            Permission::RefundAsCredit,
            Permission::GrantCredit,
            Permission::ManageGiftCards,
            Permission::DecidePayments,
            Permission::EditCustomers,
            Permission::EditCatalogue,
            Permission::AdjustStock,
            Permission::ReadBooks,
            Permission::ReadAudit,
            Permission::ManageShifts,
            Permission::ManageStaff,
        ]),
    },
    FixedRole {
        role: Role::Cashier,
        name: "Cashier",
        permissions: Permissions::of(&[
            Permission::Look,
            Permission::Sell,
            Permission::OpenDrawer,
            Permission::Refund,
            Permission::EditCustomers,
        ])
        .with_max_discount(Rate::percent(10)),
    },
    FixedRole {
        role: Role::Accountant,
        name: "Accountant",
        permissions: Permissions::of(&[Permission::Look, Permission::ReadBooks, Permission::ReadAudit]),
    },
];

impl Principal {
    /// Whether they may do it.
    pub const fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// Refuses whoever may not do it, and whom nobody allows it for this request.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) || self.approval.as_ref().is_some_and(|a| a.permissions.has(permission)) {
            return Ok(());
        }
        let who = if self.staff.is_some() { "Your role" } else { "This API key" };
        let error = Error::new(ErrorKind::Forbidden, "forbidden", format!("{who} does not allow this."))
            .fix(format!("It takes the permission `{}`: ask somebody who has it.", permission.as_str()));
        let in_place = self.staff.is_some() && self.register_id.is_some() && permission.is_approvable();
        Err(if in_place { error.approvable(permission.as_str()) } else { error })
    }
}

impl Asker for Principal {
    fn require(&self, permission: &str) -> Result<()> {
        let known = Permission::ALL.iter().find(|p| p.as_str() == permission);
        let known = known.ok_or_else(|| Error::internal(format!("no permission is called {permission}")))?;
        Self::require(self, *known)
    }

    fn max_discount(&self) -> Rate {
        self.permissions.max_discount()
    }
}

/// Refuses whoever asks, where what they ask for takes a permission that they lack. A program of our own may do everything.
pub fn require(ctx: &Ctx, permission: Permission) -> Result<()> {
    ctx.who.as_ref().map_or(Ok(()), |who| who.require(permission.as_str()))
}

/// Refuses where any of these is refused. If all that is lacking may be lent, the refusal names all of it, so that one
/// approval is enough.
pub fn require_all(checks: impl IntoIterator<Item = Result<()>>) -> Result<()> {
    let mut refusals = checks.into_iter().filter_map(Result::err);
    let Some(first) = refusals.next() else { return Ok(()) };
    Err(refusals.fold(first, Error::lacking_too))
}

/// What may be taken off an amount by hand at a limit: rounded as a percentage discount is.
pub fn most_off(amount: i64, limit: Rate) -> Result<i64> {
    mul_div_round(amount, limit.ppm(), Rate::ONE.ppm())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_kept_as_its_words_and_an_unknown_word_allows_nothing() {
        let set = Permissions::of(&[Permission::Sell, Permission::Look]);
        assert_eq!(set.to_value(), Value::Text("look sell".into()));
        let read = |text: &str| Permissions::from_value(Value::Text(text.to_owned().into())).expect("a set");
        assert_eq!(read("sell look fly"), set);
        assert_eq!(read(""), Permissions::default());
        assert_eq!(read(&Permissions::ALL.words(" ")), Permissions::ALL);
    }

    #[test]
    fn waits_grow_and_have_an_end() {
        assert_eq!([1, 4, 5, 6, 7, 15, i64::MAX].map(wait_after), [0, 0, 1, 2, 4, 900, 900]);
    }

    #[test]
    fn nobody_gives_away_what_they_do_not_have() {
        let few = Permissions::of(&[Permission::Look]);
        let more = Permissions::of(&[Permission::Look, Permission::Sell, Permission::Import]);
        more.may_give("role", few).expect("less than one has");
        let error = few.may_give("role", more).expect_err("more than one has");
        assert!(error.message().contains("sell, import"), "{}", error.message());
    }
}
