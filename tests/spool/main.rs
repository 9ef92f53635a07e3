//! A fax in the spool: page by page, to its end, through crashes of every kind, until it
//! is deleted.

mod at_rest;
mod audit;
mod backup;
mod crash;
mod disk_full;
mod hostile_rows;
mod jobs;
mod keeping;
mod killed;
mod outbox_clock;
mod outbox_states;
mod pages;
mod sorting;
mod texts;
mod words;

use ferrofax_kit::programs;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use ferrofax::UnixMs;
use ferrofax::clock::{Clock, Clocks};
use ferrofax::document::tiff;
use ferrofax::spool::undelivered::Undelivered;
use ferrofax::spool::{
    ClockWatch, FaxEnd, FaxId, FaxQuery, FaxStatus, Format, NewFax, NewPage, OutboxKind,
    OutboxState, SessionFacts, Spool, SpoolError, begin_clock,
};
use ferrofax::t4::{Bitmap, Coding, Resolution};
use ferrofax::t30::outcome::{Cause, Outcome, Phase, Status};
use pages::page;
use rusqlite::Connection;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn new_fax(mailboxes: &[&str]) -> NewFax {
    NewFax {
        device: "2101@fax-devices".parse().unwrap(),
        class: Some("sales".into()),
        called: "2101".into(),
        calling: "+4999112345".into(),
        caller_name: "Carol".into(),
        call_id: "1700000000.7".into(),
        started_at: UnixMs(1000),
        mailboxes: mailboxes.iter().map(|&mailbox| mailbox.into()).collect(),
        format: Format::Tiff,
        options: [("emailsubject".to_owned(), "Fax: ${FAX_PAGES}".to_owned())].into(),
        ..NewFax::default()
    }
}

fn received(ended_at: UnixMs) -> FaxEnd {
    FaxEnd::of(
        &Outcome { status: Status::Received, phase: Phase::E, cause: Cause::Ok, pages: 1 },
        ended_at,
    )
}

/// A received fax of one page, which ended at this time.
fn whole_fax(spool: &Spool, new: &NewFax, at: UnixMs) -> FaxId {
    let fax = spool.receiving().begin_fax(new).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    spool.receiving().finish_fax(fax, &received(at)).unwrap();
    fax
}

fn spool() -> (tempfile::TempDir, Spool) {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    (folder, spool)
}

/// A clock that shows one time.
struct At(UnixMs);

impl Clocks for At {
    fn unix_ms(&self) -> UnixMs {
        self.0
    }
}

/// Starts a machine whose clock shows this time. If the clock is trusted, its time is noted.
fn start(spool: &Spool, at: UnixMs) {
    let clock = Clock::of(Arc::new(At(at)));
    begin_clock(&clock, spool).unwrap();
    ClockWatch::new(&clock).look(spool);
}

/// The document's pages are exactly those of these numbers.
fn assert_document(spool: &Spool, fax: FaxId, numbers: &[u32]) {
    let pages = tiff::read(&spool.faxes().document_path(fax).unwrap()).unwrap();
    let found: Vec<Bitmap> = pages.iter().map(|page| page.bitmap().unwrap()).collect();
    let expected: Vec<Bitmap> = numbers.iter().map(|&number| page(number).bitmap).collect();
    assert!(found == expected, "{found:?} are not the pages {numbers:?}");
}

fn numbers(spool: &Spool, fax: FaxId) -> Vec<u32> {
    spool.faxes().fax(fax).unwrap().pages.iter().map(|page| page.number).collect()
}

fn database(folder: &Path) -> Connection {
    Connection::open(folder.join("spool.db")).unwrap()
}

