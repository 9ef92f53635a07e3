//! The [`Spool`]: opens its folder and its database, and takes the lock of the one process that
//! receives faxes and dials. Every transaction of the spool runs here.
//!
//! A *store* in the code is a database: either the spool's own SQLite file, or a PostgreSQL
//! database that several machines share (the shared database).

use std::collections::HashMap;
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use super::acl;
use super::database::{self, Connection, Purpose, Transaction};
use super::error::Rollback;
use super::folder::{CALLS, JOBS, RECEIVED, flush_folder, make_folder, make_parts_folder};
use super::front::Front;
use super::ids::{CallId, FaxId};
use super::keys::MasterKeys;
use super::objects::Objects;
use super::opening::{self, Store, Tables};
use super::receiving_lock::ReceivingLock;
use super::safe_file::{self, Share};
use super::seen::{Seeable, Seen};
use super::unbooked::Unbooked;
use super::word_key::WordKey;
use super::{FaxEnd, SpoolError};
use ferrofax_basics::lock::lock;
use ferrofax_document::tiff::Appender;

/// The spool: its folder and its database. A clone is cheap, and all clones share one database
/// connection.
#[derive(Clone)]
pub struct Spool {
    inner: Arc<Inner>,
    /// The fax, job or contact, in the version that somebody has seen, on which changes by this
    /// value depend. If it has changed since, no change is made ([`Self::resting_on`]).
    rests_on: Option<Seen>,
    /// The place where the documents of a shared database are stored, if that place is not the
    /// database itself.
    objects: Option<Arc<dyn Objects>>,
    /// The keys that encrypt the documents of a shared database.
    pub(super) keys: Option<Arc<dyn MasterKeys>>,
    /// The work of a stateless node, if this machine is one: the shared database itself is the
    /// machine's spool.
    front: Option<Arc<dyn Front<Self>>>,
}

struct Inner {
    folder: PathBuf,
    store: Store,
    database: PathBuf,
    /// The part after the `@` in the Message-IDs that are made here.
    host: String,
    connection: Mutex<Connection>,
    /// The lock of the process that receives into the spool. The lock is held from the first fax
    /// that is begun or recovered until the spool is closed.
    receiving_lock: Mutex<Option<ReceivingLock>>,
    live: Mutex<Live>,
    unbooked: Unbooked,
    /// The key of the index of the words on faxes, once it was read.
    word_key: Mutex<Option<WordKey>>,
    /// The calls that send jobs in this process, and the time by `steady` at which the lease of
    /// each ends.
    calls: Mutex<Calls>,
    steady: Steady,
    jobs_expire: AtomicBool,
    /// The number of requests that this spool has sent to its database server.
    #[cfg(any(test, debug_assertions))]
    ways: std::sync::atomic::AtomicU32,
}

/// A clock that returns milliseconds and never runs backwards, even if the machine's clock is set.
pub type Steady = Box<dyn Fn() -> u64 + Send + Sync>;

/// Calls, each with the time at which its lease ends.
pub(super) type Calls = HashMap<CallId, u64>;

/// The faxes that were begun here and have not ended. The lock of each fax keeps its pages in their
/// order.
pub(super) type Live = HashMap<FaxId, Arc<Mutex<Turn>>>;

/// The state of a fax that is kept in memory from one page to the next.
#[derive(Default)]
pub(super) struct Turn {
    /// The document, open for the next page.
    pub(super) document: Option<Appender>,
    /// The end of the fax, if it could not be stored yet.
    pub(super) end: Option<FaxEnd>,
    /// The numbers of the pages that were confirmed, if that could not be stored yet.
    pub(super) confirmed: Vec<u32>,
}

impl Spool {
    /// Opens the spool in this folder. Missing folders and tables are made.
    pub fn open(folder: &Path) -> Result<Self, SpoolError> {
        open_with_clock(folder, steady())
    }

