use super::posting_rules::{
    CashCounterpart, Refund, Sale, StockReason, bank_cash, capture, deposit_returned, drawer_cash, refund, refund_paid,
    safe_opening, sale, stock,
};

fn lines(p: &super::posting_rules::Postings) -> Vec<(String, i64)> {
    p.lines().map(|(a, n)| (a.to_owned(), n)).collect()
}

#[test]
fn a_sale_books_money_revenue_tax_and_cost() {
    let fact = Sale {
        taken: vec![("1000", 500), ("1100", 700)],
        rounding: 0,
        deposits: 0,
        income: vec![("4000", 600), ("4000", 400)],
        taxes: vec![("2200", 200)],
        cost: 450,
    };
    let p = sale(&fact).expect("a sale");
    assert!(p.balanced());
    let expect = [("1000", 500), ("1100", 700), ("4000", -1000), ("2200", -200), ("5000", 450), ("1400", -450)];
    assert_eq!(lines(&p), expect.map(|(a, n)| (a.to_owned(), n)));
}

#[test]
fn every_rule_balances() {
    let parts = Refund {
        given: vec![("1000", 298)],
        rounding: -2,
        payable: 60,
        income: vec![("4000", 300)],
        taxes: vec![("2200", 60)],
        restocked_cost: 120,
    };
    for p in [
        capture("1100", 990, 110, 0).expect("capture"),
        refund(&parts).expect("refund"),
        refund_paid("1100", 60, 0).expect("refund paid"),
        deposit_returned("1000", 62, -2).expect("deposit returned"),
        stock(StockReason::Opening, 5000, 0).expect("opening"),
        stock(StockReason::Received, 5000, -25).expect("received"),
        stock(StockReason::Shrinkage, -700, 0).expect("shrinkage"),
        drawer_cash(CashCounterpart::Difference, -60).expect("short"),
        drawer_cash(CashCounterpart::Safe, 10_000).expect("float"),
        bank_cash(-500).expect("taken to the bank"),
        safe_opening(900).expect("safe"),
    ] {
        assert!(p.balanced(), "{p:?}");
    }
}
