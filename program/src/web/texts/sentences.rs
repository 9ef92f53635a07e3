//! Every sentence that a page may show of what others wrote in English has its German: the
//! sources are read, and each of their sentences is looked for.

use std::path::{Path, PathBuf};

use super::refusal::translated;
use super::refusals_de::REFUSALS;

/// Where sentences are that a page shows as they are.
const SOURCES: [&str; 15] = [
    "spool/src/numbers/mod.rs",
    "spool/src/numbers/plan.rs",
    "spool/src/value.rs",
    "spool/src/submission/mod.rs",
    "spool/src/wish/mod.rs",
    "spool/src/desk",
    "program/src/csv.rs",
    "program/src/order.rs",
    "program/src/desk",
    "program/src/web/book.rs",
    "program/src/web/guard.rs",
    "program/src/web/upload.rs",
    "program/src/web/own_keys.rs",
    "program/src/metrics/health.rs",
    "program/src/convert",
];

/// Files of these folders whose sentences are for the administrator of the machine.
const OTHERS: [&str; 3] = ["settings.rs", "child.rs", "tests.rs"];

/// Sentences that are not shown: of the audit log, or of documents that we make ourselves.
const NOT_SHOWN: [&str; 5] = [
    "the mail's text",
    "the cover page",
    "<div style=\"white-space: pre-wrap\">{}</div>",
    "breaks the program that reads it",
    "no field is looked for in it: its words are not known",
];

/// Parts of sentences, each of which has its German with what it is put together with.
const PARTS: [&str; 3] = [
    "{} cannot read it{}",
    "it is {}",
    "PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML and text can be faxed",
];

/// What no sentence holds: SQL, and the policy of a page.
const CODE: [&str; 6] = ["::", "SELECT ", "INSERT ", "WHERE ", "'none'", " = ?"];

fn files(at: &Path) -> Vec<PathBuf> {
    if at.is_file() {
        return vec![at.to_owned()];
    }
    let entries = at.read_dir().unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| files(&path))
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .filter(|path| !OTHERS.iter().any(|other| path.ends_with(other)))
        .collect()
}

/// The texts between quotation marks in a source, without its comments, its tests and what it
/// writes to the log of the machine.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let (mut found, mut rest) = (Vec::new(), source);
    // How deep in brackets a statement of the log is.
    let mut log: Option<i32> = None;
    while let Some(sign) = rest.chars().next() {
        let mut length = sign.len_utf8();
        match sign {
            '/' if rest.starts_with("//") => length = rest.find('\n').unwrap_or(rest.len()),
            '\'' if rest[1..].starts_with('\\') => length = 3 + rest[3..].find('\'').unwrap(),
            '\'' if rest.chars().nth(2) == Some('\'') => {
                length = rest.char_indices().nth(2).unwrap().0 + 1;
            }
            'l' if rest.starts_with("log::") => log = Some(0),
            '(' => log = log.map(|depth| depth + 1),
            ')' => log = log.map(|depth| depth - 1).filter(|depth| *depth > 0),
            'r' if rest.starts_with("r#\"") => length = rest.find("\"#").unwrap() + 2,
            '"' => {
                let text = &rest[1..];
                let mut is_escaped = false;
                let end = text.find(|sign| {
                    let ends = sign == '"' && !is_escaped;
                    is_escaped = sign == '\\' && !is_escaped;
                    ends
                });
                let end = end.expect("a text ends");
                if log.is_none() {
                    found.push(text[..end].to_owned());
                }
                length = end + 2;
            }
            _ => {}
        }
        rest = &rest[length..];
    }
    found
}

