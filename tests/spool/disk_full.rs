//! A disk without room: the page is refused with a clear reason, and nothing that was
//! stored before is lost.
//!
//! A child process with a limit on the size of its files stands for the full disk.

use std::path::Path;
use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::{FaxEnd, FaxId, FaxQuery, FaxStatus, NewFax, NewPage, Spool, SpoolError};
use ferrofax::t4::Bitmap;

use super::pages::{noise, page};

const FOLDER: &str = "FERROFAX_TEST_FULL_SPOOL";
const PART: &str = "FERROFAX_TEST_FULL_PART";

fn new_fax() -> NewFax {
    NewFax { mailboxes: vec!["alice@example.com".into()], ..NewFax::default() }
}

fn small(number: u32) -> NewPage {
    let mut bitmap = Bitmap::new(1728);
    bitmap.push_row(&[0xF0]);
    NewPage { bitmap, ..page(number) }
}

fn end() -> FaxEnd {
    FaxEnd {
        status: FaxStatus::Incomplete,
        phase: "C".into(),
        cause: "STORAGE".into(),
        event: "Full.".into(),
        ended_at: ferrofax::UnixMs(9),
    }
}

/// Runs a part below in a child whose files cannot grow beyond so many KiB.
fn with_limit(kib: u32, part: &str, folder: &Path) {
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", kib * 2);
    let output = Command::new("/bin/sh")
        .args(["-c", &script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "disk_full::child_meets_the_limit", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(PART, part)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The child's part; does nothing when run as a test.
#[test]
fn child_meets_the_limit() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let spool = Spool::open(folder.as_ref()).unwrap();
    match std::env::var(PART).as_deref() {
        Ok("document") => document_meets_the_limit(&spool),
        Ok("database") => database_meets_the_limit(&spool),
        other => panic!("{other:?}"),
    }
}

fn document_meets_the_limit(spool: &Spool) {
    let fax = spool.receiving().begin_fax(&new_fax()).unwrap();
    let refused = (1..100).find_map(|number| {
        spool
            .receiving()
            .append_page(fax, &noise(number))
            .err()
            .map(|error| (number, error))
    });
    let (number, error) = refused.expect("the disk is full some time");
    assert!(number > 2, "only {number} pages fit");
    let document = spool.faxes().document_path(fax).unwrap();
    assert!(matches!(&error, SpoolError::DiskFull { path, .. } if *path == document), "{error:?}");
    assert!(error.to_string().starts_with("no space left for "), "{error}");
    // A smaller page may still fit, and the fax ends as it should.
    spool.receiving().append_page(fax, &small(number)).unwrap();
    spool.receiving().finish_fax(fax, &end()).unwrap();
}

#[test]
fn a_page_that_does_not_fit_is_refused_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    with_limit(2048, "document", folder.path());
    let spool = Spool::open(folder.path()).unwrap();
    assert_eq!(spool.receiving().recover(UnixMs(10)).unwrap(), []);
    let fax = &spool.faxes().list(&FaxQuery::default()).unwrap()[0];
    let document = tiff::read(&spool.faxes().document_path(fax.id).unwrap()).unwrap();
    assert_eq!(document.len(), fax.pages.len());
    let (last, others) = document.split_last().unwrap();
    for (number, found) in (1..).zip(others) {
        assert!(found.bitmap().unwrap() == noise(number).bitmap, "page {number}");
    }
    assert!(last.bitmap().unwrap() == small(1).bitmap);
    assert_eq!(spool.outbox().outbox_of(fax.id).unwrap().len(), 1);
}

/// Faxes with one page each, until the database cannot grow any more.
fn database_meets_the_limit(spool: &Spool) {
    for _ in 0..10_000 {
        let stored = spool.receiving().begin_fax(&new_fax()).and_then(|fax| {
            spool.receiving().append_page(fax, &page(1))?;
            append_line(spool.folder(), fax);
            spool.receiving().finish_fax(fax, &end())
        });
        if let Err(error) = stored {
            assert!(error.may_pass() && error.to_string().contains("spool.db"), "{error}");
            return;
        }
    }
    panic!("the database never met the limit");
}

/// Notes beside the spool for which fax `append_page` had returned; one small file each.
fn append_line(folder: &Path, fax: FaxId) {
    let notes = folder.join("notes");
    std::fs::create_dir_all(&notes).unwrap();
    std::fs::write(notes.join(fax.to_string()), "").unwrap();
}

#[test]
fn a_database_that_cannot_grow_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // Room for the schema, and then for some faxes in the log.
    with_limit(1700, "database", folder.path());
    let spool = Spool::open(folder.path()).unwrap();
    spool.receiving().recover(UnixMs(10)).unwrap();
    let mut stored = 0;
    for note in std::fs::read_dir(folder.path().join("notes")).unwrap() {
        let fax = FaxId(note.unwrap().file_name().to_str().unwrap().parse().unwrap());
        assert_eq!(spool.faxes().fax(fax).unwrap().pages.len(), 1);
        assert_eq!(tiff::read(&spool.faxes().document_path(fax).unwrap()).unwrap().len(), 1);
        assert_eq!(spool.outbox().outbox_of(fax).unwrap().len(), 1);
        stored += 1;
    }
    assert!(stored > 5, "{stored}");
    let fax = spool.receiving().begin_fax(&new_fax()).unwrap();
    spool.receiving().append_page(fax, &page(1)).unwrap();
    spool.receiving().finish_fax(fax, &end()).unwrap();
}
