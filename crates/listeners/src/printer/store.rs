//! The folder of print jobs. A print job is stored there from the answer to the print client until
//! some hours after the job's end.
//!
//! Each print job has a folder named by its number in `printing/` of the spool's folder, with its
//! documents (`document-1`, …) and its record (`record`, JSON). A record is written completely or
//! not at all, and is durable before any client gets an answer about it. A folder without a record
//! comes from an interrupted transfer, and is deleted when the Ferrofax service starts.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::record::Record;
use ferrofax_basics::free_space::has_space_for;
use ferrofax_basics::lock::lock;
use ferrofax_network::key;
use ferrofax_rights::Guest;
use ferrofax_spool::safe_file::{self, For, Share};

/// All print jobs, on disk and in memory.
pub(super) struct Store {
    folder: PathBuf,
    _lock: File,
    uuid: String,
    records: Mutex<Records>,
    /// A lock that is held while a print job without documents is added to the store.
    opening: Mutex<()>,
}

#[derive(Default)]
struct Records {
    /// The highest number of a print job so far.
    last: i32,
    all: BTreeMap<i32, Record>,
    /// The numbers of the print jobs that existed when the Ferrofax service started. The faxes of
    /// these print jobs are possibly in the spool.
    of_before: Vec<i32>,
}

/// The reason why the folder of print jobs cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk failed, or this process has no permission to use a file or folder of the print
    /// jobs.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder with which the error occurred.
        path: PathBuf,
        /// The error that the operating system reported for the file or folder.
        source: io::Error,
    },
    /// Another process uses the folder of print jobs.
    #[error("another process already uses the print jobs in {}", .0.display())]
    InUse(PathBuf),
}

/// The number and the folder that are reserved for a new print job.
pub(super) struct Place {
    pub(super) id: i32,
    pub(super) key: String,
    folder: PathBuf,
    is_kept: bool,
}

/// The most print jobs of which faxes are still to be made, of all users and networks together. The
/// next constant is the limit for each user or network.
pub(super) const UNSETTLED: usize = 2_000;
pub(super) const UNSETTLED_OF_ONE: usize = 500;

/// The most destinations of all print jobs whose faxes are made or refused, and whose records are
/// kept. The next constant is the limit for each user or network. If there are more, the oldest of
/// these records are deleted early.
const KEPT: usize = 50_000;
const KEPT_OF_ONE: usize = 10_000;

/// The reason why there is no place for a new print job.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPlace {
    /// There are too many print jobs of which faxes are still to be made.
    #[error("too many print jobs wait to be made into faxes")]
    TooMany,
    /// The disk failed, or has too little free space.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

/// The most print jobs without documents that all users and networks together may have. The next
/// constant is the limit for each user or network.
pub(super) const OPEN: usize = 200;
pub(super) const OPEN_OF_ONE: usize = 50;

const RECORD: &str = "record";
const FRESH: &str = ".record";
const LAST: &str = "last";
const UUID: &str = "uuid";

