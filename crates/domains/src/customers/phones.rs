//! Telephone numbers as ITU-T E.164 writes them, as far as the shop's country tells what a number dialled at home means.

/// What a number dialled at home lacks, by ISO 3166 country: the country code (ITU-T E.164, list of assigned codes) and the
/// digits that stand before national numbers (ITU-T, dialling procedures). A country that is not here has its numbers compared
/// as they are dialled.
const COUNTRIES: &[(&str, &str, &[&str])] = &[
    ("1", "1", &["US", "CA", "PR", "DO", "JM", "BS", "BB", "TT", "BM", "KY"]),
    ("7", "8", &["RU", "KZ"]),
    ("20", "0", &["EG"]),
    ("27", "0", &["ZA"]),
    ("30", "", &["GR"]),
    ("31", "0", &["NL"]),
    ("32", "0", &["BE"]),
    ("33", "0", &["FR"]),
    ("34", "", &["ES"]),
    ("36", "06", &["HU"]),
    ("39", "", &["IT", "VA"]),
    ("40", "0", &["RO"]),
    ("41", "0", &["CH"]),
    ("43", "0", &["AT"]),
    ("44", "0", &["GB", "GG", "JE", "IM"]),
    ("45", "", &["DK"]),
    ("46", "0", &["SE"]),
    ("47", "", &["NO"]),
    ("48", "", &["PL"]),
    ("49", "0", &["DE"]),
    ("51", "0", &["PE"]),
    ("52", "", &["MX"]),
    ("54", "0", &["AR"]),
    ("55", "0", &["BR"]),
    ("56", "", &["CL"]),
    ("57", "", &["CO"]),
    ("60", "0", &["MY"]),
    ("61", "0", &["AU"]),
    ("62", "0", &["ID"]),
    ("63", "0", &["PH"]),
    ("64", "0", &["NZ"]),
    ("65", "", &["SG"]),
    ("66", "0", &["TH"]),
    ("81", "0", &["JP"]),
    ("82", "0", &["KR"]),
    ("84", "0", &["VN"]),
    ("86", "0", &["CN"]),
    ("90", "0", &["TR"]),
    ("91", "0", &["IN"]),
    ("92", "0", &["PK"]),
    ("94", "0", &["LK"]),
    ("212", "0", &["MA"]),
    ("216", "", &["TN"]),
    ("234", "0", &["NG"]),
    ("254", "0", &["KE"]),
    ("351", "", &["PT"]),
    ("352", "", &["LU"]),
    ("353", "0", &["IE"]),
    ("354", "", &["IS"]),
    ("355", "0", &["AL"]),
    ("356", "", &["MT"]),
    ("357", "", &["CY"]),
    ("358", "0", &["FI", "AX"]),
    ("359", "0", &["BG"]),
    ("370", "0", &["LT"]),
    ("371", "", &["LV"]),
    ("372", "", &["EE"]),
    ("376", "", &["AD"]),
    ("377", "", &["MC"]),
    ("378", "", &["SM"]),
    ("380", "0", &["UA"]),
    ("381", "0", &["RS"]),
    ("382", "0", &["ME"]),
    ("385", "0", &["HR"]),
    ("386", "0", &["SI"]),
    ("387", "0", &["BA"]),
    ("389", "0", &["MK"]),
    ("420", "", &["CZ"]),
    ("421", "0", &["SK"]),
    ("423", "", &["LI"]),
    ("852", "", &["HK"]),
    ("886", "0", &["TW"]),
    ("966", "0", &["SA"]),
    ("971", "0", &["AE"]),
    ("972", "0", &["IL"]),
    ("974", "", &["QA"]),
];

/// The longest number there is (ITU-T E.164, section 6.1), and the shortest that says who is meant.
const LONGEST: usize = 15;
const SHORTEST: usize = 6;

/// So much of a number's end is looked for; the whole is compared.
pub(super) const END: usize = 6;

/// Whether two numbers are the same however they are written; what is no whole number is only the same as it stands.
pub(super) fn are_same(one: &str, other: &str, country: &str) -> bool {
    one == other || same(one, country).is_some_and(|one| same(other, country) == Some(one))
}

/// The last digits of a number, by which its like are looked for.
pub(super) fn end(number: &str) -> &str {
    &number[number.len().saturating_sub(END)..]
}

/// The digits of a phone number.
pub(super) fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// A number so that every way to write it comes out alike: `+` and the country's code in front of it where they are known,
/// without an extension; none where this is no whole number.
pub fn same(phone: &str, country: &str) -> Option<String> {
    let phone = phone.trim();
    let dialled = phone.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+');
    // What begins with a letter or such behind the digits is an extension.
    let end = dialled.find(|c: char| c.is_alphabetic() || "#;,".contains(c)).unwrap_or(dialled.len());
    let dialled = &dialled[..end];
    let home = COUNTRIES.iter().find(|(_, _, countries)| countries.contains(&country));
    let number = match abroad(dialled, country) {
        Some(number) => {
            // +44 (0)20 7946 0018, and +44 020 7946 0018, which is what many make of it.
            let number = digits(&number.replacen("(0)", "", 1));
            let kept = home.filter(|(_, before, _)| *before == "0");
            let national = kept.and_then(|(code, before, _)| number.strip_prefix(code)?.strip_prefix(before));
            match (kept, national) {
                (Some((code, ..)), Some(national)) => format!("+{code}{national}"),
                _ => format!("+{number}"),
            }
        }
        None => {
            let number = digits(dialled);
            match home {
                Some((code, before, _)) => format!("+{code}{}", without(&number, before)),
                None => number,
            }
        }
    };
    let length = number.trim_start_matches('+').len();
    (SHORTEST..=LONGEST).contains(&length).then_some(number)
}

/// What follows the `+`, or what is dialled for it in this country; none where the number is one of home.
fn abroad(dialled: &str, country: &str) -> Option<String> {
    if let Some(number) = dialled.strip_prefix('+') {
        return Some(number.to_owned());
    }
    let prefix = match country {
        "US" | "CA" | "PR" | "DO" | "JM" | "BS" | "BB" | "TT" | "BM" | "KY" => "011",
        "AU" => "0011",
        "JP" => "010",
        _ => "00",
    };
    digits(dialled).strip_prefix(prefix).map(str::to_owned)
}

/// A national number without what stands before it. 1 and 8 begin such numbers too: there the length tells.
fn without<'a>(number: &'a str, before: &str) -> &'a str {
    let is_whole = !matches!(before, "1" | "8") || number.len() == 11;
    number.strip_prefix(before).filter(|_| is_whole).unwrap_or(number)
}
