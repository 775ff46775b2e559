//! The shop before it sells: places, people, goods, books.

use onetill_db::{Tx, params};
use onetill_kernel::{Result, Uuid};

use super::{at, ids::*, row};

pub(super) fn write(tx: &mut Tx<'_>) -> Result<()> {
    row(
        tx,
        "merchant",
        "id, name, country, currency, prices_include_tax, tax_rounding, negative_stock, demo",
        params![1, "Harbour Stores", "GB", "GBP", false, "line", "refuse", false],
    )?;
    row(
        tx,
        "roles",
        "id, name, permissions, max_discount_ppm, created_at",
        params![role(1), "Storekeeper", "look", 0i64, at(-99)],
    )?;
    row(
        tx,
        "receipt_settings",
        "id, language, header, footer, show_sku, show_taxes, show_staff, show_customer, number_code, \
         show_net",
        params![1, "en", "Quay 1", "Thank you", false, true, true, true, "barcode", false],
    )?;
    for n in 1..=2 {
        row(
            tx,
            "locations",
            "id, name, time_zone, day_starts_at_hour, created_at",
            params![location(n), "Shop", "Europe/London", 0, at(-99)],
        )?;
        row(
            tx,
            "staff",
            "id, name, role, role_id, active, created_at",
            params![
                staff(n),
                "Somebody",
                if n == 1 { "owner" } else { "own" },
                (n == 2).then(|| role(1)),
                true,
                at(-98)
            ],
        )?;
        row(
            tx,
            "api_keys",
            "id, name, key_hash, permissions, created_by, created_at",
            params![api_key(n), "Till program", vec![n as u8; 32], "look sell", staff(1), at(-97)],
        )?;
    }
    row(
        tx,
        "location_clocks",
        "location_id, valid_from, time_zone, day_starts_at_hour, created_at",
        params![location(1), at(20), "Europe/Lisbon", 1, at(-90)],
    )?;
    accounts(tx)?;
    for (n, place, series, last) in [(1, 1, "R1", 5), (2, 1, "R2", 10), (3, 2, "R3", 0)] {
        row(
            tx,
            "registers",
            "id, location_id, name, series, last_receipt_no, created_at",
            params![register(n), location(place), "Till", series, last, at(-96)],
        )?;
    }
    row(tx, "sign_in_tries", "account_hash, tries, last_at, next_at", params![vec![9u8; 32], 1, at(0), at(0)])?;
    row(
        tx,
        "sessions",
        "token_hash, id, staff_id, register_id, created_at, last_used_at, expires_at",
        params![vec![7u8; 32], session(1), staff(1), register(1), at(0), at(1), at(600)],
    )?;
    row(
        tx,
        "approvals",
        "token_hash, approved_by, owner_id, register_id, permissions, request_hash, expires_at, used_at",
        params![vec![8u8; 32], staff(1), staff(2), register(1), "refund_unlinked", vec![9u8; 32], at(5), at(4)],
    )?;
    for n in 1..=2 {
        row(
            tx,
            "provider_accounts",
            "id, version, provider, name, mode, settings, capabilities, clearing_account, active, created_at",
            params![
                provider(n),
                1,
                "simulated",
                "Cards",
                "sandbox",
                "{}",
                "card_present",
                if n == 1 { "1100" } else { "1150" },
                true,
                at(-90)
            ],
        )?;
        row(
            tx,
            "provider_secrets",
            "account_id, name, generation, sealed, created_at, expires_at",
            params![provider(n), "webhook_secret", 1, vec![n as u8; 40], at(-90), at(-80)],
        )?;
        row(
            tx,
            "terminals",
            "id, account_id, location_id, register_id, name, address, active",
            params![terminal(n), provider(n), location(n), register(2 * n - 1), "Card terminal", "localhost:1", true],
        )?;
    }
    for (n, orders, spent, first, last) in [
        (1, 2, 4025, Some(at(10)), Some(at(20))),
        (2, 1, 606, Some(at(30)), Some(at(30))),
        (3, 2, 1900, Some(at(170)), Some(at(180))),
    ] {
        row(
            tx,
            "customers",
            "id, version, name, note, folded, orders_count, spent_minor, first_order_at, last_order_at, created_at",
            params![customer(n), 1, "A customer", "", "a customer", orders, spent, first, last, at(-90)],
        )?;
    }
    catalogue(tx)?;
    imports(tx)?;
    stock(tx)
}

