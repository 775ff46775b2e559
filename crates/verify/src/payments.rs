//! Payments: their state and their sums derived anew from their attempts.

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::arithmetic::rounded;
use crate::range::{Range, children, ranges};
use crate::report::{At, Check, Report};
use crate::shop::Shop;

/// Payments that are held in memory at once.
const BATCH: usize = 4_000;

struct Payment {
    id: Uuid,
    order_id: Option<Uuid>,
    order_state: Option<String>,
    order_currency: Option<String>,
    tender: String,
    currency: String,
    amount: i64,
    tendered: i64,
    change: i64,
    refunded: i64,
    state: String,
    terminal_id: Option<Uuid>,
    tip: i64,
    account_id: Option<Uuid>,
    method: Option<String>,
    balance_id: Option<Uuid>,
    capture_later: bool,
}

impl Payment {
    fn at(&self) -> At {
        At::new("payments").with("id", self.id)
    }

    /// What of the cash handed over stayed.
    fn kept(&self) -> i64 {
        self.tendered.saturating_sub(self.change)
    }
}

struct Attempt {
    payment_id: Uuid,
    attempt_no: i64,
    kind: String,
    state: String,
    amount: i64,
    refund_id: Option<Uuid>,
    refund_order_id: Option<Uuid>,
    refund_exchange_id: Option<Uuid>,
    own_entry: bool,
    outcome_code: Option<String>,
    sent_at: Option<i64>,
    concluded_at: Option<i64>,
    rounding: i64,
    step: i64,
    tip: i64,
    moved: Option<i64>,
    surplus: bool,
    decision: Option<String>,
    decided_by: Option<Uuid>,
}

impl Attempt {
    fn at(&self) -> At {
        At::new("payment_attempts").with("payment_id", self.payment_id).with("attempt_no", self.attempt_no)
    }

    fn is_final(&self) -> bool {
        matches!(self.state.as_str(), "succeeded" | "failed" | "expired")
    }

    fn takes_money(&self) -> bool {
        matches!(self.kind.as_str(), "authorise" | "capture")
    }

    fn succeeded(&self) -> bool {
        self.state == "succeeded"
    }

    /// Whether it took money or may yet have taken it.
    fn counts(&self) -> bool {
        !matches!(self.state.as_str(), "failed" | "expired")
    }
}

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let shop = Shop::load(tx)?;
    let payments = report.begin("payments", 3);
    let attempts = report.begin("payment_attempts", 3);
    ranges(tx, "payments", "id", BATCH, |tx, range| {
        let loaded = load_payments(tx, range)?;
        let all = load_attempts(tx, range)?;
        let mut rest = all.as_slice();
        for payment in &loaded {
            let of_it = children(&mut rest, &payment.id, |a| a.payment_id);
            check_payment(payment, of_it, &shop, &mut report.on(payments));
            check_attempts(payment, of_it, &mut report.on(attempts));
            let cash = shop.tenders.get(&payment.tender).is_some_and(|t| t.kind == "cash");
            check_rounding(payment, of_it, cash, &mut report.on(attempts));
        }
        Ok(())
    })?;
    check_decisions(tx, &mut report.on(attempts))?;
    check_exchanges(tx, &mut report.on(payments))
}

