//! The locations of a shared database and of the documents of its faxes and jobs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::keys::Keyring;
use ferrofax_cluster::as_front;
use ferrofax_network::s3::{Bucket, ObjectStore};
use ferrofax_spool::{FolderOfObjects, Objects, Spool, SpoolError, Store, Tables};

/// A shared database: its URL, the location of its documents, and the keys that encrypt the
/// documents.
#[derive(Clone, Debug)]
pub struct Place {
    /// The URL of the PostgreSQL database in which faxes and jobs are stored.
    pub store: Store,
    /// The place where the documents of the faxes and jobs in the database are stored.
    pub documents: Documents,
    /// The keys that encrypt the documents. `None`: the documents are stored unencrypted.
    pub keys: Option<Keyring>,
    /// The number of days after which a fax is deleted from the database; 0: never.
    pub days: u32,
}

/// The location of the documents of a shared database.
#[derive(Clone, Debug)]
pub enum Documents {
    /// Documents are stored in the database's tables.
    InTables,
    /// Documents are stored in a folder that all nodes of the shared database can reach.
    InFolder(PathBuf),
    /// Documents are stored in an object store.
    InBucket(Bucket),
}

impl Place {
    /// Opens the shared database as the spool of a machine without a PBX ([`as_front`]). The folder
    /// is for this machine's local files about the database.
    ///
    /// # Errors
    /// The database cannot be reached, or it is not one of Ferrofax.
    pub fn open_as_spool(&self, folder: &Path) -> Result<Spool, SpoolError> {
        self.open(folder, Tables::MayBeMade).map(as_front)
    }

    /// Opens the shared database. The folder is for this machine's local files about the database.
    ///
    /// # Errors
    /// The database cannot be reached, or it is not one of Ferrofax.
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

/// Makes a [`Place`] from the URL of a shared database alone. Its documents are stored unencrypted
/// in the tables of the database, and faxes are never deleted.
impl From<Store> for Place {
    fn from(store: Store) -> Self {
        Self { store, documents: Documents::InTables, keys: None, days: 0 }
    }
}
