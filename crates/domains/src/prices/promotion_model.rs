use onetill_db::text_enum;
use onetill_kernel::{CategoryId, CouponId, Money, PromotionId, Rate, Timestamp, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::Validity;

/// What a promotion does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromotionKind {
    /// `percent` off what it reaches.
    Percent,
    /// `amount` off each unit that it reaches.
    Amount,
    /// For every `buy` bought, `get` more at `percent` off, the cheapest first: of the same goods, or of those of part 2.
    BuyGet,
    /// Any `buy` of its goods for `amount` together.
    Mix,
    /// One of each part, or as many as the part says, for `amount` together.
    Bundle,
    /// `percent` off the whole order, where it comes to `min_total`.
    OrderPercent,
    /// `amount` off the whole order, where it comes to `min_total`.
    OrderAmount,
}
text_enum!(PromotionKind {
    Percent = "percent",
    Amount = "amount",
    BuyGet = "buy_get",
    Mix = "mix",
    Bundle = "bundle",
    OrderPercent = "order_percent",
    OrderAmount = "order_amount",
});

impl PromotionKind {
    /// Whether it is taken off the whole order, and not off lines.
    pub const fn is_on_order(self) -> bool {
        matches!(self, Self::OrderPercent | Self::OrderAmount)
    }

    /// Whether goods come together at a price of their own.
    pub const fn is_of_sets(self) -> bool {
        matches!(self, Self::Mix | Self::Bundle)
    }
}

/// Goods that a promotion reaches: a category with all below it, or one variant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromotionGoods {
    /// Which part of a promotion they are, from 1; 1 unless told. Goods of one part stand for each other.
    #[schema(minimum = 1, maximum = 20)]
    pub part: Option<i64>,
    /// Everything in this category and those below it …
    pub category_id: Option<CategoryId>,
    /// … or just this variant.
    pub variant_id: Option<VariantId>,
    /// What it is called: answers tell it, requests need not.
    #[schema(max_length = 500)]
    pub name: Option<String>,
    /// How many of this part a bundle takes; one unless told.
    #[schema(minimum = 1, maximum = 1000)]
    pub quantity: Option<i64>,
}

/// What is taken off by a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Promotion {
    /// Its id.
    pub id: PromotionId,
    /// Counts its changes; send it back to change it.
    pub version: i64,
    /// Its name: the reason that lines and receipts show.
    pub name: String,
    /// What it does.
    pub kind: PromotionKind,
    /// A percentage.
    pub percent: Rate,
    /// An amount.
    pub amount: Money,
    /// How many must be bought, or make a set.
    pub buy: i64,
    /// How many are given for them.
    pub get: i64,
    /// What an order must come to, after all discounts of its lines.
    pub min_total: Money,
    /// The goods that it reaches; everything where there are none.
    pub goods: Vec<PromotionGoods>,
    /// Promotions of lower numbers come first; of one number the older.
    pub priority: i64,
    /// Whether it may meet other promotions.
    pub combinable: bool,
    /// Whether it needs a code.
    pub needs_coupon: bool,
    /// Where, for whom and when it holds.
    pub validity: Validity,
    /// Whether it is used at all.
    pub active: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

/// A new promotion.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPromotion {
    /// Chosen by the client, or made here.
    pub id: Option<PromotionId>,
    /// Its name: the reason that lines and receipts show.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What it does. It never changes.
    pub kind: PromotionKind,
    /// A percentage, for the kinds that take one.
    pub percent: Option<Rate>,
    /// An amount, for the kinds that take one.
    pub amount: Option<Money>,
    /// How many must be bought, or make a set.
    #[schema(minimum = 1, maximum = 1000)]
    pub buy: Option<i64>,
    /// How many are given for them; one unless told.
    #[schema(minimum = 1, maximum = 1000)]
    pub get: Option<i64>,
    /// What an order must come to; nothing unless told.
    pub min_total: Option<Money>,
    /// The goods that it reaches; everything where none are named.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub goods: Vec<PromotionGoods>,
    /// Promotions of lower numbers come first; 100 unless told.
    #[schema(minimum = 0, maximum = 1000)]
    pub priority: Option<i64>,
    /// Whether it may meet other promotions; it may not unless told.
    #[serde(default)]
    pub combinable: bool,
    /// Whether it needs a code.
    #[serde(default)]
    pub needs_coupon: bool,
    /// Where, for whom and when it holds; always unless told.
    #[serde(default)]
    pub validity: Validity,
}

/// What to change of a promotion; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromotionChange {
    /// The version that was read.
    #[schema(minimum = 1)]
    pub version: i64,
    /// What it shall be: all of it anew, but for its kind.
    pub promotion: Option<NewPromotion>,
    /// Whether it is used at all.
    pub active: Option<bool>,
}

/// A code that a promotion needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Coupon {
    /// Its id.
    pub id: CouponId,
    /// The promotion that it opens.
    pub promotion_id: PromotionId,
    /// The code, in capitals.
    pub code: String,
    /// How often it may be used in all; without limit where absent.
    pub max_uses: Option<i64>,
    /// How often each customer may use it; without limit where absent.
    pub max_uses_each: Option<i64>,
    /// How often it was used, and not given back.
    pub used_count: i64,
    /// Whether it may be used.
    pub active: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

/// New codes of a promotion.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCoupons {
    /// One to 500 codes of 3 to 40 letters, digits and hyphens; capitals and small letters are the same.
    #[schema(min_items = 1, max_items = 500)]
    pub codes: Vec<String>,
    /// How often each code may be used in all; without limit unless told.
    #[schema(minimum = 1, maximum = 1000000)]
    pub max_uses: Option<i64>,
    /// How often each customer may use a code; without limit unless told. The sale must then name the customer.
    #[schema(minimum = 1, maximum = 1000000)]
    pub max_uses_each: Option<i64>,
}

/// What to change of a code.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CouponChange {
    /// Whether it may be used.
    pub active: bool,
}

/// A code that is brought for an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The code.
    pub id: CouponId,
    /// As it is written.
    pub code: String,
    /// What it opens.
    pub promotion_id: PromotionId,
}

/// A promotion as pricing reads it.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in Promotion, in minor units")]
pub struct PromotionRule {
    pub id: PromotionId,
    pub name: String,
    pub kind: PromotionKind,
    pub percent: Rate,
    pub amount: i64,
    pub buy: i64,
    pub get: i64,
    pub min_total: i64,
    pub combinable: bool,
    /// The highest number of a part.
    pub parts: i64,
    /// In the order of their parts.
    pub goods: Vec<RuleGoods>,
}

/// Goods of a part, the categories with all that are below them.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "as in PromotionGoods")]
pub struct RuleGoods {
    pub part: i64,
    pub categories: Vec<CategoryId>,
    pub variant_id: Option<VariantId>,
    pub quantity: i64,
}

impl PromotionRule {
    /// The part that a line belongs to: the first that names it. Where part 1 names nothing it is everything else.
    pub fn part_of(&self, variant: Option<VariantId>, category: Option<CategoryId>) -> Option<i64> {
        let variant = variant?;
        let names = |g: &&RuleGoods| {
            g.variant_id == Some(variant) || category.is_some_and(|category| g.categories.contains(&category))
        };
        let named = self.goods.iter().find(names).map(|g| g.part);
        named.or_else(|| (!self.goods.iter().any(|g| g.part == 1)).then_some(1))
    }

    /// How many of a part a bundle takes.
    pub fn quantity_of(&self, part: i64) -> i64 {
        self.goods.iter().find(|g| g.part == part).map_or(1, |g| g.quantity)
    }
}
