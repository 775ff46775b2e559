//! Wrong sign-ins: after a few on one account each further one has to wait longer. They are kept, so that a restart
//! forgives nothing.

use onetill_db::{Row, Tx, params};
use onetill_kernel::{Error, ErrorKind, Result, Timestamp};

use super::rules::wait_after;

/// After so long without a try everything is forgiven, in seconds.
const FORGIVEN_AFTER_S: i64 = 3600;

/// Counts a try on an account before it is known whether it is right, so that guesses in parallel count too; refused
/// while the account has to wait. Tries on one account go to one writer.
pub fn count_try(tx: &mut Tx<'_>, account_hash: &[u8], now: Timestamp) -> Result<()> {
    let sql = "SELECT tries, next_at FROM sign_in_tries WHERE account_hash = $1 AND last_at > $2";
    let forgiven = now.plus_seconds(-FORGIVEN_AFTER_S);
    let read = |row: &Row<'_>| Ok((row.get::<i64>(0)?, row.get::<Timestamp>(1)?));
    let known = tx.query_opt(sql, params![*account_hash, forgiven], read)?;
    if let Some((_, next)) = known
        && next > now
    {
        return Err(too_many("There were too many wrong sign-ins.", now, next));
    }
    let tries = known.map_or(0, |(tries, _)| tries) + 1;
    tx.execute("DELETE FROM sign_in_tries WHERE last_at <= $1", params![forgiven])?;
    tx.execute(
        "INSERT INTO sign_in_tries (account_hash, tries, last_at, next_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account_hash) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at, \
         next_at = excluded.next_at",
        params![*account_hash, tries, now, now.plus_seconds(wait_after(tries))],
    )?;
    Ok(())
}

/// Forgives everything on an account: it signed in.
pub fn forgive_tries(tx: &mut Tx<'_>, account_hash: &[u8]) -> Result<()> {
    tx.execute("DELETE FROM sign_in_tries WHERE account_hash = $1", params![*account_hash])?;
    Ok(())
}

/// The refusal of somebody who has to wait until `next`.
pub fn too_many(what: &str, now: Timestamp, next: Timestamp) -> Error {
    let wait = (next.micros() - now.micros()).div_euclid(1_000_000) + 1;
    Error::new(ErrorKind::TooMany, "too_many_sign_ins", what)
        .fix(format!("Wait for {wait} s, then try again."))
        .retry_after(u32::try_from(wait).unwrap_or(1))
}
