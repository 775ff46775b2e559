//! Every column that another one can bear witness to is changed in turn, alone, in one row after the
//! other, and `verify` must name that row or what it belongs to. What nobody can bear witness to is listed
//! with the reason.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use onetill_db::{Db, TableInfo, Tx, Value};
use onetill_kernel::{Result, Uuid};
use onetill_verify::{Report, verify};

/// How a value is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// To something that is nowhere else, or that no row has: one more, an unknown id.
    Unknown,
    /// To something that other rows of the column have: another customer, another state.
    Other,
    /// To nothing.
    Null,
}

type Row = BTreeMap<String, Value<'static>>;

fn text<'r>(row: &'r Row, column: &str) -> &'r str {
    match row.get(column) {
        Some(Value::Text(v)) => v,
        _ => "",
    }
}

/// Why a change of this column cannot be found, if it cannot.
#[rustfmt::skip]
fn exempt(table: &str, column: &str, change: Change, row: &Row, to: &Value<'static>) -> Option<&'static str> {
    let input = "an input of the people in the shop, kept nowhere else";
    let time = "a moment, kept nowhere else";
    let words = "words for people";
    Some(match (table, column) {
        ("audit_head", "id") => "the only row, by a CHECK",
        ("audit_trail" | "audit_head", _) => return None,
        ("approvals", "token_hash" | "request_hash" | "permissions") => "an input of a few minutes; what it allowed is in the trail",
        ("approvals", _) if change != Change::Unknown => "an input of a few minutes; what it allowed is in the trail",
        (_, "name" | "sort_name" | "description" | "note" | "reason" | "message" | "folded" | "data" | "sku"
            | "email" | "phone" | "preferences" | "series" | "address" | "connector" | "provider_reference" | "card") => words,
        (_, "version") => "counts changes, which are kept nowhere else",
        ("customers", "first_order_at" | "last_order_at") => return None,
        ("orders", "recorded_at") if change == Change::Null || text(row, "state") != "completed" => return None,
        ("payment_attempts", "sent_at" | "concluded_at") if change == Change::Null => return None,
        ("reservations", "ended_at") if change == Change::Null => return None,
        ("coupon_redemptions", "given_back_at") if change == Change::Null => return None,
        (_, column) if column.ends_with("_at") || column == "recount_since" => time,
        ("event_counter", "id") => "the only row, by a CHECK",
        ("merchant", "currency") => return None,
        ("merchant", _) => input,
        ("receipt_settings", "id") => "the only row, by a CHECK",
        ("receipt_settings", "logo_id") if change == Change::Unknown => return None,
        ("receipt_settings", _) => input,
        ("printers", "location_id") if change != Change::Unknown => input,
        ("printers" | "register_printers", column) if !column.ends_with("id") => input,
        ("register_printers", "printer_id") if change == Change::Other => input,
        ("print_jobs", "printer_id" | "staff_id") if change != Change::Unknown => "who printed it where is kept nowhere else",
        ("print_jobs", "content") if same_subject(text(row, "content"), to) => "either can be printed of it",
        ("print_jobs", "subject_id") if change == Change::Other => "another of the kind may have been printed",
        ("receipt_mails", "recipient" | "tries") if change != Change::Null => input,
        ("receipt_mails", "staff_id") if change != Change::Unknown => "who asked for it is kept nowhere else",
        ("receipt_mails", "content") if same_subject(text(row, "content"), to) => "either can be sent of it",
        ("receipt_mails", "subject_id") if change == Change::Other => "another of the kind may have been sent",
        ("receipt_mails", "problem") if change != Change::Null && text(row, "state") != "sent" && text(row, "state") != "sending" => words,
        ("print_jobs", "problem") if matches!(text(row, "state"), "queued" | "failed") => words,
        ("print_jobs", "problem") if change != Change::Null && text(row, "state") == "unknown" => words,
        ("imports", "state") if shown(to) == "stopped" && row["ended_at"] != Value::Null => "how it ended is kept nowhere else",
        ("imports", "state") if row["ended_at"] == Value::Null && !matches!(shown(to).as_str(), "done" | "stopped") => "how far it is, is kept nowhere else",
        ("imports", "staff_id" | "owner_id") if change != Change::Unknown => "who sent it is kept nowhere else",
        ("imports", "kind" | "file_name" | "encoding" | "delimiter" | "settings" | "next_unit") => input,
        ("import_files", "content" | "columns") => input,
        ("import_files", "import_id") if change != Change::Unknown => "whose file it is is kept nowhere else",
        ("import_rows", "row_no" | "outcome" | "label" | "column_name" | "value" | "code" | "fix") => "what became of it is kept nowhere else",
        ("locations", "day_starts_at_hour") => input,
        ("locations", "time_zone") if change != Change::Unknown => input,
        ("location_clocks", "day_starts_at_hour" | "valid_from") => input,
        ("location_clocks", "location_id" | "time_zone") if change != Change::Unknown => input,
        ("roles", "max_discount_ppm") => "an input",
        ("roles" | "api_keys", "permissions") => "an input; an unknown word allows nothing",
        ("api_keys", "created_by") if change != Change::Unknown => "who made it is kept nowhere else",
        ("sign_in_tries", _) => "what was typed wrongly is kept nowhere else",
        ("staff", "role_id") if change != Change::Unknown => input,
        ("staff" | "api_keys" | "sessions", "role" | "active" | "password_hash" | "pin_hash" | "key_hash" | "token_hash") => input,
        ("sessions", "id") => "by it alone a session is ended; nothing else names it",
        ("sessions", "staff_id" | "register_id") if change != Change::Unknown => input,
        ("idempotency_keys", "idempotency_key" | "request_hash") => "chosen by the caller",
        ("idempotency_keys", _) if change != Change::Unknown => "chosen by the caller; any of its facts may be meant",
        ("tax_categories", "code") => input,
        ("tax_components", "position" | "rate_ppm" | "compound" | "valid_from_date" | "valid_to_date") => input,
        ("categories" | "products" | "variants" | "barcodes" | "modifier_groups" | "modifier_options" | "product_modifier_groups" | "product_words" | "word_trigrams" | "images" | "barcode_layouts", column)
            if column != "id" && !(column.ends_with("_id") && change == Change::Unknown) => input,
        ("accounts", "kind") => input,
        ("gift_card_settings", "id") => "the only row, by a CHECK",
        ("gift_card_settings", _) => input,
        ("balances", "active") => input,
        ("balances", "expires_date") if text(row, "kind") == "gift_card" => input,
        ("balances", "credit_limit_minor") if text(row, "kind") == "on_account" => input,
        ("balances", "code_hash" | "code_last4") if change != Change::Null => "a secret, and its end, kept nowhere else",
        ("balances", "location_id") if change == Change::Other => "where money was put on a card last is kept nowhere else",
        ("balance_movements", "staff_id") if change != Change::Unknown => "who did it is kept nowhere else",
        ("tenders", "position" | "active") => input,
        ("tenders", "clearing_account") if text(row, "kind") == "card" => "what goes through a provider waits on that one's account",
        ("tenders", "kind") if text(row, "kind") != "cash" && change == Change::Other => "decides for future payments",
        ("terminals", _) if change != Change::Unknown => input,
        ("terminals", "active") => input,
        ("provider_accounts", column) if column != "id" && !(column == "clearing_account" && change == Change::Unknown) => input,
        ("provider_secrets", column) if column != "account_id" || change != Change::Unknown => input,
        ("provider_notices", "notice_id" | "kind") => "the provider's words",
        ("provider_notices", column) if change != Change::Unknown || column == "attempt_no" => "what it was about is kept nowhere else",
        ("attempt_log", "kind" | "asking" | "state" | "provider_status" | "http_status" | "detail") => words,
        ("attempt_log", "entry_no" | "attempt_no" | "payment_id" | "staff_id") if change != Change::Unknown => "what it tells of is kept nowhere else",
        ("registers", "shift_mode" | "blind_count") => input,
        ("shifts", "blind" | "despite_open") => input,
        ("shifts", "staff_id") if text(row, "state") == "closed" && change != Change::Unknown => "whose it was is kept nowhere else",
        ("shifts", "opened_by" | "closed_by") if change != Change::Unknown => "who did it is kept nowhere else",
        ("drawer_openings", "shift_id") if change != Change::Unknown => "in which shift it was opened is kept nowhere else",
        ("registers", "location_id") if is(row, "id", support::ids::register(3)) => "nothing was sold there",
        ("stock", "unit_cost_minor") => "an assumption for goods that leave before they come, posted only then",
        ("stock_adjustments" | "refunds" | "orders" | "cash_movements" | "drawer_openings", "staff_id") if change != Change::Unknown => "who did it is kept nowhere else",
        ("order_lines", "deposit_line_no") if change == Change::Null => "which goods carry a deposit is the catalogue's word of that day",
        ("order_lines", "tax_category_id") if text(row, "kind") == "deposit" => "an untaxed deposit is the same in any",
        ("refund_lines", "variant_id" | "quantity_milli" | "cost_minor")
            if row["order_line_no"] == Value::Null && row["restocked"] == Value::Int(0) => "without an order and not put back, it is told of nowhere else",
        ("order_lines", "serial") if row["serial"] == Value::Null && (row["refunded_milli"] != Value::Int(0)
            || [4, 7, 8, 16].iter().any(|n| is(row, "order_id", support::ids::order(*n)))) => "of a piece that is not out",
        ("order_lines", "minimum_age") => "what the catalogue asked that day",
        ("age_checks", "minimum_age" | "method") => "what somebody saw is kept nowhere else",
        ("age_checks", "order_id" | "register_id" | "staff_id") if change != Change::Unknown => "where and by whom is kept nowhere else",
        ("held_orders", "order_id" | "register_id") if change != Change::Unknown => "which order waits where is kept nowhere else",
        ("held_orders" | "order_voids", "staff_id") if change != Change::Unknown => "who did it is kept nowhere else",
        ("order_voids", "register_id") if change == Change::Other && row["shift_id"] == Value::Null => "where it was is kept nowhere else",
        ("order_voids", "shift_id") if change == Change::Null => "an open shift was not looked for before there were any",
        ("order_voids", "variant_id" | "order_id") if !text(row, "name").is_empty() && change != Change::Unknown => "an input: nothing of it has moved",
        ("orders", "channel") => "decides nothing yet",
        ("orders", "recovered") if text(row, "state") == "completed" => "how it was completed is kept nowhere else",
        ("orders", "customer_id") if text(row, "state") != "completed" && change != Change::Unknown => "an input until the order is completed",
        ("orders", "register_id") if text(row, "state") != "completed" && change == Change::Other => "an input until the order is completed",
        ("payments", "complete_when_paid") => "an intent",
        ("payments", "capture_later") if row["account_id"] != Value::Null => "an intent",
        ("payment_attempts", "provider_status" | "shown") => "the provider's words",
        ("payment_attempts", "moved_minor") if change == Change::Null && row["surplus"] == Value::Int(0) => "providers need not repeat what was asked for",
        ("payment_attempts", "decided_by") if change == Change::Null => "a program may have decided",
        ("payments", "terminal_id") if change == Change::Other => "which terminal was asked is kept nowhere else",
        ("payments", "tender") if text(row, "state") != "captured" && change == Change::Other => "nothing was booked",
        ("payments", "order_id") if text(row, "state") != "captured" && change == Change::Other => "nothing was booked",
        ("payment_attempts", "inquiries" | "inquire_at") => "progress of an inquiry",
        ("payment_attempts", "outcome_code") if text(row, "kind") == "refund" => words,
        ("payment_attempts", "outcome_code") => "the provider's; only some decide the state",
        ("payment_attempts", "register_id") if change == Change::Other => "which register asked is kept nowhere else",
        ("payment_attempts", "own_entry" | "id") if text(row, "state") != "succeeded" => "nothing was booked",
        ("payment_attempts", "id") if row["own_entry"] == Value::Int(0) => "booked with its order or refund",
        ("payment_attempts", "state") if text(row, "kind") == "refund" && alike(text(row, "state"), to) =>
            "the same to the books and to the payment",
        ("payment_attempts", "amount_minor" | "refund_id") if text(row, "kind") == "refund" && text(row, "state") == "failed" =>
            "it moved no money",
        ("reservations", "resource_id" | "quantity_milli" | "line_no") if text(row, "state") == "released" =>
            "a released hold counts for nothing, and the order may have been changed since",
        ("reservations", "state") if text(row, "state") == "released" && alike("released", to) => "the same to the stock",
        ("orders", "prices_include_tax") if is(row, "id", support::ids::order(17)) => "nothing of it is taxed",
        ("orders", "tax_rounding") if !is(row, "id", support::ids::order(2)) => "both roundings come to the same here",
        ("order_lines", "variant_id") if row["tracked"] == Value::Int(0) && change != Change::Unknown =>
            "an input: no stock is kept of it",
        ("order_lines", "variant_id") if [4, 7, 8, 16].iter().any(|n| is(row, "order_id", support::ids::order(*n))) && change == Change::Other =>
            "nothing of it has moved",
        ("customers", "group_id") if change != Change::Unknown => input,
        ("price_lists", "location_id" | "group_id") if change != Change::Unknown => input,
        ("price_lists", "valid_from_date" | "valid_to_date" | "weekdays" | "from_minute" | "to_minute" | "active") => input,
        ("price_list_prices", "price_minor") => input,
        ("price_list_prices", _) if change != Change::Unknown => input,
        ("promotions", "location_id" | "group_id") if change != Change::Unknown => input,
        ("promotions", column) if column != "id" && !column.ends_with("_id") => input,
        ("promotion_goods", "goods_no" | "part" | "quantity") => input,
        ("promotion_goods", _) if change != Change::Unknown => input,
        ("coupons", "code" | "max_uses" | "max_uses_each" | "active") => input,
        ("coupons", "promotion_id") if change != Change::Unknown => input,
        ("coupon_redemptions", "order_id" | "coupon_id" | "customer_id") if row["given_back_at"] != Value::Null && change != Change::Unknown =>
            "given back, it counts for nothing",
        ("promised_returns", column) if column == "returned" || change != Change::Unknown => input,
        ("order_coupons", "coupon_id") if row["applied"] == Value::Int(0) && change != Change::Unknown => "brought in vain: counts for nothing",
        ("order_discounts", "promotion_id") if change != Change::Unknown => "which rule took it off is kept nowhere else",
        ("orders", "exempt_reason" | "exempt_certificate") if change != Change::Null && row["exempt_reason"] != Value::Null => words,
        ("exempt_line_taxes", "compound") => "means nothing for the first tax",
        ("tax_exemptions", "customer_id") if change != Change::Unknown => input,
        ("tax_exemptions", column) if column != "customer_id" => input,
        ("order_line_options", "option_id") if change == Change::Other => "which option it was is kept nowhere else",
        ("order_lines", "price_reason") => words,
        ("order_lines", "regular_price_minor") if change != Change::Null => input,
        ("order_lines", "price_list_name") if change != Change::Null => words,
        ("order_lines", "price_list_id") if change == Change::Other => "which list it came from is kept nowhere else",
        ("order_lines", "kind") if row["variant_id"] == Value::Null => "words for what has no product",
        ("order_discounts", "rate_ppm") if change == Change::Null => "the same amount, agreed as an amount",
        ("order_line_taxes", "compound") if row["component_no"] == Value::Int(1) => "means nothing for the first tax",
        ("refund_lines", "variant_id") if change == Change::Other && row["order_line_no"] == Value::Null && row["restocked"] == Value::Int(0) =>
            "an input: nothing of it has moved",
        _ => return None,
    })
}

fn is(row: &Row, column: &str, id: Uuid) -> bool {
    shown(&row[column]) == id.to_string()
}

/// Contents of a print job that may show the same order or refund, as long as neither is the original.
fn same_subject(content: &str, to: &Value<'static>) -> bool {
    let to = shown(to);
    [["copy", "gift", "receipt"], ["refund", "refund_copy", ""]]
        .iter()
        .any(|group| group.contains(&content) && group.contains(&to.as_str()))
}

/// States that differ in name only, as far as money and stock go.
fn alike(state: &str, to: &Value<'static>) -> bool {
    let to = shown(to);
    [["pending", "unknown"], ["failed", "expired"], ["released", "expired"]]
        .iter()
        .any(|pair| pair.contains(&state) && pair.contains(&to.as_str()))
}

/// The allowed words of the columns that a CHECK limits, from the migrations' text.
fn allowed_words() -> BTreeMap<(String, String), Vec<String>> {
    let mut found = BTreeMap::new();
    let mut table = "";
    let migrations = [
        include_str!("../../../migrations/0001_foundation.sql"),
        include_str!("../../../migrations/0004_shifts.sql"),
        include_str!("../../../migrations/0006_a_day_at_the_till.sql"),
        include_str!("../../../migrations/0007_payments.sql"),
    ];
    for line in migrations.iter().flat_map(|text| text.lines()) {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            table = name.trim_end_matches(" (");
        }
        let (Some(column), Some((_, list))) = (line.split_whitespace().next(), line.split_once(" IN (")) else {
            continue;
        };
        let words: Vec<String> = list.split(',').filter_map(|w| w.split('\'').nth(1)).map(str::to_owned).collect();
        if line.starts_with("    ") && !words.is_empty() {
            found.insert((table.to_owned(), column.to_owned()), words);
        }
    }
    assert!(found.len() > 10, "the migrations have words to choose from");
    found
}

