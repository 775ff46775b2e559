//! Receipts by e-mail, handed to a mail server over real SMTP, its bad days included.

use std::time::Duration;

use onetill_connectors::mail::sender;
use onetill_server::{MailAuthority, MailServer, MailTls};
use onetill_testkit::mail::{Authority, MailCatcher, MailFault, Secure};
use onetill_testkit::scenario::tell_in;
use onetill_testkit::shop::{Shop, ShopOptions};
use onetill_testkit::wait::eventually;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// A mail server that outlives the story, and the settings for it.
fn server(set: impl Fn(&mut MailServer)) -> (Runtime, MailCatcher, MailServer) {
    let runtime = Runtime::new().expect("a runtime");
    let catcher = runtime.block_on(MailCatcher::start());
    let mut settings = at(&catcher);
    set(&mut settings);
    (runtime, catcher, settings)
}

/// The settings for a mail server, in plain.
fn at(catcher: &MailCatcher) -> MailServer {
    MailServer {
        host: catcher.address.ip().to_string(),
        port: catcher.address.port(),
        tls: MailTls::None,
        authority: None,
        user: None,
        sender: sender("Quay Shop <receipts@shop.example>").expect("a sender"),
    }
}

fn with(mail: MailServer) -> impl Fn(&mut ShopOptions) {
    move |options| options.mail = Some(mail.clone())
}

/// The e-mail once it has this state and so many tries.
async fn until(shop: &Shop, mail: &Value, state: &str, tries: i64) -> Value {
    let path = format!("/v1/receipt-mails/{}", mail["id"].as_str().expect("an id"));
    let mut seen = Value::Null;
    let found = eventually(Duration::from_secs(30), async || {
        seen = shop.get(&path).await.ok();
        (seen["state"] == state && seen["tries"] == tries).then(|| seen.clone())
    });
    match found.await {
        Some(mail) => mail,
        None => panic!("it is never {state} after {tries} tries: {:?}", shop.get(&path).await.body),
    }
}

async fn mug(shop: &Shop) -> Value {
    let thing = json!({ "kind": "goods", "name": "Größe 5 <b>Mug</b>", "unit_price": shop.money(1900) });
    shop.cart().line(thing).sell().await.ok()
}

fn path(sale: &Value) -> String {
    format!("/v1/orders/{}/mail", sale["id"].as_str().expect("an id"))
}

