//! How far something is.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use onetill_kernel::{Error, Result};

/// A bar is shown for what takes longer.
const QUIET_FOR: Duration = Duration::from_secs(2);

/// How far something is, shown on standard error once it takes long. It goes away with the last clone.
#[derive(Clone)]
pub(crate) struct Bar {
    bar: ProgressBar,
    started: Instant,
}

impl Bar {
    /// A bar that says what is being done: `Replaying`.
    pub(crate) fn new(doing: &str) -> Result<Self> {
        let style = ProgressStyle::with_template(&format!("{doing} {{bar:30}} {{percent}} %, {{eta}} left"));
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Ok(Self { bar: bar.with_style(style.map_err(Error::internal)?), started: Instant::now() })
    }

    /// So much of so much is done.
    pub(crate) fn at(&self, done: u64, total: u64) {
        if self.bar.is_hidden() && self.started.elapsed() > QUIET_FOR {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    /// Clears the line for what is printed next.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
