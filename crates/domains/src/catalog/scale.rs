//! Barcodes that scales print: a prefix of the shop's own, the item, and its weight or price (GS1 General Specifications,
//! section 2.1.12, restricted circulation numbers). Which digits mean what is the shop's setting.

use onetill_db::{Tx, params};
use onetill_kernel::{Error, Quantity, Result, Uuid, VariantId, mul_div_round};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::model::{BarcodeLayout, Holds};
use super::rules::{is_gtin, normal_barcode};
use super::store::variant_by_barcode;
use crate::platform::AuditAction;
use crate::sync::{EventKind, emit};
use crate::{Ctx, platform};

/// What a scale's barcode says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weighed {
    /// The item's digits, as they stand among the barcodes of its variant.
    pub item: String,
    /// What the value is.
    pub holds: Holds,
    /// The value: thousandths of a unit of weight, or minor units of the price for all of it.
    pub value: i64,
}

/// What was scanned, as far as the code itself says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Scanned {
    /// The variant.
    pub variant_id: VariantId,
    /// How much of it, where the code says so.
    pub quantity: Option<Quantity>,
    /// The price of one unit in minor units, where the code says what all of it costs.
    #[serde(skip)]
    pub unit_price_minor: Option<i64>,
}

impl BarcodeLayout {
    /// The prefix of the EAN-13: a UPC-A has a zero before it.
    fn ean_prefix(&self) -> String {
        if self.prefix.len() == 1 { format!("0{}", self.prefix) } else { self.prefix.clone() }
    }

    /// Refuses a layout that no barcode can have.
    fn check(&self, currency_decimals: u32) -> Result<()> {
        let refuse = |field: &str, message: String, fix: &str| Err(Error::invalid(field, message).fix(fix));
        let good = self.prefix == "2" || (self.prefix.len() == 2 && self.prefix.starts_with('2'));
        if !good || !self.prefix.bytes().all(|b| b.is_ascii_digit()) {
            return refuse(
                "prefix",
                "A shop's own barcodes begin with 20 to 29, or with 2 where they are UPC-A.".to_owned(),
                "Send two digits, or 2 for UPC-A.",
            );
        }
        if self.value_check && !matches!(self.value_digits, 4 | 5) {
            return refuse(
                "value_check",
                "Only a value of four or five digits has a check digit.".to_owned(),
                "Leave the check digit out, or correct value_digits.",
            );
        }
        let digits = self.item_digits + self.value_digits + i64::from(self.value_check);
        if !(1..=8).contains(&self.item_digits) || !(2..=8).contains(&self.value_digits) || digits != 10 {
            return refuse(
                "item_digits",
                format!("Between prefix and check digit are ten digits; these are {digits}."),
                "Item, value and the value's check digit must come to ten.",
            );
        }
        let most = match self.holds {
            Holds::Price => i64::from(currency_decimals),
            Holds::Weight => 3,
        };
        if !(0..=most).contains(&self.decimals) {
            return refuse(
                "decimals",
                format!("The value has at most {most} decimals."),
                "Send how many of its digits stand behind the point.",
            );
        }
        Ok(())
    }
}

/// Reads a code by the shop's layouts; none where it is no such code, or was not read cleanly.
pub(super) fn read_weighed(layouts: &[BarcodeLayout], code: &str, currency_decimals: u32) -> Option<Weighed> {
    let code = normal_barcode(code);
    if code.len() != 13 || !is_gtin(&code) {
        return None;
    }
    let layout = layouts.iter().find(|l| code.starts_with(&l.ean_prefix()))?;
    let (item, rest) = code[2..12].split_at(usize::try_from(layout.item_digits).ok()?);
    let digits = if layout.value_check {
        let (check, digits) = rest.split_at(1);
        if value_check_digit(digits)? != check.parse::<u8>().ok()? {
            return None;
        }
        digits
    } else {
        rest
    };
    let scale = match layout.holds {
        Holds::Price => i64::from(currency_decimals),
        Holds::Weight => 3,
    };
    let factor = 10i64.checked_pow(u32::try_from(scale - layout.decimals).ok()?)?;
    let value = digits.parse::<i64>().ok()?.checked_mul(factor)?;
    Some(Weighed { item: item.to_owned(), holds: layout.holds, value })
}

