//! What the shop's books say, written out by hand, and what its event log tells.

use onetill_db::{NewAuditRow, Tx, params};
use onetill_kernel::{Result, Timestamp, Uuid};

use super::shifts::MOVED;
use super::shop::ADJUSTMENTS;
use super::{TODAY, at, ids::*, row};

pub(super) fn write(tx: &mut Tx<'_>) -> Result<()> {
    entries(tx)?;
    events(tx)?;
    for (n, result) in [order(1), refund(1), payment(3), adjustment(1), product(1), customer(1)].into_iter().enumerate()
    {
        row(
            tx,
            "idempotency_keys",
            "owner_id, idempotency_key, request_hash, result_id, created_at",
            params![if n % 2 == 0 { staff(1) } else { api_key(1) }, vec![n as u8; 16], vec![1u8; 16], result, at(1)],
        )?;
    }
    Ok(())
}

fn entry(tx: &mut Tx<'_>, kind: &str, id: Uuid, place: u64, postings: &[(&str, i64)]) -> Result<()> {
    row(
        tx,
        "journal_entries",
        "id, kind, business_date, location_id, currency, recorded_at",
        params![id, *kind, TODAY, location(place), "GBP", at(5)],
    )?;
    for ((account, amount), no) in postings.iter().zip(1i64..) {
        row(tx, "journal_postings", "entry_id, line_no, account, amount_minor", params![id, no, *account, *amount])?;
    }
    Ok(())
}

fn entries(tx: &mut Tx<'_>) -> Result<()> {
    entry(
        tx,
        "sale",
        order(1),
        1,
        &[
            ("1000", 2000),
            ("1150", 2988),
            ("4000", -1636),
            ("4001", -454),
            ("2100", -2500),
            ("2200", -327),
            ("2201", -23),
            ("2202", -48),
            ("5000", 1550),
            ("1400", -1550),
        ],
    )?;
    entry(
        tx,
        "sale",
        order(2),
        1,
        &[
            ("2300", 2058),
            ("4000", -1111),
            ("4001", -455),
            ("2120", -200),
            ("2200", -222),
            ("2201", -23),
            ("2202", -47),
            ("5000", 900),
            ("1400", -900),
        ],
    )?;
    entry(tx, "sale", order(3), 1, &[("1160", 1806), ("4000", -1505), ("2200", -301), ("5000", 600), ("1400", -600)])?;
    entry(tx, "capture", attempt(31), 1, &[("1100", 1058), ("2300", -1058)])?;
    entry(tx, "capture", attempt(41), 1, &[("1000", 1000), ("2300", -1000)])?;
    entry(tx, "capture", attempt(101), 1, &[("1000", 100), ("2300", -100)])?;
    entry(tx, "capture", attempt(121), 1, &[("1000", 1200), ("2300", -1200)])?;
    entry(tx, "deposit_returned", attempt(122), 1, &[("2300", 1200), ("1000", -1200)])?;
    entry(
        tx,
        "refund",
        refund(1),
        1,
        &[
            ("4000", 818),
            ("4001", 454),
            ("2200", 164),
            ("2201", 23),
            ("2202", 48),
            ("1000", -507),
            ("1150", -1000),
            ("1400", 400),
            ("5000", -400),
        ],
    )?;
    entry(tx, "refund", refund(2), 1, &[("4000", 818), ("2200", 163), ("1000", -981)])?;
    entry(tx, "refund", refund(3), 1, &[("4000", 278), ("2200", 55), ("2310", -333)])?;
    entry(tx, "refund", refund(4), 1, &[("2120", 200), ("2310", -200)])?;
    entry(tx, "capture", attempt(401), 1, &[("1100", 600), ("2300", -600)])?;
    entry(tx, "deposit_returned", attempt(402), 1, &[("2300", 600), ("1100", -600)])?;
    entry(tx, "refund_paid", attempt(33), 1, &[("2310", 200), ("1100", -200)])?;
    let taken_back = Uuid::from_u128(attempt(33).as_u128() ^ 0x0052_4554_5552_4e45);
    entry(tx, "refund_returned", taken_back, 1, &[("2310", -200), ("1100", 200)])?;
    entry(tx, "refund_paid", attempt(34), 1, &[("2310", 200), ("1100", -200)])?;
    entry(
        tx,
        "refund",
        refund(5),
        1,
        &[("4000", 1000), ("2200", 200), ("1000", -1200), ("1400", 400), ("5000", -400)],
    )?;
    let stock: [&[(&str, i64)]; 9] = [
        &[("1400", 4000), ("3000", -4000)],
        &[("1400", 2500), ("3000", -2500)],
        &[("1400", 1650), ("2000", -1750), ("5000", 100)],
        &[("1400", -400), ("5100", 400)],
        &[],
        &[("1400", -400), ("5100", 400)],
        &[("1400", 400), ("5100", -400)],
        &[("1400", -400), ("5100", 400)],
        &[("1400", 800), ("2000", -800)],
    ];
    for ((n, _, place, ..), postings) in ADJUSTMENTS.iter().zip(stock) {
        entry(tx, "stock", adjustment(*n), *place, postings)?;
    }
    for (n, clearing, pieces) in [(9, "1000", 1), (10, "1000", 2), (11, "2300", 3), (12, "2300", 1), (13, "1000", 1)] {
        let postings = [(clearing, pieces * 120), ("4000", pieces * -100), ("2200", pieces * -20)];
        entry(tx, "sale", order(n), 1, &postings)?;
    }
    for (n, clearing, amount) in [(181, "1100", 120), (191, "1000", 60), (201, "1100", 100), (211, "1100", 200)] {
        entry(tx, "capture", attempt(n), 1, &[(clearing, amount), ("2300", -amount)])?;
    }
    entry(tx, "refund", refund(6), 1, &[("4000", 100), ("2200", 20), ("1000", -120)])?;
    entry(tx, "refund", refund(7), 1, &[("4000", 10000), ("2200", 2000), ("1170", -12000)])?;
    entry(tx, "sale", order(15), 1, &[("1170", 12000), ("4000", -10000), ("2200", -2000)])?;
    entry(tx, "sale", order(17), 1, &[("1150", 2800), ("2100", -2300), ("1200", -500)])?;
    let paid = [("2100", 1200), ("2105", 300), ("1200", 900), ("4000", -2000), ("2200", -400)];
    entry(tx, "sale", order(18), 1, &paid)?;
    let back = [("4000", 1000), ("2200", 200), ("2100", -700), ("1200", -500)];
    entry(tx, "refund", refund(8), 1, &back)?;
    entry(tx, "refund", refund(9), 1, &[("4000", 500), ("2200", 100), ("2105", -600)])?;
    entry(tx, "refund", refund(10), 1, &[("2100", 1000), ("1150", -1000)])?;
    entry(tx, "stored_value", expiry(1), 1, &[("2100", 300), ("4830", -300)])?;
    for (n, of, _, _, amount, other) in MOVED {
        let own = if of.is_some() { "1000" } else { "1010" };
        entry(tx, "cash", movement(*n), 1, &[(own, *amount), (other, -amount)])?;
    }
    Ok(())
}

