//! The shop that is measured: founded once from a seed; a later run takes up what is there.

use onetill_db::{Db, Tx};
use onetill_domains::catalog::{self, NewProduct, NewTaxCategory, NewTaxComponent, NewVariant};
use onetill_domains::customers::{self, NewCustomer};
use onetill_domains::inventory::{self, AdjustmentKind, NewAdjustment};
use onetill_domains::orders::{self, LineInput, NewSale, SalePayment};
use onetill_domains::platform::{
    self, Location, Merchant, NegativeStock, NewApiKey, Permissions, Selling, TaxRounding,
};
use onetill_domains::tills::{self, NewRegister};
use onetill_domains::{Ctx, ledger, payments};
use onetill_kernel::{
    Currency, CustomerId, Error, Ids, LocationId, Money, Quantity, RegisterId, Result, TaxCategoryId, Timestamp, Uuid,
    VariantId,
};

use super::names::name;
use crate::dice::Dice;
use crate::queue::{Actor, Queue};

const MERCHANT: &str = "OneTill benchmark";
const REGISTERS: usize = 32;
const CUSTOMERS: usize = 5_000;
/// Enough of each that none runs out.
const ON_HAND: i64 = 1_000_000;
pub(super) const LINES: usize = 3;
const SEED: u64 = 6_000;
/// 2025-01-01T00:00:00Z: when the shop was founded.
const FOUNDED_MICROS: i64 = 1_735_689_600_000_000;
/// Commands that found the shop; each product takes two more.
const FOUNDING: u64 = (REGISTERS + CUSTOMERS + 2) as u64;

/// A shop to measure with.
pub(super) struct BenchShop {
    pub(super) location: LocationId,
    pub(super) registers: Vec<RegisterId>,
    pub(super) variants: Vec<VariantId>,
    pub(super) customers: Vec<CustomerId>,
    pub(super) api_key: String,
}

/// What one customer buys, and where.
pub(super) struct Purchase {
    pub(super) register: RegisterId,
    pub(super) customer: CustomerId,
    pub(super) lines: [(VariantId, i64); LINES],
}

impl BenchShop {
    /// The shop in the database with at least `past_orders`, founded with `products` if need be; and how many
    /// orders it has.
    pub(super) fn prepare(
        db: &Db,
        products: u64,
        past_orders: u64,
        now: Timestamp,
        progress: &dyn Fn(u64, u64),
    ) -> Result<(Self, u64)> {
        let founded = match db.read(platform::merchant) {
            Ok(merchant) if merchant.name == MERCHANT => true,
            Ok(_) => return Err(not_empty()),
            Err(error) if error.code_str() == "not_set_up" => false,
            Err(error) => return Err(error),
        };
        let present = if founded { db.read(count_orders)? } else { 0 };
        let missing = past_orders.saturating_sub(present);
        let mut queue = Queue::new(db, missing + if founded { 0 } else { FOUNDING + 2 * products }, progress);
        if !founded {
            found(&mut queue, products)?;
            queue.settle()?;
        }
        let api_key = Ids::random().secret().iter().fold("otk_".to_owned(), |key, byte| format!("{key}{byte:02x}"));
        let hash = platform::hash_secret(&api_key);
        db.write(move |tx| {
            let new = NewApiKey::for_everything("Benchmark");
            platform::add_api_key(tx, &mut ctx(now, Ids::random()), Permissions::ALL, &new, &hash).map(drop)
        })?;
        let shop = db.read(move |tx| Self::read(tx, api_key))?;
        let mut dice = Dice::new(SEED, present);
        for number in 0..missing {
            shop.sell(&mut queue, &mut dice, now.plus_seconds(-86_400 - 60 * (missing - number) as i64))?;
        }
        queue.finish()?;
        Ok((shop, present + missing))
    }

    fn read(tx: &mut Tx<'_>, api_key: String) -> Result<Self> {
        let registers = tills::registers(tx)?;
        let location = registers.first().map(|r| r.location_id).ok_or_else(not_empty)?;
        Ok(Self {
            location,
            registers: registers.iter().map(|r| r.id).collect(),
            variants: tx.query("SELECT id FROM variants ORDER BY sku", &[], |row| row.get(0))?,
            customers: tx.query("SELECT id FROM customers ORDER BY id", &[], |row| row.get(0))?,
            api_key,
        })
    }

    /// What the next customer buys: some of the first `products` products.
    pub(super) fn purchase(&self, dice: &mut Dice, products: usize) -> Purchase {
        let products = products.min(self.variants.len()).max(1);
        let first = dice.index(products);
        // Three different things, where there are as many.
        let line = |n: usize| (self.variants[(first + n * (products / LINES)) % products], 1 + n as i64 % 2);
        Purchase {
            register: dice.pick(&self.registers),
            customer: dice.pick(&self.customers),
            lines: std::array::from_fn(line),
        }
    }

    /// A sale of the past.
    fn sell(&self, queue: &mut Queue<'_>, dice: &mut Dice, at: Timestamp) -> Result<()> {
        let bought = self.purchase(dice, self.variants.len());
        let line = |(variant, quantity): &(VariantId, i64)| LineInput {
            variant_id: Some(*variant),
            quantity: Some(Quantity::units(*quantity)),
            ..LineInput::default()
        };
        let sale = NewSale {
            id: None,
            register_id: bought.register,
            lines: bought.lines.iter().map(line).collect(),
            discounts: Vec::new(),
            coupons: Vec::new(),
            customer_id: Some(bought.customer),
            payments: vec![SalePayment { tender: Some("cash".to_owned()), ..SalePayment::default() }],
            happened_at: None,
            import: false,
            tax_exemption: None,
            age_check: None,
            returned: Vec::new(),
            voided_lines: Vec::new(),
            shift_id: None,
            note: None,
        };
        let by = Actor { at, staff_id: None, register_id: Some(bought.register), seed: dice.seed() };
        let locks = orders::sale_locks(&sale, self.location);
        queue.count_beside(by, locks, move |tx, ctx| orders::sell(tx, ctx, &sale).map(drop))
    }
}

