//! Printers and what is printed at them.
//!
//! A job is written down first, then sent once. `sent_at` is on disk before the first byte leaves; a printer that falls silent
//! after that leaves the job `unknown`, for a person to look, and it is never sent again by itself.

use onetill_db::Tx;
use onetill_kernel::{Error, PrintJobId, PrinterId, RegisterId, Result, Timestamp, Uuid};
use serde_json::{Value, json};

use super::printer_model::*;
use super::printer_store as store;
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, check_name, platform, tills};

/// After so long a job that could not be sent is given up, in seconds: nobody waits for it at the counter any more.
const GIVE_UP_S: i64 = 600;
/// After so long a job that was sent and never heard of again is unknown, in seconds. Longer than any answer is waited for.
const LOST_S: i64 = 90;

/// Checks an address: a host name or number, and a port.
fn check_address(address: &str) -> Result<()> {
    let fix = "Write it as 192.168.1.40:9100 or printer.local:9100.";
    let wrong = || Error::invalid("address", "This is not the address of a printer.").fix(fix);
    let (host, port) = address.rsplit_once(':').ok_or_else(wrong)?;
    let named = host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.') && !host.starts_with('-');
    let numbered = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    let numbered = numbered.is_some_and(|h| h.parse::<std::net::Ipv6Addr>().is_ok());
    let sound = (1..=253).contains(&host.len()) && (named || numbered);
    if !sound || !port.parse::<u16>().is_ok_and(|port| port > 0) {
        return Err(wrong());
    }
    Ok(())
}

/// Adds a printer.
pub fn add_printer(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewPrinter) -> Result<PrinterId> {
    check_name("name", &new.name)?;
    check_address(&new.address)?;
    platform::location(tx, new.location_id)?;
    if let Some(id) = new.id
        && store::printer_exists(tx, id)?
    {
        return Err(already_exists());
    }
    let printer = Printer {
        id: new.id.unwrap_or_else(|| ctx.new_id()),
        location_id: new.location_id,
        name: new.name.trim().to_owned(),
        address: new.address.clone(),
        profile: new.profile.clone(),
        small_letters: new.small_letters,
        reports_status: new.reports_status.unwrap_or(true),
        active: true,
    };
    store::insert_printer(tx, &printer, ctx.now)?;
    saved(tx, ctx, &json!({}), &printer)
}

fn already_exists() -> Error {
    Error::conflict("already_exists", "There is something with this id already.")
        .field("id")
        .fix("Leave the id out, or make a new one.")
}

fn saved(tx: &mut Tx<'_>, ctx: &Ctx, before: &Value, printer: &Printer) -> Result<PrinterId> {
    platform::audit_change(tx, ctx, AuditAction::PrinterSaved, printer.id, [before.clone(), json!(printer)])?;
    emit(tx, ctx, EventKind::PrinterSaved, printer.id, ctx.now, &json!({ "name": printer.name }))?;
    Ok(printer.id)
}

/// Changes a printer.
pub fn change_printer(tx: &mut Tx<'_>, ctx: &Ctx, id: PrinterId, change: &PrinterChange) -> Result<()> {
    let mut printer = store::printer(tx, id)?;
    let before = json!(printer);
    if let Some(name) = &change.name {
        check_name("name", name)?;
        printer.name = name.trim().to_owned();
    }
    if let Some(address) = &change.address {
        check_address(address)?;
        printer.address.clone_from(address);
    }
    if let Some(profile) = &change.profile {
        printer.profile.clone_from(profile);
    }
    printer.small_letters = change.small_letters.unwrap_or(printer.small_letters);
    printer.reports_status = change.reports_status.unwrap_or(printer.reports_status);
    printer.active = change.active.unwrap_or(printer.active);
    store::update_printer(tx, &printer)?;
    saved(tx, ctx, &before, &printer)?;
    Ok(())
}

/// Says which printer a register uses.
pub fn choose_printer(tx: &mut Tx<'_>, ctx: &Ctx, register_id: RegisterId, choice: &ChoosePrinter) -> Result<()> {
    tills::register(tx, register_id).map_err(|_| Error::not_found("register"))?;
    match choice.printer_id {
        None => store::delete_register_printer(tx, register_id)?,
        Some(printer_id) => {
            in_use(tx, printer_id)?;
            let chosen = RegisterPrinter { register_id, printer_id, has_drawer: choice.has_drawer };
            store::save_register_printer(tx, &chosen)?;
        }
    }
    emit(tx, ctx, EventKind::RegisterUpdated, register_id, ctx.now, choice)
}

/// A printer that is in use; a refusal names the field `printer_id`.
fn in_use(tx: &mut Tx<'_>, id: PrinterId) -> Result<Printer> {
    let found = if store::printer_exists(tx, id)? { Some(store::printer(tx, id)?) } else { None };
    found.filter(|printer| printer.active).ok_or_else(|| {
        Error::invalid("printer_id", "There is no such printer in use.").fix("GET /v1/printers lists them.")
    })
}

