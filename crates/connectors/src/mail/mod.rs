//! A receipt as an e-mail (RFC 5322, MIME): words, the same as HTML, and the PDF beside them.
//!
//! A message is built here and handed over elsewhere. Addresses and subject are typed by people: they are parsed, and encoded by
//! what builds the headers, so that nothing in them begins a header of its own.

mod html;
#[cfg(test)]
mod tests;

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, address::Envelope};
use onetill_domains::receipts::{Letter, plain_text};
use onetill_kernel::{Error, ReceiptMailId, Result, Timestamp};

/// Letters of a line in the message's plain text.
const COLUMNS: usize = 42;

/// An address that mail comes from: `receipts@shop.example`, or `Corner Shop <receipts@shop.example>`.
pub fn sender(text: &str) -> Result<Mailbox> {
    text.parse().map_err(|_| {
        Error::invalid("mail_from", "This is not an address that mail can come from.")
            .fix("Write it as receipts@shop.example, or Corner Shop <receipts@shop.example>.")
    })
}

/// An address that mail can go to. A refusal names the field `to`.
pub fn recipient(text: &str) -> Result<Address> {
    text.trim()
        .parse()
        .map_err(|_| Error::invalid("to", "This is not an e-mail address.").fix("One looks like ann@example.com."))
}

/// A message, ready to be handed over.
pub struct Composed {
    /// From whom and to whom.
    pub envelope: Envelope,
    /// What is handed over.
    pub bytes: Vec<u8>,
    /// Whether an address has letters that not every server takes (RFC 6531).
    pub is_international: bool,
}

/// Builds a message. Its id is that of the e-mail, so that a server that gets it twice can know it.
pub fn compose(
    letter: &Letter,
    pdf: Vec<u8>,
    from: &Mailbox,
    to: Address,
    id: ReceiptMailId,
    written_at: Timestamp,
) -> Result<Composed> {
    let is_international = [&from.email, &to].iter().any(|address| !address.to_string().is_ascii());
    let from = Mailbox { name: from.name.clone().or_else(|| Some(letter.shop.clone())), email: from.email.clone() };
    let seconds = u64::try_from(written_at.micros() / 1_000_000).unwrap_or(0);
    let words = format!("{}\n\n{}", letter.opening, plain_text(&letter.slip, COLUMNS));
    let both =
        MultiPart::alternative().singlepart(SinglePart::plain(words)).singlepart(SinglePart::html(html::page(letter)));
    let pdf_type = ContentType::parse("application/pdf").map_err(Error::internal)?;
    let file = Attachment::new(format!("{}.pdf", letter.slip.file_name())).body(pdf, pdf_type);
    let message = Message::builder()
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .date(UNIX_EPOCH + Duration::from_secs(seconds))
        .from(from)
        .to(Mailbox { name: None, email: to })
        .subject(one_line(&letter.subject))
        .multipart(MultiPart::mixed().multipart(both).singlepart(file))
        .map_err(Error::internal)?;
    Ok(Composed { envelope: message.envelope().clone(), bytes: message.formatted(), is_international })
}

/// A text as a header takes it: on one line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
