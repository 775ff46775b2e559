//! A slip as bytes.

use onetill_domains::receipts::{Look, Piece, Slip, layout};

use super::letters::Letters;
use super::profile::{Feature, Profile};
use super::raster::Raster;

const ESC: u8 = 0x1b;
const GS: u8 = 0x1d;

/// Rows of a picture that are sent at once: small printers have no room for more.
const BAND: usize = 128;
/// Lines that are fed where nothing cuts, so that the last one can be torn off.
const TEAR_OFF: u8 = 4;

/// The size of the letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Font {
    /// The usual one.
    #[default]
    A,
    /// The small one.
    B,
}

/// What is printed, and how.
#[derive(Debug, Clone, Copy)]
pub struct Job<'j> {
    /// What stands on the slip.
    pub slip: &'j Slip,
    /// The size of its letters.
    pub font: Font,
    /// The shop's logo, where the slip has one.
    pub logo: Option<&'j Raster>,
    /// Whether the drawer is opened before it.
    pub kick: bool,
}

/// How many columns a line has.
fn columns(profile: &Profile, font: Font) -> usize {
    match font {
        Font::A => profile.font_a,
        Font::B => profile.font_b,
    }
}

/// A slip with its words in letters that the printer has.
pub fn printable(slip: &Slip, profile: &Profile) -> Slip {
    let letters = Letters::of(profile);
    slip.with_words(|text| letters.printable(text))
}

/// The bytes that print a slip. What the printer cannot do is left out; the receipt number stands in words too.
pub fn render(job: &Job<'_>, profile: &Profile) -> Vec<u8> {
    let mut out = Out { bytes: Vec::new(), letters: Letters::of(profile), page: None, look: Look::Plain };
    out.bytes.extend([ESC, b'@']);
    if job.kick {
        out.bytes.extend(drawer_kick(profile));
    }
    if job.font == Font::B {
        out.bytes.extend([ESC, b'M', 1]);
    }
    for piece in layout(&printable(job.slip, profile), columns(profile, job.font)) {
        match piece {
            Piece::Line(line) => out.line(&line.text, line.look),
            Piece::Logo => {
                if let Some(logo) = job.logo.filter(|_| profile.can(Feature::Raster)) {
                    out.picture(logo);
                }
            }
            Piece::Barcode(content) if profile.can(Feature::Code128) => out.barcode(&content, profile.dots),
            Piece::Qr(content) if profile.can(Feature::Qr) => out.qr(&content),
            Piece::Barcode(_) | Piece::Qr(_) => {}
        }
    }
    // Cutting feeds by itself as far as the knife is from the head.
    if profile.can(Feature::PartialCut) {
        out.bytes.extend([GS, b'V', 66, 0]);
    } else if profile.can(Feature::FullCut) {
        out.bytes.extend([GS, b'V', 65, 0]);
    } else {
        out.bytes.extend([ESC, b'd', TEAR_OFF]);
    }
    out.bytes
}

/// The bytes that open the drawer; none where the printer has none: 50 ms on pin 2, as most drawers want it.
pub fn drawer_kick(profile: &Profile) -> Vec<u8> {
    if profile.can(Feature::Drawer) { vec![ESC, b'p', 0, 25, 250] } else { Vec::new() }
}

struct Out {
    bytes: Vec<u8>,
    letters: Letters,
    /// The code page that was chosen last.
    page: Option<u8>,
    look: Look,
}

impl Out {
    fn line(&mut self, text: &str, look: Look) {
        if self.look != look {
            self.bytes.extend([ESC, b'E', u8::from(look != Look::Plain)]);
            self.bytes.extend([GS, b'!', if look == Look::Large { 0x11 } else { 0 }]);
            self.look = look;
        }
        for run in self.letters.runs(text) {
            if let Some(page) = run.page.filter(|page| self.page != Some(*page)) {
                self.bytes.extend([ESC, b't', page]);
                self.page = Some(page);
            }
            self.bytes.extend(run.bytes);
        }
        self.bytes.push(b'\n');
    }

    fn centred(&mut self, print: impl FnOnce(&mut Vec<u8>)) {
        self.bytes.extend([ESC, b'a', 1]);
        print(&mut self.bytes);
        self.bytes.extend([ESC, b'a', 0]);
    }

    fn picture(&mut self, raster: &Raster) {
        let Ok([width_low, width_high]) = u16::try_from(raster.row_bytes).map(u16::to_le_bytes) else { return };
        self.centred(|bytes| {
            for band in raster.bytes.chunks(raster.row_bytes.max(1) * BAND) {
                let rows = u8::try_from(band.len() / raster.row_bytes.max(1)).unwrap_or(0);
                bytes.extend([GS, b'v', b'0', 0, width_low, width_high, rows, 0]);
                bytes.extend_from_slice(band);
            }
        });
    }

    /// Code 128 in set B, two dots a module; left out where the paper is too narrow or a letter is not in the set.
    fn barcode(&mut self, content: &str, dots: usize) {
        let fits = (11 * content.len() + 35 + 20) * 2 <= dots;
        let in_set = content.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'{');
        let Some(length) = u8::try_from(content.len() + 2).ok().filter(|_| fits && in_set && !content.is_empty())
        else {
            return;
        };
        self.centred(|bytes| {
            bytes.extend([GS, b'h', 72, GS, b'w', 2, GS, b'H', 0]);
            bytes.extend([GS, b'k', 73, length, b'{', b'B']);
            bytes.extend_from_slice(content.as_bytes());
            bytes.push(b'\n');
        });
    }

    /// Model 2, six dots a module, error correction M.
    fn qr(&mut self, content: &str) {
        let Ok([low, high]) = u16::try_from(content.len() + 3).map(u16::to_le_bytes) else { return };
        self.centred(|bytes| {
            bytes.extend([GS, b'(', b'k', 4, 0, 49, 65, 50, 0]);
            bytes.extend([GS, b'(', b'k', 3, 0, 49, 67, 6]);
            bytes.extend([GS, b'(', b'k', 3, 0, 49, 69, 49]);
            bytes.extend([GS, b'(', b'k', low, high, 49, 80, 48]);
            bytes.extend_from_slice(content.as_bytes());
            bytes.extend([GS, b'(', b'k', 3, 0, 49, 81, 48]);
        });
    }
}
