//! A slip on paper: what stands where. Lengths are hundredths of a point, downwards from the top.

use onetill_domains::receipts::{Align, Block, Look, Slip};
use onetill_kernel::Result;

use super::super::escpos::Raster;
use super::codes::{self, Bar};
use super::letters::{Font, clean, fonts};

/// 80 mm, and 5 mm at each side.
pub(super) const WIDTH: i32 = 22_677;
const MARGIN: i32 = 1_417;
const ROOM: i32 = WIDTH - 2 * MARGIN;
/// No page may be longer than 14400 points (ISO 32000-1, annex C.2); there a slip goes on on the next.
const LONGEST: i32 = 1_400_000;

const PLAIN: i32 = 900;
const LARGE: i32 = 1_500;
const SMALL: i32 = 800;
/// How far a detail is set in.
const INDENT: i32 = 900;
/// Between words and what stands right of them.
const GAP: i32 = 600;
/// Where the words of a row would get less than this, what stands right takes a line of its own.
const LEAST_LEFT: i32 = 5_000;
const BAR_HEIGHT: i32 = 3_600;
/// The widest a module of a code is.
const BAR_MODULE: i32 = 100;
const QR_MODULE: i32 = 240;
/// A dot of a logo: 8 of them are a millimetre.
const LOGO_DOT: i32 = 35;

/// Something on a page.
pub(super) enum Mark {
    /// Words; `y` is the line that they stand on.
    Words { x: i32, y: i32, size: i32, bold: bool, text: String },
    /// A black field, by its upper left corner.
    Field { x: i32, y: i32, width: i32, height: i32 },
    /// The logo.
    Logo { x: i32, y: i32, width: i32, height: i32 },
}

/// A page, and how long it is.
pub(super) struct Page {
    pub(super) height: i32,
    pub(super) marks: Vec<Mark>,
}

/// All pages of a slip, and the picture that stands on them.
pub(super) struct Pages<'a> {
    pub(super) pages: Vec<Page>,
    pub(super) logo: Option<&'a Raster>,
}

/// Puts a slip on paper.
pub(super) fn page<'a>(slip: &Slip, logo: Option<&'a Raster>) -> Result<Pages<'a>> {
    let mut paper = Paper { fonts: fonts()?, pages: Vec::new(), marks: Vec::new(), y: MARGIN };
    for block in &slip.blocks {
        paper.block(block, logo);
    }
    paper.end_page();
    Ok(Pages { pages: paper.pages, logo })
}

struct Paper {
    fonts: &'static [Font; 2],
    pages: Vec<Page>,
    marks: Vec<Mark>,
    /// How far down the page is full.
    y: i32,
}

impl Paper {
    fn block(&mut self, block: &Block, logo: Option<&Raster>) {
        match block {
            Block::Logo { .. } => {
                if let Some(logo) = logo {
                    self.logo(logo);
                }
            }
            Block::Text { text, align, look } => self.text(text, *align, *look),
            Block::Row { left, right, look, detail } => {
                let (size, bold) = if *detail { (SMALL, false) } else { style(*look) };
                self.row(left, right, size, bold, if *detail { INDENT } else { 0 });
            }
            Block::Table { rows } => self.table(rows),
            Block::Rule => {
                self.take(PLAIN);
                self.marks.push(Mark::Field { x: MARGIN, y: self.y - PLAIN / 2, width: ROOM, height: 50 });
            }
            Block::Space => self.take(PLAIN * 2 / 3),
            Block::Barcode { content } => match codes::code128(content) {
                Some((bars, modules)) if modules * 40 <= ROOM => self.barcode(content, &bars, modules),
                _ => self.text(content, Align::Center, Look::Plain),
            },
            Block::Qr { content } => match codes::qr(content) {
                Some(rows) => self.qr(&rows),
                None => self.text(content, Align::Center, Look::Plain),
            },
        }
    }

    /// Goes down by `height`, on the next page where there is not so much left.
    fn take(&mut self, height: i32) {
        if self.y + height > LONGEST - MARGIN {
            self.end_page();
        }
        self.y += height;
    }

    fn end_page(&mut self) {
        let marks = std::mem::take(&mut self.marks);
        self.pages.push(Page { height: self.y + MARGIN, marks });
        self.y = MARGIN;
    }

