//! Lists in another order than their own: by a number, and among equals by id, so that a page can begin
//! exactly where the one before ended.

use onetill_db::Filter;
use onetill_kernel::{Error, Result, Uuid};

use crate::PageRequest;
use crate::page::bad_cursor;

/// A number that a list can be sorted by.
pub(crate) struct SortKey<T> {
    /// What it is called where it is asked for.
    pub(crate) name: &'static str,
    /// What it is in SQL; never NULL.
    pub(crate) sql: &'static str,
    /// What it is of a row.
    pub(crate) of: fn(&T) -> i64,
}

/// The key that was asked for.
pub(crate) struct Sorting<T: 'static> {
    key: &'static SortKey<T>,
    descending: bool,
}

impl<T> Sorting<T> {
    /// What `page` asks for: a key's name, with `-` before it for the largest first. None where it is the
    /// list's own order.
    pub(crate) fn of(page: &PageRequest, keys: &'static [SortKey<T>]) -> Result<Option<Self>> {
        let Some(wanted) = page.sort.as_deref() else { return Ok(None) };
        let (name, descending) = wanted.strip_prefix('-').map_or((wanted, false), |name| (name, true));
        match keys.iter().find(|key| key.name == name) {
            Some(key) => Ok(Some(Self { key, descending })),
            None => {
                let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
                Err(Error::invalid("sort", "This list cannot be sorted by that.")
                    .fix(format!("Sort by {}, with - before it for the largest first.", names.join(", "))))
            }
        }
    }

    /// Leaves out all rows up to the cursor, and answers what follows `ORDER BY`. `ids` are the columns of
    /// the row's id.
    pub(crate) fn seek(&self, f: &mut Filter, page: &PageRequest, ids: &[&str]) -> Result<String> {
        let columns: Vec<&str> = std::iter::once(self.key.sql).chain(ids.iter().copied()).collect();
        if let Some(cursor) = &page.cursor {
            let (number, last) = read_cursor(cursor, ids.len()).ok_or_else(bad_cursor)?;
            let mut values = vec![f.bind(number)];
            values.extend(last.into_iter().map(|id| f.bind(id)));
            let after = if self.descending { '<' } else { '>' };
            f.and_raw(format!("({}) {after} ({})", columns.join(", "), values.join(", ")));
        }
        let direction = if self.descending { " DESC" } else { "" };
        Ok(columns.iter().map(|column| format!("{column}{direction}")).collect::<Vec<_>>().join(", "))
    }

    /// The cursor of a page that ends with `row`.
    pub(crate) fn cursor(&self, row: &T, ids: &[Uuid]) -> String {
        let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
        format!("{} {}", (self.key.of)(row), ids.join(" "))
    }
}

fn read_cursor(cursor: &str, ids: usize) -> Option<(i64, Vec<Uuid>)> {
    let mut parts = cursor.split(' ');
    let number = parts.next()?.parse().ok()?;
    let found: Vec<Uuid> = parts.map(|id| id.parse().ok()).collect::<Option<_>>()?;
    (found.len() == ids).then_some((number, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &[SortKey<i64>] = &[SortKey { name: "size", sql: "size_minor", of: |row| *row }];

    fn page(sort: &str, cursor: Option<&str>) -> PageRequest {
        PageRequest { sort: Some(sort.to_owned()), cursor: cursor.map(str::to_owned), ..PageRequest::default() }
    }

    #[test]
    fn a_page_begins_where_the_one_before_ended() {
        let id = Uuid::from_u128(7);
        let sorting = Sorting::of(&page("-size", None), KEYS).expect("a key").expect("one was asked for");
        let next = page("-size", Some(&sorting.cursor(&42, &[id])));
        let mut f = Filter::new();
        assert_eq!(sorting.seek(&mut f, &next, &["id"]).expect("a cursor"), "size_minor DESC, id DESC");
        assert_eq!(f.sql(), " WHERE (size_minor, id) < ($1, $2)");
        assert_eq!(f.values().len(), 2);
    }

    #[test]
    fn what_is_no_key_and_what_is_no_cursor_is_refused() {
        assert!(Sorting::of(&page("colour", None), KEYS).is_err());
        assert!(Sorting::of(&PageRequest::default(), KEYS).expect("no wish").is_none());
        let sorting = Sorting::of(&page("size", None), KEYS).expect("a key").expect("one was asked for");
        for cursor in ["", "x", "1", "1 x", "1 00000000-0000-0000-0000-000000000007 x"] {
            assert!(sorting.seek(&mut Filter::new(), &page("size", Some(cursor)), &["id"]).is_err(), "{cursor}");
        }
    }
}
