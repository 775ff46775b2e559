//! The shop's own ways to pay: vouchers of others, and whatever else the cashier has in the hand.

use onetill_db::{Tx, params};
use onetill_kernel::{Error, Result, Uuid};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::model::{Tender, TenderCode, TenderKind};
use super::store;
use crate::ledger::{self, AccountKind, posting_rules};
use crate::platform::{self, AuditAction};
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name};

/// The most tenders that a shop has.
const MOST: usize = 100;
/// How long a code is at most.
const CODE: usize = 40;

/// A new tender of the shop's own: certain once the cashier has it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTender {
    /// Its name, unlike that of any other.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The account that its money waits on until it is settled; one of its own is opened unless told.
    pub clearing_account: Option<String>,
}

/// What to change of a tender; what is absent stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenderChange {
    /// Its name, unlike that of any other.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Whether registers offer it. What was paid by it can be refunded by it all the same.
    pub active: Option<bool>,
}

/// The order in which registers offer tenders.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenderOrder {
    /// Codes, the first one first; those that are not named follow as they were.
    #[schema(max_items = 100)]
    pub codes: Vec<String>,
}

fn told(t: &Tender) -> Value {
    json!({ "code": t.code, "name": t.name, "active": t.active, "clearing_account": t.clearing_account })
}

fn tell(tx: &mut Tx<'_>, ctx: &Ctx, code: &str) -> Result<()> {
    emit(tx, ctx, EventKind::TenderSaved, Uuid::nil(), ctx.now, &json!({ "code": code }))
}

fn check_own_name(known: &[Tender], name: &str, own: Option<&str>) -> Result<String> {
    check_name("name", name)?;
    let name = name.trim();
    let folded = name.to_lowercase();
    if known.iter().any(|t| t.name.to_lowercase() == folded && Some(t.code.as_str()) != own) {
        return Err(Error::conflict("name_taken", "There is a tender of this name.")
            .field("name")
            .fix("Choose another name, or use that tender."));
    }
    Ok(name.to_owned())
}

/// A code made of a name, and a number where it is taken.
fn code_of(name: &str, known: &[Tender]) -> String {
    let signs =
        name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect::<String>();
    let words: Vec<&str> = signs.split_whitespace().collect();
    let mut code: String = words.join("_").chars().take(CODE).collect();
    if code.is_empty() {
        code = "tender".to_owned();
    }
    let is_free = |code: &str| known.iter().all(|t| t.code != code);
    let numbered = (2..).map(|n| format!("{code}_{n}"));
    std::iter::once(code.clone()).chain(numbered).find(|c| is_free(c)).unwrap_or(code)
}

/// The account that a tender's money waits on.
fn clearing(tx: &mut Tx<'_>, asked: Option<&str>, name: &str) -> Result<String> {
    let Some(asked) = asked else {
        return ledger::open_account(tx, posting_rules::TENDER_CLEARING_BASE, name, AccountKind::Asset);
    };
    let fits = ledger::accounts(tx)?.iter().any(|a| a.code == asked && a.kind == AccountKind::Asset);
    if !fits || !posting_rules::holds_tenders(asked) {
        return Err(Error::invalid("clearing_account", "No tender's money waits on this account.")
            .fix("Name one of the clearing accounts of GET /v1/accounts, or leave it out for a new one."));
    }
    Ok(asked.to_owned())
}

/// Adds a tender of the shop's own; returns its code.
pub fn add_tender(tx: &mut Tx<'_>, ctx: &Ctx, new: &NewTender) -> Result<String> {
    let known = store::tenders(tx)?;
    let name = check_own_name(&known, &new.name, None)?;
    if known.len() >= MOST {
        return Err(Error::conflict("too_many_tenders", format!("A shop has at most {MOST} tenders."))
            .fix("Rename one that is not used any more."));
    }
    let code = code_of(&name, &known);
    let clearing_account = clearing(tx, new.clearing_account.as_deref(), &name)?;
    let tender = Tender { code, name, kind: TenderKind::Other, clearing_account, active: true };
    let position: i64 = tx.query_one("SELECT COALESCE(MAX(position), 0) + 1 FROM tenders", &[], |row| row.get(0))?;
    store::insert_tender(tx, &tender, position)?;
    platform::audit(tx, ctx, AuditAction::TenderSaved, Uuid::nil(), None, &json!({ "new": told(&tender) }))?;
    tell(tx, ctx, &tender.code)?;
    Ok(tender.code)
}

/// Renames a tender, or switches it off or on.
pub fn change_tender(tx: &mut Tx<'_>, ctx: &Ctx, code: &str, change: &TenderChange) -> Result<()> {
    let known = store::tenders(tx)?;
    let old = known.iter().find(|t| t.code == code).ok_or_else(|| Error::not_found("tender"))?;
    let mut new = old.clone();
    if let Some(name) = &change.name {
        new.name = check_own_name(&known, name, Some(code))?;
    }
    new.active = change.active.unwrap_or(new.active);
    let needed = [TenderCode::Cash, TenderCode::Exchange].iter().any(|t| t.as_str() == code);
    if needed && !new.active {
        return Err(Error::conflict("tender_needed", format!("{} cannot be switched off.", old.name))
            .field("active")
            .fix("Leave it on: change is given in cash, and goods that come back pay by exchange."));
    }
    tx.execute("UPDATE tenders SET name = $2, active = $3 WHERE code = $1", params![*code, new.name, new.active])?;
    // All of it is told, so that a row names its tender.
    if told(old) != told(&new) {
        let details = json!({ "old": told(old), "new": told(&new) });
        platform::audit(tx, ctx, AuditAction::TenderSaved, Uuid::nil(), None, &details)?;
    }
    tell(tx, ctx, code)
}

/// Changes the order in which registers offer tenders.
pub fn order_tenders(tx: &mut Tx<'_>, ctx: &Ctx, order: &TenderOrder) -> Result<()> {
    let known = store::tenders(tx)?;
    for (index, code) in order.codes.iter().enumerate() {
        let field = format!("codes[{index}]");
        store::tender(&known, code, &field)?;
        if order.codes[..index].contains(code) {
            return Err(Error::invalid(field, "This tender is named twice.").fix("Name each once."));
        }
    }
    let place = |t: &Tender| order.codes.iter().position(|c| *c == t.code).unwrap_or(order.codes.len());
    let mut sorted = known.clone();
    sorted.sort_by_key(place);
    for (tender, position) in sorted.iter().zip(1i64..) {
        tx.execute("UPDATE tenders SET position = $2 WHERE code = $1", params![tender.code, position])?;
    }
    let codes = |all: &[Tender]| all.iter().map(|t| t.code.clone()).collect::<Vec<_>>();
    let details = json!({ "old": { "order": codes(&known) }, "new": { "order": codes(&sorted) } });
    platform::audit(tx, ctx, AuditAction::TenderSaved, Uuid::nil(), None, &details)?;
    tell(tx, ctx, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_of_the_name_and_is_nobody_elses() {
        let tender = |code: &str| Tender {
            code: code.to_owned(),
            name: code.to_owned(),
            kind: TenderKind::Other,
            clearing_account: String::new(),
            active: true,
        };
        let known = [tender("sodexo_pass"), tender("sodexo_pass_2"), tender("tender")];
        let made = ["Sodexo Pass", "Lunch & more!", "食券", "  Überweisung  "].map(|name| code_of(name, &known));
        assert_eq!(made, ["sodexo_pass_3", "lunch_more", "tender_2", "berweisung"]);
    }
}
