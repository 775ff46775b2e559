//! CSV files as shop systems and spreadsheets write them, and as nobody does, with columns that hold what somebody says; and
//! codes as they are read off receipts and goods.

use onetill_testkit::dice::Dice;
use onetill_testkit::shop::Shop;
use onetill_testkit::wait::eventually;
use serde_json::{Value, json};

use crate::PATIENCE;
use crate::spoilt::{odd, scramble};

/// What other systems call their columns, of whatever kind their rows are.
const TITLES: [&str; 28] = [
    "SKU",
    "sku",
    "Artikelnummer",
    "Barcode",
    "EAN",
    "Handle",
    "Title",
    "Name",
    "Bezeichnung",
    "Option1 Value",
    "Price",
    "Variant Price",
    "Preis",
    "Cost per item",
    "EK",
    "Type",
    "Kategorie",
    "Tax",
    "MwSt",
    "Published",
    "Quantity",
    "Menge",
    "Location",
    "E-Mail",
    "Telefon",
    "Vorname",
    "",
    "\u{feff}SKU\u{200b}",
];
const FIELDS: [&str; 19] = [
    "product_key",
    "row_key",
    "name",
    "variant_name",
    "sku",
    "barcode",
    "price",
    "cost",
    "category",
    "tax_category",
    "description",
    "active",
    "track_stock",
    "quantity",
    "location",
    "email",
    "phone",
    "note",
    "customer_group",
];
/// Cells that somebody may have meant.
const CELLS: [&str; 26] = [
    "MUG-1",
    "MUG-2",
    "mug",
    "4006381333931",
    "4006381333932",
    "4,00638E+12",
    "2112345012501",
    "9.50",
    "9,50",
    "1.234,56",
    "1'234.56",
    "-1",
    "EUR 5",
    "0",
    "standard",
    "20",
    "20%",
    "Cups > Mugs",
    "yes",
    "nein",
    "ann@example.com",
    "+44 (0)20 7946 0000",
    "#REF!",
    "=1+1",
    "Default Title",
    "",
];