#[test]
fn all_that_is_known_of_a_fax_is_filed() {
    let (folder, spool) = spool();
    let new = new_fax(&["alice@example.com", " bob@example.com ", "alice@EXAMPLE.com", ""]);
    let fax = spool.receiving().begin_fax(&new).unwrap();
    let facts = SessionFacts {
        far_ident: Some("+49 991 12345".into()),
        sub: Some("77".into()),
        ..Default::default()
    };
    spool.receiving().note_session(fax, &facts).unwrap();
    let facts = SessionFacts {
        rate_bps: Some(9600),
        ecm: Some(true),
        coding: Some(Coding::Mmr),
        resolution: Some(Resolution::Fine),
        ..Default::default()
    };
    spool.receiving().note_session(fax, &facts).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    spool.receiving().append_page(fax, &page(2)).unwrap();
    spool.receiving().confirm_pages(fax, &[1]).unwrap();
    spool.receiving().finish_fax(fax, &received(UnixMs(9000))).unwrap();
    drop(spool);

    let spool = Spool::open(folder.path()).unwrap();
    let found = spool.faxes().fax(fax).unwrap();
    assert_eq!(found.status, FaxStatus::Received);
    assert_eq!((&found.device, &found.class), (&new.device, &new.class));
    assert_eq!(
        (&found.called, &found.calling, &found.caller_name),
        (&new.called, &new.calling, &new.caller_name)
    );
    assert_eq!(
        (&found.call_id, found.started_at, found.ended_at),
        (&new.call_id, UnixMs(1000), Some(UnixMs(9000)))
    );
    assert_eq!(
        (found.far_ident.as_deref(), found.sub.as_deref()),
        (Some("+49 991 12345"), Some("77"))
    );
    assert_eq!(
        (found.rate_bps, found.ecm, found.coding),
        (Some(9600), Some(true), Some(Coding::Mmr))
    );
    assert_eq!(found.resolution_dpi, Some((Resolution::Fine.x_dpi(), Resolution::Fine.y_dpi())));
    assert_eq!(found.mailboxes, ["alice@example.com", "bob@example.com"]);
    assert_eq!((found.format, &found.options), (Format::Tiff, &new.options));
    assert_eq!(found.outcome_phase.as_deref(), Some("E"));
    assert_eq!(found.outcome_cause.as_deref(), Some(Cause::Ok.name()));
    assert_eq!(found.outcome_text.as_deref(), Some(Cause::Ok.text()));
    assert_eq!(found.pages.len(), 2);
    assert_eq!((found.pages[0].confirmed, found.pages[1].confirmed), (true, false));
    let second = &found.pages[1];
    assert_eq!((second.number, second.width, second.rows), (2, 1728, 102));
    assert_eq!(
        (second.coding, second.rate_bps, second.ecm),
        (Some(Coding::Mr), Some(9600), Some(false))
    );
    assert_eq!((second.bad_rows, second.longest_bad_run, second.complete), (2, 0, true));
    assert_eq!(found.bad_rows(), 3);
    assert_document(&spool, fax, &[1, 2]);

    let document = spool.faxes().document_path(fax).unwrap();
    assert_eq!(std::fs::metadata(&document).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(
        std::fs::metadata(document.parent().unwrap()).unwrap().permissions().mode() & 0o777,
        0o700
    );

    let entries = spool.outbox().outbox_of(fax).unwrap();
    let mailboxes: Vec<&str> = entries.iter().map(|entry| entry.mailbox.as_str()).collect();
    assert_eq!(mailboxes, ["alice@example.com", "bob@example.com"]);
    for entry in &entries {
        assert_eq!(
            (entry.state, entry.attempts, entry.next_try_at),
            (OutboxState::Waiting, 0, UnixMs(9000))
        );
        assert!(
            entry.message_id.contains('@') && !entry.message_id.contains(['<', '>', ' ']),
            "{}",
            entry.message_id
        );
    }
    assert_ne!(entries[0].message_id, entries[1].message_id);
}

#[test]
fn a_finished_fax_takes_no_pages_and_a_second_end_is_ignored() {
    let (_folder, spool) = spool();
    let fax = whole_fax(&spool, &new_fax(&["alice@example.com"]), UnixMs(2000));
    let outbox = spool.outbox().outbox_of(fax).unwrap();
    spool
        .receiving()
        .finish_fax(fax, &FaxEnd { status: FaxStatus::Failed, ..received(UnixMs(3000)) })
        .unwrap();
    assert_eq!(spool.receiving().append_page(fax, &page(2)), Err(SpoolError::FaxEnded(fax)));
    assert_eq!(
        spool.receiving().append_page(FaxId(99), &page(1)),
        Err(SpoolError::NoSuchFax(FaxId(99)))
    );
    assert_eq!(spool.faxes().fax(fax).unwrap().ended_at, Some(UnixMs(2000)));
    assert_eq!(spool.outbox().outbox_of(fax).unwrap(), outbox);
    assert_document(&spool, fax, &[1]);
}

/// Rows of which this is true cannot be made until the index `refused` is gone: the least
/// number has no absolute value.
fn refuse_rows(folder: &Path, table: &str, of: &str) {
    let least = "abs(CASE WHEN {} THEN -9223372036854775807 - 1 ELSE 0 END)".replace("{}", of);
    database(folder)
        .execute_batch(&format!("CREATE INDEX refused ON {table} ({least})"))
        .unwrap();
}

#[test]
fn the_end_and_its_outbox_entries_are_one_transaction() {
    let (folder, spool) = spool();
    let fax = spool
        .receiving()
        .begin_fax(&new_fax(&["alice@example.com", "bob@example.com"]))
        .unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    // The second mailbox's entry cannot be made.
    refuse_rows(folder.path(), "outbox", "substr(mailbox, 1, 3) = 'bob'");
    assert!(
        spool
            .receiving()
            .finish_fax(fax, &received(UnixMs(2000)))
            .unwrap_err()
            .may_pass()
    );
    assert_eq!(spool.faxes().fax(fax).unwrap().status, FaxStatus::Receiving);
    assert_eq!(spool.outbox().outbox_of(fax).unwrap(), []);
    assert!(spool.receiving().recover(UnixMs(2500)).is_err());
    database(folder.path()).execute_batch("DROP INDEX refused").unwrap();
    // The end that was told is filed later, not that of a crash.
    assert_eq!(spool.receiving().recover(UnixMs(3000)).unwrap(), [fax]);
    let found = spool.faxes().fax(fax).unwrap();
    assert_eq!((found.status, found.ended_at), (FaxStatus::Received, Some(UnixMs(2000))));
    assert_eq!(spool.outbox().outbox_of(fax).unwrap().len(), 2);
    assert_eq!(spool.receiving().recover(UnixMs(4000)).unwrap(), []);
}

#[test]
fn a_page_that_could_not_be_filed_may_come_again() {
    let (folder, spool) = spool();
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    refuse_rows(folder.path(), "pages", "number > 1");
    assert!(spool.receiving().append_page(fax, &page(2)).unwrap_err().may_pass());
    assert_eq!(numbers(&spool, fax), [1]);
    database(folder.path()).execute_batch("DROP INDEX refused").unwrap();
    // What the caller sends the second time is what is kept, once.
    spool.receiving().append_page(fax, &NewPage { number: 2, ..page(7) }).unwrap();
    spool.receiving().append_page(fax, &page(3)).unwrap();
    spool.receiving().finish_fax(fax, &received(UnixMs(2000))).unwrap();
    assert_eq!(numbers(&spool, fax), [1, 2, 3]);
    assert_document(&spool, fax, &[1, 7, 3]);
}

#[test]
fn a_page_sent_again_replaces_the_one_that_was_not_confirmed() {
    let (_folder, spool) = spool();
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    for (sent, number) in [(10, 1), (1, 1), (20, 2), (21, 2), (2, 2), (3, 3)] {
        spool.receiving().append_page(fax, &NewPage { number, ..page(sent) }).unwrap();
    }
    spool.receiving().confirm_pages(fax, &[3]).unwrap();
    let error = SpoolError::PageOutOfOrder { fax, number: 3, last: 3 };
    assert_eq!(spool.receiving().append_page(fax, &page(3)), Err(error));
    let error = SpoolError::PageOutOfOrder { fax, number: 1, last: 3 };
    assert_eq!(spool.receiving().append_page(fax, &page(1)), Err(error));
    assert_eq!(numbers(&spool, fax), [1, 2, 3]);
    assert_document(&spool, fax, &[1, 2, 3]);
    let rows: Vec<u32> =
        spool.faxes().fax(fax).unwrap().pages.iter().map(|page| page.rows).collect();
    assert_eq!(rows, [101, 102, 103]);
}

#[test]
fn an_empty_page_is_refused() {
    let (_folder, spool) = spool();
    let fax = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
    let empty = NewPage { bitmap: Bitmap::new(1728), ..page(1) };
    assert_eq!(
        spool.receiving().append_page(fax, &empty),
        Err(SpoolError::EmptyPage { fax, number: 1 })
    );
}

#[test]
fn without_pages_nothing_is_mailed_unless_asked_for() {
    let (_folder, spool) = spool();
    let failed = FaxEnd { status: FaxStatus::Incomplete, ..received(UnixMs(2000)) };
    let quiet = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    spool.receiving().finish_fax(quiet, &failed).unwrap();
    assert_eq!(spool.faxes().fax(quiet).unwrap().status, FaxStatus::Failed);
    assert_eq!(spool.outbox().outbox_of(quiet).unwrap(), []);
    let told = NewFax { mail_without_pages: true, ..new_fax(&["alice@example.com"]) };
    let told = spool.receiving().begin_fax(&told).unwrap();
    spool.receiving().finish_fax(told, &failed).unwrap();
    assert_eq!(spool.outbox().outbox_of(told).unwrap().len(), 1);
}

#[test]
fn a_fax_for_nobody_goes_to_the_faxmaster() {
    let (_folder, spool) = spool();
    let fax = whole_fax(&spool, &new_fax(&[]), UnixMs(2000));
    let entries = spool.outbox().outbox_of(fax).unwrap();
    let reason = Undelivered::NoMailbox;
    assert_eq!(entries.len(), 1);
    assert_eq!(
        entries[0].kind,
        OutboxKind::FaxmasterNotice { reason, original_mailbox: String::new() }
    );
}

#[test]
fn a_fax_with_pages_is_never_called_failed() {
    let (_folder, spool) = spool();
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    spool
        .receiving()
        .finish_fax(fax, &FaxEnd { status: FaxStatus::Failed, ..received(UnixMs(2000)) })
        .unwrap();
    assert_eq!(spool.faxes().fax(fax).unwrap().status, FaxStatus::Incomplete);
}

#[test]
fn a_fax_cut_off_by_a_crash_goes_on_its_way_once() {
    let (folder, spool) = spool();
    let cut_off = spool
        .receiving()
        .begin_fax(&new_fax(&["alice@example.com", "bob@example.com"]))
        .unwrap();
    let empty = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    let whole = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    spool.receiving().append_page(cut_off, &page(1)).unwrap();
    spool.receiving().append_page(cut_off, &page(2)).unwrap();
    spool.receiving().append_page(whole, &page(1)).unwrap();
    spool.receiving().finish_fax(whole, &received(UnixMs(2000))).unwrap();
    drop(spool);

    let spool = Spool::open(folder.path()).unwrap();
    let living = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    assert_eq!(spool.receiving().recover(UnixMs(5000)).unwrap(), [cut_off, empty]);
    let found = spool.faxes().fax(cut_off).unwrap();
    assert_eq!((found.status, found.ended_at), (FaxStatus::Incomplete, Some(UnixMs(5000))));
    assert_eq!(
        (found.outcome_phase, found.outcome_cause.as_deref()),
        (None, Some(Cause::PbxCrashed.name()))
    );
    assert_document(&spool, cut_off, &[1, 2]);
    assert_eq!(spool.outbox().outbox_of(cut_off).unwrap().len(), 2);
    assert_eq!(spool.faxes().fax(empty).unwrap().status, FaxStatus::Failed);
    assert_eq!(spool.outbox().outbox_of(empty).unwrap(), []);
    assert_eq!(spool.faxes().fax(whole).unwrap().status, FaxStatus::Received);
    assert_eq!(spool.outbox().outbox_of(whole).unwrap().len(), 1);
    assert_eq!(spool.faxes().fax(living).unwrap().status, FaxStatus::Receiving);

    let all = spool.faxes().list(&FaxQuery::default()).unwrap();
    let due = spool.outbox().due(UnixMs::MAX, 100).unwrap();
    assert_eq!(spool.receiving().recover(UnixMs(6000)).unwrap(), []);
    assert_eq!(spool.faxes().list(&FaxQuery::default()).unwrap(), all);
    assert_eq!(spool.outbox().due(UnixMs::MAX, 100).unwrap(), due);
}

#[test]
fn a_page_that_only_the_document_has_is_kept_as_not_confirmed() {
    let (folder, spool) = spool();
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    spool.receiving().append_page(fax, &page(2)).unwrap();
    drop(spool);
    // The crash came after the document and before the row.
    database(folder.path())
        .execute("DELETE FROM pages WHERE number = 2", [])
        .unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    assert_eq!(spool.receiving().recover(UnixMs(5000)).unwrap(), [fax]);
    let found = spool.faxes().fax(fax).unwrap();
    assert_eq!(found.pages.len(), 2);
    let second = &found.pages[1];
    assert_eq!((second.number, second.width, second.rows), (2, 1728, 102));
    assert!(!second.confirmed && !second.complete && second.coding.is_none());
    assert_document(&spool, fax, &[1, 2]);
}

#[test]
fn what_is_left_of_a_page_that_was_being_written_is_cut_off() {
    let (folder, spool) = spool();
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    let document = spool.faxes().document_path(fax).unwrap();
    let one_page = std::fs::metadata(&document).unwrap().len();
    spool.receiving().append_page(fax, &page(2)).unwrap();
    drop(spool);
    database(folder.path())
        .execute("DELETE FROM pages WHERE number = 2", [])
        .unwrap();
    let two_pages = std::fs::metadata(&document).unwrap().len();
    let file = std::fs::OpenOptions::new().write(true).open(&document).unwrap();
    file.set_len((one_page + two_pages) / 2).unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    assert_eq!(spool.receiving().recover(UnixMs(5000)).unwrap(), [fax]);
    assert_eq!(numbers(&spool, fax), [1]);
    assert_document(&spool, fax, &[1]);
}

#[test]
fn a_fax_whose_document_is_gone_is_said_to_be_damaged_and_hinders_no_other() {
    let (folder, spool) = spool();
    let gone = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    let other = spool.receiving().begin_fax(&new_fax(&["bob@example.com"])).unwrap();
    spool.receiving().append_page(gone, &page(1)).unwrap();
    spool.receiving().append_page(other, &page(1)).unwrap();
    let document = spool.faxes().document_path(gone).unwrap();
    drop(spool);
    std::fs::remove_file(&document).unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    assert_eq!(spool.receiving().recover(UnixMs(5000)).unwrap(), [gone, other]);
    let text = spool.faxes().fax(gone).unwrap().outcome_text.unwrap();
    assert!(text.contains(&document.display().to_string()), "{text}");
    assert_eq!(spool.outbox().outbox_of(gone).unwrap().len(), 1);
    assert_document(&spool, other, &[1]);
}

#[test]
fn a_document_of_twenty_nine_days_stays_and_one_of_thirty_one_goes() {
    let (folder, spool) = spool();
    let now = UnixMs(100 * DAY_MS);
    let finish =
        |days: i64| whole_fax(&spool, &new_fax(&["alice@example.com"]), now - days * DAY_MS);
    let deliver = |fax| {
        for entry in spool.outbox().outbox_of(fax).unwrap() {
            assert!(spool.outbox().delivered(entry.id, now, "250 Ok").unwrap());
        }
    };
    let (young, old, undelivered) = (finish(29), finish(31), finish(31));
    deliver(young);
    deliver(old);
    let cut_off = spool
        .receiving()
        .begin_fax(&NewFax { started_at: UnixMs(0), ..new_fax(&[]) })
        .unwrap();
    let document = spool.faxes().document_path(old).unwrap();
    let size = std::fs::metadata(&document).unwrap().len();
    let bystander = folder.path().join("received/0000/note.txt");
    std::fs::write(&bystander, "not ours").unwrap();

    let report = spool.retention().cleanup(now, 30).unwrap();
    assert_eq!(
        (report.deleted, report.kept_undelivered, report.freed_bytes),
        (vec![old], vec![undelivered], size)
    );
    assert_eq!(report.problems, [""; 0]);
    assert!(!document.exists() && bystander.exists());
    assert_eq!(spool.faxes().fax(old), Err(SpoolError::NoSuchFax(old)));
    for fax in [young, undelivered] {
        assert_document(&spool, fax, &[1]);
    }
    assert_eq!(spool.faxes().fax(cut_off).unwrap().status, FaxStatus::Receiving);

    let deletions = spool.retention().deletions(10).unwrap();
    assert_eq!(deletions.len(), 1);
    let deletion = &deletions[0];
    assert_eq!((deletion.fax, deletion.pages, deletion.status), (old, 1, FaxStatus::Received));
    assert_eq!((deletion.deleted_at, deletion.reason.as_str()), (now, "older than 30 days"));

    // Another duration takes effect at once, and what is delivered since may go.
    deliver(undelivered);
    assert_eq!(spool.retention().cleanup(now, 30).unwrap().deleted, [undelivered]);
    assert_eq!(spool.retention().cleanup(now, 7).unwrap().deleted, [young]);
    assert_eq!(spool.retention().cleanup(now, 7).unwrap().deleted, []);
}

#[test]
fn what_neither_the_mailbox_nor_the_faxmaster_took_is_kept() {
    let (_folder, spool) = spool();
    let fax = whole_fax(&spool, &new_fax(&["alice@example.com"]), UnixMs(0));
    let entry = &spool.outbox().outbox_of(fax).unwrap()[0];
    assert!(spool.outbox().reject(entry.id, UnixMs(1), "550 no such user").unwrap());
    let notice = spool.outbox().outbox_of(fax).unwrap()[1].clone();
    assert!(spool.outbox().reject(notice.id, UnixMs(2), "550 no such faxmaster").unwrap());
    let failed = spool.outbox().outbox_in(OutboxState::Failed, 10).unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].last_error.as_deref(), Some("550 no such faxmaster"));
    assert_eq!(spool.faxes().stats().unwrap().outbox_failed, 1);
    assert_eq!(
        spool.retention().cleanup(UnixMs(400 * DAY_MS), 30).unwrap().kept_undelivered,
        [fax]
    );
    assert!(spool.outbox().requeue(notice.id, UnixMs(3)).unwrap());
    assert!(spool.outbox().delivered(notice.id, UnixMs(4), "250 Ok").unwrap());
    assert_eq!(spool.retention().cleanup(UnixMs(400 * DAY_MS), 30).unwrap().deleted, [fax]);
}

