//! Shifts: who answers for a drawer, from the float in the morning to the count at night.

use onetill_testkit::scenario::{tell, tell_at_once};
use onetill_testkit::shop::{CASHIER_KEY, OWNER_KEY, Reply, Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

/// Opens a shift at the first register.
async fn open(shop: &Shop, float: i64) -> Value {
    open_at(shop, 0, float).await.ok()
}

async fn open_at(shop: &Shop, register: usize, float: i64) -> Reply {
    let body = json!({ "register_id": shop.registers[register], "opening_float": shop.money(float) });
    shop.post("/v1/shifts", body).await
}

/// A command on a shift: `close`, `cash-movements`, `drawer-openings`.
async fn on(shop: &Shop, shift: &Value, command: &str, body: Value) -> Reply {
    on_as(shop, OWNER_KEY, shift, command, body).await
}

async fn on_as(shop: &Shop, token: &str, shift: &Value, command: &str, body: Value) -> Reply {
    let path = format!("/v1/shifts/{}/{command}", shift["id"].as_str().expect("a shift"));
    shop.send_as(token, Method::POST, &path, Some(body), None).await
}

async fn close(shop: &Shop, shift: &Value, counted: i64) -> Reply {
    on(shop, shift, "close", json!({ "counted": shop.money(counted) })).await
}

async fn report(shop: &Shop, shift: &Value) -> Value {
    report_as(shop, OWNER_KEY, shift).await
}

async fn report_as(shop: &Shop, token: &str, shift: &Value) -> Value {
    let path = format!("/v1/shifts/{}/report", shift["id"].as_str().expect("a shift"));
    shop.send_as(token, Method::GET, &path, None, None).await.ok()
}

async fn move_cash(shop: &Shop, shift: &Value, kind: &str, purpose: Option<&str>, minor: i64) -> Reply {
    let body = json!({ "kind": kind, "purpose": purpose, "amount": shop.money(minor), "reason": "as agreed" });
    on(shop, shift, "cash-movements", body).await
}

async fn mugs(shop: &Shop) -> Value {
    let vat = shop.tax("standard", "20").await;
    shop.goods("mug", 1200, 500, &vat, 10).await
}

/// Count, taken, refunds and refunded of each tender of a report.
fn tenders(report: &Value) -> Vec<(String, i64, i64, i64, i64)> {
    let row = |t: &Value| {
        let [taken, refunded] = figures(t, ["taken", "refunded"]);
        let count = |field: &str| t[field].as_i64().expect("a count");
        (t["tender"].as_str().expect("a tender").to_owned(), count("count"), taken, count("refund_count"), refunded)
    };
    report["tenders"].as_array().expect("tenders").iter().map(row).collect()
}

#[test]
fn a_register_sells_without_shifts_until_it_has_had_one() {
    tell(async |shop| {
        let mug = mugs(shop).await;
        let free = shop.cart().add(&mug, "1").sell().await.ok();
        assert_eq!(free["shift_id"], json!(null));

        let shift = open(shop, 5000).await;
        assert_eq!((&shift["number"], &shift["state"]), (&json!(1), &json!("open")));
        let registers = shop.get("/v1/registers").await.ok();
        assert_eq!(registers["items"][0]["open_shift"]["id"], shift["id"]);
        assert_eq!(
            (&registers["items"][1]["open_shift"], &registers["items"][1]["has_shifts"]),
            (&json!(null), &json!(false))
        );
        open_at(shop, 0, 5000).await.refused(409, "shift_open");

        let sale = shop.cart().add(&mug, "1").with("shift_id", shift["id"].clone()).sell().await.ok();
        assert_eq!(sale["shift_id"], shift["id"]);
        let past = shop.cart().add(&mug, "1").with("import", true).sell().await;
        assert_eq!(past.refused(409, "register_has_shifts")["field"], "register_id");

        close(shop, &shift, 6200).await.ok();
        let order = shop.cart().add(&mug, "1").open().await.ok();
        let refusal = shop.cart().add(&mug, "1").sell().await.refused(409, "shift_closed");
        assert_eq!(
            (&refusal["field"], &refusal["fix"]),
            (&json!("register_id"), &json!("Open one with POST /v1/shifts."))
        );
        shop.pay(&order, "cash", 1200).await.refused(409, "shift_closed");
        shop.refund(&sale, json!({})).await.refused(409, "shift_closed");
        move_cash(shop, &shift, "safe_drop", None, 100).await.refused(409, "shift_closed");
        on(shop, &shift, "drawer-openings", json!({ "reason": "change" })).await.refused(409, "shift_closed");
        close(shop, &shift, 6200).await.refused(409, "shift_closed");

        // The register beside it has never had a shift.
        assert_eq!(shop.cart().at(1).add(&mug, "1").sell().await.ok()["shift_id"], json!(null));

        let next = open(shop, 0).await;
        let stale = shop.cart().add(&mug, "1").with("shift_id", shift["id"].clone()).sell().await;
        assert_eq!(stale.refused(409, "shift_closed")["field"], "shift_id");
        assert_eq!(shop.cart().add(&mug, "1").sell().await.ok()["shift_id"], next["id"]);
    });
}

#[test]
fn a_day_is_counted_by_hand_and_the_books_say_the_same() {
    tell(async |shop| {
        let mug = mugs(shop).await;
        let safe = |kind: &str, minor: i64| {
            json!({
                "location_id": shop.location_id, "kind": kind, "amount": shop.money(minor), "reason": "slip 12",
            })
        };
        shop.post("/v1/safe-movements", safe("safe_opening", 20_000)).await.ok();

        let shift = open(shop, 10_000).await;
        shop.later(60);
        let sold = shop.cart().add(&mug, "3").cash(3600, 4000).sell().await.ok();
        shop.cart().add(&mug, "1").pay("voucher", 1200).sell().await.ok();
        let by_card = shop.cart().add(&mug, "2").open().await.ok();
        shop.settled(&shop.pay_by_card(&by_card).await).await;
        // A deposit on an order that is not completed in this shift.
        let later = shop.cart().add(&mug, "1").open().await.ok();
        shop.pay(&later, "cash", 500).await.ok();
        shop.refund(&sold, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
        for (kind, purpose, minor) in [
            ("cash_in", Some("change"), 2000),
            ("cash_in", Some("other_income"), 300),
            ("cash_in", Some("owner"), 100),
            ("cash_out", Some("expense"), 450),
            ("cash_out", Some("goods"), 700),
            ("cash_out", Some("owner"), 50),
            ("safe_drop", None, 5000),
        ] {
            shop.later(1);
            move_cash(shop, &shift, kind, purpose, minor).await.ok();
        }
        on(shop, &shift, "drawer-openings", json!({ "reason": "change for a neighbour" })).await.ok();

        let x = report(shop, &shift).await;
        assert_eq!(x["sales"]["count"], 3);
        assert_eq!(figures(&x["sales"], ["gross", "net", "tax"]), [7200, 6000, 1200]);
        assert_eq!(x["refunds"]["count"], 1);
        assert_eq!(figures(&x["refunds"], ["gross", "net", "tax"]), [1200, 1000, 200]);
        assert_eq!(figures(&x["taxes"][0], ["net", "amount"]), [5000, 1000]);
        let by_tender = [
            ("cash".to_owned(), 2, 4100, 1, 1200),
            ("card".to_owned(), 1, 2400, 0, 0),
            ("voucher".to_owned(), 1, 1200, 0, 0),
        ];
        assert_eq!(tenders(&x), by_tender);
        // 100.00 + 41.00 - 12.00 + 24.00 in - 12.00 out - 50.00 dropped
        assert_eq!(figures(&x, ["expected_cash"]), [9100]);
        assert_eq!(x["drawer_openings"][0]["reason"], "change for a neighbour");
        let again = report(shop, &shift).await;
        assert_eq!(again["tenders"], x["tenders"], "an X report changes nothing");

        shop.later(3600);
        let counts = json!([
            { "value": shop.money(5000), "pieces": 1 }, { "value": shop.money(2000), "pieces": 2 },
            { "value": shop.money(20), "pieces": 2 }, { "value": shop.money(1), "pieces": 0 },
        ]);
        let closed = on(
            shop,
            &shift,
            "close",
            json!({
                "counts": counts, "left_in_drawer": shop.money(3000), "note": "quiet day",
            }),
        )
        .await
        .ok();
        let amounts = figures(&closed, ["opening_float", "expected", "counted", "difference", "left_in_drawer"]);
        assert_eq!(amounts, [10_000, 9100, 9040, -60, 3000]);
        assert_eq!(closed["counts"].as_array().map(Vec::len), Some(3), "{closed}");

        let z = report(shop, &shift).await;
        assert_eq!((&z["sales"], &z["refunds"], &z["taxes"]), (&x["sales"], &x["refunds"], &x["taxes"]));
        assert_eq!(tenders(&z), by_tender);
        let kinds: Vec<_> = z["cash_movements"].as_array().expect("movements").iter().map(|m| &m["kind"]).collect();
        assert_eq!(
            kinds,
            [
                "float",
                "cash_in",
                "cash_in",
                "cash_in",
                "cash_out",
                "cash_out",
                "cash_out",
                "safe_drop",
                "difference",
                "closing"
            ]
        );
        shop.post("/v1/safe-movements", safe("bank_deposit", 15_000)).await.ok();
        shop.post("/v1/safe-movements", safe("bank_withdrawal", 1000)).await.ok();
        assert_eq!(shop.get("/v1/safe-movements").await.ok()["items"].as_array().map(Vec::len), Some(3));
        shop.books_are(&[
            ("Cash in drawers", 3000),
            // 200.00 - 100.00 - 20.00 + 50.00 + 60.40 - 150.00 + 10.00
            ("Cash in safe", 5040),
            ("Bank", 14_000),
            ("Card clearing", 2400),
            ("Voucher clearing", 1200),
            ("Inventory", 2500),
            ("Goods received, not invoiced", 700),
            ("standard tax payable", -1000),
            ("Customer deposits", -500),
            ("Opening equity", -25_000),
            ("Owner's account", -50),
            ("Sales – standard", -5000),
            ("Other income", -300),
            ("Cost of goods sold", 2500),
            ("Petty expenses", 450),
            ("Cash over and short", 60),
        ])
        .await;

        // What was left is the next float: only what is more comes from the safe.
        let next = open(shop, 3500).await;
        let from_safe = report(shop, &next).await["cash_movements"][0].take();
        assert_eq!((&from_safe["kind"], figures(&from_safe, ["amount"])), (&json!("float"), [500]));
        assert_eq!(next["number"], 2);
    });
}

#[test]
fn tips_that_are_owed_are_paid_out_of_the_drawer() {
    tell(async |shop| {
        let mug = mugs(shop).await;
        let shift = open(shop, 10_000).await;
        let tip = json!({ "kind": "tip", "name": "Tip", "unit_price": shop.money(500) });
        shop.cart().add(&mug, "1").line(tip).sell().await.ok();
        assert_eq!(shop.books().await.get("Tips payable"), Some(&-500));
        move_cash(shop, &shift, "cash_out", Some("tips"), 500).await.ok();
        assert_eq!(shop.books().await.get("Tips payable"), None, "they are paid");
    });
}

#[test]
fn what_lay_in_the_drawer_before_the_first_shift_is_counted_in() {
    tell(async |shop| {
        let mug = mugs(shop).await;
        shop.cart().add(&mug, "2").sell().await.ok();
        let shift = open(shop, 1000).await;
        assert_eq!(figures(&report(shop, &shift).await["cash_movements"][0], ["amount"]), [-1400], "put into the safe");
        close(shop, &shift, 1000).await.ok();
        assert_eq!(shop.books().await.get("Cash in drawers"), None);
        assert_eq!(shop.books().await.get("Cash in safe"), Some(&2400));
    });
}

#[test]
fn a_shift_with_money_under_way_says_so_and_how_to_go_on() {
    tell(async |shop| {
        let mug = mugs(shop).await;
        let shift = open(shop, 0).await;
        let order = shop.cart().add(&mug, "2").open().await.ok();
        shop.next_card("by_hand").await;
        let payment = shop.pay_by_card(&order).await;
        shop.payment_when(&payment, |p| p["message"] == "Ask for the card.").await;

        let refusal = close(shop, &shift, 0).await.refused(409, "payment_open");
        let named = refusal["detail"].as_str().expect("a detail");
        assert!(named.contains(payment["id"].as_str().expect("an id")) && named.contains("24.00 GBP"), "{named}");
        let x = report(shop, &shift).await;
        assert_eq!(x["open_payments"][0]["payment_id"], payment["id"]);
        let despite = json!({ "counted": shop.money(0), "despite_open_payments": true });
        on_as(shop, CASHIER_KEY, &shift, "close", despite.clone()).await.refused(403, "forbidden");

        let closed = on(shop, &shift, "close", despite).await.ok();
        assert_eq!(closed["despite_open_payments"], true);
        let row = shop.get("/v1/audit-trail?action=shift.closed_over_payments").await.ok()["items"][0].clone();
        assert_eq!(row["subject_id"], shift["id"]);
        let z = report(shop, &shift).await;
        assert_eq!((&z["sales"]["count"], &z["tenders"], &z["addenda"]), (&json!(0), &json!([]), &json!([])));

        // The customer's card goes through when nobody is there any more.
        shop.press(&payment, "approve").await;
        shop.terminal_has(&payment, "approved").await;
        shop.ask(&payment, "inquire").await.ok();
        let order = shop.look_at(&order).await;
        assert_eq!((&order["state"], &order["shift_id"]), (&json!("completed"), &shift["id"]));
        let mut after = report(shop, &shift).await;
        // The list of shifts tells that there is one.
        assert_eq!((after["shift"]["addenda_count"].take(), &z["shift"]["addenda_count"]), (json!(1), &json!(0)));
        after["shift"]["addenda_count"] = json!(0);
        let addendum = &after["addenda"][0];
        assert_eq!(
            (&addendum["addendum_no"], &addendum["payment_id"], &addendum["order_id"], figures(addendum, ["amount"])),
            (&json!(1), &payment["id"], &order["id"], [2400])
        );
        assert_eq!((&after["sales"], &after["tenders"], &after["shift"]), (&z["sales"], &z["tenders"], &z["shift"]));

        // With a shift open, what is learned late belongs to that one.
        let next = open(shop, 0).await;
        let order = shop.cart().add(&mug, "1").open().await.ok();
        shop.next_card("by_hand").await;
        let payment = shop.pay_by_card(&order).await;
        shop.payment_when(&payment, |p| p["message"] == "Ask for the card.").await;
        let despite = json!({ "counted": shop.money(0), "despite_open_payments": true });
        on(shop, &next, "close", despite).await.ok();
        let third = open(shop, 0).await;
        shop.press(&payment, "approve").await;
        shop.terminal_has(&payment, "approved").await;
        shop.ask(&payment, "inquire").await.ok();
        assert_eq!(shop.look_at(&order).await["shift_id"], third["id"]);
        assert_eq!(report(shop, &next).await["addenda"], json!([]));
        assert_eq!(tenders(&report(shop, &third).await), [("card".to_owned(), 1, 1200, 0, 0)]);
    });
}

#[test]
fn a_card_refund_that_arrives_after_the_count_is_an_addendum() {
    tell(async |shop| {
        let mug = mugs(shop).await;
        let shift = open(shop, 0).await;
        let order = shop.cart().add(&mug, "1").open().await.ok();
        let payment = shop.settled(&shop.pay_by_card(&order).await).await;
        shop.next_card("by_hand").await;
        shop.refund(&order, json!({})).await.ok();
        // The terminal has said what it waits for: nothing more comes from it before a hand is laid on it.
        let gone = shop.payment_when(&payment, |p| p["attempts"][1]["message"].is_string()).await;
        close(shop, &shift, 0).await.refused(409, "payment_open");
        let despite = json!({ "counted": shop.money(0), "despite_open_payments": true });
        on(shop, &shift, "close", despite).await.ok();
        if gone["attempts"][1]["state"] != "succeeded" {
            let press = json!({ "reference": gone["attempts"][1]["id"], "press": "approve" });
            shop.at_terminal("hand", press).await;
            shop.later(120);
            shop.settled(&payment).await;
        }
        let z = report(shop, &shift).await;
        assert_eq!((figures(&z["addenda"][0], ["amount"]), &z["addenda"][0]["order_id"]), ([-1200], &json!(null)));
        assert_eq!(z["refunds"]["count"], 1);
        assert_eq!(tenders(&z), [("card".to_owned(), 1, 1200, 0, 0)]);
    });
}

#[test]
fn a_blind_count_shows_what_was_expected_only_after_it() {
    tell(async |shop| {
        let mug = mugs(shop).await;
        let path = format!("/v1/registers/{}", shop.register());
        let blind = shop.send(Method::PATCH, &path, Some(json!({ "blind_count": true }))).await.ok();
        assert_eq!((&blind["blind_count"], &blind["shift_mode"]), (&json!(true), &json!("register")));
        let shift = open(shop, 1000).await;
        shop.cart().add(&mug, "1").sell().await.ok();

        let x = report_as(shop, CASHIER_KEY, &shift).await;
        assert_eq!((&x["expected_cash"], &x["tenders"]), (&json!(null), &json!([])));
        assert_eq!(figures(&report(shop, &shift).await, ["expected_cash"]), [2200], "the owner sees it");

        let counted = json!({ "counted": shop.money(2100) });
        let closed = on_as(shop, CASHIER_KEY, &shift, "close", counted).await.ok();
        assert_eq!(figures(&closed, ["expected", "counted", "difference"]), [2200, 2100, -100]);
        assert_eq!(figures(&report_as(shop, CASHIER_KEY, &shift).await, ["expected_cash"]), [2200]);
    });
}

#[test]
fn a_shift_of_a_person_is_hers_alone() {
    // Tokens are always new, so these rows are never the same.
    tell_at_once(
        |_| {},
        async |shop| {
            let mug = mugs(shop).await;
            let path = format!("/v1/registers/{}", shop.register());
            shop.send(Method::PATCH, &path, Some(json!({ "shift_mode": "person" }))).await.ok();
            let other =
                json!({ "name": "Robin Other", "email": null, "password": null, "pin": "0815", "role": "cashier" });
            let other = shop.post("/v1/staff", other).await.ok()["id"].clone();
            let casey = shop.get("/v1/sign-in-options").await.ok()["staff"][0]["id"].clone();
            let sign_in = async |who: &Value, pin: &str| {
                let body = json!({ "register_id": shop.register(), "staff_id": who, "pin": pin });
                shop.post("/v1/sessions", body).await.ok()["token"].as_str().expect("a token").to_owned()
            };
            let (casey_token, other_token) = (sign_in(&casey, "4711").await, sign_in(&other, "0815").await);
            let float = json!({ "register_id": shop.register(), "opening_float": shop.money(1000) });
            let post = async |token: &str, path: &str, body: Value| {
                shop.send_as(token, Method::POST, path, Some(body), None).await
            };

            assert_eq!(shop.post("/v1/shifts", float.clone()).await.refused(422, "invalid_field")["field"], "staff_id");
            let mut for_casey = float.clone();
            for_casey["staff_id"] = casey.clone();
            post(&other_token, "/v1/shifts", for_casey).await.refused(403, "forbidden");
            let shift = post(&casey_token, "/v1/shifts", float).await.ok();
            assert_eq!((&shift["staff_id"], &shift["staff_name"]), (&casey, &json!("Casey Cashier")));

            let sale = || shop.cart().add(&mug, "1").pay("cash", 1200).sale();
            post(&other_token, "/v1/sales", sale()).await.refused(409, "shift_of_another");
            post(&casey_token, "/v1/sales", sale()).await.ok();
            let counted = json!({ "counted": shop.money(2200) });
            on_as(shop, &other_token, &shift, "close", counted.clone()).await.refused(403, "forbidden");
            let drop = json!({ "kind": "safe_drop", "amount": shop.money(100), "reason": "too full" });
            on_as(shop, &other_token, &shift, "cash-movements", drop).await.refused(403, "forbidden");
            let closed = on_as(shop, &casey_token, &shift, "close", counted).await.ok();
            assert_eq!((&closed["closed_by"], figures(&closed, ["difference"])), (&casey, [0]));
        },
    );
}

#[test]
fn opening_and_closing_twice_happens_once() {
    tell(async |shop| {
        let body = json!({ "register_id": shop.register(), "opening_float": shop.money(500) });
        let shift = shop.post_once("open-1", "/v1/shifts", body.clone()).await.ok();
        let again = shop.post_once("open-1", "/v1/shifts", body).await;
        assert!(again.replayed && again.body["id"] == shift["id"]);
        let path = format!("/v1/shifts/{}/close", shift["id"].as_str().expect("an id"));
        let body = json!({ "counted": shop.money(500) });
        let closed = shop.post_once("close-1", &path, body.clone()).await.ok();
        let again = shop.post_once("close-1", &path, body).await;
        assert!(again.replayed && again.body == closed);

        let list = shop.get("/v1/shifts?state=closed").await.ok();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
        let row = &list["items"][0];
        assert_eq!((&row["sales_count"], &row["addenda_count"]), (&json!(0), &json!(0)));
        assert_eq!((figures(row, ["sales"]), &shift["sales"]), ([0], &json!(null)));
        let day = shift["business_date"].as_str().expect("a date");
        for query in ["from", "to"] {
            let list = shop.get(&format!("/v1/shifts?{query}={day}")).await.ok();
            assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{query}");
        }
        assert_eq!(shop.get("/v1/shifts?from=2099-01-01").await.ok()["items"], json!([]));
        assert_eq!(shop.get("/v1/shifts?to=1999-12-31").await.ok()["items"], json!([]));
        assert_eq!(shop.get("/v1/shifts?state=open").await.ok()["items"], json!([]));
        let told = shop.get("/v1/events?after=0&limit=200").await.ok();
        let kinds: Vec<_> =
            told["items"].as_array().expect("events").iter().filter_map(|e| e["kind"].as_str()).collect();
        assert_eq!(kinds[kinds.len() - 4..], ["cash.moved", "shift.opened", "cash.moved", "shift.closed"]);
    });
}

#[test]
fn an_order_given_up_pays_back_out_of_the_open_shift() {
    tell(async |shop| {
        let mug = mugs(shop).await;
        let first = open(shop, 0).await;
        let order = shop.cart().add(&mug, "2").open().await.ok();
        shop.pay(&order, "cash", 1000).await.ok();
        on(shop, &first, "close", json!({ "counted": shop.money(1000), "left_in_drawer": shop.money(1000) }))
            .await
            .ok();
        let why = json!({ "reason": "changed their mind" });
        shop.on(&order, "void", why.clone()).await.refused(409, "shift_closed");
        let second = open(shop, 1000).await;
        shop.on(&order, "void", why).await.ok();
        assert_eq!(tenders(&report(shop, &first).await), [("cash".to_owned(), 1, 1000, 0, 0)]);
        let x = report(shop, &second).await;
        assert_eq!(tenders(&x), [("cash".to_owned(), 0, 0, 1, 1000)]);
        assert_eq!((figures(&x, ["expected_cash"]), &x["cash_movements"]), ([0], &json!([])));
    });
}
