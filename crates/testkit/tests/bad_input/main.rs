//! What people and programs send by mistake or malice: each gets a problem document that names the field and
//! the way out, and leaves every table as it was.

mod catalogue;
mod files;
mod prices;
mod receipts;
mod settings;
mod stored_value;

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{OWNER_KEY, Reply, Shop};
use reqwest::Method;
use serde_json::{Value, json};

/// A field of a good request, what it is replaced by, and the refusal: its code and the field it names.
type Case = (&'static str, Value, &'static str, &'static str);

/// Watches over refusals: each must be a whole problem document, and must change nothing.
struct Watch<'a> {
    shop: &'a Shop,
    before: String,
    wrong: Vec<String>,
}

impl<'a> Watch<'a> {
    async fn over(shop: &'a Shop) -> Self {
        // That the key is used is written the first time; from then on it is known.
        shop.get("/v1/settings").await.ok();
        Self { shop, before: shop.dump().await, wrong: Vec::new() }
    }

    async fn refused(&mut self, what: &str, reply: Reply, code: &str, field: &str) {
        let Reply { status, body: problem, .. } = reply;
        let has = |part: &str| problem[part].as_str().is_some_and(|text| !text.is_empty());
        let whole = ["type", "title", "detail", "fix", "request_id"].iter().all(|part| has(part))
            && problem["status"] == status.as_u16();
        if !status.is_client_error() || !whole || problem["code"] != code || problem["field"] != field {
            self.wrong.push(format!("{what}: not a refusal as {code} of {field}, with a way out: {status} {problem}"));
        }
        if self.shop.dump().await != self.before {
            self.wrong.push(format!("{what}: something was written"));
        }
    }

    fn done(self) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

/// Posts `good` with each case's field replaced, then as it is: it must have been good.
async fn each(shop: &Shop, path: &str, good: Value, cases: &[Case]) {
    each_by(shop, Method::POST, path, good, cases).await;
}

/// The same with another method.
async fn each_by(shop: &Shop, method: Method, path: &str, good: Value, cases: &[Case]) {
    let mut watch = Watch::over(shop).await;
    for (pointer, value, code, field) in cases {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} in {good}")) = value.clone();
        let what = format!("{method} {path} with {pointer} {value}");
        watch.refused(&what, shop.send(method.clone(), path, Some(bad)).await, code, field).await;
    }
    watch.done();
    shop.send(method, path, Some(good)).await.ok();
}

