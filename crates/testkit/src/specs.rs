//! The descriptions that vendors publish of their own interfaces, where somebody put them.

use std::path::{Path, PathBuf};

/// A description by its path, `stripe/openapi.json`: in the folder that `ONETILL_SPECS` names, or beside the repository. None where it
/// is not there; the test then says that it did not run.
pub fn find(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs");
    let path = std::env::var_os("ONETILL_SPECS").map_or_else(beside, PathBuf::from).join(name);
    path.is_file().then_some(path)
}
