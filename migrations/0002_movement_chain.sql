-- domain: inventory
-- Movements are kept in the order they happen, and each names the one before it of the same variant at the same
-- location; the row of stock names the last. A history is read from its end, as it is looked at. Kept by variant
-- instead, each line of a sale wrote to a page of its own: twice the time of the whole sale.
ALTER TABLE stock ADD COLUMN last_source_id BYTEA;
ALTER TABLE stock ADD COLUMN last_line_no BIGINT;
ALTER TABLE stock_movements RENAME TO stock_movements_before;
CREATE TABLE stock_movements (
    source_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    variant_id BYTEA NOT NULL,
    location_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL,
    value_minor BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    previous_source_id BYTEA,
    previous_line_no BIGINT,
    PRIMARY KEY (source_id, line_no, variant_id, location_id)
);
INSERT INTO stock_movements (source_id, line_no, variant_id, location_id, kind, quantity_milli, value_minor, happened_at,
    recorded_at, previous_source_id, previous_line_no)
SELECT source_id, line_no, variant_id, location_id, kind, quantity_milli, value_minor, happened_at, recorded_at,
    LAG(source_id) OVER chain, LAG(line_no) OVER chain
FROM stock_movements_before
WINDOW chain AS (PARTITION BY variant_id, location_id ORDER BY recorded_at, source_id, line_no);
CREATE TABLE stock_last (
    variant_id BYTEA NOT NULL,
    location_id BYTEA NOT NULL,
    source_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    PRIMARY KEY (variant_id, location_id)
);
INSERT INTO stock_last (variant_id, location_id, source_id, line_no)
SELECT variant_id, location_id, source_id, line_no FROM (
    SELECT variant_id, location_id, source_id, line_no, ROW_NUMBER() OVER (PARTITION BY variant_id, location_id
        ORDER BY recorded_at DESC, source_id DESC, line_no DESC) AS from_last
    FROM stock_movements_before
) ranked WHERE from_last = 1;
UPDATE stock SET
    last_source_id = (SELECT l.source_id FROM stock_last l WHERE l.variant_id = stock.variant_id AND l.location_id = stock.location_id),
    last_line_no = (SELECT l.line_no FROM stock_last l WHERE l.variant_id = stock.variant_id AND l.location_id = stock.location_id);
DROP TABLE stock_last;
DROP TABLE stock_movements_before;
