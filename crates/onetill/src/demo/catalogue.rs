//! What the demo shop sells: `demo/products.csv`, `demo/categories.csv` and the pictures, built in.

use std::collections::HashMap;

use onetill_db::Tx;
use onetill_domains::catalog::{
    self, Kind, ModifierOptionInput, NewCategory, NewModifierGroup, NewProduct, NewTaxCategory, NewTaxComponent,
    NewVariant, ProductModifierGroups,
};
use onetill_kernel::{
    CategoryId, Currency, Error, Ids, ModifierGroupId, ModifierOptionId, Money, ProductId, Rate, Result, TaxCategoryId,
    VariantId,
};
use serde::Deserialize;

use super::founding::Founding;
use super::rhythm::Rhythm;
use crate::dice::Dice;

/// The pictures, by file name.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../demo/images"]
struct Pictures;

const SVG: &str = "image/svg+xml";

/// The tax categories: code, name, and each rate with the dates between which it applies. What the United
/// Kingdom charged; an example, not advice.
#[rustfmt::skip]
#[allow(clippy::type_complexity, reason = "a table, read as one")]
const TAXES: &[(&str, &str, &str, &[(i64, &str, Option<&str>)])] = &[
    ("standard", "Standard rate", "VAT", &[
        (175_000, "2010-01-01", Some("2011-01-03")),
        (200_000, "2011-01-04", None),
    ]),
    ("reduced", "Reduced rate", "VAT (reduced)", &[(50_000, "1997-09-01", None)]),
    ("zero", "Zero rate", "VAT (zero)", &[(0, "1973-04-01", None)]),
];

/// What can be chosen with goods: the group, its least and most choices, and the options with what each adds, in pence.
#[rustfmt::skip]
#[allow(clippy::type_complexity, reason = "a table, read as one")]
const OPTIONS: &[(&str, i64, i64, &[(&str, i64)])] = &[
    ("Milk", 0, 1, &[("Whole milk", 0), ("Oat milk", 40), ("Almond milk", 40)]),
    ("Extras", 0, 3, &[("Extra shot", 80), ("Hazelnut syrup", 50), ("Own cup", -25)]),
    ("Lettering", 1, 1, &[("Capitals", 0), ("Script", 0), ("Script, both sides", 450)]),
    ("Bow", 0, 1, &[("Red bow", 0), ("Gold bow", 60)]),
];

/// The goods that they are chosen with, by SKU, and the places of their groups above.
const CHOSEN: &[(&str, &[usize])] = &[("SWE-017", &[0, 1]), ("SER-003", &[2]), ("SER-001", &[3])];

/// A row of `products.csv`: see `demo/README.md`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Item {
    product: String,
    pub(super) sku: String,
    name: String,
    variant: String,
    category: String,
    kind: Kind,
    tax: String,
    #[serde(rename = "price_pence")]
    pub(super) price: i64,
    #[serde(rename = "cost_pence")]
    pub(super) cost: Option<i64>,
    barcode: String,
    pub(super) opening_stock: Option<i64>,
    pub(super) reorder_at: Option<i64>,
    pub(super) reorder_quantity: Option<i64>,
    popularity: u64,
    season: String,
    icon: String,
    /// Filled in by [`Catalogue::read`].
    #[serde(skip)]
    pub(super) variant_id: Option<VariantId>,
    /// The first option of each group that must be answered, which adds nothing; filled in by [`Catalogue::read`].
    #[serde(skip)]
    pub(super) options: Vec<ModifierOptionId>,
}

impl Item {
    /// Whether its stock is counted.
    pub(super) fn on_shelf(&self) -> bool {
        self.opening_stock.is_some()
    }

    /// What sort of thing it is.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// The most that anybody buys of it: nobody needs eight clocks.
    pub(super) fn most(&self) -> i64 {
        match self.price {
            _ if !self.on_shelf() => 1,
            5001.. => 1,
            1501.. => 2,
            _ => 12,
        }
    }
}

/// All that is sold, with ids, and how popular it is in each month.
pub(super) struct Catalogue {
    pub(super) items: Vec<Item>,
    /// Per month, the running sums of the items' weights.
    weights: Vec<Vec<u64>>,
}

impl Catalogue {
    /// The catalogue as it stands in the database.
    pub(super) fn read(tx: &mut Tx<'_>, rhythm: &Rhythm) -> Result<Self> {
        let mut items = items()?;
        for item in &mut items {
            item.variant_id = catalog::variant_by_sku(tx, &item.sku)?;
        }
        let variants: Vec<VariantId> = items.iter().filter_map(|item| item.variant_id).collect();
        let offered = catalog::modifiers_of(tx, &variants, &[])?;
        for item in &mut items {
            let groups = item.variant_id.and_then(|id| offered.get(&id)).into_iter().flatten();
            let needed = groups.filter(|group| group.min_choices > 0);
            item.options = needed.filter_map(|group| group.options.first()).map(|option| option.id).collect();
        }
        items.retain(|item| item.variant_id.is_some());
        let mut weights = Vec::with_capacity(12);
        for month in 0..12 {
            let mut sum = 0;
            let running = items.iter().map(|item| {
                let percent = if item.season.is_empty() { 100 } else { rhythm.season_percent(&item.season, month) };
                sum += item.popularity * percent;
                sum
            });
            weights.push(running.collect());
        }
        Ok(Self { items, weights })
    }

    /// The gift cards.
    pub(super) fn gift_cards(&self) -> Vec<usize> {
        (0..self.items.len()).filter(|i| self.items[*i].kind == Kind::GiftCard).collect()
    }

