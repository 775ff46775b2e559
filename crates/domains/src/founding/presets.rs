//! What shops of some countries usually begin with. Facts of law, as their tax offices state them on the pages named; a
//! country that is not here begins with a currency and taxes of its own.

use onetill_kernel::Rate;

use super::model::{CountryPreset, TaxPreset};

/// Rates by the code of their tax category, in millionths.
type Rates = &'static [(&'static str, i64)];
/// Country, currency, whether shelf prices contain the tax, the tax's name, its rates, source.
type Row = (&'static str, &'static str, bool, &'static str, Rates, &'static str);

const EU: &str = "European Commission, VAT rates applied in the Member States (ec.europa.eu/taxation_customs/tedb)";

const ROWS: &[Row] = &[
    ("AT", "EUR", true, "USt", &[("standard", 200_000), ("reduced", 100_000), ("reduced-13", 130_000)], EU),
    ("AU", "AUD", true, "GST", &[("standard", 100_000), ("free", 0)], "Australian Taxation Office, GST (ato.gov.au)"),
    ("BE", "EUR", true, "BTW/TVA", &[("standard", 210_000), ("reduced-12", 120_000), ("reduced", 60_000)], EU),
    ("CA", "CAD", false, "GST", &[("standard", 50_000), ("free", 0)], "Canada Revenue Agency, GST/HST (canada.ca)"),
    (
        "CH",
        "CHF",
        true,
        "MWST",
        &[("standard", 81_000), ("reduced", 26_000), ("lodging", 38_000)],
        "Federal Tax Administration, VAT rates since 2024 (estv.admin.ch)",
    ),
    ("DE", "EUR", true, "MwSt", &[("standard", 190_000), ("reduced", 70_000)], EU),
    ("DK", "DKK", true, "moms", &[("standard", 250_000)], EU),
    ("ES", "EUR", true, "IVA", &[("standard", 210_000), ("reduced", 100_000), ("super-reduced", 40_000)], EU),
    ("FR", "EUR", true, "TVA", &[("standard", 200_000), ("intermediate", 100_000), ("reduced", 55_000)], EU),
    (
        "GB",
        "GBP",
        true,
        "VAT",
        &[("standard", 200_000), ("reduced", 50_000), ("zero", 0)],
        "VAT rates (gov.uk/vat-rates)",
    ),
    ("IE", "EUR", true, "VAT", &[("standard", 230_000), ("reduced", 135_000), ("zero", 0)], EU),
    ("IT", "EUR", true, "IVA", &[("standard", 220_000), ("reduced", 100_000), ("super-reduced", 40_000)], EU),
    (
        "JP",
        "JPY",
        true,
        "Consumption tax",
        &[("standard", 100_000), ("reduced", 80_000)],
        "National Tax Agency, consumption tax (nta.go.jp)",
    ),
    ("NL", "EUR", true, "BTW", &[("standard", 210_000), ("reduced", 90_000)], EU),
    (
        "NO",
        "NOK",
        true,
        "MVA",
        &[("standard", 250_000), ("food", 150_000), ("reduced", 120_000)],
        "The Norwegian Tax Administration, VAT rates (skatteetaten.no)",
    ),
    ("NZ", "NZD", true, "GST", &[("standard", 150_000)], "Inland Revenue, GST (ird.govt.nz)"),
    ("SE", "SEK", true, "moms", &[("standard", 250_000), ("food", 120_000), ("reduced", 60_000)], EU),
    // Sales tax is the state's, the county's and the city's: nobody can know it from here.
    ("US", "USD", false, "Sales tax", &[("standard", 0)], "The rate of your state, county and city"),
];

/// What each country of the table begins with, by country.
pub fn presets() -> Vec<CountryPreset> {
    let preset = |(country, currency, prices_include_tax, tax, rates, source): &Row| {
        let of = |(code, ppm): &(&str, i64)| TaxPreset {
            code: (*code).to_owned(),
            name: (*tax).to_owned(),
            rate: Rate(*ppm),
        };
        Some(CountryPreset {
            country: (*country).to_owned(),
            currency: currency.parse().ok()?,
            prices_include_tax: *prices_include_tax,
            taxes: rates.iter().map(of).collect(),
            source: (*source).to_owned(),
        })
    };
    ROWS.iter().filter_map(preset).collect()
}
