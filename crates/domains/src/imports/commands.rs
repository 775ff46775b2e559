use onetill_db::Tx;
use onetill_kernel::{Error, ImportId, Result};
use serde_json::json;

use super::fields::{ImportField, ImportKind, fields, guess};
use super::file::ReadFile;
use super::model::*;
use super::numbers::{DecimalSign, detect};
use super::rows::shortened;
use super::store::{self, Record};
use super::work::Work;
use super::{customers, products, stock};
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, catalog, check_name, platform};

/// So many rows are worked on in one command, or the rows of one product: a sale waits no longer.
const ROWS_AT_ONCE: usize = 200;
/// So many cells of a column are shown.
const SAMPLES: usize = 3;
/// How often progress is told.
const TOLD: i64 = 50;

/// How a file is most likely to be understood.
pub fn suggest(tx: &mut Tx<'_>, kind: ImportKind, file: &ReadFile) -> Result<ImportSettings> {
    let mapping = guess(kind, &file.titles);
    let numbers: Vec<usize> =
        mapping.iter().filter(|m| m.field.is_number()).filter_map(|m| usize::try_from(m.column).ok()).collect();
    let cells = file.rows.iter().flat_map(|row| numbers.iter().map(|column| row.cell(*column)));
    let otherwise = if file.delimiter == ';' { DecimalSign::Comma } else { DecimalSign::Point };
    let decimal = detect(cells.filter(|cell| !cell.is_empty()), otherwise);
    let taxes = catalog::tax_categories(tx)?;
    let tax_category_id = if let [only] = taxes.as_slice() { Some(only.id) } else { None };
    Ok(ImportSettings { mapping, decimal, existing: Existing::default(), tax_category_id, location_id: None })
}

/// Keeps a file, to be checked and run.
pub fn upload(tx: &mut Tx<'_>, ctx: &mut Ctx, new: &NewImport, file: &ReadFile, text: &str) -> Result<ImportId> {
    check_name("file_name", &new.file_name)?;
    let settings = suggest(tx, new.kind, file)?;
    let id = ctx.new_id();
    let record = Record {
        id,
        kind: new.kind,
        file_name: new.file_name.trim().to_owned(),
        encoding: file.encoding,
        delimiter: file.delimiter.to_string(),
        state: ImportState::Uploaded,
        settings,
        pass: 0,
        next_unit: 0,
        row_count: file.rows.len() as i64,
        staff_id: ctx.staff_id,
        owner_id: Some(ctx.owner_id).filter(|id| !id.is_nil()),
        created_at: ctx.now,
        ended_at: None,
    };
    let column = |(at, title): (usize, &String)| {
        let cells = file.rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty());
        ImportColumn { title: shortened(title), samples: cells.take(SAMPLES).map(shortened).collect() }
    };
    let columns: Vec<ImportColumn> = file.titles.iter().enumerate().map(column).collect();
    store::insert(tx, &record, text, &columns)?;
    told(tx, ctx, id)?;
    Ok(id)
}

fn told(tx: &mut Tx<'_>, ctx: &Ctx, id: ImportId) -> Result<()> {
    emit(tx, ctx, EventKind::ImportUpdated, id, ctx.now, &json!({ "import_id": id }))
}

/// Begins to find out what would become of the rows, as the file is understood by these settings.
pub fn check(tx: &mut Tx<'_>, ctx: &Ctx, id: ImportId, settings: &ImportSettings) -> Result<()> {
    let before = store::record(tx, id)?;
    if !matches!(before.state, ImportState::Uploaded | ImportState::Checked) {
        return Err(wrong_state(
            before.state,
            "It can be checked before it is run, and not while it is being checked.",
        ));
    }
    let columns = store::import(tx, id)?.columns;
    check_settings(tx, before.kind, settings, &columns)?;
    let after = Record {
        state: ImportState::Checking,
        settings: settings.clone(),
        pass: before.pass + 1,
        next_unit: 0,
        ..before.clone()
    };
    store::update(tx, &before, &after)?;
    told(tx, ctx, id)
}

/// Begins to bring the rows in, as they were checked.
pub fn run(tx: &mut Tx<'_>, ctx: &Ctx, id: ImportId) -> Result<()> {
    let before = store::record(tx, id)?;
    if before.state != ImportState::Checked {
        return Err(wrong_state(before.state, "It can be run once it was checked."));
    }
    let after = Record { state: ImportState::Running, pass: before.pass + 1, next_unit: 0, ..before.clone() };
    store::update(tx, &before, &after)?;
    told(tx, ctx, id)
}

/// Ends a check, or a run: what it brought in stays. A check can be begun again.
pub fn stop(tx: &mut Tx<'_>, ctx: &Ctx, id: ImportId) -> Result<()> {
    let before = store::record(tx, id)?;
    let after = match before.state {
        ImportState::Checking => Record { state: ImportState::Uploaded, ..before.clone() },
        ImportState::Done | ImportState::Stopped => return Ok(()),
        _ => Record { state: ImportState::Stopped, ended_at: Some(ctx.now), ..before.clone() },
    };
    store::update(tx, &before, &after)?;
    if after.state == ImportState::Stopped {
        store::forget_file(tx, id)?;
        if before.state == ImportState::Running {
            account(tx, ctx, &after)?;
        }
    }
    told(tx, ctx, id)
}

fn wrong_state(state: ImportState, message: &str) -> Error {
    let fix = match state {
        ImportState::Checking | ImportState::Running => "Wait until it is through, or stop it.",
        ImportState::Uploaded => "Check it first.",
        _ => "Send the file again: what is unchanged stays as it is.",
    };
    Error::conflict("import_state", message).fix(fix)
}