#[test]
fn a_sale_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let discount = json!({ "percent": "10", "amount": null, "reason": "friend" });
        let line = json!({
            "variant_id": mug, "barcode": null, "sku": null, "kind": null, "name": null, "quantity": 1, "price_reason": "dented",
            "unit_price": { "amount": 1000, "currency": "GBP" }, "discounts": [discount], "note": "",
        });
        let good = json!({
            "register_id": shop.register(), "lines": [line], "discounts": [], "customer_id": null,
            "tax_exemption": null,
            "payments": [{ "tender": "cash", "amount": { "amount": 900, "currency": "GBP" }, "tendered": null }],
        });
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let (invalid, too_large) = ("invalid_field", "amount_too_large");
        let cases: &[Case] = &[
            // Things that are not there.
            ("/lines/0", json!({ "barcode": "4006381333931" }), "barcode_unknown", "lines[0].barcode"),
            ("/lines/0", json!({ "sku": "NO-SUCH" }), "sku_unknown", "lines[0].sku"),
            ("/lines/0/variant_id", nobody.clone(), invalid, "lines[0].variant_id"),
            ("/lines/0/variant_id", json!(null), invalid, "lines[0].variant_id"),
            ("/customer_id", nobody.clone(), invalid, "customer_id"),
            ("/register_id", nobody, invalid, "register_id"),
            ("/register_id", json!("R1"), invalid, "register_id"),
            ("/payments/0/tender", json!("seashells"), invalid, "payments[0].tender"),
            ("/lines", json!([]), invalid, "lines"),
            // Quantities.
            ("/lines/0/quantity", json!(-1), invalid, "lines[0].quantity"),
            ("/lines/0/quantity", json!(0), invalid, "lines[0].quantity"),
            ("/lines/0/quantity", json!("1000000.001"), invalid, "lines[0].quantity"),
            ("/lines/0/quantity", json!("0.0001"), invalid, "lines[0].quantity"),
            ("/lines/0/quantity", json!(1e300), invalid, "lines[0].quantity"),
            ("/lines/0/quantity", json!(u64::MAX), invalid, "lines[0].quantity"),
            ("/lines/0/quantity", json!("a dozen"), invalid, "lines[0].quantity"),
            // Amounts.
            ("/lines/0/unit_price/amount", json!(-1), invalid, "lines[0].unit_price.amount"),
            ("/lines/0/unit_price/amount", json!(10.5), invalid, "lines[0].unit_price.amount"),
            ("/lines/0/unit_price/amount", json!("10.50"), invalid, "lines[0].unit_price.amount"),
            ("/lines/0/unit_price/amount", json!(i64::MAX), too_large, "lines[0].unit_price.amount"),
            ("/lines/0/unit_price/amount", json!(u64::MAX), invalid, "lines[0].unit_price.amount"),
            ("/lines/0/unit_price/currency", json!("EUR"), "wrong_currency", "lines[0].unit_price.currency"),
            ("/lines/0/unit_price/currency", json!("pounds"), invalid, "lines[0].unit_price.currency"),
            ("/payments/0/amount/amount", json!(901), "payment_exceeds_due", "payments[0].amount"),
            ("/payments/0/amount/amount", json!(i64::MIN), invalid, "payments[0].amount.amount"),
            ("/payments/0/amount/amount", json!(i64::MAX), too_large, "payments[0].amount.amount"),
            ("/payments/0/amount/currency", json!("USD"), "wrong_currency", "payments[0].amount.currency"),
            ("/payments/0/tendered", shop.money(899), invalid, "payments[0].tendered"),
            ("/payments/0/tendered", shop.money(i64::MAX), too_large, "payments[0].tendered.amount"),
            ("/payments", json!([]), "payment_missing", "payments"),
            // Discounts.
            ("/lines/0/discounts/0/percent", json!("100.0001"), "discount_too_large", "lines[0].discounts[0]"),
            ("/lines/0/discounts/0/percent", json!("-1"), invalid, "lines[0].discounts[0]"),
            ("/lines/0/discounts/0/percent", json!("0.00001"), invalid, "lines[0].discounts[0].percent"),
            ("/lines/0/discounts/0/amount", shop.money(1), invalid, "lines[0].discounts[0]"),
            (
                "/lines/0/discounts/0",
                json!({ "amount": shop.money(1001) }),
                "discount_too_large",
                "lines[0].discounts[0]",
            ),
            ("/discounts", json!([{ "percent": "101" }]), "discount_too_large", "discounts[0]"),
            ("/discounts", json!([{ "amount": shop.money(901) }]), "discount_too_large", "discounts[0]"),
            // No tax.
            ("/tax_exemption", json!({ "reason": " " }), invalid, "tax_exemption.reason"),
            ("/tax_exemption", json!({ "reason": "x".repeat(201) }), invalid, "tax_exemption.reason"),
            (
                "/tax_exemption",
                json!({ "reason": "law", "certificate": "x".repeat(101) }),
                invalid,
                "tax_exemption.certificate",
            ),
            ("/tax_exemption", json!({ "because": "law" }), "unknown_field", "tax_exemption.because"),
            // Words.
            ("/lines/0/note", json!("a\u{0}b"), invalid, "lines[0].note"),
            ("/lines/0/note", json!("x".repeat(501)), invalid, "lines[0].note"),
            ("/lines/0/note", json!(7), invalid, "lines[0].note"),
            ("/lines/0/price_reason", json!("x".repeat(201)), invalid, "lines[0].price_reason"),
            ("/lines/0/discounts/0/reason", json!("x".repeat(201)), invalid, "lines[0].discounts[0].reason"),
            ("/lines/0", json!({ "variant_id": mug, "colour": "blue" }), "unknown_field", "lines[0].colour"),
        ];
        each(shop, "/v1/sales", good, cases).await;
    });
}

