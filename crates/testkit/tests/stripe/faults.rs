//! What goes wrong on command.

use onetill_testkit::stripe::Fault;

use crate::support::tell;

const CREATE: &str = "POST /v1/payment_intents";

#[test]
fn a_fault_comes_once_and_does_what_it_says() {
    tell(async |till| {
        // Fault, what arrives, and whether Stripe acted.
        let cases: [(Fault, Option<u16>, bool); 9] = [
            (Fault::LoseRequest, None, false),
            (Fault::LoseAnswer, None, true),
            (Fault::CutAnswer, None, true),
            (Fault::ActsLate(1), Some(200), true),
            (Fault::AnswersLate(1), Some(200), true),
            (Fault::BreaksBefore, Some(500), false),
            (Fault::BreaksAfter, Some(500), true),
            (Fault::TooMany, Some(429), false),
            (Fault::Garbage, Some(200), true),
        ];
        for (fault, status, acted) in cases {
            let before = till.stripe.account(|account| account.ledger().len());
            till.stripe.next(CREATE, fault);
            let key = format!("{fault:?}");
            let answer = till.send("POST", "/v1/payment_intents", "amount=100&currency=gbp", Some(&key)).await;
            assert_eq!(answer.map(|answer| answer.status), status, "{fault:?}");
            let made = till.stripe.account(|account| account.ledger().len()) - before;
            assert_eq!(made, usize::from(acted), "{fault:?}");
            // The same again finds, or does, what the first did: one is made in all.
            till.post_once("/v1/payment_intents", "amount=100&currency=gbp", &key).await;
            assert_eq!(till.stripe.account(|account| account.ledger().len()) - before, 1, "{fault:?}");
        }
    });
}

#[test]
fn an_answer_can_say_something_else_than_is_so() {
    tell(async |till| {
        let cases = [
            (Fault::WrongAmount, "amount", "1100"),
            (Fault::WrongCurrency, "currency", "\"xts\""),
            (Fault::UnknownStatus, "status", "\"requires_thinking\""),
            (Fault::OtherObject, "metadata", "{}"),
        ];
        for (fault, field, expect) in cases {
            let intent = till.intent(1000, "&metadata[attempt]=a1").await;
            till.stripe.next("GET /v1/payment_intents/*", fault);
            let spoilt = till.look(&intent).await;
            assert_eq!(spoilt[field].to_string(), expect, "{fault:?}");
            assert_eq!(spoilt["id"] == intent.as_str(), fault != Fault::OtherObject);
            let right = till.look(&intent).await;
            assert_eq!((&right["amount"], &right["metadata"]["attempt"]), (&1000.into(), &"a1".into()));
        }
    });
}

#[test]
fn an_answer_without_an_end_ends_when_the_asker_hangs_up() {
    tell(async |till| {
        till.stripe.next(CREATE, Fault::Endless);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let request = client.post(format!("{}/v1/payment_intents", till.stripe.url())).bearer_auth(till.key);
        let mut answer = request.body("amount=100&currency=gbp").send().await.expect("an answer");
        let mut read = 0;
        while read < 1024 * 1024 {
            read += answer.chunk().await.expect("more").expect("more").len();
        }
        drop(answer);
        till.intent(1000, "").await;
    });
}

#[test]
fn chance_is_the_same_for_the_same_seed() {
    let statuses = |seed: u64| {
        let heard = std::cell::RefCell::new(Vec::new());
        tell(async |till| {
            till.stripe.fail_by_chance(seed, 3);
            for at in 0..40 {
                let body = format!("amount={}&currency=gbp", 100 + at);
                let answer = till.send("POST", "/v1/payment_intents", &body, None).await;
                heard.borrow_mut().push(answer.map_or(0, |answer| answer.status));
            }
        });
        heard.into_inner()
    };
    let first = statuses(7);
    assert_eq!(first, statuses(7));
    assert_ne!(first, statuses(8));
    for status in [0, 200, 429, 500] {
        assert!(first.contains(&status), "{status}: {first:?}");
    }
}
