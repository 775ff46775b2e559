//! Kinds, barcodes and pictures: what holds of them whatever the shop.

use onetill_kernel::{Error, Money, Result, mul_div_round};

use super::bulk::Step;
use super::model::Kind;

impl Kind {
    /// Whether tax is due on it. What is owed rather than earned is taxed when it is spent.
    pub const fn taxed(self) -> bool {
        !matches!(self, Self::GiftCard | Self::Tip | Self::AccountPayment)
    }

    /// Whether a discount on the whole order reaches it.
    pub const fn discountable(self) -> bool {
        matches!(self, Self::Goods | Self::Service | Self::Fee)
    }

    /// Whether it must have a tax category. A deposit may have one, where the law taxes it.
    pub const fn needs_tax_category(self) -> bool {
        matches!(self, Self::Goods | Self::Service | Self::Shipping | Self::Fee)
    }
}

/// The longest barcode accepted.
const MAX_BARCODE: usize = 48;

/// A barcode as it is stored and looked up. A GTIN is one number in several spellings, so that a
/// scanner that sends a UPC with its leading zero finds what was typed without: 12 digits get the
/// zero, and 14 digits that begin with one lose it. Any other code stays as it is.
pub fn normal_barcode(code: &str) -> String {
    let code = code.trim();
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    match code.len() {
        12 if digits => format!("0{code}"),
        14 if digits && code.starts_with('0') => code[1..].to_owned(),
        _ => code.to_owned(),
    }
}

/// Checks a barcode and returns it as it is stored. Numbers of 8, 12, 13 or 14 digits are GTINs, whose
/// last digit must fit (GS1 General Specifications, section 7.9).
pub fn check_barcode(code: &str) -> Result<String, String> {
    let code = code.trim();
    if !(1..=MAX_BARCODE).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(format!("A barcode is 1 to {MAX_BARCODE} visible ASCII characters without spaces."));
    }
    if matches!(code.len(), 8 | 12 | 13 | 14) && code.bytes().all(|b| b.is_ascii_digit()) {
        let (body, last) = code.split_at(code.len() - 1);
        let right = check_digit(body);
        if last != right.to_string() {
            return Err(format!("The last digit of {code} does not fit: after {body} it must be {right}."));
        }
    }
    Ok(normal_barcode(code))
}

/// Whether the last of a GTIN's digits fits the others.
pub fn is_gtin(code: &str) -> bool {
    code.len() > 1
        && code.bytes().all(|b| b.is_ascii_digit())
        && code[code.len() - 1..] == check_digit(&code[..code.len() - 1]).to_string()
}

/// The check digit of a GTIN's other digits: from the right they weigh 3, 1, 3, 1, …
fn check_digit(body: &str) -> u32 {
    let sum: u32 = body.bytes().rev().zip([3, 1].into_iter().cycle()).map(|(b, w)| u32::from(b - b'0') * w).sum();
    (10 - sum % 10) % 10
}

/// The largest picture accepted, in bytes.
pub const MAX_IMAGE: usize = 512 * 1024;

/// Checks that a picture is what its content type says, and small enough.
pub fn check_image(content_type: &str, content: &[u8]) -> Result<()> {
    if content.len() > MAX_IMAGE {
        return Err(Error::new(
            onetill_kernel::ErrorKind::TooLarge,
            "body_too_large",
            format!("A picture has at most {} KB.", MAX_IMAGE / 1024),
        )
        .fix("Send a smaller picture; 800 pixels are plenty."));
    }
    let fits = match content_type {
        "image/png" => content.starts_with(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg" => content.starts_with(b"\xff\xd8\xff"),
        "image/webp" => content.starts_with(b"RIFF") && content.get(8..12) == Some(b"WEBP"),
        "image/svg+xml" => return check_svg(content),
        _ => {
            return Err(Error::invalid("content-type", "A picture is PNG, JPEG, WebP or SVG.")
                .fix("Send image/png, image/jpeg, image/webp or image/svg+xml."));
        }
    };
    if fits { Ok(()) } else { Err(not_a(content_type)) }
}

fn not_a(content_type: &str) -> Error {
    Error::invalid("content-type", format!("The picture is not what its type, {content_type}, says."))
        .fix("Send the picture's own type.")
}

/// An SVG may carry programs; ours must not, since everybody's browser shows it.
fn check_svg(content: &[u8]) -> Result<()> {
    let text = std::str::from_utf8(content).map_err(|_| not_a("image/svg+xml"))?;
    if !after_prologue(text).is_some_and(|rest| rest.starts_with("<svg")) {
        return Err(not_a("image/svg+xml"));
    }
    let lower = text.to_ascii_lowercase();
    let forbidden = ["<script", "javascript:", "<foreignobject", "<!entity"];
    if forbidden.iter().any(|word| lower.contains(word)) || has_handler(&lower) {
        return Err(Error::invalid("body", "The SVG holds a program or foreign content.")
            .fix("Export it as plain SVG, or send it as PNG."));
    }
    Ok(())
}

/// Whether a tag has an attribute such as `onload`.
fn has_handler(lower: &str) -> bool {
    lower.split('<').skip(1).any(|tag| {
        let tag = tag.split('>').next().unwrap_or_default();
        tag.match_indices("on").any(|(at, _)| {
            let before = tag[..at].chars().next_back();
            let rest = tag[at..].trim_start_matches(|c: char| c.is_ascii_lowercase()).trim_start();
            before.is_some_and(|c| c.is_whitespace() || "\"'/".contains(c)) && rest.starts_with('=')
        })
    })
}

/// What follows an XML document's declaration, comments and document type.
fn after_prologue(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            r if r.starts_with("<?") => "?>",
            r if r.starts_with("<!--") => "-->",
            r if r.starts_with("<!") => ">",
            _ => return Some(rest),
        };
        rest = rest.split_once(end)?.1.trim_start();
    }
}

/// A price after a step: by a percentage, then by an amount, then to the nearest multiple, less what is taken off that.
pub(super) fn stepped_price(price: i64, step: &Step) -> Result<i64> {
    let share = mul_div_round(price, step.percent.0, 1_000_000)?;
    let changed = price.checked_add(share).and_then(|p| p.checked_add(step.amount)).ok_or_else(Error::overflow)?;
    let multiples = mul_div_round(changed.checked_add(step.less).ok_or_else(Error::overflow)?, 1, step.round_to)?;
    let rounded = multiples.checked_mul(step.round_to).map(|p| p - step.less).ok_or_else(Error::overflow)?;
    if rounded < 0 {
        return Err(
            Error::invalid("price", "A price would fall below zero.").fix("Take less off, or leave this product out.")
        );
    }
    if rounded > Money::MAX_MINOR { Err(Error::overflow()) } else { Ok(rounded) }
}
