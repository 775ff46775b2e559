//! Where ids and secrets come from.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::{Builder, Uuid};

use crate::Timestamp;

/// A source of ids: random in a running server, seeded in tests so that both engines see the same.
#[derive(Debug)]
pub struct Ids {
    rng: StdRng,
    last: Uuid,
}

impl Ids {
    /// Seeded by the operating system.
    pub fn random() -> Self {
        Self { rng: rand::make_rng(), last: Uuid::nil() }
    }

    /// The same seed gives the same ids.
    pub fn seeded(seed: u64) -> Self {
        Self { rng: StdRng::seed_from_u64(seed), last: Uuid::nil() }
    }

    /// A new UUIDv7 of the given moment (RFC 9562, section 5.7). Within one millisecond ids of one source
    /// grow (section 6.2, method 2), so what one command makes sorts in the order in which it was made.
    pub fn next<Id: From<Uuid>>(&mut self, now: Timestamp) -> Id {
        let mut random = [0u8; 10];
        self.rng.fill_bytes(&mut random);
        let millis = u64::try_from(now.micros() / 1000).unwrap_or(0);
        let mut id = Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
        let moment = |id: Uuid| id.as_u128() >> 80;
        if moment(id) == moment(self.last) && id <= self.last {
            id = Uuid::from_u128(self.last.as_u128().wrapping_add(1));
        }
        self.last = id;
        Id::from(id)
    }

    /// 32 random bytes, for a token.
    pub fn secret(&mut self) -> [u8; 32] {
        let mut bytes = [0u8; 32];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_grow_and_stay_of_version_7() {
        let now = Timestamp::from_micros(1_795_000_000_000_000);
        let mut source = Ids::seeded(7);
        let ids: Vec<Uuid> = (0..200).map(|_| source.next(now)).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        let earlier: Uuid = source.next(now.plus_seconds(-1));
        assert!(earlier < ids[0], "an id tells its own moment, whatever came before");
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let make = || Ids::seeded(1).next::<Uuid>(Timestamp::from_micros(1_000));
        assert_eq!(make(), make());
    }
}
