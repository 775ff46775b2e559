//! What is sent of gift cards, credit and accounts by mistake.

use super::*;

const CODE: &str = "GIFT-2026-ABCD";

#[test]
fn gift_cards() {
    tell(async |shop| {
        let invalid = "invalid_field";
        let good = json!({ "id": null, "code": CODE });
        each(
            shop,
            "/v1/gift-cards",
            good,
            &[
                ("/code", json!("short"), "gift_card_code_malformed", "code"),
                ("/code", json!("with_underscore"), "gift_card_code_malformed", "code"),
                ("/id", json!("nonsense"), invalid, "id"),
            ],
        )
        .await;
        each(
            shop,
            "/v1/gift-cards/lookup",
            json!({ "code": CODE }),
            &[
                ("/code", json!("NOSUCHCARD"), "gift_card_unknown", "code"),
                ("/code", json!("?"), "gift_card_code_malformed", "code"),
            ],
        )
        .await;
        let card = shop.post("/v1/gift-cards/lookup", json!({ "code": CODE })).await.ok();
        let path = format!("/v1/gift-cards/{}", card["id"].as_str().expect("an id"));
        each_by(
            shop,
            Method::PATCH,
            &path,
            json!({ "active": true, "reason": "x" }),
            &[("/reason", json!(" "), invalid, "reason")],
        )
        .await;
        let replace = json!({ "code": "ANOTHERCODE", "reason": "lost" });
        each(
            shop,
            &format!("{path}/replacement"),
            replace,
            &[("/reason", json!(""), invalid, "reason"), ("/code", json!(CODE), "gift_card_exists", "code")],
        )
        .await;
        each_by(
            shop,
            Method::PUT,
            "/v1/gift-card-settings",
            json!({ "valid_months": 36 }),
            &[
                ("/valid_months", json!(0), invalid, "valid_months"),
                ("/valid_months", json!(1201), invalid, "valid_months"),
            ],
        )
        .await;
    });
}

#[test]
fn lines_and_payments_of_balances() {
    tell(async |shop| {
        let ann = shop.add_customer("Ann").await;
        let bob = shop.add_customer("Bob").await;
        let limit = format!("/v1/customers/{}/credit-limit", ann.as_str().expect("an id"));
        each_by(
            shop,
            Method::PUT,
            &limit,
            json!({ "credit_limit": shop.money(10_000) }),
            &[
                ("/credit_limit/amount", json!(-1), "invalid_field", "credit_limit.amount"),
                ("/credit_limit/currency", json!("USD"), "wrong_currency", "credit_limit.currency"),
            ],
        )
        .await;
        let card = shop.post("/v1/gift-cards", json!({ "code": CODE })).await.ok();
        let load = json!({
            "kind": "gift_card", "name": "Card", "unit_price": shop.money(3000), "gift_card_id": card["id"],
            "quantity": "1",
        });
        let mut sale = shop.cart().line(load).customer(&ann).sale();
        sale["payments"] = json!([{ "tender": "cash", "code": null, "amount": shop.money(3000) }]);
        each(
            shop,
            "/v1/sales",
            sale.clone(),
            &[
                ("/lines/0/quantity", json!("2"), "invalid_field", "lines[0].quantity"),
                ("/lines/0/kind", json!("fee"), "invalid_field", "lines[0].gift_card_id"),
                (
                    "/lines/0/gift_card_id",
                    json!("019aaf3a-5c00-7000-8000-000000000009"),
                    "invalid_field",
                    "lines[0].gift_card_id",
                ),
                ("/lines/0/unit_price/amount", json!(0), "invalid_field", "lines[0].unit_price"),
                ("/payments/0/code", json!(CODE), "invalid_field", "payments[0].code"),
                ("/payments/0/tender", json!("gift_card"), "missing_field", "payments[0].code"),
                ("/payments/0/tender", json!("store_credit"), "no_store_credit", "payments[0].tender"),
                ("/payments/0/tender", json!("link"), "invalid_field", "payments[0].tender"),
            ],
        )
        .await;
        let owed = json!({ "kind": "account_payment", "name": "Payment", "unit_price": shop.money(1000) });
        let mut pays = shop.cart().line(owed).customer(&ann).sale();
        pays["payments"] = json!([{ "tender": "cash", "amount": shop.money(1000) }]);
        each(
            shop,
            "/v1/sales",
            pays,
            &[
                ("/customer_id", Value::Null, "customer_needed", "lines[0].kind"),
                ("/customer_id", bob, "no_account", "lines[0].kind"),
                ("/lines/0/kind", json!("accounts"), "invalid_field", "lines[0].kind"),
            ],
        )
        .await;
        let product = json!({ "name": "Account", "kind": "service", "tax_category_id": shop.tax("none", "0").await,
            "variants": [{ "sku": "ACC", "price": shop.money(100) }] });
        each(shop, "/v1/products", product, &[("/kind", json!("account_payment"), "invalid_field", "kind")]).await;
        let back = json!({ "register_id": shop.register(), "reason": "none", "tender": "cash",
            "lines": [{ "kind": "deposit", "name": "Bottle", "unit_price": shop.money(25) }] });
        each(
            shop,
            "/v1/refunds",
            back,
            &[
                ("/lines/0/kind", json!("account_payment"), "invalid_field", "lines[0].kind"),
                ("/tender", json!("gift_card"), "invalid_field", "tender"),
                ("/tender", json!("on_account"), "invalid_field", "tender"),
                ("/tender", json!("store_credit"), "customer_needed", "customer_id"),
            ],
        )
        .await;
    });
}
