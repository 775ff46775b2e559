//! Every word a person reads stands in a message file, in every language, and is used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::leftovers::is_typescript_test;
use super::{File, Finding, line_of, tsx_text};

/// Attributes whose value is shown or read aloud.
const SPOKEN: [&str; 7] =
    ["aria-label", "aria-description", "aria-roledescription", "placeholder", "title", "alt", "label"];

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

static ENTITY: LazyLock<Regex> = LazyLock::new(|| pattern(r"&#?\w+;"));
/// Every string that could be a key, and the fixed beginning of a template: `tender.${kind}`.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"["'`]([\w.\-]+)(["'`]|\$\{)"#));
/// ICU plurals need none of these; libraries that put the plural into the key do.
static PLURAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"_(?:zero|one|two|few|many|other)$"));

/// Checks components and message files under web/src.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let web: Vec<&File> =
        files.iter().filter(|file| file.path.starts_with("web/src/") && !file.is_generated()).collect();
    let mut findings: Vec<Finding> = web
        .iter()
        .filter(|file| file.has_extension(&["tsx"]) && !is_typescript_test(&file.path))
        .flat_map(|file| check_component(file))
        .collect();
    let used = Used::in_files(&web);
    for file in &web {
        if let Some(german) = counterpart(&file.path, "en", "de") {
            findings.extend(check_messages(&web, file, &german, &used));
        }
        let english = counterpart(&file.path, "de", "en");
        if let Some(english) = english.filter(|path| web.iter().all(|file| file.path != *path)) {
            findings.push(file.finding(1, format!("has no {english} beside it; add it, or remove this file")));
        }
    }
    findings
}

/// The same message file in another language: `messages/en/office.json` or `messages/en.json`. None when the
/// file holds no messages of language `from`.
fn counterpart(path: &str, from: &str, to: &str) -> Option<String> {
    let (folder, name) = path.strip_suffix(".json")?.rsplit_once('/')?;
    if name == from {
        return Some(format!("{folder}/{to}.json"));
    }
    let parent = folder.strip_suffix(from)?.strip_suffix('/')?;
    Some(format!("{parent}/{to}/{name}.json"))
}

fn check_component(file: &File) -> Vec<Finding> {
    tsx_text::texts(&file.text)
        .into_iter()
        .filter(|found| found.attribute.is_none_or(|name| SPOKEN.contains(&name)))
        // The names of keys are what stands on the keyboard.
        .filter(|found| !found.element.eq_ignore_ascii_case("kbd"))
        .filter(|found| is_worded(found.text))
        .map(|found| {
            let place = found.attribute.map_or_else(|| "text".to_owned(), |name| format!("attribute {name}"));
            file.finding(
                line_of(&file.text, found.offset),
                format!("{place} \"{}\" is written here; move it to the message files", first_line(found.text)),
            )
        })
        .collect()
}

/// Our name is the same in every language.
const NAME: &str = "OneTill";

/// Two letters side by side make a word; `x`, `%` and `Q 1` need no translation.
fn is_worded(text: &str) -> bool {
    let text = ENTITY.replace_all(text, "").replace(NAME, "");
    let letters: Vec<bool> = text.chars().map(char::is_alphabetic).collect();
    letters.windows(2).any(|pair| pair[0] && pair[1])
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// What the sources name: whole keys, and beginnings of keys that are completed at run time.
#[derive(Default)]
struct Used {
    keys: BTreeSet<String>,
    beginnings: BTreeSet<String>,
}

impl Used {
    fn in_files(files: &[&File]) -> Self {
        let mut used = Self::default();
        for file in files.iter().filter(|file| file.has_extension(&["ts", "tsx"])) {
            for captures in QUOTED.captures_iter(&file.text) {
                let name = captures[1].to_owned();
                // `'tender.' + kind` and `tender.${kind}`; a template that begins with less says nothing.
                let completed_later = &captures[2] == "${" || name.ends_with('.');
                if completed_later && name.contains('.') {
                    used.beginnings.insert(name);
                } else {
                    used.keys.insert(name);
                }
            }
        }
        used
    }

    fn has(&self, key: &str) -> bool {
        let singular = PLURAL.replace(key, "");
        self.keys.contains(key)
            || self.keys.contains(singular.as_ref())
            || self.beginnings.iter().any(|beginning| key.starts_with(beginning))
    }
}

fn check_messages(web: &[&File], english: &File, german_path: &str, used: &Used) -> Vec<Finding> {
    let Some(german) = web.iter().find(|file| file.path == german_path) else {
        return vec![english.finding(1, format!("has no {german_path} beside it; add the translation"))];
    };
    let (english_messages, german_messages) = match (messages(english), messages(german)) {
        (Ok(english), Ok(german)) => (english, german),
        (Err(finding), _) | (_, Err(finding)) => return vec![finding],
    };
    let mut findings = Vec::new();
    for (key, message) in &english_messages {
        let line = line_of_key(english, key);
        if message.trim().is_empty() {
            findings.push(english.finding(line, format!("message `{key}` is empty; write it or remove it")));
        }
        if german_messages.get(key).is_none_or(|message| message.trim().is_empty()) {
            findings.push(english.finding(line, format!("message `{key}` is missing in {german_path}; translate it")));
        }
        if !used.has(key) {
            findings
                .push(english.finding(line, format!("message `{key}` is used nowhere; remove it from all languages")));
        }
    }
    for key in german_messages.keys().filter(|key| !english_messages.contains_key(*key)) {
        findings.push(german.finding(
            line_of_key(german, key),
            format!("message `{key}` is missing in {}; add it there or remove it here", english.path),
        ));
    }
    findings
}

/// The messages of a file, nested objects as `outer.inner`.
fn messages(file: &File) -> Result<BTreeMap<String, String>, Finding> {
    let value: serde_json::Value = serde_json::from_str(&file.text)
        .map_err(|error| file.finding(error.line().max(1), format!("is no JSON: {error}; mend it")))?;
    let mut found = BTreeMap::new();
    flatten("", &value, &mut found);
    Ok(found)
}

fn flatten(key: &str, value: &serde_json::Value, found: &mut BTreeMap<String, String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                flatten(&key, value, found);
            }
        }
        serde_json::Value::String(text) => {
            found.insert(key.to_owned(), text.clone());
        }
        other => {
            found.insert(key.to_owned(), other.to_string());
        }
    }
}

