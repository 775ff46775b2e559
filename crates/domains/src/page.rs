//! Lists with cursors.

use onetill_kernel::{Error, Result, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// Send it back as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page from `limit + 1` rows that were asked for: the extra one only shows that there is more.
    pub fn from_rows(mut rows: Vec<T>, limit: usize, cursor: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(cursor);
        Self { items: rows, next_cursor }
    }

    /// A list that is always answered whole.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }

    /// The part of a short list that is asked for; all of it where no limit is. `id` tells its rows apart.
    pub fn part(mut items: Vec<T>, page: &PageRequest, id: impl Fn(&T) -> String) -> Result<Self> {
        let limit = page.limit.map_or(Ok(items.len()), |_| page.limit())?;
        if let Some(cursor) = &page.cursor {
            let last = items.iter().position(|item| id(item) == *cursor).ok_or_else(bad_cursor)?;
            items.drain(..=last);
        }
        Ok(Self::from_rows(items, limit, id))
    }

    /// The same page with other items.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next_cursor: self.next_cursor }
    }
}

/// Which page is asked for.
#[derive(Debug, Clone, Default)]
pub struct PageRequest {
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many rows at most; 50 unless told, never more than 200.
    pub limit: Option<i64>,
    /// By what the rows are sorted, where the list offers a choice: a key, with `-` before it for the largest
    /// first.
    pub sort: Option<String>,
    /// Whether all pages are read one after the other, for a file.
    pub for_file: bool,
}

/// So many rows of a sorted list are read at once for a file: every page sorts all rows anew.
const SORTED_FOR_FILE: usize = 10_000;

impl PageRequest {
    /// The number of rows, checked.
    pub fn limit(&self) -> Result<usize> {
        if self.for_file && self.sort.is_some() {
            return Ok(SORTED_FOR_FILE);
        }
        match self.limit.unwrap_or(50) {
            limit @ 1..=200 => Ok(limit as usize),
            _ => Err(Error::invalid("limit", "A page holds 1 to 200 rows.")
                .fix("Ask for fewer rows and follow next_cursor.")),
        }
    }

    /// The number of rows to read: one more than asked, to see whether there is a next page.
    pub fn rows(&self) -> Result<i64> {
        Ok(self.limit()? as i64 + 1)
    }

    /// The cursor as an id; `default` where there is none.
    pub fn after_id(&self, default: Uuid) -> Result<Uuid> {
        match &self.cursor {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| bad_cursor()),
        }
    }

    /// The cursor as a text and an id, joined by a space; the smallest pair where there is none.
    pub fn after_text_and_id(&self) -> Result<(String, Uuid)> {
        match &self.cursor {
            None => Ok((String::new(), Uuid::nil())),
            Some(cursor) => {
                let (id, text) = cursor.split_once(' ').ok_or_else(bad_cursor)?;
                Ok((text.to_owned(), id.parse().map_err(|_| bad_cursor())?))
            }
        }
    }
}

/// The refusal of a cursor that no answer gave.
pub fn bad_cursor() -> Error {
    Error::invalid("cursor", "This is not a cursor of this list.").fix("Send next_cursor as it was answered, or none.")
}
