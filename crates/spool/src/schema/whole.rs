//! The complete schema after the last migration step: `whole.sql`, which a test generates.
//!
//! A program that opens a database compares the database with this schema. Running all steps in
//! memory instead took four fifths of the CPU time of a short command.

/// The statements of the complete schema.
pub(super) const WHOLE: &str = include_str!("whole.sql");

#[cfg(test)]
mod tests {
    use ferrofax_store::schema::{MARK, parts};
    use rusqlite::Connection;

    use super::super::{MIGRATIONS, SCHEMA};
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
        SCHEMA.make(&at_once).unwrap();
        let steps = after_all_steps();
        let made = parts(&at_once).unwrap();
        assert_eq!(made, parts(&steps).unwrap());
        assert_eq!(made, SCHEMA.parts());
        // No step leaves a row in a new database either.
        for (kind, name) in made.keys() {
            if kind == "table" && !name.starts_with(SCHEMA.index_of_words) {
                let count = format!("SELECT count(*) FROM {name}");
                let rows: i64 = steps.query_row(&count, [], |row| row.get(0)).unwrap();
                assert_eq!(rows, 0, "{name}");
            }
        }
    }
}
