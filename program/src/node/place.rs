//! The addresses of a shared database and of its documents.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::keys::Keyring;
use super::s3::{Bucket, ObjectStore};
use ferrofax_spool::{FolderOfObjects, Objects, Spool, SpoolError, Store, Tables};

/// A shared database as this machine reaches it.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its tables.
    pub store: Store,
    /// Its documents.
    pub documents: Documents,
    /// The keys that encrypt them; none: they are unencrypted.
    pub keys: Option<Keyring>,
    /// The days after which a fax is deleted there; 0: never.
    pub days: u32,
}

/// The storage of a shared database's documents.
#[derive(Clone, Debug)]
pub enum Documents {
    /// In its tables.
    InTables,
    /// A folder that all machines reach.
    InFolder(PathBuf),
    /// An object store.
    InBucket(Bucket),
}

impl Place {
    /// Opens the database as the spool of this machine, which has no PBX ([`Spool::as_front`]).
    /// Local files are in this folder.
    ///
    /// # Errors
    /// It cannot be reached, or is none.
    pub fn open_as_spool(&self, folder: &Path) -> Result<Spool, SpoolError> {
        self.open(folder, Tables::MayBeMade).map(Spool::as_front)
    }

    /// Opens the database, with local files in this folder.
    ///
    /// # Errors
    /// It cannot be reached, or is none.
    pub(super) fn open(&self, folder: &Path, tables: Tables) -> Result<Spool, SpoolError> {
        let mut store = Spool::open_as(folder, &self.store, tables)?;
        if let Some(keyring) = &self.keys {
            store = store.with_keys(keyring.keys());
        }
        let objects: Arc<dyn Objects> = match &self.documents {
            Documents::InTables => return Ok(store),
            Documents::InFolder(folder) => {
                let failed = |text| SpoolError::Io { action: "use", path: folder.clone(), text };
                let objects = FolderOfObjects::of(folder);
                Arc::new(objects.map_err(|error| failed(error.to_string()))?)
            }
            Documents::InBucket(bucket) => {
                let objects = ObjectStore::new(bucket).map_err(|text| SpoolError::Io {
                    action: "use",
                    path: bucket.to_string().into(),
                    text,
                });
                Arc::new(objects?)
            }
        };
        Ok(store.with_objects(objects))
    }
}

/// The tables alone.
impl From<Store> for Place {
    fn from(store: Store) -> Self {
        Self { store, documents: Documents::InTables, keys: None, days: 0 }
    }
}
