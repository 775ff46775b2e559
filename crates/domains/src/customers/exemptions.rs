//! Customers who are not charged tax: why, by which certificate, until when.

use onetill_db::{Row, Tx, params};
use onetill_kernel::{CustomerId, Date, Error, Result, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::store;
use crate::platform::{self, AuditAction};
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_text};

/// A customer's own exemption from tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxExemption {
    /// Why no tax is charged, in words that stand on receipts.
    #[schema(min_length = 1, max_length = 200)]
    pub reason: String,
    /// The number of the certificate.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub certificate: String,
    /// The last day on which it holds; for good where there is none.
    pub valid_to: Option<Date>,
}

/// Whether a customer is charged tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerTax {
    /// Their exemption; null where they are charged tax like anybody.
    pub tax_exemption: Option<TaxExemption>,
}

fn read(row: &Row<'_>) -> Result<TaxExemption> {
    let mut c = row.columns();
    Ok(TaxExemption { reason: c.take()?, certificate: c.take()?, valid_to: c.take()? })
}

fn find(tx: &mut Tx<'_>, id: CustomerId) -> Result<Option<TaxExemption>> {
    let sql = "SELECT reason, certificate, valid_to_date FROM tax_exemptions WHERE customer_id = $1";
    tx.query_opt(sql, params![id], read)
}

/// Whether a customer is charged tax.
pub fn customer_tax(tx: &mut Tx<'_>, id: CustomerId) -> Result<CustomerTax> {
    store::customer(tx, id)?;
    Ok(CustomerTax { tax_exemption: find(tx, id)? })
}

/// A customer's exemption that holds on a day. Nothing is asked in a shop whose customers all pay tax.
pub fn exemption_on(tx: &mut Tx<'_>, id: CustomerId, on: Date) -> Result<Option<TaxExemption>> {
    let any: bool = tx.remember(&["tax_exemptions"], |tx| {
        tx.query_one("SELECT COUNT(*) FROM tax_exemptions", &[], |row| row.get::<i64>(0)).map(|count| count > 0)
    })?;
    if !any {
        return Ok(None);
    }
    Ok(find(tx, id)?.filter(|e| e.valid_to.is_none_or(|last| on <= last)))
}

/// Sets a customer's exemption, or takes it away.
pub fn set_customer_tax(tx: &mut Tx<'_>, ctx: &Ctx, id: CustomerId, tax: &CustomerTax) -> Result<()> {
    store::customer(tx, id)?;
    let had = find(tx, id)?;
    let new = tax.tax_exemption.as_ref().map(checked).transpose().map_err(|e| e.within("tax_exemption"))?;
    if had == new {
        return Ok(());
    }
    tx.execute("DELETE FROM tax_exemptions WHERE customer_id = $1", params![id])?;
    if let Some(new) = &new {
        let recorded_at: Timestamp = ctx.now;
        tx.execute(
            "INSERT INTO tax_exemptions (customer_id, reason, certificate, valid_to_date, recorded_at) \
             VALUES ($1, $2, $3, $4, $5)",
            params![id, new.reason, new.certificate, new.valid_to, recorded_at],
        )?;
    }
    let told =
        |e: &Option<TaxExemption>| json!({ "exempt": e.is_some(), "valid_to": e.as_ref().and_then(|e| e.valid_to) });
    let details = json!({ "old": told(&had), "new": told(&new) });
    platform::audit(tx, ctx, AuditAction::CustomerTaxChanged, id, None, &details)?;
    emit(tx, ctx, EventKind::CustomerUpdated, id, ctx.now, &json!({ "customer_id": id }))
}

fn checked(given: &TaxExemption) -> Result<TaxExemption> {
    check_text("reason", &given.reason, 200)?;
    check_text("certificate", &given.certificate, 100)?;
    let reason = given.reason.trim();
    if reason.is_empty() {
        return Err(Error::invalid("reason", "Nothing says why no tax is charged.")
            .fix("Send the reason, such as the law or what the customer is."));
    }
    let certificate = given.certificate.trim().to_owned();
    Ok(TaxExemption { reason: reason.to_owned(), certificate, valid_to: given.valid_to })
}
