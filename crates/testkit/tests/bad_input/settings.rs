//! Who may be asked, and the places of the shop.

use onetill_testkit::scenario::tell;
use reqwest::Method;
use serde_json::json;

use super::{Case, Watch, each, each_by};

#[test]
fn approvers_of_what_nobody_allows_for_a_single_request_are_refused() {
    tell(async |shop| {
        let mut watch = Watch::over(shop).await;
        for permissions in ["", "fly", "override_price,fly", "override_price,,refund", "manage_settings"] {
            let path = format!("/v1/approvers?permissions={permissions}");
            watch.refused(&path, shop.get(&path).await, "invalid_field", "permissions").await;
        }
        watch.done();
        shop.get("/v1/approvers?permissions=override_price,refund").await.ok();
    });
}

#[test]
fn a_location_is_not_given_a_time_zone_or_an_hour_that_does_not_exist() {
    tell(async |shop| {
        let path = format!("/v1/locations/{}", shop.location_id);
        let invalid = "invalid_field";
        let cases: &[Case] = &[
            ("/time_zone", json!("Mars/Olympus"), invalid, "time_zone"),
            ("/time_zone", json!(""), invalid, "time_zone"),
            ("/time_zone", json!("x".repeat(101)), invalid, "time_zone"),
            ("/time_zone", json!(9), invalid, "time_zone"),
            ("/day_starts_at_hour", json!(24), invalid, "day_starts_at_hour"),
            ("/day_starts_at_hour", json!(-1), invalid, "day_starts_at_hour"),
            ("/day_starts_at_hour", json!("four"), invalid, "day_starts_at_hour"),
        ];
        let named: &[Case] =
            &[("/name", json!(" "), invalid, "name"), ("/name", json!("x".repeat(201)), invalid, "name")];
        let cases = [named, cases].concat();
        let good = json!({ "name": "Quay", "time_zone": "Europe/Dublin", "day_starts_at_hour": 4 });
        each_by(shop, Method::PATCH, &path, good.clone(), &cases).await;
        each(shop, "/v1/locations", good, &cases).await;
        let nowhere = "/v1/locations/019aaf3a-5c00-7000-8000-000000000009";
        let change = json!({ "day_starts_at_hour": 4 });
        shop.send(Method::PATCH, nowhere, Some(change)).await.refused(404, "not_found");
    });
}
