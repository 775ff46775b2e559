-- domain: platform
-- What becomes of orders put aside when the business day ends, and whether a register asks why a line is taken off.
ALTER TABLE merchant ADD COLUMN held_orders TEXT NOT NULL DEFAULT 'kept' CHECK (held_orders IN ('kept', 'day_end'));
ALTER TABLE merchant ADD COLUMN ask_void_reason BIGINT NOT NULL DEFAULT 0 CHECK (ask_void_reason IN (0, 1));

-- domain: orders
-- An open order that is put aside has a row here until somebody takes it up.
CREATE TABLE held_orders (
    order_id BYTEA NOT NULL PRIMARY KEY,
    location_id BYTEA NOT NULL,
    register_id BYTEA NOT NULL,
    staff_id BYTEA,
    name TEXT NOT NULL,
    held_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX held_orders_by_location ON held_orders (location_id, held_at);
CREATE INDEX held_orders_by_expiry ON held_orders (expires_at) WHERE expires_at IS NOT NULL;
-- What was taken off an order before it was paid, and why; without a name the whole order. The amount is quantity x price,
-- or the order's total.
CREATE TABLE order_voids (
    id BYTEA NOT NULL PRIMARY KEY,
    order_id BYTEA NOT NULL,
    register_id BYTEA NOT NULL,
    shift_id BYTEA,
    staff_id BYTEA,
    variant_id BYTEA,
    name TEXT,
    quantity_milli BIGINT NOT NULL CHECK (quantity_milli >= 0),
    unit_price_minor BIGINT NOT NULL CHECK (unit_price_minor >= 0),
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX order_voids_by_order ON order_voids (order_id, id);
CREATE INDEX order_voids_by_shift ON order_voids (shift_id, id) WHERE shift_id IS NOT NULL;
-- A whole order's void has the order's id.
INSERT INTO order_voids (id, order_id, register_id, staff_id, quantity_milli, unit_price_minor, amount_minor, currency, reason, recorded_at)
SELECT id, id, register_id, staff_id, 0, total_minor, total_minor, currency, note, created_at FROM orders WHERE state = 'voided';
