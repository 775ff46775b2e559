//! A story told to one shop on each engine: both end with books that agree, and with the same rows.

use onetill_kernel::Timestamp;
use tokio::runtime::Builder;

use crate::shop::{Engine, Shop, ShopOptions};

/// The morning on which every story begins: a Monday.
pub const MORNING: &str = "2026-11-23T09:30:00Z";

/// Tells a story to a British shop (see [`ShopOptions::new`]) on SQLite and on PostgreSQL. The clock stands
/// still and ids are seeded, so after `verify` every row of every table must be the same on both.
pub fn tell(story: impl AsyncFn(&Shop)) {
    tell_in(|_| {}, story);
}

/// As [`tell`], in a shop that is set up differently.
pub fn tell_in(set_up: impl Fn(&mut ShopOptions), story: impl AsyncFn(&Shop)) {
    let dumps = Engine::BOTH.map(|engine| {
        let mut options = ShopOptions::new(engine);
        options.clock = Some(MORNING.parse::<Timestamp>().expect("a time"));
        options.seeded = true;
        set_up(&mut options);
        run(options, &story)
    });
    assert_same(&dumps);
}

/// As [`tell_in`], for a story in which several act at once: the machine's clock, random ids, all writers,
/// and rows that nobody can foretell.
pub fn tell_at_once(set_up: impl Fn(&mut ShopOptions), story: impl AsyncFn(&Shop)) {
    for engine in Engine::BOTH {
        let mut options = ShopOptions::new(engine);
        set_up(&mut options);
        run(options, &story);
    }
}

/// Tells the story, verifies, and returns all tables.
fn run(options: ShopOptions, story: &impl AsyncFn(&Shop)) -> String {
    let _where = OnFailure(format!("the shop was on {:?}", options.engine));
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let shop = Shop::open(options).await;
        story(&shop).await;
        shop.verify().await;
        shop.dump().await
    })
}

/// Says where a story stood, if it fails.
pub struct OnFailure(pub String);

impl Drop for OnFailure {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.0);
        }
    }
}

/// Asserts that two dumps are equal; names the rows that only one of them has.
fn assert_same([sqlite, postgres]: &[String; 2]) {
    let only = |these: &str, those: &str| {
        let known: std::collections::HashSet<&str> = those.lines().collect();
        these.lines().filter(|row| !known.contains(row)).take(10).collect::<Vec<_>>().join("\n")
    };
    assert!(
        sqlite == postgres,
        "the engines hold different rows\n-- only on SQLite:\n{}\n-- only on PostgreSQL:\n{}",
        only(sqlite, postgres),
        only(postgres, sqlite)
    );
}
