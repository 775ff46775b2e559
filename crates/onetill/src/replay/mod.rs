//! Past sales from a file of another system, replayed through the API that a register uses.
//!
//! - `mapping` says what the file's columns mean, `rows` reads them;
//! - `plan` makes of the rows what is to be sent, `links` finds the sale that a cancellation belongs to;
//! - `send` sends it, `lanes` many at a time, through `api`;
//! - `recorded` is what the shop answers, `summary` adds that up, `report` says what was odd.
//!
//! Every id follows from the mapping's `source` and the file's own numbers (`ids`), so a replay that was
//! interrupted, or is done again, finds what is there already and doubles nothing.

mod api;
mod ids;
mod lanes;
mod links;
mod mapping;
mod plan;
mod recorded;
mod report;
mod rows;
mod send;
mod summary;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onetill_kernel::Result;

pub(crate) use api::Api;
pub(crate) use mapping::Mapping;
pub(crate) use report::{Findings, write_report};
pub(crate) use summary::Summary;

/// Told how much of how much is done.
pub(crate) type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// A file, read and planned.
pub(crate) struct Prepared {
    mapping: Mapping,
    plan: Arc<plan::Plan>,
    lines: u64,
    findings: Findings,
}

/// Reads the file. Nothing is sent yet; rows that cannot be replayed are findings.
pub(crate) fn prepare(file: &Path, mapping: Mapping) -> Result<Prepared> {
    let mut findings = Findings::default();
    let read = rows::read(file, &mapping, &mut findings)?;
    let plan = Arc::new(plan::plan(&mapping, &read.rows, &mut findings)?);
    Ok(Prepared { mapping, plan, lines: read.lines, findings })
}

/// Sends everything, and compares what the shop has recorded with the file.
pub(crate) async fn replay(api: Api, prepared: Prepared, progress: Progress) -> Result<(Summary, Findings)> {
    let Prepared { mapping, plan, lines, mut findings } = prepared;
    let shop = send::set_up(&api, &mapping).await?;
    let steps = Steps::new(progress, plan.steps());
    let sender = send::Sender::new(api, plan.clone(), shop, mapping.clone(), steps);
    sender.catalogue().await?;
    let mut recorded = BTreeMap::new();
    for (place, outcome) in sender.documents().await? {
        match outcome {
            Ok(found) => {
                findings.compare(&plan.documents[place], &found, mapping.prices_include_tax);
                recorded.insert(place, found);
            }
            Err(why) => findings.refused(&plan.documents[place], why),
        }
    }
    Ok((Summary::new(&mapping, &plan, lines, &recorded, &findings), findings))
}

/// Counts what is done.
#[derive(Clone)]
struct Steps {
    progress: Progress,
    total: u64,
    done: Arc<AtomicU64>,
}

impl Steps {
    fn new(progress: Progress, total: u64) -> Self {
        Self { progress, total, done: Arc::default() }
    }

    fn one(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.progress)(done, self.total);
    }
}