#[test]
fn a_crash_between_a_deletions_record_and_its_file_leaves_no_file() {
    let (folder, spool) = spool();
    let fax = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
    spool.receiving().finish_fax(fax, &received(UnixMs(0))).unwrap();
    assert_eq!(spool.retention().cleanup(UnixMs(40 * DAY_MS), 30).unwrap().deleted, [fax]);
    let file = folder.path().join("received/left.tif");
    std::fs::write(&file, "left").unwrap();
    let interrupted = "UPDATE deletions SET document = 'left.tif'";
    database(folder.path()).execute(interrupted, []).unwrap();
    assert_eq!(spool.retention().cleanup(UnixMs(40 * DAY_MS), 30).unwrap().freed_bytes, 4);
    assert!(!file.exists());
}

#[test]
fn a_cleanup_deletes_nothing_outside_the_documents() {
    let (folder, spool) = spool();
    let outside = tempfile::tempdir().unwrap();
    let victim = outside.path().join("victim");
    let config = folder.path().join("config");
    for file in [&victim, &config] {
        std::fs::write(file, "precious").unwrap();
    }
    std::os::unix::fs::symlink(outside.path(), folder.path().join("received/way-out")).unwrap();
    std::os::unix::fs::symlink(&victim, folder.path().join("received/link.tif")).unwrap();
    std::fs::create_dir(folder.path().join("received/folder")).unwrap();
    for name in [
        "../config",
        &victim.display().to_string(),
        "way-out/victim",
        "link.tif",
        "folder",
        "",
        "./../config",
    ] {
        let fax = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
        spool.receiving().finish_fax(fax, &received(UnixMs(0))).unwrap();
        let poisoned = "UPDATE faxes SET document = ?1 WHERE id = ?2";
        database(folder.path())
            .execute(poisoned, rusqlite::params![name, fax.0])
            .unwrap();
    }
    let report = spool.retention().cleanup(UnixMs(40 * DAY_MS), 30).unwrap();
    assert_eq!(
        (report.deleted.len(), report.problems.len(), report.freed_bytes),
        (7, 7, 0),
        "{report:?}"
    );
    assert!(
        report.problems.iter().all(|problem| problem.contains("not deleted")),
        "{:?}",
        report.problems
    );
    assert!(victim.exists() && config.exists() && folder.path().join("received/folder").exists());
}

