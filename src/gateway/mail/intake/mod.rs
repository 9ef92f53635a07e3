//! The mails that were accepted and not yet handled: one durable file a mail, in the folder `mail/` of the spool's folder.
//!
//! What [`Intake::put`] has returned for is on the disk and stays there until [`Intake::done`]; a crash at any instant gives
//! it back to [`Intake::next`].
//!
//! # The folder
//!
//! - `new/` holds files that are being written. What a crash leaves there was never accepted.
//! - `waiting/ID` is a mail; the rename to here is what accepts it.
//! - `put-off/ID` says until when a mail waits, and why.
//! - `known/ID` is what is left of a handled mail, its first line, by which it is known when it comes again. The rename
//!   to here is what ends a mail, so there is no instant at which it is neither waiting nor known.
//! - `damaged/` holds files of `waiting/` that cannot be read.
//! - `lock` is held for the instant between looking whether a mail is known and putting it in; `desk` by the one process
//!   that handles mails. A file `paused` closes the door.

mod entry;
mod flusher;
mod waiting;

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::hash::BuildHasher;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

pub use entry::Entry;

use super::{Envelope, Reply};
use crate::gateway::order;
use entry::{Head, ID_BYTES, Key, PutOff};
use flusher::{Flusher, flush};
use waiting::Waiting;

/// Limits of the intake: `[mail]` of gateway.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeSettings {
    /// `duplicate_window_hours`, as a time: how long a mail is known again. Nought: never.
    pub duplicate_window: Duration,
    /// `max_waiting_mails`: that wait at once.
    pub max_entries: u64,
    /// `max_waiting_mb`, as bytes: of them all.
    pub max_bytes: u64,
    /// `min_free_mb`, as bytes: what must stay free on the disk.
    pub min_free: u64,
}

impl Default for IntakeSettings {
    fn default() -> Self {
        Self {
            duplicate_window: Duration::from_secs(24 * 3600),
            max_entries: 10_000,
            max_bytes: 4 << 30,
            min_free: 200 << 20,
        }
    }
}

/// The mails that wait.
#[derive(Debug)]
pub struct Intake {
    folder: PathBuf,
    settings: IntakeSettings,
    /// The file `lock`.
    lock: Mutex<File>,
    /// The file `desk`, once it is ours.
    desk: Mutex<Option<File>>,
    waiting: Mutex<Waiting>,
    came: Condvar,
    looked: Mutex<Option<Instant>>,
    flusher: Flusher,
}

/// What became of a mail that was put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It waits under this id.
    New(String),
    /// It had come before, under this id: nothing was put in.
    Known(String),
}

/// Why the intake did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The administrator has paused it.
    #[error("no mails are taken in for now: the mail queue is paused")]
    Paused,
    /// A limit.
    #[error("too many mails wait: {count} of at most {}, {bytes} bytes of at most {}", limits.max_entries, limits.max_bytes)]
    Full {
        /// Mails.
        count: u64,
        /// Of all of them.
        bytes: u64,
        /// What is allowed.
        limits: IntakeSettings,
    },
    /// The disk.
    #[error("there is not enough room on the disk of {}", .0.display())]
    NoSpace(PathBuf),
    /// No mail of that id.
    #[error("no mail '{0}' waits")]
    Unknown(String),
    /// Another process handles the mails.
    #[error("another process handles the mails of {}", .0.display())]
    Taken(PathBuf),
    /// The disk.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

const NEW: &str = "new";
const WAITING: &str = "waiting";
const PUT_OFF: &str = "put-off";
const KNOWN: &str = "known";
const DAMAGED: &str = "damaged";
const PAUSED: &str = "paused";

/// How often the folder is looked through for what other processes have done: with nothing to do, and with something.
const LOOK_IDLE: Duration = Duration::from_secs(1);
const LOOK_BUSY: Duration = Duration::from_secs(10);

/// What is left in `new/` for so long is nobody's.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

