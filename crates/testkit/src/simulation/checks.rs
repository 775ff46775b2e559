//! What must hold once everything has come to rest: what the provider truly did is what the books say, no customer was charged
//! for what they did not get, nothing is left in doubt, and `verify` finds nothing.

use std::collections::BTreeMap;

use onetill_db::Tx;
use onetill_domains::orders::{self, OrderState};
use onetill_domains::payments::{self, AttemptRow, AttemptState, PaymentState};
use onetill_kernel::{OrderId, Result, Uuid};

use super::world::World;

/// A payment by card, as the books have it.
struct Paid {
    order_id: OrderId,
    order: OrderState,
    state: PaymentState,
    attempts: Vec<AttemptRow>,
}

/// What does not hold.
pub(super) fn findings(world: &mut World) -> Vec<String> {
    let mut found = std::mem::take(&mut world.findings);
    for (at, till) in world.tills.iter().enumerate() {
        if !till.is_done() {
            found.push(format!("till {at} never came to an end"));
        }
    }
    let paid = world.db.read(read).expect("the payments");
    found.extend(doubts(&paid));
    found.extend(against_provider(world, &paid));
    found.extend(customers(world, &paid));
    let report = world.db.read(onetill_verify::verify).expect("a report");
    if !report.is_ok() {
        found.extend(report.violations.iter().map(|v| format!("verify: {} {}: {}", v.table, v.key, v.message)));
    }
    found
}

fn read(tx: &mut Tx<'_>) -> Result<Vec<Paid>> {
    let ids: Vec<Uuid> =
        tx.query("SELECT id FROM payments WHERE tender = 'card' ORDER BY id", &[], |row| row.get(0))?;
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(row) = payments::payment_row(tx, id.into())? else { continue };
        let Some(order_id) = row.order_id else { continue };
        let attempts = payments::attempts(tx, row.id)?;
        let order = orders::order_summary(tx, order_id)?.state;
        all.push(Paid { order_id, order, state: row.state, attempts });
    }
    Ok(all)
}

/// Nothing is left that nobody knows.
fn doubts(paid: &[Paid]) -> Vec<String> {
    let open = |a: &&AttemptRow| !a.state.is_final();
    let mut found: Vec<String> = paid
        .iter()
        .flat_map(|p| p.attempts.iter().filter(open))
        .map(|a| format!("attempt {} is still {:?}", a.id, a.state))
        .collect();
    found.extend(
        paid.iter()
            .filter(|p| p.order == OrderState::Frozen && p.state != PaymentState::Captured)
            .map(|p| format!("order {} waits for a payment that is {:?}", p.order_id, p.state)),
    );
    found
}

/// What the provider did is what each attempt says, to the penny, and each attempt did it at most once.
fn against_provider(world: &World, paid: &[Paid]) -> Vec<String> {
    let mut found = Vec::new();
    let attempts: BTreeMap<String, &AttemptRow> =
        paid.iter().flat_map(|p| &p.attempts).map(|a| (a.id.to_string(), a)).collect();
    for deal in world.provider.deals.iter().filter(|d| d.approved()) {
        match attempts.get(&deal.reference) {
            None => found.push(format!("{} moved under a name that nobody knows", deal.moved)),
            Some(a) if a.state != AttemptState::Succeeded => {
                found.push(format!("{} moved by attempt {}, which is {:?}", deal.moved, a.id, a.state));
            }
            Some(a) if a.moves() != deal.moved => {
                found.push(format!("{} moved by attempt {}, which says {}", deal.moved, a.id, a.moves()));
            }
            Some(_) => {}
        }
    }
    for (reference, attempt) in attempts.iter().filter(|(_, a)| a.state == AttemptState::Succeeded) {
        if !world.provider.deal(reference).is_some_and(|d| d.approved()) {
            found.push(format!(
                "attempt {} says that {} moved, and the provider does not",
                attempt.id,
                attempt.moves()
            ));
        }
    }
    found
}

/// For each order the customer was charged what the order says that their cards paid of it, less what was given back; what
/// the provider refused to give back is still owed.
fn customers(world: &World, paid: &[Paid]) -> Vec<String> {
    let mut by_order: BTreeMap<OrderId, (OrderState, i64, i64, i64)> = BTreeMap::new();
    for p in paid {
        let (_, charged, due, owed) = by_order.entry(p.order_id).or_insert((p.order, 0, 0, 0));
        for a in &p.attempts {
            let moved = world.provider.deal(&a.id.to_string()).filter(|d| d.approved()).map_or(0, |d| d.moved);
            *charged += if a.kind.takes_money() { moved } else { -moved };
            *due += match (a.kind.takes_money(), a.surplus, a.state) {
                (true, false, AttemptState::Succeeded) if p.order == OrderState::Completed => a.amount,
                _ => 0,
            };
        }
        let back: i64 = p
            .attempts
            .iter()
            .filter(|a| a.refund_id.is_some() && a.state == AttemptState::Succeeded)
            .map(|a| a.amount)
            .sum();
        *due -= back;
        // What was tried to be given back and refused, the shop still owes.
        let tried: i64 = p.attempts.iter().filter(|a| a.kind.gives_back()).map(|a| a.amount).max().unwrap_or(0);
        let given: i64 = p
            .attempts
            .iter()
            .filter(|a| a.kind.gives_back() && a.state == AttemptState::Succeeded)
            .map(|a| a.amount)
            .sum();
        if given < tried && p.attempts.iter().any(|a| a.surplus || a.refund_id.is_none() && a.kind.gives_back()) {
            *owed += tried - given;
        }
    }
    by_order
        .into_iter()
        .filter(|(_, (_, charged, due, owed))| charged != &(due + owed))
        .map(|(id, (state, charged, due, owed))| {
            format!("order {id} is {state:?}: cards were charged {charged}, due {due}, owed back {owed}")
        })
        .collect()
}
