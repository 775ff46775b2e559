use onetill_kernel::{BalanceId, Currency, Date, Uuid, holds_card_number};
use proptest::prelude::*;

use super::rules::{available, grouped, made, written};
use super::{BalanceKind, BalanceRow};

fn read(code: &str) -> Option<String> {
    written(code, "code").ok()
}

#[test]
fn a_code_is_read_however_it_is_typed() {
    for (typed, kept) in [
        ("GIFT-2026-ABCD", Some("G1FT2026ABCD")),
        (" gift 2026 abcd ", Some("G1FT2026ABCD")),
        ("oil-OIL-0112", Some("0110110112")),
        ("1234567", None),
        ("ABCDEFGÜ", None),
        ("ABCD_EFGH", None),
        ("", None),
        // A payment card's number is none.
        ("4242 4242 4242 4242", None),
        ("123456789012", Some("123456789012")),
    ] {
        assert_eq!(read(typed).as_deref(), kept, "{typed}");
    }
    assert_eq!(read(&"A".repeat(40)).map(|c| c.len()), Some(40));
    assert_eq!(read(&"A".repeat(41)), None);
}

proptest! {
    #[test]
    fn any_code_that_is_made_is_read_as_itself_and_never_as_a_card_number(secret in any::<[u8; 32]>()) {
        let code = made(&secret);
        prop_assert_eq!(read(&grouped(&code)), Some(code.clone()));
        prop_assert_eq!(code.len(), 16);
        prop_assert!(!holds_card_number(&grouped(&code)));
    }

    #[test]
    fn any_text_is_a_code_or_refused(text in ".{0,60}") {
        if let Some(code) = read(&text) {
            prop_assert_eq!(read(&code), Some(code.clone()));
        }
    }
}

#[test]
fn what_can_be_spent_depends_on_the_kind_the_day_and_the_limit() {
    let day = |text: &str| text.parse::<Date>().expect("a date");
    let row = |kind, balance, limit, active, last: Option<&str>| BalanceRow {
        id: BalanceId(Uuid::nil()),
        kind,
        customer_id: None,
        currency: "EUR".parse::<Currency>().expect("a currency"),
        balance,
        credit_limit: limit,
        movement_count: 1,
        active,
        expires_on: last.map(day),
        location_id: None,
    };
    use BalanceKind::{GiftCard, OnAccount, StoreCredit};
    for (row, expected) in [
        (row(GiftCard, 500, 0, true, None), 500),
        (row(GiftCard, 500, 0, false, None), 0),
        (row(GiftCard, 500, 0, true, Some("2026-11-30")), 500),
        (row(GiftCard, 500, 0, true, Some("2026-11-29")), 0),
        (row(StoreCredit, 500, 0, true, None), 500),
        (row(OnAccount, -300, 1000, true, None), 700),
        (row(OnAccount, 200, 1000, true, None), 1200),
        (row(OnAccount, -1500, 1000, true, None), 0),
    ] {
        assert_eq!(available(&row, day("2026-11-30")), expected, "{row:?}");
    }
}
