//! Safe opening of files and folders where other users may have planted something. The spool's
//! group may write to the spool's folder, and a link there may lead anywhere.
//!
//! A path is opened from its beginning, folder by folder, and links in it are not followed. So the
//! path must contain no links; the path of the spool contains none. An opened file must be a plain
//! file, must have no second name (hard link), and must belong to a user of its folder. Owners and
//! modes are changed only through an open descriptor, and only if this process has just made the
//! file or folder, or its user owns it.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Gid, Mode, OFlags, Stat, Uid};
use rustix::io::Errno;
use rustix::process::geteuid;

use crate::acl;

/// The purpose for which a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// For reading; nothing is changed.
    Reading,
    /// For writing and reading.
    Writing,
    /// For writing at the end of the file only, and for reading.
    Appending,
}

/// Which users get the same rights to a new file or folder as they have to the folder around it.
/// The group gets rights only if the folder around it gives no rights to users outside the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Only the owner gets rights.
    Nobody,
    /// The owner gets rights, and the group may read.
    GroupReads,
    /// The owner and the group get rights.
    GroupWorks,
    /// All users get rights.
    Everybody,
}

/// The users who may own a file that is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The folder's owner, this process's user, or root. If the file has the same group as the
    /// folder, any user.
    Known,
    /// Only the user with this id.
    User(u32),
    /// Any user.
    Anybodys,
}

/// An error of the file system, with the file or folder where it happened.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {error}", path.display())]
pub struct FileError {
    /// The action that failed, as a verb for the sentence "cannot ACTION PATH".
    pub action: &'static str,
    /// The path of the file or folder.
    pub path: PathBuf,
    /// The error of the operating system.
    pub error: io::Error,
}

impl FileError {
    /// The error of an action on a file or folder.
    pub fn new(action: &'static str, path: &Path, error: io::Error) -> Self {
        Self { action, path: path.to_owned(), error }
    }
}

/// Opens an existing file.
pub fn open(path: &Path, what_for: For) -> io::Result<File> {
    let place = Place::of(path)?;
    place.open(what_for, OFlags::empty())
}

/// Opens, for reading, a file that another user may have put there.
pub fn open_of(path: &Path, whose: Whose) -> io::Result<File> {
    Place { whose, ..Place::of(path)? }.open(For::Reading, OFlags::empty())
}

/// Opens a file, and makes it if it does not exist.
pub fn open_or_make(path: &Path, what_for: For, share: Share) -> io::Result<File> {
    let place = Place::of(path)?;
    loop {
        match place.make(what_for, share) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            made => return made,
        }
        match place.open(what_for, OFlags::empty()) {
            // Another process has just removed the file.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            found => return found,
        }
    }
}

/// Makes a file if it does not exist. An existing file is checked, but not opened. Reason: a
/// process that closes a file loses all its locks on the file (POSIX, `fcntl`), for example those
/// of SQLite.
pub fn make_or_look_at(path: &Path, share: Share) -> io::Result<()> {
    let place = Place::of(path)?;
    match place.make(For::Writing, share) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => place.look().map(drop),
        made => made.map(drop),
    }
}

/// Makes a new file for writing.
pub fn make(path: &Path, share: Share) -> io::Result<File> {
    Place::of(path)?.make(For::Writing, share)
}

/// Makes a folder if it does not exist. Returns whether it was made. If the name exists already, it
/// must be a folder.
pub fn make_folder(path: &Path, share: Share) -> io::Result<bool> {
    make_folder_at(path, share, &Place::of(path)?)
}

/// Makes a folder as [`make_folder`] does. But the group gets at most the rights that it has on the
/// folder `like`, which may be more than on the parent folder.
pub fn make_folder_like(path: &Path, share: Share, like: &Path) -> io::Result<bool> {
    make_folder_at(path, share, &Place::of(&like.join("in it"))?)
}

