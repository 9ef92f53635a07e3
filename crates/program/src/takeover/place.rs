//! Opens the files in the folder of a HylaFAX server. Other users may write there, so symbolic
//! links are not followed, no file outside the folder is opened, and a pipe does not block. Files
//! with several names (hard links) are read, since HylaFAX shares documents by hard links.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Dir, FlockOperation, Mode, OFlags, flock, openat};
use rustix::io::Errno;

use ferrofax_basics::UnixMs;

/// An open folder of a HylaFAX server, in which files are opened by their names.
pub(super) struct Place {
    folder: OwnedFd,
}

/// The reason why HylaFAX's folder cannot be used: it can't be opened, it is not a HylaFAX spool,
/// or HylaFAX still runs.
#[derive(Debug, thiserror::Error)]
pub enum NoPlace {
    /// The folder that was named as HylaFAX's spool can't be opened.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The path of the folder that can't be opened.
        path: PathBuf,
        /// The error that the operating system reported.
        error: io::Error,
    },
    /// The folder is not a HylaFAX spool, because it lacks a subfolder that each HylaFAX spool has.
    #[error(
        "{} is no spool of HylaFAX: there is no folder {missing} in it; HylaFAX has {} there",
        path.display(),
        FOLDERS.join(", ")
    )]
    Other {
        /// The path of the folder that is not a HylaFAX spool.
        path: PathBuf,
        /// The name of the first subfolder that this folder lacks, although each HylaFAX spool has
        /// it.
        missing: &'static str,
    },
    /// HylaFAX's queue manager is running, so imported jobs must not be released in Ferrofax: both
    /// programs would send them.
    #[error(
        "HylaFAX's queue manager (faxq) runs on {}: what is released here it would send, too; stop HylaFAX first",
        .0.display()
    )]
    AtWork(PathBuf),
}

/// The reason why a file of HylaFAX could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    #[error("'{0}' leads out of HylaFAX's folder")]
    Outside(String),
    #[error("there is no {0}")]
    Missing(String),
    #[error("{0} is a link, and no link is followed")]
    Link(String),
    #[error("{0} is not a plain file")]
    NotAFile(String),
    #[error("HylaFAX works on {0} at this moment; run this again")]
    InUse(String),
    #[error("{0} has more than {1} bytes")]
    TooLarge(String, u64),
    #[error("{0}: {1}")]
    System(String, io::Error),
}

/// A file of HylaFAX that is open and will be read later.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) name: String,
    file: File,
    /// The time at which the file of HylaFAX was last changed.
    pub(super) changed: UnixMs,
}

/// The subfolders that each spool of HylaFAX 4 to 7 has.
const FOLDERS: [&str; 4] = ["sendq", "doneq", "docq", "recvq"];

/// The name of the named pipe through which HylaFAX's queue manager gets its commands.
const FIFO: &str = "FIFO";

impl Place {
    /// Opens the spool folder of a HylaFAX server, and checks that it has the usual subfolders.
    pub(super) fn of_spool(path: &Path) -> Result<Self, NoPlace> {
        let place = Self::open(path)?;
        match FOLDERS.into_iter().find(|name| place.folder(name).is_err()) {
            Some(missing) => Err(NoPlace::Other { path: path.to_owned(), missing }),
            None => Ok(place),
        }
    }

