//! Receipts by e-mail.
//!
//! A message is written down first, then handed to the mail server in tries with growing pauses, until one ends it. `sent_at` is on
//! disk before a try begins. SMTP lets a server take a message and be lost before it says so (RFC 5321, section 4.5.4.2 says what
//! comes of it): then the message is `unknown`, for a person to ask, and it is never sent again by itself.

use onetill_db::Tx;
use onetill_kernel::{CustomerId, Error, OrderId, ReceiptMailId, RefundId, Result, Timestamp, Uuid};
use serde_json::json;

use super::commands::{refund_slip, sale_slip};
use super::mail_model::*;
use super::mail_store as store;
use super::model::{ReceiptKind, Slip};
use super::shift;
use super::store::receipt_settings;
use super::words::words;
use crate::sync::{EventKind, emit};
use crate::{Ctx, customers, orders, platform};

/// The pause after the first try, in seconds; each further one is twice as long.
const FIRST_PAUSE_S: i64 = 30;
/// The longest pause, in seconds.
const LONGEST_PAUSE_S: i64 = 3600;
/// After so long a message that no server took is given up, in seconds.
const GIVE_UP_S: i64 = 24 * 3600;
/// After so long a try of which nothing was heard is lost, in seconds. Longer than any answer is waited for.
const LOST_S: i64 = 180;

/// An address that a message can go to; a refusal names the field `to`.
fn checked_recipient(to: &str) -> Result<String> {
    let to = to.trim();
    if !customers::rules::is_email(to) {
        return Err(Error::invalid("to", "This is not an e-mail address.").fix("One looks like ann@example.com."));
    }
    Ok(to.to_owned())
}

/// Queues the receipt of a completed order, or its gift receipt.
pub fn mail_order_receipt(tx: &mut Tx<'_>, ctx: &mut Ctx, id: OrderId, send: &SendReceipt) -> Result<ReceiptMailId> {
    let (content, kind) =
        if send.gift { (MailContent::Gift, ReceiptKind::Gift) } else { (MailContent::Receipt, ReceiptKind::Original) };
    // An order without a receipt is refused before anything is queued.
    sale_slip(tx, id, kind)?;
    let customer = orders::order_summary(tx, id)?.customer_id;
    queue(tx, ctx, content, id.0, send, customer)
}

/// Queues the receipt of a refund.
pub fn mail_refund_receipt(tx: &mut Tx<'_>, ctx: &mut Ctx, id: RefundId, send: &SendReceipt) -> Result<ReceiptMailId> {
    if send.gift {
        return Err(Error::invalid("gift", "A refund has no gift receipt.").fix("Leave it out."));
    }
    let customer = orders::refund(tx, id)?.customer_id;
    queue(tx, ctx, MailContent::Refund, id.0, send, customer)
}

fn queue(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    content: MailContent,
    subject_id: Uuid,
    send: &SendReceipt,
    customer: Option<CustomerId>,
) -> Result<ReceiptMailId> {
    let known = match (&send.to, customer) {
        (None, Some(id)) => customers::customer(tx, id)?.email,
        _ => None,
    };
    let to = send.to.as_deref().or(known.as_deref()).ok_or_else(|| {
        Error::invalid("to", "Nobody says where to send it, and the customer has no e-mail address.")
            .code("missing_field")
            .fix("Send the address.")
    })?;
    add(tx, ctx, send.id, content, Some(subject_id), to)
}

/// Queues a message that shows that messages arrive.
pub fn send_test_mail(tx: &mut Tx<'_>, ctx: &mut Ctx, send: &SendTestMail) -> Result<ReceiptMailId> {
    add(tx, ctx, send.id, MailContent::Test, None, &send.to)
}

fn add(
    tx: &mut Tx<'_>,
    ctx: &mut Ctx,
    id: Option<ReceiptMailId>,
    content: MailContent,
    subject_id: Option<Uuid>,
    to: &str,
) -> Result<ReceiptMailId> {
    let recipient = checked_recipient(to)?;
    if let Some(id) = id
        && store::find_mail(tx, id)?.is_some()
    {
        return Err(Error::conflict("already_exists", "There is an e-mail with this id already.")
            .field("id")
            .fix("Leave the id out, or make a new one."));
    }
    let mail = ReceiptMail {
        id: id.unwrap_or_else(|| ctx.new_id()),
        content,
        subject_id,
        recipient,
        state: MailState::Queued,
        problem: None,
        tries: 0,
        next_try_at: Some(ctx.now),
        staff_id: ctx.staff_id,
        created_at: ctx.now,
        sent_at: None,
        ended_at: None,
    };
    store::insert_mail(tx, &mail)?;
    told(tx, ctx, &mail)?;
    Ok(mail.id)
}

