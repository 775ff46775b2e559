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
