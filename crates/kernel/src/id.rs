//! Typed ids: UUIDv7, made by the client where it can be offline.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {
    /// Calls `$macro!` with the names of all typed ids, so that another crate can give each a trait.
    #[macro_export]
    macro_rules! for_each_id {
        ($macro:ident) => { $macro! { $($name)* } };
    }
    $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid {
                id.0
            }
        }
    )*};
}

ids! {
    /// A shop, a warehouse: a place that holds stock and has a business day.
    LocationId,
    /// A till position that gives receipt numbers.
    RegisterId,
    /// A person who works here.
    StaffId,
    /// A sign-in of a person.
    SessionId,
    /// A role of the shop's own.
    RoleId,
    /// A key that a program signs in with.
    ApiKeyId,
    /// What is sold, in all its variants.
    ProductId,
    /// The very thing on the shelf: has a SKU, a price, stock.
    VariantId,
    /// A node of the product tree.
    CategoryId,
    /// A picture.
    ImageId,
    /// Options that can be chosen with goods.
    ModifierGroupId,
    /// One of them.
    ModifierOptionId,
    /// A set of dated tax components.
    TaxCategoryId,
    /// One tax of a tax category.
    TaxComponentId,
    /// A person or firm that buys.
    CustomerId,
    /// Customers who are charged alike.
    CustomerGroupId,
    /// Prices other than the catalogue's, for a place, a group or a time.
    PriceListId,
    /// What is taken off by a rule.
    PromotionId,
    /// A code that a promotion needs.
    CouponId,
    /// An order of any channel.
    OrderId,
    /// A return of money, with or without goods.
    RefundId,
    /// Money for one order by one tender.
    PaymentId,
    /// One step of a payment: authorisation, capture, refund, void, reversal.
    AttemptId,
    /// A card terminal.
    TerminalId,
    /// An account with a provider of payments.
    ProviderAccountId,
    /// A correction of stock.
    AdjustmentId,
    /// A time for which somebody answers for a register's drawer.
    ShiftId,
    /// Cash that moved other than by selling.
    CashMovementId,
    /// A drawer that was opened without a sale.
    DrawerOpeningId,
    /// Something taken off an order before it was paid.
    VoidId,
    /// A receipt printer.
    PrinterId,
    /// Something to be printed.
    PrintJobId,
    /// A file whose rows are brought in.
    ImportId,
    /// A receipt to be sent by e-mail.
    ReceiptMailId,
    /// What a gift card holds, or a customer's credit or account.
    BalanceId,
}
