//! The register of the keys that encrypt documents of the shared database (in the code: *store*).
//!
//! A key is registered before anything is encrypted with it. So a machine that lacks the key knows
//! this before it meets a document that it can't decrypt.

use std::path::Path;

use ferrofax_basics::UnixMs;

use crate::database::{self, Row, Transaction, params};
use crate::error::Rollback;
use crate::schema::sealing_since;
use crate::seal::Seal;
use crate::{Encryption, SpoolError};

/// How long a node counts as running after the shared database last heard from it, in ms.
const AT_WORK_MS: i64 = 60_000;

const KEYS: &str = "SELECT id FROM store_keys ORDER BY since, id";
const IS_SEALED: &str = "SELECT 1 FROM store_keys LIMIT 1";
const KNOWS: &str = "SELECT 1 FROM store_keys WHERE id = ?1";
const ADD: &str = "INSERT INTO store_keys (id, since) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING";
const OF_BEFORE: &str = "
    SELECT name, host FROM nodes WHERE knows < ?1 AND seen_at > ?2 ORDER BY name LIMIT 1";
/// Excludes older versions of Ferrofax that can't decrypt documents from using these tables.
const NO_OLDER_OF_POSTGRESQL: &str = "UPDATE ferrofax_schema SET oldest = ?1 WHERE oldest < ?1";
const RETIRE: &str = "
    DELETE FROM store_keys WHERE id = ?1
    AND NOT EXISTS (SELECT 1 FROM store_documents WHERE seal_key = ?1)
    AND NOT EXISTS (SELECT 1 FROM job_octets WHERE seal_key = ?1)
    AND NOT EXISTS (SELECT 1 FROM job_pieces WHERE seal_key = ?1)
    AND NOT EXISTS (SELECT 1 FROM fax_texts WHERE text IS NOT NULL AND sealed_by = ?1)
    AND NOT EXISTS (SELECT 1 FROM fax_text_key WHERE sealed_by = ?1)";

/// Whether the documents of this shared database are encrypted.
fn is_sealed(transaction: &Transaction<'_>) -> database::Result<bool> {
    transaction.finds(IS_SEALED, [])
}

/// Registers a key, so that documents may be encrypted with it from now on. Fails if a node is
/// running whose version of Ferrofax can't decrypt documents.
pub fn seal_begins(transaction: &Transaction<'_>, key: &str, now: UnixMs) -> Result<(), Rollback> {
    if transaction.finds(KNOWS, [key])? {
        return Ok(());
    }
    if !is_sealed(transaction)? {
        let since = sealing_since();
        let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let at_work = transaction.first(OF_BEFORE, params![since, now - AT_WORK_MS], of_row)?;
        if let Some((name, host)) = at_work {
            let (name, host): (String, String) = (name, host);
            let text = format!(
                "the node {name} of {host} is at work with an older Ferrofax, which can't open them: \
                 install this one there first"
            );
            return Err(SpoolError::Keys { text }.into());
        }
        if transaction.either(false, true) {
            transaction.run(NO_OLDER_OF_POSTGRESQL, [since])?;
        }
    }
    transaction.run(ADD, params![key, now])?;
    Ok(())
}

/// The first key after `after` among the keys that encrypt something in this table.
pub fn key_of_seals(
    transaction: &Transaction<'_>,
    table: &'static str,
    after: &str,
) -> database::Result<Option<String>> {
    let sql = format!("SELECT min(seal_key) FROM {table} WHERE seal_key > ?1");
    transaction.one(&sql, [after], |row| row.get(0))
}

impl Encryption<'_> {
    /// Returns the name of the key with which new documents are encrypted.
    ///
    /// # Errors
    /// [`SpoolError::Keys`], also if this machine has no keys.
    pub fn newest_key(&self) -> Result<String, SpoolError> {
        let none = "this machine has no keys: [node] key_file or key_command names them";
        let keys = self.keys()?.ok_or_else(|| SpoolError::Keys { text: none.to_owned() })?;
        keys.newest().map_err(|text| SpoolError::Keys { text })
    }

    /// Wraps the data key of a document by the newest master key.
    pub(crate) fn rewrapped(&self, seal: &Seal, of: &Path) -> Result<Seal, SpoolError> {
        match self.keys()? {
            Some(keys) => seal.rewrapped(keys).map_err(|why| SpoolError::of_seal(of, why)),
            None => Err(SpoolError::Internal),
        }
    }

    /// The keys that encrypt documents of this shared database, the oldest first.
    ///
    /// # Errors
    /// The shared database could not be read.
    pub fn store_keys(&self) -> Result<Vec<String>, SpoolError> {
        self.spool.read(|transaction| transaction.all(KEYS, [], |row| row.get(0)))
    }

    /// The keys of this shared database that this machine does not have. They are those in the
    /// register, and those of texts of faxes: an older Ferrofax removes keys from the register
    /// without a look at texts.
    ///
    /// # Errors
    /// The shared database could not be read; [`SpoolError::Keys`].
    pub fn missing_keys(&self) -> Result<Vec<String>, SpoolError> {
        let mut all = self.store_keys()?;
        for id in self.text_keys()? {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        let Some(keys) = self.keys()? else { return Ok(all) };
        let mut missing = Vec::new();
        for id in all {
            if !keys.has(&id).map_err(|text| SpoolError::Keys { text })? {
                missing.push(id);
            }
        }
        Ok(missing)
    }

    /// Checks that this machine can decrypt everything that is encrypted in this shared database,
    /// now and later.
    ///
    /// # Errors
    /// [`SpoolError::Keys`] with the reason why not. The shared database could not be read.
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
                "the shared database has documents that are encrypted with the key {id}, but this machine does \
                 not have this key: add it to [node] key_file, after the first key"
            ),
        };
        Err(SpoolError::Keys { text })
    }

    /// Checks that an unencrypted document may be stored. A shared database whose documents are
    /// encrypted accepts none from a machine without keys.
    ///
    /// # Errors
    /// [`SpoolError::Keys`]. The shared database could not be read.
    pub(crate) fn may_be_plain(&self) -> Result<(), SpoolError> {
        if self.spool.read(is_sealed)? && self.spool.keys.is_none() {
            self.can_open_all()
        } else {
            Ok(())
        }
    }

    /// Removes the keys that no longer encrypt anything from the register. The newest key always
    /// remains.
    pub(crate) fn retire_keys(&self) -> Result<(), SpoolError> {
        let newest = match self.keys()? {
            Some(keys) => keys.newest().map_err(|text| SpoolError::Keys { text })?,
            None => return Ok(()),
        };
        for id in self.store_keys()?.iter().filter(|id| **id != newest) {
            self.spool.write(|transaction| transaction.run(RETIRE, [id]))?;
        }
        Ok(())
    }
}
