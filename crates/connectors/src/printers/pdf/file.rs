//! The pages as a file (ISO 32000-1).

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use onetill_domains::receipts::{Language, Slip};
use onetill_kernel::{Error, Result};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::writers::Resources;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use subsetter::GlyphRemapper;
use ttf_parser::GlyphId;

use super::super::escpos::Raster;
use super::letters::{Font, fonts};
use super::page::{Mark, Page, Pages, WIDTH};

/// How hard streams are packed: the best that takes no time to speak of.
const PACKING: u8 = 6;
const LOGO: Name<'static> = Name(b"Logo");
/// The registry of character collections that every CID font names.
const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A length for the file. Pages are scaled by a hundredth, so that all of them are whole numbers.
#[expect(clippy::cast_precision_loss, reason = "no length reaches 2^24, up to which whole numbers are exact")]
fn f(length: i32) -> f32 {
    length as f32
}

/// Hundredths of a point in points, rounded up: for the size of a page alone.
fn points(length: i32) -> f32 {
    f(length / 100 + i32::from(length % 100 != 0))
}

/// The letters of a font that the file has: a glyph's number there, and which letter it is.
#[derive(Default)]
struct Used {
    glyphs: GlyphRemapper,
    letters: BTreeMap<u16, (GlyphId, char)>,
}

impl Used {
    fn number(&mut self, font: &Font, letter: char) -> u16 {
        let glyph = font.glyph(letter).unwrap_or_default();
        let number = self.glyphs.remap(glyph.0);
        self.letters.entry(number).or_insert((glyph, letter));
        number
    }
}

struct Refs(i32);

