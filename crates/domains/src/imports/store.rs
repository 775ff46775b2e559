use onetill_db::{Filter, Row, Table, Tx, params};
use onetill_kernel::{Error, ImportId, Result, StaffId, Timestamp, Uuid};

use super::file::{Encoding, read_text};
use super::model::*;
use super::work::Work;
use super::{ImportField, ImportKind};
use crate::{Page, PageRequest, platform};

static ROWS: Table = Table::new(
    "import_rows",
    &["import_id", "row_no", "pass", "outcome", "label", "column_name", "value", "code", "message", "fix"],
);

/// What is kept of an import beside what is shown.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) id: ImportId,
    pub(super) kind: ImportKind,
    pub(super) file_name: String,
    pub(super) encoding: Encoding,
    pub(super) delimiter: String,
    pub(super) state: ImportState,
    pub(super) settings: ImportSettings,
    /// Counts its checks and its run.
    pub(super) pass: i64,
    /// Where the check or the run goes on.
    pub(super) next_unit: i64,
    pub(super) row_count: i64,
    pub(super) staff_id: Option<StaffId>,
    pub(super) owner_id: Option<Uuid>,
    pub(super) created_at: Timestamp,
    pub(super) ended_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, kind, file_name, encoding, delimiter, state, settings, pass, next_unit, row_count, staff_id, \
                       owner_id, created_at, ended_at";

fn read(row: &Row<'_>) -> Result<Record> {
    let mut c = row.columns();
    Ok(Record {
        id: c.take()?,
        kind: c.take()?,
        file_name: c.take()?,
        encoding: c.take()?,
        delimiter: c.take()?,
        state: c.take()?,
        settings: serde_json::from_str(&c.take::<String>()?).map_err(Error::internal)?,
        pass: c.take()?,
        next_unit: c.take()?,
        row_count: c.take()?,
        staff_id: c.take()?,
        owner_id: c.take()?,
        created_at: c.take()?,
        ended_at: c.take()?,
    })
}

/// One import's record.
pub(super) fn record(tx: &mut Tx<'_>, id: ImportId) -> Result<Record> {
    let sql = format!("SELECT {COLUMNS} FROM imports WHERE id = $1");
    tx.query_opt(&sql, params![id], read)?.ok_or_else(|| Error::not_found("import"))
}

pub(super) fn insert(tx: &mut Tx<'_>, r: &Record, text: &str, columns: &[ImportColumn]) -> Result<()> {
    tx.execute(
        &format!(
            "INSERT INTO imports ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        params![
            r.id,
            r.kind,
            r.file_name,
            r.encoding,
            r.delimiter,
            r.state,
            json(&r.settings)?,
            r.pass,
            r.next_unit,
            r.row_count,
            r.staff_id,
            r.owner_id,
            r.created_at,
            r.ended_at
        ],
    )?;
    tx.execute(
        "INSERT INTO import_files (import_id, content, columns) VALUES ($1, $2, $3)",
        params![r.id, *text.as_bytes(), json(columns)?],
    )?;
    Ok(())
}

fn json(value: &(impl serde::Serialize + ?Sized)) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

/// Writes how far it is, unless somebody else took it further since it was read.
pub(super) fn update(tx: &mut Tx<'_>, before: &Record, after: &Record) -> Result<()> {
    let changed = tx.execute(
        "UPDATE imports SET state = $2, settings = $3, pass = $4, next_unit = $5, ended_at = $6 \
         WHERE id = $1 AND state = $7 AND pass = $8 AND next_unit = $9",
        params![
            after.id,
            after.state,
            json(&after.settings)?,
            after.pass,
            after.next_unit,
            after.ended_at,
            before.state,
            before.pass,
            before.next_unit
        ],
    )?;
    if changed == 1 { Ok(()) } else { Err(tx.lost_race()) }
}

/// Forgets the file itself: what became of its rows stays.
pub(super) fn forget_file(tx: &mut Tx<'_>, id: ImportId) -> Result<()> {
    tx.execute("DELETE FROM import_files WHERE import_id = $1", params![id]).map(drop)
}

