//! Holds up whoever guesses passwords and PINs: after a few wrong tries each further one has to wait longer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use onetill_domains::platform::hash_secret;
use onetill_kernel::{Error, ErrorKind, Result, Timestamp};
use tokio::sync::Semaphore;

/// So many tries may be wrong before the first wait.
const FREE_TRIES: u32 = 5;
/// The longest wait, in seconds: a quarter of an hour.
const LONGEST_WAIT_S: i64 = 900;
/// After so long without a try everything is forgiven, in seconds.
const FORGIVEN_AFTER_S: i64 = 3600;
/// Accounts that are remembered at once.
const REMEMBERED: usize = 10_000;
/// Passwords that are checked at once: each takes 19 MiB and all of a core for a moment.
const CHECKED_AT_ONCE: usize = 4;

/// The sign-ins that went wrong lately, by account.
pub(crate) struct SignInLimit {
    tries: Mutex<HashMap<[u8; 32], Tries>>,
    /// A permit for each password that is being checked.
    pub(crate) checking: Semaphore,
}

/// The tries on one account since the last right one.
struct Tries {
    count: u32,
    last: Timestamp,
    /// No further try before this.
    next: Timestamp,
}

impl Default for SignInLimit {
    fn default() -> Self {
        Self { tries: Mutex::default(), checking: Semaphore::new(CHECKED_AT_ONCE) }
    }
}

impl SignInLimit {
    /// Counts a try on `account`, before it is known whether it is right: guesses in parallel count too.
    pub(crate) fn try_now(&self, account: &str, now: Timestamp) -> Result<()> {
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, tries| tries.last.plus_seconds(FORGIVEN_AFTER_S) > now);
        }
        if all.len() >= REMEMBERED {
            all.clear();
        }
        let tries = all.entry(hash_secret(account)).or_insert(Tries { count: 0, last: now, next: now });
        if tries.last.plus_seconds(FORGIVEN_AFTER_S) <= now {
            tries.count = 0;
        }
        if tries.next > now {
            let wait = (tries.next.micros() - now.micros()).div_euclid(1_000_000) + 1;
            return Err(Error::new(ErrorKind::TooMany, "too_many_sign_ins", "There were too many wrong sign-ins.")
                .fix(format!("Wait for {wait} s, then try again."))
                .retry_after(u32::try_from(wait).unwrap_or(1)));
        }
        tries.count = tries.count.saturating_add(1);
        tries.last = now;
        tries.next = now.plus_seconds(wait_after(tries.count));
        Ok(())
    }

    /// Forgives everything on `account`: it signed in.
    pub(crate) fn forgive(&self, account: &str) {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner).remove(&hash_secret(account));
    }
}

/// The wait after so many wrong tries, in seconds: 1, 2, 4, … from the last free one on.
fn wait_after(tries: u32) -> i64 {
    match tries.checked_sub(FREE_TRIES) {
        None => 0,
        Some(over) => (1i64 << over.min(20)).min(LONGEST_WAIT_S),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(0).plus_seconds(seconds)
    }

    #[test]
    fn waits_grow_and_a_right_sign_in_ends_them() {
        let limit = SignInLimit::default();
        for _ in 0..FREE_TRIES {
            limit.try_now("ann", at(0)).expect("a free try");
        }
        let error = limit.try_now("ann", at(0)).expect_err("a wait");
        assert_eq!((error.code_str(), error.retry_after_s()), ("too_many_sign_ins", Some(2)));
        limit.try_now("bob", at(0)).expect("somebody else");

        limit.try_now("ann", at(2)).expect("after the first wait");
        limit.try_now("ann", at(3)).expect_err("the second wait is longer");
        limit.try_now("ann", at(5)).expect("after the second wait");

        limit.forgive("ann");
        limit.try_now("ann", at(5)).expect("all is forgiven");
    }

    #[test]
    fn waits_have_an_end() {
        assert_eq!([4, 5, 6, 7, 15, u32::MAX].map(wait_after), [0, 1, 2, 4, 900, 900]);
        let limit = SignInLimit::default();
        for n in 0..20 {
            limit.try_now("ann", at(n * LONGEST_WAIT_S)).expect("waited long enough");
        }
        limit.try_now("ann", at(19 * LONGEST_WAIT_S + FORGIVEN_AFTER_S)).expect("forgiven");
        limit.try_now("ann", at(19 * LONGEST_WAIT_S + FORGIVEN_AFTER_S)).expect("free again");
    }
}
