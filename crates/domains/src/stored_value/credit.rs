//! What customers have with the shop: store credit, and an account with a limit.

use onetill_db::Tx;
use onetill_kernel::{BalanceId, CustomerId, Error, Money, Result};
use serde_json::json;

use super::cards::new_row;
use super::model::*;
use super::movements::tell;
use super::store;
use crate::platform::{self, AuditAction, Permission};
use crate::{Ctx, customers};

/// A customer's balance of a kind, made where they had none.
fn of_customer(tx: &mut Tx<'_>, ctx: &mut Ctx, customer: CustomerId, kind: BalanceKind) -> Result<BalanceId> {
    if let Some(id) = store::by_customer(tx, customer, kind)? {
        return Ok(id);
    }
    let currency = platform::merchant(tx)?.currency;
    let row = BalanceRow { customer_id: Some(customer), ..new_row(ctx.new_id(), kind, currency) };
    if store::insert(tx, &row, None, ctx.now)? {
        return Ok(row.id);
    }
    // Somebody else was faster.
    store::by_customer(tx, customer, kind)?.ok_or_else(|| tx.lost_race())
}

/// Where a customer's store credit goes.
pub fn store_credit_of(tx: &mut Tx<'_>, ctx: &mut Ctx, customer: CustomerId) -> Result<BalanceId> {
    of_customer(tx, ctx, customer, BalanceKind::StoreCredit)
}

/// A customer's account; refused where they have none.
pub fn account_of(tx: &mut Tx<'_>, customer: Option<CustomerId>, field: &str) -> Result<BalanceId> {
    let customer = customer.ok_or_else(|| {
        Error::invalid(field, "Only a customer has an account with the shop.")
            .code("customer_needed")
            .fix("Name the customer with customer_id.")
    })?;
    store::by_customer(tx, customer, BalanceKind::OnAccount)?.ok_or_else(|| {
        Error::conflict("no_account", "This customer has no account with the shop.")
            .field(field)
            .fix("Give them one: PUT /v1/customers/{id}/credit-limit.")
    })
}

/// Sets how far a customer's account may go below zero; from then on they have one.
pub fn set_credit_limit(tx: &mut Tx<'_>, ctx: &mut Ctx, customer: CustomerId, new: &CreditLimit) -> Result<BalanceId> {
    customers::customer(tx, customer)?;
    let currency = platform::merchant(tx)?.currency;
    let limit = new.credit_limit.non_negative_in(currency, "credit_limit")?;
    let had = store::by_customer(tx, customer, BalanceKind::OnAccount)?.is_some();
    let id = of_customer(tx, ctx, customer, BalanceKind::OnAccount)?;
    let mut row = store::held(tx, id)?;
    if had && row.credit_limit == limit {
        return Ok(id);
    }
    let old = had.then(|| Money::new(row.credit_limit, currency));
    row.credit_limit = limit;
    store::set(tx, &row)?;
    let details = json!({ "old": { "credit_limit": old }, "new": { "credit_limit": new.credit_limit } });
    platform::audit(tx, ctx, AuditAction::CreditLimitChanged, customer, None, &details)?;
    tell(tx, ctx, &row)?;
    Ok(id)
}

/// Refuses whoever sells on account beyond a customer's limit and may not.
pub fn beyond_limit(tx: &mut Tx<'_>, ctx: &Ctx, id: BalanceId, amount: i64, field: &str) -> Result<()> {
    let row = store::held(tx, id)?;
    let left = row.balance.saturating_add(row.credit_limit).max(0);
    if row.kind != BalanceKind::OnAccount || amount <= left {
        return Ok(());
    }
    platform::require(ctx, Permission::GrantCredit).map_err(|e| {
        let left = Money::new(left, row.currency);
        e.field(field).fix(format!(
            "Only {left} of this customer's credit is left. Take the rest by another tender, or let somebody approve it who has \
             the permission `grant_credit`."
        ))
    })
}