    /// Opens the spool in this folder, with its database in this store. `tables` says whether
    /// tables may be made or upgraded.
    ///
    /// # Errors
    /// The folder or the store can't be used. [`SpoolError::NoTables`] and
    /// [`SpoolError::OlderTables`] if `tables` does not permit what is missing.
    pub fn open_as(folder: &Path, store: &Store, tables: Tables) -> Result<Self, SpoolError> {
        Self::open_all(folder, store, tables, steady())
    }

    fn open_all(
        folder: &Path,
        store: &Store,
        tables: Tables,
        steady: Steady,
    ) -> Result<Self, SpoolError> {
        let folder = &made_and_resolved(folder)?;
        make_folder(&folder.join(RECEIVED), Share::GroupReads)?;
        make_parts_folder(folder)?;
        make_folder(&folder.join(JOBS), Share::GroupWorks)?;
        probe_writing(folder)?;
        share_what_was_ours_alone(folder)?;
        let (connection, database) = opening::open(folder, store, tables)?;
        // The names of the new database, its log and the documents' folder are now durable as well.
        flush_folder(folder)?;
        Ok(Self {
            rests_on: None,
            objects: None,
            keys: None,
            front: None,
            inner: Arc::new(Inner {
                folder: folder.to_path_buf(),
                store: store.clone(),
                database,
                host: host_name(),
                connection: Mutex::new(connection),
                receiving_lock: Mutex::new(None),
                live: Mutex::new(HashMap::new()),
                unbooked: Unbooked::default(),
                word_key: Mutex::new(None),
                calls: Mutex::new(HashMap::new()),
                steady,
                jobs_expire: AtomicBool::new(true),
                #[cfg(any(test, debug_assertions))]
                ways: Default::default(),
            }),
        })
    }

    /// Opens the same spool on another database connection. A thread that waits for one connection
    /// does not delay a thread that uses the other.
    ///
    /// # Errors
    /// The errors of [`Self::open_as`].
    pub fn beside(&self) -> Result<Self, SpoolError> {
        let beside = Self::open_as(self.folder(), &self.inner.store, Tables::StayAsTheyAre)?;
        Ok(Self {
            objects: self.objects.clone(),
            keys: self.keys.clone(),
            front: self.front.clone(),
            ..beside
        })
    }

    /// Makes this machine a stateless node: the spool is a shared database.
    pub(super) fn with_front(self, front: Arc<dyn Front<Self>>) -> Self {
        Self { front: Some(front), ..self }
    }

    /// Whether this machine is a stateless node: it has no PBX, and its spool is a database that
    /// other machines share.
    pub fn is_front(&self) -> bool {
        self.front.is_some()
    }

    /// The work of a stateless node; `None` if this machine is not a stateless node.
    pub(super) fn front(&self) -> Option<&dyn Front<Self>> {
        self.front.as_deref()
    }

    /// The key of the index of the words on faxes, if it was read before.
    pub(super) fn known_word_key(&self) -> Option<WordKey> {
        lock(&self.inner.word_key).clone()
    }

    /// Keeps the key of the index of the words on faxes.
    pub(super) fn know_word_key(&self, key: &WordKey) {
        *lock(&self.inner.word_key) = Some(key.clone());
    }

    /// The place where the documents of a shared database are stored, if that place is not the
    /// database itself.
    pub(super) fn objects(&self) -> Option<&Arc<dyn Objects>> {
        self.objects.as_ref()
    }

    /// Claims, for this connection, work that only one process may do (`what`). Other processes see
    /// who holds it.
    pub(super) fn claim_work(&self, what: &str, who: &str) -> Result<(), SpoolError> {
        let who = format!("ferrofax {who}: {}:{}", self.inner.host, self.inner.folder.display());
        lock(&self.inner.connection)
            .claim(what, &who)
            .map_err(|error| SpoolError::database(&self.inner.database, &error))
    }

    /// Returns the same spool, with `objects` as the place where its documents are stored.
    #[must_use]
    pub fn with_objects(&self, objects: Arc<dyn Objects>) -> Self {
        let mut store = self.clone();
        store.objects = Some(objects);
        store
    }