#[test]
fn faxes_are_found_by_device_state_and_time_newest_first() {
    let (_folder, spool) = spool();
    let begin = |device: &str, started_at| {
        spool
            .receiving()
            .begin_fax(&NewFax {
                device: device.parse().unwrap(),
                started_at: UnixMs(started_at),
                ..new_fax(&["a@example.com"])
            })
            .unwrap()
    };
    let (first, second, third) = (begin("1@x", 10), begin("2@x", 20), begin("1@x", 30));
    spool.receiving().append_page(second, &page(1)).unwrap();
    spool.receiving().finish_fax(second, &received(UnixMs(25))).unwrap();
    let ids = |query: FaxQuery| {
        spool.faxes().list(&query).unwrap().iter().map(|fax| fax.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(FaxQuery::default()), [third, second, first]);
    assert_eq!(ids(FaxQuery { limit: 2, ..FaxQuery::default() }), [third, second]);
    assert_eq!(
        ids(FaxQuery { device: Some("1@x".parse().unwrap()), ..FaxQuery::default() }),
        [third, first]
    );
    assert_eq!(
        ids(FaxQuery { status: Some(FaxStatus::Received), ..FaxQuery::default() }),
        [second]
    );
    assert_eq!(ids(FaxQuery { since: Some(UnixMs(20)), ..FaxQuery::default() }), [third, second]);
    let stats = spool.faxes().stats().unwrap();
    assert_eq!((stats.receiving, stats.received, stats.incomplete, stats.failed), (2, 1, 0, 0));
    assert_eq!(
        (stats.pages, stats.outbox_waiting, stats.oldest_waiting_at),
        (1, 1, Some(UnixMs(25)))
    );
}

#[test]
fn faxes_are_received_side_by_side() {
    let (_folder, spool) = spool();
    let faxes: Vec<FaxId> = (0..10)
        .map(|_| spool.receiving().begin_fax(&new_fax(&["a@example.com"])).unwrap())
        .collect();
    std::thread::scope(|scope| {
        for &fax in &faxes {
            let spool = spool.clone();
            scope.spawn(move || {
                for number in 1..=5 {
                    spool.receiving().append_page(fax, &page(number)).unwrap();
                }
                spool.receiving().finish_fax(fax, &received(UnixMs(2000))).unwrap();
            });
        }
    });
    for fax in faxes {
        assert_document(&spool, fax, &[1, 2, 3, 4, 5]);
    }
    assert_eq!(spool.outbox().due(UnixMs(2000), 100).unwrap().len(), 10);
}

/// Run with `cargo test --release --test spool -- --ignored --nocapture rate`.
#[test]
#[ignore = "a measurement"]
fn append_page_rate() {
    let (_folder, spool) = spool();
    for threads in [1, 10] {
        let started = std::time::Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let fax = spool.receiving().begin_fax(&new_fax(&["a@example.com"])).unwrap();
                    for number in 1..=100 {
                        spool.receiving().append_page(fax, &page(2100 + number)).unwrap();
                    }
                });
            }
        });
        let rate = f64::from(threads) * 100.0 / started.elapsed().as_secs_f64();
        println!("{threads} faxes at once: {rate:.0} pages/s");
    }
}

