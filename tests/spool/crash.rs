//! `kill -9` at any moment: what `append_page` had returned for is in the spool and goes
//! to each mailbox once.
//!
//! A child process receives faxes without end, two at a time, and tells on its standard
//! output what is done. It is killed at pseudo-random moments; the spool is judged by
//! what the child had said.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::{FaxId, FaxQuery, FaxStatus, NewFax, OutboxKind, Spool};

use super::killed::{FOLDER, kill_after, read, teller};
use super::pages::page;
use ferrofax_kit::received::whole;

const MAILBOXES: [&str; 2] = ["alice@example.com", "bob@example.com"];
const ROUNDS: u64 = 20;

/// The child's part; does nothing when run as a test.
#[test]
fn child_receives_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let spool = Spool::open(folder.as_ref()).unwrap();
    spool.receiving().recover(UnixMs(5)).unwrap();
    let say = teller();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    receive_one(&spool, &say);
                }
            });
        }
    });
}

fn receive_one(spool: &Spool, say: &impl Fn(String)) {
    let new = NewFax { mailboxes: MAILBOXES.map(String::from).to_vec(), ..NewFax::default() };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    for number in 1..=10 {
        spool.receiving().append_page(fax, &page(number)).unwrap();
        say(format!("stored {fax} {number}"));
        if number % 4 == 0 {
            // The caller did not hear us and sends it again.
            spool.receiving().append_page(fax, &page(number)).unwrap();
        }
        spool.receiving().confirm_pages(fax, &[number]).unwrap();
    }
    spool.receiving().finish_fax(fax, &whole(UnixMs(9))).unwrap();
    say(format!("finished {fax} 10"));
}

#[derive(Default)]
struct Said {
    stored: BTreeMap<FaxId, u32>,
    finished: BTreeSet<FaxId>,
}

#[test]
fn whatever_append_page_returned_for_outlives_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    let mut said = Said::default();
    for round in 0..ROUNDS {
        // From the first word on, a different moment each round: some pages later, and
        // then some fraction of a page.
        let moment = (1 + round * 7 % 19, Duration::from_micros(round * 1543 % 9000));
        let child = "crash::child_receives_until_it_is_killed";
        kill_after(moment, child, (folder.path(), round), |line| said.hear(line));
    }
    assert!(said.stored.len() >= ROUNDS as usize);

    let spool = Spool::open(folder.path()).unwrap();
    spool.receiving().recover(UnixMs(7)).unwrap();
    said.check(&spool);
    let state = || {
        let faxes = spool
            .faxes()
            .list(&FaxQuery { limit: u32::MAX, ..FaxQuery::default() })
            .unwrap();
        (faxes, spool.outbox().due(UnixMs::MAX, u32::MAX).unwrap())
    };
    let before = state();
    assert_eq!(spool.receiving().recover(UnixMs(8)).unwrap(), []);
    assert!(state() == before);
}

impl Said {
    fn hear(&mut self, line: &str) -> bool {
        let Some((what, fax, number)) = read(line) else { return false };
        match what {
            "stored" => drop(self.stored.insert(FaxId(fax), number)),
            "finished" => drop(self.finished.insert(FaxId(fax))),
            _ => return false,
        }
        true
    }

    fn check(&self, spool: &Spool) {
        for fax in spool
            .faxes()
            .list(&FaxQuery { limit: u32::MAX, ..FaxQuery::default() })
            .unwrap()
        {
            let stored = self.stored.get(&fax.id).copied().unwrap_or(0);
            let numbers: Vec<u32> = fax.pages.iter().map(|page| page.number).collect();
            // At most the one page under way is there beyond what the child had said.
            let count = u32::try_from(numbers.len()).unwrap();
            assert!(
                (stored..=stored + 1).contains(&count),
                "fax {}: {stored} stored, {numbers:?} there",
                fax.id
            );
            assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
            if count > 0 {
                let document = tiff::read(&spool.faxes().document_path(fax.id).unwrap()).unwrap();
                assert_eq!(document.len(), numbers.len());
                for (number, found) in numbers.iter().zip(&document) {
                    assert!(
                        found.bitmap().unwrap() == page(*number).bitmap,
                        "fax {} page {number}",
                        fax.id
                    );
                }
            }
            match fax.status {
                FaxStatus::Received => assert_eq!(count, 10),
                FaxStatus::Incomplete => assert!(count > 0 && !self.finished.contains(&fax.id)),
                FaxStatus::Failed => assert_eq!(count, 0),
                FaxStatus::Receiving => panic!("fax {} was not recovered", fax.id),
            }
            let mut mailboxes = Vec::new();
            for entry in spool.outbox().outbox_of(fax.id).unwrap() {
                assert_eq!(entry.kind, OutboxKind::Fax);
                mailboxes.push(entry.mailbox);
            }
            mailboxes.sort();
            assert_eq!(mailboxes, if count > 0 { MAILBOXES.to_vec() } else { vec![] });
        }
        for fax in self.stored.keys() {
            assert!(spool.faxes().fax(*fax).is_ok(), "fax {fax} is gone");
        }
    }
}
