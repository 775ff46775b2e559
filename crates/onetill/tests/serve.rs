//! `onetill serve` on a database that holds no shop.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use onetill_db::{Db, Options, Target};

/// The address is taken, so that a server which gets that far ends there.
fn serve(database: &Path) -> Output {
    let taken = TcpListener::bind("127.0.0.1:0").expect("an address");
    Command::new(env!("CARGO_BIN_EXE_onetill"))
        .args(["serve", "--listen", &taken.local_addr().expect("its address").to_string()])
        .arg("--database")
        .arg(format!("sqlite:{}", database.display()))
        .output()
        .expect("it ran")
}

fn assert_refused(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("There is no shop in this database.") && said.contains("onetill init"), "{said}");
}

#[test]
fn a_path_with_a_slip_in_it_does_not_become_a_new_shop() {
    let folder = std::env::temp_dir().join(format!("onetill-serve-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("shop.db");
    assert_refused(&serve(&path));
    assert!(!path.exists(), "nothing was made");

    let target = Target::Sqlite(path.clone());
    drop(Db::open(&target, &Options::for_target(&target)).expect("a database without a shop"));
    assert_refused(&serve(&path));
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}
