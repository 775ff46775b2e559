//! The audit trail: who did what that must be accounted for, in one chain that shows whatever is changed afterwards.

use onetill_testkit::scenario::{tell, tell_at_once};
use onetill_testkit::shop::{CASHIER_KEY, Engine, OWNER_KEY, Shop, ShopOptions};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

async fn trail(shop: &Shop, query: &str) -> Vec<Value> {
    shop.get(&format!("/v1/audit-trail?limit=200{query}")).await.ok()["items"].as_array().expect("rows").clone()
}

/// The actions of the trail, oldest first.
async fn actions(shop: &Shop, query: &str) -> Vec<String> {
    let rows = trail(shop, query).await;
    rows.iter().rev().map(|row| row["action"].as_str().expect("an action").to_owned()).collect()
}

fn details(row: &Value) -> Value {
    serde_json::from_str(row["details"].as_str().expect("details")).expect("JSON")
}

async fn export(shop: &Shop, query: &str) -> String {
    let request = onetill_testkit::client::http().get(format!("{}/v1/audit-trail/export{query}", shop.url));
    let response = request.bearer_auth(OWNER_KEY).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    response.text().await.expect("a text")
}

/// What may be done to the trail behind the program's back, and which row shows it; None for the last.
const TAMPERED: [(&str, Option<i64>); 4] = [
    ("UPDATE audit_trail SET details = '{}' WHERE position = 5", Some(5)),
    ("DELETE FROM audit_trail WHERE position = 5", Some(6)),
    ("DELETE FROM audit_trail WHERE position > 5", Some(6)),
    ("UPDATE audit_head SET position = position - 1", None),
];

/// Changes the trail behind the program's back.
async fn tamper(shop: &Shop, sql: &'static str) {
    shop.db.submit(None, Vec::new(), move |tx| tx.execute(sql, &[])).expect("room").answer().await.expect("changed");
}

#[test]
fn what_must_be_accounted_for_is_in_the_trail_and_a_plain_sale_is_not() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let before = trail(shop, "").await.len();
        shop.cart().add(&mug, "1").sell().await.ok();
        assert_eq!(trail(shop, "").await.len(), before, "a plain sale is not accounted for");

        let sold = shop.cart().add(&mug, "1").line_percent("10").sell().await.ok();
        let refund = shop.refund(&sold, json!({})).await.ok();
        let order = shop.post("/v1/orders", shop.cart().add(&mug, "1").order()).await.ok();
        shop.on(&order, "void", json!({ "reason": "left without it" })).await.ok();
        shop.settings(json!({ "merchant_name": "Test Shop", "negative_stock": "refuse" })).await;
        shop.settings(json!({ "negative_stock": "refuse" })).await;
        let product = shop.get("/v1/products").await.ok()["items"][0].clone();
        let id = product["id"].as_str().expect("a product");
        let dearer = json!({ "version": product["version"], "variants": [{ "id": mug, "price": shop.money(1500) }] });
        shop.send(Method::PATCH, &format!("/v1/products/{id}"), Some(dearer)).await.ok();
        shop.adjust(&mug, json!({ "kind": "lost", "quantity": 2 })).await.ok();

        let rows = trail(shop, "").await;
        let new: Vec<&Value> = rows[..rows.len() - before].iter().rev().collect();
        let done: Vec<&str> = new.iter().map(|row| row["action"].as_str().expect("an action")).collect();
        let expected = [
            "order.discounted",
            "refund.created",
            "order.voided",
            "settings.changed",
            "price.changed",
            "stock.adjusted",
        ];
        assert_eq!(done, expected, "what changes nothing is not accounted for");
        for (row, subject) in [(0, &sold["id"]), (1, &refund["id"]), (2, &order["id"]), (4, &mug)] {
            assert_eq!(&new[row]["subject_id"], subject, "{}", new[row]);
            assert_eq!(new[row]["actor"]["is_api_key"], json!(true));
        }
        let money = |minor| shop.money(minor);
        assert_eq!(details(new[0])["discounts"], json!([{ "line_no": 1, "percent": "10", "amount": money(120) }]));
        assert_eq!(details(new[1])["total"], money(1080));
        assert_eq!(
            details(new[3]),
            json!({ "old": { "negative_stock": "allow" }, "new": { "negative_stock": "refuse" } })
        );
        assert_eq!(
            details(new[4]),
            json!({ "old": { "price": money(1200) }, "new": { "price": money(1500) } }),
            "only what changed"
        );
        assert_eq!(details(new[5])["new"], json!({ "on_hand": "7" }));

        // Only who may manage sees it, and it comes in pages.
        shop.send_as(CASHIER_KEY, Method::GET, "/v1/audit-trail", None, None).await.refused(403, "forbidden");
        let page = shop.get("/v1/audit-trail?limit=2").await.ok();
        let next = page["next_cursor"].as_str().expect("a cursor");
        let second = shop.get(&format!("/v1/audit-trail?limit=2&cursor={next}")).await.ok();
        assert_eq!((&page["items"][1], &second["items"][0]), (new[4], new[3]));
        assert_eq!(actions(shop, "&action=price.changed").await, ["price.changed"]);
        let of_refund = format!("&subject_id={}", refund["id"].as_str().expect("an id"));
        assert_eq!(actions(shop, &of_refund).await, ["refund.created"]);
        assert!(actions(shop, "&from=2026-11-23T09:30:01Z").await.is_empty());
        assert_eq!(trail(shop, "&to=2026-11-23T09:30:01Z").await.len(), rows.len());
        let key = new[0]["actor"]["id"].as_str().expect("a key");
        assert!(actions(shop, &format!("&person={key}")).await.len() > expected.len());
    });
}

