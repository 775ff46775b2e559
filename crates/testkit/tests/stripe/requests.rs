//! Authentication, Errors, Idempotent requests, Metadata, Pagination, Currencies.

use onetill_testkit::stripe::{Account, Fault, Key, Request};

use crate::support::{LIVE_KEY, tell};

const INTENTS: &str = "/v1/payment_intents";

#[test]
fn a_wrong_parameter_is_named() {
    tell(async |till| {
        let cases = [
            ("currency=gbp", "parameter_missing", "amount"),
            ("amount=100", "parameter_missing", "currency"),
            ("amount=ten&currency=gbp", "parameter_invalid_integer", "amount"),
            ("amount=1.5&currency=gbp", "parameter_invalid_integer", "amount"),
            ("amount=100&currency=gbp&amuont=3", "parameter_unknown", "amuont"),
            ("amount=29&currency=gbp", "amount_too_small", "amount"),
            ("amount=49&currency=jpy", "amount_too_small", "amount"),
            ("amount=100000000&currency=gbp", "amount_too_large", "amount"),
            // The last digit of a dinar's thousandths.
            ("amount=5001&currency=kwd", "parameter_invalid_integer", "amount"),
            ("amount=100&currency=pounds", "", "currency"),
            ("amount=100&currency=gbp&capture_method=later", "", "capture_method"),
        ];
        for (body, code, param) in cases {
            let answer = till.post(INTENTS, body).await;
            assert_eq!(answer.refusal(), (400, "invalid_request_error", code), "{body}");
            assert_eq!(answer.body["error"]["param"], param, "{body}");
        }
        for body in ["amount=30&currency=gbp", "amount=50&currency=JPY", "amount=5000&currency=kwd"] {
            till.post(INTENTS, body).await.ok();
        }
        let answer = till.post("/v1/paymentintents", "").await;
        assert_eq!(answer.refusal(), (404, "invalid_request_error", ""));
    });
}

#[test]
fn a_key_that_is_wrong_is_told_why() {
    tell(async |till| {
        let intent = till.intent(1000, "").await;
        let path = format!("{INTENTS}/{intent}");

        till.key = "sk_test_of_nobody";
        let answer = till.get(&path).await;
        assert_eq!(answer.refusal(), (401, "invalid_request_error", ""));
        let message = answer.body["error"]["message"].as_str().expect("a message").to_owned();
        assert!(message.contains("sk_test_********body") && !message.contains("of_nobody"), "{message}");

        till.key = "pk_test_simulated";
        assert_eq!(till.get(&path).await.refusal(), (403, "invalid_request_error", "secret_key_required"));

        // The live key does not see what is of the test mode, and is told so.
        till.key = LIVE_KEY;
        let answer = till.get(&path).await;
        assert_eq!(answer.refusal(), (404, "invalid_request_error", "resource_missing"));
        assert!(answer.body["error"]["message"].as_str().expect("a message").contains("exists in test mode"));

        till.stripe.account(|account| account.revoke_key(LIVE_KEY));
        assert_eq!(till.get(&path).await.refusal(), (401, "invalid_request_error", "api_key_expired"));

        till.stripe.account(|account| account.add_key(Key::restricted("rk_test_reads", &["rak_payment_intent_read"])));
        till.key = "rk_test_reads";
        till.get(&path).await.ok();
        let answer = till.post(INTENTS, "amount=100&currency=gbp").await;
        assert_eq!(answer.refusal(), (403, "invalid_request_error", ""));
        assert!(answer.body["error"]["message"].as_str().expect("a message").contains("rak_payment_intent_write"));
    });
}

