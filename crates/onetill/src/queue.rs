//! Many commands in flight, in order, at moments of the past.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use onetill_db::{Db, Lock, Reply, Tx};
use onetill_domains::Ctx;
use onetill_kernel::{Ids, RegisterId, Result, StaffId, Timestamp, Uuid};

/// Commands that wait for their commit at the same time: enough to fill the group commit.
const IN_FLIGHT: usize = 256;

/// Told how much of how much is done.
pub(crate) type Progress<'a> = &'a dyn Fn(u64, u64);

/// Who does something, where and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Actor {
    /// The moment of recording.
    pub(crate) at: Timestamp,
    /// The person.
    pub(crate) staff_id: Option<StaffId>,
    /// Their register.
    pub(crate) register_id: Option<RegisterId>,
    /// What new ids are made from: a command that runs again makes the same ones.
    pub(crate) seed: u64,
}

impl Actor {
    fn ctx(&self) -> Ctx {
        Ctx {
            now: self.at,
            ids: Ids::seeded(self.seed),
            staff_id: self.staff_id,
            register_id: self.register_id,
            owner_id: self.staff_id.map_or(Uuid::nil(), |id| id.0),
            approved_by: None,
            who: None,
        }
    }
}

/// A row of commands. Those of one lane go through one writer, so that each sees what those before it did.
pub(crate) struct Queue<'a> {
    db: &'a Db,
    waiting: VecDeque<(Reply<()>, bool)>,
    done: u64,
    total: u64,
    progress: Progress<'a>,
}

impl<'a> Queue<'a> {
    /// A queue that reports progress towards `total` counted commands.
    pub(crate) fn new(db: &'a Db, total: u64, progress: Progress<'a>) -> Self {
        progress(0, total);
        Self { db, waiting: VecDeque::with_capacity(IN_FLIGHT), done: 0, total, progress }
    }

    /// From here on so many counted commands are left.
    pub(crate) fn expect(&mut self, left: u64) {
        self.total = self.done + left;
    }

    /// Adds a command that counts as progress, in the one lane that all of them share. Fails with what an earlier command was refused for.
    pub(crate) fn count(
        &mut self,
        by: Actor,
        run: impl Fn(&mut Tx<'_>, &mut Ctx) -> Result<()> + Send + Sync + 'static,
    ) -> Result<()> {
        self.submit(by, Uuid::nil(), Vec::new(), Arc::new(run), true)
    }

    /// Adds a command that comes along with others.
    pub(crate) fn add(
        &mut self,
        by: Actor,
        run: impl Fn(&mut Tx<'_>, &mut Ctx) -> Result<()> + Send + Sync + 'static,
    ) -> Result<()> {
        self.submit(by, Uuid::nil(), Vec::new(), Arc::new(run), false)
    }

    /// As [`Queue::count`], in the lane of the actor's register beside other lanes, changing the rows of `locks`.
    pub(crate) fn count_beside(
        &mut self,
        by: Actor,
        locks: Vec<Lock>,
        run: impl Fn(&mut Tx<'_>, &mut Ctx) -> Result<()> + Send + Sync + 'static,
    ) -> Result<()> {
        self.submit(by, by.register_id.map_or(Uuid::nil(), Uuid::from), locks, Arc::new(run), true)
    }

    fn submit(
        &mut self,
        by: Actor,
        lane: Uuid,
        locks: Vec<Lock>,
        run: Arc<impl Fn(&mut Tx<'_>, &mut Ctx) -> Result<()> + Send + Sync + 'static>,
        counts: bool,
    ) -> Result<()> {
        loop {
            let again = run.clone();
            match self.db.submit(Some(lane), locks.clone(), move |tx| again(tx, &mut by.ctx())) {
                Ok(reply) => {
                    self.waiting.push_back((reply, counts));
                    if self.waiting.len() >= IN_FLIGHT {
                        self.wait_for_oldest()?;
                    }
                    return Ok(());
                }
                // The database takes fewer at once than we would like.
                Err(error) if error.code_str() == "busy" => {
                    if !self.wait_for_oldest()? {
                        std::thread::sleep(Duration::from_millis(5));
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn wait_for_oldest(&mut self) -> Result<bool> {
        let Some((reply, counts)) = self.waiting.pop_front() else { return Ok(false) };
        reply.wait()?;
        if counts {
            self.done += 1;
            if self.done % 32 == 0 {
                (self.progress)(self.done.min(self.total), self.total);
            }
        }
        Ok(true)
    }

    /// Waits until all is committed.
    pub(crate) fn settle(&mut self) -> Result<()> {
        while self.wait_for_oldest()? {}
        (self.progress)(self.done.min(self.total), self.total);
        Ok(())
    }

    /// Waits until all is committed, and reports the end.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.settle()?;
        (self.progress)(self.total, self.total);
        Ok(())
    }
}
