//! What tests share: scenarios, generators, a temporary PostgreSQL, the auditor.