impl Intake {
    /// Opens the intake in this folder, which is made if it is not there. Any number of processes may put mails in; one
    /// handles them.
    ///
    /// # Errors
    /// [`IntakeError::Io`]
    pub fn open(folder: &Path, settings: IntakeSettings) -> Result<Self, IntakeError> {
        for inside in [NEW, WAITING, PUT_OFF, KNOWN, DAMAGED] {
            let path = folder.join(inside);
            DirBuilder::new().recursive(true).mode(0o700).create(&path).map_err(at(&path))?;
        }
        let intake = Self {
            lock: Mutex::new(open_lock(&folder.join("lock"))?),
            desk: Mutex::default(),
            waiting: Mutex::default(),
            came: Condvar::new(),
            looked: Mutex::default(),
            flusher: Flusher::new(&folder.join(WAITING)),
            folder: folder.to_owned(),
            settings,
        };
        intake.look()?;
        Ok(intake)
    }

    /// Whether a mail of so many bytes would be kept now. The door asks before it lets a client begin.
    ///
    /// # Errors
    /// [`IntakeError::Paused`], [`IntakeError::Full`], [`IntakeError::NoSpace`]
    pub fn has_room(&self, size: u64) -> Result<(), IntakeError> {
        if self.is_paused() {
            return Err(IntakeError::Paused);
        }
        let limits = &self.settings;
        let (count, bytes) = {
            let waiting = self.waiting();
            (waiting.count(), waiting.bytes())
        };
        if count >= limits.max_entries || bytes.saturating_add(size) > limits.max_bytes {
            return Err(IntakeError::Full { count, bytes, limits: limits.clone() });
        }
        // A disk that cannot be asked will say itself that it is full.
        let free =
            rustix::fs::statvfs(&self.folder).map_or(u64::MAX, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
        if free < limits.min_free.saturating_add(size) {
            return Err(IntakeError::NoSpace(self.folder.clone()));
        }
        Ok(())
    }

    /// Keeps a mail. It is durable when this returns.
    ///
    /// # Errors
    /// [`IntakeError`]: nothing was kept, the client is to come again. (Where the disk fails in the last step, it may have
    /// been kept nevertheless; then it is known when it comes again.)
    pub fn put(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Kept, IntakeError> {
        self.has_room(bytes.len() as u64)?;
        let key = if self.settings.duplicate_window.is_zero() { None } else { Key::of(envelope, bytes) };
        let fresh = self.place(NEW, &random_id());
        if let Err(error) = Head::write(&fresh, envelope, key.as_ref(), bytes) {
            let _ = fs::remove_file(&fresh);
            return Err(of_disk(&fresh, error));
        }
        let kept = match self.locked(|| self.put_in(&fresh, key.as_ref(), envelope.received_at)) {
            Ok(kept) => kept,
            Err(error) => {
                let _ = fs::remove_file(&fresh);
                return Err(error);
            }
        };
        // One that is known is durable only when whoever put it in has flushed: so flush for both.
        self.flusher.flush().map_err(|error| of_disk(&self.folder.join(WAITING), error))?;
        if let Kept::New(id) = &kept {
            let mut waiting = self.waiting();
            // It may have been seen in the folder already, and be in somebody's hands.
            if !waiting.knows(id) {
                waiting.add(id, 0, envelope.received_at, bytes.len() as u64);
            }
            self.came.notify_one();
        }
        Ok(kept)
    }

    /// The next mail that is due, which is the caller's from now on, until [`Self::done`] or [`Self::later`]. None while
    /// it is paused. A process that has once asked handles the mails of this folder from then on, alone.
    ///
    /// # Errors
    /// [`IntakeError::Taken`], [`IntakeError::Io`]
    pub fn next(&self, now: i64) -> Result<Option<Entry>, IntakeError> {
        self.take_desk()?;
        if self.is_paused() {
            return Ok(None);
        }
        self.look_again(now)?;
        loop {
            let Some(id) = self.waiting().take(now) else { return Ok(None) };
            match self.entry(&id) {
                Ok(entry) => return Ok(Some(entry)),
                Err(IntakeError::Unknown(_)) => self.waiting().remove(&id),
                Err(IntakeError::Io { source, .. }) if source.kind() == io::ErrorKind::InvalidData => {
                    self.put_aside(&id, &source)?;
                }
                Err(error) => {
                    self.waiting().add(&id, now.saturating_add(60_000), now, 0);
                    return Err(error);
                }
            }
        }
    }

    /// Waits until something is due, or for so long.
    pub fn wait(&self, at_most: Duration) {
        let paused = self.is_paused();
        let waiting = self.waiting();
        if paused || waiting.is_idle(order::now()) {
            drop(self.came.wait_timeout(waiting, at_most));
        }
    }

    /// Wakes all who wait, so that they see that the program ends.
    pub fn wake(&self) {
        self.came.notify_all();
    }

    /// The mail is handled: it is gone, and known again for a while. Durable when this returns.
    ///
    /// # Errors
    /// [`IntakeError::Unknown`], [`IntakeError::Io`]
    pub fn done(&self, id: &str) -> Result<(), IntakeError> {
        let path = self.existing(id)?;
        let known = self.place(KNOWN, id);
        let head = Head::read(&path).map_err(at(&path))?;
        let moved = self.locked(|| {
            match head.key {
                Some(_) => fs::rename(&path, &known),
                None => fs::remove_file(&path),
            }
            .map_err(at(&path))
        });
        match moved {
            Err(IntakeError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                self.forget(id);
                return Err(IntakeError::Unknown(id.to_owned()));
            }
            moved => moved?,
        }
        self.forget(id);
        if head.key.is_some() {
            flush(&self.folder.join(KNOWN)).map_err(at(&known))?;
            // What it said is not needed any more.
            OpenOptions::new()
                .write(true)
                .open(&known)
                .and_then(|file| file.set_len(head.length))
                .map_err(at(&known))?;
        }
        self.flusher.flush().map_err(at(&path))
    }

    /// The mail cannot be handled now: it is due again at `when` (Unix milliseconds).
    ///
    /// # Errors
    /// [`IntakeError::Unknown`], [`IntakeError::Io`]
    pub fn later(&self, id: &str, when: i64, why: &str) -> Result<(), IntakeError> {
        let entry = self.entry(id)?;
        let path = self.place(PUT_OFF, id);
        let put_off = PutOff { due: when, tries: entry.tries.saturating_add(1), why: Some(why.to_owned()) };
        // Whatever the disk says: it must not come again at once.
        self.waiting().add(id, when, entry.envelope.received_at, entry.size);
        put_off.write(&path).map_err(at(&path))
    }

    /// All that wait, the oldest first.
    ///
    /// # Errors
    /// [`IntakeError::Io`]
    pub fn list(&self) -> Result<Vec<Entry>, IntakeError> {
        // What goes away meanwhile, or cannot be read, does not wait.
        let mut entries: Vec<Entry> = self.ids(WAITING)?.iter().filter_map(|id| self.entry(id).ok()).collect();
        entries.sort_by(|one, other| (one.envelope.received_at, &one.id).cmp(&(other.envelope.received_at, &other.id)));
        Ok(entries)
    }

    /// One that waits.
    ///
    /// # Errors
    /// [`IntakeError::Unknown`], [`IntakeError::Io`]
    pub fn entry(&self, id: &str) -> Result<Entry, IntakeError> {
        let path = self.existing(id)?;
        let head = Head::read(&path).map_err(at(&path))?;
        let size = fs::metadata(&path).map_err(at(&path))?.len().saturating_sub(head.length);
        let PutOff { due, tries, why } = PutOff::read(&self.place(PUT_OFF, id));
        Ok(Entry { id: id.to_owned(), envelope: head.envelope, tries, why, due, size, path })
    }

    /// Takes no mails in and gives none out until [`Self::resume`], also after a restart.
    ///
    /// # Errors
    /// [`IntakeError::Io`]
    pub fn pause(&self) -> Result<(), IntakeError> {
        let path = self.folder.join(PAUSED);
        File::create(&path).and_then(|_| flush(&self.folder)).map_err(at(&path))
    }

    /// Ends the pause.
    ///
    /// # Errors
    /// [`IntakeError::Io`]
    pub fn resume(&self) -> Result<(), IntakeError> {
        let path = self.folder.join(PAUSED);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.and_then(|()| flush(&self.folder)).map_err(at(&path)),
        }
    }

    /// Whether it is paused.
    pub fn is_paused(&self) -> bool {
        self.folder.join(PAUSED).exists()
    }

    /// Renames a written file to where it waits, unless it is known. Under the lock.
    fn put_in(&self, fresh: &Path, key: Option<&Key>, now: i64) -> Result<Kept, IntakeError> {
        let mut id = key.map_or_else(random_id, Key::id);
        loop {
            let (place, known) = (self.place(WAITING, &id), self.place(KNOWN, &id));
            let same = |path: &Path| Head::read(path).ok().filter(|head| key.is_some() && head.key.as_ref() == key);
            if place.exists() {
                if same(&place).is_some() {
                    fs::remove_file(fresh).map_err(at(fresh))?;
                    return Ok(Kept::Known(id));
                }
                id = random_id();
                continue;
            }
            if same(&known).is_some_and(|head| self.is_known_at(&head, now)) {
                fs::remove_file(fresh).map_err(at(fresh))?;
                return Ok(Kept::Known(id));
            }
            fs::rename(fresh, &place).map_err(at(fresh))?;
            return Ok(Kept::New(id));
        }
    }

    fn is_known_at(&self, head: &Head, now: i64) -> bool {
        let window = i64::try_from(self.settings.duplicate_window.as_millis()).unwrap_or(i64::MAX);
        now.saturating_sub(head.envelope.received_at) < window
    }

    /// Makes this process the one that handles the mails, and tidies up when it becomes that.
    ///
    /// # Errors
    /// [`IntakeError::Taken`], [`IntakeError::Io`]
    pub fn take_desk(&self) -> Result<(), IntakeError> {
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        if desk.is_some() {
            return Ok(());
        }
        let path = self.folder.join("desk");
        let file = open_lock(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(IntakeError::Taken(self.folder.clone())),
            Err(TryLockError::Error(source)) => return Err(IntakeError::Io { path, source }),
        }
        *desk = Some(file);
        self.look()?;
        self.tidy()
    }

    /// Removes what nobody needs: half-written files, what is known for too long, what was put off and has gone.
    fn tidy(&self) -> Result<(), IntakeError> {
        for id in self.ids(NEW)? {
            let path = self.place(NEW, &id);
            let changed = fs::metadata(&path).and_then(|file| file.modified());
            if changed.is_ok_and(|changed| SystemTime::now().duration_since(changed).is_ok_and(|age| age > ABANDONED)) {
                let _ = fs::remove_file(&path);
            }
        }
        let now = order::now();
        for id in self.ids(KNOWN)? {
            let path = self.place(KNOWN, &id);
            match Head::read(&path) {
                Ok(head) if self.is_known_at(&head, now) => {
                    // Cut off between the rename and the end of done().
                    if fs::metadata(&path).is_ok_and(|file| file.len() > head.length) {
                        let _ = OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(head.length));
                    }
                }
                _ => {
                    let _ = fs::remove_file(&path);
                }
            }
        }
        for id in self.ids(PUT_OFF)? {
            if !self.place(WAITING, &id).exists() {
                let _ = fs::remove_file(self.place(PUT_OFF, &id));
            }
        }
        Ok(())
    }