    /// Opens a folder of HylaFAX, such as its settings, without checking what the folder contains.
    pub(super) fn open(path: &Path) -> Result<Self, NoPlace> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match openat(CWD, path, flags, Mode::empty()) {
            Ok(folder) => Ok(Self { folder }),
            Err(error) => Err(NoPlace::Unreadable { path: path.to_owned(), error: error.into() }),
        }
    }

    /// Whether HylaFAX's queue manager is running. While it runs, it holds its named pipe open for
    /// reading.
    pub(super) fn is_at_work(&self) -> bool {
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        // If no process reads the pipe, the system returns ENXIO. A file that is not a pipe is
        // opened as well, but nothing is written to it.
        let pipe = openat(&self.folder, FIFO, flags, Mode::empty()).map(File::from);
        pipe.and_then(rustix::fs::fstat)
            .is_ok_and(|found| rustix::fs::FileType::from_raw_mode(found.st_mode).is_fifo())
    }

    /// Lists the file names in a subfolder of the HylaFAX spool, sorted. The list is empty if the
    /// subfolder does not exist.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        names(self.folder(folder))
    }

    /// Lists the names of the files directly in this folder of HylaFAX, without those in its
    /// subfolders.
    pub(super) fn own_names(&self) -> Vec<String> {
        names(self.folder.try_clone().map_err(|_| Errno::MFILE))
    }

    /// Opens a file in HylaFAX's folder, unless HylaFAX has locked the file because it is working
    /// on it.
    pub(super) fn file(&self, name: &str) -> Result<Opened, Unread> {
        let system = |error: Errno| match error {
            Errno::NOENT | Errno::NOTDIR => Unread::Missing(name.to_owned()),
            Errno::LOOP => Unread::Link(name.to_owned()),
            error => Unread::System(name.to_owned(), error.into()),
        };
        let is_inside = |part: &str| !part.is_empty() && !part.starts_with('.');
        if !name.split('/').all(is_inside) || name.contains('\0') {
            return Err(Unread::Outside(name.to_owned()));
        }
        let (folder, last) = match name.rsplit_once('/') {
            Some((folder, last)) => (Some(self.folder(folder).map_err(system)?), last),
            None => (None, name),
        };
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let opened = openat(folder.as_ref().unwrap_or(&self.folder), last, flags, Mode::empty());
        let file = File::from(opened.map_err(system)?);
        let found = file.metadata().map_err(|error| Unread::System(name.to_owned(), error))?;
        if !found.is_file() {
            return Err(Unread::NotAFile(name.to_owned()));
        }
        // HylaFAX locks the faxes that it is receiving, and the files of jobs on which it works.
        match flock(&file, FlockOperation::NonBlockingLockShared) {
            Err(Errno::WOULDBLOCK) => return Err(Unread::InUse(name.to_owned())),
            _ => drop(flock(&file, FlockOperation::Unlock)),
        }
        let changed = UnixMs(found.mtime().saturating_mul(1000));
        Ok(Opened { name: name.to_owned(), file, changed })
    }

    fn folder(&self, name: &str) -> Result<OwnedFd, Errno> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut parts = name.split('/');
        let first = parts.next().unwrap_or_default();
        let first = openat(&self.folder, first, flags, Mode::empty())?;
        parts.try_fold(first, |folder, part| openat(folder, part, flags, Mode::empty()))
    }
}

fn names(folder: Result<OwnedFd, Errno>) -> Vec<String> {
    let entries = folder.and_then(Dir::read_from);
    let Ok(entries) = entries else { return Vec::new() };
    let name = |entry: rustix::fs::DirEntry| {
        // HylaFAX uses only file names that are valid text, so other names are skipped.
        String::from_utf8(entry.file_name().to_bytes().to_vec()).ok()
    };
    let mut names: Vec<String> = entries.filter_map(Result::ok).filter_map(name).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

impl Opened {
    /// Reads the whole content of a file in HylaFAX's folder.
    ///
    /// # Errors
    /// Returns [`Unread`] if the file has more than `most` bytes or can't be read.
    pub(super) fn read(&self, most: u64) -> Result<Vec<u8>, Unread> {
        let system = |error| Unread::System(self.name.clone(), error);
        let mut bytes = Vec::new();
        let mut file = &self.file;
        io::Seek::rewind(&mut file).map_err(system)?;
        file.take(most + 1).read_to_end(&mut bytes).map_err(system)?;
        if bytes.len() as u64 > most {
            Err(Unread::TooLarge(self.name.clone(), most))
        } else {
            Ok(bytes)
        }
    }
}

/// Raises the number of files that this process may have open, to the maximum that the operating
/// system allows.
pub(super) fn open_many() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // If the system refuses, the limit stays unchanged.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}

/// Decodes text of HylaFAX: UTF-8, or Latin-1 if it is not valid UTF-8.
pub(super) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
