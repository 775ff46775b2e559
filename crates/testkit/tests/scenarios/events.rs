//! The event log: every committed change, in order, without a gap, for whoever comes back.

use onetill_testkit::scenario::tell;
use onetill_testkit::shop::{OWNER_KEY, Shop};
use serde_json::{Value, json};

/// Events after a position: their positions and kinds.
async fn after(shop: &Shop, position: i64, limit: i64) -> (Vec<(i64, String)>, Value) {
    let page = shop.get(&format!("/v1/events?after={position}&limit={limit}")).await.ok();
    let items = page["items"].as_array().expect("events").iter();
    let named =
        |e: &Value| (e["position"].as_i64().expect("a position"), e["kind"].as_str().expect("a kind").to_owned());
    (items.map(named).collect(), page)
}

#[test]
fn whoever_comes_back_reads_on_where_they_stopped() {
    tell(async |shop| {
        let (_, page) = after(shop, 0, 1000).await;
        let start = page["last_position"].as_i64().expect("a position");
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let sale = shop.cart().add(&mug, "1").sell().await.ok();
        shop.cart().add(&mug, "1").pay("cash", 1).sell().await.refused(422, "payment_missing");
        let order = shop.cart().add(&mug, "1").open().await.ok();
        shop.settled(&shop.pay_by_card(&order).await).await;
        shop.refund(&sale, json!({})).await.ok();

        let kinds = [
            "tax_category.created",
            "product.created",
            "stock.adjusted",
            "order.completed",
            "order.created",
            "order.frozen",
            "payment.created",
            "payment.updated",
            "payment.updated",
            "order.completed",
            "order.refunded",
        ];
        let expect: Vec<(i64, String)> = (start + 1..).zip(kinds.map(str::to_owned)).collect();
        let (all, page) = after(shop, start, 1000).await;
        assert_eq!(all, expect, "a refused sale leaves no event");
        assert_eq!(page["next_cursor"], Value::Null);

        // In pages of four, nothing is missed and nothing comes twice.
        let (mut paged, mut position) = (Vec::new(), start);
        while let (page, _) = after(shop, position, 4).await
            && !page.is_empty()
        {
            position = page.last().expect("an event").0;
            paged.extend(page);
        }
        assert_eq!(paged, expect);
        let (_, whole) = after(shop, start, 1000).await;
        let sold = &whole["items"][3];
        assert_eq!((&sold["data"]["number"], &sold["data"]["stock"][0]["on_hand"]), (&json!("R1-000001"), &json!("9")));
    });
}

#[test]
fn the_stream_resumes_after_a_position_and_then_follows_live() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let (all, _) = after(shop, 0, 1000).await;
        let seen = all[all.len() - 3].0;

        let listen =
            || onetill_testkit::client::http().get(format!("{}/v1/events/stream", shop.url)).bearer_auth(OWNER_KEY);
        let mut fresh = listen().send().await.expect("a stream");
        let mut stream = listen().header("last-event-id", seen.to_string()).send().await.expect("a stream");
        let mut told = String::new();
        let mut ids_told = async |count: usize| -> Vec<i64> {
            loop {
                let ids: Vec<i64> = told.lines().filter_map(|l| l.strip_prefix("id:")?.trim().parse().ok()).collect();
                // A frame ends with an empty line.
                if ids.len() >= count && told.ends_with("\n\n") {
                    return ids;
                }
                let chunk = stream.chunk().await.expect("a stream that goes on").expect("more of it");
                told.push_str(&String::from_utf8_lossy(&chunk));
            }
        };

        assert_eq!(ids_told(3).await, [seen, seen + 1, seen + 2], "where it goes on, and what was missed");
        shop.cart().add(&mug, "1").sell().await.ok();
        assert_eq!(ids_told(4).await, [seen, seen + 1, seen + 2, seen + 3], "and what comes");

        let greeting = fresh.chunk().await.expect("a stream").expect("a greeting");
        let greeting = String::from_utf8_lossy(&greeting);
        let expect = format!("id: {}", seen + 2);
        assert!(greeting.lines().any(|line| line == expect), "without a position it names the log's end: {greeting}");
    });
}
