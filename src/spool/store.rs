//! Opening the spool: the folder, the database, its schema and versions, the lock of the one who receives.

use std::path::Path;
use std::sync::Arc;

use super::SpoolError;

/// The spool. Cheap to clone; all clones share one database connection.
#[derive(Clone)]
pub struct Spool {
    _inner: Arc<()>,
}

impl Spool {
    /// Opens the spool in this folder, making what is missing.
    pub fn open(folder: &Path) -> Result<Self, SpoolError> {
        let _ = folder;
        unimplemented!()
    }
}
