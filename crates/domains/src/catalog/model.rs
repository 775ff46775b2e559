use onetill_db::text_enum;
use onetill_kernel::{
    CategoryId, Date, ModifierGroupId, Money, PriceListId, ProductId, Quantity, Rate, TaxCategoryId, TaxComponentId,
    Timestamp, VariantId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::terms::{SellingTerms, TermsRow};
use crate::present;

/// What sort of thing is sold: decides its tax, whether order discounts reach it, and its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProductKind)]
pub enum Kind {
    /// Something on a shelf.
    Goods,
    /// Work done for the customer.
    Service,
    /// Money taken now for goods later: owed until it is spent.
    GiftCard,
    /// A bottle's or crate's deposit: owed until it comes back.
    Deposit,
    /// Bringing the goods to the customer.
    Shipping,
    /// Anything charged on top.
    Fee,
    /// Money for the staff.
    Tip,
    /// What a customer owes on account, paid. Nothing of the catalogue is of this kind.
    AccountPayment,
}
text_enum!(Kind {
    Goods = "goods",
    Service = "service",
    GiftCard = "gift_card",
    Deposit = "deposit",
    Shipping = "shipping",
    Fee = "fee",
    Tip = "tip",
    AccountPayment = "account_payment",
});

/// What a pricing or an order needs to know of a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sellable {
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// The category that its product is in.
    pub category_id: Option<CategoryId>,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Its SKU.
    pub sku: String,
    /// The product's name, and the variant's where it has one: `Morning Mug – Sage`.
    pub name: String,
    /// The catalogue price of one unit, in the shop's currency.
    pub price_minor: i64,
    /// What one unit usually costs, if known.
    pub cost_minor: Option<i64>,
    /// How it is taxed; none for kinds that are not.
    pub tax_category_id: Option<TaxCategoryId>,
    /// What a register asks or adds when it is sold.
    pub terms: TermsRow,
    /// Whether its stock is counted.
    pub track_stock: bool,
    /// Whether there are options to choose with it.
    pub has_modifiers: bool,
    /// Whether it may be sold: product and variant are both active.
    pub active: bool,
}

/// What the value in a scale's barcode is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BarcodeValue)]
pub enum Holds {
    /// What all of it costs.
    Price,
    /// How much it weighs.
    Weight,
}
text_enum!(Holds { Price = "price", Weight = "weight" });

/// How a scale prints a weight or a price into an EAN-13 or UPC-A. Behind the prefix are ten digits: the item's, perhaps a
/// check digit of the value, and the value's; then the barcode's own check digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BarcodeLayout {
    /// `20` to `29`; `2` for a UPC-A.
    #[schema(example = "21", pattern = "^2[0-9]?$")]
    pub prefix: String,
    /// What the value is.
    pub holds: Holds,
    /// How many digits name the item: it is found by them as by a barcode.
    #[schema(minimum = 1, maximum = 8)]
    pub item_digits: i64,
    /// How many digits the value has.
    #[schema(minimum = 2, maximum = 8)]
    pub value_digits: i64,
    /// Whether a check digit of the value stands before it; only where the value has four or five digits.
    pub value_check: bool,
    /// How many of the value's digits stand behind the point.
    #[schema(minimum = 0, maximum = 3)]
    pub decimals: i64,
}

/// What a variant is called, for lists of other domains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its product.
    pub product_id: ProductId,
    /// The product's name.
    pub product_name: String,
    /// The variant's own name; empty for an only one.
    pub variant_name: String,
    /// Its SKU.
    pub sku: String,
    /// The product's picture.
    pub image_url: Option<String>,
}

impl Label {
    /// Both names together: `Morning Mug – Sage`.
    pub fn full_name(&self) -> String {
        full_name(&self.product_name, &self.variant_name)
    }
}

/// The name on a line: the product's, and the variant's where it has one.
pub(super) fn full_name(product: &str, variant: &str) -> String {
    if variant.is_empty() { product.to_owned() } else { format!("{product} – {variant}") }
}

/// A set of dated tax components.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaxCategory {
    /// Its id.
    pub id: TaxCategoryId,
    /// A short code, unique in the shop.
    #[schema(example = "standard")]
    pub code: String,
    /// Its name.
    #[schema(example = "Standard rate")]
    pub name: String,
    /// The account that earns what is sold under it.
    #[schema(example = "4000")]
    pub revenue_account: String,
    /// Its taxes of all times, in the order in which they are computed.
    pub components: Vec<TaxComponent>,
}

