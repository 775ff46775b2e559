//! `Idempotency-Key`: the first answer again, for a day.

use std::collections::HashMap;

use super::account::Reply;
use super::errors::Refusal;

/// How long a key is remembered, in milliseconds.
const KEPT_MS: i64 = 24 * 3600 * 1000;
/// No key is longer.
const MAX_LENGTH: usize = 255;

/// What is known of a key.
#[derive(Debug, Clone)]
struct Known {
    path: String,
    fingerprint: String,
    at_ms: i64,
    /// None while the first request is still under way.
    reply: Option<Reply>,
}

/// All keys of an account.
#[derive(Debug, Clone, Default)]
pub(super) struct Idempotency(HashMap<(bool, String), Known>);

impl Idempotency {
    /// Takes a key for a request. The first answer, where there was one.
    pub(super) fn begin(
        &mut self,
        live: bool,
        key: &str,
        path: &str,
        fingerprint: &str,
        now_ms: i64,
    ) -> Result<Option<Reply>, Refusal> {
        if key.len() > MAX_LENGTH {
            return Err(Refusal::idempotency(400, "Idempotency keys are up to 255 characters long."));
        }
        self.0.retain(|_, known| now_ms < known.at_ms + KEPT_MS);
        let place = (live, key.to_owned());
        let Some(known) = self.0.get(&place) else {
            let (path, fingerprint) = (path.to_owned(), fingerprint.to_owned());
            self.0.insert(place, Known { path, fingerprint, at_ms: now_ms, reply: None });
            return Ok(None);
        };
        if known.path != path || known.fingerprint != fingerprint {
            return Err(Refusal::idempotency(
                400,
                &format!(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                     Try using a key other than '{key}' if you meant to execute a different request."
                ),
            ));
        }
        match &known.reply {
            Some(reply) => Ok(Some(reply.replayed())),
            None => Err(Refusal::idempotency(409, "There is currently another in-progress request using this key.")
                .code("idempotency_key_in_use")),
        }
    }

    /// Keeps the answer, or lets the key go where the endpoint never began.
    pub(super) fn end(&mut self, live: bool, key: &str, reply: Option<&Reply>) {
        let place = (live, key.to_owned());
        match reply {
            Some(reply) => {
                if let Some(known) = self.0.get_mut(&place) {
                    known.reply = Some(reply.clone());
                }
            }
            None => {
                self.0.remove(&place);
            }
        }
    }
}