impl Store {
    /// Opens the folder of print jobs, and creates the folder and its files if they are missing.
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        safe_file::make_folder(folder, Share::Nobody).map_err(at(folder))?;
        let path = folder.join(".lock");
        let lock =
            safe_file::open_or_make(&path, For::Writing, Share::Nobody).map_err(at(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse(folder.to_owned())),
            Err(TryLockError::Error(source)) => return Err(StoreError::Io { path, source }),
        }
        let uuid = uuid(folder).map_err(at(folder))?;
        let records = Mutex::new(found(folder)?);
        let opening = Mutex::default();
        Ok(Self { folder: folder.to_owned(), _lock: lock, uuid, records, opening })
    }

    /// The unique identifier (UUID, RFC 4122) by which IPP clients recognise the printer.
    pub(super) fn uuid(&self) -> &str {
        &self.uuid
    }

    /// Reserves a number and a folder for a new print job of this owner. The print job does not
    /// exist before [`Self::add`] is called.
    ///
    /// # Errors
    /// [`NoPlace`]: the owner has too many print jobs, or the disk failed or is full.
    pub(super) fn place(&self, owner: &Guest) -> Result<Place, NoPlace> {
        self.has_space()?;
        let mut records = lock(&self.records);
        let unsettled = records.all.values().filter(|it| !it.is_settled());
        let (all, own) = of_all_and_one(unsettled, owner);
        if all >= UNSETTLED || own >= UNSETTLED_OF_ONE {
            return Err(NoPlace::TooMany);
        }
        loop {
            records.last = records.last.checked_add(1).unwrap_or(1);
            let (id, folder) = (records.last, self.folder.join(records.last.to_string()));
            if safe_file::make_folder(&folder, Share::Nobody)? {
                return Ok(Place { id, key: key::fresh(), folder, is_kept: false });
            }
        }
    }

    /// Adds a print job whose documents follow later, durably. Returns false if this owner has too
    /// many print jobs without documents, or if there are too many in total.
    ///
    /// # Errors
    /// The disk failed: the print job does not exist then.
    pub(super) fn add_open(&self, place: Place, record: Record) -> io::Result<bool> {
        // Only one print job is added at a time. Otherwise several together could exceed the limit.
        let _alone = lock(&self.opening);
        let waits = |record: &Record| !record.is_closed() || record.had_none;
        let (all, own) = {
            let records = lock(&self.records);
            let waiting = records.all.values().filter(|it| waits(it));
            of_all_and_one(waiting, &record.guest)
        };
        if all >= OPEN || own >= OPEN_OF_ONE {
            return Ok(false);
        }
        self.add(place, record).map(|()| true)
    }

    /// Adds a print job to the folder of print jobs, durably.
    ///
    /// # Errors
    /// The disk failed: the print job does not exist then.
    pub(super) fn add(&self, mut place: Place, record: Record) -> io::Result<()> {
        write(&place.folder, &record)?;
        safe_file::flush(&self.folder)?;
        place.is_kept = true;
        lock(&self.records).all.insert(record.id, record);
        Ok(())
    }

    /// Creates the file for a document of a print job. `number` is the document's number, counted
    /// from 1. The document is part of the print job only when the record lists it.
    ///
    /// # Errors
    /// The disk failed.
    pub(super) fn document(&self, id: i32, number: usize) -> io::Result<File> {
        let path = self.path(id, number);
        match safe_file::remove(&path) {
            // The file of an interrupted transfer was removed.
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        safe_file::make(&path, Share::Nobody)
    }

    /// The path of the document with this number of a print job.
    pub(super) fn path(&self, id: i32, number: usize) -> PathBuf {
        self.folder.join(id.to_string()).join(format!("document-{number}"))
    }

    /// Returns the record of the print job with this number.
    pub(super) fn get(&self, id: i32) -> Option<Record> {
        lock(&self.records).all.get(&id).cloned()
    }

    /// Returns the records of all print jobs, the oldest first.
    pub(super) fn all(&self) -> Vec<Record> {
        lock(&self.records).all.values().cloned().collect()
    }

    /// The numbers of the print jobs for whose records `is_so` returns true, the oldest first.
    pub(super) fn which(&self, is_so: impl Fn(&Record) -> bool) -> Vec<i32> {
        lock(&self.records)
            .all
            .values()
            .filter(|it| is_so(it))
            .map(|it| it.id)
            .collect()
    }

    /// Whether the print job already existed when the Ferrofax service started.
    pub(super) fn is_of_before(&self, id: i32) -> bool {
        lock(&self.records).of_before.contains(&id)
    }

    /// Changes a print job, durably. `change` changes the record and returns the result. None: the
    /// print job does not exist any more.
    ///
    /// # Errors
    /// The disk failed: the print job is unchanged then.
    pub(super) fn change<T>(
        &self,
        id: i32,
        change: impl FnOnce(&mut Record) -> T,
    ) -> io::Result<Option<T>> {
        let mut records = lock(&self.records);
        let Some(record) = records.all.get(&id) else { return Ok(None) };
        let mut changed = record.clone();
        let given = change(&mut changed);
        if changed != *record {
            write(&self.folder.join(id.to_string()), &changed)?;
            records.all.insert(id, changed);
        }
        Ok(Some(given))
    }

    /// Changes a print job in memory only, so a crash loses the change. None: the print job does
    /// not exist any more.
    pub(super) fn note<T>(&self, id: i32, note: impl FnOnce(&mut Record) -> T) -> Option<T> {
        lock(&self.records).all.get_mut(&id).map(note)
    }

    /// Writes the record of a print job to disk, with the changes that [`Self::note`] has made in
    /// memory.
    ///
    /// # Errors
    /// The disk failed.
    pub(super) fn save(&self, id: i32) -> io::Result<()> {
        let records = lock(&self.records);
        let Some(record) = records.all.get(&id) else { return Ok(()) };
        write(&self.folder.join(id.to_string()), record)
    }

    /// Checks that documents may be written to the disk.
    ///
    /// # Errors
    /// [`io::ErrorKind::StorageFull`]: the disk has too little free space.
    pub(super) fn has_space(&self) -> io::Result<()> {
        has_space_for(0, &self.folder)
    }

    /// The numbers of the oldest print jobs, whose records are to be deleted: their faxes are made
    /// or refused, and their owner, or all owners together, have more destinations than are kept.
    pub(super) fn too_many(&self) -> Vec<i32> {
        let records = lock(&self.records);
        let (mut all, mut of_one) = (0, BTreeMap::new());
        let settled = records.all.values().rev().filter(|it| it.is_over());
        let mut found: Vec<i32> = settled
            .filter(|it| {
                let owner = (it.guest.kind(), it.guest.name(), it.guest.who());
                let own = of_one.entry(owner).or_insert(0);
                *own += it.weight();
                all += it.weight();
                *own > KEPT_OF_ONE || all > KEPT
            })
            .map(|it| it.id)
            .collect();
        found.reverse();
        found
    }

    /// Deletes the documents of a print job, and keeps its record.
    ///
    /// # Errors
    /// The disk failed.
    pub(super) fn delete_documents(&self, id: i32) -> io::Result<()> {
        for path in safe_file::entries(&self.folder.join(id.to_string()))? {
            if path.file_name().is_some_and(|name| name != RECORD) {
                safe_file::remove(&path)?;
            }
        }
        Ok(())
    }

    /// Deletes a print job; its number is not used again.
    ///
    /// # Errors
    /// The disk failed.
    pub(super) fn forget(&self, id: i32) -> io::Result<()> {
        self.forget_if(id, |_| true)
    }

    /// Deletes a print job if `is_so` returns true for its record.
    ///
    /// # Errors
    /// The disk failed.
    pub(super) fn forget_if(&self, id: i32, is_so: impl Fn(&Record) -> bool) -> io::Result<()> {
        let mut records = lock(&self.records);
        if !records.all.get(&id).is_some_and(is_so) {
            return Ok(());
        }
        note_last(&self.folder, records.last)?;
        delete(&self.folder.join(id.to_string()))?;
        records.all.remove(&id);
        Ok(())
    }
}

