//! What a printer that others emulate makes of what we send: emupos, where `scripts/emupos` has it.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use onetill_testkit::scenario::tell_at_once;
use onetill_testkit::shop::{Client, Shop};
use onetill_testkit::wait::eventually;
use reqwest::Method;
use serde_json::{Value, json};

/// Longer than it takes to start a Python program on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, ended when it is dropped.
struct Emupos {
    process: Child,
    control: Client,
    port: u16,
}

impl Drop for Emupos {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Two ports that nobody listens at.
fn free_ports() -> [u16; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}

impl Emupos {
    /// Starts it with one printer; again with other ports where somebody else took one of them meanwhile.
    async fn start(program: &str, shop: &Shop) -> Self {
        for _ in 0..5 {
            let [api, port] = free_ports();
            let printer = json!({ "id": "front", "type": "printer", "profile": "epson-tm-t20iii", "connections": [{ "tcp": { "port": port } }] });
            // JSON is YAML.
            let config = json!({ "schema": 1, "api": { "port": api }, "devices": [printer] });
            std::fs::write(shop.folder().join("emupos.yaml"), config.to_string()).expect("a file");
            let process = Command::new(program)
                .args(["run", "--config", "emupos.yaml"])
                .current_dir(shop.folder())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .spawn()
                .expect("emupos");
            let mut started = Self { process, control: Client::new(format!("http://127.0.0.1:{api}")), port };
            if started.answers().await {
                return started;
            }
        }
        panic!("emupos did not start");
    }

    /// Waits until it answers; whether it does, or has ended.
    async fn answers(&mut self) -> bool {
        let http = onetill_testkit::client::http();
        let url = format!("{}/api/v1/devices", self.control.url);
        let answered = eventually(PATIENCE, async || match self.process.try_wait().expect("a process") {
            Some(_) => Some(false),
            None => http.get(&url).send().await.is_ok().then_some(true),
        });
        answered.await == Some(true)
    }

    /// The texts of what it printed, oldest first.
    async fn printed(&self) -> Vec<String> {
        let listed = self.control.get("/api/v1/devices/front/receipts").await.ok();
        let mut texts = Vec::new();
        for receipt in listed.as_array().expect("receipts").iter().rev() {
            let id = receipt["id"].as_str().expect("an id");
            texts.push(self.control.get(&format!("/api/v1/devices/front/receipts/{id}/text")).await.text);
        }
        texts
    }

    async fn fault(&self, method: Method, fault: &str) {
        let reply = self.control.send(method, &format!("/api/v1/devices/front/faults/{fault}"), None).await;
        assert_eq!(reply.status, 204, "{}", reply.text);
    }
}

/// Asks for a slip and answers the job.
async fn ask_for(shop: &Shop, sale: &Value, kind: &str) -> Value {
    let path = format!("/v1/orders/{}/print", sale["id"].as_str().expect("an id"));
    shop.post(&path, json!({ "kind": kind, "register_id": shop.register() })).await.ok()
}

async fn becomes(shop: &Shop, job: &Value, field: &str, value: &str) {
    let path = format!("/v1/print-jobs/{}", job["id"].as_str().expect("an id"));
    let done = eventually(PATIENCE, async || (shop.get(&path).await.ok()[field] == value).then_some(())).await;
    assert!(done.is_some(), "never {field} {value}: {}", shop.get(&path).await.body);
}

#[test]
fn an_emulated_printer_prints_what_the_receipt_says_and_tells_what_ails_it() {
    let Some(program) = std::env::var("ONETILL_EMUPOS").ok().filter(|program| !program.is_empty()) else {
        eprintln!("NOT RUN: receipts on the emulated printer emupos: ONETILL_EMUPOS does not name it (scripts/emupos)");
        return;
    };
    tell_at_once(
        |_| {},
        async |shop| {
            let emupos = Emupos::start(&program, shop).await;
            let new = json!({
                "location_id": shop.location_id, "name": "Counter", "profile": "epson-tm-t20iii",
                "address": format!("127.0.0.1:{}", emupos.port),
            });
            let printer = shop.post("/v1/printers", new).await.ok();
            let choice = json!({ "printer_id": printer["id"], "has_drawer": true });
            shop.send(Method::PUT, &format!("/v1/registers/{}/printer", shop.register()), Some(choice)).await.ok();

            let vat = shop.tax("standard", "20").await;
            let lamp = shop.goods("Lamp, grün, 5 €", 6000, 2500, &vat, 4).await;
            let mug = shop.goods("mug", 499, 200, &vat, 10).await;
            let sale = shop.cart().add(&lamp, "1").line_percent("10").add(&mug, "3").cash(6897, 7000).sell().await.ok();
            let opened = eventually(PATIENCE, async || {
                let devices = emupos.control.get("/api/v1/devices").await.ok();
                (devices[0]["state"]["drawer"] == "open").then_some(())
            });
            assert!(opened.await.is_some(), "the drawer springs open");

            let job = ask_for(shop, &sale, "original").await;
            becomes(shop, &job, "state", "printed").await;
            let path = format!("/v1/orders/{}/receipt?format=text&columns=48", sale["id"].as_str().expect("an id"));
            let laid_out = shop.get(&path).await.text;
            let printed = emupos.printed().await;
            assert_eq!(printed.len(), 1, "{printed:?}");
            // The code at its end is a picture there, and wide letters have fewer spaces between them.
            let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
            let on_paper: Vec<String> = printed[0].lines().map(words).collect();
            for line in laid_out.lines().map(words).filter(|line| !line.is_empty() && !line.starts_with('[')) {
                assert!(on_paper.contains(&line), "{line}\nis not on\n{}", printed[0]);
            }

            for (fault, problem) in [("paper-out", "paper_out"), ("cover-open", "cover_open")] {
                emupos.fault(Method::PUT, fault).await;
                let job = ask_for(shop, &sale, "copy").await;
                becomes(shop, &job, "problem", problem).await;
                emupos.fault(Method::DELETE, fault).await;
                becomes(shop, &job, "state", "printed").await;
            }
            let printed = emupos.printed().await;
            assert_eq!((printed.len(), printed[2].contains("COPY")), (3, true), "{printed:?}");
        },
    );
}