/// A text as it is meant: on one line, with `{}` for each place.
fn plain(literal: &str) -> String {
    let lines: Vec<&str> = literal.split("\\\n").collect();
    let joined: String = [lines[0]]
        .into_iter()
        .chain(lines[1..].iter().map(|line| line.trim_start()))
        .collect();
    let mut done = String::new();
    let mut rest = joined.as_str();
    while let Some((before, behind)) = rest.split_once('{') {
        done.push_str(before);
        done.push_str("{}");
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    (done + rest).replace("\\\"", "\"").replace("\\'", "'").replace("{}{}", "{}")
}

fn is_sentence(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| {
        word.len() > 1 && word.trim_matches(['\'', ',', ':', ';']).chars().all(char::is_lowercase)
    });
    let is_code = CODE.iter().any(|sign| text.contains(sign)) || text.contains('\n');
    !is_code && words.count() >= 2 && text.split_whitespace().count() >= 3
}

/// Whether a sentence is said in German: by itself, or behind what is put before it.
fn is_said(text: &str) -> bool {
    let shown = text.replace("{}", "7");
    let ways = ["", "it is ", "page 7 ", "7 was ended: "];
    ways.iter().any(|before| {
        let english = format!("{before}{shown}");
        translated(&english, REFUSALS) != english
    })
}

#[test]
fn each_sentence_that_a_page_shows_is_there_in_german() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut missing = Vec::new();
    let mut count = 0;
    for source in SOURCES {
        for file in files(&root.join(source)) {
            let text = std::fs::read_to_string(&file).unwrap();
            for sentence in literals(&text).iter().map(|literal| plain(literal)) {
                let known = NOT_SHOWN.iter().chain(&PARTS);
                if !is_sentence(&sentence) || known.into_iter().any(|it| *it == sentence) {
                    continue;
                }
                count += 1;
                if !is_said(&sentence) {
                    missing.push(format!("{}: {sentence}", file.display()));
                }
            }
        }
    }
    assert!(count > 120, "{count}: the sources are elsewhere");
    assert!(missing.is_empty(), "no German for\n{}", missing.join("\n"));
}

/// What is no document is named in two or three words.
#[test]
fn each_kind_of_file_that_cannot_be_faxed_is_named_in_german() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kinds = std::fs::read_to_string(root.join("src/convert/kind.rs")).unwrap();
    let named = literals(&kinds).into_iter().filter(|text| text.starts_with("a "));
    let named: Vec<String> = named.map(|kind| format!("it is {kind}")).collect();
    assert!(named.len() > 5, "{named:?}");
    let english: Vec<&String> =
        named.iter().filter(|it| translated(it, REFUSALS) == **it).collect();
    assert!(english.is_empty(), "{english:?}");
}

#[test]
fn a_sentence_is_found_in_a_source_and_missed_in_the_table() {
    let source = "// \"a comment is no text\"\nlog::warn!(\"{id}: that is (for) the log\");\n\
                  let x = '\"'; Err(format!(\"it rains on {place:?} \\\n   today\"))\n\
                  #[cfg(test)] \"in a test\"";
    let found: Vec<String> = literals(source).iter().map(|text| plain(text)).collect();
    assert_eq!(found, ["it rains on {} today"]);
    assert!(is_sentence(&found[0]) && !is_said(&found[0]));
    assert!(is_said("it has {} pages, and a fax may have {}"));
}

#[test]
fn what_is_put_into_a_sentence_is_said_in_german_too() {
    for (english, german) in [
        (
            "broken.pdf: its end is missing; it was not copied whole",
            "broken.pdf: sein Ende fehlt; es wurde nicht vollständig kopiert",
        ),
        ("line 3: 'hello' holds no digits", "Zeile 3: „hello“ enthält keine Ziffern"),
        ("there is no fax 7", "es gibt kein Fax 7"),
        (
            "fax 7 was deleted on 2026-11-22: deleted by alice",
            "Fax 7 wurde am 2026-11-22 gelöscht: gelöscht von alice",
        ),
        ("ok: disk: 66000 MiB are free", "in Ordnung: Platte: 66000 MiB sind frei"),
        ("a: b: c", "a: b: c"),
        ("It rains", "It rains"),
        ("", ""),
    ] {
        assert_eq!(translated(english, REFUSALS), german);
    }
    // Whoever names a file so is not served longer for it.
    let long = "x: ".repeat(50_000);
    assert_eq!(translated(&long, REFUSALS), long);
}
