//! Rows that are products and their variants.

use std::collections::{BTreeSet, HashMap};

use onetill_db::Tx;
use onetill_kernel::{Error, Money, ProductId, Result, TaxCategoryId, VariantId};

use super::fields::ImportField as Field;
use super::model::{Existing, ImportRow, RowOutcome};
use super::rows::{Cells, Problem, shortened};
use super::shop::{Place, Shop};
use super::store::title_of;
use super::work::Work;
use crate::Ctx;
use crate::catalog::rules::check_barcode;
use crate::catalog::{self, NewProduct, NewVariant, Product, ProductChange, ProductWork, Variant, VariantChange};

/// What some shop systems call the only variant of a product.
const NO_VARIANT: &str = "Default Title";

/// A row that is a variant.
struct Line {
    at: usize,
    sku: String,
    barcodes: Vec<String>,
    price: Option<Money>,
    cost: Option<Money>,
    name: String,
    track_stock: Option<bool>,
    /// The variant that has its SKU or its barcode.
    found: Option<(VariantId, ProductId)>,
}

/// A product's rows.
struct Unit {
    /// All of them, in order.
    all: Vec<usize>,
    /// Those that are variants and not refused.
    lines: Vec<Line>,
    about: About,
    product: Option<ProductId>,
    outcomes: HashMap<usize, ImportRow>,
}

/// What rows say of the product as a whole.
#[derive(Default)]
struct About {
    name: String,
    description: String,
    category: Option<Place>,
    tax_category_id: Option<TaxCategoryId>,
    active: Option<bool>,
}

/// What is asked of the catalogue for a unit, and what becomes of its rows if it is done.
struct Draft {
    ask: Ask,
    /// The lines in the order in which they are sent.
    sent: Vec<usize>,
    /// What becomes of each row that is not refused.
    outcomes: Vec<(usize, RowOutcome, Vec<String>)>,
}

enum Ask {
    Nothing,
    Add(NewProduct),
    Change(ProductId, ProductChange),
}

/// Brings some units in, or only finds out what would become of them.
pub(super) fn work_on(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    work: &Work,
    units: &[Vec<usize>],
    dry: bool,
) -> Result<Vec<ImportRow>> {
    let mut shop = Shop::read(tx, ctx)?;
    let mut read = Vec::with_capacity(units.len());
    for rows in units {
        read.push(read_unit(tx, ctx, &mut shop, work, rows, dry)?);
    }
    let products = find(tx, work, &mut read)?;
    let mut pending: Vec<usize> = (0..read.len()).collect();
    while !pending.is_empty() {
        pending = round(tx, ctx, &shop, work, &products, &mut read, pending, dry)?;
    }
    Ok(read.into_iter().flat_map(|unit| unit.outcomes.into_values()).collect())
}

/// One try at all units that are not done; returns those from which a row was taken out, to be tried without it.
#[allow(clippy::too_many_arguments, reason = "a part of work_on")]
fn round(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    shop: &Shop,
    work: &Work,
    products: &HashMap<ProductId, Product>,
    units: &mut [Unit],
    pending: Vec<usize>,
    dry: bool,
) -> Result<Vec<usize>> {
    let mut drafts = Vec::with_capacity(pending.len());
    for at in pending {
        let unit = &mut units[at];
        let draft = match unit.product.and_then(|id| products.get(&id)) {
            Some(product) => Some(draft_change(work, unit, product)),
            None => draft_new(shop, work, unit),
        };
        match draft {
            Some(Draft { ask: Ask::Nothing, outcomes, .. }) => unit.conclude(work, outcomes),
            Some(draft) => drafts.push((at, draft)),
            None => {}
        }
    }
    let asked: Vec<ProductWork<'_>> = drafts
        .iter()
        .filter_map(|(_, draft)| match &draft.ask {
            Ask::Nothing => None,
            Ask::Add(new) => Some(ProductWork::Add(new)),
            Ask::Change(id, change) => Some(ProductWork::Change(*id, change)),
        })
        .collect();
    let done = catalog::work_on_products(tx, ctx, &asked, dry)?;
    let mut inactive = Vec::new();
    let mut again = Vec::new();
    for ((at, draft), done) in drafts.into_iter().zip(done) {
        let unit = &mut units[at];
        match done {
            Ok(id) => {
                if matches!(draft.ask, Ask::Add(_)) && unit.about.active == Some(false) {
                    inactive.push((id, ProductChange { version: 1, active: Some(false), ..ProductChange::default() }));
                }
                unit.conclude(work, draft.outcomes);
            }
            Err(error) => {
                if unit.take_out(work, &draft.sent, &error) {
                    again.push(at);
                }
            }
        }
    }
    if !dry && !inactive.is_empty() {
        let off: Vec<_> = inactive.iter().map(|(id, change)| ProductWork::Change(*id, change)).collect();
        for switched in catalog::work_on_products(tx, ctx, &off, false)? {
            switched?;
        }
    }
    Ok(again)
}

