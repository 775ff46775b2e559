//! Ids that follow from what they stand for.

use onetill_kernel::{Timestamp, Uuid};
use sha2::{Digest, Sha256};
use uuid::Builder;

/// Names the things of one source.
pub(super) struct Namer<'a> {
    source: &'a str,
}

impl<'a> Namer<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self { source }
    }

    /// The id of the `kind` of thing that the source calls `name`: always the same. Shaped as a UUIDv7 of the
    /// moment `at`, so that what happened together lies together on disk.
    pub(super) fn id(&self, at: Timestamp, kind: &str, name: &str) -> Uuid {
        let mut hasher = Sha256::new();
        for part in [self.source, kind, name] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let mut random = [0u8; 10];
        random.copy_from_slice(&hasher.finalize()[..10]);
        let millis = u64::try_from(at.micros() / 1000).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_has_the_same_id_and_another_has_another() {
        let at: Timestamp = "2010-12-01T08:26:00Z".parse().expect("a time");
        let id = |source, kind, name| Namer::new(source).id(at, kind, name);
        let sale = id("retail", "sale", "536365");
        assert_eq!(sale, id("retail", "sale", "536365"));
        assert_eq!((sale.get_version_num(), sale.to_string().starts_with("012ca109-c1c0-7")), (7, true), "{sale}");
        for other in [id("retail", "sale", "536366"), id("retail", "refund", "536365"), id("retails", "ale", "536365")]
        {
            assert_ne!(sale, other);
        }
    }
}
