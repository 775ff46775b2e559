use std::collections::{HashMap, VecDeque};
use std::iter;

use onetill_db::{Columns, Filter, LockTable, Row, Table, ToValue, Tx, Value, params};
use onetill_kernel::{
    AdjustmentId, Currency, LocationId, Money, Quantity, Result, StaffId, Timestamp, Uuid, VariantId,
};

use super::model::*;
use crate::catalog::{self, StockFigures};
use crate::sort::{SortKey, Sorting};
use crate::{Page, PageRequest, bad_cursor};

/// A stock row: what a sale, a hold and an adjustment change.
pub static LOCK: LockTable = LockTable::new(
    20,
    "stock",
    &["variant_id", "location_id"],
    &[
        "on_hand_milli",
        "reserved_milli",
        "value_minor",
        "unit_cost_minor",
        "recount_since",
        "last_source_id",
        "last_line_no",
    ],
);

/// The variants whose stock the group of commands has locked so far.
pub fn locked(tx: &Tx<'_>) -> Vec<VariantId> {
    tx.locked(&LOCK).into_iter().map(|[variant, _]| VariantId(variant)).collect()
}

static ADJUSTMENTS: Table = Table::new(
    "stock_adjustments",
    &[
        "id",
        "variant_id",
        "location_id",
        "kind",
        "quantity_milli",
        "value_minor",
        "revaluation_minor",
        "reason",
        "staff_id",
        "recorded_at",
    ],
);

static MOVEMENTS: Table = Table::new(
    "stock_movements",
    &[
        "source_id",
        "line_no",
        "variant_id",
        "location_id",
        "kind",
        "quantity_milli",
        "value_minor",
        "happened_at",
        "recorded_at",
        "previous_source_id",
        "previous_line_no",
    ],
);

/// The rows of some variants at a location, locked; none for a variant without one.
pub(super) fn rows(tx: &mut Tx<'_>, location_id: LocationId, variants: &[VariantId]) -> Result<Vec<Option<StockRow>>> {
    let keys: Vec<[Uuid; 2]> = variants.iter().map(|v| [v.0, location_id.0]).collect();
    tx.rows(&LOCK, &keys, |row| {
        let mut c = row.columns();
        Ok(StockRow {
            on_hand: c.take()?,
            reserved: c.take()?,
            value: c.take()?,
            unit_cost: c.take()?,
            recount_since: c.take()?,
            last: read_place(&mut c)?,
        })
    })
}

/// The source and line of a movement, if there is one.
fn read_place(c: &mut Columns<'_>) -> Result<Option<MovementPlace>> {
    let (source_id, line_no): (Option<Uuid>, Option<i64>) = (c.take()?, c.take()?);
    Ok(source_id.zip(line_no).map(|(source_id, line_no)| MovementPlace { source_id, line_no }))
}

/// Writes the first row of a variant at a location; false when somebody else did so in between.
pub(super) fn insert_row(
    tx: &mut Tx<'_>,
    variant_id: VariantId,
    location_id: LocationId,
    row: &StockRow,
) -> Result<bool> {
    let changed = tx.execute(
        "INSERT INTO stock (variant_id, location_id, on_hand_milli, reserved_milli, value_minor, unit_cost_minor, \
         recount_since, last_source_id, last_line_no) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (variant_id, location_id) DO NOTHING",
        params![
            variant_id,
            location_id,
            row.on_hand,
            row.reserved,
            row.value,
            row.unit_cost,
            row.recount_since,
            row.last.map(|l| l.source_id),
            row.last.map(|l| l.line_no)
        ],
    )?;
    Ok(changed == 1)
}

/// Makes the rows that variants do not have yet at a location, with nothing in them.
pub(super) fn make_rows(tx: &mut Tx<'_>, location_id: LocationId, variants: &[VariantId]) -> Result<()> {
    if variants.is_empty() {
        return Ok(());
    }
    let rows: Vec<String> = (2..variants.len() + 2).map(|n| format!("(${n}, $1, 0, 0, 0, 0)")).collect();
    let values: Vec<Value<'_>> =
        iter::once(location_id.to_value()).chain(variants.iter().map(ToValue::to_value)).collect();
    let sql = format!(
        "INSERT INTO stock (variant_id, location_id, on_hand_milli, reserved_milli, value_minor, unit_cost_minor) \
         VALUES {} ON CONFLICT (variant_id, location_id) DO NOTHING",
        rows.join(", ")
    );
    tx.execute(&sql, &values).map(drop)
}

