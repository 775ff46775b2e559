-- domain: platform
-- What somebody allowed another person on the spot, with a PIN: one request, once, within minutes. The token is kept as a
-- hash; the request by the hash of its method, path and body.
CREATE TABLE approvals (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    approved_by BYTEA NOT NULL REFERENCES staff (id),
    owner_id BYTEA NOT NULL,
    register_id BYTEA,
    permission TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
