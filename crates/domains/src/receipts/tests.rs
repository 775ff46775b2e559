use onetill_kernel::{Money, Quantity};
use proptest::prelude::*;

use super::figures::amount;
use super::*;

fn row(left: &str, right: &str) -> Block {
    Block::Row { left: left.to_owned(), right: right.to_owned(), look: Look::Plain, detail: false }
}

fn slip(blocks: Vec<Block>) -> Slip {
    Slip { title: "Receipt".to_owned(), language: Language::En, blocks }
}

fn lines(blocks: Vec<Block>, columns: usize) -> Vec<String> {
    plain_text(&slip(blocks), columns).lines().map(str::to_owned).collect()
}

#[test]
fn amounts_are_written_as_the_language_does() {
    let cases = [
        (Language::En, 123_456_789, "EUR", "1,234,567.89"),
        (Language::De, 123_456_789, "EUR", "1.234.567,89"),
        (Language::En, -5, "EUR", "-0.05"),
        (Language::En, 1500, "JPY", "1,500"),
        (Language::De, 1500, "KWD", "1,500"),
        (Language::En, i64::MIN, "JPY", "-9,223,372,036,854,775,808"),
    ];
    for (language, minor, currency, expect) in cases {
        let money = Money::new(minor, currency.parse().expect("a currency"));
        assert_eq!(amount(language, money), expect);
    }
    assert_eq!(figures::quantity(Language::De, Quantity(1250)), "1,25");
}

#[test]
fn what_is_too_long_breaks_between_words_and_the_amount_stays_right() {
    assert_eq!(
        lines(vec![row("2 × Lantern made of brass and glass", "13.56")], 24),
        ["2 × Lantern made   13.56", "of brass and glass"]
    );
    // Where little room is left the amount goes below.
    assert_eq!(lines(vec![row("Voucher", "1,234,567.89")], 16), ["Voucher", "    1,234,567.89"]);
    assert_eq!(lines(vec![row("", "EUR 9.07")], 12), ["    EUR 9.07"]);
    // A word longer than the line is broken.
    assert_eq!(lines(vec![row("Donaudampfschifffahrt", "1.00")], 16), ["Donaudampfs 1.00", "chifffahrt"]);
}

#[test]
fn letters_take_the_columns_that_they_take_on_paper() {
    // Wide letters take two, a mark above a letter none.
    assert_eq!(lines(vec![row("緑茶", "1.00")], 16), ["緑茶        1.00"]);
    assert_eq!(lines(vec![row("Cafe\u{301}", "1.00")], 16), ["Cafe\u{301}        1.00"]);
    assert_eq!(
        lines(vec![Block::Text { text: "ab\u{1b}c\u{7}".to_owned(), align: Align::Center, look: Look::Large }], 9),
        ["   abc"]
    );
}

#[test]
fn a_table_stands_in_columns() {
    let rows = [["Tax", "Net", "Tax"], ["VAT 20 %", "1,000.00", "200.00"], ["VAT 5 %", "10.00", "0.50"]];
    let rows = rows.map(|r| r.map(str::to_owned).to_vec()).to_vec();
    assert_eq!(
        lines(vec![Block::Table { rows }], 32),
        ["Tax                 Net      Tax", "VAT 20 %       1,000.00   200.00", "VAT 5 %           10.00     0.50"]
    );
}

fn any_block() -> impl Strategy<Value = Block> {
    let look = || prop_oneof![Just(Look::Plain), Just(Look::Bold), Just(Look::Large)];
    prop_oneof![
        (".{0,60}", look(), any::<bool>()).prop_map(|(text, look, center)| Block::Text {
            text,
            align: if center { Align::Center } else { Align::Left },
            look,
        }),
        (".{0,60}", ".{0,20}", look(), any::<bool>()).prop_map(|(left, right, look, detail)| Block::Row {
            left,
            right,
            look,
            detail
        }),
        prop::collection::vec(prop::collection::vec(".{0,14}", 0..5), 0..4).prop_map(|rows| Block::Table { rows }),
    ]
}

proptest! {
    /// Nothing stands out of the paper, and no letter is lost.
    #[test]
    fn no_line_is_longer_than_the_paper(blocks in prop::collection::vec(any_block(), 0..6), columns in 8usize..64) {
        let slip = slip(blocks);
        for piece in layout(&slip, columns) {
            let Piece::Line(line) = piece else { continue };
            let width = columns_of(&line.text) * if line.look == Look::Large { 2 } else { 1 };
            prop_assert!(width <= columns, "{width} of {columns}: {:?}", line.text);
        }
        let letters = |text: &str| {
            let mut all: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            all.sort_unstable();
            all
        };
        let mut given = String::new();
        for block in &slip.blocks {
            match block {
                Block::Text { text, .. } => given.push_str(text),
                Block::Row { left, right, .. } => { given.push_str(left); given.push_str(right); }
                Block::Table { rows } => rows.iter().flatten().for_each(|cell| given.push_str(cell)),
                _ => {}
            }
        }
        prop_assert_eq!(letters(&plain_text(&slip, columns)), letters(&given));
    }
}
