use onetill_kernel::Timestamp;

use super::super::behaviour::{Behaviour, Mode};
use super::super::journal::Journal;
use super::super::transaction::{Kind, Status, plus_ms};
use super::{Device, Inquired, Press, Received, Request};

/// A device, and a clock that only the test moves.
struct Bench {
    device: Device,
    now: Timestamp,
}

impl Bench {
    fn new(mode: Mode, delay_ms: u64) -> Self {
        let (journal, records) = Journal::open(None).expect("a memory");
        let behaviour = Behaviour::new(mode).with_delay_ms(delay_ms);
        Self {
            device: Device::new(journal, records, behaviour, 1_000),
            now: Timestamp::from_micros(1_700_000_000_000_000),
        }
    }

    fn ask(&mut self, reference: &str, original: Option<&str>, amount: i64, currency: &str) -> Received {
        let request = Request {
            kind: if original.is_some() { Kind::Refund } else { Kind::Charge },
            reference: reference.to_owned(),
            original: original.map(str::to_owned),
            amount,
            currency: currency.parse().expect("a currency"),
        };
        self.device.receive(request, self.now).expect("received")
    }

    fn charge(&mut self, reference: &str, amount: i64) -> Received {
        self.ask(reference, None, amount, "EUR")
    }

    fn after(&mut self, ms: u64) {
        self.now = plus_ms(self.now, ms);
        self.device.advance(self.now).expect("advanced");
    }

    fn status(&self, reference: &str) -> (Status, Option<&str>) {
        let transaction = &self.device.find(reference).expect("known").transaction;
        (transaction.status, transaction.code.as_deref())
    }

    fn name(&self, reference: &str) -> String {
        self.device.find(reference).expect("known").transaction.transaction.clone()
    }
}

#[test]
fn each_behaviour_takes_its_time_and_ends_as_named() {
    use Status::{Approved, Authorising, Cancelled, Declined, Expired, WaitingForCard};
    // At once, halfway, at the end.
    let cases = [
        (Mode::Approve, [WaitingForCard, Authorising, Approved], None),
        (Mode::InsufficientFunds, [WaitingForCard, Authorising, Declined], Some("insufficient_funds")),
        (Mode::CardExpired, [WaitingForCard, Authorising, Declined], Some("card_expired")),
        (Mode::CustomerCancels, [WaitingForCard, WaitingForCard, Cancelled], None),
        (Mode::NoCard, [WaitingForCard, WaitingForCard, Expired], None),
        (Mode::DropConnection, [WaitingForCard, Authorising, Approved], None),
        // The money has moved before the till can know.
        (Mode::AnswerLate, [Approved, Approved, Approved], None),
        (Mode::NeverAnswer, [Approved, Approved, Approved], None),
        (Mode::NetworkDead, [Approved, Approved, Approved], None),
        // A person may take up to the limit of 1,000 ms.
        (Mode::ByHand, [WaitingForCard, WaitingForCard, WaitingForCard], None),
    ];
    for (mode, expect, code) in cases {
        let mut bench = Bench::new(mode, 100);
        bench.charge("a", 907);
        for (step, status) in expect.into_iter().enumerate() {
            assert_eq!(bench.status("a").0, status, "{mode}, step {step}");
            bench.after(50);
        }
        assert_eq!(bench.status("a").1, code, "{mode}");
    }
}

#[test]
fn a_long_sleep_catches_up_with_the_right_times() {
    let mut bench = Bench::new(Mode::Approve, 100);
    bench.charge("a", 907);
    let began = bench.now;
    bench.after(3_600_000);
    let ended = bench.device.find("a").expect("known").transaction.concluded_at;
    assert_eq!(ended, Some(plus_ms(began, 100)));
    assert_eq!(bench.device.due(), None);
}

#[test]
fn the_same_reference_is_the_same_request_and_no_other() {
    let mut bench = Bench::new(Mode::Approve, 0);
    assert_eq!(bench.charge("a", 907), Received::New);
    assert_eq!(bench.charge("a", 907), Received::Known);
    assert_eq!(bench.charge("a", 908), Received::Reused);
    assert_eq!(bench.ask("a", None, 907, "USD"), Received::Reused);
    assert_eq!(bench.ask("a", Some("T1"), 907, "EUR"), Received::Reused);
    assert_eq!(bench.device.records().len(), 1);
}

#[test]
fn one_at_a_time_and_a_refusal_is_for_ever() {
    let mut bench = Bench::new(Mode::Approve, 100);
    bench.charge("a", 907);
    bench.charge("b", 100);
    assert_eq!(bench.status("b"), (Status::Declined, Some("terminal_busy")));
    bench.after(100);
    assert_eq!(bench.status("a").0, Status::Approved);
    assert_eq!(bench.charge("b", 100), Received::Known);
    assert_eq!(bench.status("b"), (Status::Declined, Some("terminal_busy")));
    bench.charge("c", 100);
    assert_eq!(bench.status("c").0, Status::WaitingForCard);
}

#[test]
fn refunds_never_exceed_their_charge() {
    let mut bench = Bench::new(Mode::Approve, 0);
    bench.charge("a", 1_000);
    let charge = bench.name("a");
    let cases = [
        ("r1", charge.as_str(), 400, "EUR", Status::Approved, None),
        ("r2", charge.as_str(), 601, "EUR", Status::Declined, Some("refund_exceeds_charge")),
        ("r3", charge.as_str(), 600, "USD", Status::Declined, Some("wrong_currency")),
        ("r4", charge.as_str(), 600, "EUR", Status::Approved, None),
        ("r5", charge.as_str(), 1, "EUR", Status::Declined, Some("refund_exceeds_charge")),
        ("r6", "T000009-x", 1, "EUR", Status::Declined, Some("original_not_found")),
        // The till's own name for it is not the terminal's.
        ("r7", "a", 1, "EUR", Status::Declined, Some("original_not_found")),
    ];
    for (reference, original, amount, currency, status, code) in cases {
        assert_eq!(bench.ask(reference, Some(original), amount, currency), Received::New);
        assert_eq!(bench.status(reference), (status, code), "{reference}");
    }
    // A refund is no charge, nor is a declined one.
    let refund = bench.name("r1");
    bench.ask("r8", Some(&refund), 1, "EUR");
    assert_eq!(bench.status("r8").1, Some("original_not_found"));
}

