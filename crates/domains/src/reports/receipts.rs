//! Which receipt a row of another book belongs to. The books name facts by id; people name them by number.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use super::store;
use crate::Receipt;
use crate::inventory::Movement;
use crate::ledger::JournalEntry;
use crate::payments::Payment;
use crate::stored_value::BalanceMovement;

/// Adds the receipts of the facts that some entries book.
pub fn name_entries(tx: &mut Tx<'_>, entries: &mut [JournalEntry]) -> Result<()> {
    name(tx, entries, |entry| Some(entry.source_id), |entry| &mut entry.receipt)
}

/// Adds the receipts of what moved the stock.
pub fn name_movements(tx: &mut Tx<'_>, movements: &mut [Movement]) -> Result<()> {
    name(tx, movements, |movement| Some(movement.source_id), |movement| &mut movement.receipt)
}

/// Adds the receipts of the orders that some payments pay.
pub fn name_payments(tx: &mut Tx<'_>, payments: &mut [Payment]) -> Result<()> {
    name(tx, payments, |payment| payment.order_id.map(|id| id.0), |payment| &mut payment.receipt)
}

/// Adds the receipts of the orders that some movements of a balance belong to.
pub fn name_balance_movements(tx: &mut Tx<'_>, movements: &mut [BalanceMovement]) -> Result<()> {
    name(tx, movements, |movement| movement.order_id.map(|id| id.0), |movement| &mut movement.receipt)
}

fn name<T>(
    tx: &mut Tx<'_>,
    rows: &mut [T],
    fact: impl Fn(&T) -> Option<Uuid>,
    receipt: impl Fn(&mut T) -> &mut Option<Receipt>,
) -> Result<()> {
    let facts: Vec<Uuid> = rows.iter().filter_map(&fact).collect();
    if facts.is_empty() {
        return Ok(());
    }
    let found: HashMap<Uuid, Receipt> = store::receipts(tx, &facts)?;
    for row in rows {
        *receipt(row) = fact(row).and_then(|id| found.get(&id).cloned());
    }
    Ok(())
}
