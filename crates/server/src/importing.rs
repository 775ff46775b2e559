//! The job that works through files that are brought in: one step after the other, each a command of its own.

use std::sync::Arc;
use std::time::Duration;

use onetill_domains::imports;
use onetill_kernel::{ImportId, Result};

use crate::state::App;

/// How often is looked for imports that another server left, when nobody wakes us.
const LOOK: Duration = Duration::from_secs(2);
/// How long files and what became of their rows are kept.
const KEPT_S: i64 = 30 * 24 * 3600;

/// Works through all imports until the server is to stop.
pub(crate) async fn run(app: App) {
    loop {
        match app.read(imports::due).await {
            Ok(due) => {
                for id in due {
                    if let Err(error) = work_through(&app, id).await {
                        tracing::warn!(%id, %error, "an import could not be taken further");
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "the imports under way could not be looked at"),
        }
        tokio::select! {
            () = app.stopped() => return,
            _ = tokio::time::timeout(LOOK, app.inner.imports_due.notified()) => {}
        }
    }
}

async fn work_through(app: &App, id: ImportId) -> Result<()> {
    let Some(work) = app.read(move |tx| imports::work(tx, id)).await? else { return Ok(()) };
    let work = Arc::new(work);
    loop {
        let (for_ctx, work) = (app.clone(), work.clone());
        let step = app.write(None, Vec::new(), move |tx| imports::step(tx, &mut for_ctx.job_ctx(), id, &work)).await?;
        if !step.more || app.is_stopping() {
            return Ok(());
        }
    }
}

/// Forgets what was imported long ago: the goods stay, the rows of the file go.
pub(crate) async fn forget_old(app: &App) -> Result<()> {
    let before = app.clock().now().plus_seconds(-KEPT_S);
    while app.write(None, Vec::new(), move |tx| imports::forget_old(tx, before)).await? {}
    Ok(())
}