impl Unit {
    fn refuse(&mut self, work: &Work, at: usize, problem: &Problem) {
        self.lines.retain(|line| line.at != at);
        self.outcomes.insert(at, work.cells(at).refused(problem));
    }

    fn refuse_all(&mut self, work: &Work, problem: &Problem) {
        for at in self.all.clone() {
            if !self.outcomes.contains_key(&at) {
                self.refuse(work, at, problem);
            }
        }
    }

    /// Says what became of the rows that were not refused.
    fn conclude(&mut self, work: &Work, outcomes: Vec<(usize, RowOutcome, Vec<String>)>) {
        for (at, outcome, changes) in outcomes {
            let message = (!changes.is_empty()).then(|| changes.join("; "));
            self.outcomes.entry(at).or_insert_with(|| work.cells(at).outcome(outcome, message));
        }
    }

    /// Refuses the row that the catalogue named, or all. Whether others are left to be tried.
    fn take_out(&mut self, work: &Work, sent: &[usize], error: &Error) -> bool {
        let field = error.field_str().unwrap_or_default();
        let named = field.strip_prefix("variants[").and_then(|rest| rest.split_once(']'));
        let line = named.and_then(|(index, _)| index.parse::<usize>().ok()).and_then(|index| sent.get(index));
        match line {
            Some(at) => {
                let part = named.map_or("", |(_, rest)| rest.trim_start_matches('.'));
                self.refuse(work, *at, &Problem::of(error, variant_field(part)));
                !self.lines.is_empty() || {
                    self.refuse_all(work, &Problem::of(error, None));
                    false
                }
            }
            None => {
                self.refuse_all(work, &Problem::of(error, product_field(field)));
                false
            }
        }
    }
}

/// The column of a field of a variant.
fn variant_field(field: &str) -> Option<Field> {
    Some(match field.split(['[', '.']).next()? {
        "sku" => Field::Sku,
        "name" => Field::VariantName,
        "barcodes" => Field::Barcode,
        "price" => Field::Price,
        "cost" => Field::Cost,
        "track_stock" => Field::TrackStock,
        _ => return None,
    })
}

/// The column of a field of a product.
fn product_field(field: &str) -> Option<Field> {
    Some(match field {
        "name" => Field::Name,
        "description" => Field::Description,
        "category_id" => Field::Category,
        "tax_category_id" => Field::TaxCategory,
        _ => return None,
    })
}

/// Reads a unit's rows; those that cannot be read are refused.
fn read_unit(tx: &mut Tx<'_>, ctx: &mut Ctx, shop: &mut Shop, work: &Work, rows: &[usize], dry: bool) -> Result<Unit> {
    let mut unit = Unit {
        all: rows.to_vec(),
        lines: Vec::new(),
        about: About::default(),
        product: None,
        outcomes: HashMap::new(),
    };
    for &at in rows {
        let cells = work.cells(at);
        let whole = rows.len() > 1 && is_of_the_whole(&cells);
        if whole && cells.get(Field::Name).is_empty() {
            unit.outcomes.insert(at, cells.outcome(RowOutcome::Skipped, None));
            continue;
        }
        let read = cells.check().and_then(|()| if whole { Ok(None) } else { read_line(work, at, shop).map(Some) });
        match read {
            Ok(line) => unit.lines.extend(line),
            Err(problem) => unit.refuse(work, at, &problem),
        }
    }
    let first =
        |field: Field| rows.iter().map(|at| (*at, work.cells(*at))).find(|(_, cells)| !cells.get(field).is_empty());
    unit.about.name = first(Field::Name).map(|(_, cells)| cells.get(Field::Name).to_owned()).unwrap_or_default();
    unit.about.description =
        first(Field::Description).map(|(_, cells)| cells.get(Field::Description).to_owned()).unwrap_or_default();
    if let Some((at, cells)) = first(Field::Active) {
        match cells.yes_or_no(Field::Active) {
            Ok(active) => unit.about.active = active,
            Err(problem) => unit.refuse(work, at, &problem),
        }
    }
    if let Some((at, cells)) = first(Field::TaxCategory) {
        match shop.tax(&cells) {
            Ok(tax) => unit.about.tax_category_id = Some(tax),
            Err(problem) => unit.refuse(work, at, &problem),
        }
    }
    if let Some((at, cells)) = first(Field::Category)
        && !unit.lines.is_empty()
    {
        match shop.category(tx, ctx, &cells, dry)? {
            Ok(place) => unit.about.category = Some(place),
            Err(problem) => unit.refuse(work, at, &problem),
        }
    }
    Ok(unit)
}

