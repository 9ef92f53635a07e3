//! Callers that hang up in each phase of a fax: the fax ends with the right cause, the received
//! pages are mailed once and marked as incomplete, and the call leaves no resources behind.

use std::thread;

use ferrofax::spool::{FaxId, FaxStatus, ReceivedFax, Spool};

use crate::laboratory::{Asterisk, Laboratory, takes_its_time};
use crate::mailroom::{Letter, Mailroom};
use crate::pages::Content;
use crate::watching::{Document, HeldDisk, await_end, eventually, fax_from};

/// A caller, and when it hangs up.
struct Caller {
    number: &'static str,
    pages: Pages,
    ecm: &'static str,
    when: When,
}

#[derive(Clone, Copy)]
enum Pages {
    /// A dithered page, which takes a minute on the line.
    Long,
    /// This number of pages of text, each of which takes a few seconds.
    Short(u32),
}

enum When {
    /// This number of seconds after the answer. DIS begins after 3 s, the training check after 7 s,
    /// and the page after 10 s.
    After(&'static str),
    /// While the caller waits for the answer to this command.
    Waiting(&'static str),
}

const CALLERS: [Caller; 6] = [
    Caller { number: "4999200001", pages: Pages::Long, ecm: "yes", when: When::After("1.5") },
    Caller { number: "4999200002", pages: Pages::Long, ecm: "yes", when: When::After("7.5") },
    Caller { number: "4999200003", pages: Pages::Long, ecm: "no", when: When::After("15") },
    Caller { number: "4999200004", pages: Pages::Long, ecm: "yes", when: When::After("15") },
    Caller {
        number: "4999200005",
        pages: Pages::Short(2),
        ecm: "no",
        when: When::Waiting("< MPS"),
    },
    Caller {
        number: "4999200006",
        pages: Pages::Short(1),
        ecm: "yes",
        when: When::Waiting("< PPS-EOP"),
    },
];

/// The phases of the hangups: before DIS, in the training check, in the page without and with ECM,
/// before the answer to a page.
const PHASES: [&str; 6] = ["A", "B", "C", "C", "D", "D"];

#[test]
fn callers_that_hang_up_leave_what_they_sent_and_nothing_else() {
    let mailroom = Mailroom::open();
    let lab = mailroom.laboratory("broken-off", Asterisk::V22);
    lab.console("ferrofax set debug on");
    let long = Document::new("broken-long", Content::Grey, 1, 400);
    let short = [1, 2]
        .map(|pages| Document::new(&format!("broken-short-{pages}"), Content::Text, pages, 150));
    let file = |caller: &Caller| match caller.pages {
        Pages::Long => long.file(),
        Pages::Short(pages) => short[pages as usize - 1].file(),
    };
    let spool = lab.spool();
    lab.call("send", &["--tiff", short[0].file(), "--from", "4999200000"]);
    let before = lab.held();
    let rounds = if takes_its_time() { 20 } else { 1 };
    for _ in 0..rounds {
        let last = CALLERS
            .each_ref()
            .map(|caller| fax_from(&spool, caller.number).map(|fax| fax.id));
        thread::scope(|scope| {
            for caller in &CALLERS {
                scope.spawn(|| call(&lab, file(caller), caller));
            }
            hang_up_before_the_answer(&lab, &spool, &CALLERS[4..], &last[4..]);
        });
        let faxes = CALLERS.each_ref().map(|caller| await_end(&spool, caller.number, 60));
        assert!(faxes.iter().zip(&last).all(|(fax, last)| Some(fax.id) != *last));
        eventually("all mails", 60, || {
            spool.faxes().stats().is_ok_and(|stats| stats.outbox_waiting == 0).then_some(())
        });
        judge(&faxes, &mailroom.letters());
        // The page was received completely, although its MCF was never sent.
        short[1].assert_same(&spool, &faxes[4], 1);
        short[0].assert_same(&spool, &faxes[5], 1);
    }
    let after = lab.await_no_more_than(&before);
    println!("{before:?}\n{after:?}");
    let growth = after.memory_kib.saturating_sub(before.memory_kib);
    assert!(growth < 24 << 10, "{growth} KiB more after {rounds} rounds");
    assert_eq!(lab.log_line(&["ERROR["]), None);
}

fn call(lab: &Laboratory, file: &str, caller: &Caller) {
    let mut options = vec!["--tiff", file, "--from", caller.number, "--ecm", caller.ecm];
    if let When::After(seconds) = caller.when {
        options.extend(["--hangup-after", seconds]);
    }
    let report = lab.call("send", &options);
    assert_ne!(report.said("FAXSTATUS"), "SUCCESS", "{}", caller.number);
}

/// Prevents the spool from storing the pages of these callers, so that they get no answer before
/// they hang up.
fn hang_up_before_the_answer(
    lab: &Laboratory,
    spool: &Spool,
    callers: &[Caller],
    last: &[Option<FaxId>],
) {
    let tags: Vec<String> = callers
        .iter()
        .zip(last)
        .map(|(caller, last)| {
            let begun = || fax_from(spool, caller.number).filter(|fax| Some(fax.id) != *last);
            format!(" fax {}: ", eventually("the fax begins", 60, begun).id)
        })
        .collect();
    let channels: Vec<String> = callers
        .iter()
        .map(|caller| eventually("the world's channel", 20, || lab.channel_of(caller.number)))
        .collect();
    tags.iter().for_each(|tag| drop(lab.await_log(&[tag, "> CFR"], 60)));
    let held = HeldDisk::take(lab);
    for (caller, tag) in callers.iter().zip(&tags) {
        if let When::Waiting(command) = caller.when {
            lab.await_log(&[tag, command], 60);
        }
    }
    channels.iter().for_each(|channel| lab.hang_up(channel));
    tags.iter().for_each(|tag| drop(lab.await_log(&[tag, "HANGUP"], 20)));
    drop(held);
}

fn judge(faxes: &[ReceivedFax; 6], letters: &[Letter]) {
    for ((fax, caller), phase) in faxes.iter().zip(&CALLERS).zip(PHASES) {
        let of_fax =
            |letter: &&Letter| letter.message_id.starts_with(&format!("ferrofax-{}-", fax.id));
        let letters: Vec<&Letter> = letters.iter().filter(of_fax).collect();
        let what = format!(
            "the one that hangs up in phase {phase}, {}: {fax:?}\n{letters:?}",
            caller.number
        );
        assert_eq!(fax.outcome_cause.as_deref(), Some("HANGUP"), "{what}");
        assert_eq!(fax.outcome_phase.as_deref(), Some(phase), "{what}");
        if ["A", "B"].contains(&phase) {
            assert_eq!(
                (fax.status, fax.pages.len(), letters.len()),
                (FaxStatus::Failed, 0, 0),
                "{what}"
            );
            continue;
        }
        assert_eq!(
            (fax.status, fax.pages.len(), letters.len()),
            (FaxStatus::Incomplete, 1, 1),
            "{what}"
        );
        assert!(letters[0].subject.starts_with("[Incomplete]"), "{what}");
        let page = &fax.pages[0];
        assert_eq!((page.complete, page.confirmed), (phase == "D", false), "{what}");
        assert!(page.rows > 0, "{what}");
    }
}