/// The check digit of a price or weight of four or five digits (GS1 General Specifications, section 7.9.2 to 7.9.4): each digit
/// is weighed by a table of its place.
fn value_check_digit(digits: &str) -> Option<u8> {
    // Twice the digit, its tens taken off; three times; five times with the tens added; five times with them taken off.
    const TWO_MINUS: [u8; 10] = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
    const THREE: [u8; 10] = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
    const FIVE_PLUS: [u8; 10] = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
    const FIVE_MINUS: [u8; 10] = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];
    let sum = |tables: &[[u8; 10]]| -> Option<u32> {
        let weigh = |(b, table): (u8, &[u8; 10])| table.get(usize::from(b.checked_sub(b'0')?)).map(|w| u32::from(*w));
        digits.bytes().zip(tables).map(weigh).sum()
    };
    match digits.len() {
        4 => u8::try_from(sum(&[TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS])? * 3 % 10).ok(),
        5 => {
            let rest = (10 - sum(&[FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS])? % 10) % 10;
            FIVE_MINUS.iter().position(|weight| u32::from(*weight) == rest).and_then(|digit| u8::try_from(digit).ok())
        }
        _ => None,
    }
}

/// The weight that costs `price` at `unit_price`, and the price of one unit by which it comes to exactly that: the label counts.
pub(super) fn weight_of_price(price: i64, unit_price: i64) -> Result<(Quantity, i64)> {
    let one = Ok((Quantity::ONE, price));
    if unit_price <= 0 || price <= 0 {
        return one;
    }
    let milli = mul_div_round(price, 1000, unit_price)?;
    if !(1..=Quantity::MAX_LINE.milli()).contains(&milli) {
        return one;
    }
    let comes_to = |unit: i64| mul_div_round(unit, milli, 1000).ok() == Some(price);
    if comes_to(unit_price) {
        return Ok((Quantity(milli), unit_price));
    }
    let near = mul_div_round(price, 1000, milli)?;
    if comes_to(near) { Ok((Quantity(milli), near)) } else { one }
}

/// What a barcode means: a variant's own, or one of a scale. None where nothing has it.
pub fn scanned(tx: &mut Tx<'_>, code: &str) -> Result<Option<Scanned>> {
    if let Some(variant_id) = variant_by_barcode(tx, code)? {
        return Ok(Some(Scanned { variant_id, quantity: None, unit_price_minor: None }));
    }
    let layouts = barcode_layouts(tx)?;
    let decimals = platform::merchant(tx)?.currency.decimals();
    let Some(weighed) = read_weighed(&layouts, code, decimals) else { return Ok(None) };
    let Some(variant_id) = variant_by_barcode(tx, &weighed.item)? else { return Ok(None) };
    if weighed.value == 0 {
        return Ok(Some(Scanned { variant_id, quantity: None, unit_price_minor: None }));
    }
    Ok(Some(match weighed.holds {
        Holds::Weight => Scanned { variant_id, quantity: Some(Quantity(weighed.value)), unit_price_minor: None },
        Holds::Price => {
            let known = super::store::sellables(tx, &[variant_id], &[])?;
            let unit = known.first().map_or(0, |s| s.price_minor);
            let (quantity, unit_price) = weight_of_price(weighed.value, unit)?;
            Scanned { variant_id, quantity: Some(quantity), unit_price_minor: Some(unit_price) }
        }
    }))
}

/// How the shop's scales print barcodes.
pub fn barcode_layouts(tx: &mut Tx<'_>) -> Result<Vec<BarcodeLayout>> {
    tx.remember(&["barcode_layouts"], |tx| {
        tx.query(
            "SELECT prefix, holds, item_digits, value_digits, value_check, decimals FROM barcode_layouts ORDER BY prefix",
            &[],
            |row| {
                let mut c = row.columns();
                Ok(BarcodeLayout {
                    prefix: c.take()?,
                    holds: c.take()?,
                    item_digits: c.take()?,
                    value_digits: c.take()?,
                    value_check: c.take()?,
                    decimals: c.take()?,
                })
            },
        )
    })
}

