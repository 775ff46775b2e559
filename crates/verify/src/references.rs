//! Every column that names another row names one that is there. A table, not code: a new column is a new
//! line here.

use std::collections::BTreeMap;

use onetill_db::{Tx, Value};
use onetill_kernel::{Result, Uuid};

use crate::report::Report;

/// Columns that name a row of one of several tables.
struct Reference {
    table: &'static str,
    columns: &'static [&'static str],
    targets: &'static [(&'static str, &'static [&'static str])],
}

/// Where the nil id stands for nobody in particular: a job of the program, a change of the settings.
const NIL_ALLOWED: &str = "idempotency_keys";

/// `table: column, column -> target(column, column)`
macro_rules! references {
    ($($table:ident: $($column:ident)+ => $($target:ident $([$($key:ident)+])?)|+;)*) => {
        &[$(Reference {
            table: stringify!($table),
            columns: &[$(stringify!($column)),+],
            targets: &[$((stringify!($target), references!(@keys $($($key)+)?))),+],
        }),*]
    };
    (@keys) => { &["id"] };
    (@keys $($key:ident)+) => { &[$(stringify!($key)),+] };
}

const REFERENCES: &[Reference] = references! {
    idempotency_keys: owner_id => staff | api_keys;
    idempotency_keys: result_id => orders | payments | refunds | stock_adjustments | products | customers
        | tax_categories | categories | images | registers | locations | staff | api_keys | terminals | provider_accounts | shifts
        | cash_movements | drawer_openings | customer_groups | modifier_groups | price_lists | roles | promotions | coupons
        | printers | print_jobs | imports | receipt_mails | balances;
    staff: role_id => roles;
    approvals: approved_by => staff;
    approvals: owner_id => staff | api_keys;
    approvals: register_id => registers;
    audit_trail: actor_id => staff | api_keys;
    audit_trail: approved_by => staff;
    audit_trail: register_id => registers;
    api_keys: created_by => staff;
    sessions: staff_id => staff;
    sessions: register_id => registers;
    tax_categories: revenue_account => accounts[code];
    tax_components: tax_category_id => tax_categories;
    tax_components: payable_account => accounts[code];
    categories: parent_id => categories;
    categories: image_id => images;
    products: category_id => categories;
    products: tax_category_id => tax_categories;
    products: image_id => images;
    variants: product_id => products;
    barcodes: variant_id => variants;
    variants: deposit_variant_id => variants;
    modifier_options: group_id => modifier_groups;
    product_modifier_groups: product_id => products;
    product_modifier_groups: group_id => modifier_groups;
    product_words: product_id => products;
    products_without_words: product_id => products;
    customers: group_id => customer_groups;
    tax_exemptions: customer_id => customers;
    price_lists: location_id => locations;
    price_lists: group_id => customer_groups;
    price_list_prices: price_list_id => price_lists;
    price_list_prices: variant_id => variants;
    promotions: location_id => locations;
    promotions: group_id => customer_groups;
    promotion_goods: promotion_id => promotions;
    promotion_goods: category_id => categories;
    promotion_goods: variant_id => variants;
    coupons: promotion_id => promotions;
    coupon_redemptions: order_id => orders;
    coupon_redemptions: coupon_id => coupons;
    coupon_redemptions: customer_id => customers;
    order_lines: price_list_id => price_lists;
    exempt_line_taxes: order_id line_no => order_lines[order_id line_no];
    exempt_line_taxes: component_id => tax_components;
    order_discounts: promotion_id => promotions;
    order_coupons: order_id => orders;
    promised_returns: order_id => orders;
    promised_returns: staff_id => staff;
    promised_returns: approved_by => staff;
    order_coupons: coupon_id => coupons;
    reservations: holder_id => orders;
    reservations: resource_id => variants;
    reservations: place_id => locations;
    stock: variant_id => variants;
    stock: location_id => locations;
    stock_movements: variant_id => variants;
    stock_movements: location_id => locations;
    stock_adjustments: variant_id => variants;
    stock_adjustments: location_id => locations;
    stock_adjustments: staff_id => staff;
    journal_entries: location_id => locations;
    journal_postings: entry_id => journal_entries;
    journal_postings: account => accounts[code];
    location_clocks: location_id => locations;
    registers: location_id => locations;
    registers: shift_id => shifts;
    registers: shift_holder_id => staff;
    shifts: register_id => registers;
    shifts: staff_id => staff;
    shifts: opened_by => staff;
    shifts: closed_by => staff;
    shift_counts: shift_id => shifts;
    shift_addenda: shift_id => shifts;
    shift_addenda: payment_id attempt_no => payment_attempts[payment_id attempt_no];
    shift_addenda: order_id => orders;
    cash_movements: location_id => locations;
    cash_movements: shift_id => shifts;
    cash_movements: staff_id => staff;
    drawer_openings: shift_id => shifts;
    drawer_openings: staff_id => staff;
    orders: shift_id => shifts;
    refunds: shift_id => shifts;
    payment_attempts: shift_id => shifts;
    tenders: clearing_account => accounts[code];
    provider_accounts: clearing_account => accounts[code];
    provider_secrets: account_id => provider_accounts;
    provider_notices: account_id => provider_accounts;
    provider_notices: payment_id attempt_no => payment_attempts[payment_id attempt_no];
    terminals: account_id => provider_accounts;
    terminals: location_id => locations;
    terminals: register_id => registers;
    payments: order_id => orders;
    payments: tender => tenders[code];
    payments: terminal_id => terminals;
    payments: balance_id => balances;
    balances: customer_id => customers;
    balances: location_id => locations;
    balance_movements: balance_id => balances;
    balance_movements: order_id => orders;
    balance_movements: order_id line_no => order_lines[order_id line_no];
    balance_movements: refund_id => refunds;
    balance_movements: payment_id attempt_no => payment_attempts[payment_id attempt_no];
    balance_movements: entry_id => journal_entries;
    balance_movements: register_id => registers;
    balance_movements: shift_id => shifts;
    balance_movements: staff_id => staff;
    payments: account_id => provider_accounts;
    payment_attempts: decided_by => staff;
    attempt_log: payment_id attempt_no => payment_attempts[payment_id attempt_no];
    attempt_log: staff_id => staff;
    payment_attempts: payment_id => payments;
    payment_attempts: refund_id => refunds;
    payment_attempts: register_id => registers;
    orders: location_id => locations;
    orders: register_id => registers;
    orders: customer_id => customers;
    orders: staff_id => staff;
    held_orders: order_id => orders;
    held_orders: location_id => locations;
    held_orders: register_id => registers;
    held_orders: staff_id => staff;
    sold_serials: order_id line_no => order_lines[order_id line_no];
    sold_serials: variant_id => variants;
    age_checks: order_id => orders;
    age_checks: register_id => registers;
    age_checks: staff_id => staff;
    order_lines: order_id deposit_line_no => order_lines[order_id line_no];
    order_line_options: order_id line_no => order_lines[order_id line_no];
    order_line_options: option_id => modifier_options;
    order_voids: order_id => orders;
    order_voids: register_id => registers;
    order_voids: shift_id => shifts;
    order_voids: staff_id => staff;
    order_voids: variant_id => variants;
    order_lines: order_id => orders;
    order_lines: balance_id => balances;
    order_lines: variant_id => variants;
    order_lines: tax_category_id => tax_categories;
    order_lines: account => accounts[code];
    order_discounts: order_id => orders;
    order_discounts: order_id line_no => order_lines[order_id line_no];
    order_line_taxes: order_id line_no => order_lines[order_id line_no];
    order_line_taxes: component_id => tax_components;
    order_line_taxes: account => accounts[code];
    receipt_settings: logo_id => images;
    printers: location_id => locations;
    register_printers: register_id => registers;
    register_printers: printer_id => printers;
    print_jobs: printer_id => printers;
    print_jobs: staff_id => staff;
    imports: staff_id => staff;
    imports: owner_id => staff | api_keys;
    import_files: import_id => imports;
    import_rows: import_id => imports;
    receipt_mails: staff_id => staff;
    refunds: order_id => orders;
    refunds: exchange_order_id => orders;
    refunds: location_id => locations;
    refunds: register_id => registers;
    refunds: customer_id => customers;
    refunds: staff_id => staff;
    refund_lines: refund_id => refunds;
    refund_lines: variant_id => variants;
    refund_lines: account => accounts[code];
    refund_line_taxes: refund_id line_no => refund_lines[refund_id line_no];
    refund_line_taxes: component_id => tax_components;
    refund_line_taxes: account => accounts[code];
};

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let keys: BTreeMap<String, Vec<String>> =
        onetill_db::tables().into_iter().map(|t| (t.name, t.primary_key)).collect();
    let mut check = report.check("references", 4);
    for reference in REFERENCES {
        let Reference { table, columns, targets } = reference;
        let none: Vec<String> = Vec::new();
        let key = keys.get(*table).unwrap_or(&none);
        let named = |names: &mut dyn Iterator<Item = &str>| names.map(|c| format!("t.{c}")).collect::<Vec<_>>();
        let selected = named(&mut key.iter().map(String::as_str).chain(columns.iter().copied())).join(", ");
        let present: Vec<String> = columns.iter().map(|c| format!("t.{c} IS NOT NULL")).collect();
        let absent: Vec<String> = targets
            .iter()
            .map(|(target, keys)| {
                let on: Vec<String> = keys.iter().zip(*columns).map(|(k, c)| format!("x.{k} = t.{c}")).collect();
                format!("NOT EXISTS (SELECT 1 FROM {target} x WHERE {})", on.join(" AND "))
            })
            .collect();
        let sql =
            format!("SELECT {selected} FROM {table} t WHERE {} AND {}", present.join(" AND "), absent.join(" AND "));
        tx.for_each(&sql, &[], |row| {
            let words = |index: usize| row.get::<Value<'static>>(index).map(|v| word(&v));
            let mut at = Vec::new();
            for (index, column) in key.iter().enumerate() {
                at.push(format!("{column}={}", words(index)?));
            }
            if *table == NIL_ALLOWED && row.get::<Uuid>(key.len())?.is_nil() {
                return Ok(());
            }
            let mut found = Vec::new();
            for (index, column) in columns.iter().enumerate() {
                found.push(format!("{column} is {}", words(key.len() + index)?));
            }
            let targets: Vec<&str> = targets.iter().map(|(target, _)| *target).collect();
            let message = format!("{}, expected a row of {}", found.join(" and "), targets.join(" or "));
            check.found_key(table, || at.join(" "), message);
            Ok(())
        })?;
    }
    let mut tables: Vec<&str> = REFERENCES.iter().map(|r| r.table).collect();
    tables.dedup();
    for table in tables {
        let rows = tx.query_one(&format!("SELECT COUNT(*) FROM {table}"), &[], |row| row.get::<i64>(0))?;
        check.rows(usize::try_from(rows).unwrap_or(0));
    }
    Ok(())
}

