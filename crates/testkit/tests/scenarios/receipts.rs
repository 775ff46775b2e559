//! Receipts: what stands on them, and that a printer prints the same.

use std::io::Write;
use std::net::Ipv4Addr;
use std::process::{Command, Stdio};
use std::time::Duration;

use onetill_connectors::printers::escpos;
use onetill_connectors::printers::simulated::{Decoder, Item, Manners, Paper, Printer, Read};
use onetill_testkit::scenario::{tell, tell_at_once, tell_in};
use onetill_testkit::shop::{CASHIER_KEY, Reply, Shop};
use onetill_testkit::wait::eventually;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Waits for something that must come about.
async fn until<T>(what: &str, ready: impl AsyncFnMut() -> Option<T>) -> T {
    eventually(Duration::from_secs(20), ready).await.unwrap_or_else(|| panic!("{what} did not come about"))
}

async fn text(shop: &Shop, path: &str) -> String {
    let reply = shop.get(path).await;
    assert!(reply.status.is_success(), "{path}: {}", reply.body);
    reply.text
}

async fn receipt(shop: &Shop, sale: &Value, more: &str) -> String {
    text(shop, &format!("/v1/orders/{}/receipt?format=text&columns=32{more}", sale["id"].as_str().expect("an id")))
        .await
}

#[test]
fn a_receipt_tells_what_was_bought_what_was_taken_off_and_how_it_was_paid() {
    tell(async |shop| {
        shop.send(
            Method::PATCH,
            "/v1/receipt-settings",
            Some(json!({ "header": "Quay 1\nVAT GB 123", "footer": "Thank you!", "show_sku": true })),
        )
        .await
        .ok();
        let vat = shop.tax("standard", "20").await;
        let lamp = shop.goods("lamp", 6000, 2500, &vat, 4).await;
        let mug = shop.goods("mug", 499, 200, &vat, 10).await;
        let cart = shop.cart().add(&lamp, "1").line_percent("10").add(&mug, "3").off(100);
        let sale = cart.cash(6797, 7000).sell().await.ok();

        assert_eq!(
            receipt(shop, &sale, "").await.lines().collect::<Vec<_>>(),
            [
                "           Test Shop",
                "           Main shop",
                "             Quay 1",
                "           VAT GB 123",
                "",
                "Receipt                R1-000001",
                "23 Nov 2026                09:30",
                "Register             Register R1",
                "--------------------------------",
                "1 × lamp                   60.00",
                "  LAMP",
                "  Discount 10 %            -6.00",
                "3 × mug                    14.97",
                "  each 4.99",
                "  MUG",
                "--------------------------------",
                "Subtotal                   68.97",
                "Discount                   -1.00",
                "Total                  GBP 67.97",
                "Cash                       70.00",
                "Change                      2.03",
                "",
                "Tax                    Net   Tax",
                "standard tax 20 %    56.64 11.33",
                "",
                "           Thank you!",
                "",
                "          [R1-000001]",
            ]
        );
        let copy = receipt(shop, &sale, "&kind=copy").await;
        assert!(copy.lines().any(|line| line.trim() == "COPY"), "{copy}");
        let gift = receipt(shop, &sale, "&kind=gift").await;
        assert!(gift.contains("Gift receipt") && gift.contains("3 × mug"), "{gift}");
        assert!(!gift.contains("60.00") && !gift.contains("4.99") && !gift.contains("Discount"), "{gift}");
    });
}

#[test]
fn every_printer_prints_the_same_receipt() {
    tell_in(
        |options| options.currency = "CHF",
        async |shop| {
            shop.send(Method::PATCH, "/v1/receipt-settings", Some(json!({ "language": "de", "number_code": "qr" })))
                .await
                .ok();
            shop.put_file("/v1/receipt-settings/logo", "image/png", square()).await.ok();
            let thing = json!({ "kind": "goods", "name": "Größe 緑茶 Чай €", "unit_price": shop.money(123_450) });
            let sale = shop.cart().line(thing).sell().await.ok();
            let id = sale["id"].as_str().expect("an id");
            for printer in escpos::profiles() {
                let path = format!("/v1/orders/{id}/receipt?format=escpos&profile={}", printer.id);
                let reply = shop.get(&path).await;
                let mut paper = Decoder::new(printer);
                let read = paper.feed(&reply.bytes).expect("a printer understands it");
                paper.finish().expect("it is whole");
                let lines = read.iter().filter_map(|read| match read {
                    Read::Printed(Item::Line { text, .. }) => Some(text.as_str()),
                    _ => None,
                });
                let printed = lines.collect::<Vec<_>>().join("\n");
                assert!(printed.contains("R1-000001") && printed.contains("1.234,50 CHF"), "{}: {printed}", printer.id);
                assert!(printed.contains("Größe"), "{}: {printed}", printer.id);
                let qr = Read::Printed(Item::Qr("R1-000001".to_owned()));
                assert_eq!(read.contains(&qr), printer.can(escpos::Feature::Qr), "{}", printer.id);
                let logo = read.iter().any(|r| matches!(r, Read::Printed(Item::Picture { .. })));
                let cut = read.iter().any(|r| matches!(r, Read::Printed(Item::Cut { .. })));
                assert!(logo || !printer.can(escpos::Feature::Raster), "{}", printer.id);
                let cuts = printer.can(escpos::Feature::FullCut) || printer.can(escpos::Feature::PartialCut);
                assert_eq!(cut, cuts, "{}", printer.id);
            }
        },
    );
}

