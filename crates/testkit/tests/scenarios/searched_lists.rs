//! Lists that are searched by goods show everything of all goods that are found, however many: page by page, sorted or not,
//! and in their files.

use std::collections::BTreeSet;
use std::fmt::Write;

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{OWNER_KEY, Shop};
use reqwest::Method;
use serde_json::{Value, json};

use crate::imports::import_kind;
use crate::lists_as_files::{column, file};

/// More than a search counts, so that it does not take the goods for few.
const GOODS: usize = 4_100;
/// Of which so many have stock and a price on the list.
const SHIRTS: usize = 620;
/// And so many are red: more than a page holds.
const RED: usize = 250;

/// What a list has in all of its pages, in its order.
async fn all(shop: &Shop, path: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = shop.get(&format!("{path}&limit=200{cursor}")).await.ok();
        items.extend(page["items"].as_array().expect("rows").iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return items };
        cursor = format!("&cursor={}", next.replace(' ', "%20"));
    }
}

fn skus(rows: &[Value]) -> BTreeSet<&str> {
    rows.iter().map(|row| row["sku"].as_str().expect("a SKU")).collect()
}

/// The SKUs of the first shirts.
fn shirts(count: usize) -> BTreeSet<String> {
    (0..count).map(|n| format!("SH{n:04}")).collect()
}

/// A shop full of shirts, the first of them red, with some other goods.
async fn stocked(shop: &Shop) {
    shop.tax("standard", "20").await;
    let mut goods = "SKU,Name,Price,Barcode\nSK,Skirt,9.00,4006381333931\nTT,Tea towel,4.00,\n".to_owned();
    let mut stock = "SKU,Quantity,Cost\nSK,1,2.00\nTT,2,1.00\n".to_owned();
    for n in 0..GOODS {
        let colour = if n < RED { "red" } else { "blue" };
        writeln!(goods, "SH{n:04},Shirt {colour},12.00,").expect("a row");
        if n < SHIRTS {
            writeln!(stock, "SH{n:04},{},3.00", 1 + n % 40).expect("a row");
        }
    }
    for (kind, text, count) in [("products", goods, GOODS), ("stock", stock, SHIRTS)] {
        let (done, _) = import_kind(shop, kind, &text, json!({ "location_id": shop.location_id })).await;
        assert_eq!(done["counts"]["new"], count + 2, "{kind}");
    }
}

#[test]
fn stock_and_prices_are_listed_of_all_goods_that_a_search_finds() {
    tell(async |shop| {
        stocked(shop).await;
        let every = all(shop, "/v1/stock?search=shirt").await;
        assert_eq!((every.len(), skus(&every)), (SHIRTS, shirts(SHIRTS).iter().map(String::as_str).collect()));
        assert_eq!(file(shop, OWNER_KEY, "/v1/stock/export?search=shirt").await.len(), SHIRTS);
        let red = shirts(RED);
        let red: BTreeSet<&str> = red.iter().map(String::as_str).collect();
        for search in ["red", "RED%20shirt", "shirt%20r"] {
            let found = all(shop, &format!("/v1/stock?search={search}")).await;
            assert_eq!((found.len(), skus(&found)), (RED, red.clone()), "{search}");
            assert_eq!(skus(&file(shop, OWNER_KEY, &format!("/v1/stock/export?search={search}")).await), red);
        }

        // With the other filters and in another order, as without a search.
        let most = all(shop, "/v1/stock?search=red&sort=-on_hand").await;
        assert_eq!((most.len(), skus(&most)), (RED, red.clone()));
        let figure = |row: &Value| row["on_hand"].as_str().and_then(|n| n.parse::<i64>().ok()).expect("a quantity");
        assert!(most.is_sorted_by_key(|row| -figure(row)), "the most first, over all pages");
        let sorted = file(shop, OWNER_KEY, "/v1/stock/export?search=red&sort=-on_hand").await;
        assert_eq!(
            column(&sorted, "sku"),
            most.iter().map(|row| row["sku"].as_str().unwrap_or("")).collect::<Vec<_>>()
        );
        let low = all(shop, "/v1/stock?search=shirt&low=true").await;
        assert_eq!(low.len(), (0..SHIRTS).filter(|n| n % 40 < 5).count());
        let one = every[0]["variant_id"].as_str().expect("an id");
        assert_eq!(all(shop, &format!("/v1/stock?search=shirt&variant_id={one}")).await.len(), 1);
        assert_eq!(all(shop, &format!("/v1/stock?search=skirt&variant_id={one}")).await.len(), 0);

        // By code, by the first letters of a name, mistyped only where nothing has what was typed, and nothing at all.
        for (search, expect) in [
            ("4006381333931", vec!["SK"]),
            ("sh0007", vec!["SH0007"]),
            ("te", vec!["TT"]),
            ("skirt", vec!["SK"]),
            ("skrit", vec!["SK"]),
            ("towle", vec!["TT"]),
            ("nothing%20like", vec![]),
            ("%21%21%21", vec![]),
        ] {
            let found = all(shop, &format!("/v1/stock?search={search}")).await;
            assert_eq!(skus(&found), expect.into_iter().collect(), "{search}");
        }
        assert_eq!(all(shop, "/v1/stock?search=sh").await.len(), SHIRTS);
        assert_eq!(all(shop, "/v1/stock?search=%20").await.len(), SHIRTS + 2, "blanks are no search");

        // The prices of a list are searched by the same.
        let list = shop.post("/v1/price-lists", json!({ "name": "Outlet" })).await.ok();
        let prices = format!("/v1/price-lists/{}/prices", list["id"].as_str().expect("an id"));
        let price = |row: &Value| json!({ "variant_id": row["variant_id"], "price": shop.money(900) });
        for some in all(shop, "/v1/stock?").await.chunks(500) {
            let set = json!({ "prices": some.iter().map(price).collect::<Vec<_>>() });
            shop.send(Method::PUT, &prices, Some(set)).await.ok();
        }
        assert_eq!(all(shop, &format!("{prices}?")).await.len(), SHIRTS + 2);
        assert_eq!(all(shop, &format!("{prices}?search=shirt")).await.len(), SHIRTS);
        assert_eq!(skus(&all(shop, &format!("{prices}?search=shirt%20red")).await), red);
        let priced = file(shop, OWNER_KEY, &format!("{prices}/export?search=red")).await;
        assert_eq!((column(&priced, "sku").into_iter().collect::<BTreeSet<_>>(), priced.len()), (red, RED));
        assert_eq!(skus(&all(shop, &format!("{prices}?search=skrit")).await), BTreeSet::from(["SK"]));
        assert_eq!(all(shop, &format!("{prices}?search=nobody")).await.len(), 0);
        let unknown = "/v1/price-lists/0190a000-0000-7000-8000-000000000001/prices";
        shop.get(unknown).await.refused(404, "not_found");
    });
}