/// Counts the print jobs in `records`: returns the number of all of them, and the number of those
/// that belong to `owner`.
fn of_all_and_one<'a>(records: impl Iterator<Item = &'a Record>, owner: &Guest) -> (usize, usize) {
    records.fold((0, 0), |(all, own), it| (all + 1, own + usize::from(it.guest == *owner)))
}

impl Place {
    /// Checks that documents may be written to the disk, as [`Store::has_space`] does.
    pub(super) fn has_space(&self) -> io::Result<()> {
        has_space_for(0, &self.folder)
    }

    /// Creates the file for the first document of the print job.
    pub(super) fn first_document(&self) -> io::Result<File> {
        self.document(1)
    }

    /// Creates the file for the document of the print job that has this number, counted from 1.
    pub(super) fn document(&self, number: usize) -> io::Result<File> {
        safe_file::make(&self.folder.join(format!("document-{number}")), Share::Nobody)
    }
}

impl Drop for Place {
    /// If a print job was not received completely, deletes the folder that was reserved for it.
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        if let Err(error) = delete(&self.folder) {
            log::error!("{} cannot be deleted: {error}", self.folder.display());
        }
    }
}

/// Reads the printer's identifier (UUID) from its file in this folder, or creates the file with a
/// new identifier.
fn uuid(folder: &Path) -> io::Result<String> {
    match safe_file::read(&folder.join(UUID)) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let uuid = uuid_of(&key::fresh());
            replace(folder, ".uuid", UUID, uuid.as_bytes())?;
            Ok(uuid)
        }
        Err(error) => Err(error),
    }
}

