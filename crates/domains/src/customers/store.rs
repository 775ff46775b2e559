use std::collections::HashMap;

use onetill_db::{Filter, LockTable, Row, Tx, params};
use onetill_kernel::{Currency, CustomerGroupId, CustomerId, Error, Money, Result, Timestamp, Uuid};

use super::model::{Customer, CustomerGroup};
use super::{phones, rules};
use crate::sort::{SortKey, Sorting};
use crate::{Page, PageRequest, check_text, platform};

/// A customer's row, which a sale or a refund changes.
pub static LOCK: LockTable = LockTable::new(30, "customers", &["id"], HISTORY);

/// What a sale or a refund changes of a customer.
const HISTORY: &[&str] = &["orders_count", "spent_minor", "first_order_at", "last_order_at"];

const CUSTOMER: &str = "SELECT id, version, name, email, phone, note, orders_count, spent_minor, first_order_at, \
                        last_order_at, created_at, group_id, preferences FROM customers";

fn read_customer(row: &Row<'_>, currency: Currency) -> Result<Customer> {
    let mut c = row.columns();
    Ok(Customer {
        id: c.take()?,
        version: c.take()?,
        name: c.take()?,
        email: c.take()?,
        phone: c.take()?,
        note: c.take()?,
        orders_count: c.take()?,
        spent: Money::new(c.take()?, currency),
        first_order_at: c.take()?,
        last_order_at: c.take()?,
        created_at: c.take()?,
        group_id: c.take()?,
        preferences: c.take()?,
    })
}

/// One customer.
pub fn customer(tx: &mut Tx<'_>, id: CustomerId) -> Result<Customer> {
    find_customer(tx, id)?.ok_or_else(|| Error::not_found("customer"))
}

pub(super) fn find_customer(tx: &mut Tx<'_>, id: CustomerId) -> Result<Option<Customer>> {
    let currency = platform::merchant(tx)?.currency;
    tx.query_opt(&format!("{CUSTOMER} WHERE id = $1"), params![id], |row| read_customer(row, currency))
}

/// What customers can be sorted by.
const SORT_KEYS: &[SortKey<Customer>] = &[
    SortKey { name: "orders_count", sql: "orders_count", of: |c| c.orders_count },
    SortKey { name: "spent", sql: "spent_minor", of: |c| c.spent.minor },
    SortKey {
        name: "last_order_at",
        sql: "COALESCE(last_order_at, 0)",
        of: |c| c.last_order_at.map_or(0, Timestamp::micros),
    },
];

/// Customers, newest first unless sorted otherwise; with `search` those whose name, e-mail address or phone number contains it.
pub fn customers(tx: &mut Tx<'_>, search: Option<&str>, page: &PageRequest) -> Result<Page<Customer>> {
    let limit = page.limit()?;
    let mut f = Filter::new();
    let sorting = Sorting::of(page, SORT_KEYS)?;
    let order = match &sorting {
        Some(sorting) => sorting.seek(&mut f, page, &["id"])?,
        None => {
            if page.cursor.is_some() {
                f.and("id < ?", page.after_id(Uuid::max())?);
            }
            "id DESC".to_owned()
        }
    };
    if let Some(search) = search.map(str::trim).filter(|s| !s.is_empty()) {
        check_text("search", search, 200)?;
        let mut alternatives = Vec::new();
        for patterns in rules::patterns(search) {
            let all: Vec<String> = patterns.iter().map(|p| format!("folded LIKE {} ESCAPE '\\'", f.bind(p))).collect();
            alternatives.push(format!("({})", all.join(" AND ")));
        }
        f.and_raw(format!("({})", alternatives.join(" OR ")));
    }
    let rows = f.bind(page.rows()?);
    let currency = platform::merchant(tx)?.currency;
    let sql = format!("{CUSTOMER}{} ORDER BY {order} LIMIT {rows}", f.sql());
    let found = tx.query(&sql, f.values(), |row| read_customer(row, currency))?;
    Ok(Page::from_rows(found, limit, |c| match &sorting {
        Some(sorting) => sorting.cursor(c, &[c.id.0]),
        None => c.id.to_string(),
    }))
}

/// The newest customers that a filter lets through.
pub(super) fn newest(tx: &mut Tx<'_>, filter: &Filter, most: i64) -> Result<Vec<Customer>> {
    let currency = platform::merchant(tx)?.currency;
    let sql = format!("{CUSTOMER}{} ORDER BY id DESC LIMIT {most}", filter.sql());
    tx.query(&sql, filter.values(), |row| read_customer(row, currency))
}

/// Customers with one of these e-mail addresses, or a phone number that is written or ends as one of these, the oldest first.
/// Whether it is the same number is for [`is_phone_of`] to say.
pub fn by_contact(tx: &mut Tx<'_>, emails: &[String], phones: &[&str]) -> Result<Vec<Customer>> {
    let merchant = platform::merchant(tx)?;
    let currency = merchant.currency;
    let number = |phone: &&str| phones::same(phone, &merchant.country);
    let ends: Vec<String> = phones.iter().filter_map(number).map(|number| phones::end(&number).to_owned()).collect();
    let read = |row: &Row<'_>| read_customer(row, currency);
    let mut found = tx.query_ids(&format!("{CUSTOMER} WHERE email"), &[], emails, read)?;
    found.extend(tx.query_ids(&format!("{CUSTOMER} WHERE phone"), &[], phones, read)?);
    let by_end = format!("{CUSTOMER} WHERE phone IS NOT NULL AND substr(folded, length(folded) - 5)");
    found.extend(tx.query_ids(&by_end, &[], &ends, read)?);
    found.sort_by_key(|customer| customer.id);
    found.dedup_by_key(|customer| customer.id);
    Ok(found)
}

