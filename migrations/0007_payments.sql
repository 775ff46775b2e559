-- domain: payments
-- An account with a provider of payments: what it is asked with, apart from what is secret, as one line of JSON, and the words
-- of what it can do with a space between, as its connector said last.
CREATE TABLE provider_accounts (
    id BYTEA NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('sandbox', 'live')),
    settings TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    clearing_account TEXT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL
);
-- What only the shop and the provider may know, sealed with the key of this installation. The newest is used; an older one
-- is still believed until it expires, so that keys are changed while payments are under way.
CREATE TABLE provider_secrets (
    account_id BYTEA NOT NULL REFERENCES provider_accounts (id),
    name TEXT NOT NULL,
    generation BIGINT NOT NULL CHECK (generation > 0),
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (account_id, name, generation)
);
-- What a provider told by itself, each once, and the attempt that it was about.
CREATE TABLE provider_notices (
    account_id BYTEA NOT NULL REFERENCES provider_accounts (id),
    notice_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payment_id BYTEA,
    attempt_no BIGINT,
    heard_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, notice_id)
);
ALTER TABLE terminals RENAME TO terminals_before;
CREATE TABLE terminals (
    id BYTEA NOT NULL PRIMARY KEY,
    account_id BYTEA NOT NULL REFERENCES provider_accounts (id),
    location_id BYTEA NOT NULL,
    register_id BYTEA,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1))
);
-- Terminals had a connector and no account: one account for each of those, with the id of its first terminal.
INSERT INTO provider_accounts (id, version, provider, name, mode, settings, capabilities, clearing_account, active, created_at)
    SELECT t.id, 1, t.connector, 'Simulated provider', 'sandbox', '{}', '', '1100', 1, 0 FROM terminals_before t
    WHERE NOT EXISTS (SELECT 1 FROM terminals_before o WHERE o.connector = t.connector AND o.id < t.id);
INSERT INTO terminals (id, account_id, location_id, register_id, name, address, active)
    SELECT t.id, a.id, t.location_id, t.register_id, t.name, t.address, 1 FROM terminals_before t JOIN provider_accounts a ON a.provider = t.connector;