/// Writes what became of some rows, in place of what an earlier pass found.
pub(super) fn write_rows(tx: &mut Tx<'_>, id: ImportId, pass: i64, rows: &[ImportRow]) -> Result<()> {
    if let (true, [first, last]) = (pass > 1, [rows.iter().map(|r| r.row).min(), rows.iter().map(|r| r.row).max()]) {
        // Rows between these that are yet to be worked on have nothing to say any more either.
        tx.execute(
            "DELETE FROM import_rows WHERE import_id = $1 AND row_no BETWEEN $2 AND $3 AND pass < $4",
            params![id, first, last, pass],
        )?;
    }
    for row in rows {
        tx.append(
            &ROWS,
            params![id, row.row, pass, row.outcome, row.label, row.column, row.value, row.code, row.message, row.fix],
        )?;
    }
    Ok(())
}

/// The imports that are under way, the oldest first, and how far each is.
pub fn due(tx: &mut Tx<'_>) -> Result<Vec<(ImportId, Reached)>> {
    tx.query(
        "SELECT id, pass, next_unit FROM imports WHERE state IN ('checking', 'running') ORDER BY created_at, id",
        &[],
        |row| Ok((row.get(0)?, Reached { pass: row.get(1)?, unit: row.get::<i64>(2)?.unsigned_abs() })),
    )
}

/// An import's file as it is understood. None where it is not under way any more.
pub fn work(tx: &mut Tx<'_>, id: ImportId) -> Result<Option<Work>> {
    let record = record(tx, id)?;
    if !record.state.is_under_way() {
        return Ok(None);
    }
    let file = read_text(&file_text(tx, id)?, record.encoding, record.kind)?;
    let country = platform::merchant(tx)?.country;
    Ok(Some(Work::new(record.kind, file, record.settings, country)))
}

fn file_text(tx: &mut Tx<'_>, id: ImportId) -> Result<String> {
    let content: Option<Vec<u8>> =
        tx.query_opt("SELECT content FROM import_files WHERE import_id = $1", params![id], |row| row.get(0))?;
    let content = content.ok_or_else(|| Error::not_found("file"))?;
    String::from_utf8(content).map_err(Error::internal)
}

/// One import.
pub fn import(tx: &mut Tx<'_>, id: ImportId) -> Result<Import> {
    let record = record(tx, id)?;
    let columns: Option<String> =
        tx.query_opt("SELECT columns FROM import_files WHERE import_id = $1", params![id], |row| row.get(0))?;
    let columns = columns.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()?;
    view(tx, record, columns.unwrap_or_default())
}

/// Imports, the newest first, without their columns.
pub fn imports(tx: &mut Tx<'_>, page: &PageRequest) -> Result<Page<Import>> {
    let mut f = Filter::new();
    let after = page.after_id(Uuid::max())?;
    f.and("id < ?", after);
    let rows = f.bind(page.rows()?);
    let sql = format!("SELECT {COLUMNS} FROM imports{} ORDER BY id DESC LIMIT {rows}", f.sql());
    let found = tx.query(&sql, f.values(), read)?;
    let page = Page::from_rows(found, page.limit()?, |record| record.id.to_string());
    let mut items = Vec::with_capacity(page.items.len());
    for record in page.items {
        items.push(view(tx, record, Vec::new())?);
    }
    Ok(Page { items, next_cursor: page.next_cursor })
}

