//! By which keys a store's documents are sealed. It names a key before anything is sealed by it, so
//! that a machine that lacks one knows so before it meets such a document.

use ferrofax_basics::UnixMs;

use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::error::Rollback;
use crate::schema::sealing_since;
use crate::{Encryption, SpoolError};

/// A node that was not heard of for so long is not at work.
const AT_WORK_MS: i64 = 60_000;

const KEYS: &str = "SELECT id FROM store_keys ORDER BY since, id";
const IS_SEALED: &str = "SELECT 1 FROM store_keys LIMIT 1";
const KNOWS: &str = "SELECT 1 FROM store_keys WHERE id = ?1";
const ADD: &str = "INSERT INTO store_keys (id, since) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING";
const OF_BEFORE: &str = "
    SELECT name, host FROM nodes WHERE knows < ?1 AND seen_at > ?2 ORDER BY name LIMIT 1";
/// A Ferrofax that can't open what is sealed does not work with these tables any more.
const NO_OLDER_OF_POSTGRESQL: &str = "UPDATE ferrofax_schema SET oldest = ?1 WHERE oldest < ?1";
const RETIRE: &str = "
    DELETE FROM store_keys WHERE id = ?1
    AND NOT EXISTS (SELECT 1 FROM store_documents WHERE seal_key = ?1)
    AND NOT EXISTS (SELECT 1 FROM job_octets WHERE seal_key = ?1)
    AND NOT EXISTS (SELECT 1 FROM job_pieces WHERE seal_key = ?1)";

/// Whether this store's documents are sealed.
fn is_sealed(transaction: &Transaction<'_>) -> database::Result<bool> {
    transaction.prepare_cached(IS_SEALED)?.exists([])
}

/// From now on there may be documents sealed by this key, or why there may not: a node is at work that
/// could do nothing with them.
pub(crate) fn seal_begins(
    transaction: &Transaction<'_>,
    key: &str,
    now: UnixMs,
) -> Result<(), Rollback> {
    if transaction.prepare_cached(KNOWS)?.exists([key])? {
        return Ok(());
    }
    if !is_sealed(transaction)? {
        let since = sealing_since();
        let mut select = transaction.prepare_cached(OF_BEFORE)?;
        let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let at_work = select.query_row(params![since, now - AT_WORK_MS], of_row).optional()?;
        if let Some((name, host)) = at_work {
            let (name, host): (String, String) = (name, host);
            let text = format!(
                "the node {name} of {host} is at work with an older Ferrofax, which can't open them: \
                 install this one there first"
            );
            return Err(SpoolError::Keys { text }.into());
        }
        if transaction.either(false, true) {
            transaction.prepare_cached(NO_OLDER_OF_POSTGRESQL)?.execute([since])?;
        }
    }
    transaction.prepare_cached(ADD)?.execute(params![key, now])?;
    Ok(())
}

/// Of the keys by which something in this table is sealed the first behind this one.
pub(crate) fn key_of_seals(
    transaction: &Transaction<'_>,
    table: &'static str,
    after: &str,
) -> database::Result<Option<String>> {
    let sql = format!("SELECT min(seal_key) FROM {table} WHERE seal_key > ?1");
    transaction.prepare_cached(&sql)?.query_row([after], |row| row.get(0))
}

impl Encryption<'_> {
    /// The keys by which documents of this store are sealed, the oldest first.
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn store_keys(&self) -> Result<Vec<String>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.prepare_cached(KEYS)?.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// Those of them that are not here.
    ///
    /// # Errors
    /// The store could not be asked; [`SpoolError::Keys`].
    pub fn missing_keys(&self) -> Result<Vec<String>, SpoolError> {
        let all = self.store_keys()?;
        let Some(keys) = self.keys()? else { return Ok(all) };
        let mut missing = Vec::new();
        for id in all {
            if !keys.has(&id).map_err(|text| SpoolError::Keys { text })? {
                missing.push(id);
            }
        }
        Ok(missing)
    }

    /// Whether what is sealed in this store can be opened here, whatever of it comes.
    ///
    /// # Errors
    /// [`SpoolError::Keys`]: why not. The store could not be asked.
    pub fn can_open_all(&self) -> Result<(), SpoolError> {
        let missing = self.missing_keys()?;
        let text = match (missing.first(), &self.spool.keys) {
            (None, _) => return Ok(()),
            (Some(_), None) => {
                "the documents of the shared database are encrypted, and this machine has no keys: [node] key_file or \
                 key_command in gateway.toml names them"
                    .to_owned()
            }
            (Some(id), Some(_)) => format!(
                "the shared database has documents that are encrypted with the key {id}, which this machine has not: \
                 it belongs into [node] key_file, behind the first"
            ),
        };
        Err(SpoolError::Keys { text })
    }

    /// A store whose documents are sealed takes none in clear.
    ///
    /// # Errors
    /// [`SpoolError::Keys`]. The store could not be asked.
    pub(crate) fn may_be_plain(&self) -> Result<(), SpoolError> {
        if self.spool.read(is_sealed)? && self.spool.keys.is_none() {
            self.can_open_all()
        } else {
            Ok(())
        }
    }

    /// Names no more by which nothing is sealed.
    pub(crate) fn retire_keys(&self) -> Result<(), SpoolError> {
        let newest = match self.keys()? {
            Some(keys) => keys.newest().map_err(|text| SpoolError::Keys { text })?,
            None => return Ok(()),
        };
        for id in self.store_keys()?.iter().filter(|id| **id != newest) {
            self.spool
                .write(|transaction| transaction.prepare_cached(RETIRE)?.execute([id]).map(drop))?;
        }
        Ok(())
    }
}