/// `like`: a place in the folder whose group and rights a new folder gets.
fn make_folder_at(path: &Path, share: Share, like: &Place<'_>) -> io::Result<bool> {
    let place = Place::of(path)?;
    let made = match rustix::fs::mkdirat(&place.folder, place.name, Mode::RWXU) {
        Ok(()) => true,
        Err(Errno::EXIST) => false,
        Err(error) => return Err(error.into()),
    };
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    if made {
        let folder = rustix::fs::openat(&place.folder, place.name, flags, Mode::empty())
            .map_err(no_folder)?;
        hand_over(&folder, like, share)?;
    } else {
        drop(step(&place.folder, place.name)?)
    }
    Ok(made)
}

/// Reads the whole content of a file.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = open(path, For::Reading)?;
    let mut bytes = Vec::with_capacity(usize::try_from(file.metadata()?.len()).unwrap_or(0));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the metadata of a file.
pub fn metadata(path: &Path) -> io::Result<Metadata> {
    open(path, For::Reading)?.metadata()
}

/// Removes a file, or a link with its name.
pub fn remove(path: &Path) -> io::Result<()> {
    let place = Place::of(path)?;
    Ok(rustix::fs::unlinkat(&place.folder, place.name, AtFlags::empty())?)
}

/// Returns a name for a new file that will replace this one, in the same folder. The name ends in
/// `.new`. No other process and no other thread gets the same name.
pub fn fresh_beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mine = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    path.with_extension(format!("{}-{}.new", mine.0, mine.1))
}

/// Renames a file.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let (from, to) = (Place::of(from)?, Place::of(to)?);
    Ok(rustix::fs::renameat(&from.folder, from.name, &to.folder, to.name)?)
}

/// Replaces a file by a new file with this content, in one step: a reader sees either the old or
/// the new content. The content is durable when this function returns; [`flush`] makes the name
/// durable.
pub fn replace(path: &Path, octets: &[u8], share: Share) -> io::Result<()> {
    // Other processes may replace the same file at the same time, so each writes a file of its own.
    let fresh = fresh_beside(path);
    let written = make(&fresh, share)
        .and_then(|mut file| file.write_all(octets).and_then(|()| file.sync_all()))
        .and_then(|()| rename(&fresh, path));
    if written.is_err() {
        let _not_made = remove(&fresh);
    }
    written
}

/// Removes an empty folder.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    let place = Place::of(path)?;
    Ok(rustix::fs::unlinkat(&place.folder, place.name, AtFlags::REMOVEDIR)?)
}

/// Lists the entries of a folder as paths, in the order of their names.
pub fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in Dir::read_from(readable(folder)?)? {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if name != b"." && name != b".." {
            found.push(folder.join(OsStr::from_bytes(name)));
        }
    }
    found.sort();
    Ok(found)
}

/// Gives the folder `ours` the mode of the folder `like`, so that the users who may enter `like`
/// may enter `ours`. Fails if the folder does not belong to this process's user. If this process
/// runs as root, the folders that it makes in `like` belong to the owner of `like`.
pub fn open_up(ours: &Path, like: &Path) -> io::Result<()> {
    let folder = readable(ours)?;
    let (owner, like) = (rustix::fs::fstat(&folder)?.st_uid, rustix::fs::fstat(walk(like)?)?);
    let user = geteuid();
    if owner != user.as_raw() && !(user.is_root() && owner == like.st_uid) {
        return Err(unfit("it belongs to another user"));
    }
    Ok(rustix::fs::fchmod(folder, Mode::from_raw_mode(like.st_mode & 0o7777))?)
}

/// Gives a folder that this process has just made to another user and group.
pub fn give(ours: &Path, user: u32, group: u32) -> io::Result<()> {
    let folder = readable(ours)?;
    if rustix::fs::fstat(&folder)?.st_uid != geteuid().as_raw() {
        return Err(unfit("it belongs to another user"));
    }
    Ok(rustix::fs::fchown(folder, Some(Uid::from_raw(user)), Some(Gid::from_raw(group)))?)
}

/// Makes the entries of a folder durable.
pub fn flush(folder: &Path) -> io::Result<()> {
    #[cfg(any(test, debug_assertions))]
    crate::flushes::one();
    Ok(rustix::fs::fsync(readable(folder)?)?)
}