/// Reads the print jobs that are in the folder when the Ferrofax service starts.
fn found(folder: &Path) -> Result<Records, StoreError> {
    let mut records = Records::default();
    let last = safe_file::read(&folder.join(LAST)).unwrap_or_default();
    records.last = String::from_utf8_lossy(&last).trim().parse().unwrap_or(0);
    for path in safe_file::entries(folder).map_err(at(folder))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Ok(id) = name.parse::<i32>() else { continue };
        records.last = records.last.max(id);
        match safe_file::read(&path.join(RECORD)) {
            Ok(bytes) => match read(&bytes).filter(|record| record.id == id) {
                Some(record) => {
                    records.of_before.push(id);
                    records.all.insert(id, record);
                }
                None => log::error!("{} is no print job", path.display()),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                delete(&path).map_err(at(&path))?;
            }
            Err(error) => return Err(at(&path)(error)),
        }
    }
    Ok(records)
}

fn read(bytes: &[u8]) -> Option<Record> {
    Record::from_json(&serde_json::from_slice(bytes).ok()?)
}

fn write(folder: &Path, record: &Record) -> io::Result<()> {
    replace(folder, FRESH, RECORD, record.to_json().to_string().as_bytes())
}

fn note_last(folder: &Path, last: i32) -> io::Result<()> {
    replace(folder, ".last", LAST, last.to_string().as_bytes())
}

