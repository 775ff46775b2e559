//! Bytes back to what stands on paper.

use std::fmt;

use onetill_domains::receipts::{Look, columns_of};

use crate::printers::escpos::{CodePage, Feature, Profile};

/// What came out of the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A line of text, without the spaces at its end.
    Line {
        /// What stands on it.
        text: String,
        /// How it looks.
        look: Look,
    },
    /// A barcode.
    Barcode(String),
    /// A QR code.
    Qr(String),
    /// A picture, or a band of one.
    Picture {
        /// Dots across, in bytes of eight.
        row_bytes: usize,
        /// Its dots.
        bytes: Vec<u8>,
    },
    /// The paper was cut, off or but for a corner.
    Cut {
        /// Whether it fell off.
        full: bool,
    },
    /// The drawer sprang open.
    Kick,
}

/// What the till asked the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// `DLE EOT n`: one of four status bytes, at once.
    Status(u8),
    /// `GS r 1`: the state of the paper, once all before it is printed.
    Paper,
}

/// One thing that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// It was printed.
    Printed(Item),
    /// It was asked.
    Asked(Question),
}

/// Something that a printer would not understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// How many bytes came before it.
    pub at: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: {}", self.at, self.what)
    }
}

impl std::error::Error for Fault {}

/// Reads bytes as the printer of a profile, piece by piece as they come.
pub struct Decoder {
    profile: &'static Profile,
    buffer: Vec<u8>,
    /// Bytes that were understood.
    read: usize,
    page: Option<&'static CodePage>,
    columns: usize,
    look: Bits,
    line: String,
    qr: Option<String>,
}

#[derive(Clone, Copy, Default)]
struct Bits {
    bold: bool,
    size: u8,
}

/// A command that was understood: how long it is, and what came of it.
type Step = (usize, Option<Read>);

impl Decoder {
    /// A printer that was just switched on.
    pub fn new(profile: &'static Profile) -> Self {
        Self {
            profile,
            buffer: Vec::new(),
            read: 0,
            page: None,
            columns: profile.font_a,
            look: Bits::default(),
            line: String::new(),
            qr: None,
        }
    }