/// Gives the group of a folder its rights to a file that was made when only the owner had rights to
/// the folder. A file is not changed if it does not exist, belongs to another user, or already
/// gives rights to users other than its owner. The file is not opened: a process that closes a file
/// loses all its locks on the file.
pub fn share(path: &Path, share: Share) -> io::Result<()> {
    let place = Place::of(path)?;
    match rustix::fs::statat(&place.folder, place.name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => return Ok(()),
        Err(error) => return Err(error.into()),
        Ok(found) if found.st_uid != geteuid().as_raw() || found.st_mode & 0o077 != 0 => {
            return Ok(());
        }
        Ok(_) => {}
    }
    hand_over(&place.look()?, &place, share)
}

/// Does the same as [`share`] for a folder that belongs to this process's user, and for this user's
/// files in it. They get the rights of the folder around it. The files come first: if the folder
/// already gives rights to others, this function assumes that its work was done before.
pub fn share_folder(path: &Path, share: Share) -> io::Result<()> {
    let place = Place::of(path)?;
    let around = &place.folder_stat;
    let Some(folder) = place.folder_of_ours()? else { return Ok(()) };
    if rustix::fs::fstat(&folder)?.st_mode & 0o077 != 0 || around.st_mode & 0o070 == 0 {
        return Ok(());
    }
    for file in entries(path)? {
        // An entry that is not a plain file is not changed. The code that reads it reports the
        // error.
        let Ok(found) = Place::of(&file).and_then(|file| file.look()) else { continue };
        if rustix::fs::fstat(&found)?.st_uid == geteuid().as_raw() {
            hand_over(&found, &place, share)?;
        }
    }
    hand_over(&folder, &place, share)
}

/// Removes all rights to a file or folder from users who are neither its owner nor in its group.
/// Returns whether such users had rights. If the entry does not exist, belongs to another user or
/// is a link, nothing is changed. The file is not opened: a process that closes a file loses all
/// its locks on the file.
pub fn close_to_others(path: &Path) -> io::Result<bool> {
    let place = Place::of(path)?;
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let found = match rustix::fs::openat(&place.folder, place.name, flags, Mode::empty()) {
        Err(Errno::NOENT) => return Ok(false),
        found => found?,
    };
    let stat = rustix::fs::fstat(&found)?;
    let kind = FileType::from_raw_mode(stat.st_mode);
    let is_either = matches!(kind, FileType::Directory | FileType::RegularFile);
    if !is_either || stat.st_uid != geteuid().as_raw() || stat.st_mode & 0o007 == 0 {
        return Ok(false);
    }
    set_mode(found.as_fd(), Mode::from_raw_mode(stat.st_mode & 0o7770))?;
    Ok(true)
}

/// Lets the group of a folder write to it, if the group could only read it so far and may write to
/// the folder `like`. Returns whether the rights were changed. If the folder belongs to another
/// user, or if `path` is not a folder, nothing is changed.
pub fn let_group_write(path: &Path, like: &Path) -> io::Result<bool> {
    let Some(folder) = Place::of(path)?.folder_of_ours()? else { return Ok(false) };
    let (found, other) = (rustix::fs::fstat(&folder)?, rustix::fs::fstat(walk(like)?)?);
    let only_reads = found.st_gid == other.st_gid && found.st_mode & 0o070 == 0o050;
    if !only_reads || other.st_mode & 0o070 != 0o070 {
        return Ok(false);
    }
    set_mode(folder.as_fd(), Mode::from_raw_mode(found.st_mode & 0o7777 | 0o020))?;
    Ok(true)
}

/// Whether this process must be able to write to a folder, because it runs as root or as the
/// folder's owner.
pub fn is_ours(folder: &Path) -> io::Result<bool> {
    let owner = Uid::from_raw(rustix::fs::fstat(walk(folder)?)?.st_uid);
    Ok(geteuid().is_root() || geteuid() == owner)
}

