//! The files of drafts. They are in one folder of the spool, which has a folder for each draft. A
//! draft's folder contains its fields, its original documents and their pages.
//!
//! A draft is changed while its folder is locked. Its fields are written to a new file, which then
//! replaces the old one. A draft that nobody has changed for a week is deleted.

use std::collections::BTreeMap;
use std::fs::{File, Metadata, TryLockError, read, symlink_metadata};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::recipients::Recipient;
use ferrofax_basics::FileVersion;
use ferrofax_basics::UnixMs;
use ferrofax_basics::free_space::has_space_for;
use ferrofax_basics::lock::lock;
use ferrofax_network::asker::Voucher;
use ferrofax_network::encoding::hex;
use ferrofax_spool::not_shown::Note;
use ferrofax_spool::safe_file::{self, For, Share};
use ferrofax_spool::{Spool, clock_was_put_lately};

/// The time in milliseconds after its last change at which a draft is deleted.
const KEPT_MS: i64 = 7 * 24 * 60 * 60_000;

/// The longest wait for a draft that another request has locked.
const PATIENCE: Duration = Duration::from_secs(1);
/// The pause between two attempts to lock a draft that another request has locked.
const STEP: Duration = Duration::from_millis(20);

const WORDS: &str = "draft.json";
const LOCK: &str = "lock";

/// A fax that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The number of this draft.
    pub id: i64,
    /// The user name of the draft's author.
    pub owner: String,
    /// The source that confirms the identity of the draft's author: settings, LDAP or OpenID.
    /// Drafts that older versions of Ferrofax stored have no source; their authors count as users
    /// whom the settings confirm.
    #[serde(default = "of_settings")]
    pub by: String,
    /// The id of the draft's author, if an LDAP directory or an OpenID provider confirms the
    /// author. A later user with the same name has another id. `None`: the settings confirm the
    /// author (`[[user]]` of gateway.toml).
    #[serde(default)]
    pub who: Option<i64>,
    /// The time of the draft's last change, in milliseconds since 1970.
    pub changed_ms: i64,
    /// The number of changes so far to the fields or documents of the draft.
    pub revision: u32,
    /// The values of the draft's fields, by the names of [`super::FIELDS`].
    pub words: BTreeMap<String, String>,
    /// The values that a program has stored with the draft, by their names.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    /// The draft's documents, in sending order.
    pub documents: Vec<DraftDocument>,
    /// The number of times that the draft was sent to some recipients and kept for the others. A
    /// recipient who is added after such a sending gets a new job.
    #[serde(default)]
    pub(super) round: u32,
    /// Whether this is the person's extra draft, beyond the maximum number of drafts. The next
    /// extra draft replaces it.
    #[serde(default)]
    pub is_extra: bool,
    /// The forms of the web interface that were last stored in this draft. They are remembered so
    /// that each form is stored only once.
    #[serde(default)]
    pub(super) written: Vec<WrittenBy>,
}

/// A submitted form of the web interface whose content was stored in a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WrittenBy {
    /// The unique text that identifies the submitted form.
    pub(super) once: String,
    /// Documents of the submitted form that can't be faxed, each with the reason.
    pub(super) unfit: Vec<String>,
}

/// A document of a draft, which is a fax that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftDocument {
    /// The document's number in this draft.
    pub id: u32,
    /// The name under which people see the document.
    pub name: String,
    /// How many fax pages were made from the document.
    pub pages: u32,
    /// Notes in English on content of the document that could not be shown on the fax pages, such
    /// as characters that are in no font. Older versions of Ferrofax read them.
    pub(super) notes: Vec<String>,
    /// The notes of the field `notes` in a form for programs; empty if an older version of Ferrofax
    /// converted the document.
    #[serde(default)]
    pub(super) not_shown: Vec<Note>,
    /// The options with which the document was converted: the resolution, and whether the fax pages
    /// are in colour.
    pub(super) made_as: String,
}

impl DraftDocument {
    /// Sets the notes on content that could not be shown on the fax pages.
    pub(super) fn with_notes(self, notes: Vec<Note>) -> Self {
        Self { notes: notes.iter().map(Note::to_string).collect(), not_shown: notes, ..self }
    }

    /// The notes on content that could not be shown on the fax pages.
    pub fn notes(&self) -> Vec<Note> {
        if self.not_shown.iter().map(Note::to_string).eq(self.notes.iter().cloned()) {
            return self.not_shown.clone();
        }
        self.notes.iter().map(Note::english).collect()
    }
}

