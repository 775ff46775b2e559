//! Jobs: what the server does by itself. Today: speaking to card terminals and to
//! receipt printers, sending receipts by e-mail, working through files that are brought in, and forgetting old keys.

use std::collections::HashMap;
use std::time::Duration;

use onetill_domains::payments::{self, Answer, Ask, Asking, AttemptKind, AttemptState, Due, Message};
use onetill_domains::{orders, sync, tills};
use onetill_kernel::{AttemptId, Error, Money, Result};
use tokio::task::{self, JoinSet};

use crate::state::App;
use crate::{importing, mailing, printing};

/// How often the attempts that wait are looked at, when nobody wakes us.
const LOOK: Duration = Duration::from_millis(400);
/// The longest pause between two inquiries, in seconds, and more.
const LEFT_OPEN_S: i64 = 3600;
/// How often is looked for what was put aside too long.
const HOLDS: Duration = Duration::from_secs(5);
/// How often old idempotency keys are forgotten.
const PRUNE: Duration = Duration::from_secs(3600);

/// Does all jobs until the server is to stop; then finishes what has begun.
pub(crate) async fn run(app: App) {
    tokio::join!(
        work_on_payments(app.clone()),
        give_up_holds(app.clone()),
        printing::run(app.clone()),
        importing::run(app.clone()),
        mailing::run(app.clone()),
        prune(app)
    );
}

/// Gives up what was put aside and not taken up in time.
async fn give_up_holds(app: App) {
    let mut ticks = tokio::time::interval(HOLDS);
    loop {
        tokio::select! {
            () = app.stopped() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = give_up_overdue(&app).await {
            tracing::warn!(%error, "orders put aside could not be given up");
        }
    }
}

async fn give_up_overdue(app: &App) -> Result<()> {
    let now = app.clock().now();
    for id in app.read(move |tx| orders::overdue_holds(tx, now)).await? {
        let locks = app.read(move |tx| orders::order_locks(tx, id)).await?;
        let for_ctx = app.clone();
        app.write(Some(id.0), locks, move |tx| orders::expire_hold(tx, &mut for_ctx.job_ctx(), id)).await?;
    }
    Ok(())
}

async fn prune(app: App) {
    let mut ticks = tokio::time::interval(PRUNE);
    loop {
        tokio::select! {
            () = app.stopped() => return,
            _ = ticks.tick() => {}
        }
        let now = app.clock().now();
        let pruned = app.write(None, Vec::new(), move |tx| sync::prune_idempotency_keys(tx, now)).await;
        if let Err(error) = pruned {
            tracing::warn!(%error, "old idempotency keys could not be forgotten");
        }
        if let Err(error) = importing::forget_old(&app).await {
            tracing::warn!(%error, "old imports could not be forgotten");
        }
    }
}

/// Sends what waits to be sent and asks about what has no answer, each attempt in a task of its own.
async fn work_on_payments(app: App) {
    let mut tasks = JoinSet::new();
    let mut busy: HashMap<task::Id, AttemptId> = HashMap::new();
    // Whatever an earlier server left open is asked about at once, whenever it would have been.
    let mut by = app.clock().now().plus_seconds(LEFT_OPEN_S);
    loop {
        let due = match app.read(move |tx| payments::due(tx, by)).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "the payments under way could not be looked at");
                Vec::new()
            }
        };
        while let Some(ended) = tasks.try_join_next_with_id() {
            busy.remove(&ended.map_or_else(|panicked| panicked.id(), |(id, ())| id));
        }
        for due in due {
            let attempt_id = due.attempt.id;
            if !busy.values().any(|id| *id == attempt_id) {
                let task = tasks.spawn(take_further(app.clone(), due));
                busy.insert(task.id(), attempt_id);
            }
        }
        tokio::select! {
            () = app.stopped() => break,
            _ = tokio::time::timeout(LOOK, app.inner.payments_due.notified()) => {}
        }
        by = app.clock().now();
    }
    // What has been sent is heard out; every message has its own time limit.
    while tasks.join_next().await.is_some() {}
}

async fn take_further(app: App, due: Due) {
    if let Err(error) = work_on(&app, &due).await {
        tracing::warn!(attempt = %due.attempt.id, %error, "a payment could not be taken further");
    }
}

/// One step of one attempt.
async fn work_on(app: &App, due: &Due) -> Result<()> {
    if due.attempt.state != AttemptState::Created {
        let answer = ask(app, due, Asking::Inquire).await;
        return record(app, due, answer).await;
    }
    if payments::rules::is_stale(&due.attempt, app.clock().now()) {
        return record(app, due, Answer::Expired).await;
    }
    let (payment_id, attempt_no, for_ctx) = (due.attempt.payment_id, due.attempt.attempt_no, app.clone());
    let locks = due.order_id.map(orders::order_lock).into_iter().collect();
    let ours = app
        .write(due.order_id.map(|id| id.0), locks, move |tx| {
            payments::mark_sent(tx, &for_ctx.job_ctx(), payment_id, attempt_no)
        })
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
    // Where no byte has left it is certain that nothing came of it.
    let never_left = |why: &str| {
        let nothing = match asking {
            Asking::Charge => "Nothing was charged.",
            Asking::Refund => "Nothing was given back.",
            Asking::Inquire | Asking::Cancel => return Answer::Silent,
        };
        Answer::Declined { code: "terminal_unreachable".to_owned(), message: format!("{why} {nothing}") }
    };
    let known = app.inner.options.connectors.iter().find(|c| c.name() == due.terminal.connector);
    let Some(connector) = known else {
        tracing::error!(connector = due.terminal.connector, "there is no such connector");
        return never_left("Nobody knows how to speak to this terminal.");
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
            return never_left("This terminal is not set up rightly.");
        }
    };
    match send(message).await {
        Ok((status, body)) => connector.answer(asking, status, &body),
        Err(Unsent::Unreachable) => never_left("The terminal cannot be reached."),
        Err(Unsent::NoAnswer) => Answer::Silent,
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
        // Well before it, so that a terminal which is switched off counts as not reached, and not as silent.
        .connect_timeout(Duration::from_millis(message.timeout_ms / 2))
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
    let mut locks = match due.order_id {
        Some(id) => app.read(move |tx| orders::order_locks(tx, id)).await?,
        None => Vec::new(),
    };
    // A refund may be given at another register than the order was sold at.
    locks.push(tills::register_lock(due.attempt.register_id));
    let recovered = due.attempt.sent_at.is_some_and(|at| at < app.inner.started_at);
    app.write(lane, locks, move |tx| {
        orders::record_answer(tx, &mut for_ctx.job_ctx(), payment_id, attempt_no, &answer, recovered)
    })
    .await
    .map_err(|e| if e.cause().is_some() { e } else { Error::internal(e) })
}
