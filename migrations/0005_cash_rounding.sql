-- domain: platform
-- The smallest coin, in minor units: what moves in cash is a multiple of it. 0 where cash is not rounded.
ALTER TABLE merchant ADD COLUMN cash_rounding_minor BIGINT NOT NULL DEFAULT 0 CHECK (cash_rounding_minor >= 0);

-- domain: payments
-- What moved in cash is the amount and its rounding; the step is the smallest coin by which it was rounded.
ALTER TABLE payment_attempts ADD COLUMN rounding_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment_attempts ADD COLUMN rounding_step_minor BIGINT NOT NULL DEFAULT 0 CHECK (rounding_step_minor = 0 OR rounding_step_minor > 1);

-- domain: ledger
INSERT INTO accounts (code, name, kind) SELECT '5310', 'Cash rounding', 'expense' FROM accounts WHERE code = '1000';