/// Whoever decides what became of a payment answers for it, and no timeline has a gap.
fn check_decisions(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    tx.for_each(
        "SELECT payment_id, attempt_no, MAX(entry_no) FROM attempt_log GROUP BY payment_id, attempt_no \
         HAVING MAX(entry_no) <> COUNT(*)",
        &[],
        |row| {
            let at =
                At::new("attempt_log").with("payment_id", row.get::<Uuid>(0)?).with("attempt_no", row.get::<i64>(1)?);
            check
                .found(at.with("entry_no", row.get::<i64>(2)?), "the entries of a timeline are numbered without a gap");
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT a.payment_id, a.attempt_no FROM payment_attempts a WHERE a.decision IS NOT NULL AND NOT EXISTS \
         (SELECT 1 FROM audit_trail t WHERE t.action = 'payment.decided' AND t.subject_id = a.payment_id \
         AND (t.actor_id = a.decided_by OR a.decided_by IS NULL))",
        &[],
        |row| {
            let at = At::new("payment_attempts")
                .with("payment_id", row.get::<Uuid>(0)?)
                .with("attempt_no", row.get::<i64>(1)?);
            check.found(at, "somebody decided what became of it, which the audit trail does not tell");
            Ok(())
        },
    )
}

/// What goods that came back pay of a sale is what their refunds paid into it.
fn check_exchanges(tx: &mut Tx<'_>, check: &mut Check<'_>) -> Result<()> {
    tx.for_each(
        "SELECT p.id, p.amount_minor, COALESCE(o.refunded_minor, 0) FROM payments p \
         LEFT JOIN payments o ON o.id = p.order_id AND o.tender = 'exchange' \
         WHERE p.tender = 'exchange' AND p.order_id IS NOT NULL",
        &[],
        |row| {
            let at = At::new("payments").with("id", row.get::<Uuid>(0)?);
            check.same(at, "amount_minor", row.get::<i64>(1)?, row.get(2)?, "what refunds paid into this exchange");
            Ok(())
        },
    )?;
    // It is promised until the rest is paid, or waits with an order that was put aside.
    tx.for_each(
        "SELECT p.order_id FROM promised_returns p JOIN orders o ON o.id = p.order_id WHERE o.state <> 'frozen' AND o.state <> 'open'",
        &[],
        |row| {
            let at = At::new("promised_returns").with("order_id", row.get::<Uuid>(0)?);
            check.found(at, "what comes back is promised to an order that is sold or given up");
            Ok(())
        },
    )?;
    // Both were recorded in one transaction.
    tx.for_each(
        "SELECT r.id FROM refunds r JOIN orders o ON o.id = r.exchange_order_id \
         WHERE r.recorded_at <> o.recorded_at OR o.recorded_at IS NULL OR r.register_id <> o.register_id",
        &[],
        |row| {
            let at = At::new("refunds").with("id", row.get::<Uuid>(0)?);
            check.found(at, "exchange_order_id names a sale of another moment or register");
            Ok(())
        },
    )?;
    tx.for_each(
        "SELECT o.id FROM payments o WHERE o.tender = 'exchange' AND o.order_id IS NULL AND NOT EXISTS \
         (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.tender = 'exchange')",
        &[],
        |row| {
            let at = At::new("payments").with("id", row.get::<Uuid>(0)?);
            check.found(at, "refunds paid into this exchange, expected a sale that took it");
            Ok(())
        },
    )
}

fn check_payment(payment: &Payment, attempts: &[Attempt], shop: &Shop, check: &mut Check<'_>) {
    check.rows(1);
    let at = payment.at();
    let tender = shop.tenders.get(&payment.tender);
    match (payment.order_id, tender.map(|t| t.kind.as_str())) {
        (None, _) => {
            for (column, value) in [
                ("amount_minor", payment.amount),
                ("tip_minor", payment.tip),
                ("tendered_minor", payment.tendered),
                ("change_minor", payment.change),
            ] {
                check.same(at, column, value, 0, "it pays no order");
            }
        }
        (Some(_), Some("cash")) => {
            let rounding = attempts.iter().find(|a| a.kind == "capture").map_or(0, |a| a.rounding);
            let kept = payment.kept().saturating_sub(rounding);
            let why = "what was handed over less the change, without its rounding";
            check.same(at, "amount_minor", payment.amount, kept, why);
        }
        (Some(_), Some(_)) => {
            check.same(at, "tendered_minor", payment.tendered, 0, "only cash is handed over");
            check.same(at, "change_minor", payment.change, 0, "only cash is given back");
        }
        (Some(_), None) => {} // Named by the references.
    }
    check_provider(payment, tender.map(|t| t.kind.as_str()), shop, check);
    if let Some(currency) = payment.order_currency.as_ref().or(shop.currency.as_ref()) {
        check.same(at, "currency", &payment.currency, currency, "the currency of what it pays");
    }
    let expected = if payment.order_id.is_some() { derived_state(attempts) } else { "captured" };
    check.same(at, "state", payment.state.as_str(), expected, "what its attempts came to");
    let refunded =
        attempts.iter().filter(|a| a.kind == "refund" && a.counts()).map(|a| a.amount).fold(0, i64::saturating_add);
    check.same(at, "refunded_minor", payment.refunded, refunded, "the sum of its refund attempts");
    check.holds(at, payment.order_id.is_none() || payment.refunded <= payment.amount, || {
        format!("refunded_minor is {}, expected at most the {} captured", payment.refunded, payment.amount)
    });
    // Money that was captured belongs to an order that it pays or will pay, or is on its way back.
    if payment.state == "captured" && payment.order_state.as_deref() == Some("voided") {
        check.holds(at, attempts.iter().any(|a| a.kind == "refund"), || {
            "it is captured and its order voided, expected a refund of it".to_owned()
        });
    }
}

/// What goes through a provider names its account and how, at a terminal also which; anything else none of it.
fn check_provider(payment: &Payment, kind: Option<&str>, shop: &Shop, check: &mut Check<'_>) {
    let at = payment.at();
    let expected = match kind {
        Some("card") => Some("terminal"),
        Some("link") => Some("link"),
        Some("qr") => Some("qr"),
        _ => None,
    };
    let expected = expected.filter(|_| payment.order_id.is_some());
    check.holds(at, payment.method.as_deref() == expected, || {
        format!("method is {:?}, expected {expected:?} for {}", payment.method, payment.tender)
    });
    let own = match expected {
        Some("terminal") => payment.terminal_id.and_then(|t| shop.terminals.get(&t)).copied(),
        Some(_) => payment.account_id,
        None => None,
    };
    check.holds(at, payment.account_id == own && payment.account_id.is_some() == expected.is_some(), || {
        format!("account_id is not that of the provider that {} goes through", payment.tender)
    });
    check.holds(at, payment.terminal_id.is_none() || expected == Some("terminal"), || {
        format!("terminal_id is set, expected none for {}", payment.tender)
    });
    check.holds(at, !payment.capture_later || expected.is_some(), || {
        format!("capture_later is 1, expected 0 for {}", payment.tender)
    });
    let keeps = matches!(kind, Some("gift_card" | "store_credit" | "on_account"));
    check.holds(at, payment.balance_id.is_none() || keeps, || {
        format!("balance_id is set, expected none for {}", payment.tender)
    });
}

/// The state of a payment with these attempts. Giving back does not change it, unless what moved is for no order.
fn derived_state(attempts: &[Attempt]) -> &'static str {
    let surplus = attempts.iter().filter(|a| a.surplus).filter_map(|a| a.moved).fold(0, i64::saturating_add);
    if surplus > 0 {
        let back = attempts.iter().filter(|a| !a.takes_money() && a.succeeded()).map(|a| a.amount);
        return if back.fold(0, i64::saturating_add) >= surplus { "reversed" } else { "reversing" };
    }
    let reserved = attempts.iter().any(|a| a.kind == "authorise" && a.succeeded());
    let voided = attempts.iter().any(|a| a.kind == "void" && a.succeeded());
    if attempts.iter().any(|a| a.kind == "capture" && a.state == "succeeded") {
        return "captured";
    }
    let Some(last) = attempts.iter().rfind(|a| matches!(a.kind.as_str(), "authorise" | "capture")) else {
        return "created";
    };
    if reserved && voided {
        return "voided";
    }
    match (last.state.as_str(), last.outcome_code.as_deref()) {
        ("succeeded", _) => "authorised",
        ("failed", _) if reserved => "authorised",
        ("created", _) => "created",
        ("unknown", _) => "unknown",
        ("expired", _) => "expired",
        ("failed", Some("cancelled" | "withdrawn")) => "cancelled",
        (
            "failed",
            Some("not_sent" | "not_received" | "unreachable" | "terminal_unreachable" | "decided_not_taken"),
        ) => "failed",
        ("failed", _) => "declined",
        _ => "pending",
    }
}

