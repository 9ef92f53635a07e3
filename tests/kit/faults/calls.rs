//! The system calls that are counted, and what each works on.

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reads from a file or a folder, or opens a file that exists.
    Reads,
    /// Needs room on the disk: writes, makes a file or a folder, or makes a file larger.
    Takes,
    /// Changes or flushes what is on the disk, and needs no room.
    Changes,
    /// Connects, sends or receives.
    Network,
}

/// Where the arguments of a call say what the call works on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Names {
    /// Argument 0 is a descriptor.
    Descriptor,
    /// Argument 2 is a descriptor: the place to which bytes are copied.
    Third,
    /// Argument 0 is a path.
    Path,
    /// The arguments from this one on are a descriptor of a folder, and a path in it.
    PathIn(usize),
}

/// A call by which processes read, write or exchange data.
pub(crate) struct Watch {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) names: Names,
}

macro_rules! watched {
    ($($(#[$only:meta])? $number:ident $name:literal $kind:ident $names:expr;)*) => {
        /// Every call that is counted.
        pub(crate) const WATCHED: &[Watch] = &[$(
            $(#[$only])?
            Watch { number: libc::$number, name: $name, kind: Kind::$kind, names: $names },
        )*];
    };
}

use Names::{Descriptor, Path, PathIn, Third};

watched! {
    #[cfg(target_arch = "x86_64")] SYS_open "open" Reads Path;
    SYS_openat "open" Reads PathIn(0);
    SYS_openat2 "open" Reads PathIn(0);
    SYS_read "read" Reads Descriptor;
    SYS_readv "read" Reads Descriptor;
    SYS_pread64 "pread" Reads Descriptor;
    SYS_preadv "pread" Reads Descriptor;
    SYS_getdents64 "getdents" Reads Descriptor;
    SYS_statx "stat" Reads PathIn(0);
    SYS_newfstatat "stat" Reads PathIn(0);
    #[cfg(target_arch = "x86_64")] SYS_stat "stat" Reads Path;
    #[cfg(target_arch = "x86_64")] SYS_lstat "stat" Reads Path;
    SYS_fstat "fstat" Reads Descriptor;
    SYS_write "write" Takes Descriptor;
    SYS_writev "write" Takes Descriptor;
    SYS_pwrite64 "pwrite" Takes Descriptor;
    SYS_pwritev "pwrite" Takes Descriptor;
    SYS_copy_file_range "copy" Takes Third;
    SYS_sendfile "copy" Takes Descriptor;
    SYS_fallocate "fallocate" Takes Descriptor;
    SYS_ftruncate "truncate" Takes Descriptor;
    SYS_truncate "truncate" Takes Path;
    #[cfg(target_arch = "x86_64")] SYS_mkdir "mkdir" Takes Path;
    SYS_mkdirat "mkdir" Takes PathIn(0);
    #[cfg(target_arch = "x86_64")] SYS_link "link" Takes Path;
    SYS_linkat "link" Takes PathIn(2);
    SYS_symlinkat "link" Takes PathIn(1);
    #[cfg(target_arch = "x86_64")] SYS_rename "rename" Takes Path;
    SYS_renameat "rename" Takes PathIn(2);
    SYS_renameat2 "rename" Takes PathIn(2);
    SYS_fsync "fsync" Changes Descriptor;
    SYS_fdatasync "fsync" Changes Descriptor;
    SYS_sync_file_range "fsync" Changes Descriptor;
    #[cfg(target_arch = "x86_64")] SYS_unlink "unlink" Changes Path;
    SYS_unlinkat "unlink" Changes PathIn(0);
    #[cfg(target_arch = "x86_64")] SYS_rmdir "unlink" Changes Path;
    SYS_fchmod "chmod" Changes Descriptor;
    SYS_fchown "chown" Changes Descriptor;
    SYS_connect "connect" Network Descriptor;
    SYS_sendto "send" Network Descriptor;
    SYS_sendmsg "send" Network Descriptor;
    SYS_recvfrom "receive" Network Descriptor;
    SYS_recvmsg "receive" Network Descriptor;
}

/// The call with this number.
pub(crate) fn watched(number: i64) -> Option<&'static Watch> {
    WATCHED.iter().find(|watch| watch.number == number)
}