DROP TABLE terminals_before;
ALTER TABLE tenders RENAME TO tenders_before;
CREATE TABLE tenders (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('cash', 'card', 'link', 'qr', 'gift_card', 'store_credit', 'on_account', 'other')),
    clearing_account TEXT NOT NULL,
    position BIGINT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1))
);
INSERT INTO tenders (code, name, kind, clearing_account, position, active) SELECT code, name, kind, clearing_account, position, 1 FROM tenders_before;
DROP TABLE tenders_before;
-- A payment by a provider names the account and how the customer pays; one by a gift card or on account the balance it uses.
ALTER TABLE payments RENAME TO payments_before;
CREATE TABLE payments (
    id BYTEA NOT NULL PRIMARY KEY,
    order_id BYTEA,
    tender TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    tip_minor BIGINT NOT NULL CHECK (tip_minor >= 0),
    tendered_minor BIGINT NOT NULL CHECK (tendered_minor >= 0),
    change_minor BIGINT NOT NULL CHECK (change_minor >= 0),
    refunded_minor BIGINT NOT NULL CHECK (refunded_minor >= 0),
    state TEXT NOT NULL CHECK (state IN ('created', 'pending', 'authorised', 'captured', 'declined', 'cancelled', 'expired', 'unknown', 'failed', 'voided', 'reversing', 'reversed')),
    account_id BYTEA REFERENCES provider_accounts (id),
    method TEXT CHECK (method IN ('terminal', 'link', 'qr')),
    terminal_id BYTEA,
    balance_id BYTEA,
    capture_later BIGINT NOT NULL CHECK (capture_later IN (0, 1)),
    complete_when_paid BIGINT NOT NULL CHECK (complete_when_paid IN (0, 1)),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO payments (id, order_id, tender, currency, amount_minor, tip_minor, tendered_minor, change_minor, refunded_minor, state, account_id, method, terminal_id, balance_id, capture_later, complete_when_paid, version, created_at)
    SELECT p.id, p.order_id, p.tender, p.currency, p.amount_minor, 0, p.tendered_minor, p.change_minor, p.refunded_minor, p.state, t.account_id, CASE WHEN p.terminal_id IS NULL THEN NULL ELSE 'terminal' END, p.terminal_id, NULL, 0, p.complete_when_paid, p.version, p.created_at
    FROM payments_before p LEFT JOIN terminals t ON t.id = p.terminal_id;
DROP TABLE payments_before;
CREATE INDEX payments_by_order ON payments (order_id);
CREATE INDEX payments_open ON payments (state, created_at) WHERE state = 'created' OR state = 'pending' OR state = 'unknown' OR state = 'authorised' OR state = 'reversing';
CREATE INDEX payments_by_account ON payments (account_id, created_at) WHERE account_id IS NOT NULL;
-- What of an attempt went beyond what the order needs is a tip. What moved is what the provider said, which may be less
-- than it was asked for. Its own word is kept beside ours. When the terminal last said that it does nothing, what the customer is
-- shown, whether what moved was for no order any more and goes back, and who decided what of an attempt that nobody could ask about.
ALTER TABLE payment_attempts ADD COLUMN tip_minor BIGINT NOT NULL DEFAULT 0 CHECK (tip_minor >= 0);
ALTER TABLE payment_attempts ADD COLUMN moved_minor BIGINT CHECK (moved_minor >= 0);
ALTER TABLE payment_attempts ADD COLUMN provider_status TEXT;
ALTER TABLE payment_attempts ADD COLUMN idle_at BIGINT;
ALTER TABLE payment_attempts ADD COLUMN shown TEXT;
ALTER TABLE payment_attempts ADD COLUMN surplus BIGINT NOT NULL DEFAULT 0 CHECK (surplus IN (0, 1));
ALTER TABLE payment_attempts ADD COLUMN decision TEXT CHECK (decision IN ('taken', 'not_taken'));
ALTER TABLE payment_attempts ADD COLUMN decided_by BYTEA;
-- Whatever somebody must work on has a time for it: what waits to be sent, what has no answer, and what is watched for a while
-- because its answer may have been wrong.
UPDATE payment_attempts SET inquire_at = created_at WHERE state = 'created';
DROP INDEX payment_attempts_open;
CREATE INDEX payment_attempts_due ON payment_attempts (inquire_at) WHERE inquire_at IS NOT NULL;
CREATE INDEX payment_attempts_to_send ON payment_attempts (created_at) WHERE state = 'created';
CREATE INDEX payment_attempts_by_id ON payment_attempts (id) WHERE sent_at IS NOT NULL;
CREATE INDEX payment_attempts_by_reference ON payment_attempts (provider_reference) WHERE provider_reference IS NOT NULL;
-- The timeline of an attempt: what left, what was heard or was not, what somebody decided, and the state after it. The detail
-- holds no card number and nothing secret.
CREATE TABLE attempt_log (
    payment_id BYTEA NOT NULL,
    attempt_no BIGINT NOT NULL,
    entry_no BIGINT NOT NULL CHECK (entry_no > 0),
    kind TEXT NOT NULL CHECK (kind IN ('sent', 'heard', 'silence', 'notice', 'decided', 'refused')),
    asking TEXT,
    state TEXT NOT NULL CHECK (state IN ('created', 'pending', 'succeeded', 'failed', 'expired', 'unknown')),
    provider_status TEXT,
    http_status BIGINT,
    detail TEXT NOT NULL,
    staff_id BYTEA,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (payment_id, attempt_no, entry_no)
);

-- domain: ledger
ALTER TABLE journal_entries RENAME TO journal_entries_before;
CREATE TABLE journal_entries (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'capture', 'refund', 'refund_paid', 'refund_returned', 'deposit_returned', 'stock', 'cash', 'settlement', 'stored_value')),
    business_date TEXT NOT NULL,
    location_id BYTEA NOT NULL,
    currency TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
INSERT INTO journal_entries (id, kind, business_date, location_id, currency, recorded_at)
SELECT id, kind, business_date, location_id, currency, recorded_at FROM journal_entries_before;
DROP TABLE journal_entries_before;
CREATE INDEX journal_entries_by_date ON journal_entries (business_date, id);

-- domain: ledger
INSERT INTO accounts (code, name, kind) SELECT '1200', 'Accounts receivable', 'asset' FROM accounts WHERE code = '1000';
INSERT INTO accounts (code, name, kind) SELECT '2105', 'Store credit', 'liability' FROM accounts WHERE code = '1000';
INSERT INTO accounts (code, name, kind) SELECT '4830', 'Breakage', 'revenue' FROM accounts WHERE code = '1000';

-- domain: payments
INSERT INTO tenders (code, name, kind, clearing_account, position, active)
    SELECT 'gift_card', 'Gift card', 'gift_card', '2100', MAX(position) + 1, 1 FROM tenders HAVING COUNT(*) > 0;
INSERT INTO tenders (code, name, kind, clearing_account, position, active)
    SELECT 'store_credit', 'Store credit', 'store_credit', '2105', MAX(position) + 1, 1 FROM tenders HAVING COUNT(*) > 0;
INSERT INTO tenders (code, name, kind, clearing_account, position, active)
    SELECT 'on_account', 'On account', 'on_account', '1200', MAX(position) + 1, 1 FROM tenders HAVING COUNT(*) > 0;