fn check_attempts(payment: &Payment, attempts: &[Attempt], check: &mut Check<'_>) {
    check.rows(attempts.len());
    check_surplus(payment, attempts, check);
    let last_taking = attempts.iter().rfind(|a| a.takes_money()).map(|a| a.attempt_no);
    for (attempt, no) in attempts.iter().zip(1..) {
        let at = attempt.at();
        check.same(
            at,
            "attempt_no",
            attempt.attempt_no,
            no,
            "the attempts of a payment are numbered from 1 without a gap",
        );
        if Some(attempt.attempt_no) == last_taking {
            check.same(at, "amount_minor", attempt.amount, payment.amount, "what the payment pays");
            check.same(at, "tip_minor", attempt.tip, payment.tip, "the payment's tip");
        } else if !attempt.takes_money() {
            check.same(at, "tip_minor", attempt.tip, 0, "a tip is taken, not given");
        }
        check_moved(attempt, check);
        check.holds(at, attempt.concluded_at.is_some() == attempt.is_final(), || {
            let (is, expected) = if attempt.is_final() { ("missing", "a time") } else { ("set", "nothing") };
            format!("concluded_at is {is}, expected {expected} in an attempt that is {}", attempt.state)
        });
        // What asks a terminal is sent before it can end, unless it was stopped before; everything else is
        // certain at once.
        let asks = payment.account_id.is_some();
        let stopped = matches!(attempt.outcome_code.as_deref(), Some("not_sent" | "withdrawn"));
        let sent = asks && attempt.state != "created" && !stopped;
        check.holds(at, attempt.sent_at.is_some() == sent, || {
            let (is, expected) = if sent { ("missing", "a time") } else { ("set", "nothing") };
            let terminal = if asks { "with a provider" } else { "without a provider" };
            format!("sent_at is {is}, expected {expected} in state {} {terminal}", attempt.state)
        });
        check.holds(at, asks || attempt.state == "succeeded", || {
            format!("state is {}, expected succeeded: without a provider nobody is asked", attempt.state)
        });
        check.holds(at, attempt.kind == "refund" || attempt.refund_id.is_none(), || {
            format!("refund_id is set, expected none in a {}", attempt.kind)
        });
        if attempt.kind == "refund" {
            check_refund(payment, attempt, check);
        }
        check.holds(
            at,
            !attempt.own_entry || matches!(attempt.kind.as_str(), "capture" | "refund" | "reversal"),
            || format!("own_entry is 1, expected 0 in a {}", attempt.kind),
        );
    }
}

