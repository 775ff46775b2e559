//! Walking a table of any size in bounded memory: ranges of a leading key column, which every table
//! that shares the key is then read by.

use onetill_db::{Tx, Value};
use onetill_kernel::Result;

/// The keys after `after` up to and including `to`. The first range begins before every key and the last
/// ends behind every key, so that rows whose parent is missing fall into some range too.
pub(crate) struct Range {
    after: Vec<u8>,
    to: Vec<u8>,
}

impl Range {
    /// Bound to `$1` and `$2`: `WHERE id > $1 AND id <= $2`.
    pub(crate) fn params(&self) -> [Value<'_>; 2] {
        [Value::Bytes(self.after.as_slice().into()), Value::Bytes(self.to.as_slice().into())]
    }
}

/// Calls `read` with ranges of `table.column` that hold about `rows` rows each.
pub(crate) fn ranges(
    tx: &mut Tx<'_>,
    table: &str,
    column: &str,
    rows: usize,
    mut read: impl FnMut(&mut Tx<'_>, &Range) -> Result<()>,
) -> Result<()> {
    let next = format!(
        "SELECT {column} FROM {table} WHERE {column} > $1 ORDER BY {column} LIMIT 1 OFFSET {}",
        rows.max(1) - 1
    );
    let mut after: Vec<u8> = Vec::new();
    loop {
        let to: Option<Vec<u8>> = tx.query_opt(&next, &[Value::Bytes(after.as_slice().into())], |row| row.get(0))?;
        let last = to.is_none();
        // Ids have 16 bytes: this is behind all of them.
        let to = to.unwrap_or_else(|| vec![0xff; 17]);
        read(tx, &Range { after, to: to.clone() })?;
        if last {
            return Ok(());
        }
        after = to;
    }
}

/// The children of `id` among `rest`, which is sorted by `key` as the parents are; moves `rest` on.
pub(crate) fn children<'a, T, K: Ord>(rest: &mut &'a [T], id: &K, key: impl Fn(&T) -> K) -> &'a [T] {
    let start = rest.iter().position(|c| key(c) >= *id).unwrap_or(rest.len());
    let count = rest[start..].iter().take_while(|c| key(c) == *id).count();
    let found = &rest[start..start + count];
    *rest = &rest[start + count..];
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_found_in_step_and_orphans_are_passed_over() {
        let all = [(1, 'a'), (1, 'b'), (2, 'c'), (4, 'd')];
        let mut rest = &all[..];
        assert_eq!(children(&mut rest, &1, |c| c.0), &all[..2]);
        assert_eq!(children(&mut rest, &3, |c| c.0), &[]);
        assert_eq!(children(&mut rest, &4, |c| c.0), &all[3..]);
    }
}
