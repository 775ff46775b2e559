-- domain: catalog
-- What a register asks or adds when a variant is sold: its price, its weight, the buyer's age, its serial number, a deposit.
ALTER TABLE variants ADD COLUMN open_price BIGINT NOT NULL DEFAULT 0 CHECK (open_price IN (0, 1));
ALTER TABLE variants ADD COLUMN min_price_minor BIGINT CHECK (min_price_minor >= 0);
ALTER TABLE variants ADD COLUMN max_price_minor BIGINT CHECK (max_price_minor >= 0);
ALTER TABLE variants ADD COLUMN weighed BIGINT NOT NULL DEFAULT 0 CHECK (weighed IN (0, 1));
ALTER TABLE variants ADD COLUMN minimum_age BIGINT CHECK (minimum_age BETWEEN 1 AND 99);
ALTER TABLE variants ADD COLUMN serials BIGINT NOT NULL DEFAULT 0 CHECK (serials IN (0, 1));
ALTER TABLE variants ADD COLUMN deposit_variant_id BYTEA REFERENCES variants (id);
CREATE INDEX products_of_deposits ON products (sort_name, id) WHERE kind = 'deposit';
-- How the shop's scales print a weight or a price into a barcode: prefix, item, perhaps a check digit of the value, value, and
-- the barcode's own check digit. A UPC-A is the EAN-13 that begins with 0.
CREATE TABLE barcode_layouts (
    prefix TEXT NOT NULL PRIMARY KEY,
    holds TEXT NOT NULL CHECK (holds IN ('price', 'weight')),
    item_digits BIGINT NOT NULL CHECK (item_digits BETWEEN 1 AND 8),
    value_digits BIGINT NOT NULL CHECK (value_digits BETWEEN 2 AND 8),
    value_check BIGINT NOT NULL CHECK (value_check IN (0, 1)),
    decimals BIGINT NOT NULL CHECK (decimals BETWEEN 0 AND 3)
);

-- domain: orders
-- The deposit of a line stands on a line of its own, one for all lines with the same deposit.
ALTER TABLE order_lines ADD COLUMN deposit_line_no BIGINT;
ALTER TABLE order_lines ADD COLUMN minimum_age BIGINT CHECK (minimum_age BETWEEN 1 AND 99);
ALTER TABLE order_lines ADD COLUMN serial TEXT;
CREATE INDEX order_lines_by_serial ON order_lines (serial) WHERE serial IS NOT NULL;
-- What is sold, or being paid, and has not come back: the same piece cannot be sold twice.
CREATE TABLE sold_serials (
    variant_id BYTEA NOT NULL,
    serial TEXT NOT NULL,
    order_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    PRIMARY KEY (variant_id, serial)
);
CREATE INDEX sold_serials_by_order ON sold_serials (order_id, line_no);
-- Who saw that the buyer is old enough, and up to which age that was asked. No date of birth is kept.
CREATE TABLE age_checks (
    order_id BYTEA NOT NULL PRIMARY KEY,
    minimum_age BIGINT NOT NULL CHECK (minimum_age BETWEEN 1 AND 99),
    method TEXT NOT NULL CHECK (method IN ('date_of_birth', 'seen')),
    register_id BYTEA NOT NULL,
    staff_id BYTEA,
    recorded_at BIGINT NOT NULL
);
