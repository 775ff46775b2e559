//! Files that are brought in: what cannot be read, and what is said of them.

use std::time::Duration;

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{Reply, Shop};
use onetill_testkit::wait::eventually;
use serde_json::json;

use super::{Case, Watch, each};

const FILE: &str = "SKU,Name,Price\nMUG,Mug,9.50\n";

async fn send(shop: &Shop, query: &str, content_type: &str, content: &[u8]) -> Reply {
    shop.send_file(&format!("/v1/imports?{query}"), content_type, content.to_vec()).await
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    tell(async |shop| {
        let mut watch = Watch::over(shop).await;
        let goods = "kind=products&file_name=goods.csv";
        let (csv, invalid) = ("text/csv", "invalid_field");
        let long_name = format!("kind=products&file_name={}", "x".repeat(201));
        let wide = format!("SKU{}\n1\n", ",c".repeat(200));
        let many = format!("SKU,Name\n{}", "a,b\n".repeat(200_001));
        for (what, query, content_type, content, code, field) in [
            ("a picture", goods, "image/png", FILE.as_bytes(), "wrong_content_type", "Content-Type"),
            ("no kind", "file_name=goods.csv", csv, FILE.as_bytes(), "missing_field", "kind"),
            ("another kind", "kind=wishes&file_name=goods.csv", csv, FILE.as_bytes(), invalid, "kind"),
            ("no name", "kind=products", csv, FILE.as_bytes(), "missing_field", "file_name"),
            ("an empty name", "kind=products&file_name=%20", csv, FILE.as_bytes(), invalid, "file_name"),
            ("a long name", long_name.as_str(), csv, FILE.as_bytes(), invalid, "file_name"),
            ("a name that rings", "kind=products&file_name=a%07b", csv, FILE.as_bytes(), invalid, "file_name"),
            ("a question of its own", "kind=products&file_name=a&x=1", csv, FILE.as_bytes(), "unknown_field", "x"),
            ("nothing", goods, csv, b"", "file_empty", "body"),
            ("titles alone", goods, csv, b"SKU,Name,Price\n", "file_empty", "body"),
            ("a zip", goods, csv, b"PK\x03\x04\x00\x00", "file_is_workbook", "body"),
            ("UTF-16 broken off", goods, csv, b"\xff\xfe\x00\xd8", "file_unreadable", "body"),
            ("noughts", goods, csv, b"SKU\0,Name\n1,2\n", "file_unreadable", "body"),
            ("wide", goods, csv, wide.as_bytes(), "too_many_columns", "body"),
            ("many rows", goods, csv, many.as_bytes(), "too_many_rows", "body"),
        ] {
            watch.refused(what, send(shop, query, content_type, content).await, code, field).await;
        }
        let large = send(shop, goods, csv, &vec![b'a'; 33 * 1024 * 1024]).await;
        watch.refused("33 MiB", large, "body_too_large", "body").await;
        let card = send(shop, goods, csv, b"SKU,Name,Price\nMUG,4111 1111 1111 1111,1.00\n").await;
        watch.refused("a card number", card, "card_number", "body").await;
        watch.done();
    });
}

#[test]
fn how_a_file_is_understood_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let sent = send(shop, "kind=products&file_name=goods.csv", "text/csv", FILE.as_bytes()).await.ok();
        let path = |what: &str| format!("/v1/imports/{}{what}", sent["id"].as_str().expect("an id"));
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let invalid = "invalid_field";
        let mut watch = Watch::over(shop).await;
        shop.post("/v1/imports/019aaf3a-5c00-7000-8000-000000000009/run", json!({})).await.refused(404, "not_found");
        for (query, field) in [("cursor=soon", "cursor"), ("limit=0", "limit"), ("outcome=lost", "outcome")] {
            watch.refused(query, shop.get(&path(&format!("/rows?{query}"))).await, invalid, field).await;
        }
        watch.done();

        let column = |column: i64, field: &str| json!({ "column": column, "field": field });
        let good = json!({
            "mapping": [column(0, "sku"), column(1, "name"), column(2, "price")],
            "decimal": "point", "existing": "update", "tax_category_id": vat, "location_id": null,
        });
        let cases: &[Case] = &[
            ("/mapping", json!([]), invalid, "mapping"),
            ("/mapping", json!([column(1, "name")]), invalid, "mapping"),
            ("/mapping/1/column", json!(3), invalid, "mapping[1].column"),
            ("/mapping/1/column", json!(-1), invalid, "mapping[1].column"),
            ("/mapping/1/column", json!(0), invalid, "mapping[1].column"),
            ("/mapping/1/column", json!(i64::MAX), invalid, "mapping[1].column"),
            ("/mapping/1/field", json!("sku"), invalid, "mapping[1].field"),
            ("/mapping/1/field", json!("email"), invalid, "mapping[1].field"),
            ("/mapping/1/field", json!("colour"), invalid, "mapping[1].field"),
            ("/decimal", json!("dot"), invalid, "decimal"),
            ("/existing", json!("burn"), invalid, "existing"),
            ("/tax_category_id", nobody.clone(), invalid, "tax_category_id"),
            ("/location_id", nobody.clone(), invalid, "location_id"),
        ];
        each(shop, &path("/check"), good, cases).await;
        // The story ends when nothing is under way any more.
        let ended = async || (shop.get(&path("")).await.ok()["state"] != "checking").then_some(());
        eventually(Duration::from_secs(60), ended).await.expect("the check ends");
    });
}
