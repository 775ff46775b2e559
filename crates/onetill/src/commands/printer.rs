//! `onetill printer`: the simulated receipt printer as a process of its own.

use onetill_connectors::printers::escpos;
use onetill_connectors::printers::simulated::Printer;
use onetill_kernel::{Error, Result};
use tokio::net::TcpListener;

use super::{runtime, stop_signal};
use crate::cli::PrinterArgs;
use crate::config::{LogFormat, start_log};

pub(super) fn run(args: &PrinterArgs) -> Result<()> {
    let printer = Printer::new(escpos::profile(&args.profile)?);
    start_log("warn", LogFormat::Text)?;
    runtime()?.block_on(async {
        let bind = |field: &'static str, address| async move {
            TcpListener::bind(address)
                .await
                .map_err(|e| Error::invalid(field, format!("{address} cannot be listened on: {e}.")))
        };
        let (line, page) = (bind("listen", args.listen).await?, bind("page", args.page).await?);
        println!("The printer is on at {}", line.local_addr().map_err(Error::internal)?);
        println!("Its paper is at http://{}", page.local_addr().map_err(Error::internal)?);
        tokio::select! {
            off = run_both(printer, line, page) => off,
            () = stop_signal() => Ok(()),
        }
    })
}

/// The printer and its page, until one of them fails.
pub(super) async fn run_both(printer: Printer, line: TcpListener, page: TcpListener) -> Result<()> {
    let router = printer.page();
    tokio::select! {
        off = printer.run(line) => off.map_err(Error::internal),
        off = async { axum::serve(page, router).await } => off.map_err(Error::internal),
    }
}
