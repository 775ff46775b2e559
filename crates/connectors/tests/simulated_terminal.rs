//! The simulated terminal over real HTTP, through its connector, as the server speaks to it.

mod support;

use std::time::Duration;

use onetill_connectors::payments::simulated::{Behaviour, Kind, Mode, Status, ledger};
use onetill_domains::payments::{Answer, Asking};
use onetill_testkit::wait;
use serde_json::json;
use support::{Bench, LIMIT, attempt};

fn quick(mode: Mode) -> Behaviour {
    Behaviour::new(mode).with_delay_ms(10)
}

/// So slow that what a test sees before the end is certain.
fn slow(mode: Mode) -> Behaviour {
    Behaviour::new(mode).with_delay_ms(Behaviour::MAX_DELAY_MS)
}

fn declined(answer: &Answer) -> &str {
    match answer {
        Answer::Declined { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

fn card(answer: &Answer) -> Option<&str> {
    match answer {
        Answer::Approved(approval) => approval.card.as_deref(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_asks_for_the_card_and_approves() {
    let bench = Bench::new(quick(Mode::Approve));
    let id = attempt();
    bench.post("/behaviour", json!({"mode": "approve", "delay_ms": 1_000, "next": 1}));
    let asks = |message: &str| Answer::Pending { message: message.to_owned() };
    let mut heard = vec![bench.charge(id, 907)];
    wait::until(LIMIT, || {
        let answer = bench.inquire(id);
        let new = heard.last() != Some(&answer);
        heard.extend(new.then(|| answer.clone()));
        matches!(answer, Answer::Approved(_)).then_some(())
    })
    .expect("approved in time");
    // A busy machine may miss one, but never hears them in another order.
    let order = [asks("Ask for the card."), asks("Authorising.")];
    let places: Vec<_> = heard.iter().map(|answer| order.iter().position(|known| known == answer)).collect();
    assert!(places[..places.len() - 1].is_sorted() && !places[..places.len() - 1].contains(&None), "{heard:?}");
    let heard = bench.heard(id);
    assert!(heard.reference.expect("a name").starts_with("T000001-"));
    assert_eq!(card(&heard.answer), Some("visa 4242"));
    assert_eq!(bench.diagnose(), Answer::Idle);
    let all = bench.transactions();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].kind, all[0].status, all[0].amount), (Kind::Charge, Status::Approved, 907));
    assert_eq!(all[0].reference, id.to_string());
}

#[test]
fn it_ends_without_money_in_every_way() {
    let bench = Bench::new(quick(Mode::Approve));
    let cases = [(Mode::InsufficientFunds, "insufficient_funds"), (Mode::CardExpired, "card_expired")];
    for (mode, code) in cases {
        assert_eq!(bench.post("/behaviour", json!({"mode": mode, "delay_ms": 10, "next": 1})), 204);
        let id = attempt();
        bench.charge(id, 100);
        assert_eq!(declined(&bench.outcome(id)), code);
    }
    for (mode, expect) in [(Mode::CustomerCancels, Answer::Cancelled), (Mode::NoCard, Answer::Expired)] {
        bench.post("/behaviour", json!({"mode": mode, "delay_ms": 10, "next": 1}));
        let id = attempt();
        bench.charge(id, 100);
        assert_eq!(bench.outcome(id), expect);
    }
    // The queue is empty again, and no money moved so far.
    assert!(bench.transactions().iter().all(|t| t.status != Status::Approved));
    bench.approved(attempt(), 100);
}

#[test]
fn the_same_attempt_charges_once_however_often_it_is_sent() {
    let bench = Bench::new(quick(Mode::Approve));
    let id = attempt();
    let question = bench.question(Asking::Charge, id, 907, None);
    let sent: Vec<_> = (0..8).map(|_| bench.send(question.clone())).collect();
    for one in sent {
        let answer = bench.finish(one);
        assert!(matches!(answer, Answer::Pending { .. } | Answer::Approved(_)), "{answer:?}");
    }
    let outcome = bench.outcome(id);
    assert_eq!(bench.charge(id, 907), outcome);
    assert_eq!(bench.transactions().len(), 1);
    // With another amount it is another request: no word about the money.
    assert_eq!(bench.charge(id, 908), Answer::Silent);
    assert_eq!(bench.transactions().len(), 1);
}

#[test]
fn a_busy_terminal_refuses_and_charges_nothing() {
    let bench = Bench::new(slow(Mode::Approve));
    let (first, second) = (attempt(), attempt());
    bench.charge(first, 907);
    assert_eq!(declined(&bench.charge(second, 500)), "terminal_busy");
    assert_eq!(declined(&bench.inquire(second)), "terminal_busy");
    assert_eq!(bench.cancel(first), Answer::Cancelled);
    // Free again; but what was refused stays so.
    assert_eq!(declined(&bench.charge(second, 500)), "terminal_busy");
    bench.post("/behaviour", json!({"mode": "approve", "delay_ms": 0}));
    bench.approved(attempt(), 500);
}

#[test]
fn it_can_be_cancelled_until_the_card_is_read() {
    let bench = Bench::new(slow(Mode::ByHand));
    let id = attempt();
    assert_eq!(bench.cancel(id), Answer::NotFound);
    bench.charge(id, 907);
    assert_eq!(bench.cancel(id), Answer::Cancelled);
    assert_eq!(bench.outcome(id), Answer::Cancelled);
    let late = attempt();
    bench.charge(late, 907);
    assert_eq!(bench.post("/hand", json!({"reference": late, "press": "approve"})), 204);
    assert_eq!(bench.cancel(late), Answer::Pending { message: "Authorising.".to_owned() });
}

#[test]
fn a_late_answer_comes_late_and_is_right() {
    let bench = Bench::new(quick(Mode::AnswerLate));
    let id = attempt();
    // Without polling: the very request is answered, with the outcome.
    assert!(matches!(bench.charge(id, 907), Answer::Approved(_)));
    assert_eq!(bench.transactions().len(), 1);
    // Too late for the till's patience.
    bench.post("/behaviour", json!({"mode": "answer_late", "delay_ms": 3_600_000}));
    let id = attempt();
    let late = bench.send_within(bench.question(Asking::Charge, id, 907, None), Duration::from_millis(50));
    assert_eq!(bench.finish(late), Answer::Silent);
    assert_eq!(bench.post("/release", json!({})), 204);
    assert!(matches!(bench.inquire(id), Answer::Approved(_)));
    assert_eq!(bench.transactions().len(), 2);
}

#[test]
fn it_takes_the_money_and_never_answers_until_released() {
    let bench = Bench::new(quick(Mode::NeverAnswer));
    let id = attempt();
    let charge = bench.send_within(bench.question(Asking::Charge, id, 907, None), Duration::from_secs(60));
    let charged = || bench.transactions().into_iter().find(|t| t.status == Status::Approved);
    let charged = wait::until(LIMIT, charged).expect("the card is charged");
    assert_eq!(charged.reference, id.to_string());
    assert!(!charge.is_finished());
    for asking in [Asking::Charge, Asking::Inquire, Asking::Cancel] {
        let sent = bench.send_within(bench.question(asking, id, 907, None), Duration::from_millis(50));
        assert_eq!(bench.finish(sent), Answer::Silent, "{asking:?}");
    }
    // The trap: the terminal is free, and a new attempt would charge again.
    bench.post("/behaviour", json!({"mode": "approve", "delay_ms": 0}));
    bench.approved(attempt(), 100);
    assert_eq!(bench.post("/release", json!({})), 204);
    let heard = bench.heard(id);
    assert_eq!((card(&heard.answer), heard.reference), (Some("visa 4242"), Some(charged.transaction)));
    assert_eq!(bench.finish(charge), heard.answer);
    assert_eq!(bench.transactions().len(), 2);
}

#[test]
fn a_dropped_line_does_not_stop_the_payment() {
    let bench = Bench::new(quick(Mode::DropConnection));
    let id = attempt();
    assert_eq!(bench.charge(id, 907), Answer::Silent);
    assert!(matches!(bench.outcome(id), Answer::Approved(_)));
    assert_eq!(bench.transactions().len(), 1);
}

#[test]
fn a_forgotten_request_is_not_found() {
    let bench = Bench::new(quick(Mode::Forget));
    let id = attempt();
    assert_eq!(bench.charge(id, 907), Answer::Silent);
    assert_eq!(bench.inquire(id), Answer::NotFound);
    assert!(bench.transactions().is_empty());
}

#[test]
fn a_dead_network_comes_back_with_the_approval() {
    let bench = Bench::new(quick(Mode::NetworkDead).with_inquiries(3));
    let id = attempt();
    assert_eq!(bench.charge(id, 907), Answer::Silent);
    for _ in 0..3 {
        assert_eq!(bench.inquire(id), Answer::Silent);
    }
    assert!(matches!(bench.inquire(id), Answer::Approved(_)));
    assert_eq!(bench.transactions().len(), 1);
}

#[test]
fn it_gives_back_what_was_charged_and_no_more() {
    let bench = Bench::new(quick(Mode::Approve));
    let charge = bench.approved(attempt(), 1_000);
    let (part, rest, more) = (attempt(), attempt(), attempt());
    bench.refund(part, 400, &charge);
    assert!(matches!(bench.outcome(part), Answer::Approved(_)));
    assert_eq!(declined(&bench.refund(more, 601, &charge)), "refund_exceeds_charge");
    assert_eq!(declined(&bench.inquire(more)), "refund_exceeds_charge");
    bench.refund(rest, 600, &charge);
    assert_eq!(card(&bench.outcome(rest)), Some("visa 4242"));
    assert_eq!(declined(&bench.refund(attempt(), 1, "T000099-abcdef")), "original_not_found");
    // The same refund again gives back once.
    assert!(matches!(bench.refund(part, 400, &charge), Answer::Approved(_)));
    let given_back: i64 = bench
        .transactions()
        .iter()
        .filter(|t| t.kind == Kind::Refund && t.status == Status::Approved)
        .map(|t| t.amount)
        .sum();
    assert_eq!(given_back, 1_000);
}

#[test]
fn its_memory_survives_a_loss_of_power() {
    let mut bench = Bench::new(quick(Mode::Approve));
    let (done, silent, open) = (attempt(), attempt(), attempt());
    let charge = bench.approved(done, 907);
    bench.post("/behaviour", json!({"mode": "never_answer", "next": 1}));
    let never = bench.send(bench.question(Asking::Charge, silent, 300, None));
    wait::until(LIMIT, || (bench.transactions().len() == 2).then_some(())).expect("charged");
    bench.post("/behaviour", json!({"mode": "by_hand", "delay_ms": 0}));
    bench.charge(open, 400);
    let before = bench.transactions();

    bench.stop();
    assert_eq!(bench.finish(never), Answer::Silent);
    assert_eq!(ledger(bench.data()).expect("a ledger"), before);
    assert_eq!(bench.inquire(done), Answer::Silent);

    bench.start(quick(Mode::Approve));
    assert_eq!(bench.transactions(), before);
    assert!(matches!(bench.charge(done, 907), Answer::Approved(_)));
    assert_eq!(bench.heard(done).reference.as_deref(), Some(charge.as_str()));
    assert_eq!(bench.diagnose(), Answer::Busy);
    // What waited for a person still does, and nothing else can begin.
    assert_eq!(bench.inquire(open), Answer::Pending { message: "Ask for the card.".to_owned() });
    assert_eq!(declined(&bench.charge(attempt(), 1)), "terminal_busy");
    assert_eq!(bench.post("/hand", json!({"reference": open, "press": "approve"})), 204);
    assert!(matches!(bench.outcome(open), Answer::Approved(_)));
    // What was held back still is.
    let held = bench.send_within(bench.question(Asking::Inquire, silent, 0, None), Duration::from_millis(50));
    assert_eq!(bench.finish(held), Answer::Silent);
    bench.post("/release", json!({}));
    assert!(matches!(bench.inquire(silent), Answer::Approved(_)));
    // A refund reaches back over the restart.
    let refund = attempt();
    bench.refund(refund, 907, &charge);
    assert!(matches!(bench.outcome(refund), Answer::Approved(_)));
}

#[test]
fn a_payment_ends_also_when_the_power_was_off_at_its_end() {
    let mut bench = Bench::new(Behaviour::new(Mode::Approve).with_delay_ms(200));
    let id = attempt();
    bench.charge(id, 907);
    bench.stop();
    bench.start(quick(Mode::Approve));
    assert!(matches!(bench.outcome(id), Answer::Approved(_)));
    assert_eq!(bench.transactions().len(), 1);
}

#[test]
fn nothing_like_a_card_number_is_ever_kept() {
    let bench = Bench::new(quick(Mode::Approve));
    for _ in 0..5 {
        bench.approved(attempt(), 907);
    }
    let text = std::fs::read_to_string(bench.data()).expect("a file");
    let cards = bench.transactions().into_iter().filter_map(|t| t.card);
    assert!(cards.into_iter().all(|card| card.last4.len() == 4));
    // Ids apart, no run of digits is as long as a card's number.
    let text: String = text.split("\",\"transaction\"").skip(1).collect();
    let longest = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    assert!(longest.is_some_and(|length| length < 12), "{longest:?}");
}

#[test]
fn senseless_requests_are_refused_and_leave_no_trace() {
    let bench = Bench::new(quick(Mode::Approve));
    let cases = [
        ("/payments", json!({"reference": "a", "amount": 0, "currency": "EUR"}), 422),
        ("/payments", json!({"reference": "a", "amount": -1, "currency": "EUR"}), 422),
        ("/payments", json!({"reference": "a", "amount": 9_007_199_254_740_993_i64, "currency": "EUR"}), 422),
        ("/payments", json!({"reference": "a", "amount": 1.5, "currency": "EUR"}), 422),
        ("/payments", json!({"reference": "a", "amount": "1", "currency": "EUR"}), 422),
        ("/payments", json!({"reference": "a", "amount": 1, "currency": "euro"}), 422),
        ("/payments", json!({"reference": "", "amount": 1, "currency": "EUR"}), 422),
        ("/payments", json!({"reference": "a/b", "amount": 1, "currency": "EUR"}), 422),
        ("/payments", json!({"reference": "a".repeat(65), "amount": 1, "currency": "EUR"}), 422),
        ("/payments", json!({"reference": "a", "amount": 1, "currency": "EUR", "card": "4"}), 422),
        ("/payments", json!({"amount": 1, "currency": "EUR"}), 422),
        ("/payments", json!([]), 422),
        ("/payments", json!("a".repeat(20_000)), 413),
        ("/refunds", json!({"reference": "a", "amount": 1, "currency": "EUR"}), 422),
        ("/refunds", json!({"reference": "a", "original": "", "amount": 1, "currency": "EUR"}), 422),
        ("/behaviour", json!({"mode": "explode"}), 422),
        ("/behaviour", json!({"mode": "approve", "next": 1_001}), 422),
        ("/hand", json!({"reference": "a", "press": "approve"}), 409),
        ("/hand", json!({"reference": "a", "press": "kick"}), 422),
    ];
    for (path, body, expect) in cases {
        let (status, _, answer) = bench.http("POST", path, Some(body.clone()));
        assert_eq!(status, expect, "{path} {body}: {answer}");
        assert!(answer.contains("\"message\""), "{path} {body}: {answer}");
    }
    // Only JSON: so that no page of another origin can press a button.
    assert_eq!(bench.http("POST", "/release", None).0, 415);
    assert!(bench.transactions().is_empty());
}

#[test]
fn the_page_loads_nothing_foreign_and_shows_what_happens() {
    let bench = Bench::new(slow(Mode::ByHand));
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/terminal.css", "text/css; charset=utf-8"),
        ("/terminal.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
    ] {
        let (status, headers, body) = bench.http("GET", path, None);
        assert_eq!((status, headers["content-type"].to_str().ok()), (200, Some(kind)), "{path}");
        let policy = headers["content-security-policy"].to_str().expect("a policy");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
        assert!(!body.contains("style=\"") && !body.contains("<style") && !body.contains("onclick"));
    }

    let idle = bench.get("/state");
    assert_eq!((idle["current"].is_null(), idle["behaviour"]["mode"].as_str()), (true, Some("by_hand")));
    let id = attempt();
    bench.charge(id, 907);
    // Told as soon as it differs, not at the end of the long poll.
    let asks = bench.get(&format!("/state?after={}", idle["version"]));
    assert_eq!(asks["current"]["amount"], "9.07 EUR");
    assert_eq!(asks["current"]["sentence"], "Present your card");
    bench.post("/hand", json!({"reference": id, "press": "never_answer"}));
    let held = bench.get("/state");
    assert_eq!((&held["holds_answers"], held["current"].is_null()), (&json!(true), true));
    assert_eq!(held["last"][0]["sentence"], "Approved");
    bench.post("/release", json!({}));
    assert_eq!(bench.get("/state")["holds_answers"], false);
}
