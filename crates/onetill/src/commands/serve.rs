//! `onetill serve`.

use std::sync::Arc;

use onetill_connectors::payments::simulated::Simulated;
use onetill_connectors::payments::stripe::Stripe;
use onetill_db::{Db, Target};
use onetill_domains::platform;
use onetill_kernel::{Error, Ids, Result, SystemClock};
use onetill_server::{App, AppOptions, Server, ServerOptions};

use super::{runtime, stop_signal};
use crate::backups;
use crate::cli::ServeArgs;
use crate::config::{Config, start_log};
use crate::key_file;

pub(super) fn run(args: ServeArgs) -> Result<()> {
    let config = Config::decide(args)?;
    start_log(&config.log, config.log_format)?;
    let db = open(&config)?;
    let mut options = app_options(config.secure_cookies);
    options.trusted_proxies = config.trusted_proxies;
    options.mail = config.mail;
    options.vault = config.key_file.as_deref().map(key_file::open).transpose()?;
    if db.read(platform::find_merchant)?.is_none() {
        options.setup_code = Some(setup_code());
    }
    let code = options.setup_code.clone();
    let app = App::new(db, options);
    let runtime = runtime()?;
    let served = runtime.block_on(async {
        let server = Server::bind(app, &ServerOptions { listen: config.listen }).await?;
        let address = server.address()?;
        tracing::info!(%address, database = ?config.database, "OneTill is ready");
        println!("OneTill is ready at http://{address}");
        if let Some(code) = code {
            let (first, second) = code.split_at(code.len() / 2);
            println!("There is no shop here yet. Set it up at http://{address}/setup with the code {first}-{second}");
        }
        if let Some(schedule) = config.backups {
            tokio::spawn(backups::run(config.database, schedule));
        }
        server.run(stop_signal()).await
    });
    // A backup under way is given up.
    runtime.shutdown_background();
    served
}

/// Opens the shop's database. A path with a slip in it shall not become a new, empty shop that nobody can sign in to.
fn open(config: &Config) -> Result<Db> {
    let no_shop = || {
        Error::invalid("database", "There is no shop in this database.")
            .fix("`--set-up` or `onetill init` set one up; `onetill demo` has one to try.")
    };
    if config.set_up {
        return super::open(&config.database, &config.options);
    }
    if matches!(&config.database, Target::Sqlite(path) if !path.exists()) {
        return Err(no_shop());
    }
    let db = super::open(&config.database, &config.options)?;
    if db.read(platform::find_merchant)?.is_none() {
        return Err(no_shop());
    }
    Ok(db)
}

/// A code that nobody guesses and anybody can type: ten letters and digits that are not mistaken for others.
fn setup_code() -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    Ids::random().secret().iter().take(10).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// What every server of this binary shares.
pub(super) fn app_options(secure_cookies: bool) -> AppOptions {
    AppOptions {
        clock: Arc::new(SystemClock),
        connectors: vec![Arc::new(Simulated), Arc::new(Stripe)],
        vault: None,
        demo: None,
        setup_code: None,
        secure_cookies,
        trusted_proxies: Vec::new(),
        mail: None,
        ids: Arc::new(Ids::random),
    }
}
