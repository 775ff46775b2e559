//! Journal entries with what links them: the receipt, and the entry that one takes back.

use std::collections::HashMap;

use onetill_db::{Filter, Tx};
use onetill_kernel::{Date, LocationId, Result, Uuid};

use super::journal_text::Entry;
use crate::ledger::EntryKind;
use crate::tills;

/// The entries after a business date and id up to a business date, in that order.
pub(super) fn entries(
    tx: &mut Tx<'_>,
    (date, id): &(String, Uuid),
    to: Option<Date>,
    limit: i64,
    places: &HashMap<LocationId, String>,
) -> Result<Vec<Entry>> {
    let mut f = Filter::new();
    let (date, id) = (f.bind(date), f.bind(*id));
    f.and_raw(format!("(e.business_date, e.id) > ({date}, {id})"));
    if let Some(to) = to {
        f.and("e.business_date <= ?", to);
    }
    let limit = f.bind(limit);
    // What went back without a refund was money of an order that was given up.
    let sql = format!(
        "SELECT e.id, e.kind, e.business_date, e.recorded_at, e.location_id, e.currency, og.series, o.receipt_no, \
         rg.series, r.receipt_no, r.order_id, a.refund_id, (SELECT c.id FROM payment_attempts c \
         WHERE c.payment_id = a.payment_id AND c.kind = 'capture' AND c.state = 'succeeded' AND a.refund_id IS NULL \
         AND a.kind <> 'capture' ORDER BY c.attempt_no LIMIT 1) \
         FROM journal_entries e \
         LEFT JOIN orders o ON o.id = e.id LEFT JOIN registers og ON og.id = o.register_id \
         LEFT JOIN refunds r ON r.id = e.id LEFT JOIN registers rg ON rg.id = r.register_id \
         LEFT JOIN payment_attempts a ON a.id = e.id AND a.own_entry = 1{} \
         ORDER BY e.business_date, e.id LIMIT {limit}",
        f.sql()
    );
    let mut entries = tx.query(&sql, f.values(), |row| {
        let mut c = row.columns();
        let (id, kind, date, recorded_at) = (c.take()?, c.take::<EntryKind>()?, c.take()?, c.take()?);
        let (location, currency) = (c.take::<LocationId>()?, c.take()?);
        let sale = c.take::<Option<String>>()?.zip(c.take::<Option<i64>>()?);
        let refund = c.take::<Option<String>>()?.zip(c.take::<Option<i64>>()?);
        let (order_id, refund_id, capture): (Option<Uuid>, Option<Uuid>, Option<Uuid>) =
            (c.take()?, c.take()?, c.take()?);
        Ok(Entry {
            id,
            kind,
            date,
            recorded_at,
            location: places.get(&location).cloned().unwrap_or_default(),
            receipt: sale.or(refund).map(|(series, number)| tills::receipt_number(&series, number)),
            reverses: order_id.or(capture),
            settles: refund_id,
            currency,
            postings: Vec::new(),
        })
    })?;
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.id).collect();
    let mut postings: HashMap<Uuid, Vec<(i64, String, i64)>> = HashMap::new();
    let rows = tx.query_ids(
        "SELECT p.entry_id, p.line_no, p.account, p.amount_minor FROM journal_postings p WHERE p.entry_id",
        &[],
        &ids,
        |row| Ok((row.get::<Uuid>(0)?, (row.get::<i64>(1)?, row.get(2)?, row.get(3)?))),
    )?;
    for (entry, posting) in rows {
        postings.entry(entry).or_default().push(posting);
    }
    for entry in &mut entries {
        let mut lines = postings.remove(&entry.id).unwrap_or_default();
        lines.sort_unstable();
        entry.postings = lines.into_iter().map(|(_, account, minor)| (account, minor)).collect();
    }
    Ok(entries)
}