#[test]
fn what_happens_to_a_drawer_is_in_the_trail() {
    tell(async |shop| {
        let open = json!({ "register_id": shop.register(), "opening_float": shop.money(5000) });
        let shift = shop.post("/v1/shifts", open).await.ok();
        let path = |what: &str| format!("/v1/shifts/{}/{what}", shift["id"].as_str().expect("a shift"));
        let before = trail(shop, "").await.len();
        let out = json!({ "kind": "cash_out", "purpose": "expense", "amount": shop.money(700), "reason": "stamps" });
        shop.post(&path("cash-movements"), out).await.ok();
        shop.post(&path("drawer-openings"), json!({ "reason": "change for a customer" })).await.ok();
        shop.post(&path("close"), json!({ "counted": shop.money(4300) })).await.ok();
        let rows = trail(shop, "").await;
        let new: Vec<&Value> = rows[..rows.len() - before].iter().rev().collect();
        assert_eq!(new.len(), 2, "opening and closing follow from the shift: {new:?}");
        assert_eq!((&new[0]["action"], &new[1]["action"]), (&json!("cash.moved"), &json!("drawer.opened")));
        assert_eq!(new[1]["register_id"], json!(shop.register()));
        assert_eq!(details(new[0]), json!({ "kind": "cash_out", "amount": shop.money(-700) }));
        let all = rows.iter().map(Value::to_string).collect::<String>();
        assert!(!all.contains("stamps") && !all.contains("change for"), "texts of people stay where they belong");
    });
}

#[test]
fn what_a_till_asks_prints_and_prints_on_is_in_the_trail_when_it_changes() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let cider = shop.goods("cider", 300, 100, &vat, 10).await;
        let before = trail(shop, "").await.len();
        let product = shop.get("/v1/products").await.ok()["items"][0].clone();
        let path = format!("/v1/products/{}", product["id"].as_str().expect("a product"));
        let variant = json!({ "id": cider, "terms": { "minimum_age": 18 } });
        let adults = json!({ "version": product["version"], "variants": [variant] });
        shop.send(Method::PATCH, &path, Some(adults)).await.ok();
        let scale = json!({
            "prefix": "21", "holds": "weight", "item_digits": 5, "value_digits": 5, "value_check": false, "decimals": 3,
        });
        for _ in 0..2 {
            shop.send(Method::PUT, "/v1/barcode-layouts", Some(json!({ "items": [scale] }))).await.ok();
        }
        shop.send(Method::PATCH, "/v1/receipt-settings", Some(json!({ "footer": "Thank you" }))).await.ok();
        let printer = json!({
            "location_id": shop.location_id, "name": "Bar", "address": "printer.local:9100", "profile": "epson-tm-t88v",
        });
        let printer = shop.post("/v1/printers", printer).await.ok();
        let path = format!("/v1/printers/{}", printer["id"].as_str().expect("a printer"));
        shop.send(Method::PATCH, &path, Some(json!({ "active": false }))).await.ok();

        let rows = trail(shop, "").await;
        let new: Vec<(&str, Value)> = rows[..rows.len() - before]
            .iter()
            .rev()
            .map(|row| (row["action"].as_str().expect("an action"), details(row)))
            .collect();
        let actions: Vec<&str> = new.iter().map(|(action, _)| *action).collect();
        assert_eq!(
            actions,
            ["variant.terms_changed", "settings.changed", "settings.changed", "printer.saved", "printer.saved"]
        );
        assert_eq!(new[0].1, json!({ "old": { "minimum_age": null }, "new": { "minimum_age": 18 } }));
        assert_eq!(new[1].1["old"], json!({ "barcode_layouts": [] }));
        assert_eq!(new[2].1, json!({ "old": { "footer": "" }, "new": { "footer": "Thank you" } }));
        assert_eq!(new[4].1, json!({ "old": { "active": true }, "new": { "active": false } }));
    });
}

