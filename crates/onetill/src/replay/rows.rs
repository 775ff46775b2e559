//! Reading the file, row by row. What cannot be replayed is skipped and named; nothing is guessed.

use std::path::Path;

use csv::{ByteRecord, StringRecord};
use jiff::civil::DateTime;
use onetill_kernel::{Error, Money, Quantity, Result, Timestamp};

use super::mapping::{Columns, Mapping};
use super::report::{Action, Finding, Findings, Problem};

/// A row that can be replayed.
#[derive(Debug)]
pub(super) struct Row {
    /// Where it stands in the file, from 1.
    pub(super) line: u64,
    /// The invoice or cancellation that it belongs to.
    pub(super) document: String,
    /// Whether it takes a sale back.
    pub(super) cancels: bool,
    /// The product's code.
    pub(super) code: String,
    /// The product's name; empty where the file has none.
    pub(super) name: String,
    /// How many, more than zero also when they come back.
    pub(super) quantity: Quantity,
    /// The price of one in minor units, more than zero.
    pub(super) price: i64,
    /// When.
    pub(super) at: Timestamp,
    /// Who.
    pub(super) customer: Option<String>,
}

/// A file as it was read.
pub(super) struct Read {
    /// How many rows it has, its heading aside.
    pub(super) lines: u64,
    /// The rows that can be replayed, in the file's order.
    pub(super) rows: Vec<Row>,
}

/// Reads the file.
pub(super) fn read(path: &Path, mapping: &Mapping, findings: &mut Findings) -> Result<Read> {
    let wrong = |message: String| Error::invalid("file", format!("{}: {message}", path.display()));
    let file = std::fs::File::open(path).map_err(|e| wrong(format!("it cannot be read: {e}.")))?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let headings = reader.headers().map_err(|e| wrong(format!("its heading cannot be read: {e}.")))?.clone();
    let places = Places::find(&headings, &mapping.columns).map_err(wrong)?;
    let mut read = Read { lines: 0, rows: Vec::new() };
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|e| wrong(format!("it cannot be read on: {e}.")))? {
        read.lines += 1;
        let line = record.position().map_or(0, csv::Position::line);
        let mut finding = Finding {
            line,
            document: String::new(),
            code: String::new(),
            action: Action::Skipped,
            problem: Problem::Unreadable,
            detail: String::new(),
        };
        let outcome = text(&record, headings.len()).and_then(|fields| {
            finding.document = places.text(&fields, places.document).to_owned();
            finding.code = places.text(&fields, places.code).to_owned();
            places.row(&fields, line, mapping)
        });
        match outcome {
            Ok(row) => {
                remark(&row, mapping, findings);
                read.rows.push(row);
            }
            Err((problem, detail)) => findings.add(Finding { problem, detail, ..finding }),
        }
    }
    Ok(read)
}

/// Says what is odd about a row that is replayed all the same.
fn remark(row: &Row, mapping: &Mapping, findings: &mut Findings) {
    let mut add = |problem, detail| findings.add(Finding::of(row, Action::Kept, problem, detail));
    if row.name.is_empty() {
        add(Problem::NoName, "it has no name; it goes by that of other rows, or by its code".to_owned());
    }
    if let Some(known) = mapping.not_goods(&row.code) {
        add(Problem::NotGoods, format!("it is no product on a shelf, but of the kind {}", known.kind.as_str()));
    }
}

type Skip = (Problem, String);

fn text(record: &ByteRecord, columns: usize) -> Result<StringRecord, Skip> {
    if record.len() != columns {
        return Err((Problem::Unreadable, format!("it has {} columns instead of {columns}", record.len())));
    }
    StringRecord::from_byte_record(record.clone()).map_err(|_| (Problem::Unreadable, "it is not UTF-8".to_owned()))
}

/// Where the columns are.
struct Places {
    document: usize,
    code: usize,
    name: usize,
    quantity: usize,
    time: usize,
    price: usize,
    customer: usize,
}