    /// Looks for what other processes have done, from time to time.
    fn look_again(&self, now: i64) -> Result<(), IntakeError> {
        let every = if self.waiting().is_idle(now) { LOOK_IDLE } else { LOOK_BUSY };
        let looked = *self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.is_some_and(|looked| looked.elapsed() < every) {
            return Ok(());
        }
        self.look()
    }

    fn look(&self) -> Result<(), IntakeError> {
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        // Listed under the lock of what we know: nothing is put in or ended meanwhile in this process.
        let mut waiting = self.waiting();
        let there: HashSet<String> = self.ids(WAITING)?.into_iter().collect();
        waiting.keep_only(&there);
        // Someone may want one of these tried now.
        for (id, due) in waiting.put_off() {
            let now_due = PutOff::read(&self.place(PUT_OFF, &id)).due;
            if now_due != due {
                waiting.move_to(&id, now_due);
            }
        }
        for id in there.iter().filter(|id| !waiting.knows(id)).cloned().collect::<Vec<_>>() {
            match self.entry(&id) {
                Ok(entry) => waiting.add(&id, entry.due, entry.envelope.received_at, entry.size),
                // next() tells what is wrong with it.
                Err(IntakeError::Io { source, .. }) if source.kind() == io::ErrorKind::InvalidData => {
                    waiting.add(&id, 0, 0, 0);
                }
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// A file that cannot be read is put where somebody may look at it.
    fn put_aside(&self, id: &str, why: &io::Error) -> Result<(), IntakeError> {
        let (from, to) = (self.place(WAITING, id), self.place(DAMAGED, id));
        log::error!("mail {id} cannot be read and is put aside: {}: {why}", to.display());
        fs::rename(&from, &to).map_err(at(&from))?;
        self.forget(id);
        Ok(())
    }

    fn forget(&self, id: &str) {
        let _ = fs::remove_file(self.place(PUT_OFF, id));
        self.waiting().remove(id);
    }

    /// The file of a mail that waits.
    fn existing(&self, id: &str) -> Result<PathBuf, IntakeError> {
        let path = self.place(WAITING, id);
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_id && path.exists() { Ok(path) } else { Err(IntakeError::Unknown(id.to_owned())) }
    }

    /// Names in a folder of ours.
    fn ids(&self, inside: &str) -> Result<Vec<String>, IntakeError> {
        let folder = self.folder.join(inside);
        let names = fs::read_dir(&folder).and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned())).collect()
        });
        names.map_err(at(&folder))
    }

    fn place(&self, inside: &str, id: &str) -> PathBuf {
        self.folder.join(inside).join(id)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something that no other process or thread may do at the same time.
    fn locked<T>(&self, doing: impl FnOnce() -> Result<T, IntakeError>) -> Result<T, IntakeError> {
        let file = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let io = |source| IntakeError::Io { path: self.folder.join("lock"), source };
        file.lock().map_err(io)?;
        let done = doing();
        file.unlock().map_err(io)?;
        done
    }
}