/// Whether a customer has this phone number, however it is written in the shop's country.
pub fn is_phone_of(customer: &Customer, phone: &str, country: &str) -> bool {
    customer.phone.as_deref().is_some_and(|own| phones::are_same(own, phone, country))
}

/// The group that a customer is charged in; none where they are in none, or nobody.
pub fn group_of(tx: &mut Tx<'_>, id: CustomerId) -> Result<Option<CustomerGroupId>> {
    let found = tx.query_opt("SELECT group_id FROM customers WHERE id = $1", params![id], |row| row.get(0))?;
    Ok(found.flatten())
}

const GROUP: &str = "SELECT id, version, name, created_at, \
    (SELECT COUNT(*) FROM customers c WHERE c.group_id = customer_groups.id) FROM customer_groups";

fn read_group(row: &Row<'_>) -> Result<CustomerGroup> {
    let mut c = row.columns();
    Ok(CustomerGroup {
        id: c.take()?,
        version: c.take()?,
        name: c.take()?,
        created_at: c.take()?,
        customer_count: c.take()?,
    })
}

/// All customer groups, by name.
pub fn groups(tx: &mut Tx<'_>) -> Result<Vec<CustomerGroup>> {
    tx.query(&format!("{GROUP} ORDER BY name, id"), &[], read_group)
}

/// One customer group.
pub fn group(tx: &mut Tx<'_>, id: CustomerGroupId) -> Result<CustomerGroup> {
    let found = tx.query_opt(&format!("{GROUP} WHERE id = $1"), params![id], read_group)?;
    found.ok_or_else(|| Error::not_found("customer group"))
}

/// The group of a name.
pub(super) fn group_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<CustomerGroupId>> {
    tx.query_opt("SELECT id FROM customer_groups WHERE name = $1", params![*name], |row| row.get(0))
}

pub(super) fn group_exists(tx: &mut Tx<'_>, id: CustomerGroupId) -> Result<bool> {
    Ok(tx.query_opt("SELECT id FROM customer_groups WHERE id = $1", params![id], |_| Ok(()))?.is_some())
}

pub(super) fn insert_group(tx: &mut Tx<'_>, id: CustomerGroupId, name: &str, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO customer_groups (id, version, name, created_at) VALUES ($1, 1, $2, $3)",
        params![id, *name, now],
    )
    .map(drop)
}

/// Writes a group's name over the version it was read at. False where somebody was faster.
pub(super) fn rename_group(tx: &mut Tx<'_>, id: CustomerGroupId, version: i64, name: &str) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE customer_groups SET version = version + 1, name = $3 WHERE id = $1 AND version = $2",
        params![id, version, *name],
    )?;
    Ok(changed == 1)
}

/// The names of some customers; unknown ones are left out.
pub fn names(tx: &mut Tx<'_>, ids: &[CustomerId]) -> Result<HashMap<CustomerId, String>> {
    let found =
        tx.query_ids("SELECT id, name FROM customers WHERE id", &[], ids, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.into_iter().collect())
}

pub(super) fn insert_customer(tx: &mut Tx<'_>, c: &Customer) -> Result<()> {
    tx.execute(
        "INSERT INTO customers (id, version, name, email, phone, note, folded, orders_count, spent_minor, \
         first_order_at, last_order_at, created_at, group_id, preferences) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, NULL, NULL, $8, $9, $10)",
        params![c.id, c.version, c.name, c.email, c.phone, c.note, folded(c), c.created_at, c.group_id, c.preferences],
    )?;
    Ok(())
}

fn folded(c: &Customer) -> String {
    rules::folded(&c.name, c.email.as_deref(), c.phone.as_deref())
}

/// Writes what people edit over the version it was read at. False where somebody was faster.
pub(super) fn update_customer(tx: &mut Tx<'_>, c: &Customer) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE customers SET version = version + 1, name = $3, email = $4, phone = $5, note = $6, folded = $7, \
         group_id = $8, preferences = $9 WHERE id = $1 AND version = $2",
        params![c.id, c.version, c.name, c.email, c.phone, c.note, folded(c), c.group_id, c.preferences],
    )?;
    Ok(changed == 1)
}

/// What a customer bought so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct History {
    pub(super) orders_count: i64,
    pub(super) spent: i64,
    pub(super) first_order_at: Option<Timestamp>,
    pub(super) last_order_at: Option<Timestamp>,
}

/// A customer's history, locked; none where there is no such customer.
pub(super) fn history(tx: &mut Tx<'_>, id: CustomerId) -> Result<Option<History>> {
    tx.row(&LOCK, [id.0, Uuid::nil()], |row| {
        let mut c = row.columns();
        Ok(History { orders_count: c.take()?, spent: c.take()?, first_order_at: c.take()?, last_order_at: c.take()? })
    })
}

pub(super) fn update_history(tx: &mut Tx<'_>, id: CustomerId, h: &History) -> Result<()> {
    let values = params![h.orders_count, h.spent, h.first_order_at, h.last_order_at];
    tx.change(&LOCK, [id.0, Uuid::nil()], values)
}
