//! Works on the drop folder, into which scripts put documents and job files. Claims the job files,
//! accepts or rejects them, and writes their results.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::job_file::{JobFile, JobFileError};
use crate::pauses::Pauses;
use crate::read_only::with_fix;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::control_signs::{blanked, plain};
use ferrofax_convert::{Converter, open_path};
use ferrofax_rights::order::{Hands, Order, Taken, find, submit};
use ferrofax_rights::{By, Door, Local, Rights};
use ferrofax_spool::Spool;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::Origin;
use ferrofax_spool::safe_file::{self, For, Share, Whose};

/// The drop folder, into which scripts put fax documents and job files. While this value exists, no
/// other process can use the folder.
pub struct DropFolder {
    folder: PathBuf,
    /// The converter that makes fax pages of the documents in the drop folder (into which scripts
    /// put faxes).
    converter: Converter,
    /// The permissions of users, which decide whether a job file in the drop folder (into which
    /// scripts put faxes) is accepted.
    rights: Rights,
    _lock: File,
    /// The claimed job files (by which scripts send faxes) that are tried again later.
    pauses: Pauses<PathBuf>,
    /// Whether the system clock has run without a jump for an hour. For an hour after a jump, the
    /// age of files is not reliable.
    is_settled: Cell<bool>,
}

/// The reason why the drop folder (a folder into which scripts put faxes) cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DropError {
    /// The disk failed, or this process may not use a file or folder of the drop folder (a folder
    /// into which scripts put faxes).
    #[error("{}: {source}", path.display())]
    Io {
        /// The path of the file or folder that could not be used.
        path: PathBuf,
        /// The error that the operating system reported.
        source: io::Error,
    },
    /// Another process uses the drop folder (a folder into which scripts put faxes).
    #[error("another process accepts job files in the drop folder {}", .0.display())]
    InUse(PathBuf),
}

/// The result of processing a job file, by which a script sends a fax through the drop folder:
/// accepted, rejected, or to be tried again.
enum Fate {
    Taken(Taken),
    Refused {
        failure: Failure,
        reason: String,
    },
    /// The job file (by which a script sends a fax) is correct but could not be accepted now, for
    /// this reason. It is tried again.
    Later(String),
}

const WORKING: &str = "working";
const DONE: &str = "done";
const FAILED: &str = "failed";

/// The file name extensions of job files (by which scripts send faxes) and of the files with their
/// results.
const JOB: &str = "job";
const TAKEN: &str = "taken";
const REFUSED: &str = "refused";

/// The age that a job file (by which a script sends a fax) must have before it is read, since a
/// younger one may still be incomplete.
const SETTLED: Duration = Duration::from_secs(1);

/// The maximum size in bytes of a job file, by which a script sends a fax through the drop folder.
const MAX_JOB_FILE: u64 = 64 << 10;

/// The time for which a claimed job file's fax job can be looked up in the spool. No clean-up
/// deletes a job that is younger than 24 hours, so this shorter time is safe.
const KEY_KNOWN: Duration = Duration::from_secs(20 * 60 * 60);

