//! Store credit and accounts: what a customer has with the shop, and what they owe it.

use onetill_testkit::scenario::{MORNING, tell, tell_at_once};
use onetill_testkit::shop::{Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

async fn limit(shop: &Shop, customer: &Value, minor: i64) -> Value {
    let path = format!("/v1/customers/{}/credit-limit", customer.as_str().expect("an id"));
    shop.send(Method::PUT, &path, Some(json!({ "credit_limit": shop.money(minor) }))).await.ok()
}

/// What a customer has of a kind.
async fn balance(shop: &Shop, customer: &Value, kind: &str) -> Value {
    let customer = customer.as_str().expect("an id");
    let page = shop.get(&format!("/v1/balances?customer_id={customer}&kind={kind}")).await.ok();
    page["items"][0].clone()
}

fn on_account(shop: &Shop, minor: i64) -> Value {
    json!([{ "tender": "on_account", "amount": shop.money(minor) }])
}

/// A line that pays what is owed.
fn paid(shop: &Shop, minor: i64) -> Value {
    json!({ "kind": "account_payment", "name": "Payment on account", "unit_price": shop.money(minor) })
}

#[test]
fn what_is_sold_on_account_is_owed_until_it_is_paid() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 20).await;
        let ann = shop.add_customer("Ann").await;
        let sell = async |quantity: &str, payments: Value| {
            let mut sale = shop.cart().add(&mug, quantity).customer(&ann).sale();
            sale["payments"] = payments;
            shop.post("/v1/sales", sale).await
        };
        sell("1", on_account(shop, 1200)).await.refused(409, "no_account");
        let account = limit(shop, &ann, 5000).await;
        assert_eq!(figures(&account, ["balance", "credit_limit", "available"]), [0, 5000, 5000]);
        let sale = sell("3", on_account(shop, 3600)).await.ok();
        shop.later(1);
        assert_eq!(figures(&balance(shop, &ann, "on_account").await, ["balance", "available"]), [-3600, 1400]);

        // Paid in part in cash, in part by voucher: with a receipt, like everything else.
        let mut pays = shop.cart().line(paid(shop, 3000)).customer(&ann).sale();
        pays["payments"] = json!([{ "tender": "voucher", "amount": shop.money(1000) }, { "tender": "cash" }]);
        let receipt = shop.post("/v1/sales", pays).await.ok();
        assert_eq!(
            (figures(&receipt, ["net", "tax", "total"]), &receipt["number"]),
            ([3000, 0, 3000], &json!("R1-000002"))
        );
        assert_eq!(figures(&balance(shop, &ann, "on_account").await, ["balance"]), [-600]);
        shop.books_are(&[
            ("Cash in drawers", 2000),
            ("Voucher clearing", 1000),
            ("Accounts receivable", 600),
            ("Inventory", 8500),
            ("Opening equity", -10000),
            ("standard tax payable", -600),
            ("Sales – standard", -3000),
            ("Cost of goods sold", 1500),
        ])
        .await;
        let customer = shop.get(&format!("/v1/customers/{}", ann.as_str().expect("an id"))).await.ok();
        assert_eq!(figures(&customer, ["spent"]), [3600], "what is paid on account was bought before");

        // The goods come back: less is owed, and more than that was paid ahead.
        shop.later(60);
        shop.refund(&sale, json!({})).await.ok();
        assert_eq!(figures(&balance(shop, &ann, "on_account").await, ["balance"]), [3000]);
        shop.refund(&receipt, json!({})).await.ok();
        let account = balance(shop, &ann, "on_account").await;
        assert_eq!(figures(&account, ["balance"]), [0]);
        let path = format!("/v1/balances/{}/movements", account["id"].as_str().expect("an id"));
        let statement = shop.get(&path).await.ok();
        let rows: Vec<_> =
            statement["items"].as_array().expect("rows").iter().map(|m| figures(m, ["amount", "balance"])).collect();
        assert_eq!(rows, [[-3000, 0], [3600, 3000], [3000, -600], [-3600, -3600]]);
        assert_eq!(statement["items"][3]["receipt"]["number"], "R1-000001");
    });
}

