//! Moves the bytes of a request to a provider, and of its answer.

use std::sync::Arc;
use std::time::Duration;

use onetill_domains::payments::Message;
use onetill_kernel::{Error, Result};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// The longest answer that is read. A terminal that sends without an end is not listened to.
const MAX_ANSWER: usize = 256 * 1024;

/// Why there is no answer.
pub(crate) enum Unsent {
    /// No connection came about.
    Unreachable,
    /// It was sent, or may have been, and no whole answer came.
    NoAnswer,
}

/// Sends a request and waits for the whole answer.
pub(crate) async fn send(message: Message) -> std::result::Result<(u16, Vec<u8>), Unsent> {
    let client = client(&message).map_err(|error| {
        tracing::error!(%error, "a request to a provider could not be sent");
        Unsent::Unreachable
    })?;
    let method = reqwest::Method::from_bytes(message.method.as_bytes()).map_err(|_| Unsent::Unreachable)?;
    let mut request = client.request(method, &message.url);
    for (name, value) in message.headers {
        request = request.header(name, value);
    }
    if let Some(body) = message.body {
        request = request.body(body);
    }
    let mut response =
        request.send().await.map_err(|e| if e.is_connect() { Unsent::Unreachable } else { Unsent::NoAnswer })?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| Unsent::NoAnswer)? {
        if body.len() + piece.len() > MAX_ANSWER {
            return Err(Unsent::NoAnswer);
        }
        body.extend_from_slice(&piece);
    }
    Ok((status, body))
}

/// A connection of its own for every message: a pooled one that has died would blur what "not sent" means.
fn client(message: &Message) -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(Duration::from_millis(message.timeout_ms))
        // Well before it, so that a terminal which is switched off counts as not reached, and not as silent.
        .connect_timeout(Duration::from_millis(message.timeout_ms / 2))
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .tls_backend_preconfigured(tls(message.ca.as_deref())?)
        .build()
        .map_err(Error::internal)
}

/// Whom to believe: the public authorities, or the one that is named and no other.
fn tls(ca: Option<&str>) -> Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    match ca {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
                roots.add(certificate.map_err(Error::internal)?).map_err(Error::internal)?;
            }
        }
    }
    Ok(ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
