//! Who is asking, and whether they may. Handlers name the permission they need in their arguments:
//! `Caller<Sell>`.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::RwLock;
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use http::Method;
use http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use http::request::Parts;
use onetill_db::Tx;
use onetill_domains::platform::rules::use_is_news;
use onetill_domains::platform::{self, Permission, Principal, hash_secret};
use onetill_kernel::{Error, ErrorKind, Result, StaffId, Timestamp};

use crate::approval::WithApproval;
use crate::problem::Refusal;
use crate::state::App;

/// The cookie that carries a session.
pub(crate) const SESSION_COOKIE: &str = "onetill_session";
/// How API keys begin, so that people and scanners recognise them.
pub(crate) const API_KEY_PREFIX: &str = "otk_";

/// How long a sign-in is believed without looking again. Signing out and revoking forget it at once in
/// this process; another process over the same database notices after this long.
const BELIEVED_FOR: Duration = Duration::from_secs(5);
/// The same in microseconds.
const BELIEVED_FOR_US: u64 = 5_000_000;

/// Sign-ins seen lately.
#[derive(Default)]
pub(crate) struct SignIns(RwLock<Seen>);

#[derive(Default)]
struct Seen {
    known: HashMap<[u8; 32], (Principal, Instant, Timestamp)>,
    /// How often all was forgotten.
    times_forgotten: u64,
}

impl SignIns {
    /// Who it was, if it was seen lately, by the machine's clock and by the shop's.
    fn get(&self, hash: &[u8; 32], now: Timestamp) -> Option<Principal> {
        let seen = self.0.read().ok()?;
        let (who, at, shop_at) = seen.known.get(hash)?;
        let lately = at.elapsed() < BELIEVED_FOR && (now.micros() - shop_at.micros()).unsigned_abs() < BELIEVED_FOR_US;
        (lately && who.expires_at.is_none_or(|end| end > now)).then(|| who.clone())
    }

    /// How often all was forgotten until now.
    fn times_forgotten(&self) -> u64 {
        self.0.read().map_or(0, |seen| seen.times_forgotten)
    }

    /// Keeps what was read when all had been forgotten so often; what was read before the last time may be wrong since.
    fn put(&self, hash: [u8; 32], who: &Principal, now: Timestamp, read_at: u64) {
        if let Ok(mut seen) = self.0.write()
            && seen.times_forgotten == read_at
        {
            if seen.known.len() > 10_000 {
                seen.known.clear();
            }
            seen.known.insert(hash, (who.clone(), Instant::now(), now));
        }
    }

    /// Forgets all, after somebody was signed out or may do other things than before.
    pub(crate) fn forget(&self) {
        if let Ok(mut seen) = self.0.write() {
            seen.known.clear();
            seen.times_forgotten += 1;
        }
    }
}

/// A permission as a type.
pub(crate) trait Need: Send + Sync {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! needs {
    ($($name:ident),*) => {$(
        /// Needs the permission of this name.
        pub(crate) struct $name;
        impl Need for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )*};
}
needs!(
    Look,
    Sell,
    ExemptTax,
    OpenDrawer,
    DecidePayments,
    Refund,
    GrantCredit,
    ManageGiftCards,
    EditCustomers,
    EditCatalogue,
    AdjustStock,
    ReadBooks,
    ReadAudit,
    ManageShifts,
    ManageStaff,
    ManageApiKeys,
    ManageSettings,
    Import
);

/// Somebody who may do what `N` names.
pub(crate) struct Caller<N> {
    pub(crate) who: Principal,
    need: PhantomData<N>,
}

impl<N: Need> FromRequestParts<App> for Caller<N> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let SignedIn { who } = SignedIn::from_request_parts(parts, app).await?;
        who.require(N::PERMISSION)?;
        Ok(Self { who, need: PhantomData })
    }
}

/// Bringing over what happened under another system writes into business days that are long over.
pub(crate) fn may_import(who: &Principal, import: bool) -> Result<(), Refusal> {
    if import {
        who.require(Permission::Import).map_err(|error| error.field("import"))?;
    }
    Ok(())
}

/// A shift that belongs to a person is theirs, and a manager's.
pub(crate) fn may_run_shift(who: &Principal, holder: Option<StaffId>) -> Result<(), Refusal> {
    let another = who.staff.as_ref().zip(holder).is_some_and(|(staff, holder)| staff.id != holder);
    if another {
        who.require(Permission::ManageShifts)?;
    }
    Ok(())
}

