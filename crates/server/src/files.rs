//! Lists as files for a spreadsheet: all rows that the filters list, read page by page while the file goes out, so that a
//! million of them are never in memory together.

use std::collections::HashMap;

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use onetill_db::Tx;
use onetill_domains::platform::{self, Principal};
use onetill_domains::reports::csv::{self, Rows};
use onetill_domains::{Page, PageRequest, tills};
use onetill_kernel::{Error, Money, Result};
use serde::Serialize;
use serde_json::{Value, json};

use crate::problem::Answer;
use crate::routes::exported;
use crate::state::App;

/// The filters of a list, twice: with the page that is asked for, and alone for the file, which has all rows.
macro_rules! filters {
    ($list:ident, $file:ident { $($(#[$about:meta])* $field:ident: $kind:ty,)* }) => {
        #[derive(serde::Deserialize, utoipa::IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        struct $file {
            $($(#[$about])* $field: $kind,)*
        }

        #[derive(serde::Deserialize, utoipa::IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        struct $list {
            $($(#[$about])* $field: $kind,)*
            /// `next_cursor` of the page before.
            cursor: Option<String>,
            /// Rows a page, 1 to 200; 50 unless told.
            #[param(minimum = 1, maximum = 200)]
            limit: Option<i64>,
        }

        impl $list {
            /// The filters, and which page is asked for.
            fn split(self) -> ($file, onetill_domains::PageRequest) {
                let page = onetill_domains::PageRequest { cursor: self.cursor, limit: self.limit, ..Default::default() };
                ($file { $($field: self.$field,)* }, page)
            }
        }
    };
}
pub(crate) use filters;

/// The file of a list.
pub(crate) struct File {
    /// What it is called, without its ending.
    pub(crate) name: &'static str,
    /// Its columns: where a row of the list has what stands in them, as `total` or `validity.valid_from`, with a name of the
    /// column before it where that is another one: `currency=total.currency`. A column whose name lacks the `_id` of what
    /// stands in it has the name of that register or location.
    pub(crate) columns: &'static [&'static str],
}

struct Column {
    name: &'static str,
    path: Vec<&'static str>,
    /// Whether it has the name of the place whose id stands there.
    named: bool,
}

impl Column {
    fn of(spec: &'static str) -> Self {
        let (name, path) = spec.split_once('=').unwrap_or((spec, spec));
        Self { name, path: path.split('.').collect(), named: path.ends_with("_id") && !name.ends_with("_id") }
    }
}

/// Answers the file with all rows of a list; `find` reads a page of them. That somebody took it is in the audit trail.
pub(crate) async fn csv<T, F>(app: &App, who: &Principal, file: &File, mut find: F) -> Answer<Response>
where
    T: Serialize,
    F: FnMut(&mut Tx<'_>, PageRequest) -> Result<Page<T>> + Send + 'static,
{
    let columns: Vec<Column> = file.columns.iter().copied().map(Column::of).collect();
    exported(app, who, json!({ "what": file.name, "format": "csv" })).await?;
    let pieces = app.pieces(move |tx, out| {
        let places = places(tx)?;
        let mut rows = Rows::new();
        rows.add(columns.iter().map(|column| column.name.into()))?;
        // By this mark spreadsheets know UTF-8.
        let mut text = "\u{feff}".to_owned();
        let mut cursor = None;
        loop {
            let page = find(tx, PageRequest { cursor, limit: Some(200), sort: None, for_file: true })?;
            for item in &page.items {
                let item = serde_json::to_value(item).map_err(Error::internal)?;
                let cells: Vec<String> = columns.iter().map(|c| cell(&item, c, &places)).collect::<Result<_>>()?;
                rows.add(cells.into_iter().map(Into::into))?;
            }
            text.push_str(&std::mem::take(&mut rows).into_text()?);
            out(std::mem::take(&mut text))?;
            cursor = page.next_cursor;
            if cursor.is_none() {
                return Ok(());
            }
        }
    });
    let disposition = format!("attachment; filename=\"{}.csv\"", file.name);
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, pieces.await?).into_response())
}

/// The names of registers and locations by their ids.
fn places(tx: &mut Tx<'_>) -> Result<HashMap<String, String>> {
    let locations = platform::locations(tx)?.into_iter().map(|l| (l.id.to_string(), l.name));
    let mut places: HashMap<String, String> = locations.collect();
    places.extend(tills::registers(tx)?.into_iter().map(|r| (r.id.to_string(), r.name)));
    Ok(places)
}

fn cell(item: &Value, column: &Column, places: &HashMap<String, String>) -> Result<String> {
    let mut found = vec![item];
    for part in &column.path {
        found = found.into_iter().flat_map(each).map(|value| &value[*part]).collect();
    }
    let mut words = Vec::new();
    for value in found.into_iter().flat_map(each) {
        let word = word(value)?;
        words.push(if column.named { places.get(&word).cloned().unwrap_or(word) } else { word });
    }
    let text = words.join(" ");
    Ok(if is_figure(&text) { text } else { csv::text(&text).into_owned() })
}

/// A list's elements, or the one thing that it is.
fn each(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

fn word(value: &Value) -> Result<String> {
    Ok(match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(_) => serde_json::from_value::<Money>(value.clone()).map_err(Error::internal)?.decimal(),
        other => other.to_string(),
    })
}

/// Whether a spreadsheet may read it as a figure: it runs nothing else that begins with a minus as a formula.
fn is_figure(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(item: Value, spec: &'static str, expect: &str) {
        let places = HashMap::from([("r1".to_owned(), "Front".to_owned())]);
        assert_eq!(cell(&item, &Column::of(spec), &places).expect("a cell"), expect);
    }

    #[test]
    fn a_cell_has_what_stands_in_the_row() {
        check(json!({ "total": { "amount": -1050, "currency": "EUR" } }), "total", "-10.50");
        check(json!({ "total": { "amount": 1050, "currency": "JPY" } }), "currency=total.currency", "JPY");
        check(json!({ "total": null }), "currency=total.currency", "");
        check(json!({ "variants": [{ "codes": ["1", "2"] }, { "codes": ["3"] }] }), "codes=variants.codes", "1 2 3");
        check(json!({ "register_id": "r1" }), "register=register_id", "Front");
        check(json!({ "register_id": "r1" }), "register_id", "r1");
        check(json!({ "register_id": "gone" }), "register=register_id", "gone");
        check(json!({ "active": true, "count": 3 }), "active", "true");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_a_text_and_what_is_below_zero_a_figure() {
        for (typed, expect) in
            [("=1+2", "'=1+2"), ("@x", "'@x"), ("-1+2", "'-1+2"), ("+49 30", "'+49 30"), ("-1.5", "-1.5"), ("-", "'-")]
        {
            check(json!({ "name": typed }), "name", expect);
        }
    }
}