/// Checks whether a file can be made in a folder. No file remains.
pub fn try_making(folder: &Path) -> io::Result<()> {
    let folder = walk(folder)?;
    let flags = OFlags::WRONLY | OFlags::CLOEXEC;
    let mode = Mode::RUSR | Mode::WUSR;
    match rustix::fs::openat(&folder, ".", flags | OFlags::TMPFILE, mode) {
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL) => {}
        tried => return Ok(tried.map(drop)?),
    }
    // The file system does not support files without a name, so a file with a name is tried.
    for number in 0..100 {
        let name = format!(".probe-{}-{number}", std::process::id());
        match rustix::fs::openat(
            &folder,
            &name,
            flags | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW,
            mode,
        ) {
            Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
            Ok(_) => return Ok(rustix::fs::unlinkat(&folder, &name, AtFlags::empty())?),
        }
    }
    Err(Errno::EXIST.into())
}

/// Returns the path of the entry `name` in a folder; `None` if the name would lead out of the
/// folder. Names also come from the database, which other programs may have changed.
pub fn below(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_below = !name.is_empty()
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    is_below.then(|| folder.join(name))
}

/// The name of a file or folder, and the open folder that contains it.
struct Place<'a> {
    folder: OwnedFd,
    folder_stat: Stat,
    name: &'a OsStr,
    whose: Whose,
}

impl<'a> Place<'a> {
    fn of(path: &'a Path) -> io::Result<Self> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(Errno::INVAL.into());
        };
        let folder = walk(folder)?;
        let folder_stat = rustix::fs::fstat(&folder)?;
        Ok(Self { folder, folder_stat, name, whose: Whose::Known })
    }

    fn open(&self, what_for: For, more: OFlags) -> io::Result<File> {
        let access = match what_for {
            For::Reading => OFlags::RDONLY,
            For::Writing => OFlags::RDWR,
            For::Appending => OFlags::RDWR | OFlags::APPEND,
        };
        // Without `NONBLOCK`, opening would wait forever if the file is a named pipe.
        let flags = access | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | more;
        let file = match rustix::fs::openat(&self.folder, self.name, flags, Mode::RUSR | Mode::WUSR)
        {
            Err(Errno::LOOP) => return Err(unfit("it is a link, which is not followed")),
            Err(Errno::NXIO | Errno::ISDIR) => return Err(unfit("it is not a plain file")),
            opened => opened?,
        };
        self.look_at(&file)?;
        Ok(file.into())
    }

    /// Checks the entry without opening its content. The descriptor is opened for the path alone
    /// (O_PATH), so closing it releases no locks on the file.
    fn look(&self) -> io::Result<OwnedFd> {
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let found = rustix::fs::openat(&self.folder, self.name, flags, Mode::empty())?;
        self.look_at(&found).map(|()| found)
    }

    /// Opens the entry if it is a folder that belongs to this process's user.
    fn folder_of_ours(&self) -> io::Result<Option<OwnedFd>> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let opened = rustix::fs::openat(&self.folder, self.name, flags, Mode::empty());
        let folder = match opened {
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::ACCESS) => return Ok(None),
            opened => opened?,
        };
        let is_ours = rustix::fs::fstat(&folder)?.st_uid == geteuid().as_raw();
        Ok(is_ours.then_some(folder))
    }

    fn make(&self, what_for: For, share: Share) -> io::Result<File> {
        let file = self.open(what_for, OFlags::CREATE | OFlags::EXCL)?;
        hand_over(&file, self, share)?;
        Ok(file)
    }

    /// Returns an error unless the file is a plain file, has no second name (hard link), and
    /// belongs to a user whom [`Whose`] permits.
    fn look_at(&self, file: &OwnedFd) -> io::Result<()> {
        let (found, folder) = (rustix::fs::fstat(file)?, &self.folder_stat);
        if FileType::from_raw_mode(found.st_mode) != FileType::RegularFile {
            return Err(unfit("it is not a plain file"));
        }
        if found.st_nlink > 1 {
            return Err(unfit("it has a second name (a hard link) and could be another's file"));
        }
        let is_right = match self.whose {
            Whose::Known => {
                let ours = geteuid().as_raw();
                [folder.st_uid, ours, 0].contains(&found.st_uid) || found.st_gid == folder.st_gid
            }
            Whose::User(user) => found.st_uid == user,
            Whose::Anybodys => true,
        };
        if is_right { Ok(()) } else { Err(unfit("it belongs to another user")) }
    }
}