/// A file's bytes. It begins with the columns that rows of a kind need, as a rule.
fn csv(kind: &str, dice: &mut Dice) -> Vec<u8> {
    let delimiter = dice.pick(&[",", ",", ";", "\t", "|"]);
    let columns = 2 + dice.roll(8);
    let needed: &[&str] = match kind {
        "customers" => &["E-Mail", "Name"],
        "stock" => &["SKU", "Menge"],
        _ => &["SKU", "Name", "Price"],
    };
    let title = |at: usize, dice: &mut Dice| match needed.get(at) {
        Some(title) if !dice.one_in(6) => (*title).to_owned(),
        _ => quoted(dice.pick(&TITLES), delimiter, dice),
    };
    let titles: Vec<String> = (0..columns).map(|at| title(at, dice)).collect();
    let mut lines = vec![titles.join(delimiter)];
    for _ in 0..1 + dice.roll(12) {
        let cells = if dice.one_in(6) { dice.roll(columns + 3) } else { columns };
        let cells: Vec<String> = (0..cells).map(|_| cell(delimiter, dice)).collect();
        lines.push(cells.join(delimiter));
    }
    let text = lines.join(dice.pick(&["\n", "\r\n", "\n\n"]));
    let mut bytes = match dice.roll(8) {
        0 => [&b"\xff\xfe"[..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(),
        1 => [&b"\xfe\xff"[..], &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()].concat(),
        2 => [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat(),
        3 => text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
        _ => text.into_bytes(),
    };
    if dice.one_in(4) {
        scramble(&mut bytes, dice);
    }
    bytes
}

fn cell(delimiter: &str, dice: &mut Dice) -> String {
    if !dice.one_in(6) {
        return quoted(dice.pick(&CELLS), delimiter, dice);
    }
    let odd = odd(dice);
    quoted(odd.as_str().unwrap_or(&odd.to_string()), delimiter, dice)
}

/// As a program writes a cell, or nearly.
fn quoted(text: &str, delimiter: &str, dice: &mut Dice) -> String {
    match dice.roll(12) {
        0 => text.to_owned(),
        1 => format!("\"{text}"),
        _ if text.contains(delimiter) || text.contains(['"', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        _ => text.to_owned(),
    }
}

/// How a file is understood: as was guessed, or as somebody says who has not looked.
fn settings(guessed: &Value, dice: &mut Dice) -> Value {
    let mut settings = guessed.clone();
    if dice.one_in(3) {
        let one = |dice: &mut Dice| json!({ "column": dice.roll(10), "field": dice.pick(&FIELDS) });
        let more: Vec<Value> = (0..dice.roll(3)).map(|_| one(dice)).collect();
        if let Some(mapping) = settings["mapping"].as_array_mut() {
            mapping.truncate(dice.roll(9));
            mapping.extend(more);
        }
    }
    if dice.one_in(3) {
        settings["decimal"] = json!(dice.pick(&["point", "comma"]));
        settings["existing"] = json!(dice.pick(&["update", "keep"]));
    }
    settings
}

/// Sends a file, and takes it as far as it goes; whether it was run to its end. No answer may be a server error, and nothing
/// may stay under way.
pub(crate) async fn bring_in(shop: &Shop, dice: &mut Dice) -> bool {
    let kind = dice.pick(&["products", "products", "customers", "stock"]);
    let bytes = csv(kind, dice);
    let shown = bytes.escape_ascii().to_string();
    let told = |reply: &onetill_testkit::shop::Reply, what: &str| {
        let whole = reply.status.is_success() || reply.body["fix"].as_str().is_some_and(|fix| !fix.is_empty());
        assert!(!reply.status.is_server_error() && whole, "{what}: {} {}\n{shown}", reply.status, reply.body);
        reply.status.is_success()
    };
    let sent = shop.send_file(&format!("/v1/imports?kind={kind}&file_name=some.csv"), "text/csv", bytes).await;
    if !told(&sent, "sent") {
        return false;
    }
    let path = format!("/v1/imports/{}", sent.body["id"].as_str().expect("an id"));
    let mut settings = settings(&sent.body["settings"], dice);
    if kind == "stock" && !dice.one_in(4) {
        settings["location_id"] = json!(shop.location_id);
    }
    if !told(&shop.post(&format!("{path}/check"), settings).await, "checked") {
        return false;
    }
    let checked = ended(shop, &path, &shown).await;
    if !told(&shop.post(&format!("{path}/run"), json!({})).await, "run") {
        return false;
    }
    let done = ended(shop, &path, &shown).await;
    assert_eq!(done["done_count"], done["row_count"], "{done}\n{shown}");
    assert_eq!(done["counts"], checked["counts"], "the dry run foretold it\n{shown}");
    told(&shop.get(&format!("{path}/rows?limit=200")).await, "rows");
    told(&shop.get(&format!("{path}/rows/export")).await, "the rows as a file");
    true
}

async fn ended(shop: &Shop, path: &str, shown: &str) -> Value {
    let ended = async || {
        let now = shop.get(path).await.ok();
        (!matches!(now["state"].as_str(), Some("checking" | "running"))).then_some(now)
    };
    eventually(PATIENCE, ended).await.unwrap_or_else(|| panic!("it never ends:\n{shown}"))
}

/// Looks for what a scanner read off a receipt or goods, or nearly.
pub(crate) async fn look_up(shop: &Shop, dice: &mut Dice) {
    let mut code = match dice.roll(6) {
        0 => odd(dice).to_string().into_bytes(),
        1 => format!("R{}-{:06}", dice.roll(3), dice.roll(10)).into_bytes(),
        2 => format!("R1-{}", "9".repeat(dice.roll(40))).into_bytes(),
        3 => format!("{{B{}\r\nR1-000001\u{1d}", dice.roll(10)).into_bytes(),
        4 => dice.pick(&CELLS).as_bytes().to_vec(),
        _ => b"R1-000001".to_vec(),
    };
    if dice.one_in(3) {
        scramble(&mut code, dice);
    }
    let code: String = code.iter().take(300).map(|b| format!("%{b:02X}")).collect();
    for path in ["/v1/orders?search=", "/v1/scans?barcode=", "/v1/products?barcode=", "/v1/orders?serial="] {
        let reply = shop.get(&format!("{path}{code}")).await;
        assert!(!reply.status.is_server_error(), "{path}{code}: {} {}", reply.status, reply.body);
    }
}
