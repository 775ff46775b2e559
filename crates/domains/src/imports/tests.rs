use proptest::prelude::*;

use super::fields::{ImportField as Field, ImportKind, guess};
use super::file::{Encoding, read_file};
use super::numbers::{DecimalSign, NoNumber, detect, read_number};
use super::rows::shortened;
use super::{Existing, ImportSettings, Work};

#[test]
fn numbers_are_read_as_people_write_them() {
    use DecimalSign::{Comma, Point};
    let cases: &[(&str, DecimalSign, Result<i64, NoNumber>)] = &[
        ("12.50", Point, Ok(1250)),
        ("12,50", Comma, Ok(1250)),
        ("1.234,50 €", Comma, Ok(123_450)),
        ("1 234,5", Comma, Ok(123_450)),
        ("1'234.50", Point, Ok(123_450)),
        ("CHF 9.90", Point, Ok(990)),
        ("$1,234", Point, Ok(123_400)),
        ("€-3.00", Point, Ok(-300)),
        ("-3.00", Point, Ok(-300)),
        ("9.9900", Point, Ok(999)),
        (",5", Comma, Ok(50)),
        ("7", Comma, Ok(700)),
        ("12.50", Comma, Err(NoNumber::OtherSign)),
        ("1,50", Point, Err(NoNumber::OtherSign)),
        ("1.999", Point, Err(NoNumber::Decimals)),
        ("99999999999999999999", Point, Err(NoNumber::Large)),
        ("free", Point, Err(NoNumber::Unreadable)),
        ("1.2.3", Point, Err(NoNumber::Unreadable)),
        ("", Point, Err(NoNumber::Unreadable)),
    ];
    for (text, sign, expect) in cases {
        assert_eq!(read_number(text, *sign, 2), *expect, "{text} with {sign:?}");
    }
}

#[test]
fn the_sign_before_decimals_is_told_by_most_numbers() {
    let told = |numbers: &[&str]| detect(numbers.iter().copied(), DecimalSign::Point);
    assert_eq!(told(&["1,50", "2,75", "3.10"]), DecimalSign::Comma);
    assert_eq!(told(&["1.50", "1,234.00"]), DecimalSign::Point);
    assert_eq!(told(&["1.234", "1.234.567"]), DecimalSign::Comma);
    assert_eq!(told(&["1,234", "12"]), DecimalSign::Point);
}

#[test]
fn encodings_and_signs_between_columns_are_found_out() {
    let text = "SKU;Name;Preis\nA;Käse – „alt“;1,50\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let windows: Vec<u8> = text
        .chars()
        .map(|c| match c {
            'ä' => 0xe4,
            '–' => 0x96,
            '„' => 0x84,
            '“' => 0x93,
            c => c as u8,
        })
        .collect();
    let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (bom, Encoding::Utf8),
        (utf16, Encoding::Utf16),
        (windows, Encoding::Windows1252),
    ] {
        let (_, file) = read_file(&bytes, ImportKind::Products).expect("a file");
        assert_eq!((file.encoding, file.delimiter), (encoding, ';'));
        assert_eq!(file.rows[0].cell(1), "Käse – „alt“", "{encoding:?}");
    }
    for (text, delimiter) in
        [("a,b\n1,2\n", ','), ("a\tb\n1,5\t2,5\n", '\t'), ("sep=|\na|b\n1|2\n", '|'), ("a\n1\n", ',')]
    {
        let (_, file) = read_file(text.as_bytes(), ImportKind::Products).expect("a file");
        assert_eq!(file.delimiter, delimiter, "{text}");
    }
}

#[test]
fn what_is_no_such_file_is_refused() {
    let card = format!("SKU,Name\nA,{}\n", "4111 1111 1111 1111");
    let cases: [(&[u8], &str); 6] = [
        (b"", "file_empty"),
        (b"SKU,Name\n", "file_empty"),
        (b"PK\x03\x04rest", "file_is_workbook"),
        (b"SKU\0Name\n1,2\n", "file_unreadable"),
        (b"\xff\xfe\x00\xd8", "file_unreadable"),
        (card.as_bytes(), "card_number"),
    ];
    for (bytes, code) in cases {
        let refused = read_file(bytes, ImportKind::Products).expect_err("a refusal");
        assert_eq!((refused.code_str(), refused.field_str()), (code, Some("body")), "{bytes:?}");
        assert!(refused.fix_str().is_some(), "{code}");
    }
    // The same digits are a code in a column of codes.
    let coded = "Barcode,Name\n4111111111111111,Mug\n";
    assert!(read_file(coded.as_bytes(), ImportKind::Products).is_ok());
}

fn check_guess(titles: &str, expect: &[(&str, Field)]) {
    let titles: Vec<String> = titles.split(',').map(str::to_owned).collect();
    let got: Vec<(&str, Field)> = guess(ImportKind::Products, &titles)
        .into_iter()
        .map(|m| (titles[m.column as usize].as_str(), m.field))
        .collect();
    assert_eq!(got, expect, "{titles:?}");
}

