//! The posting rules: for every fact of the business, which accounts are debited and credited.
//!
//! | fact                         | debit                                        | credit                                   |
//! |------------------------------|----------------------------------------------|------------------------------------------|
//! | sale completed               | each tender's clearing account; customer     | revenue per tax category (or the account |
//! |                              | deposits for money taken earlier             | of the line's kind); tax payable         |
//! | … and its goods              | cost of goods sold                           | inventory                                |
//! | cash rounded to coins        | cash rounding, if less moved than was owed   | cash rounding, if more moved             |
//! | money taken before the sale  | the tender's clearing account                | customer deposits                        |
//! | … and a tip with it          | the tender's clearing account                | tips payable                             |
//! | refund                       | revenue, tax payable                         | clearing account if the money went back  |
//! |                              |                                              | at once, refunds payable if it is on its |
//! |                              |                                              | way                                      |
//! | … and its goods, if restocked| inventory                                    | cost of goods sold                       |
//! | exchange: goods come back    | revenue, tax payable                         | exchanges, up to the total of the sale   |
//! | … and others are sold        | exchanges                                    | revenue, tax payable                     |
//! | refund arrived               | refunds payable                              | the tender's clearing account            |
//! | … and did not arrive after all| the same entry, the other way round         |                                          |
//! | order given up, money back   | customer deposits                            | the tender's clearing account            |
//! | opening stock                | inventory                                    | opening equity                           |
//! | stock received               | inventory                                    | goods received, not invoiced             |
//! | stock lost, damaged, counted | shrinkage                                    | inventory (the reverse if found)         |
//! | stock received below zero    | cost of goods sold takes the difference between the cost assumed and the cost paid |
//! | float at opening             | cash in drawers                              | cash in safe                             |
//! | cash in: change              | cash in drawers                              | cash in safe                             |
//! | … other income               | cash in drawers                              | other income                             |
//! | … from the owner             | cash in drawers                              | owner's account                          |
//! | cash out: small expense      | petty expenses                               | cash in drawers                          |
//! | … goods paid on delivery     | goods received, not invoiced                 | cash in drawers                          |
//! | … tips to staff              | tips payable                                 | cash in drawers                          |
//! | … to the owner               | owner's account                              | cash in drawers                          |
//! | safe drop, drawer emptied    | cash in safe                                 | cash in drawers                          |
//! | counted more than expected   | cash in drawers                              | cash over and short (the reverse if less)|
//! | taken to the bank            | bank                                         | cash in safe                             |
//! | fetched from the bank        | cash in safe                                 | bank                                     |
//! | safe at the start            | cash in safe                                 | opening equity                           |
//! | gift card spent              | gift cards                                   | as any tender: revenue, tax payable      |
//! | store credit spent           | store credit                                 | as any tender                            |
//! | sold on account              | accounts receivable                          | as any tender                            |
//! | … and what was owed is paid  | each tender's clearing account               | accounts receivable, by the line's kind  |
//! | refund as store credit       | revenue, tax payable                         | store credit                             |
//! | gift card expired            | gift cards                                   | breakage                                 |
//!
//! Revenue and cost post when goods or services are handed over. Gift cards, bottle deposits and tips are
//! owed, not earned.

use onetill_kernel::{Error, Result};

use super::model::AccountKind::{self, Asset, Equity, Expense, Liability, Revenue};

