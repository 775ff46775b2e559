//! What shops of some countries usually begin with: proposals that the set-up shows and a merchant can change. A country
//! that is not here begins with a currency and taxes of its own.
//!
//! Rates as public sources had them in November 2026; the pages named are where each country publishes its own. A rate
//! that is known to end is named in a comment, and whoever keeps this table looks at it again.

use onetill_kernel::{Currency, Rate};

use super::model::{CountryPreset, TaxPreset};

/// Rates by the code of their tax category, in millionths.
type Rates = &'static [(&'static str, i64)];
/// Country, currency, whether shelf prices contain the tax, the tax's name, its rates, source.
type Row = (&'static str, &'static str, bool, &'static str, Rates, &'static str);

/// The currencies that people pay with (ISO 4217, list one, without funds, metals and codes for tests).
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP \
    BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD \
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR \
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH \
    UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

const EU: &str = "European Commission, VAT rates applied in the Member States (ec.europa.eu/taxation_customs/tedb)";

const ROWS: &[Row] = &[
    (
        "AT",
        "EUR",
        true,
        "USt",
        // Some everyday food (milk, eggs, bread, fruit, vegetables) since 1 July 2026.
        &[("standard", 200_000), ("reduced", 100_000), ("reduced-13", 130_000), ("basic-food", 49_000)],
        "Federal Ministry of Finance, value added tax (bmf.gv.at)",
    ),
    ("AU", "AUD", true, "GST", &[("standard", 100_000), ("free", 0)], "Australian Taxation Office, GST (ato.gov.au)"),
    ("BE", "EUR", true, "BTW/TVA", &[("standard", 210_000), ("reduced-12", 120_000), ("reduced", 60_000)], EU),
    ("CA", "CAD", false, "GST", &[("standard", 50_000), ("free", 0)], "Canada Revenue Agency, GST/HST (canada.ca)"),
    (
        "CH",
        "CHF",
        true,
        "MWST",
        // The rate of lodging ends with 2027.
        &[("standard", 81_000), ("reduced", 26_000), ("lodging", 38_000)],
        "Federal Tax Administration, VAT rates since 2024 (estv.admin.ch)",
    ),
    ("DE", "EUR", true, "MwSt", &[("standard", 190_000), ("reduced", 70_000)], EU),
    ("DK", "DKK", true, "moms", &[("standard", 250_000)], EU),
    ("ES", "EUR", true, "IVA", &[("standard", 210_000), ("reduced", 100_000), ("super-reduced", 40_000)], EU),
    (
        "FR",
        "EUR",
        true,
        "TVA",
        // The press, and medicines that the state pays for.
        &[("standard", 200_000), ("intermediate", 100_000), ("reduced", 55_000), ("super-reduced", 21_000)],
        EU,
    ),
    (
        "GB",
        "GBP",
        true,
        "VAT",
        &[("standard", 200_000), ("reduced", 50_000), ("zero", 0)],
        "VAT rates (gov.uk/vat-rates)",
    ),
    (
        "IE",
        "EUR",
        true,
        "VAT",
        // Meals, hot takeaways and hairdressing since 1 July 2026.
        &[("standard", 230_000), ("reduced", 135_000), ("second-reduced", 90_000), ("zero", 0)],
        "Revenue, current VAT rates (revenue.ie)",
    ),
    (
        "IT",
        "EUR",
        true,
        "IVA",
        &[("standard", 220_000), ("reduced", 100_000), ("reduced-5", 50_000), ("super-reduced", 40_000)],
        EU,
    ),
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
    (
        "SE",
        "SEK",
        true,
        "moms",
        // Food is taxed at 12 % again from 1 January 2028 (Prop. 2025/26:55); what is eaten in a restaurant always is.
        &[("standard", 250_000), ("food", 60_000), ("restaurant", 120_000), ("reduced", 60_000)],
        "Swedish Tax Agency, VAT rates on goods and services (skatteverket.se)",
    ),
    // Sales tax is the state's, the county's and the city's: nobody can know it from here.
    ("US", "USD", false, "Sales tax", &[("standard", 0)], "The rate of your state, county and city"),
];

/// Whether people pay with it somewhere. A shop keeps its currency for good, so a slip must not found one.
pub(super) fn is_currency(currency: Currency) -> bool {
    CURRENCIES.split_whitespace().any(|code| code == currency.code())
}

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