    /// Draws what somebody takes off the shelf in `month`.
    pub(super) fn draw(&self, dice: &mut Dice, month: usize) -> usize {
        let Some(running) = self.weights.get(month) else { return 0 };
        let at = dice.below(running.last().copied().unwrap_or(0));
        running.partition_point(|sum| *sum <= at)
    }
}

fn items() -> Result<Vec<Item>> {
    let mut table = csv::Reader::from_reader(include_str!("../../../../demo/products.csv").as_bytes());
    table.deserialize().collect::<Result<_, _>>().map_err(Error::internal)
}

#[derive(Debug, Deserialize)]
struct CategoryRow {
    code: String,
    name: String,
    position: i64,
    icon: String,
}

fn categories() -> Result<Vec<CategoryRow>> {
    let mut table = csv::Reader::from_reader(include_str!("../../../../demo/categories.csv").as_bytes());
    table.deserialize().collect::<Result<_, _>>().map_err(Error::internal)
}

fn picture(icon: &str) -> Result<Vec<u8>> {
    let file = Pictures::get(&format!("{icon}.svg"));
    file.map(|f| f.data.into_owned()).ok_or_else(|| Error::internal(format!("the demo has no picture {icon}")))
}

/// Writes taxes, categories, products and pictures.
pub(super) fn found(work: &mut Founding<'_, '_>, ids: &mut Ids, currency: Currency) -> Result<()> {
    let mut taxes: HashMap<&str, TaxCategoryId> = HashMap::new();
    for (code, name, tax, rates) in TAXES {
        let id = ids.next(work.now());
        taxes.insert(code, id);
        let mut components = Vec::with_capacity(rates.len());
        for (ppm, from, to) in *rates {
            components.push(NewTaxComponent {
                id: None,
                name: (*tax).to_owned(),
                rate: Rate(*ppm),
                compound: false,
                valid_from: Some(from.parse().map_err(Error::internal)?),
                valid_to: to.map(|to| to.parse().map_err(Error::internal)).transpose()?,
            });
        }
        let new = NewTaxCategory { id: Some(id), code: (*code).to_owned(), name: (*name).to_owned(), components };
        work.run(move |tx, ctx| catalog::add_tax_category(tx, ctx, &new).map(drop))?;
    }
    let mut groups: Vec<ModifierGroupId> = Vec::with_capacity(OPTIONS.len());
    for (name, min_choices, max_choices, options) in OPTIONS {
        let id = ids.next(work.now());
        groups.push(id);
        let option = |(name, pence): &(&str, i64)| ModifierOptionInput {
            id: None,
            name: (*name).to_owned(),
            price: Some(Money::new(*pence, currency)),
            active: None,
        };
        let new = NewModifierGroup {
            id: Some(id),
            name: (*name).to_owned(),
            min_choices: *min_choices,
            max_choices: *max_choices,
            options: options.iter().map(option).collect(),
        };
        work.run(move |tx, ctx| catalog::add_modifier_group(tx, ctx, &new).map(drop))?;
    }
    let mut shelves: HashMap<String, CategoryId> = HashMap::new();
    for row in categories()? {
        let id = ids.next(work.now());
        shelves.insert(row.code, id);
        let new = NewCategory { id: Some(id), name: row.name, parent_id: None, position: Some(row.position) };
        let image = picture(&row.icon)?;
        work.run(move |tx, ctx| {
            catalog::add_category(tx, ctx, &new)?;
            catalog::set_category_image(tx, ctx, id, SVG, &image).map(drop)
        })?;
    }
    for rows in items()?.chunk_by(|a, b| a.product == b.product) {
        let first = &rows[0];
        let id: ProductId = ids.next(work.now());
        let variant = |row: &Item| NewVariant {
            id: Some(ids.next(work.now())),
            name: Some(row.variant.clone()),
            sku: row.sku.clone(),
            barcodes: Some(row.barcode.clone()).filter(|b| !b.is_empty()).into_iter().collect(),
            price: Money::new(row.price, currency),
            cost: row.cost.map(|c| Money::new(c, currency)),
            track_stock: None,
            terms: None,
        };
        let new = NewProduct {
            id: Some(id),
            name: first.name.clone(),
            description: None,
            kind: Some(first.kind),
            category_id: shelves.get(&first.category).copied(),
            tax_category_id: taxes.get(first.tax.as_str()).copied(),
            variants: rows.iter().map(variant).collect(),
        };
        let chosen = CHOSEN.iter().find(|(sku, _)| *sku == first.sku).map_or(&[][..], |(_, places)| *places);
        let chosen = ProductModifierGroups {
            modifier_groups: chosen.iter().filter_map(|place| groups.get(*place)).copied().collect(),
        };
        let image = picture(&first.icon)?;
        work.run(move |tx, ctx| {
            catalog::add_product(tx, ctx, &new)?;
            if !chosen.modifier_groups.is_empty() {
                catalog::set_modifier_groups(tx, ctx, id, &chosen)?;
            }
            catalog::set_image(tx, ctx, id, SVG, &image).map(drop)
        })?;
    }
    Ok(())
}

/// How many commands [`found`] takes, and the filling of the shelves at so many locations.
pub(super) fn commands(locations: usize) -> Result<u64> {
    let items = items()?;
    let products = items.chunk_by(|a, b| a.product == b.product).count();
    let shelves = items.iter().filter(|item| item.on_shelf()).count() * locations;
    Ok((TAXES.len() + OPTIONS.len() + categories()?.len() + products + shelves) as u64)
}
