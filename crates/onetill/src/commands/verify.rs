//! `onetill verify`.

use std::process::ExitCode;

use onetill_db::read_once;
use onetill_kernel::{Error, Result};

use crate::cli::VerifyArgs;

pub(super) fn run(args: &VerifyArgs) -> Result<ExitCode> {
    let report = read_once(&args.database, onetill_verify::verify)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report).map_err(Error::internal)?);
    } else {
        println!("{report}");
    }
    Ok(if report.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
