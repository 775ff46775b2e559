//! Bytes on a connection of their own, as no client library would send them.

use std::fmt;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request, whole or spoilt.
pub(crate) struct Message {
    method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
    /// Instead of the body: bytes that are no JSON, or nearly.
    pub(crate) raw_body: Option<Vec<u8>>,
    /// Instead of all of it.
    pub(crate) whole: Option<Vec<u8>>,
    /// Whether it may not be HTTP at all.
    pub(crate) mangled: bool,
    /// Whether it may be at another path than it was made for.
    pub(crate) elsewhere: bool,
}

impl Message {
    pub(crate) fn new(method: &str, path: &str, token: &str) -> Self {
        let headers = vec![("authorization".to_owned(), format!("Bearer {token}"))];
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: Vec::new(),
            headers,
            body: None,
            raw_body: None,
            whole: None,
            mangled: false,
            elsewhere: false,
        }
    }

    /// Gives a header this value.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn body_bytes(&self) -> Vec<u8> {
        match (&self.raw_body, &self.body) {
            (Some(bytes), _) => bytes.clone(),
            (None, Some(body)) => body.to_string().into_bytes(),
            (None, None) => Vec::new(),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        if let Some(bytes) = &self.whole {
            return bytes.clone();
        }
        let body = self.body_bytes();
        let query: Vec<String> =
            self.query.iter().map(|(name, value)| format!("{}={}", name, escaped(value))).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let mut head = format!("{} {}{query} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        [head.into_bytes(), body].concat()
    }
}

/// A value of a query with what HTTP does not allow written as escapes.
fn escaped(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:%".contains(&b);
    value.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.bytes();
        write!(f, "{}", bytes[..bytes.len().min(4000)].escape_ascii().to_string().replace("\\r\\n", "\n"))
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) compressed: bool,
    body: Vec<u8>,
}

impl Answer {
    /// Its body; null where it is no JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]);
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(':'));
            lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).next()
        };
        let body = &bytes[end + 4..];
        let chunked = header("transfer-encoding").is_some();
        Some(Self {
            status: head.split(' ').nth(1)?.parse().ok()?,
            content_type: header("content-type").unwrap_or_default(),
            compressed: header("content-encoding").is_some(),
            body: if chunked { unchunked(body) } else { body.to_vec() },
        })
    }
}

/// A body that came in pieces (RFC 9112, section 7.1).
fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&bytes[..end]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let Some(piece) = length.filter(|length| *length > 0).and_then(|length| bytes.get(end + 2..end + 2 + length))
        else {
            break;
        };
        whole.extend_from_slice(piece);
        bytes = bytes.get(end + 4 + piece.len()..).unwrap_or_default();
    }
    whole
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.status, self.content_type, String::from_utf8_lossy(&self.body))
    }
}

/// Sends a request; none where the server hung up without a word.
pub(crate) async fn send(url: &str, message: &Message) -> Option<Answer> {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    // The server may have refused and hung up before all of it was sent.
    let _ = stream.write_all(&message.bytes()).await;
    if message.mangled {
        // It may promise more than it holds: nothing more comes.
        let _ = stream.shutdown().await;
    }
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    Answer::read(&bytes)
}
