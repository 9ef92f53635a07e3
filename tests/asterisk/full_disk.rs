//! The disk becomes full during two faxes. The page without room is not confirmed, the callers get
//! a correct answer, and new calls are rejected. When there is room again, the confirmed pages are
//! mailed, marked as incomplete.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use ferrofax::spool::{FaxStatus, Spool};

use crate::laboratory::Asterisk;
use crate::mailroom::Mailroom;
use crate::pages::Content;
use crate::spool_trouble::mount;
use crate::watching::{Document, eventually, fax_from};

#[test]
fn a_page_without_room_is_not_confirmed_and_the_others_are_mailed() {
    let mailroom = Mailroom::open();
    let lab = mailroom.laboratory("full-disk", Asterisk::V22);
    lab.console("module unload app_ferrofax.so");
    mount(&lab, "size=2m");
    lab.console("module load app_ferrofax.so");
    lab.console("ferrofax set debug on");
    let document = Document::new("full-disk", Content::Text, 3, 200);
    let spool_folder = PathBuf::from("/proc").join(lab.pid("ours")).join("root/lab/ours/fax");
    let numbers = ["4999800001", "4999800002"];
    thread::scope(|scope| {
        for (number, ecm) in numbers.iter().zip(["yes", "no"]) {
            let (lab, document) = (&lab, &document);
            scope.spawn(move || {
                let report =
                    lab.call("send", &["--tiff", document.file(), "--from", number, "--ecm", ecm]);
                println!("ECM {ecm}: {report:?}");
                assert_ne!(report.said("FAXSTATUS"), "SUCCESS", "ECM {ecm}: {report:?}");
                assert_eq!(report.said("FAXPAGES"), "1", "ECM {ecm}: {report:?}");
            });
        }
        lab.await_log(&[" fax 1: ", "> MCF"], 60);
        lab.await_log(&[" fax 2: ", "> MCF"], 60);
        fill(&spool_folder.join("filler"));
    });
    let said =
        lab.await_log(&["page 2 is not stored and will not be confirmed", "no space left"], 20);
    println!("{said}");
    let report = lab.call("call", &["--do", "silence"]);
    assert_eq!(report.said("connected"), "no", "{report:?}");
    lab.await_log(&["call refused: ", "no space left"], 5);

    std::fs::remove_file(spool_folder.join("filler")).expect("it is there");
    for number in numbers {
        // The files of the PBX can be copied from outside its namespace, but SQLite could not open
        // them there.
        let copy = tempfile::tempdir().expect("a folder");
        let (spool, fax) = eventually("the fax is filed", 60, || {
            let spool = copy_of(&spool_folder, copy.path());
            let fax = fax_from(&spool, number).filter(|fax| fax.status != FaxStatus::Receiving)?;
            Some((spool, fax))
        });
        // There may have been room for the image of the second page, but not for its row: then the
        // page is kept as unconfirmed.
        assert!(
            fax.status == FaxStatus::Incomplete && [1, 2].contains(&fax.pages.len()),
            "{fax:?}"
        );
        let marks: Vec<(bool, bool)> =
            fax.pages.iter().map(|page| (page.complete, page.confirmed)).collect();
        assert_eq!(marks, [(true, true), (false, false)][..marks.len()], "{fax:?}");
        assert_eq!(fax.outcome_cause.as_deref(), Some("STORAGE"), "{fax:?}");
        document.assert_same(&spool, &fax, 1);
        let letter = mailroom.await_about(number, 60);
        assert!(letter.subject.starts_with("[Incomplete]"), "{letter:?}");
        assert_eq!(letter.attachments.len(), 1, "{letter:?}");
        assert_eq!(mailroom.about(number).len(), 1);
    }
    let report = lab.call("send", &["--tiff", document.file(), "--from", "4999800003"]);
    assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{report:?}");
    mailroom.await_about("4999800003", 30);
}

/// Opens a copy of the present spool.
fn copy_of(spool: &Path, folder: &Path) -> Spool {
    let copied = Command::new("cp").arg("-rT").args([spool, folder]).status();
    assert!(copied.expect("cp is there").success());
    Spool::open(folder).expect("it can be opened")
}

/// Fills the disk.
fn fill(path: &Path) {
    let mut file = File::create(path).expect("a file");
    for size in [65536, 4096] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
}
