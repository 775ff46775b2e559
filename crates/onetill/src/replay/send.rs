//! Sending the plan: first what the shop needs to know, then the invoices and cancellations.

use std::collections::HashMap;
use std::sync::Arc;

use onetill_domains::catalog::{NewProduct, NewVariant};
use onetill_domains::customers::NewCustomer;
use onetill_domains::inventory::{AdjustmentKind, NewAdjustment};
use onetill_domains::orders::{LineInput, NewRefund, NewSale, NewUnlinkedRefund, RefundLineInput, SalePayment};
use onetill_domains::platform::{LocationView, Settings};
use onetill_domains::tills::NewRegister;
use onetill_kernel::{Error, LocationId, Money, OrderId, Quantity, RegisterId, Result, TaxCategoryId, Timestamp, Uuid};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Steps;
use super::api::{Api, Sent};
use super::ids::Namer;
use super::lanes::in_lanes;
use super::mapping::Mapping;
use super::plan::{Document, Line, Plan, Product, What};
use super::recorded::{Recorded, path};

/// Where the past goes.
#[derive(Clone)]
pub(super) struct Shop {
    location_id: LocationId,
    register_id: RegisterId,
    /// Tax categories by code.
    taxes: HashMap<String, TaxCategoryId>,
}

#[derive(Deserialize)]
struct List<T> {
    items: Vec<T>,
}

/// Checks that the shop fits the file, and adds its taxes and the register of past sales.
pub(super) async fn set_up(api: &Api, mapping: &Mapping) -> Result<Shop> {
    let settings: Settings = api.get("/v1/settings").await?;
    if settings.currency != mapping.currency {
        let (shop, file) = (settings.currency, mapping.currency);
        return Err(Error::conflict("wrong_currency", format!("The shop sells in {shop}, the file is in {file}."))
            .fix("Replay it into a shop with the file's currency."));
    }
    if settings.prices_include_tax != mapping.prices_include_tax {
        let with = |included| if included { "contain" } else { "do not contain" };
        let (shop, file) = (with(settings.prices_include_tax), with(mapping.prices_include_tax));
        return Err(Error::conflict(
            "wrong_prices",
            format!("Prices of the shop {shop} the tax, those of the file {file} it."),
        )
        .fix("Replay it into a shop of the same sort: `onetill init` makes one, with or without --tax-exclusive."));
    }
    let namer = Namer::new(&mapping.source);
    let always = Timestamp::from_micros(0);
    let mut taxes = HashMap::new();
    for tax in &mapping.taxes {
        let id = namer.id(always, "tax category", &tax.code);
        let mut tax = tax.clone();
        tax.id = Some(TaxCategoryId(id));
        for component in &mut tax.components {
            let name = format!("{}\n{}\n{:?}", tax.code, component.name, component.valid_from);
            component.id = Some(namer.id(always, "tax component", &name).into());
        }
        must(api.make("/v1/tax-categories", id, &tax).await?, &tax.name)?;
        taxes.insert(tax.code, TaxCategoryId(id));
    }
    let location_id = location(api, mapping).await?;
    let id = namer.id(always, "register", &mapping.register.series);
    let register = NewRegister {
        id: Some(RegisterId(id)),
        ..NewRegister::new(location_id, &mapping.register.name, &mapping.register.series)
    };
    must(api.make("/v1/registers", id, &register).await?, &mapping.register.name)?;
    Ok(Shop { location_id, register_id: RegisterId(id), taxes })
}

async fn location(api: &Api, mapping: &Mapping) -> Result<LocationId> {
    let List { items: locations } = api.get::<List<LocationView>>("/v1/locations").await?;
    let wanted = mapping.register.location.as_deref();
    let mut fitting = locations.iter().filter(|l| wanted.is_none_or(|w| w == l.name));
    match (fitting.next(), fitting.next()) {
        (Some(location), None) => Ok(location.id),
        _ => {
            let names: Vec<&str> = locations.iter().map(|l| l.name.as_str()).collect();
            Err(Error::conflict("which_location", "It is not clear at which location this was sold.")
                .fix(format!("Name one of these as `location` of [register] in the mapping: {}.", names.join(", "))))
        }
    }
}

