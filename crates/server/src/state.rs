//! What all handlers share.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use onetill_db::{Db, Lock, Tx};
use onetill_domains::payments::Connector;
use onetill_domains::platform::{Principal, Role, Vault};
use onetill_domains::sync::{IdempotencyKey, Outcome, once};
use onetill_domains::{Ctx, platform, tills};
use onetill_kernel::{Clock, Error, ErrorKind, Ids, LocationId, RegisterId, Result, Timestamp, Uuid};
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use utoipa::ToSchema;

use crate::auth::SignIns;
use crate::client_address::Network;
use crate::mailing::MailServer;
use crate::printing::Printers;
use crate::sign_in_limit::SignInLimit;

/// How many long answers are written at the same time.
const LONG_ANSWERS: usize = 2;
/// How long one may take.
const LONG_ANSWER: Duration = Duration::from_secs(15 * 60);
/// Whoever takes no piece of it for so long is gone.
const TAKEN_WITHIN: Duration = Duration::from_secs(60);

/// What a server is told.
#[derive(Clone)]
pub struct AppOptions {
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// The vendors' connectors.
    pub connectors: Vec<Arc<dyn Connector>>,
    /// Seals what must be kept but never seen; without it nothing can be sealed or opened.
    pub vault: Option<Vault>,
    /// Sign-ins that the sign-in page shows, in demo mode only.
    pub demo: Option<DemoSignIns>,
    /// With what a new shop may be set up from a browser; without it none can be.
    pub setup_code: Option<String>,
    /// Whether cookies are only sent over HTTPS.
    pub secure_cookies: bool,
    /// Proxies whose word for the client's address is taken.
    pub trusted_proxies: Vec<Network>,
    /// The mail server that takes the shop's messages; none where none are sent.
    pub mail: Option<MailServer>,
    /// Makes the source of ids of one command: random, or seeded in tests that compare databases.
    pub ids: Arc<dyn Fn() -> Ids + Send + Sync>,
}

/// Sign-ins of the demo shop.
#[derive(Debug, Clone)]
pub struct DemoSignIns {
    /// For the back office, the owner first.
    pub offices: Vec<DemoOffice>,
    /// For the registers.
    pub pins: Vec<DemoPin>,
}

/// Somebody who signs in to the back office of the demo shop.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DemoOffice {
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their e-mail address.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// Somebody who signs in at the registers of the demo shop.
#[derive(Debug, Clone)]
pub struct DemoPin {
    /// Their name.
    pub name: String,
    /// Four digits.
    pub pin: String,
}

/// The state of a server; clones share it.
#[derive(Clone)]
pub struct App {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) options: AppOptions,
    pub(crate) sign_ins: SignIns,
    pub(crate) sign_in_limit: SignInLimit,
    /// Turns of long answers.
    long_answers: Arc<Semaphore>,
    /// Wakes the job that speaks to terminals.
    pub(crate) payments_due: Notify,
    /// Wakes the job that works through imports.
    pub(crate) imports_due: Notify,
    /// What is known of receipt printers.
    pub(crate) printers: Printers,
    /// Wakes the job that sends mail.
    pub(crate) mails_due: Notify,
    /// When this server started.
    pub(crate) started_at: Timestamp,
    /// Becomes true when it is to stop.
    stopping: watch::Sender<bool>,
    /// Where each register stands. Registers never move.
    places: RwLock<HashMap<RegisterId, LocationId>>,
}

