//! Others may write the database and the folders too: nothing that they name or plant
//! there leads out of the documents' folders, and nothing that they add to the database
//! runs.

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use ferrofax::UnixMs;
use ferrofax::delivery::{Composed, MailSettings, Relay, SendError, deliver_due};
use ferrofax::document::tiff::Appender;
use ferrofax::spool::{FaxId, FaxStatus, OutboxState, Spool, SpoolError, read_document};
use rusqlite::params;

use super::pages::page;
use super::{database, new_fax, received, spool, whole_fax};

/// What is another's: a file, a TIFF file of our kind with a page that was cut off, and a folder.
struct Precious {
    folder: tempfile::TempDir,
    before: Vec<(PathBuf, Vec<u8>)>,
}

impl Precious {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "precious").unwrap();
        let tiff = folder.path().join("pages.tif");
        let page = page(1);
        let new = ferrofax::document::tiff::NewPage {
            bitmap: &page.bitmap,
            resolution: page.resolution,
            quality: page.quality,
            date_time: "2026:11:20 08:13:33",
        };
        Appender::open(&tiff).unwrap().append(&new).unwrap();
        let mut bytes = fs::read(&tiff).unwrap();
        bytes.extend_from_slice(b"what stands behind");
        fs::write(&tiff, bytes).unwrap();
        let mut precious = Self { folder, before: Vec::new() };
        precious.before = precious.all();
        precious
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn all(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let paths = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut all: Vec<_> = paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
        all.sort();
        all
    }

    fn assert_untouched(&self, by: &str) {
        assert!(self.all() == self.before, "touched by {by}");
    }

    /// Names by which a row could lead here, links among them, which are planted.
    fn ways(&self, spool: &Path) -> Vec<String> {
        symlink(self.folder.path(), spool.join("received/way")).unwrap();
        symlink(self.path("pages.tif"), spool.join("received/link.tif")).unwrap();
        symlink(self.path("new.tif"), spool.join("received/dangling.tif")).unwrap();
        let up = "../".repeat(spool.components().count() + 2);
        let mut ways =
            vec!["way/new.tif".to_owned(), "link.tif".to_owned(), "dangling.tif".to_owned()];
        for name in ["file", "pages.tif", "new.tif"] {
            let path = self.path(name).display().to_string();
            ways.extend([format!("way/{name}"), format!("{up}{}", &path[1..]), path]);
        }
        ways
    }
}

fn set_document(folder: &Path, fax: FaxId, name: &str) {
    database(folder)
        .execute("UPDATE faxes SET document = ?1 WHERE id = ?2", params![name, fax.0])
        .unwrap();
}

#[test]
fn a_page_goes_nowhere_but_into_the_documents_folder() {
    let (folder, spool) = spool();
    let precious = Precious::new();
    for way in precious.ways(folder.path()) {
        let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
        set_document(folder.path(), fax, &way);
        assert!(spool.receiving().append_page(fax, &page(1)).is_err(), "{way}");
        precious.assert_untouched(&way);
        spool.receiving().finish_fax(fax, &received(UnixMs(2000))).unwrap();
        precious.assert_untouched(&way);
        assert_eq!(spool.faxes().fax(fax).unwrap().pages, [], "{way}");
    }
    // Others' faxes come in as ever.
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
}

#[test]
fn a_folder_that_became_a_link_takes_no_page() {
    let (folder, spool) = spool();
    let precious = Precious::new();
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    symlink(precious.folder.path(), folder.path().join("received/0000")).unwrap();
    assert!(spool.receiving().append_page(fax, &page(1)).is_err());
    precious.assert_untouched("a link for received/0000");
    fs::remove_file(folder.path().join("received/0000")).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    // And between two pages, where the second replaces the first.
    fs::rename(folder.path().join("received/0000"), folder.path().join("received/was")).unwrap();
    symlink(precious.folder.path(), folder.path().join("received/0000")).unwrap();
    assert!(spool.receiving().append_page(fax, &page(1)).is_err());
    precious.assert_untouched("a link for received/0000");
}

#[test]
fn what_a_crash_left_is_looked_for_in_the_documents_folder_alone() {
    let (folder, spool) = spool();
    let precious = Precious::new();
    let ways = precious.ways(folder.path());
    for way in &ways {
        let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
        set_document(folder.path(), fax, way);
    }
    drop(spool);
    let spool = Spool::open(folder.path()).unwrap();
    assert_eq!(spool.receiving().recover(UnixMs(5000)).unwrap().len(), ways.len());
    precious.assert_untouched("the recovery");
    for fax in spool.faxes().list(&ferrofax::spool::FaxQuery::default()).unwrap() {
        assert_eq!((fax.status, fax.pages.len()), (FaxStatus::Failed, 0));
    }
}

