use onetill_kernel::{Quantity, Rate, TaxComponentId, Uuid, div_round};
use proptest::prelude::*;

use super::model::OptionRow;
use super::options::on_top;
use super::pricing::{Basis, CartLine, Off, Priced, price};
use super::rules::share;
use crate::catalog::{Kind, TaxComponentRule};
use crate::platform::TaxRounding::{self, Line, Order};

fn tax(id: u128, rate: &str, compound: bool) -> TaxComponentRule {
    TaxComponentRule {
        id: TaxComponentId(Uuid::from_u128(id)),
        name: format!("tax {id}"),
        rate: rate.parse().expect("a rate"),
        compound,
        account: "2200".to_owned(),
    }
}

fn line(quantity: &str, unit_price: i64, taxes: &[TaxComponentRule]) -> CartLine {
    CartLine {
        kind: Kind::Goods,
        quantity: quantity.parse().expect("a quantity"),
        unit_price,
        discounts: Vec::new(),
        taxes: taxes.to_vec(),
    }
}

fn priced(lines: &[CartLine], discounts: &[Off], inclusive: bool, rounding: TaxRounding) -> Priced {
    price(lines, discounts, Basis { prices_include_tax: inclusive, rounding, exempt: false }).expect("a price")
}

/// Net, tax and total of a cart.
fn sums(p: &Priced) -> (i64, i64, i64) {
    (p.total - p.tax, p.tax, p.total)
}

#[test]
fn inclusive_tax_is_rounded_and_the_net_is_what_remains() {
    for (rate, price, net, due) in [
        // 52.50 at 12 % is 46.87 + 5.63.
        ("12", 5250, 4687, 563),
        ("19", 11_900, 10_000, 1900),
        // The sixth part of 9.99 is 1.665: half away from zero.
        ("20", 999, 832, 167),
        ("17.5", 1175, 1000, 175),
        ("100", 1, 0, 1),
        ("0", 999, 999, 0),
    ] {
        let p = priced(&[line("1", price, &[tax(1, rate, false)])], &[], true, Line);
        assert_eq!(sums(&p), (net, due, price), "{price} at {rate} %");
    }
}

#[test]
fn several_components_share_the_tax_by_largest_remainder() {
    // India: CGST and SGST of 9 % each within 100.00: 15.25 is 7.63 + 7.62.
    let gst = [tax(1, "9", false), tax(2, "9", false)];
    let p = priced(&[line("1", 10_000, &gst)], &[], true, Line);
    assert_eq!((p.tax, p.lines[0].taxes.clone()), (1525, vec![763, 762]));
}

#[test]
fn compound_tax_is_computed_on_the_taxes_before_it() {
    // Quebec before 2013: 5 % GST on 100.00, then 9.5 % QST on 105.00, which is 9.98.
    let both = [tax(1, "5", false), tax(2, "9.5", true)];
    let p = priced(&[line("1", 10_000, &both)], &[], false, Line);
    assert_eq!((p.lines[0].taxes.clone(), p.total), (vec![500, 998], 11_498));
    // And the same amount read the other way round.
    let back = priced(&[line("1", 11_498, &both)], &[], true, Line);
    assert_eq!((back.lines[0].taxes.clone(), back.total - back.tax), (vec![500, 998], 10_000));
}

#[test]
fn rounding_per_line_and_per_order_differ_by_the_spare_cents() {
    let lines = vec![line("1", 33, &[tax(1, "10", false)]); 3];
    assert_eq!(priced(&lines, &[], false, Line).tax, 9, "three times 3.3 is three times 3");
    let per_order = priced(&lines, &[], false, Order);
    assert_eq!(per_order.tax, 10, "9.9 is 10");
    assert_eq!(per_order.lines.iter().map(|l| l.tax).collect::<Vec<_>>(), [4, 3, 3]);
}

