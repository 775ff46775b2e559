//! `onetill init`: a new merchant, from nothing to the first sign-in.

use std::io::{BufRead, IsTerminal};

use onetill_db::{Db, Options};
use onetill_domains::Ctx;
use onetill_domains::founding::{self, NewShop};
use onetill_kernel::{Clock, Error, Ids, Result, SystemClock, Uuid};

use crate::cli::{InitArgs, OWNER_PASSWORD};

pub(super) fn run(args: &InitArgs) -> Result<()> {
    let shop = NewShop {
        merchant_name: args.merchant.clone(),
        country: args.country.clone(),
        currency: args.currency,
        prices_include_tax: !args.tax_exclusive,
        tax_categories: Vec::new(),
        location_name: args.location.clone(),
        time_zone: args.time_zone.clone(),
        register_name: "Register 1".to_owned(),
        owner_name: args.owner_name.clone(),
        email: args.owner_email.clone(),
        password: password()?,
        pin: None,
    };
    let now = SystemClock.now();
    let ctx = move || Ctx {
        now,
        ids: Ids::random(),
        staff_id: None,
        register_id: None,
        owner_id: Uuid::nil(),
        approved_by: None,
        who: None,
    };
    let prepared = founding::prepare_shop(&mut ctx(), shop)?;
    let mut options = Options::for_target(&args.database);
    options.readers = 1;
    let db = Db::open(&args.database, &options)?;
    db.write(move |tx| founding::found_shop(tx, &mut ctx(), &prepared))?;
    println!(
        "{} is set up. Start it with `onetill serve --database …` and sign in as {}.",
        args.merchant, args.owner_email
    );
    Ok(())
}

fn password() -> Result<String> {
    if let Ok(password) = std::env::var(OWNER_PASSWORD) {
        return Ok(password);
    }
    if std::io::stdin().is_terminal() {
        eprintln!("The owner's password, at least ten characters (it is shown as you type):");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Error::internal)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
