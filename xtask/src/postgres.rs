//! `cargo xtask postgres`: builds `with-postgres` of the testkit and runs it.
//!
//! The testkit is built by cargo and not linked here, so that `tidy` also runs while the product does not compile.

use std::path::Path;
use std::process::{Command, ExitCode};

/// Runs a command beside a temporary PostgreSQL and answers its exit code.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<ExitCode, String> {
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--workspace", "--bin", "with-postgres"])
        .current_dir(root)
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !built.success() {
        return Err("with-postgres of crates/testkit does not build".to_owned());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let status = Command::new(target.join("debug/with-postgres"))
        .args(arguments)
        .status()
        .map_err(|error| format!("cannot run with-postgres: {error}"))?;
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)))
}