impl Places {
    fn find(headings: &StringRecord, columns: &Columns) -> Result<Self, String> {
        let place = |heading: &String| {
            let found = headings.iter().position(|h| h.trim().trim_start_matches('\u{feff}') == heading);
            found.ok_or_else(|| format!("it has no column \"{heading}\", as the mapping says it has."))
        };
        Ok(Self {
            document: place(&columns.document)?,
            code: place(&columns.code)?,
            name: place(&columns.name)?,
            quantity: place(&columns.quantity)?,
            time: place(&columns.time)?,
            price: place(&columns.price)?,
            customer: place(&columns.customer)?,
        })
    }

    fn text<'a>(&self, fields: &'a StringRecord, place: usize) -> &'a str {
        fields.get(place).unwrap_or_default().trim()
    }

    fn row(&self, fields: &StringRecord, line: u64, mapping: &Mapping) -> Result<Row, Skip> {
        let document = self.text(fields, self.document);
        if document.is_empty() {
            return Err((Problem::NoDocument, "it does not say which invoice it belongs to".to_owned()));
        }
        let code = self.text(fields, self.code);
        if code.is_empty() {
            return Err((Problem::NoCode, "it does not say what was sold".to_owned()));
        }
        let (quantity, cancels) = quantity(self.text(fields, self.quantity), document, mapping)?;
        let price = price(self.text(fields, self.price), mapping.currency.decimals())?;
        let at = moment(self.text(fields, self.time), mapping)?;
        let customer = self.text(fields, self.customer);
        // A spreadsheet that took the number for a quantity wrote 17850 as 17850.0.
        let customer = customer.strip_suffix(".0").unwrap_or(customer);
        Ok(Row {
            line,
            document: document.to_owned(),
            cancels,
            code: code.to_owned(),
            name: self.text(fields, self.name).to_owned(),
            quantity,
            price,
            at,
            customer: Some(customer.to_owned()).filter(|c| !c.is_empty()),
        })
    }
}

/// How many, and whether they come back.
fn quantity(text: &str, document: &str, mapping: &Mapping) -> Result<(Quantity, bool), Skip> {
    let quantity: Quantity = text.parse().map_err(|e| (Problem::Quantity, e))?;
    let marked = mapping.cancellations.prefix.as_deref().map(|prefix| document.starts_with(prefix));
    match (quantity.milli().signum(), marked) {
        (0, _) => Err((Problem::Quantity, "the quantity is zero".to_owned())),
        (-1, Some(false)) => {
            Err((Problem::Quantity, format!("the quantity is {quantity}, but this is no cancellation")))
        }
        (1, Some(true)) => Err((Problem::Quantity, format!("the quantity is {quantity}, but this is a cancellation"))),
        (sign, _) => Ok((Quantity(quantity.milli().saturating_abs()), sign < 0)),
    }
    .and_then(|(quantity, cancels)| {
        if quantity > Quantity::MAX_LINE {
            return Err((Problem::Quantity, format!("the quantity {quantity} is more than a million")));
        }
        Ok((quantity, cancels))
    })
}

/// A price above zero in minor units.
fn price(text: &str, decimals: u32) -> Result<i64, Skip> {
    let refuse = |why: &str| Err((Problem::Price, format!("the price {why}")));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let (negative, whole) = whole.strip_prefix('-').map_or((false, whole), |rest| (true, rest));
    let fraction = fraction.trim_end_matches('0');
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return refuse("is not a number");
    }
    if fraction.len() > decimals as usize {
        return refuse(&format!("{text} has more than {decimals} decimals"));
    }
    let digits = format!("{whole}{fraction:0<width$}", width = decimals as usize);
    match digits.parse::<i64>() {
        Ok(0) => refuse("is zero"),
        Ok(_) if negative => refuse(&format!("{text} is below zero")),
        Ok(minor) if minor <= Money::MAX_MINOR => Ok(minor),
        _ => refuse("is too large"),
    }
}