impl DropFolder {
    /// Opens a drop folder (into which scripts put faxes), and creates missing subfolders.
    /// `converter` makes the fax pages, and `rights` decides which job files are accepted. Symbolic
    /// links on the way to the folder and in it are not followed, since many users may write there.
    pub fn open(folder: &Path, converter: Converter, rights: Rights) -> Result<Self, DropError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(at(folder))?;
        for name in [WORKING, DONE, FAILED] {
            let inner = folder.join(name);
            // Users who can enter the drop folder may see the results of their job files.
            safe_file::make_folder(&inner, Share::Everybody).map_err(at(&inner))?;
        }
        let path = folder.join(".lock");
        let lock =
            safe_file::open_or_make(&path, For::Writing, Share::Nobody).map_err(at(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                folder: folder.to_owned(),
                converter,
                rights,
                _lock: lock,
                pauses: Pauses::default(),
                is_settled: Cell::new(true),
            }),
            Err(TryLockError::WouldBlock) => Err(DropError::InUse(folder.to_owned())),
            Err(TryLockError::Error(source)) => Err(DropError::Io { path, source }),
        }
    }

    /// Processes the job files in the drop folder: first those whose processing was interrupted,
    /// then new ones. Returns early if `stop` returns true.
    ///
    /// # Errors
    /// The drop folder itself cannot be read. An error in one job file does not stop the others.
    pub fn sweep(
        &self,
        spool: &Spool,
        look: &Look,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), DropError> {
        self.is_settled.set(look.is_settled);
        self.pauses.keep_only(|claimed| claimed.exists());
        for claimed in self.entries(Path::new(WORKING))? {
            if stop() {
                return Ok(());
            }
            // Each attempt converts the documents again.
            if !self.pauses.holds(&claimed) {
                self.or_log(&claimed, self.go_on(spool, &claimed, true));
            }
        }
        for path in self.entries(Path::new(""))?.into_iter().filter(|path| is_job_file(path)) {
            if stop() {
                return Ok(());
            }
            if !has_settled(&path) {
                continue;
            }
            match self.claim(&path) {
                Ok(Some(claimed)) => self.or_log(&claimed, self.go_on(spool, &claimed, false)),
                Ok(None) => {}
                Err(error) => log::error!("drop folder: {error}"),
            }
        }
        Ok(())
    }

    fn or_log(&self, claimed: &Path, done: Result<(), DropError>) {
        if let Err(error) = done {
            self.tell(claimed, &error.to_string());
        }
    }

    /// Notes that a job file has to wait. Logs the reason, unless this reason was logged before.
    fn tell(&self, claimed: &Path, why: &str) {
        if self.pauses.put_off(claimed.to_owned(), why) {
            log::error!("drop folder: {} must wait: {why}", claimed.display());
        }
    }

    /// Lists the entries of a subfolder of the drop folder (a folder into which scripts put faxes),
    /// sorted by name.
    fn entries(&self, inside: &Path) -> Result<Vec<PathBuf>, DropError> {
        let folder = self.folder.join(inside);
        safe_file::entries(&folder).map_err(at(&folder))
    }

    /// Claims a job file: moves it durably into a new folder of its own, inside `working/`. `None`
    /// if the file was removed meanwhile.
    fn claim(&self, job_file: &Path) -> Result<Option<PathBuf>, DropError> {
        let working = self.folder.join(WORKING);
        let claimed = working.join(new_key());
        if !safe_file::make_folder(&claimed, Share::Nobody).map_err(at(&claimed))? {
            return Ok(None);
        }
        flush(&working)?;
        let name = job_file.file_name().unwrap_or_default();
        if let Err(source) = safe_file::rename(job_file, &claimed.join(name)) {
            safe_file::remove_folder(&claimed).map_err(at(&claimed))?;
            return match source.kind() {
                io::ErrorKind::NotFound => Ok(None),
                _ => Err(DropError::Io { path: job_file.to_owned(), source }),
            };
        }
        flush(&claimed)?;
        flush(&self.folder)?;
        Ok(Some(claimed))
    }

    /// Accepts or rejects a claimed job file, and moves its folder to `done/` or `failed/`. `again`
    /// means that an earlier process may already have begun this work.
    fn go_on(&self, spool: &Spool, claimed: &Path, again: bool) -> Result<(), DropError> {
        let files = self.entries(claimed)?;
        let of_kind =
            |kind: &str| files.iter().find(|path| path.extension() == Some(OsStr::new(kind)));
        // If the job file was rejected before a crash, that decision still counts.
        if let Some(note) = of_kind(REFUSED) {
            return self.put_away(claimed, FAILED, &stem(note));
        }
        let job_file = of_kind(JOB);
        let read = job_file.map(|path| read_job_file(path));
        let archive = matches!(&read, Some(Ok(file)) if file.archive);
        if let Some(note) = of_kind(TAKEN) {
            return self.put_taken_away(claimed, &stem(note), archive);
        }
        let (Some(job_file), Some(read)) = (job_file, read) else {
            // The program crashed before the job file was claimed completely.
            files.iter().try_for_each(|path| safe_file::remove(path).map_err(at(path)))?;
            return safe_file::remove_folder(claimed).map_err(at(claimed));
        };
        let known = if again { self.known(spool, claimed) } else { Ok(None) };
        let fate = match (known, read) {
            (Err(fate), _) => fate,
            (Ok(Some(taken)), _) => Fate::Taken(taken),
            (Ok(None), Err(error)) => {
                Fate::Refused { failure: Failure::Forbidden, reason: error.to_string() }
            }
            (Ok(None), Ok(file)) => self.take(spool, claimed, job_file, file)?,
        };
        let name = stem(job_file);
        match fate {
            Fate::Taken(Taken { job, pages, notes }) => {
                let incomplete = notes
                    .iter()
                    .map(|note| format!("incomplete: {}\n", blanked(&note.to_string())))
                    .collect::<String>();
                let note = format!("job: {job}\npages: {pages}\n{incomplete}when: {}\n", instant());
                write_note(claimed, &name, TAKEN, &note)?;
                self.put_taken_away(claimed, &name, archive)?;
                log::info!(FERROFAX_JOB:% = job; "drop folder: {} is job {job}", plain(&name));
            }
            Fate::Refused { failure, reason } => {
                let reason = blanked(&reason);
                let note = format!("reason: {reason}\nfailure: {failure}\nwhen: {}\n", instant());
                write_note(claimed, &name, REFUSED, &note)?;
                self.put_away(claimed, FAILED, &name)?;
                // The reason may contain a telephone number or an address, which must not be
                // logged.
                log::warn!(
                    "drop folder: {} is refused ({failure}); the reason is in {FAILED}/",
                    plain(&name)
                );
            }
            Fate::Later(why) => self.tell(claimed, &why),
        }
        Ok(())
    }

    /// Finds the job that was submitted for this job file before a restart, if there is one. If the
    /// job file was claimed so long ago that its job may be deleted already, rejects the job file,
    /// because nobody knows whether the fax was sent.
    fn known(&self, spool: &Spool, claimed: &Path) -> Result<Option<Taken>, Fate> {
        let later = |error: &dyn std::fmt::Display| Fate::Later(error.to_string());
        let changed = fs::metadata(claimed)
            .and_then(|folder| folder.modified())
            .map_err(|error| later(&error))?;
        let age = SystemTime::now().duration_since(changed).unwrap_or_default();
        let found = find(spool, &key(claimed)).map_err(|error| later(&error))?;
        if found.is_none() && age > KEY_KNOWN {
            if !self.is_settled.get() {
                return Err(later(
                    &"within the last hour, the machine's clock was put forward or back, or \
                      Ferrofax started after more than a day",
                ));
            }
            let hours = age.as_secs() / 3600;
            let reason = format!(
                "it was being accepted when the program stopped {hours} hours ago, and the result \
                 is unknown; look at the jobs before you drop it again"
            );
            return Err(Fate::Refused { failure: Failure::Internal, reason });
        }
        if found.is_none() {
            // The fax was surely not submitted until now, so its age counts from now.
            fs::File::open(claimed)
                .and_then(|folder| folder.set_modified(SystemTime::now()))
                .map_err(|error| later(&error))?;
        }
        Ok(found)
    }

    fn take(
        &self,
        spool: &Spool,
        claimed: &Path,
        job_file: &Path,
        file: JobFile,
    ) -> Result<Fate, DropError> {
        let refused = |line: usize, name: &str, what: &str| {
            let reason = format!("line {line}: file: {name}: {what}");
            Ok(Fate::Refused { failure: Failure::NoDocument, reason })
        };
        let dropper = fs::symlink_metadata(job_file).map_err(at(job_file))?.uid();
        let mut documents = Vec::new();
        for (line, name) in &file.files {
            let (here, ours) = (self.folder.join(name), claimed.join(name));
            if fs::symlink_metadata(&ours).is_err()
                && let Err(source) = safe_file::rename(&here, &ours)
            {
                match lasting_fault(&source) {
                    Some(fault) => return refused(*line, name, &fault),
                    None => return Err(DropError::Io { path: here, source }),
                }
            }
            // From here on nobody can replace the document, because the file that is opened here is
            // the one that is read.
            match opened_document(&ours, dropper) {
                Ok(document) => documents.push((document, name)),
                Err(source) => match lasting_fault(&source) {
                    Some(fault) => return refused(*line, name, &fault),
                    None => return Err(DropError::Io { path: ours, source }),
                },
            }
        }
        flush(claimed)?;
        flush(&self.folder)?;
        let mut draft = file.draft;
        let by = owner(job_file).map_err(at(job_file))?;
        draft.owner.clone_from(&by.user);
        draft.created_by = Origin::Drop;
        let as_opened =
            documents.iter().map(|(document, name)| (open_path(document), (*name).clone()));
        let order = Order {
            draft,
            documents: as_opened.collect(),
            mark: Some(key(claimed)),
            options: BTreeMap::new(),
        };
        let hands = Hands { rights: &self.rights, by: By::System(&by) };
        Ok(match submit(spool, hands, &order, &self.converter, UnixMs::now()) {
            Ok(taken) => Fate::Taken(taken),
            Err(error) if error.may_pass() => Fate::Later(error.to_string()),
            Err(error) => Fate::Refused { failure: error.failure(), reason: error.to_string() },
        })
    }

    fn put_taken_away(&self, claimed: &Path, name: &str, archive: bool) -> Result<(), DropError> {
        if !archive {
            // The job file is removed last, because a restart reads from it whether the documents
            // are deleted.
            let mut files = self.entries(claimed)?;
            files.retain(|path| path.extension() != Some(OsStr::new(TAKEN)));
            files.sort_by_key(|path| is_job_file(path));
            files.iter().try_for_each(|path| safe_file::remove(path).map_err(at(path)))?;
        }
        self.put_away(claimed, DONE, name)
    }

    /// Moves the folder of a claimed job file to its final place (in `done/` or `failed/`) in one
    /// step. If the name is in use, the older folder gets a number.
    fn put_away(&self, claimed: &Path, inside: &str, name: &str) -> Result<(), DropError> {
        let folder = self.folder.join(inside);
        // The claimed folder was accessible only to this program. In its final place, the owner of
        // the job file may read it.
        safe_file::open_up(claimed, &folder).map_err(at(claimed))?;
        let place = folder.join(name);
        if fs::symlink_metadata(&place).is_ok() {
            let free = (1..).map(|number| folder.join(format!("{name}.{number}")));
            let free = free
                .into_iter()
                .find(|path| fs::symlink_metadata(path).is_err())
                .unwrap_or_default();
            safe_file::rename(&place, &free).map_err(at(&place))?;
        }
        safe_file::rename(claimed, &place).map_err(at(&place))?;
        flush(&folder)?;
        flush(&self.folder.join(WORKING))
    }
}

