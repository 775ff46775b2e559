//! `onetill verify`.

use std::process::ExitCode;

use onetill_db::Db;
use onetill_kernel::{Error, Result};

use crate::cli::VerifyArgs;

pub(super) fn run(args: &VerifyArgs) -> Result<ExitCode> {
    let db = Db::open_read_only(&args.database)?;
    let report = db.read(onetill_verify::verify)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report).map_err(Error::internal)?);
    } else {
        println!("{report}");
    }
    Ok(if report.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