/// What moved is what was asked for, or is for no order. What somebody decided counts until something else is known.
fn check_moved(attempt: &Attempt, check: &mut Check<'_>) {
    let at = attempt.at();
    let came_back = attempt.kind == "refund" && attempt.state == "failed";
    check.holds(at, attempt.moved.is_none() || attempt.succeeded() || came_back, || {
        format!("moved_minor is set, expected nothing in state {}", attempt.state)
    });
    check.holds(
        at,
        !attempt.surplus || attempt.succeeded() && attempt.takes_money() && attempt.moved > Some(0),
        || "surplus is 1, expected 0: no money was taken by it".to_owned(),
    );
    if let Some(moved) = attempt.moved.filter(|_| !attempt.surplus) {
        check.same(at, "moved_minor", moved, attempt.amount.saturating_add(attempt.tip), "its amount and its tip");
    }
    let fits = match attempt.decision.as_deref() {
        None => attempt.decided_by.is_none(),
        Some("taken") => attempt.succeeded(),
        Some(_) => attempt.state == "failed" || attempt.surplus,
    };
    check.holds(at, fits, || format!("decision is {:?}, which state {} contradicts", attempt.decision, attempt.state));
}

/// Money that is for no order goes back: an intent to undo it stands beside it, for as much as moved.
fn check_surplus(payment: &Payment, attempts: &[Attempt], check: &mut Check<'_>) {
    let moved = attempts.iter().filter(|a| a.surplus).filter_map(|a| a.moved).fold(0, i64::saturating_add);
    let undone = || attempts.iter().filter(|a| a.kind == "reversal");
    let counts = undone().filter(|a| a.counts()).map(|a| a.amount).fold(0, i64::saturating_add);
    let at = payment.at();
    check.holds(at, counts <= moved, || {
        format!("{counts} is being reversed, expected at most the {moved} for no order")
    });
    check.holds(at, moved == 0 || undone().next().is_some(), || {
        "money was taken that is for no order, expected a reversal of it".to_owned()
    });
}

fn check_refund(payment: &Payment, attempt: &Attempt, check: &mut Check<'_>) {
    let at = attempt.at();
    if attempt.refund_id.is_some() {
        // What no payment of an order gives is given by one with the refund's id, or with that of the order sold for it.
        let apart = attempt.refund_id == Some(payment.id) || attempt.refund_exchange_id == Some(payment.id);
        let fits = if payment.order_id.is_some() { attempt.refund_order_id == payment.order_id } else { apart };
        check.holds(at, fits, || "refund_id names a refund of another order than its payment's".to_owned());
    } else {
        // Money given back without a refund: the order was given up before anything was handed over.
        check.holds(at, payment.order_state.as_deref() == Some("voided"), || {
            "refund_id is missing, expected the refund that it pays, since its order is not voided".to_owned()
        });
        check.holds(at, attempt.own_entry, || "own_entry is 0, expected 1: no refund books it".to_owned());
    }
}