/// A relay that refused by mistake: nobody has to send anything by hand afterwards.
#[test]
fn what_nobody_got_goes_to_its_own_mailbox_again_and_what_waits_goes_now() {
    let (_folder, spool) = spool();
    let new = new_fax(&["alice@example.com", "bob@example.com", "carol@example.com"]);
    let fax = whole_fax(&spool, &new, UnixMs(0));
    let own = spool.outbox().outbox_of(fax).unwrap();
    // Alice's goes to the faxmaster in vain, Bob's reaches the faxmaster, Carol's waits
    // for an hour.
    spool.outbox().reject(own[0].id, UnixMs(1), "550 relaying denied").unwrap();
    spool.outbox().reject(own[1].id, UnixMs(1), "550 no such user").unwrap();
    let notices = spool.outbox().outbox_of(fax).unwrap().split_off(3);
    spool.outbox().reject(notices[0].id, UnixMs(2), "550 relaying denied").unwrap();
    spool.outbox().delivered(notices[1].id, UnixMs(2), "250 Ok").unwrap();
    spool.outbox().defer(own[2].id, UnixMs(3_600_000), "451 later").unwrap();

    let again = spool.outbox().requeue_all(UnixMs(10)).unwrap();
    assert_eq!((again.hurried, again.brought_back), (1, 1));
    let due: Vec<String> = spool
        .outbox()
        .due(UnixMs(10), 10)
        .unwrap()
        .into_iter()
        .map(|entry| entry.mailbox)
        .collect();
    assert_eq!(due, ["alice@example.com", "carol@example.com"]);
    assert_eq!(spool.outbox().outbox_in(OutboxState::Failed, 10).unwrap(), []);
    assert_eq!(
        spool.outbox().outbox_of(fax).unwrap().len(),
        4,
        "the faxmaster's notice about Alice is withdrawn"
    );
    // Refused once more, it is the faxmaster's again.
    spool.outbox().reject(own[0].id, UnixMs(11), "550 no such user").unwrap();
    assert_eq!(spool.outbox().outbox_of(fax).unwrap().len(), 5);
    assert!(
        !spool.outbox().requeue_to_mailbox(own[0].id, UnixMs(12)).unwrap(),
        "it has not failed"
    );
    assert!(
        spool
            .outbox()
            .requeue_to_mailbox(ferrofax::spool::OutboxId(99), UnixMs(12))
            .is_err()
    );
}

