//! The free space on a disk, of which incoming documents leave a part free, because received faxes
//! need it.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{StatVfs, fstatvfs, statvfs};

/// The number of bytes that documents leave free on a disk.
const FREE: u64 = 256 << 20;

/// On a small disk, such as a `/tmp` in memory, documents leave this part of it free instead.
const SMALLEST_PART: u64 = 10;

/// The number of bytes that are free on the disk of this folder. If the number cannot be
/// determined, the result is [`u64::MAX`]: a full disk is then noticed when something is written.
pub fn free_space(folder: &Path) -> u64 {
    statvfs(folder).map_or(u64::MAX, |disk| free(&disk))
}

/// Checks that `bytes` more bytes of documents may be written to the disk of this folder: 256 MiB
/// remain free, or a tenth of the disk if that is less.
///
/// # Errors
/// [`io::ErrorKind::StorageFull`]: too little space would remain free.
pub fn has_space_for(bytes: u64, folder: &Path) -> io::Result<()> {
    statvfs(folder).map_or(Ok(()), |disk| allows(bytes, &disk))
}

/// Checks that `bytes` more bytes of a document may be written to this file, like
/// [`has_space_for`].
///
/// # Errors
/// [`io::ErrorKind::StorageFull`]: too little space would remain free.
pub fn has_space_in(file: &File, bytes: u64) -> io::Result<()> {
    fstatvfs(file).map_or(Ok(()), |disk| allows(bytes, &disk))
}

fn free(disk: &StatVfs) -> u64 {
    disk.f_bavail.saturating_mul(disk.f_frsize)
}

fn allows(bytes: u64, disk: &StatVfs) -> io::Result<()> {
    let size = disk.f_blocks.saturating_mul(disk.f_frsize);
    if leaves_enough(bytes, free(disk), size) {
        Ok(())
    } else {
        Err(io::ErrorKind::StorageFull.into())
    }
}

/// Whether enough space remains free on a disk of this size.
fn leaves_enough(bytes: u64, free: u64, size: u64) -> bool {
    free >= bytes.saturating_add(FREE.min(size / SMALLEST_PART))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_leave_a_part_of_the_disk_free() {
        let (mib, gib) = (1 << 20, 1 << 30);
        assert!(leaves_enough(gib, gib + FREE, 100 * gib));
        assert!(!leaves_enough(gib, gib + FREE - 1, 100 * gib));
        // A small disk in memory.
        assert!(leaves_enough(mib, 5 * mib, 40 * mib));
        assert!(!leaves_enough(mib, 5 * mib - 1, 40 * mib));
        assert!(!leaves_enough(u64::MAX, u64::MAX - 1, u64::MAX));
    }

    #[test]
    fn an_unknown_folder_is_no_full_disk() {
        assert_eq!(free_space(Path::new("/no/such/folder")), u64::MAX);
        assert!(has_space_for(u64::MAX, Path::new("/no/such/folder")).is_ok());
        assert!(has_space_for(u64::MAX, Path::new("/")).is_err());
    }
}