/// Whether a row among several tells of the product as a whole, or of nothing: it has no price and no code of its own, or
/// it is the one that others name as theirs.
fn is_of_the_whole(cells: &Cells<'_>) -> bool {
    let has = |field| !cells.get(field).is_empty();
    if has(Field::Price) || has(Field::Cost) {
        return false;
    }
    let parent = cells.work.has(Field::RowKey) && !has(Field::ProductKey);
    parent || !(has(Field::Sku) || has(Field::Barcode))
}

fn read_line(work: &Work, at: usize, shop: &Shop) -> Result<Line, Problem> {
    let cells = work.cells(at);
    if let Some(problem) = work.twice(at) {
        return Err(problem);
    }
    let mut barcodes = Vec::new();
    for code in cells.all(Field::Barcode) {
        if is_shortened(code) {
            return Err(Problem::new(
                "barcode_shortened",
                Field::Barcode,
                "A spreadsheet has shortened this barcode, and its digits are lost.",
                "Format the column as text in the spreadsheet, fill it in again and save the file again.",
            ));
        }
        let code = check_barcode(code).map_err(|message| {
            Problem::new("barcode_wrong", Field::Barcode, message, "Scan it again, or correct the digits.")
        })?;
        if !barcodes.contains(&code) {
            barcodes.push(code);
        }
    }
    let sku = cells.get(Field::Sku).to_owned();
    if sku.is_empty() && barcodes.is_empty() {
        let field = if work.has(Field::Sku) { Field::Sku } else { Field::Barcode };
        return Err(Problem::new(
            "code_missing",
            field,
            "This row has neither a SKU nor a barcode, so it cannot be found again.",
            "Give it a SKU of your own, such as MUG-01.",
        ));
    }
    let named: Vec<&str> = cells.all(Field::VariantName).filter(|name| *name != NO_VARIANT).collect();
    Ok(Line {
        at,
        sku,
        barcodes,
        price: cells.money(Field::Price, shop.currency)?,
        cost: cells.money(Field::Cost, shop.currency)?,
        name: named.join(" / "),
        track_stock: cells.yes_or_no(Field::TrackStock)?,
        found: None,
    })
}

/// `4,00638E+12`
fn is_shortened(code: &str) -> bool {
    let Some((mantissa, exponent)) = code.split_once("E+") else { return false };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
    !mantissa.is_empty() && digits(mantissa) && digits(exponent)
}

/// Finds what the rows name. A unit has one product: rows of another are refused.
fn find(tx: &mut Tx<'_>, work: &Work, units: &mut [Unit]) -> Result<HashMap<ProductId, Product>> {
    let lines = || units.iter().flat_map(|unit| &unit.lines);
    let skus: Vec<&str> = lines().map(|line| line.sku.as_str()).filter(|sku| !sku.is_empty()).collect();
    let codes: Vec<&str> = lines().flat_map(|line| line.barcodes.iter().map(String::as_str)).collect();
    let [by_sku, by_code] = catalog::variants_by_codes(tx, &skus, &codes)?;
    let mut ids = BTreeSet::new();
    for unit in units.iter_mut() {
        for line in &mut unit.lines {
            let by_codes = || line.barcodes.iter().find_map(|code| by_code.get(code));
            line.found = by_sku.get(&line.sku).or_else(by_codes).copied();
        }
        unit.product = unit.lines.iter().find_map(|line| line.found).map(|(_, product)| product);
        ids.extend(unit.product);
        let other = |line: &&Line| line.found.is_some_and(|(_, product)| Some(product) != unit.product);
        for at in unit.lines.iter().filter(other).map(|line| line.at).collect::<Vec<_>>() {
            let field = if work.cells(at).get(Field::Sku).is_empty() { Field::Barcode } else { Field::Sku };
            let problem = Problem::new(
                "other_product",
                field,
                "This code belongs to another product than the rows that this one goes with.",
                "Correct the code, or part the rows.",
            );
            unit.refuse(work, at, &problem);
        }
    }
    let ids: Vec<ProductId> = ids.into_iter().collect();
    Ok(catalog::products_by_ids(tx, &ids)?.into_iter().map(|product| (product.id, product)).collect())
}