    /// Returns the same spool, in which these keys encrypt new documents.
    #[must_use]
    pub fn with_keys(&self, keys: Arc<dyn MasterKeys>) -> Self {
        let mut store = self.clone();
        store.keys = Some(keys);
        store
    }

    /// The absolute path of the spool's folder, without symbolic links.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The folder with the documents of received faxes.
    pub(super) fn received_folder(&self) -> PathBuf {
        self.inner.folder.join(RECEIVED)
    }

    /// The path of the file with this document of a received fax.
    pub(super) fn received_path(&self, document: &str) -> Result<PathBuf, SpoolError> {
        let folder = self.received_folder();
        safe_file::below(&folder, document).ok_or_else(|| SpoolError::Document {
            path: folder.join(document),
            text: "its name leads out of the documents' folder".to_owned(),
        })
    }

    /// The folder with the documents of jobs.
    pub(super) fn jobs_folder(&self) -> PathBuf {
        self.inner.folder.join(JOBS)
    }

    /// The name of this machine, in a form that a Message-ID may contain.
    pub(super) fn host(&self) -> &str {
        &self.inner.host
    }

    /// Runs queries that belong together. All of them see the same state of the database.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> database::Result<T>,
    ) -> Result<T, SpoolError> {
        self.transaction(Purpose::Queries, |transaction| Ok(work(transaction)?))
    }

    /// Runs changes as one transaction. They are durable when this returns, and rolled back if a
    /// statement fails.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> database::Result<T>,
    ) -> Result<T, SpoolError> {
        self.write_or_refuse(|transaction| Ok(work(transaction)?))
    }

    /// Runs changes as one transaction, as [`Self::write`] does. They are also rolled back if
    /// `work` returns an error of its own.
    pub(super) fn write_or_refuse<T, E: From<SpoolError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Rollback<E>>,
    ) -> Result<T, E> {
        self.transaction(Purpose::Changes, work)
    }

    /// Adds rows that nobody reads before a later change names them, and that may be added twice.
    /// Meanwhile, a database server continues with the changes of other connections.
    pub(super) fn add<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> database::Result<T>,
    ) -> Result<T, SpoolError> {
        self.transaction(Purpose::Additions, |transaction| Ok(work(transaction)?))
    }

    /// Returns the same spool for changes that depend on the version `seen`. If the record has
    /// changed since it was read, each change fails with [`SpoolError::Changed`].
    #[must_use]
    pub fn resting_on(&self, seen: Seen) -> Self {
        Self { rests_on: Some(seen), ..self.clone() }
    }

    /// Copies the database into this file, which is empty. The copy shows the state of one instant.
    pub(super) fn copy_database(&self, to: &Path) -> Result<(), SpoolError> {
        lock(&self.inner.connection)
            .copy_into(to)
            .map_err(|error| SpoolError::database(&self.inner.database, &error))
    }

    /// Returns a listener that is notified of changes in the database, and the address of the
    /// database. SQLite has no listener.
    #[cfg(feature = "postgresql")]
    pub(super) fn listen(
        &self,
    ) -> Result<(Option<database::postgresql::Listener>, PathBuf), SpoolError> {
        let place = self.inner.database.clone();
        let listener = lock(&self.inner.connection).listener();
        Ok((listener.map_err(|error| SpoolError::database(&place, &error))?, place))
    }

    /// Without PostgreSQL there is no listener. Returns the path of the database alone.
    #[cfg(not(feature = "postgresql"))]
    pub(super) fn listen(&self) -> Result<((), PathBuf), SpoolError> {
        Ok(((), self.inner.database.clone()))
    }

    /// Returns the number of requests to the database server since the last call of this function.
    /// Each request costs one round trip over the network.
    #[cfg(any(test, debug_assertions))]
    pub(crate) fn ways(&self) -> u32 {
        self.inner.ways.swap(0, std::sync::atomic::Ordering::Relaxed)
    }

    /// Runs a transaction. It is committed if the work returns `Ok`, and rolled back if the work
    /// returns any error.
    pub(super) fn transaction<T, E: From<SpoolError>>(
        &self,
        purpose: Purpose,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Rollback<E>>,
    ) -> Result<T, E> {
        #[cfg(any(test, debug_assertions))]
        let _counted = CountedWays { before: database::ways::count(), of: &self.inner.ways };
        let mut connection = lock(&self.inner.connection);
        let rests_on = self.rests_on.as_ref().filter(|_| purpose != Purpose::Queries);
        let run = || {
            let transaction = connection.transaction(purpose)?;
            if let Some(seen) = rests_on
                && seen.has_changed(&transaction)?
            {
                return Err(SpoolError::Changed.into());
            }
            let done = work(&transaction)?;
            #[cfg(any(test, debug_assertions))]
            if purpose != Purpose::Queries {
                crate::flushes::one();
            }
            transaction.commit()?;
            Ok(done)
        };
        run().map_err(|why| match why {
            Rollback::Database(error) => SpoolError::database(&self.inner.database, &error).into(),
            Rollback::Refused(why) => why,
        })
    }

    /// Makes this process the one that receives into the spool, for as long as the spool is open.
    /// If the process dies, the operating system frees the lock of the folder.
    ///
    /// On PostgreSQL, this also takes a lock of the database server, which excludes processes of
    /// other machines. The server frees that lock when the process dies.
    pub(super) fn claim_receiving(&self) -> Result<(), SpoolError> {
        let mut held = lock(&self.inner.receiving_lock);
        if held.is_some() {
            return Ok(());
        }
        // This process stores received pages, so being a member of the spool's group is not enough.
        probe_folder(&self.received_folder())?;
        let taken = ReceivingLock::take(&self.inner.folder)?;
        close_to_others(&self.inner.folder)?;
        let who =
            format!("ferrofax receiving: {}:{}", self.inner.host, self.inner.folder.display());
        lock(&self.inner.connection)
            .claim("receiving", &who)
            .map_err(|error| SpoolError::database(&self.inner.database, &error))?;
        *held = Some(taken);
        Ok(())
    }

    /// The lock that [`Self::claim_receiving`] took; none if it took none.
    pub(super) fn receiving_lock(&self) -> &Mutex<Option<ReceivingLock>> {
        &self.inner.receiving_lock
    }

    /// The path of the database, if the database is a file of this spool.
    pub(super) fn database_file(&self) -> Option<&Path> {
        matches!(self.inner.store, Store::Sqlite).then_some(self.inner.database.as_path())
    }

    /// The faxes that were begun here and have not ended.
    pub(super) fn live(&self) -> MutexGuard<'_, Live> {
        lock(&self.inner.live)
    }

    /// The ends of mails and prints that are not written yet.
    pub(super) fn unbooked(&self) -> &Unbooked {
        &self.inner.unbooked
    }

    /// The calls that send jobs in this process.
    pub(super) fn calls(&self) -> MutexGuard<'_, Calls> {
        lock(&self.inner.calls)
    }

    /// The present time in milliseconds, by the clock of leases.
    pub(super) fn steady_ms(&self) -> u64 {
        (self.inner.steady)()
    }

    /// The time at which a lease of `lease_ms` milliseconds ends, if it begins now.
    pub(super) fn lease_end(&self, lease_ms: i64) -> u64 {
        self.steady_ms().saturating_add(u64::try_from(lease_ms).unwrap_or(0))
    }

    /// True if a job fails when its time limit is over.
    pub(super) fn jobs_expire(&self) -> &AtomicBool {
        &self.inner.jobs_expire
    }
}

