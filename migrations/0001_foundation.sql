-- The first schema. Both engines run this text; the migrator maps the type names (see
-- crates/db/src/migrate.rs). Rules, from the portable contract:
--   BIGINT, TEXT, BYTEA only; booleans are 0/1; *_at are microseconds since 1970 UTC;
--   *_minor are minor units of the row's currency (the merchant's where the row names none);
--   *_milli are thousandths; *_ppm are millionths; *_date are 'YYYY-MM-DD'; ids are 16-byte UUIDs.
-- `-- domain:` names the one domain whose store.rs may name the tables below it.
-- Foreign keys stand on tables that people fill. Facts written by a sale carry none: the parent is
-- written by the same function in the same transaction, and `onetill verify` names an orphan.
-- `-- rowid` marks the tables that SQLite keeps in insertion order instead of by primary key.

-- domain: sync
CREATE TABLE event_counter (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    database_id BYTEA NOT NULL,
    position BIGINT NOT NULL
);
-- rowid
CREATE TABLE events (
    position BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_id BYTEA NOT NULL,
    data TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    origin_database BYTEA NOT NULL,
    origin_position BIGINT NOT NULL
);
CREATE INDEX events_by_subject ON events (subject_id);
CREATE TABLE idempotency_keys (
    owner_id BYTEA NOT NULL,
    idempotency_key BYTEA NOT NULL,
    request_hash BYTEA NOT NULL,
    result_id BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (owner_id, idempotency_key)
);

