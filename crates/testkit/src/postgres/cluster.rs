//! One cluster in a temporary folder: made, started, watched and taken away.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use postgres::{Client, NoTls};

use super::programs::{Programs, User};
use super::{Durability, TempPostgresError};
use crate::wait;

/// The superuser of our clusters. Only who may enter the folder can reach the socket, so there is no password.
const SUPERUSER: &str = "onetill";

/// Much longer than a start takes, even beside a build on a slow disk.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Socket addresses hold about 100 bytes; `/.s.PGSQL.5432` takes 14 of them.
const LONGEST_FOLDER: usize = 80;

/// Runs the server, and stops it when standard input closes: that is, when the process that started it ends,
/// in whatever way. `$1` says whether the folder then goes too. SIGQUIT is PostgreSQL's immediate stop.
const GUARD: &str = r#"
folder=$1; shift
exec 3<&0
"$@" 3<&- </dev/null & server=$!
{ read -r order <&3; [ "$order" = keep ] || : >"$folder/remove"; kill -QUIT "$server"; } 2>/dev/null & watcher=$!
wait "$server"; code=$?
kill "$watcher" 2>/dev/null
[ ! -e "$folder/remove" ] || rm -rf "$folder"
exit "$code"
"#;

#[derive(Debug)]
pub(super) struct Cluster {
    folder: PathBuf,
    programs: Programs,
    /// Whom the server runs as, when not as ourselves.
    user: Option<User>,
    durability: Durability,
    /// The guard, whose standard input we hold open.
    guard: Option<Child>,
}

impl Cluster {
    pub(super) fn start(durability: Durability) -> Result<Self, TempPostgresError> {
        let programs = Programs::find()?;
        let folder = create_folder()?;
        // From here on, dropping the value removes the folder.
        let mut cluster = Self { folder, programs, user: None, durability, guard: None };
        cluster.hand_over_folder()?;
        cluster.initialise()?;
        cluster.launch()?;
        Ok(cluster)
    }

    pub(super) fn url(&self) -> String {
        let host: String = self
            .folder
            .to_string_lossy()
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect();
        format!("postgres://{SUPERUSER}@{host}/postgres")
    }

    /// Root cannot run PostgreSQL, so root's folder goes to somebody who can.
    fn hand_over_folder(&mut self) -> Result<(), TempPostgresError> {
        let owner = fs::metadata(&self.folder).map_err(|source| self.io("reading the owner of", source))?.uid();
        if owner == 0 {
            let user = User::unprivileged()?;
            chown(&self.folder, Some(user.uid), Some(user.gid)).map_err(|source| self.io("handing over", source))?;
            self.user = Some(user);
        }
        Ok(())
    }

    fn initialise(&self) -> Result<(), TempPostgresError> {
        let mut initdb = self.command(&self.programs.initdb);
        initdb
            .args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg(format!("--username={SUPERUSER}"))
            .arg("--pgdata")
            .arg(self.data());
        let output = initdb.output().map_err(|source| self.io("running initdb for", source))?;
        if output.status.success() {
            return Ok(());
        }
        Err(TempPostgresError::Failed {
            program: "initdb",
            status: output.status.to_string(),
            output: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Starts the server under its guard and returns when it answers.
    pub(super) fn launch(&mut self) -> Result<(), TempPostgresError> {
        let log = File::create(self.log()).map_err(|source| self.io("creating the log in", source))?;
        let errors = log.try_clone().map_err(|source| self.io("creating the log in", source))?;
        let mut command = self.command(Path::new("/bin/sh"));
        command.args(["-c", GUARD, "guard"]).arg(&self.folder).arg(&self.programs.postgres).arg("-D").arg(self.data());
        for setting in self.settings() {
            command.arg("-c").arg(setting);
        }
        // A group of its own: Ctrl-C and a test runner's signals reach us, and the guard learns by the pipe.
        let guard = command
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .map_err(|source| self.io("starting PostgreSQL in", source))?;
        self.guard = Some(guard);
        self.wait_until_ready()
    }

    fn settings(&self) -> Vec<String> {
        let mut settings = vec![
            "listen_addresses=".to_owned(),
            format!("unix_socket_directories={}", self.folder.display()),
            "max_connections=300".to_owned(),
        ];
        if self.durability == Durability::Fast {
            settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"].map(String::from));
        }
        settings
    }

    fn wait_until_ready(&mut self) -> Result<(), TempPostgresError> {
        let url = self.url();
        let mut refusal = String::new();
        let ended: Option<Option<ExitStatus>> = wait::until(READY_WITHIN, || {
            match Client::connect(&url, NoTls) {
                Ok(_) => return Some(None),
                Err(error) => refusal = error.to_string(),
            }
            let guard = self.guard.as_mut()?;
            guard.try_wait().ok()?.map(Some)
        });
        match ended {
            Some(None) => Ok(()),
            Some(Some(status)) => {
                Err(TempPostgresError::Failed { program: "postgres", status: status.to_string(), output: self.said() })
            }
            None => Err(TempPostgresError::NotReady {
                seconds: READY_WITHIN.as_secs(),
                output: format!("{refusal}; {}", self.said()),
            }),
        }
    }

    /// Stops the server at once and keeps the folder.
    pub(super) fn stop(&mut self) {
        let Some(mut guard) = self.guard.take() else {
            return;
        };
        if let Some(mut orders) = guard.stdin.take() {
            // A guard that is gone already needs no order.
            let _ = std::io::Write::write_all(&mut orders, b"keep\n");
        }
        // Waiting is bounded by the server's immediate stop: it ends its children by force after 5 seconds.
        let _ = guard.wait();
    }

    /// A program to run in the cluster's folder, as the cluster's user.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // Settings of the caller's own PostgreSQL (PGHOST, PGDATA ..) have no say here.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.current_dir(&self.folder).env("LC_ALL", "C");
        if let Some(user) = self.user {
            // Setting the user of a child of root also clears its supplementary groups.
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// The end of what the server said.
    fn said(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    fn io(&self, doing: &str, source: std::io::Error) -> TempPostgresError {
        TempPostgresError::Io { what: format!("{doing} the temporary folder {}", self.folder.display()), source }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A folder that only its owner may enter, under a path short enough for a socket.
fn create_folder() -> Result<PathBuf, TempPostgresError> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut parent = std::env::temp_dir();
    if parent.as_os_str().len() > LONGEST_FOLDER - 30 {
        parent = PathBuf::from("/tmp");
    }
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!("onetill-pg-{}-{number}", std::process::id()));
        match DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => return Ok(folder),
            // Left by an earlier process of the same number.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(source) => {
                return Err(TempPostgresError::Io {
                    what: format!("creating the temporary folder {}", folder.display()),
                    source,
                });
            }
        }
    }
}