/// Changes a row that [`rows`] found.
pub(super) fn update_row(
    tx: &mut Tx<'_>,
    variant_id: VariantId,
    location_id: LocationId,
    row: &StockRow,
) -> Result<()> {
    let (source_id, line_no) = (row.last.map(|l| l.source_id), row.last.map(|l| l.line_no));
    let values = params![row.on_hand, row.reserved, row.value, row.unit_cost, row.recount_since, source_id, line_no];
    tx.change(&LOCK, [variant_id.0, location_id.0], values)
}

/// A movement about to be written.
pub(super) struct NewMovement {
    pub(super) variant_id: VariantId,
    pub(super) location_id: LocationId,
    pub(super) place: MovementPlace,
    /// The movement before it, of the same variant at the same location.
    pub(super) previous: Option<MovementPlace>,
    pub(super) kind: MovementKind,
    pub(super) quantity: i64,
    pub(super) value: i64,
    pub(super) happened_at: Timestamp,
    pub(super) recorded_at: Timestamp,
}

pub(super) fn append_movements(tx: &mut Tx<'_>, movements: &[NewMovement]) -> Result<()> {
    movements.iter().try_for_each(|m| append_movement(tx, m))
}

fn append_movement(tx: &mut Tx<'_>, m: &NewMovement) -> Result<()> {
    tx.append(
        &MOVEMENTS,
        params![
            m.place.source_id,
            m.place.line_no,
            m.variant_id,
            m.location_id,
            m.kind,
            m.quantity,
            m.value,
            m.happened_at,
            m.recorded_at,
            m.previous.map(|p| p.source_id),
            m.previous.map(|p| p.line_no)
        ],
    )
}

pub(super) struct AdjustmentRow<'a> {
    pub(super) id: AdjustmentId,
    pub(super) variant_id: VariantId,
    pub(super) location_id: LocationId,
    pub(super) kind: AdjustmentKind,
    pub(super) quantity: i64,
    pub(super) value: i64,
    pub(super) revaluation: i64,
    pub(super) reason: &'a str,
    pub(super) staff_id: Option<StaffId>,
    pub(super) recorded_at: Timestamp,
}

