//! What every command is told beside its input.

use std::fmt::Debug;
use std::sync::Arc;

use onetill_kernel::{Error, Ids, Rate, RegisterId, Result, StaffId, Timestamp, Uuid};
use serde::{Deserialize, Deserializer};

/// How far ahead of ours a register's clock may be, in seconds.
const CLOCK_SKEW_S: i64 = 300;

/// Whoever asks: `platform` knows who that is and what they may do, and asks them by [`crate::platform::require`].
pub trait Asker: Debug + Send + Sync {
    /// Refuses them if they lack a permission, named by its word.
    fn require(&self, permission: &str) -> Result<()>;

    /// The share of an amount that they may take off by hand.
    fn max_discount(&self) -> Rate;
}

/// Who acts, when, and where new ids come from.
#[derive(Debug)]
pub struct Ctx {
    /// The moment of recording, by our clock.
    pub now: Timestamp,
    /// New ids, random or seeded.
    pub ids: Ids,
    /// The person, unless a program acts.
    pub staff_id: Option<StaffId>,
    /// The register signed in at, if any.
    pub register_id: Option<RegisterId>,
    /// Whose idempotency keys these are: an API key, or the signed-in person.
    pub owner_id: Uuid,
    /// Who allowed it on the spot.
    pub approved_by: Option<StaffId>,
    /// Whoever asks, where what they ask for decides which permission it takes; a program of our own may do everything.
    pub who: Option<Arc<dyn Asker>>,
}

impl Ctx {
    /// A new id of this moment.
    pub fn new_id<Id: From<Uuid>>(&mut self) -> Id {
        self.ids.next(self.now)
    }

    /// Runs something for somebody who is not here any more.
    pub fn on_behalf<T>(
        &mut self,
        staff_id: Option<StaffId>,
        approved_by: Option<StaffId>,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let here = (self.staff_id, self.approved_by);
        (self.staff_id, self.approved_by) = (staff_id, approved_by);
        let outcome = run(self);
        (self.staff_id, self.approved_by) = here;
        outcome
    }

    /// When something happened: now, or as the caller says, but not in the future.
    pub fn happened_at(&self, given: Option<Timestamp>) -> Result<Timestamp> {
        match given {
            Some(at) if at > self.now.plus_seconds(CLOCK_SKEW_S) => {
                Err(Error::invalid("happened_at", "This lies in the future.").fix("Set the register's clock right."))
            }
            given => Ok(given.unwrap_or(self.now)),
        }
    }
}

/// Tells a field that is null from one that is absent.
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(d: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(d).map(Some)
}

/// Refuses a name that shows nothing, or is too long.
pub fn check_name(field: &str, name: &str) -> Result<()> {
    // Spaces without width count as nothing too.
    let shows = |c: char| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    if !name.chars().any(shows) {
        return Err(Error::invalid(field, "A name is needed.").fix("Send a name of 1 to 200 characters."));
    }
    check_text(field, name, 200)
}

/// Refuses a reason that shows nothing, or is too long; `fix` says what it should tell.
pub fn check_reason(reason: &str, fix: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Error::invalid("reason", "A reason is needed.").fix(fix));
    }
    check_text("reason", reason, 500)
}

/// Refuses text that is too long, or that holds control characters (U+0000 among them).
pub fn check_text(field: &str, text: &str, max_chars: usize) -> Result<()> {
    if text.chars().count() > max_chars {
        return Err(
            Error::invalid(field, format!("This is longer than {max_chars} characters.")).fix("Shorten the text.")
        );
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::invalid(field, "This holds control characters.").fix("Remove them."));
    }
    Ok(())
}