/// Cash lying in drawers.
pub const CASH: &str = "1000";
/// Cash lying in safes.
pub const SAFE: &str = "1010";
/// Money at the bank.
pub const BANK: &str = "1020";
/// Card payments that the provider has not paid out.
pub const CARD_CLEARING: &str = "1100";
/// Third-party vouchers not yet settled.
pub const VOUCHER_CLEARING: &str = "1150";
/// Transfers not yet seen at the bank.
pub const BANK_TRANSFER_CLEARING: &str = "1160";
/// What goods that come back pay of the sale that they come back with: even after each.
pub const EXCHANGES: &str = "1170";
/// What customers owe.
pub const RECEIVABLE: &str = "1200";
/// Goods on hand, at cost.
pub const INVENTORY: &str = "1400";
/// Goods that came without an invoice yet.
pub const GOODS_RECEIVED: &str = "2000";
/// Value sold on gift cards.
pub const GIFT_CARDS: &str = "2100";
/// What customers have for goods that came back.
pub const STORE_CREDIT: &str = "2105";
/// Deposits on bottles and crates.
pub const BOTTLE_DEPOSITS: &str = "2110";
/// Tips, owed to staff.
pub const TIPS: &str = "2120";
/// Money taken before its order was completed.
pub const CUSTOMER_DEPOSITS: &str = "2300";
/// Refunds on their way to customers.
pub const REFUNDS_PAYABLE: &str = "2310";
/// What the owners put in as stock.
pub const OPENING_EQUITY: &str = "3000";
/// What the owner puts in and takes out.
pub const OWNER: &str = "3100";
/// Shipping charged to customers.
pub const SHIPPING_INCOME: &str = "4800";
/// Fees charged to customers.
pub const FEE_INCOME: &str = "4810";
/// Income from elsewhere than sales.
pub const OTHER_INCOME: &str = "4820";
/// What was left on gift cards whose time is over.
pub const BREAKAGE: &str = "4830";
/// Sales that no tax category covers.
pub const UNTAXED_SALES: &str = "4900";
/// Cost of goods sold.
pub const COST_OF_GOODS: &str = "5000";
/// Goods lost, damaged or miscounted.
pub const SHRINKAGE: &str = "5100";

/// Small things paid out of the drawer.
pub const PETTY_EXPENSES: &str = "5200";
/// Differences between drawers as counted and as expected.
pub const OVER_AND_SHORT: &str = "5300";
/// What rounding to the smallest coin cost, or below zero brought.
pub const CASH_ROUNDING: &str = "5310";

/// The first number of the accounts on which money of further providers waits; the first one's waits on card clearing.
pub const PROVIDER_CLEARING_BASE: i64 = 1300;
/// The first number of the revenue accounts that tax categories open.
pub const REVENUE_BASE: i64 = 4000;
/// The first number of the payable accounts that tax components open.
pub const TAX_PAYABLE_BASE: i64 = 2200;

/// The first number of the accounts on which money of the shop's own tenders waits.
pub const TENDER_CLEARING_BASE: i64 = 1300;

/// Whether money of a tender of the shop's own may wait on an asset account: neither cash and bank, nor goods, nor what
/// customers owe, nor what must be even after each exchange.
pub fn holds_tenders(code: &str) -> bool {
    matches!(code.as_bytes(), [b'1', b'1' | b'3', _, _]) && code != EXCHANGES
}

/// The chart that every business starts with.
pub const CHART: &[(&str, &str, AccountKind)] = &[
    (CASH, "Cash in drawers", Asset),
    (SAFE, "Cash in safe", Asset),
    (BANK, "Bank", Asset),
    (CARD_CLEARING, "Card clearing", Asset),
    (VOUCHER_CLEARING, "Voucher clearing", Asset),
    (BANK_TRANSFER_CLEARING, "Bank transfer clearing", Asset),
    (EXCHANGES, "Exchanges", Asset),
    (RECEIVABLE, "Accounts receivable", Asset),
    (INVENTORY, "Inventory", Asset),
    (GOODS_RECEIVED, "Goods received, not invoiced", Liability),
    (GIFT_CARDS, "Gift cards", Liability),
    (STORE_CREDIT, "Store credit", Liability),
    (BOTTLE_DEPOSITS, "Bottle deposits", Liability),
    (TIPS, "Tips payable", Liability),
    (CUSTOMER_DEPOSITS, "Customer deposits", Liability),
    (REFUNDS_PAYABLE, "Refunds payable", Liability),
    (OPENING_EQUITY, "Opening equity", Equity),
    (OWNER, "Owner's account", Equity),
    (SHIPPING_INCOME, "Shipping income", Revenue),
    (FEE_INCOME, "Fee income", Revenue),
    (OTHER_INCOME, "Other income", Revenue),
    (BREAKAGE, "Breakage", Revenue),
    (UNTAXED_SALES, "Sales, untaxed", Revenue),
    (COST_OF_GOODS, "Cost of goods sold", Expense),
    (SHRINKAGE, "Shrinkage", Expense),
    (PETTY_EXPENSES, "Petty expenses", Expense),
    (OVER_AND_SHORT, "Cash over and short", Expense),
    (CASH_ROUNDING, "Cash rounding", Expense),
];