    /// Reads what came. What is not whole yet is kept until more comes.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Read>, Fault> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.extend_from_slice(bytes);
        let (mut all, mut at) = (Vec::new(), 0);
        while at < buffer.len() {
            let Some((length, read)) = self.step(&buffer[at..])? else { break };
            at += length;
            self.read += length;
            all.extend(read);
        }
        self.buffer = buffer.split_off(at);
        Ok(all)
    }

    /// Says what is missing where bytes stopped in the middle of a command, or a line was never printed.
    pub fn finish(&self) -> Result<(), Fault> {
        if !self.buffer.is_empty() {
            return Err(self.fault(format!("a command breaks off after {:02x?}", self.buffer)));
        }
        if !self.line.is_empty() {
            return Err(self.fault(format!("the line \"{}\" was never printed", self.line)));
        }
        Ok(())
    }

    fn fault(&self, what: impl Into<String>) -> Fault {
        Fault { at: self.read, what: what.into() }
    }

    fn needs(&self, feature: Feature) -> Result<(), Fault> {
        if self.profile.can(feature) {
            return Ok(());
        }
        Err(self.fault(format!("this printer has no {feature:?}")))
    }

    /// One command or letter at the start of `b`; none where it is not whole.
    fn step(&mut self, b: &[u8]) -> Result<Option<Step>, Fault> {
        let done = |length: usize| Ok(Some((length, None)));
        let printed = |length: usize, item: Item| Ok(Some((length, Some(Read::Printed(item)))));
        match *b {
            [b'\n', ..] => Ok(Some((1, self.print_line()?))),
            [0x10, 0x04, n @ 1..=4, ..] => Ok(Some((3, Some(Read::Asked(Question::Status(n)))))),
            [0x10] | [0x10, 0x04] | [0x1b] | [0x1d] => Ok(None),
            [0x1b, b'@', ..] => {
                self.page = None;
                self.look = Bits::default();
                self.columns = self.profile.font_a;
                self.line.clear();
                done(2)
            }
            [0x1b, b't' | b'E' | b'M' | b'a' | b'd'] => Ok(None),
            [0x1b, b't', n, ..] => {
                let page = self.profile.code_page(n);
                self.page = Some(page.ok_or_else(|| self.fault(format!("this printer has no code page {n}")))?);
                done(3)
            }
            [0x1b, b'E', n @ 0..=1, ..] => {
                self.look.bold = n == 1;
                done(3)
            }
            [0x1b, b'M', n @ 0..=1, ..] => {
                self.columns = if n == 1 { self.profile.font_b } else { self.profile.font_a };
                done(3)
            }
            [0x1b, b'a', 0..=2, ..] if self.line.is_empty() => done(3),
            [0x1b, b'd', _, ..] => done(3),
            [0x1b, b'p', ref rest @ ..] => match rest {
                [0..=1, _, _, ..] => {
                    self.needs(Feature::Drawer)?;
                    printed(5, Item::Kick)
                }
                _ if rest.len() < 3 => Ok(None),
                _ => Err(self.fault("ESC p has no such pin")),
            },
            [0x1d, b'!'] | [0x1d, b'h' | b'w' | b'H' | b'r'] => Ok(None),
            [0x1d, b'!', n, ..] if n & 0x88 == 0 => {
                self.look.size = n;
                done(3)
            }
            [0x1d, b'h', 1..=255, ..] | [0x1d, b'w', 2..=6, ..] | [0x1d, b'H', 0..=3, ..] => done(3),
            [0x1d, b'r', 1, ..] => Ok(Some((3, Some(Read::Asked(Question::Paper))))),
            [0x1d, b'V', ref rest @ ..] => self.cut(rest),
            [0x1d, b'v', ref rest @ ..] => self.picture(rest),
            [0x1d, b'k', ref rest @ ..] => self.barcode(rest),
            [0x1d, b'(', ref rest @ ..] => self.symbol(rest),
            [first @ 0x20..=255, ..] if first != 0x7f => {
                let page_letter = self.page.and_then(|page| page.letter(first));
                let letter = if first < 0x80 { Some(char::from(first)) } else { page_letter };
                self.line.push(letter.ok_or_else(|| self.fault(format!("no letter has the byte {first:02x}")))?);
                done(1)
            }
            _ => Err(self.fault(format!("unknown command {:02x?}", &b[..b.len().min(4)]))),
        }
    }

    fn print_line(&mut self) -> Result<Option<Read>, Fault> {
        let text = std::mem::take(&mut self.line);
        let look = match (self.look.bold, self.look.size) {
            (false, 0) => Look::Plain,
            (true, 0) => Look::Bold,
            (true, 0x11) => Look::Large,
            (bold, size) => return Err(self.fault(format!("letters of size {size:02x}, bold: {bold}"))),
        };
        let width = columns_of(&text) * if look == Look::Large { 2 } else { 1 };
        if width > self.columns {
            return Err(self.fault(format!("\"{text}\" takes {width} columns of {}", self.columns)));
        }
        Ok(Some(Read::Printed(Item::Line { text: text.trim_end().to_owned(), look })))
    }

    fn cut(&self, rest: &[u8]) -> Result<Option<Step>, Fault> {
        let full = match rest {
            [] | [65 | 66] => return Ok(None),
            [65, _, ..] => true,
            [66, _, ..] => false,
            _ => return Err(self.fault("GS V has no such cut")),
        };
        self.needs(if full { Feature::FullCut } else { Feature::PartialCut })?;
        Ok(Some((4, Some(Read::Printed(Item::Cut { full })))))
    }

    fn picture(&self, rest: &[u8]) -> Result<Option<Step>, Fault> {
        let [b'0', 0, width_low, width_high, rows_low, rows_high, data @ ..] = rest else {
            return if rest.len() < 6 { Ok(None) } else { Err(self.fault("GS v has no such picture")) };
        };
        self.needs(Feature::Raster)?;
        let row_bytes = usize::from(u16::from_le_bytes([*width_low, *width_high]));
        let length = row_bytes * usize::from(u16::from_le_bytes([*rows_low, *rows_high]));
        if row_bytes * 8 > self.profile.dots.next_multiple_of(8) || length == 0 {
            return Err(self.fault(format!("a picture of {row_bytes} bytes across does not fit")));
        }
        let Some(bytes) = data.get(..length) else { return Ok(None) };
        let item = Item::Picture { row_bytes, bytes: bytes.to_vec() };
        Ok(Some((8 + length, Some(Read::Printed(item)))))
    }

    fn barcode(&self, rest: &[u8]) -> Result<Option<Step>, Fault> {
        let [kind, length, data @ ..] = rest else { return Ok(None) };
        if *kind != 73 {
            return Err(self.fault(format!("GS k has no barcode {kind}")));
        }
        self.needs(Feature::Code128)?;
        let length = usize::from(*length);
        let Some(content) = data.get(..length) else { return Ok(None) };
        let [b'{', b'B', letters @ ..] = content else {
            return Err(self.fault("Code 128 begins with its set"));
        };
        if letters.is_empty() || letters.iter().any(|b| !(0x20..0x7f).contains(b) || *b == b'{') {
            return Err(self.fault("a letter is not in set B of Code 128"));
        }
        let item = Item::Barcode(letters.iter().map(|b| char::from(*b)).collect());
        // The line feed after it ends its line.
        match data.get(length) {
            None => Ok(None),
            Some(b'\n') => Ok(Some((4 + length + 1, Some(Read::Printed(item))))),
            Some(_) => Err(self.fault("a barcode stands on a line of its own")),
        }
    }

    /// `GS ( k`: a QR code is described, stored and printed by five commands.
    fn symbol(&mut self, rest: &[u8]) -> Result<Option<Step>, Fault> {
        let [b'k', low, high, data @ ..] = rest else {
            return if rest.len() < 3 { Ok(None) } else { Err(self.fault("GS ( has no such function")) };
        };
        self.needs(Feature::Qr)?;
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        let Some(body) = data.get(..length) else { return Ok(None) };
        let mut read = None;
        match body {
            [49, 65, 50, 0] | [49, 67, 1..=16] | [49, 69, 48..=51] => {}
            [49, 80, 48, content @ ..] if !content.is_empty() => {
                let text = String::from_utf8(content.to_vec());
                self.qr = Some(text.map_err(|_| self.fault("the QR code is no text"))?);
            }
            [49, 81, 48] => {
                let content = self.qr.clone().ok_or_else(|| self.fault("no QR code was stored"))?;
                read = Some(Read::Printed(Item::Qr(content)));
            }
            _ => return Err(self.fault(format!("GS ( k has no function {body:02x?}"))),
        }
        Ok(Some((5 + length, read)))
    }
}