fn line_of_key(file: &File, key: &str) -> usize {
    let last = key.rsplit('.').next().unwrap_or(key);
    [format!("\"{key}\""), format!("\"{last}\"")]
        .iter()
        .find_map(|quoted| file.text.find(quoted.as_str()))
        .map_or(1, |offset| line_of(&file.text, offset))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, places};
    use super::check;

    fn component(text: &str) -> Vec<String> {
        places(check(&[file("web/src/a.tsx", text)]))
    }

    #[test]
    fn words_in_components() {
        assert_eq!(component("return (\n  <p>Pay now</p>\n);"), ["web/src/a.tsx:2"]);
        assert_eq!(component("<input placeholder=\"Search\" />"), ["web/src/a.tsx:1"]);
        assert_eq!(component("<p>\n  {count}\n  pieces\n</p>"), ["web/src/a.tsx:3"]);
        assert!(component("<p className=\"wide\" title={t('a')}>{t('a')} × 2 &nbsp; %</p>").is_empty());
        assert!(places(check(&[file("web/src/a.test.tsx", "<p>Pay</p>")])).is_empty());
    }

    fn languages(english: &str, german: &str, source: &str) -> Vec<String> {
        places(check(&[
            file("web/src/i18n/en.json", english),
            file("web/src/i18n/de.json", german),
            file("web/src/a.ts", source),
        ]))
    }

    #[test]
    fn every_message_in_every_language() {
        let source = "t('a.b')";
        assert!(languages("{\"a\": {\"b\": \"x\"}}", "{\"a.b\": \"y\"}", source).is_empty());
        assert_eq!(languages("{\n\"a.b\": \"x\"}", "{}", source), ["web/src/i18n/en.json:2"]);
        assert_eq!(
            languages("{\"a.b\": \"x\"}", "{\"a.b\": \"y\",\n\"c\": \"z\"}", source),
            ["web/src/i18n/de.json:2"]
        );
        assert_eq!(places(check(&[file("web/src/i18n/en.json", "{}")])), ["web/src/i18n/en.json:1"]);
    }

    #[test]
    fn a_language_may_be_a_folder() {
        let english = file("web/src/messages/en/office.json", "{\n\"a.b\": \"x\"}");
        let german = file("web/src/messages/de/office.json", "{\"a.b\": \"y\"}");
        let source = file("web/src/a.ts", "'a.b'");
        assert!(places(check(&[english.clone(), german.clone(), source.clone()])).is_empty());
        assert_eq!(places(check(&[english.clone(), german.clone()])), ["web/src/messages/en/office.json:2"]);
        assert_eq!(places(check(&[english, source])), ["web/src/messages/en/office.json:1"]);
        assert_eq!(places(check(&[german])), ["web/src/messages/de/office.json:1"]);
    }

    #[test]
    fn every_message_is_used() {
        let both = "{\"tender.cash\": \"x\"}";
        assert_eq!(languages(both, both, ""), ["web/src/i18n/en.json:1"]);
        assert!(languages(both, both, "t(`tender.${kind}`)").is_empty());
        assert!(languages(both, both, "t('tender.' + kind)").is_empty());
        assert!(languages(both, both, "const key = \"tender.cash\"").is_empty());
        let plural = "{\"items_one\": \"x\", \"items_other\": \"y\"}";
        assert!(languages(plural, plural, "t('items', { count })").is_empty());
    }
}
