//! Who buys, and what the shop knows of them.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{Shop, figures};
use serde_json::{Value, json};

/// The names that a search finds.
async fn found(shop: &Shop, search: &str) -> Vec<String> {
    let list = shop.get(&format!("/v1/customers?search={search}")).await.ok();
    let names = list["items"].as_array().expect("customers").iter();
    names.map(|c| c["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn a_customer_is_found_by_any_part_of_what_is_known_or_added_at_the_till() {
    tell(async |shop| {
        for (name, email, phone) in [
            ("Zoë Ångström", Some("zoe@example.com"), Some("+44 20 7946 0018")),
            ("Ann Miller", Some("Ann.Miller@Example.com"), None),
            ("Anna Smith", None, Some("(020) 7946-0999")),
        ] {
            shop.post("/v1/customers", json!({ "name": name, "email": email, "phone": phone })).await.ok();
            shop.later(60);
        }
        for (search, expect) in [
            ("zoe", vec!["Zoë Ångström"]),
            ("angst", vec!["Zoë Ångström"]),
            ("ann", vec!["Anna Smith", "Ann Miller"]),
            ("MILLER@EXAMPLE", vec!["Ann Miller"]),
            ("79460999", vec!["Anna Smith"]),
            ("nobody", vec![]),
        ] {
            assert_eq!(found(shop, search).await, expect, "{search}");
        }
        shop.post("/v1/customers", json!({ "name": " " })).await.refused(422, "invalid_field");
    });
}

#[test]
fn whoever_may_be_known_already_is_shown_before_a_second_is_made() {
    tell(async |shop| {
        for (name, email, phone) in [
            ("Zoë Ångström", Some("zoe@example.com"), Some("+44 20 7946 0018")),
            ("Ann Miller", Some("Ann.Miller@Example.com"), Some("020 7946 0999")),
            ("Ann Moore", None, None),
        ] {
            let preferences = format!("{name} likes it dark");
            let new = json!({ "name": name, "email": email, "phone": phone, "preferences": preferences });
            let added = shop.post("/v1/customers", new).await.ok();
            assert_eq!(added["preferences"], preferences);
            shop.later(60);
        }
        let known = async |query: &str| -> Vec<(String, Value)> {
            let list = shop.get(&format!("/v1/customers/duplicates?{query}")).await.ok();
            let items = list["items"].as_array().expect("customers").clone();
            items
                .iter()
                .map(|d| (d["customer"]["name"].as_str().expect("a name").to_owned(), d["alike"].clone()))
                .collect()
        };
        let ann = || "Ann Miller".to_owned();
        let zoe = || "Zoë Ångström".to_owned();
        // The shop is British: one number, dialled at home or from abroad.
        assert_eq!(known("phone=020+7946+0018").await, [(zoe(), json!(["phone"]))]);
        assert_eq!(known("phone=%2B44(0)20-7946-0999").await, [(ann(), json!(["phone"]))]);
        assert_eq!(known("phone=7946+0018").await, [], "another area's");
        assert_eq!(known("email=ZOE@example.com").await, [(zoe(), json!(["email"]))]);
        // While it is typed, and with a letter wrong.
        let moore = ("Ann Moore".to_owned(), json!(["name"]));
        assert_eq!(known("name=Ann+M").await, [moore.clone(), (ann(), json!(["name"]))]);
        assert_eq!(known("name=ann+miler").await, [(ann(), json!(["name"]))]);
        assert_eq!(known("name=Angstrom,+Zoe").await, [(zoe(), json!(["name"]))]);
        assert_eq!(known("name=Ann").await, [], "one name of several says too little");
        // Those with most in common first.
        let all = known("name=Ann+Moore&phone=020+7946+0999&email=ann.miller@example.com").await;
        assert_eq!(all, [(ann(), json!(["phone", "email"])), moore]);
        assert_eq!(known("").await, []);

        // Who is changed is not their own duplicate.
        let list = shop.get("/v1/customers?search=zoe").await.ok();
        let id = list["items"][0]["id"].as_str().expect("an id").to_owned();
        assert_eq!(known(&format!("email=zoe@example.com&except={id}")).await, []);
        let change = json!({ "version": 1, "phone": "020 7946 0001", "preferences": "Size 42" });
        let changed = shop.send(reqwest::Method::PATCH, &format!("/v1/customers/{id}"), Some(change)).await.ok();
        assert_eq!((&changed["preferences"], &changed["version"]), (&json!("Size 42"), &json!(2)));
        assert_eq!(known("phone=020+7946+0018").await, []);

        // What is personal stands in no event.
        let events = shop.get("/v1/events?after=0").await.ok().to_string();
        assert!(!events.contains("likes it dark") && !events.contains("7946") && !events.contains("@example"));
    });
}

#[test]
fn a_sale_updates_history_and_totals_and_a_refund_takes_them_back() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let (ann, bob) = (shop.add_customer("Ann").await, shop.add_customer("Bob").await);
        let look = async |who: &Value| shop.get(&format!("/v1/customers/{}", who.as_str().expect("an id"))).await.ok();

        let first = shop.cart().customer(&ann).add(&mug, "2").sell().await.ok();
        shop.later(3600);
        let second = shop.cart().customer(&ann).add(&mug, "1").sell().await.ok();
        shop.cart().add(&mug, "1").sell().await.ok();

        let known = look(&ann).await;
        assert_eq!((&known["orders_count"], figures(&known, ["spent"])), (&json!(2), [3600]));
        assert_eq!(known["first_order_at"], "2026-11-23T09:30:00Z");
        assert_eq!(known["last_order_at"], "2026-11-23T10:30:00Z");
        let history = shop.get(&format!("/v1/customers/{}/orders", ann.as_str().expect("an id"))).await.ok();
        let orders: Vec<_> = history["items"].as_array().expect("orders").iter().map(|o| &o["id"]).collect();
        assert_eq!(orders, [&second["id"], &first["id"]], "newest first");

        shop.refund(&first, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
        let known = look(&ann).await;
        assert_eq!((&known["orders_count"], figures(&known, ["spent"])), (&json!(2), [2400]));
        let nothing = look(&bob).await;
        assert_eq!((&nothing["orders_count"], &nothing["first_order_at"]), (&json!(0), &json!(null)));
    });
}