/// One that waits to be run, and one that is done.
fn imports(tx: &mut Tx<'_>) -> Result<()> {
    for (n, state, ended) in [(1, "checked", None), (2, "done", Some(at(-69)))] {
        row(
            tx,
            "imports",
            "id, kind, file_name, encoding, delimiter, state, settings, pass, next_unit, row_count, staff_id, owner_id, \
             created_at, ended_at",
            params![
                import(n),
                "products",
                "goods.csv",
                "utf-8",
                ",",
                state,
                "{}",
                n as i64,
                2,
                2,
                staff(1),
                staff(1),
                at(-70),
                ended
            ],
        )?;
        for row_no in 2..=3 {
            row(
                tx,
                "import_rows",
                "import_id, row_no, pass, outcome, label, column_name, value, code, message, fix",
                params![import(n), row_no, n as i64, "refused", "A-1", "Price", "x", "unreadable", "No.", "Write one."],
            )?;
        }
    }
    row(tx, "import_files", "import_id, content, columns", params![import(1), vec![65u8], "[]"])
}

fn accounts(tx: &mut Tx<'_>) -> Result<()> {
    for (code, kind) in [
        ("1000", "asset"),
        ("1010", "asset"),
        ("1020", "asset"),
        ("1100", "asset"),
        ("1150", "asset"),
        ("1160", "asset"),
        ("1170", "asset"),
        ("1200", "asset"),
        ("1400", "asset"),
        ("2000", "liability"),
        ("2100", "liability"),
        ("2105", "liability"),
        ("2110", "liability"),
        ("2120", "liability"),
        ("2200", "liability"),
        ("2201", "liability"),
        ("2202", "liability"),
        ("2300", "liability"),
        ("2310", "liability"),
        ("3000", "equity"),
        ("3100", "equity"),
        ("4000", "revenue"),
        ("4830", "revenue"),
        ("4001", "revenue"),
        ("4800", "revenue"),
        ("4810", "revenue"),
        ("4820", "revenue"),
        ("4900", "revenue"),
        ("5000", "expense"),
        ("5100", "expense"),
        ("5200", "expense"),
        ("5300", "expense"),
        ("5310", "expense"),
    ] {
        row(tx, "accounts", "code, name, kind", params![code, "An account", kind])?;
    }
    for (code, kind, account, position) in [
        ("cash", "cash", "1000", 1),
        ("card", "card", "1100", 2),
        ("voucher", "other", "1150", 3),
        ("bank_transfer", "other", "1160", 4),
        ("exchange", "other", "1170", 5),
        ("gift_card", "gift_card", "2100", 6),
        ("store_credit", "store_credit", "2105", 7),
        ("on_account", "on_account", "1200", 8),
    ] {
        row(
            tx,
            "tenders",
            "code, name, kind, clearing_account, position, active",
            params![code, "A tender", kind, account, position, true],
        )?;
    }
    Ok(())
}

fn catalogue(tx: &mut Tx<'_>) -> Result<()> {
    for (n, code, account) in [(1, "standard", "4000"), (2, "reduced", "4001")] {
        row(
            tx,
            "tax_categories",
            "id, code, name, revenue_account, created_at",
            params![tax_category(n), code, "A tax", account, at(-80)],
        )?;
    }
    for (n, category, position, rate, compound, account) in
        [(1, 1, 1, 200_000, false, "2200"), (2, 2, 1, 50_000, false, "2201"), (3, 2, 2, 100_000, true, "2202")]
    {
        row(
            tx,
            "tax_components",
            "id, tax_category_id, position, name, rate_ppm, compound, payable_account, valid_from_date",
            params![component(n), tax_category(category), position, "VAT", rate, compound, account, "2011-01-04"],
        )?;
    }
    for n in 1..=2 {
        row(tx, "images", "id, content_type, content", params![image(n), "image/png", vec![n as u8]])?;
    }
    for (n, parent) in [(1, None), (2, Some(category(1)))] {
        row(
            tx,
            "categories",
            "id, parent_id, name, position, image_id",
            params![category(n), parent, "Goods", n as i64, image(1)],
        )?;
    }
    // Two goods, a service, a gift card, and goods that were sold before they came.
    for (n, kind, tax, tracked) in [
        (1, "goods", Some(1), true),
        (2, "goods", Some(2), true),
        (3, "service", Some(1), false),
        (4, "gift_card", None, false),
        (6, "goods", Some(1), true),
    ] {
        row(
            tx,
            "products",
            "id, version, name, sort_name, description, kind, category_id, tax_category_id, image_id, active, \
             created_at, updated_at",
            params![
                product(n),
                1,
                "A thing",
                "a thing",
                "",
                kind,
                category(2),
                tax.map(tax_category),
                image(2),
                true,
                at(-70),
                at(-70)
            ],
        )?;
        row(
            tx,
            "variants",
            "id, product_id, position, name, sku, price_minor, cost_minor, track_stock, active",
            params![variant(n), product(n), 1, "", format!("SKU-{n}"), 1000, 400, tracked, true],
        )?;
        row(tx, "barcodes", "code, variant_id", params![format!("501234567890{n}"), variant(n)])?;
        row(tx, "product_words", "word, sort_name, product_id", params!["thing", format!("thing {n}"), product(n)])?;
        row(tx, "word_trigrams", "trigram, word", params![format!("th{n}"), "thing"])?;
        row(tx, "products_without_words", "product_id", params![product(n)])?;
    }
    row(
        tx,
        "barcode_layouts",
        "prefix, holds, item_digits, value_digits, value_check, decimals",
        params!["21", "weight", 5, 5, false, 3],
    )?;
    tx.execute("UPDATE variants SET deposit_variant_id = $2 WHERE id = $1", params![variant(1), variant(4)])?;
    Ok(())
}