/// Opens a folder for reading its entries.
fn readable(folder: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    Ok(rustix::fs::openat(walk(folder)?, ".", flags, Mode::empty())?)
}

/// Opens a folder by a path without links.
fn walk(path: &Path) -> io::Result<OwnedFd> {
    let start = if path.has_root() { "/" } else { "." };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut folder = rustix::fs::openat(CWD, start, flags, Mode::empty())?;
    for part in path.components() {
        folder = match part {
            Component::Normal(name) => step(&folder, name)?,
            Component::RootDir | Component::CurDir => folder,
            Component::ParentDir | Component::Prefix(_) => {
                return Err(unfit("its path leads back up"));
            }
        };
    }
    Ok(folder)
}

fn step(folder: &OwnedFd, name: &OsStr) -> io::Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(folder, name, flags, Mode::empty()).map_err(no_folder)
}

/// Gives a new file or folder the owner and the group of the folder around it, if this process has
/// the right to. Gives the group the rights that it has to that folder, limited by `share`. If that
/// folder has a default access control list, the users on the list get rights even if the new file
/// has another group.
fn hand_over(made: &impl AsFd, place: &Place<'_>, share: Share) -> io::Result<()> {
    let folder = &place.folder_stat;
    let ours = rustix::fs::fstat(made)?;
    let (owner, shared) = (Uid::from_raw(folder.st_uid), Gid::from_raw(folder.st_gid));
    if ours.st_uid != folder.st_uid {
        // Only root may change the owner.
        let _ = set_owner(made, Some(owner), None);
    }
    let is_shared = ours.st_gid == folder.st_gid
        || set_owner(made, None, Some(shared)).is_ok()
        || acl::shares(&place.folder);
    let is_folder = FileType::from_raw_mode(ours.st_mode) == FileType::Directory;
    let (own, all) = if is_folder { (0o700, 0o7777) } else { (0o600, 0o666) };
    // A folder that all other users may enter was not made for a group.
    let is_groups = folder.st_mode & 0o007 == 0;
    let kept = match share {
        Share::GroupReads | Share::GroupWorks if !is_groups => 0,
        Share::Nobody => 0,
        Share::GroupReads => 0o2050,
        Share::GroupWorks => 0o2070,
        Share::Everybody => 0o7777,
    };
    let mode = own | if is_shared { folder.st_mode & kept & all } else { 0 };
    if mode == ours.st_mode & 0o7777 {
        return Ok(());
    }
    set_mode(made.as_fd(), Mode::from_raw_mode(mode))
}

/// Sets the owner and group through an open descriptor, which may have been opened for the path
/// alone (O_PATH).
fn set_owner(made: &impl AsFd, owner: Option<Uid>, group: Option<Gid>) -> io::Result<()> {
    Ok(rustix::fs::chownat(made, "", owner, group, AtFlags::EMPTY_PATH)?)
}

/// Sets the mode through an open descriptor. If the descriptor was opened for the path alone
/// (O_PATH), its name in `/proc/self/fd` is used (proc(5)).
fn set_mode(made: BorrowedFd<'_>, mode: Mode) -> io::Result<()> {
    match rustix::fs::fchmod(made, mode) {
        Err(Errno::BADF) => {
            let name = format!("/proc/self/fd/{}", made.as_raw_fd());
            Ok(rustix::fs::chmod(name, mode)?)
        }
        set => Ok(set?),
    }
}

fn unfit(why: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}

