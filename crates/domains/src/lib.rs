//! What a shop does: catalogue, stock, orders, payments, ledger, people.