/// Queues something to be printed.
pub fn print(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    content: Content,
    subject_id: Option<Uuid>,
    at: &PrintAt,
) -> Result<PrintJobId> {
    let printer = match (at.printer_id, at.register_id) {
        (Some(id), _) => in_use(tx, id)?,
        (None, Some(register_id)) => {
            let chosen = store::register_printers(tx)?.into_iter().find(|r| r.register_id == register_id);
            let chosen = chosen.ok_or_else(|| {
                Error::conflict("no_printer", "This register has no printer.")
                    .field("register_id")
                    .fix("Choose one in the settings, or send printer_id.")
            })?;
            in_use(tx, chosen.printer_id)?
        }
        (None, None) => {
            return Err(Error::invalid("printer_id", "Nobody says where to print.")
                .code("missing_field")
                .fix("Send register_id or printer_id."));
        }
    };
    if let Some(id) = at.id
        && store::find_job(tx, id)?.is_some()
    {
        return Err(already_exists());
    }
    if let Some(subject) = subject_id.filter(|_| matches!(content, Content::Receipt | Content::Refund)) {
        let before = store::print_jobs_of(tx, subject)?;
        if before.iter().any(|job| job.content == content && job.state != JobState::Failed) {
            return Err(Error::conflict("already_printed", "This receipt was printed, or is being printed.")
                .field("kind")
                .fix("Print a copy of it."));
        }
    }
    let job = PrintJob {
        id: at.id.unwrap_or_else(|| ctx.new_id()),
        printer_id: printer.id,
        content,
        subject_id,
        state: JobState::Queued,
        problem: None,
        staff_id: ctx.staff_id,
        created_at: ctx.now,
        sent_at: None,
        ended_at: None,
    };
    store::insert_job(tx, &job)?;
    told(tx, ctx, &job)?;
    Ok(job.id)
}

fn told(tx: &mut Tx<'_>, ctx: &Ctx, job: &PrintJob) -> Result<()> {
    let data = json!({
        "printer_id": job.printer_id, "content": job.content, "subject_id": job.subject_id, "state": job.state,
        "problem": job.problem,
    });
    emit(tx, ctx, EventKind::PrintJobUpdated, job.id, ctx.now, &data)
}

/// Takes a job further, unless somebody else has; false then.
fn take(tx: &mut Tx<'_>, ctx: &Ctx, job: &PrintJob, from: JobState) -> Result<bool> {
    let ours = store::move_job(tx, job, from)?;
    if ours {
        told(tx, ctx, job)?;
    }
    Ok(ours)
}

/// Notes what a job waits for; gives it up once it has waited too long.
pub fn job_waits(tx: &mut Tx<'_>, ctx: &Ctx, id: PrintJobId, problem: PrinterProblem) -> Result<()> {
    let mut job = store::print_job(tx, id)?;
    let late = job.created_at.plus_seconds(GIVE_UP_S) < ctx.now;
    if job.state != JobState::Queued || (job.problem == Some(problem) && !late) {
        return Ok(());
    }
    job.problem = Some(problem);
    if late {
        (job.state, job.ended_at) = (JobState::Failed, Some(ctx.now));
    }
    take(tx, ctx, &job, JobState::Queued)?;
    Ok(())
}

/// Marks a job as sent, before it is; false where it is not queued any more.
pub fn job_sent(tx: &mut Tx<'_>, ctx: &Ctx, id: PrintJobId) -> Result<bool> {
    let mut job = store::print_job(tx, id)?;
    (job.state, job.problem, job.sent_at) = (JobState::Sent, None, Some(ctx.now));
    take(tx, ctx, &job, JobState::Queued)
}

/// Records what became of a job that was sent: it is printed, or nobody knows.
pub fn job_ended(tx: &mut Tx<'_>, ctx: &Ctx, id: PrintJobId, printed: bool) -> Result<()> {
    let mut job = store::print_job(tx, id)?;
    job.state = if printed { JobState::Printed } else { JobState::Unknown };
    job.problem = (!printed).then_some(PrinterProblem::Silent);
    job.ended_at = Some(ctx.now);
    take(tx, ctx, &job, JobState::Sent)?;
    Ok(())
}

/// Gives a job up that cannot be printed at all.
pub fn job_failed(tx: &mut Tx<'_>, ctx: &Ctx, id: PrintJobId) -> Result<()> {
    let mut job = store::print_job(tx, id)?;
    (job.state, job.ended_at) = (JobState::Failed, Some(ctx.now));
    take(tx, ctx, &job, JobState::Queued)?;
    Ok(())
}

/// The jobs that were sent so long ago that whoever sent them is gone.
pub fn lost_jobs(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<PrintJob>> {
    let mut sent = store::print_jobs_in(tx, JobState::Sent)?;
    sent.retain(|job| job.sent_at.is_none_or(|at| at.plus_seconds(LOST_S) < now));
    Ok(sent)
}