fn of_settings() -> String {
    Voucher::Settings.name().to_owned()
}

impl Draft {
    /// Whether the draft belongs to the user `owner`, whose identity the source `by` confirms
    /// (settings, LDAP or OpenID).
    pub(super) fn is_of(&self, (owner, by): (&str, &str)) -> bool {
        self.owner == owner && self.by == by
    }
}

/// The owner and the age of a draft, as of this version of its file.
struct Facts {
    id: i64,
    version: FileVersion,
    owner: String,
    by: String,
    changed_ms: i64,
}

impl Facts {
    fn is_of(&self, (owner, by): (&str, &str)) -> bool {
        self.owner == owner && self.by == by
    }
}

/// The owners and ages of all drafts, by the numbers of the drafts. With them, a list of one
/// owner's drafts reads the files of other owners only after a change.
#[derive(Clone, Default)]
pub(crate) struct AllFacts(Arc<Mutex<BTreeMap<i64, Arc<Facts>>>>);

/// The folder in the spool that contains a folder for each draft.
pub(super) struct Store {
    all: PathBuf,
    spool: Spool,
    facts: AllFacts,
}

/// A draft that is locked, so that nobody else can change it.
pub(super) struct Open {
    folder: PathBuf,
    _lock: File,
    pub(super) draft: Draft,
}

impl Store {
    pub(super) fn of(spool: &Spool) -> Self {
        Self::remembering(spool, &AllFacts::default())
    }

    /// The drafts in this spool. `facts` has the owners and ages that earlier lists have read.
    pub(super) fn remembering(spool: &Spool, facts: &AllFacts) -> Self {
        let (all, facts) = (spool.folder().join("drafts"), facts.clone());
        Self { all, spool: spool.clone(), facts }
    }

    /// Creates a draft with this number, or opens it if it exists. It is saved at once, so that
    /// documents added later have an owner even after a crash.
    pub(super) fn begin(
        &self,
        id: i64,
        (owner, by): (&str, &str),
        now: UnixMs,
    ) -> io::Result<Open> {
        safe_file::make_folder(&self.all, Share::GroupWorks)?;
        let folder = self.folder(id);
        let lock = loop {
            safe_file::make_folder(&folder, Share::GroupWorks)?;
            match locked(&folder) {
                // Another request has just removed the folder, so create it again.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                locked => break locked?,
            }
        };
        if let Some(draft) = self.look(id) {
            return Ok(Open { folder, _lock: lock, draft });
        }
        let who = self.who(owner, by)?;
        let (owner, by) = (owner.to_owned(), by.to_owned());
        let draft = Draft { id, owner, by, who, ..Draft::default() };
        let mut open = Open { folder, _lock: lock, draft };
        open.save(now)?;
        safe_file::flush(&self.all)?;
        Ok(open)
    }

    /// Opens a draft for changes; `None` if it does not exist.
    pub(super) fn open(&self, id: i64) -> io::Result<Option<Open>> {
        let folder = self.folder(id);
        if self.look(id).is_none() {
            return Ok(None);
        }
        let lock = match locked(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            locked => locked?,
        };
        // The draft may have been removed while this request waited for the lock.
        let Some(draft) = self.read(id) else {
            _ = removed(&folder);
            return Ok(None);
        };
        Ok(Some(Open { folder, _lock: lock, draft }))
    }

    /// Reads a draft as it was last saved. `None`: the draft does not exist, or its author is no
    /// longer a user.
    pub(super) fn look(&self, id: i64) -> Option<Draft> {
        self.read(id)
            .filter(|draft| self.who(&draft.owner, &draft.by).is_ok_and(|who| who == draft.who))
    }

    fn read(&self, id: i64) -> Option<Draft> {
        let text = safe_file::read(&self.folder(id).join(WORDS)).ok()?;
        serde_json::from_slice(&text).ok().filter(|draft: &Draft| draft.id == id)
    }

    fn who(&self, owner: &str, by: &str) -> io::Result<Option<i64>> {
        self.spool.logins().who_is_vouched(owner, by).map_err(io::Error::other)
    }

