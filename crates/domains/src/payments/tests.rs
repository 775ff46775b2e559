use onetill_kernel::{AttemptId, PaymentId, RegisterId, Timestamp, Uuid};

use super::connector::{Answer, Approval, Asking, Heard};
use super::model::{AttemptKind, AttemptRow, AttemptState, PaymentState, Rounding};
use super::rounding::round_cash;
use super::rules::{Consequence, Manner, Said, Step, is_stale, payment_state, step};

fn attempt(state: AttemptState, inquiries: i64) -> AttemptRow {
    let at = Timestamp::from_micros(1_000_000_000_000_000);
    AttemptRow {
        payment_id: PaymentId(Uuid::nil()),
        attempt_no: 1,
        id: AttemptId(Uuid::nil()),
        kind: AttemptKind::Capture,
        state,
        rounding: Rounding::default(),
        amount: 907,
        tip: 0,
        moved: None,
        refund_id: None,
        register_id: RegisterId(Uuid::nil()),
        own_entry: true,
        shift_id: None,
        provider_reference: None,
        provider_status: None,
        outcome_code: None,
        message: None,
        shown: None,
        card: None,
        created_at: at,
        sent_at: Some(at),
        concluded_at: None,
        inquire_at: None,
        inquiries,
        idle_at: None,
        surplus: false,
        decision: None,
        decided_by: None,
    }
}

const SIMPLE: Manner = Manner { time_limit_s: 10, diagnosable: false };
const DIAGNOSABLE: Manner = Manner { time_limit_s: 120, diagnosable: true };

fn consequence(a: &AttemptRow, answer: &Answer, manner: Manner, now: Timestamp) -> Consequence {
    let heard = Heard::from(answer.clone());
    let currency = "GBP".parse().expect("a currency");
    let said = Said { asking: Some(Asking::Inquire), heard: &heard, http_status: Some(200), currency, manner };
    step(a, &said, now)
}

fn taken(a: &AttemptRow, answer: &Answer, now: Timestamp) -> Option<Step> {
    match consequence(a, answer, SIMPLE, now) {
        Consequence::Step(step) => Some(*step),
        Consequence::Nothing | Consequence::Refused(_) => None,
    }
}

fn approval() -> Approval {
    Approval { moved: None, tip: 0, currency: None, partial: false, card: Some("visa 4242".into()) }
}

fn answers() -> Vec<Answer> {
    vec![
        Answer::Onward,
        Answer::Pending { message: "Ask for the card.".into() },
        Answer::Approved(approval()),
        Answer::Declined { code: "insufficient_funds".into(), message: "Declined.".into() },
        Answer::Cancelled,
        Answer::Expired,
        Answer::NotFound,
        Answer::Idle,
        Answer::Busy,
        Answer::Silent,
    ]
}

#[test]
fn an_end_holds_whatever_is_heard_but_money_that_moved() {
    let now = Timestamp::from_micros(1_000_000_100_000_000);
    for state in [AttemptState::Succeeded, AttemptState::Failed, AttemptState::Expired] {
        for answer in answers() {
            let after = taken(&attempt(state, 0), &answer, now);
            let late = state != AttemptState::Succeeded && matches!(answer, Answer::Approved(_));
            assert_eq!(after.is_some(), late, "{state:?} {answer:?}");
            if let Some(after) = after {
                assert!(after.reopened && after.after.surplus, "what came too late is for no order");
                assert_eq!(after.after.state, AttemptState::Succeeded);
            }
        }
    }
    let refused = consequence(
        &attempt(AttemptState::Succeeded, 0),
        &Answer::Declined { code: "no".into(), message: "No.".into() },
        SIMPLE,
        now,
    );
    assert!(matches!(refused, Consequence::Refused(_)), "a contradiction is kept: {refused:?}");
}

