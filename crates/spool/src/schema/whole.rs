//! The complete schema after the last migration step: `whole.sql`, which a test generates.
//!
//! A program that opens a database compares the database with this schema. Running all steps in
//! memory instead took four fifths of the CPU time of a short command.

use std::collections::BTreeMap;

use rusqlite::Connection;

const WHOLE: &str = include_str!("whole.sql");

/// The mark before each statement; the kind and the name of the part that the statement makes
/// follow it.
const MARK: &str = "\n-- ";

/// The prefix of the tables that SQLite makes itself for the index of words.
const INDEX_OF_WORDS: &str = "fax_words_";

/// The kind and the name of each part, and the statement that makes it. The order is one in which
/// the statements can be run.
fn statements() -> impl Iterator<Item = ((&'static str, &'static str), &'static str)> {
    WHOLE.split(MARK).skip(1).filter_map(|part| {
        let (title, statement) = part.split_once('\n')?;
        Some((title.split_once(' ')?, statement.trim_end().strip_suffix(';')?))
    })
}

/// The parts of the complete schema, in the form in which [`super::parts`] reads them from a
/// database.
pub(super) fn parts() -> BTreeMap<(String, String), Option<String>> {
    statements()
        .map(|((kind, name), sql)| ((kind.to_owned(), name.to_owned()), Some(sql.to_owned())))
        .collect()
}

/// Makes the complete schema in an empty database.
pub(super) fn make(empty: &Connection) -> rusqlite::Result<()> {
    statements()
        .filter(|((_, name), _)| !name.starts_with(INDEX_OF_WORDS))
        .try_for_each(|(_, statement)| empty.execute_batch(statement))
}

/// The statements that make the tables and indexes, without the index of words, in an order in
/// which they can be run.
#[cfg(feature = "postgresql")]
pub(in super::super) fn definitions() -> Vec<String> {
    statements()
        .filter(|((kind, name), _)| {
            matches!(*kind, "table" | "index") && !name.starts_with("fax_words")
        })
        .map(|(_, statement)| statement.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::MIGRATIONS;
    use super::*;

    fn after_all_steps() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        MIGRATIONS.iter().for_each(|step| connection.execute_batch(step).unwrap());
        connection
    }

    fn written(connection: &Connection) -> String {
        let mut text =
            "-- All tables after the last step of migrations.rs. Made by a test: schema/whole.rs.\n"
                .to_owned();
        let mut select = connection
            .prepare(
                "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
            )
            .unwrap();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let [kind, name, sql] = [0, 1, 2].map(|column| row.get::<_, String>(column).unwrap());
            text += &format!("{MARK}{kind} {name}\n{sql};\n");
        }
        text
    }

    /// With `FERROFAX_WRITE_SCHEMA=1`, the test writes the file.
    #[test]
    fn the_whole_is_what_the_steps_make() {
        let made = written(&after_all_steps());
        if std::env::var_os("FERROFAX_WRITE_SCHEMA").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema/whole.sql"), &made)
                .unwrap();
        } else {
            assert!(
                made == WHOLE,
                "crates/spool/src/schema/whole.sql is not what the steps make; have it written: \
                 FERROFAX_WRITE_SCHEMA=1 cargo test -p ferrofax-spool the_whole_is_what_the_steps_make"
            );
        }
    }

    #[test]
    fn what_is_made_at_once_is_what_the_steps_make() {
        let at_once = Connection::open_in_memory().unwrap();
        make(&at_once).unwrap();
        let steps = after_all_steps();
        let parts = |of| super::super::parts(of).unwrap();
        assert_eq!(parts(&at_once), parts(&steps));
        assert_eq!(parts(&at_once), super::parts());
        // No step leaves a row in a new database either.
        for ((kind, name), _) in statements() {
            if kind == "table" && !name.starts_with("fax_words") {
                let count = format!("SELECT count(*) FROM {name}");
                let rows: i64 = steps.query_row(&count, [], |row| row.get(0)).unwrap();
                assert_eq!(rows, 0, "{name}");
            }
        }
    }
}
