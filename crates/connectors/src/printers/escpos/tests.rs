use onetill_domains::receipts::{Align, Block, Language, Look, Piece, Slip, layout};
use onetill_kernel::{ImageId, Uuid};
use proptest::prelude::*;

use super::letters::{Letters, Run};
use super::*;
use crate::printers::simulated::{Decoder, Item, Read};

fn read(bytes: &[u8], profile: &'static Profile) -> Vec<Item> {
    let mut printer = Decoder::new(profile);
    let read = printer.feed(bytes).expect("a printer understands it");
    printer.finish().expect("nothing breaks off");
    let item = |read| match read {
        Read::Printed(item) => item,
        Read::Asked(question) => panic!("nobody asks for {question:?}"),
    };
    read.into_iter().map(item).collect()
}

fn slip(blocks: Vec<Block>) -> Slip {
    Slip { title: "Receipt".to_owned(), language: Language::En, blocks }
}

fn text(text: &str) -> Block {
    Block::Text { text: text.to_owned(), align: Align::Left, look: Look::Plain }
}

fn job(slip: &Slip) -> Job<'_> {
    Job { slip, font: Font::A, logo: None, kick: false }
}

#[test]
fn every_profile_names_code_pages_that_we_have_and_sane_papers() {
    assert!(profiles().len() >= 10);
    for profile in profiles() {
        assert!((16..=100).contains(&profile.font_a) && profile.font_b >= profile.font_a, "{}", profile.id);
        assert!((300..=900).contains(&profile.dots), "{}", profile.id);
        assert!(!profile.code_pages.is_empty(), "{}", profile.id);
        for (name, number) in &profile.code_pages {
            let page = profile.code_page(*number).unwrap_or_else(|| panic!("{}: {name}", profile.id));
            assert!((0x80..=0xff).filter_map(|byte| page.letter(byte)).count() > 90, "{name}");
        }
    }
    assert!(profile("no-such-printer").is_err());
}

#[test]
fn letters_choose_their_code_page_and_change_it_only_where_they_must() {
    let letters = Letters::of(profile("epson-tm-t88v").expect("a profile"));
    let run = |page: Option<u8>, bytes: &[u8]| Run { page, bytes: bytes.to_vec() };
    // 437 (number 0) has é; 1252 (16) has é and the euro sign; 866 (17) and 1251 (46) are Cyrillic, the latter with a euro sign.
    assert_eq!(letters.runs("Café"), [run(Some(0), b"Caf\x82")]);
    assert_eq!(letters.runs("Tea"), [run(None, b"Tea")]);
    assert_eq!(letters.runs("Café 5 €"), [run(Some(16), b"Caf\xe9 5 \x80")]);
    assert_eq!(letters.runs("Чай €"), [run(Some(46), b"\xd7\xe0\xe9 \x88")]);
    assert_eq!(letters.runs("Чай é"), [run(Some(17), b"\x97\xa0\xa9 "), run(Some(0), b"\x82")]);
    assert_eq!(letters.printable("Ωmega Łódź 5 €"), "Ωmega Łódź 5 €");
}

#[test]
fn what_a_printer_has_no_letter_for_is_written_otherwise() {
    let old = Letters::of(profile("epson-tm-u220b").expect("a profile"));
    assert_eq!(old.printable("Łódź 5 € – “Æther” ½ 緑茶"), "Lódz 5 EUR - \"Æther\" ½ ??");
    assert_eq!(old.printable("Cafe\u{301}\u{200d}\u{a0}x\u{1b}@\ny"), "Café x@\ny");
}

#[test]
fn no_text_becomes_a_command() {
    let slip = slip(vec![text("\u{1b}p\u{0}\u{19}\u{fa} \u{1d}V\u{42}\u{0}"), text("\u{10}\u{4}\u{1}")]);
    for profile in profiles() {
        let items = read(&render(&job(&slip), profile), profile);
        let lines: Vec<_> = items.iter().filter(|item| matches!(item, Item::Line { .. })).collect();
        assert_eq!(lines.len(), 2, "{}: {items:?}", profile.id);
        assert!(!items.contains(&Item::Kick), "{}", profile.id);
    }
}

#[test]
fn each_printer_gets_what_it_can_do_and_nothing_else() {
    let logo_block = Block::Logo { image_id: ImageId(Uuid::nil()) };
    let number = || "R1-000123".to_owned();
    let slip = slip(vec![logo_block, Block::Barcode { content: number() }, Block::Qr { content: number() }]);
    let raster = Raster { row_bytes: 2, bytes: vec![0xaa; 2 * 300] };
    for profile in profiles() {
        let items = read(&render(&Job { logo: Some(&raster), kick: true, ..job(&slip) }, profile), profile);
        assert_eq!(items.contains(&Item::Kick), profile.can(Feature::Drawer), "{}", profile.id);
        assert_eq!(items.contains(&Item::Qr(number())), profile.can(Feature::Qr), "{}", profile.id);
        assert_eq!(items.contains(&Item::Barcode(number())), profile.can(Feature::Code128), "{}", profile.id);
        let bands = items.iter().filter_map(|item| match item {
            Item::Picture { row_bytes: 2, bytes } => Some(bytes.len()),
            _ => None,
        });
        assert_eq!(bands.sum::<usize>(), if profile.can(Feature::Raster) { 600 } else { 0 }, "{}", profile.id);
        let cuts = profile.can(Feature::PartialCut) || profile.can(Feature::FullCut);
        assert_eq!(items.iter().any(|item| matches!(item, Item::Cut { .. })), cuts, "{}", profile.id);
    }
}