/// Without this nothing else can be sent.
fn must(sent: Sent<IgnoredAny>, what: &str) -> Result<()> {
    match sent {
        Sent::Made(_) | Sent::Known => Ok(()),
        Sent::Refused(why) => Err(Error::conflict("refused", format!("The shop does not take {what}: {why}"))
            .fix("Replay into a shop that was set up for it; what was done stays done.")),
    }
}

/// What became of a document: what the shop has recorded, or why it refused.
pub(super) type Outcome = Result<Recorded, String>;

/// Sends a plan to a shop; clones share it.
#[derive(Clone)]
pub(super) struct Sender(Arc<Inner>);

struct Inner {
    api: Api,
    plan: Arc<Plan>,
    shop: Shop,
    mapping: Mapping,
    steps: Steps,
    /// The moment before the first sale, when the shop had its opening stock.
    opened_at: Timestamp,
}

impl Sender {
    pub(super) fn new(api: Api, plan: Arc<Plan>, shop: Shop, mapping: Mapping, steps: Steps) -> Self {
        let first = plan.documents.iter().map(|d| d.at).min();
        let opened_at = first.unwrap_or_else(|| Timestamp::from_micros(0)).plus_seconds(-1);
        Self(Arc::new(Inner { api, plan, shop, mapping, steps, opened_at }))
    }

    /// Adds products with their opening stock, and customers.
    pub(super) async fn catalogue(&self) -> Result<()> {
        let products = self.0.plan.products.iter().map(|p| p.id);
        self.each(products, |sender, place| async move { sender.product(place).await }).await?;
        let customers = self.0.plan.customers.iter().map(|c| c.id);
        self.each(customers, |sender, place| async move { sender.customer(place).await }).await?;
        Ok(())
    }

    /// Sends invoices and cancellations; returns what became of each, by its place in the plan.
    pub(super) async fn documents(&self) -> Result<Vec<(usize, Outcome)>> {
        let documents = &self.0.plan.documents;
        let keys = documents.iter().map(|document| match document.what {
            // Refunds come after their sale, and after each other.
            What::Refund(sale) => documents[sale].id,
            What::Sale | What::UnlinkedRefund => document.id,
        });
        self.each(keys, |sender, place| async move { Ok((place, sender.document(place).await?)) }).await
    }

    /// Does something at each of the places that `keys` stand for, one key's in order.
    async fn each<R, F, Fut>(&self, keys: impl Iterator<Item = Uuid>, run: F) -> Result<Vec<R>>
    where
        R: Send + 'static,
        F: Fn(Arc<Inner>, usize) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<R>> + Send,
    {
        let work: Vec<(Uuid, usize)> = keys.zip(0..).collect();
        let inner = self.0.clone();
        in_lanes(work, move |place| {
            let (inner, run) = (inner.clone(), run.clone());
            async move {
                let done = run(inner.clone(), place).await?;
                inner.steps.one();
                Ok(done)
            }
        })
        .await
    }
}

