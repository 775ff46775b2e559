//! A slip as lines of so many columns. A column is the width of a Latin letter; wide letters take two, marks above letters none.

use unicode_normalization::UnicodeNormalization;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::model::{Align, Block, Look, Slip};

/// How far a detail is set in.
const INDENT: usize = 2;
/// Where the words of a row would get less than this, what stands right takes a line of its own.
const LEAST_LEFT: usize = 8;

/// A printed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What stands on it, with the spaces before it.
    pub text: String,
    /// How it looks. A large letter takes two columns.
    pub look: Look,
}

/// A piece of a slip that is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A line of text.
    Line(Line),
    /// The shop's logo.
    Logo,
    /// A barcode.
    Barcode(String),
    /// A QR code.
    Qr(String),
}

/// How many columns a text takes.
pub fn columns_of(text: &str) -> usize {
    text.width()
}

/// A text with every letter and its marks in one character, where there is one.
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// A letter and its marks, apart.
pub fn decomposed(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter).nfkd()
}

/// Lays a slip out in lines of at most `columns`, of which there are eight at least.
pub fn layout(slip: &Slip, columns: usize) -> Vec<Piece> {
    lay(slip, columns, 2)
}

/// As [`layout`], where a large letter takes `large` columns.
fn lay(slip: &Slip, columns: usize, large: usize) -> Vec<Piece> {
    let mut page = Page { columns: columns.max(8), large, pieces: Vec::new() };
    for block in &slip.blocks {
        match block {
            Block::Logo { .. } => page.pieces.push(Piece::Logo),
            Block::Text { text, align, look } => page.text(text, *align, *look),
            Block::Row { left, right, look, detail } => {
                page.row(left, &clean(right), *look, if *detail { INDENT } else { 0 });
            }
            Block::Table { rows } => page.table(rows),
            Block::Rule => page.line("-".repeat(page.columns), Look::Plain),
            Block::Space => page.line(String::new(), Look::Plain),
            Block::Barcode { content } => page.pieces.push(Piece::Barcode(content.clone())),
            Block::Qr { content } => page.pieces.push(Piece::Qr(content.clone())),
        }
    }
    page.pieces
}

/// A slip as plain text, without its logo; codes are their content in brackets.
pub fn plain_text(slip: &Slip, columns: usize) -> String {
    let mut text = String::new();
    for piece in lay(slip, columns, 1) {
        match piece {
            Piece::Line(line) => text.push_str(&line.text),
            Piece::Logo => continue,
            Piece::Barcode(content) | Piece::Qr(content) => text.push_str(&centred(&format!("[{content}]"), columns)),
        }
        text.push('\n');
    }
    text
}

struct Page {
    columns: usize,
    large: usize,
    pieces: Vec<Piece>,
}

impl Page {
    fn width(&self, look: Look) -> usize {
        if look == Look::Large { self.columns / self.large } else { self.columns }
    }

    fn line(&mut self, text: String, look: Look) {
        self.pieces.push(Piece::Line(Line { text: text.trim_end().to_owned(), look }));
    }

    fn text(&mut self, text: &str, align: Align, look: Look) {
        let width = self.width(look);
        for part in text.split('\n') {
            for line in wrapped(part, width) {
                match align {
                    Align::Left => self.line(line, look),
                    Align::Center => self.line(centred(&line, width), look),
                }
            }
        }
    }

    /// `right` is clean already.
    fn row(&mut self, left: &str, right: &str, look: Look, indent: usize) {
        let width = self.width(look);
        let taken = if right.is_empty() { 0 } else { columns_of(right) + 1 };
        let alone = taken > 0 && taken + LEAST_LEFT + indent > width && !left.is_empty();
        let room = if alone { width - indent } else { width.saturating_sub(indent + taken).max(1) };
        let words = if left.is_empty() && taken > width { Vec::new() } else { wrapped(left, room) };
        for (index, part) in words.into_iter().enumerate() {
            let start = format!("{}{part}", " ".repeat(indent));
            let shown = index == 0 && !alone && taken <= width;
            let gap = width.saturating_sub(columns_of(&start) + columns_of(right));
            self.line(if shown { format!("{start}{}{right}", " ".repeat(gap)) } else { start }, look);
        }
        if alone || taken > width {
            for part in wrapped(right, width) {
                self.line(format!("{}{part}", " ".repeat(width - columns_of(&part))), look);
            }
        }
    }

    /// The cells but the first are as wide as the widest of them. Where that leaves too little for the first, it takes a line
    /// of its own.
    fn table(&mut self, rows: &[Vec<String>]) {
        let cells: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
        let count = cells.iter().map(Vec::len).max().unwrap_or(0).saturating_sub(1);
        let widest = cells.iter().flat_map(|row| row.iter().skip(1)).map(|cell| columns_of(cell)).max().unwrap_or(0);
        for row in &cells {
            let Some((first, rest)) = row.split_first() else { continue };
            if (widest + 1) * count > self.columns {
                // So narrow is no paper: one below the other.
                self.row(first, "", Look::Plain, 0);
                for cell in rest {
                    self.row("", cell, Look::Plain, 0);
                }
                continue;
            }
            let right: String = rest.iter().map(|cell| padded(cell, widest + 1)).collect();
            self.row(first, right.trim_start(), Look::Plain, 0);
        }
    }
}

/// Words without what cannot be printed: no control characters, one space for each run of them.
fn clean(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let shown: String = shown.chars().filter(|c| c.width().is_some()).collect();
    shown.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn padded(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns_of(text))))
}

fn centred(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns_of(text)) / 2))
}

/// Breaks words into lines of at most `width` columns, between words where it can. At least one line.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in clean(text).split(' ') {
        if !line.is_empty() && columns_of(&line) + 1 + columns_of(word) <= width {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            if columns_of(&line) + letter.width().unwrap_or(0) > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}
