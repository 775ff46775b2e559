//! `onetill bench sales`, small: what it prints, not how fast it is.

use std::process::Command;

use onetill_testkit::founding::Home;
use onetill_testkit::process::database_url;
use onetill_testkit::shop::Engine;
use serde_json::Value;

#[test]
fn a_small_benchmark_compares_its_rows_verifies_and_prints_its_figures() {
    for engine in Engine::BOTH {
        let home = Home::create(engine);
        let output = Command::new(env!("CARGO_BIN_EXE_onetill"))
            .args([
                "bench",
                "sales",
                "--orders",
                "60",
                "--clients",
                "4",
                "--past-orders",
                "50",
                "--products",
                "30",
                "--json",
            ])
            .args(["--database", &database_url(&home.target)])
            .output()
            .expect("it ran");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let printed: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
        for figure in [
            "orders_per_s",
            "p50_ms",
            "p99_ms",
            "ceiling_orders_per_s",
            "ratio",
            "rows_per_order",
            "cpu_s",
            "peak_rss_mb",
        ] {
            assert!(printed[figure].as_f64().is_some_and(|f| f >= 0.0), "{figure} in {printed}");
        }
        assert_eq!((&printed["orders"], &printed["clients"]), (&Value::from(60), &Value::from(4)));
        assert_eq!((&printed["rows_agree"], &printed["verified"]), (&Value::from(true), &Value::from(true)));
        // Three lines: 1 order, 3 lines, 3 taxes, 3 movements, 3 stock rows, payment, attempt, entry and postings,
        // key, event, customer and register.
        assert!(printed["rows_per_order"].as_f64().is_some_and(|rows| rows > 20.0), "{printed}");
    }
}
