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
}

/// Bytes that a printer may be sent: commands as they should be, cut short and with parts that they do not have, and noise.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let command = prop_oneof![
        Just(vec![0x1b, b'@']),
        any::<u8>().prop_map(|n| vec![0x1b, b't', n]),
        any::<u8>().prop_map(|n| vec![0x1d, b'!', n]),
        any::<[u8; 3]>().prop_map(|n| [&[0x1b, b'p'][..], &n].concat()),
        any::<[u8; 2]>().prop_map(|n| [&[0x1d, b'V'][..], &n].concat()),
        (0u8..80, prop::collection::vec(any::<u8>(), 0..40)).prop_map(|(rows, dots)| [
            &[0x1d, b'v', b'0', 0, 4, 0, rows, 0][..],
            &dots
        ]
        .concat()),
        (any::<u8>(), "[{]B[ -~]{0,20}\n?").prop_map(|(n, text)| [&[0x1d, b'k', 73, n][..], text.as_bytes()].concat()),
        (any::<u16>(), prop::collection::vec(any::<u8>(), 0..12)).prop_map(|(n, rest)| [
            &[0x1d, b'(', b'k'][..],
            &n.to_le_bytes(),
            &rest
        ]
        .concat()),
        (1u8..6).prop_map(|n| vec![0x10, 0x04, n]),
        "[ -~\n]{0,60}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(command, 0..12).prop_map(|commands| commands.concat())
}

proptest! {
    /// Whatever comes, in whatever pieces, the decoder reads the same of it, and breaks at the same place.
    #[test]
    fn any_bytes_are_read_alike_in_any_pieces(
        bytes in any_bytes(), model in 0..profiles().len(), piece in 1usize..9,
    ) {
        let whole = read_all(&profiles()[model], std::iter::once(bytes.as_slice()));
        prop_assert_eq!(&whole, &read_all(&profiles()[model], bytes.chunks(piece)));
        prop_assert!(whole.1.is_none_or(|at| at <= bytes.len()));
    }

    /// A slip of which the line lost some bytes is read as far as it goes.
    #[test]
    fn a_slip_that_was_damaged_breaks_nothing(at in any::<prop::sample::Index>(), byte: u8, cut: bool) {
        let profile = &profiles()[0];
        let mut bytes = render(&job(&slip(vec![text("Caf\u{e9} 5 \u{20ac}"), Block::Qr { content: "https://example.com/r/1".to_owned() }])), profile);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        read_all(profile, std::iter::once(bytes.as_slice()));
    }

    /// Whatever a printer answers.
    #[test]
    fn any_answer_of_a_printer_is_a_status_or_none(answers: [u8; 4]) {
        let read = status(answers);
        prop_assert_eq!(read.is_some(), answers.iter().all(|answer| answer & 0x93 == 0x12));
    }

    /// A picture that somebody damaged is a logo or is refused.
    #[test]
    fn any_picture_is_a_logo_or_is_refused(
        size in (1u32..40, 1u32..40), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        noise in prop::collection::vec(any::<u8>(), 0..64), dots in 8usize..600,
    ) {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, size.0, size.1);
        encoder.set_color(png::ColorType::Rgba);
        let pixels: Vec<u8> = (0..size.0 * size.1 * 4).map(|n| n.to_le_bytes()[0]).collect();
        encoder.write_header().expect("a head").write_image_data(&pixels).expect("pixels");
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for bytes in [bytes, noise] {
            if let Ok(raster) = logo(&bytes, dots) {
                prop_assert!(raster.row_bytes * 8 < dots + 8 && raster.height() <= 320);
            }
        }
    }
}

/// What a decoder read, and where it gave up, if it did.
fn read_all<'b>(profile: &'static Profile, pieces: impl Iterator<Item = &'b [u8]>) -> (Vec<Read>, Option<usize>) {
    let mut printer = Decoder::new(profile);
    let mut all = Vec::new();
    for piece in pieces {
        match printer.feed(piece) {
            Ok(read) => all.extend(read),
            Err(fault) => return (Vec::new(), Some(fault.at)),
        }
    }
    (all, printer.finish().err().map(|fault| fault.at))
}
