//! Who may do what: the one place where permissions are decided.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::Role;

/// Something that may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See products, stock, customers, orders.
    Look,
    /// Open orders, take money, complete sales.
    Sell,
    /// Give money back against an order.
    Refund,
    /// Give money back without an order.
    RefundUnlinked,
    /// Add and change customers.
    EditCustomers,
    /// Add and change products, categories, taxes, pictures.
    EditCatalogue,
    /// Adjust stock.
    AdjustStock,
    /// See costs, journal, trial balance, dashboard.
    ReadBooks,
    /// Add staff, registers, API keys; change settings.
    Manage,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Look,
        Self::Sell,
        Self::Refund,
        Self::RefundUnlinked,
        Self::EditCustomers,
        Self::EditCatalogue,
        Self::AdjustStock,
        Self::ReadBooks,
        Self::Manage,
    ];
}

/// Whether `role` may do it.
pub fn allows(role: Role, permission: Permission) -> bool {
    match role {
        Role::Owner => true,
        Role::Cashier => {
            matches!(permission, Permission::Look | Permission::Sell | Permission::Refund | Permission::EditCustomers)
        }
    }
}
