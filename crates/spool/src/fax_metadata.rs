//! The values that programs store with a received fax, by which they find it again.

use std::collections::BTreeMap;

use crate::database::{self, Transaction, params};
use crate::{FaxId, Faxes, SpoolError};

pub(crate) const OF_FAX: &str = "SELECT name, value FROM fax_metadata WHERE fax = ?1";
pub(crate) const VALUE: &str = "SELECT value FROM fax_metadata WHERE fax = ?1 AND name = ?2";
const FIND: &str = "SELECT id FROM faxes WHERE id = ?1";
const DELETE: &str = "DELETE FROM fax_metadata WHERE fax = ?1";
const INSERT: &str = "
    INSERT INTO fax_metadata (fax, name, value) VALUES (?1, ?2, ?3)";

impl Faxes<'_> {
    /// Replaces all values that programs have stored with a fax, by their names.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchFax`]: there is no such fax.
    pub fn set_fax_metadata(
        &self,
        fax: FaxId,
        metadata: &BTreeMap<String, String>,
    ) -> Result<(), SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let found: Option<i64> = transaction.first(FIND, [fax.0], |row| row.get(0))?;
            found.ok_or(SpoolError::NoSuchFax(fax))?;
            transaction.run(DELETE, [fax.0])?;
            let mut insert = transaction.prepare_cached(INSERT)?;
            for (name, value) in metadata {
                insert.execute(params![fax.0, name, value])?;
            }
            Ok(())
        })
    }
}

/// The values that programs have stored with this fax, by their names.
pub(crate) fn metadata_of(
    transaction: &Transaction<'_>,
    fax: FaxId,
) -> database::Result<BTreeMap<String, String>> {
    transaction.all(OF_FAX, [fax.0], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether programs have stored each of these values, by their names, with the fax.
pub(crate) fn has_values<'a>(
    transaction: &Transaction<'_>,
    fax: i64,
    wanted: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> database::Result<bool> {
    for (name, value) in wanted {
        let found: Option<String> =
            transaction.first(VALUE, params![fax, name], |row| row.get(0))?;
        if found.as_ref() != Some(value) {
            return Ok(false);
        }
    }
    Ok(true)
}
