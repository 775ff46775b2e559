//! Gift cards, store credit and accounts: each balance is the sum of its movements and, together with the others of its kind, of its
//! account; each movement has the line, payment or entry that it says, and each of those its movement.

use onetill_db::{Tx, params};
use onetill_kernel::{Result, Uuid};

use crate::range::{Range, children, ranges};
use crate::report::{At, Check, Report};
use crate::shop::Shop;

/// Balances whose movements are held in memory at once.
const BATCH: usize = 2_000;

/// Each kind with the account that all of them come to.
const KINDS: [(&str, &str); 3] = [("gift_card", "2100"), ("store_credit", "2105"), ("on_account", "1200")];

struct Balance {
    id: Uuid,
    kind: String,
    customer_id: Option<Uuid>,
    currency: String,
    balance: i64,
    limit: i64,
    count: i64,
    expires: bool,
    location_id: Option<Uuid>,
    hash: Option<Vec<u8>>,
    last4: Option<String>,
}

struct Movement {
    balance_id: Uuid,
    no: i64,
    kind: String,
    amount: i64,
    after: i64,
    order_id: Option<Uuid>,
    line_no: Option<i64>,
    refund_id: Option<Uuid>,
    payment_id: Option<Uuid>,
    attempt_no: Option<i64>,
    entry_id: Option<Uuid>,
    register_id: Option<Uuid>,
    shift_id: Option<Uuid>,
    line: Option<Source>,
    refund: Option<Source>,
    attempt: Option<Source>,
}

/// What a movement belongs to: of a line, a refund's line or an attempt.
struct Source {
    /// The balance that it names.
    balance_id: Option<Uuid>,
    order_id: Option<Uuid>,
    refund_id: Option<Uuid>,
    amount: i64,
    register_id: Option<Uuid>,
    shift_id: Option<Uuid>,
    /// The state of the order, or kind and state of the attempt.
    state: String,
}

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let balances = report.begin("balances", 7);
    let movements = report.begin("balance_movements", 7);
    ranges(tx, "balances", "id", BATCH, |tx, range| {
        let loaded = load_balances(tx, range)?;
        let all = load_movements(tx, range)?;
        let mut rest = all.as_slice();
        for balance in &loaded {
            let of_it = children(&mut rest, &balance.id, |m| m.balance_id);
            check_balance(balance, of_it, &shop, &mut report.on(balances));
            for movement in of_it {
                check_movement(movement, &mut report.on(movements));
            }
        }
        Ok(())
    })?;
    let mut check = report.on(movements);
    without_movement(tx, &mut check)?;
    twice(tx, &mut check)?;
    users(tx, &mut check)?;
    accounts(tx, &mut report.check("balance_accounts", 7))
}

fn check_balance(b: &Balance, movements: &[Movement], shop: &Shop, check: &mut Check<'_>) {
    check.rows(1);
    let at = || At::new("balances").with("id", b.id);
    let card = b.kind == "gift_card";
    if let Some(currency) = &shop.currency {
        check.same(at(), "currency", &b.currency, currency, "the shop's");
    }
    check.holds(at(), b.customer_id.is_none() == card, || "a gift card is nobody's, all else a customer's".to_owned());
    check.holds(at(), b.hash.as_ref().is_some_and(|h| h.len() == 32) == card && b.last4.is_some() == card, || {
        "a gift card is found by the hash of its code, nothing else is".to_owned()
    });
    check.holds(at(), b.limit == 0 || b.kind == "on_account", || "only an account has a credit limit".to_owned());
    check.holds(at(), b.balance >= 0 || b.kind == "on_account", || "only an account may be below zero".to_owned());
    let on_sale = movements.iter().any(|m| m.kind == "loaded");
    check.holds(at(), b.location_id.is_some() == (card && on_sale), || {
        "location_id is that of the last sale which put money on a gift card".to_owned()
    });
    check.holds(at(), card || !b.expires, || "only gift cards expire".to_owned());
    let sum = movements.iter().map(|m| m.amount).fold(0, i64::saturating_add);
    check.same(at(), "balance_minor", b.balance, sum, "the sum of its movements");
    check.same(at(), "movement_count", b.count, movements.len() as i64, "how many movements it has");
    let mut running = 0i64;
    for (m, no) in movements.iter().zip(1..) {
        running = running.saturating_add(m.amount);
        check.same(m.at(), "movement_no", m.no, no, "the movements of a balance are numbered from 1 without a gap");
        check.same(m.at(), "balance_minor", m.after, running, "what the movements up to this one come to");
    }
}

impl Movement {
    fn at(&self) -> At {
        At::new("balance_movements").with("balance_id", self.balance_id).with("movement_no", self.no)
    }
}

