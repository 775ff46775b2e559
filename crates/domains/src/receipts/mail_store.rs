use onetill_db::{Row, Tx, params};
use onetill_kernel::{Error, ReceiptMailId, Result, Timestamp, Uuid};

use super::mail_model::*;

const MAIL: &str = "SELECT id, content, subject_id, recipient, state, problem, tries, next_try_at, staff_id, created_at, \
                    sent_at, ended_at FROM receipt_mails";

fn read_mail(row: &Row<'_>) -> Result<ReceiptMail> {
    let mut c = row.columns();
    Ok(ReceiptMail {
        id: c.take()?,
        content: c.take()?,
        subject_id: c.take()?,
        recipient: c.take()?,
        state: c.take()?,
        problem: c.take()?,
        tries: c.take()?,
        next_try_at: c.take()?,
        staff_id: c.take()?,
        created_at: c.take()?,
        sent_at: c.take()?,
        ended_at: c.take()?,
    })
}

/// One e-mail.
pub fn receipt_mail(tx: &mut Tx<'_>, id: ReceiptMailId) -> Result<ReceiptMail> {
    find_mail(tx, id)?.ok_or_else(|| Error::not_found("e-mail"))
}

pub(super) fn find_mail(tx: &mut Tx<'_>, id: ReceiptMailId) -> Result<Option<ReceiptMail>> {
    tx.query_opt(&format!("{MAIL} WHERE id = $1"), params![id], read_mail)
}

/// The e-mails with receipts of an order or a refund, oldest first.
pub fn receipt_mails_of(tx: &mut Tx<'_>, subject_id: Uuid) -> Result<Vec<ReceiptMail>> {
    tx.query(&format!("{MAIL} WHERE subject_id = $1 ORDER BY created_at, id"), params![subject_id], read_mail)
}

/// The e-mails whose next try is due, the longest due first.
pub fn due_mails(tx: &mut Tx<'_>, now: Timestamp, most: i64) -> Result<Vec<ReceiptMail>> {
    let sql = format!("{MAIL} WHERE next_try_at <= $1 ORDER BY next_try_at, id LIMIT $2");
    tx.query(&sql, params![now, most], read_mail)
}

/// The e-mails that a try began with before `before` and never ended.
pub fn lost_mails(tx: &mut Tx<'_>, before: Timestamp) -> Result<Vec<ReceiptMail>> {
    let sql = format!("{MAIL} WHERE state = 'sending' AND sent_at < $1 ORDER BY created_at, id");
    tx.query(&sql, params![before], read_mail)
}

/// Whether an e-mail waits for a later try.
pub fn mails_wait(tx: &mut Tx<'_>) -> Result<bool> {
    let sql = "SELECT 1 FROM receipt_mails WHERE next_try_at IS NOT NULL OR state = 'sending' LIMIT 1";
    Ok(tx.query_opt(sql, &[], |_| Ok(()))?.is_some())
}

pub(super) fn insert_mail(tx: &mut Tx<'_>, m: &ReceiptMail) -> Result<()> {
    tx.execute(
        "INSERT INTO receipt_mails (id, content, subject_id, recipient, state, problem, tries, next_try_at, staff_id, \
         created_at, sent_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            m.id,
            m.content,
            m.subject_id,
            m.recipient,
            m.state,
            m.problem,
            m.tries,
            m.next_try_at,
            m.staff_id,
            m.created_at,
            m.sent_at,
            m.ended_at
        ],
    )?;
    Ok(())
}

/// Takes an e-mail from one state to another; false where it is not in the first any more.
pub(super) fn move_mail(tx: &mut Tx<'_>, m: &ReceiptMail, from: MailState) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE receipt_mails SET state = $2, problem = $3, tries = $4, next_try_at = $5, sent_at = $6, ended_at = $7 \
         WHERE id = $1 AND state = $8",
        params![m.id, m.state, m.problem, m.tries, m.next_try_at, m.sent_at, m.ended_at, from],
    )?;
    Ok(changed == 1)
}