#[test]
fn many_faxes_for_one_printer_do_not_hide_those_for_another() {
    let (_folder, spool) = spool();
    for (printer, at) in [("slow", 1), ("slow", 2), ("slow", 3), ("office", 4)] {
        let mailbox = format!("print:{printer}");
        whole_fax(&spool, &new_fax(&[&mailbox]), UnixMs(at));
    }
    let due = |now: i64, of_each: u32| {
        let due = spool.outbox().all_due_prints(UnixMs(now), of_each).unwrap();
        let printers = due.entries.iter().map(|entry| entry.printer().unwrap().to_owned());
        printers.collect::<Vec<_>>()
    };
    assert_eq!(due(4, 2), ["slow", "slow", "office"]);
    assert_eq!(due(4, 3), ["slow", "slow", "slow", "office"]);
    assert_eq!(due(1, 2), ["slow"]);
}

#[test]
fn a_fax_is_mailed_again_by_a_mail_of_its_own() {
    let (_folder, spool) = spool();
    let fax = spool
        .receiving()
        .begin_fax(&new_fax(&["alice@example.com", "print:office"]))
        .unwrap();
    assert_eq!(
        spool.outbox().mail_again(fax, &[], UnixMs(0)).unwrap(),
        [],
        "it is still coming in"
    );
    spool.receiving().append_page(fax, &page(1)).unwrap();
    spool.receiving().finish_fax(fax, &received(UnixMs(0))).unwrap();
    let first = spool.outbox().outbox_of(fax).unwrap();
    spool.outbox().delivered(first[0].id, UnixMs(1), "250 Ok").unwrap();
    spool.outbox().delivered(first[1].id, UnixMs(1), "printed").unwrap();
    let again = spool.outbox().mail_again(fax, &[], UnixMs(5)).unwrap();
    assert_eq!(
        (again.len(), again[0].mailbox.as_str(), again[0].state),
        (1, "alice@example.com", OutboxState::Waiting)
    );
    assert_ne!(again[0].message_id, first[0].message_id);
    assert_eq!((again[0].attempts, again[0].created_at, again[0].ended_at), (0, UnixMs(5), None));
    let to = ["print:office".to_owned(), "bob@example.com".to_owned()];
    assert_eq!(spool.outbox().mail_again(fax, &to, UnixMs(6)).unwrap().len(), 2);
    assert_eq!(spool.outbox().due(UnixMs(6), 10).unwrap().len(), 2);
    assert_eq!(
        spool.outbox().all_due_prints(UnixMs(6), 10).unwrap().entries.len(),
        1,
        "printed again"
    );
    assert_eq!(spool.outbox().outbox_of(fax).unwrap().len(), 3);
    // While it is on its way it is not doubled.
    let lease = spool.outbox().lease(again[0].id, UnixMs(7), UnixMs(100)).unwrap().unwrap();
    assert_eq!(
        spool.outbox().mail_again(fax, &[], UnixMs(8)).unwrap()[0].message_id,
        lease.message_id
    );
    assert!(spool.outbox().mail_again(ferrofax::spool::FaxId(99), &[], UnixMs(8)).is_err());
}
