//! The letters of the file: how wide they are, and where words break.

use std::sync::OnceLock;

use onetill_domains::receipts::{composed, decomposed};
use onetill_kernel::{Error, Result};
use ttf_parser::{Face, GlyphId};

static PLAIN: &[u8] = include_bytes!("fonts/DejaVuSans.ttf");
static BOLD: &[u8] = include_bytes!("fonts/DejaVuSans-Bold.ttf");

/// One of the two fonts.
pub(super) struct Font {
    /// The name that the page calls it by.
    pub(super) name: &'static str,
    /// Its name for people.
    pub(super) title: &'static str,
    pub(super) bytes: &'static [u8],
    pub(super) face: Face<'static>,
}

/// Plain and bold.
pub(super) fn fonts() -> Result<&'static [Font; 2]> {
    static FONTS: OnceLock<Option<[Font; 2]>> = OnceLock::new();
    let load = |name, title, bytes| Some(Font { name, title, bytes, face: Face::parse(bytes, 0).ok()? });
    let both = || Some([load("F1", "DejaVuSans", PLAIN)?, load("F2", "DejaVuSans-Bold", BOLD)?]);
    FONTS.get_or_init(both).as_ref().ok_or_else(|| Error::internal("a font of the program cannot be read"))
}

impl Font {
    /// The letter's picture; that of a letter without its marks where it has none of its own.
    pub(super) fn glyph(&self, letter: char) -> Option<GlyphId> {
        let bare = || decomposed(letter).next().filter(|bare| *bare != letter);
        self.face.glyph_index(letter).or_else(|| self.face.glyph_index(bare()?))
    }

    /// Whether it has the very letter.
    pub(super) fn has(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some()
    }

    /// How far a glyph goes, in thousandths of the letters' size.
    pub(super) fn advance(&self, glyph: GlyphId) -> i32 {
        let units = i32::from(self.face.units_per_em()).max(1);
        i32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)) * 1000 / units
    }

    /// How wide a text is in letters of a size.
    pub(super) fn width(&self, text: &str, size: i32) -> i32 {
        let sum: i32 = text.chars().map(|c| self.advance(self.glyph(c).unwrap_or_default())).sum();
        sum.saturating_mul(size) / 1000
    }

    /// Breaks words into lines no wider than `room`, between words where it can. At least one line.
    pub(super) fn wrapped(&self, text: &str, size: i32, room: i32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in clean(text).split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, size) <= room {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                let longer = format!("{line}{letter}");
                if !line.is_empty() && self.width(&longer, size) > room {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        lines.push(line);
        lines
    }
}

/// Words without what cannot be shown: one character for a letter and its marks, one space for each gap, no control characters.
pub(super) fn clean(text: &str) -> String {
    let shown: String = composed(text).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let shown: String = shown.chars().filter(|c| !c.is_control()).collect();
    shown.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
