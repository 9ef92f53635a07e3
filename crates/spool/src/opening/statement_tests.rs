//! A test that the database accepts each statement of the spool, of the crate `ferrofax-store`
//! below it, and of the crate `ferrofax-cluster`, which uses the tables of the spool. It also tests the statements that no other test runs. The
//! test reads them from the source, where each statement is a constant that consists of literals
//! and macros.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Spool;

/// The names of constants whose statements only one of the two databases accepts.
const OF_SQLITE: &[&str] = &[
    "BEGIN_NUMBERS",
    "CHECK",
    "EMPTY",
    "FIRST_NUMBER",
    "FORGET_NUMBER",
    "INDEX",
    "LAST_NUMBERS",
    "LOOK",
    "NEXT_NUMBER",
    "NOW_OF_SQLITE",
    "OPENING_OF_SQLITE",
    "SET_NUMBER",
    "SKIP_NUMBERS",
];
const OF_POSTGRESQL: &[&str] = &[
    "DEAD_OF_POSTGRESQL",
    "DURABLY",
    "HASHES_OF_POSTGRESQL",
    "HOLD_OF_POSTGRESQL",
    "INCARNATION_OF_POSTGRESQL",
    "LAST_OF_POSTGRESQL",
    "LEASED_OF_POSTGRESQL",
    "NEXT_OF_POSTGRESQL",
    "NEXT_OF_SEQUENCE",
    "NOW_OF_POSTGRESQL",
    "NO_OLDER_OF_POSTGRESQL",
    "OPENING_OF_POSTGRESQL",
    "PUT_INTO_TABLE",
    "VERSION_OF_POSTGRESQL",
];

/// The words with which a statement begins.
const BEGINS: &[&str] = &["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];

#[test]
fn each_statement_is_one_that_the_database_takes() {
    let (folder, spool) = Spool::empty();
    let is_sqlite = folder.path().join("spool.db").exists();
    let others = if is_sqlite { OF_POSTGRESQL } else { OF_SQLITE };
    let (mut wrong, mut right) = (Vec::new(), 0);
    for (name, file, sql) in statements() {
        let is_meant = BEGINS.iter().any(|begin| sql.trim_start().starts_with(begin))
            && !others.contains(&name.as_str());
        if is_meant {
            match spool.read(|transaction| transaction.prepare(&sql).map(drop)) {
                Ok(()) if joins_without_on(&sql) => {
                    wrong.push(format!(
                        "{} {name}: PostgreSQL wants an ON after CROSS JOIN",
                        file.display()
                    ));
                }
                Ok(()) => right += 1,
                Err(error) => wrong.push(format!("{} {name}: {error}", file.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(right > 350, "there are more than these {right}");
}

/// Whether a CROSS JOIN has no ON. SQLite accepts it; for PostgreSQL, CROSS JOIN becomes JOIN, which
/// needs one.
fn joins_without_on(sql: &str) -> bool {
    let has_on = |rest: &str| {
        let clause = rest.split("WHERE").next().unwrap_or_default();
        clause.split_whitespace().any(|word| word == "ON")
    };
    sql.split("CROSS JOIN").skip(1).any(|rest| !has_on(rest))
}

/// The constants of these sources that are texts: their names, their files and their texts.
fn statements() -> Vec<(String, PathBuf, String)> {
    let mut files = Vec::new();
    for of_crate in ["src", "../store/src", "../cluster/src"] {
        files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(of_crate), &mut files);
    }
    let of_face = |file: &Path| file.components().any(|part| part.as_os_str() == "opening");
    files.retain(|file| !of_face(file));
    let codes: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let of_all: Macros<'_> = codes.iter().flat_map(|code| macros(code)).collect();
    let mut found = Vec::new();
    for (file, code) in files.iter().zip(&codes) {
        let mut known = of_all.clone();
        known.extend(macros(code));
        for (at, said) in code.match_indices("const ") {
            let rest = &code[at + said.len()..];
            let Some((name, value)) = rest.split_once(": &str =") else { continue };
            let is_name =
                |sign: char| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == '_';
            if name.chars().all(is_name)
                && let Some(text) = value_of(value.trim_start(), &known, &HashMap::new())
            {
                found.push((name.to_owned(), file.clone(), text));
            }
        }
    }
    found
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, files) } else { files.push(path) }
    }
}

/// Macros by their names: their parameters and their bodies.
type Macros<'c> = HashMap<&'c str, (Vec<&'c str>, &'c str)>;

fn macros(code: &str) -> Macros<'_> {
    let mut found = Macros::new();
    for (at, said) in code.match_indices("macro_rules! ") {
        let rest = &code[at + said.len()..];
        let Some((name, rest)) = rest.split_once(" {") else { continue };
        let Some((taken, body)) = rest.split_once("=> {") else { continue };
        let taken = taken.split('$').skip(1).filter_map(|word| word.split(':').next()).collect();
        found.insert(name, (taken, body.trim_start()));
    }
    found
}

/// The text that an expression evaluates to; none if it is not a text.
fn value_of(code: &str, known: &Macros<'_>, named: &HashMap<&str, String>) -> Option<String> {
    if code.starts_with('"') {
        return Some(literal(code).0);
    }
    if let Some(name) = code.strip_prefix('$').filter(|name| !name.starts_with("crate")) {
        let end = name.find(|sign: char| !sign.is_alphanumeric() && sign != '_')?;
        return named.get(&name[..end]).cloned();
    }
    let (path, rest) = code.split_once("!(")?;
    let given = arguments(rest)
        .into_iter()
        .map(|argument| value_of(argument, known, named))
        .collect::<Option<Vec<String>>>()?;
    let name = path.rsplit("::").next()?;
    if name == "concat" {
        return Some(given.concat());
    }
    let (taken, body) = known.get(name)?;
    value_of(body, known, &taken.iter().copied().zip(given).collect())
}

/// The arguments up to the bracket that closes them.
fn arguments(code: &str) -> Vec<&str> {
    let (mut found, mut begin, mut depth, mut at) = (Vec::new(), 0, 0, 0);
    while at < code.len() {
        match code.as_bytes()[at] {
            b'"' => at += literal(&code[at..]).1 - 1,
            b')' if depth == 0 => break,
            b'(' => depth += 1,
            b')' => depth -= 1,
            b',' if depth == 0 => {
                found.push(code[begin..at].trim());
                begin = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    found.push(code[begin..at].trim());
    found.retain(|argument| !argument.is_empty());
    found
}

/// The text of a literal, and the length of the literal in the source.
fn literal(code: &str) -> (String, usize) {
    let (mut text, mut signs) = (String::new(), code.char_indices().skip(1).peekable());
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return (text, at + 1),
            '\\' => match signs.next() {
                // A backslash at the end of a line skips the blanks before the next text.
                Some((_, '\n')) => {
                    while signs.next_if(|(_, sign)| sign.is_whitespace()).is_some() {}
                }
                Some((_, 'n')) => text.push('\n'),
                Some((_, sign)) => text.push(sign),
                None => break,
            },
            sign => text.push(sign),
        }
    }
    (text, code.len())
}
