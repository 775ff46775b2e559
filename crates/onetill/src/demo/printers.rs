//! The demo's receipt printer: one simulated device, at all registers of the first shop.

use onetill_db::Db;
use onetill_domains::receipts::{self, ChoosePrinter, NewPrinter, PrinterChange};
use onetill_domains::{platform, tills};
use onetill_kernel::{Ids, Result, Timestamp};

use super::program;

const NAME: &str = "Receipt printer";
/// The model that the simulated device is.
pub(crate) const PROFILE: &str = "epson-tm-t88v";

/// Puts the printer up where there is none yet, and lets it answer at `address`: a simulator may have got another port.
pub(crate) fn put_up(db: &Db, now: Timestamp, address: &str) -> Result<()> {
    let address = address.to_owned();
    db.write(move |tx| {
        let mut ctx = program(now, Ids::random());
        let Some(location) = platform::locations(tx)?.into_iter().next() else { return Ok(()) };
        if let Some(known) =
            receipts::printers(tx)?.into_iter().find(|p| p.name == NAME && p.location_id == location.id)
        {
            let moved = PrinterChange { address: Some(address.clone()), ..PrinterChange::default() };
            return receipts::change_printer(tx, &ctx, known.id, &moved);
        }
        let new = NewPrinter {
            id: None,
            location_id: location.id,
            name: NAME.to_owned(),
            address: address.clone(),
            profile: PROFILE.to_owned(),
            small_letters: false,
            reports_status: None,
        };
        let printer_id = Some(receipts::add_printer(tx, &mut ctx, &new)?);
        for register in tills::registers(tx)?.into_iter().filter(|r| r.location_id == location.id) {
            receipts::choose_printer(tx, &ctx, register.id, &ChoosePrinter { printer_id, has_drawer: true })?;
        }
        Ok(())
    })
}