-- domain: platform
CREATE TABLE merchant (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    currency TEXT NOT NULL,
    prices_include_tax BIGINT NOT NULL CHECK (prices_include_tax IN (0, 1)),
    tax_rounding TEXT NOT NULL CHECK (tax_rounding IN ('line', 'order')),
    negative_stock TEXT NOT NULL CHECK (negative_stock IN ('allow', 'refuse')),
    demo BIGINT NOT NULL CHECK (demo IN (0, 1))
);
CREATE TABLE locations (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    day_starts_at_hour BIGINT NOT NULL CHECK (day_starts_at_hour BETWEEN 0 AND 23),
    created_at BIGINT NOT NULL
);
CREATE TABLE staff (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT UNIQUE,
    password_hash TEXT,
    pin_hash TEXT,
    role TEXT NOT NULL CHECK (role IN ('owner', 'cashier')),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL
);
CREATE TABLE sessions (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    staff_id BYTEA NOT NULL REFERENCES staff (id),
    register_id BYTEA,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE api_keys (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    key_hash BYTEA NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'cashier')),
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- domain: catalog
CREATE TABLE tax_categories (
    id BYTEA NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    revenue_account TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE tax_components (
    id BYTEA NOT NULL PRIMARY KEY,
    tax_category_id BYTEA NOT NULL REFERENCES tax_categories (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    rate_ppm BIGINT NOT NULL CHECK (rate_ppm >= 0),
    compound BIGINT NOT NULL CHECK (compound IN (0, 1)),
    valid_from_date TEXT,
    valid_to_date TEXT,
    payable_account TEXT NOT NULL
);
CREATE INDEX tax_components_by_category ON tax_components (tax_category_id, position);
CREATE TABLE categories (
    id BYTEA NOT NULL PRIMARY KEY,
    parent_id BYTEA REFERENCES categories (id),
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    image_id BYTEA
);
CREATE TABLE images (
    id BYTEA NOT NULL PRIMARY KEY,
    content_type TEXT NOT NULL,
    content BYTEA NOT NULL
);
CREATE TABLE products (
    id BYTEA NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    description TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('goods', 'service', 'gift_card', 'deposit', 'shipping', 'fee', 'tip')),
    category_id BYTEA REFERENCES categories (id),
    tax_category_id BYTEA REFERENCES tax_categories (id),
    image_id BYTEA REFERENCES images (id),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX products_by_name ON products (sort_name, id);
CREATE INDEX products_by_category ON products (category_id, sort_name, id);
CREATE TABLE variants (
    id BYTEA NOT NULL PRIMARY KEY,
    product_id BYTEA NOT NULL REFERENCES products (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    sku TEXT NOT NULL UNIQUE,
    price_minor BIGINT NOT NULL CHECK (price_minor >= 0),
    cost_minor BIGINT CHECK (cost_minor >= 0),
    track_stock BIGINT NOT NULL CHECK (track_stock IN (0, 1)),
    active BIGINT NOT NULL CHECK (active IN (0, 1))
);
CREATE INDEX variants_by_product ON variants (product_id, position);
CREATE TABLE barcodes (
    code TEXT NOT NULL PRIMARY KEY,
    variant_id BYTEA NOT NULL REFERENCES variants (id)
);
CREATE INDEX barcodes_by_variant ON barcodes (variant_id);
CREATE TABLE product_trigrams (
    trigram TEXT NOT NULL,
    product_id BYTEA NOT NULL REFERENCES products (id),
    PRIMARY KEY (trigram, product_id)
);
CREATE INDEX product_trigrams_by_product ON product_trigrams (product_id);

-- domain: customers
CREATE TABLE customers (
    id BYTEA NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    note TEXT NOT NULL,
    folded TEXT NOT NULL,
    orders_count BIGINT NOT NULL,
    spent_minor BIGINT NOT NULL,
    first_order_at BIGINT,
    last_order_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX customers_by_email ON customers (email);

-- domain: reservations
CREATE TABLE reservations (
    holder_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    resource_id BYTEA NOT NULL,
    place_id BYTEA NOT NULL,
    quantity_milli BIGINT NOT NULL CHECK (quantity_milli > 0),
    state TEXT NOT NULL CHECK (state IN ('held', 'committed', 'released', 'expired')),
    held_at BIGINT NOT NULL,
    expires_at BIGINT,
    ended_at BIGINT,
    PRIMARY KEY (holder_id, line_no)
);
CREATE INDEX reservations_held ON reservations (resource_id, place_id) WHERE state = 'held';

-- domain: inventory
CREATE TABLE stock (
    variant_id BYTEA NOT NULL,
    location_id BYTEA NOT NULL,
    on_hand_milli BIGINT NOT NULL,
    reserved_milli BIGINT NOT NULL CHECK (reserved_milli >= 0),
    value_minor BIGINT NOT NULL,
    unit_cost_minor BIGINT NOT NULL,
    recount_since BIGINT,
    PRIMARY KEY (variant_id, location_id)
);
CREATE INDEX stock_recounts ON stock (recount_since) WHERE recount_since IS NOT NULL;
-- Kept by variant: a product's history is one range, and an order finds its own through its lines.
CREATE TABLE stock_movements (
    variant_id BYTEA NOT NULL,
    location_id BYTEA NOT NULL,
    source_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL,
    value_minor BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (variant_id, location_id, source_id, line_no)
);
CREATE TABLE stock_adjustments (
    id BYTEA NOT NULL PRIMARY KEY,
    variant_id BYTEA NOT NULL,
    location_id BYTEA NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('opening', 'count', 'received', 'damaged', 'lost', 'found')),
    quantity_milli BIGINT NOT NULL,
    value_minor BIGINT NOT NULL,
    revaluation_minor BIGINT NOT NULL,
    reason TEXT NOT NULL,
    staff_id BYTEA,
    recorded_at BIGINT NOT NULL
);

-- domain: ledger
CREATE TABLE accounts (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('asset', 'liability', 'equity', 'revenue', 'expense'))
);
-- An entry's id is the id of the one fact that it books, so no fact can be booked twice.
CREATE TABLE journal_entries (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'capture', 'refund', 'refund_paid', 'deposit_returned', 'stock')),
    business_date TEXT NOT NULL,
    location_id BYTEA NOT NULL,
    currency TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX journal_entries_by_date ON journal_entries (business_date, id);
-- A debit is positive, a credit negative: an entry balances when its postings sum to zero.
CREATE TABLE journal_postings (
    entry_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    account TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (entry_id, line_no)
);

-- domain: tills
CREATE TABLE registers (
    id BYTEA NOT NULL PRIMARY KEY,
    location_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    series TEXT NOT NULL UNIQUE,
    last_receipt_no BIGINT NOT NULL CHECK (last_receipt_no >= 0),
    created_at BIGINT NOT NULL
);

-- domain: payments
CREATE TABLE tenders (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'other')),
    clearing_account TEXT NOT NULL,
    position BIGINT NOT NULL
);
CREATE TABLE terminals (
    id BYTEA NOT NULL PRIMARY KEY,
    location_id BYTEA NOT NULL,
    register_id BYTEA,
    name TEXT NOT NULL,
    connector TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE TABLE payments (
    id BYTEA NOT NULL PRIMARY KEY,
    order_id BYTEA,
    tender TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    tendered_minor BIGINT NOT NULL CHECK (tendered_minor >= 0),
    change_minor BIGINT NOT NULL CHECK (change_minor >= 0),
    refunded_minor BIGINT NOT NULL CHECK (refunded_minor >= 0),
    state TEXT NOT NULL CHECK (state IN ('created', 'pending', 'captured', 'declined', 'cancelled', 'expired', 'unknown', 'failed')),
    terminal_id BYTEA,
    complete_when_paid BIGINT NOT NULL CHECK (complete_when_paid IN (0, 1)),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX payments_by_order ON payments (order_id);
CREATE INDEX payments_open ON payments (state, created_at) WHERE state = 'created' OR state = 'pending' OR state = 'unknown';
CREATE TABLE payment_attempts (
    payment_id BYTEA NOT NULL,
    attempt_no BIGINT NOT NULL,
    id BYTEA NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('authorise', 'capture', 'refund', 'void', 'reversal')),
    state TEXT NOT NULL CHECK (state IN ('created', 'pending', 'succeeded', 'failed', 'expired', 'unknown')),
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    refund_id BYTEA,
    register_id BYTEA NOT NULL,
    own_entry BIGINT NOT NULL CHECK (own_entry IN (0, 1)),
    provider_reference TEXT,
    outcome_code TEXT,
    message TEXT,
    card TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    concluded_at BIGINT,
    inquire_at BIGINT,
    inquiries BIGINT NOT NULL,
    PRIMARY KEY (payment_id, attempt_no)
);
CREATE INDEX payment_attempts_open ON payment_attempts (state, inquire_at) WHERE state = 'created' OR state = 'pending' OR state = 'unknown';

-- domain: orders
CREATE TABLE orders (
    id BYTEA NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'frozen', 'completed', 'voided')),
    channel TEXT NOT NULL CHECK (channel IN ('register', 'web')),
    location_id BYTEA NOT NULL,
    register_id BYTEA NOT NULL,
    receipt_no BIGINT,
    customer_id BYTEA,
    staff_id BYTEA,
    currency TEXT NOT NULL,
    prices_include_tax BIGINT NOT NULL CHECK (prices_include_tax IN (0, 1)),
    tax_rounding TEXT NOT NULL CHECK (tax_rounding IN ('line', 'order')),
    line_count BIGINT NOT NULL,
    subtotal_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    change_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    note TEXT NOT NULL,
    recovered BIGINT NOT NULL CHECK (recovered IN (0, 1)),
    business_date TEXT,
    created_at BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    recorded_at BIGINT
);
CREATE UNIQUE INDEX orders_by_receipt ON orders (register_id, receipt_no) WHERE receipt_no IS NOT NULL;
CREATE INDEX orders_by_customer ON orders (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_by_date ON orders (business_date, id) WHERE business_date IS NOT NULL;
CREATE INDEX orders_unfinished ON orders (state, id) WHERE state IN ('open', 'frozen');
CREATE TABLE order_lines (
    order_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('goods', 'service', 'gift_card', 'deposit', 'shipping', 'fee', 'tip')),
    variant_id BYTEA,
    tracked BIGINT NOT NULL CHECK (tracked IN (0, 1)),
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL CHECK (quantity_milli > 0),
    unit_price_minor BIGINT NOT NULL CHECK (unit_price_minor >= 0),
    amount_minor BIGINT NOT NULL,
    line_discount_minor BIGINT NOT NULL,
    order_discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    tax_category_id BYTEA,
    account TEXT NOT NULL,
    cost_minor BIGINT NOT NULL,
    refunded_milli BIGINT NOT NULL CHECK (refunded_milli >= 0),
    note TEXT NOT NULL,
    PRIMARY KEY (order_id, line_no)
);
CREATE TABLE order_discounts (
    order_id BYTEA NOT NULL,
    discount_no BIGINT NOT NULL,
    line_no BIGINT,
    rate_ppm BIGINT,
    amount_minor BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (order_id, discount_no)
);
CREATE TABLE order_line_taxes (
    order_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    component_no BIGINT NOT NULL,
    component_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    compound BIGINT NOT NULL CHECK (compound IN (0, 1)),
    account TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (order_id, line_no, component_no)
);
CREATE TABLE refunds (
    id BYTEA NOT NULL PRIMARY KEY,
    order_id BYTEA,
    location_id BYTEA NOT NULL,
    register_id BYTEA NOT NULL,
    receipt_no BIGINT NOT NULL,
    customer_id BYTEA,
    staff_id BYTEA,
    state TEXT NOT NULL CHECK (state IN ('pending', 'completed')),
    currency TEXT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    reason TEXT NOT NULL,
    business_date TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX refunds_by_receipt ON refunds (register_id, receipt_no);
CREATE INDEX refunds_by_order ON refunds (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX refunds_by_customer ON refunds (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX refunds_by_date ON refunds (business_date, id);
CREATE TABLE refund_lines (
    refund_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    order_line_no BIGINT,
    kind TEXT NOT NULL CHECK (kind IN ('goods', 'service', 'gift_card', 'deposit', 'shipping', 'fee', 'tip')),
    variant_id BYTEA,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL CHECK (quantity_milli > 0),
    restocked BIGINT NOT NULL CHECK (restocked IN (0, 1)),
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    account TEXT NOT NULL,
    cost_minor BIGINT NOT NULL,
    PRIMARY KEY (refund_id, line_no)
);
CREATE TABLE refund_line_taxes (
    refund_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    component_no BIGINT NOT NULL,
    component_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    account TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (refund_id, line_no, component_no)
);