/// A product that is not there yet. None where all rows of the unit are refused.
fn draft_new(shop: &Shop, work: &Work, unit: &mut Unit) -> Option<Draft> {
    let lacking = |line: &&Line| line.price.is_none();
    for at in unit.lines.iter().filter(lacking).map(|line| line.at).collect::<Vec<_>>() {
        let problem = Problem::new("price_missing", Field::Price, "A new product needs a price.", "Fill the price in.");
        unit.refuse(work, at, &problem);
    }
    let tax = unit.about.tax_category_id.or(work.settings.tax_category_id);
    let missing = if unit.about.name.is_empty() {
        Some(Problem::new("name_missing", Field::Name, "A new product needs a name.", "Fill the name in."))
    } else if tax.is_none() {
        Some(Problem::new(
            "tax_missing",
            Field::TaxCategory,
            "A new product needs a tax category.",
            "Choose one for the whole file, or name it in a column.",
        ))
    } else if unit.lines.is_empty() {
        Some(Problem::new(
            "no_variant",
            None,
            "None of this product's rows can be brought in.",
            "Correct the others first.",
        ))
    } else {
        None
    };
    if let Some(problem) = missing {
        unit.refuse_all(work, &problem);
        return None;
    }
    let alone = unit.lines.len() == 1 && unit.all.len() == 1;
    let variants = unit.lines.iter().map(|line| NewVariant {
        id: None,
        name: (!(alone && line.name == "Regular")).then(|| line.name.clone()),
        sku: if line.sku.is_empty() { line.barcodes.first().cloned().unwrap_or_default() } else { line.sku.clone() },
        barcodes: line.barcodes.clone(),
        price: line.price.unwrap_or(Money::new(0, shop.currency)),
        cost: line.cost,
        track_stock: line.track_stock,
        terms: None,
    });
    let new = NewProduct {
        id: None,
        name: unit.about.name.clone(),
        description: (!unit.about.description.is_empty()).then(|| unit.about.description.clone()),
        kind: None,
        category_id: unit.about.category.and_then(Place::id),
        tax_category_id: tax,
        variants: variants.collect(),
    };
    Some(Draft {
        ask: Ask::Add(new),
        sent: unit.lines.iter().map(|line| line.at).collect(),
        outcomes: unit.all.iter().map(|at| (*at, RowOutcome::New, Vec::new())).collect(),
    })
}

/// What the rows change of a product that is there.
fn draft_change(work: &Work, unit: &Unit, product: &Product) -> Draft {
    let keep = work.settings.existing == Existing::Keep;
    let (mut change, mut whole) = change_of_whole(work, unit, product);
    let mut variants: Vec<VariantChange> = Vec::new();
    let mut sent = Vec::new();
    let mut outcomes = Vec::new();
    for at in &unit.all {
        let line = unit.lines.iter().find(|line| line.at == *at);
        let there = line.and_then(|line| product.variants.iter().find(|v| Some(v.id) == line.found.map(|(id, _)| id)));
        let (mut changes, wanted) = match (line, there) {
            (Some(line), Some(variant)) => changes_of(work, line, variant),
            (Some(line), None) => {
                variants.push(new_variant(line));
                sent.push(line.at);
                outcomes.push((*at, RowOutcome::New, Vec::new()));
                continue;
            }
            (None, _) => (Vec::new(), None),
        };
        // What is said of the product stands at the first row that is not refused.
        if !unit.outcomes.contains_key(at) {
            changes.splice(0..0, std::mem::take(&mut whole));
        }
        let outcome = match (changes.is_empty(), keep) {
            (true, _) => RowOutcome::Unchanged,
            (false, true) => RowOutcome::Kept,
            (false, false) => RowOutcome::Changed,
        };
        if let (Some(wanted), false) = (wanted, keep) {
            variants.push(wanted);
            sent.push(*at);
        }
        outcomes.push((*at, outcome, changes));
    }
    if keep {
        change = ProductChange { version: product.version, ..ProductChange::default() };
    }
    let nothing =
        change == ProductChange { version: product.version, ..ProductChange::default() } && variants.is_empty();
    if !variants.is_empty() {
        change.variants = Some(variants);
    }
    let ask = if nothing { Ask::Nothing } else { Ask::Change(product.id, change) };
    Draft { ask, sent, outcomes }
}