#[test]
fn no_row_has_another_file_read_as_a_document() {
    let (folder, spool) = spool();
    let precious = Precious::new();
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    assert!(read_document(&spool.faxes().document_path(fax).unwrap()).is_ok());
    for way in precious.ways(folder.path()) {
        set_document(folder.path(), fax, &way);
        let read = spool.faxes().document_path(fax).map(|path| read_document(&path));
        assert!(!matches!(read, Ok(Ok(_))), "{way}");
    }
}

#[test]
fn a_database_with_a_program_of_others_in_it_is_not_worked_with() {
    for (statement, what) in [
        (
            "CREATE TRIGGER evil AFTER INSERT ON faxes BEGIN UPDATE faxes SET called = 'evil'; END",
            "trigger 'evil'",
        ),
        ("CREATE VIEW evil AS SELECT * FROM faxes", "view 'evil'"),
        ("ALTER TABLE devices RENAME TO evil; CREATE VIEW devices AS SELECT * FROM evil", "device"),
        ("ALTER TABLE jobs ADD COLUMN evil TEXT AS (upper(tag)) VIRTUAL", "table 'jobs'"),
        ("CREATE INDEX evil ON jobs (upper(tag))", "index 'evil'"),
        ("DROP INDEX jobs_due", "jobs_due"),
    ] {
        let (folder, spool) = spool();
        drop(spool);
        database(folder.path()).execute_batch(statement).unwrap();
        let error = Spool::open(folder.path()).err();
        let Some(SpoolError::Database { text, .. }) = &error else {
            panic!("{statement}: {error:?}")
        };
        assert!(text.contains(what), "{statement}: {text}");
    }
}

#[test]
fn what_others_add_while_we_work_does_not_run() {
    let (folder, spool) = spool();
    let evil = "CREATE TRIGGER evil AFTER INSERT ON faxes BEGIN UPDATE faxes SET called = 'evil' WHERE id = NEW.id; END";
    database(folder.path()).execute_batch(evil).unwrap();
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    assert_eq!(spool.faxes().fax(fax).unwrap().called, "2101");
}

/// A relay that takes each mail, and how many it took.
#[derive(Default)]
pub(crate) struct Taker(pub(crate) RefCell<u32>);

impl Relay for Taker {
    fn send(&self, _: &Composed) -> Result<String, SendError> {
        *self.0.borrow_mut() += 1;
        Ok("250 Ok".to_owned())
    }
}

/// A spool with so many faxes on their way, each to one mailbox.
fn on_their_way(count: usize) -> (tempfile::TempDir, Spool, Vec<FaxId>) {
    let (folder, spool) = spool();
    let fax = |_| whole_fax(&spool, &new_fax(&["alice@example.com"]), UnixMs(2000));
    let faxes = (0..count).map(fax).collect();
    (folder, spool, faxes)
}

#[test]
fn a_row_that_cannot_be_read_is_set_aside_once_and_the_others_are_delivered() {
    for harm in [
        "UPDATE outbox SET attempts = -1 WHERE fax = ?1",
        "UPDATE outbox SET attempts = 4294967296 WHERE fax = ?1",
        "UPDATE outbox SET mailbox = CAST(x'ff41' AS TEXT) WHERE fax = ?1",
        "UPDATE outbox SET message_id = CAST(x'ff42' AS TEXT) WHERE fax = ?1",
        "UPDATE faxes SET called = CAST(x'ff43' AS TEXT) WHERE id = ?1",
        "UPDATE faxes SET format = 'evil' WHERE id = ?1",
        "UPDATE faxes SET document = '../../evil' WHERE id = ?1",
        "UPDATE pages SET width = -1 WHERE fax = ?1",
    ] {
        let (folder, spool, faxes) = on_their_way(3);
        let database = database(folder.path());
        database.pragma_update(None, "ignore_check_constraints", true).unwrap();
        // The one that comes first.
        database.execute(harm, [faxes[0].0]).unwrap();
        let (relay, settings) = (Taker::default(), MailSettings::default());
        let report = deliver_due(&spool, &settings, &relay, UnixMs(3000));
        assert_eq!(
            (report.delivered, report.set_aside.len(), report.spool_error),
            (2, 1, None),
            "{harm}"
        );
        let state: String = database
            .query_row("SELECT state FROM outbox WHERE fax = ?1", [faxes[0].0], |row| row.get(0))
            .unwrap();
        assert_eq!(state, "failed", "{harm}");
        let again = deliver_due(&spool, &settings, &relay, UnixMs(4000));
        assert_eq!(
            (again.delivered, again.set_aside.len(), again.spool_error),
            (0, 0, None),
            "told once: {harm}"
        );
    }
}

