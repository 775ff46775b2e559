//! A week of a shop, and the auditor beside it.

use std::collections::BTreeMap;

use onetill_kernel::{Clock, Ids, Uuid};
use onetill_testkit::auditor::{Auditor, Refusal};
use onetill_testkit::dice::Dice;
use onetill_testkit::scenario::OnFailure;
use onetill_testkit::shop::{Reply, Shop};
use serde_json::{Value, json};

/// How much happens in a week.
const STEPS: usize = 50;

/// A shop, its auditor, and what may happen next.
pub(crate) struct Week<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) auditor: Auditor,
    pub(crate) dice: Dice,
    ids: Ids,
    /// Lines without quantity.
    pub(crate) things: Vec<Value>,
    pub(crate) goods: Vec<Value>,
    pub(crate) customers: Vec<Value>,
    pub(crate) orders: Vec<String>,
    /// What was done or refused, and how often.
    pub(crate) done: BTreeMap<String, usize>,
}

impl<'a> Week<'a> {
    pub(crate) async fn begin(shop: &'a Shop, seed: u64) -> Self {
        let auditor = Auditor::new(&shop.get("/v1/settings").await.ok());
        let (dice, ids) = (Dice(seed), Ids::seeded(seed));
        let mut week = Self {
            shop,
            auditor,
            dice,
            ids,
            things: Vec::new(),
            goods: Vec::new(),
            customers: vec![Value::Null],
            orders: Vec::new(),
            done: BTreeMap::new(),
        };
        let categories = week.taxes().await;
        for (n, category) in categories.iter().cycle().take(8).enumerate() {
            let price = week.dice.amount(1, 3000);
            let cost = week.dice.amount(0, price + 1);
            let variant = shop.goods(&format!("goods-{n}"), price, cost, category, 0).await;
            week.auditor.product(&variant, price, cost, category);
            week.things.push(json!({ "variant_id": variant }));
            let opening = json!({ "variant_id": variant, "kind": "opening", "quantity": week.dice.amount(1, 30) });
            week.auditor.adjust(&opening).expect("an opening");
            shop.adjust(&variant, opening).await.ok();
            week.goods.push(variant);
        }
        for kind in ["service", "fee", "shipping", "deposit", "gift_card", "tip"] {
            let taxed = !matches!(kind, "deposit" | "gift_card" | "tip");
            let category = if taxed { week.dice.pick(&categories) } else { Value::Null };
            let price = shop.money(week.dice.amount(1, 2500));
            week.things.push(json!({ "kind": kind, "name": kind, "unit_price": price, "tax_category_id": category }));
        }
        for name in ["Ann", "Bob"] {
            let customer = shop.add_customer(name).await;
            week.auditor.customer(&customer);
            week.customers.push(customer);
        }
        week
    }

    /// One rate that changes on Tuesday, one that compounds, three at once, and none.
    pub(crate) async fn taxes(&mut self) -> Vec<Value> {
        let mut ids = Vec::new();
        for (code, components) in [
            (
                "standard",
                json!([{ "name": "VAT", "rate": "17.5", "valid_to": "2026-11-23" }, { "name": "VAT", "rate": "20", "valid_from": "2026-11-24" }]),
            ),
            ("quebec", json!([{ "name": "GST", "rate": "5" }, { "name": "QST", "rate": "9.975", "compound": true }])),
            (
                "city",
                json!([{ "name": "State", "rate": "4" }, { "name": "City", "rate": "4.5" }, { "name": "Metro", "rate": "0.375" }]),
            ),
            ("exempt", json!([])),
        ] {
            let id = self.shop.taxes(code, components.clone()).await;
            self.auditor.tax_category(&id, &json!({ "name": code, "components": components }));
            ids.push(id);
        }
        ids
    }

    pub(crate) fn new_id(&mut self) -> String {
        let now = self.shop.clock.as_ref().expect("a clock that stands still").now();
        self.ids.next::<Uuid>(now).to_string()
    }

    /// Shop and auditor must agree on whether it is done or why not.
    #[track_caller]
    pub(crate) fn agree(&mut self, what: &str, reply: &Reply, expected: Result<(), Refusal>) {
        let answered =
            if reply.status.is_success() { Ok(()) } else { Err(reply.body["code"].as_str().unwrap_or_default()) };
        assert_eq!(answered, expected, "{what}: what the shop says, what the auditor says: {}", reply.body);
        let outcome = expected.err().map_or_else(|| what.to_owned(), |code| format!("{what} refused: {code}"));
        *self.done.entry(outcome).or_default() += 1;
    }

    pub(crate) async fn live(&mut self) {
        for step in 0..STEPS {
            let _where = OnFailure(format!("in step {step}"));
            self.shop.later(3600);
            let now = self.shop.clock.as_ref().expect("a clock that stands still").now().to_string();
            now[..10].clone_into(&mut self.auditor.today);
            match self.dice.roll(16) {
                0 => self.settings().await,
                1..=3 => self.sale().await,
                4..=8 => self.order().await,
                9..=11 => self.refund().await,
                12 => self.refund_without_order().await,
                _ => self.adjust().await,
            }
            self.auditor.compare(self.shop).await;
        }
    }
}
