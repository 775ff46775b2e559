//! The small tables that other checks look things up in.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_kernel::{Result, Timestamp, Uuid, business_date};

use crate::report::{At, Check};

/// What a tender is.
pub(crate) struct Tender {
    pub(crate) kind: String,
    pub(crate) clearing_account: String,
}

/// What a tax component is.
pub(crate) struct Component {
    pub(crate) category: Uuid,
    pub(crate) account: String,
}

/// The merchant, its places and its tenders.
pub(crate) struct Shop {
    /// None in a database that has no merchant yet.
    pub(crate) currency: Option<String>,
    /// Whether stock may go below zero without being put on the recount list.
    pub(crate) negative_stock_allowed: bool,
    /// Since when which time zone and which hour decide when the business day begins, the newest first.
    pub(crate) locations: HashMap<Uuid, Vec<(i64, String, i64)>>,
    /// Where each register stands.
    pub(crate) registers: HashMap<Uuid, Uuid>,
    pub(crate) tenders: HashMap<String, Tender>,
    /// On which account the money of each account with a provider waits.
    pub(crate) providers: HashMap<Uuid, String>,
    /// To which account with a provider each terminal belongs.
    pub(crate) terminals: HashMap<Uuid, Uuid>,
    /// The revenue account of each tax category.
    pub(crate) tax_categories: HashMap<Uuid, String>,
    pub(crate) components: HashMap<Uuid, Component>,
}

impl Shop {
    pub(crate) fn load(tx: &mut Tx<'_>) -> Result<Self> {
        let merchant = tx.query_opt("SELECT currency, negative_stock FROM merchant", &[], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?))
        })?;
        let read = |row: &onetill_db::Row<'_>| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)));
        let sql = "SELECT location_id, valid_from, time_zone, day_starts_at_hour FROM location_clocks \
                   ORDER BY valid_from DESC";
        let mut clocks: Vec<(Uuid, (i64, String, i64))> = tx.query(sql, &[], read)?;
        let first = tx.query("SELECT id, time_zone, day_starts_at_hour FROM locations", &[], |row| {
            Ok((row.get(0)?, (i64::MIN, row.get(1)?, row.get(2)?)))
        })?;
        clocks.extend(first);
        let mut locations: HashMap<Uuid, Vec<_>> = HashMap::new();
        for (id, clock) in clocks {
            locations.entry(id).or_default().push(clock);
        }
        let registers = tx.query("SELECT id, location_id FROM registers", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let tenders = tx.query("SELECT code, kind, clearing_account FROM tenders", &[], |row| {
            Ok((row.get(0)?, Tender { kind: row.get(1)?, clearing_account: row.get(2)? }))
        })?;
        let providers = tx.query("SELECT id, clearing_account FROM provider_accounts", &[], |row| {
            Ok((row.get::<Uuid>(0)?, row.get::<String>(1)?))
        })?;
        let terminals = tx
            .query("SELECT id, account_id FROM terminals", &[], |row| Ok((row.get::<Uuid>(0)?, row.get::<Uuid>(1)?)))?;
        let tax_categories =
            tx.query("SELECT id, revenue_account FROM tax_categories", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let components = tx.query("SELECT id, tax_category_id, payable_account FROM tax_components", &[], |row| {
            Ok((row.get(0)?, Component { category: row.get(1)?, account: row.get(2)? }))
        })?;
        Ok(Self {
            tax_categories: tax_categories.into_iter().collect(),
            components: components.into_iter().collect(),
            negative_stock_allowed: merchant.as_ref().is_none_or(|m| m.1 == "allow"),
            currency: merchant.map(|m| m.0),
            locations,
            registers: registers.into_iter().collect(),
            tenders: tenders.into_iter().collect(),
            providers: providers.into_iter().collect(),
            terminals: terminals.into_iter().collect(),
        })
    }

    /// A business date is that of the moment of recording, or, for what was brought over from elsewhere,
    /// of the moment at which it happened: `moments` are those that may count.
    pub(crate) fn check_date(&self, at: At, date: &str, moments: &[i64], location: Uuid, check: &mut Check<'_>) {
        // A place that is missing is named by the references.
        let Some(clocks) = self.locations.get(&location) else { return };
        let mut expected = Vec::new();
        for moment in moments {
            // What held at that moment counts, whatever was changed since.
            let Some((from, time_zone, hour)) = clocks.iter().find(|(from, ..)| from <= moment) else { continue };
            match business_date(Timestamp::from_micros(*moment), time_zone, *hour) {
                Ok(day) if day.to_string() == date => return,
                Ok(day) => expected.push(day.to_string()),
                Err(_) => {
                    let at = match *from {
                        i64::MIN => At::new("locations").with("id", location),
                        from => At::new("location_clocks").with("location_id", location).with("valid_from", from),
                    };
                    return check.found(at, "time_zone is not a known one");
                }
            }
        }
        expected.dedup();
        let expected = expected.join(" or ");
        check.found(at, format!("business_date is {date}, expected {expected}: the business day when it was recorded"));
    }

    /// The account that a line's income goes to.
    pub(crate) fn line_account(&self, kind: &str, tax_category: Option<Uuid>) -> &str {
        let of_category =
            || tax_category.and_then(|c| self.tax_categories.get(&c)).map_or(UNTAXED_SALES, String::as_str);
        own_account(kind).unwrap_or_else(of_category)
    }

    /// Whether income of this kind may go to the account, for some tax category.
    pub(crate) fn fits(&self, kind: &str, account: &str) -> bool {
        match own_account(kind) {
            Some(own) => own == account,
            None => account == UNTAXED_SALES || self.tax_categories.values().any(|a| a == account),
        }
    }

    /// The account that money of a tender goes through.
    pub(crate) fn clearing_account(&self, tender: &str, provider: Option<Uuid>) -> &str {
        match provider {
            Some(id) => self.providers.get(&id).map_or("", String::as_str),
            None => self.tenders.get(tender).map_or("", |t| &t.clearing_account),
        }
    }
}

const UNTAXED_SALES: &str = "4900";

/// The account of the kinds that have one for themselves, whatever their taxes.
fn own_account(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "gift_card" => "2100",
        "deposit" => "2110",
        "tip" => "2120",
        "account_payment" => "1200",
        "shipping" => "4800",
        "fee" => "4810",
        _ => return None,
    })
}