#[test]
fn beyond_the_limit_it_takes_somebody_who_may_grant_credit() {
    tell_at_once(
        |options| options.clock = MORNING.parse().ok(),
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1200, 500, &vat, 20).await;
            let ann = shop.add_customer("Ann").await;
            limit(shop, &ann, 1000).await;
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let mo = shop.post("/v1/staff", json!({ "name": "Mo", "pin": "9182", "role": "manager" })).await.ok();
            let sign_in = json!({ "register_id": shop.register(), "staff_id": casey, "pin": "4711" });
            let token = shop.post("/v1/sessions", sign_in).await.ok()["token"].as_str().expect("a token").to_owned();
            let mut sale = shop.cart().add(&mug, "1").customer(&ann).sale();
            sale["payments"] = on_account(shop, 1200);
            let send = async |path: &str, body: &Value| {
                shop.send_as(&token, Method::POST, path, Some(body.clone()), None).await
            };
            let refused = send("/v1/sales", &sale).await.refused(403, "forbidden");
            assert_eq!((&refused["approvable"], &refused["field"]), (&json!(["grant_credit"]), &json!("payments")));
            assert!(refused["fix"].as_str().is_some_and(|fix| fix.contains("10.00")), "what is left: {refused}");
            let request = json!({ "method": "POST", "path": "/v1/sales", "body": sale });
            let ask =
                json!({ "staff_id": mo["id"], "pin": "9182", "permissions": ["grant_credit"], "request": request });
            let approval = send("/v1/approvals", &ask).await.ok()["token"].as_str().expect("a token").to_owned();
            shop.send_with(&token, "/v1/sales", sale, ("onetill-approval", &approval)).await.ok();
            assert_eq!(figures(&balance(shop, &ann, "on_account").await, ["balance", "available"]), [-1200, 0]);

            let order = shop.cart().add(&mug, "1").customer(&ann).open().await.ok();
            let path = format!("/v1/orders/{}/payments", order["id"].as_str().expect("an id"));
            send(&path, &json!({ "tender": "on_account" })).await.refused(403, "forbidden");
            let path = format!("/v1/customers/{}/credit-limit", ann.as_str().expect("an id"));
            let more = Some(json!({ "credit_limit": shop.money(9000) }));
            shop.send_as(&token, Method::PUT, &path, more, None).await.refused(403, "forbidden");
        },
    );
}

#[test]
fn a_return_becomes_store_credit_which_pays_the_next_sale() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 20).await;
        let ann = shop.add_customer("Ann").await;
        let sale = shop.cart().add(&mug, "2").customer(&ann).sell().await.ok();
        shop.later(60);
        let asked = json!({ "lines": [{ "line_no": 1, "quantity": "1" }], "as_store_credit": true });
        let refund = shop.refund(&sale, asked).await.ok();
        assert_eq!((&refund["state"], &refund["payments"][0]["tender"]), (&json!("completed"), &json!("store_credit")));
        // Without a receipt, and without knowing what it was paid with.
        let back = |customer: &Value| {
            json!({
                "register_id": shop.register(), "reason": "no receipt", "tender": "store_credit", "customer_id": customer,
                "lines": [{ "variant_id": mug }],
            })
        };
        let unknown = shop.post("/v1/refunds", back(&Value::Null)).await.refused(422, "customer_needed");
        assert_eq!(unknown["field"], "customer_id");
        shop.post("/v1/refunds", back(&ann)).await.ok();
        assert_eq!(figures(&balance(shop, &ann, "store_credit").await, ["balance", "available"]), [2400, 2400]);
        shop.books_are(&[
            ("Cash in drawers", 2400),
            ("Store credit", -2400),
            ("Inventory", 10000),
            ("Opening equity", -10000),
        ])
        .await;

        let mut next = shop.cart().add(&mug, "3").customer(&ann).sale();
        next["payments"] = json!([{ "tender": "store_credit", "amount": shop.money(2400) }, { "tender": "cash" }]);
        let bought = shop.post("/v1/sales", next.clone()).await.ok();
        assert_eq!(figures(&balance(shop, &ann, "store_credit").await, ["balance"]), [0]);
        shop.post("/v1/sales", next).await.refused(409, "balance_too_low");
        shop.later(60);
        // It goes back the way it came: two thirds of 36.00 were credit.
        shop.refund(&bought, json!({})).await.ok();
        assert_eq!(figures(&balance(shop, &ann, "store_credit").await, ["balance"]), [2400]);

        // Whoever was not named when they bought gets it all the same.
        let anon = shop.cart().add(&mug, "1").sell().await.ok();
        shop.later(60);
        let nobody = shop.refund(&anon, json!({ "as_store_credit": true })).await.refused(422, "customer_needed");
        assert_eq!(nobody["field"], "customer_id");
        shop.refund(&anon, json!({ "as_store_credit": true, "customer_id": ann })).await.ok();
        assert_eq!(figures(&balance(shop, &ann, "store_credit").await, ["balance"]), [3600]);
    });
}
