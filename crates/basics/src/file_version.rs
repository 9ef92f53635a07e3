//! The version of a file, by which a change of the file is noticed without reading it.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The identity, size and times of a file. Two values of this type differ if the file was changed
/// or replaced between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileVersion([i64; 7]);

impl FileVersion {
    /// The present version of the file at this path, or of the link there. `None`: there is no
    /// such file.
    pub fn at(path: &Path) -> Option<Self> {
        std::fs::symlink_metadata(path).ok().as_ref().map(Self::of)
    }

    /// The version of the file that has this metadata.
    pub fn of(found: &Metadata) -> Self {
        let [device, file, size] = [found.dev(), found.ino(), found.size()].map(u64::cast_signed);
        let (changed, changed_ns) = (found.mtime(), found.mtime_nsec());
        let (moved, moved_ns) = (found.ctime(), found.ctime_nsec());
        Self([device, file, size, changed, changed_ns, moved, moved_ns])
    }
}
