//! Shops of every schema that has landed come forward: each left a small one in `migrations/fixtures`.

use std::path::{Path, PathBuf};

use onetill_db::{Bare, Target, dump, read_once};
use onetill_testkit::founding::{Engine, Home};
use onetill_testkit::process::{Process, verify};

use crate::backup::{assert_done, backup, restore};
use crate::support::ONETILL;

fn sorted(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(folder);
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == ending)).collect();
    files.sort_unstable();
    files
}

#[test]
fn every_step_but_the_newest_has_left_a_shop() {
    let number = |path: &PathBuf| path.file_name().and_then(|n| n.to_str()).and_then(|n| n.get(..4)).map(str::to_owned);
    let (steps, shops): (Vec<_>, Vec<_>) =
        (sorted("", "sql").iter().map(number).collect(), sorted("fixtures", "dump").iter().map(number).collect());
    assert!(steps.starts_with(&shops) && shops.len() + 1 >= steps.len(), "{steps:?} against {shops:?}");
}

#[test]
fn a_shop_of_every_landed_schema_comes_forward_on_both_engines() {
    for fixture in sorted("fixtures", "dump") {
        let home = Home::create(Engine::Sqlite);
        let text = std::fs::read_to_string(&fixture).expect("a shop");
        Bare::open(&home.target)
            .and_then(|mut shop| shop.run(&format!("PRAGMA foreign_keys = OFF; {text}")))
            .expect("its rows");
        let Target::Sqlite(file) = &home.target else { unreachable!("it is on SQLite") };

        let rows = Engine::BOTH.map(|engine| {
            let forward = Home::create(engine);
            assert_done(&restore(file, &forward.target));
            read_once(&forward.target, dump).expect("all rows")
        });
        assert!(rows[0] == rows[1], "{} on both engines", fixture.display());

        drop(Process::serve(ONETILL, &home.target));
        verify(ONETILL, &home.target);
        assert_done(&backup(&home.target, &home.folder().join("backup.db")));
    }
}