/// A value of a key as the report writes it.
fn word(value: &Value<'_>) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Int(v) => v.to_string(),
        Value::Text(v) => v.to_string(),
        Value::Id(v) => v.to_string(),
        Value::Bytes(v) => match Uuid::from_slice(v) {
            Ok(id) => id.to_string(),
            Err(_) => v.iter().map(|b| format!("{b:02x}")).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns that end like a reference and are none, or are followed by the check of stock.
    const NONE: &[(&str, &str)] = &[
        ("events", "subject_id"),
        ("event_counter", "database_id"),
        ("audit_trail", "subject_id"),
        ("stock", "last_source_id"),
        ("stock_movements", "source_id"),
        ("stock_movements", "previous_source_id"),
        ("print_jobs", "subject_id"),
        ("receipt_mails", "subject_id"),
        ("provider_notices", "notice_id"),
        ("payments", "balance_id"),
    ];

    #[test]
    fn every_reference_of_the_schema_is_listed_and_exists() {
        let tables = onetill_db::tables();
        for table in &tables {
            for column in &table.columns {
                let name = column.name.as_str();
                let refers = name.ends_with("_id") || name.ends_with("account") || name == "tender";
                let listed = REFERENCES.iter().any(|r| r.table == table.name && r.columns.contains(&name));
                let none = NONE.contains(&(table.name.as_str(), name));
                assert!(!refers || listed || none, "{}.{name} is not checked", table.name);
            }
        }
        let has = |table: &str, column: &str| {
            tables.iter().any(|t| t.name == table && t.columns.iter().any(|c| c.name == column))
        };
        for r in REFERENCES {
            assert!(r.columns.iter().all(|c| has(r.table, c)), "{}", r.table);
            assert!(r.targets.iter().all(|(t, keys)| keys.iter().all(|k| has(t, k))), "{}", r.table);
        }
    }
}