fn no_folder(error: Errno) -> io::Error {
    match error {
        Errno::LOOP | Errno::NOTDIR => io::Error::new(
            ErrorKind::NotADirectory,
            "it, or a folder above it, is a link or no folder",
        ),
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap();
        (folder, path)
    }

    #[test]
    fn links_second_names_pipes_and_folders_are_not_opened() {
        let (_kept, folder) = folder();
        let file = folder.join("file");
        fs::write(&file, "precious").unwrap();
        symlink(&file, folder.join("link")).unwrap();
        symlink(folder.join("nothing"), folder.join("dangling")).unwrap();
        symlink(&folder, folder.join("way")).unwrap();
        fs::create_dir(folder.join("folder")).unwrap();
        rustix::fs::mkfifoat(CWD, folder.join("pipe"), Mode::RWXU).unwrap();
        for name in ["link", "dangling", "way/file", "folder", "pipe", "folder/../file"] {
            for what_for in [For::Reading, For::Writing, For::Appending] {
                let path = folder.join(name);
                assert!(open(&path, what_for).is_err(), "{name}");
                assert!(open_or_make(&path, what_for, Share::GroupWorks).is_err(), "{name}");
            }
            assert!(make(&folder.join(name), Share::GroupWorks).is_err(), "{name}");
        }
        assert!(!folder.join("nothing").exists());
        assert!(make_folder(&folder.join("link"), Share::GroupWorks).is_err());
        assert!(make_folder(&folder.join("way"), Share::GroupWorks).is_err());
        assert_eq!(read(&file).unwrap(), b"precious");
        fs::hard_link(&file, folder.join("second")).unwrap();
        assert_eq!(open(&file, For::Reading).unwrap_err().kind(), ErrorKind::InvalidData);
    }

    #[test]
    fn what_is_made_takes_its_rights_from_its_folder() {
        let (_kept, folder) = folder();
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o7777;
        for (rights, file, read_only, inner) in [
            (0o700, 0o600, 0o600, 0o700),
            (0o755, 0o600, 0o600, 0o700),
            (0o2750, 0o640, 0o640, 0o2750),
            (0o2770, 0o660, 0o640, 0o2750),
        ] {
            let folder = folder.join(format!("{rights:o}"));
            fs::create_dir(&folder).unwrap();
            fs::set_permissions(&folder, fs::Permissions::from_mode(rights)).unwrap();
            make(&folder.join("file"), Share::GroupWorks).unwrap();
            make(&folder.join("read-only"), Share::GroupReads).unwrap();
            assert!(make_folder(&folder.join("inner"), Share::GroupReads).unwrap());
            assert!(!make_folder(&folder.join("inner"), Share::GroupReads).unwrap(), "it is there");
            assert_eq!(mode(&folder.join("file")), file);
            assert_eq!(mode(&folder.join("read-only")), read_only);
            assert_eq!(mode(&folder.join("inner")), inner);
        }
    }

    /// A service that runs as root makes folders in a drop folder of another user.
    #[test]
    fn root_opens_up_what_it_has_made_in_the_folder_of_another_user() {
        if !geteuid().is_root() {
            return;
        }
        let (_kept, folder) = folder();
        let [like, other] = [("like", 12_345), ("other", 54_321)].map(|(name, owner)| {
            let path = folder.join(name);
            fs::create_dir(&path).unwrap();
            std::os::unix::fs::chown(&path, Some(owner), Some(owner)).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o2770)).unwrap();
            path
        });
        let ours = like.join("ours");
        assert!(make_folder(&ours, Share::Nobody).unwrap());
        open_up(&ours, &like).unwrap();
        assert_eq!(fs::metadata(&ours).unwrap().mode() & 0o7777, 0o2770);
        assert!(open_up(&other, &like).is_err());
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_none() {
        let folder = Path::new("/spool");
        assert_eq!(below(folder, "0000/1.tif"), Some(PathBuf::from("/spool/0000/1.tif")));
        for name in ["", "/etc/passwd", "../x", "a/../../x", "a/../x", ".", "./x"] {
            assert_eq!(below(folder, name), None, "{name}");
        }
    }

    #[test]
    fn a_try_to_make_a_file_leaves_nothing() {
        let (_kept, folder) = folder();
        try_making(&folder).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        assert!(try_making(&folder.join("nowhere")).is_err());
    }
}
