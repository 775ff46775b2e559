//! The shop's own tenders: vouchers of others, and whatever else a cashier takes.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::figures;
use reqwest::Method;
use serde_json::json;

#[test]
fn a_shop_makes_its_own_tenders_and_switches_them_off() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 20).await;
        let made = shop.post("/v1/tenders", json!({ "name": "Lunch card" })).await.ok();
        assert_eq!(
            (&made["code"], &made["kind"], &made["active"]),
            (&json!("lunch_card"), &json!("other"), &json!(true))
        );
        let account = made["clearing_account"].as_str().expect("an account").to_owned();
        let shared = json!({ "name": "City voucher", "clearing_account": "1150" });
        shop.post("/v1/tenders", shared).await.ok();
        for (name, account, code, field) in [
            ("lunch CARD", None, "name_taken", "name"),
            ("Bad", Some("1000"), "invalid_field", "clearing_account"),
            ("Bad", Some("9999"), "invalid_field", "clearing_account"),
            (" ", None, "invalid_field", "name"),
        ] {
            let reply = shop.post("/v1/tenders", json!({ "name": name, "clearing_account": account })).await;
            assert!(reply.status.is_client_error());
            assert_eq!((&reply.body["code"], &reply.body["field"]), (&json!(code), &json!(field)), "{name}");
        }

        let sale = shop.cart().add(&mug, "2").pay("lunch_card", 2000).pay("city_voucher", 400).sell().await.ok();
        shop.later(60);
        // A voucher that is worth more gives no change.
        let mut more = shop.cart().add(&mug, "1").sale();
        more["payments"] =
            json!([{ "tender": "city_voucher", "amount": shop.money(1200), "tendered": shop.money(1500) }]);
        let refused = shop.post("/v1/sales", more).await.refused(422, "invalid_field");
        assert_eq!(refused["field"], "payments[0].tendered");
        assert!(refused["detail"].as_str().is_some_and(|d| d.contains("gives no change")), "{refused}");

        let change = json!({ "name": "Lunch pass", "active": false });
        let changed = shop.send(Method::PATCH, "/v1/tenders/lunch_card", Some(change)).await.ok();
        assert_eq!((&changed["name"], &changed["active"]), (&json!("Lunch pass"), &json!(false)));
        let off = shop.cart().add(&mug, "1").pay("lunch_card", 1200).sell().await;
        assert_eq!(off.refused(409, "tender_inactive")["field"], "payments[0].tender");
        shop.send(Method::PATCH, "/v1/tenders/cash", Some(json!({ "active": false })))
            .await
            .refused(409, "tender_needed");
        shop.send(Method::PATCH, "/v1/tenders/nothing", Some(json!({ "active": false })))
            .await
            .refused(404, "not_found");

        // What it paid goes back by it all the same.
        let refund = shop.refund(&sale, json!({})).await.ok();
        assert_eq!(figures(&refund, ["total"]), [2400]);
        assert_eq!(shop.books().await.get(&account), None);

        let order = json!({ "codes": ["city_voucher", "cash"] });
        let ordered = shop.send(Method::PUT, "/v1/tender-order", Some(order)).await.ok();
        let codes: Vec<_> = ordered["items"].as_array().expect("tenders").iter().map(|t| t["code"].clone()).collect();
        assert_eq!(codes[..3], [json!("city_voucher"), json!("cash"), json!("card")]);
    });
}
