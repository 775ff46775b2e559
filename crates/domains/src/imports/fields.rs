//! What a column may hold, and what its title says of that: in English and German, and as shops' exports name it.

use onetill_db::text_enum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::MappedColumn;
use crate::catalog::text::fold;

/// What a file's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Products with their variants, a row each variant.
    Products,
    /// Customers, a row each.
    Customers,
    /// What was there when the shop began to count, a row for each article and location.
    Stock,
}
text_enum!(ImportKind { Products = "products", Customers = "customers", Stock = "stock" });

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportField {
    /// What the rows of one product have in common, or which row they belong to.
    ProductKey,
    /// The number by which other rows name this one.
    RowKey,
    /// The product's name.
    Name,
    /// What tells a variant from its siblings: its size, its colour. Up to three columns together.
    VariantName,
    /// The variant's SKU.
    Sku,
    /// Its barcode; several columns may be.
    Barcode,
    /// What one unit costs the customer.
    Price,
    /// What one unit costs the shop.
    Cost,
    /// The category, or the way to it: `Clothing > Shirts`.
    Category,
    /// How it is taxed: a tax category's code or name, or its rate in percent.
    TaxCategory,
    /// More about the product.
    Description,
    /// Whether its stock is counted.
    TrackStock,
    /// Whether it may be sold.
    Active,
    /// A customer's first name …
    FirstName,
    /// … and last name, where there is no column of whole names.
    LastName,
    /// Their firm, which names them where no person is named.
    Company,
    /// Their e-mail address.
    Email,
    /// Their phone number.
    Phone,
    /// What the shop wants to remember.
    Note,
    /// The name of the group that they are charged in.
    CustomerGroup,
    /// How much of it is there.
    Quantity,
    /// The name of the location where it is.
    Location,
}
text_enum!(ImportField {
    ProductKey = "product_key",
    RowKey = "row_key",
    Name = "name",
    VariantName = "variant_name",
    Sku = "sku",
    Barcode = "barcode",
    Price = "price",
    Cost = "cost",
    Category = "category",
    TaxCategory = "tax_category",
    Description = "description",
    TrackStock = "track_stock",
    Active = "active",
    FirstName = "first_name",
    LastName = "last_name",
    Company = "company",
    Email = "email",
    Phone = "phone",
    Note = "note",
    CustomerGroup = "customer_group",
    Quantity = "quantity",
    Location = "location",
});

impl ImportField {
    /// How many columns may hold it.
    pub const fn columns(self) -> usize {
        match self {
            Self::VariantName | Self::Barcode => 3,
            _ => 1,
        }
    }

    /// Whether its long numbers are codes.
    pub(super) const fn holds_codes(self) -> bool {
        matches!(self, Self::Sku | Self::Barcode | Self::ProductKey | Self::RowKey | Self::Phone)
    }

    /// Whether it is an amount.
    pub(super) const fn is_number(self) -> bool {
        matches!(self, Self::Price | Self::Cost | Self::Quantity)
    }
}

/// The titles, folded, by which a field is known, the surest first.
type Titles = (ImportField, &'static [&'static str]);

const PRODUCTS: &[Titles] = &[
    (
        ImportField::Sku,
        &[
            "variant sku",
            "sku",
            "artikelnummer",
            "artikelnr",
            "artikel nr",
            "art nr",
            "artnr",
            "bestellnummer",
            "item number",
            "product code",
            "article number",
            "variant code",
        ],
    ),
    (
        ImportField::Barcode,
        &[
            "variant barcode",
            "barcode",
            "gtin",
            "ean",
            "ean code",
            "ean13",
            "upc",
            "isbn",
            "gtin upc ean or isbn",
            "gtin upc ean oder isbn",
            "strichcode",
            "gtin ean",
            "ean gtin",
        ],
    ),
    (
        ImportField::ProductKey,
        &["handle", "url handle", "parent", "reference handle", "ubergeordnetes produkt", "ubergeordnet"],
    ),
    (ImportField::RowKey, &["id", "product id"]),
    (
        ImportField::Name,
        &[
            "title",
            "item name",
            "name",
            "product name",
            "produktname",
            "artikelname",
            "bezeichnung",
            "artikelbezeichnung",
            "titel",
            "artikel",
            "produkt",
            "product",
            "item",
        ],
    ),
    (
        ImportField::VariantName,
        &[
            "option1 value",
            "option2 value",
            "option3 value",
            "variation name",
            "attribute 1 value s",
            "attribute 2 value s",
            "attribute 3 value s",
            "attribut 1 wert e",
            "attribut 2 wert e",
            "attribut 3 wert e",
            "variant",
            "variant name",
            "variante",
            "variantenname",
            "size",
            "grosse",
            "colour",
            "color",
            "farbe",
        ],
    ),
    (
        ImportField::Price,
        &[
            "variant price",
            "regular price",
            "price",
            "regularer preis",
            "preis",
            "verkaufspreis",
            "vk preis",
            "vk",
            "vk brutto",
            "bruttopreis",
            "preis brutto",
            "retail price",
            "selling price",
            "unit price",
            "sales price",
            "ladenpreis",
            "uvp",
        ],
    ),
    (
        ImportField::Cost,
        &[
            "cost per item",
            "default unit cost",
            "cost",
            "cost price",
            "unit cost",
            "purchase price",
            "einkaufspreis",
            "ek",
            "ek preis",
            "ek netto",
            "einstandspreis",
            "kosten pro artikel",
            "cost of goods",
        ],
    ),
    (
        ImportField::Category,
        &[
            "type",
            "categories",
            "category",
            "reporting category",
            "product category",
            "kategorie",
            "kategorien",
            "warengruppe",
            "artikelgruppe",
            "department",
            "product type",
            "produkttyp",
        ],
    ),
    (
        ImportField::TaxCategory,
        &[
            "tax category",
            "tax rate",
            "tax",
            "vat",
            "vat rate",
            "steuersatz",
            "mwst",
            "ust",
            "mehrwertsteuer",
            "umsatzsteuer",
            "mwst satz",
            "steuerklasse",
            "steuer",
        ],
    ),
    (
        ImportField::Description,
        &["body html", "description", "beschreibung", "artikelbeschreibung", "produktbeschreibung"],
    ),
    (ImportField::TrackStock, &["track stock", "bestand fuhren", "lagerbestand fuhren"]),
    (ImportField::Active, &["status", "published", "active", "aktiv", "veroffentlicht", "verfugbar"]),
];

