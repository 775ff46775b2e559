//! Orders that are sold without tax: to whom, why, by which certificate, and what tax was not charged for it.
//!
//! The tax is computed like any other and taken off prices that contain it; it is kept beside the order's taxes, so that
//! reports and journal know the order as untaxed, and `verify` can compute what was not charged.

use onetill_db::{Table, Tx, params};
use onetill_kernel::{Date, Error, Money, OrderId, Result};
use serde_json::json;

use super::inputs::TaxExemptionInput;
use super::model::{OrderExemption, OrderRow, TaxRow};
use crate::platform::{self, AuditAction, Permission};
use crate::{Ctx, check_text, customers};

static EXEMPT_LINE_TAXES: Table = Table::new(
    "exempt_line_taxes",
    &["order_id", "line_no", "component_no", "component_id", "name", "rate_ppm", "compound", "amount_minor"],
);

/// Why an order is sold without tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// In words.
    pub reason: String,
    /// The number of the certificate; empty where there is none.
    pub certificate: String,
}

/// The exemption that an order is priced with, and whether a person decided it now.
pub(super) struct Exempt {
    pub(super) exemption: Option<Exemption>,
    by_hand: bool,
}

impl Exempt {
    /// What an order has already.
    pub(super) fn kept(order: &OrderRow) -> Self {
        Self { exemption: order.exemption.clone(), by_hand: false }
    }

    /// What is asked for, or else the customer's own while it is valid.
    pub(super) fn asked(
        tx: &mut Tx<'_>,
        asked: Option<&TaxExemptionInput>,
        customer_id: Option<onetill_kernel::CustomerId>,
        on: Date,
    ) -> Result<Self> {
        let Some(asked) = asked else {
            let own = customer_id.map_or(Ok(None), |id| customers::exemption_on(tx, id, on))?;
            let exemption = own.map(|e| Exemption { reason: e.reason, certificate: e.certificate });
            return Ok(Self { exemption, by_hand: false });
        };
        let within = |e: Error| e.within("tax_exemption");
        check_text("reason", &asked.reason, 200).map_err(within)?;
        let certificate = asked.certificate.as_deref().unwrap_or_default().trim();
        check_text("certificate", certificate, 100).map_err(within)?;
        if asked.reason.trim().is_empty() {
            return Err(Error::invalid("tax_exemption.reason", "Nothing says why no tax is charged.")
                .fix("Send the reason, such as the law or who is exempt."));
        }
        let exemption = Exemption { reason: asked.reason.trim().to_owned(), certificate: certificate.to_owned() };
        Ok(Self { exemption: Some(exemption), by_hand: true })
    }

    /// As [`Exempt::asked`], of an order that may have the same exemption already.
    pub(super) fn asked_again(mut self, order: &OrderRow) -> Self {
        self.by_hand &= self.exemption != order.exemption;
        self
    }

    pub(super) const fn is_exempt(&self) -> bool {
        self.exemption.is_some()
    }

    /// Lets nobody leave the tax out who may not.
    pub(super) fn must_be_allowed(&self, ctx: &Ctx) -> Result<()> {
        if !self.by_hand {
            return Ok(());
        }
        platform::require(ctx, Permission::ExemptTax).map_err(|e| e.field("tax_exemption"))
    }

    /// Accounts for what a person decided.
    pub(super) fn account(&self, tx: &mut Tx<'_>, ctx: &Ctx, order: &OrderRow, taxes: &[(i64, TaxRow)]) -> Result<()> {
        if !self.by_hand {
            return Ok(());
        }
        let amount = onetill_kernel::sum(taxes.iter().map(|(_, tax)| tax.amount))?;
        let details = json!({ "total": Money::new(order.total, order.currency), "tax_not_charged": Money::new(amount, order.currency) });
        platform::audit(tx, ctx, AuditAction::OrderExempted, order.id, Some(order.register_id), &details)
    }
}

/// Keeps the taxes that the lines of an order are not charged.
pub(super) fn append(tx: &mut Tx<'_>, id: OrderId, taxes: &[(i64, TaxRow)]) -> Result<()> {
    let mut component_no = 0;
    for (index, (line_no, t)) in taxes.iter().enumerate() {
        let is_first = index == 0 || taxes[index - 1].0 != *line_no;
        component_no = if is_first { 1i64 } else { component_no + 1 };
        tx.append(
            &EXEMPT_LINE_TAXES,
            params![id, *line_no, component_no, t.component_id, t.name, t.rate, t.compound, t.amount],
        )?;
    }
    Ok(())
}

/// Forgets them, before the lines of an order are written anew.
pub(super) fn delete(tx: &mut Tx<'_>, order: &OrderRow) -> Result<()> {
    if order.exemption.is_some() {
        tx.execute("DELETE FROM exempt_line_taxes WHERE order_id = $1", params![order.id])?;
    }
    Ok(())
}

/// What stands on an order.
pub(super) fn view(order: &OrderRow, exempted: i64) -> Option<OrderExemption> {
    order.exemption.as_ref().map(|e| OrderExemption {
        reason: e.reason.clone(),
        certificate: e.certificate.clone(),
        tax: Money::new(exempted, order.currency),
    })
}