#[test]
fn per_order_each_component_is_computed_on_all_lines_that_carry_it() {
    let (state, city) = (tax(1, "4", false), tax(2, "4.5", false));
    let lines = [line("1", 1013, &[state.clone(), city]), line("1", 1013, &[state])];
    let p = priced(&lines, &[], false, Order);
    let state_tax: i64 = p.lines.iter().map(|l| l.taxes[0]).sum();
    assert_eq!((state_tax, p.lines[0].taxes[1]), (81, 46), "4 % of 20.26, 4.5 % of 10.13");
}

#[test]
fn discounts_apply_one_after_the_other_and_reach_only_what_they_may() {
    let mut lamp = line("2", 1000, &[]);
    lamp.discounts = vec![Off::Rate(Rate::percent(10)), Off::Amount(100)];
    let mut card = line("1", 5000, &[]);
    card.kind = Kind::GiftCard;
    let p = priced(&[lamp, card], &[Off::Rate(Rate::percent(50))], true, Line);
    assert_eq!(p.lines[0].line_discounts, [200, 100]);
    assert_eq!((p.lines[0].order_discount, p.lines[1].order_discount), (850, 0));
    assert_eq!((p.subtotal, p.discount, p.total), (7000, 1150, 5850));
}

#[test]
fn weighed_goods_are_rounded_once() {
    let p = priced(&[line("0.333", 999, &[])], &[], true, Line);
    assert_eq!(p.total, 333, "0.333 x 9.99 is 3.32667");
}

#[test]
fn what_cannot_be_is_refused_with_the_field_named() {
    let basis = Basis { prices_include_tax: true, rounding: Line, exempt: false };
    let with = |off| {
        let mut l = line("1", 1000, &[]);
        l.discounts = vec![off];
        l
    };
    let gift = CartLine { kind: Kind::GiftCard, ..with(Off::Amount(1)) };
    let cases = [
        (line("0", 100, &[]), "lines[0].quantity", "invalid_field"),
        (line("-1", 100, &[]), "lines[0].quantity", "invalid_field"),
        (line("1000000.001", 100, &[]), "lines[0].quantity", "invalid_field"),
        (line("1000000", 99_999_999_999_999, &[]), "lines[0]", "amount_too_large"),
        (with(Off::Rate(Rate::percent(101))), "lines[0].discounts[0]", "discount_too_large"),
        (with(Off::Rate(Rate(-1))), "lines[0].discounts[0]", "invalid_field"),
        (with(Off::Amount(1001)), "lines[0].discounts[0]", "discount_too_large"),
        (with(Off::Amount(-1)), "lines[0].discounts[0]", "invalid_field"),
        (gift, "lines[0].discounts[0]", "invalid_field"),
    ];
    for (line, field, code) in cases {
        let refused = price(std::slice::from_ref(&line), &[], basis).expect_err("a refusal");
        assert!(refused.field_str().is_some_and(|f| f.starts_with(field)), "{field}: {refused}");
        assert_eq!(refused.code_str(), code, "{line:?}");
    }
    let refused = price(&[line("1", 10, &[])], &[Off::Amount(11)], basis).expect_err("a refusal");
    assert_eq!(refused.field_str(), Some("discounts[0]"));
}

#[test]
fn parts_of_a_refunded_line_add_up_whatever_the_steps() {
    let sold = Quantity::units(7);
    let parts: Vec<i64> =
        (0..7).map(|n| share(100, sold, Quantity::units(n), Quantity::ONE).expect("a share")).collect();
    assert_eq!((parts.iter().sum::<i64>(), parts), (100, vec![14, 15, 14, 14, 14, 15, 14]));
}

fn any_off() -> impl Strategy<Value = Off> {
    prop_oneof![(0i64..=1_000_000).prop_map(|ppm| Off::Rate(Rate(ppm))), (0i64..5).prop_map(Off::Amount)]
}

