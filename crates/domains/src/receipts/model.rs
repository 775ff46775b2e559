use onetill_db::text_enum;
use onetill_kernel::ImageId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The language of receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}
text_enum!(Language { En = "en", De = "de" });

/// In what form the receipt number stands at the end, for a scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NumberCode {
    /// In none.
    None,
    /// As a barcode (Code 128).
    #[default]
    Barcode,
    /// As a QR code.
    Qr,
}
text_enum!(NumberCode { None = "none", Barcode = "barcode", Qr = "qr" });

/// What stands on this shop's receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptSettings {
    /// Their language.
    pub language: Language,
    /// Below the shop's name: address, tax number. Lines as given.
    pub header: String,
    /// At the end: thanks, opening hours. Lines as given.
    pub footer: String,
    /// A picture above all, in black and white: a PNG that was kept as a picture.
    pub logo_id: Option<ImageId>,
    /// Whether each line tells its SKU.
    pub show_sku: bool,
    /// Whether the table of taxes is shown.
    pub show_taxes: bool,
    /// Whether each line tells its price without tax and its tax.
    pub show_net: bool,
    /// Whether it tells who served.
    pub show_staff: bool,
    /// Whether it names the customer.
    pub show_customer: bool,
    /// The receipt number for a scanner.
    pub number_code: NumberCode,
}

impl Default for ReceiptSettings {
    fn default() -> Self {
        Self {
            language: Language::En,
            header: String::new(),
            footer: String::new(),
            logo_id: None,
            show_sku: false,
            show_taxes: true,
            show_net: false,
            show_staff: true,
            show_customer: true,
            number_code: NumberCode::Barcode,
        }
    }
}

/// Receipt settings to change; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptSettingsChange {
    /// Their language.
    pub language: Option<Language>,
    /// Below the shop's name.
    #[schema(max_length = 1000)]
    pub header: Option<String>,
    /// At the end.
    #[schema(max_length = 1000)]
    pub footer: Option<String>,
    /// Whether each line tells its SKU.
    pub show_sku: Option<bool>,
    /// Whether the table of taxes is shown.
    pub show_taxes: Option<bool>,
    /// Whether each line tells its price without tax and its tax.
    pub show_net: Option<bool>,
    /// Whether it tells who served.
    pub show_staff: Option<bool>,
    /// Whether it names the customer.
    pub show_customer: Option<bool>,
    /// The receipt number for a scanner.
    pub number_code: Option<NumberCode>,
}

/// Which receipt of a sale is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptKind {
    /// The receipt.
    #[default]
    Original,
    /// The receipt again, marked as a copy.
    Copy,
    /// For whoever gets the goods as a present: no prices.
    Gift,
}
text_enum!(ReceiptKind { Original = "original", Copy = "copy", Gift = "gift" });

/// A model of receipt printer that is known.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PrinterProfile {
    /// Its id.
    #[schema(example = "epson-tm-t88v")]
    pub id: String,
    /// Its name.
    pub name: String,
    /// Columns of its usual letters.
    pub columns: usize,
    /// Columns of its small letters.
    pub columns_small: usize,
    /// Whether it prints QR codes.
    pub qr: bool,
    /// Whether it prints barcodes.
    pub barcode: bool,
    /// Whether it prints a logo.
    pub logo: bool,
    /// Whether it cuts the paper.
    pub cuts: bool,
    /// Whether a drawer can be opened through it.
    pub drawer: bool,
}

/// What stands on a slip of paper, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Slip {
    /// What it is, with its number: `Receipt R1-000123`.
    pub title: String,
    /// The language that it is in.
    pub language: Language,
    /// What stands on it.
    pub blocks: Vec<Block>,
}

/// A part of a slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// The shop's logo.
    Logo {
        /// The picture.
        image_id: ImageId,
    },
    /// Words of their own.
    Text {
        /// The words; a line break in them is one on paper.
        text: String,
        /// Where they stand.
        align: Align,
        /// How they look.
        look: Look,
    },
    /// Words, and what belongs to them at the right edge.
    Row {
        /// At the left; breaks where it is too long.
        left: String,
        /// At the right, in one piece.
        right: String,
        /// How it looks.
        look: Look,
        /// Whether it belongs to the row before it, and is set in.
        detail: bool,
    },
    /// Rows of cells: the first stands left, the others right, one below the other.
    Table {
        /// The rows, the first with the headings.
        rows: Vec<Vec<String>>,
    },
    /// A line across.
    Rule,
    /// An empty line.
    Space,
    /// A barcode (Code 128).
    Barcode {
        /// What it says.
        content: String,
    },
    /// A QR code.
    Qr {
        /// What it says.
        content: String,
    },
}

/// Where words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Center,
}

/// How words look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// As most do.
    Plain,
    /// Bold.
    Bold,
    /// Bold, and twice as large.
    Large,
}

impl Slip {
    /// A name for a file that holds it, of plain letters, digits and hyphens: `Receipt-R1-000123`.
    pub fn file_name(&self) -> String {
        let plain: String = self.title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    }

    /// The same slip with its words changed one by one: into letters that a printer has.
    #[must_use]
    pub fn with_words(&self, change: impl Fn(&str) -> String) -> Self {
        let block = |block: &Block| match block {
            Block::Text { text, align, look } => Block::Text { text: change(text), align: *align, look: *look },
            Block::Row { left, right, look, detail } => {
                Block::Row { left: change(left), right: change(right), look: *look, detail: *detail }
            }
            Block::Table { rows } => {
                Block::Table { rows: rows.iter().map(|row| row.iter().map(|cell| change(cell)).collect()).collect() }
            }
            other => other.clone(),
        };
        Self { title: change(&self.title), language: self.language, blocks: self.blocks.iter().map(block).collect() }
    }
}
