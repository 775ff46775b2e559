//! docs/CONFIGURATION.md and the program agree.

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::File;
use crate::cli::{Cli, OWNER_PASSWORD};

const PAGE: &str = include_str!("../../../../docs/CONFIGURATION.md");
const HEADING: &str = "| Command | Flag | Environment | TOML key | Default | Meaning |\n|---|---|---|---|---|---|\n";

#[test]
fn the_page_lists_every_setting_as_it_is() {
    let mut table = HEADING.to_owned();
    add_rows(&mut table, &Cli::command(), "");
    assert!(
        PAGE.contains(&format!("\n{table}\n")),
        "the table in docs/CONFIGURATION.md is not what the program says; it should be:\n\n{table}"
    );
}

#[test]
fn whatever_serve_can_be_told_it_can_be_told_in_every_way() {
    let cli = Cli::command();
    let serve = cli.find_subcommand("serve").expect("serve");
    let keys = keys_of_file();
    for arg in serve.get_arguments().filter(|arg| arg.get_id() != "config") {
        let key = arg.get_id().as_str();
        assert!(keys.iter().any(|k| k == key), "{key} can stand in the file");
        let variable = arg.get_env().and_then(|v| v.to_str()).expect("an environment variable");
        assert_eq!(variable, format!("ONETILL_{}", key.to_uppercase()));
    }
    for key in keys {
        assert!(serve.get_arguments().any(|arg| *arg.get_id() == *key), "{key} is a flag too");
    }
}

fn keys_of_file() -> Vec<String> {
    let file = serde_json::to_value(File::default()).expect("JSON");
    file.as_object().expect("an object").keys().cloned().collect()
}

/// A row for each flag of a command and of those below it.
fn add_rows(table: &mut String, command: &Command, path: &str) {
    for arg in command.get_arguments() {
        table.push_str(&row(path, arg));
    }
    if path == "init" {
        let meaning = "The owner's password, at least ten characters";
        table.push_str(&format!("| `init` | | `{OWNER_PASSWORD}` | | asked for | {meaning} |\n"));
    }
    for below in command.get_subcommands() {
        add_rows(table, below, format!("{path} {}", below.get_name()).trim());
    }
}

fn row(path: &str, arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let (meaning, told) = match help.split_once(" [default: ") {
        Some((meaning, default)) => (meaning.to_owned(), default.trim_end_matches(']').to_owned()),
        None => (help, String::new()),
    };
    let is_switch = matches!(arg.get_action(), ArgAction::SetTrue);
    let default = match arg.get_default_values() {
        _ if !told.is_empty() && !told.contains(' ') => format!("`{told}`"),
        _ if !told.is_empty() => told,
        _ if arg.is_required_set() => "required".to_owned(),
        _ if is_switch => "off".to_owned(),
        values => values.iter().map(|v| format!("`{}`", v.to_string_lossy())).collect(),
    };
    let value = match arg.get_value_names() {
        Some([name, ..]) if !is_switch => format!(" {name}"),
        _ => String::new(),
    };
    let flag = format!("`--{}{value}`", arg.get_long().unwrap_or_default());
    let environment = arg.get_env().map(|v| format!("`{}` ", v.to_string_lossy())).unwrap_or_default();
    let key = arg.get_id().as_str();
    let key =
        if path == "serve" && keys_of_file().iter().any(|k| k == key) { format!("`{key}` ") } else { String::new() };
    let default = if default.is_empty() { default } else { format!("{default} ") };
    format!("| `{path}` | {flag} | {environment}| {key}| {default}| {meaning} |\n")
}