/// Founds the shop, with goods and customers.
fn found(queue: &mut Queue<'_>, products: u64) -> Result<()> {
    let at = Timestamp::from_micros(FOUNDED_MICROS);
    let currency: Currency = "EUR".parse().map_err(Error::internal)?;
    let mut ids = Ids::seeded(SEED);
    let location: LocationId = ids.next(at);
    let taxes: [TaxCategoryId; 2] = std::array::from_fn(|_| ids.next(at));
    let mut seed = SEED;
    let mut next = || {
        seed += 1;
        Actor { at, staff_id: None, register_id: None, seed }
    };
    queue.count(next(), move |tx, ctx| found_merchant(tx, ctx, currency, location))?;
    for n in 1..=REGISTERS {
        let new = NewRegister::new(location, format!("Till {n}"), format!("B{n}"));
        queue.count(next(), move |tx, ctx| tills::add_register(tx, ctx, &new).map(drop))?;
    }
    queue.count(next(), move |tx, ctx| {
        for (id, (code, rate)) in taxes.iter().zip([("standard", "19"), ("reduced", "7")]) {
            catalog::add_tax_category(tx, ctx, &tax_category(*id, code, rate)?)?;
        }
        Ok(())
    })?;
    for n in 0..products as usize {
        let variant: VariantId = ids.next(at);
        let product = product(variant, n as i64, taxes[n % 2], currency);
        queue.count(next(), move |tx, ctx| catalog::add_product(tx, ctx, &product).map(drop))?;
        let opening = NewAdjustment {
            id: None,
            location_id: location,
            variant_id: Some(variant),
            sku: None,
            barcode: None,
            kind: AdjustmentKind::Opening,
            quantity: Quantity::units(ON_HAND),
            unit_cost: None,
            reason: None,
            happened_at: None,
            import: false,
        };
        queue.count(next(), move |tx, ctx| inventory::adjust(tx, ctx, &opening).map(drop))?;
    }
    for n in 1..=CUSTOMERS {
        let new = NewCustomer { name: format!("Customer {n}"), ..NewCustomer::default() };
        queue.count(next(), move |tx, ctx| customers::add_customer(tx, ctx, &new).map(drop))?;
    }
    Ok(())
}

fn ctx(now: Timestamp, ids: Ids) -> Ctx {
    Ctx { now, ids, staff_id: None, register_id: None, owner_id: Uuid::nil(), approved_by: None, who: None }
}

fn not_empty() -> Error {
    Error::invalid("database", "This database holds a shop already.")
        .fix("Name an empty database: the benchmark writes hundreds of thousands of orders.")
}

fn count_orders(tx: &mut Tx<'_>) -> Result<u64> {
    let count: i64 = tx.query_one("SELECT COUNT(*) FROM orders", &[], |row| row.get(0))?;
    u64::try_from(count).map_err(Error::internal)
}

fn found_merchant(tx: &mut Tx<'_>, ctx: &Ctx, currency: Currency, location: LocationId) -> Result<()> {
    let merchant = Merchant {
        name: MERCHANT.to_owned(),
        country: "DE".to_owned(),
        currency,
        prices_include_tax: true,
        tax_rounding: TaxRounding::Line,
        negative_stock: NegativeStock::Allow,
        cash_rounding: 0,
        selling: Selling::default(),
        demo: false,
    };
    platform::found_merchant(tx, &merchant)?;
    ledger::found_chart(tx)?;
    payments::found_tenders(tx)?;
    platform::add_location(tx, ctx, &Location::new(location, "Shop", "Europe/Berlin", 4))
}

fn tax_category(id: TaxCategoryId, code: &str, rate: &str) -> Result<NewTaxCategory> {
    let vat = NewTaxComponent {
        id: None,
        name: "VAT".to_owned(),
        rate: rate.parse().map_err(|e: String| Error::internal(e))?,
        compound: false,
        valid_from: None,
        valid_to: None,
    };
    Ok(NewTaxCategory { id: Some(id), code: code.to_owned(), name: format!("VAT {rate} %"), components: vec![vat] })
}

/// A GTIN-13 (GS1 General Specifications, section 7.9): twelve digits that count, and the check digit.
fn barcode(n: i64) -> String {
    let body = format!("40{n:010}");
    let sum: u32 = body.bytes().rev().zip([3, 1].into_iter().cycle()).map(|(b, w)| u32::from(b - b'0') * w).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn product(variant: VariantId, n: i64, tax: TaxCategoryId, currency: Currency) -> NewProduct {
    let price = 50 + n * 37 % 5_000;
    NewProduct {
        id: None,
        name: name(n.unsigned_abs()),
        description: None,
        kind: None,
        category_id: None,
        tax_category_id: Some(tax),
        variants: vec![NewVariant {
            id: Some(variant),
            name: None,
            sku: format!("P{n:06}"),
            barcodes: vec![barcode(n)],
            price: Money::new(price, currency),
            cost: Some(Money::new(price * 3 / 5, currency)),
            track_stock: None,
            terms: None,
        }],
    }
}
