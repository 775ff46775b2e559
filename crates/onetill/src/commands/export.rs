//! `onetill export`.

use std::io::{BufWriter, ErrorKind, Write};

use onetill_db::read_once;
use onetill_domains::reports;
use onetill_kernel::{Error, Result};

use crate::cli::ExportJournalArgs;

pub(super) fn journal(args: &ExportJournalArgs) -> Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut is_read = true;
    let mut write = |piece: &[u8]| match out.write_all(piece) {
        // Whoever reads it has enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            is_read = false;
            Err(Error::internal(error))
        }
        result => result.map_err(Error::internal),
    };
    let written = read_once(&args.database, |tx| {
        reports::export_journal(tx, args.from, args.to, args.format, &mut |piece| write(piece.as_bytes()))
    });
    match written {
        Err(_) if !is_read => Ok(()),
        Err(error) => Err(error),
        Ok(()) => out.flush().map_err(Error::internal),
    }
}