/// A picture: a black square of 16 dots.
fn square() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 16, 16);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&[0; 256]).expect("a picture");
    writer.finish().expect("an end");
    bytes
}

/// What is read out of a PDF, with one space for each gap.
fn words_of(pdf: &[u8]) -> String {
    let mut tool = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext, of Debian's poppler-utils");
    tool.stdin.take().expect("its input").write_all(pdf).expect("written");
    let read = tool.wait_with_output().expect("an end");
    assert!(read.status.success(), "pdftotext refuses it");
    let text = String::from_utf8(read.stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_receipt_is_a_pdf_too_with_the_words_of_the_slip() {
    tell_in(
        |options| options.currency = "EUR",
        async |shop| {
            let settings = json!({ "language": "de", "number_code": "qr", "header": "Köpenicker Straße 1" });
            shop.send(Method::PATCH, "/v1/receipt-settings", Some(settings)).await.ok();
            shop.put_file("/v1/receipt-settings/logo", "image/png", square()).await.ok();
            let thing = json!({ "kind": "goods", "name": "Größe 5 – 1 € je Чай", "unit_price": shop.money(123_450) });
            let sale = shop.cart().line(thing.clone()).sell().await.ok();
            let id = sale["id"].as_str().expect("an id");
            let path = format!("/v1/orders/{id}/receipt?format=pdf");
            let reply = shop.get(&path).await;
            assert!(reply.status.is_success(), "{}", reply.body);
            assert!(reply.bytes.starts_with(b"%PDF-"), "{:?}", reply.bytes.get(..8));
            let read = words_of(&reply.bytes);
            for part in ["Köpenicker Straße 1", "Beleg R1-000001", "1 × Größe 5 – 1 € je Чай", "1.234,50 EUR"]
            {
                assert!(read.contains(part), "{part} in {read}");
            }
            let gift = words_of(&shop.get(&format!("{path}&kind=gift")).await.bytes);
            assert!(gift.contains("Geschenkbeleg") && gift.contains("Чай") && !gift.contains("1.234,50"), "{gift}");
            let copy = words_of(&shop.get(&format!("{path}&kind=copy")).await.bytes);
            assert!(copy.contains("KOPIE"), "{copy}");
            let refund = shop.refund(&sale, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
            let path = format!("/v1/refunds/{}/receipt?format=pdf", refund["id"].as_str().expect("an id"));
            let read = words_of(&shop.get(&path).await.bytes);
            assert!(read.contains("Erstattung R1-000002") && read.contains("-1.234,50"), "{read}");

            let open = shop.post("/v1/orders", shop.cart().line(thing).order()).await.ok();
            let path = format!("/v1/orders/{}/receipt?format=pdf", open["id"].as_str().expect("an id"));
            shop.get(&path).await.refused(409, "no_receipt");
        },
    );
}

#[test]
fn a_refund_has_a_receipt_that_names_the_sale() {
    tell(async |shop| {
        let vat = shop.tax("standard", "20").await;
        let mug = shop.goods("mug", 1200, 500, &vat, 10).await;
        let sale = shop.cart().add(&mug, "2").sell().await.ok();
        let refund = json!({ "lines": [{ "line_no": 1, "quantity": 1 }], "reason": "cracked" });
        let refund = shop.refund(&sale, refund).await.ok();
        let path = format!("/v1/refunds/{}/receipt?format=text&columns=32", refund["id"].as_str().expect("an id"));
        let shown = text(shop, &path).await;
        for part in ["Refund                 R1-000002", "For receipt            R1-000001", "GBP -12.00", "cracked"] {
            assert!(shown.contains(part), "{part} in\n{shown}");
        }
        let slip = shop.get(&path.replace("format=text&columns=32", "copy=true")).await.ok();
        assert_eq!(slip["title"], "Refund R1-000002");
        assert!(slip["blocks"].to_string().contains("COPY"), "{slip}");
    });
}

#[test]
fn an_order_that_is_not_paid_has_no_receipt_and_what_cannot_be_printed_is_refused() {
    tell(async |shop| {
        let open = shop.cart().line(json!({ "kind": "goods", "name": "A thing", "unit_price": shop.money(100) }));
        let open = open.open().await.ok();
        let path = |more: &str| format!("/v1/orders/{}/receipt{more}", open["id"].as_str().expect("an id"));
        shop.get(&path("")).await.refused(409, "no_receipt");
        shop.get(&path("?format=escpos")).await.refused(422, "missing_field");
        shop.get(&path("?format=escpos&profile=abacus")).await.refused(422, "invalid_field");
        shop.get(&path("?format=text&columns=3")).await.refused(422, "invalid_field");
        shop.get(&path("?format=papyrus")).await.refused(422, "invalid_field");
        let long = json!({ "footer": "x".repeat(1001) });
        let refused = shop.send(Method::PATCH, "/v1/receipt-settings", Some(long)).await.refused(422, "invalid_field");
        assert_eq!(refused["field"], "footer");
    });
}

/// A simulated printer on the line, chosen for the first register; its drawer hangs on it.
async fn printer(shop: &Shop) -> (Printer, Value) {
    let device = Printer::new(escpos::profile("epson-tm-t88v").expect("a model"));
    let line = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = line.local_addr().expect("an address").to_string();
    tokio::spawn(device.clone().run(line));
    let new = json!({
        "location_id": shop.location_id, "name": "Counter", "address": address, "profile": "epson-tm-t88v",
    });
    let printer = shop.post("/v1/printers", new).await.ok();
    let choice = json!({ "printer_id": printer["id"], "has_drawer": true });
    let path = format!("/v1/registers/{}/printer", shop.register());
    shop.send(Method::PUT, &path, Some(choice)).await.ok();
    (device, printer["id"].clone())
}

async fn thing(shop: &Shop) -> Value {
    let line = json!({ "kind": "goods", "name": "A thing", "unit_price": shop.money(100) });
    shop.cart().line(line).sell().await.ok()
}

async fn ask_for(shop: &Shop, sale: &Value, kind: &str) -> Reply {
    let path = format!("/v1/orders/{}/print", sale["id"].as_str().expect("an id"));
    shop.post(&path, json!({ "kind": kind, "register_id": shop.register() })).await
}

/// Waits until a print job is in one of these states; answers it.
async fn becomes(shop: &Shop, job: &Value, done: impl Fn(&Value) -> bool) -> Value {
    let path = format!("/v1/print-jobs/{}", job["id"].as_str().expect("an id"));
    until("the print job", async || {
        let job = shop.get(&path).await.ok();
        done(&job).then_some(job)
    })
    .await
}

fn has(slip: &[Item], text: &str) -> bool {
    slip.iter().any(|item| matches!(item, Item::Line { text: line, .. } if line.contains(text)))
}

#[test]
fn a_receipt_is_printed_once_and_after_that_as_a_copy() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (device, id) = printer(shop).await;
            let sale = thing(shop).await;
            until("the drawer springs open", async || (device.state().kicks == 1).then_some(())).await;

            let job = ask_for(shop, &sale, "original").await.ok();
            becomes(shop, &job, |job| job["state"] == "printed").await;
            ask_for(shop, &sale, "original").await.refused(409, "already_printed");
            let copy = ask_for(shop, &sale, "copy").await.ok();
            becomes(shop, &copy, |job| job["state"] == "printed").await;
            let gift = ask_for(shop, &sale, "gift").await.ok();
            becomes(shop, &gift, |job| job["state"] == "printed").await;
            let refund = shop.refund(&sale, json!({})).await.ok();
            let path = format!("/v1/refunds/{}/print", refund["id"].as_str().expect("an id"));
            let refund = shop.post(&path, json!({ "printer_id": id })).await.ok();
            becomes(shop, &refund, |job| job["state"] == "printed").await;
            let test = format!("/v1/printers/{}/test", id.as_str().expect("an id"));
            let test = shop.post(&test, json!({})).await.ok();
            becomes(shop, &test, |job| job["state"] == "printed").await;

            let state = device.state();
            assert_eq!((state.complaint, state.slips.len()), (None, 5));
            let [original, copy, gift, refund, test] = &state.slips[..] else { unreachable!("five slips") };
            assert!(has(original, "R1-000001") && !has(original, "COPY") && has(original, "GBP 1.00"), "{original:?}");
            assert!(has(copy, "COPY") && has(copy, "GBP 1.00"), "{copy:?}");
            assert!(has(gift, "Gift receipt") && !has(gift, "1.00"), "{gift:?}");
            assert!(has(refund, "For receipt"), "{refund:?}");
            assert!(has(test, "Łódź") && test.contains(&Item::Qr("TEST-000001".to_owned())), "{test:?}");
        },
    );
}