#[test]
fn what_moved_must_be_what_was_asked_for() {
    let now = Timestamp::from_micros(1_000_000_001_000_000);
    let a = attempt(AttemptState::Pending, 0);
    let after = |approval: Approval| taken(&a, &Answer::Approved(approval), now).expect("a step").after;
    let whole = after(Approval { moved: Some(907), ..approval() });
    assert_eq!((whole.state, whole.surplus, whole.amount), (AttemptState::Succeeded, false, 907));
    let tipped = after(Approval { moved: Some(1007), tip: 100, ..approval() });
    assert_eq!((tipped.surplus, tipped.amount, tipped.tip), (false, 907, 100));
    let part = after(Approval { moved: Some(500), partial: true, ..approval() });
    assert_eq!((part.surplus, part.amount, part.moved), (false, 500, Some(500)));
    // More or less than was asked for, without a word about it, is for no order.
    for moved in [906, 908, 90_700] {
        let wrong = after(Approval { moved: Some(moved), ..approval() });
        assert_eq!((wrong.state, wrong.surplus, wrong.moved), (AttemptState::Succeeded, true, Some(moved)));
    }
    // Another currency cannot be booked, and nothing at all is no approval: a person must look.
    let euro = after(Approval { currency: Some("EUR".parse().expect("a currency")), ..approval() });
    assert_eq!((euro.state, euro.surplus), (AttemptState::Unknown, false));
    let nothing = after(Approval { moved: Some(0), ..approval() });
    assert_eq!(nothing.state, AttemptState::Unknown);
    // What goes back goes back to the cent.
    let refund = AttemptRow { kind: AttemptKind::Refund, ..a.clone() };
    let less = taken(&refund, &Answer::Approved(Approval { moved: Some(906), ..approval() }), now).expect("a step");
    assert_eq!(less.after.state, AttemptState::Unknown);
}

#[test]
fn what_has_not_left_can_only_be_cancelled_or_lapse_and_a_refund_neither() {
    let mut a = attempt(AttemptState::Created, 0);
    (a.sent_at, a.inquiries) = (None, 0);
    let now = a.created_at.plus_seconds(1);
    for answer in answers() {
        let ended = taken(&a, &answer, now).filter(|s| s.ended).map(|s| (s.after.state, s.after.outcome_code));
        let expect = match answer {
            Answer::Cancelled => Some((AttemptState::Failed, Some("withdrawn".to_owned()))),
            Answer::Expired => Some((AttemptState::Failed, Some("not_sent".to_owned()))),
            _ => None,
        };
        assert_eq!(ended, expect, "{answer:?}");
    }
    a.kind = AttemptKind::Refund;
    for answer in answers() {
        assert!(taken(&a, &answer, now).is_none_or(|s| !s.ended), "{answer:?}");
    }
}

#[test]
fn only_a_charge_that_waited_too_long_is_stale() {
    let a = attempt(AttemptState::Created, 0);
    let later = |seconds| a.created_at.plus_seconds(seconds);
    assert!(!is_stale(&a, later(59)));
    assert!(is_stale(&a, later(60)));
    assert!(!is_stale(&attempt(AttemptState::Pending, 0), later(60)));
    assert!(!is_stale(&AttemptRow { kind: AttemptKind::Refund, ..a.clone() }, later(60)));
}

#[test]
fn silence_becomes_unknown_and_is_asked_about_for_ever() {
    let mut now = Timestamp::from_micros(1_000_000_000_000_000);
    let mut a = attempt(AttemptState::Pending, 0);
    let mut pauses = Vec::new();
    for _ in 0..9 {
        let next = taken(&a, &Answer::Silent, now).expect("a step").after;
        let at = next.inquire_at.expect("asked again");
        pauses.push((at.micros() - now.micros()) / 1_000_000);
        (a, now) = (next, at);
    }
    assert_eq!(a.state, AttemptState::Unknown);
    assert_eq!(pauses, [1, 1, 8, 16, 32, 60, 60, 60, 60]);
    let done = taken(&a, &Answer::Approved(approval()), now).expect("a late answer counts");
    assert_eq!((done.after.state, done.after.surplus), (AttemptState::Succeeded, false));
}

#[test]
fn not_found_is_believed_only_when_nothing_can_be_on_its_way() {
    let mut a = attempt(AttemptState::Unknown, 0);
    let sent = a.sent_at.expect("sent");
    let after = |a: &AttemptRow, s| taken(a, &Answer::NotFound, sent.plus_seconds(s)).expect("a step").after;
    assert_eq!(after(&a, 9).state, AttemptState::Unknown);
    assert_eq!(after(&a, 10).state, AttemptState::Failed);
    // After a silence the terminal must say so twice: the request may have waited in its line as well.
    a.inquiries = 4;
    let once = after(&a, 600);
    assert_eq!((once.state, once.inquiries), (AttemptState::Unknown, 0));
    let twice = taken(&once, &Answer::NotFound, once.inquire_at.expect("asked again")).expect("ends").after;
    assert_eq!((twice.state, twice.outcome_code.as_deref()), (AttemptState::Failed, Some("not_received")));
    // That it was never there is looked at a few times more.
    assert!(twice.inquire_at.is_some());
}