#[test]
fn a_receipt_arrives_with_words_html_and_the_pdf() {
    let (_runtime, catcher, settings) = server(|_| {});
    let seen = catcher.clone();
    tell_in(with(settings), async move |shop| {
        let before = seen.taken().len();
        let ann = json!({ "name": "Ann", "email": "ann@example.com" });
        let ann = shop.post("/v1/customers", ann).await.ok()["id"].clone();
        let thing = json!({ "kind": "goods", "name": "Größe 5 <b>Mug</b>", "unit_price": shop.money(1900) });
        let sale = shop.cart().customer(&ann).line(thing).sell().await.ok();
        // To the customer's address, where no other is named.
        let mail = shop.post(&path(&sale), json!({})).await.ok();
        assert_eq!((&mail["recipient"], &mail["content"]), (&json!("ann@example.com"), &json!("receipt")));
        let sent = until(shop, &mail, "sent", 1).await;
        assert_eq!(sent["problem"], Value::Null);
        // To another, as a gift receipt; and that of a refund.
        let gift = shop.post(&path(&sale), json!({ "to": "bob@example.com", "gift": true })).await.ok();
        until(shop, &gift, "sent", 1).await;
        let refund = shop.refund(&sale, json!({ "lines": [{ "line_no": 1, "quantity": 1 }] })).await.ok();
        let refund = format!("/v1/refunds/{}/mail", refund["id"].as_str().expect("an id"));
        let refund = shop.post(&refund, json!({ "to": "ann@example.com" })).await.ok();
        until(shop, &refund, "sent", 1).await;

        let taken = seen.taken().split_off(before);
        let [receipt, gift, refund] = taken.as_slice() else { panic!("{} messages", taken.len()) };
        assert_eq!(
            (receipt.from.as_str(), receipt.to.as_slice()),
            ("receipts@shop.example", &["ann@example.com".to_owned()][..])
        );
        // Quoted-printable breaks long lines anywhere (RFC 2045, section 6.7).
        let text = receipt.text.replace("=\n", "");
        for part in [
            "Quay Shop",
            "<receipts@shop.example>",
            "multipart/alternative",
            "text/html",
            "Receipt-R1-000001.pdf",
            "19.00",
            "&lt;b&gt;Mug",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(!gift.text.contains("19.00"), "{}", gift.text);
        assert!(refund.text.contains("Refund"), "{}", refund.text);
        let id = sale["id"].as_str().expect("an id");
        let list = shop.get(&format!("/v1/receipt-mails?subject_id={id}")).await.ok();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
        // An address is told to nobody by an event.
        let events = shop.get("/v1/events?after=0&limit=200").await.ok().to_string();
        assert!(events.contains("receipt_mail.updated") && !events.contains("@example"), "{events}");
    });
}

#[test]
fn what_a_server_refuses_for_now_is_tried_again_and_what_it_refuses_for_good_is_not() {
    let (_runtime, catcher, settings) = server(|_| {});
    let seen = catcher.clone();
    tell_in(with(settings), async move |shop| {
        let before = seen.taken().len();
        let sale = mug(shop).await;
        let to = json!({ "to": "ann@example.com" });
        seen.next(MailFault::TryLater);
        seen.next(MailFault::HangUpBefore);
        let mail = shop.post(&path(&sale), to.clone()).await.ok();
        let waits = until(shop, &mail, "queued", 1).await;
        assert_eq!((&waits["problem"], &waits["next_try_at"]), (&json!("busy"), &json!("2026-11-23T09:30:30Z")));
        shop.later(30);
        let waits = until(shop, &mail, "queued", 2).await;
        // The pause grows.
        assert_eq!((&waits["problem"], &waits["next_try_at"]), (&json!("unreachable"), &json!("2026-11-23T09:31:30Z")));
        shop.later(60);
        until(shop, &mail, "sent", 3).await;
        assert_eq!(seen.taken().len(), before + 1);

        for (fault, problem) in [(MailFault::NoSuchRecipient, "recipient"), (MailFault::RefuseMessage, "refused")] {
            seen.next(fault);
            let mail = shop.post(&path(&sale), to.clone()).await.ok();
            assert_eq!(until(shop, &mail, "failed", 1).await["problem"], problem);
        }
        // The message had left when the line went dead: nobody knows, and it is not sent twice.
        seen.next(MailFault::HangUpBehind);
        let mail = shop.post(&path(&sale), to.clone()).await.ok();
        assert_eq!(until(shop, &mail, "unknown", 1).await["problem"], "silent");
        let connections = seen.connections();
        shop.later(48 * 3600);
        // Whatever was due is handed over before this one.
        let last = shop.post(&path(&sale), to).await.ok();
        until(shop, &last, "sent", 1).await;
        assert_eq!((seen.connections(), seen.taken().len()), (connections + 1, before + 3));
    });
}

#[test]
fn a_request_that_is_repeated_sends_one_message() {
    let (_runtime, catcher, settings) = server(|_| {});
    let seen = catcher.clone();
    tell_in(with(settings), async move |shop| {
        let before = seen.taken().len();
        let sale = mug(shop).await;
        let to = json!({ "to": "ann@example.com" });
        let first = shop.post_once("a key", &path(&sale), to.clone()).await.ok();
        until(shop, &first, "sent", 1).await;
        let again = shop.post_once("a key", &path(&sale), to.clone()).await;
        assert!(again.replayed);
        assert_eq!((&again.body["id"], &again.body["state"]), (&first["id"], &json!("sent")));
        let other = shop.post(&path(&sale), to).await.ok();
        until(shop, &other, "sent", 1).await;
        assert_eq!(seen.taken().len(), before + 2);
    });
}

#[test]
fn nothing_leaves_in_plain_where_it_must_be_secure_and_a_wrong_password_waits_to_be_mended() {
    let (_runtime, catcher, settings) = server(|settings| settings.tls = MailTls::StartTls);
    let seen = catcher.clone();
    tell_in(with(settings), async move |shop| {
        let mail = shop.post("/v1/mail/test", json!({ "to": "ann@example.com" })).await.ok();
        assert_eq!(until(shop, &mail, "queued", 1).await["problem"], "tls");
        // After a day it is given up.
        shop.later(25 * 3600);
        assert_eq!(until(shop, &mail, "failed", 2).await["problem"], "tls");
        assert!(seen.taken().is_empty());
    });

    let user = Some(("till".to_owned(), "secret".to_owned()));
    let (_runtime, catcher, settings) = server(|settings| settings.user = user.clone());
    assert!(!format!("{settings:?}").contains("secret"));
    catcher.ask_for("another");
    let seen = catcher.clone();
    tell_in(with(settings), async move |shop| {
        let before = seen.taken().len();
        seen.ask_for("another");
        let mail = shop.post("/v1/mail/test", json!({ "to": "ann@example.com" })).await.ok();
        assert_eq!(until(shop, &mail, "queued", 1).await["problem"], "sign_in");
        // NUL, till, NUL, secret.
        seen.ask_for("AHRpbGwAc2VjcmV0");
        shop.later(30);
        until(shop, &mail, "sent", 2).await;
        assert_eq!(seen.taken().len(), before + 1);
    });
}

#[test]
fn only_a_server_whom_a_believed_authority_vouches_for_gets_a_message() {
    let (ours, stranger) = (Authority::default(), Authority::default());
    let here = "127.0.0.1";
    for (secure, signer, name, believed, is_taken) in [
        (Secure::AtOnce, &ours, here, Some(&ours), true),
        (Secure::WhenAsked, &ours, here, Some(&ours), true),
        (Secure::AtOnce, &stranger, here, Some(&ours), false),
        (Secure::WhenAsked, &stranger, here, Some(&ours), false),
        (Secure::AtOnce, &ours, "mail.example", Some(&ours), false),
        (Secure::WhenAsked, &ours, here, None, false),
    ] {
        let runtime = Runtime::new().expect("a runtime");
        let catcher = runtime.block_on(MailCatcher::start_secure(secure, signer, name));
        let settings = MailServer {
            tls: if secure == Secure::AtOnce { MailTls::Implicit } else { MailTls::StartTls },
            authority: believed.map(|a| MailAuthority::from_pem(a.pem().as_bytes()).expect("an authority")),
            ..at(&catcher)
        };
        let seen = catcher.clone();
        tell_in(with(settings), async move |shop| {
            let before = seen.taken().len();
            let mail = shop.post("/v1/mail/test", json!({ "to": "ann@example.com" })).await.ok();
            if is_taken {
                until(shop, &mail, "sent", 1).await;
                assert_eq!(seen.taken().len(), before + 1);
                return;
            }
            // It waits, and says why; once the certificate is mended it may still leave.
            let waiting = until(shop, &mail, "queued", 1).await;
            assert_eq!((&waiting["problem"], waiting["next_try_at"].is_string()), (&json!("tls"), true), "{waiting}");
            assert!(seen.taken().is_empty());
        });
    }
    for wrong in ["", "our certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let refused = MailAuthority::from_pem(wrong.as_bytes()).expect_err("no authority");
        assert_eq!(refused.field_str(), Some("mail_ca"), "{wrong}");
    }
}

#[test]
fn what_cannot_be_sent_is_refused_before_it_is_queued() {
    let (_runtime, catcher, settings) = server(|_| {});
    let seen = catcher.clone();
    tell_in(with(settings), async move |shop| {
        let sale = mug(shop).await;
        for to in
            ["ann", "ann@example.com\r\nBcc: all@example.com", "ann@example.com, bob@example.com", "", "a b@c.example"]
        {
            let refused = shop.post(&path(&sale), json!({ "to": to })).await.refused(422, "invalid_field");
            assert_eq!(refused["field"], "to", "{to}");
            let refused = shop.post("/v1/mail/test", json!({ "to": to })).await.refused(422, "invalid_field");
            assert_eq!(refused["field"], "to", "{to}");
        }
        let nobody = shop.post(&path(&sale), json!({})).await.refused(422, "missing_field");
        assert_eq!(nobody["field"], "to");
        let thing = json!({ "kind": "goods", "name": "Mug", "unit_price": shop.money(100) });
        let open = shop.post("/v1/orders", shop.cart().line(thing).order()).await.ok();
        shop.post(&path(&open), json!({ "to": "ann@example.com" })).await.refused(409, "no_receipt");
        let setup = shop.get("/v1/mail").await.ok();
        assert_eq!(setup["ready"], true);
        assert!(setup["sender"].as_str().is_some_and(|sender| sender.contains("receipts@shop.example")), "{setup}");
        assert_eq!(seen.connections(), 0);
    });

    tell_in(
        |_| {},
        async |shop| {
            let sale = mug(shop).await;
            assert_eq!(shop.get("/v1/mail").await.ok()["ready"], false);
            shop.post(&path(&sale), json!({ "to": "ann@example.com" })).await.refused(409, "mail_not_set_up");
        },
    );
}