    /// All drafts of one owner, the most recently changed one first. Expired drafts are removed,
    /// unless the clock was changed recently.
    pub(super) fn of_owner(&self, whose: (&str, &str), now: UnixMs) -> Vec<Draft> {
        let mut all = self.facts();
        self.delete_old(&mut all, now);
        let Ok(who) = self.who(whose.0, whose.1) else { return Vec::new() };
        let own = all.iter().filter(|facts| facts.is_of(whose));
        let mut found: Vec<Draft> = own
            .filter_map(|facts| self.read(facts.id))
            .filter(|draft| draft.is_of(whose) && draft.who == who)
            .collect();
        found.sort_by_key(|draft| std::cmp::Reverse(draft.changed_ms));
        found
    }

    /// The owners and ages of all drafts of all owners. Only drafts that have changed since the
    /// last time are read.
    fn facts(&self) -> Vec<Arc<Facts>> {
        let before = lock(&self.facts.0).clone();
        let folders = safe_file::entries(&self.all).unwrap_or_default();
        let ids = folders.iter().filter_map(|path| path.file_name()?.to_str()?.parse().ok());
        let all: Vec<Arc<Facts>> =
            ids.filter_map(|id: i64| self.facts_of(id, before.get(&id))).collect();
        *lock(&self.facts.0) = all.iter().map(|one| (one.id, Arc::clone(one))).collect();
        all
    }

    fn facts_of(&self, id: i64, before: Option<&Arc<Facts>>) -> Option<Arc<Facts>> {
        // The version is read first. If the draft changes meanwhile, it is read again next time.
        let version = FileVersion::at(&self.folder(id).join(WORDS))?;
        if let Some(known) = before.filter(|known| known.version == version) {
            return Some(Arc::clone(known));
        }
        let Draft { owner, by, changed_ms, .. } = self.read(id)?;
        Some(Arc::new(Facts { id, version, owner, by, changed_ms }))
    }

    /// Deletes the expired ones of these drafts, unless the clock was changed recently. Returns how
    /// many.
    fn delete_old(&self, drafts: &mut Vec<Arc<Facts>>, now: UnixMs) -> usize {
        let is_old = |changed_ms: i64| changed_ms < now.0 - KEPT_MS;
        if !drafts.iter().any(|draft| is_old(draft.changed_ms))
            || !matches!(clock_was_put_lately(&self.spool), Ok(false))
        {
            return 0;
        }
        let mut deleted = 0;
        for draft in drafts.extract_if(.., |draft| is_old(draft.changed_ms)) {
            match self.remove_if(draft.id, |draft| is_old(draft.changed_ms)) {
                Ok(()) => deleted += 1,
                Err(error) => log::warn!("an abandoned draft cannot be deleted: {error}"),
            }
        }
        deleted
    }

    /// Locks a draft, and removes it if `is_so` then returns true for the draft.
    pub(super) fn remove_if(&self, id: i64, is_so: impl Fn(&Draft) -> bool) -> io::Result<()> {
        if self.read(id).is_none() {
            return Ok(());
        }
        let _lock = match locked(&self.folder(id)) {
            // Another request works on the draft, so the draft is not old.
            Err(error)
                if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::WouldBlock) =>
            {
                return Ok(());
            }
            locked => locked?,
        };
        match self.read(id) {
            Some(draft) if !is_so(&draft) => Ok(()),
            _ => removed(&self.folder(id)),
        }
    }

    /// Deletes expired drafts, and old folders that contain no draft, which a crash can leave.
    /// Returns how many.
    pub(super) fn delete_expired(&self, now: UnixMs) -> usize {
        let mut deleted = self.delete_old(&mut self.facts(), now);
        for folder in safe_file::entries(&self.all).unwrap_or_default() {
            let is_draft = folder.join(WORDS).exists();
            if is_draft || !is_older(&folder, KEPT_MS, now) {
                continue;
            }
            let swept = locked(&folder).and_then(|_lock| {
                if folder.join(WORDS).exists() { Ok(()) } else { removed(&folder) }
            });
            match swept {
                Ok(()) => deleted += 1,
                Err(error) => log::warn!("the remains of a draft cannot be deleted: {error}"),
            }
        }
        deleted
    }

    /// Creates a random draft number. It is small enough for a JSON number, and never 0.
    pub(super) fn fresh_id() -> io::Result<i64> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(id_of(bytes))
    }

    fn folder(&self, id: i64) -> PathBuf {
        self.all.join(id.to_string())
    }
}

