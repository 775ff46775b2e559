//! Lists as files for a spreadsheet: every row that the filters list, however many, as whoever asks may see them.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{CASHIER_KEY, OWNER_KEY, Shop};
use reqwest::Method;
use serde_json::{Value, json};

/// The rows of a file, by the names of their columns.
fn rows(text: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').expect("the mark of UTF-8").as_bytes());
    let names = reader.headers().expect("names").clone();
    let row = |record: csv::StringRecord| names.iter().zip(&record).map(|(n, c)| (n.to_owned(), json!(c))).collect();
    reader.records().map(|record| Value::Object(row(record.expect("a row")))).collect()
}

pub(crate) async fn file(shop: &Shop, token: &str, path: &str) -> Vec<Value> {
    let reply = shop.send_as(token, Method::GET, path, None, None).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    rows(&reply.text)
}

pub(crate) fn column<'r>(rows: &'r [Value], name: &str) -> Vec<&'r str> {
    rows.iter().map(|row| row[name].as_str().unwrap_or_else(|| panic!("no column {name} in {row}"))).collect()
}

#[test]
fn a_list_longer_than_a_page_is_all_in_its_file_and_filters_hold() {
    tell(async |shop| {
        for n in 0..205 {
            let mail = if n % 2 == 0 { "even.example" } else { "odd.example" };
            let new = json!({ "name": format!("Customer {n:03}"), "email": format!("c{n}@{mail}") });
            shop.post("/v1/customers", new).await.ok();
            shop.later(1);
        }
        let all = file(shop, OWNER_KEY, "/v1/customers/export").await;
        let expect: Vec<String> = (0..205).rev().map(|n| format!("Customer {n:03}")).collect();
        assert_eq!(column(&all, "name"), expect, "all of them, in the list's order, each once");
        let even = file(shop, OWNER_KEY, "/v1/customers/export?search=even.example").await;
        assert_eq!((even.len(), even[0]["email"].clone()), (103, json!("c204@even.example")));
        assert_eq!(file(shop, OWNER_KEY, "/v1/customers/export?search=nobody").await, Vec::<Value>::new());
        shop.get("/v1/customers/export?sort=shoe_size").await.refused(422, "invalid_field");
        shop.get("/v1/customers/export?limit=5").await.refused(422, "unknown_field");

        // Whoever took them is in the trail.
        let trail = shop.get("/v1/audit-trail?action=data.exported").await.ok();
        assert_eq!(trail["items"][0]["details"], json!(r#"{"format":"csv","what":"customers"}"#));
    });
}

#[test]
fn what_people_typed_is_quoted_and_runs_as_no_formula() {
    tell(async |shop| {
        let note = "said \"hello\",\nand left";
        let new = json!({ "name": "=HYPERLINK(\"http://evil\")", "phone": "+49 30 901820", "note": note });
        shop.post("/v1/customers", new).await.ok();
        let reply = shop.get("/v1/customers/export").await;
        let lines: Vec<&str> = reply.text.split("\r\n").collect();
        assert!(lines[1].starts_with("\"'=HYPERLINK(\"\"http://evil\"\")\","), "{}", reply.text);
        let found = rows(&reply.text);
        assert_eq!(found[0]["note"], note);
        assert!(found[0]["phone"].as_str().is_some_and(|phone| phone.starts_with("'+")), "{}", found[0]);
    });
}

#[test]
fn every_list_of_the_office_has_a_file_with_its_figures() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 1).await;
        let pen = shop.goods("pen", 300, 100, &vat, 10).await;
        let ann = shop.add_customer("Ann").await;
        shop.cart().customer(&ann).add(&mug, "2").sell().await.ok();
        shop.later(60);
        shop.cart().add(&pen, "1").sell().await.ok();

        // A row for each variant, below zero as a figure; what things cost is for those who read the books.
        let products = file(shop, OWNER_KEY, "/v1/products/export").await;
        assert_eq!(column(&products, "sku"), ["MUG", "PEN"]);
        assert_eq!(
            (column(&products, "price"), column(&products, "available")),
            (vec!["12.00", "3.00"], vec!["-1", "9"])
        );
        assert_eq!(column(&products, "cost"), ["5.00", "1.00"]);
        assert_eq!(column(&file(shop, CASHIER_KEY, "/v1/products/export").await, "cost"), ["", ""]);
        assert_eq!(column(&file(shop, OWNER_KEY, "/v1/products/export?search=mug").await, "sku"), ["MUG"]);

        let stock = file(shop, OWNER_KEY, "/v1/stock/export?low=true").await;
        assert_eq!((column(&stock, "sku"), column(&stock, "on_hand")), (vec!["MUG"], vec!["-1"]));
        let location = shop.get("/v1/locations").await.ok()["items"][0]["name"].clone();
        assert_eq!(stock[0]["location"], location);
        assert_eq!(column(&file(shop, CASHIER_KEY, "/v1/stock/export").await, "value"), ["", ""]);
        let path = format!("/v1/stock/movements/export?variant_id={}", mug.as_str().expect("an id"));
        let moved = file(shop, OWNER_KEY, &path).await;
        assert_eq!(column(&moved, "quantity"), ["-2", "1"]);
        assert_eq!(column(&moved, "receipt"), ["R1-000001", ""]);

        let orders = file(shop, OWNER_KEY, "/v1/orders/export?sort=total").await;
        assert_eq!((column(&orders, "total"), column(&orders, "customer")), (vec!["3.00", "24.00"], vec!["", "Ann"]));
        assert_eq!(column(&orders, "register"), ["Register R1", "Register R1"]);
        let path = format!("/v1/orders/export?customer_id={}", ann.as_str().expect("an id"));
        assert_eq!(column(&file(shop, OWNER_KEY, &path).await, "number"), ["R1-000001"]);
        let payments = file(shop, OWNER_KEY, "/v1/payments/export?state=captured").await;
        assert_eq!(column(&payments, "amount"), ["3.00", "24.00"]);

        let open = json!({ "register_id": shop.register(), "opening_float": shop.money(5000) });
        shop.post("/v1/shifts", open).await.ok();
        let shifts = file(shop, OWNER_KEY, "/v1/shifts/export?state=open").await;
        assert_eq!(
            (column(&shifts, "register"), column(&shifts, "opening_float")),
            (vec!["Register R1"], vec!["50.00"])
        );
        let staff = file(shop, OWNER_KEY, "/v1/staff/export").await;
        assert!(column(&staff, "role").contains(&"Cashier"), "{staff:?}");
    });
}