const STRANGER: Uuid = Uuid::from_u128(0xdead_beef_dead_7eef_8ead_beef_dead_beef);

/// What a value is changed to.
fn changes(
    column: &onetill_db::ColumnInfo,
    now: &Value<'static>,
    words: Option<&Vec<String>>,
    others: &[Value<'static>],
) -> Vec<(Change, Value<'static>)> {
    let mut all = Vec::new();
    if column.nullable && *now != Value::Null {
        all.push((Change::Null, Value::Null));
    }
    let word = |w: &str| Value::Text(w.to_owned().into());
    match (column.kind.as_str(), words) {
        (_, Some(words)) => all.extend(words.iter().map(|w| (Change::Other, word(w)))),
        ("BYTEA", _) => all.push((Change::Unknown, Value::Bytes(STRANGER.as_bytes().to_vec().into()))),
        ("TEXT", _) if column.name.ends_with("_date") => {
            all.extend([(Change::Unknown, word("2026-03-03")), (Change::Unknown, word("2031-01-01"))]);
        }
        ("TEXT", _) => all.push((Change::Unknown, word("nowhere"))),
        _ => {
            let value = if let Value::Int(v) = now { *v } else { 0 };
            // One unit of money or of a count; of rates and quantities so much that it makes a unit of money.
            let step = match column.name.as_str() {
                name if name.ends_with("_ppm") => 20_000,
                name if name.ends_with("_milli") => 500,
                _ => 1,
            };
            all.extend([value + step, value - step].map(|v| (Change::Unknown, Value::Int(v))));
        }
    }
    if column.kind != "BIGINT" && words.is_none() && column.name != "id" {
        all.extend(others.iter().take(3).map(|o| (Change::Other, o.clone())));
    }
    all.retain(|(_, value)| value != now);
    all
}

/// What many facts followed: where it is changed, each fact that followed it is named, not the rule.
const RULES: &[&str] = &["merchant", "accounts", "tenders", "tax_categories", "tax_components", "registers"];

/// Whether the report names the row: by its own key, or by that of something that it belongs to.
fn names(
    report: &Report,
    table: &TableInfo,
    before: &Row,
    column: &str,
    after: &Value<'static>,
    kin: &[Value<'static>],
) -> bool {
    let mut changed = before.clone();
    changed.insert(column.to_owned(), after.clone());
    let own =
        |row: &Row| table.primary_key.iter().map(|c| format!("{c}={}", shown(&row[c]))).collect::<Vec<_>>().join(" ");
    let keys = [own(before), own(&changed)];
    // A place and a person have too much to do with everything to say where to look.
    let ids: BTreeSet<String> = [before, &changed]
        .into_iter()
        .flat_map(|row| row.iter())
        .filter(|(c, _)| !matches!(c.as_str(), "location_id" | "place_id" | "staff_id"))
        .map(|(_, v)| v)
        .chain(kin)
        .filter(|v| matches!(v, Value::Bytes(b) if b.len() == 16))
        .map(shown)
        .collect();
    // Whoever changes an id leaves those behind that refer to it; they say whom they miss.
    let missed = (column == "id").then(|| shown(&before[column]));
    report.violations.iter().any(|v| {
        (v.table == table.name && keys.contains(&v.key))
            || v.key.split([' ', '=']).any(|part| ids.contains(part))
            || missed.as_ref().is_some_and(|id| v.message.contains(id))
    }) || RULES.contains(&table.name.as_str()) && !report.is_ok()
}

/// Ids that belong to a row though they stand elsewhere: of a payment, its attempts and what they pay.
fn kin(tx: &mut Tx<'_>, table: &TableInfo, row: &Row) -> Result<Vec<Value<'static>>> {
    if table.name != "payments" {
        return Ok(Vec::new());
    }
    let sql = "SELECT id, refund_id FROM payment_attempts WHERE payment_id = $1";
    let pairs = tx.query(sql, &[row["id"].clone()], |row| Ok([row.get(0)?, row.get(1)?]))?;
    Ok(pairs.into_iter().flatten().collect())
}

/// Every value of the database with the number of places where it stands.
fn census(tx: &mut Tx<'_>) -> Result<BTreeMap<String, usize>> {
    let mut found = BTreeMap::new();
    for table in onetill_db::tables() {
        for row in rows(tx, &table)? {
            for value in row.values() {
                *found.entry(shown(value)).or_default() += 1;
            }
        }
    }
    Ok(found)
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Int(v) => v.to_string(),
        Value::Text(v) => v.to_string(),
        Value::Id(v) => v.to_string(),
        Value::Bytes(v) => {
            Uuid::from_slice(v).map_or_else(|_| v.iter().map(|b| format!("{b:02x}")).collect(), |id| id.to_string())
        }
    }
}

fn rows(tx: &mut Tx<'_>, table: &TableInfo) -> Result<Vec<Row>> {
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), table.name, table.primary_key.join(", "));
    tx.query(&sql, &[], |row| {
        let mut found = Row::new();
        for (index, column) in columns.iter().enumerate() {
            found.insert((*column).to_owned(), row.get(index)?);
        }
        Ok(found)
    })
}

