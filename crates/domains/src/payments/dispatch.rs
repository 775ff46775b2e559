//! What must be done about attempts next: what waits to be sent, what has no answer, and what is looked at once more.
//! Whoever moves the bytes asks here what to say, and tells what was said.

use onetill_db::{Tx, params};
use onetill_kernel::{AttemptId, Currency, Error, Money, OrderId, PaymentId, ProviderAccountId, Result, Timestamp};

use super::connector::{About, Ask, Asking, Capability, Connector, OpenAccount, Original};
use super::model::{AttemptKind, AttemptRow, AttemptState, Method, PaymentRow, Terminal};
use super::rules::Manner;
use super::store::{ATTEMPT, attempts, payment_row, read_attempt, terminal};

/// An attempt that somebody must work on.
#[derive(Debug, Clone)]
pub struct Due {
    /// The attempt.
    pub attempt: AttemptRow,
    /// The account with its provider.
    pub account_id: ProviderAccountId,
    /// How the customer pays.
    pub method: Method,
    /// Where it runs, if at a terminal.
    pub terminal: Option<Terminal>,
    /// The currency of its amount.
    pub currency: Currency,
    /// The order that the payment pays.
    pub order_id: Option<OrderId>,
    original: Option<TakenBefore>,
}

#[derive(Debug, Clone)]
struct TakenBefore {
    attempt_id: AttemptId,
    reference: Option<String>,
    amount: i64,
}

impl Due {
    /// What asks for it the first time.
    pub fn asking(&self) -> Asking {
        Asking::for_kind(self.attempt.kind, self.original.is_some())
    }

    /// The question about it.
    pub fn ask<'a>(&'a self, asking: Asking, step: usize, account: &'a OpenAccount, now: Timestamp) -> Ask<'a> {
        Ask {
            asking,
            attempt_id: self.attempt.id,
            kind: self.attempt.kind,
            amount: Money::new(self.attempt.amount, self.currency),
            tip: self.attempt.tip,
            method: self.method,
            reference: self.attempt.provider_reference.as_deref(),
            original: self.original.as_ref().map(|o| Original {
                attempt_id: o.attempt_id,
                reference: o.reference.as_deref(),
                amount: o.amount,
            }),
            payment_id: self.attempt.payment_id,
            order_id: self.order_id,
            account,
            terminal: self.terminal.as_ref(),
            step,
            now,
        }
    }

    /// How its provider is about such an attempt.
    pub fn manner(&self, connector: &dyn Connector) -> Manner {
        Manner {
            time_limit_s: connector.time_limit_s(),
            diagnosable: self.method == Method::Terminal && connector.capabilities().contains(&Capability::Diagnosis),
        }
    }
}

/// The attempts that wait to be sent, those that wait longest first, and then those to be asked about by `now`.
pub fn due(tx: &mut Tx<'_>, now: Timestamp, most: i64) -> Result<Vec<Due>> {
    let mut waiting = tx.query(
        &format!("{ATTEMPT} WHERE state = 'created' ORDER BY created_at LIMIT $1"),
        params![most],
        read_attempt,
    )?;
    waiting.extend(tx.query(
        &format!("{ATTEMPT} WHERE inquire_at IS NOT NULL AND inquire_at <= $1 AND state <> 'created' ORDER BY inquire_at LIMIT $2"),
        params![now, most],
        read_attempt,
    )?);
    let mut due = Vec::new();
    for attempt in waiting {
        due.extend(through_provider(tx, attempt)?);
    }
    Ok(due)
}

/// When somebody must look again, if nothing happens before.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    let sql = "SELECT MIN(inquire_at) FROM payment_attempts WHERE inquire_at IS NOT NULL";
    Ok(tx.query_opt(sql, &[], |row| row.get::<Option<Timestamp>>(0))?.flatten())
}

/// The attempt of a payment that has not ended, if there is one.
pub fn open_attempt(tx: &mut Tx<'_>, payment_id: PaymentId) -> Result<Option<Due>> {
    payment_row(tx, payment_id)?.ok_or_else(|| Error::not_found("payment"))?;
    match attempts(tx, payment_id)?.into_iter().find(|a| !a.state.is_final()) {
        Some(attempt) => through_provider(tx, attempt),
        None => Ok(None),
    }
}

/// The attempt that a provider tells of by itself, if it is one of that account's.
pub fn attempt_about(tx: &mut Tx<'_>, account_id: ProviderAccountId, about: &About) -> Result<Option<Due>> {
    let found = match about {
        About::Attempt(id) => {
            tx.query(&format!("{ATTEMPT} WHERE id = $1 AND sent_at IS NOT NULL"), params![*id], read_attempt)?
        }
        About::Reference(name) => tx.query(
            &format!("{ATTEMPT} WHERE provider_reference = $1 ORDER BY payment_id, attempt_no"),
            params![name],
            read_attempt,
        )?,
    };
    for attempt in found {
        if let Some(due) = through_provider(tx, attempt)?.filter(|due| due.account_id == account_id) {
            return Ok(Some(due));
        }
    }
    Ok(None)
}

/// An attempt with all that its provider must be told; none for one that no provider is asked about.
fn through_provider(tx: &mut Tx<'_>, attempt: AttemptRow) -> Result<Option<Due>> {
    let Some(payment) = payment_row(tx, attempt.payment_id)? else { return Ok(None) };
    let PaymentRow { account_id: Some(account_id), method: Some(method), currency, order_id, .. } = payment else {
        return Ok(None);
    };
    let original = attempts(tx, payment.id)?
        .into_iter()
        .filter(|a| a.attempt_no < attempt.attempt_no && a.kind.takes_money() && a.state == AttemptState::Succeeded)
        // What was captured is given back; what was only reserved is captured, or given up.
        .max_by_key(|a| a.kind == AttemptKind::Capture)
        .map(|a| TakenBefore {
            attempt_id: a.id,
            amount: a.moved.unwrap_or(a.amount + a.tip),
            reference: a.provider_reference,
        });
    let terminal = payment.terminal_id.map(|id| terminal(tx, id)).transpose()?;
    Ok(Some(Due { attempt, account_id, method, terminal, currency, order_id, original }))
}
