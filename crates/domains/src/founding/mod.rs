//! A new shop: everything that must be there before the first sale, written in one transaction. `onetill init` and the
//! first-run wizard are two ways to ask for it.
//!
//! What a country usually has (currency, taxes, whether prices contain them) is a table in [`presets`]: a suggestion that a
//! person looks at and may change, never a rule.

mod commands;
mod model;
mod presets;
#[cfg(test)]
mod tests;

pub use commands::{PreparedShop, found_shop, prepare_shop};
pub use model::*;
pub use presets::presets;