fn view(tx: &mut Tx<'_>, r: Record, columns: Vec<ImportColumn>) -> Result<Import> {
    let mut counts = ImportCounts::default();
    tx.for_each(
        "SELECT outcome, COUNT(*) FROM import_rows WHERE import_id = $1 AND pass = $2 GROUP BY outcome",
        params![r.id, r.pass],
        |row| {
            let place = match row.get(0)? {
                RowOutcome::New => &mut counts.new,
                RowOutcome::Changed => &mut counts.changed,
                RowOutcome::Unchanged => &mut counts.unchanged,
                RowOutcome::Kept => &mut counts.kept,
                RowOutcome::Skipped => &mut counts.skipped,
                RowOutcome::Refused => &mut counts.refused,
            };
            *place = row.get(1)?;
            Ok(())
        },
    )?;
    let ImportCounts { new, changed, unchanged, kept, skipped, refused } = counts;
    Ok(Import {
        id: r.id,
        kind: r.kind,
        file_name: r.file_name,
        encoding: r.encoding,
        delimiter: r.delimiter,
        state: r.state,
        settings: r.settings,
        columns,
        row_count: r.row_count,
        done_count: [new, changed, unchanged, kept, skipped, refused].iter().sum(),
        counts,
        created_at: r.created_at,
        ended_at: r.ended_at,
    })
}

const ROW_COLUMNS: &str = "row_no, outcome, label, column_name, value, code, message, fix";

fn read_row(row: &Row<'_>) -> Result<ImportRow> {
    let mut c = row.columns();
    Ok(ImportRow {
        row: c.take()?,
        outcome: c.take()?,
        label: c.take()?,
        column: c.take()?,
        value: c.take()?,
        code: c.take()?,
        message: c.take()?,
        fix: c.take()?,
    })
}

fn asked(record: &Record, outcome: Option<RowOutcome>) -> Filter {
    let mut f = Filter::new();
    f.and("import_id = ?", record.id);
    f.and("pass = ?", record.pass);
    if let Some(outcome) = outcome {
        f.and("outcome = ?", outcome);
    }
    f
}

/// What became of the rows of an import, in the file's order.
pub fn rows(tx: &mut Tx<'_>, id: ImportId, outcome: Option<RowOutcome>, page: &PageRequest) -> Result<Page<ImportRow>> {
    let record = record(tx, id)?;
    let mut f = asked(&record, outcome);
    if let Some(cursor) = &page.cursor {
        f.and("row_no > ?", cursor.parse::<i64>().map_err(|_| crate::bad_cursor())?);
    }
    let limit = f.bind(page.rows()?);
    let sql = format!("SELECT {ROW_COLUMNS} FROM import_rows{} ORDER BY row_no LIMIT {limit}", f.sql());
    let found = tx.query(&sql, f.values(), read_row)?;
    Ok(Page::from_rows(found, page.limit()?, |row| row.row.to_string()))
}

/// Hands what became of each row to `read`, in the file's order.
pub fn each_row(
    tx: &mut Tx<'_>,
    id: ImportId,
    outcome: Option<RowOutcome>,
    mut read: impl FnMut(&ImportRow) -> Result<()>,
) -> Result<()> {
    let record = record(tx, id)?;
    let f = asked(&record, outcome);
    let sql = format!("SELECT {ROW_COLUMNS} FROM import_rows{} ORDER BY row_no", f.sql());
    tx.for_each(&sql, f.values(), |row| read(&read_row(row)?))
}

/// Forgets some rows of imports that were sent before `before`, and their files; returns whether there may be more.
pub fn forget_old(tx: &mut Tx<'_>, before: Timestamp) -> Result<bool> {
    const AT_ONCE: u64 = 2000;
    tx.execute(
        "DELETE FROM import_files WHERE import_id IN (SELECT id FROM imports WHERE created_at < $1 \
         AND state NOT IN ('checking', 'running'))",
        params![before],
    )?;
    let deleted = tx.execute(
        "DELETE FROM import_rows WHERE (import_id, row_no) IN (SELECT r.import_id, r.row_no FROM import_rows r \
         JOIN imports i ON i.id = r.import_id WHERE i.created_at < $1 AND i.state NOT IN ('checking', 'running') \
         ORDER BY r.import_id, r.row_no LIMIT $2)",
        params![before, AT_ONCE as i64],
    )?;
    Ok(deleted == AT_ONCE)
}

/// The title of each field's first column, for what is said of changes.
pub(super) fn title_of(work: &Work, field: ImportField) -> String {
    work.title(field).filter(|title| !title.is_empty()).unwrap_or_else(|| field.as_str().to_owned())
}