impl Refs {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// Writes the file.
pub(super) fn write(slip: &Slip, pages: &Pages<'_>) -> Result<Vec<u8>> {
    let fonts = fonts()?;
    let mut refs = Refs(0);
    let mut pdf = Pdf::new();
    let (catalog, tree, info) = (refs.next(), refs.next(), refs.next());
    let language = match slip.language {
        Language::En => "en",
        Language::De => "de",
    };
    let mut root = pdf.catalog(catalog);
    root.pages(tree).lang(TextStr(language));
    root.viewer_preferences().display_doc_title(true);
    root.finish();
    pdf.document_info(info).title(TextStr(&slip.title)).producer(TextStr("OneTill"));

    let font_refs = [refs.next(), refs.next()];
    let mut used = [Used::default(), Used::default()];
    let logo = pages.logo.map(|logo| (logo, refs.next()));
    if let Some((logo, id)) = logo {
        picture(&mut pdf, id, logo)?;
    }
    let mut page_refs = Vec::new();
    for page in &pages.pages {
        let (id, content) = (refs.next(), refs.next());
        let packed = compress_to_vec_zlib(&marks(page, fonts, &mut used), PACKING);
        pdf.stream(content, &packed).filter(Filter::FlateDecode);
        let mut written = pdf.page(id);
        written.parent(tree).contents(content);
        written.media_box(Rect::new(f(0), f(0), points(WIDTH), points(page.height)));
        let mut resources = written.resources();
        let mut named = resources.fonts();
        for (font, id) in fonts.iter().zip(font_refs) {
            named.pair(Name(font.name.as_bytes()), id);
        }
        named.finish();
        pictures(&mut resources, logo.map(|(_, id)| id));
        resources.finish();
        written.finish();
        page_refs.push(id);
    }
    let count = i32::try_from(page_refs.len()).map_err(Error::internal)?;
    pdf.pages(tree).kids(page_refs).count(count);
    for ((font, id), used) in fonts.iter().zip(font_refs).zip(&used) {
        embed(&mut pdf, &mut refs, id, font, used)?;
    }
    Ok(pdf.finish())
}

fn pictures(resources: &mut Resources<'_>, logo: Option<Ref>) {
    if let Some(id) = logo {
        resources.x_objects().pair(LOGO, id);
    }
}

/// What stands on a page, as its drawing commands.
fn marks(page: &Page, fonts: &[Font; 2], used: &mut [Used; 2]) -> Vec<u8> {
    let mut content = Content::new();
    // From here on a unit is a hundredth of a point, from the lower left corner.
    content.transform([0.01, 0.0, 0.0, 0.01, 0.0, 0.0]);
    for mark in &page.marks {
        match mark {
            Mark::Field { x, y, width, height } => {
                content.rect(f(*x), f(page.height - y - height), f(*width), f(*height)).fill_nonzero();
            }
            Mark::Logo { x, y, width, height } => {
                content.save_state();
                content.transform([f(*width), 0.0, 0.0, f(*height), f(*x), f(page.height - y - height)]);
                content.x_object(LOGO).restore_state();
            }
            Mark::Words { x, y, size, bold, text } => {
                let (font, used) = (&fonts[usize::from(*bold)], &mut used[usize::from(*bold)]);
                let numbers: Vec<u8> = text.chars().flat_map(|c| used.number(font, c).to_be_bytes()).collect();
                let is_whole = text.chars().all(|c| font.has(c));
                if !is_whole {
                    let mut span = content.begin_marked_content_with_properties(Name(b"Span"));
                    span.properties().actual_text(TextStr(text));
                }
                content.begin_text().set_font(Name(font.name.as_bytes()), f(*size));
                content.next_line(f(*x), f(page.height - y)).show(Str(&numbers)).end_text();
                if !is_whole {
                    content.end_marked_content();
                }
            }
        }
    }
    content.finish().to_vec()
}

/// A font with the letters that are used, and which letters they are.
fn embed(pdf: &mut Pdf, refs: &mut Refs, id: Ref, font: &Font, used: &Used) -> Result<()> {
    let (cid, descriptor, file, unicode) = (refs.next(), refs.next(), refs.next(), refs.next());
    // A subset is called so (ISO 32000-1, section 9.6.4).
    let title = format!("ONTILL+{}", font.title);
    let title = Name(title.as_bytes());
    pdf.type0_font(id)
        .base_font(title)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(unicode);
    let mut written = pdf.cid_font(cid);
    written.subtype(CidFontType::Type2).base_font(title).system_info(IDENTITY).font_descriptor(descriptor);
    written.default_width(f(0)).cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = written.widths();
    for (number, (glyph, _)) in &used.letters {
        widths.consecutive(*number, [f(font.advance(*glyph))]);
    }
    widths.finish();
    written.finish();

    let face = &font.face;
    let units = i32::from(face.units_per_em()).max(1);
    let scaled = |value: i16| f(i32::from(value) * 1000 / units);
    let bounds = face.global_bounding_box();
    pdf.font_descriptor(descriptor)
        .name(title)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(scaled(bounds.x_min), scaled(bounds.y_min), scaled(bounds.x_max), scaled(bounds.y_max)))
        .italic_angle(f(0))
        .ascent(scaled(face.ascender()))
        .descent(scaled(face.descender()))
        .cap_height(scaled(face.capital_height().unwrap_or(face.ascender())))
        .stem_v(f(80))
        .font_file2(file);
    let subset = subsetter::subset(font.bytes, 0, &used.glyphs).map_err(Error::internal)?;
    let length = i32::try_from(subset.len()).map_err(Error::internal)?;
    let packed = compress_to_vec_zlib(&subset, PACKING);
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Length1"), length);
    stream.finish();

    let mut map = UnicodeCmap::new(Name(b"Letters"), IDENTITY);
    for (number, (_, letter)) in &used.letters {
        map.pair(*number, *letter);
    }
    pdf.cmap(unicode, &map.finish()).finish();
    Ok(())
}

/// The logo: a bit a dot, set where it is black.
fn picture(pdf: &mut Pdf, id: Ref, logo: &Raster) -> Result<()> {
    let side = |dots: usize| i32::try_from(dots).map_err(Error::internal);
    let packed = compress_to_vec_zlib(&logo.bytes, PACKING);
    let mut image = pdf.image_xobject(id, &packed);
    image.filter(Filter::FlateDecode);
    image.width(side(logo.row_bytes * 8)?).height(side(logo.height())?);
    image.color_space().device_gray();
    image.bits_per_component(1).decode([1.0, 0.0]);
    image.finish();
    Ok(())
}
