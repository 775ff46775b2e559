//! Checkout Sessions: a link for one amount.

use onetill_testkit::stripe::Card;

use crate::support::tell;

const SESSIONS: &str = "/v1/checkout/sessions";
const BODY: &str = "mode=payment&success_url=https://till.example/paid&line_items[0][quantity]=1\
                    &line_items[0][price_data][currency]=gbp&line_items[0][price_data][unit_amount]=2400\
                    &line_items[0][price_data][product_data][name]=Sale&client_reference_id=a1\
                    &payment_intent_data[metadata][attempt]=a1";

#[test]
fn a_link_is_paid_once() {
    tell(async |till| {
        let session = till.post(SESSIONS, BODY).await.ok();
        let id = session["id"].as_str().expect("an id").to_owned();
        assert!(session["url"].as_str().expect("an address").starts_with("https://checkout.stripe.com/"));
        assert_eq!((&session["status"], &session["payment_status"]), (&"open".into(), &"unpaid".into()));
        assert!(session["payment_intent"].is_null(), "it is made when somebody pays");

        // A card that is refused leaves the page open.
        assert!(!till.stripe.account(|account| account.pay_link(&id, &Card::refused("lost_card"))));
        assert_eq!(till.get(&format!("{SESSIONS}/{id}")).await.ok()["status"], "open");
        assert!(till.stripe.account(|account| account.pay_link(&id, &Card::VISA)));
        assert!(!till.stripe.account(|account| account.pay_link(&id, &Card::VISA)), "and no second time");

        let session = till.get(&format!("{SESSIONS}/{id}")).await.ok();
        assert_eq!((&session["status"], &session["payment_status"]), (&"complete".into(), &"paid".into()));
        let intent = till.look(session["payment_intent"].as_str().expect("an intent")).await;
        assert_eq!((&intent["amount_received"], &intent["metadata"]["attempt"]), (&2400.into(), &"a1".into()));
        let expire = till.post(&format!("{SESSIONS}/{id}/expire"), "").await;
        assert_eq!(expire.status, 400);
        assert_eq!(till.stripe.events("checkout.session.completed").len(), 1);
        assert_eq!(till.stripe.account(|account| account.kept()), 2400);
    });
}

#[test]
fn a_link_lapses_or_is_taken_back() {
    tell(async |till| {
        for (from_now, status) in [(29 * 60, 400), (31 * 60, 200), (25 * 3600, 400)] {
            let at = till.stripe.account(|account| account.clock_s()) + from_now;
            assert_eq!(till.post(SESSIONS, &format!("{BODY}&expires_at={at}")).await.status, status, "{from_now}");
        }
        let first = till.post(SESSIONS, BODY).await.ok()["id"].as_str().expect("an id").to_owned();
        let second = till.post(SESSIONS, BODY).await.ok()["id"].as_str().expect("an id").to_owned();
        assert_eq!(till.post(&format!("{SESSIONS}/{first}/expire"), "").await.ok()["status"], "expired");
        till.stripe.pass_seconds(24 * 3600);
        for id in [first, second] {
            let session = till.get(&format!("{SESSIONS}/{id}")).await.ok();
            assert_eq!((&session["status"], &session["url"]), (&"expired".into(), &serde_json::Value::Null));
            assert!(!till.stripe.account(|account| account.pay_link(&id, &Card::VISA)));
        }
        assert_eq!(till.stripe.account(|account| account.kept()), 0);
    });
}