/// Replaces a file in this folder durably, either completely or not at all.
fn replace(folder: &Path, fresh: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
    let path = folder.join(fresh);
    match safe_file::remove(&path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut file = safe_file::make(&path, Share::Nobody)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    safe_file::rename(&path, &folder.join(name))?;
    safe_file::flush(folder)
}

/// Deletes a print job's folder. The record is deleted first, so that a half-deleted folder is
/// no print job.
fn delete(folder: &Path) -> io::Result<()> {
    match safe_file::remove(&folder.join(RECORD)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    for path in safe_file::entries(folder)? {
        safe_file::remove(&path)?;
    }
    safe_file::remove_folder(folder)
}

/// Makes a UUID (RFC 4122) of version 4, variant 1, from the text `key` of 32 hex digits. Missing
/// digits are 0.
pub(super) fn uuid_of(key: &str) -> String {
    let digits: Vec<char> = key.chars().chain(std::iter::repeat('0')).take(32).collect();
    let part = |from: usize, to: usize| {
        digits.get(from..to).unwrap_or_default().iter().collect::<String>()
    };
    let (third, fourth) = (part(13, 16), part(17, 20));
    format!("{}-{}-4{third}-8{fourth}-{}", part(0, 8), part(8, 12), part(20, 32))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    |source| StoreError::Io { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::record::tests::record;
    use crate::printer::record::{Destination, Fate};
    use ferrofax_basics::UnixMs;
    use ferrofax_spool::failure::Failure;
    use ferrofax_spool::jobs::JobId;

    fn owner() -> Guest {
        record(1).guest
    }

    #[test]
    fn a_print_job_is_there_again_after_a_crash_and_half_a_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let (first, half) = (store.place(&owner()).unwrap(), store.place(&owner()).unwrap());
        first.first_document().unwrap().write_all(b"%PDF").unwrap();
        half.first_document().unwrap().write_all(b"%P").unwrap();
        assert_eq!((first.id, half.id), (1, 2));
        store.add(first, record(1)).unwrap();
        // After a crash the folder of the interrupted transfer remains, so the test drops nothing
        // here.
        std::mem::forget(half);
        drop(store);
        let store = Store::open(folder.path()).unwrap();
        assert_eq!(store.all(), [record(1)]);
        assert!(store.is_of_before(1) && store.path(1, 1).exists());
        assert!(!folder.path().join("2").exists());
        assert_eq!(store.place(&owner()).unwrap().id, 3, "no number is given twice");
    }

    #[test]
    fn a_number_is_not_given_again_when_its_print_job_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let place = store.place(&owner()).unwrap();
        store.add(place, record(1)).unwrap();
        store.forget(1).unwrap();
        assert!(store.get(1).is_none());
        drop(store);
        assert_eq!(Store::open(folder.path()).unwrap().place(&owner()).unwrap().id, 2);
    }

    #[test]
    fn a_client_that_breaks_off_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let place = store.place(&owner()).unwrap();
        place.first_document().unwrap();
        drop(place);
        assert!(!folder.path().join("1").exists());
    }

    #[test]
    fn print_jobs_without_documents_are_limited_for_each_and_for_all() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let add = |user: usize| {
            let place = store.place(&owner()).unwrap();
            let guest = ferrofax_rights::Guest::Network(format!("network {user}"));
            let id = place.id;
            let open = Record { guest, closed_at: None, ..record(id) };
            store.add_open(place, open).unwrap().then_some(id)
        };
        let of_first: Vec<Option<i32>> = (0..=OPEN_OF_ONE).map(|_| add(0)).collect();
        assert!(of_first[..OPEN_OF_ONE].iter().all(Option::is_some));
        assert_eq!(of_first[OPEN_OF_ONE], None);
        let first = of_first[0].unwrap();
        // A print job that was cancelled before it had a document is counted until it is deleted.
        let cancel = |record: &mut Record| record.end(Failure::Cancelled, "", UnixMs(1));
        store.change(first, cancel).unwrap().unwrap();
        assert_eq!(add(0), None);
        store.forget(first).unwrap();
        assert!(add(0).is_some());
        let others = (OPEN_OF_ONE..OPEN).map(|nth| add(1 + nth % 3)).all(|id| id.is_some());
        assert!(others);
        assert_eq!(add(9), None);
    }

    #[test]
    fn print_jobs_that_wait_to_be_made_into_faxes_are_limited_for_each_and_for_all() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let guest = |user: usize| Guest::Network(format!("network {user}"));
        let add = |user: usize| {
            let guest = guest(user);
            let mut records = lock(&store.records);
            records.last += 1;
            let id = records.last;
            records.all.insert(id, Record { guest, ..record(id) });
        };
        (0..UNSETTLED_OF_ONE).for_each(|_| add(0));
        assert!(matches!(store.place(&guest(0)), Err(NoPlace::TooMany)));
        // A print job whose faxes are made is no longer counted.
        store
            .note(1, |record| record.destinations[0].fate = Some(Fate::Fax(JobId(1))))
            .unwrap();
        assert!(store.place(&guest(0)).is_ok());
        (UNSETTLED_OF_ONE - 1..UNSETTLED).for_each(|nth| add(1 + nth % 9));
        assert!(matches!(store.place(&guest(10)), Err(NoPlace::TooMany)));
    }

    #[test]
    fn of_too_many_records_the_oldest_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let mut records = lock(&store.records);
        for id in 1..=12 {
            let mut record = record(id);
            let one = Destination { fate: Some(Fate::Fax(JobId(1))), ..Destination::default() };
            record.destinations = vec![one; 1_000];
            if id == 2 {
                // Its faxes are still to be made.
                record.destinations[0].fate = None;
            }
            records.all.insert(id, record);
        }
        let other = Record { guest: Guest::Network("office".into()), ..records.all[&1].clone() };
        records.all.insert(13, Record { id: 13, ..other });
        drop(records);
        assert_eq!(store.too_many(), [1]);
    }

    #[test]
    fn two_programs_do_not_share_it() {
        let folder = tempfile::tempdir().unwrap();
        let _store = Store::open(folder.path()).unwrap();
        assert!(matches!(Store::open(folder.path()), Err(StoreError::InUse(_))));
    }
}
