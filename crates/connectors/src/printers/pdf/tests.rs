use std::io::Write;
use std::process::{Command, Stdio};

use onetill_domains::receipts::{Align, Block, Language, Look, Slip};
use onetill_kernel::{ImageId, Uuid};

use super::super::escpos::Raster;
use super::codes::{code128, qr};
use super::letters::fonts;
use super::render;

fn slip(blocks: Vec<Block>) -> Slip {
    Slip { title: "Beleg R1-000123".to_owned(), language: Language::De, blocks }
}

fn text(text: &str, look: Look) -> Block {
    Block::Text { text: text.to_owned(), align: Align::Center, look }
}

fn row(left: &str, right: &str) -> Block {
    Block::Row { left: left.to_owned(), right: right.to_owned(), look: Look::Plain, detail: false }
}

/// What is read out of a PDF.
fn read(pdf: &[u8]) -> String {
    let mut tool = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext, of Debian's poppler-utils");
    tool.stdin.take().expect("its input").write_all(pdf).expect("written");
    let out = tool.wait_with_output().expect("an end");
    assert!(out.status.success(), "pdftotext refuses it");
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// A text with one space for each gap.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn all_words_are_read_out_of_it_as_they_stand_on_the_slip() {
    let words = "Käse, Grüße & Straße – 5,00 € · £3 · Łódź · Ελλάδα · Привет · “quoted”";
    let pdf = render(
        &slip(vec![
            text("Müllers Kontor\nHafenstraße 1", Look::Large),
            row(words, "1.234,56"),
            Block::Table {
                rows: vec![
                    vec!["Steuer".to_owned(), "Netto".to_owned(), "Steuer".to_owned()],
                    vec!["MwSt 19 %".to_owned(), "8,40".to_owned(), "1,60".to_owned()],
                ],
            },
            Block::Rule,
            Block::Space,
            text("Danke!", Look::Bold),
        ]),
        None,
    );
    let read = tidy(&read(&pdf.expect("a PDF")));
    // The right column stands beside the first line of the words.
    let without = read.replace(" 1.234,56", "");
    assert!(without.starts_with("Müllers Kontor Hafenstraße 1"), "{read}");
    assert!(without.contains(words), "{read}");
    assert!(read.contains("1.234,56") && read.contains("MwSt 19 % 8,40 1,60"), "{read}");
    assert!(read.ends_with("Danke!"), "{read}");
}

#[test]
fn letters_that_the_font_lacks_are_read_out_of_it_all_the_same() {
    // No picture of them, but the words are not lost; a letter and its mark are one.
    let pdf = render(&slip(vec![row("李雷", "1"), row("Zoe\u{308} – 한글", "2")]), None).expect("a PDF");
    let read = tidy(&read(&pdf));
    assert!(read.contains("李雷") && read.contains("Zoë – 한글"), "{read}");
}

#[test]
fn whatever_a_slip_says_becomes_a_file_that_can_be_read() {
    let long = "Donaudampfschifffahrtsgesellschaft".repeat(9);
    let blocks = vec![
        text("", Look::Plain),
        text("\u{1b}@\u{0}control", Look::Plain),
        row(&long, &long),
        row("", &long),
        row("Both", ""),
        Block::Row { left: "set in".to_owned(), right: long.clone(), look: Look::Large, detail: true },
        Block::Table { rows: vec![vec![], vec![long.clone(), long.clone(), long.clone()]] },
        Block::Table { rows: Vec::new() },
        Block::Barcode { content: long.clone() },
        Block::Barcode { content: "größer".to_owned() },
        Block::Barcode { content: String::new() },
        Block::Qr { content: "x".repeat(9_000) },
        Block::Qr { content: String::new() },
        Block::Logo { image_id: ImageId(Uuid::nil()) },
    ];
    let read = read(&render(&slip(blocks), None).expect("a PDF"));
    assert!(tidy(&read).contains("@control"), "{read}");
}

#[test]
fn a_slip_longer_than_a_page_may_be_goes_on_on_the_next() {
    let rows = (1..=2_500).map(|n| row(&format!("Line {n}"), "1.00")).collect();
    let read = read(&render(&slip(rows), None).expect("a PDF"));
    // pdftotext ends a page with a form feed.
    assert_eq!(read.matches('\u{c}').count(), 3);
    for n in [1, 1_200, 2_500] {
        assert!(tidy(&read).contains(&format!("Line {n} 1.00")), "{n}");
    }
}

#[test]
fn the_same_slip_is_the_same_bytes_and_not_many_of_them() {
    let logo = Raster { row_bytes: 10, bytes: vec![0xa5; 400] };
    let blocks = vec![
        Block::Logo { image_id: ImageId(Uuid::nil()) },
        row("2 × Lantern", "6.78"),
        Block::Qr { content: "R1-000123".to_owned() },
        Block::Barcode { content: "R1-000123".to_owned() },
    ];
    let pdf = render(&slip(blocks.clone()), Some(&logo)).expect("a PDF");
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert_eq!(pdf, render(&slip(blocks), Some(&logo)).expect("a PDF"));
    assert!(pdf.len() < 40_000, "{} bytes", pdf.len());
}

#[test]
fn a_barcode_is_made_as_the_standard_says() {
    let (bars, modules) = code128("R1-000123").expect("a barcode");
    // Start, nine letters, check and stop.
    assert_eq!(modules, 11 * 11 + 13);
    assert_eq!(bars.first(), Some(&(0, 2)));
    assert_eq!(bars.last(), Some(&(modules - 2, 2)));
    assert!(code128("Käse").is_none());
    // ISO/IEC 15417: every symbol is 11 modules wide, its bars an even number of them, and no two are alike.
    let mut seen = std::collections::BTreeSet::new();
    for letter in (32..127_u8).map(char::from) {
        let (bars, _) = code128(&letter.to_string()).expect("a barcode");
        let symbol: Vec<_> = bars[3..6].to_vec();
        assert!(symbol.iter().all(|(at, width)| (11..22).contains(at) && at + width < 22), "{letter}: {symbol:?}");
        assert_eq!(symbol.iter().map(|(_, width)| width).sum::<i32>() % 2, 0, "{letter}");
        assert!(seen.insert(symbol), "{letter}");
    }
}

#[test]
fn a_qr_code_is_square_and_has_its_three_corners() {
    let rows = qr("R1-000123").expect("a code");
    assert_eq!(rows.len(), 21);
    assert_eq!((rows[0].first(), rows[0].last()), (Some(&(0, 7)), Some(&(14, 7))));
    assert_eq!(rows[20].first(), Some(&(0, 7)));
    assert!(qr(&"x".repeat(9_000)).is_none());
}

#[test]
fn words_break_where_the_paper_ends() {
    let [plain, _] = fonts().expect("the fonts");
    for part in plain.wrapped("A lantern of brass and glass, with a handle", 900, 8_000) {
        assert!(plain.width(&part, 900) <= 8_000 && !part.is_empty(), "{part}");
    }
    assert_eq!(plain.wrapped("", 900, 8_000), [""]);
    assert_eq!(plain.wrapped("ab", 900, 1), ["a", "b"]);
}