/// Only cash is rounded, to coins that there are. A part that goes back is rounded as the whole was; the last of it is
/// all the cash that is left of the payment.
fn check_rounding(payment: &Payment, attempts: &[Attempt], cash: bool, check: &mut Check<'_>) {
    let (mut settled, mut moved) = (0i64, 0i64);
    for attempt in attempts {
        let at = attempt.at();
        if !cash || attempt.state != "succeeded" {
            check.same(at, "rounding_minor", attempt.rounding, 0, "nothing moved in cash");
            check.same(at, "rounding_step_minor", attempt.step, 0, "nothing moved in cash");
            continue;
        }
        let moves = attempt.amount.saturating_add(attempt.rounding);
        if attempt.kind == "refund" {
            let owed = settled.saturating_add(attempt.amount);
            let part = rounded(owed.saturating_sub(moved), attempt.step).max(0);
            let part = if attempt.step == 0 { attempt.amount } else { part };
            let left = payment.kept().saturating_sub(moved);
            let expected = match payment.order_id {
                None => part,
                Some(_) if owed == payment.amount => left,
                Some(_) => part.min(left),
            };
            let why = "the cash that goes back, less its amount";
            check.same(at, "rounding_minor", attempt.rounding, expected.saturating_sub(attempt.amount), why);
            (settled, moved) = (owed, moved.saturating_add(moves));
        } else if attempt.step == 0 {
            check.same(at, "rounding_minor", attempt.rounding, 0, "this cash is not rounded");
        } else {
            check.holds(at, moves >= 0 && moves % attempt.step == 0 && attempt.rounding.abs() < attempt.step, || {
                format!("{moves} moved in cash, expected the multiple of rounding_step_minor next to what was owed")
            });
        }
    }
}

fn load_payments(tx: &mut Tx<'_>, range: &Range) -> Result<Vec<Payment>> {
    tx.query(
        "SELECT p.id, p.order_id, o.state, o.currency, p.tender, p.currency, p.amount_minor, p.tendered_minor, \
         p.change_minor, p.refunded_minor, p.state, p.terminal_id, p.tip_minor, p.account_id, p.method, p.balance_id, \
         p.capture_later \
         FROM payments p LEFT JOIN orders o ON o.id = p.order_id WHERE p.id > $1 AND p.id <= $2 ORDER BY p.id",
        &range.params(),
        |row| {
            let mut c = row.columns();
            Ok(Payment {
                id: c.take()?,
                order_id: c.take()?,
                order_state: c.take()?,
                order_currency: c.take()?,
                tender: c.take()?,
                currency: c.take()?,
                amount: c.take()?,
                tendered: c.take()?,
                change: c.take()?,
                refunded: c.take()?,
                state: c.take()?,
                terminal_id: c.take()?,
                tip: c.take()?,
                account_id: c.take()?,
                method: c.take()?,
                balance_id: c.take()?,
                capture_later: c.take()?,
            })
        },
    )
}

fn load_attempts(tx: &mut Tx<'_>, range: &Range) -> Result<Vec<Attempt>> {
    tx.query(
        "SELECT a.payment_id, a.attempt_no, a.kind, a.state, a.amount_minor, a.refund_id, r.order_id, r.exchange_order_id, a.own_entry, \
         a.outcome_code, a.sent_at, a.concluded_at, a.rounding_minor, a.rounding_step_minor, \
         a.tip_minor, a.moved_minor, a.surplus, a.decision, a.decided_by \
         FROM payment_attempts a LEFT JOIN refunds r ON r.id = a.refund_id \
         WHERE a.payment_id > $1 AND a.payment_id <= $2 ORDER BY a.payment_id, a.attempt_no",
        &range.params(),
        |row| {
            let mut c = row.columns();
            Ok(Attempt {
                payment_id: c.take()?,
                attempt_no: c.take()?,
                kind: c.take()?,
                state: c.take()?,
                amount: c.take()?,
                refund_id: c.take()?,
                refund_order_id: c.take()?,
                refund_exchange_id: c.take()?,
                own_entry: c.take()?,
                outcome_code: c.take()?,
                sent_at: c.take()?,
                concluded_at: c.take()?,
                rounding: c.take()?,
                step: c.take()?,
                tip: c.take()?,
                moved: c.take()?,
                surplus: c.take()?,
                decision: c.take()?,
                decided_by: c.take()?,
            })
        },
    )
}
