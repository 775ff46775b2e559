//! What stands on receipts, the printers that print them and the mail that brings them.

use onetill_connectors::mail::sender;
use onetill_server::{MailServer, MailTls};
use onetill_testkit::scenario::{tell, tell_in};
use reqwest::Method;
use serde_json::json;

use super::{Case, Watch, each, each_by};

#[test]
fn what_stands_on_receipts_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let invalid = "invalid_field";
        let good = json!({ "language": "de", "header": "Open daily", "footer": "Thanks", "number_code": "qr" });
        let cases: &[Case] = &[
            ("/language", json!("klingon"), invalid, "language"),
            ("/header", json!("x".repeat(1001)), invalid, "header"),
            ("/header", json!("a\u{0}b"), invalid, "header"),
            ("/footer", json!("\u{1b}@"), invalid, "footer"),
            ("/footer", json!(7), invalid, "footer"),
            ("/number_code", json!("morse"), invalid, "number_code"),
        ];
        each_by(shop, Method::PATCH, "/v1/receipt-settings", good, cases).await;

        let mut watch = Watch::over(shop).await;
        let logo = "/v1/receipt-settings/logo";
        // A PNG that says that it is 100,000 dots wide, and one that breaks off behind its head.
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\0\0\0\0\xbf\xc2\x8f\x2c".to_vec();
        for (what, content) in [
            ("nothing", Vec::new()),
            ("words", b"our logo".to_vec()),
            ("a JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec()),
            ("a head alone", head[..20].to_vec()),
            ("a huge picture", head),
        ] {
            watch.refused(what, shop.put_file(logo, "image/png", content).await, invalid, "logo").await;
        }
        let large = shop.put_file(logo, "image/png", vec![0; 2 * 1024 * 1024]).await;
        watch.refused("2 MiB", large, "body_too_large", "body").await;
        watch.done();
    });
}

#[test]
fn a_printer_with_anything_wrong_in_it_is_refused() {
    tell(async |shop| {
        let nobody = json!("019aaf3a-5c00-7000-8000-000000000009");
        let invalid = "invalid_field";
        let good = json!({
            "location_id": shop.location_id, "name": "Counter", "address": "127.0.0.1:9", "profile": "epson-tm-t88v",
            "small_letters": false, "reports_status": false,
        });
        let cases: &[Case] = &[
            ("/location_id", nobody.clone(), invalid, "location_id"),
            ("/name", json!(" "), invalid, "name"),
            ("/name", json!("x".repeat(201)), invalid, "name"),
            ("/address", json!("127.0.0.1"), invalid, "address"),
            ("/address", json!("127.0.0.1:0"), invalid, "address"),
            ("/address", json!("127.0.0.1:65536"), invalid, "address"),
            ("/address", json!("http://printer:9100"), invalid, "address"),
            ("/address", json!("-printer:9100"), invalid, "address"),
            ("/address", json!(":9100"), invalid, "address"),
            ("/address", json!("a b:9100"), invalid, "address"),
            ("/profile", json!("gutenberg"), invalid, "profile"),
            ("/small_letters", json!("no"), invalid, "small_letters"),
        ];
        each(shop, "/v1/printers", good, cases).await;
        let printer = shop.get("/v1/printers").await.ok()["items"][0]["id"].clone();
        let path = format!("/v1/printers/{}", printer.as_str().expect("an id"));
        let good = json!({ "name": "Counter 1", "address": "127.0.0.1:9", "profile": "epson-tm-t88v", "active": true });
        let cases: &[Case] = &[
            ("/name", json!(""), invalid, "name"),
            ("/address", json!("[::1:9100"), invalid, "address"),
            ("/profile", json!(""), invalid, "profile"),
            ("/active", json!(1), invalid, "active"),
        ];
        each_by(shop, Method::PATCH, &path, good, cases).await;

        let sale = shop.cart().line(json!({ "kind": "goods", "name": "Mug", "unit_price": shop.money(900) }));
        let sale = sale.sell().await.ok();
        let print = format!("/v1/orders/{}/print", sale["id"].as_str().expect("an id"));
        let mut watch = Watch::over(shop).await;
        for (body, code, field) in [
            (json!({ "printer_id": nobody }), invalid, "printer_id"),
            (json!({}), "missing_field", "printer_id"),
            (json!({ "register_id": shop.register() }), "no_printer", "register_id"),
            (json!({ "printer_id": printer, "kind": "poster" }), invalid, "kind"),
        ] {
            watch.refused(&body.to_string(), shop.post(&print, body.clone()).await, code, field).await;
        }
        watch.done();
        let choose = format!("/v1/registers/{}/printer", shop.register());
        let cases: &[Case] =
            &[("/printer_id", nobody, invalid, "printer_id"), ("/has_drawer", json!("yes"), invalid, "has_drawer")];
        each_by(shop, Method::PUT, &choose, json!({ "printer_id": printer, "has_drawer": true }), cases).await;
    });
}

#[test]
fn a_receipt_by_e_mail_with_anything_wrong_in_it_is_refused() {
    // Nobody takes mail at that port.
    let mail = MailServer {
        host: "127.0.0.1".to_owned(),
        port: 9,
        tls: MailTls::None,
        authority: None,
        user: None,
        sender: sender("receipts@shop.example").expect("a sender"),
    };
    let mailing = move |options: &mut onetill_testkit::shop::ShopOptions| options.mail = Some(mail.clone());
    tell_in(mailing, async |shop| {
        let invalid = "invalid_field";
        let sale = shop.cart().line(json!({ "kind": "goods", "name": "Mug", "unit_price": shop.money(900) }));
        let sale = sale.sell().await.ok();
        let refund = shop.refund(&sale, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
        let of =
            |what: &str, thing: &serde_json::Value| format!("/v1/{what}/{}/mail", thing["id"].as_str().expect("an id"));
        let mut watch = Watch::over(shop).await;
        for path in [of("orders", &sale), of("refunds", &refund), "/v1/mail/test".to_owned()] {
            for to in [
                "ann",
                "ann@",
                "@example.com",
                "ann@example.com, bo@example.com",
                "ann@example.com\r\nBcc: bo@example.com",
            ] {
                watch
                    .refused(&format!("{path} to {to}"), shop.post(&path, json!({ "to": to })).await, invalid, "to")
                    .await;
            }
            let nowhere = shop.post(&path, json!({})).await;
            watch.refused(&format!("{path} to nobody"), nowhere, "missing_field", "to").await;
        }
        let gift = json!({ "to": "ann@example.com", "gift": true });
        watch
            .refused("a gift receipt of a refund", shop.post(&of("refunds", &refund), gift).await, invalid, "gift")
            .await;
        watch.done();
    });
}