/// One tax of a tax category, for a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaxComponent {
    /// Its id.
    pub id: TaxComponentId,
    /// Its name, as on receipts.
    #[schema(example = "VAT")]
    pub name: String,
    /// Its rate in percent.
    pub rate: Rate,
    /// Whether it is computed on the net amount and the taxes before it, not on the net amount alone.
    pub compound: bool,
    /// The first business date on which it is due; from ever where absent.
    pub valid_from: Option<Date>,
    /// The last business date on which it is due; for ever where absent.
    pub valid_to: Option<Date>,
    /// The account that collects it.
    #[schema(example = "2200")]
    pub payable_account: String,
}

/// A new tax category. Its accounts are opened with it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTaxCategory {
    /// Chosen by the client, or made here.
    pub id: Option<TaxCategoryId>,
    /// One to 40 letters, digits, `-`, `_` or `.`; unique.
    #[schema(example = "standard", pattern = "^[A-Za-z0-9_.-]{1,40}$")]
    pub code: String,
    /// Its name.
    #[schema(example = "Standard rate", min_length = 1, max_length = 200)]
    pub name: String,
    /// Its taxes, in the order in which they are computed; none where nothing is due.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub components: Vec<NewTaxComponent>,
}

/// One tax of a new tax category. Components of the same name share an account and must not overlap in
/// time: that is how a rate changes on a date.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTaxComponent {
    /// Chosen by the client, or made here.
    pub id: Option<TaxComponentId>,
    /// Its name, as on receipts.
    #[schema(example = "VAT", min_length = 1, max_length = 200)]
    pub name: String,
    /// Its rate in percent.
    pub rate: Rate,
    /// Whether it is computed on the net amount and the taxes before it.
    #[serde(default)]
    pub compound: bool,
    /// The first business date on which it is due; from ever where absent.
    pub valid_from: Option<Date>,
    /// The last business date on which it is due; for ever where absent.
    pub valid_to: Option<Date>,
}

/// What changes of a tax category; what is absent stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxCategoryChange {
    /// Its new name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
}

/// The rate of a tax from a date on, in place of any that were planned from then. To end a tax, set its rate to 0.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTaxRate {
    /// The tax: one that the category has, or a further one.
    #[schema(example = "VAT", min_length = 1, max_length = 200)]
    pub name: String,
    /// Its rate in percent.
    pub rate: Rate,
    /// Whether it is computed on the net amount and the taxes before it; as before where absent.
    pub compound: Option<bool>,
    /// The first business date on which it is due; a day that is still to come at every location.
    pub valid_from: Date,
}

/// How a tax category taxes on one date, and where its revenue goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxRule {
    /// The tax category.
    pub id: TaxCategoryId,
    /// The account that earns what is sold under it.
    pub revenue_account: String,
    /// The components due on the date, in the order in which they are computed.
    pub components: Vec<TaxComponentRule>,
}

/// One component that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxComponentRule {
    /// The component.
    pub id: TaxComponentId,
    /// Its name.
    pub name: String,
    /// Its rate.
    pub rate: Rate,
    /// Whether it is computed on the net amount and the taxes before it.
    pub compound: bool,
    /// The account that collects it.
    pub account: String,
}

/// A node of the product tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its name.
    pub name: String,
    /// The category it belongs to.
    pub parent_id: Option<CategoryId>,
    /// Its place among its neighbours.
    pub position: i64,
    /// How many active products are directly in it.
    pub product_count: i64,
    /// Its picture.
    pub icon_url: Option<String>,
}

/// A new category.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    /// Chosen by the client, or made here.
    pub id: Option<CategoryId>,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The category it belongs to.
    pub parent_id: Option<CategoryId>,
    /// Its place among its neighbours; after the last where absent.
    pub position: Option<i64>,
}

/// What changes of a category; what is absent stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryChange {
    /// Its new name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// The category it belongs to from now on; null for none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CategoryId>)]
    pub parent_id: Option<Option<CategoryId>>,
    /// Its place among its neighbours: 1 for the first, and those after it move on.
    #[schema(minimum = 1)]
    pub place: Option<i64>,
}