impl Open {
    /// Saves the draft's present content durably.
    pub(super) fn save(&mut self, now: UnixMs) -> io::Result<()> {
        self.draft.changed_ms = now.0;
        let (written, place) = (self.folder.join("draft.new"), self.folder.join(WORDS));
        _ = safe_file::remove(&written);
        let mut file = safe_file::make(&written, Share::GroupWorks)?;
        file.write_all(&serde_json::to_vec(&self.draft).map_err(io::Error::other)?)?;
        file.sync_all()?;
        safe_file::rename(&written, &place)?;
        safe_file::flush(&self.folder)
    }

    /// The path of an original document of the draft.
    pub(super) fn source(&self, document: u32) -> PathBuf {
        self.folder.join(format!("{document}.source"))
    }

    /// The size of the draft's original documents in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.draft.documents.iter().map(|one| size(&self.source(one.id))).sum()
    }

    /// The path of the file of fax pages that were made from a document.
    pub(super) fn pages(&self, document: u32) -> PathBuf {
        self.folder.join(format!("{document}.tif"))
    }

    /// The path of the cover page for this recipient, for the present version of the draft. The
    /// name depends on the recipient and not on the position in the list, since recipients are
    /// removed from the list once they have a job.
    pub(super) fn cover(&self, recipient: &Recipient) -> PathBuf {
        let sum = Sha256::digest(recipient.line().as_bytes());
        let (revision, sum) = (self.draft.revision, hex(&sum[..12]));
        self.folder.join(format!("cover-{revision}-{sum}.tif"))
    }

    /// Copies a file into the draft's folder, to the path `to`. This fails if too little space of the
    /// disk would remain free.
    pub(super) fn keep(&self, from: &Path, to: &Path) -> io::Result<()> {
        let bytes = read(from)?;
        has_space_for(bytes.len() as u64, &self.folder)?;
        _ = safe_file::remove(to);
        let mut file = safe_file::make(to, Share::GroupWorks)?;
        file.write_all(&bytes)?;
        file.sync_all()
    }

    /// Removes the original and the pages of a document.
    pub(super) fn forget(&self, document: u32) {
        for path in [self.source(document), self.pages(document)] {
            _ = safe_file::remove(&path);
        }
    }

    /// Removes the draft with all its files.
    pub(super) fn remove(self) -> io::Result<()> {
        removed(&self.folder)
    }
}

/// Whether a folder has not been changed for at least `ms` milliseconds.
fn is_older(folder: &Path, ms: i64, now: UnixMs) -> bool {
    let found = symlink_metadata(folder).ok().filter(Metadata::is_dir);
    let touched = found.and_then(|found| found.modified().ok()).map(UnixMs::from);
    touched.is_some_and(|touched| now.ms_since(touched) >= ms)
}

/// Makes a draft number from these random bytes.
pub(super) fn id_of(bytes: [u8; 8]) -> i64 {
    (i64::from_le_bytes(bytes) & ((1 << 52) - 1)) | 1
}

/// The size of a file in bytes; 0 if the file does not exist.
pub(super) fn size(path: &Path) -> u64 {
    path.symlink_metadata().map_or(0, |file| file.len())
}