#[test]
fn a_picture_becomes_dots_as_dark_as_it_was() {
    let grey = |shade: u8, width: u32, height: u32| {
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&vec![shade; (width * height) as usize]).expect("dots");
        writer.finish().expect("an end");
        png
    };
    let black = |raster: &Raster| raster.bytes.iter().map(|b| b.count_ones() as usize).sum::<usize>();
    let all = logo(&grey(0, 40, 20), 512).expect("a logo");
    assert_eq!((all.row_bytes, all.height(), black(&all)), (5, 20, 800));
    assert_eq!(black(&logo(&grey(255, 40, 20), 512).expect("a logo")), 0);
    let half = logo(&grey(127, 1024, 512), 512).expect("a logo");
    assert_eq!((half.row_bytes, half.height()), (64, 256));
    let share = black(&half) * 100 / (512 * 256);
    assert!((48..=52).contains(&share), "{share} %");
    assert!(logo(b"GIF89a", 512).is_err());
    assert!(logo(&grey(0, 4001, 1), 512).is_err());
}

#[test]
fn the_decoder_complains_about_what_no_printer_knows() {
    let profile = profile("generic-58mm").expect("a profile");
    for (bytes, what) in [
        (&b"\x1bZ\x01"[..], "unknown command"),
        (b"\x1bt\x63", "no code page"),
        (b"\x1d(k\x03\x001C\x06", "no Qr"),
        (b"\xe4\n", "no letter"),
        (b"123456789012345678901234567890123\n", "33 columns of 32"),
    ] {
        let fault = Decoder::new(profile).feed(bytes).expect_err(what);
        assert!(fault.what.contains(what), "{fault}");
    }
    for bytes in [&b"\x1b"[..], b"\x1dV\x42", b"abc", b"\x1dv0\x00\x01\x00\x02\x00\xff"] {
        let mut decoder = Decoder::new(profile);
        decoder.feed(bytes).expect("so far so good");
        assert!(decoder.finish().is_err(), "{bytes:?}");
    }
}

fn any_slip() -> impl Strategy<Value = Slip> {
    // Letters of many scripts, and whatever else there is.
    let words = || prop_oneof!["[ -~]{0,40}", "[À-ž€ а-я α-ω×]{0,40}", ".{0,40}"];
    let look = || prop_oneof![Just(Look::Plain), Just(Look::Bold), Just(Look::Large)];
    let block = prop_oneof![
        (words(), look(), any::<bool>()).prop_map(|(text, look, center)| Block::Text {
            text,
            align: if center { Align::Center } else { Align::Left },
            look,
        }),
        (words(), "[0-9.,€-]{0,14}", look(), any::<bool>()).prop_map(|(left, right, look, detail)| Block::Row {
            left,
            right,
            look,
            detail
        }),
        prop::collection::vec(prop::collection::vec(words(), 0..4), 0..3).prop_map(|rows| Block::Table { rows }),
        Just(Block::Rule),
        "[A-Z0-9]{1,8}-[0-9]{6}".prop_map(|content| Block::Barcode { content }),
        "[A-Z0-9]{1,8}-[0-9]{6}".prop_map(|content| Block::Qr { content }),
    ];
    prop::collection::vec(block, 0..8).prop_map(slip)
}

proptest! {
    /// Any slip, on any printer, in either font: what comes out is what the layout says, line for line.
    #[test]
    fn any_slip_comes_out_of_any_printer_as_it_was_laid_out(
        slip in any_slip(),
        at in 0..profiles().len(),
        small in any::<bool>(),
        cut_at in any::<prop::sample::Index>(),
    ) {
        let profile = &profiles()[at];
        let (font, columns) = if small { (Font::B, profile.font_b) } else { (Font::A, profile.font_a) };
        let bytes = render(&Job { font, ..job(&slip) }, profile);
        let lines: Vec<Item> = read(&bytes, profile).into_iter().filter(|i| matches!(i, Item::Line { .. })).collect();
        let laid = layout(&printable(&slip, profile), columns).into_iter().filter_map(|piece| match piece {
            Piece::Line(line) => Some(Item::Line { text: line.text, look: line.look }),
            _ => None,
        });
        prop_assert_eq!(lines, laid.collect::<Vec<_>>());

        // However the bytes are cut on their way, they say the same.
        let cut = cut_at.index(bytes.len());
        let mut printer = Decoder::new(profile);
        let mut parts = printer.feed(&bytes[..cut]).expect("the start");
        parts.extend(printer.feed(&bytes[cut..]).expect("the rest"));
        prop_assert_eq!(parts, Decoder::new(profile).feed(&bytes).expect("the whole"));
    }

    /// No bytes make the decoder panic.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..profiles().len()) {
        let mut printer = Decoder::new(&profiles()[at]);
        let _ = printer.feed(&bytes);
        let _ = printer.finish();
    }
}
