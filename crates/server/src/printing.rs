//! Speaks to receipt printers over TCP: sends what is queued, asks for their state, opens drawers.
//!
//! A connection goes to an address that somebody with the permission `manage_settings` wrote down, and to no other; what comes back is read
//! as single status bytes and never shown. A printer serves one connection at a time, so here one waits for the other.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use onetill_connectors::printers::escpos::{self, Feature, Font, Job, Profile, Raster};
use onetill_connectors::printers::pdf;
use onetill_db::Tx;
use onetill_domains::receipts::{self, Block, JobState, PrintJob, Printer, PrinterProblem, Slip};
use onetill_domains::{Ctx, catalog};
use onetill_kernel::{Error, PrintJobId, PrinterId, RegisterId, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, OwnedMutexGuard};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::state::App;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(2);
/// How long a printer may take to answer about its state.
const ANSWER: Duration = Duration::from_secs(3);
/// How long a slip may take from its first byte to paper.
const PRINT: Duration = Duration::from_secs(30);
/// How often a printer that could not print is tried again.
const AGAIN: Duration = Duration::from_secs(1);
/// How often it is looked for jobs that nobody told of: another server's.
const LOOK: Duration = Duration::from_secs(60);
/// How long it is believed which drawer hangs on which printer; what this process changes it knows at once.
const BELIEVED_FOR: Duration = Duration::from_secs(5);

/// Which drawer hangs on which printer.
type Drawers = Arc<HashMap<RegisterId, Printer>>;

/// What the server knows of its printers.
#[derive(Default)]
pub(crate) struct Printers {
    /// Wakes the job that prints.
    pub(crate) due: Notify,
    lines: Mutex<HashMap<PrinterId, Arc<tokio::sync::Mutex<()>>>>,
    drawers: RwLock<Option<(Instant, Drawers)>>,
}

impl Printers {
    /// The right to speak to a printer.
    async fn line(&self, id: PrinterId) -> OwnedMutexGuard<()> {
        let line = self.lines.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default().clone();
        line.lock_owned().await
    }

