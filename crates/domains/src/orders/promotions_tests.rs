use onetill_kernel::{PromotionId, Quantity, Rate, Uuid, VariantId};
use proptest::prelude::*;

use super::pricing::Off;
use super::promotions::{PromotionLine, Taken, on_lines, on_order};
use crate::prices::{PromotionKind, PromotionRule, RuleGoods};

fn rule(kind: PromotionKind, goods: &[(i64, u128, i64)]) -> PromotionRule {
    PromotionRule {
        id: PromotionId(Uuid::nil()),
        name: "A promotion".to_owned(),
        kind,
        percent: Rate::percent(100),
        amount: 0,
        buy: 2,
        get: 1,
        min_total: 0,
        combinable: false,
        parts: goods.iter().map(|g| g.0).max().unwrap_or(1),
        goods: goods
            .iter()
            .map(|(part, variant, quantity)| RuleGoods {
                part: *part,
                categories: Vec::new(),
                variant_id: Some(VariantId(Uuid::from_u128(*variant))),
                quantity: *quantity,
            })
            .collect(),
    }
}

fn line(variant: u128, quantity: i64, unit_price: i64) -> PromotionLine {
    PromotionLine {
        variant_id: Some(VariantId(Uuid::from_u128(variant))),
        category_id: None,
        discountable: true,
        quantity: Quantity(quantity),
        amount: onetill_kernel::mul_div_round(unit_price, quantity, 1000).expect("an amount"),
    }
}

/// What is taken off each line by each promotion.
fn amounts(rules: &[&PromotionRule], lines: &[PromotionLine]) -> Vec<Vec<i64>> {
    let taken = on_lines(rules, lines).expect("discounts");
    let one = |(line, taken): (&PromotionLine, &Vec<Taken>)| {
        let mut rest = line.amount;
        taken
            .iter()
            .map(|t| {
                let amount = match t.off {
                    Off::Amount(amount) => amount,
                    Off::Rate(rate) => onetill_kernel::mul_div_round(rest, rate.ppm(), 1_000_000).expect("a share"),
                };
                rest -= amount;
                amount
            })
            .collect()
    };
    lines.iter().zip(&taken).map(one).collect()
}

#[test]
fn the_cheapest_are_given_away_and_the_dearest_make_the_sets() {
    let lines = [line(1, 2000, 300), line(2, 2000, 500), line(3, 1000, 100)];
    // Two and one free: of five the cheapest one.
    let gift = rule(PromotionKind::BuyGet, &[]);
    assert_eq!(amounts(&[&gift], &lines), [vec![], vec![], vec![100]]);
    // Any two for 7.00: 5.00 + 5.00 saves 3.00; 3.00 + 3.00 is less than it would cost.
    let pair = PromotionRule { amount: 700, ..rule(PromotionKind::Mix, &[]) };
    assert_eq!(amounts(&[&pair], &lines), [vec![], vec![300], vec![]]);
    // A set that costs more than its goods is none.
    let dear = PromotionRule { amount: 2000, ..rule(PromotionKind::Mix, &[]) };
    assert_eq!(amounts(&[&dear], &lines), [const { Vec::<i64>::new() }; 3]);
}

#[test]
fn a_bundle_needs_all_its_parts() {
    let meal = PromotionRule { amount: 800, ..rule(PromotionKind::Bundle, &[(1, 1, 1), (2, 2, 2)]) };
    assert_eq!(amounts(&[&meal], &[line(1, 3000, 500)]), [Vec::<i64>::new()]);
    // 5.00 and twice 3.00 for 8.00, once: of three drinks only two go in, and 3.00 is saved: 1.36 + 1.64.
    let taken = amounts(&[&meal], &[line(1, 2000, 500), line(2, 3000, 300)]);
    assert_eq!(taken, [vec![136], vec![164]]);
}

#[test]
fn what_is_not_combinable_meets_no_other_on_its_lines() {
    let ten = PromotionRule { percent: Rate::percent(10), ..rule(PromotionKind::Percent, &[(1, 1, 1)]) };
    let half = PromotionRule { percent: Rate::percent(50), ..rule(PromotionKind::Percent, &[]) };
    let lines = [line(1, 1000, 1000), line(2, 1000, 1000)];
    assert_eq!(amounts(&[&ten, &half], &lines), [vec![100], vec![500]]);
    let (ten, half) = (PromotionRule { combinable: true, ..ten }, PromotionRule { combinable: true, ..half });
    assert_eq!(amounts(&[&ten, &half], &lines), [vec![100, 450], vec![500]]);
    assert_eq!(amounts(&[&half, &ten], &lines), [vec![500, 50], vec![500]], "of what is left");
}