#[test]
fn the_same_key_gives_the_first_answer_for_a_day() {
    tell(async |till| {
        let first = till.post_once(INTENTS, "amount=100&currency=gbp&metadata[a]=1", "k1").await;
        assert!(!first.replayed);
        let first = first.ok();
        // The order of the parameters does not matter, their values do.
        let again = till.post_once(INTENTS, "metadata%5Ba%5D=1&currency=gbp&amount=100", "k1").await;
        assert!(again.replayed);
        assert_eq!(again.ok()["id"], first["id"]);
        let other = till.post_once(INTENTS, "amount=200&currency=gbp&metadata[a]=1", "k1").await;
        assert_eq!(other.refusal(), (400, "idempotency_error", ""));
        let elsewhere = till.post_once("/v1/refunds", "amount=100&currency=gbp&metadata[a]=1", "k1").await;
        assert_eq!(elsewhere.refusal(), (400, "idempotency_error", ""));
        assert_eq!(till.stripe.account(|account| account.ledger().len()), 1);

        // What was refused before anything began is not kept.
        assert_eq!(till.post_once(INTENTS, "amount=1&currency=gbp", "k2").await.status, 400);
        till.post_once(INTENTS, "amount=100&currency=gbp", "k2").await.ok();

        till.stripe.pass_seconds(24 * 3600 + 1);
        let next_day = till.post_once(INTENTS, "amount=100&currency=gbp&metadata[a]=1", "k1").await;
        assert!(!next_day.replayed);
        assert_ne!(next_day.ok()["id"], first["id"]);
    });
}

#[test]
fn a_key_in_use_is_a_conflict() {
    let mut account = Account::with_key(Key::secret("sk_test_simulated"));
    let request = Request {
        method: "POST".to_owned(),
        path: INTENTS.to_owned(),
        headers: vec![
            ("authorization".to_owned(), "Bearer sk_test_simulated".to_owned()),
            ("idempotency-key".to_owned(), "k1".to_owned()),
        ],
        body: b"amount=100&currency=gbp".to_vec(),
        ..Request::default()
    };
    assert_eq!(account.begin(&request, 0), None);
    let meanwhile = account.begin(&request, 1).expect("an answer");
    assert_eq!((meanwhile.status, &meanwhile.body["error"]["code"]), (409, &"idempotency_key_in_use".into()));
    let first = account.finish(&request, 2, false);
    let again = account.handle(&request, 3);
    assert_eq!((again.status, &again.body), (200, &first.body));
    assert_eq!(account.ledger().len(), 1);
}

#[test]
fn what_broke_after_it_began_stays_broken_for_its_key() {
    tell(async |till| {
        till.stripe.next("POST /v1/payment_intents", Fault::BreaksAfter);
        for replayed in [false, true] {
            let answer = till.post_once(INTENTS, "amount=100&currency=gbp", "k1").await;
            assert_eq!((answer.refusal(), answer.replayed), ((500, "api_error", ""), replayed));
        }
        // It is there all the same, and can be found by what the till wrote on it.
        assert_eq!(till.stripe.account(|account| account.ledger().len()), 1);
    });
}

#[test]
fn a_list_comes_in_pages() {
    tell(async |till| {
        for amount in [100, 200, 300] {
            till.intent(amount, &format!("&metadata[attempt]=a{amount}")).await;
        }
        let amounts = |list: &serde_json::Value| -> Vec<i64> {
            list["data"].as_array().expect("data").iter().map(|one| one["amount"].as_i64().expect("amount")).collect()
        };
        let first = till.get(&format!("{INTENTS}?limit=2")).await.ok();
        assert_eq!((amounts(&first), &first["has_more"]), (vec![300, 200], &true.into()));
        let last = first["data"][1]["id"].as_str().expect("an id");
        let second = till.get(&format!("{INTENTS}?limit=2&starting_after={last}")).await.ok();
        assert_eq!((amounts(&second), &second["has_more"]), (vec![100], &false.into()));
        let back = second["data"][0]["id"].as_str().expect("an id");
        let before = till.get(&format!("{INTENTS}?limit=1&ending_before={back}")).await.ok();
        assert_eq!(amounts(&before), [200]);
        assert_eq!(till.get(&format!("{INTENTS}?limit=101")).await.status, 400);

        let found = till.get(&format!("{INTENTS}/search?query=metadata['attempt']:'a200'")).await.ok();
        assert_eq!(amounts(&found), [200]);
    });
}
