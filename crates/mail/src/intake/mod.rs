//! The intake: mails that were accepted and are not handled yet. Each is a durable file in the
//! folder `mail/` of the spool's folder.
//!
//! When [`Intake::put`] returns, the mail is on the disk, and it is kept there until
//! [`Intake::done`]. After a crash at any instant, [`Intake::next`] returns the mail again.
//!
//! # The folder
//!
//! - `new/` has files that are being written. Files that a crash leaves there were never accepted.
//! - `waiting/ID` is a mail. It is accepted when it is renamed into this folder.
//! - `put-off/ID` says how long a mail is postponed and why, and how often its handling began and
//!   did not end. This file is written before the mail is handled. A mail that crashes the service,
//!   or the process that reads the mail, is set aside after [`MOST_BEGUN`] times.
//! - `known/ID` is the first line of a handled mail, by which a duplicate is recognised. The
//!   handling ends with the rename into this folder. A mail that cannot be recognised again, such
//!   as one without a Message-ID, is deleted instead. A mail from a mailbox is known for at least a
//!   month, by its digest.
//! - `parts/GROUP.NUMBER.ID` is a part of a split mail that waits for the other parts.
//! - `damaged/` has files of `waiting/` that cannot be read, and mails that were set aside. They
//!   are kept for some weeks.
//! - `signed/` has the ids of signed mails whose sender is known only by the mail address.
//! - `lock` is locked between the check for a duplicate and the storing of a mail. `desk` is locked
//!   by the one process that handles mails. While a file `paused` exists, no mails are accepted.
//! - `mailbox` says until when the mailbox was read completely.

mod entry;
mod error;
mod fetched;
mod flusher;
mod parts;
mod set_aside;
mod settings;
mod signed;
mod upkeep;
mod waiting;

use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

pub use entry::Entry;
pub(crate) use entry::{digest, digest_of};
pub use error::IntakeError;
use fetched::FETCHED;
pub(crate) use fetched::Fetched;
pub use parts::Part;
pub use settings::{IntakeSettings, KEYS};
pub use waiting::{LONGEST_WAIT_MS, Lane};

use entry::{Head, ID_BYTES, Key, PutOff};
use error::{at, of_disk};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::free_space::free_space;
use ferrofax_basics::lock::lock;
use ferrofax_network::asker::Envelope;
use ferrofax_spool::safe_file::{self, For, Share, flush};
use flusher::Flusher;
use signed::Signed;
use waiting::{About, Waiting};

/// The intake: accepted mails that wait to be handled.
#[derive(Debug)]
pub struct Intake {
    folder: PathBuf,
    settings: IntakeSettings,
    /// The open file `lock` in the folder of accepted mails. It is locked while a mail is stored or
    /// removed.
    lock: Mutex<File>,
    /// The open file `desk` in the folder of accepted mails. The process that has locked this file
    /// is the only one that handles the mails. `None` if it is not this process.
    desk: Mutex<Option<File>>,
    waiting: Mutex<Waiting>,
    came: Condvar,
    looked: Mutex<Option<Instant>>,
    /// The time at which the folder of accepted mails was last cleaned up.
    tidied: Mutex<Option<UnixMs>>,
    /// The number of waiting parts of split mails. Their size is in `part_bytes`.
    part_count: AtomicU64,
    part_bytes: AtomicU64,
    flusher: Flusher,
    /// The result of the last check of the system clock: whether its time could be trusted.
    is_settled: AtomicBool,
    /// The number of jumps of the system clock that were noticed so far.
    jumps: AtomicU64,
}

/// The number of times that the handling of a mail can begin without ending (because of crashes).
/// After that the mail is set aside.
pub const MOST_BEGUN: u32 = 3;

/// The result of storing a mail in the intake, the folder of accepted mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The mail was stored with this id.
    New(String),
    /// The mail is a duplicate of the one with this id, and was not stored.
    Known(String),
}

const DAY: Duration = Duration::from_secs(24 * 3600);

const NEW: &str = "new";
const WAITING: &str = "waiting";
const PUT_OFF: &str = "put-off";
const KNOWN: &str = "known";
const DAMAGED: &str = "damaged";
const PARTS: &str = "parts";
const PAUSED: &str = "paused";

