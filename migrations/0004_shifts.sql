-- domain: tills
-- A register is run by shifts from its first shift on: without an open one nothing is recorded at it. The row that gives
-- the receipt number tells which shift is open, and whose it is, so that a sale looks in one place.
ALTER TABLE registers ADD COLUMN shift_mode TEXT NOT NULL DEFAULT 'register' CHECK (shift_mode IN ('register', 'person'));
ALTER TABLE registers ADD COLUMN blind_count BIGINT NOT NULL DEFAULT 0 CHECK (blind_count IN (0, 1));
ALTER TABLE registers ADD COLUMN shift_id BYTEA;
ALTER TABLE registers ADD COLUMN shift_holder_id BYTEA;
ALTER TABLE registers ADD COLUMN last_shift_no BIGINT NOT NULL DEFAULT 0 CHECK (last_shift_no >= 0);
-- One shift of a register follows the other, so its number is that of its Z report. The receipts of a shift are those of
-- its register after receipts_before up to receipts_upto. The sums are those of its Z report: what verify holds the facts
-- against.
CREATE TABLE shifts (
    id BYTEA NOT NULL PRIMARY KEY,
    register_id BYTEA NOT NULL REFERENCES registers (id),
    number BIGINT NOT NULL CHECK (number > 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    staff_id BYTEA,
    blind BIGINT NOT NULL CHECK (blind IN (0, 1)),
    currency TEXT NOT NULL,
    business_date TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by BYTEA,
    float_minor BIGINT NOT NULL CHECK (float_minor >= 0),
    receipts_before BIGINT NOT NULL CHECK (receipts_before >= 0),
    receipts_upto BIGINT,
    closed_at BIGINT,
    closed_by BYTEA,
    sales_count BIGINT,
    sales_minor BIGINT,
    refunds_count BIGINT,
    refunds_minor BIGINT,
    tax_minor BIGINT,
    taken_minor BIGINT,
    expected_minor BIGINT,
    counted_minor BIGINT,
    left_minor BIGINT,
    despite_open BIGINT NOT NULL CHECK (despite_open IN (0, 1)),
    note TEXT NOT NULL
);
CREATE UNIQUE INDEX shifts_by_register ON shifts (register_id, number);
CREATE TABLE shift_counts (
    shift_id BYTEA NOT NULL REFERENCES shifts (id),
    value_minor BIGINT NOT NULL CHECK (value_minor > 0),
    pieces BIGINT NOT NULL CHECK (pieces > 0),
    PRIMARY KEY (shift_id, value_minor)
);
-- What was learned of a shift's money after it was closed, while no other was open at the register.
CREATE TABLE shift_addenda (
    shift_id BYTEA NOT NULL REFERENCES shifts (id),
    addendum_no BIGINT NOT NULL,
    payment_id BYTEA NOT NULL,
    attempt_no BIGINT NOT NULL,
    order_id BYTEA,
    amount_minor BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (shift_id, addendum_no)
);
-- Cash that moved other than by selling: the amount is what came into the drawer, or into the safe where no shift is
-- named; below zero where it left.
CREATE TABLE cash_movements (
    id BYTEA NOT NULL PRIMARY KEY,
    location_id BYTEA NOT NULL,
    shift_id BYTEA REFERENCES shifts (id),
    kind TEXT NOT NULL CHECK (kind IN ('float', 'cash_in', 'cash_out', 'safe_drop', 'difference', 'closing', 'bank_deposit', 'bank_withdrawal', 'safe_opening')),
    purpose TEXT CHECK (purpose IN ('change', 'other_income', 'owner', 'expense', 'goods', 'tips')),
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    staff_id BYTEA,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX cash_movements_by_shift ON cash_movements (shift_id, id) WHERE shift_id IS NOT NULL;
CREATE TABLE drawer_openings (
    id BYTEA NOT NULL PRIMARY KEY,
    shift_id BYTEA NOT NULL REFERENCES shifts (id),
    reason TEXT NOT NULL,
    staff_id BYTEA,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX drawer_openings_by_shift ON drawer_openings (shift_id, id);

-- domain: orders
ALTER TABLE orders ADD COLUMN shift_id BYTEA;
ALTER TABLE refunds ADD COLUMN shift_id BYTEA;

-- domain: payments
-- What is booked with its order or refund is found through that; only the rest needs to be found by its shift.
ALTER TABLE payment_attempts ADD COLUMN shift_id BYTEA;
CREATE INDEX payment_attempts_by_shift ON payment_attempts (shift_id) WHERE own_entry = 1 AND shift_id IS NOT NULL;

-- domain: ledger
ALTER TABLE journal_entries RENAME TO journal_entries_before;
CREATE TABLE journal_entries (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'capture', 'refund', 'refund_paid', 'deposit_returned', 'stock', 'cash')),
    business_date TEXT NOT NULL,
    location_id BYTEA NOT NULL,
    currency TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
INSERT INTO journal_entries (id, kind, business_date, location_id, currency, recorded_at)
SELECT id, kind, business_date, location_id, currency, recorded_at FROM journal_entries_before;
DROP TABLE journal_entries_before;
CREATE INDEX journal_entries_by_date ON journal_entries (business_date, id);
INSERT INTO accounts (code, name, kind) SELECT '1010', 'Cash in safe', 'asset' FROM accounts WHERE code = '1000';
INSERT INTO accounts (code, name, kind) SELECT '1020', 'Bank', 'asset' FROM accounts WHERE code = '1000';
INSERT INTO accounts (code, name, kind) SELECT '3100', 'Owner''s account', 'equity' FROM accounts WHERE code = '1000';
INSERT INTO accounts (code, name, kind) SELECT '4820', 'Other income', 'revenue' FROM accounts WHERE code = '1000';
INSERT INTO accounts (code, name, kind) SELECT '5200', 'Petty expenses', 'expense' FROM accounts WHERE code = '1000';
INSERT INTO accounts (code, name, kind) SELECT '5300', 'Cash over and short', 'expense' FROM accounts WHERE code = '1000';