/// Goods, quantity and value of a row of stock, and what of it is held.
const LEVELS: &[(u64, u64, i64, i64, i64)] =
    &[(1, 1, 7000, 2800, 1000), (2, 1, 2500, 1250, 1000), (6, 1, 3000, 1050, 0), (1, 2, 2000, 800, 0)];

/// Number, goods, place, kind, quantity, value, revaluation.
pub(super) const ADJUSTMENTS: &[(u64, u64, u64, &str, i64, i64, i64)] = &[
    (1, 1, 1, "opening", 10_000, 4000, 0),
    (2, 2, 1, "opening", 5000, 2500, 0),
    (3, 6, 1, "received", 5000, 1750, -100),
    (4, 1, 1, "damaged", -1000, -400, 0),
    (5, 2, 1, "count", 0, 0, 0),
    (6, 1, 1, "count", -1000, -400, 0),
    (7, 1, 1, "found", 1000, 400, 0),
    (8, 1, 1, "lost", -1000, -400, 0),
    (9, 1, 2, "received", 2000, 800, 0),
];

fn stock(tx: &mut Tx<'_>) -> Result<()> {
    for (goods, place, on_hand, value, reserved) in LEVELS {
        row(
            tx,
            "stock",
            "variant_id, location_id, on_hand_milli, reserved_milli, value_minor, unit_cost_minor",
            params![variant(*goods), location(*place), *on_hand, *reserved, *value, 400],
        )?;
    }
    for (n, goods, place, kind, quantity, value, revaluation) in ADJUSTMENTS {
        row(
            tx,
            "stock_adjustments",
            "id, variant_id, location_id, kind, quantity_milli, value_minor, revaluation_minor, reason, staff_id, \
             recorded_at",
            params![
                adjustment(*n),
                variant(*goods),
                location(*place),
                *kind,
                *quantity,
                *value,
                *revaluation,
                "",
                staff(1),
                at(-60)
            ],
        )?;
        movement(tx, *goods, *place, adjustment(*n), 1, kind, *quantity, *value)?;
        if *revaluation != 0 {
            movement(tx, *goods, *place, adjustment(*n), 2, "revaluation", 0, *revaluation)?;
        }
    }
    Ok(())
}

#[allow(clippy::too_many_arguments)]
pub(super) fn movement(
    tx: &mut Tx<'_>,
    goods: u64,
    place: u64,
    source: Uuid,
    line_no: i64,
    kind: &str,
    quantity: i64,
    value: i64,
) -> Result<()> {
    let (variant, location) = (variant(goods), location(place));
    let last: Vec<(Option<Uuid>, Option<i64>)> = tx.query(
        "SELECT last_source_id, last_line_no FROM stock WHERE variant_id = $1 AND location_id = $2",
        params![variant, location],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    row(
        tx,
        "stock_movements",
        "variant_id, location_id, source_id, line_no, kind, quantity_milli, value_minor, happened_at, recorded_at, \
         previous_source_id, previous_line_no",
        params![variant, location, source, line_no, *kind, quantity, value, at(5), at(5), last[0].0, last[0].1],
    )?;
    let changed = tx.execute(
        "UPDATE stock SET last_source_id = $3, last_line_no = $4 WHERE variant_id = $1 AND location_id = $2",
        params![variant, location, source, line_no],
    )?;
    assert_eq!(changed, 1);
    Ok(())
}
