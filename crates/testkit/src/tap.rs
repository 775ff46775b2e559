//! A line to a terminal on which every message is counted, and at which a test may act in the middle of one.

use std::fmt;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What is asked of the terminal.
    Request,
    /// What it answers.
    Answer,
}

/// Something that a test does when a message comes by, before it is passed on.
type Action = Box<dyn FnOnce() + Send>;

/// A line that leads to a terminal, each message on a connection of its own. Lives as long as the process.
#[derive(Clone)]
pub struct Tap {
    url: String,
    shared: Arc<Shared>,
}

struct Shared {
    to: Mutex<SocketAddr>,
    /// The first lines of all requests: `POST /payments`.
    requests: Mutex<Vec<String>>,
    /// What to do at the message of this number, from 1.
    action: Mutex<Option<(usize, Part, Action)>>,
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tap").field("url", &self.url).field("requests", &self.requests()).finish_non_exhaustive()
    }
}

impl Tap {
    /// A line to the terminal at `url`.
    pub fn start(url: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared =
            Arc::new(Shared { to: Mutex::new(address_of(url)), requests: Mutex::default(), action: Mutex::default() });
        let for_lines = shared.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = for_lines.clone();
                std::thread::spawn(move || shared.carry(client));
            }
        });
        Self { url: format!("http://{address}"), shared }
    }

    /// Where it begins.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Leads to another address from now on: the terminal was switched on again.
    pub fn lead_to(&self, url: &str) {
        *lock(&self.shared.to) = address_of(url);
    }

    /// The first lines of all requests so far, without what follows the path: `GET /payments/…`.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.shared.requests).clone()
    }

    /// How many requests began like this.
    pub fn count(&self, start: &str) -> usize {
        self.requests().iter().filter(|line| line.starts_with(start)).count()
    }

    /// Does something at the `next`th message from now on, before this part of it is passed on.
    pub fn act_at(&self, next: usize, part: Part, action: impl FnOnce() + Send + 'static) {
        let number = self.requests().len() + next;
        *lock(&self.shared.action) = Some((number, part, Box::new(action)));
    }
}

impl Shared {
    /// Carries one message. Once it has been seen it arrives whole, whatever becomes of who sent it.
    fn carry(&self, mut client: TcpStream) {
        let to = *lock(&self.to);
        // A terminal that is off shows as a line that breaks.
        let Ok(mut terminal) = TcpStream::connect(to) else { return };
        let Some(request) = whole_request(&mut client) else { return };
        let text = String::from_utf8_lossy(&request);
        let line: Vec<&str> = text.split_whitespace().take(2).collect();
        let number = {
            let mut requests = lock(&self.requests);
            requests.push(line.join(" "));
            requests.len()
        };
        self.act(number, Part::Request);
        if terminal.write_all(&request).is_err() {
            return;
        }
        let mut buffer = [0u8; 16 * 1024];
        if let Ok(count @ 1..) = terminal.read(&mut buffer) {
            self.act(number, Part::Answer);
            if client.write_all(&buffer[..count]).is_ok() {
                let _ = std::io::copy(&mut terminal, &mut client);
            }
        }
    }

    fn act(&self, number: usize, part: Part) {
        let action = lock(&self.action).take_if(|(at, its, _)| (*at, *its) == (number, part));
        if let Some((_, _, action)) = action {
            action();
        }
    }
}

/// Reads one request to the end of its body; nothing if it ends before.
fn whole_request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut buffer = [0u8; 4096];
    loop {
        let Ok(count @ 1..) = client.read(&mut buffer) else { return None };
        request.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        if body.len() >= length.and_then(|l| l.trim().parse().ok()).unwrap_or(0) {
            return Some(request);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn address_of(url: &str) -> SocketAddr {
    url.trim_start_matches("http://").parse().expect("an address")
}
