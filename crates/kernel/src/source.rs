//! Where ids and secrets come from.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::{Builder, Uuid};

use crate::Timestamp;

/// A source of ids: random in a running server, seeded in tests so that both engines see the same.
#[derive(Debug)]
pub struct Ids(StdRng);

impl Ids {
    /// Seeded by the operating system.
    pub fn random() -> Self {
        Self(rand::make_rng())
    }

    /// The same seed gives the same ids.
    pub fn seeded(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A new UUIDv7 of the given moment (RFC 9562, section 5.7).
    pub fn next<Id: From<Uuid>>(&mut self, now: Timestamp) -> Id {
        let mut random = [0u8; 10];
        self.0.fill_bytes(&mut random);
        let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
        Id::from(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// 32 random bytes, for a token.
    pub fn secret(&mut self) -> [u8; 32] {
        let mut bytes = [0u8; 32];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}
