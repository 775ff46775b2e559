//! The options that somebody chose with goods: whether they may be, and what one unit then costs.

use onetill_kernel::{Error, ErrorKind, ModifierOptionId, Money, Result};

use super::cart::Purpose;
use super::inputs::LineInput;
use super::model::{LineRow, OptionRow};
use crate::catalog::{ModifierGroup, ModifierOption, Sellable};

/// The most options that one line may have.
const MAX_OPTIONS: usize = 100;

/// The options of a line, as they are kept. `groups` are those that are asked with its goods.
pub(super) fn chosen(
    line: &LineInput,
    known: &Sellable,
    groups: &[ModifierGroup],
    purpose: Purpose,
) -> Result<Vec<OptionRow>> {
    if let Some(kept) = &line.kept_options {
        return Ok(kept.clone());
    }
    if purpose == Purpose::Return {
        return match line.options.is_empty() {
            true => Ok(Vec::new()),
            false => Err(Error::invalid("options", "What comes back without its order has no options.")
                .fix("Leave them out and send the price that was paid as unit_price, or refund the order.")),
        };
    }
    if line.options.len() > MAX_OPTIONS {
        return Err(Error::invalid("options", format!("A line has at most {MAX_OPTIONS} options."))
            .fix("Leave some of them out."));
    }
    for (index, id) in line.options.iter().enumerate() {
        let option = offered(*id, known, groups).map_err(|e| e.field(format!("options[{index}]")))?;
        if line.options[..index].contains(id) {
            return Err(Error::invalid(format!("options[{index}]"), format!("{} is chosen twice.", option.name))
                .fix("Name each option once."));
        }
    }
    let mut rows = Vec::with_capacity(line.options.len());
    for group in groups {
        let of_group = group.options.iter().filter(|o| line.options.contains(&o.id));
        rows.extend(of_group.map(|o| OptionRow { option_id: o.id, name: o.name.clone(), price: o.price.minor }));
        let count = group.options.iter().filter(|o| line.options.contains(&o.id)).count() as i64;
        if count > group.max_choices {
            return Err(Error::invalid(
                "options",
                format!("{}: at most {} may be chosen.", group.name, group.max_choices),
            )
            .code("options_too_many")
            .fix("Leave some of them out."));
        }
        // What was sold under another system was chosen there.
        if count < group.min_choices && purpose == Purpose::Sale {
            let names: Vec<&str> = group.options.iter().filter(|o| o.active).map(|o| o.name.as_str()).collect();
            let message = format!("{} is sold with at least {} of {}.", known.name, group.min_choices, group.name);
            return Err(Error::invalid("options", message)
                .code("options_needed")
                .fix(format!("Send the ids of what was chosen: {}.", names.join(", "))));
        }
    }
    Ok(rows)
}

/// An option that may be chosen with goods.
fn offered<'g>(id: ModifierOptionId, known: &Sellable, groups: &'g [ModifierGroup]) -> Result<&'g ModifierOption> {
    match groups.iter().flat_map(|g| &g.options).find(|o| o.id == id) {
        Some(option) if option.active => Ok(option),
        Some(option) => {
            Err(Error::new(ErrorKind::Invalid, "option_switched_off", format!("{} is no longer offered.", option.name))
                .fix("Choose another one, or switch it on again in the catalogue."))
        }
        None => Err(Error::new(
            ErrorKind::Invalid,
            "option_unknown",
            format!("{} is not sold with such an option.", known.name),
        )
        .fix("GET /v1/modifier-groups lists what can be chosen; the product names its groups.")),
    }
}

/// The price of one unit with its options: never less than nothing.
pub(super) fn on_top(base: i64, options: &[OptionRow]) -> Result<i64> {
    let price = onetill_kernel::sum(std::iter::once(base).chain(options.iter().map(|o| o.price)))?.max(0);
    if price > Money::MAX_MINOR { Err(Error::overflow().field("options")) } else { Ok(price) }
}

/// Marks lines whose very options an order has already: they are kept as they were called and priced, also where one of them
/// was switched off since.
pub(super) fn keep_options(lines: &mut [LineInput], stored: &[LineRow]) {
    for line in lines.iter_mut().filter(|l| !l.options.is_empty()) {
        line.kept_options = stored.iter().find(|s| is_same(line, s)).map(|s| s.options.clone());
    }
}

/// Whether a line asks for the same options of the same goods.
pub(super) fn is_same(line: &LineInput, stored: &LineRow) -> bool {
    stored.variant_id == line.variant_id
        && stored.options.len() == line.options.len()
        && stored.options.iter().all(|o| line.options.contains(&o.option_id))
}