#[test]
fn a_printer_without_paper_says_so_and_goes_on_once_it_has_some() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (device, id) = printer(shop).await;
            let sale = thing(shop).await;
            device.change(|state| state.paper = Paper::Out);
            let job = ask_for(shop, &sale, "original").await.ok();
            becomes(shop, &job, |job| job["problem"] == "paper_out").await;
            let status = format!("/v1/printers/{}/status", id.as_str().expect("an id"));
            let told = shop.get(&status).await.ok();
            assert_eq!(
                (&told["ready"], &told["problem"], &told["waiting"]),
                (&json!(false), &json!("paper_out"), &json!(1))
            );
            device.change(|state| (state.paper, state.cover_open) = (Paper::Low, true));
            becomes(shop, &job, |job| job["problem"] == "cover_open").await;
            device.change(|state| state.cover_open = false);
            becomes(shop, &job, |job| job["state"] == "printed").await;
            let told = shop.get(&status).await.ok();
            assert_eq!((&told["ready"], &told["paper_low"]), (&json!(true), &json!(true)));
            assert_eq!(device.state().slips.len(), 1);
        },
    );
}

#[test]
fn a_printer_that_dies_in_the_middle_leaves_the_question_and_nothing_is_printed_again_by_itself() {
    tell_at_once(
        |_| {},
        async |shop| {
            let (device, _) = printer(shop).await;
            let sale = thing(shop).await;
            device.change(|state| state.manners = Manners::Dies);
            let job = ask_for(shop, &sale, "original").await.ok();
            becomes(shop, &job, |job| job["state"] == "unknown").await;
            device.change(|state| state.manners = Manners::Good);
            ask_for(shop, &sale, "original").await.refused(409, "already_printed");
            let copy = ask_for(shop, &sale, "copy").await.ok();
            becomes(shop, &copy, |job| job["state"] == "printed").await;
            let whole: Vec<_> = device.state().slips.into_iter().filter(|slip| has(slip, "GBP 1.00")).collect();
            assert!(whole.len() == 1 && has(&whole[0], "COPY"), "{whole:?}");
        },
    );
}