impl Intake {
    /// Opens the intake (the store of accepted mails) in this folder, which is created if
    /// necessary. Any number of processes may store mails; only one process handles them.
    pub fn open(folder: &Path, settings: IntakeSettings) -> Result<Self, IntakeError> {
        let intake = Self::open_unread(folder, settings)?;
        intake.look()?;
        Ok(intake)
    }

    /// Opens the intake as [`Self::open`] does, but does not read the waiting mails. The value is
    /// for commands and questions about single mails. It must not store or handle mails.
    pub fn open_unread(folder: &Path, settings: IntakeSettings) -> Result<Self, IntakeError> {
        safe_file::make_folder(folder, Share::GroupWorks).map_err(at(folder))?;
        for inside in [NEW, WAITING, PUT_OFF, KNOWN, DAMAGED, PARTS] {
            let path = folder.join(inside);
            safe_file::make_folder(&path, Share::GroupWorks).map_err(at(&path))?;
        }
        Ok(Self {
            lock: Mutex::new(open_lock(folder, "lock")?),
            desk: Mutex::default(),
            waiting: Mutex::default(),
            came: Condvar::new(),
            looked: Mutex::default(),
            tidied: Mutex::default(),
            part_count: AtomicU64::default(),
            part_bytes: AtomicU64::default(),
            flusher: Flusher::new(&folder.join(WAITING)),
            is_settled: AtomicBool::new(true),
            jumps: AtomicU64::default(),
            folder: folder.to_owned(),
            settings,
        })
    }

    /// Checks that a mail of this size could be stored now. The server checks this before an SMTP
    /// client may send the mail.
    pub(crate) fn has_room(&self, size: u64) -> Result<(), IntakeError> {
        if self.is_paused() {
            return Err(IntakeError::Paused);
        }
        let limits = &self.settings;
        let (count, bytes) = {
            let waiting = self.waiting();
            (waiting.count(), waiting.bytes())
        };
        let count = count.saturating_add(self.part_count.load(Ordering::Relaxed));
        let bytes = bytes.saturating_add(self.part_bytes.load(Ordering::Relaxed));
        if count >= limits.max_entries || bytes.saturating_add(size) > limits.max_bytes {
            return Err(IntakeError::Full { count, bytes, limits: limits.clone() });
        }
        if free_space(&self.folder) < limits.min_free.saturating_add(size) {
            return Err(IntakeError::NoSpace(self.folder.clone()));
        }
        Ok(())
    }

