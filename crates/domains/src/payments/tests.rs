use onetill_kernel::{AttemptId, PaymentId, RegisterId, Timestamp, Uuid};

use super::model::Rounding;
use super::model::{Answer, AttemptKind, AttemptRow, AttemptState, PaymentState};
use super::rules::{is_stale, payment_state, round_cash, step};

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
        refund_id: None,
        register_id: RegisterId(Uuid::nil()),
        own_entry: true,
        shift_id: None,
        provider_reference: None,
        outcome_code: None,
        message: None,
        card: None,
        created_at: at,
        sent_at: Some(at),
        concluded_at: None,
        inquire_at: None,
        inquiries,
    }
}

fn answers() -> Vec<Answer> {
    vec![
        Answer::Pending { message: "Ask for the card.".into() },
        Answer::Approved { reference: "t1".into(), card: Some("visa 4242".into()) },
        Answer::Declined { code: "insufficient_funds".into(), message: "Declined.".into() },
        Answer::Cancelled,
        Answer::Expired,
        Answer::NotFound,
        Answer::Silent,
    ]
}

#[test]
fn what_has_ended_never_changes() {
    let now = Timestamp::from_micros(1_000_000_100_000_000);
    for state in [AttemptState::Succeeded, AttemptState::Failed, AttemptState::Expired] {
        for answer in answers() {
            assert_eq!(step(&attempt(state, 0), &answer, now), None, "{state:?} {answer:?}");
        }
    }
}

#[test]
fn what_has_not_left_can_only_be_cancelled_or_lapse_and_a_refund_neither() {
    let mut a = attempt(AttemptState::Created, 0);
    (a.sent_at, a.inquiries) = (None, 0);
    let now = a.created_at.plus_seconds(1);
    for answer in answers() {
        let ended = step(&a, &answer, now).map(|s| (s.state, s.code));
        let expect = match answer {
            Answer::Cancelled => Some((AttemptState::Failed, Some("withdrawn".to_owned()))),
            Answer::Expired => Some((AttemptState::Failed, Some("not_sent".to_owned()))),
            _ => None,
        };
        assert_eq!(ended, expect, "{answer:?}");
    }
    a.kind = AttemptKind::Refund;
    for answer in answers() {
        assert_eq!(step(&a, &answer, now), None, "{answer:?}");
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
        let next = step(&a, &Answer::Silent, now).expect("a step");
        let at = next.inquire_at.expect("asked again");
        pauses.push((at.micros() - now.micros()) / 1_000_000);
        (a.state, a.inquiries, now) = (next.state, next.inquiries, at);
    }
    assert_eq!(a.state, AttemptState::Unknown);
    assert_eq!(pauses, [1, 1, 8, 16, 32, 60, 60, 60, 60]);
    let done = step(&a, &Answer::Approved { reference: "t1".into(), card: None }, now).expect("a late answer counts");
    assert_eq!(done.state, AttemptState::Succeeded);
}

#[test]
fn not_found_is_believed_only_when_nothing_can_be_on_its_way() {
    let mut a = attempt(AttemptState::Unknown, 0);
    let sent = a.sent_at.expect("sent");
    assert_eq!(step(&a, &Answer::NotFound, sent.plus_seconds(9)).expect("waits").state, AttemptState::Unknown);
    assert_eq!(step(&a, &Answer::NotFound, sent.plus_seconds(10)).expect("ends").state, AttemptState::Failed);
    // After a silence the terminal must say so twice: the request may have waited in its line as well.
    a.inquiries = 4;
    let once = step(&a, &Answer::NotFound, sent.plus_seconds(600)).expect("waits");
    assert_eq!((once.state, once.inquiries), (AttemptState::Unknown, 0));
    a.inquiries = once.inquiries;
    let twice = step(&a, &Answer::NotFound, once.inquire_at.expect("asked again")).expect("ends");
    assert_eq!((twice.state, twice.code.as_deref()), (AttemptState::Failed, Some("not_received")));
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