#[test]
fn amounts_that_only_overflow_together_are_refused_too() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let mut watch = Watch::over(shop).await;
        let most = 100_000_000_000_000i64;
        let line = |quantity: i64| json!({ "variant_id": mug, "quantity": quantity, "unit_price": shop.money(most) });
        for (what, lines, field) in [
            ("a million of the dearest", json!([line(1_000_000)]), "lines[0].quantity"),
            ("the dearest twice", json!([line(1), line(1)]), "lines"),
        ] {
            let sale = json!({ "register_id": shop.register(), "lines": lines, "payments": [{ "tender": "cash" }] });
            watch.refused(what, shop.post("/v1/sales", sale).await, "amount_too_large", field).await;
        }
        let stock = |quantity: i64, cost: i64| json!({ "kind": "received", "quantity": quantity, "unit_cost": shop.money(cost) });
        for (quantity, cost) in [(1_000_000, most), (1_000_000, 1_000_000_000_000), (2, most)] {
            let reply = shop.adjust(&mug, stock(quantity, cost)).await;
            let what = format!("{quantity} received at {cost}");
            watch.refused(&what, reply, "amount_too_large", "unit_cost").await;
        }
        watch.done();
    });
}

#[test]
fn an_adjustment_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let good = json!({
            "location_id": shop.location_id, "variant_id": mug, "kind": "received", "quantity": 1, "reason": "",
            "unit_cost": { "amount": 500, "currency": "GBP" },
        });
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let cases: &[Case] = &[
            ("/variant_id", nobody.clone(), "invalid_field", "variant_id"),
            ("/location_id", nobody, "invalid_field", "location_id"),
            ("/kind", json!("stolen"), "invalid_field", "kind"),
            ("/quantity", json!(-1), "invalid_field", "quantity"),
            ("/quantity", json!(0), "invalid_field", "quantity"),
            ("/quantity", json!(1_000_001), "invalid_field", "quantity"),
            ("/unit_cost/amount", json!(-1), "invalid_field", "unit_cost.amount"),
            ("/unit_cost/currency", json!("EUR"), "wrong_currency", "unit_cost.currency"),
            ("/reason", json!("\u{7}"), "invalid_field", "reason"),
        ];
        each(shop, "/v1/stock/adjustments", good, cases).await;
    });
}

#[test]
fn a_payment_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.cart().add(&mug, "1").open().await.ok();
        let path = format!("/v1/orders/{}/payments", order["id"].as_str().expect("an id"));
        let good = json!({
            "tender": "cash", "amount": shop.money(1000), "tendered": shop.money(2000), "terminal_id": null,
        });
        let cases: &[Case] = &[
            ("/tender", json!("cheque"), "invalid_field", "tender"),
            ("/tender", json!("voucher"), "invalid_field", "tendered"),
            ("/amount/amount", json!(1201), "payment_exceeds_due", "amount"),
            ("/amount/amount", json!(0), "invalid_field", "amount"),
            ("/amount/amount", json!(-1), "invalid_field", "amount.amount"),
            ("/amount/amount", json!(9.99), "invalid_field", "amount.amount"),
            ("/amount/currency", json!("EUR"), "wrong_currency", "amount.currency"),
            ("/tendered/amount", json!(999), "invalid_field", "tendered"),
            ("", json!({ "tender": "card", "terminal_id": order["id"] }), "invalid_field", "terminal_id"),
        ];
        each(shop, &path, good, cases).await;
    });
}

