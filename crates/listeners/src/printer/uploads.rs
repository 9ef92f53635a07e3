//! The set of print jobs whose next document is being received at the moment.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use ferrofax_basics::lock::lock;

/// The print jobs whose documents are being received. All clones share the same set.
#[derive(Clone, Debug, Default)]
pub(super) struct Uploads(Arc<Mutex<BTreeSet<i32>>>);

/// A mark that a document of a print job is being received. The mark ends when this value is
/// dropped.
#[derive(Debug)]
pub(super) struct Upload {
    uploads: Uploads,
    id: i32,
}

impl Uploads {
    /// Marks that a document of this print job is being received. Returns `None` if another
    /// document of the print job is already being received.
    pub(super) fn begin(&self, id: i32) -> Option<Upload> {
        let is_alone = lock(&self.0).insert(id);
        is_alone.then(|| Upload { uploads: self.clone(), id })
    }

    /// Whether a document of this print job is being received.
    pub(super) fn has(&self, id: i32) -> bool {
        lock(&self.0).contains(&id)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        lock(&self.uploads.0).remove(&self.id);
    }
}
