//! What commands remember, so that it is asked for once and not by each of them.
//!
//! PostgreSQL's writers remember it for one group. SQLite's one writer keeps it from group to group: it sees every
//! statement that writes, and the database's data version says when another process has written.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use onetill_kernel::Result;

use crate::tables::names;
use crate::tx::Tx;

/// So many things of one kind are remembered; then it begins anew, so that memory stays small.
const MOST: usize = 20_000;

/// Maps by id, each with the tables that it was read from.
#[derive(Default)]
pub(crate) struct Remembered {
    maps: Vec<(&'static [&'static str], Box<dyn Any + Send>)>,
    /// SQLite's data version when it was read.
    version: i64,
}

impl Remembered {
    /// Forgets what was read from the tables that `sql` names.
    pub(crate) fn forget(&mut self, sql: &str) {
        self.maps.retain(|(tables, _)| !tables.iter().any(|table| names(sql, table)));
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.maps.clear();
    }

    /// Forgets everything unless this is the version of the data that it was read from.
    pub(crate) fn must_be_of(&mut self, version: i64) {
        if self.version != version {
            self.clear();
            self.version = version;
        }
    }

    fn take<I: 'static, T: 'static>(&mut self, tables: &[&str]) -> HashMap<I, T> {
        let is_it = |(from, map): &(&[&str], Box<dyn Any + Send>)| *from == tables && map.is::<HashMap<I, T>>();
        let at = self.maps.iter().position(is_it);
        at.and_then(|at| self.maps.swap_remove(at).1.downcast().ok()).map_or_else(HashMap::new, |map| *map)
    }
}

impl Tx<'_> {
    /// What `load` finds, or what it found earlier: for settings that every sale reads. It is forgotten when a
    /// statement writes to one of the `tables` it was read from.
    pub fn remember<T: Clone + Send + 'static>(
        &mut self,
        tables: &'static [&'static str],
        load: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let found = self.remember_each(tables, &[()], &[], |tx, _| Ok(vec![((), load(tx)?)]))?;
        found.into_iter().next().ok_or_else(|| onetill_kernel::Error::internal("what was loaded is not remembered"))
    }

    /// As [`Tx::remember`], for things with ids: returns those of `ids` that there are. Of the others that the group
    /// will ask for, `ahead`, those not known yet are loaded along, so that PostgreSQL is asked once.
    pub fn remember_each<I: Copy + Eq + Hash + Send + 'static, T: Clone + Send + 'static>(
        &mut self,
        tables: &'static [&'static str],
        ids: &[I],
        ahead: &[I],
        load: impl FnOnce(&mut Self, &[I]) -> Result<Vec<(I, T)>>,
    ) -> Result<Vec<T>> {
        let mut known: HashMap<I, T> = self.remembered.take(tables);
        if known.len() > MOST {
            known.clear();
        }
        if ids.iter().any(|id| !known.contains_key(id)) {
            let mut missing: Vec<I> = ids.iter().chain(ahead).copied().filter(|id| !known.contains_key(id)).collect();
            let mut seen = HashSet::new();
            missing.retain(|id| seen.insert(*id));
            known.extend(load(self, &missing)?);
        }
        let mut seen = HashSet::new();
        let found = ids.iter().filter(|id| seen.insert(**id)).filter_map(|id| known.get(id).cloned()).collect();
        self.remembered.maps.push((tables, Box::new(known)));
        Ok(found)
    }
}