    /// Forgets which drawer hangs where.
    pub(crate) fn forget_drawers(&self) {
        *self.drawers.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Prints what is queued until the server is to stop; then finishes the slips under way.
pub(crate) async fn run(app: App) {
    let mut tasks = JoinSet::new();
    let mut busy: HashMap<tokio::task::Id, PrinterId> = HashMap::new();
    loop {
        while let Some(ended) = tasks.try_join_next_with_id() {
            busy.remove(&ended.map_or_else(|panicked| panicked.id(), |(id, ())| id));
        }
        let queued = queued(&app).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the print jobs could not be looked at");
            Vec::new()
        });
        let printers: HashSet<PrinterId> = queued.iter().map(|job| job.printer_id).collect();
        for id in printers.into_iter().filter(|id| !busy.values().any(|b| b == id)).collect::<Vec<_>>() {
            let app = app.clone();
            let task = tasks.spawn(async move {
                if let Err(error) = work(&app, id).await {
                    tracing::warn!(printer = %id, %error, "a print job could not be taken further");
                }
            });
            busy.insert(task.id(), id);
        }
        let pause = if queued.is_empty() && busy.is_empty() { LOOK } else { AGAIN };
        tokio::select! {
            () = app.stopped() => break,
            _ = timeout(pause, app.inner.printers.due.notified()) => {}
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// The jobs that wait. Those that a server left in the middle are known to nobody now.
async fn queued(app: &App) -> Result<Vec<PrintJob>> {
    let now = app.clock().now();
    let (lost, queued) =
        app.read(move |tx| Ok((receipts::lost_jobs(tx, now)?, receipts::print_jobs_in(tx, JobState::Queued)?))).await?;
    for job in lost {
        note(app, move |tx, ctx| receipts::job_ended(tx, ctx, job.id, false)).await?;
    }
    Ok(queued)
}

async fn note<T: Send + 'static>(
    app: &App,
    run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
) -> Result<T> {
    let for_ctx = app.clone();
    app.write(None, Vec::new(), move |tx| run(tx, &for_ctx.job_ctx())).await
}

/// Prints the jobs of one printer, as long as it can.
async fn work(app: &App, id: PrinterId) -> Result<()> {
    let _line = app.inner.printers.line(id).await;
    loop {
        let next = app.read(move |tx| {
            let queued = receipts::print_jobs_in(tx, JobState::Queued)?;
            let Some(job) = queued.into_iter().find(|job| job.printer_id == id) else { return Ok(None) };
            Ok(Some((job, receipts::printer(tx, id)?)))
        });
        let Some((job, printer)) = next.await? else { return Ok(()) };
        if let Some(problem) = print(app, &job, &printer).await? {
            return note(app, move |tx, ctx| receipts::job_waits(tx, ctx, job.id, problem)).await;
        }
    }
}

/// Prints one job; says what keeps the printer from it, while nothing has been sent.
async fn print(app: &App, job: &PrintJob, printer: &Printer) -> Result<Option<PrinterProblem>> {
    let id = job.id;
    let (for_slip, at, now) = (job.clone(), printer.clone(), app.clock().now());
    let bytes = app.read(move |tx| bytes_of(tx, &for_slip, &at, now)).await;
    let bytes = match bytes {
        Ok(bytes) => bytes,
        // What it shows cannot be shown any more, or its printer is of a model that is not known.
        Err(error) if error.cause().is_none() => {
            tracing::warn!(job = %id, %error, "a print job is given up");
            note(app, move |tx, ctx| receipts::job_failed(tx, ctx, id)).await?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let Some(mut stream) = connect(printer).await else { return Ok(Some(PrinterProblem::Unreachable)) };
    if printer.reports_status {
        match ask(&mut stream).await {
            None => return Ok(Some(PrinterProblem::Silent)),
            Some(escpos::Status { problem: Some(problem), .. }) => return Ok(Some(problem)),
            Some(_) => {}
        }
    }
    if note(app, move |tx, ctx| receipts::job_sent(tx, ctx, id)).await? {
        // `sent_at` is on disk: whatever happens now, it is not sent again.
        let printed = timeout(PRINT, send(&mut stream, &bytes, printer.reports_status)).await.unwrap_or(false);
        note(app, move |tx, ctx| receipts::job_ended(tx, ctx, id, printed)).await?;
    }
    Ok(None)
}

fn bytes_of(tx: &mut Tx<'_>, job: &PrintJob, printer: &Printer, now: onetill_kernel::Timestamp) -> Result<Vec<u8>> {
    let profile = escpos::profile(&printer.profile)?;
    let slip = receipts::slip_of(tx, job, now)?;
    let font = if printer.small_letters { Font::B } else { Font::A };
    printed(tx, &slip, profile, font)
}

/// A slip as the bytes for a printer.
pub(crate) fn printed(tx: &mut Tx<'_>, slip: &Slip, profile: &Profile, font: Font) -> Result<Vec<u8>> {
    let logo = if profile.can(Feature::Raster) { logo_of(tx, slip, profile.dots)? } else { None };
    Ok(escpos::render(&Job { slip, font, logo: logo.as_ref(), kick: false }, profile))
}

/// A slip as a PDF.
pub(crate) fn as_pdf(tx: &mut Tx<'_>, slip: &Slip) -> Result<Vec<u8>> {
    let logo = logo_of(tx, slip, pdf::LOGO_DOTS)?;
    pdf::render(slip, logo.as_ref())
}

/// The logo on a slip as dots for paper so many dots wide; none where the slip has none.
pub(crate) fn logo_of(tx: &mut Tx<'_>, slip: &Slip, dots: usize) -> Result<Option<Raster>> {
    let logo = slip.blocks.iter().find_map(|block| match block {
        Block::Logo { image_id } => Some(*image_id),
        _ => None,
    });
    logo.map(|id| escpos::logo(&catalog::image(tx, id)?.content, dots)).transpose()
}

async fn connect(printer: &Printer) -> Option<TcpStream> {
    let stream = timeout(CONNECT, TcpStream::connect(&printer.address)).await.ok()?.ok()?;
    let _ = stream.set_nodelay(true);
    Some(stream)
}

/// Asks for the printer's state; none where it does not answer, or not as a printer.
async fn ask(stream: &mut TcpStream) -> Option<escpos::Status> {
    let mut answers = [0; 4];
    for (question, answer) in escpos::QUESTIONS.iter().zip(&mut answers) {
        stream.write_all(question).await.ok()?;
        *answer = timeout(ANSWER, stream.read_u8()).await.ok()?.ok()?;
    }
    escpos::status(answers)
}

/// Sends a slip; true once it is on paper, or, where the printer tells nothing, once it took all.
async fn send(stream: &mut TcpStream, bytes: &[u8], reports: bool) -> bool {
    if stream.write_all(bytes).await.is_err() {
        return false;
    }
    if !reports {
        return stream.shutdown().await.is_ok();
    }
    stream.write_all(&escpos::WHEN_DONE).await.is_ok() && stream.read_u8().await.is_ok_and(escpos::says_done)
}

/// Asks a printer for its state, now.
pub(crate) async fn status(app: &App, id: PrinterId) -> Result<(Option<PrinterProblem>, bool)> {
    let printer = app.read(move |tx| receipts::printer(tx, id)).await?;
    // While it prints it is asked nothing else.
    let Ok(_line) = timeout(CONNECT + ANSWER, app.inner.printers.line(id)).await else {
        return Ok((Some(PrinterProblem::Silent), false));
    };
    let Some(mut stream) = connect(&printer).await else { return Ok((Some(PrinterProblem::Unreachable), false)) };
    if !printer.reports_status {
        return Ok((None, false));
    }
    Ok(match ask(&mut stream).await {
        Some(status) => (status.problem, status.paper_low),
        None => (Some(PrinterProblem::Silent), false),
    })
}

/// Which drawer hangs on which printer.
async fn drawers(app: &App) -> Result<Drawers> {
    let known = app.inner.printers.drawers.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, drawers)) = known.filter(|(seen, _)| seen.elapsed() < BELIEVED_FOR) {
        return Ok(drawers);
    }
    let read = |tx: &mut Tx<'_>| {
        let printers = receipts::printers(tx)?;
        let with_drawer = receipts::register_printers(tx)?.into_iter().filter(|chosen| chosen.has_drawer);
        let printer = |id| printers.iter().find(|p| p.id == id && p.active).cloned();
        Ok(with_drawer.filter_map(|chosen| Some((chosen.register_id, printer(chosen.printer_id)?))).collect())
    };
    let drawers: Drawers = Arc::new(app.read(read).await?);
    *app.inner.printers.drawers.write().unwrap_or_else(PoisonError::into_inner) =
        Some((Instant::now(), drawers.clone()));
    Ok(drawers)
}

/// Opens the drawer of a register, if one hangs on its printer. Nobody waits for it, and it is not tried again: a drawer that
/// springs open later is worse than one that is opened with the key.
pub(crate) fn open_drawer(app: &App, register_id: RegisterId) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = kick(&app, register_id).await {
            tracing::warn!(register = %register_id, %error, "the drawer could not be opened");
        }
    });
}

async fn kick(app: &App, register_id: RegisterId) -> Result<()> {
    let drawers = drawers(app).await?;
    let Some(printer) = drawers.get(&register_id) else { return Ok(()) };
    let bytes = escpos::drawer_kick(escpos::profile(&printer.profile)?);
    let unreachable = || Error::conflict("printer_unreachable", "The printer cannot be reached.");
    let Ok(_line) = timeout(PRINT, app.inner.printers.line(printer.id)).await else { return Err(unreachable()) };
    let mut stream = connect(printer).await.ok_or_else(unreachable)?;
    timeout(ANSWER, stream.write_all(&bytes)).await.map_err(Error::internal)?.map_err(Error::internal)?;
    stream.shutdown().await.map_err(Error::internal)
}

/// The job as it is after it was queued, and the printing woken.
pub(crate) async fn queued_job(app: &App, id: PrintJobId) -> Result<PrintJob> {
    app.inner.printers.due.notify_one();
    app.read(move |tx| receipts::print_job(tx, id)).await
}