pub(super) fn adjustment_exists(tx: &mut Tx<'_>, id: AdjustmentId) -> Result<bool> {
    Ok(tx.query_opt("SELECT id FROM stock_adjustments WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

/// How much some adjustments came to; unknown ones are left out.
pub fn adjusted_quantities(tx: &mut Tx<'_>, ids: &[AdjustmentId]) -> Result<HashMap<AdjustmentId, Quantity>> {
    let sql = "SELECT id, quantity_milli FROM stock_adjustments WHERE id";
    let found = tx.query_ids(sql, &[], ids, |row| Ok((row.get(0)?, Quantity(row.get(1)?))))?;
    Ok(found.into_iter().collect())
}

/// What an adjustment was about, and where.
pub fn adjusted(tx: &mut Tx<'_>, id: AdjustmentId) -> Result<(VariantId, LocationId)> {
    tx.query_opt("SELECT variant_id, location_id FROM stock_adjustments WHERE id = $1", params![id], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?
    .ok_or_else(|| onetill_kernel::Error::not_found("adjustment"))
}

pub(super) fn append_adjustment(tx: &mut Tx<'_>, a: &AdjustmentRow<'_>) -> Result<()> {
    tx.append(
        &ADJUSTMENTS,
        params![
            a.id,
            a.variant_id,
            a.location_id,
            a.kind,
            a.quantity,
            a.value,
            a.revaluation,
            a.reason,
            a.staff_id,
            a.recorded_at
        ],
    )
}

/// Stock of some variants, summed over all locations or at one.
pub fn figures(
    tx: &mut Tx<'_>,
    variants: &[VariantId],
    location_id: Option<LocationId>,
) -> Result<HashMap<VariantId, StockFigures>> {
    let mut found = HashMap::new();
    for chunk in variants.chunks(200) {
        let mut f = Filter::new();
        let list: Vec<String> = chunk.iter().map(|v| f.bind(*v)).collect();
        f.and_raw(format!("variant_id IN ({})", list.join(",")));
        if let Some(location) = location_id {
            f.and("location_id = ?", location);
        }
        let sql = format!(
            "SELECT variant_id, CAST(SUM(on_hand_milli) AS BIGINT), CAST(SUM(reserved_milli) AS BIGINT) \
             FROM stock{} GROUP BY variant_id",
            f.sql()
        );
        tx.for_each(&sql, f.values(), |row| {
            let (on_hand, reserved): (Quantity, Quantity) = (row.get(1)?, row.get(2)?);
            found.insert(row.get(0)?, StockFigures { on_hand, reserved, available: on_hand.minus(reserved)? });
            Ok(())
        })?;
    }
    Ok(found)
}

fn read_level(row: &Row<'_>, currency: Currency) -> Result<StockLevel> {
    let mut c = row.columns();
    let (variant_id, location_id): (VariantId, LocationId) = (c.take()?, c.take()?);
    let (on_hand, reserved): (Quantity, Quantity) = (c.take()?, c.take()?);
    let (value, last_cost): (i64, i64) = (c.take()?, c.take()?);
    let stock_row = StockRow {
        on_hand: on_hand.milli(),
        reserved: reserved.milli(),
        value,
        unit_cost: last_cost,
        recount_since: c.take()?,
        last: None,
    };
    Ok(StockLevel {
        variant_id,
        location_id,
        product_id: None,
        product_name: String::new(),
        variant_name: String::new(),
        sku: String::new(),
        image_url: None,
        on_hand,
        reserved,
        available: on_hand.minus(reserved)?,
        value: Some(Money::new(value, currency)),
        unit_cost: Some(Money::new(super::rules::unit_cost(&stock_row)?, currency)),
        recount_since: stock_row.recount_since,
    })
}

const LEVEL: &str = "SELECT variant_id, location_id, on_hand_milli, reserved_milli, value_minor, unit_cost_minor, \
                     recount_since FROM stock";

/// What stock can be sorted by.
const SORT_KEYS: &[SortKey<StockLevel>] = &[
    SortKey { name: "on_hand", sql: "on_hand_milli", of: |l| l.on_hand.0 },
    SortKey { name: "available", sql: "on_hand_milli - reserved_milli", of: |l| l.available.0 },
    SortKey { name: "value", sql: "value_minor", of: |l| l.value.map_or(0, |value| value.minor) },
];

/// Stock levels, by variant unless sorted otherwise.
pub fn levels(
    tx: &mut Tx<'_>,
    currency: Currency,
    filter: &StockFilter,
    page: &PageRequest,
) -> Result<Page<StockLevel>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    let sorting = Sorting::of(page, SORT_KEYS)?;
    let mut order = "variant_id, location_id".to_owned();
    if let Some(sorting) = &sorting {
        order = sorting.seek(&mut f, page, &["variant_id", "location_id"])?;
    } else if let Some(cursor) = &page.cursor {
        let (location, variant) = cursor
            .split_once(' ')
            .and_then(|(l, v)| Some((l.parse::<Uuid>().ok()?, v.parse::<Uuid>().ok()?)))
            .ok_or_else(bad_cursor)?;
        let (v, l) = (f.bind(variant), f.bind(location));
        f.and_raw(format!("(variant_id, location_id) > ({v}, {l})"));
    }
    if let Some(location) = filter.location_id {
        f.and("location_id = ?", location);
    }
    if let Some(variant) = filter.variant_id {
        f.and("variant_id = ?", variant);
    }
    if let Some(search) = &filter.search {
        catalog::keep_found(tx, &mut f, "stock.variant_id", search, sorting.is_some())?;
    }
    if let Some(at_most) = filter.at_most {
        f.and("on_hand_milli - reserved_milli <= ?", at_most);
    }
    if filter.recount {
        f.and_raw("recount_since IS NOT NULL");
    }
    let rows = f.bind(page.rows()?);
    let sql = format!("{LEVEL}{} ORDER BY {order} LIMIT {rows}", f.sql());
    let found = tx.query(&sql, f.values(), |row| read_level(row, currency))?;
    let mut page = Page::from_rows(found, limit, |l| match &sorting {
        Some(sorting) => sorting.cursor(l, &[l.variant_id.0, l.location_id.0]),
        None => format!("{} {}", l.location_id, l.variant_id),
    });
    name_levels(tx, &mut page.items)?;
    Ok(page)
}

/// The levels with the least available, least first.
pub fn low_levels(
    tx: &mut Tx<'_>,
    currency: Currency,
    location_id: Option<LocationId>,
    at_most: Quantity,
    limit: i64,
) -> Result<Vec<StockLevel>> {
    let mut f = Filter::new();
    f.and("on_hand_milli - reserved_milli <= ?", at_most);
    if let Some(location) = location_id {
        f.and("location_id = ?", location);
    }
    let rows = f.bind(limit);
    let sql =
        format!("{LEVEL}{} ORDER BY on_hand_milli - reserved_milli, variant_id, location_id LIMIT {rows}", f.sql());
    let mut found = tx.query(&sql, f.values(), |row| read_level(row, currency))?;
    name_levels(tx, &mut found)?;
    Ok(found)
}

/// How many items should be counted.
pub fn recount_count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.query_one("SELECT COUNT(*) FROM stock WHERE recount_since IS NOT NULL", &[], |row| row.get(0))
}

fn name_levels(tx: &mut Tx<'_>, levels: &mut [StockLevel]) -> Result<()> {
    let variants: Vec<VariantId> = levels.iter().map(|l| l.variant_id).collect();
    let labels = catalog::labels(tx, &variants)?;
    for level in levels {
        if let Some(label) = labels.get(&level.variant_id) {
            level.product_id = Some(label.product_id);
            level.product_name.clone_from(&label.product_name);
            level.variant_name.clone_from(&label.variant_name);
            level.sku.clone_from(&label.sku);
            level.image_url.clone_from(&label.image_url);
        }
    }
    Ok(())
}

const MOVEMENT: &str = "SELECT m.variant_id, m.location_id, m.kind, m.quantity_milli, m.value_minor, m.source_id, \
    m.line_no, a.reason, a.staff_id, m.happened_at, m.recorded_at";

fn read_movement(c: &mut Columns<'_>, currency: Currency) -> Result<Movement> {
    Ok(Movement {
        receipt: None,
        variant_id: c.take()?,
        sku: String::new(),
        name: String::new(),
        location_id: c.take()?,
        kind: c.take()?,
        quantity: c.take()?,
        value: Some(Money::new(c.take()?, currency)),
        source_id: c.take()?,
        line_no: c.take()?,
        reason: c.take()?,
        staff_id: c.take()?,
        happened_at: c.take()?,
        recorded_at: c.take()?,
    })
}

fn name_movements(tx: &mut Tx<'_>, movements: &mut [Movement]) -> Result<()> {
    let variants: Vec<VariantId> = movements.iter().map(|m| m.variant_id).collect();
    let labels = catalog::labels(tx, &variants)?;
    for movement in movements {
        if let Some(label) = labels.get(&movement.variant_id) {
            movement.sku.clone_from(&label.sku);
            movement.name = label.full_name();
        }
    }
    Ok(())
}

/// Where the history of a variant at a location is read on.
#[derive(Debug, Clone, Copy)]
struct HistoryEnd {
    location_id: LocationId,
    newest: MovementPlace,
}

/// The movements of one variant, newest first; at several locations, by when they were recorded.
pub fn movements(
    tx: &mut Tx<'_>,
    currency: Currency,
    variant_id: VariantId,
    location_id: Option<LocationId>,
    page: &PageRequest,
) -> Result<Page<Movement>> {
    let limit = page.limit()?;
    let mut ends = history_ends(tx, variant_id, location_id)?;
    if let Some(cursor) = &page.cursor {
        // Only the histories that were asked for, however many the cursor names.
        let left: Vec<HistoryEnd> = cursor.split(' ').map(read_history_end).collect::<Result<_>>()?;
        ends = ends.iter().filter_map(|e| left.iter().find(|l| l.location_id == e.location_id).copied()).collect();
    }
    let mut histories = Vec::with_capacity(ends.len());
    for end in &ends {
        histories.push(history(tx, currency, variant_id, end, page.rows()?)?);
    }
    let mut items = Vec::with_capacity(limit);
    while items.len() < limit {
        let newest = histories.iter_mut().max_by_key(|h| h.front().map(|m| m.recorded_at));
        let Some(movement) = newest.and_then(VecDeque::pop_front) else { break };
        items.push(movement);
    }
    let left = histories.iter().filter_map(VecDeque::front);
    let left: Vec<String> = left.map(|m| format!("{}/{}/{}", m.location_id, m.source_id, m.line_no)).collect();
    name_movements(tx, &mut items)?;
    Ok(Page { items, next_cursor: (!left.is_empty()).then(|| left.join(" ")) })
}

fn read_history_end(text: &str) -> Result<HistoryEnd> {
    let mut parts = text.split('/');
    let mut next = || parts.next().unwrap_or_default();
    let (location, source, line) = (next().parse(), next().parse(), next().parse());
    match (location, source, line, parts.next()) {
        (Ok(location_id), Ok(source_id), Ok(line_no), None) => {
            Ok(HistoryEnd { location_id: LocationId(location_id), newest: MovementPlace { source_id, line_no } })
        }
        _ => Err(bad_cursor()),
    }
}

fn history_ends(tx: &mut Tx<'_>, variant_id: VariantId, location_id: Option<LocationId>) -> Result<Vec<HistoryEnd>> {
    let mut f = Filter::new();
    f.and("variant_id = ?", variant_id);
    if let Some(location) = location_id {
        f.and("location_id = ?", location);
    }
    let sql = format!("SELECT location_id, last_source_id, last_line_no FROM stock{}", f.sql());
    let found = tx.query(&sql, f.values(), |row| {
        let mut c = row.columns();
        Ok((c.take()?, read_place(&mut c)?))
    })?;
    let ends = found.into_iter().filter_map(|(location_id, last)| Some(HistoryEnd { location_id, newest: last? }));
    Ok(ends.collect())
}

/// Follows a history back from its newest movement.
fn history(
    tx: &mut Tx<'_>,
    currency: Currency,
    variant_id: VariantId,
    end: &HistoryEnd,
    rows: i64,
) -> Result<VecDeque<Movement>> {
    let sql = format!(
        "WITH RECURSIVE chain (nth, source_id, line_no) AS (\
         SELECT CAST(1 AS BIGINT), source_id, line_no FROM stock_movements \
         WHERE variant_id = $1 AND location_id = $2 AND source_id = $3 AND line_no = $4 UNION ALL \
         SELECT c.nth + 1, m.previous_source_id, m.previous_line_no FROM chain c JOIN stock_movements m \
         ON m.source_id = c.source_id AND m.line_no = c.line_no AND m.variant_id = $1 AND m.location_id = $2 \
         WHERE c.nth < $5 AND m.previous_source_id IS NOT NULL) \
         {MOVEMENT} FROM chain c JOIN stock_movements m ON m.source_id = c.source_id AND m.line_no = c.line_no \
         AND m.variant_id = $1 AND m.location_id = $2 \
         LEFT JOIN stock_adjustments a ON a.id = m.source_id ORDER BY c.nth"
    );
    let newest = end.newest;
    let params = params![variant_id, end.location_id, newest.source_id, newest.line_no, rows];
    let found = tx.query(&sql, params, |row| read_movement(&mut row.columns(), currency))?;
    Ok(found.into())
}

/// The movements that some orders or refunds made, found through the variants on their lines.
pub fn movements_of_sources(
    tx: &mut Tx<'_>,
    currency: Currency,
    location_id: LocationId,
    sources: &[(Uuid, VariantId)],
) -> Result<Vec<Movement>> {
    let mut found: Vec<Movement> = Vec::new();
    let mut seen: Vec<(Uuid, VariantId)> = Vec::new();
    for (source, variant) in sources {
        if seen.contains(&(*source, *variant)) {
            continue;
        }
        seen.push((*source, *variant));
        let sql = format!(
            "{MOVEMENT} FROM stock_movements m LEFT JOIN stock_adjustments a ON a.id = m.source_id \
             WHERE m.variant_id = $1 AND m.location_id = $2 AND m.source_id = $3 ORDER BY m.line_no"
        );
        found.extend(
            tx.query(&sql, params![*variant, location_id, *source], |row| read_movement(&mut row.columns(), currency))?,
        );
    }
    found.sort_by_key(|m| (m.recorded_at, m.source_id, m.line_no));
    name_movements(tx, &mut found)?;
    Ok(found)
}
