//! Files too long to live in, and what is left behind while working.

use std::sync::LazyLock;

use regex::Regex;

use super::rust_text::split;
use super::{File, Finding, line_of};

const LONGEST_FILE: usize = 600;

/// A pattern nobody lands, and what to do instead. The patterns are written in pieces, so that they do not
/// find themselves.
struct Leftover {
    pattern: Regex,
    instead: &'static str,
}

fn leftover(pieces: &[&str], instead: &'static str) -> Leftover {
    let text = pieces.concat();
    Leftover { pattern: Regex::new(&text).unwrap_or_else(|error| panic!("{text}: {error}")), instead }
}

/// In Rust, outside of comments and strings.
static IN_RUST: LazyLock<Vec<Leftover>> = LazyLock::new(|| {
    vec![
        leftover(&[r"\bto", r"do!\s*[(\[{]"], "write the code, or leave the function out"),
        leftover(&[r"\bun", r"implemented!\s*[(\[{]"], "write the code, or leave the function out"),
        leftover(&[r"\bd", r"bg!\s*[(\[{]"], "remove it, or use tracing"),
        leftover(&[r"#\[ig", r"nore\b"], "make the test pass, or remove it"),
    ]
});

static IN_TYPESCRIPT: LazyLock<Vec<Leftover>> = LazyLock::new(|| {
    vec![leftover(
        &[r"\b(?:te", r"st|it|describe)(?:\.describe)?\.(?:sk", r"ip|on", r"ly|fix", r"me)\b"],
        "make the test pass, or remove it",
    )]
});

/// Anywhere, comments included.
static IN_ALL: LazyLock<Vec<Leftover>> = LazyLock::new(|| {
    vec![leftover(&[r"\b(?:FIX", r"ME|XX", r"X|TO", r"DO)\b"], "do it now, or file it as an issue and remove the note")]
});

/// A pause in a test of Rust, and of TypeScript.
static PAUSE_IN_RUST: LazyLock<Leftover> = LazyLock::new(|| {
    leftover(&[r"\bsl", r"eep\s*\("], "a test waits for a condition, not for a guess; use onetill_testkit::wait::until")
});
static PAUSE_IN_TYPESCRIPT: LazyLock<Leftover> = LazyLock::new(|| {
    leftover(
        &[r"\b(?:waitFor", r"Timeout|set", r"Timeout)\s*\("],
        "a test waits for a condition, not for a guess; use an expect that polls",
    )
});

/// Checks all our source files.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.has_extension(&["rs", "ts", "tsx", "sql", "css"]) && !file.is_generated())
        .flat_map(check_file)
        .collect()
}

fn check_file(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lines = file.text.lines().count();
    if lines > LONGEST_FILE {
        findings.push(
            file.finding(LONGEST_FILE + 1, format!("{lines} lines, {LONGEST_FILE} at most; split the file by concept")),
        );
    }
    find(file, &file.text, 0, &IN_ALL, &mut findings);
    if file.has_extension(&["rs"]) {
        let code = split(&file.text).code;
        find(file, &code, 0, &IN_RUST, &mut findings);
        if let Some(start) = start_of_rust_tests(&file.path, &code) {
            find(file, &code, start, std::slice::from_ref(&*PAUSE_IN_RUST), &mut findings);
        }
    } else if file.has_extension(&["ts", "tsx"]) {
        find(file, &file.text, 0, &IN_TYPESCRIPT, &mut findings);
        if is_typescript_test(&file.path) {
            find(file, &file.text, 0, std::slice::from_ref(&*PAUSE_IN_TYPESCRIPT), &mut findings);
        }
    }
    findings
}

fn find(file: &File, text: &str, start: usize, leftovers: &[Leftover], findings: &mut Vec<Finding>) {
    for leftover in leftovers {
        for found in leftover.pattern.find_iter(&text[start..]) {
            findings.push(
                file.finding(
                    line_of(text, start + found.start()),
                    format!("`{}`: {}", found.as_str(), leftover.instead),
                ),
            );
        }
    }
}

/// Where tests begin: at the top of a file of tests, else at its `#[cfg(test)]`.
fn start_of_rust_tests(path: &str, code: &str) -> Option<usize> {
    if path.contains("/tests/") || path.ends_with("/tests.rs") {
        return Some(0);
    }
    code.find("#[cfg(test)]")
}

pub(super) fn is_typescript_test(path: &str) -> bool {
    [".test.ts", ".test.tsx", ".spec.ts", ".spec.tsx"].iter().any(|ending| path.ends_with(ending))
        || ["/tests/", "/e2e/"].iter().any(|folder| path.contains(folder))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, places};
    use super::{LONGEST_FILE, check};

    fn found(path: &str, pieces: &[&str]) -> Vec<String> {
        places(check(&[file(path, &pieces.concat())]))
    }

    #[test]
    fn length() {
        let line = "a\n".repeat(LONGEST_FILE);
        assert!(found("web/src/a.css", &[&line]).is_empty());
        assert_eq!(found("web/src/a.css", &[&line, "a\n"]), ["web/src/a.css:601"]);
        assert!(found("web/src/api/schema.d.ts", &[&line, "a\n"]).is_empty());
        assert!(found("Cargo.lock", &[&line, "a\n"]).is_empty());
    }

    #[test]
    fn unfinished_rust() {
        assert_eq!(found("a.rs", &["fn a() {\n  to", "do!()\n}"]), ["a.rs:2"]);
        assert_eq!(found("a.rs", &["d", "bg!(x)"]), ["a.rs:1"]);
        assert_eq!(found("a.rs", &["#[test]\n#[ig", "nore = \"slow\"]\nfn a() {}"]), ["a.rs:2"]);
        assert_eq!(found("a.rs", &["// FIX", "ME later"]), ["a.rs:1"]);
        assert!(found("a.rs", &["let words = \"to", "do!()\"; // d", "bg!() is refused"]).is_empty());
    }

    #[test]
    fn tests_left_out() {
        assert_eq!(found("web/tests/a.spec.ts", &["te", "st.sk", "ip('x')"]), ["web/tests/a.spec.ts:1"]);
        assert_eq!(found("web/tests/a.spec.ts", &["te", "st.describe.on", "ly('x')"]), ["web/tests/a.spec.ts:1"]);
        assert!(found("web/tests/a.spec.ts", &["te", "st('skip', () => {})"]).is_empty());
    }

    #[test]
    fn pauses_in_tests() {
        let pause = ["std::thread::sl", "eep(DAY);\n"].concat();
        assert_eq!(found("crates/a/tests/b.rs", &[&pause]), ["crates/a/tests/b.rs:1"]);
        assert_eq!(
            found("crates/a/src/b.rs", &[&pause, "#[cfg(test)]\nmod tests {\n", &pause, "}"]),
            ["crates/a/src/b.rs:4"]
        );
        assert_eq!(found("web/tests/a.spec.ts", &["page.waitFor", "Timeout(100)"]), ["web/tests/a.spec.ts:1"]);
        assert!(found("web/src/a.ts", &["set", "Timeout(f, 100)"]).is_empty());
    }
}
