//! Finds out how much space is free on a disk.

use std::path::Path;

/// The number of bytes that are free on the disk of this folder. If the number cannot be
/// determined, the result is [`u64::MAX`]: a full disk is then noticed when something is written.
pub fn free_space(folder: &Path) -> u64 {
    rustix::fs::statvfs(folder).map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize))
}
