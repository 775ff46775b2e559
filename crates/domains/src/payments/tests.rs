use onetill_kernel::{AttemptId, PaymentId, RegisterId, Timestamp, Uuid};

use super::model::{Answer, AttemptKind, AttemptRow, AttemptState, PaymentState};
use super::rules::{payment_state, step};

fn attempt(state: AttemptState, inquiries: i64) -> AttemptRow {
    let at = Timestamp::from_micros(1_000_000_000_000_000);
    AttemptRow {
        payment_id: PaymentId(Uuid::nil()),
        attempt_no: 1,
        id: AttemptId(Uuid::nil()),
        kind: AttemptKind::Capture,
        state,
        amount: 907,
        refund_id: None,
        register_id: RegisterId(Uuid::nil()),
        own_entry: true,
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
fn what_has_ended_never_changes_and_what_has_not_left_cannot_be_answered() {
    let now = Timestamp::from_micros(1_000_000_100_000_000);
    for state in [AttemptState::Succeeded, AttemptState::Failed, AttemptState::Expired, AttemptState::Created] {
        for answer in answers() {
            assert_eq!(step(&attempt(state, 0), &answer, now), None, "{state:?} {answer:?}");
        }
    }
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
    let a = attempt(AttemptState::Unknown, 4);
    let sent = a.sent_at.expect("sent");
    assert_eq!(step(&a, &Answer::NotFound, sent.plus_seconds(9)).expect("waits").state, AttemptState::Unknown);
    assert_eq!(step(&a, &Answer::NotFound, sent.plus_seconds(10)).expect("ends").state, AttemptState::Failed);
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
        (vec![with(AttemptState::Failed, Some("not_received"))], PaymentState::Failed),
        (vec![with(AttemptState::Expired, None)], PaymentState::Expired),
    ];
    for (attempts, expect) in cases {
        assert_eq!(payment_state(&attempts), expect);
    }
}
