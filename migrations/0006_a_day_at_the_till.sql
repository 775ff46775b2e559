-- domain: payments
-- The fact of a journal entry is found by its id, also where it is an attempt.
CREATE INDEX payment_attempts_own ON payment_attempts (id) WHERE own_entry = 1;
-- Of a card's number the last four digits are kept: a sale is found by them.
CREATE INDEX payment_attempts_by_card ON payment_attempts (substr(card, length(card) - 3)) WHERE card IS NOT NULL;

-- domain: platform
-- What becomes of orders put aside when the business day ends, and whether a register asks why a line is taken off.
ALTER TABLE merchant ADD COLUMN held_orders TEXT NOT NULL DEFAULT 'kept' CHECK (held_orders IN ('kept', 'day_end'));
ALTER TABLE merchant ADD COLUMN ask_void_reason BIGINT NOT NULL DEFAULT 0 CHECK (ask_void_reason IN (0, 1));

-- What a location's days go by from a moment on, where somebody changed it; before the first it is what the location says.
CREATE TABLE location_clocks (
    location_id BYTEA NOT NULL REFERENCES locations (id),
    valid_from BIGINT NOT NULL,
    time_zone TEXT NOT NULL,
    day_starts_at_hour BIGINT NOT NULL CHECK (day_starts_at_hour BETWEEN 0 AND 23),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (location_id, valid_from)
);

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