#[test]
fn a_refund_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let sale = shop.cart().add(&mug, "3").sell().await.ok();
        let payment = shop.look_at(&sale).await["payments"][0]["id"].clone();
        let path = format!("/v1/orders/{}/refunds", sale["id"].as_str().expect("an id"));
        let good = json!({
            "register_id": shop.register(), "reason": "cracked", "lines": [{ "line_no": 1, "quantity": 3 }],
            "payments": [{ "payment_id": payment, "amount": shop.money(3600) }],
        });
        let (invalid, exceeds) = ("invalid_field", "refund_exceeds_rest");
        let cases: &[Case] = &[
            ("/lines/0/quantity", json!("3.001"), exceeds, "lines[0].quantity"),
            ("/lines/0/quantity", json!(-1), invalid, "lines[0].quantity"),
            ("/lines/0/quantity", json!(0), invalid, "lines[0].quantity"),
            ("/lines/0/line_no", json!(2), invalid, "lines[0].line_no"),
            (
                "/lines",
                json!([{ "line_no": 1, "quantity": 1 }, { "line_no": 1, "quantity": 2 }]),
                invalid,
                "lines[1].line_no",
            ),
            ("/lines", json!([]), invalid, "lines"),
            ("/payments/0/amount/amount", json!(3599), invalid, "payments"),
            ("/payments/0/amount/amount", json!(3601), invalid, "payments"),
            ("/payments/0/payment_id", sale["id"].clone(), "payment_not_captured", "payments[0].payment_id"),
            ("/reason", json!("  "), invalid, "reason"),
        ];
        each(shop, &path, good, cases).await;

        let other = shop.cart().add(&mug, "2").sell().await.ok();
        let back = json!([
            { "order_id": other["id"], "reason": "another", "lines": [{ "line_no": 1, "quantity": 1 }], "goods": [] },
            { "order_id": null, "reason": "empties", "lines": null, "goods": [{ "variant_id": mug }] },
        ]);
        let sold = shop.cart().add(&mug, "2").with("returned", back).sale();
        let mut watch = Watch::over(shop).await;
        let bad: &[Case] = &[
            ("/returned/0/goods", json!([{ "variant_id": mug }]), invalid, "returned[0].goods"),
            ("/returned/0/reason", json!(" "), invalid, "returned[0].reason"),
            ("/returned/0/lines/0/quantity", json!(4), exceeds, "returned[0].lines[0].quantity"),
            ("/returned/0/order_id", payment.clone(), "not_found", "returned[0].order_id"),
            ("/returned/1/order_id", sale["id"].clone(), invalid, "returned[1].goods"),
            ("/returned/1/goods", json!([]), invalid, "returned[1].goods"),
            ("/returned/1/lines", json!([{ "line_no": 1 }]), invalid, "returned[1].lines"),
            ("/payments", json!([{ "tender": "exchange" }]), invalid, "payments[0].tender"),
        ];
        for (pointer, value, code, field) in bad {
            let mut body = sold.clone();
            *body.pointer_mut(pointer).expect(pointer) = value.clone();
            let what = format!("a sale with {pointer} {value}");
            watch.refused(&what, shop.post("/v1/sales", body).await, code, field).await;
        }
        let again = json!({ "register_id": shop.register(), "reason": "again" });
        watch.refused("a refund of what is refunded", shop.post(&path, again).await, exceeds, "lines").await;
        watch.done();
    });
}

#[test]
fn a_key_used_for_something_else_and_a_version_that_has_passed_are_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let order = shop.post_once("a key", "/v1/orders", shop.cart().add(&mug, "1").order()).await.ok();
        let lines = json!({ "version": 1, "lines": [{ "variant_id": mug }] });
        shop.on(&order, "lines", lines.clone()).await.ok();
        let mut watch = Watch::over(shop).await;

        let other = shop.post_once("a key", "/v1/orders", shop.cart().add(&mug, "2").order()).await;
        watch.refused("a used key", other, "idempotency_key_reused", "Idempotency-Key").await;
        let long = shop.post_once(&"k".repeat(201), "/v1/customers", json!({ "name": "Ann" })).await;
        watch.refused("a long key", long, "invalid_field", "Idempotency-Key").await;

        watch
            .refused("stale lines", shop.on(&order, "lines", lines.clone()).await, "order_version_stale", "version")
            .await;
        let path = format!("/v1/orders/{}/cart", order["id"].as_str().expect("an id"));
        let cart = shop.send(Method::PUT, &path, Some(lines)).await;
        watch.refused("a stale cart", cart, "order_version_stale", "version").await;
        let void = json!({ "version": 1, "reason": "gone" });
        watch.refused("a stale void", shop.on(&order, "void", void).await, "order_version_stale", "version").await;
        watch.done();
    });
}

