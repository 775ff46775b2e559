//! `onetill bench`.

use onetill_kernel::Result;

use crate::cli::BenchSalesArgs;

pub(super) fn sales(_args: &BenchSalesArgs) -> Result<()> {
    Ok(())
}