    /// Stores a mail. It is durable when this returns.
    ///
    /// # Errors
    /// [`IntakeError`]: nothing was stored, and the SMTP client must try again. (If the disk fails
    /// in the last step, the mail is possibly stored nevertheless. If it has a key, the client's
    /// next attempt is recognised as a duplicate. If it has none, the mail is removed. A mail whose
    /// handling has begun is not removed, but counts as stored.)
    pub fn put(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Kept, IntakeError> {
        let key =
            if self.settings.duplicate_window.is_zero() { None } else { Key::of(envelope, bytes) };
        let signed = key.as_ref().and_then(|_| Signed::of(envelope, bytes));
        self.put_as(key, signed.as_ref(), envelope, bytes)
    }

    fn put_as(
        &self,
        key: Option<Key>,
        signed: Option<&Signed>,
        envelope: &Envelope,
        bytes: &[u8],
    ) -> Result<Kept, IntakeError> {
        self.has_room(bytes.len() as u64)?;
        let fresh = self.place(NEW, &random_id());
        if let Err(error) = Head::write(&fresh, envelope, key.as_ref(), bytes) {
            let _ = safe_file::remove(&fresh);
            return Err(of_disk(&fresh, error));
        }
        let kept = match self.locked(|| self.put_in(&fresh, (key.as_ref(), signed), envelope)) {
            Ok(kept) => kept,
            Err(error) => {
                let _ = safe_file::remove(&fresh);
                return Err(error);
            }
        };
        // The file of the first copy may not have been flushed yet, so flush it for a duplicate
        // too.
        if let Err(error) = self.flusher.flush() {
            if let (Kept::New(id), None) = (&kept, &key)
                && !self.withdraw(id)?
            {
                return Ok(kept);
            }
            return Err(of_disk(&self.folder.join(WAITING), error));
        }
        if let Kept::New(id) = &kept {
            let mut waiting = self.waiting();
            // Another thread may have found the mail in the folder, so that the list has it
            // already.
            if !waiting.knows(id) {
                waiting.know(id, About::of(envelope, 0));
                waiting.add(id, UnixMs(0), envelope.received_at, bytes.len() as u64);
            }
            self.came.notify_one();
        }
        Ok(kept)
    }

    /// Removes a mail that is not durable and would not be recognised if the SMTP client sent it
    /// again. Returns false if the handling of the mail has begun or ended already. Such a mail
    /// remains, since the client must not send it again.
    fn withdraw(&self, id: &str) -> Result<bool, IntakeError> {
        let path = self.place(WAITING, id);
        self.locked(|| {
            // While the list in memory is locked, no other thread takes the mail.
            let mut waiting = self.waiting();
            if waiting.is_taken(id) || self.place(PUT_OFF, id).exists() {
                return Ok(false);
            }
            match safe_file::remove(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                removed => removed.map_err(at(&path))?,
            }
            waiting.remove(id);
            Ok(true)
        })
    }

    /// Applies the result of a check of the system clock. While the clock cannot be trusted, no
    /// mail is deleted because of its age. After the clock was set, all postponed mails are due.
    pub fn go_by(&self, look: &Look) {
        self.is_settled.store(look.is_settled, Ordering::Relaxed);
        if self.jumps.swap(look.jumps, Ordering::Relaxed) != look.jumps {
            self.waiting().hurry();
            self.came.notify_all();
        }
    }

    /// Whether the system clock could be trusted at the last check. [`Self::go_by`] stores the
    /// result of each check.
    pub fn is_settled(&self) -> bool {
        self.is_settled.load(Ordering::Relaxed)
    }

    /// Takes the next mail that is due, from the quick or the slow queue ([`Lane`]), as
    /// [`Self::next_in`] does for one queue.
    pub fn next(&self, now: UnixMs) -> Result<Option<(Lane, Entry)>, IntakeError> {
        for lane in [Lane::Quick, Lane::Slow] {
            if let Some(entry) = self.next_in(lane, now)? {
                return Ok(Some((lane, entry)));
            }
        }
        Ok(None)
    }

    /// Takes the next due mail of one queue ([`Lane`]). No other thread gets the mail until the
    /// calling thread calls [`Self::done`], [`Self::later`], [`Self::broke`], [`Self::slow`] or
    /// [`Self::set_aside`]. `None` while the handling of accepted mails is paused. After the first
    /// call, only this process handles the mails of this folder.
    ///
    /// When this returns, the file `put-off/ID` says that the handling of the mail has begun. If
    /// the handling has already begun [`MOST_BEGUN`] times, that file is not written again.
    pub fn next_in(&self, lane: Lane, now: UnixMs) -> Result<Option<Entry>, IntakeError> {
        self.take_desk()?;
        if self.is_paused() {
            return Ok(None);
        }
        self.look_again(now)?;
        self.tidy_again(now)?;
        loop {
            let Some(id) = self.waiting().take(now, lane) else { return Ok(None) };
            match self.entry(&id).and_then(|entry| self.begin(&entry).map(|()| entry)) {
                Ok(entry) => return Ok(Some(entry)),
                Err(IntakeError::Unknown(_)) => self.waiting().remove(&id),
                Err(IntakeError::Io { source, .. })
                    if source.kind() == io::ErrorKind::InvalidData =>
                {
                    self.put_aside(&id, &source).inspect_err(|_| self.wait_a_minute(&id, now))?;
                }
                Err(error) => {
                    self.wait_a_minute(&id, now);
                    return Err(error);
                }
            }
        }
    }

    /// Adds a mail that cannot be handled now to the waiting mails again.
    fn wait_a_minute(&self, id: &str, now: UnixMs) {
        self.waiting().add(id, now + 60_000, now, 0);
    }

    fn begin(&self, entry: &Entry) -> Result<(), IntakeError> {
        if entry.begun >= MOST_BEGUN {
            return Ok(());
        }
        let Entry { due, tries, why, begun, .. } = entry.clone();
        self.note(&entry.id, &PutOff { due, tries, why, begun: begun + 1 })
    }

    /// Writes the file `put-off/ID` about a mail: how long it is postponed, and how often its
    /// handling began.
    fn note(&self, id: &str, put_off: &PutOff) -> Result<(), IntakeError> {
        let path = self.place(PUT_OFF, id);
        put_off.write(&path).map_err(at(&path))
    }

    /// Waits until a mail is due in this queue ([`Lane`]), but not longer than `at_most`.
    pub fn wait(&self, lane: Lane, at_most: Duration) {
        let paused = self.is_paused();
        let waiting = self.waiting();
        if paused || !waiting.has_for(lane, UnixMs::now()) {
            drop(self.came.wait_timeout(waiting, at_most));
        }
    }

    /// Wakes all threads that wait for a due mail in [`Self::wait`], so that they can check whether
    /// the program ends.
    pub fn wake(&self) {
        self.came.notify_all();
    }

    /// Ends the handling of a mail: the mail is removed from the intake (the folder of accepted
    /// mails), and its duplicates are recognised for a while. The change is durable when this
    /// returns.
    pub fn done(&self, id: &str) -> Result<(), IntakeError> {
        let path = self.listed(id)?;
        let known = self.place(KNOWN, id);
        let head = Head::read(&path).map_err(at(&path))?;
        let moved = self.locked(|| {
            match head.key {
                Some(_) => safe_file::rename(&path, &known),
                None => safe_file::remove(&path),
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
            // Only the first line is kept, for recognising duplicates. The mail itself is cut off.
            safe_file::open(&known, For::Writing)
                .and_then(|file| file.set_len(head.length))
                .map_err(at(&known))?;
        }
        self.flusher.flush().map_err(at(&path))
    }

    /// Postpones a mail until the time `when`, because of the reason `why`. The mail is due again
    /// after [`LONGEST_WAIT_MS`] milliseconds at the latest.
    pub fn later(&self, id: &str, when: UnixMs, why: &str) -> Result<(), IntakeError> {
        self.postpone(&self.entry(id)?, when, why)
    }

    /// Postpones a mail as [`Self::later`] does, but does not read its file. So this works even if
    /// the process can open no more files.
    pub(crate) fn postpone(
        &self,
        entry: &Entry,
        when: UnixMs,
        why: &str,
    ) -> Result<(), IntakeError> {
        let tries = entry.tries.saturating_add(1);
        self.again(entry, &PutOff { due: when, tries, why: Some(why.to_owned()), begun: 0 })
    }

    /// Postpones a mail after its handling has crashed: it is due again at `when`. The crash is
    /// counted in the file `put-off/ID`, so that the mail is set aside after too many crashes.
    pub fn broke(&self, entry: &Entry, when: UnixMs, why: &str) -> Result<(), IntakeError> {
        let (tries, begun) = (entry.tries.saturating_add(1), entry.begun.saturating_add(1));
        self.again(entry, &PutOff { due: when, tries, why: Some(why.to_owned()), begun })
    }

    /// Moves a mail to the slow lane ([`Lane::Slow`]), the queue for mails whose handling takes
    /// long.
    pub fn slow(&self, entry: &Entry) -> Result<(), IntakeError> {
        let Entry { due, tries, why, begun, .. } = entry.clone();
        self.waiting().be_slow(&entry.id);
        self.again(entry, &PutOff { due, tries, why, begun })
    }

    fn again(&self, entry: &Entry, put_off: &PutOff) -> Result<(), IntakeError> {
        // After another error, such as that of a bad disk, the mail must not remain taken.
        if let Err(error @ IntakeError::Unknown(_)) = self.listed(&entry.id) {
            return Err(error);
        }
        // The note is written first, since another worker may take the mail at once.
        let noted = self.note(&entry.id, put_off);
        // Even if the note could not be written, the mail must not be handled before it is due.
        self.waiting()
            .add(&entry.id, put_off.due, entry.envelope.received_at, entry.size);
        self.came.notify_all();
        noted
    }

    /// All accepted mails that wait to be handled, the oldest first.
    pub fn list(&self) -> Result<Vec<Entry>, IntakeError> {
        // Mails that were deleted meanwhile, or cannot be read, are left out.
        Ok(by_age(self.ids(WAITING)?.iter().filter_map(|id| self.entry(id).ok()).collect()))
    }

    /// The accepted mails that were postponed, the oldest first. The files of other waiting mails
    /// are not read, since there may be many.
    pub fn postponed(&self) -> Result<Vec<Entry>, IntakeError> {
        let ids = self.ids(PUT_OFF)?;
        let is_postponed = |id: &String| PutOff::read(&self.place(PUT_OFF, id)).why.is_some();
        let postponed = ids.iter().filter(|id| is_postponed(id));
        Ok(by_age(postponed.filter_map(|id| self.entry(id).ok()).collect()))
    }

    /// Reads the entry of the waiting mail with this id.
    pub fn entry(&self, id: &str) -> Result<Entry, IntakeError> {
        self.entry_at(self.existing(WAITING, id)?, id)
    }

    fn entry_at(&self, path: PathBuf, id: &str) -> Result<Entry, IntakeError> {
        let head = Head::read(&path).map_err(at(&path))?;
        let size = safe_file::metadata(&path).map_err(at(&path))?.len().saturating_sub(head.length);
        let PutOff { due, tries, why, begun } = PutOff::read(&self.place(PUT_OFF, id));
        let is_known = |key: &Key| key.is_fetched() || self.knows_for_a_day();
        let same = head.key.filter(is_known).map(|key| key.all());
        let (id, envelope) = (id.to_owned(), head.envelope);
        Ok(Entry { id, envelope, same, tries, begun, why, due, size, path })
    }

    /// Whether the intake (the folder of accepted mails) recognises duplicates of a mail for at
    /// least a day. Several machines with one shared database require this.
    pub(crate) fn knows_for_a_day(&self) -> bool {
        self.settings.duplicate_window >= DAY
    }

    /// Pauses the intake of mails until [`Self::resume`]: no mails are accepted or handled. The
    /// pause outlasts a restart.
    pub fn pause(&self) -> Result<(), IntakeError> {
        let path = self.folder.join(PAUSED);
        let made = safe_file::open_or_make(&path, For::Writing, Share::GroupWorks);
        made.and_then(|_| flush(&self.folder)).map_err(at(&path))
    }

    /// Ends the pause that [`Self::pause`] began: mails are accepted and handled again.
    pub fn resume(&self) -> Result<(), IntakeError> {
        let path = self.folder.join(PAUSED);
        match safe_file::remove(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.and_then(|()| flush(&self.folder)).map_err(at(&path)),
        }
    }

    /// Whether the intake of mails is paused, so that no mails are accepted or handled.
    pub fn is_paused(&self) -> bool {
        self.folder.join(PAUSED).exists()
    }

    /// Accepts a mail: renames its file, which is completely written, into `waiting/`. A duplicate
    /// is not accepted. The calling function must hold the mutex `lock`.
    fn put_in(
        &self,
        fresh: &Path,
        (key, signed): (Option<&Key>, Option<&Signed>),
        envelope: &Envelope,
    ) -> Result<Kept, IntakeError> {
        let mut id = key.map_or_else(random_id, Key::id);
        loop {
            let (place, known) = (self.place(WAITING, &id), self.place(KNOWN, &id));
            let same = |path: &Path| {
                Head::read(path).ok().filter(|head| key.is_some() && head.key.as_ref() == key)
            };
            let is_aside =
                || key.is_some_and(Key::is_fetched) && same(&self.place(DAMAGED, &id)).is_some();
            if place.try_exists().map_err(at(&place))? || is_aside() {
                if same(&place).is_some() || is_aside() {
                    safe_file::remove(fresh).map_err(at(fresh))?;
                    return Ok(Kept::Known(id));
                }
                id = random_id();
                continue;
            }
            if same(&known).is_some_and(|head| self.is_known_at(&head, envelope.received_at)) {
                safe_file::remove(fresh).map_err(at(fresh))?;
                return Ok(Kept::Known(id));
            }
            if let Some(first) = self.accepted_before(signed, envelope)? {
                safe_file::remove(fresh).map_err(at(fresh))?;
                return Ok(Kept::Known(first));
            }
            // If an earlier copy of the mail was set aside, the file in `put-off/` is about that
            // copy. The new mail is handled from the beginning.
            let _ = safe_file::remove(&self.place(PUT_OFF, &id));
            safe_file::rename(fresh, &place).map_err(at(fresh))?;
            if let Some(signed) = signed {
                self.note_accepted(signed, &id);
            }
            return Ok(Kept::New(id));
        }
    }

    fn is_known_at(&self, head: &Head, now: UnixMs) -> bool {
        if !self.is_settled() {
            return true;
        }
        // A mail whose time is in the future arrived while the clock was ahead. Such a mail is not
        // used to recognise duplicates.
        let window = match &head.key {
            Some(key) if key.is_fetched() => self.settings.duplicate_window.max(FETCHED),
            _ => self.settings.duplicate_window,
        };
        let window = window.as_millis();
        u128::from(now.ms_since(head.envelope.received_at).unsigned_abs()) < window
    }

    fn forget(&self, id: &str) {
        let _ = safe_file::remove(&self.place(PUT_OFF, id));
        self.waiting().remove(id);
        self.came.notify_all();
    }

    /// Returns the path of the file of the mail with this id in this folder. It is an error if there
    /// is no such mail.
    fn existing(&self, folder: &str, id: &str) -> Result<PathBuf, IntakeError> {
        let path = self.place(folder, id);
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_id && path.try_exists().map_err(at(&path))? {
            Ok(path)
        } else {
            Err(IntakeError::Unknown(id.to_owned()))
        }
    }

    /// Returns the path of a waiting mail's file, as [`Self::existing`] does. If the file does not
    /// exist any longer, the mail is removed from the list in memory.
    fn listed(&self, id: &str) -> Result<PathBuf, IntakeError> {
        let path = self.existing(WAITING, id);
        if let Err(IntakeError::Unknown(_)) = path {
            self.waiting().remove(id);
        }
        path
    }

    /// Lists the names of the files in the subfolder `inside` (such as `waiting`) of the folder of
    /// accepted mails.
    fn ids(&self, inside: &str) -> Result<Vec<String>, IntakeError> {
        let folder = self.folder.join(inside);
        let entries = safe_file::entries(&folder).map_err(at(&folder))?;
        let name =
            |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(entries.iter().map(name).collect())
    }

    fn place(&self, inside: &str, id: &str) -> PathBuf {
        self.folder.join(inside).join(id)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        lock(&self.waiting)
    }

    /// Runs a function while this process holds the lock on the file `lock`. No other thread or
    /// process that needs this lock runs at the same time.
    fn locked<T>(&self, doing: impl FnOnce() -> Result<T, IntakeError>) -> Result<T, IntakeError> {
        let file = lock(&self.lock);
        let io = |source| IntakeError::Io { path: self.folder.join("lock"), source };
        file.lock().map_err(io)?;
        let done = doing();
        file.unlock().map_err(io)?;
        done
    }
}

/// Sorts mails by the time of their arrival.
fn by_age(mut mails: Vec<Entry>) -> Vec<Entry> {
    mails.sort_by(|one, other| {
        (one.envelope.received_at, &one.id).cmp(&(other.envelope.received_at, &other.id))
    });
    mails
}

/// Makes a random id for a mail that has no key by which duplicates could be recognised.
fn random_id() -> String {
    let number = RandomState::new().hash_one(std::process::id());
    format!("{number:0width$x}", width = 2 * ID_BYTES)
}

fn open_lock(folder: &Path, name: &str) -> Result<File, IntakeError> {
    let path = folder.join(name);
    safe_file::open_or_make(&path, For::Writing, Share::GroupWorks).map_err(at(&path))
}

#[cfg(test)]
mod tests;
