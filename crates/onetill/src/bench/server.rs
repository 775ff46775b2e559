//! `onetill serve` as a process of its own, so that its time and memory can be told from ours.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use onetill_db::Target;
use onetill_kernel::{Error, Result};

/// What Linux counts a process's time in, in milliseconds: USER_HZ is 100 on every architecture it runs on.
const TICK_MS: u64 = 10;

/// A running server. It ends with this value.
pub(super) struct ServerProcess {
    child: Child,
    pub(super) address: SocketAddr,
}

/// What a process has used so far. Zero where the system does not tell as Linux does.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Usage {
    pub(super) cpu: Duration,
    pub(super) peak_rss_bytes: u64,
}

impl ServerProcess {
    pub(super) fn start(target: &Target) -> Result<Self> {
        let database = match target {
            Target::Sqlite(path) => format!("sqlite:{}", path.display()),
            Target::Postgres(url) => url.clone(),
        };
        let program = std::env::current_exe().map_err(Error::internal)?;
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"])
            // Other users of this machine see arguments, and the URL may hold a password.
            .env("ONETILL_DATABASE", database)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Error::internal)?;
        let address = child.stdout.take().and_then(|out| {
            let mut line = String::new();
            BufReader::new(out).read_line(&mut line).ok()?;
            line.trim().rsplit_once("http://")?.1.parse().ok()
        });
        match address {
            Some(address) => Ok(Self { child, address }),
            None => {
                let _ = child.kill();
                Err(Error::internal("the server did not start; its log says why"))
            }
        }
    }

    pub(super) fn usage(&self) -> Result<Usage> {
        let read = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", self.child.id()));
        let (Ok(stat), Ok(status)) = (read("stat"), read("status")) else { return Ok(Usage::default()) };
        // proc(5): the fields after the name in parentheses; utime and stime are the 14th and 15th of all.
        let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().skip(11).take(2);
        let ticks: u64 = fields.filter_map(|f| f.parse::<u64>().ok()).sum();
        let peak_kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        let peak_kib: u64 = peak_kib.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        Ok(Usage { cpu: Duration::from_millis(ticks * TICK_MS), peak_rss_bytes: peak_kib * 1024 })
    }

    pub(super) fn kill(&mut self) -> Result<()> {
        self.child.kill().map_err(Error::internal)?;
        self.child.wait().map_err(Error::internal)?;
        Ok(())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // Ended already where the measuring went well.
        let _ = self.kill();
    }
}