#[test]
fn the_titles_of_shop_systems_are_known() {
    check_guess(
        "Handle,Title,Body (HTML),Vendor,Product Category,Type,Published,Option1 Name,Option1 Value,Option2 Value,\
         Variant SKU,Variant Grams,Variant Price,Variant Barcode,Cost per item,Status",
        &[
            ("Handle", Field::ProductKey),
            ("Title", Field::Name),
            ("Body (HTML)", Field::Description),
            ("Type", Field::Category),
            ("Option1 Value", Field::VariantName),
            ("Option2 Value", Field::VariantName),
            ("Variant SKU", Field::Sku),
            ("Variant Price", Field::Price),
            ("Variant Barcode", Field::Barcode),
            ("Cost per item", Field::Cost),
            ("Status", Field::Active),
        ],
    );
    check_guess(
        "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,Regular price,Categories,Parent,Attribute 1 value(s)"
            .replace("\"GTIN, UPC, EAN, or ISBN\"", "GTIN UPC EAN or ISBN")
            .as_str(),
        &[
            ("ID", Field::RowKey),
            ("SKU", Field::Sku),
            ("GTIN UPC EAN or ISBN", Field::Barcode),
            ("Name", Field::Name),
            ("Published", Field::Active),
            ("Regular price", Field::Price),
            ("Categories", Field::Category),
            ("Parent", Field::ProductKey),
            ("Attribute 1 value(s)", Field::VariantName),
        ],
    );
    check_guess(
        "Reference Handle,Item Name,Variation Name,SKU,Description,Reporting Category,GTIN,Price,Default Unit Cost",
        &[
            ("Reference Handle", Field::ProductKey),
            ("Item Name", Field::Name),
            ("Variation Name", Field::VariantName),
            ("SKU", Field::Sku),
            ("Description", Field::Description),
            ("Reporting Category", Field::Category),
            ("GTIN", Field::Barcode),
            ("Price", Field::Price),
            ("Default Unit Cost", Field::Cost),
        ],
    );
    check_guess(
        "Artikelnummer,Bezeichnung,Größe,VK brutto,EK,EAN,Warengruppe,MwSt.,Lieferant",
        &[
            ("Artikelnummer", Field::Sku),
            ("Bezeichnung", Field::Name),
            ("Größe", Field::VariantName),
            ("VK brutto", Field::Price),
            ("EK", Field::Cost),
            ("EAN", Field::Barcode),
            ("Warengruppe", Field::Category),
            ("MwSt.", Field::TaxCategory),
        ],
    );
}

/// The rows of each unit by their numbers in the file.
fn units(text: &str) -> Vec<Vec<i64>> {
    let (_, file) = read_file(text.as_bytes(), ImportKind::Products).expect("a file");
    let settings = ImportSettings {
        mapping: guess(ImportKind::Products, &file.titles),
        decimal: DecimalSign::Point,
        existing: Existing::Update,
        tax_category_id: None,
        location_id: None,
    };
    let work = Work::new(ImportKind::Products, file, settings, "GB".to_owned());
    work.units.iter().map(|rows| rows.iter().map(|at| work.file.rows[*at].number).collect()).collect()
}

#[test]
fn rows_of_one_product_go_together() {
    assert_eq!(units("SKU,Name\na,Mug\nb,Mug\n"), [[2], [3]]);
    assert_eq!(units("SKU,Name,Size\na,Mug,S\nx,Cup,S\nb,Mug,M\ny,Jug,\n"), [vec![2, 4], vec![3], vec![5]]);
    assert_eq!(units("Handle,Title,Variant SKU\nmug,Mug,a\nmug,,b\ncup,Cup,c\nmug,,\n"), [vec![2, 3, 5], vec![4]]);
    // A parent is named by its number or its SKU, and may come after.
    let woo = "ID,SKU,Name,Regular price,Parent,Attribute 1 value(s)\n1,m,Mug,,,\"S, M\"\n2,m-s,Mug S,5,id:1,S\n\
               3,m-m,Mug M,6,m,M\n5,j-s,Jug S,7,id:4,S\n4,j,Jug,,,S\n6,z,Lid,1,,\n";
    assert_eq!(units(woo), [vec![2, 3, 4], vec![5, 6], vec![7]]);
}

#[test]
fn what_is_shown_of_a_cell_is_short_and_shows() {
    assert_eq!(shortened("a\u{1}b\nc"), "a b c");
    assert_eq!(shortened(&"x".repeat(500)).chars().count(), 121);
}

proptest! {
    /// Whatever bytes come, reading them ends with a file or a refusal.
    #[test]
    fn no_file_breaks_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok((_, file)) = read_file(&bytes, ImportKind::Products) {
            prop_assert!(!file.rows.is_empty());
        }
    }

    /// Any amount written with either sign, grouped or not, is read back.
    #[test]
    fn no_digit_is_lost(minor in 0i64..100_000_000_000, comma: bool, grouped: bool) {
        let (sign, group, decimal) = if comma { (',', '.', DecimalSign::Comma) } else { ('.', ',', DecimalSign::Point) };
        let whole = (minor / 100).to_string();
        let mut text = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if grouped && i > 0 && (whole.len() - i) % 3 == 0 {
                text.push(group);
            }
            text.push(digit);
        }
        text.push(sign);
        text.push_str(&format!("{:02}", minor % 100));
        prop_assert_eq!(read_number(&text, decimal, 2), Ok(minor), "{}", text);
    }
}