/// What the trail says; the end of the commit chains it.
fn trail(tx: &mut Tx<'_>) {
    let mut all: Vec<(&str, &str, Option<Uuid>)> = vec![
        ("settings.changed", "settings", None),
        ("payment.decided", "payment", Some(payment(41))),
        ("provider.saved", "provider_account", Some(provider(1))),
        ("session.started", "staff", Some(staff(1))),
        ("api_key.revoked", "api_key", Some(api_key(1))),
        ("data.exported", "export", None),
    ];
    all.extend((1..=9).map(|n| ("stock.adjusted", "stock_adjustment", Some(adjustment(n)))));
    all.extend((1..=10).map(|n| ("refund.created", "refund", Some(refund(n)))));
    all.push(("drawer.opened", "drawer_opening", Some(opening(1))));
    for (action, subject_kind, subject_id) in all {
        tx.audit(NewAuditRow {
            recorded_at: Timestamp::from_micros(at(-90)),
            actor_id: Some(if subject_kind == "export" { api_key(2) } else { staff(1) }),
            approved_by: (subject_kind == "refund").then_some(staff(2)),
            register_id: Some(register(1)),
            action,
            subject_kind,
            subject_id,
            details: "{}".to_owned(),
        });
    }
}

fn events(tx: &mut Tx<'_>) -> Result<()> {
    trail(tx);
    let mut all: Vec<(&str, Uuid)> = vec![
        ("location.created", location(1)),
        ("register.created", register(1)),
        ("staff.created", staff(1)),
        ("api_key.created", api_key(1)),
        ("api_key.revoked", api_key(1)),
        ("terminal.saved", terminal(1)),
        ("provider.saved", provider(1)),
        ("settings.updated", Uuid::nil()),
        ("tax_category.created", tax_category(1)),
        ("category.created", category(1)),
        ("product.created", product(1)),
        ("product.updated", product(1)),
        ("customer.created", customer(1)),
        ("customer.updated", customer(1)),
        ("order.created", order(4)),
        ("order.updated", order(4)),
        ("order.frozen", order(4)),
        ("payment.created", payment(8)),
        ("payment.updated", payment(8)),
        ("order.unfrozen", order(4)),
        ("order.voided", order(7)),
        ("order.voided", order(8)),
        ("order.voided", order(16)),
        ("refund.completed", refund(4)),
        ("balance.updated", balance(1)),
        ("tender.saved", Uuid::nil()),
    ];
    all.extend((1..=9).map(|n| ("stock.adjusted", adjustment(n))));
    all.extend((1..=3).chain(9..=13).chain([15, 17, 18]).map(|n| ("order.completed", order(n))));
    all.extend((1..=10).map(|n| ("order.refunded", refund(n))));
    all.extend((1..=3).map(|n| ("shift.opened", shift(n))));
    all.extend((1..=2).map(|n| ("shift.closed", shift(n))));
    all.extend((1..=15).map(|n| ("cash.moved", movement(n))));
    all.push(("drawer.opened", opening(1)));
    all.extend((1..=2).map(|n| ("printer.saved", printer(n))));
    all.extend((1..=6).map(|n| ("print_job.updated", print_job(n))));
    all.extend((1..=5).map(|n| ("receipt_mail.updated", receipt_mail(n))));
    let database: Uuid = tx.query_one("SELECT database_id FROM event_counter", &[], |row| row.get(0))?;
    let count = all.len() as i64;
    for ((kind, subject), position) in all.into_iter().zip(1i64..) {
        row(
            tx,
            "events",
            "position, kind, subject_id, data, happened_at, recorded_at, origin_database, origin_position",
            params![position, *kind, subject, "{}", at(5), at(5), database, position],
        )?;
    }
    tx.execute("UPDATE event_counter SET position = $1", params![count]).map(|_| ())
}
