//! What others have put into a schema of PostgreSQL besides rows: triggers, rules, functions, policies. The
//! server runs them with our rights, as part of what we do; a site may have its reasons (who audits what is
//! changed), so that it is worked with. But each is named, since no log of ours could tell later why
//! something else stands there than we have written. (What stands in SQLite's file does not run.)

use std::collections::BTreeSet;
use std::sync::Mutex;

use super::functions::FUNCTIONS;
use crate::database::{self, Transaction, params};
use ferrofax_basics::lock::lock;

/// So many are named.
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
    ORDER BY 1, 2, 3 LIMIT 100";

/// What is in a schema that is not ours, each in words.
pub(super) fn planted(
    transaction: &Transaction<'_>,
    schema: &str,
) -> database::Result<Vec<String>> {
    let ours = FUNCTIONS.split("FUNCTION ").skip(1).filter_map(|behind| behind.split_once('('));
    let ours = ours.map(|(name, _)| name).collect::<Vec<_>>().join(" ");
    let mut select = transaction.prepare(FIND)?;
    let found = select.query_map(params![schema, ours], |row| {
        let (kind, name, table): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let of = if table.is_empty() { String::new() } else { format!(" of the table '{table}'") };
        Ok(format!("the {kind} '{name}'{of}"))
    })?;
    found.collect()
}

/// Names them in the log, each once.
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
