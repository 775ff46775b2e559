use onetill_db::{Filter, Table, Tx, Value, params};
use onetill_kernel::{Currency, Date, Error, Money, Result, Uuid};

use super::model::*;
use crate::{Page, PageRequest};

static JOURNAL_ENTRIES: Table =
    Table::new("journal_entries", &["id", "kind", "business_date", "location_id", "currency", "recorded_at"]);
static JOURNAL_POSTINGS: Table = Table::new("journal_postings", &["entry_id", "line_no", "account", "amount_minor"]);

pub(super) fn insert_account(tx: &mut Tx<'_>, code: &str, name: &str, kind: AccountKind) -> Result<()> {
    tx.execute("INSERT INTO accounts (code, name, kind) VALUES ($1, $2, $3)", params![*code, *name, kind])?;
    Ok(())
}

/// The largest account number in a range, if one is taken.
pub(super) fn last_code(tx: &mut Tx<'_>, from: &str, to: &str) -> Result<Option<String>> {
    tx.query_one("SELECT MAX(code) FROM accounts WHERE code >= $1 AND code <= $2", params![*from, *to], |row| {
        row.get(0)
    })
}

/// The chart of accounts, by number.
pub fn accounts(tx: &mut Tx<'_>) -> Result<Vec<Account>> {
    tx.query("SELECT code, name, kind FROM accounts ORDER BY code", &[], |row| {
        Ok(Account { code: row.get(0)?, name: row.get(1)?, kind: row.get(2)? })
    })
}

pub(super) fn append_entry(tx: &mut Tx<'_>, e: &NewEntry) -> Result<()> {
    tx.append(&JOURNAL_ENTRIES, params![e.id, e.kind, e.business_date, e.location_id, e.currency, e.recorded_at])
}

pub(super) fn append_posting(tx: &mut Tx<'_>, entry_id: Uuid, line_no: i64, account: &str, minor: i64) -> Result<()> {
    tx.append(&JOURNAL_POSTINGS, params![entry_id, line_no, *account, minor])
}

struct Head {
    entry: JournalEntry,
    currency: Currency,
}

const HEAD: &str = "SELECT e.id, e.kind, e.business_date, e.recorded_at, e.currency FROM journal_entries e";

fn read_heads(tx: &mut Tx<'_>, sql: &str, params: &[Value<'_>]) -> Result<Vec<Head>> {
    tx.query(sql, params, |row| {
        let mut c = row.columns();
        let id = c.take()?;
        let entry = JournalEntry {
            receipt: None,
            id,
            source_id: id,
            kind: c.take()?,
            business_date: c.take()?,
            recorded_at: c.take()?,
            postings: Vec::new(),
        };
        Ok(Head { entry, currency: c.take()? })
    })
}

fn with_postings(tx: &mut Tx<'_>, heads: Vec<Head>) -> Result<Vec<JournalEntry>> {
    let mut entries = Vec::with_capacity(heads.len());
    for Head { mut entry, currency } in heads {
        entry.postings = tx.query(
            "SELECT p.line_no, p.account, a.name, p.amount_minor FROM journal_postings p \
             LEFT JOIN accounts a ON a.code = p.account WHERE p.entry_id = $1 ORDER BY p.line_no",
            params![entry.id],
            |row| {
                let minor: i64 = row.get(3)?;
                let amount = Money::new(minor.saturating_abs(), currency);
                Ok(Posting {
                    line_no: row.get(0)?,
                    account: row.get(1)?,
                    account_name: row.get::<Option<String>>(2)?.unwrap_or_default(),
                    debit: (minor > 0).then_some(amount),
                    credit: (minor < 0).then_some(amount),
                })
            },
        )?;
        entries.push(entry);
    }
    Ok(entries)
}

