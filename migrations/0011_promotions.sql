-- domain: prices
-- What is taken off by a rule: percent_ppm, amount_minor, the counts and min_total_minor mean what the kind says of them.
CREATE TABLE promotions (
    id BYTEA NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('percent', 'amount', 'buy_get', 'mix', 'bundle', 'order_percent', 'order_amount')),
    percent_ppm BIGINT NOT NULL CHECK (percent_ppm BETWEEN 0 AND 1000000),
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    buy_count BIGINT NOT NULL CHECK (buy_count >= 0),
    get_count BIGINT NOT NULL CHECK (get_count >= 0),
    min_total_minor BIGINT NOT NULL CHECK (min_total_minor >= 0),
    priority BIGINT NOT NULL,
    combinable BIGINT NOT NULL CHECK (combinable IN (0, 1)),
    needs_coupon BIGINT NOT NULL CHECK (needs_coupon IN (0, 1)),
    location_id BYTEA,
    group_id BYTEA,
    valid_from_date TEXT,
    valid_to_date TEXT,
    weekdays BIGINT NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    from_minute BIGINT,
    to_minute BIGINT,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL
);
-- The goods that a promotion reaches; all where it has none. Part 1 is what is bought or reduced; part 2 of buy and get is
-- what is given; a bundle has so many of each part.
CREATE TABLE promotion_goods (
    promotion_id BYTEA NOT NULL REFERENCES promotions (id),
    goods_no BIGINT NOT NULL,
    part BIGINT NOT NULL CHECK (part > 0),
    category_id BYTEA,
    variant_id BYTEA,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (promotion_id, goods_no)
);
-- Codes that a promotion needs; used_count is what the redemptions that stand come to.
CREATE TABLE coupons (
    id BYTEA NOT NULL PRIMARY KEY,
    promotion_id BYTEA NOT NULL REFERENCES promotions (id),
    code TEXT NOT NULL UNIQUE,
    max_uses BIGINT CHECK (max_uses > 0),
    max_uses_each BIGINT CHECK (max_uses_each > 0),
    used_count BIGINT NOT NULL CHECK (used_count >= 0),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL
);
CREATE INDEX coupons_by_promotion ON coupons (promotion_id, id);
-- A code that an order used. It is given back where the order was given up, or all of it was refunded.
CREATE TABLE coupon_redemptions (
    order_id BYTEA NOT NULL,
    coupon_id BYTEA NOT NULL,
    customer_id BYTEA,
    redeemed_at BIGINT NOT NULL,
    given_back_at BIGINT,
    PRIMARY KEY (order_id, coupon_id)
);
CREATE INDEX coupon_redemptions_by_coupon ON coupon_redemptions (coupon_id, customer_id);

-- domain: orders
-- The promotion that took something off; none where a person did.
ALTER TABLE order_discounts ADD COLUMN promotion_id BYTEA;
-- The codes that were brought for an order, and whether each took anything off.
CREATE TABLE order_coupons (
    order_id BYTEA NOT NULL,
    coupon_id BYTEA NOT NULL,
    applied BIGINT NOT NULL CHECK (applied IN (0, 1)),
    PRIMARY KEY (order_id, coupon_id)
);
