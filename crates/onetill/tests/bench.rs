//! `onetill bench`, small: what it prints, not how fast it is.

use std::process::Command;

use onetill_testkit::founding::Home;
use onetill_testkit::process::database_url;
use onetill_testkit::shop::Engine;
use serde_json::Value;

/// Runs a benchmark and returns the object that it prints.
fn bench(home: &Home, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_onetill"))
        .arg("bench")
        .args(arguments)
        .args(["--json", "--database", &database_url(&home.target)])
        .output()
        .expect("it ran");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

#[test]
fn goods_are_searched_and_scanned_and_sold_as_the_shop_grows() {
    for engine in Engine::BOTH {
        let home = Home::create(engine);
        for what in ["search", "scan"] {
            let printed = bench(&home, &[what, "--products", "40", "--queries", "60"]);
            assert_eq!(printed["products"], 40, "{printed}");
            for figure in ["p50_ms", "p99_ms", "baseline_p50_ms", "ratio"] {
                assert!(printed[figure].as_f64().is_some_and(|f| f > 0.0), "{figure} in {printed}");
            }
            if what == "search" {
                assert!(printed["found_percent"].as_f64().is_some_and(|found| found > 90.0), "{printed}");
            }
        }
        let printed =
            bench(&home, &["growth", "--orders", "1000", "--products", "40", "--sales", "20", "--clients", "4"]);
        let pasts: Vec<_> = printed["curve"].as_array().expect("a curve").iter().map(|p| &p["past_orders"]).collect();
        assert_eq!((pasts, &printed["verified"]), (vec![&Value::from(0), &Value::from(1000)], &Value::from(true)));
    }
}

#[test]
fn a_small_benchmark_compares_its_rows_verifies_and_prints_its_figures() {
    for engine in Engine::BOTH {
        let home = Home::create(engine);
        let few = ["--orders", "60", "--clients", "4", "--past-orders", "50", "--products", "30"];
        let printed = bench(&home, &[&["sales"], &few[..]].concat());
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