const CUSTOMERS: &[Titles] = &[
    (
        ImportField::Email,
        &[
            "email",
            "e mail",
            "email address",
            "e mail adresse",
            "emailadresse",
            "billing email",
            "customer email",
            "mail",
        ],
    ),
    (
        ImportField::Phone,
        &[
            "phone",
            "phone number",
            "default address phone",
            "billing phone",
            "telefon",
            "telefonnummer",
            "mobile",
            "mobil",
            "handy",
            "tel",
        ],
    ),
    (
        ImportField::Name,
        &["name", "full name", "customer name", "customer", "kunde", "kundenname", "vollstandiger name"],
    ),
    (ImportField::FirstName, &["first name", "vorname", "billing first name", "given name"]),
    (ImportField::LastName, &["last name", "nachname", "surname", "familienname", "billing last name", "family name"]),
    (
        ImportField::Company,
        &["company", "company name", "firma", "default address company", "billing company", "unternehmen"],
    ),
    (ImportField::Note, &["note", "notes", "memo", "notiz", "notizen", "bemerkung", "anmerkung", "kommentar"]),
    (ImportField::CustomerGroup, &["customer group", "group", "kundengruppe", "gruppe"]),
];

const STOCK: &[Titles] = &[
    (
        ImportField::Sku,
        &[
            "variant sku",
            "sku",
            "artikelnummer",
            "artikelnr",
            "artikel nr",
            "art nr",
            "artnr",
            "item number",
            "product code",
        ],
    ),
    (ImportField::Barcode, &["variant barcode", "barcode", "gtin", "ean", "ean code", "ean13", "upc", "strichcode"]),
    (
        ImportField::Quantity,
        &[
            "quantity",
            "qty",
            "on hand",
            "variant inventory qty",
            "available",
            "stock",
            "stock on hand",
            "current quantity",
            "menge",
            "bestand",
            "lagerbestand",
            "anzahl",
            "inventory",
        ],
    ),
    (ImportField::Location, &["location", "standort", "filiale", "lager", "ort", "store", "warehouse"]),
    (
        ImportField::Cost,
        &[
            "cost per item",
            "unit cost",
            "default unit cost",
            "cost",
            "cost price",
            "einkaufspreis",
            "ek",
            "ek preis",
            "einstandspreis",
            "kosten pro artikel",
        ],
    ),
];

const fn titles(kind: ImportKind) -> &'static [Titles] {
    match kind {
        ImportKind::Products => PRODUCTS,
        ImportKind::Customers => CUSTOMERS,
        ImportKind::Stock => STOCK,
    }
}

/// The fields that rows of a kind can have.
pub fn fields(kind: ImportKind) -> impl Iterator<Item = ImportField> {
    titles(kind).iter().map(|(field, _)| *field)
}

/// What a column of this title most likely holds.
pub(super) fn guess_column(kind: ImportKind, title: &str) -> Option<ImportField> {
    let title = fold(title);
    titles(kind).iter().find(|(_, known)| known.contains(&title.as_str())).map(|(field, _)| *field)
}

/// What the columns most likely hold: of several that may be one thing, those with the surest titles.
pub fn guess(kind: ImportKind, column_titles: &[String]) -> Vec<MappedColumn> {
    let folded: Vec<String> = column_titles.iter().map(|title| fold(title)).collect();
    let mut mapping: Vec<MappedColumn> = Vec::new();
    // A shop system's own titles decide what a word means there: its type is no category.
    let has = |title: &str| folded.iter().any(|known| known == title);
    let type_is_kind = has("regular price") || has("regularer preis");
    for (field, known) in titles(kind) {
        let mut found = 0;
        for title in *known {
            for (column, _) in folded.iter().enumerate().filter(|(_, folded)| folded == title) {
                let taken = mapping.iter().any(|mapped| mapped.column == column as i64);
                let other = *title == "type" && type_is_kind;
                if !taken && !other && found < field.columns() {
                    mapping.push(MappedColumn { column: column as i64, field: *field });
                    found += 1;
                }
            }
        }
    }
    mapping.sort_by_key(|mapped| mapped.column);
    mapping
}
