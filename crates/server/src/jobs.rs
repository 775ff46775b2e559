//! Jobs: what the server does by itself. Today: speaking to card terminals and to
//! receipt printers, sending receipts by e-mail, working through files that are brought in, and forgetting old keys.

use std::time::Duration;

use onetill_db::Tx;
use onetill_domains::{orders, stored_value, sync};
use onetill_kernel::Result;

use crate::state::App;
use crate::{importing, mailing, payments, printing};

/// How often is looked for what was put aside too long.
const HOLDS: Duration = Duration::from_secs(5);
/// How often is looked for gift cards whose time is over.
const EXPIRE: Duration = Duration::from_secs(300);
/// How often old idempotency keys are forgotten.
const PRUNE: Duration = Duration::from_secs(3600);

/// Does all jobs until the server is to stop; then finishes what has begun.
pub(crate) async fn run(app: App) {
    tokio::join!(
        payments::run(app.clone()),
        give_up_holds(app.clone()),
        expire_cards(app.clone()),
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

/// Books what is left on gift cards whose time is over; answers how many there were, and what was on them.
pub(crate) async fn expire_gift_cards(app: &App) -> Result<(i64, i64)> {
    let (mut count, mut sum) = (0i64, 0i64);
    // A place far to the east may be a day ahead; each card is held against the day of its own.
    let tomorrow = app.clock().now().local("UTC")?.0.plus_days(1);
    loop {
        let due = app.read(move |tx| stored_value::due_to_expire(tx, tomorrow)).await?;
        let before = count;
        for id in &due {
            let (id, for_ctx) = (*id, app.clone());
            let expire = move |tx: &mut Tx<'_>| stored_value::expire(tx, &mut for_ctx.job_ctx(), id);
            let left = app.write(None, vec![stored_value::lock(id)], expire).await?;
            count += i64::from(left > 0);
            sum = sum.saturating_add(left);
        }
        // Where all of a look were over, there may be more.
        if due.is_empty() || count - before < due.len() as i64 {
            return Ok((count, sum));
        }
    }
}

async fn expire_cards(app: App) {
    let mut ticks = tokio::time::interval(EXPIRE);
    loop {
        tokio::select! {
            () = app.stopped() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = expire_gift_cards(&app).await {
            tracing::warn!(%error, "gift cards whose time is over could not be booked");
        }
    }
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
