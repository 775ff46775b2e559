//! Pictures of goods and categories, kept once each under an id that follows from the content.

use onetill_db::Tx;
use onetill_kernel::{CategoryId, Error, ImageId, ProductId, Result};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::rules::check_image;
use super::{category_store, store};
use crate::Ctx;
use crate::sync::{EventKind, emit};

/// Gives a product its picture, in place of any it had.
pub fn set_image(tx: &mut Tx<'_>, ctx: &Ctx, id: ProductId, content_type: &str, content: &[u8]) -> Result<ImageId> {
    let content_type = media_type(content_type);
    check_image(content_type, content)?;
    let product = store::product_row(tx, id)?.ok_or_else(|| Error::not_found("product"))?;
    let image = image_id(content_type, content);
    store::keep_image(tx, image, content_type, content)?;
    store::set_product_image(tx, id, image, ctx.now)?;
    emit(tx, ctx, EventKind::ProductUpdated, id, ctx.now, &json!({ "product_id": id, "name": product.name }))?;
    Ok(image)
}

/// Gives a category its picture, in place of any it had.
pub fn set_category_image(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: CategoryId,
    content_type: &str,
    content: &[u8],
) -> Result<ImageId> {
    let content_type = media_type(content_type);
    check_image(content_type, content)?;
    let name = category_store::category_name(tx, id)?.ok_or_else(|| Error::not_found("category"))?;
    let image = image_id(content_type, content);
    store::keep_image(tx, image, content_type, content)?;
    category_store::set_category_image(tx, id, image)?;
    emit(tx, ctx, EventKind::CategoryUpdated, id, ctx.now, &json!({ "category_id": id, "name": name }))?;
    Ok(image)
}

/// Keeps a picture that belongs to no product: a logo. What it is was checked by whoever keeps it.
pub fn keep_image(tx: &mut Tx<'_>, content_type: &str, content: &[u8]) -> Result<ImageId> {
    check_image(content_type, content)?;
    let image = image_id(content_type, content);
    store::keep_image(tx, image, content_type, content)?;
    Ok(image)
}

/// `image/png; charset=binary` without its parameters.
fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// An id that follows from the content: an address never shows another picture, and the same picture
/// is kept once. A UUID of version 8 (RFC 9562, section 5.8).
fn image_id(content_type: &str, content: &[u8]) -> ImageId {
    let mut hasher = Sha256::new();
    hasher.update(content_type.as_bytes());
    hasher.update([0]);
    hasher.update(content);
    let mut half = [0u8; 16];
    half.copy_from_slice(&hasher.finalize()[..16]);
    ImageId(Builder::from_custom_bytes(half).into_uuid())
}
