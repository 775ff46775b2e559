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
    number_code TEXT NOT NULL CHECK (number_code IN ('none', 'barcode', 'qr'))
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