/// A picture as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// `image/png`, `image/jpeg`, `image/webp` or `image/svg+xml`.
    pub content_type: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Something the shop sells, in all its variants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Grows with every change; send it back to change the product.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// More about it.
    pub description: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The category it is in.
    pub category_id: Option<CategoryId>,
    /// That category's name.
    pub category_name: Option<String>,
    /// How it is taxed.
    pub tax_category_id: Option<TaxCategoryId>,
    /// Its picture.
    #[schema(example = "/v1/images/0b6f0f6e-3c1f-8c55-9d0a-5a3f3f0a7c11")]
    pub image_url: Option<String>,
    /// Whether it may be sold.
    pub active: bool,
    /// The groups of options that are chosen with it, in order.
    pub modifier_groups: Vec<ModifierGroupId>,
    /// Its variants in order; at least one.
    pub variants: Vec<Variant>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The very thing on the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Variant {
    /// Its id.
    pub id: VariantId,
    /// What tells it from its siblings; empty for an only one.
    pub name: String,
    /// Its SKU, unique in the shop.
    pub sku: String,
    /// Its barcodes, as stored: a UPC of 12 digits has got its leading zero.
    pub barcodes: Vec<String>,
    /// The price of one unit.
    pub price: Money,
    /// What a price list charges instead at the location asked for, now: see the price lists.
    pub listed: Option<ListedPrice>,
    /// What one unit usually costs.
    pub cost: Option<Money>,
    /// What a register asks or adds when it is sold.
    pub terms: SellingTerms,
    /// Whether its stock is counted.
    pub track_stock: bool,
    /// Whether it may be sold.
    pub active: bool,
    /// Its stock, where counted and asked for: of one location, or of all together.
    pub stock: Option<StockFigures>,
}

/// A price that a price list sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedPrice {
    /// The price of one unit.
    pub price: Money,
    /// The list.
    pub price_list_id: PriceListId,
    /// Its name.
    pub price_list_name: String,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StockFigures {
    /// What lies there.
    pub on_hand: Quantity,
    /// What of it is held for somebody.
    pub reserved: Quantity,
    /// What is left to sell.
    pub available: Quantity,
}

/// A new product.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// Chosen by the client, or made here.
    pub id: Option<ProductId>,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// More about it.
    #[schema(max_length = 5000)]
    pub description: Option<String>,
    /// What sort of thing it is; goods unless told. It never changes.
    pub kind: Option<Kind>,
    /// The category it is in.
    pub category_id: Option<CategoryId>,
    /// How it is taxed; needed for goods, services, shipping and fees.
    pub tax_category_id: Option<TaxCategoryId>,
    /// One to 100 variants. Each needs a name of its own where there is more than one.
    #[schema(min_items = 1, max_items = 100)]
    pub variants: Vec<NewVariant>,
}

/// A variant of a new product.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVariant {
    /// Chosen by the client, or made here.
    pub id: Option<VariantId>,
    /// What tells it from its siblings; empty for an only one.
    #[schema(max_length = 100)]
    pub name: Option<String>,
    /// Its SKU, unique in the shop.
    #[schema(min_length = 1, max_length = 64)]
    pub sku: String,
    /// Its barcodes. The check digit of a GTIN (8, 12, 13 or 14 digits) must be right.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub barcodes: Vec<String>,
    /// The price of one unit.
    pub price: Money,
    /// What one unit usually costs.
    pub cost: Option<Money>,
    /// Whether its stock is counted; goods are unless told, other kinds cannot be. It never changes.
    pub track_stock: Option<bool>,
    /// What a register asks or adds when it is sold; nothing unless told.
    pub terms: Option<SellingTerms>,
}

/// What to change of a product; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductChange {
    /// The version that was read.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 5000)]
    pub description: Option<String>,
    /// The category it is in; null takes it out of any.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CategoryId>)]
    pub category_id: Option<Option<CategoryId>>,
    /// How it is taxed; null where its kind needs none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TaxCategoryId>)]
    pub tax_category_id: Option<Option<TaxCategoryId>>,
    /// Whether it may be sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Variants to change or to add; those not named stay as they are. None is ever removed: what was
    /// sold keeps its variant, so switch it off instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variants: Option<Vec<VariantChange>>,
}

/// What to change of a variant, or a variant to add.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VariantChange {
    /// The variant to change. Absent, or an id that no variant has yet: a new variant, which needs a
    /// SKU and a price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<VariantId>,
    /// What tells it from its siblings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub name: Option<String>,
    /// Its SKU, unique in the shop.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 64)]
    pub sku: Option<String>,
    /// All its barcodes: they replace those it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20)]
    pub barcodes: Option<Vec<String>>,
    /// The price of one unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// What one unit usually costs; null where unknown.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Money>)]
    pub cost: Option<Option<Money>>,
    /// All that a register asks or adds when it is sold: it replaces what was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<SellingTerms>,
    /// Whether its stock is counted; for a new variant alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track_stock: Option<bool>,
    /// Whether it may be sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// Which products are asked for.
#[derive(Debug, Clone, Default)]
pub struct ProductFilter {
    /// What a person types: a name or part of it, with one typing mistake perhaps, a SKU, a barcode.
    pub search: Option<String>,
    /// Only the product with exactly this barcode.
    pub barcode: Option<String>,
    /// Only the product with exactly this SKU.
    pub sku: Option<String>,
    /// Only products in one of these categories; in any where empty.
    pub categories: Vec<CategoryId>,
    /// Only active, or only inactive ones.
    pub active: Option<bool>,
}