/// More than a pass takes up.
#[test]
fn any_number_of_rows_that_cannot_be_read_stands_in_nobodys_way() {
    let (folder, spool, faxes) = on_their_way(121);
    let last = faxes[120];
    database(folder.path())
        .execute("UPDATE outbox SET attempts = -1 WHERE fax <> ?1", [last.0])
        .unwrap();
    let (relay, settings) = (Taker::default(), MailSettings::default());
    let mut set_aside = 0;
    loop {
        let report = deliver_due(&spool, &settings, &relay, UnixMs(3000));
        set_aside += report.set_aside.len();
        if !report.more {
            break;
        }
    }
    assert_eq!((set_aside, *relay.0.borrow()), (120, 1));
    assert_eq!(spool.outbox().outbox_of(last).unwrap()[0].state, OutboxState::Delivered);
}

#[test]
fn a_row_that_was_put_right_is_queued_again_and_delivered() {
    let (folder, spool, faxes) = on_their_way(1);
    let id = spool.outbox().outbox_of(faxes[0]).unwrap()[0].id;
    let set = |attempts: i64| {
        database(folder.path())
            .execute("UPDATE outbox SET attempts = ?1", [attempts])
            .unwrap();
    };
    set(-1);
    let (relay, settings) = (Taker::default(), MailSettings::default());
    assert_eq!(deliver_due(&spool, &settings, &relay, UnixMs(3000)).set_aside[0].0, id);
    assert_eq!(spool.outbox().outbox_of(faxes[0]).unwrap(), [], "a list shows what can be read");
    set(0);
    assert!(
        !spool.outbox().requeue_to_mailbox(id, UnixMs(5000)).unwrap()
            && spool.outbox().requeue(id, UnixMs(5000)).unwrap()
    );
    assert_eq!(deliver_due(&spool, &settings, &relay, UnixMs(5000)).delivered, 1);
}

/// A relay that keeps each mail.
#[derive(Default)]
struct Keeper(RefCell<Vec<Composed>>);

impl Relay for Keeper {
    fn send(&self, mail: &Composed) -> Result<String, SendError> {
        self.0.borrow_mut().push(mail.clone());
        Ok("250 Ok".to_owned())
    }
}

#[test]
fn no_row_adds_a_line_or_a_recipient_to_a_mail() {
    let evil = "'x' || char(13, 10) || 'Bcc: evil@example.com' || char(13, 10, 13, 10) || 'evil'";
    for harm in [
        "UPDATE outbox SET mailbox = 'alice@example.com' || {evil}",
        "UPDATE outbox SET mailbox = 'Alice ' || {evil} || ' <alice@example.com>'",
        "UPDATE outbox SET message_id = {evil}, reason = {evil}",
        "UPDATE faxes SET calling = {evil}, called = {evil}, caller_name = {evil}, far_ident = {evil}, sub = {evil}",
        "UPDATE faxes SET device = {evil}, call_id = {evil}, outcome_text = {evil}, line = {evil}, trunk = {evil}",
        "INSERT OR REPLACE INTO fax_options (fax, name, value) SELECT id, 'emailsubject', {evil} FROM faxes",
        "INSERT OR REPLACE INTO fax_options (fax, name, value) SELECT id, 'name', {evil} FROM faxes",
    ] {
        let (folder, spool, _) = on_their_way(1);
        database(folder.path()).execute_batch(&harm.replace("{evil}", evil)).unwrap();
        let relay = Keeper::default();
        deliver_due(&spool, &MailSettings::default(), &relay, UnixMs(3000));
        for mail in &*relay.0.borrow() {
            assert_eq!(mail.envelope.to.to_string(), "alice@example.com", "{harm}");
            let text = String::from_utf8(mail.bytes.clone()).unwrap();
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            let is_evil = |line: &str| line.to_ascii_lowercase().starts_with("bcc:");
            assert!(!head.lines().any(is_evil), "{harm}: {head}");
            assert!(!head.contains("\r\nevil"), "{harm}: {head}");
        }
    }
}
