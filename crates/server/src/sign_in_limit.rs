//! Holds up whoever guesses passwords and PINs: on one account, which is counted in the database
//! (`platform::count_try`), and from one address on however many accounts.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use onetill_domains::platform::{self, hash_secret};
use onetill_kernel::{Error, Result, Timestamp, Uuid};
use tokio::sync::Semaphore;

use crate::state::App;

/// So many sign-ins from one address may be wrong before the first wait: a whole shop may stand behind one.
const FREE_TRIES: i64 = 60;
/// Each of them is forgiven after so many microseconds more: ten a minute.
const FORGIVEN_EVERY_US: i64 = 6_000_000;
/// Addresses that are remembered at once.
const REMEMBERED: usize = 10_000;
/// Passwords that are checked at once: each takes 19 MiB and all of a core for a moment.
const CHECKED_AT_ONCE: usize = 4;

/// The sign-ins that went wrong lately, by address: for each the moment at which all of them are forgiven.
pub(crate) struct SignInLimit {
    forgiven_at: Mutex<HashMap<IpAddr, i64>>,
    /// A permit for each password that is being checked.
    checking: Semaphore,
}

impl Default for SignInLimit {
    fn default() -> Self {
        Self { forgiven_at: Mutex::default(), checking: Semaphore::new(CHECKED_AT_ONCE) }
    }
}

impl SignInLimit {
    /// Counts a try from an address, before it is known whether it is right.
    pub(crate) fn try_from(&self, address: IpAddr, now: Timestamp) -> Result<()> {
        let mut all = self.forgiven_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, at| *at > now.micros());
        }
        if all.len() >= REMEMBERED {
            all.clear();
        }
        let at = all.entry(network(address)).or_insert(0);
        let next = (*at).max(now.micros()) + FORGIVEN_EVERY_US;
        let wait = next - now.micros() - FREE_TRIES * FORGIVEN_EVERY_US;
        if wait > 0 {
            let what = "There were too many wrong sign-ins from this address.";
            return Err(platform::too_many(what, now, Timestamp::from_micros(now.micros() + wait)));
        }
        *at = next;
        Ok(())
    }

    /// Takes a try back that was right.
    pub(crate) fn forgive_from(&self, address: IpAddr, now: Timestamp) {
        let mut all = self.forgiven_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = all.get_mut(&network(address)) {
            *at = (*at - FORGIVEN_EVERY_US).max(now.micros());
        }
    }
}

/// Whether a password or PIN of an account is right: the one place where it is tried. The try is counted first, where a
/// restart does not forget it, and refused while the account has to wait.
pub(crate) async fn prove(app: &App, account: &str, secret: String, hash: Option<String>) -> Result<bool> {
    let (account, now) = (hash_secret(account), app.clock().now());
    // Tries on one account follow each other.
    let lane = Some(Uuid::from_slice(&account[..16]).map_err(Error::internal)?);
    app.write(lane, Vec::new(), move |tx| platform::count_try(tx, &account, now)).await?;
    let fits = {
        let _checking = app.inner.sign_in_limit.checking.acquire().await.map_err(Error::internal)?;
        // Slow on purpose, so on a thread where waiting hurts nobody.
        let check = tokio::task::spawn_blocking(move || platform::secret_matches(&secret, hash.as_deref()));
        check.await.map_err(Error::internal)?
    };
    if fits {
        app.write(lane, Vec::new(), move |tx| platform::forgive_tries(tx, &account)).await?;
    }
    Ok(fits)
}

/// One household has a whole network of IPv6 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) if v6.to_ipv4_mapped().is_none() => IpAddr::V6((u128::from(v6) >> 64 << 64).into()),
        other => other.to_canonical(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(0).plus_seconds(seconds)
    }

    #[test]
    fn an_address_waits_after_many_wrong_tries_and_others_do_not() {
        let limit = SignInLimit::default();
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        for _ in 0..FREE_TRIES {
            limit.try_from(address("2001:db8::1"), at(0)).expect("a free try");
        }
        let error = limit.try_from(address("2001:db8::2"), at(0)).expect_err("the same network has to wait");
        assert_eq!((error.code_str(), error.retry_after_s()), ("too_many_sign_ins", Some(7)));
        limit.try_from(address("2001:db8:0:1::1"), at(0)).expect("another network");
        limit.try_from(address("192.0.2.1"), at(0)).expect("another address");
        limit.try_from(address("2001:db8::1"), at(6)).expect("one is forgiven");
        limit.try_from(address("2001:db8::1"), at(6)).expect_err("one and no more");
        limit.forgive_from(address("2001:db8::1"), at(6));
        limit.try_from(address("2001:db8::1"), at(6)).expect("the last one was right");
    }
}
