//! A fax is not reported as complete if its last page cannot be stored, although the caller sends DCN
//! in place of EOP behind this page and waits for no answer.

use crate::durable::{hear, sender, sent};
use crate::fake_channel::FakeChannel;
use crate::receiving::Lab;
use crate::sending::network::{room_on_disk, says_dcn, with_a_full_disk};
use ferrofax::spool::{FaxId, FaxStatus, Spool};
use ferrofax_kit::patience::wait_for;
use ferrofax_kit::wire::{BLOCK, Terminal};
use std::time::Duration;

/// Set in the child of the next test.
const FULL: &str = "FERROFAX_TEST_FULL_LAST_PAGE";

#[test]
fn a_fax_whose_last_page_finds_no_room_after_dcn_is_not_complete() {
    with_a_full_disk(FULL, "last_page::child_with_a_full_disk");
}

/// The child's part; does nothing when run as a test.
#[test]
fn child_with_a_full_disk() {
    if std::env::var_os(FULL).is_none() {
        return;
    }
    for (ecm, pages) in [(true, 2), (false, 2), (true, 1)] {
        let lab = Lab::new("");
        let channel = fax(&lab, ecm, pages);
        let words =
            ["FAXSTATUS", "FAXERROR", "FAXPAGES"].map(|name| channel.variables[name].as_str());
        let kept = pages - 1;
        assert_eq!(words, ["FAILED", "STORAGE", &kept.to_string()], "ecm {ecm}");
        let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
        let fax = wait_for("the end of the fax", || {
            let fax = spool.faxes().fax(FaxId(1)).unwrap();
            (fax.status != FaxStatus::Receiving).then_some(fax)
        });
        let status = if kept > 0 { FaxStatus::Incomplete } else { FaxStatus::Failed };
        assert_eq!((fax.status, fax.pages.len() as u32), (status, kept), "ecm {ecm}");
        assert_eq!(fax.outcome_cause.as_deref(), Some("STORAGE"));
        assert!(fax.pages.iter().all(|page| page.confirmed));
        assert_eq!(spool.outbox().outbox_of(FaxId(1)).unwrap().len() as u32, kept);
    }
}

/// A caller sends so many pages. Behind the last one, the disk is full until the end of the call, and
/// the caller sends DCN.
fn fax(lab: &Lab, ecm: bool, pages: u32) -> FakeChannel {
    let mut caller = sender(ecm, &sent(pages, 200));
    caller.call.hold_page_ends();
    let mut call = lab.call("2101", "alice@example.com").unwrap();
    let (mut to_caller, mut to_call) = ([0; BLOCK], [0; BLOCK]);
    let mut ends = 0;
    for frame in 0..20_000 {
        caller.block(&to_caller, &mut to_call);
        to_caller = [0; BLOCK];
        hear(&mut call, frame, &to_call, &mut to_caller);
        if call.is_over() {
            break;
        }
        if call.is_waiting() {
            std::thread::sleep(Duration::from_millis(2));
        }
        let said = caller.story.iter().filter(|line| line.starts_with("said")).count() as u32;
        if said <= ends {
            continue;
        }
        ends = said;
        if said < pages {
            caller.call.page_end_allowed(said - 1);
        } else {
            room_on_disk(false);
            caller = says_dcn();
        }
    }
    assert!(call.is_over() && ends == pages, "{ends} of {pages} pages, ecm {ecm}");
    let mut channel = FakeChannel::default();
    call.finish(&mut channel);
    room_on_disk(true);
    channel
}
