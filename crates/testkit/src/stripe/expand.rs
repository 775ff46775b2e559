//! `expand[]`: objects instead of their names. API reference: Expanding Responses.

use serde_json::{Value, json};

use super::account::Account;
use super::errors::Refusal;

/// No path is deeper.
const MAX_DEPTH: usize = 4;

impl Account {
    /// Puts objects where only their names stood.
    pub(super) fn expand(&self, body: &mut Value, paths: &[String]) -> Result<(), Refusal> {
        for path in paths {
            let parts: Vec<&str> = path.split('.').collect();
            if parts.len() > MAX_DEPTH {
                return Err(Refusal::invalid("You cannot expand more than 4 levels of a property.").param("expand"));
            }
            self.walk(body, &parts);
        }
        Ok(())
    }

    fn walk(&self, value: &mut Value, path: &[&str]) {
        let Some((name, rest)) = path.split_first() else { return };
        if let Value::Array(all) = value {
            all.iter_mut().for_each(|one| self.walk(one, path));
            return;
        }
        if *name == "refunds" && value["object"] == "charge" {
            value["refunds"] = self.refunds_of(value["id"].as_str().unwrap_or_default());
        }
        let Some(part) = value.get_mut(*name) else { return };
        if let Some(whole) = part.as_str().and_then(|id| self.whole(id)) {
            *part = whole;
        }
        self.walk(part, rest);
    }

    fn whole(&self, id: &str) -> Option<Value> {
        Some(match id.split_once('_')?.0 {
            "pi" if self.intents.contains_key(id) => self.intent_view(id),
            "ch" => self.charges.get(id)?.view(),
            "re" if self.refunds.contains_key(id) => self.refund_view(id),
            "po" => self.payouts.get(id)?.view(),
            _ => return None,
        })
    }

    /// The refunds of a charge that come with it: the ten latest.
    fn refunds_of(&self, charge: &str) -> Value {
        let all: Vec<&String> =
            self.refunds.iter().rev().filter(|(_, refund)| refund.charge == charge).map(|(id, _)| id).collect();
        let data: Vec<Value> = all.iter().take(10).map(|id| self.refund_view(id)).collect();
        json!({ "object": "list", "url": format!("/v1/charges/{charge}/refunds"), "has_more": all.len() > 10, "data": data })
    }
}
