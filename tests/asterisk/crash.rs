//! The PBX is killed during faxes. After the restart, each confirmed page is in the spool, and is
//! mailed once, marked as incomplete.
//!
//! spandsp in `world` counts the pages that got their MCF.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use ferrofax::spool::{FaxStatus, Spool};

use crate::laboratory::{Asterisk, CallReport, Laboratory, takes_its_time};
use crate::mailroom::Mailroom;
use crate::pages::Content;
use crate::random::Random;
use crate::watching::{Document, await_end, eventually, mails_of};

/// The number of calls at once. They begin at different times, so one kill interrupts them at
/// different points.
const CALLS: usize = 3;
/// The time between their beginnings.
const APART: Duration = Duration::from_millis(6300);

#[test]
fn confirmed_pages_survive_the_death_of_the_pbx() {
    let kills = if takes_its_time() { 20 } else { 1 };
    let mailroom = Mailroom::open();
    let lab = mailroom.laboratory("crash", Asterisk::V22);
    let document = Document::new("crash", Content::Text, 10, 150);
    let mut random = Random::new(22);
    let mut confirmed = Vec::new();
    for kill in 0..kills {
        // The first call is between its training and its tenth page then. A page takes about four
        // seconds.
        let longest = if takes_its_time() { 45.0 } else { 30.0 };
        let moment = Duration::from_secs_f64(14.0 + random.part() * (longest - 14.0));
        let pages = kill_in_calls(&lab, &mailroom, &document, kill, moment);
        println!("killed after {:.1} s: {pages:?} pages were confirmed", moment.as_secs_f64());
        confirmed.extend(pages);
    }
    assert!(
        confirmed.iter().any(|&pages| pages > 0),
        "no page was confirmed before a kill: {confirmed:?}"
    );
}

/// Kills the PBX during calls. Returns the number of confirmed pages of each call.
fn kill_in_calls(
    lab: &Laboratory,
    mailroom: &Mailroom,
    document: &Document,
    kill: usize,
    moment: Duration,
) -> Vec<usize> {
    let numbers: Vec<String> = (0..CALLS).map(|call| format!("4999100{kill:02}{call}")).collect();
    let reports: BTreeMap<&String, CallReport> = thread::scope(|scope| {
        let calls: Vec<_> = numbers
            .iter()
            .enumerate()
            .map(|(call, number)| {
                scope.spawn(move || {
                    thread::sleep(APART * call as u32);
                    let ecm = if call % 2 == 0 { "yes" } else { "no" };
                    (
                        number,
                        lab.call(
                            "send",
                            &["--tiff", document.file(), "--from", number, "--ecm", ecm],
                        ),
                    )
                })
            })
            .collect();
        thread::sleep(moment);
        lab.kill9("ours");
        // A killed PBX sends no audio, and without audio spandsp never reaches its timeout. So the
        // callers hang up.
        lab.console_of("world", "channel request hangup all");
        lab.restart("ours");
        calls.into_iter().map(|call| call.join().expect("no panic")).collect()
    });
    let spool = lab.spool();
    reports
        .iter()
        .map(|(number, report)| judge(&spool, mailroom, document, number, report))
        .collect()
}

/// Checks a call after the restart. Returns how many pages the caller regarded as confirmed.
fn judge(
    spool: &Spool,
    mailroom: &Mailroom,
    document: &Document,
    number: &str,
    report: &CallReport,
) -> usize {
    let confirmed: usize = report.said("FAXPAGES").parse().unwrap_or(0);
    // The PBX may have been killed before the call reached it.
    if confirmed == 0 && crate::watching::fax_from(spool, number).is_none() {
        return 0;
    }
    let fax = await_end(spool, number, 60);
    assert!(fax.pages.len() >= confirmed, "{number}: {confirmed} pages were confirmed: {fax:?}");
    if confirmed > 0 {
        document.assert_same(spool, &fax, confirmed);
    }
    // A call can have ended just before the kill. Then its mail is sent, before or after the
    // restart.
    let over = fax.status == FaxStatus::Received;
    if over {
        assert_eq!(
            (confirmed, fax.pages.len()),
            (document.pages.len(), document.pages.len()),
            "{fax:?}"
        );
    } else {
        assert_eq!(fax.outcome_cause.as_deref(), Some("PBX_CRASHED"), "{fax:?}");
    }
    if fax.pages.is_empty() {
        assert_eq!(fax.status, FaxStatus::Failed);
        assert_eq!(mails_of(spool, &fax), [], "a fax without pages is not mailed");
        return confirmed;
    }
    eventually("the outbox is done", 60, || {
        mails_of(spool, &fax).iter().all(|mail| mail.ended_at.is_some()).then_some(())
    });
    let letters = mailroom.about(number);
    assert_eq!(letters.len(), 1, "{number}: {letters:?}");
    assert_eq!(letters[0].subject.starts_with("[Incomplete]"), !over, "{letters:?}");
    assert_eq!(letters[0].text.contains("The telephone system stopped"), !over, "{letters:?}");
    assert_eq!(letters[0].attachments.len(), 1, "{letters:?}");
    confirmed
}
