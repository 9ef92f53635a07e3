//! Documents of a shared database (in the code: *store*) that are outside its tables: in a folder
//! that all machines reach, or in an object store. Each piece is an object of its own, with a name
//! that is never used again, and is never overwritten. The tables name each object before it is
//! made, so that no object is left behind.

use super::document::sha256;
use crate::Cluster;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::{Objects, SpoolError};

const NAME_OBJECT: &str = "
    INSERT INTO store_objects (name, document, number) VALUES (?1, ?2, ?3)
    ON CONFLICT (name) DO NOTHING";
const HAS_OBJECTS: &str = "SELECT 1 FROM store_objects WHERE is_whole = 1 LIMIT 1";
const IS_WHOLE: &str = "UPDATE store_objects SET is_whole = 1 WHERE name = ?1";
const WHOLE: &str = "
    SELECT number FROM store_objects WHERE document = ?1 AND is_whole = 1 ORDER BY number";
const OBJECT: &str = "
    SELECT name FROM store_objects WHERE document = ?1 AND number = ?2 AND is_whole = 1";
const LEFT: &str = "SELECT name FROM store_objects WHERE document IS NULL LIMIT ?1";
const FORGET: &str = "DELETE FROM store_objects WHERE name = ?1 AND document IS NULL";

/// The number of objects that cannot be deleted after which the deletion ends.
const MOST_FAILURES: usize = 10;

impl Cluster<'_> {
    /// Stores a piece of a document as an object. The object is read back before it counts as
    /// whole.
    ///
    /// # Errors The objects or the tables could not be used, or the object store returned other
    /// bytes.
    pub(super) fn put_object(
        &self,
        objects: &dyn Objects,
        (name, document, number): (&str, i64, i64),
        octets: &[u8],
    ) -> Result<(), SpoolError> {
        let failed = |text: String| SpoolError::Away { path: name.into(), text };
        let has_others = self.spool.add(|transaction| {
            let row = params![name, document, number];
            transaction.run(NAME_OBJECT, row)?;
            transaction.finds(HAS_OBJECTS, [])
        })?;
        if has_others {
            objects.must_have_store(name).map_err(failed)?;
        }
        objects.put(name, octets).map_err(failed)?;
        let back = objects.get(name).map_err(failed)?;
        if back.is_none_or(|back| sha256(&back) != sha256(octets)) {
            return Err(failed("it is not there as it was brought".to_owned()));
        }
        self.spool.add(|transaction| transaction.run(IS_WHOLE, [name]))
    }

    /// The numbers of a document's pieces that are whole objects.
    pub(super) fn whole_objects(&self, document: i64) -> Result<Vec<i64>, SpoolError> {
        self.spool
            .read(|transaction| transaction.all(WHOLE, [document], |row| row.get(0)))
    }

    /// The contents of an object.
    pub(super) fn object(&self, name: &str) -> Result<Option<Vec<u8>>, SpoolError> {
        let failed = |text: String| SpoolError::Away { path: name.into(), text };
        let Some(objects) = self.spool.objects() else {
            let text = "it is where [node] documents says on other machines, and here it does not";
            return Err(failed(text.to_owned()));
        };
        objects.get(name).map_err(failed)
    }

    /// Deletes objects whose documents are gone, at most `most` of them. Returns how many were
    /// deleted. Does nothing if the documents of this spool are not objects.
    ///
    /// # Errors The objects or the tables could not be used.
    pub fn sweep_objects(&self, most: u32) -> Result<usize, SpoolError> {
        self.sweep_objects_until(most, &|| false)
    }

    /// Deletes objects as [`Self::sweep_objects`] does. `stop` is called before each object, and
    /// ends the deletion if it returns true. An object that cannot be deleted does not prevent the
    /// others from being deleted.
    ///
    /// # Errors The objects or the tables could not be used.
    pub fn sweep_objects_until(
        &self,
        most: u32,
        stop: &dyn Fn() -> bool,
    ) -> Result<usize, SpoolError> {
        let Some(objects) = self.spool.objects() else { return Ok(0) };
        let (left, has_objects): (Vec<String>, bool) = self.spool.read(|transaction| {
            let left = transaction.all(LEFT, [most], |row| row.get(0))?;
            Ok((left, transaction.finds(HAS_OBJECTS, [])?))
        })?;
        let (mut swept, mut failures) = (0, Vec::new());
        for name in &left {
            if stop() || failures.len() >= MOST_FAILURES {
                break;
            }
            let has_store = if has_objects { objects.must_have_store(name) } else { Ok(()) };
            match has_store.and_then(|()| objects.delete(name)) {
                Ok(()) => {
                    self.spool.write(|transaction| transaction.run(FORGET, [name]))?;
                    swept += 1;
                }
                Err(text) => failures.push(SpoolError::Away { path: name.into(), text }),
            }
        }
        failures.into_iter().next().map_or(Ok(swept), Err)
    }
}

/// The name of the object that is this piece of a document, if the piece is an object.
pub(super) fn object_of(
    transaction: &Transaction<'_>,
    document: i64,
    number: i64,
) -> database::Result<Option<String>> {
    transaction.first(OBJECT, [document, number], |row| row.get(0))
}
