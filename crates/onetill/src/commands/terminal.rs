//! `onetill terminal`: the simulated card terminal as a process of its own.

use onetill_connectors::payments::simulated::{Behaviour, Terminal, TerminalOptions};
use onetill_kernel::{Error, Result};
use tokio::net::TcpListener;

use super::{runtime, stop_signal};
use crate::cli::TerminalArgs;
use crate::config::{LogFormat, start_log};

pub(super) fn run(args: &TerminalArgs) -> Result<()> {
    let behaviour: Behaviour = args.behaviour.parse().map_err(|e: String| Error::invalid("behaviour", e))?;
    start_log("warn", LogFormat::Text)?;
    let options = TerminalOptions { data: args.data.clone(), behaviour, ..TerminalOptions::default() };
    runtime()?.block_on(async {
        let listener = TcpListener::bind(args.listen)
            .await
            .map_err(|e| Error::invalid("listen", format!("{} cannot be listened on: {e}.", args.listen)))?;
        println!("The terminal is on at http://{}", listener.local_addr().map_err(Error::internal)?);
        tokio::select! {
            served = Terminal::serve(listener, options) => served.map_err(Error::internal),
            () = stop_signal() => Ok(()),
        }
    })
}