impl Seen {
    /// The present version of `what` in the spool.
    pub fn of(spool: &Spool, what: Seeable) -> Result<Self, SpoolError> {
        spool.read(|transaction| Self::now(transaction, what))
    }
}

/// Adds the requests that are sent to the database server during one transaction to the spool's
/// count.
#[cfg(any(test, debug_assertions))]
struct CountedWays<'s> {
    before: u32,
    of: &'s std::sync::atomic::AtomicU32,
}

#[cfg(any(test, debug_assertions))]
impl Drop for CountedWays<'_> {
    fn drop(&mut self) {
        let ways = database::ways::count() - self.before;
        self.of.fetch_add(ways, std::sync::atomic::Ordering::Relaxed);
    }
}

/// Opens the spool in this folder, with `steady` as the clock by which leases of calls end.
pub fn open_with_clock(folder: &Path, steady: Steady) -> Result<Spool, SpoolError> {
    Spool::open_all(folder, &usual_store(folder), Tables::MayBeMade, steady)
}

/// A clock that counts milliseconds from now.
fn steady() -> Steady {
    let began = Instant::now();
    Box::new(move || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// The database of a spool for which no database is specified: an SQLite file.
#[cfg(not(all(any(test, debug_assertions), feature = "postgresql")))]
fn usual_store(_folder: &Path) -> Store {
    Store::Sqlite
}

/// The database of a spool for which a test specifies none. If the environment names a PostgreSQL
/// server, each folder has a schema of its own there.
#[cfg(all(any(test, debug_assertions), feature = "postgresql"))]
fn usual_store(folder: &Path) -> Store {
    super::opening::of_tests(folder)
}

fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let fit: String = name
        .trim()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
        .collect();
    match fit.trim_matches(['.', '-']) {
        "" => "localhost".to_owned(),
        name => name.replace("..", "."),
    }
}

/// Makes the spool's folder, which only this user may enter if it is new, and returns its path
/// without symbolic links.
///
/// The administrator may have made the folder, or a folder above it, a symbolic link. Below the
/// spool's folder there are no links.
fn made_and_resolved(folder: &Path) -> Result<PathBuf, SpoolError> {
    // If the folder exists but cannot be looked up, making it would only report that it exists.
    let exists = folder.try_exists().map_err(|error| SpoolError::io("look up", folder, &error))?;
    if !exists {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| SpoolError::io("make the folder", folder, &error))?;
    }
    folder.canonicalize().map_err(|error| SpoolError::io("resolve", folder, &error))
}