-- domain: stored_value
-- A gift card, found by the hash of its code; a customer's store credit; a customer's account, which may go below zero down to
-- its credit limit. Why a card was switched off or got another code, last.
CREATE TABLE balances (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('gift_card', 'store_credit', 'on_account')),
    customer_id BYTEA,
    currency TEXT NOT NULL,
    balance_minor BIGINT NOT NULL CHECK (balance_minor >= 0 OR kind = 'on_account'),
    credit_limit_minor BIGINT NOT NULL CHECK (credit_limit_minor >= 0),
    movement_count BIGINT NOT NULL CHECK (movement_count >= 0),
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    expires_date TEXT,
    location_id BYTEA,
    code_hash BYTEA UNIQUE,
    code_last4 TEXT,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX balances_by_customer ON balances (customer_id, kind) WHERE customer_id IS NOT NULL;
CREATE INDEX balances_by_last4 ON balances (code_last4) WHERE code_last4 IS NOT NULL;
CREATE INDEX balances_by_expiry ON balances (expires_date, id) WHERE expires_date IS NOT NULL;
-- A change of one, and what it held after it. Where it expired, the entry that books it.
CREATE TABLE balance_movements (
    balance_id BYTEA NOT NULL REFERENCES balances (id),
    movement_no BIGINT NOT NULL CHECK (movement_no > 0),
    kind TEXT NOT NULL CHECK (kind IN ('loaded', 'unloaded', 'spent', 'given_back', 'expired')),
    amount_minor BIGINT NOT NULL,
    balance_minor BIGINT NOT NULL,
    order_id BYTEA,
    line_no BIGINT,
    refund_id BYTEA,
    payment_id BYTEA,
    attempt_no BIGINT,
    entry_id BYTEA,
    register_id BYTEA,
    shift_id BYTEA,
    staff_id BYTEA,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (balance_id, movement_no)
);
CREATE INDEX balance_movements_by_order ON balance_movements (order_id) WHERE order_id IS NOT NULL;
-- One row, or none as long as nobody changed anything.
CREATE TABLE gift_card_settings (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    valid_months BIGINT CHECK (valid_months > 0)
);

-- domain: orders
-- The gift card or account that a line puts money on; and a kind for what customers pay on account.
ALTER TABLE order_lines RENAME TO order_lines_before;
CREATE TABLE order_lines (
    order_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('goods', 'service', 'gift_card', 'deposit', 'shipping', 'fee', 'tip', 'account_payment')),
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
    price_list_id BYTEA,
    price_list_name TEXT,
    regular_price_minor BIGINT,
    price_reason TEXT,
    exempted_minor BIGINT NOT NULL DEFAULT 0,
    base_price_minor BIGINT CHECK (base_price_minor >= 0),
    deposit_line_no BIGINT,
    minimum_age BIGINT CHECK (minimum_age BETWEEN 1 AND 99),
    serial TEXT,
    balance_id BYTEA,
    PRIMARY KEY (order_id, line_no)
);
INSERT INTO order_lines (order_id, line_no, kind, variant_id, tracked, sku, name, quantity_milli, unit_price_minor, amount_minor, line_discount_minor, order_discount_minor, tax_minor, total_minor, tax_category_id, account, cost_minor, refunded_milli, note, price_list_id, price_list_name, regular_price_minor, price_reason, exempted_minor, base_price_minor, deposit_line_no, minimum_age, serial, balance_id)
    SELECT order_id, line_no, kind, variant_id, tracked, sku, name, quantity_milli, unit_price_minor, amount_minor, line_discount_minor, order_discount_minor, tax_minor, total_minor, tax_category_id, account, cost_minor, refunded_milli, note, price_list_id, price_list_name, regular_price_minor, price_reason, exempted_minor, base_price_minor, deposit_line_no, minimum_age, serial, NULL
    FROM order_lines_before;
DROP TABLE order_lines_before;
CREATE INDEX order_lines_by_serial ON order_lines (serial) WHERE serial IS NOT NULL;
ALTER TABLE refund_lines RENAME TO refund_lines_before;
CREATE TABLE refund_lines (
    refund_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    order_line_no BIGINT,
    kind TEXT NOT NULL CHECK (kind IN ('goods', 'service', 'gift_card', 'deposit', 'shipping', 'fee', 'tip', 'account_payment')),
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
INSERT INTO refund_lines (refund_id, line_no, order_line_no, kind, variant_id, sku, name, quantity_milli, restocked, tax_minor, total_minor, account, cost_minor)
    SELECT refund_id, line_no, order_line_no, kind, variant_id, sku, name, quantity_milli, restocked, tax_minor, total_minor, account, cost_minor FROM refund_lines_before;
DROP TABLE refund_lines_before;

-- settlements (tables of that domain come here)

