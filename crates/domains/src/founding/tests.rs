use super::presets;
use super::presets::is_currency;

#[test]
fn every_country_of_the_table_has_a_currency_and_a_standard_rate_and_stands_once() {
    let all = presets();
    assert_eq!(all.len(), 18, "none was left out for a slip in its currency");
    assert!(all.windows(2).all(|pair| pair[0].country < pair[1].country), "by country, each once");
    for preset in all {
        assert_eq!(preset.taxes[0].code, "standard", "{}", preset.country);
        assert!(!preset.source.is_empty());
        assert!(is_currency(preset.currency), "{}", preset.currency);
    }
}

#[test]
fn rates_that_changed_of_late_are_those_of_today() {
    let all = presets();
    let rate = |country: &str, code: &str| {
        let of = all.iter().find(|p| p.country == country).expect("a country of the table");
        of.taxes.iter().find(|t| t.code == code).map(|t| t.rate.ppm())
    };
    for (country, code, ppm) in [
        ("AT", "basic-food", 49_000),
        ("CH", "standard", 81_000),
        ("IE", "second-reduced", 90_000),
        ("SE", "food", 60_000),
        ("SE", "restaurant", 120_000),
    ] {
        assert_eq!(rate(country, code), Some(ppm), "{country} {code}");
    }
}
