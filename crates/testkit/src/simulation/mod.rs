//! Payments in a world where everything breaks that can: tills, the server, the provider and the network between them under
//! one seed. Messages are lost, delayed, doubled and overtaken, the server dies at any step and starts again, the provider
//! approves in part, too much or too late. When the network is whole again and everything has come to rest, money must be
//! where the books say: see [`checks`].
//!
//! What is simulated: time, the network, the provider (a model of its own, which speaks the wire of the simulated terminal),
//! the crashes, and the loop that moves bytes. What is real: the connector, the orchestration, the domains, the database.

mod breakage;
mod checks;
mod faults;
mod provider;
mod server;
mod shop;
mod tills;
mod world;

use std::collections::BTreeMap;

pub use breakage::Breakage;
pub use faults::{Fault, Step, all as every_fault};

use self::shop::Template;
use self::world::World;

/// How one seed went.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Which faults were met at which steps, and how often.
    pub met: BTreeMap<(Fault, Step), u32>,
    /// What does not hold at the end.
    pub findings: Vec<String>,
}

/// A shop that many seeds begin with.
pub struct Simulation {
    template: Template,
}

impl Simulation {
    /// Founds the shop once. Blocks.
    pub fn prepare() -> Self {
        Self { template: Template::found() }
    }

    /// Lives through one seed, with the recovery broken in one way or as it is. Blocks.
    pub fn run(&self, seed: u64, breakage: Option<Breakage>) -> Outcome {
        let mut world = World::new(&self.template, seed, breakage);
        world.live();
        let findings = checks::findings(&mut world);
        Outcome { met: world.met, findings }
    }
}