#[test]
fn signing_in_and_failing_to_is_in_the_trail() {
    // Tokens are always new, so these rows are never the same.
    tell_at_once(
        |_| {},
        async |shop| {
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let pin = |pin: &str| json!({ "register_id": shop.register(), "staff_id": casey, "pin": pin });
            shop.post("/v1/sessions", pin("4712")).await.refused(401, "unauthenticated");
            let token =
                shop.post("/v1/sessions", pin("4711")).await.ok()["token"].as_str().expect("a token").to_owned();
            let nobody = json!({ "email": "nobody@example.com", "password": "wrong horse" });
            shop.post("/v1/sessions", nobody).await.refused(401, "unauthenticated");
            shop.send_as(&token, Method::DELETE, "/v1/sessions/current", None, None).await;
            let rows = trail(shop, "").await;
            let told = |row: &Value| [&row["action"], &row["actor"]["id"], &row["subject_id"]].map(Value::clone);
            let (refused, null) = (json!("session.refused"), json!(null));
            assert_eq!(told(&rows[0]), [json!("session.ended"), casey.clone(), casey.clone()]);
            assert_eq!(told(&rows[1]), [refused.clone(), null.clone(), null.clone()]);
            assert_eq!(told(&rows[2]), [json!("session.started"), casey.clone(), casey.clone()]);
            assert_eq!(told(&rows[3]), [refused, null, casey.clone()]);
            assert_eq!(rows[2]["register_id"], json!(shop.register()));
            assert!(rows[..4].iter().all(|row| row["details"] == json!("{}")), "no secret and no address: {rows:?}");
        },
    );
}

#[test]
fn several_writers_extend_one_chain() {
    tell_at_once(
        |_| {},
        async |shop| {
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
            let before = trail(shop, "").await.len();
            let mut asked = tokio::task::JoinSet::new();
            for n in 0..40 {
                let (client, register) = (onetill_testkit::client::Client::new(&shop.url), shop.registers[n % 2]);
                let line = json!({ "variant_id": mug, "discounts": [{ "percent": "10" }] });
                let cash = json!([{ "tender": "cash" }]);
                let sale = json!({ "register_id": register, "lines": [line], "payments": cash });
                asked.spawn(async move { client.post("/v1/sales", sale).await.ok() });
            }
            while let Some(answer) = asked.join_next().await {
                answer.expect("sold");
            }
            assert_eq!(trail(shop, "").await.len(), before + 40);
            let check = shop.get("/v1/audit-trail/check").await.ok();
            assert_eq!((&check["first_bad"], &check["checked_upto"]), (&json!(null), &check["head"]["position"]));
        },
    );
}

/// Checks an export as docs/AUDIT.md describes it, with nothing but the file; answers how many rows agree.
fn check_export(text: &str) -> usize {
    let mut previous: Option<String> = None;
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let word = |name: &str| match &row[name] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let names = [
            "position",
            "recorded_at",
            "actor_id",
            "approved_by",
            "register_id",
            "action",
            "subject_kind",
            "subject_id",
            "details",
            "previous_hash",
        ];
        let hashed: String =
            Sha256::digest(names.map(word).join("\n")).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(word("hash"), hashed, "{line}");
        assert!(previous.is_none_or(|before| before == word("previous_hash")), "{line}");
        previous = Some(hashed);
    }
    text.lines().count()
}

#[test]
fn an_export_can_be_checked_with_nothing_else_and_tells_of_itself() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        shop.adjust(&mug, json!({ "kind": "lost", "quantity": 2 })).await.ok();
        let before = trail(shop, "").await.len();
        let text = export(shop, "").await;
        assert_eq!(check_export(&text), before + 1);
        let last: Value = serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");
        assert_eq!(last["action"], json!("data.exported"));
        assert_eq!(last["hash"], trail(shop, "").await[0]["hash"]);
        assert_eq!(shop.get("/v1/audit-trail/check").await.ok()["head"]["hash"], last["hash"]);

        let some = export(shop, "?format=csv&action=stock.adjusted").await;
        let lines: Vec<&str> = some.lines().collect();
        assert!(lines[0].starts_with("position,recorded_at,actor_id,"), "{some}");
        assert_eq!(lines.len(), 3, "the opening stock and the loss: {some}");
        assert!(lines[2].contains(r#""{""kind"":""lost"","#), "{some}");
        let cashier = onetill_testkit::client::http().get(format!("{}/v1/audit-trail/export", shop.url));
        assert_eq!(cashier.bearer_auth(CASHIER_KEY).send().await.expect("an answer").status(), 403);
    });
}

#[test]
fn what_is_changed_or_taken_out_afterwards_is_found() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    for (engine, (sql, first_bad)) in Engine::BOTH.into_iter().flat_map(|engine| TAMPERED.map(|what| (engine, what))) {
        runtime.block_on(async {
            let shop = &Shop::open(ShopOptions::new(engine)).await;
            let vat = shop.tax("standard", "20").await;
            shop.goods("mug", 1200, 500, &vat, 10).await;
            let whole = shop.get("/v1/audit-trail/check").await.ok();
            assert_eq!(whole["first_bad"], json!(null));
            tamper(shop, sql).await;
            let check = shop.get("/v1/audit-trail/check").await.ok();
            let expected = first_bad.map_or(whole["head"]["position"].clone(), |position: i64| json!(position));
            assert_eq!(check["first_bad"], expected, "{sql}: {check}");
            let report = shop.db.query(onetill_verify::verify).expect("room").answer().await.expect("a report");
            assert!(!report.is_ok(), "{sql}");
            // The trail can be read all the same.
            assert!(!trail(shop, "").await.is_empty());
        });
    }
}