/// Changes one value, verifies and undoes the change. None where the database refuses it.
fn corrupt(
    tx: &mut Tx<'_>,
    unguarded: &str,
    table: &TableInfo,
    row: &Row,
    column: &str,
    value: &Value<'static>,
) -> Result<Option<Report>> {
    let key: Vec<String> = table.primary_key.iter().zip(2..).map(|(c, n)| format!("{c} = ${n}")).collect();
    let mut values = vec![value.clone()];
    values.extend(table.primary_key.iter().map(|c| row[c].clone()));
    let sql = format!("UPDATE {} SET {column} = $1 WHERE {}", table.name, key.join(" AND "));
    tx.try_out(|tx| {
        // Foreign keys stand aside, as they do for whoever edits the file by hand.
        tx.execute(unguarded, &[])?;
        match tx.execute(&sql, &values) {
            Ok(1) => verify(tx).map(Some),
            Ok(count) => panic!("{sql} changed {count} rows"),
            Err(_) => Ok(None),
        }
    })?
}

/// Corrupts up to `rows_each` rows of every table.
fn corrupt_all(db: &Db, unguarded: &'static str, rows_each: usize) {
    // The facts differ in every row; what is an input is much the same in all.
    let limit = move |table: &TableInfo| match table.domain.as_str() {
        "orders" | "payments" | "reservations" | "inventory" | "customers" | "tills" => rows_each,
        _ => rows_each.min(6),
    };
    let missed = db.write(move |tx| {
        let words = allowed_words();
        let census = census(tx)?;
        let (mut missed, mut tried) = (Vec::new(), BTreeSet::new());
        for table in onetill_db::tables() {
            let all = rows(tx, &table)?;
            assert!(!all.is_empty(), "{} has a row to corrupt", table.name);
            for column in &table.columns {
                let name = column.name.as_str();
                let mut others: Vec<Value<'static>> = Vec::new();
                for row in &all {
                    if row[name] != Value::Null && !others.contains(&row[name]) {
                        others.push(row[name].clone());
                    }
                }
                let words = words.get(&(table.name.clone(), name.to_owned()));
                let mut looked_at = 0;
                // Some of the first, some of the last.
                let spread = if rows_each > 1 { (all.len() / limit(&table)).max(1) } else { 1 };
                for row in all.iter().step_by(spread) {
                    // An id that stands nowhere else: nobody misses it.
                    if matches!(name, "id" | "code") && census[&shown(&row[name])] == 1 {
                        continue;
                    }
                    let kin = kin(tx, &table, row)?;
                    let mut counted = false;
                    for (change, value) in changes(column, &row[name], words, &others) {
                        if exempt(&table.name, name, change, row, &value).is_some() {
                            continue;
                        }
                        let Some(report) = corrupt(tx, unguarded, &table, row, name, &value)? else { continue };
                        tried.insert((table.name.clone(), name.to_owned()));
                        counted = true;
                        if !names(&report, &table, row, name, &value, &kin) {
                            let key: Vec<String> =
                                table.primary_key.iter().map(|c| format!("{c}={}", shown(&row[c]))).collect();
                            let found: Vec<String> = report
                                .violations
                                .iter()
                                .map(|v| format!("\n      {} {}: {}", v.table, v.key, v.message))
                                .collect();
                            missed.push(format!(
                                "{}.{name} of {}: {} to {} {}",
                                table.name,
                                key.join(" "),
                                shown(&row[name]),
                                shown(&value),
                                found.concat()
                            ));
                        }
                    }
                    looked_at += usize::from(counted);
                    if looked_at >= limit(&table) {
                        break;
                    }
                }
                let wanted = all.iter().any(|r| {
                    changes(column, &r[name], words, &others)
                        .iter()
                        .any(|(c, to)| exempt(&table.name, name, *c, r, to).is_none())
                });
                if wanted && !tried.contains(&(table.name.clone(), name.to_owned())) {
                    missed.push(format!("{}.{name}: the database refused every change", table.name));
                }
            }
        }
        assert!(verify(tx)?.is_ok(), "every change was undone");
        eprintln!("{} columns corrupted", tried.len());
        Ok(missed)
    });
    let missed = missed.expect("the database works");
    assert!(missed.is_empty(), "{} corruptions were not named:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn every_corruption_is_named_on_sqlite() {
    let database = support::sqlite("corruption");
    support::fill(&database.db);
    corrupt_all(&database.db, "PRAGMA defer_foreign_keys = ON", usize::MAX);
}

#[test]
fn every_corruption_is_named_on_postgres() {
    let database = support::postgres("verify_corruption");
    support::fill(&database.db);
    corrupt_all(&database.db, "SET LOCAL session_replication_role = replica", 1);
}