/// `Price: 9.00 → 9.50`
fn told(work: &Work, field: Field, old: &str, new: &str) -> String {
    format!("{}: {} → {}", title_of(work, field), shortened(old), shortened(new))
}

fn change_of_whole(work: &Work, unit: &Unit, product: &Product) -> (ProductChange, Vec<String>) {
    let mut change = ProductChange { version: product.version, ..ProductChange::default() };
    let mut changes = Vec::new();
    let about = &unit.about;
    let with_variant =
        |variant: &Variant| !variant.name.is_empty() && about.name == format!("{} – {}", product.name, variant.name);
    if !about.name.is_empty() && about.name != product.name && !product.variants.iter().any(with_variant) {
        changes.push(told(work, Field::Name, &product.name, &about.name));
        change.name = Some(about.name.clone());
    }
    if !about.description.is_empty() && about.description.trim() != product.description {
        changes.push(title_of(work, Field::Description));
        change.description = Some(about.description.clone());
    }
    if about.category.is_some_and(|place| place == Place::ToBeMade || place.id() != product.category_id) {
        let text = unit.all.iter().map(|at| work.cells(*at).get(Field::Category)).find(|text| !text.is_empty());
        let old = product.category_name.as_deref().unwrap_or("–");
        changes.push(told(work, Field::Category, old, text.unwrap_or_default()));
        change.category_id = Some(about.category.and_then(Place::id));
    }
    if about.tax_category_id.is_some_and(|tax| Some(tax) != product.tax_category_id) {
        changes.push(title_of(work, Field::TaxCategory));
        change.tax_category_id = Some(about.tax_category_id);
    }
    if about.active.is_some_and(|active| active != product.active) {
        changes.push(title_of(work, Field::Active));
        change.active = about.active;
    }
    (change, changes)
}

/// What a row changes of a variant, in words and as it is sent.
fn changes_of(work: &Work, line: &Line, variant: &Variant) -> (Vec<String>, Option<VariantChange>) {
    let mut change = VariantChange { id: Some(variant.id), ..VariantChange::default() };
    let mut changes = Vec::new();
    if !line.sku.is_empty() && line.sku != variant.sku {
        changes.push(told(work, Field::Sku, &variant.sku, &line.sku));
        change.sku = Some(line.sku.clone());
    }
    let more: Vec<&String> = line.barcodes.iter().filter(|code| !variant.barcodes.contains(code)).collect();
    if !more.is_empty() {
        let all: Vec<String> = variant.barcodes.iter().chain(more).cloned().collect();
        changes.push(told(work, Field::Barcode, &variant.barcodes.join(" "), &all.join(" ")));
        change.barcodes = Some(all);
    }
    if let Some(price) = line.price.filter(|price| *price != variant.price) {
        changes.push(told(work, Field::Price, &variant.price.decimal(), &price.decimal()));
        change.price = Some(price);
    }
    if line.cost.is_some() && line.cost != variant.cost {
        let old = variant.cost.map_or_else(|| "–".to_owned(), |cost| cost.decimal());
        changes.push(told(work, Field::Cost, &old, &line.cost.map(|cost| cost.decimal()).unwrap_or_default()));
        change.cost = Some(line.cost);
    }
    if !line.name.is_empty() && line.name != variant.name && !(line.name == "Regular" && variant.name.is_empty()) {
        changes.push(told(work, Field::VariantName, &variant.name, &line.name));
        change.name = Some(line.name.clone());
    }
    if line.track_stock.is_some_and(|track| track != variant.track_stock) {
        changes.push(title_of(work, Field::TrackStock));
        change.track_stock = line.track_stock;
    }
    let wanted = (!changes.is_empty()).then_some(change);
    (changes, wanted)
}

fn new_variant(line: &Line) -> VariantChange {
    let code = if line.sku.is_empty() { line.barcodes.first() } else { Some(&line.sku) };
    VariantChange {
        id: None,
        name: Some(line.name.clone()),
        sku: code.cloned(),
        barcodes: Some(line.barcodes.clone()),
        price: line.price,
        cost: line.cost.map(Some),
        track_stock: line.track_stock,
        ..VariantChange::default()
    }
}
