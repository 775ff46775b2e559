//! Who may be asked, and the places of the shop.

use onetill_testkit::scenario::tell;

use super::Watch;

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