#[test]
fn price_lists_promotions_and_their_codes_leave_as_files_too() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 1).await;
        let list = shop.post("/v1/price-lists", json!({ "name": "Outlet" })).await.ok();
        let prices = format!("/v1/price-lists/{}/prices", list["id"].as_str().expect("an id"));
        let set = json!({ "prices": [{ "variant_id": mug, "price": shop.money(900) }] });
        shop.send(Method::PUT, &prices, Some(set)).await.ok();
        let priced = file(shop, CASHIER_KEY, &format!("{prices}/export")).await;
        assert_eq!((column(&priced, "catalogue_price"), column(&priced, "price")), (vec!["12.00"], vec!["9.00"]));
        assert_eq!(column(&file(shop, CASHIER_KEY, "/v1/price-lists/export").await, "name"), ["Outlet"]);

        let spring = json!({ "name": "Spring", "kind": "percent", "percent": "12.5", "needs_coupon": true });
        let spring = shop.post("/v1/promotions", spring).await.ok();
        let planned =
            json!({ "name": "Later", "kind": "percent", "percent": "5", "validity": { "valid_from": "2031-01-01" } });
        shop.post("/v1/promotions", planned).await.ok();
        let codes = format!("/v1/promotions/{}/coupons", spring["id"].as_str().expect("an id"));
        shop.post(&codes, json!({ "codes": ["SPRING-1", "SPRING-2"], "max_uses": 1 })).await.ok();
        let kept = file(shop, OWNER_KEY, &format!("{codes}/export")).await;
        assert_eq!((kept.len(), column(&kept, "max_uses")), (2, vec!["1", "1"]));
        shop.send_as(CASHIER_KEY, Method::GET, &format!("{codes}/export"), None, None).await.refused(403, "forbidden");
        assert_eq!(column(&file(shop, OWNER_KEY, "/v1/promotions/export").await, "percent"), ["12.5", "5"]);
        let coming = file(shop, OWNER_KEY, "/v1/promotions/export?standing=planned").await;
        assert_eq!(column(&coming, "name"), ["Later"]);

        let group = json!({ "name": "Milk", "max_choices": 1, "options": [{ "name": "Oat", "price": shop.money(40) }, { "name": "Cow" }] });
        shop.post("/v1/modifier-groups", group).await.ok();
        let options = file(shop, OWNER_KEY, "/v1/modifier-groups/export").await;
        assert_eq!((column(&options, "options"), column(&options, "prices")), (vec!["Oat Cow"], vec!["0.40 0.00"]));
    });
}
