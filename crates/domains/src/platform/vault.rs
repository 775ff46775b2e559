//! What must be kept but never seen is sealed with the key of the installation, which is not in the database: whoever has
//! only the database, or a backup of it, cannot read it. XChaCha20-Poly1305 (RFC 8439, and draft-irtf-cfrg-xchacha for the
//! longer nonce).

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use onetill_kernel::{Error, Result, Uuid};
use sha2::{Digest, Sha256};

/// The length of a key, in bytes.
pub const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// The key of this installation.
#[derive(Clone)]
pub struct Vault(XChaCha20Poly1305);

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// The vault with this key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self(XChaCha20Poly1305::new(&Key::from(*key)))
    }

    /// Seals `text`. `place` names where it is kept: it can be opened only there. `fresh` is an id that was never used.
    pub fn seal(&self, place: &str, text: &str, fresh: Uuid) -> Result<Vec<u8>> {
        let mut hash = Sha256::new();
        hash.update(fresh.as_bytes());
        hash.update(place.as_bytes());
        let digest = hash.finalize();
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&digest[..NONCE_BYTES]);
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::internal("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for `place`.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<String> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or_else(wrong_key)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let text = self.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| wrong_key())?;
        String::from_utf8(text).map_err(|_| wrong_key())
    }
}

fn wrong_key() -> Error {
    Error::conflict("sealed_with_another_key", "This was sealed with another key than this server has.")
        .fix("Start the server with the key file that belongs to this database, or enter the value anew.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_at_its_place_with_its_key_alone() {
        let vault = Vault::new(&[7; KEY_BYTES]);
        let sealed = vault.seal("a/key/1", "sk_test_1", Uuid::from_u128(1)).expect("sealed");
        assert_eq!(vault.open("a/key/1", &sealed).expect("opened"), "sk_test_1");
        assert!(!sealed.windows(7).any(|w| w == b"sk_test"));
        let mut spoilt = sealed.clone();
        spoilt[30] ^= 1;
        let refusals = [
            vault.open("b/key/1", &sealed),
            Vault::new(&[8; KEY_BYTES]).open("a/key/1", &sealed),
            vault.open("a/key/1", &spoilt),
            vault.open("a/key/1", &sealed[..10]),
        ];
        for refusal in refusals {
            assert_eq!(refusal.expect_err("refused").code_str(), "sealed_with_another_key");
        }
        let again = vault.seal("a/key/1", "sk_test_1", Uuid::from_u128(2)).expect("sealed");
        assert_ne!(sealed, again);
    }
}
