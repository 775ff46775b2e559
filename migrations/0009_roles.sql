-- domain: platform
-- A role of the shop's own: a name, and the words of its permissions with a space between. The fixed roles are in the
-- program. One that was removed keeps its row, as the event log tells of it.
CREATE TABLE roles (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,
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
SELECT id, name, key_hash, 'look sell refund edit_customers', created_at, revoked_at FROM api_keys_before WHERE role = 'cashier';
INSERT INTO api_keys (id, name, key_hash, permissions, created_at, revoked_at)
SELECT id, name, key_hash, 'look sell refund refund_unlinked edit_customers edit_catalogue adjust_stock read_books manage_shifts manage_staff manage_api_keys manage_settings import', created_at, revoked_at FROM api_keys_before WHERE role = 'owner';
DROP TABLE api_keys_before;
-- Wrong sign-ins of late, by the hash of the account that was named: a restart forgives nothing.
CREATE TABLE sign_in_tries (
    account_hash BYTEA NOT NULL PRIMARY KEY,
    tries BIGINT NOT NULL CHECK (tries > 0),
    last_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL
);
CREATE INDEX sign_in_tries_by_time ON sign_in_tries (last_at);