#[test]
fn a_refund_that_was_declined_leaves_the_charge_to_give_back() {
    let mut bench = Bench::new(Mode::Approve, 0);
    bench.charge("a", 1_000);
    let charge = bench.name("a");
    bench.device.set_next(Behaviour::new(Mode::CardExpired).with_delay_ms(0), 1);
    bench.ask("r1", Some(&charge), 1_000, "EUR");
    assert_eq!(bench.status("r1"), (Status::Declined, Some("card_expired")));
    bench.ask("r2", Some(&charge), 1_000, "EUR");
    assert_eq!(bench.status("r2").0, Status::Approved);
}

#[test]
fn cancelling_works_until_the_card_is_read() {
    let mut bench = Bench::new(Mode::Approve, 100);
    assert_eq!(bench.device.cancel("a", bench.now).expect("asked"), Inquired::Unknown);
    bench.charge("a", 1);
    assert_eq!(bench.device.cancel("a", bench.now).expect("asked"), Inquired::Found);
    assert_eq!(bench.status("a").0, Status::Cancelled);
    bench.after(1_000);
    assert_eq!(bench.status("a").0, Status::Cancelled);

    bench.charge("b", 1);
    bench.after(50);
    bench.device.cancel("b", bench.now).expect("asked");
    assert_eq!(bench.status("b").0, Status::Authorising);
    bench.after(50);
    bench.device.cancel("b", bench.now).expect("asked");
    assert_eq!(bench.status("b").0, Status::Approved);
}

#[test]
fn a_person_decides_once_and_only_what_they_saw() {
    let cases = [
        (Press::Approve, Status::Approved, None, false),
        (Press::Decline, Status::Declined, Some("insufficient_funds"), false),
        (Press::Cancel, Status::Cancelled, None, false),
        (Press::AnswerLate, Status::Approved, None, true),
        (Press::NeverAnswer, Status::Approved, None, true),
    ];
    for (press, status, code, held) in cases {
        let mut bench = Bench::new(Mode::ByHand, 100);
        bench.charge("a", 907);
        let now = bench.now;
        assert!(!bench.device.press("b", press, now).expect("pressed"));
        assert!(bench.device.press("a", press, now).expect("pressed"));
        assert!(!bench.device.press("a", Press::Approve, now).expect("pressed"));
        bench.after(100);
        assert_eq!(bench.status("a"), (status, code), "{press:?}");
        let record = bench.device.find("a").expect("known").clone();
        assert_eq!(record.is_held(bench.now), held, "{press:?}");
        bench.device.release(bench.now).expect("released");
        assert!(!bench.device.find("a").expect("known").is_held(bench.now));
    }
}

#[test]
fn a_person_who_never_comes_lets_it_expire() {
    let mut bench = Bench::new(Mode::ByHand, 100);
    bench.charge("a", 907);
    bench.after(999);
    assert_eq!(bench.status("a").0, Status::WaitingForCard);
    bench.after(1);
    assert_eq!(bench.status("a").0, Status::Expired);
}

#[test]
fn the_queue_goes_before_the_default() {
    let mut bench = Bench::new(Mode::Approve, 0);
    let declines = Behaviour::new(Mode::InsufficientFunds).with_delay_ms(0);
    bench.device.set_next(declines, 2);
    for (reference, status) in [("a", Status::Declined), ("b", Status::Declined), ("c", Status::Approved)] {
        bench.charge(reference, 1);
        assert_eq!(bench.status(reference).0, status, "{reference}");
    }
    bench.device.set_next(declines, 5);
    bench.device.set_next(declines, 0);
    bench.charge("d", 1);
    assert_eq!(bench.status("d").0, Status::Approved);
}

#[test]
fn a_dead_network_swallows_so_many_inquiries() {
    let mut bench = Bench::new(Mode::NetworkDead, 0);
    bench.device.set_default(Behaviour::new(Mode::NetworkDead).with_inquiries(2));
    assert_eq!(bench.charge("a", 1), Received::Cut);
    // Neither a repetition nor a cancellation gets through, and they do not count.
    assert_eq!(bench.charge("a", 1), Received::Cut);
    assert_eq!(bench.device.cancel("a", bench.now).expect("asked"), Inquired::Cut);
    for expect in [Inquired::Cut, Inquired::Cut, Inquired::Found] {
        assert_eq!(bench.device.inquire("a").expect("asked"), expect);
    }
    assert_eq!(bench.charge("a", 1), Received::Known);
    assert_eq!(bench.status("a").0, Status::Approved);
}

#[test]
fn a_forgotten_request_may_be_sent_again() {
    let mut bench = Bench::new(Mode::Approve, 0);
    bench.device.set_next(Behaviour::new(Mode::Forget), 1);
    assert_eq!(bench.charge("a", 1), Received::Cut);
    assert_eq!(bench.device.inquire("a").expect("asked"), Inquired::Unknown);
    assert!(bench.device.records().is_empty());
    assert_eq!(bench.charge("a", 1), Received::New);
}
