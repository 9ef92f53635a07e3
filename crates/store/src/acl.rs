//! Access control lists (POSIX ACLs, acl(5)), by which the spool is shared between the user of the
//! PBX and the user of the Ferrofax service.
//!
//! Membership in a group would work, too. But an Asterisk that is started with a group of its own
//! (`-G`, as by Debian and FreePBX) drops all other groups, and a running Asterisk never joins one.
//! If a folder has a default list, files and folders that are made in it inherit the list. If a
//! file has a list, the group bits of its mode limit the rights of all users on the list.

use std::os::fd::{AsFd, AsRawFd};
use std::path::{Path, PathBuf};

/// The attribute with the default list of a folder, which new files and folders in it inherit.
const DEFAULT: &str = "system.posix_acl_default";

/// The attribute with the list of a file or folder itself.
const ACCESS: &str = "system.posix_acl_access";

/// The size of the buffer for a list in bytes: the greatest size of an attribute that Linux accepts
/// (xattr(7): 64 KiB).
const MOST_BYTES: usize = 1 << 16;

/// The version of the binary form in which the kernel returns a list: posix_acl_xattr.h.
const VERSION: u32 = 2;
const HEADER: usize = 4;
const ENTRY: usize = 8;
const USER: u16 = 0x02;
const GROUP: u16 = 0x08;

/// A user or group on a list, and the rights that the list gives: 4 to read, 2 to write, 1 to
/// enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    tag: u16,
    id: u32,
    rights: u16,
}

/// Whether the default list of this folder names a user or a group. That user or group then gets
/// rights to new files in the folder.
pub(crate) fn shares(folder: &impl AsFd) -> bool {
    let name = PathBuf::from(format!("/proc/self/fd/{}", folder.as_fd().as_raw_fd()));
    !named(&name, DEFAULT).is_empty()
}

/// Does the same as [`shares`] for a folder by its path.
pub fn shares_at(folder: &Path) -> bool {
    !named(folder, DEFAULT).is_empty()
}

/// Whether a file's list names a user or group other than its owner and its group.
pub fn names_others(file: &Path) -> bool {
    !named(file, ACCESS).is_empty()
}

/// Whether the user with the id `user` may read and write all files that are made in this folder.
pub fn lets_work(folder: &Path, user: u32) -> bool {
    let found = named(folder, DEFAULT);
    found
        .iter()
        .any(|named| named.tag == USER && named.id == user && named.rights & 0o6 == 0o6)
}

/// Reads the users and groups on a list. The result is empty if there is no list, or if the file
/// system does not support lists.
fn named(path: &Path, list: &str) -> Vec<Named> {
    let mut bytes = vec![0; MOST_BYTES];
    match rustix::fs::getxattr(path, list, &mut bytes) {
        Ok(count) => read(bytes.get(..count).unwrap_or_default()),
        Err(_) => Vec::new(),
    }
}

fn read(list: &[u8]) -> Vec<Named> {
    let Some((version, entries)) = list.split_at_checked(HEADER) else { return Vec::new() };
    if version != VERSION.to_le_bytes() {
        return Vec::new();
    }
    let entries = entries.chunks_exact(ENTRY).map(|entry| {
        let number = |at: usize| u16::from_le_bytes([entry[at], entry[at + 1]]);
        let id = u32::from_le_bytes([entry[4], entry[5], entry[6], entry[7]]);
        Named { tag: number(0), rights: number(2), id }
    });
    entries.filter(|entry| matches!(entry.tag, USER | GROUP)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::XattrFlags;
    use std::fs;

    /// Sets a list like the one of `setfacl -m u:USER:rwx`. Returns false if this file system does
    /// not support lists.
    fn share_with(folder: &Path, list: &str, user: u32) -> bool {
        let mut bytes = VERSION.to_le_bytes().to_vec();
        let nobody = u32::MAX;
        // The owner, the user, the group, the mask and all others (acl(5)).
        for (tag, rights, id) in
            [(1, 7, nobody), (USER, 7, user), (4, 7, nobody), (0x10, 7, nobody), (0x20, 0, nobody)]
        {
            bytes.extend(u16::to_le_bytes(tag));
            bytes.extend(u16::to_le_bytes(rights));
            bytes.extend(u32::to_le_bytes(id));
        }
        rustix::fs::setxattr(folder, list, &bytes, XattrFlags::empty()).is_ok()
    }

    #[test]
    fn a_list_is_read_with_those_whom_it_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let inside = fs::File::open(path).unwrap();
        assert!(!lets_work(path, 4711) && !shares(&inside) && !names_others(path));
        if !share_with(path, DEFAULT, 4711) {
            return;
        }
        assert!(lets_work(path, 4711) && shares(&inside));
        assert!(!lets_work(path, 4712) && !names_others(path));
        fs::write(path.join("file"), "").unwrap();
        assert!(names_others(&path.join("file")), "it is handed on");
        assert!(!lets_work(&path.join("none"), 4711));
    }

    #[test]
    fn a_list_of_another_form_names_nobody() {
        for list in
            [&b""[..], b"\x02\0\0", b"\x03\0\0\0\x02\0\x07\0\x01\0\0\0", b"\x02\0\0\0\x02\0"]
        {
            assert_eq!(read(list), [], "{list:?}");
        }
        let one = read(b"\x02\0\0\0\x02\0\x06\0\x67\x12\0\0");
        assert_eq!(one, [Named { tag: USER, id: 4711, rights: 6 }]);
    }
}