fn moment(text: &str, mapping: &Mapping) -> Result<Timestamp, Skip> {
    let local = DateTime::strptime(&mapping.date_format, text)
        .map_err(|_| (Problem::Time, format!("\"{text}\" is not a time as in {}", mapping.date_format)))?;
    let zoned = local
        .in_tz(&mapping.time_zone)
        .map_err(|_| (Problem::Time, format!("\"{text}\" is not a time in {}", mapping.time_zone)))?;
    Ok(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(prefix: &str) -> Mapping {
        let text = format!(
            r#"
            source = "test"
            currency = "GBP"
            prices_include_tax = true
            time_zone = "Europe/London"
            date_format = "%d/%m/%Y %H:%M"
            tender = "cash"
            not_goods = []
            columns = {{ document = "d", code = "c", name = "n", quantity = "q", time = "t", price = "p", customer = "u" }}
            cancellations = {{ {prefix} restock = true }}
            register = {{ name = "Past", series = "PAST" }}
            goods = {{ tax = "vat", cost_percent = 50, opening_stock = "as_sold" }}
            taxes = [{{ code = "vat", name = "VAT", components = [] }}]
            "#
        );
        toml::from_str(&text).expect("a mapping")
    }

    fn row(mapping: &Mapping, fields: &[&str]) -> Result<Row, Skip> {
        let headings = StringRecord::from(vec!["d", "c", "n", "q", "t", "p", "u"]);
        let places = Places::find(&headings, &mapping.columns).expect("all columns");
        places.row(&StringRecord::from(fields.to_vec()), 2, mapping)
    }

    #[test]
    fn a_row_is_read_as_the_mapping_says() {
        let row = row(
            &mapping("prefix = \"C\","),
            &["C1", "85123A", " A lantern ", "-6", "01/07/2011 08:26", "2.5", "17850.0"],
        );
        let row = row.expect("a row");
        assert_eq!((row.cancels, row.quantity, row.price), (true, Quantity::units(6), 250));
        assert_eq!((row.name.as_str(), row.customer.as_deref()), ("A lantern", Some("17850")));
        assert_eq!(row.at.to_string(), "2011-07-01T07:26:00Z", "an hour ahead in summer");
    }

    #[test]
    fn without_a_prefix_the_quantity_says_what_was_cancelled() {
        let of = |quantity| row(&mapping(""), &["1", "A", "", quantity, "01/12/2010 08:26", "2.50", ""]);
        let read = |quantity| of(quantity).map(|row| (row.cancels, row.quantity));
        assert_eq!(read("2"), Ok((false, Quantity::units(2))));
        assert_eq!(read("-2"), Ok((true, Quantity::units(2))));
    }

    #[test]
    fn prices_are_exact_or_refused() {
        let cases = [
            ("2.55", Ok(255)),
            ("2.550", Ok(255)),
            ("18", Ok(1800)),
            ("0.1", Ok(10)),
            ("2.555", Err("the price 2.555 has more than 2 decimals")),
            ("0.00", Err("the price is zero")),
            ("-1.50", Err("the price -1.50 is below zero")),
            ("", Err("the price is not a number")),
            ("1e3", Err("the price is not a number")),
            ("1,50", Err("the price is not a number")),
            ("99999999999999999999", Err("the price is too large")),
        ];
        for (text, expect) in cases {
            assert_eq!(price(text, 2).map_err(|(_, why)| why), expect.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn what_is_not_utf_8_is_not_read() {
        let record = ByteRecord::from(vec![&b"536365"[..], b"caf\xe9"]);
        assert_eq!(text(&record, 2).expect_err("no text").1, "it is not UTF-8");
        assert_eq!(text(&record, 3).expect_err("no text").1, "it has 2 columns instead of 3");
    }
}