#[test]
fn a_printer_is_named_by_an_address_and_a_model_that_are_known() {
    tell(async |shop| {
        let good = json!({
            "location_id": shop.location_id, "name": "Counter", "address": "192.0.2.7:9100", "profile": "generic-80mm",
        });
        for (field, value) in [
            ("address", json!("http://192.0.2.7/")),
            ("address", json!("192.0.2.7")),
            ("address", json!("192.0.2.7:0")),
            ("address", json!("a b:9100")),
            ("address", json!("user@host:9100")),
            ("profile", json!("abacus")),
            ("name", json!(" ")),
            ("location_id", json!("019aaf3a-5c00-7000-8000-000000000009")),
        ] {
            let mut bad = good.clone();
            bad[field] = value;
            let refused = shop.post("/v1/printers", bad).await.refused(422, "invalid_field");
            assert_eq!(refused["field"], field);
        }
        let printer = shop.post("/v1/printers", good).await.ok();
        shop.send_as(CASHIER_KEY, Method::POST, "/v1/printers", Some(json!({})), None).await.refused(403, "forbidden");

        let sale = thing(shop).await;
        ask_for(shop, &sale, "original").await.refused(409, "no_printer");
        let path = format!("/v1/orders/{}/print", sale["id"].as_str().expect("an id"));
        shop.post(&path, json!({})).await.refused(422, "missing_field");
        let off = json!({ "active": false });
        let at = format!("/v1/printers/{}", printer["id"].as_str().expect("an id"));
        shop.send(Method::PATCH, &at, Some(off)).await.ok();
        shop.post(&path, json!({ "printer_id": printer["id"] })).await.refused(422, "invalid_field");
    });
}
