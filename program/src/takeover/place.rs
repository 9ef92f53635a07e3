//! The folder of a HylaFAX server, and how files in it are opened: others may write there, so no
//! link is followed, nothing outside is reached, and a pipe keeps nobody waiting. (Files of two
//! names are HylaFAX's own way of sharing documents.)

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Dir, FlockOperation, Mode, OFlags, flock, openat};
use rustix::io::Errno;

use ferrofax_basics::UnixMs;

/// A folder of HylaFAX's.
pub(super) struct Place {
    folder: OwnedFd,
}

/// Why a folder is no HylaFAX spool.
#[derive(Debug, thiserror::Error)]
pub enum NoPlace {
    /// It can't be opened.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A folder is missing.
    #[error(
        "{} is no spool of HylaFAX: there is no folder {missing} in it; HylaFAX has {} there",
        path.display(),
        FOLDERS.join(", ")
    )]
    Other {
        /// The folder.
        path: PathBuf,
        /// What it lacks.
        missing: &'static str,
    },
    /// HylaFAX is at work.
    #[error(
        "HylaFAX's queue manager (faxq) runs on {}: what is released here it would send, too; stop HylaFAX first",
        .0.display()
    )]
    AtWork(PathBuf),
}

/// Why a file is not read.
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

/// A file that was opened, to be read later.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) name: String,
    file: File,
    /// When it was changed last.
    pub(super) changed: UnixMs,
}

/// What each spool of HylaFAX 4 to 7 has.
const FOLDERS: [&str; 4] = ["sendq", "doneq", "docq", "recvq"];

/// Where the queue manager is spoken to.
const FIFO: &str = "FIFO";

impl Place {
    /// A spool of HylaFAX.
    pub(super) fn of_spool(path: &Path) -> Result<Self, NoPlace> {
        let place = Self::open(path)?;
        match FOLDERS.into_iter().find(|name| place.folder(name).is_err()) {
            Some(missing) => Err(NoPlace::Other { path: path.to_owned(), missing }),
            None => Ok(place),
        }
    }

    /// Some folder.
    pub(super) fn open(path: &Path) -> Result<Self, NoPlace> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match openat(CWD, path, flags, Mode::empty()) {
            Ok(folder) => Ok(Self { folder }),
            Err(error) => Err(NoPlace::Unreadable { path: path.to_owned(), error: error.into() }),
        }
    }

    /// Whether the queue manager listens: it holds its pipe open for reading.
    pub(super) fn is_at_work(&self) -> bool {
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        // Without a reader the system says ENXIO. Something else than a pipe is opened, too, and
        // nothing is written into it.
        let pipe = openat(&self.folder, FIFO, flags, Mode::empty()).map(File::from);
        pipe.and_then(rustix::fs::fstat)
            .is_ok_and(|found| rustix::fs::FileType::from_raw_mode(found.st_mode).is_fifo())
    }

    /// The names in a folder, sorted; none where it is not there.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        names(self.folder(folder))
    }

    /// The names in this folder itself.
    pub(super) fn own_names(&self) -> Vec<String> {
        names(self.folder.try_clone().map_err(|_| Errno::MFILE))
    }

    /// Opens a file that nobody is writing.
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
        // HylaFAX locks what it receives and the files of jobs that it works on.
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
        // A name that is no text is none of HylaFAX's.
        String::from_utf8(entry.file_name().to_bytes().to_vec()).ok()
    };
    let mut names: Vec<String> = entries.filter_map(Result::ok).filter_map(name).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

impl Opened {
    /// All that is in it.
    ///
    /// # Errors
    /// [`Unread`]: it has more than so many bytes, or can't be read.
    pub(super) fn read(&self, most: u64) -> Result<Vec<u8>, Unread> {
        let system = |error| Unread::System(self.name.clone(), error);
        let mut bytes = Vec::new();
        let mut file = &self.file;
        io::Seek::rewind(&mut file).map_err(system)?;
        file.take(most + 1).read_to_end(&mut bytes).map_err(system)?;
        match bytes.len() as u64 > most {
            true => Err(Unread::TooLarge(self.name.clone(), most)),
            false => Ok(bytes),
        }
    }
}

/// As many files may be open as the system lets root have.
pub(super) fn open_many() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // It stays as it is where that is refused.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}

/// Text as HylaFAX writes it: UTF-8, else Latin-1.
pub(super) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