/// The lines of one entry: amounts in minor units, debits positive, credits negative, one line an
/// account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Postings(Vec<(String, i64)>);

impl Postings {
    /// The lines with an amount, in the order in which their accounts first appeared.
    pub fn lines(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().filter(|(_, amount)| *amount != 0).map(|(account, amount)| (account.as_str(), *amount))
    }

    /// Whether debits equal credits.
    pub fn balanced(&self) -> bool {
        self.0.iter().map(|(_, amount)| i128::from(*amount)).sum::<i128>() == 0
    }

    /// The same lines the other way round: what takes an entry back.
    pub fn reversed(&self) -> Result<Self> {
        let mut p = Self::default();
        for (account, amount) in self.lines() {
            p.credit(account, amount)?;
        }
        Ok(p)
    }

    fn debit(&mut self, account: &str, amount: i64) -> Result<()> {
        match self.0.iter_mut().find(|(known, _)| known == account) {
            Some((_, sum)) => *sum = sum.checked_add(amount).ok_or_else(Error::overflow)?,
            None => self.0.push((account.to_owned(), amount)),
        }
        Ok(())
    }

    fn credit(&mut self, account: &str, amount: i64) -> Result<()> {
        self.debit(account, amount.checked_neg().ok_or_else(Error::overflow)?)
    }
}

/// An account and an amount in minor units.
pub type Share<'a> = (&'a str, i64);

/// What a completed order tells the books.
#[derive(Debug, Clone, Default)]
pub struct Sale<'a> {
    /// Money taken with the sale, by the tender's clearing account.
    pub taken: Vec<Share<'a>>,
    /// What of it is rounding of cash; below zero where less was taken.
    pub rounding: i64,
    /// Money taken earlier, now earned.
    pub deposits: i64,
    /// Net amounts, by the line's account.
    pub income: Vec<Share<'a>>,
    /// Tax, by the component's account.
    pub taxes: Vec<Share<'a>>,
    /// Cost of the goods that left.
    pub cost: i64,
}

/// A sale completed, and its goods.
pub fn sale(fact: &Sale<'_>) -> Result<Postings> {
    let mut p = Postings::default();
    for (account, amount) in &fact.taken {
        p.debit(account, *amount)?;
    }
    p.credit(CASH_ROUNDING, fact.rounding)?;
    p.debit(CUSTOMER_DEPOSITS, fact.deposits)?;
    for (account, amount) in fact.income.iter().chain(&fact.taxes) {
        p.credit(account, *amount)?;
    }
    p.debit(COST_OF_GOODS, fact.cost)?;
    p.credit(INVENTORY, fact.cost)?;
    Ok(p)
}

/// Money taken before the sale, and a tip with it; `rounding` is what cash rounding added to it.
pub fn capture(clearing_account: &str, amount: i64, tip: i64, rounding: i64) -> Result<Postings> {
    let mut p = pair(clearing_account, CUSTOMER_DEPOSITS, amount)?;
    p.debit(clearing_account, tip)?;
    p.credit(TIPS, tip)?;
    p.debit(clearing_account, rounding)?;
    p.credit(CASH_ROUNDING, rounding)?;
    Ok(p)
}

/// What a refund tells the books.
#[derive(Debug, Clone, Default)]
pub struct Refund<'a> {
    /// Money given back at once, by the tender's clearing account.
    pub given: Vec<Share<'a>>,
    /// What of it is rounding of cash; below zero where less was given.
    pub rounding: i64,
    /// Money on its way.
    pub payable: i64,
    /// Net amounts, by the line's account.
    pub income: Vec<Share<'a>>,
    /// Tax, by the component's account.
    pub taxes: Vec<Share<'a>>,
    /// Cost of the goods that went back on the shelf.
    pub restocked_cost: i64,
}

