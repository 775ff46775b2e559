//! `onetill replay`.

use std::process::ExitCode;

use onetill_kernel::Result;

use crate::cli::ReplayArgs;

pub(super) fn run(_args: &ReplayArgs) -> Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