/// Writes the file with the result of a job file (accepted or rejected). The file is written
/// durably, and as a whole or not at all.
fn write_note(claimed: &Path, name: &str, kind: &str, text: &str) -> Result<(), DropError> {
    let path = claimed.join(format!("{name}.{kind}"));
    let fresh = claimed.join(format!(".{}", new_key()));
    let written = || {
        let mut note = safe_file::make(&fresh, Share::Nobody)?;
        note.set_permissions(fs::Permissions::from_mode(0o644))?;
        note.write_all(text.as_bytes())?;
        note.sync_all()?;
        safe_file::rename(&fresh, &path)
    };
    written().map_err(at(&path))?;
    flush(claimed)
}

/// Opens a document in the folder of a claimed job file. The document must belong to the owner of
/// the job file. Job files of root may name documents of any user.
fn opened_document(path: &Path, dropper: u32) -> io::Result<File> {
    let whose = if dropper == 0 { Whose::Anybodys } else { Whose::User(dropper) };
    safe_file::open_of(path, whose)
}

/// The reason why a document cannot be faxed, from the error of moving or opening it. `None` if the
/// error may pass without a change of the document or its name, so that the job file is tried again.
fn lasting_fault(error: &io::Error) -> Option<String> {
    let fault = match error.kind() {
        io::ErrorKind::NotFound => "there is no such document in the drop folder",
        io::ErrorKind::InvalidFilename => "the name is too long for a file",
        io::ErrorKind::PermissionDenied => "the Ferrofax service may not read it",
        io::ErrorKind::InvalidData => return Some(error.to_string()),
        _ => return None,
    };
    Some(fault.to_owned())
}

