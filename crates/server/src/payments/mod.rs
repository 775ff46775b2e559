//! Speaking to providers of payments: what waits is sent, what has no answer is asked about, each attempt in a task of its
//! own. What is decided, and when, is decided in the domains; here bytes move, and only after their intent is on disk.

mod transport;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use onetill_db::Lock;
use onetill_domains::orders::{self, Noticed};
use onetill_domains::payments::{
    self, Answer, Asking, AttemptState, Connector, Due, Heard, Manner, Message, Notice, OpenAccount, Reply, Said,
};
use onetill_domains::tills;
use onetill_kernel::{AttemptId, Error, ProviderAccountId, Result};
use tokio::sync::Semaphore;
use tokio::task::{self, JoinSet};

use self::transport::{Unsent, send};
use crate::state::App;

/// How often the attempts that wait are looked at, when nobody wakes us.
const LOOK: Duration = Duration::from_millis(400);
/// The longest pause between two inquiries, in seconds, and more.
const LEFT_OPEN_S: i64 = 3600;
/// How many inquiries are under way at once. What is to be sent waits for none of them.
const INQUIRIES: usize = 64;
/// How many steps one attempt may take in a row: no provider needs as many.
const MAX_STEPS: usize = 8;

/// Sends what waits to be sent and asks about what has no answer, until the server is to stop.
pub(crate) async fn run(app: App) {
    let mut tasks = JoinSet::new();
    let mut busy: HashMap<task::Id, AttemptId> = HashMap::new();
    let inquiries = Arc::new(Semaphore::new(INQUIRIES));
    refresh_capabilities(&app).await;
    // Whatever an earlier server left open is asked about at once, whenever it would have been.
    let mut by = app.clock().now().plus_seconds(LEFT_OPEN_S);
    loop {
        let most = (INQUIRIES * 2 + busy.len()) as i64;
        let due = match app.read(move |tx| payments::due(tx, by, most)).await {
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
            if busy.values().any(|id| *id == attempt_id) {
                continue;
            }
            let turn = match due.attempt.state {
                AttemptState::Created => None,
                _ => match Arc::clone(&inquiries).try_acquire_owned() {
                    Ok(turn) => Some(turn),
                    // It is looked at again soon.
                    Err(_) => continue,
                },
            };
            let app = app.clone();
            let task = tasks.spawn(async move {
                let _turn = turn;
                if let Err(error) = work_on(&app, &due).await {
                    tracing::warn!(attempt = %due.attempt.id, %error, "a payment could not be taken further");
                }
            });
            busy.insert(task.id(), attempt_id);
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

/// What accounts can do may be more than when they were set up.
async fn refresh_capabilities(app: &App) {
    let known: Vec<_> = app.inner.options.connectors.iter().map(|c| (c.name(), c.capabilities())).collect();
    let refreshed = app.write(None, Vec::new(), move |tx| payments::refresh_capabilities(tx, &known)).await;
    if let Err(error) = refreshed {
        tracing::warn!(%error, "what providers can do could not be brought up to date");
    }
}

/// Takes one attempt as far as it goes now.
async fn work_on(app: &App, due: &Due) -> Result<()> {
    if due.attempt.state != AttemptState::Created {
        return converse(app, due.clone(), Asking::Inquire).await;
    }
    if payments::rules::is_stale(&due.attempt, app.clock().now()) {
        return tell(app, due, Told::here(Answer::Expired)).await.map(drop);
    }
    let (payment_id, attempt_no, for_ctx) = (due.attempt.payment_id, due.attempt.attempt_no, app.clone());
    let locks = due.order_id.map(orders::order_lock).into_iter().collect();
    let asking = due.asking();
    let ours = app
        .write(due.order_id.map(|id| id.0), locks, move |tx| {
            payments::mark_sent(tx, &for_ctx.job_ctx(), payment_id, attempt_no, asking)
        })
        .await?;
    if !ours {
        return Ok(());
    }
    // `sent_at` is on disk: from here on only asking is allowed, whatever happens.
    converse(app, due.clone(), asking).await
}

/// Asks, records what was heard, and goes on asking as long as that says what is to be asked next.
pub(crate) async fn converse(app: &App, mut due: Due, first: Asking) -> Result<()> {
    let (mut asking, mut step) = (Some(first), 0);
    for _ in 0..MAX_STEPS {
        let Some(now_asking) = asking else { return Ok(()) };
        let told = ask(app, &due, now_asking, step).await;
        step = if told.heard.answer == Answer::Onward { step + 1 } else { 0 };
        asking = tell(app, &due, told).await?;
        if asking.is_some() {
            let (payment_id, attempt_id) = (due.attempt.payment_id, due.attempt.id);
            match app.read(move |tx| payments::open_attempt(tx, payment_id)).await? {
                Some(again) if again.attempt.id == attempt_id => due = again,
                _ => return Ok(()),
            }
        }
    }
    Ok(())
}

/// Asks for it to be stopped. What came of that is learned by inquiry.
pub(crate) async fn stop(app: &App, due: &Due) {
    for step in 0..MAX_STEPS {
        if ask(app, due, Asking::Cancel, step).await.heard.answer != Answer::Onward {
            return;
        }
    }
}

/// The connector of an account, if this program has it.
pub(crate) fn connector(app: &App, provider: &str) -> Option<Arc<dyn Connector>> {
    app.inner.options.connectors.iter().find(|c| c.name() == provider).cloned()
}

/// An account with its keys.
pub(crate) async fn account(app: &App, id: ProviderAccountId) -> Result<OpenAccount> {
    let (vault, now) = (app.inner.options.vault.clone(), app.clock().now());
    app.read(move |tx| payments::open_account(tx, vault.as_ref(), id, now)).await
}

/// What was heard of an attempt.
pub(crate) struct Told {
    /// What had been asked; none if it came by itself.
    pub(crate) asking: Option<Asking>,
    pub(crate) heard: Heard,
    pub(crate) http_status: Option<u16>,
    pub(crate) manner: Manner,
}

impl Told {
    /// What is known without asking anybody.
    pub(crate) fn here(answer: Answer) -> Self {
        Self { asking: None, heard: answer.into(), http_status: None, manner: NOBODY }
    }
}

/// As long as nobody can be asked, nothing is believed to be over.
const NOBODY: Manner = Manner { time_limit_s: LEFT_OPEN_S, diagnosable: false };

/// Asks the provider. No answer is an answer too: [`Answer::Silent`].
pub(crate) async fn ask(app: &App, due: &Due, asking: Asking, step: usize) -> Told {
    let told = |heard, http_status, manner| Told { asking: Some(asking), heard, http_status, manner };
    // Where no byte has left it is certain that nothing came of it.
    let never_left = |why: &str, manner| {
        let nothing = match asking {
            Asking::Charge | Asking::Authorise | Asking::Capture => "Nothing was charged.",
            Asking::Refund | Asking::Void | Asking::Reverse => "Nothing was given back.",
            Asking::Inquire | Asking::Cancel | Asking::Diagnose => return told(Heard::silence(), None, manner),
        };
        let answer = Answer::Declined { code: "unreachable".to_owned(), message: format!("{why} {nothing}") };
        told(answer.into(), None, manner)
    };
    let account = match account(app, due.account_id).await {
        Ok(account) => account,
        Err(error) => {
            tracing::error!(%error, "an account with a provider could not be opened");
            return never_left("The account with the provider cannot be used.", NOBODY);
        }
    };
    let Some(connector) = connector(app, &account.provider) else {
        tracing::error!(provider = account.provider, "there is no such connector");
        return never_left("Nobody knows how to speak to this terminal.", NOBODY);
    };
    let manner = due.manner(connector.as_ref());
    let question = due.ask(asking, step, &account, app.clock().now());
    let message = match connector.request(&question) {
        Ok(message) => message,
        Err(error) => {
            tracing::error!(%error, "a request to a provider could not be built");
            return never_left("This terminal is not set up rightly.", manner);
        }
    };
    match send(message).await {
        Ok((status, body)) => told(connector.answer(&question, Reply { status, body: &body }), Some(status), manner),
        Err(Unsent::Unreachable) => never_left("The terminal cannot be reached.", manner),
        Err(Unsent::NoAnswer) => told(Heard::silence(), None, manner),
    }
}

/// Records what was heard of an attempt, and what follows from it. What is to be asked at once comes back.
pub(crate) async fn tell(app: &App, due: &Due, told: Told) -> Result<Option<Asking>> {
    let (payment_id, attempt_no, for_ctx) = (due.attempt.payment_id, due.attempt.attempt_no, app.clone());
    let (lane, locks) = (due.order_id.map(|id| id.0), locks(app, due).await?);
    let recovered = due.attempt.sent_at.is_some_and(|at| at < app.inner.started_at);
    let currency = due.currency;
    let next = app
        .write(lane, locks, move |tx| {
            let Told { asking, heard, http_status, manner } = &told;
            let said = Said { asking: *asking, heard, http_status: *http_status, currency, manner: *manner };
            orders::record_answer(tx, &mut for_ctx.job_ctx(), payment_id, attempt_no, &said, recovered)
        })
        .await
        .map_err(|e| if e.cause().is_some() { e } else { Error::internal(e) })?;
    // What was written down with it may have to be sent.
    app.inner.payments_due.notify_one();
    Ok(next)
}

/// The rows that an answer about an attempt may change.
async fn locks(app: &App, due: &Due) -> Result<Vec<Lock>> {
    let mut locks = match due.order_id {
        Some(id) => app.read(move |tx| orders::order_locks(tx, id)).await?,
        None => Vec::new(),
    };
    // A refund may be given at another register than the order was sold at.
    locks.push(tills::register_lock(due.attempt.register_id));
    Ok(locks)
}

/// Takes what a provider told by itself, once.
pub(crate) async fn take_notice(
    app: &App,
    account_id: ProviderAccountId,
    connector: &dyn Connector,
    notice: Notice,
) -> Result<()> {
    let about = notice.about.clone();
    let due = match about {
        Some(about) => app.read(move |tx| payments::attempt_about(tx, account_id, &about)).await?,
        None => None,
    };
    let locks = match &due {
        Some(due) => locks(app, due).await?,
        None => Vec::new(),
    };
    let lane = due.as_ref().and_then(|d| d.order_id).map(|id| id.0);
    let attempt = due.as_ref().map(|d| Noticed {
        payment_id: d.attempt.payment_id,
        attempt_no: d.attempt.attempt_no,
        currency: d.currency,
        manner: d.manner(connector),
    });
    let for_ctx = app.clone();
    app.write(lane, locks, move |tx| {
        orders::record_notice(tx, &mut for_ctx.job_ctx(), account_id, &notice, attempt.as_ref())
    })
    .await?;
    app.inner.payments_due.notify_one();
    Ok(())
}

/// Sends one request that moves no money, and hears the answer.
pub(crate) async fn try_out(message: Message) -> Option<(u16, Vec<u8>)> {
    send(message).await.ok()
}