/// Checks at the start, and not at the first fax, that documents can be written. The documents of
/// received faxes belong to the PBX, and the group of the PBX reads them.
fn probe_writing(spool: &Path) -> Result<(), SpoolError> {
    let received = spool.join(RECEIVED);
    let is_ours =
        safe_file::is_ours(&received).map_err(|error| SpoolError::io("read", &received, &error))?;
    probe_folder(&if is_ours { received } else { spool.join(JOBS) })
}

/// Checks that files can be made in a folder.
fn probe_folder(folder: &Path) -> Result<(), SpoolError> {
    safe_file::try_making(folder).map_err(|error| SpoolError::io("write into", folder, &error))
}

/// Removes all rights of other users from the folders and files in the spool: only the owner and
/// the group may use them.
///
/// Tools that set the permissions of all files of Asterisk (`fwconsole chown` of FreePBX) open the
/// spool to every user of the machine. If an administrator made the spool's own folder, its
/// permissions remain: a drop folder in it may be for others.
fn close_to_others(folder: &Path) -> Result<(), SpoolError> {
    const INSIDE: [&str; 14] = [
        RECEIVED,
        JOBS,
        CALLS,
        "mail",
        "drafts",
        "uploads",
        "printing",
        "verdicts",
        "sandbox",
        "spool.db",
        "spool.db-wal",
        "spool.db-shm",
        crate::audit::FILE,
        "audit.head",
    ];
    // The package made the folder, for the users in its access list and nobody else
    // (ferrofax.tmpfiles).
    let itself = acl::shares_at(folder).then_some("");
    let mut closed = Vec::new();
    for name in INSIDE.into_iter().chain(itself) {
        let path = folder.join(name);
        if safe_file::close_to_others(&path)
            .map_err(|error| SpoolError::io("close", &path, &error))?
        {
            closed.push(if name.is_empty() { "the folder" } else { name });
        }
    }
    if !closed.is_empty() {
        log::warn!(
            "every user of this machine could read {} in {}; now only its owner and group can. On FreePBX name the \
             folder in freepbx_chown.conf (docs/freepbx.md)",
            closed.join(", "),
            folder.display()
        );
    }
    Ok(())
}