/// The maximum length in bytes of the names that results and their folders get from a job file. A
/// file name has at most 255 bytes, and `.refused` or a number is added.
const LONGEST_NAME: usize = 240;

/// A file's name without its extension. A very long name is cut off.
fn stem(path: &Path) -> String {
    let mut stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    stem.truncate(stem.floor_char_boundary(LONGEST_NAME));
    stem
}

/// The length, in letters, of the key that this program gives a job file when it claims the file.
/// The letters are random, so no two job files have the same key.
const KEY_LETTERS: usize = 20;

/// A new, unique key for a claimed job file.
fn new_key() -> String {
    ferrofax_network::key::fresh().chars().take(KEY_LETTERS).collect()
}

/// The key of a claimed job file, which is the name of its folder.
fn key(claimed: &Path) -> String {
    claimed.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read_job_file(path: &Path) -> Result<JobFile, JobFileError> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    if !is_file {
        return Err(JobFileError::NotAFile);
    }
    let mut bytes = Vec::new();
    let read = safe_file::open_of(path, Whose::Anybodys)
        .and_then(|file| file.take(MAX_JOB_FILE + 1).read_to_end(&mut bytes));
    read.map_err(|error| JobFileError::Unreadable(error.to_string()))?;
    if bytes.len() as u64 > MAX_JOB_FILE {
        return Err(JobFileError::TooLong(MAX_JOB_FILE >> 10));
    }
    JobFile::read(&bytes)
}

/// The Unix user who owns the job file. Ferrofax treats this user as the submitter of the fax.
fn owner(path: &Path) -> io::Result<Local> {
    let uid = fs::symlink_metadata(path)?.uid();
    Ok(Local { door: Door::Drop, user: ferrofax_desk::user::name(uid), uid })
}

fn is_job_file(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    !hidden && path.extension() == Some(OsStr::new(JOB))
}

/// Whether the job file seems to be complete, because it has not changed for at least a second.
fn has_settled(path: &Path) -> bool {
    let changed = fs::symlink_metadata(path).and_then(|file| file.modified());
    // A time in the future means that the clock was changed. That is no reason to wait.
    changed.is_ok_and(|changed| {
        SystemTime::now().duration_since(changed).map_or(true, |age| age >= SETTLED)
    })
}

/// Makes renames in a folder durable on the disk.
fn flush(folder: &Path) -> Result<(), DropError> {
    safe_file::flush(folder).map_err(at(folder))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> DropError {
    let path = path.to_owned();
    |source| DropError::Io { path, source: with_fix(source) }
}

fn instant() -> String {
    UnixMs::now().timestamp().unwrap_or_default().to_string()
}