/// Locks this folder of a draft. If another request has locked it, waits for the lock.
fn locked(folder: &Path) -> io::Result<File> {
    let place = folder.join(LOCK);
    loop {
        let file = safe_file::open_or_make(&place, For::Writing, Share::GroupWorks)?;
        wait_for(&file)?;
        // Another request may have removed the folder and created it again. Then the lock is on the
        // old file.
        match safe_file::metadata(&place) {
            Ok(there) if there.ino() == file.metadata()?.ino() => return Ok(file),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
}

/// Waits up to a second for the lock of the draft. Another request may convert documents for
/// minutes while it has the lock, and the waiting thread is needed for other requests.
///
/// # Errors
/// `WouldBlock`: another request holds the lock.
fn wait_for(file: &File) -> io::Result<()> {
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if begun.elapsed() >= PATIENCE => {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            Err(TryLockError::WouldBlock) => sleep(STEP),
        }
    }
}

/// Removes a draft's folder. The file with the fields is removed first: without it, the other files
/// no longer count as a draft.
fn removed(folder: &Path) -> io::Result<()> {
    match safe_file::remove(&folder.join(WORDS)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    for entry in safe_file::entries(folder)? {
        safe_file::remove(&entry)?;
    }
    safe_file::remove_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::{Vouched, note_clock_jump};

    #[test]
    fn what_nobody_touches_for_a_week_goes_unless_the_clock_was_put() {
        let whose = ("alice", "password");
        for was_put in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let spool = Spool::open(folder.path()).unwrap();
            let store = Store::of(&spool);
            let open = store.begin(7, whose, UnixMs(1)).unwrap();
            let id = open.draft.id;
            drop(open);
            if was_put {
                note_clock_jump(&spool).unwrap();
            }
            assert_eq!(store.of_owner(whose, UnixMs(1 + KEPT_MS)).len(), 1);
            let left = usize::from(was_put);
            assert_eq!(store.delete_expired(UnixMs(2 + KEPT_MS)), 1 - left, "{was_put}");
            assert_eq!(store.of_owner(whose, UnixMs(2 + KEPT_MS)).len(), left, "{was_put}");
            assert_eq!(store.look(id).is_some(), was_put);
        }
    }

    #[test]
    fn a_list_reads_the_drafts_of_others_only_after_a_change() {
        let (alice, bob) = (("alice", "password"), ("bob", "password"));
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let (known, now) = (AllFacts::default(), UnixMs(9));
        let store = Store::remembering(&spool, &known);
        for (id, whose) in [(7, alice), (8, bob), (9, bob)] {
            drop(store.begin(id, whose, now).unwrap());
        }
        let own = |whose| Store::remembering(&spool, &known).of_owner(whose, now).len();
        let facts = || lock(&known.0).clone();
        assert_eq!((own(alice), own(bob)), (1, 2));
        let before = facts();
        assert_eq!(before.len(), 3);
        store.open(8).unwrap().unwrap().save(UnixMs(10)).unwrap();
        store.remove_if(9, |_| true).unwrap();
        assert_eq!((own(alice), own(bob)), (1, 1));
        let after = facts();
        assert_eq!(after.keys().copied().collect::<Vec<i64>>(), [7, 8]);
        assert!(Arc::ptr_eq(&before[&7], &after[&7]), "it is not read again");
        assert_eq!((before[&8].changed_ms, after[&8].changed_ms), (9, 10));
    }

    #[test]
    fn nobody_waits_long_for_a_draft_that_is_worked_on() {
        let whose = ("alice", "password");
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let store = Store::of(&spool);
        let open = store.begin(7, whose, UnixMs(1)).unwrap();
        let kind = |done: io::Result<()>| done.unwrap_err().kind();
        assert_eq!(kind(store.open(7).map(drop)), io::ErrorKind::WouldBlock);
        assert_eq!(kind(store.begin(7, whose, UnixMs(2)).map(drop)), io::ErrorKind::WouldBlock);
        // A draft that is in use is not removed as an old one.
        assert!(store.of_owner(whose, UnixMs(2 + KEPT_MS)).is_empty());
        drop(open);
        assert!(store.open(7).unwrap().is_some());
    }

    #[test]
    fn a_draft_is_no_one_s_who_has_the_name_of_its_writer_next() {
        let (whose, now) = (("dora", "ldap"), UnixMs(9));
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let store = Store::of(&spool);
        let called = |subject: &str| {
            let (name, by) = (whose.0.to_owned(), whose.1.to_owned());
            let person = Vouched { name, by, subject: subject.to_owned(), ..Vouched::default() };
            spool.logins().keep_vouched(&person).unwrap();
        };
        called("uid=first");
        let open = store.begin(7, whose, now).unwrap();
        let id = open.draft.id;
        drop(open);
        let is_there = || (store.look(id).is_some(), store.of_owner(whose, now).len());
        called("uid=first,ou=moved");
        assert_eq!(is_there(), (true, 1), "he is the same");
        spool.logins().forget_vouched(whose.0, whose.1, now).unwrap();
        assert_eq!(is_there(), (false, 0));
        called("uid=first");
        assert_eq!(is_there(), (false, 0), "it may be another");
        assert!(store.open(id).unwrap().is_none() && store.read(id).is_some());
    }

    #[test]
    fn a_draft_that_somebody_has_touched_meanwhile_is_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::of(&Spool::open(folder.path()).unwrap());
        let open = store.begin(7, ("alice", "password"), UnixMs(9)).unwrap();
        let id = open.draft.id;
        drop(open);
        store.remove_if(id, |draft| draft.changed_ms < 9).unwrap();
        assert!(store.look(id).is_some());
        store.remove_if(id, |draft| draft.changed_ms < 10).unwrap();
        assert!(store.look(id).is_none());
    }
}
