//! Setting a new shop up from a browser, before there is anybody who could sign in: only while the database holds no shop,
//! and only with the code that the server printed when it started.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use onetill_domains::founding::{self, CountryPreset, Founded, NewShop};
use onetill_domains::platform::{self, hash_secret};
use onetill_kernel::{Error, ErrorKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::Input;
use crate::problem::Answer;
use crate::state::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(setup, set_up))
}

/// Whether there is a shop yet, and what one may begin with.
#[derive(Serialize, ToSchema)]
struct Setup {
    /// Whether this database holds no shop and waits for one to be set up.
    needed: bool,
    /// What shops of some countries usually begin with; none where there is a shop.
    presets: Vec<CountryPreset>,
}

/// Whether a shop is to be set up.
#[utoipa::path(get, path = "/v1/setup", tag = "settings", operation_id = "get_setup", security(()),
    responses((status = 200, description = "What is needed", body = Setup)))]
async fn setup(State(app): State<App>) -> Answer<Json<Setup>> {
    let needed = app.read(platform::find_merchant).await?.is_none();
    Ok(Json(Setup { needed, presets: if needed { founding::presets() } else { Vec::new() } }))
}

/// A new shop, and the code that shows whose server this is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetUp {
    /// The code that the server printed when it started.
    #[schema(format = Password)]
    code: String,
    /// The shop.
    shop: NewShop,
}

/// Sets a new shop up: merchant, taxes, the first location and register, and the owner, in one go.
#[utoipa::path(post, path = "/v1/setup", tag = "settings", operation_id = "set_up", request_body = SetUp, security(()),
    responses((status = 201, description = "The shop is there", body = Founded)))]
async fn set_up(
    State(app): State<App>,
    Input { value: SetUp { code, shop }, .. }: Input<SetUp>,
) -> Answer<(StatusCode, Json<Founded>)> {
    if app.read(platform::find_merchant).await?.is_some() {
        return Err(Error::conflict("already_set_up", "This database belongs to a merchant already.")
            .fix("Sign in, or ask its owner.")
            .into());
    }
    // Guesses are counted and wait longer and longer, as those of passwords do.
    let (account, now) = (hash_secret("setup"), app.clock().now());
    app.write(None, Vec::new(), move |tx| platform::count_try(tx, &account, now)).await?;
    let typed: String = code.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let known = app.inner.options.setup_code.as_deref();
    // Hashes are compared, so that time tells nothing of the code.
    if known.map(hash_secret) != Some(hash_secret(&typed)) {
        return Err(Error::new(ErrorKind::Unauthenticated, "setup_code_wrong", "This is not the set-up code.")
            .field("code")
            .fix("Type the code that the server printed when it started: `onetill serve --set-up` shows it.")
            .into());
    }
    app.write(None, Vec::new(), move |tx| platform::forgive_tries(tx, &account)).await?;
    let mut ctx = app.job_ctx();
    // Slow on purpose, so on a thread where waiting hurts nobody.
    let prepared = tokio::task::spawn_blocking(move || founding::prepare_shop(&mut ctx, shop))
        .await
        .map_err(Error::internal)?
        .map_err(|e| e.within("shop"))?;
    let for_ctx = app.clone();
    let founded = app
        .write(None, Vec::new(), move |tx| {
            founding::found_shop(tx, &mut for_ctx.job_ctx(), &prepared).map_err(|e| e.within("shop"))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(founded)))
}