impl IntakeError {
    /// What a client is told. Paths and counts are the administrator's.
    pub fn reply(&self) -> Reply {
        match self {
            Self::Paused => {
                Reply::later((4, 3, 2), "Not now: the administrator has paused this server; please come again")
            }
            Self::Full { .. } => Reply::new(452, (4, 3, 1), "Too many mails wait here; please come again"),
            Self::NoSpace(_) => Reply::new(452, (4, 3, 1), "There is no room here for now; please come again"),
            _ => Reply::later((4, 3, 0), "The mail could not be kept; please come again"),
        }
    }
}

/// An id for what cannot be told from others by what is in it.
fn random_id() -> String {
    let number = RandomState::new().hash_one(std::process::id());
    format!("{number:0width$x}", width = 2 * ID_BYTES)
}

fn open_lock(path: &Path) -> Result<File, IntakeError> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path).map_err(at(path))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> IntakeError {
    let path = path.to_owned();
    |source| IntakeError::Io { path, source }
}

/// An error of writing: a full disk has a word of its own.
fn of_disk(path: &Path, source: io::Error) -> IntakeError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => IntakeError::NoSpace(path.to_owned()),
        _ => IntakeError::Io { path: path.to_owned(), source },
    }
}

#[cfg(test)]
mod tests;
