//! Jobs: what the server does by itself. Today: speaking to card terminals, and forgetting old keys.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use onetill_domains::payments::{self, Answer, Ask, Asking, AttemptKind, AttemptState, Due, Message};
use onetill_domains::{orders, sync};
use onetill_kernel::{AttemptId, Error, Money, Result};
use tokio::task::JoinHandle;

use crate::state::App;

/// How often the attempts that wait are looked at, when nobody wakes us.
const LOOK: Duration = Duration::from_millis(400);
/// How often old idempotency keys are forgotten.
const PRUNE: Duration = Duration::from_secs(3600);

/// Starts all jobs; they end when the handle is aborted.
pub(crate) fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        tokio::join!(work_on_payments(app.clone()), prune(app));
    })
}

async fn prune(app: App) {
    let mut ticks = tokio::time::interval(PRUNE);
    loop {
        ticks.tick().await;
        let now = app.clock().now();
        let pruned = app.write(None, Vec::new(), move |tx| sync::prune_idempotency_keys(tx, now)).await;
        if let Err(error) = pruned {
            tracing::warn!(%error, "old idempotency keys could not be forgotten");
        }
    }
}

/// Sends what waits to be sent and asks about what has no answer, each attempt in a task of its own.
async fn work_on_payments(app: App) {
    let busy: Arc<Mutex<HashSet<AttemptId>>> = Arc::default();
    loop {
        let _ = tokio::time::timeout(LOOK, app.inner.payments_due.notified()).await;
        let now = app.clock().now();
        let due = match app.read(move |tx| payments::due(tx, now)).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "the payments under way could not be looked at");
                continue;
            }
        };
        for due in due {
            let id = due.attempt.id;
            let first = busy.lock().is_ok_and(|mut busy| busy.insert(id));
            if !first {
                continue;
            }
            let (app, busy) = (app.clone(), busy.clone());
            tokio::spawn(async move {
                if let Err(error) = work_on(&app, &due).await {
                    tracing::warn!(attempt = %id, %error, "a payment could not be taken further");
                }
                if let Ok(mut busy) = busy.lock() {
                    busy.remove(&id);
                }
            });
        }
    }
}

/// One step of one attempt.
async fn work_on(app: &App, due: &Due) -> Result<()> {
    if due.attempt.state != AttemptState::Created {
        let answer = ask(app, due, Asking::Inquire).await;
        return record(app, due, answer).await;
    }
    let (payment_id, attempt_no, for_ctx) = (due.attempt.payment_id, due.attempt.attempt_no, app.clone());
    let ours = app
        .write(None, Vec::new(), move |tx| payments::mark_sent(tx, &for_ctx.job_ctx(), payment_id, attempt_no))
        .await?;
    if !ours {
        return Ok(());
    }
    // `sent_at` is on disk: from here on only asking is allowed, whatever happens.
    let asking = if due.attempt.kind == AttemptKind::Refund { Asking::Refund } else { Asking::Charge };
    let answer = ask(app, due, asking).await;
    record(app, due, answer).await
}

/// Asks the terminal. No answer is an answer too: [`Answer::Silent`].
pub(crate) async fn ask(app: &App, due: &Due, asking: Asking) -> Answer {
    let known = app.inner.options.connectors.iter().find(|c| c.name() == due.terminal.connector);
    let Some(connector) = known else {
        tracing::error!(connector = due.terminal.connector, "there is no such connector");
        return Answer::Silent;
    };
    let question = Ask {
        asking,
        attempt_id: due.attempt.id,
        amount: Money::new(due.attempt.amount, due.currency),
        captured_reference: due.captured_reference.as_deref(),
        terminal: &due.terminal,
    };
    let message = match connector.request(&question) {
        Ok(message) => message,
        Err(error) => {
            tracing::error!(%error, "a request to a terminal could not be built");
            return Answer::Silent;
        }
    };
    match send(message).await {
        Ok((status, body)) => connector.answer(asking, status, &body),
        Err(Unsent::Unreachable) if matches!(asking, Asking::Charge | Asking::Refund) => Answer::Declined {
            // No byte has left, so this is certain.
            code: "terminal_unreachable".to_owned(),
            message: "The terminal cannot be reached. Nothing was charged.".to_owned(),
        },
        Err(_) => Answer::Silent,
    }
}

enum Unsent {
    /// No connection came about.
    Unreachable,
    /// It was sent, or may have been, and no whole answer came.
    NoAnswer,
}

async fn send(message: Message) -> std::result::Result<(u16, Vec<u8>), Unsent> {
    // A connection of its own for every message: a pooled one that has died would blur what "not sent" means.
    let client = reqwest::Client::builder()
        .timeout(Duration::from_millis(message.timeout_ms))
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|_| Unsent::Unreachable)?;
    let method = reqwest::Method::from_bytes(message.method.as_bytes()).map_err(|_| Unsent::Unreachable)?;
    let mut request = client.request(method, &message.url);
    for (name, value) in message.headers {
        request = request.header(name, value);
    }
    if let Some(body) = message.body {
        request = request.header("content-type", "application/json").body(body);
    }
    let response =
        request.send().await.map_err(|e| if e.is_connect() { Unsent::Unreachable } else { Unsent::NoAnswer })?;
    let status = response.status().as_u16();
    let body = response.bytes().await.map_err(|_| Unsent::NoAnswer)?;
    Ok((status, body.to_vec()))
}

/// Records an answer and what follows from it.
pub(crate) async fn record(app: &App, due: &Due, answer: Answer) -> Result<()> {
    let (payment_id, attempt_no, for_ctx) = (due.attempt.payment_id, due.attempt.attempt_no, app.clone());
    let lane = due.order_id.map(|id| id.0);
    app.write(lane, Vec::new(), move |tx| {
        orders::record_answer(tx, &mut for_ctx.job_ctx(), payment_id, attempt_no, &answer)
    })
    .await
    .map_err(|e| if e.cause().is_some() { e } else { Error::internal(e) })
}
