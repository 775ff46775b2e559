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

/// The merchant, its places and its tenders.
pub(crate) struct Shop {
    /// None in a database that has no merchant yet.
    pub(crate) currency: Option<String>,
    /// Whether stock may go below zero without being put on the recount list.
    pub(crate) negative_stock_allowed: bool,
    /// Time zone and the hour at which the business day begins.
    pub(crate) locations: HashMap<Uuid, (String, i64)>,
    /// Where each register stands.
    pub(crate) registers: HashMap<Uuid, Uuid>,
    pub(crate) tenders: HashMap<String, Tender>,
}

impl Shop {
    pub(crate) fn load(tx: &mut Tx<'_>) -> Result<Self> {
        let merchant = tx.query_opt("SELECT currency, negative_stock FROM merchant", &[], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?))
        })?;
        let locations = tx.query("SELECT id, time_zone, day_starts_at_hour FROM locations", &[], |row| {
            Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
        })?;
        let registers =
            tx.query("SELECT id, location_id FROM registers", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let tenders = tx.query("SELECT code, kind, clearing_account FROM tenders", &[], |row| {
            Ok((row.get(0)?, Tender { kind: row.get(1)?, clearing_account: row.get(2)? }))
        })?;
        Ok(Self {
            negative_stock_allowed: merchant.as_ref().is_none_or(|m| m.1 == "allow"),
            currency: merchant.map(|m| m.0),
            locations: locations.into_iter().collect(),
            registers: registers.into_iter().collect(),
            tenders: tenders.into_iter().collect(),
        })
    }

    /// A business date is that of the moment of recording, at its place.
    pub(crate) fn check_date(&self, at: At, date: &str, recorded_at: i64, location: Uuid, check: &mut Check<'_>) {
        // A place that is missing is named by the references.
        let Some((time_zone, hour)) = self.locations.get(&location) else { return };
        match business_date(Timestamp::from_micros(recorded_at), time_zone, *hour) {
            Ok(expected) => {
                check.same(at, "business_date", date, &expected.to_string(), "the business day when it was recorded");
            }
            Err(_) => check.found(At::new("locations").with("id", location), "time_zone is not a known one"),
        }
    }

    /// The account that money of a tender goes through.
    pub(crate) fn clearing_account(&self, tender: &str) -> &str {
        self.tenders.get(tender).map_or("", |t| &t.clearing_account)
    }
}
