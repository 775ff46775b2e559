//! The tree that goods stand in: named, moved and looked through from any of its nodes.

use onetill_testkit::scenario::tell;
use reqwest::Method;
use serde_json::{Value, json};

#[test]
fn categories_are_renamed_moved_and_put_in_order_and_hold_the_goods_of_those_below() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let add = async |name: &str, parent: &Value| {
            shop.post("/v1/categories", json!({ "name": name, "parent_id": parent })).await.ok()["id"].clone()
        };
        let drinks = add("Drinks", &Value::Null).await;
        let tea = add("Tea", &drinks).await;
        let green = add("Green tea", &tea).await;
        let coffee = add("Coffee", &drinks).await;
        let food = add("Food", &Value::Null).await;
        for (name, category) in [("Sencha", &green), ("Assam", &tea), ("Arabica", &coffee), ("Bread", &food)] {
            let variant = json!({ "sku": name, "price": shop.money(500) });
            let product = json!({
                "name": name, "kind": "goods", "tax_category_id": vat, "category_id": category, "variants": [variant],
            });
            shop.post("/v1/products", product).await.ok();
        }
        let names = |page: &Value| {
            let items = page["items"].as_array().expect("items").iter();
            items.map(|item| item["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
        };
        let goods = async |of: &Value| {
            let path = format!("/v1/products?category_id={}", of.as_str().expect("an id"));
            names(&shop.get(&path).await.ok())
        };
        let tree = async || names(&shop.get("/v1/categories").await.ok());
        let change = async |of: &Value, body: Value| {
            shop.send(Method::PATCH, &format!("/v1/categories/{}", of.as_str().expect("an id")), Some(body)).await
        };

        assert_eq!(goods(&drinks).await, ["Arabica", "Assam", "Sencha"]);
        assert_eq!(goods(&green).await, ["Sencha"]);
        let path = format!("/v1/products?category_id={}&search=as", tea.as_str().expect("an id"));
        assert_eq!(names(&shop.get(&path).await.ok()), ["Assam"]);

        let moved = change(&green, json!({ "name": " Leaf ", "parent_id": food })).await.ok();
        assert_eq!((&moved["name"], &moved["parent_id"]), (&json!("Leaf"), &food));
        assert_eq!(goods(&tea).await, ["Assam"]);
        assert_eq!(goods(&food).await, ["Bread", "Sencha"], "its goods go with it");
        change(&green, json!({ "parent_id": null, "place": 1 })).await.ok();
        change(&coffee, json!({ "place": 1 })).await.ok();
        assert_eq!(tree().await, ["Coffee", "Leaf", "Drinks", "Tea", "Food"]);
        change(&green, json!({ "place": 99 })).await.ok();
        assert_eq!(tree().await, ["Coffee", "Drinks", "Food", "Tea", "Leaf"]);

        for parent in [&drinks, &tea] {
            let refused = change(&drinks, json!({ "parent_id": parent })).await.refused(422, "invalid_field");
            assert_eq!(refused["field"], "parent_id", "no ring");
        }
    });
}
