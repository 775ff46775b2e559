//! `onetill backup` and `onetill restore`.

use std::process::ExitCode;

use onetill_kernel::Result;
use onetill_verify::Report;

use crate::backups;
use crate::bar::Bar;
use crate::cli::{BackupArgs, RestoreArgs};

pub(super) fn back_up(args: &BackupArgs) -> Result<ExitCode> {
    let bar = Bar::new("Backing up")?;
    let backup = backups::back_up(&args.database, &args.to, &|done, total| bar.at(done, total))?;
    bar.clear();
    println!("{} holds {} rows.", args.to.display(), backup.rows);
    Ok(tell(&backup.report))
}

pub(super) fn restore(args: &RestoreArgs) -> Result<ExitCode> {
    let bar = Bar::new("Restoring")?;
    let report = backups::restore(&args.from, &args.database, &|done, total| bar.at(done, total))?;
    bar.clear();
    println!("The shop of {} is restored.", args.from.display());
    Ok(tell(&report))
}

/// Says whether the copy proves itself: all of the report where it does not.
fn tell(report: &Report) -> ExitCode {
    if report.is_ok() {
        println!("All {} checks hold on it.", report.checks.len());
        return ExitCode::SUCCESS;
    }
    println!("{report}");
    ExitCode::from(1)
}
