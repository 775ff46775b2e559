//! `onetill init`: a new merchant, from nothing to the first sign-in.

use std::io::{BufRead, IsTerminal};

use onetill_db::{Db, Options};
use onetill_domains::platform::{
    self, Location, Merchant, NegativeStock, NewStaff, Permissions, Role, Selling, TaxRounding,
};
use onetill_domains::tills::{self, NewRegister};
use onetill_domains::{Ctx, ledger, payments};
use onetill_kernel::{Clock, Error, Ids, Result, SystemClock, Uuid};

use crate::cli::{InitArgs, OWNER_PASSWORD};

pub(super) fn run(args: &InitArgs) -> Result<()> {
    if args.country.len() != 2 || !args.country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Error::invalid("country", "A country is two capital letters, such as GB."));
    }
    let password = password()?;
    let mut options = Options::for_target(&args.database);
    options.readers = 1;
    let db = Db::open(&args.database, &options)?;
    let now = SystemClock.now();
    let mut ctx =
        Ctx { now, ids: Ids::random(), staff_id: None, register_id: None, owner_id: Uuid::nil(), approved_by: None };
    let owner = NewStaff {
        id: None,
        name: args.owner_name.clone(),
        email: Some(args.owner_email.clone()),
        password: Some(password),
        pin: None,
        role: Role::Owner,
    };
    let owner = platform::prepare_staff(&mut ctx, &owner, false)?;
    let merchant = Merchant {
        name: args.merchant.clone(),
        country: args.country.clone(),
        currency: args.currency,
        prices_include_tax: !args.tax_exclusive,
        tax_rounding: TaxRounding::Order,
        negative_stock: NegativeStock::Allow,
        cash_rounding: args.currency.smallest_coin(),
        selling: Selling::default(),
        demo: false,
    };
    let location = Location {
        id: ctx.new_id(),
        name: args.location.clone(),
        time_zone: args.time_zone.clone(),
        day_starts_at_hour: 0,
    };
    db.write(move |tx| {
        let mut ctx = Ctx {
            now,
            ids: Ids::random(),
            staff_id: None,
            register_id: None,
            owner_id: Uuid::nil(),
            approved_by: None,
        };
        platform::found_merchant(tx, &merchant)?;
        ledger::found_chart(tx)?;
        payments::found_tenders(tx)?;
        platform::add_location(tx, &ctx, &location)?;
        let register = NewRegister::new(location.id, "Register 1", "R1");
        tills::add_register(tx, &mut ctx, &register)?;
        platform::add_staff(tx, &ctx, Permissions::ALL, &owner)?;
        Ok(())
    })?;
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
