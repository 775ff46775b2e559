//! The job that works through files that are brought in: one step after the other, each a command of its own.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use onetill_domains::imports::{self, Reached};
use onetill_kernel::{ImportId, Result};

use crate::state::App;

/// How often is looked for imports that another server left, when nobody wakes us.
const LOOK: Duration = Duration::from_secs(2);
/// How long files and what became of their rows are kept.
const KEPT_S: i64 = 30 * 24 * 3600;

/// Works through all imports until the server is to stop.
pub(crate) async fn run(app: App) {
    let mut moving = HashMap::new();
    loop {
        moving = work_on_due(&app, &moving).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the imports under way could not be looked at");
            HashMap::new()
        });
        tokio::select! {
            () = app.stopped() => return,
            _ = tokio::time::timeout(LOOK, app.inner.imports_due.notified()) => {}
        }
    }
}

/// Works on what is due, and tells what is left. What a command line or another server works through is left to them for
/// as long as it moves: two would only wait for each other. `before` is what was left the last time.
async fn work_on_due(app: &App, before: &HashMap<ImportId, Reached>) -> Result<HashMap<ImportId, Reached>> {
    for (id, reached) in app.read(imports::due).await? {
        if before.get(&id).is_none_or(|before| *before == reached)
            && let Err(error) = work_through(app, id, reached.unit).await
        {
            tracing::warn!(%id, %error, "an import could not be taken further");
        }
    }
    Ok(app.read(imports::due).await?.into_iter().collect())
}

async fn work_through(app: &App, id: ImportId, mut unit: u64) -> Result<()> {
    let Some(work) = app.read(move |tx| imports::work(tx, id)).await? else { return Ok(()) };
    let work = Arc::new(work);
    loop {
        let (for_ctx, work) = (app.clone(), work.clone());
        let step =
            app.write(None, Vec::new(), move |tx| imports::step(tx, &mut for_ctx.job_ctx(), id, &work, unit)).await?;
        if !step.more || app.is_stopping() {
            return Ok(());
        }
        unit = step.done[0];
    }
}

/// Forgets what was imported long ago: the goods stay, the rows of the file go.
pub(crate) async fn forget_old(app: &App) -> Result<()> {
    let before = app.clock().now().plus_seconds(-KEPT_S);
    while app.write(None, Vec::new(), move |tx| imports::forget_old(tx, before)).await? {}
    Ok(())
}
