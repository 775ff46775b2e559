//! The real program as processes of their own, which a test may kill.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use onetill_db::Target;

use crate::wait;

/// Much longer than a stop takes, even on a busy machine.
const STOPPED_WITHIN: Duration = Duration::from_secs(60);

/// A program that serves, and is killed when it is dropped.
#[derive(Debug)]
pub struct Process {
    child: Mutex<Child>,
    /// Kept open, so that the program can go on writing.
    _output: BufReader<ChildStdout>,
    url: String,
}

impl Process {
    /// Starts `program` and reads from its first line where it serves. Blocks.
    #[track_caller]
    pub fn start(program: impl AsRef<Path>, arguments: &[&str]) -> Self {
        let mut child = Command::new(program.as_ref())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a program");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        let url = line.split_whitespace().last().filter(|word| word.starts_with("http://"));
        let Some(url) = url.map(str::to_owned) else {
            let _ = child.kill();
            panic!("{arguments:?} said \"{line}\" and not where it serves: {:?}", child.wait());
        };
        Self { child: Mutex::new(child), _output: output, url }
    }

    /// Starts `onetill serve` on a free port. Blocks.
    #[track_caller]
    pub fn serve(program: impl AsRef<Path>, target: &Target) -> Self {
        Self::start(
            program,
            &["serve", "--database", &database_url(target), "--listen", "127.0.0.1:0", "--log", "error"],
        )
    }

    /// Where it serves.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Kills it as a power cut would: it learns of nothing.
    pub fn kill(&self) {
        let mut child = self.child();
        let _ = child.kill();
        let _ = child.wait();
    }

    /// Asks it to stop, as a service manager does.
    pub fn terminate(&self) {
        let id = self.child().id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().expect("kill");
        assert!(status.success(), "kill -TERM: {status}");
    }

    /// Waits until it has ended. Blocks.
    #[track_caller]
    pub fn ended(&self) -> ExitStatus {
        wait::until(STOPPED_WITHIN, || self.child().try_wait().expect("a child")).expect("an end in time")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A database as `--database` takes it.
pub fn database_url(target: &Target) -> String {
    match target {
        Target::Sqlite(path) => format!("sqlite:{}", path.display()),
        Target::Postgres(url) => url.clone(),
    }
}

/// Runs `onetill verify` and asserts that every book agrees. Blocks.
#[track_caller]
pub fn verify(program: impl AsRef<Path>, target: &Target) {
    let output = Command::new(program.as_ref())
        .args(["verify", "--database", &database_url(target)])
        .output()
        .expect("a program");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
}
