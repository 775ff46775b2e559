//! Parts of a transaction that may be taken back.

use onetill_kernel::Result;

use crate::tx::Tx;

impl Tx<'_> {
    /// Runs something in a savepoint and takes all of it back, even where the database refused a statement of it.
    pub fn try_out<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> Result<T> {
        let savepoint = self.begin_savepoint()?;
        let outcome = run(self);
        self.roll_back_to(&savepoint)?;
        self.release(savepoint)?;
        Ok(outcome)
    }

    /// Runs something in a savepoint; what it did stays, unless it fails: then all of that is taken back.
    pub fn try_to<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T>) -> Result<Result<T>> {
        let savepoint = self.begin_savepoint()?;
        let outcome = run(self);
        if outcome.is_err() {
            self.roll_back_to(&savepoint)?;
        }
        self.release(savepoint)?;
        Ok(outcome)
    }
}
