//! Finds objects that other programs or people have created in a schema of PostgreSQL: triggers,
//! rules, policies, functions, operators and casts. Also views in place of tables, tables of
//! another owner, and functions in column defaults and CHECK constraints. The server runs all of
//! them with the rights of Ferrofax, as part of its statements. A site may have reasons for them
//! (such as an audit of changes), so Ferrofax accepts them, but logs each one. Otherwise nobody
//! could find out later why a row differs from the values that Ferrofax wrote. (SQLite needs no
//! such search: Ferrofax switches off triggers and views there.)

use std::collections::BTreeSet;
use std::sync::Mutex;

use super::functions::FUNCTIONS;
use crate::database::{self, Transaction, params};
use crate::schema::Schema;
use ferrofax_basics::lock::lock;

/// The greatest number of objects of others that are logged.
const MOST: usize = 100;

const FIND: &str = "
    SELECT 'trigger', CAST(t.tgname AS TEXT), CAST(c.relname AS TEXT)
    FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = ?1 AND NOT t.tgisinternal
    UNION ALL SELECT 'rule', CAST(r.rulename AS TEXT), CAST(c.relname AS TEXT)
    FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = ?1 AND r.rulename <> '_RETURN'
    UNION ALL SELECT 'policy', CAST(p.polname AS TEXT), CAST(c.relname AS TEXT)
    FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = ?1
    UNION ALL SELECT 'function', CAST(p.proname AS TEXT), ''
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE n.nspname = ?1 AND p.proname NOT IN (SELECT * FROM regexp_split_to_table(?2, ' '))
    UNION ALL SELECT 'operator', CAST(o.oprname AS TEXT), ''
    FROM pg_operator AS o JOIN pg_namespace AS n ON n.oid = o.oprnamespace
    WHERE n.nspname = ?1 AND o.oprname <> '@@@'
    UNION ALL SELECT CASE c.relkind WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' ELSE 'view' END,
        CAST(c.relname AS TEXT), ''
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = ?1 AND c.relkind IN ('v', 'm', 'f', 'p') AND c.relname <> ?3
    UNION ALL SELECT 'owner', CAST(r.rolname AS TEXT), CAST(c.relname AS TEXT)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_roles AS r ON r.oid = c.relowner
    WHERE n.nspname = ?1 AND c.relkind = 'r' AND c.relowner <> n.nspowner AND r.rolname <> current_user
    UNION ALL SELECT 'default', CAST(a.attname AS TEXT), CAST(c.relname AS TEXT)
    FROM pg_attrdef AS d JOIN pg_class AS c ON c.oid = d.adrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    WHERE n.nspname = ?1 AND EXISTS (SELECT 1 FROM pg_depend AS p
        WHERE p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid AND p.refclassid = 'pg_proc'::regclass)
    UNION ALL SELECT 'constraint', CAST(k.conname AS TEXT), CAST(c.relname AS TEXT)
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = ?1 AND EXISTS (SELECT 1 FROM pg_depend AS p
        WHERE p.classid = 'pg_constraint'::regclass AND p.objid = k.oid AND p.refclassid = 'pg_proc'::regclass)
    UNION ALL SELECT 'cast', format_type(s.castsource, NULL) || ' to ' || format_type(s.casttarget, NULL), ''
    FROM pg_cast AS s JOIN pg_proc AS p ON p.oid = s.castfunc JOIN pg_namespace AS n ON n.oid = p.pronamespace
        JOIN pg_type AS f ON f.oid = s.castsource JOIN pg_type AS t ON t.oid = s.casttarget
    WHERE n.nspname <> 'pg_catalog' AND f.typnamespace = 'pg_catalog'::regnamespace
        AND t.typnamespace = 'pg_catalog'::regnamespace
    UNION ALL SELECT 'event trigger', CAST(evtname AS TEXT), '' FROM pg_event_trigger
    ORDER BY 1, 2, 3 LIMIT 100";

/// Lists the objects in the schema `name` that other programs or people have created, each as a
/// description in words.
///
/// # Errors
/// A query failed.
pub fn planted(
    transaction: &Transaction<'_>,
    name: &str,
    schema: &Schema,
) -> database::Result<Vec<String>> {
    let ours = FUNCTIONS.split("FUNCTION ").skip(1).filter_map(|behind| behind.split_once('('));
    let ours = ours.map(|(name, _)| name).collect::<Vec<_>>().join(" ");
    let mut select = transaction.prepare(FIND)?;
    let found = select.query_map(params![name, ours, view_of_words(schema)], |row| {
        let (kind, name, table): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let of = if table.is_empty() { String::new() } else { format!(" of the table '{table}'") };
        Ok(format!("the {kind} '{name}'{of}"))
    })?;
    found.collect()
}

/// The name of the view that has the row numbers of the full-text index.
pub(super) fn view_of_words(schema: &Schema) -> String {
    format!("{}_docsize", schema.index_of_words)
}

/// Logs each of the objects `planted` once in the life of this process.
pub(super) fn name(planted: &[String], place: &str) {
    static NAMED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let named = &mut *lock(&NAMED);
    for one in planted {
        if named.len() < MOST && named.insert(format!("{place} {one}")) {
            log::warn!(
                "{one} in {place} is not Ferrofax's: it runs with our rights as we write there, and may change \
                 what we write"
            );
        }
    }
}
