//! Pictures as dots: black or nothing.

use onetill_kernel::{Error, Result};

/// The largest picture that becomes a logo, in dots each way.
const LARGEST: u32 = 4000;
/// How high a logo may be on paper, in dots: about 4 cm.
const HIGHEST: usize = 320;

/// A picture in dots, eight to a byte, the leftmost highest, a set bit is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Bytes a row.
    pub row_bytes: usize,
    /// The rows, one after the other.
    pub bytes: Vec<u8>,
}

impl Raster {
    /// How many rows it has.
    pub fn height(&self) -> usize {
        self.bytes.len().checked_div(self.row_bytes).unwrap_or(0)
    }
}

fn unreadable() -> Error {
    Error::invalid("logo", "This picture cannot be read.").fix("Send a PNG of at most 4000 by 4000 dots.")
}

/// A PNG as dots for paper `dots` wide: made smaller where it is too large, never larger, grey by error diffusion.
pub fn logo(png: &[u8], dots: usize) -> Result<Raster> {
    let grey = Grey::read(png)?.fitted(dots, HIGHEST);
    Ok(grey.dithered())
}

/// A picture in shades, 0 is black.
struct Grey {
    width: usize,
    height: usize,
    shades: Vec<u8>,
}

impl Grey {
    fn read(bytes: &[u8]) -> Result<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(|_| unreadable())?;
        let info = reader.info();
        if info.width > LARGEST || info.height > LARGEST {
            return Err(unreadable());
        }
        let mut pixels = vec![0; reader.output_buffer_size().ok_or_else(unreadable)?];
        let frame = reader.next_frame(&mut pixels).map_err(|_| unreadable())?;
        let samples = frame.color_type.samples();
        let shade = |pixel: &[u8]| match *pixel {
            [grey] => grey,
            [grey, alpha] => on_white(grey, alpha),
            [r, g, b] => luma(r, g, b),
            [r, g, b, alpha] => on_white(luma(r, g, b), alpha),
            _ => 255,
        };
        Ok(Self {
            width: usize::try_from(frame.width).map_err(|_| unreadable())?,
            height: usize::try_from(frame.height).map_err(|_| unreadable())?,
            shades: pixels[..frame.buffer_size()].chunks_exact(samples).map(shade).collect(),
        })
    }

    /// No larger than so many dots each way; each dot is the mean of those that it stands for.
    fn fitted(self, width: usize, height: usize) -> Self {
        if self.width <= width && self.height <= height {
            return self;
        }
        // The side that is further too large decides.
        let by_width = self.width * height >= self.height * width;
        let (from, to) = if by_width { (self.width, width) } else { (self.height, height) };
        let small = |side: usize| (side * to / from).max(1);
        let (new_width, new_height) = (small(self.width), small(self.height));
        let span = |index: usize, new: usize, old: usize| {
            let start = index * old / new;
            start..((index + 1) * old / new).max(start + 1).min(old)
        };
        let mut shades = Vec::with_capacity(new_width * new_height);
        for y in 0..new_height {
            for x in 0..new_width {
                let (rows, columns) = (span(y, new_height, self.height), span(x, new_width, self.width));
                let count = rows.len() * columns.len();
                let sum: usize = rows
                    .flat_map(|row| columns.clone().map(move |column| row * self.width + column))
                    .map(|at| usize::from(self.shades[at]))
                    .sum();
                shades.push(u8::try_from(sum / count.max(1)).unwrap_or(255));
            }
        }
        Self { width: new_width, height: new_height, shades }
    }

    /// Floyd and Steinberg: what a dot is too dark or too light goes on to its neighbours.
    fn dithered(self) -> Raster {
        let row_bytes = self.width.div_ceil(8);
        let mut bytes = vec![0; row_bytes * self.height];
        let mut shades: Vec<i32> = self.shades.iter().map(|s| i32::from(*s)).collect();
        for y in 0..self.height {
            for x in 0..self.width {
                let shade = shades[y * self.width + x];
                let white = shade >= 128;
                if !white {
                    bytes[y * row_bytes + x / 8] |= 0x80 >> (x % 8);
                }
                let off = shade - if white { 255 } else { 0 };
                let mut pass = |column: Option<usize>, row: usize, parts: i32| {
                    if let Some(column) = column.filter(|c| *c < self.width && row < self.height) {
                        shades[row * self.width + column] += off * parts / 16;
                    }
                };
                pass(Some(x + 1), y, 7);
                pass(x.checked_sub(1), y + 1, 3);
                pass(Some(x), y + 1, 5);
                pass(Some(x + 1), y + 1, 1);
            }
        }
        Raster { row_bytes, bytes }
    }
}

fn luma(r: u8, g: u8, b: u8) -> u8 {
    let sum = u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114;
    u8::try_from(sum / 1000).unwrap_or(255)
}

fn on_white(shade: u8, alpha: u8) -> u8 {
    let (shade, alpha) = (u32::from(shade), u32::from(alpha));
    u8::try_from((shade * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
}