/// Gives the folder's group access to the files that the spool made before.
///
/// The folder may have been opened to a group since the spool was last used. systemd-tmpfiles opens
/// the folder, but does not change files in it that may belong to either of the two users.
fn share_what_was_ours_alone(folder: &Path) -> Result<(), SpoolError> {
    let inside = |name: &str| {
        let folder = folder.join(name);
        safe_file::entries(&folder).map_err(|error| SpoolError::io("read", &folder, &error))
    };
    let mut files = inside(JOBS)?;
    files.extend(["spool.db-wal", "spool.db-shm"].map(|name| folder.join(name)));
    let share = |path: &PathBuf, shared: io::Result<()>| {
        shared.map_err(|error| SpoolError::io("share", path, &error))
    };
    files
        .iter()
        .try_for_each(|file| share(file, safe_file::share(file, Share::GroupWorks)))?;
    inside(RECEIVED)?
        .iter()
        .try_for_each(|folder| share(folder, safe_file::share_folder(folder, Share::GroupReads)))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use rusqlite::Connection;

    use super::super::schema::MIGRATIONS;
    use super::*;

    impl Spool {
        /// An empty spool for a test, with its folder.
        pub(crate) fn empty() -> (tempfile::TempDir, Self) {
            let folder = tempfile::tempdir().unwrap();
            let spool = Self::open(folder.path()).unwrap();
            (folder, spool)
        }

        /// An empty spool on SQLite for a test, with its folder.
        pub(crate) fn empty_sqlite() -> (tempfile::TempDir, Self) {
            let folder = tempfile::tempdir().unwrap();
            let spool = Self::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).unwrap();
            (folder, spool)
        }
    }

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_spool_is_for_its_owner_alone() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/spool");
        let spool = Spool::open_as(&folder, &Store::Sqlite, Tables::MayBeMade).unwrap();
        spool.claim_receiving().unwrap();
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join(RECEIVED)), 0o700);
        for file in ["spool.db", "spool.db-wal", "spool.db-shm", "receiving.lock"] {
            assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
        }
        let inside: Vec<_> = std::fs::read_dir(folder.join(RECEIVED)).unwrap().flatten().collect();
        assert_eq!((inside.len(), mode(&inside[0].path())), (1, 0o700), "the folder of parts");
    }

    #[test]
    fn a_spool_that_cannot_be_looked_up_names_the_error() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("spool");
        std::os::unix::fs::symlink(&folder, &folder).unwrap();
        let error = Spool::open(&folder).err().expect("a link to itself is no folder").to_string();
        let expected = format!("cannot look up {}: Too many levels", folder.display());
        assert!(error.starts_with(&expected), "{error}");
    }

    /// FreePBX opens the spool in this way each time it starts.
    #[test]
    fn a_spool_that_was_opened_to_everybody_is_closed_where_faxes_are() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("spool");
        let spool = Spool::open_as(&folder, &Store::Sqlite, Tables::MayBeMade).unwrap();
        let fax = folder.join(RECEIVED).join("0000/1.tif");
        std::fs::create_dir(fax.parent().unwrap()).unwrap();
        std::fs::create_dir(folder.join("drop")).unwrap();
        std::fs::write(&fax, "fax").unwrap();
        std::os::unix::fs::symlink(&fax, folder.join("drafts")).unwrap();
        for (what, mode) in [("d", "775"), ("f", "664")] {
            let mut find = std::process::Command::new("find");
            find.arg(&folder).args(["-type", what, "-exec", "chmod", mode, "{}", "+"]);
            assert!(find.status().unwrap().success());
        }
        spool.claim_receiving().unwrap();
        for name in [RECEIVED, JOBS] {
            assert_eq!(mode(&folder.join(name)), 0o770, "{name}");
        }
        for name in ["spool.db", "spool.db-wal", "spool.db-shm"] {
            assert_eq!(mode(&folder.join(name)), 0o660, "{name}");
        }
        assert_eq!(mode(&fax), 0o664, "nobody gets there");
        assert_eq!(
            (mode(&folder), mode(&folder.join("drop"))),
            (0o775, 0o775),
            "an administrator's"
        );
        drop(spool);
    }

    /// First the module worked alone, then the program was installed on the same machine.
    #[test]
    fn a_spool_that_was_opened_to_a_group_since_shares_what_was_made_before() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("spool");
        let spool = Spool::open_as(&folder, &Store::Sqlite, Tables::MayBeMade).unwrap();
        let document = folder.join(JOBS).join("0123.tif");
        safe_file::make(&document, Share::GroupWorks).unwrap();
        let received = folder.join(RECEIVED).join("0000");
        make_folder(&received, Share::GroupWorks).unwrap();
        let fax = received.join("1.tif");
        safe_file::make(&fax, Share::GroupReads).unwrap();
        std::os::unix::fs::symlink(&document, received.join("link")).unwrap();
        let opened =
            [(&folder, 0o2770), (&folder.join(JOBS), 0o2770), (&folder.join(RECEIVED), 0o2750)];
        for (place, mode) in opened {
            std::fs::set_permissions(place, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let files = [document, folder.join("spool.db-wal"), folder.join("spool.db-shm")];
        assert!(files.iter().chain([&fax]).all(|file| mode(file) == 0o600));
        let _other = Spool::open_as(&folder, &Store::Sqlite, Tables::MayBeMade).unwrap();
        for file in files {
            assert_eq!(mode(&file), 0o660, "{}", file.display());
        }
        assert_eq!((mode(&received), mode(&fax)), (0o750, 0o640));
        drop(spool);
    }

    /// The locks of SQLite's log are in spool.db-shm. A process that closes a file loses all locks
    /// that it holds on that file. Two processes would then write at once and damage the database.
    #[test]
    fn who_opens_a_spool_again_keeps_the_locks_of_its_log() {
        use std::os::unix::fs::MetadataExt;
        for group_comes in [false, true] {
            let parent = tempfile::tempdir().unwrap();
            let folder = parent.path().join("spool");
            let first = Spool::open_as(&folder, &Store::Sqlite, Tables::MayBeMade).unwrap();
            if group_comes {
                let shared = std::fs::Permissions::from_mode(0o2770);
                std::fs::set_permissions(&folder, shared).unwrap();
            }
            let log = folder.join("spool.db-shm");
            // The lock of each process that uses the database (wal-index of SQLite: WAL_LOCK, and
            // the byte of the dead man's switch after its eight lock bytes).
            let inode = std::fs::metadata(&log).unwrap().ino();
            let at_work = format!(":{inode} 128 128");
            let is_held = || std::fs::read_to_string("/proc/locks").unwrap().contains(&at_work);
            assert!(is_held(), "{at_work}");
            let second = Spool::open_as(&folder, &Store::Sqlite, Tables::MayBeMade).unwrap();
            assert!(is_held(), "{at_work}, opened to a group: {group_comes}");
            assert_eq!(mode(&log), if group_comes { 0o660 } else { 0o600 });
            drop((first, second));
        }
    }

    #[test]
    fn a_database_of_a_newer_version_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        drop(Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).unwrap());
        let path = folder.path().join("spool.db");
        Connection::open(&path)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
        let before = std::fs::read(&path).unwrap();
        let error = Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).err().unwrap();
        let supported = MIGRATIONS.len() as i64;
        assert_eq!(error, SpoolError::NewerDatabase { path: path.clone(), found: 99, supported });
        let text = error.to_string();
        assert!(
            text.contains("99")
                && text.contains(&supported.to_string())
                && text.contains("spool.db"),
            "{text}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn another_programs_database_is_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool.db");
        Connection::open(&path)
            .unwrap()
            .execute_batch("CREATE TABLE cdr (uniqueid TEXT)")
            .unwrap();
        let before = std::fs::read(&path).unwrap();
        assert_eq!(
            Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).err(),
            Some(SpoolError::NotASpool { path: path.clone() })
        );
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_file_that_is_no_database_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("spool.db"), vec![b'x'; 8192]).unwrap();
        let error = Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).err().unwrap();
        assert!(
            matches!(&error, SpoolError::Damaged { path, .. } if path.ends_with("spool.db")),
            "{error}"
        );
    }

    #[test]
    fn a_folder_that_cannot_be_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        for path in [file.clone(), file.join("spool"), PathBuf::from("/proc/ferrofax-spool")] {
            let error = Spool::open(&path).err().unwrap();
            assert!(error.to_string().contains(&path.display().to_string()), "{error}");
            assert!(matches!(error, SpoolError::Io { .. }), "{error:?}");
        }
    }

    #[test]
    fn a_refusal_rolls_back_all_changes_of_its_transaction() {
        let (_folder, spool) = Spool::empty();
        let stop = |user: &str, refused: Option<SpoolError>| {
            spool.write_or_refuse(|transaction| {
                let sql =
                    "INSERT INTO stopped_users (user, since, why, told) VALUES (?1, 0, '', 0)";
                transaction.execute(sql, [user])?;
                refused.map_or(Ok(()), |why| Err(why.into()))
            })
        };
        assert_eq!(stop("alice", Some(SpoolError::Changed)), Err(SpoolError::Changed));
        stop("bob", None).unwrap();
        // The database itself refuses this row: bob is already in the table.
        assert!(matches!(stop("bob", None), Err(SpoolError::Unfit { .. })));
        let users: Vec<String> = spool
            .submission()
            .stopped_users()
            .unwrap()
            .into_iter()
            .map(|one| one.user)
            .collect();
        assert_eq!(users, ["bob"]);
    }

    /// `usermod -a -G` makes a user a member of the group that may only read received faxes.
    #[test]
    fn a_member_of_the_group_who_cannot_write_received_faxes_does_not_receive() {
        use rustix::thread::{Gid, Uid, set_thread_gid, set_thread_groups, set_thread_res_uid};
        use std::fs::{Permissions, set_permissions};
        use std::os::unix::fs::chown;

        const GROUP: u32 = 61_710;
        const OWNER: u32 = 61_711;
        const MEMBER: u32 = 61_712;
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("spool");
        std::fs::create_dir(&folder).unwrap();
        // Only root can give a folder to another user.
        if chown(&folder, Some(OWNER), Some(GROUP)).is_err() {
            return;
        }
        set_permissions(parent.path(), Permissions::from_mode(0o755)).unwrap();
        set_permissions(&folder, Permissions::from_mode(0o2770)).unwrap();
        let claim_as = |user: u32| {
            let work = || {
                let (user, group) = (Uid::from_raw(user), Gid::from_raw(GROUP));
                set_thread_groups(&[group]).unwrap();
                set_thread_gid(group).unwrap();
                set_thread_res_uid(user, user, user).unwrap();
                let spool = Spool::open_as(&folder, &Store::Sqlite, Tables::MayBeMade).unwrap();
                spool.claim_receiving()
            };
            std::thread::scope(|scope| scope.spawn(work).join().unwrap())
        };
        claim_as(OWNER).unwrap();
        let received = folder.join(RECEIVED);
        assert_eq!(mode(&received), 0o750);
        std::fs::remove_file(folder.join("receiving.lock")).unwrap();
        let error = claim_as(MEMBER).unwrap_err().to_string();
        let expected = format!("cannot write into {}: Permission denied", received.display());
        assert!(error.starts_with(&expected), "{error}");
        chown(&received, Some(MEMBER), None).unwrap();
        claim_as(MEMBER).unwrap();
    }

    #[test]
    fn only_one_process_receives_into_a_spool() {
        let folder = tempfile::tempdir().unwrap();
        let first = Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).unwrap();
        let second = Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).unwrap();
        first.claim_receiving().unwrap();
        first.claim_receiving().unwrap();
        assert_eq!(
            second.claim_receiving(),
            Err(SpoolError::InUse { path: folder.path().join("receiving.lock") })
        );
        drop(first);
        second.claim_receiving().unwrap();
    }
}