/// A refund, and its goods if they were restocked.
pub fn refund(fact: &Refund<'_>) -> Result<Postings> {
    let mut p = Postings::default();
    for (account, amount) in fact.income.iter().chain(&fact.taxes) {
        p.debit(account, *amount)?;
    }
    for (account, amount) in &fact.given {
        p.credit(account, *amount)?;
    }
    p.debit(CASH_ROUNDING, fact.rounding)?;
    p.credit(REFUNDS_PAYABLE, fact.payable)?;
    p.debit(INVENTORY, fact.restocked_cost)?;
    p.credit(COST_OF_GOODS, fact.restocked_cost)?;
    Ok(p)
}

/// A refund arrived; `rounding` is what cash rounding added to it.
pub fn refund_paid(clearing_account: &str, amount: i64, rounding: i64) -> Result<Postings> {
    given_back(REFUNDS_PAYABLE, clearing_account, amount, rounding)
}

/// An order was given up and its money went back; `rounding` is what cash rounding added to it.
pub fn deposit_returned(clearing_account: &str, amount: i64, rounding: i64) -> Result<Postings> {
    given_back(CUSTOMER_DEPOSITS, clearing_account, amount, rounding)
}

fn given_back(owed: &str, clearing_account: &str, amount: i64, rounding: i64) -> Result<Postings> {
    let mut p = pair(owed, clearing_account, amount)?;
    p.credit(clearing_account, rounding)?;
    p.debit(CASH_ROUNDING, rounding)?;
    Ok(p)
}

/// Why stock was adjusted, as far as the books care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockReason {
    /// It was there at the start.
    Opening,
    /// It was delivered.
    Received,
    /// It was lost, damaged, found, or counted differently.
    Shrinkage,
}

/// Stock adjusted by `value`; `revaluation` is the difference that earlier sales below zero left.
pub fn stock(reason: StockReason, value: i64, revaluation: i64) -> Result<Postings> {
    let contra = match reason {
        StockReason::Opening => OPENING_EQUITY,
        StockReason::Received => GOODS_RECEIVED,
        StockReason::Shrinkage => SHRINKAGE,
    };
    let mut p = pair(INVENTORY, contra, value)?;
    p.debit(INVENTORY, revaluation)?;
    p.credit(COST_OF_GOODS, revaluation)?;
    Ok(p)
}

/// Where cash came from or went to, as far as the books care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CashCounterpart {
    /// The safe.
    Safe,
    /// Income from elsewhere than sales.
    OtherIncome,
    /// The owner.
    Owner,
    /// A small expense.
    Expense,
    /// Goods that were paid on delivery.
    Goods,
    /// Staff, who get their tips.
    Tips,
    /// Nobody knows: the drawer was counted.
    Difference,
}

/// Cash that came into a drawer, or left it where `amount` is below zero.
pub fn drawer_cash(counterpart: CashCounterpart, amount: i64) -> Result<Postings> {
    let contra = match counterpart {
        CashCounterpart::Safe => SAFE,
        CashCounterpart::OtherIncome => OTHER_INCOME,
        CashCounterpart::Owner => OWNER,
        CashCounterpart::Expense => PETTY_EXPENSES,
        CashCounterpart::Goods => GOODS_RECEIVED,
        CashCounterpart::Tips => TIPS,
        CashCounterpart::Difference => OVER_AND_SHORT,
    };
    pair(CASH, contra, amount)
}

/// Cash that came from the bank into a safe, or went there where `amount` is below zero.
pub fn bank_cash(amount: i64) -> Result<Postings> {
    pair(SAFE, BANK, amount)
}

/// Cash that lay in a safe when these books began.
pub fn safe_opening(amount: i64) -> Result<Postings> {
    pair(SAFE, OPENING_EQUITY, amount)
}

/// What was left on a gift card expired.
pub fn breakage(amount: i64) -> Result<Postings> {
    pair(GIFT_CARDS, BREAKAGE, amount)
}

fn pair(debit: &str, credit: &str, amount: i64) -> Result<Postings> {
    let mut p = Postings::default();
    p.debit(debit, amount)?;
    p.credit(credit, amount)?;
    Ok(p)
}
