//! `onetill bench`: what the real server does in a time, beside what the machine could do at most.
//!
//! - `shop` founds a shop and gives it a past, `names` names its goods;
//! - `server` runs `onetill serve` as a process of its own, `load` speaks to it over HTTP;
//! - `sales` rings sales up, `ceiling` writes the same rows straight to a copy of the database and compares;
//! - `lookups` searches and scans goods, `growth` sells while the past grows;
//! - `report` is what is printed of sales, `figures` what all of them count with.

mod ceiling;
mod figures;
mod growth;
mod load;
mod lookups;
mod names;
mod report;
mod sales;
mod server;
mod shop;

use onetill_db::{Db, Options, Target};
use onetill_kernel::{Clock, Result, SystemClock};

use crate::bar::Bar;
pub(crate) use growth::growth;
pub(crate) use lookups::{scan, search};
pub(crate) use sales::sales;
use shop::BenchShop;

/// Founds the shop and lets it live, or takes up the one that an earlier benchmark left.
fn prepare(target: &Target, products: u64, past_orders: u64) -> Result<(BenchShop, u64)> {
    let db = Db::open(target, &Options::for_target(target))?;
    let bar = Bar::new("Preparing the shop")?;
    let prepared =
        BenchShop::prepare(&db, products, past_orders, SystemClock.now(), &|done, total| bar.at(done, total));
    bar.clear();
    prepared
}

/// What `--json` calls an engine.
fn engine(target: &Target) -> &'static str {
    match target {
        Target::Sqlite(_) => "sqlite",
        Target::Postgres(_) => "postgresql",
    }
}