fn check_movement(m: &Movement, check: &mut Check<'_>) {
    check.rows(1);
    let at = m.at();
    let (source, sign, state) = match m.kind.as_str() {
        "loaded" => (&m.line, 1, "completed"),
        "unloaded" => (&m.refund, -1, "completed"),
        "spent" => (&m.attempt, -1, "capture succeeded"),
        "given_back" => (&m.attempt, 1, "refund succeeded"),
        _ => {
            let named = m.order_id.is_some() || m.refund_id.is_some() || m.payment_id.is_some() || m.line_no.is_some();
            let placed = m.register_id.is_some() || m.shift_id.is_some() || m.attempt_no.is_some();
            check.holds(at, m.amount < 0 && m.entry_id.is_some() && !named && !placed, || {
                "what expired is taken off by an entry of its own, at no register".to_owned()
            });
            return;
        }
    };
    let by_line = matches!(m.kind.as_str(), "loaded" | "unloaded");
    check.holds(at, m.entry_id.is_none(), || "entry_id is set, expected none: it is booked otherwise".to_owned());
    for (column, is_set, expected) in [
        ("line_no", m.line_no.is_some(), by_line),
        ("payment_id", m.payment_id.is_some(), !by_line),
        ("attempt_no", m.attempt_no.is_some(), !by_line),
    ] {
        check.holds(at, is_set == expected, || {
            let (is, expected) = if expected { ("missing", "one") } else { ("set", "none") };
            format!("{column} is {is}, expected {expected} of what is {}", m.kind)
        });
    }
    let Some(s) = source else {
        return check.found(at, format!("there is no line or attempt that {} this", m.kind));
    };
    let ids = [
        ("balance_id", Some(m.balance_id), s.balance_id, "the one that its line or payment names"),
        ("order_id", m.order_id, s.order_id, "the order of its line or payment"),
        ("refund_id", m.refund_id, s.refund_id, "the refund that it belongs to"),
        ("register_id", m.register_id, s.register_id, "where its line or attempt was recorded"),
        ("shift_id", m.shift_id, s.shift_id, "the shift of its line or attempt"),
    ];
    for (column, found, expected, why) in ids {
        let word = |id: Option<Uuid>| id.map_or_else(|| "nothing".to_owned(), |id| id.to_string());
        check.same(at, column, word(found), word(expected), why);
    }
    check.same(at, "amount_minor", m.amount, s.amount.saturating_mul(sign), "what its line or attempt comes to");
    check.holds(at, s.state == state, || format!("it belongs to what is {}, expected {state}", s.state));
}

