//! The server dies after it wrote down that it sends a receipt to the printer: nobody knows whether it is on paper. The next
//! server says so and prints nothing by itself; a copy can be had.

use std::net::Ipv4Addr;

use onetill_connectors::printers::escpos;
use onetill_connectors::printers::simulated::{Paper, Printer};
use onetill_domains::receipts;
use onetill_kernel::PrintJobId;
use onetill_testkit::founding::Engine;
use onetill_testkit::wait;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{LIMIT, Sale, Stand, ago};

/// Longer than a job that was sent is waited for.
const LOST_S: i64 = 100;

#[test]
fn killed_after_it_said_that_it_prints_the_next_server_asks_and_prints_nothing_by_itself() {
    for engine in Engine::BOTH {
        let mut stand = Stand::open(engine);
        let device = Printer::new(escpos::profile("generic-80mm").expect("a profile"));
        let here = device.clone();
        let address = stand.block_on(async move {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
            let address = listener.local_addr().expect("an address");
            tokio::spawn(here.run(listener));
            address.to_string()
        });
        let printer = json!({
            "location_id": stand.things.location_id, "name": "Counter", "address": address, "profile": "generic-80mm",
        });
        let printer = stand.block_on(stand.client.post("/v1/printers", printer)).ok()["id"].clone();
        let sale = Sale::new(json!({
            "register_id": stand.things.registers[0], "lines": [{ "variant_id": stand.things.goods[0] }],
            "payments": [{ "tender": "cash" }],
        }));
        stand.block_on(sale.send(&stand.client)).expect("an answer").ok();
        let print = |stand: &Stand, kind: &str| {
            let body = json!({ "printer_id": printer, "kind": kind });
            stand.block_on(stand.client.post(&format!("/v1/orders/{}/print", sale.id), body))
        };

        // Nothing leaves while there is no paper.
        device.change(|state| state.paper = Paper::Out);
        let job = print(&stand, "original").ok();
        becomes(&stand, &job, |job| job["problem"] == "paper_out");
        stand.server.kill();
        let id: PrintJobId = serde_json::from_value(job["id"].clone()).expect("an id");
        assert!(stand.without_server(ago(LOST_S), move |tx, ctx| receipts::job_sent(tx, ctx, id)), "it waited");
        device.change(|state| state.paper = Paper::Enough);
        stand.restart();

        let lost = becomes(&stand, &job, |job| job["state"] == "unknown");
        assert!(lost["sent_at"].is_string(), "{lost}");
        print(&stand, "original").refused(409, "already_printed");
        let copy = print(&stand, "copy").ok();
        becomes(&stand, &copy, |job| job["state"] == "printed");
        assert_eq!(device.state().slips.len(), 1, "only what somebody asked for again");
        stand.verify();
    }
}

fn becomes(stand: &Stand, job: &Value, is_so: impl Fn(&Value) -> bool) -> Value {
    let path = format!("/v1/print-jobs/{}", job["id"].as_str().expect("an id"));
    let look = || Some(stand.block_on(stand.client.get(&path)).ok()).filter(|job| is_so(job));
    wait::until(LIMIT, look).unwrap_or_else(|| panic!("never so: {:?}", stand.block_on(stand.client.get(&path)).body))
}
