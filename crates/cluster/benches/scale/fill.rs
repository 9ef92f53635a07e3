//! Fills a shared database: uses its real tables, and builds the indexes at the end, as a restore
//! does.

use std::time::Instant;

use postgres::{Client, NoTls};

/// The size of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// The number of waiting jobs.
    pub(crate) open: i64,
    /// The number of received faxes.
    pub(crate) faxes: i64,
}

/// The number of nodes.
pub(crate) const NODES: i64 = 50;

/// The number of lines in calls at the beginning: 60 for each node.
pub(crate) const LINES: i64 = 3_000;

const SQL: &str = include_str!("fill.sql");

/// Indexes that do not belong to constraints, and the statements that create them.
const INDEXES: &str = "
    SELECT quote_ident(i.relname), pg_get_indexdef(x.indexrelid) FROM pg_index AS x
    JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS t ON t.oid = x.indrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    WHERE n.nspname = $1 AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = x.indexrelid)";

/// Sets the next number of each table to a value after the existing ones.
const NUMBERS: &str = "
    SELECT format('SELECT setval(%L, (SELECT coalesce(max(id), 0) + 1 FROM %I), false)',
                  pg_get_serial_sequence(quote_ident(table_name), 'id'), table_name)
    FROM information_schema.columns
    WHERE table_schema = $1 AND column_name = 'id' AND is_identity = 'YES'";

/// Opens a connection with this schema.
pub(crate) fn look(server: &str, schema: &str) -> Client {
    let mut client = Client::connect(server, NoTls).expect("the server of FERROFAX_TEST_STORE");
    let here = format!("SET search_path TO pg_catalog, \"{schema}\"");
    client.batch_execute(&here).expect("a schema");
    client
}

/// Writes the rows to a new schema in which the tables exist.
pub(crate) fn fill(client: &mut Client, schema: &str, size: Size, now: i64) {
    let began = Instant::now();
    let indexes = client.query(INDEXES, &[&schema]).expect("indexes");
    let mut sql =
        String::from("SET session_replication_role = replica; SET synchronous_commit = off;");
    sql += "SET work_mem = '256MB'; SET maintenance_work_mem = '512MB';";
    for index in &indexes {
        sql += &format!("DROP INDEX {};", index.get::<_, String>(0));
    }
    let ended = (size.open / 2).max(1);
    let names = [
        ("open", size.open),
        ("ended", ended),
        ("active", LINES),
        ("faxes", size.faxes),
        ("nodes", NODES),
        ("now", now),
    ];
    sql += &names.iter().fold(SQL.to_owned(), |sql, (name, value)| {
        sql.replace(&format!("{{{name}}}"), &value.to_string())
    });
    for index in &indexes {
        sql += &format!("{};", index.get::<_, String>(1));
    }
    // Each statement runs outside of a transaction, because no rollback is needed.
    for statement in statements(&sql) {
        client
            .batch_execute(statement)
            .unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    }
    for row in client.query(NUMBERS, &[&schema]).expect("numbers") {
        client.batch_execute(&row.get::<_, String>(0)).expect("a number");
    }
    for end in ["VACUUM ANALYZE", "CHECKPOINT"] {
        client.batch_execute(end).expect("statistics");
    }
    eprintln!("{size:?} was filled in {:.0?}", began.elapsed());
}

/// Splits SQL into statements. No text in them contains a semicolon.
fn statements(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(';').filter(|statement| {
        statement
            .lines()
            .any(|line| !line.trim().is_empty() && !line.trim().starts_with("--"))
    })
}
