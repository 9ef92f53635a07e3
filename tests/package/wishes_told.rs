//! Each way in tells its users of the wishes that it takes, and of no other: the help on
//! Asterisk's command line and of AMI, the table of job files and that of mails.

use std::collections::BTreeSet;

use ferrofax::spool::wish::{WayIn, Wish};

const CONSOLE: &str = include_str!("../../c-shim/cli.c");
const AMI: &str = include_str!("../../c-shim/actions.c");
const DROP_FOLDER: &str = include_str!("../../docs/drop-folder.md");
const MAILS: &str = include_str!("../../docs/mail-to-fax.md");
const SAMPLE: &str = include_str!("../../asterisk-conf/gateway.toml.sample");

/// What stands between these.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("no {begin}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} behind {begin}")).0
}

/// The words are those of the wishes there, each once, but for these.
fn assert_told(way_in: WayIn, words: &[&str], others: &[&str]) {
    let mut told = BTreeSet::new();
    for word in words.iter().filter(|word| !others.contains(word)) {
        let wish = Wish::find(way_in, word);
        let wish = wish.unwrap_or_else(|| panic!("{way_in:?}: {word} is no wish"));
        assert!(told.insert(wish), "{way_in:?}: {word} is told twice");
    }
    assert_eq!(told, Wish::at(way_in).collect(), "{way_in:?}");
}

/// What stands in backquotes in the first cells of a table's rows.
fn first_cells(table: &str) -> Vec<&str> {
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn the_console_s_help_has_each_option() {
    let usage = between(CONSOLE, "e->command = \"ferrofax send\";", "return NULL;");
    let mut words: Vec<&str> = usage
        .split("--")
        .skip(1)
        .filter_map(|rest| {
            rest.split(|c: char| !(c.is_ascii_alphabetic() || c == '_' || c == '-')).next()
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words.push("number");
    assert_told(WayIn::Console, &words, &[]);
}

#[test]
fn the_help_of_the_ami_action_has_each_field() {
    let fields = between(AMI, "{ \"FerrofaxSend\"", "},").split("Variables:").nth(1).unwrap();
    let words: Vec<&str> = fields
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("\"  ")?.split_once(':'))
        .flat_map(|(words, _)| words.split(", "))
        .collect();
    assert_told(WayIn::Ami, &words, &["ActionID", "File", "Fetch", "Sep"]);
}

#[test]
fn the_table_of_job_files_has_each_key() {
    let table = between(DROP_FOLDER, "## Job file keys", "## Who may use it");
    assert_told(WayIn::JobFile, &first_cells(table), &["file", "archive"]);
}

#[test]
fn the_table_of_mails_has_each_word() {
    let table = between(MAILS, "## Options of a mail", "## Attachments that cannot be faxed");
    assert_told(WayIn::Mail, &first_cells(table), &[]);
}

#[test]
fn the_words_in_the_sample_s_subject_are_wishes() {
    let words: Vec<&str> = between(SAMPLE, "[fax ", "]").split(' ').collect();
    assert!(!words.is_empty());
    for word in words {
        let name = word.split('=').next().unwrap();
        assert!(Wish::find(WayIn::Mail, name).is_some(), "{word}");
    }
}