fn any_line() -> impl Strategy<Value = CartLine> {
    let kind = prop_oneof![4 => Just(Kind::Goods), 1 => Just(Kind::Service), 1 => Just(Kind::GiftCard)];
    let taxes = prop::collection::vec((1u128..4, 0i64..300_000, any::<bool>()), 0..4);
    (kind, 1i64..50_000, 0i64..2_000_000, prop::collection::vec(any_off(), 0..3), taxes).prop_map(
        |(kind, quantity, unit_price, discounts, taxes)| {
            let free = kind == Kind::GiftCard;
            let mut known: Vec<TaxComponentRule> = Vec::new();
            for (id, ppm, compound) in taxes {
                // One component has one rate wherever it stands.
                let rate = Rate(ppm - ppm % 10_000 + i64::try_from(id).expect("small"));
                if !known.iter().any(|t| t.id.0.as_u128() == id) {
                    let compound = compound && !known.is_empty();
                    known.push(TaxComponentRule { rate, ..tax(id, "0", compound) });
                }
            }
            CartLine {
                kind,
                quantity: Quantity(quantity),
                unit_price,
                discounts: if free { Vec::new() } else { discounts },
                taxes: if free { Vec::new() } else { known },
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// Whatever the cart: parts add up to the whole, exactly, and nothing is below zero.
    #[test]
    fn parts_add_up_to_the_whole(
        lines in prop::collection::vec(any_line(), 1..12),
        discounts in prop::collection::vec(any_off(), 0..3),
        inclusive: bool,
        per_order: bool,
    ) {
        let rounding = if per_order { Order } else { Line };
        let basis = Basis { prices_include_tax: inclusive, rounding, exempt: false };
        // A fixed amount may be more than what is left: a refusal is right, and nothing to add up.
        let Ok(p) = price(&lines, &discounts, basis) else { return Ok(()) };
        let sum = |part: fn(&super::pricing::PricedLine) -> i64| p.lines.iter().map(part).sum::<i64>();
        prop_assert_eq!(p.subtotal, sum(|l| l.amount));
        prop_assert_eq!(p.discount, sum(|l| l.line_discount() + l.order_discount));
        prop_assert_eq!(p.order_discounts.iter().sum::<i64>(), sum(|l| l.order_discount));
        prop_assert_eq!(p.tax, sum(|l| l.tax));
        prop_assert_eq!(p.total, sum(|l| l.total));
        for (line, l) in lines.iter().zip(&p.lines) {
            let exact = i128::from(line.unit_price) * i128::from(line.quantity.milli());
            prop_assert_eq!(i128::from(l.amount), div_round(exact, 1000));
            prop_assert_eq!(l.tax, l.taxes.iter().sum::<i64>());
            let rest = l.amount - l.line_discount() - l.order_discount;
            prop_assert_eq!(rest, if inclusive { l.total } else { l.net() });
            prop_assert!(rest >= 0 && l.total >= 0 && l.taxes.iter().all(|t| *t >= 0));
            prop_assert_eq!(l.taxes.len(), line.taxes.len());
        }
        if inclusive {
            prop_assert_eq!(p.total, p.subtotal - p.discount);
        } else {
            prop_assert_eq!(p.total - p.tax, p.subtotal - p.discount);
        }
    }

    /// Whatever is chosen with goods: one costs its price and its options, never less than nothing, and the parts of the line
    /// add up as without them.
    #[test]
    fn options_are_a_part_of_the_price(
        base in 0i64..1_000_000,
        options in prop::collection::vec(-200_000i64..200_000, 0..6),
        off in any_off(),
        inclusive: bool,
    ) {
        let options: Vec<OptionRow> = options
            .into_iter()
            .map(|price| OptionRow { option_id: Uuid::nil().into(), name: String::new(), price })
            .collect();
        let unit_price = on_top(base, &options).expect("a price");
        let whole = base + options.iter().map(|o| o.price).sum::<i64>();
        prop_assert_eq!(unit_price, whole.max(0));
        let basis = Basis { prices_include_tax: inclusive, rounding: Line, exempt: false };
        let Ok(p) = price(&[line("3", unit_price, &[tax(1, "20", false)])], &[off], basis) else { return Ok(()) };
        prop_assert_eq!(p.subtotal, unit_price * 3);
        let due = if inclusive { p.total } else { p.total - p.tax };
        prop_assert_eq!(due + p.discount, unit_price * 3);
    }

    /// A tax taken out of an inclusive price is within a cent of what an exclusive price would add.
    #[test]
    fn inclusive_and_exclusive_agree(net in 0i64..10_000_000, ppm in 0i64..500_000) {
        let vat = TaxComponentRule { rate: Rate(ppm), ..tax(1, "0", false) };
        let out = priced(&[line("1", net, std::slice::from_ref(&vat))], &[], false, Line);
        let back = priced(&[line("1", out.total, &[vat])], &[], true, Line);
        prop_assert!((back.tax - out.tax).abs() <= 1, "{} {}", back.tax, out.tax);
    }

    /// Rounded per order, a tax is its rate on the sum of the rounded lines, rounded once; and no line is
    /// a whole penny away from its share of it.
    #[test]
    fn per_order_a_tax_is_rounded_once(
        amounts in prop::collection::vec(0i64..10_000_000, 1..20),
        ppm in 0i64..300_000,
        inclusive: bool,
    ) {
        let vat = TaxComponentRule { rate: Rate(ppm), ..tax(1, "0", false) };
        let lines: Vec<CartLine> = amounts.iter().map(|a| line("1", *a, std::slice::from_ref(&vat))).collect();
        let p = priced(&lines, &[], inclusive, Order);
        let sum: i128 = amounts.iter().map(|a| i128::from(*a)).sum();
        let whole = if inclusive { 1_000_000 + i128::from(ppm) } else { 1_000_000 };
        prop_assert_eq!(i128::from(p.tax), div_round(sum * i128::from(ppm), whole));
        for (amount, l) in amounts.iter().zip(&p.lines) {
            let off = i128::from(l.tax) * sum - i128::from(*amount) * i128::from(p.tax);
            prop_assert!(off.abs() < sum.max(1), "{} of {}", l.tax, p.tax);
        }
    }

    /// An order discount takes from each line less than a penny more or less than its share.
    #[test]
    fn a_discount_is_spread_fairly(amounts in prop::collection::vec(0i64..1_000_000, 1..20), ppm in 0i64..=1_000_000) {
        let lines: Vec<CartLine> = amounts.iter().map(|a| line("1", *a, &[])).collect();
        let p = priced(&lines, &[Off::Rate(Rate(ppm))], true, Line);
        let sum: i64 = amounts.iter().sum();
        prop_assert_eq!(i128::from(p.discount), div_round(i128::from(sum) * i128::from(ppm), 1_000_000));
        for (amount, l) in amounts.iter().zip(&p.lines) {
            let off = i128::from(l.order_discount) * i128::from(sum) - i128::from(*amount) * i128::from(p.discount);
            prop_assert!(off.abs() < i128::from(sum.max(1)) && l.order_discount <= *amount);
        }
    }

    /// Refunding a line in any steps gives back exactly what was paid, and each of its taxes.
    #[test]
    fn refunds_in_steps_give_back_the_whole(
        sold in any_line(),
        inclusive: bool,
        cuts in prop::collection::vec(0i64..1000, 0..10),
    ) {
        let basis = Basis { prices_include_tax: inclusive, rounding: Line, exempt: false };
        let Ok(p) = price(std::slice::from_ref(&sold), &[], basis) else { return Ok(()) };
        let l = &p.lines[0];
        let wholes: Vec<i64> = [l.total].into_iter().chain(l.taxes.iter().copied()).collect();
        let mut back = vec![0; wholes.len()];
        let mut before = Quantity::ZERO;
        let mut ends: Vec<i64> = cuts.iter().map(|cut| cut * sold.quantity.milli() / 1000).collect();
        ends.sort_unstable();
        for end in ends.into_iter().chain([sold.quantity.milli()]) {
            let step = Quantity(end - before.milli());
            for (back, whole) in back.iter_mut().zip(&wholes) {
                let part = share(*whole, sold.quantity, before, step).expect("a share");
                prop_assert!(part >= 0);
                *back += part;
            }
            before = Quantity(end);
        }
        prop_assert_eq!(back, wholes);
    }
}
