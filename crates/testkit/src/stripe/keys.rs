//! Who may ask: secret keys, restricted ones, of the test mode and of the live one.

use super::errors::Refusal;

/// An API key.
#[derive(Debug, Clone)]
pub struct Key {
    secret: String,
    /// The permissions of a restricted key.
    only: Option<Vec<String>>,
    revoked: bool,
}

impl Key {
    /// A secret key: `sk_test_..` or `sk_live_..`.
    pub fn secret(secret: &str) -> Self {
        Self { secret: secret.to_owned(), only: None, revoked: false }
    }

    /// A restricted key, `rk_..`, with permissions such as `rak_payment_intent_write`.
    pub fn restricted(secret: &str, only: &[&str]) -> Self {
        Self { only: Some(only.iter().map(|name| (*name).to_owned()).collect()), ..Self::secret(secret) }
    }

    /// Whether it moves money that is real.
    pub(super) fn is_live(&self) -> bool {
        self.secret.contains("_live_")
    }
}

/// The keys of an account.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys(Vec<Key>);

impl Keys {
    pub(super) fn add(&mut self, key: Key) {
        self.0.push(key);
    }

    pub(super) fn revoke(&mut self, secret: &str) {
        for key in self.0.iter_mut().filter(|key| key.secret == secret) {
            key.revoked = true;
        }
    }

    /// The key that a request names.
    pub(super) fn of(&self, authorization: Option<&str>) -> Result<&Key, Refusal> {
        let Some(secret) = authorization.and_then(|text| text.strip_prefix("Bearer ")) else {
            return Err(Refusal::unauthorised(
                "You did not provide an API key. You need to provide your API key in the Authorization header, using \
                 Bearer auth.",
            ));
        };
        if secret.starts_with("pk_") {
            let message = "This API call cannot be made with a publishable API key. Please use a secret API key.";
            return Err(Refusal::forbidden(message).code("secret_key_required"));
        }
        let masked = masked(secret);
        match self.0.iter().find(|key| key.secret == secret) {
            Some(key) if key.revoked => {
                Err(Refusal::unauthorised(&format!("Expired API Key provided: {masked}")).code("api_key_expired"))
            }
            Some(key) => Ok(key),
            None => Err(Refusal::unauthorised(&format!("Invalid API Key provided: {masked}"))),
        }
    }

    /// Refuses what the key has no permission for.
    pub(super) fn permits(key: &Key, permission: &str) -> Result<(), Refusal> {
        let reads = permission.replace("_write", "_read");
        let writes = permission.replace("_read", "_write");
        let has = |only: &Vec<String>| {
            // Whoever may write may read.
            only.iter().any(|held| held == permission || (permission == reads && *held == writes))
        };
        match &key.only {
            None => Ok(()),
            Some(only) if has(only) => Ok(()),
            Some(_) => Err(Refusal::forbidden(&format!(
                "The provided key '{}' does not have the required permissions for this endpoint. Having the \
                 '{permission}' permission would allow this request to continue.",
                masked(&key.secret)
            ))),
        }
    }
}

/// A key as Stripe writes it in its messages: what kind, and the last four letters.
fn masked(secret: &str) -> String {
    let kept = |name: &&str| secret.starts_with(*name);
    let kind = ["sk_test_", "sk_live_", "rk_test_", "rk_live_"].into_iter().find(kept).unwrap_or_default();
    let tail: String = secret.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    format!("{kind}********{tail}")
}
