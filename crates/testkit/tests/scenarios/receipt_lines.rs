//! What a receipt says of each line, and what a gift receipt keeps to itself.

use onetill_testkit::scenario::tell_in;
use onetill_testkit::shop::{Shop, figures};
use reqwest::Method;
use serde_json::{Value, json};

async fn receipt(shop: &Shop, sale: &Value, kind: &str) -> String {
    let id = sale["id"].as_str().expect("an id");
    shop.get(&format!("/v1/orders/{id}/receipt?format=text&columns=42&kind={kind}")).await.text
}

/// Whether a figure with two decimals stands in a text.
fn names_money(text: &str) -> bool {
    text.as_bytes().windows(4).any(|w| {
        let digit = |at: usize| w[at].is_ascii_digit();
        digit(0) && w[1] == b'.' && digit(2) && digit(3)
    })
}

#[test]
fn a_line_tells_its_list_its_usual_price_and_its_number_and_a_gift_receipt_nothing_of_money() {
    tell_in(
        |options| options.cash_rounding = 5,
        async |shop| {
            let settings = json!({ "show_net": true, "show_customer": true, "show_taxes": true });
            shop.send(Method::PATCH, "/v1/receipt-settings", Some(settings)).await.ok();
            let vat = shop.tax("standard", "20").await;
            let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
            let pen = shop.goods("pen", 300, 100, &vat, 10).await;
            let variant = json!({ "sku": "PHONE", "price": shop.money(5003), "terms": { "serials": true } });
            let phone = json!({ "name": "phone", "tax_category_id": vat, "variants": [variant] });
            let phone = shop.post("/v1/products", phone).await.ok()["variants"][0]["id"].clone();
            let list = shop.post("/v1/price-lists", json!({ "name": "Winter sale" })).await.ok();
            let path = format!("/v1/price-lists/{}/prices", list["id"].as_str().expect("an id"));
            let price = json!({ "prices": [{ "variant_id": mug, "price": shop.money(1000) }] });
            shop.send(Method::PUT, &path, Some(price)).await.ok();
            let half =
                json!({ "name": "Half a pen", "kind": "percent", "percent": "50", "goods": [{ "variant_id": pen }] });
            shop.post("/v1/promotions", half).await.ok();
            let ann = shop.add_customer("Ann Archer").await;

            let cheaper = json!({ "variant_id": pen, "unit_price": shop.money(250), "price_reason": "scratched" });
            let piece = json!({ "variant_id": phone, "serial": "SN-77", "note": "in blue" });
            let cart = shop.cart().customer(&ann).add(&mug, "2").line(cheaper).line(piece);
            let sale = cart.cash(7128, 7130).sell().await.ok();
            assert_eq!(figures(&sale, ["total"]), [7128]);

            let full = receipt(shop, &sale, "original").await;
            for said in [
                "Ann Archer",
                "Winter sale",
                "each 10.00",
                "Instead of 3.00",
                "Half a pen",
                "-1.25",
                "SN-77",
                "in blue",
                "Net 41.69 + Tax 8.34",
                "Cash rounding",
                "0.02",
                "71.30",
            ] {
                assert!(full.contains(said), "{said} in\n{full}");
            }
            let gift = receipt(shop, &sale, "gift").await;
            for said in ["2 × mug", "1 × pen", "1 × phone", "SN-77", "in blue", sale["number"].as_str().expect("one")]
            {
                assert!(gift.contains(said), "{said} in\n{gift}");
            }
            for kept in ["Ann Archer", "Winter sale", "Half a pen", "Cash", "Tax"] {
                assert!(!gift.contains(kept), "{kept} in\n{gift}");
            }
            assert!(!names_money(&gift), "no price in\n{gift}");
            assert!(names_money(&full));
        },
    );
}