-- domain: customers
CREATE TABLE customer_groups (
    id BYTEA NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX customers_by_phone ON customers (phone) WHERE phone IS NOT NULL;
-- The digits of a phone number are the end of what a customer is found by.
CREATE INDEX customers_by_number ON customers (substr(folded, length(folded) - 5)) WHERE phone IS NOT NULL;
ALTER TABLE customers ADD COLUMN group_id BYTEA REFERENCES customer_groups (id);
-- What they like, apart from what the shop notes of them.
ALTER TABLE customers ADD COLUMN preferences TEXT NOT NULL DEFAULT '';
-- Who is not charged tax, until when; a row for each who is not.
CREATE TABLE tax_exemptions (
    customer_id BYTEA NOT NULL PRIMARY KEY REFERENCES customers (id),
    reason TEXT NOT NULL,
    certificate TEXT NOT NULL,
    valid_to_date TEXT,
    recorded_at BIGINT NOT NULL
);

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
-- What the catalogue or a list charged for a line that was sold at another price, and why.
ALTER TABLE order_lines ADD COLUMN regular_price_minor BIGINT;
ALTER TABLE order_lines ADD COLUMN price_reason TEXT;
-- Why an order is sold without tax, and what tax its lines are not charged: such an order has no rows in order_line_taxes.
ALTER TABLE orders ADD COLUMN exempt_reason TEXT;
ALTER TABLE orders ADD COLUMN exempt_certificate TEXT;
ALTER TABLE order_lines ADD COLUMN exempted_minor BIGINT NOT NULL DEFAULT 0;
CREATE TABLE exempt_line_taxes (
    order_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    component_no BIGINT NOT NULL,
    component_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    compound BIGINT NOT NULL CHECK (compound IN (0, 1)),
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (order_id, line_no, component_no)
);

-- domain: platform
-- A role of the shop's own: a name, the words of its permissions with a space between, and the greatest share of an amount
-- that it takes off by hand (without discount_freely). The fixed roles are in the program. One that was removed keeps its row, as the event log tells of it.
CREATE TABLE roles (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,
    max_discount_ppm BIGINT NOT NULL CHECK (max_discount_ppm BETWEEN 0 AND 1000000),
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
-- A sign-in has an id to be ended by, and ends when it was not used for a while. Whoever is signed in signs in again.
DROP TABLE sessions;
ALTER TABLE staff RENAME TO staff_before;
CREATE TABLE staff (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT UNIQUE,
    password_hash TEXT,
    pin_hash TEXT,
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'cashier', 'accountant', 'own')),
    role_id BYTEA REFERENCES roles (id),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL,
    CHECK ((role = 'own') = (role_id IS NOT NULL))
);
INSERT INTO staff (id, name, email, password_hash, pin_hash, role, role_id, active, created_at)
SELECT id, name, email, password_hash, pin_hash, role, NULL, active, created_at FROM staff_before;
DROP TABLE staff_before;
CREATE TABLE sessions (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    staff_id BYTEA NOT NULL REFERENCES staff (id),
    register_id BYTEA,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
-- A key has permissions of its own instead of a role: those that its role had.
ALTER TABLE api_keys RENAME TO api_keys_before;
CREATE TABLE api_keys (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    key_hash BYTEA NOT NULL UNIQUE,
    permissions TEXT NOT NULL,
    created_by BYTEA REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);
INSERT INTO api_keys (id, name, key_hash, permissions, created_at, revoked_at)
SELECT id, name, key_hash, 'look sell discount_freely open_drawer refund edit_customers', created_at, revoked_at FROM api_keys_before WHERE role = 'cashier';
INSERT INTO api_keys (id, name, key_hash, permissions, created_at, revoked_at)
SELECT id, name, key_hash, 'look sell override_price exempt_tax discount_freely open_drawer refund refund_unlinked edit_customers edit_catalogue adjust_stock read_books read_audit manage_shifts manage_staff manage_api_keys manage_settings import', created_at, revoked_at FROM api_keys_before WHERE role = 'owner';
DROP TABLE api_keys_before;
-- Wrong sign-ins of late, by the hash of the account that was named: a restart forgives nothing.
CREATE TABLE sign_in_tries (
    account_hash BYTEA NOT NULL PRIMARY KEY,
    tries BIGINT NOT NULL CHECK (tries > 0),
    last_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL
);
CREATE INDEX sign_in_tries_by_time ON sign_in_tries (last_at);

-- domain: platform
-- What was done that must be accounted for. Rows are only ever added, by the end of a group's commit; each carries the
-- hash of the one before it. The details are one line of JSON: old and new values, ids, no secrets, no personal data.
-- rowid
CREATE TABLE audit_trail (
    position BIGINT NOT NULL PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    actor_id BYTEA,
    approved_by BYTEA,
    register_id BYTEA,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BYTEA,
    details TEXT NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX audit_trail_by_time ON audit_trail (recorded_at);
CREATE INDEX audit_trail_by_actor ON audit_trail (actor_id, position);
CREATE INDEX audit_trail_by_approver ON audit_trail (approved_by, position) WHERE approved_by IS NOT NULL;
CREATE INDEX audit_trail_by_action ON audit_trail (action, position);
CREATE INDEX audit_trail_by_subject ON audit_trail (subject_id, position);
-- The last row of the trail, so that it is noticed too when the newest rows are gone.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    position BIGINT NOT NULL CHECK (position > 0),
    hash BYTEA NOT NULL
);

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

-- domain: receipts
-- What stands on the shop's receipts: one row, or none while nobody changed anything.
CREATE TABLE receipt_settings (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    language TEXT NOT NULL CHECK (language IN ('en', 'de')),
    header TEXT NOT NULL,
    footer TEXT NOT NULL,
    logo_id BYTEA,
    show_sku BIGINT NOT NULL CHECK (show_sku IN (0, 1)),
    show_taxes BIGINT NOT NULL CHECK (show_taxes IN (0, 1)),
    show_staff BIGINT NOT NULL CHECK (show_staff IN (0, 1)),
    show_customer BIGINT NOT NULL CHECK (show_customer IN (0, 1)),
    number_code TEXT NOT NULL CHECK (number_code IN ('none', 'barcode', 'qr')),
    show_net BIGINT NOT NULL CHECK (show_net IN (0, 1))
);
-- Receipt printers. The server connects to these addresses and to no other.
CREATE TABLE printers (
    id BYTEA NOT NULL PRIMARY KEY,
    location_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    profile TEXT NOT NULL,
    small_letters BIGINT NOT NULL CHECK (small_letters IN (0, 1)),
    reports_status BIGINT NOT NULL CHECK (reports_status IN (0, 1)),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL
);
-- The printer that a register uses, and whether the register's drawer hangs on it.
CREATE TABLE register_printers (
    register_id BYTEA NOT NULL PRIMARY KEY,
    printer_id BYTEA NOT NULL REFERENCES printers (id),
    has_drawer BIGINT NOT NULL CHECK (has_drawer IN (0, 1))
);
-- What is to be printed, was, or may have been. `sent_at` is on disk before the first byte leaves; from then on nothing is
-- sent again by itself.
CREATE TABLE print_jobs (
    id BYTEA NOT NULL PRIMARY KEY,
    printer_id BYTEA NOT NULL REFERENCES printers (id),
    content TEXT NOT NULL CHECK (content IN ('receipt', 'copy', 'gift', 'refund', 'refund_copy', 'shift', 'test')),
    subject_id BYTEA,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'printed', 'unknown', 'failed')),
    problem TEXT,
    staff_id BYTEA,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX print_jobs_by_subject ON print_jobs (subject_id);
CREATE INDEX print_jobs_by_state ON print_jobs (state, created_at);
-- Receipts that go out by e-mail. `sent_at` is on disk before a try begins; what waits has a next try, and only that.
CREATE TABLE receipt_mails (
    id BYTEA NOT NULL PRIMARY KEY,
    content TEXT NOT NULL CHECK (content IN ('receipt', 'gift', 'refund', 'test')),
    subject_id BYTEA,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'unknown', 'failed')),
    problem TEXT,
    tries BIGINT NOT NULL CHECK (tries >= 0),
    next_try_at BIGINT,
    staff_id BYTEA,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX receipt_mails_by_subject ON receipt_mails (subject_id);
