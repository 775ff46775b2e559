use onetill_domains::receipts::{Align, Block, Language, Letter, Look, Slip};
use onetill_kernel::{ReceiptMailId, Timestamp, Uuid};

use super::{compose, recipient, sender};

fn letter(subject: &str, words: &str) -> Letter {
    let text = Block::Text { text: words.to_owned(), align: Align::Center, look: Look::Large };
    let row = Block::Row { left: words.to_owned(), right: "6.78".to_owned(), look: Look::Plain, detail: true };
    Letter {
        shop: "Müller & Söhne".to_owned(),
        subject: subject.to_owned(),
        opening: "Thank you.".to_owned(),
        slip: Slip { title: "Receipt R1-000123".to_owned(), language: Language::En, blocks: vec![text, row] },
    }
}

fn message(letter: &Letter) -> String {
    let from = sender("receipts@shop.example").expect("a sender");
    let to = recipient("ann@example.com").expect("a recipient");
    let (id, now) = (ReceiptMailId(Uuid::nil()), Timestamp::from_micros(1_795_771_800_000_000));
    let composed = compose(letter, b"%PDF-1.7".to_vec(), &from, to, id, now).expect("a message");
    String::from_utf8(composed.bytes).expect("plain letters")
}

#[test]
fn a_message_has_words_html_and_the_file() {
    let message = message(&letter("Receipt R1-000123, Müller & Söhne", "2 × Lantern"));
    for part in [
        "To: ann@example.com\r\n",
        "Message-ID: <00000000-0000-0000-0000-000000000000@shop.example>\r\n",
        "Content-Type: multipart/mixed;",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Type: text/html; charset=utf-8\r\n",
        "Content-Type: application/pdf\r\n",
        "Content-Disposition: attachment; filename=\"Receipt-R1-000123.pdf\"\r\n",
    ] {
        assert!(message.contains(part), "{part} in\n{message}");
    }
    assert!(message.is_ascii(), "every server takes it");
}

#[test]
fn nothing_that_is_typed_begins_a_header_or_a_tag() {
    let evil = "Ann\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>";
    let message = message(&letter(evil, evil));
    let (headers, body) = message.split_once("\r\n\r\n").expect("headers and a body");
    assert!(!headers.contains("\r\nBcc:"), "{headers}");
    let (_, page) = body.split_once("text/html").expect("a page");
    assert!(!page.contains("<script") && page.contains("&lt;script"), "{page}");
    for address in ["ann@example.com\r\nBcc: all@example.com", "ann@example.com, bob@example.com", "ann", "<a@b.c>", ""]
    {
        assert!(recipient(address).is_err(), "{address}");
    }
    for address in ["receipts", "a@b.c\r\nBcc: d@e.f", "Shop <a@b.c\n>"] {
        assert!(sender(address).is_err(), "{address}");
    }
}