impl Inner {
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.mapping.currency)
    }

    async fn product(&self, place: usize) -> Result<()> {
        let product = &self.plan.products[place];
        let tax = product.tax.as_ref().and_then(|code| self.shop.taxes.get(code));
        let new = NewProduct {
            id: Some(product.id.into()),
            name: product.name.clone(),
            description: None,
            kind: Some(product.kind),
            category_id: None,
            tax_category_id: tax.copied(),
            variants: vec![NewVariant {
                id: Some(product.variant_id.into()),
                name: None,
                sku: product.code.clone(),
                barcodes: Vec::new(),
                price: self.money(product.price),
                cost: product.tracked.then(|| self.money(product.cost)),
                track_stock: Some(product.tracked),
                terms: None,
            }],
        };
        must(self.api.make("/v1/products", product.id, &new).await?, &product.code)?;
        if product.opening > Quantity::ZERO {
            self.opening(product).await?;
        }
        Ok(())
    }

    async fn opening(&self, product: &Product) -> Result<()> {
        let id = Namer::new(&self.mapping.source).id(product.at, "opening stock", &product.code);
        let new = NewAdjustment {
            id: Some(id.into()),
            location_id: self.shop.location_id,
            variant_id: Some(product.variant_id.into()),
            sku: None,
            barcode: None,
            kind: AdjustmentKind::Opening,
            quantity: product.opening,
            unit_cost: Some(self.money(product.cost)),
            reason: Some("Assumed before the first of the past sales".to_owned()),
            happened_at: Some(self.opened_at),
            import: true,
        };
        must(self.api.make("/v1/stock/adjustments", id, &new).await?, &product.code)
    }

    async fn customer(&self, place: usize) -> Result<()> {
        let customer = &self.plan.customers[place];
        let name = format!("Customer {}", customer.number);
        let new = NewCustomer { id: Some(customer.id.into()), name, ..NewCustomer::default() };
        must(self.api.make("/v1/customers", customer.id, &new).await?, &new.name)
    }

    async fn document(&self, place: usize) -> Result<Outcome> {
        let document = &self.plan.documents[place];
        let id = document.id;
        let sent = match document.what {
            What::Sale => self.api.make("/v1/sales", id, &self.sale(document)).await?,
            What::Refund(sale) => {
                let order_id = OrderId(self.plan.documents[sale].id);
                self.api.make(&format!("/v1/orders/{order_id}/refunds"), id, &self.refund(document)).await?
            }
            What::UnlinkedRefund => self.api.make("/v1/refunds", id, &self.unlinked(document)).await?,
        };
        match sent {
            Sent::Made(recorded) => Ok(Ok(recorded)),
            Sent::Known => Ok(Ok(self.api.get(&path(document)).await?)),
            Sent::Refused(why) => Ok(Err(why)),
        }
    }

    fn sale(&self, document: &Document) -> NewSale {
        NewSale {
            id: Some(document.id.into()),
            register_id: self.shop.register_id,
            lines: document.lines.iter().map(|l| self.line(l)).collect(),
            discounts: Vec::new(),
            coupons: Vec::new(),
            customer_id: self.customer_id(document).map(Into::into),
            payments: vec![SalePayment { tender: Some(self.mapping.tender.clone()), ..SalePayment::default() }],
            happened_at: Some(document.at),
            import: true,
            tax_exemption: None,
            age_check: None,
            returned: Vec::new(),
            voided_lines: Vec::new(),
            shift_id: None,
            note: Some(document.number.clone()),
        }
    }

    fn refund(&self, document: &Document) -> NewRefund {
        let line = |l: &Line| {
            let quantity = Some(l.quantity);
            Some(RefundLineInput { line_no: l.order_line?, quantity, restock: None })
        };
        NewRefund {
            id: Some(document.id.into()),
            register_id: self.shop.register_id,
            reason: format!("Cancellation {}", document.number),
            lines: Some(document.lines.iter().filter_map(line).collect()),
            restock: Some(self.mapping.cancellations.restock),
            payments: None,
            as_store_credit: false,
            customer_id: None,
            happened_at: Some(document.at),
            import: true,
        }
    }

    fn unlinked(&self, document: &Document) -> NewUnlinkedRefund {
        NewUnlinkedRefund {
            id: Some(document.id.into()),
            register_id: self.shop.register_id,
            reason: format!("Cancellation {} of a sale that is not known", document.number),
            customer_id: self.customer_id(document).map(Into::into),
            lines: document.lines.iter().map(|l| self.line(l)).collect(),
            restock: Some(self.mapping.cancellations.restock),
            tender: self.mapping.tender.clone(),
            happened_at: Some(document.at),
            import: true,
        }
    }

    fn line(&self, line: &Line) -> LineInput {
        LineInput {
            variant_id: Some(self.plan.products[line.product].variant_id.into()),
            quantity: Some(line.quantity),
            unit_price: Some(self.money(line.price)),
            ..LineInput::default()
        }
    }

    fn customer_id(&self, document: &Document) -> Option<Uuid> {
        document.customer.map(|place| self.plan.customers[place].id)
    }
}
