//! The journal: every entry balances, and every fact of the books has exactly the entry that the posting
//! rules give it, rebuilt here from the facts alone.

mod attempts;
mod breakage;
mod cash;
mod compare;
mod refunds;
mod sales;
mod stock;

use onetill_db::Tx;
use onetill_kernel::{Result, Uuid};

use crate::report::{At, Report};

const CASH: &str = "1000";
const SAFE: &str = "1010";
const BANK: &str = "1020";
const INVENTORY: &str = "1400";
const GOODS_RECEIVED: &str = "2000";
const CUSTOMER_DEPOSITS: &str = "2300";
const REFUNDS_PAYABLE: &str = "2310";
const GIFT_CARDS: &str = "2100";
const BREAKAGE: &str = "4830";
const TIPS: &str = "2120";
const OPENING_EQUITY: &str = "3000";
const OWNER: &str = "3100";
const OTHER_INCOME: &str = "4820";
const COST_OF_GOODS: &str = "5000";
const SHRINKAGE: &str = "5100";
const PETTY_EXPENSES: &str = "5200";
const OVER_AND_SHORT: &str = "5300";
const CASH_ROUNDING: &str = "5310";

pub(crate) fn check(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    balances(tx, report)?;
    sales::check(tx, report)?;
    refunds::check(tx, report)?;
    attempts::check(tx, report)?;
    stock::check(tx, report)?;
    cash::check(tx, report)?;
    breakage::check(tx, report)?;
    inventory_account(tx, report)
}

/// Debits equal credits, and the lines of an entry are numbered without a gap.
fn balances(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("journal_balances", 1);
    let rows = tx.query_one("SELECT COUNT(*) FROM journal_postings", &[], |row| row.get::<i64>(0))?;
    check.rows(usize::try_from(rows).unwrap_or(0));
    tx.for_each(
        "SELECT entry_id, CAST(SUM(amount_minor) AS BIGINT), MIN(line_no), MAX(line_no), COUNT(*) \
         FROM journal_postings GROUP BY entry_id \
         HAVING SUM(amount_minor) <> 0 OR MIN(line_no) <> 1 OR MAX(line_no) <> COUNT(*) ORDER BY entry_id",
        &[],
        |row| {
            let mut c = row.columns();
            let (entry, sum, first, last, count): (Uuid, i64, i64, i64, i64) =
                (c.take()?, c.take()?, c.take()?, c.take()?, c.take()?);
            let at = At::new("journal_postings").with("entry_id", entry);
            check.same(at, "the sum of amount_minor", sum, 0, "debits equal credits");
            check.holds(at, first == 1 && last == count, || {
                format!("line_no runs from {first} to {last} over {count} postings, expected 1 to {count}")
            });
            Ok(())
        },
    )
}

/// The inventory account holds, place by place, the value of the stock.
fn inventory_account(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut check = report.check("inventory_account", 2);
    let sums = |tx: &mut Tx<'_>, sql: &str| -> Result<std::collections::BTreeMap<Uuid, i64>> {
        Ok(tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
    };
    let books = sums(
        tx,
        &format!(
            "SELECT e.location_id, CAST(SUM(p.amount_minor) AS BIGINT) FROM journal_postings p \
             JOIN journal_entries e ON e.id = p.entry_id WHERE p.account = '{INVENTORY}' GROUP BY e.location_id"
        ),
    )?;
    let stock = sums(tx, "SELECT location_id, CAST(SUM(value_minor) AS BIGINT) FROM stock GROUP BY location_id")?;
    check.rows(books.len() + stock.len());
    for location in books.keys().chain(stock.keys().filter(|l| !books.contains_key(l))) {
        let (book, value) =
            (books.get(location).copied().unwrap_or_default(), stock.get(location).copied().unwrap_or_default());
        let key = || format!("location_id={location}");
        if book != value {
            check.found_key("stock", key, format!(
                "value_minor is {value} over all variants, expected {book}: the balance of account {INVENTORY} there"
            ));
        }
    }
    Ok(())
}