#[test]
fn a_line_of_a_set_took_part_in_it_also_where_its_share_rounds_to_nothing() {
    // 10.00 and 0.01 for 10.00: the 0.01 that is saved falls to the first line.
    let lines = [line(1, 1000, 1000), line(2, 1000, 1)];
    let bundle = PromotionRule { amount: 1000, ..rule(PromotionKind::Bundle, &[(1, 1, 1), (2, 2, 1)]) };
    let mix = PromotionRule { amount: 1000, ..rule(PromotionKind::Mix, &[]) };
    let free = rule(PromotionKind::Percent, &[(1, 2, 1)]);
    for set in [bundle, mix] {
        assert_eq!(amounts(&[&set, &free], &lines), [vec![1], vec![]], "{:?}", set.kind);
        let stacked = [PromotionRule { combinable: true, ..set }, PromotionRule { combinable: true, ..free.clone() }];
        assert_eq!(amounts(&[&stacked[0], &stacked[1]], &lines), [vec![1], vec![1]]);
        assert_eq!(amounts(&[&stacked[0], &free], &lines), [vec![1], vec![]], "it stands alone");
    }
    // A set that saves nothing is none, and leaves its goods free.
    let dear = PromotionRule { amount: 1001, ..rule(PromotionKind::Mix, &[]) };
    assert_eq!(amounts(&[&dear, &free], &lines), [vec![], vec![1]]);
}

#[test]
fn an_order_must_come_to_the_smallest_total() {
    let over = PromotionRule { amount: 500, min_total: 2000, ..rule(PromotionKind::OrderAmount, &[]) };
    assert_eq!(on_order(&[&over], 1999).expect("discounts"), []);
    let taken = on_order(&[&over, &over], 2000).expect("discounts");
    assert_eq!(taken, [Taken { promotion: 0, off: Off::Amount(500) }], "it holds alone");
    let more = PromotionRule { amount: 5000, combinable: true, ..over };
    assert_eq!(on_order(&[&more], 3000).expect("discounts")[0].off, Off::Amount(3000), "never more than there is");
}

fn any_rule() -> impl Strategy<Value = PromotionRule> {
    let kind = prop_oneof![
        Just(PromotionKind::Percent),
        Just(PromotionKind::Amount),
        Just(PromotionKind::BuyGet),
        Just(PromotionKind::Mix),
        Just(PromotionKind::Bundle),
    ];
    let goods = prop::collection::vec((1i64..4, 1u128..6, 1i64..3), 0..5);
    (kind, 1i64..=1_000_000, 0i64..5_000, 1i64..4, 1i64..3, any::<bool>(), goods).prop_map(
        |(kind, ppm, amount, buy, get, combinable, goods)| PromotionRule {
            percent: Rate(ppm),
            amount,
            buy,
            get,
            combinable,
            ..rule(kind, &goods)
        },
    )
}

fn any_cart() -> impl Strategy<Value = Vec<PromotionLine>> {
    let quantity = prop_oneof![(1i64..12).prop_map(|n| n * 1000), 1i64..5_000];
    prop::collection::vec((1u128..6, quantity, 0i64..10_000), 1..9)
        .prop_map(|lines| lines.into_iter().map(|(v, quantity, price)| line(v, quantity, price)).collect())
}

fn whole_units() -> impl Strategy<Value = Vec<PromotionLine>> {
    prop::collection::vec((1u128..6, 1i64..12, 0i64..10_000), 1..9)
        .prop_map(|lines| lines.into_iter().map(|(v, count, price)| line(v, count * 1000, price)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// Nothing costs less than nothing, whatever promotions meet.
    #[test]
    fn no_line_goes_below_zero(rules in prop::collection::vec(any_rule(), 1..5), lines in any_cart()) {
        let rules: Vec<&PromotionRule> = rules.iter().collect();
        for (line, taken) in lines.iter().zip(amounts(&rules, &lines)) {
            prop_assert!(taken.iter().all(|amount| *amount >= 0));
            prop_assert!(taken.iter().sum::<i64>() <= line.amount);
        }
    }

    /// However the lines stand, and however often it is asked, the cart comes to the same.
    #[test]
    fn the_order_of_lines_does_not_matter(
        rules in prop::collection::vec(any_rule(), 1..5),
        lines in any_cart(),
        seed in any::<u64>(),
    ) {
        let rules: Vec<&PromotionRule> = rules.iter().collect();
        let total = |lines: &[PromotionLine]| amounts(&rules, lines).iter().flatten().sum::<i64>();
        let mut mixed = lines.clone();
        let mut state = seed;
        for at in (1..mixed.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            mixed.swap(at, usize::try_from(state >> 33).expect("small") % (at + 1));
        }
        prop_assert_eq!(total(&lines), total(&mixed));
        prop_assert_eq!(amounts(&rules, &lines), amounts(&rules, &lines));
    }

    /// What a set saves is what its goods cost less its price, to the last penny, over whichever lines.
    #[test]
    fn the_parts_of_a_set_add_up(lines in whole_units(), price in 0i64..5_000, buy in 1i64..4) {
        let mix = PromotionRule { amount: price, buy, ..rule(PromotionKind::Mix, &[]) };
        let saved: i64 = amounts(&[&mix], &lines).iter().flatten().sum();
        // All whole units, the dearest first, in sets: the best number of sets saves just this.
        let mut units: Vec<i64> = Vec::new();
        for l in lines.iter().filter(|l| l.amount > 0) {
            let count = l.quantity.milli() / 1000;
            units.extend(std::iter::repeat_n(l.amount / count, usize::try_from(count).expect("small")));
        }
        units.sort_unstable_by_key(|price| std::cmp::Reverse(*price));
        let sets = units.chunks_exact(usize::try_from(buy).expect("small"));
        let best: i64 = sets.map(|set| (set.iter().sum::<i64>() - price).max(0)).sum();
        prop_assert_eq!(saved, best);
    }
}
