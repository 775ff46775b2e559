-- domain: payments
-- The fact of a journal entry is found by its id, also where it is an attempt.
CREATE INDEX payment_attempts_own ON payment_attempts (id) WHERE own_entry = 1;