    fn font(&self, bold: bool) -> &'static Font {
        &self.fonts[usize::from(bold)]
    }

    fn words(&mut self, x: i32, size: i32, bold: bool, text: String) {
        if !text.is_empty() {
            // The line that letters stand on is about a third of their size above the end of theirs.
            self.marks.push(Mark::Words { x, y: self.y - size * 35 / 100, size, bold, text });
        }
    }

    fn line(&mut self, size: i32) {
        self.take(size * 135 / 100);
    }

    fn text(&mut self, text: &str, align: Align, look: Look) {
        let (size, bold) = style(look);
        let font = self.font(bold);
        for part in text.split('\n') {
            for line in font.wrapped(part, size, ROOM) {
                self.line(size);
                let free = (ROOM - font.width(&line, size)).max(0);
                let x = MARGIN + if align == Align::Center { free / 2 } else { 0 };
                self.words(x, size, bold, line);
            }
        }
    }

    fn row(&mut self, left: &str, right: &str, size: i32, bold: bool, indent: i32) {
        let font = self.font(bold);
        let right = clean(right);
        let taken = if right.is_empty() { 0 } else { font.width(&right, size) + GAP };
        let alone = taken > 0 && !left.trim().is_empty() && ROOM - indent - taken < LEAST_LEFT;
        let room = ROOM - indent - if alone { 0 } else { taken };
        let mut shown = false;
        for part in font.wrapped(left, size, room.max(LEAST_LEFT)) {
            self.line(size);
            self.words(MARGIN + indent, size, bold, part);
            if !shown && !alone {
                self.right(&right, size, bold);
                shown = true;
            }
        }
        if !shown {
            for part in font.wrapped(&right, size, ROOM) {
                self.line(size);
                self.right(&part, size, bold);
            }
        }
    }

    fn right(&mut self, text: &str, size: i32, bold: bool) {
        let width = self.font(bold).width(text, size);
        self.words(MARGIN + ROOM - width, size, bold, text.to_owned());
    }

    /// Columns as wide as what stands in them; where that leaves too little for the first, the cells stand one below the other.
    fn table(&mut self, rows: &[Vec<String>]) {
        let font = self.font(false);
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
        let count = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| font.width(cell, SMALL) + GAP).max().unwrap_or(0)
        };
        let widths: Vec<i32> = (1..count).map(width).collect();
        let room = ROOM - widths.iter().sum::<i32>();
        for row in &rows {
            let Some((first, rest)) = row.split_first() else { continue };
            if room < LEAST_LEFT {
                self.row(first, "", SMALL, false, 0);
                for cell in rest {
                    self.row("", cell, SMALL, false, 0);
                }
                continue;
            }
            for (place, part) in font.wrapped(first, SMALL, room).into_iter().enumerate() {
                self.line(SMALL);
                self.words(MARGIN, SMALL, false, part);
                let mut edge = MARGIN + room;
                for (cell, width) in rest.iter().zip(&widths).filter(|_| place == 0) {
                    edge += width;
                    self.words(edge - font.width(cell, SMALL), SMALL, false, cell.clone());
                }
            }
        }
    }

    fn logo(&mut self, logo: &Raster) {
        let dots = |count: usize| i32::try_from(count).unwrap_or(i32::MAX / LOGO_DOT) * LOGO_DOT;
        let (width, height) = (dots(logo.row_bytes * 8).min(ROOM), dots(logo.height()));
        self.take(height);
        self.marks.push(Mark::Logo { x: MARGIN + (ROOM - width) / 2, y: self.y - height, width, height });
        self.take(PLAIN / 2);
    }

    fn barcode(&mut self, content: &str, bars: &[Bar], modules: i32) {
        let module = (ROOM / modules).min(BAR_MODULE);
        let left = MARGIN + (ROOM - modules * module) / 2;
        self.take(BAR_HEIGHT);
        for (from, width) in bars {
            let (x, y) = (left + from * module, self.y - BAR_HEIGHT);
            self.marks.push(Mark::Field { x, y, width: width * module, height: BAR_HEIGHT });
        }
        let font = self.font(false);
        self.line(SMALL);
        let x = MARGIN + (ROOM - font.width(content, SMALL)) / 2;
        self.words(x, SMALL, false, content.to_owned());
    }

    fn qr(&mut self, rows: &[Vec<Bar>]) {
        let count = i32::try_from(rows.len()).unwrap_or(i32::MAX).max(1);
        let module = (ROOM / (count + 8)).min(QR_MODULE);
        let side = count * module;
        // The code's quiet zone (ISO/IEC 18004, section 5.3.8) is four modules.
        self.take(side + 4 * module);
        let (left, top) = (MARGIN + (ROOM - side) / 2, self.y - side);
        for (row, bars) in (0..).zip(rows) {
            for (from, width) in bars {
                let (x, y) = (left + from * module, top + row * module);
                self.marks.push(Mark::Field { x, y, width: width * module, height: module });
            }
        }
        self.take(2 * module);
    }
}

fn style(look: Look) -> (i32, bool) {
    match look {
        Look::Plain => (PLAIN, false),
        Look::Bold => (PLAIN, true),
        Look::Large => (LARGE, true),
    }
}
