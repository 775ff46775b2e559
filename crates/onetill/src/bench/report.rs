//! What was measured, for people and for programs.
#![allow(clippy::float_arithmetic, reason = "measurements are not money")]

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::ceiling::Ceiling;
use super::figures::{Latencies, rounded};

/// Everything that one run measured.
pub(super) struct Report {
    pub(super) engine: &'static str,
    pub(super) orders: u64,
    pub(super) clients: u64,
    pub(super) products: u64,
    pub(super) past_orders: u64,
    pub(super) elapsed: Duration,
    /// From the request to its answer, of each sale.
    pub(super) latencies: Latencies,
    /// The server's processor time, user and system.
    pub(super) cpu: Duration,
    pub(super) peak_rss_bytes: u64,
    pub(super) ceiling: Ceiling,
}

impl Report {
    fn orders_per_s(&self) -> f64 {
        self.orders as f64 / self.elapsed.as_secs_f64()
    }

    fn ceiling_per_s(&self) -> f64 {
        self.ceiling.orders as f64 / self.ceiling.elapsed.as_secs_f64()
    }

    fn ratio(&self) -> f64 {
        self.orders_per_s() / self.ceiling_per_s()
    }

    fn rows_per_order(&self) -> f64 {
        self.ceiling.rows as f64 / self.ceiling.orders as f64
    }

    /// One object. `orders_per_s` and the latencies are those of the clients; `cpu_s` and `peak_rss_mb` (of 10^6
    /// bytes) are the server process's.
    pub(super) fn json(&self) -> Value {
        json!({
            "engine": self.engine,
            "orders": self.orders,
            "clients": self.clients,
            "products": self.products,
            "past_orders": self.past_orders,
            "elapsed_s": rounded(self.elapsed.as_secs_f64(), 3),
            "orders_per_s": rounded(self.orders_per_s(), 1),
            "p50_ms": rounded(self.latencies.ms(500), 3),
            "p99_ms": rounded(self.latencies.ms(990), 3),
            "max_ms": rounded(self.latencies.ms(1000), 3),
            "ceiling_orders_per_s": rounded(self.ceiling_per_s(), 1),
            "ratio": rounded(self.ratio(), 3),
            "rows_per_order": rounded(self.rows_per_order(), 2),
            "cpu_s": rounded(self.cpu.as_secs_f64(), 2),
            "peak_rss_mb": rounded(self.peak_rss_bytes as f64 / 1e6, 1),
            "rows_agree": true,
            "verified": true,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} sales by {} clients on {}, {} past orders",
            self.orders, self.clients, self.engine, self.past_orders
        )?;
        writeln!(f, "  {:>10.0} sales/s over HTTP, every one on disk before its answer", self.orders_per_s())?;
        writeln!(f, "  {:>10.0} sales/s written straight to the same engine: the ceiling", self.ceiling_per_s())?;
        writeln!(f, "  {:>10.1} % of the ceiling", self.ratio() * 100.0)?;
        writeln!(
            f,
            "  {:>10.2} ms half of the sales, {:.2} ms 99 of 100, {:.2} ms the slowest",
            self.latencies.ms(500),
            self.latencies.ms(990),
            self.latencies.ms(1000)
        )?;
        writeln!(f, "  {:>10.1} rows written a sale", self.rows_per_order())?;
        writeln!(
            f,
            "  {:>10.1} s of processor time and {:.0} MB at most, the server's",
            self.cpu.as_secs_f64(),
            self.peak_rss_bytes as f64 / 1e6
        )?;
        writeln!(f, "The rows of both agree, and verify holds.")
    }
}
