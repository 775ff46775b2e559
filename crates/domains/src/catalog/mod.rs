//! What the shop sells: products and their variants, barcodes, categories, pictures, tax categories.
//!
//! A product is what a person looks for, a variant the very thing on the shelf: it has the SKU, the
//! price, the barcodes and the stock. A product's kind decides its tax, whether order discounts reach
//! it, and its account. Stock itself is kept by `inventory`, which fills in [`StockFigures`].
//!
//! Barcodes are stored as a scanner would have to send them in any of their spellings: see
//! [`rules::normal_barcode`]. Search works on folded words of our own tables, the same on both
//! engines: see [`text`].

mod bulk;
mod categories;
mod category_store;
mod model;
mod modifier_store;
mod modifiers;
mod pictures;
mod plans;
mod products;
pub mod rules;
mod scale;
mod search;
mod store;
mod tax_store;
mod taxes;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
pub mod text;
mod words;

pub use bulk::{BulkChange, BulkPreview, PriceChange, PriceStep, ProductVersion, change_many, preview_bulk};
pub use categories::{add_category, change_category};
pub use category_store::{categories, category_and_below, category_lock, category_names, category_parents};
pub use model::*;
pub use modifier_store::{modifier_group, modifier_groups};
pub use modifiers::{
    ModifierGroup, ModifierGroupChange, ModifierOption, ModifierOptionInput, NewModifierGroup, ProductModifierGroups,
    add_modifier_group, change_modifier_group, modifiers_of, set_modifier_groups,
};
pub use pictures::{keep_image, set_category_image, set_image};
pub use plans::ProductWork;
pub use products::{add_product, change_product, work_on_products, write_missing_words};
pub use scale::{Scanned, barcode_layouts, scanned, set_barcode_layouts};
pub use search::{find_variant, keep_found, products};
pub use store::{
    deposits, image, labels, product, product_of_variant, products_by_ids, sellables, variant_by_barcode,
    variant_by_sku, variants_by_codes,
};
pub use tax_store::{tax_categories, tax_category_lock, tax_rules};
pub use taxes::{add_tax_category, add_tax_rate, change_tax_category};
pub use terms::{Deposit, SellingTerms, TermsRow};

use onetill_kernel::Error;

fn id_taken(field: impl Into<String>) -> Error {
    Error::conflict("already_exists", "Something with this id exists already.")
        .field(field)
        .fix("Leave the id out, or make a new one.")
}