/// What becomes of payments after a shift was closed over them is for a manager to answer.
pub(crate) fn may_close_over_payments(who: &Principal, despite: bool) -> Result<(), Refusal> {
    if despite {
        who.require(Permission::ManageShifts).map_err(|error| error.field("despite_open_payments"))?;
    }
    Ok(())
}

/// Whoever may not see what things cost cannot sort by it either.
pub(crate) fn may_sort_by_cost(who: &Principal, sort: Option<&str>) -> Result<(), Refusal> {
    if sort.is_some_and(|sort| sort.trim_start_matches('-') == "value") {
        who.require(Permission::ReadBooks).map_err(|error| error.field("sort"))?;
    }
    Ok(())
}

/// Anybody who is signed in.
pub(crate) struct SignedIn {
    pub(crate) who: Principal,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let mut found = Self::by_token(parts, app).await?;
        if let Some(given) = parts.extensions.get::<WithApproval>().cloned() {
            let (owner, register, now) = (found.who.owner_id, found.who.register_id, app.clock().now());
            let find = move |tx: &mut Tx<'_>| {
                platform::find_approval(tx, given.token_hash, owner, register, &given.request_hash, now)
            };
            found.who.approval = Some(app.read(find).await?);
        }
        Ok(found)
    }
}

impl SignedIn {
    /// Who came with this token or cookie.
    async fn by_token(parts: &Parts, app: &App) -> Result<Self, Refusal> {
        let token = match bearer(parts) {
            Some(token) => token.to_owned(),
            None => {
                let token = cookie(parts).ok_or_else(|| Refusal(nobody()))?;
                same_origin(parts)?;
                token
            }
        };
        let token_hash = hash_secret(&token);
        let (now, demo) = (app.clock().now(), app.inner.options.demo.is_some());
        if let Some(who) = app.inner.sign_ins.get(&token_hash, now) {
            return Ok(Self { who });
        }
        let read_at = app.inner.sign_ins.times_forgotten();
        let who = app
            .read(move |tx| {
                refuse_demo(tx, demo)?;
                match platform::api_key_principal(tx, &token_hash, now)? {
                    Some(who) => Ok(Some(who)),
                    None => platform::session_principal(tx, &token_hash, now),
                }
            })
            .await?
            .ok_or_else(|| Refusal(nobody()))?;
        let who = keep_use(app, who, now).await;
        app.inner.sign_ins.put(token_hash, &who, now, read_at);
        Ok(Self { who })
    }
}

/// Keeps now and then that a sign-in is used. That it cannot be kept stops nobody.
async fn keep_use(app: &App, who: Principal, now: Timestamp) -> Principal {
    if !use_is_news(who.last_used_at, now) {
        return who;
    }
    let used = who.clone();
    match app.write(None, Vec::new(), move |tx| platform::keep_use(tx, &used, now)).await {
        Ok(()) => Principal { last_used_at: Some(now), ..who },
        Err(_) => who,
    }
}

/// A demo shop's passwords, PINs and keys are known to all, so they work in demo mode alone.
pub(crate) fn refuse_demo(tx: &mut Tx<'_>, demo_mode: bool) -> Result<()> {
    if demo_mode || !platform::find_merchant(tx)?.is_some_and(|merchant| merchant.demo) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Unauthenticated,
        "demo_only",
        "This is a demo shop: its sign-ins work in demo mode only.",
    )
    .fix("Start it with `onetill demo`, or set a shop of your own up with `onetill init`."))
}

fn nobody() -> Error {
    Error::new(ErrorKind::Unauthenticated, "unauthenticated", "Nobody is signed in.")
        .fix("Sign in with POST /v1/sessions, or send Authorization: Bearer with an API key.")
}

fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookie(parts: &Parts) -> Option<String> {
    let all = parts.headers.get_all(COOKIE).iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|v| v.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == SESSION_COOKIE).then(|| value.to_owned())
    })
}

/// A browser sends the cookie along with what other sites make it send; such requests may not change
/// anything. The cookie's SameSite says the same; this does not rely on it alone.
fn same_origin(parts: &Parts) -> Result<(), Refusal> {
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let header = |name: &http::HeaderName| parts.headers.get(name).and_then(|v| v.to_str().ok());
    let site = parts.headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    let fine = match (site, header(&ORIGIN), header(&HOST)) {
        (Some(site), _, _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, o)| o == host),
        (None, _, _) => true,
    };
    if fine {
        return Ok(());
    }
    Err(Refusal(
        Error::new(ErrorKind::Forbidden, "cross_site", "This request came from another site.")
            .fix("Use OneTill's own pages, or send Authorization: Bearer instead of the cookie."),
    ))
}