/// Facts that should have moved a balance and did not.
fn without_movement(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    tx.for_each(
        "SELECT l.order_id, l.line_no FROM order_lines l JOIN orders o ON o.id = l.order_id \
         WHERE l.balance_id IS NOT NULL AND o.state = 'completed' AND NOT EXISTS (SELECT 1 FROM balance_movements m \
         WHERE m.balance_id = l.balance_id AND m.order_id = l.order_id AND m.line_no = l.line_no AND m.kind = 'loaded')",
        &[],
        |row| {
            let at = At::new("order_lines").with("order_id", row.get::<Uuid>(0)?).with("line_no", row.get::<i64>(1)?);
            check.found(at, "no movement of a balance puts this on it");
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT f.refund_id, f.line_no FROM refund_lines f JOIN refunds r ON r.id = f.refund_id \
         JOIN order_lines l ON l.order_id = r.order_id AND l.line_no = f.order_line_no \
         WHERE l.balance_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM balance_movements m \
         WHERE m.balance_id = l.balance_id AND m.refund_id = f.refund_id AND m.line_no = l.line_no AND m.kind = 'unloaded')",
        &[],
        |row| {
            let at = At::new("refund_lines").with("refund_id", row.get::<Uuid>(0)?).with("line_no", row.get::<i64>(1)?);
            check.found(at, "no movement of a balance takes this off it");
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT a.payment_id, a.attempt_no FROM payment_attempts a JOIN payments p ON p.id = a.payment_id \
         WHERE p.balance_id IS NOT NULL AND a.state = 'succeeded' AND NOT EXISTS (SELECT 1 FROM balance_movements m \
         WHERE m.balance_id = p.balance_id AND m.payment_id = a.payment_id AND m.attempt_no = a.attempt_no)",
        &[],
        |row| {
            let at = At::new("payment_attempts");
            let at = at.with("payment_id", row.get::<Uuid>(0)?).with("attempt_no", row.get::<i64>(1)?);
            check.found(at, "no movement of a balance tells of it");
            Ok(())
        },
    )
}

/// One line, one attempt or one entry moves a balance once.
fn twice(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    for key in ["order_id, line_no, refund_id", "payment_id, attempt_no", "entry_id"] {
        let first = key.split(',').next().unwrap_or(key);
        let of_lines = if first == "order_id" { "AND line_no IS NOT NULL" } else { "" };
        let sql = format!(
            "SELECT {first} FROM balance_movements WHERE {first} IS NOT NULL {of_lines} GROUP BY {key} HAVING COUNT(*) > 1"
        );
        tx.for_each(&sql, &[], |row| {
            let id: Uuid = row.get(0)?;
            check.found_key("balance_movements", || format!("{first}={id}"), "this moved a balance more than once");
            Ok(())
        })?;
    }
    Ok(())
}

/// Payments and lines name the balances that their kinds need.
fn users(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    tx.for_each(
        "SELECT p.id, t.kind, b.kind, b.customer_id, o.customer_id, p.order_id FROM payments p \
         LEFT JOIN tenders t ON t.code = p.tender LEFT JOIN balances b ON b.id = p.balance_id \
         LEFT JOIN orders o ON o.id = p.order_id \
         WHERE p.balance_id IS NOT NULL OR t.kind = 'gift_card' OR t.kind = 'store_credit' OR t.kind = 'on_account'",
        &[],
        |row| {
            let mut c = row.columns();
            let (id, tender, kind): (Uuid, Option<String>, Option<String>) = (c.take()?, c.take()?, c.take()?);
            let (whose, buyer, order): (Option<Uuid>, Option<Uuid>, Option<Uuid>) = (c.take()?, c.take()?, c.take()?);
            let at = At::new("payments").with("id", id);
            check.holds(at, tender == kind, || "balance_id names no balance of its tender's kind".to_owned());
            check.holds(at, whose.is_none() || order.is_none() || whose == buyer, || {
                "balance_id names that of another customer than the order's".to_owned()
            });
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT l.order_id, l.line_no, l.kind, b.kind, b.customer_id, o.customer_id, o.state FROM order_lines l \
         JOIN orders o ON o.id = l.order_id LEFT JOIN balances b ON b.id = l.balance_id \
         WHERE l.balance_id IS NOT NULL OR l.kind = 'account_payment'",
        &[],
        |row| {
            let mut c = row.columns();
            let (order, line, kind): (Uuid, i64, String) = (c.take()?, c.take()?, c.take()?);
            let (balance, whose): (Option<String>, Option<Uuid>) = (c.take()?, c.take()?);
            let (buyer, state): (Option<Uuid>, String) = (c.take()?, c.take()?);
            let at = At::new("order_lines").with("order_id", order).with("line_no", line);
            let fits = match balance.as_deref() {
                Some("gift_card") => kind == "gift_card",
                Some("on_account") => kind == "account_payment",
                _ => false,
            };
            check.holds(at, fits, || "balance_id names no balance of its kind".to_owned());
            check.holds(at, whose.is_none() || whose == buyer || state != "completed", || {
                "balance_id names that of another customer than the order's".to_owned()
            });
            Ok(())
        },
    )
}

/// All balances of a kind come to their account. What was sold on cards that the shop keeps no balance of is owed there too.
fn accounts(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    let unkept = tx.query_one(
        "SELECT (SELECT CAST(COALESCE(SUM(l.total_minor - l.tax_minor), 0) AS BIGINT) FROM order_lines l \
         JOIN orders o ON o.id = l.order_id WHERE l.kind = 'gift_card' AND l.balance_id IS NULL AND o.state = 'completed') \
         - (SELECT CAST(COALESCE(SUM(f.total_minor - f.tax_minor), 0) AS BIGINT) FROM refund_lines f \
         JOIN refunds r ON r.id = f.refund_id \
         LEFT JOIN order_lines l ON l.order_id = r.order_id AND l.line_no = f.order_line_no \
         WHERE f.kind = 'gift_card' AND l.balance_id IS NULL)",
        &[],
        |row| row.get::<i64>(0),
    )?;
    for (kind, account) in KINDS {
        let balances: i64 = tx.query_one(
            "SELECT CAST(COALESCE(SUM(balance_minor), 0) AS BIGINT) FROM balances WHERE kind = $1",
            params![*kind],
            |row| row.get(0),
        )?;
        let books: i64 = tx.query_one(
            "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM journal_postings WHERE account = $1",
            params![*account],
            |row| row.get(0),
        )?;
        check.rows(1);
        let owed = balances.saturating_add(if kind == "gift_card" { unkept } else { 0 });
        if books != owed.saturating_neg() {
            check.found_key(
                "accounts",
                || format!("code={account}"),
                format!(
                    "its balance is {}, expected {owed} on the side of what is owed: all balances of the kind {kind}",
                    books.saturating_neg()
                ),
            );
        }
    }
    Ok(())
}

fn load_balances(tx: &mut Tx<'_>, range: &Range) -> Result<Vec<Balance>> {
    tx.query(
        "SELECT id, kind, customer_id, currency, balance_minor, credit_limit_minor, movement_count, \
         expires_date, location_id, code_hash, code_last4 \
         FROM balances WHERE id > $1 AND id <= $2 ORDER BY id",
        &range.params(),
        |row| {
            let mut c = row.columns();
            Ok(Balance {
                id: c.take()?,
                kind: c.take()?,
                customer_id: c.take()?,
                currency: c.take()?,
                balance: c.take()?,
                limit: c.take()?,
                count: c.take()?,
                expires: c.take::<Option<String>>()?.is_some(),
                location_id: c.take()?,
                hash: c.take()?,
                last4: c.take()?,
            })
        },
    )
}

fn load_movements(tx: &mut Tx<'_>, range: &Range) -> Result<Vec<Movement>> {
    tx.query(
        "SELECT m.balance_id, m.movement_no, m.kind, m.amount_minor, m.balance_minor, m.order_id, m.line_no, m.refund_id, \
         m.payment_id, m.attempt_no, m.entry_id, m.register_id, m.shift_id, \
         l.balance_id, l.total_minor - l.tax_minor, o.id, o.register_id, o.shift_id, o.state, \
         f.total_minor - f.tax_minor, r.order_id, r.register_id, r.shift_id, \
         p.balance_id, a.amount_minor, p.order_id, a.refund_id, a.register_id, a.shift_id, a.kind, a.state \
         FROM balance_movements m \
         LEFT JOIN order_lines l ON l.order_id = m.order_id AND l.line_no = m.line_no \
         LEFT JOIN orders o ON o.id = l.order_id \
         LEFT JOIN refunds r ON r.id = m.refund_id \
         LEFT JOIN refund_lines f ON f.refund_id = r.id AND f.order_line_no = m.line_no AND r.order_id = m.order_id \
         LEFT JOIN payments p ON p.id = m.payment_id \
         LEFT JOIN payment_attempts a ON a.payment_id = m.payment_id AND a.attempt_no = m.attempt_no \
         WHERE m.balance_id > $1 AND m.balance_id <= $2 ORDER BY m.balance_id, m.movement_no",
        &range.params(),
        |row| {
            let mut c = row.columns();
            let mut m = Movement {
                balance_id: c.take()?,
                no: c.take()?,
                kind: c.take()?,
                amount: c.take()?,
                after: c.take()?,
                order_id: c.take()?,
                line_no: c.take()?,
                refund_id: c.take()?,
                payment_id: c.take()?,
                attempt_no: c.take()?,
                entry_id: c.take()?,
                register_id: c.take()?,
                shift_id: c.take()?,
                line: None,
                refund: None,
                attempt: None,
            };
            let (balance, amount, order): (Option<Uuid>, Option<i64>, Option<Uuid>) = (c.take()?, c.take()?, c.take()?);
            let (register, shift, state): (Option<Uuid>, Option<Uuid>, Option<String>) = (c.take()?, c.take()?, c.take()?);
            let of = |amount, order_id, refund_id, register_id, shift_id, state| Source {
                balance_id: balance,
                order_id,
                refund_id,
                amount,
                register_id,
                shift_id,
                state,
            };
            m.line = amount.zip(state.clone()).map(|(amount, state)| of(amount, order, None, register, shift, state));
            let (back, of_order): (Option<i64>, Option<Uuid>) = (c.take()?, c.take()?);
            let (register, shift): (Option<Uuid>, Option<Uuid>) = (c.take()?, c.take()?);
            m.refund = back.zip(state).map(|(back, state)| of(back, of_order, m.refund_id, register, shift, state));
            let (balance, amount, order): (Option<Uuid>, Option<i64>, Option<Uuid>) = (c.take()?, c.take()?, c.take()?);
            let (refund, register, shift): (Option<Uuid>, Option<Uuid>, Option<Uuid>) = (c.take()?, c.take()?, c.take()?);
            let (kind, state): (Option<String>, Option<String>) = (c.take()?, c.take()?);
            m.attempt = amount.zip(kind.zip(state)).map(|(amount, (kind, state))| Source {
                balance_id: balance,
                order_id: order,
                refund_id: refund,
                amount,
                register_id: register,
                shift_id: shift,
                state: format!("{kind} {state}"),
            });
            Ok(m)
        },
    )
}