/// Sends a body as it is.
async fn raw(shop: &Shop, content_type: &str, body: Vec<u8>) -> Reply {
    let request = onetill_testkit::client::http().post(format!("{}/v1/sales", shop.url)).bearer_auth(OWNER_KEY);
    let answer = request.header("content-type", content_type).body(body).send().await.expect("an answer");
    let status = answer.status();
    let bytes = answer.bytes().await.expect("a body").to_vec();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Reply { status, body, bytes, text, replayed: false, retry_after: None }
}

#[test]
fn a_body_that_cannot_be_read_is_refused() {
    tell(async |shop| {
        let mut watch = Watch::over(shop).await;
        let json = "application/json";
        let deep = ["[".repeat(10_000), "]".repeat(10_000)].concat();
        for (what, content_type, body, code, field) in [
            ("broken off", json, &b"{\"register_id\": \"01"[..], "malformed_json", "body"),
            ("broken off after an unknown field", json, b"{\"colour\": ", "malformed_json", "body"),
            (
                "two at once",
                json,
                b"{\"register_id\": \"019aaf3a-5c00-7000-8000-000000000009\", \"lines\": []} {}",
                "malformed_json",
                "body",
            ),
            ("not UTF-8", json, b"{\"note\": \"\xff\"}", "malformed_json", "body"),
            ("nested without end", json, deep.as_bytes(), "invalid_field", "body"),
            ("a list", json, b"[]", "invalid_field", "body"),
            ("nothing", json, b"", "missing_field", "register_id"),
            ("a form", "application/x-www-form-urlencoded", b"register_id=1", "wrong_content_type", "Content-Type"),
        ] {
            watch.refused(what, raw(shop, content_type, body.to_vec()).await, code, field).await;
        }
        let hundred_megabytes = raw(shop, json, vec![b' '; 100 * 1024 * 1024]).await;
        assert_eq!(hundred_megabytes.status, 413);
        watch.refused("100 MB", hundred_megabytes, "body_too_large", "body").await;
        watch.done();
    });
}

