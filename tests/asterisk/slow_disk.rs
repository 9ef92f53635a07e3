//! A slow disk: no page is confirmed before it is stored. With ECM, the caller receives RNR and
//! asks again. Without ECM, it gets no answer until it repeats its command. Then both get their
//! MCF, and each page is stored once.

use std::thread;
use std::time::Duration;

use ferrofax::spool::FaxStatus;

use crate::laboratory::Asterisk;
use crate::mailroom::Mailroom;
use crate::pages::Content;
use crate::watching::{Document, HeldDisk, await_end};

#[test]
fn pages_are_confirmed_when_a_slow_disk_has_them() {
    let mailroom = Mailroom::open();
    let lab = mailroom.laboratory("slow-disk", Asterisk::V22);
    lab.console("ferrofax set debug on");
    let document = Document::new("slow-disk", Content::Text, 2, 200);
    let numbers = ["4999400001", "4999400002"];
    thread::scope(|scope| {
        for (number, ecm) in numbers.iter().zip(["yes", "no"]) {
            let (lab, document) = (&lab, &document);
            scope.spawn(move || {
                let report =
                    lab.call("send", &["--tiff", document.file(), "--from", *number, "--ecm", ecm]);
                assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "ECM {ecm}: {report:?}");
                assert_eq!(report.said("FAXPAGES"), "2", "ECM {ecm}: {report:?}");
            });
        }
        // Both callers are about to send their first page.
        lab.await_log(&[" fax 1: ", "> CFR"], 60);
        lab.await_log(&[" fax 2: ", "> CFR"], 60);
        let disk = HeldDisk::take(&lab);
        // The first end of a page. After less than four seconds, a caller repeats its command.
        lab.await_log(&[" fax 1: ", "- page: "], 60);
        thread::sleep(Duration::from_secs(4));
        drop(disk);
    });
    let spool = lab.spool();
    for number in numbers {
        let fax = await_end(&spool, number, 20);
        assert_eq!((fax.status, fax.pages.len()), (FaxStatus::Received, 2), "{fax:?}");
        assert!(fax.pages.iter().all(|page| page.complete && page.confirmed), "{fax:?}");
        document.assert_same(&spool, &fax, 2);
        mailroom.await_about(number, 30);
        assert_eq!(mailroom.about(number).len(), 1);
    }
    let log = lab.log();
    assert!(log.contains("> RNR"), "no caller was told to wait");
    assert!(log.contains("< RR"), "no caller asked whether we are ready");
}
