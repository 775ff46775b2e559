use onetill_kernel::Quantity;
use proptest::prelude::*;

use super::model::StockRow;
use super::rules::{Received, put_back, receive, take, unit_cost};

fn row(on_hand: i64, value: i64, unit_cost: i64) -> StockRow {
    StockRow { on_hand: on_hand * 1000, reserved: 0, value, unit_cost, recount_since: None, last: None }
}

#[test]
fn what_leaves_takes_its_share_and_the_last_takes_the_rest() {
    let mut r = row(3, 100, 0);
    let costs: Vec<i64> = (0..3).map(|_| take(&mut r, Quantity::ONE).expect("take")).collect();
    assert_eq!(costs, [33, 34, 33]);
    assert_eq!((r.on_hand, r.value), (0, 0));
}

#[test]
fn below_zero_goes_out_at_last_cost_and_the_next_receipt_settles() {
    let mut r = row(1, 400, 0);
    assert_eq!(take(&mut r, Quantity::units(3)).expect("take"), 1200);
    assert_eq!((r.on_hand, r.value), (-2000, -800));
    let got = receive(&mut r, Quantity::units(10), 500).expect("receive");
    assert_eq!(got, Received { value: 5000, revaluation: -200 });
    assert_eq!((r.on_hand, r.value), (8000, 4000));
}

proptest! {
    /// Whatever happens in whatever order, nothing on hand in the end is worth nothing once a receipt
    /// has settled it, and value only moves by what the steps report.
    #[test]
    fn value_moves_only_by_what_is_reported(steps in prop::collection::vec((0u8..3, 1i64..9_000, 0i64..50_000), 1..60)) {
        let mut r = row(0, 0, 250);
        let mut value = 0i64;
        let mut taken: Vec<(Quantity, i64)> = Vec::new();
        for (what, qty, cost) in steps {
            let qty = Quantity(qty);
            match what {
                0 => { let c = take(&mut r, qty).expect("take"); value -= c; taken.push((qty, c)); }
                1 => { let g = receive(&mut r, qty, cost).expect("receive"); value += g.value + g.revaluation; }
                _ => if let Some((q, c)) = taken.pop() { put_back(&mut r, q, c).expect("put back"); value += c; }
            }
            prop_assert_eq!(r.value, value);
            prop_assert!(unit_cost(&r).is_ok());
        }
        if r.on_hand > 0 {
            let all = Quantity(r.on_hand);
            take(&mut r, all).expect("take the rest");
            prop_assert_eq!((r.on_hand, r.value), (0, 0));
        }
    }
}
