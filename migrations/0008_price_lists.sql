-- domain: customers
CREATE TABLE customer_groups (
    id BYTEA NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
ALTER TABLE customers ADD COLUMN group_id BYTEA REFERENCES customer_groups (id);

-- domain: prices
-- Who is charged other prices than the catalogue's, where and when: nothing where it does not matter. Days are business
-- days; weekdays are bits, Monday 1; the minutes are those of the clock on the wall, and may pass midnight.
CREATE TABLE price_lists (
    id BYTEA NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
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
CREATE TABLE price_list_prices (
    price_list_id BYTEA NOT NULL REFERENCES price_lists (id),
    variant_id BYTEA NOT NULL,
    price_minor BIGINT NOT NULL CHECK (price_minor >= 0),
    PRIMARY KEY (price_list_id, variant_id)
);
CREATE INDEX price_list_prices_by_variant ON price_list_prices (variant_id);

-- domain: orders
-- The list that a line's price came from, and what it was called then.
ALTER TABLE order_lines ADD COLUMN price_list_id BYTEA;
ALTER TABLE order_lines ADD COLUMN price_list_name TEXT;
