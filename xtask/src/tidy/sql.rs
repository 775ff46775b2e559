//! Finds which tables an SQL text names, and what it does to them.

/// A table that a text names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TableUse<'a> {
    pub(crate) table: &'a str,
    /// Where the name begins in the text.
    pub(crate) offset: usize,
    /// Not only read.
    pub(crate) writes: bool,
}

/// Names after FROM, JOIN, INTO, UPDATE and REFERENCES. Names of columns, CTEs and subqueries may be among
/// them: the caller knows the tables. A text that is no SQL yields what its words happen to say, and keywords
/// of a text that does not begin as SQL count in capitals only.
pub(crate) fn tables(text: &str) -> Vec<TableUse<'_>> {
    let words = words(text);
    let begins_as_sql = words.first().is_some_and(|(_, word)| {
        ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(&word.to_ascii_uppercase().as_str())
    });
    let is = |index: usize, keyword: &str| {
        words
            .get(index)
            .is_some_and(|(_, word)| *word == keyword || (begins_as_sql && word.eq_ignore_ascii_case(keyword)))
    };
    let mut found = Vec::new();
    for index in 0..words.len() {
        if is(index, "FROM") {
            let writes = index > 0 && is(index - 1, "DELETE");
            let mut next = index + 1;
            // FROM a, b AS x, c y
            while let Some(&(offset, table)) = words.get(next).filter(|(_, word)| is_name(word)) {
                found.push(TableUse { table, offset, writes });
                next += 1;
                if is(next, "AS") {
                    next += 1;
                }
                if words.get(next + 1).is_some_and(|(_, word)| *word == ",") {
                    next += 1;
                }
                if words.get(next).is_none_or(|(_, word)| *word != ",") {
                    break;
                }
                next += 1;
            }
            continue;
        }
        let reads = is(index, "JOIN") || is(index, "REFERENCES");
        let writes = is(index, "INTO") || is(index, "UPDATE");
        if reads || writes {
            if let Some(&(offset, table)) = words.get(index + 1).filter(|(_, word)| is_name(word)) {
                found.push(TableUse { table, offset, writes });
            }
        }
    }
    found
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Words and single punctuation marks with their offsets; comments and SQL strings left out.
fn words(text: &str) -> Vec<(usize, &str)> {
    let bytes = text.as_bytes();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let length = |end: Option<usize>| end.map_or(rest.len(), |i| i + 1);
        if rest.starts_with(b"--") {
            at += length(rest.iter().position(|&b| b == b'\n'));
        } else if rest[0] == b'\'' {
            at += 1 + length(rest[1..].iter().position(|&b| b == b'\''));
        } else if rest.starts_with(b"\\n") {
            // An escape in a Rust literal, not the beginning of a word.
            at += 2;
        } else if is_word(rest[0]) {
            let end = rest.iter().position(|&b| !is_word(b)).unwrap_or(rest.len());
            found.push((at, &text[at..at + end]));
            at += end;
        } else {
            if rest[0].is_ascii_punctuation() {
                found.push((at, &text[at..=at]));
            }
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::tables;

    fn check(text: &str, expected: &[(&str, bool)]) {
        let found: Vec<_> = tables(text).iter().map(|u| (u.table, u.writes)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reading() {
        check("SELECT 1 FROM orders o JOIN order_lines l ON l.id = o.id", &[("orders", false), ("order_lines", false)]);
        check(
            "select 1 from a, b as x, c y where d in (select e from f)",
            &[("a", false), ("b", false), ("c", false), ("f", false)],
        );
        check("SELECT 1 FROM (SELECT 2 FROM a) s, b", &[("a", false)]);
    }

    #[test]
    fn writing() {
        check("INSERT INTO a (x) SELECT y FROM b", &[("a", true), ("b", false)]);
        check("UPDATE a SET x = 1 FROM b", &[("a", true), ("b", false)]);
        check("DELETE FROM a WHERE x = 1", &[("a", true)]);
        check("INSERT INTO a (x) VALUES (1) ON CONFLICT (x) DO UPDATE SET x = 2", &[("a", true), ("SET", true)]);
    }

    #[test]
    fn prose_and_strings_are_no_sql() {
        check("a payment from orders that are gone", &[]);
        check("SELECT 'FROM a' -- FROM b\nFROM c", &[("c", false)]);
    }
}
