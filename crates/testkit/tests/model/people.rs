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
        "discount_freely" | "refund_unlinked" | "edit_catalogue" | "adjust_stock" | "manage_shifts"
        | "manage_staff" => {
            matches!(role, "owner" | "manager")
        }
        "read_books" | "read_audit" => role != "cashier",
        _ => role == "owner",
    }
}

/// How many percent somebody of this role takes off by hand without asking anybody.
pub(crate) fn discount_limit(role: &str) -> i64 {
    match role {
        "owner" | "manager" => 100,
        "cashier" => 10,
        _ => 0,
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
    pin: String,
}

impl Person {
    pub(crate) async fn hire(shop: &Shop, number: usize, role: &'static str) -> Self {
        let email = format!("person-{number}@example.com");
        let pin = format!("{}", 4820 + number);
        let name = format!("Person {number}");
        let new = json!({ "name": name, "role": role, "email": email, "password": PASSWORD, "pin": pin });
        let id = shop.post("/v1/staff", new).await.ok()["id"].clone();
        let session = shop.post("/v1/sessions", json!({ "email": email, "password": PASSWORD })).await.ok();
        Self { id, role, token: session["token"].as_str().expect("a token").to_owned(), pin }
    }

    pub(crate) async fn send(&self, shop: &Shop, method: Method, path: &str, body: Value) -> Reply {
        shop.send_as(&self.token, method, path, Some(body), None).await
    }

    pub(crate) async fn post(&self, shop: &Shop, path: &str, body: Value) -> Reply {
        self.send(shop, Method::POST, path, body).await
    }

    /// The same person at a register, where somebody else can allow something.
    pub(crate) async fn at(&self, shop: &Shop, register: &Value) -> Self {
        let signing = json!({ "register_id": register, "staff_id": self.id, "pin": self.pin });
        let session = shop.post("/v1/sessions", signing).await.ok();
        let token = session["token"].as_str().expect("a token").to_owned();
        Self { id: self.id.clone(), role: self.role, token, pin: self.pin.clone() }
    }

    /// Asks somebody for their PIN, so that a request is done that takes more off than one may oneself.
    pub(crate) async fn ask(&self, shop: &Shop, approver: &Self, path: &str, body: &Value) -> Reply {
        let request = json!({ "method": "POST", "path": path, "body": body });
        let asked = json!({
            "staff_id": approver.id, "pin": approver.pin, "permissions": ["discount_freely"], "request": request,
        });
        self.post(shop, "/v1/approvals", asked).await
    }

    /// Sends a request that somebody allowed.
    pub(crate) async fn post_approved(&self, shop: &Shop, path: &str, body: Value, approval: &Value) -> Reply {
        let token = approval.as_str().expect("an approval");
        shop.send_with(&self.token, path, body, ("onetill-approval", token)).await
    }

    pub(crate) async fn get(&self, shop: &Shop, path: &str) -> Reply {
        shop.send_as(&self.token, Method::GET, path, None, None).await
    }
}

/// One of the people.
pub(crate) fn somebody(people: &[Person], dice: &mut Dice) -> usize {
    dice.roll(people.len())
}