/// The entries of the named facts, oldest first.
pub fn entries_by_ids(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<JournalEntry>> {
    let mut heads = Vec::new();
    for id in ids {
        heads.extend(read_heads(tx, &format!("{HEAD} WHERE e.id = $1"), params![id])?);
    }
    heads.sort_by_key(|h| (h.entry.recorded_at, h.entry.kind.turn(), h.entry.id));
    with_postings(tx, heads)
}

/// The journal, newest first.
pub fn journal(tx: &mut Tx<'_>, filter: &JournalFilter, page: &PageRequest) -> Result<Page<JournalEntry>> {
    let limit = page.limit()?;
    // The cursor is the date and id of the last row; the first page starts after everything.
    let (date, id) = match &page.cursor {
        None => ("9999-12-31".to_owned(), Uuid::max()),
        Some(_) => page.after_text_and_id()?,
    };
    let mut f = Filter::new();
    let (date, id) = (f.bind(date), f.bind(id));
    f.and_raw(format!("(e.business_date, e.id) < ({date}, {id})"));
    if let Some(from) = filter.from {
        f.and("e.business_date >= ?", from);
    }
    if let Some(to) = filter.to {
        f.and("e.business_date <= ?", to);
    }
    if let Some(account) = &filter.account {
        f.and("EXISTS (SELECT 1 FROM journal_postings p WHERE p.entry_id = e.id AND p.account = ?)", account);
    }
    if let Some(source) = filter.source_id {
        f.and("e.id = ?", source);
    }
    let rows = f.bind(page.rows()?);
    let sql = format!("{HEAD}{} ORDER BY e.business_date DESC, e.id DESC LIMIT {rows}", f.sql());
    let heads = read_heads(tx, &sql, f.values())?;
    let page = Page::from_rows(heads, limit, |h| format!("{} {}", h.entry.id, h.entry.business_date));
    let next_cursor = page.next_cursor;
    Ok(Page { items: with_postings(tx, page.items)?, next_cursor })
}

/// What each account holds, over all time or over a range of business dates.
pub fn trial_balance(
    tx: &mut Tx<'_>,
    currency: Currency,
    from: Option<Date>,
    to: Option<Date>,
) -> Result<TrialBalance> {
    let sums = "SELECT p.account, CAST(SUM(CASE WHEN p.amount_minor > 0 THEN p.amount_minor ELSE 0 END) AS BIGINT), \
                CAST(SUM(CASE WHEN p.amount_minor < 0 THEN p.amount_minor ELSE 0 END) AS BIGINT) \
                FROM journal_postings p";
    let read = |row: &onetill_db::Row<'_>| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?));
    let rows = if from.is_none() && to.is_none() {
        tx.query(&format!("{sums} GROUP BY p.account ORDER BY p.account"), &[], read)?
    } else {
        let sql = format!(
            "{sums} JOIN journal_entries e ON e.id = p.entry_id WHERE e.business_date >= $1 AND e.business_date <= $2 \
             GROUP BY p.account ORDER BY p.account"
        );
        let first = from.map_or_else(String::new, |d| d.to_string());
        let last = to.map_or_else(|| "9999-12-31".to_owned(), |d| d.to_string());
        tx.query(&sql, params![first, last], read)?
    };
    let chart = accounts(tx)?;
    let money = |minor| Money::new(minor, currency);
    let mut balances = Vec::with_capacity(rows.len());
    let (mut total_debit, mut total_credit) = (0i64, 0i64);
    for (code, debit, credit) in rows {
        let account = chart.iter().find(|a| a.code == code);
        total_debit = total_debit.checked_add(debit).ok_or_else(Error::overflow)?;
        total_credit = total_credit.checked_sub(credit).ok_or_else(Error::overflow)?;
        balances.push(AccountBalance {
            name: account.map_or_else(String::new, |a| a.name.clone()),
            kind: account.map_or(AccountKind::Asset, |a| a.kind),
            code,
            debit: money(debit),
            credit: money(-credit),
            balance: money(debit + credit),
        });
    }
    Ok(TrialBalance {
        from,
        to,
        currency,
        accounts: balances,
        total_debit: money(total_debit),
        total_credit: money(total_credit),
    })
}
