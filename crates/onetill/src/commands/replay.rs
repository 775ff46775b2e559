//! `onetill replay`: past sales of another system, through the API that a register uses.

use std::io::Write;
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;

use onetill_db::{Db, Options, Target};
use onetill_domains::Ctx;
use onetill_domains::platform::{self, ApiKey, NewApiKey, Permissions};
use onetill_kernel::{Clock, Error, Ids, Result, SystemClock, Uuid};
use onetill_server::{App, Server, ServerOptions};
use onetill_verify::Report;
use serde::Serialize;
use tokio::sync::oneshot;

use super::serve::app_options;
use super::{new_api_key, runtime};
use crate::bar::Bar;
use crate::cli::ReplayArgs;
use crate::config::{LogFormat, start_log};
use crate::replay::{self, Api, Findings, Mapping, Prepared, Progress, Summary};

/// What `--json` prints.
#[derive(Serialize)]
struct Output<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    /// Whether every book agrees; absent where only the server can see its database.
    verified: Option<bool>,
}

pub(super) fn run(args: &ReplayArgs) -> Result<ExitCode> {
    start_log("warn", LogFormat::Text)?;
    let prepared = replay::prepare(&args.file, Mapping::read(&args.mapping)?)?;
    let bar = Bar::new("Replaying")?;
    let progress: Progress = {
        let bar = bar.clone();
        Arc::new(move |done, total| bar.at(done, total))
    };
    let runtime = runtime()?;
    let outcome = match (&args.server, &args.database) {
        (Some(url), _) => {
            let key = args.api_key.as_deref().ok_or_else(|| {
                Error::invalid("api_key", "A server lets nobody in without a key.")
                    .fix("Send an owner's key with --api-key or ONETILL_API_KEY.")
            })?;
            let (summary, findings) = runtime.block_on(replay::replay(Api::new(url, key), prepared, progress))?;
            (summary, findings, None)
        }
        (None, Some(target)) => over_database(&runtime, target, prepared, progress)?,
        (None, None) => return Err(Error::invalid("server", "It is not said into which shop to replay.")),
    };
    bar.clear();
    let (summary, findings, report) = outcome;
    tell(args, &summary, &findings, report.as_ref())?;
    let holds = report.as_ref().is_none_or(Report::is_ok);
    Ok(if holds && findings.all_recorded() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Replays through a server of its own over a database, and proves the books.
fn over_database(
    runtime: &tokio::runtime::Runtime,
    target: &Target,
    prepared: Prepared,
    progress: Progress,
) -> Result<(Summary, Findings, Option<Report>)> {
    let db = super::open(target, &Options::for_target(target))?;
    db.read(platform::merchant)?;
    let secret = new_api_key();
    let key = add_key(&db, &secret)?;
    let app = App::new(db.clone(), app_options(false));
    let replayed = runtime.block_on(async {
        let server = Server::bind(app, &ServerOptions { listen: (Ipv4Addr::LOCALHOST, 0).into() }).await?;
        let api = Api::new(&format!("http://{}", server.address()?), &secret);
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(server.run(async move {
            let _ = stopped.await;
        }));
        let replayed = replay::replay(api, prepared, progress).await;
        drop(stop);
        served.await.map_err(Error::internal)??;
        replayed
    });
    db.write(move |tx| platform::revoke_api_key(tx, &program(), key.id))?;
    let (summary, findings) = replayed?;
    Ok((summary, findings, Some(db.read(onetill_verify::verify)?)))
}

/// An owner's key for the time of the replay.
fn add_key(db: &Db, secret: &str) -> Result<ApiKey> {
    let hash = platform::hash_secret(secret);
    db.write(move |tx| {
        let new = NewApiKey::for_everything("Replay of past sales");
        platform::add_api_key(tx, &mut program(), Permissions::ALL, &new, &hash)
    })
}

/// The program itself.
fn program() -> Ctx {
    Ctx {
        now: SystemClock.now(),
        ids: Ids::random(),
        staff_id: None,
        register_id: None,
        owner_id: Uuid::nil(),
        approved_by: None,
        who: None,
    }
}

/// Tells what was found in the file, and what the shop has recorded.
fn tell(args: &ReplayArgs, summary: &Summary, findings: &Findings, report: Option<&Report>) -> Result<()> {
    match &args.report {
        Some(path) => replay::write_report(path, findings)?,
        None => {
            let mut err = std::io::stderr().lock();
            for finding in findings.in_order() {
                writeln!(err, "{finding}").map_err(Error::internal)?;
            }
        }
    }
    if args.json {
        let output = Output { summary, verified: report.map(Report::is_ok) };
        println!("{}", serde_json::to_string_pretty(&output).map_err(Error::internal)?);
        return Ok(());
    }
    println!("{summary}");
    match report {
        Some(report) => print!("{report}"),
        None => println!("`onetill verify --database …` proves that every book agrees."),
    }
    if let Some(path) = &args.report {
        println!("What was found in the file, row by row, is in {}.", path.display());
    }
    Ok(())
}
