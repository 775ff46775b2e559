//! Random weeks of a shop over HTTP, step by step beside an auditor who keeps books of their own: what must be
//! refused is refused, and after every step stock, customers, orders and accounts are what the auditor says.
//!
//! And days of a shop in which people of every role do what they may and what they may not: see [`days`].
//!
//! The same seed gives the same week. `ONETILL_WEEKS=7..8 cargo nextest run --test model` tells one again, and
//! `ONETILL_WEEKS=100..200` many that nobody has told yet.

mod counter;
mod days;
mod office;
mod orders;
mod people;
mod prices;
mod refunds;
mod sales;
mod terminal;
mod week;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use onetill_domains::platform::NegativeStock;
use onetill_testkit::scenario::{MORNING, OnFailure, tell_at_once, tell_in};

use days::Days;
use week::Week;

/// Those of `ONETILL_WEEKS`.
fn given() -> Option<Range<u64>> {
    std::env::var("ONETILL_WEEKS").ok().map(|range| {
        let (first, end) = range.split_once("..").expect("ONETILL_WEEKS is like 7..8");
        first.parse().expect("a number")..end.parse().expect("a number")
    })
}

/// Lives some weeks, or those of `ONETILL_WEEKS`, and asserts that what must happen sometimes did.
fn weeks(seeds: Range<u64>, below_zero: NegativeStock, sometimes: &[&str]) {
    let given = given();
    let done = RefCell::new(BTreeMap::<String, usize>::new());
    for seed in given.clone().unwrap_or(seeds) {
        let _which = OnFailure(format!("tell it again with ONETILL_WEEKS={seed}..{}", seed + 1));
        tell_in(
            |options| options.negative_stock = below_zero,
            async |shop| {
                let mut week = Week::begin(shop, seed).await;
                week.live().await;
                for (what, count) in week.done {
                    *done.borrow_mut().entry(what).or_default() += count;
                }
            },
        );
    }
    let done = done.into_inner();
    let missing: Vec<_> = sometimes.iter().filter(|what| !done.contains_key(**what)).collect();
    assert!(given.is_some() || missing.is_empty(), "never happened: {missing:?} of {done:#?}");
}

#[test]
fn weeks_of_a_shop_that_sells_what_the_customer_holds() {
    weeks(
        1..4,
        NegativeStock::Allow,
        &[
            "settings",
            "sale",
            "sale refused: payment_exceeds_due",
            "sale refused: payment_missing",
            "order",
            "more lines",
            "another cart",
            "payment",
            "card, approve",
            "card, insufficient_funds",
            "card, customer_cancels",
            "card, no_card",
            "card, network_dead",
            "void",
            "void refused: payment_open",
            "complete",
            "complete refused: payment_missing",
            "refund",
            "refund refused: refund_exceeds_rest",
            "refund without order",
            "adjustment",
        ],
    );
}

#[test]
fn weeks_of_a_shop_that_never_sells_what_it_does_not_have() {
    weeks(
        11..14,
        NegativeStock::Refuse,
        &[
            "sale",
            "sale refused: out_of_stock",
            "payment refused: out_of_stock",
            "card, approve",
            "card, network_dead",
            "refund",
            "adjustment refused: out_of_stock",
        ],
    );
}

#[test]
fn days_in_which_everybody_tries_everything() {
    let mut all = BTreeMap::<String, usize>::new();
    for seed in given().unwrap_or(33..37) {
        let _which = OnFailure(format!("tell it again with ONETILL_WEEKS={seed}..{}", seed + 1));
        // Sign-ins are always new, so rows are never the same on both engines; what happens is.
        let told = RefCell::new(Vec::new());
        tell_at_once(
            |options| {
                options.clock = Some(MORNING.parse().expect("a time"));
                options.seeded = true;
            },
            async |shop| {
                let mut days = Days::begin(shop, seed).await;
                days.live().await;
                told.borrow_mut().push(days.done);
            },
        );
        let told = told.into_inner();
        assert_eq!(told[0], told[1], "both engines did and refused the same");
        for what in &told[0] {
            *all.entry(what.clone()).or_default() += 1;
        }
    }
    let sometimes = [
        "shift opened",
        "shift opened refused: forbidden",
        "shift opened refused: shift_open",
        "shift closed",
        "cash_out",
        "sale",
        "sale refused: forbidden",
        "sale refused: shift_closed",
        "put aside",
        "taken up",
        "taken up refused: order_not_held",
        "order paid",
        "order paid refused: order_held",
        "order voided",
        "line voided",
        "refund",
        "refund refused: forbidden",
        "refund without order",
        "refund without order refused: forbidden",
        "price set",
        "price list refused: forbidden",
        "promotion percent",
        "promotion amount",
        "promotion mix",
        "promotion bundle",
        "code",
        " refused: options_needed",
        " refused: options_too_many",
        " refused: coupon_used_up",
        " refused: coupon_not_valid",
        " refused: coupon_needs_customer",
        "sale, approved",
        "approval",
        "approval refused: may_not_approve",
        "exchange",
        "exchange refused: shift_closed",
        "exchange paid by card",
        "exchange paid by card refused: invalid_field",
        "card, approve",
        "card, insufficient_funds",
        "card, card_expired",
        "card, customer_cancels",
        "card, no_card",
        "card, forget",
        "card, never_answer",
        "card, network_dead",
        "shift closed refused: payment_open",
        "promotion switched",
        "another role",
        "another role refused: forbidden",
        "look refused: forbidden",
    ];
    let missing: Vec<_> = sometimes.iter().filter(|what| !all.keys().any(|did| did.ends_with(**what))).collect();
    assert!(given().is_some() || missing.is_empty(), "never happened: {missing:?} of {all:#?}");
}