/// The address is personal, and is not told.
fn told(tx: &mut Tx<'_>, ctx: &Ctx, mail: &ReceiptMail) -> Result<()> {
    let data = json!({
        "content": mail.content, "subject_id": mail.subject_id, "state": mail.state, "problem": mail.problem,
    });
    emit(tx, ctx, EventKind::ReceiptMailUpdated, mail.id, ctx.now, &data)
}

fn take(tx: &mut Tx<'_>, ctx: &Ctx, mail: &ReceiptMail, from: MailState) -> Result<bool> {
    let ours = store::move_mail(tx, mail, from)?;
    if ours {
        told(tx, ctx, mail)?;
    }
    Ok(ours)
}

/// Begins a try; false where somebody else has.
pub fn mail_sending(tx: &mut Tx<'_>, ctx: &Ctx, id: ReceiptMailId) -> Result<bool> {
    let mut mail = store::receipt_mail(tx, id)?;
    (mail.state, mail.problem, mail.next_try_at) = (MailState::Sending, None, None);
    (mail.tries, mail.sent_at) = (mail.tries + 1, Some(ctx.now));
    take(tx, ctx, &mail, MailState::Queued)
}

/// Records what came of a try.
pub fn mail_tried(tx: &mut Tx<'_>, ctx: &Ctx, id: ReceiptMailId, delivery: Delivery) -> Result<()> {
    let mut mail = store::receipt_mail(tx, id)?;
    let late = mail.created_at.plus_seconds(GIVE_UP_S) < ctx.now;
    (mail.state, mail.problem) = match delivery {
        Delivery::Taken => (MailState::Sent, None),
        Delivery::NotYet(problem) if !late => (MailState::Queued, Some(problem)),
        Delivery::NotYet(problem) | Delivery::Never(problem) => (MailState::Failed, Some(problem)),
        Delivery::Unknown => (MailState::Unknown, Some(MailProblem::Silent)),
    };
    if mail.state == MailState::Queued {
        mail.next_try_at = Some(ctx.now.plus_seconds(pause(mail.tries)));
    } else {
        mail.ended_at = Some(ctx.now);
    }
    take(tx, ctx, &mail, MailState::Sending)?;
    Ok(())
}

/// The pause after so many tries, in seconds.
pub(super) fn pause(tries: i64) -> i64 {
    let doubled = u32::try_from(tries.clamp(1, 30) - 1).unwrap_or(0);
    FIRST_PAUSE_S.saturating_mul(1 << doubled).min(LONGEST_PAUSE_S)
}

/// Before this moment a try must have begun that nobody can say anything of any more.
pub fn lost_before(now: Timestamp) -> Timestamp {
    now.plus_seconds(-LOST_S)
}

/// A message in words: what it is about, what it says first, and the slip that it brings.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The name of the shop.
    pub shop: String,
    /// What it is about.
    pub subject: String,
    /// What stands above the slip.
    pub opening: String,
    /// What it brings.
    pub slip: Slip,
}

/// What an e-mail says.
pub fn letter_of(tx: &mut Tx<'_>, mail: &ReceiptMail) -> Result<Letter> {
    let subject = mail.subject_id.unwrap_or_default();
    let shop = platform::merchant(tx)?.name;
    let slip = match mail.content {
        MailContent::Receipt => sale_slip(tx, OrderId(subject), ReceiptKind::Original)?,
        MailContent::Gift => sale_slip(tx, OrderId(subject), ReceiptKind::Gift)?,
        MailContent::Refund => refund_slip(tx, RefundId(subject), false)?,
        MailContent::Test => shift::test_mail(&shop, &receipt_settings(tx)?),
    };
    let w = words(slip.language);
    let opening = match mail.content {
        MailContent::Receipt => w.mail_receipt,
        MailContent::Gift => w.mail_gift,
        MailContent::Refund => w.mail_refund,
        MailContent::Test => w.test_arrives,
    };
    Ok(Letter { subject: format!("{}, {shop}", slip.title), shop, opening: opening.to_owned(), slip })
}
