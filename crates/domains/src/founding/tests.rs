use super::presets;

#[test]
fn every_country_of_the_table_has_a_currency_and_a_standard_rate_and_stands_once() {
    let all = presets();
    assert_eq!(all.len(), 18, "none was left out for a slip in its currency");
    assert!(all.windows(2).all(|pair| pair[0].country < pair[1].country), "by country, each once");
    for preset in all {
        assert_eq!(preset.taxes[0].code, "standard", "{}", preset.country);
        assert!(!preset.source.is_empty());
    }
}