CREATE INDEX receipt_mails_by_try ON receipt_mails (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX receipt_mails_under_way ON receipt_mails (sent_at) WHERE state = 'sending';

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

-- What can be chosen with goods: groups of options with least and most choices; a group belongs to any number of products. An
-- option's price is added to that of one unit, and may be below zero. Neither is ever removed: old lines name their options.
CREATE TABLE modifier_groups (
    id BYTEA NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    min_choices BIGINT NOT NULL CHECK (min_choices >= 0),
    max_choices BIGINT NOT NULL CHECK (max_choices > 0),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL,
    CHECK (min_choices <= max_choices)
);
CREATE TABLE modifier_options (
    id BYTEA NOT NULL PRIMARY KEY,
    group_id BYTEA NOT NULL REFERENCES modifier_groups (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    price_minor BIGINT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1))
);
CREATE INDEX modifier_options_by_group ON modifier_options (group_id, position);
CREATE TABLE product_modifier_groups (
    product_id BYTEA NOT NULL REFERENCES products (id),
    group_id BYTEA NOT NULL REFERENCES modifier_groups (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (product_id, group_id)
);
CREATE INDEX product_modifier_groups_by_group ON product_modifier_groups (group_id);

-- domain: orders
-- The price of one before its options were added; nothing on a line without any.
ALTER TABLE order_lines ADD COLUMN base_price_minor BIGINT CHECK (base_price_minor >= 0);
-- The options of a line as they were called and priced when it was sold.
CREATE TABLE order_line_options (
    order_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    option_no BIGINT NOT NULL CHECK (option_no > 0),
    option_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    price_minor BIGINT NOT NULL,
    PRIMARY KEY (order_id, line_no, option_no)
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

-- domain: orders
-- The order that was sold for what came back: its payment by the tender `exchange` is what the refund pays into it.
ALTER TABLE refunds ADD COLUMN exchange_order_id BYTEA;
CREATE INDEX refunds_by_exchange ON refunds (exchange_order_id) WHERE exchange_order_id IS NOT NULL;
-- What comes back with an order once the rest is paid, as it was put aside or as its payments said, and who takes it back.
CREATE TABLE promised_returns (
    order_id BYTEA NOT NULL PRIMARY KEY,
    returned TEXT NOT NULL,
    staff_id BYTEA,
    approved_by BYTEA
);

-- domain: ledger
INSERT INTO accounts (code, name, kind) SELECT '1170', 'Exchanges', 'asset' FROM accounts WHERE code = '1000';

-- domain: payments
INSERT INTO tenders (code, name, kind, clearing_account, position) SELECT 'exchange', 'Exchange', 'other', '1170', 5 FROM tenders WHERE code = 'cash';

-- domain: platform
-- What somebody allowed another person on the spot, with a PIN: one request, once, within minutes. The token is kept as a
-- hash; the request by the hash of its method, path and body.
CREATE TABLE approvals (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    approved_by BYTEA NOT NULL REFERENCES staff (id),
    owner_id BYTEA NOT NULL,
    register_id BYTEA,
    permissions TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

-- domain: imports
-- A file whose rows are brought in: how it is understood as one line of JSON, and where its check or run goes on. `pass`
-- counts both.
CREATE TABLE imports (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('products', 'customers', 'stock')),
    file_name TEXT NOT NULL,
    encoding TEXT NOT NULL CHECK (encoding IN ('utf-8', 'utf-16', 'windows-1252')),
    delimiter TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('uploaded', 'checking', 'checked', 'running', 'done', 'stopped')),
    settings TEXT NOT NULL,
    pass BIGINT NOT NULL CHECK (pass >= 0),
    next_unit BIGINT NOT NULL CHECK (next_unit >= 0),
    row_count BIGINT NOT NULL CHECK (row_count > 0),
    staff_id BYTEA,
    owner_id BYTEA,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX imports_by_state ON imports (state, created_at);
-- The file's text and the titles of its columns, until it is through.
CREATE TABLE import_files (
    import_id BYTEA NOT NULL PRIMARY KEY REFERENCES imports (id),
    content BYTEA NOT NULL,
    columns TEXT NOT NULL
);
-- What became of each row, or would, as the latest pass found; a month long.
CREATE TABLE import_rows (
    import_id BYTEA NOT NULL REFERENCES imports (id),
    row_no BIGINT NOT NULL CHECK (row_no > 1),
    pass BIGINT NOT NULL CHECK (pass > 0),
    outcome TEXT NOT NULL CHECK (outcome IN ('new', 'changed', 'unchanged', 'kept', 'skipped', 'refused')),
    label TEXT NOT NULL,
    column_name TEXT,
    value TEXT,
    code TEXT,
    message TEXT,
    fix TEXT,
    PRIMARY KEY (import_id, row_no)
);
