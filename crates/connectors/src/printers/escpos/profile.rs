//! What a model of printer can do.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use onetill_kernel::{Error, Result};
use serde::Deserialize;

/// Something that not every printer can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// QR codes: `GS ( k`.
    Qr,
    /// Barcodes of Code 128: `GS k`, function B.
    Code128,
    /// Pictures: `GS v 0`.
    Raster,
    /// Cuts so that the paper hangs on by a corner: `GS V`.
    PartialCut,
    /// Cuts the paper off: `GS V`.
    FullCut,
    /// Opens a drawer: `ESC p`.
    Drawer,
}

/// A model of printer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its id, which printers are kept with.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Columns of the usual font.
    pub font_a: usize,
    /// Columns of the small font.
    pub font_b: usize,
    /// Dots across its paper.
    pub dots: usize,
    /// What it can do.
    pub features: Vec<Feature>,
    /// The numbers of its code pages, by their names.
    pub code_pages: BTreeMap<String, u8>,
}

impl Profile {
    /// Whether it can do something.
    pub fn can(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}

static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| serde_json::from_str(include_str!("profiles.json")).expect("our own file, read by a test"));

/// All models that are known, those of no vendor first.
pub fn profiles() -> &'static [Profile] {
    &PROFILES
}

/// The model with an id.
pub fn profile(id: &str) -> Result<&'static Profile> {
    profiles().iter().find(|p| p.id == id).ok_or_else(|| {
        Error::invalid("profile", "No printer model has this id.")
            .fix("GET /v1/printer-profiles lists those that are known.")
    })
}
