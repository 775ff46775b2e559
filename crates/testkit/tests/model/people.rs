//! Who works here, and what each of them may do. The table is written down here once more, so that a slip in the program's
//! own does not hide itself.

use onetill_testkit::dice::Dice;
use onetill_testkit::shop::{Reply, Shop};
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) const ROLES: [&str; 4] = ["owner", "manager", "cashier", "accountant"];
const PASSWORD: &str = "correct horse battery";

/// Whether somebody of this role may do what needs this permission.
pub(crate) fn may(role: &str, permission: &str) -> bool {
    match permission {
        "look" => true,
        "sell" | "refund" | "edit_customers" => role != "accountant",
        "refund_unlinked" | "edit_catalogue" | "adjust_stock" | "manage_shifts" | "manage_staff" => {
            matches!(role, "owner" | "manager")
        }
        "read_books" | "read_audit" => role != "cashier",
        _ => role == "owner",
    }
}

/// Whether everything that one role may do another may do too.
pub(crate) fn covers(role: &str, other: &str) -> bool {
    role == "owner" || role == other || (role == "manager" && other != "owner")
}

/// Somebody who is signed in to the back office.
pub(crate) struct Person {
    pub(crate) id: Value,
    pub(crate) role: &'static str,
    token: String,
}

impl Person {
    pub(crate) async fn hire(shop: &Shop, number: usize, role: &'static str) -> Self {
        let email = format!("person-{number}@example.com");
        let new = json!({ "name": format!("Person {number}"), "role": role, "email": email, "password": PASSWORD });
        let id = shop.post("/v1/staff", new).await.ok()["id"].clone();
        let session = shop.post("/v1/sessions", json!({ "email": email, "password": PASSWORD })).await.ok();
        Self { id, role, token: session["token"].as_str().expect("a token").to_owned() }
    }

    pub(crate) async fn send(&self, shop: &Shop, method: Method, path: &str, body: Value) -> Reply {
        shop.send_as(&self.token, method, path, Some(body), None).await
    }

    pub(crate) async fn post(&self, shop: &Shop, path: &str, body: Value) -> Reply {
        self.send(shop, Method::POST, path, body).await
    }

    pub(crate) async fn get(&self, shop: &Shop, path: &str) -> Reply {
        shop.send_as(&self.token, Method::GET, path, None, None).await
    }
}

/// One of the people.
pub(crate) fn somebody(people: &[Person], dice: &mut Dice) -> usize {
    dice.roll(people.len())
}
