//! In the code, a stateless node is a `front`, and a shared database a `store`.

use std::fs::{self, FileTimes};
use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::Cluster;
use ferrofax_spool::inside::folder::make_folder;
use ferrofax_spool::inside::{Faults, Inside};
use ferrofax_spool::safe_file::{self, For, Share};
use ferrofax_spool::{FaxId, SpoolError};

impl Cluster<'_> {
    /// Makes this file the copy of the document of a fax of this shared database, unless there is a
    /// copy already. The hash of a new copy is checked. A fax without pages has no document, and no
    /// file is made.
    pub(crate) fn copy_document(&self, fax: FaxId, path: &Path) -> Result<(), SpoolError> {
        if is_copied(path) {
            return Ok(());
        }
        match self.shared_document(fax) {
            Ok(Some(octets)) => write_copy(path, &octets),
            Ok(None) => Ok(()),
            // An e-mail with the document must not fail because an object store is unreachable for
            // a moment.
            Err(SpoolError::Document { path, text }) => Err(SpoolError::Away { path, text }),
            Err(why) => Err(why),
        }
    }

    /// Deletes the copies that nobody has read since this time, and returns their number. In a
    /// spool that does not belong to a stateless node, nothing is a copy, and nothing is deleted.
    ///
    /// # Errors
    /// The folders can't be read.
    pub fn forget_copies(&self, since: SystemTime) -> Result<usize, SpoolError> {
        if !self.spool.is_front() {
            return Ok(0);
        }
        let mut gone = 0;
        for folder in [self.spool.received_folder(), self.spool.jobs_folder()] {
            let mut folders = vec![folder];
            while let Some(folder) = folders.pop() {
                let failed = |error| SpoolError::io("read", &folder, &error);
                for path in safe_file::entries(&folder).map_err(failed)? {
                    match fs::symlink_metadata(&path) {
                        Ok(found) if found.is_dir() => folders.push(path),
                        Ok(found) if found.modified().is_ok_and(|at| at < since) => {
                            gone += usize::from(safe_file::remove(&path).is_ok());
                        }
                        // Another process has deleted the copy, or somebody has read it.
                        _ => {}
                    }
                }
            }
        }
        Ok(gone)
    }
}

/// Whether there is a copy. If there is, its time becomes the present time, because it is read now.
/// An empty file is no copy: no document is empty, but a power failure can leave an empty file.
pub(crate) fn is_copied(path: &Path) -> bool {
    let touch = |file: fs::File| {
        if file.metadata()?.len() == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        file.set_times(FileTimes::new().set_modified(SystemTime::now()))
    };
    safe_file::open(path, For::Writing).and_then(touch).is_ok()
}

/// Writes a copy; no reader sees half of it, even after a power failure. The copy need not survive
/// a power failure.
pub(crate) fn write_copy(path: &Path, octets: &[u8]) -> Result<(), SpoolError> {
    if let Some(folder) = path.parent() {
        make_folder(folder, Share::GroupReads)?;
    }
    // Two processes may write the same copy at once.
    safe_file::replace(path, octets, Share::GroupReads)
        .map_err(|error| SpoolError::io("write", path, &error))
}

#[cfg(test)]
mod tests {
    use crate::{Clustered, as_front};
    use std::time::Duration;

    use super::super::tests::Bench;
    use super::*;

    #[test]
    fn a_front_has_copies_of_what_is_read_until_nobody_wants_them() {
        let bench = Bench::new();
        let fax = bench.receive(2, 3);
        bench.receive(0, 0);
        bench.ship_all().unwrap();
        let here =
            ferrofax_spool::read_document(&bench.node.faxes().document_path(fax).unwrap()).unwrap();
        let front = as_front(bench.store.clone());
        let found = bench.in_store();
        let there = |node_fax| found.iter().find(|one| one.node_fax == node_fax).unwrap().fax;
        let read = || {
            ferrofax_spool::read_document(&front.faxes().document_path(there(fax)).unwrap())
                .unwrap()
        };
        assert!(read() == here);
        let now = SystemTime::now();
        assert_eq!(front.cluster().forget_copies(now - Duration::from_secs(3_600)), Ok(0));
        assert_eq!(front.cluster().forget_copies(now + Duration::from_secs(3_600)), Ok(1));
        assert!(read() == here);
        // A power failure has left an empty file.
        fs::write(front.faxes().document_path(there(fax)).unwrap(), "").unwrap();
        assert!(read() == here);
        // A fax without pages has no document, and a file of the node itself is no copy.
        let empty = found.iter().find(|one| one.pages == 0).unwrap().fax;
        assert!(!front.faxes().document_path(empty).unwrap().exists());
        assert_eq!(bench.node.cluster().forget_copies(now + Duration::from_secs(3_600)), Ok(0));
        assert!(bench.node.faxes().document_path(fax).unwrap().exists());
    }
}
