use onetill_db::{Filter, Row, Tx, params};
use onetill_kernel::{Error, PrintJobId, PrinterId, RegisterId, Result, Timestamp, Uuid};

use super::printer_model::*;

const PRINTER: &str =
    "SELECT id, location_id, name, address, profile, small_letters, reports_status, active FROM printers";

fn read_printer(row: &Row<'_>) -> Result<Printer> {
    let mut c = row.columns();
    Ok(Printer {
        id: c.take()?,
        location_id: c.take()?,
        name: c.take()?,
        address: c.take()?,
        profile: c.take()?,
        small_letters: c.take()?,
        reports_status: c.take()?,
        active: c.take()?,
    })
}

/// All printers, by name.
pub fn printers(tx: &mut Tx<'_>) -> Result<Vec<Printer>> {
    tx.query(&format!("{PRINTER} ORDER BY name, id"), &[], read_printer)
}

/// One printer.
pub fn printer(tx: &mut Tx<'_>, id: PrinterId) -> Result<Printer> {
    tx.query_opt(&format!("{PRINTER} WHERE id = $1"), params![id], read_printer)?
        .ok_or_else(|| Error::not_found("printer"))
}

pub(super) fn printer_exists(tx: &mut Tx<'_>, id: PrinterId) -> Result<bool> {
    Ok(tx.query_opt("SELECT 1 FROM printers WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn insert_printer(tx: &mut Tx<'_>, p: &Printer, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO printers (id, location_id, name, address, profile, small_letters, reports_status, active, \
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![p.id, p.location_id, p.name, p.address, p.profile, p.small_letters, p.reports_status, p.active, now],
    )?;
    Ok(())
}

pub(super) fn update_printer(tx: &mut Tx<'_>, p: &Printer) -> Result<()> {
    tx.execute(
        "UPDATE printers SET name = $2, address = $3, profile = $4, small_letters = $5, reports_status = $6, \
         active = $7 WHERE id = $1",
        params![p.id, p.name, p.address, p.profile, p.small_letters, p.reports_status, p.active],
    )?;
    Ok(())
}

/// The printers of all registers that have one.
pub fn register_printers(tx: &mut Tx<'_>) -> Result<Vec<RegisterPrinter>> {
    let sql = "SELECT register_id, printer_id, has_drawer FROM register_printers ORDER BY register_id";
    tx.query(sql, &[], |row| {
        let mut c = row.columns();
        Ok(RegisterPrinter { register_id: c.take()?, printer_id: c.take()?, has_drawer: c.take()? })
    })
}

pub(super) fn save_register_printer(tx: &mut Tx<'_>, r: &RegisterPrinter) -> Result<()> {
    tx.execute(
        "INSERT INTO register_printers (register_id, printer_id, has_drawer) VALUES ($1, $2, $3) \
         ON CONFLICT (register_id) DO UPDATE SET printer_id = excluded.printer_id, has_drawer = excluded.has_drawer",
        params![r.register_id, r.printer_id, r.has_drawer],
    )?;
    Ok(())
}

pub(super) fn delete_register_printer(tx: &mut Tx<'_>, id: RegisterId) -> Result<()> {
    tx.execute("DELETE FROM register_printers WHERE register_id = $1", params![id])?;
    Ok(())
}

const JOB: &str = "SELECT id, printer_id, content, subject_id, state, problem, staff_id, created_at, sent_at, ended_at \
                   FROM print_jobs";

fn read_job(row: &Row<'_>) -> Result<PrintJob> {
    let mut c = row.columns();
    Ok(PrintJob {
        id: c.take()?,
        printer_id: c.take()?,
        content: c.take()?,
        subject_id: c.take()?,
        state: c.take()?,
        problem: c.take()?,
        staff_id: c.take()?,
        created_at: c.take()?,
        sent_at: c.take()?,
        ended_at: c.take()?,
    })
}

/// One print job.
pub fn print_job(tx: &mut Tx<'_>, id: PrintJobId) -> Result<PrintJob> {
    find_job(tx, id)?.ok_or_else(|| Error::not_found("print job"))
}

pub(super) fn find_job(tx: &mut Tx<'_>, id: PrintJobId) -> Result<Option<PrintJob>> {
    tx.query_opt(&format!("{JOB} WHERE id = $1"), params![id], read_job)
}

/// The jobs that print something of an order, a refund or a shift, oldest first.
pub fn print_jobs_of(tx: &mut Tx<'_>, subject_id: Uuid) -> Result<Vec<PrintJob>> {
    tx.query(&format!("{JOB} WHERE subject_id = $1 ORDER BY created_at, id"), params![subject_id], read_job)
}

/// The jobs in a state, oldest first.
pub fn print_jobs_in(tx: &mut Tx<'_>, state: JobState) -> Result<Vec<PrintJob>> {
    tx.query(&format!("{JOB} WHERE state = $1 ORDER BY created_at, id"), params![state], read_job)
}

/// How many jobs wait for a printer.
pub fn waiting_jobs(tx: &mut Tx<'_>, id: PrinterId) -> Result<i64> {
    let mut f = Filter::new();
    f.and("state = ?", JobState::Queued);
    f.and("printer_id = ?", id);
    let sql = format!("SELECT COUNT(*) FROM print_jobs{}", f.sql());
    Ok(tx.query_opt(&sql, f.values(), |row| row.get(0))?.unwrap_or(0))
}

pub(super) fn insert_job(tx: &mut Tx<'_>, j: &PrintJob) -> Result<()> {
    tx.execute(
        "INSERT INTO print_jobs (id, printer_id, content, subject_id, state, problem, staff_id, created_at, sent_at, \
         ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            j.id,
            j.printer_id,
            j.content,
            j.subject_id,
            j.state,
            j.problem,
            j.staff_id,
            j.created_at,
            j.sent_at,
            j.ended_at
        ],
    )?;
    Ok(())
}

/// Takes a job from one state to another; false where it is not in the first any more.
pub(super) fn move_job(tx: &mut Tx<'_>, j: &PrintJob, from: JobState) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE print_jobs SET state = $2, problem = $3, sent_at = $4, ended_at = $5 WHERE id = $1 AND state = $6",
        params![j.id, j.state, j.problem, j.sent_at, j.ended_at, from],
    )?;
    Ok(changed == 1)
}