/// Replaces the layouts of the shop's scales.
pub fn set_barcode_layouts(tx: &mut Tx<'_>, ctx: &Ctx, layouts: &[BarcodeLayout]) -> Result<()> {
    let decimals = platform::merchant(tx)?.currency.decimals();
    if layouts.len() > 11 {
        return Err(Error::invalid("items", "There are eleven prefixes at most.").fix("Name each once."));
    }
    for (index, layout) in layouts.iter().enumerate() {
        let field = format!("items[{index}]");
        layout.check(decimals).map_err(|e| e.within(&field))?;
        if layouts[..index].iter().any(|earlier| earlier.prefix == layout.prefix) {
            return Err(Error::invalid(format!("{field}.prefix"), "Another layout has this prefix.")
                .fix("A prefix has one meaning: leave one of the two out."));
        }
    }
    let before = json!({ "barcode_layouts": &*barcode_layouts(tx)? });
    tx.execute("DELETE FROM barcode_layouts", &[])?;
    for l in layouts {
        tx.execute(
            "INSERT INTO barcode_layouts (prefix, holds, item_digits, value_digits, value_check, decimals) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![l.prefix, l.holds, l.item_digits, l.value_digits, l.value_check, l.decimals],
        )?;
    }
    let accountable = [before, json!({ "barcode_layouts": layouts })];
    platform::audit_change(tx, ctx, AuditAction::SettingsChanged, Uuid::nil(), accountable)?;
    emit(tx, ctx, EventKind::SettingsUpdated, Uuid::nil(), ctx.now, &serde_json::json!({ "barcode_layouts": layouts }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn layout(prefix: &str, holds: Holds, item: i64, value: i64, check: bool, decimals: i64) -> BarcodeLayout {
        BarcodeLayout {
            prefix: prefix.to_owned(),
            holds,
            item_digits: item,
            value_digits: value,
            value_check: check,
            decimals,
        }
    }

    /// With the last digit that makes it a GTIN.
    fn gtin(body: &str) -> String {
        let sum: u32 = body.bytes().rev().zip([3, 1].into_iter().cycle()).map(|(b, w)| u32::from(b - b'0') * w).sum();
        format!("{body}{}", (10 - sum % 10) % 10)
    }

    #[test]
    fn the_check_digits_of_the_specification() {
        // GS1 General Specifications, sections 7.9.3 and 7.9.4: 28.75 has 9, 146.85 has 6.
        assert_eq!((value_check_digit("2875"), value_check_digit("14685")), (Some(9), Some(6)));
        assert_eq!((value_check_digit("123"), value_check_digit("12a4")), (None, None));
    }

    #[test]
    fn a_code_is_read_by_the_layout_of_its_prefix() {
        let layouts = [
            layout("21", Holds::Weight, 5, 5, false, 3),
            layout("22", Holds::Price, 5, 5, false, 2),
            layout("23", Holds::Price, 5, 4, true, 2),
            layout("24", Holds::Price, 4, 5, true, 2),
            layout("2", Holds::Price, 5, 4, true, 2),
        ];
        let read =
            |body: &str, decimals| read_weighed(&layouts, &gtin(body), decimals).map(|w| (w.item, w.holds, w.value));
        let is = |item: &str, holds, value| Some((item.to_owned(), holds, value));
        assert_eq!(read("210123401250", 2), is("01234", Holds::Weight, 1250));
        assert_eq!(read("220123400347", 2), is("01234", Holds::Price, 347));
        assert_eq!(read("220123400347", 3), is("01234", Holds::Price, 3470), "a currency of three decimals");
        assert_eq!(read("230123492875", 2), is("01234", Holds::Price, 2875));
        assert_eq!(read("230123482875", 2), None, "the value was not read cleanly");
        assert_eq!(read("240123614685", 2), is("0123", Holds::Price, 14685));
        assert_eq!(read("250123400347", 2), None, "a prefix that means nothing here");
        // A UPC-A of twelve digits, and the same number as an EAN-13.
        assert_eq!(read("20123492875", 2), is("01234", Holds::Price, 2875));
        assert_eq!(read("020123492875", 2), is("01234", Holds::Price, 2875));
        for wrong in ["2101234012501", "21012340125", "", "R1-000123", "abcdefghijklm"] {
            assert_eq!(read_weighed(&layouts, wrong, 2), None, "{wrong}");
        }
    }

    #[test]
    fn what_a_label_costs_is_what_the_line_comes_to() {
        for unit in [1, 99, 549, 1299, 4990, 99_999] {
            for price in (1..20_000).step_by(7) {
                let (quantity, each) = weight_of_price(price, unit).expect("a price");
                assert_eq!(mul_div_round(each, quantity.milli(), 1000).expect("an amount"), price, "{price} at {unit}");
            }
        }
        assert_eq!(weight_of_price(347, 1299).expect("a weight"), (Quantity(267), 1299));
        assert_eq!(weight_of_price(347, 0).expect("one"), (Quantity::ONE, 347));
    }

    #[test]
    fn no_layout_that_no_barcode_can_have() {
        for (good, layout) in [
            (true, layout("20", Holds::Weight, 5, 5, false, 3)),
            (true, layout("2", Holds::Price, 5, 4, true, 2)),
            (false, layout("30", Holds::Weight, 5, 5, false, 3)),
            (false, layout("2x", Holds::Weight, 5, 5, false, 3)),
            (false, layout("20", Holds::Weight, 5, 4, false, 3)),
            (false, layout("20", Holds::Weight, 3, 6, true, 3)),
            (false, layout("20", Holds::Price, 5, 5, false, 3)),
            (false, layout("20", Holds::Weight, 5, 5, false, -1)),
        ] {
            assert_eq!(layout.check(2).is_ok(), good, "{layout:?}");
        }
    }

    /// Any layout that a barcode can have.
    fn any_layout() -> impl Strategy<Value = BarcodeLayout> {
        let digits =
            prop_oneof![(3i64..=8).prop_map(|item| (item, 10 - item, false)), Just((5, 4, true)), Just((4, 5, true)),];
        ("2[0-9]?", any::<bool>(), digits, 0i64..=3).prop_map(|(prefix, price, (item, value, check), decimals)| {
            let holds = if price { Holds::Price } else { Holds::Weight };
            layout(&prefix, holds, item, value, check, if price { decimals.min(2) } else { decimals })
        })
    }

    proptest! {
        /// What a scale prints is what is read, whatever the shop's layout.
        #[test]
        fn what_a_scale_prints_is_read(layout in any_layout(), item in 0i64..100_000_000, value in 0i64..100_000_000) {
            prop_assert!(layout.check(2).is_ok(), "{layout:?}");
            let cut = |number: i64, digits: i64| {
                let width = usize::try_from(digits).expect("a width");
                format!("{:0width$}", number % 10i64.pow(u32::try_from(digits).expect("digits")))
            };
            let (item, value) = (cut(item, layout.item_digits), cut(value, layout.value_digits));
            let check = if layout.value_check { value_check_digit(&value).expect("one").to_string() } else { String::new() };
            let code = gtin(&format!("{}{item}{check}{value}", layout.prefix));
            let read = read_weighed(std::slice::from_ref(&layout), &code, 2);
            let scale = if layout.holds == Holds::Price { 2 } else { 3 } - layout.decimals;
            let thousandths = value.parse::<i64>().expect("digits") * 10i64.pow(u32::try_from(scale).expect("a scale"));
            prop_assert_eq!(read, Some(Weighed { item, holds: layout.holds, value: thousandths }), "{}", code);
        }

        /// Whatever a scanner sends, read or typed by a hand that slips: nothing breaks, and a code has one spelling.
        #[test]
        fn any_code_is_read_or_is_none(
            code in "[0-9]{11,14}|2[0-9]{11,12}|[ -~]{0,50}|\\PC{0,20}", layouts in prop::collection::vec(any_layout(), 0..5),
            decimals in 0u32..=3,
        ) {
            let read = read_weighed(&layouts, &code, decimals);
            prop_assert!(read.is_none() || is_gtin(&normal_barcode(&code)), "{code}");
            prop_assert_eq!(normal_barcode(&normal_barcode(&code)), normal_barcode(&code));
            if let Ok(kept) = super::super::rules::check_barcode(&code) {
                prop_assert_eq!(&kept, &normal_barcode(&code));
                prop_assert_eq!(super::super::rules::check_barcode(&kept), Ok(kept.clone()));
            }
        }

        /// Any price at any unit price: the line comes to what the label says.
        #[test]
        fn any_label_is_charged_as_it_stands(price in any::<i64>(), unit in any::<i64>(), small in 0u32..60) {
            let (price, unit) = (price >> small, unit >> small);
            let (quantity, each) = weight_of_price(price, unit).unwrap_or((Quantity::ONE, price));
            prop_assert_eq!(mul_div_round(each, quantity.milli(), 1000).ok(), Some(price));
        }
    }
}
