//! What a group of commands remembers, so that it is asked for once and not by each of them.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use onetill_kernel::Result;

use crate::tx::Tx;

impl Tx<'_> {
    /// What `load` finds, or what it found earlier in this group of commands: for settings that every sale reads.
    /// It is forgotten when a statement writes to one of the `tables` it was read from.
    pub fn remember<K: PartialEq + 'static, T: Clone + 'static>(
        &mut self,
        tables: &'static [&'static str],
        key: K,
        load: impl FnOnce(&mut Self, &K) -> Result<T>,
    ) -> Result<T> {
        let mut of_tables = self.remembered.iter().filter(|(from, _)| *from == tables);
        let known = of_tables.find_map(|(_, kept)| {
            let (its_key, value) = kept.downcast_ref::<(K, T)>()?;
            (*its_key == key).then(|| value.clone())
        });
        if let Some(value) = known {
            return Ok(value);
        }
        let value = load(self, &key)?;
        self.remembered.push((tables, Box::new((key, value.clone()))));
        Ok(value)
    }

    /// As [`Tx::remember`], for things with ids: returns those of `ids` that there are. Of the others that the group
    /// will ask for, `ahead`, those not known yet are loaded along, so that PostgreSQL is asked once.
    pub fn remember_each<I: Copy + Eq + Hash + 'static, T: Clone + 'static>(
        &mut self,
        tables: &'static [&'static str],
        ids: &[I],
        ahead: &[I],
        load: impl FnOnce(&mut Self, &[I]) -> Result<Vec<(I, T)>>,
    ) -> Result<Vec<T>> {
        let kept = |(from, kept): &(&[&str], Box<dyn Any>)| *from == tables && kept.is::<HashMap<I, T>>();
        let mut known: HashMap<I, T> = match self.remembered.iter().position(kept) {
            Some(at) => self.remembered.swap_remove(at).1.downcast().map(|known| *known).unwrap_or_default(),
            None => HashMap::new(),
        };
        if ids.iter().any(|id| !known.contains_key(id)) {
            let mut missing: Vec<I> = ids.iter().chain(ahead).copied().filter(|id| !known.contains_key(id)).collect();
            let mut seen = HashSet::new();
            missing.retain(|id| seen.insert(*id));
            known.extend(load(self, &missing)?);
        }
        let mut seen = HashSet::new();
        let found = ids.iter().filter(|id| seen.insert(**id)).filter_map(|id| known.get(id).cloned()).collect();
        self.remembered.push((tables, Box::new(known)));
        Ok(found)
    }
}
