//! What the shop has answered: ids, codes and words that a request may name.

use std::collections::{BTreeMap, VecDeque};

use onetill_testkit::dice::Dice;
use serde_json::Value;

/// So many values of a name are remembered, the newest.
const MOST: usize = 30;

/// Values by the name of the field that may hold them.
pub(crate) struct Known(BTreeMap<String, VecDeque<Value>>);

impl Known {
    pub(crate) fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Remembers what an answer to a request at `path` says.
    pub(crate) fn learn(&mut self, path: &str, answer: &Value) {
        let collection = path.split("/{id}").next().unwrap_or(path).rsplit('/').next().unwrap_or_default();
        let name = if path.contains("{id}/") { String::new() } else { one_of(collection) };
        self.add(&name, answer);
    }

    /// Remembers the fields of a thing that is called `name`.
    fn add(&mut self, name: &str, value: &Value) {
        match value {
            Value::Array(parts) => parts.iter().take(3).for_each(|part| self.add(name, part)),
            Value::Object(parts) => {
                for (field, part) in parts {
                    match (field.as_str(), part) {
                        ("id", Value::String(_)) if !name.is_empty() => self.keep(&format!("{name}_id"), part),
                        ("items", _) => self.add(name, part),
                        (_, Value::Array(_) | Value::Object(_)) => self.add(&one_of(field), part),
                        (_, Value::String(text)) if !text.is_empty() && text.len() < 100 => self.keep(field, part),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, name: &str, value: &Value) {
        let values = self.0.entry(name.to_owned()).or_default();
        if values.contains(value) {
            return;
        }
        if values.len() == MOST {
            values.pop_front();
        }
        values.push_back(value.clone());
    }

    /// A value that a field of this name may hold.
    pub(crate) fn any(&self, name: &str, dice: &mut Dice) -> Option<Value> {
        let values = self.0.get(name)?;
        Some(values[dice.roll(values.len())].clone())
    }

    /// An id of a thing of the collection that a path names last before it.
    pub(crate) fn id_at(&self, path: &str, dice: &mut Dice) -> Option<Value> {
        let collection = path.split("/{id}").next()?.rsplit('/').next()?;
        self.any(&format!("{}_id", one_of(collection)), dice)
    }

    /// Any id at all, of whatever it may be.
    pub(crate) fn any_id(&self, dice: &mut Dice) -> Option<Value> {
        let names: Vec<&String> = self.0.keys().filter(|name| name.ends_with("_id")).collect();
        if names.is_empty() { None } else { self.any(names[dice.roll(names.len())], dice) }
    }
}

/// `price-lists` is one `price_list`, `categories` one `category`.
fn one_of(many: &str) -> String {
    let many = many.replace('-', "_");
    match many.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => many.strip_suffix('s').unwrap_or(&many).to_owned(),
    }
}
