//! `onetill import`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use onetill_db::{Db, Options};
use onetill_domains::imports::{
    self, Import, ImportCounts, ImportKind, ImportSettings, MappedColumn, NewImport, RowOutcome,
};
use onetill_domains::{Ctx, PageRequest, catalog, platform};
use onetill_kernel::{Clock, Error, Ids, ImportId, Result, SystemClock, Uuid};

use super::open;
use crate::bar::Bar;
use crate::cli::ImportArgs;

/// How often is looked how far another program is with the import.
const LOOK: Duration = Duration::from_secs(1);
/// So many refused rows are shown; the file has the others.
const SHOWN: i64 = 20;

/// Checks a file, and brings it in unless that is all that was asked.
pub(super) fn run(kind: ImportKind, args: &ImportArgs) -> Result<ExitCode> {
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = std::fs::read(&args.file)
        .map_err(|e| Error::invalid("file", format!("{} cannot be read: {e}.", args.file.display())))?;
    let (text, file) = imports::read_file(&bytes, kind)?;
    let titles = file.titles.clone();
    let mut options = Options::for_target(&args.database);
    options.readers = 1;
    let db = open(&args.database, &options)?;
    let new = NewImport { kind, file_name: name };
    let id = db.write(move |tx| imports::upload(tx, &mut program(), &new, &file, &text))?;
    let settings = settings(&db, id, &titles, args)?;
    db.write(move |tx| imports::check(tx, &program(), id, &settings))?;
    let checked = work_through(&db, id, "Checking")?;
    let done = if args.dry_run {
        db.write(move |tx| imports::stop(tx, &program(), id))?;
        checked
    } else {
        db.write(move |tx| imports::run(tx, &program(), id))?;
        work_through(&db, id, "Importing")?
    };
    print(&db, &done, args)?;
    Ok(if done.counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What a command of a program is told.
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

/// How the file is to be understood: as is guessed, but for what the command line says.
fn settings(db: &Db, id: ImportId, titles: &[String], args: &ImportArgs) -> Result<ImportSettings> {
    let mut settings = db.query(move |tx| imports::import(tx, id))?.wait()?.settings;
    for (title, field) in &args.map {
        let column = titles.iter().position(|known| known.eq_ignore_ascii_case(title)).ok_or_else(|| {
            Error::invalid("map", format!("The file has no column \"{title}\"."))
                .fix(format!("It has: {}.", titles.join(", ")))
        })?;
        let column = column as i64;
        settings.mapping.retain(|mapped| mapped.column != column);
        if let Some(field) = field {
            if settings.mapping.iter().filter(|mapped| mapped.field == *field).count() >= field.columns() {
                settings.mapping.retain(|mapped| mapped.field != *field);
            }
            settings.mapping.push(MappedColumn { column, field: *field });
        }
    }
    if let Some(code) = &args.tax {
        let taxes = db.query(catalog::tax_categories)?.wait()?;
        let tax = taxes.iter().find(|tax| tax.code == *code).ok_or_else(|| {
            let codes: Vec<&str> = taxes.iter().map(|tax| tax.code.as_str()).collect();
            Error::invalid("tax", format!("There is no tax category {code}."))
                .fix(format!("There are: {}.", codes.join(", ")))
        })?;
        settings.tax_category_id = Some(tax.id);
    }
    if let Some(name) = &args.location {
        let locations = db.query(platform::locations)?.wait()?;
        let location = locations.iter().find(|location| location.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names: Vec<&str> = locations.iter().map(|location| location.name.as_str()).collect();
            Error::invalid("location", format!("There is no location {name}."))
                .fix(format!("There are: {}.", names.join(", ")))
        })?;
        settings.location_id = Some(location.id);
    }
    settings.decimal = args.decimal.unwrap_or(settings.decimal);
    settings.existing = args.existing.unwrap_or(settings.existing);
    Ok(settings)
}

fn work_through(db: &Db, id: ImportId, doing: &str) -> Result<Import> {
    let bar = Bar::new(doing)?;
    let (mut before, mut total) = (None, 0);
    while let Some((_, reached)) = db.query(imports::due)?.wait()?.into_iter().find(|(due, _)| *due == id) {
        // What a server works through is left to it for as long as it moves: two would only wait for each other.
        if before.is_none_or(|before| before == reached) {
            total = take_further(db, id, reached.unit, &bar)?;
        } else {
            bar.at(reached.unit, total);
            std::thread::sleep(LOOK);
        }
        before = Some(reached);
    }
    bar.clear();
    db.query(move |tx| imports::import(tx, id))?.wait()
}

/// Works on an import from a unit on, until it is done or somebody else took it further. Returns how many units it has.
fn take_further(db: &Db, id: ImportId, mut unit: u64, bar: &Bar) -> Result<u64> {
    let Some(work) = db.query(move |tx| imports::work(tx, id))?.wait()? else { return Ok(0) };
    let work = Arc::new(work);
    loop {
        let work = work.clone();
        let step = db.write(move |tx| imports::step(tx, &mut program(), id, &work, unit))?;
        let [done, total] = step.done;
        if !step.more {
            return Ok(total);
        }
        bar.at(done, total);
        unit = done;
    }
}

fn print(db: &Db, import: &Import, args: &ImportArgs) -> Result<()> {
    if args.json {
        println!("{}", serde_json::to_string_pretty(import).map_err(Error::internal)?);
        return Ok(());
    }
    let ImportCounts { new, changed, unchanged, kept, skipped, refused } = import.counts;
    println!(
        "{} rows of {}{}:",
        import.row_count,
        import.file_name,
        if args.dry_run { ", nothing was changed" } else { "" }
    );
    for (count, what) in [
        (new, "new"),
        (changed, "changed"),
        (unchanged, "unchanged"),
        (kept, "left as they are"),
        (skipped, "with nothing to bring in"),
        (refused, "refused"),
    ] {
        if count > 0 {
            println!("  {count:>7} {what}");
        }
    }
    let (id, page) = (import.id, PageRequest { limit: Some(SHOWN), ..PageRequest::default() });
    let rows = db.query(move |tx| imports::rows(tx, id, Some(RowOutcome::Refused), &page))?.wait()?;
    for row in &rows.items {
        let column = row.column.as_deref().map(|column| format!(", {column}")).unwrap_or_default();
        let message = row.message.as_deref().unwrap_or_default();
        println!("row {}{column}: {message} {}", row.row, row.fix.as_deref().unwrap_or_default());
    }
    if rows.next_cursor.is_some() {
        println!("… and {} more.", refused - SHOWN);
    }
    Ok(())
}