#[test]
fn a_terminal_that_can_say_so_must_be_idle_before_it_is_believed() {
    let a = attempt(AttemptState::Unknown, 0);
    let sent = a.sent_at.expect("sent");
    let hear = |a: &AttemptRow, answer: Answer, s| match consequence(a, &answer, DIAGNOSABLE, sent.plus_seconds(s)) {
        Consequence::Step(step) => *step,
        other => panic!("{other:?}"),
    };
    // Within the provider's time limit nothing is asked.
    assert_eq!(hear(&a, Answer::NotFound, 119).next, None);
    let ask = hear(&a, Answer::NotFound, 120);
    assert_eq!((ask.after.state, ask.next), (AttemptState::Unknown, Some(Asking::Diagnose)));
    let busy = hear(&ask.after, Answer::Busy, 121);
    assert_eq!((busy.after.state, busy.next), (AttemptState::Unknown, None));
    // Idle first, then not known: what began in between would be known.
    let idle = hear(&busy.after, Answer::Idle, 130);
    assert_eq!(idle.next, Some(Asking::Inquire));
    assert_eq!(hear(&idle.after, Answer::NotFound, 131).after.state, AttemptState::Failed);
    // That it was idle within the limit says nothing.
    let early = hear(&a, Answer::Idle, 60);
    assert_eq!(hear(&early.after, Answer::NotFound, 121).next, Some(Asking::Diagnose));
}

#[test]
fn money_that_came_back_is_owed_again() {
    let refund = AttemptRow { kind: AttemptKind::Refund, ..attempt(AttemptState::Succeeded, 0) };
    let failed = Answer::Declined { code: "closed".into(), message: "The account is closed.".into() };
    let after = taken(&refund, &failed, refund.created_at.plus_seconds(86_400)).expect("days later");
    assert!(after.reopened);
    assert_eq!(after.after.state, AttemptState::Failed);
}

#[test]
fn a_payment_is_what_its_attempts_say() {
    let with = |state, code: Option<&str>| {
        let mut a = attempt(state, 0);
        a.outcome_code = code.map(str::to_owned);
        a
    };
    let cases = [
        (vec![], PaymentState::Created),
        (vec![with(AttemptState::Created, None)], PaymentState::Created),
        (vec![with(AttemptState::Pending, None)], PaymentState::Pending),
        (vec![with(AttemptState::Unknown, None)], PaymentState::Unknown),
        (vec![with(AttemptState::Succeeded, None)], PaymentState::Captured),
        (vec![with(AttemptState::Failed, Some("insufficient_funds"))], PaymentState::Declined),
        (vec![with(AttemptState::Failed, Some("cancelled"))], PaymentState::Cancelled),
        (vec![with(AttemptState::Failed, Some("withdrawn"))], PaymentState::Cancelled),
        (vec![with(AttemptState::Failed, Some("not_received"))], PaymentState::Failed),
        (vec![with(AttemptState::Failed, Some("not_sent"))], PaymentState::Failed),
        (vec![with(AttemptState::Expired, None)], PaymentState::Expired),
    ];
    for (attempts, expect) in cases {
        assert_eq!(payment_state(&attempts), expect);
    }
}

#[test]
fn cash_is_rounded_to_the_nearest_coin() {
    // Five cents as the Government of Canada and Swiss shops round, a krona by the Swedish law (1970:1029).
    for (amount, step, moves) in [
        (492, 5, 490),
        (497, 5, 495),
        (498, 5, 500),
        (109, 5, 110),
        (495, 5, 495),
        (2449, 100, 2400),
        (2450, 100, 2500),
        (2, 5, 0),
        (492, 0, 492),
        (1, 1, 1),
    ] {
        let rounding = round_cash(amount, 0, 0, step).expect("an amount");
        assert_eq!(amount + rounding.minor, moves, "{amount} in coins of {step}");
    }
    // In two parts it is rounded once: 1.02 and 3.90 are 4.90 in cash, not 1.00 and 3.90 and a spare cent.
    let first = round_cash(102, 0, 0, 5).expect("an amount");
    let second = round_cash(102, 102, 102 + first.minor, 5).expect("an amount");
    assert_eq!((102 + first.minor, 102 + second.minor), (100, 105), "2.04 is 2.05");
}