impl App {
    /// A server's state over an open database.
    pub fn new(db: Db, options: AppOptions) -> Self {
        let inner = Inner {
            db,
            sign_ins: SignIns::default(),
            sign_in_limit: SignInLimit::default(),
            long_answers: Arc::new(Semaphore::new(LONG_ANSWERS)),
            payments_due: Notify::new(),
            imports_due: Notify::new(),
            printers: Printers::default(),
            mails_due: Notify::new(),
            started_at: options.clock.now(),
            stopping: watch::Sender::new(false),
            places: RwLock::default(),
            options,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Seals and opens what must be kept but never seen.
    pub(crate) fn vault(&self) -> Result<Vault> {
        self.inner.options.vault.clone().ok_or_else(|| {
            Error::conflict("no_key_file", "This server has no key to seal the provider's keys with.")
                .fix("Start it with --key-file, or ONETILL_KEY_FILE.")
        })
    }

    /// Tells everything that would go on for ever to end.
    pub(crate) fn stop(&self) {
        self.inner.stopping.send_replace(true);
    }

    /// Is done when the server is to stop.
    pub(crate) async fn stopped(&self) {
        // The sender lives as long as we do.
        let _ = self.inner.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    /// Whether the server is to stop.
    pub(crate) fn is_stopping(&self) -> bool {
        *self.inner.stopping.borrow()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.options.clock.as_ref()
    }

    /// What a command of `who` is told. Called anew for every run of a command.
    pub(crate) fn ctx(&self, who: &Principal) -> Ctx {
        Ctx {
            now: self.clock().now(),
            ids: (self.inner.options.ids)(),
            staff_id: who.staff.as_ref().map(|s| s.id),
            register_id: who.register_id,
            owner_id: who.owner_id,
            approved_by: who.approval.as_ref().map(|a| a.approved_by),
            who: Some(Arc::new(who.clone())),
        }
    }

    /// What a job is told.
    pub(crate) fn job_ctx(&self) -> Ctx {
        Ctx {
            now: self.clock().now(),
            ids: (self.inner.options.ids)(),
            staff_id: None,
            register_id: None,
            owner_id: Uuid::nil(),
            approved_by: None,
            who: None,
        }
    }

    /// Runs a query.
    pub(crate) async fn read<T, F>(&self, run: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.inner.db.query(run)?.answer().await
    }

    /// Runs a long query whose text goes out piece by piece, as fast as whoever asked takes it. All of it is of one moment.
    /// What is wrong before the first piece is refused; what goes wrong later breaks the answer off.
    pub(crate) async fn pieces<F>(&self, run: F) -> Result<Body>
    where
        F: FnOnce(&mut Tx<'_>, &mut dyn FnMut(String) -> Result<()>) -> Result<()> + Send + 'static,
    {
        let turn = self.inner.long_answers.clone().try_acquire_owned().map_err(|_| {
            Error::new(ErrorKind::Busy, "busy", "Two long answers are being written already.")
                .fix("Try again when they are done.")
                .retry_after(5)
        })?;
        let (sender, mut pieces) = mpsc::channel::<Result<Bytes>>(4);
        let (db, runtime) = (self.inner.db.clone(), Handle::current());
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let send = |piece: Result<Bytes>| {
                let taken = runtime.block_on(tokio::time::timeout(TAKEN_WITHIN, sender.send(piece)));
                if matches!(taken, Ok(Ok(()))) { Ok(()) } else { Err(Error::internal("nobody takes the answer")) }
            };
            let mut out = |piece: String| if piece.is_empty() { Ok(()) } else { send(Ok(piece.into())) };
            if let Err(error) = db.read_apart(LONG_ANSWER, |tx| run(tx, &mut out)) {
                tracing::info!(%error, "a long answer was not finished");
                // Whoever is gone does not hear it.
                let _ = send(Err(error));
            }
        });
        let first = pieces.recv().await.transpose()?.unwrap_or_default();
        let rest = stream::unfold(pieces, |mut pieces| async move { Some((pieces.recv().await?, pieces)) });
        // Whoever compresses it asks once more after the end.
        Ok(Body::from_stream(stream::once(async { Ok(first) }).chain(rest).fuse()))
    }

    /// Runs a command.
    pub(crate) async fn write<T, F>(&self, lane: Option<Uuid>, locks: Vec<Lock>, run: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.inner.db.submit(lane, locks, run)?.answer().await
    }

    /// Runs a command of `who` once for its idempotency key; it returns the id of what it made or changed.
    pub(crate) async fn once<F>(
        &self,
        who: &Principal,
        key: Option<IdempotencyKey>,
        lane: Option<Uuid>,
        run: F,
    ) -> Result<Outcome>
    where
        F: FnMut(&mut Tx<'_>, &mut Ctx) -> Result<Uuid> + Send + 'static,
    {
        self.once_locked(who, key, lane, Vec::new(), run).await
    }

    /// As [`App::once`], for a command that changes rows which others change too.
    pub(crate) async fn once_locked<F>(
        &self,
        who: &Principal,
        key: Option<IdempotencyKey>,
        lane: Option<Uuid>,
        locks: Vec<Lock>,
        mut run: F,
    ) -> Result<Outcome>
    where
        F: FnMut(&mut Tx<'_>, &mut Ctx) -> Result<Uuid> + Send + 'static,
    {
        let run = move |tx: &mut Tx<'_>, ctx: &mut Ctx| Ok((run(tx, ctx)?, ()));
        Ok(self.once_answered(who, key, lane, locks, run).await?.0)
    }

    /// As [`App::once_locked`], for a command that knows its answer; there is none where an earlier request did it already.
    pub(crate) async fn once_answered<T, F>(
        &self,
        who: &Principal,
        key: Option<IdempotencyKey>,
        lane: Option<Uuid>,
        locks: Vec<Lock>,
        mut run: F,
    ) -> Result<(Outcome, Option<T>)>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>, &mut Ctx) -> Result<(Uuid, T)> + Send + 'static,
    {
        let (app, who) = (self.clone(), who.clone());
        let command = move |tx: &mut Tx<'_>| {
            let mut answer = None;
            let outcome = once(tx, &mut app.ctx(&who), key.as_ref(), |tx, ctx| {
                let (id, answered) = run(tx, ctx)?;
                if let Some(approval) = &who.approval {
                    platform::use_approval(tx, ctx, approval)?;
                }
                answer = Some(answered);
                Ok(id)
            })?;
            Ok((outcome, answer))
        };
        self.write(lane, locks, command).await
    }

    /// Where a register stands.
    pub(crate) async fn place_of(&self, id: RegisterId) -> Result<LocationId> {
        let known = self.inner.places.read().ok().and_then(|places| places.get(&id).copied());
        if let Some(location) = known {
            return Ok(location);
        }
        let location = self.read(move |tx| tills::register(tx, id)).await?.location_id;
        if let Ok(mut places) = self.inner.places.write() {
            places.insert(id, location);
        }
        Ok(location)
    }
}
