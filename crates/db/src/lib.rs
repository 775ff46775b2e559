//! Transactions over SQLite and PostgreSQL: migrations, group commit, the portable contract.