#[test]
fn a_shift_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let invalid = "invalid_field";
        let good = json!({ "register_id": shop.register(), "opening_float": shop.money(1000), "staff_id": null });
        let cases: &[Case] = &[
            ("/register_id", nobody.clone(), invalid, "register_id"),
            ("/opening_float/amount", json!(-1), invalid, "opening_float.amount"),
            ("/opening_float/amount", json!(i64::MAX), "amount_too_large", "opening_float.amount"),
            ("/opening_float/currency", json!("EUR"), "wrong_currency", "opening_float.currency"),
            ("/staff_id", nobody, invalid, "staff_id"),
        ];
        each(shop, "/v1/shifts", good, cases).await;
        let shift = shop.get("/v1/shifts").await.ok()["items"][0]["id"].as_str().expect("an id").to_owned();

        let good = json!({ "kind": "cash_out", "purpose": "expense", "amount": shop.money(10), "reason": "milk" });
        let cases: &[Case] = &[
            ("/purpose", json!("other_income"), invalid, "purpose"),
            ("/purpose", json!(null), invalid, "purpose"),
            ("/kind", json!("safe_drop"), invalid, "purpose"),
            ("/kind", json!("float"), invalid, "kind"),
            ("/amount/amount", json!(0), invalid, "amount"),
            ("/amount/amount", json!(-5), invalid, "amount.amount"),
            ("/amount/currency", json!("EUR"), "wrong_currency", "amount.currency"),
            ("/reason", json!(" "), invalid, "reason"),
            ("/reason", json!("x".repeat(501)), invalid, "reason"),
        ];
        each(shop, &format!("/v1/shifts/{shift}/cash-movements"), good, cases).await;
        let good = json!({ "reason": "change" });
        let cases: &[Case] = &[("/reason", json!(""), invalid, "reason")];
        each(shop, &format!("/v1/shifts/{shift}/drawer-openings"), good, cases).await;

        let good = json!({
            "location_id": shop.location_id, "kind": "bank_deposit", "amount": shop.money(10), "reason": "slip 1",
        });
        let cases: &[Case] = &[
            ("/location_id", json!(shift), invalid, "location_id"),
            ("/kind", json!("closing"), invalid, "kind"),
            ("/amount/amount", json!(0), invalid, "amount"),
            ("/reason", json!(""), invalid, "reason"),
        ];
        each(shop, "/v1/safe-movements", good, cases).await;

        let note = |value: i64, pieces: i64| json!({ "value": shop.money(value), "pieces": pieces });
        let good = json!({
            "counted": null, "counts": [note(500, 1), note(200, 3)], "left_in_drawer": shop.money(1000), "note": "",
        });
        let most = 100_000_000_000_000i64;
        let cases: &[Case] = &[
            ("/counted", shop.money(5), invalid, "counts"),
            ("/counts", json!(null), invalid, "counted"),
            ("/counts/0", note(200, 1), invalid, "counts[1].value"),
            ("/counts/0", note(0, 1), invalid, "counts[0].value"),
            ("/counts/0", note(5, -1), invalid, "counts[0].pieces"),
            ("/counts/0", note(5, 1_000_001), invalid, "counts[0].pieces"),
            ("/counts/0", note(most, 1_000_000), "amount_too_large", "counts"),
            ("/counts/0/value/currency", json!("EUR"), "wrong_currency", "counts[0].value.currency"),
            ("/left_in_drawer", shop.money(1101), invalid, "left_in_drawer"),
            ("/note", json!("x".repeat(501)), invalid, "note"),
        ];
        each(shop, &format!("/v1/shifts/{shift}/close"), good, cases).await;
    });
}

#[test]
fn an_order_put_aside_or_taken_from_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let voided = json!({ "variant_id": mug, "quantity": 1, "unit_price": shop.money(1200), "reason": "twice" });
        let good = json!({
            "register_id": shop.register(), "lines": [{ "variant_id": mug }], "hold": { "name": "red coat" },
            "voided_lines": [voided],
        });
        let cases: &[Case] = &[
            ("/hold/name", json!("x".repeat(101)), "invalid_field", "hold.name"),
            ("/hold/name", json!("\u{7}"), "invalid_field", "hold.name"),
            ("/voided_lines/0/variant_id", nobody.clone(), "invalid_field", "voided_lines[0].variant_id"),
            ("/voided_lines/0/quantity", json!(0), "invalid_field", "voided_lines[0].quantity"),
            ("/voided_lines/0/quantity", json!(-1), "invalid_field", "voided_lines[0].quantity"),
            ("/voided_lines/0/unit_price/amount", json!(-1), "invalid_field", "voided_lines[0].unit_price.amount"),
            (
                "/voided_lines/0/unit_price/currency",
                json!("EUR"),
                "wrong_currency",
                "voided_lines[0].unit_price.currency",
            ),
            ("/voided_lines/0/reason", json!(" "), "invalid_field", "voided_lines[0].reason"),
        ];
        each(shop, "/v1/orders", good, cases).await;
        let order = shop.cart().add(&mug, "1").with("hold", json!({})).open().await.ok();
        let path = format!("/v1/orders/{}/recall", order["id"].as_str().expect("an id"));
        let good = json!({ "register_id": shop.register() });
        each(shop, &path, good, &[("/register_id", nobody, "invalid_field", "register_id")]).await;
        let path = format!("/v1/orders/{}/lines/void", order["id"].as_str().expect("an id"));
        let good = json!({ "line_no": 1, "reason": "twice" });
        let cases: &[Case] = &[
            ("/line_no", json!(0), "invalid_field", "line_no"),
            ("/line_no", json!(2), "invalid_field", "line_no"),
            ("/reason", json!(""), "invalid_field", "reason"),
        ];
        each(shop, &path, good, cases).await;
    });
}