/// What a step came to.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Whether there is more to do.
    pub more: bool,
    /// How many units of how many are done.
    pub done: [u64; 2],
}

/// Works on the next rows of an import that is under way. `work` is what [`store::work`] read of it. Does nothing where
/// the import is not at unit `left_at` any more, as somebody else took it further.
pub fn step(tx: &mut Tx<'_>, ctx: &mut Ctx, id: ImportId, work: &Work, left_at: u64) -> Result<Step> {
    let before = store::record(tx, id)?;
    let total = work.units.len() as u64;
    if !before.state.is_under_way()
        || before.next_unit.unsigned_abs() != left_at
        || before.settings != work.settings
        || before.row_count != work.file.rows.len() as i64
    {
        return Ok(Step { more: false, done: [total, total] });
    }
    // It is the one who sent the file who does it.
    (ctx.staff_id, ctx.owner_id) = (before.staff_id, before.owner_id.unwrap_or_default());
    let from = usize::try_from(before.next_unit).map_err(Error::internal)?;
    let units = work.units.get(from..).unwrap_or_default();
    let mut rows = 0;
    let at_once = units.iter().take_while(|unit| {
        let room = rows == 0 || rows + unit.len() <= ROWS_AT_ONCE;
        rows += unit.len();
        room
    });
    let units = &units[..at_once.count()];
    let next = from + units.len();
    let is_last = next == work.units.len();
    let dry = before.state == ImportState::Checking;
    let after = Record {
        state: match (is_last, dry) {
            (false, _) => before.state,
            (true, true) => ImportState::Checked,
            (true, false) => ImportState::Done,
        },
        next_unit: next as i64,
        ended_at: (is_last && !dry).then_some(ctx.now),
        ..before.clone()
    };
    store::update(tx, &before, &after)?;
    let outcomes = match work.kind {
        ImportKind::Products => products::work_on(tx, ctx, work, units, dry)?,
        // What they do is taken back where it is only to be known.
        ImportKind::Customers if dry => tx.try_out(|tx| customers::work_on(tx, ctx, work, units))??,
        ImportKind::Customers => customers::work_on(tx, ctx, work, units)?,
        ImportKind::Stock if dry => tx.try_out(|tx| stock::work_on(tx, ctx, work, units))??,
        ImportKind::Stock => stock::work_on(tx, ctx, work, units)?,
    };
    store::write_rows(tx, id, before.pass, &outcomes)?;
    if is_last && !dry {
        store::forget_file(tx, id)?;
        account(tx, ctx, &after)?;
    }
    let part = |units: usize| units as i64 * TOLD / (total.max(1) as i64);
    if is_last || part(from) != part(next) {
        told(tx, ctx, id)?;
    }
    Ok(Step { more: !is_last, done: [next as u64, total] })
}

/// Accounts for what was brought in.
fn account(tx: &mut Tx<'_>, ctx: &Ctx, record: &Record) -> Result<()> {
    let counts = store::import(tx, record.id)?.counts;
    let details = json!({ "kind": record.kind, "state": record.state, "rows": record.row_count, "counts": counts });
    platform::audit(tx, ctx, AuditAction::DataImported, record.id, None, &details)
}

fn check_settings(
    tx: &mut Tx<'_>,
    kind: ImportKind,
    settings: &ImportSettings,
    columns: &[ImportColumn],
) -> Result<()> {
    let mut seen: Vec<MappedColumn> = Vec::new();
    for (i, mapped) in settings.mapping.iter().enumerate() {
        let refuse = |part: &str, message: String, fix: &str| {
            Err(Error::invalid(format!("mapping[{i}].{part}"), message).fix(fix))
        };
        if usize::try_from(mapped.column).ok().is_none_or(|column| column >= columns.len()) {
            return refuse("column", format!("The file has {} columns.", columns.len()), "Count them from 0.");
        }
        if seen.iter().any(|other| other.column == mapped.column) {
            return refuse("column", "This column is named twice.".to_owned(), "Say once what it holds.");
        }
        if !fields(kind).any(|field| field == mapped.field) {
            return refuse(
                "field",
                "Rows of this kind have no such field.".to_owned(),
                "Choose another, or leave it out.",
            );
        }
        if seen.iter().filter(|other| other.field == mapped.field).count() >= mapped.field.columns() {
            return refuse("field", "Other columns hold this already.".to_owned(), "Choose one of them.");
        }
        seen.push(*mapped);
    }
    let has = |field| seen.iter().any(|mapped| mapped.field == field);
    let needed: &[(&[ImportField], &str)] = match kind {
        ImportKind::Products => &[(&[ImportField::Sku, ImportField::Barcode], "a SKU or a barcode")],
        ImportKind::Customers => &[(&[ImportField::Email, ImportField::Phone], "an e-mail address or a phone number")],
        ImportKind::Stock => &[
            (&[ImportField::Sku, ImportField::Barcode], "a SKU or a barcode"),
            (&[ImportField::Quantity], "a quantity"),
        ],
    };
    if let Some((_, what)) = needed.iter().find(|(fields, _)| !fields.iter().any(|field| has(*field))) {
        return Err(Error::invalid(
            "mapping",
            format!("No column holds {what}, without which no row can be brought in."),
        )
        .fix(format!("Say which column holds {what}.")));
    }
    if let Some(id) = settings.location_id {
        platform::location(tx, id).map_err(|error| error.field("location_id"))?;
    }
    if let Some(id) = settings.tax_category_id
        && !catalog::tax_categories(tx)?.iter().any(|tax| tax.id == id)
    {
        return Err(Error::invalid("tax_category_id", "There is no such tax category.")
            .fix("GET /v1/tax-categories lists them."));
    }
    Ok(())
}
