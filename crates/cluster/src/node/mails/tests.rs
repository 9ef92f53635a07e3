//! Tests of a node whose mails another machine sends when the node does not report: because it is
//! dead, or because it was only cut off and comes back. The tests set both clocks. The clock of the
//! shared database is set by its notes about the node, and the node's clock by the time until which
//! its mails may be sent.

use super::super::tests::{Bench, NOW, page, went_well};
use super::TakingOver;
use super::hearing::HEARD_MS;
use super::taking::More;
use crate::{Clustered, NodeReport};
use ferrofax_spool::inside::database::{faults, params};
use ferrofax_spool::inside::outbox::UNTIL_END_IS_THERE_MS;
use ferrofax_spool::inside::{Inside, testing};
use ferrofax_spool::sending::{SendingSettings, option};
use ferrofax_spool::{FaxEnd, FaxId, FaxStatus, NewFax, OutboxEntry, OutboxState, Spool};

const AFTER_MS: i64 = 900_000;
const ALICE: &str = "alice@example.com";

impl Bench {
    /// Makes a node whose module does not send mails that another machine may have sent, and that
    /// knows of a machine that takes over.
    fn with_taker() -> (Self, Taker) {
        let bench = Self::new();
        bench.node.devices().publish_sending(&SendingSettings::default(), 4).unwrap();
        let mut taker = Taker::new();
        taker.turn(&bench);
        bench.there();
        bench.there();
        (bench, taker)
    }

    /// Runs one turn of the node: it reports that it runs, uploads, and reports its mails.
    fn there(&self) -> usize {
        self.turn().unwrap()
    }

    fn turn(&self) -> Result<usize, crate::NotShipped> {
        use crate::NotShipped::There;
        let report = NodeReport { version: "1".into(), waiting: 0, to_give: 0 };
        self.node.cluster().report_to(&self.store, &self.who, &report).map_err(There)?;
        let heard =
            self.node.cluster().hear_of_mails(&self.store, &self.who, NOW).map_err(There)?;
        self.node.cluster().compare_owed_mails(&self.store, &self.who).map_err(There)?;
        self.node.cluster().tell_owed_mails(&self.store, &self.who).map_err(There)?;
        self.ship_all()?;
        self.node.cluster().tell_owed_mails(&self.store, &self.who).map_err(There)?;
        Ok(heard.ended)
    }

    /// Moves the clocks as if the node had not reported for this many ms.
    fn cut_off(&self, ms: i64) {
        for (spool, sql) in [
            (&self.store, "UPDATE mail_nodes SET seen_at = seen_at - ?1"),
            (&self.store, "UPDATE nodes SET seen_at = seen_at - ?1"),
            (&self.node, "UPDATE node SET mails_until = mails_until - ?1"),
        ] {
            spool.write(|one| one.execute(sql, [ms])).unwrap();
        }
    }

    fn there_of(&self, fax: FaxId) -> FaxId {
        self.in_store().iter().find(|one| one.node_fax == fax).unwrap().fax
    }
}

/// The machine that takes over, with a monotonic clock of its own.
struct Taker {
    taking: TakingOver,
    steady_ms: u64,
}

impl Taker {
    fn new() -> Self {
        Self { taking: TakingOver::new("mailhost", AFTER_MS), steady_ms: 1_000 }
    }

    fn turn(&mut self, bench: &Bench) -> Vec<(String, usize)> {
        self.taking.turn(&bench.store, self.steady_ms).unwrap()
    }

    /// Looks twice, with this many ms between the two, in which the node does not report.
    fn watch(&mut self, bench: &Bench, ms: i64) -> Vec<(String, usize)> {
        let early = self.turn(bench);
        assert_eq!(early, [], "it has not looked for so long");
        self.steady_ms += ms.unsigned_abs();
        self.turn(bench)
    }

    /// Cuts the node off for as long as the machine waits, and looks twice.
    fn watch_cut_off(&mut self, bench: &Bench) -> Vec<(String, usize)> {
        bench.cut_off(AFTER_MS);
        self.watch(bench, AFTER_MS)
    }
}

/// Sends all mails of a spool that may be sent now. Returns the outbox entries that were sent.
fn post(spool: &Spool) -> Vec<OutboxEntry> {
    let due = spool.outbox().due(NOW, 100).unwrap();
    let mailed = due.iter().filter_map(|entry| {
        let entry = spool.outbox().lease(entry.id, NOW, NOW + 60_000).unwrap()?;
        spool.outbox().delivered(entry.id, NOW, "250 Ok").unwrap();
        Some(entry)
    });
    mailed.collect()
}

fn ids(entries: &[OutboxEntry]) -> Vec<&str> {
    let mut ids: Vec<&str> = entries.iter().map(|entry| &*entry.message_id).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn what_a_dead_node_owes_is_mailed_once_from_the_store_under_the_same_message_id() {
    let (bench, mut taker) = Bench::with_taker();
    let (fax, other) = (bench.receive(1, 1), bench.receive(1, 2));
    let owed = bench.node.outbox().outbox_of(fax).unwrap();
    // Of the other fax, one mail is sent before the fax is uploaded, and one after that.
    let [first, second] = bench.node.outbox().outbox_of(other).unwrap().try_into().unwrap();
    bench.node.outbox().delivered(first.id, NOW, "250 Ok").unwrap();
    bench.there();
    bench.node.outbox().delivered(second.id, NOW, "250 Ok").unwrap();
    bench.there();
    assert_eq!(taker.watch(&bench, AFTER_MS), [], "it is there");
    assert_eq!(post(&bench.store), []);
    assert_eq!(taker.watch_cut_off(&bench), [("berlin".to_owned(), 2)]);
    let mailed = post(&bench.store);
    assert_eq!(ids(&mailed), ids(&owed));
    assert!(mailed.iter().all(|entry| entry.fax == Some(bench.there_of(fax))));
    // Nobody sends them again, however long the node remains silent.
    assert_eq!(taker.watch_cut_off(&bench), []);
    assert_eq!(post(&bench.store), []);
}

#[test]
fn one_that_was_only_cut_off_mails_nothing_that_may_be_taken_until_it_has_heard() {
    let (bench, mut taker) = Bench::with_taker();
    let (fax, late) = (bench.receive(1, 1), bench.receive(1, 2));
    let bob = bench.node.outbox().outbox_of(fax).unwrap().remove(1);
    for entry in bench.node.outbox().outbox_of(late).unwrap() {
        bench.node.outbox().defer(entry.id, NOW + 1, "later").unwrap();
    }
    bench.there();
    assert!(bench.node.outbox().next_due().unwrap().is_some());
    bench.cut_off(HEARD_MS);
    assert_eq!((post(&bench.node), bench.node.outbox().next_due().unwrap()), (vec![], None));
    assert_eq!(bench.node.outbox().lease(bob.id, NOW, NOW + 9).unwrap(), None);
    assert_eq!(bench.node.cluster().mails_at_store().unwrap().waiting, 4);
    // A fax that came since then cannot be in the shared database: its mails are sent as always.
    let own = bench.receive(1, 3);
    assert_eq!(post(&bench.node).len(), 2);
    bench.cut_off(AFTER_MS - HEARD_MS);
    assert_eq!(taker.watch(&bench, AFTER_MS), [("berlin".to_owned(), 4)]);
    assert_eq!(bench.there(), 4);
    let states: Vec<(OutboxState, Option<String>)> = [fax, late]
        .iter()
        .flat_map(|fax| bench.node.outbox().outbox_of(*fax).unwrap())
        .map(|entry| (entry.state, entry.last_error))
        .collect();
    let elsewhere = "mailed by mailhost, because this machine could not be reached";
    assert!(
        states
            .iter()
            .all(|one| *one == (OutboxState::Delivered, Some(elsewhere.to_owned())))
    );
    // From now on the node sends mails again, and the shared database has its state.
    assert_eq!(post(&bench.node), []);
    let next = bench.receive(1, 4);
    bench.there();
    assert_eq!(post(&bench.node).len(), 2);
    bench.there();
    assert_eq!(bench.node.cluster().mails_at_store().unwrap().faxes, 0);
    assert!(
        bench
            .node
            .outbox()
            .outbox_of(own)
            .unwrap()
            .iter()
            .chain(&bench.node.outbox().outbox_of(next).unwrap())
            .all(|entry| entry.state == OutboxState::Delivered)
    );
}

#[test]
fn one_that_is_back_in_time_goes_on_as_if_nothing_had_been() {
    let (bench, mut taker) = Bench::with_taker();
    bench.receive(1, 1);
    bench.there();
    bench.cut_off(AFTER_MS - 10_000);
    assert_eq!(taker.watch(&bench, AFTER_MS), []);
    assert_eq!(post(&bench.node), []);
    assert_eq!(bench.there(), 0);
    assert_eq!(post(&bench.node).len(), 2);
    bench.there();
    assert_eq!(taker.watch_cut_off(&bench), []);
}

#[test]
fn where_nobody_takes_over_mails_wait_for_no_store() {
    let bench = Bench::new();
    bench.node.devices().publish_sending(&SendingSettings::default(), 4).unwrap();
    bench.receive(1, 1);
    bench.there();
    bench.there();
    bench.cut_off(100 * AFTER_MS);
    assert_eq!(post(&bench.node).len(), 2);
    // The machine that took over no longer does: the mails are sent once the shared database knows
    // this, too.
    let (bench, _) = Bench::with_taker();
    bench.receive(1, 1);
    bench.there();
    bench.store.cluster().forget_mail_taker("mailhost").unwrap();
    bench.cut_off(AFTER_MS);
    assert_eq!(post(&bench.node), []);
    bench.there();
    bench.cut_off(AFTER_MS);
    assert_eq!(post(&bench.node), [], "the store was not told that nothing is left to others");
    bench.there();
    bench.cut_off(AFTER_MS);
    assert_eq!(post(&bench.node).len(), 2);
}

/// The node leaves the shared database: its waiting mails are sent by the node, and by no other
/// machine.
#[test]
fn one_that_leaves_the_store_and_says_so_keeps_its_mails() {
    let (bench, mut taker) = Bench::with_taker();
    bench.receive(1, 1);
    bench.there();
    bench.node.cluster().keep_mails(&bench.store, &bench.who, NOW).unwrap();
    bench.node.shared_queue().leave_store().unwrap();
    assert_eq!(taker.watch_cut_off(&bench), []);
    assert_eq!(post(&bench.node).len(), 2);
}

#[test]
fn from_one_that_does_not_tell_nothing_is_taken() {
    let mut takers = Taker::new();
    // The module of the node is an older version, and sends every mail that is due.
    let bench = Bench::new();
    takers.turn(&bench);
    bench.there();
    bench.receive(1, 1);
    bench.there();
    assert_eq!(takers.watch_cut_off(&bench), []);
    // The node has gone back to an older Ferrofax.
    let (bench, mut taker) = Bench::with_taker();
    bench.receive(1, 1);
    bench.there();
    let before = "UPDATE nodes SET knows = ?1";
    let version = ferrofax_spool::inside::schema::mails_told_since() - 1;
    bench.store.write(|one| one.execute(before, [version])).unwrap();
    assert_eq!(taker.watch_cut_off(&bench), []);
    assert_eq!(post(&bench.store), []);
}

/// The node has reported another delay than the one that it uses, in both directions.
#[test]
fn who_takes_over_waits_for_as_long_as_the_node_does() {
    let (bench, mut taker) = Bench::with_taker();
    bench.receive(1, 1);
    bench.there();
    taker.taking = TakingOver::new("mailhost", 60_000);
    bench.cut_off(AFTER_MS / 2);
    assert_eq!(taker.watch(&bench, AFTER_MS), [], "it goes by fifteen minutes");
    bench.there();
    bench.there();
    bench.cut_off(60_000);
    assert_eq!(post(&bench.node), []);
    assert_eq!(taker.watch(&bench, 60_000), [("berlin".to_owned(), 2)]);
}

/// The delay becomes shorter while the node runs. The shared database may have the node's next
/// report before the node notes the answer, so the shorter delay counts at once.
#[test]
fn a_node_obeys_a_shorter_delay_as_soon_as_it_has_read_it() {
    let (bench, mut taker) = Bench::with_taker();
    bench.receive(1, 1);
    bench.there();
    taker.taking = TakingOver::new("mailhost", 10_000);
    taker.turn(&bench);
    bench.there();
    bench.cut_off(6_000);
    assert_eq!(post(&bench.node), []);
    // A longer delay counts once the node has reported it.
    taker.taking = TakingOver::new("mailhost", AFTER_MS);
    taker.turn(&bench);
    bench.there();
    bench.cut_off(6_000);
    assert_eq!(post(&bench.node), []);
    bench.there();
    bench.cut_off(6_000);
    assert_eq!(post(&bench.node).len(), 2);
}

#[test]
fn a_mailbox_that_could_not_have_it_is_owed_no_more_and_the_faxmaster_is() {
    let (bench, mut taker) = Bench::with_taker();
    let fax = bench.receive(1, 1);
    bench.there();
    for entry in bench.node.outbox().outbox_of(fax).unwrap() {
        bench.node.outbox().reject(entry.id, NOW, "550 No").unwrap();
    }
    bench.there();
    assert_eq!(taker.watch_cut_off(&bench), [("berlin".to_owned(), 2)]);
    let mailed = post(&bench.store);
    assert!(mailed.len() == 2 && mailed.iter().all(|entry| entry.mailbox.is_empty()));
    assert_eq!(bench.there(), 2);
    assert_eq!(post(&bench.node), []);
}

/// The node died before it had noted that the shared database has the fax. It compares this first.
#[test]
fn what_is_owed_is_not_forgotten_where_it_is_not_known_that_it_was_told() {
    let (bench, mut taker) = Bench::with_taker();
    let fax = bench.receive(1, 1);
    let owed = bench.node.outbox().outbox_of(fax).unwrap();
    bench.there();
    for sql in ["DELETE FROM shipped", "UPDATE faxes_at_store SET told = NULL"] {
        bench.node.write(|one| one.execute(sql, [])).unwrap();
    }
    bench.node.cluster().compare_owed_mails(&bench.store, &bench.who).unwrap();
    assert_eq!(taker.watch_cut_off(&bench).len(), 1);
    assert_eq!(ids(&post(&bench.store)), ids(&owed));
}

/// For example, a report of a kind that only a newer version knows.
#[test]
fn what_cannot_be_taken_over_keeps_no_mail_up() {
    let (bench, mut taker) = Bench::with_taker();
    let fax = bench.receive(1, 1);
    let owed = bench.node.outbox().outbox_of(fax).unwrap();
    bench.there();
    bench.cut_off(AFTER_MS);
    taker.turn(&bench);
    taker.steady_ms += AFTER_MS.unsigned_abs();
    let bad: More<'_> = &|transaction, _, _| transaction.execute("SELECT nothing", []);
    assert!(taker.taking.turn_with(&bench.store, taker.steady_ms, bad).is_err());
    assert_eq!(ids(&post(&bench.store)), ids(&owed));
}

/// Uploads a page of a fax whose call does not end, because its machine dies during the call.
fn coming(bench: &Bench) -> FaxId {
    let new = NewFax {
        device: "2101@fax-devices".parse().unwrap(),
        mailboxes: vec![ALICE.into(), "print:office".into()],
        options: [(option::DURABLE.to_owned(), "shared".to_owned())].into(),
        ..NewFax::default()
    };
    let fax = bench.node.receiving().begin_fax(&new).unwrap();
    bench.node.receiving().append_page(fax, &page(1, 1)).unwrap();
    bench
        .node
        .cluster()
        .share_pages(&bench.store, &bench.who, fax, &|| false)
        .unwrap();
    fax
}

/// The end of a fax some seconds ago.
fn ended() -> FaxEnd {
    FaxEnd { ended_at: NOW - 5_000, ..went_well() }
}

fn end(bench: &Bench, fax: FaxId) {
    bench.node.receiving().finish_fax(fax, &ended()).unwrap();
}

#[test]
fn a_fax_whose_machine_died_in_the_call_is_ended_in_the_store_and_mailed_once() {
    let (bench, mut taker) = Bench::with_taker();
    let fax = coming(&bench);
    bench.there();
    assert_eq!(taker.watch_cut_off(&bench), [("berlin".to_owned(), 1)]);
    let there = bench.store.faxes().fax(bench.there_of(fax)).unwrap();
    assert_eq!((there.status, there.pages.len()), (FaxStatus::Incomplete, 1));
    assert_eq!(there.outcome_cause.as_deref(), Some("PBX_CRASHED"));
    let mailed = post(&bench.store);
    assert_eq!(mailed.iter().map(|entry| &*entry.mailbox).collect::<Vec<_>>(), [ALICE]);
    // The node is back before its module has ended the fax and before its mails are sent.
    assert_eq!(bench.there(), 0);
    end(&bench, fax);
    let [alice, printer] = bench.node.outbox().outbox_of(fax).unwrap().try_into().unwrap();
    assert_eq!((alice.state, printer.state), (OutboxState::Delivered, OutboxState::Waiting));
    assert_eq!(post(&bench.node), []);
    bench.there();
    let there = bench.store.faxes().fax(there.id).unwrap();
    assert_eq!((there.status, bench.in_store().len()), (FaxStatus::Received, 1));
    assert_eq!(taker.watch_cut_off(&bench), []);
    assert_eq!(post(&bench.store), []);
}

/// A restored spool has given the number of the fax to another fax, whose mails are sent.
#[test]
fn what_was_taken_of_a_fax_ends_no_mail_of_another_with_its_number() {
    let (bench, mut taker) = Bench::with_taker();
    let fax = coming(&bench);
    bench.there();
    assert_eq!(taker.watch_cut_off(&bench), [("berlin".to_owned(), 1)]);
    let other = "UPDATE node_faxes SET mark = '0000/00000001-01234567.tif'";
    bench.store.write(|one| one.execute(other, [])).unwrap();
    bench.node.cluster().hear_of_mails(&bench.store, &bench.who, NOW).unwrap();
    end(&bench, fax);
    let entries = bench.node.outbox().outbox_of(fax).unwrap();
    assert!(entries.iter().all(|entry| entry.state == OutboxState::Waiting), "{entries:?}");
}

/// The fax ends before the node reaches the shared database again: no mail is sent before that.
#[test]
fn a_fax_that_ended_while_the_machine_was_cut_off_is_mailed_once() {
    let (bench, mut taker) = Bench::with_taker();
    let fax = coming(&bench);
    bench.cut_off(AFTER_MS);
    end(&bench, fax);
    assert_eq!(post(&bench.node), []);
    taker.watch(&bench, AFTER_MS);
    assert_eq!(post(&bench.store).len(), 1);
    assert_eq!(bench.there(), 1);
    assert_eq!(post(&bench.node), []);
    // Otherwise the node sends the mail as soon as the shared database has the end of the fax.
    let fax = coming(&bench);
    end(&bench, fax);
    assert_eq!(post(&bench.node), []);
    bench.there();
    assert_eq!(post(&bench.node).len(), 1);
    bench.there();
    assert_eq!(taker.watch_cut_off(&bench), []);
}

/// The node would send a mail with the whole fax, and the machine that takes over one with the part
/// in the shared database.
#[test]
fn a_fax_that_ends_just_before_its_machine_dies_is_mailed_once() {
    let (bench, mut taker) = Bench::with_taker();
    let fax = coming(&bench);
    bench.there();
    end(&bench, fax);
    // The module runs for a moment longer, and the end of the fax is not uploaded.
    assert_eq!(post(&bench.node), []);
    assert_eq!(taker.watch_cut_off(&bench), [("berlin".to_owned(), 1)]);
    assert_eq!(post(&bench.store).len(), 1);
    assert_eq!(bench.there(), 1);
    assert_eq!(post(&bench.node), []);
    // If the end cannot be uploaded, the mail is sent nevertheless.
    let fax = coming(&bench);
    end(&bench, fax);
    let due = bench.node.outbox().due(ended().ended_at + UNTIL_END_IS_THERE_MS, 9).unwrap();
    assert_eq!(due.iter().map(|entry| entry.fax).collect::<Vec<_>>(), [Some(fax)]);
}

/// The restored database lists mails as outstanding that were sent since, and knows only old
/// reports of the nodes.
#[test]
fn a_store_that_was_restored_takes_nothing_before_nodes_have_said_how_it_is() {
    let (bench, mut taker) = Bench::with_taker();
    let fax = bench.receive(1, 1);
    bench.there();
    let dump: Vec<(i64, String, String, String)> = bench
        .store
        .read(|one| {
            one.prepare("SELECT fax, mailbox, token, message_id FROM owed_mails")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
                .collect()
        })
        .unwrap();
    assert_eq!(post(&bench.node).len(), 2);
    bench.there();
    let back = "INSERT INTO owed_mails (fax, kind, mailbox, token, message_id, node_fax) VALUES (?1, 'fax', ?2, ?3, ?4, 1)";
    for (fax, mailbox, token, id) in &dump {
        bench
            .store
            .write(|one| one.execute(back, params![fax, mailbox, token, id]))
            .unwrap();
    }
    bench.cut_off(50 * AFTER_MS);
    assert_eq!(taker.turn(&bench), [], "who takes over has not looked for so long");
    bench.there();
    assert_eq!(taker.watch_cut_off(&bench), []);
    // A database that has forgotten which mails are outstanding gets a new report.
    let next = bench.receive(1, 2);
    bench.there();
    bench.store.write(|one| one.execute("DELETE FROM owed_mails", [])).unwrap();
    bench.there();
    bench.there();
    assert_eq!(taker.watch_cut_off(&bench), [("berlin".to_owned(), 2)]);
    assert_ne!(fax, next);
}

#[test]
fn what_was_deleted_on_either_side_is_mailed_by_nobody_else() {
    let (bench, mut taker) = Bench::with_taker();
    let (here, there) = (bench.receive(1, 1), bench.receive(1, 2));
    bench.there();
    bench.store.faxes().delete_fax(bench.there_of(there), "a person", NOW).unwrap();
    bench
        .node
        .write(|one| one.execute("DELETE FROM faxes WHERE id = ?1", [here.0]))
        .unwrap();
    bench.there();
    assert_eq!(taker.watch_cut_off(&bench), []);
    bench.there();
    assert_eq!(post(&bench.node).len(), 2);
    bench.there();
    assert_eq!(bench.node.cluster().mails_at_store().unwrap().faxes, 0);
    // A fax that was deleted in the shared database after its mails were sent is not mailed again.
    let fax = bench.receive(1, 3);
    bench.there();
    assert_eq!(taker.watch_cut_off(&bench), [("berlin".to_owned(), 2)]);
    assert_eq!(post(&bench.store).len(), 2);
    bench.store.faxes().delete_fax(bench.there_of(fax), "a person", NOW).unwrap();
    assert_eq!((bench.there(), post(&bench.node)), (2, vec![]));
}

/// The disk of a machine is lost, and a new machine starts under its name. The mails of the first
/// machine do not belong to the new one.
#[test]
fn a_machine_begun_anew_under_the_name_of_a_dead_one_owes_nothing_of_it() {
    let (bench, mut taker) = Bench::with_taker();
    bench.receive(1, 1);
    bench.there();
    bench.cut_off(AFTER_MS);
    let folder = tempfile::tempdir().unwrap();
    let second = testing::open(folder.path()).unwrap();
    let rejoined = second.cluster().become_node("berlin", "store").unwrap();
    let report = NodeReport { version: "1".into(), waiting: 0, to_give: 0 };
    second.cluster().report_to(&bench.store, &rejoined, &report).unwrap();
    second.cluster().hear_of_mails(&bench.store, &rejoined, NOW).unwrap();
    assert_eq!(taker.watch(&bench, AFTER_MS), [("berlin".to_owned(), 2)]);
    assert_eq!(second.cluster().hear_of_mails(&bench.store, &rejoined, NOW).unwrap().ended, 0);
}

/// Either machine dies between any two steps: the node, which is cut off and comes back, or the
/// machine that takes over. Each mailbox gets each fax once.
#[test]
fn whatever_dies_at_any_step_each_mailbox_has_each_fax_once() {
    let (bench, mut taker) = Bench::with_taker();
    let mut mailed: Vec<String> = Vec::new();
    let mut owed: Vec<String> = Vec::new();
    let note = |entries: Vec<OutboxEntry>, mailed: &mut Vec<String>| {
        mailed.extend(entries.into_iter().map(|entry| entry.message_id));
    };
    let deaths = (0_u32..)
        .take_while(|steps| {
            let fax = bench.receive(1, u8::try_from(*steps % 250).unwrap());
            let entries = bench.node.outbox().outbox_of(fax).unwrap();
            owed.extend(entries.iter().map(|entry| entry.message_id.clone()));
            faults::die_after(*steps);
            let went = bench.turn();
            let has_died = faults::live_again();
            assert_eq!(went.is_err(), has_died);
            // The node is silent, and sends the mails that it may send.
            bench.cut_off(HEARD_MS);
            note(post(&bench.node), &mut mailed);
            bench.cut_off(AFTER_MS);
            taker.turn(&bench);
            taker.steady_ms += AFTER_MS.unsigned_abs();
            faults::die_after(*steps);
            let took = taker.taking.turn(&bench.store, taker.steady_ms);
            assert_eq!(took.is_err(), faults::live_again());
            note(post(&bench.store), &mut mailed);
            // The node is back, dies during its turn, and sends the mails that it may send.
            faults::die_after(*steps);
            let _died = bench.turn();
            faults::live_again();
            note(post(&bench.node), &mut mailed);
            bench.there();
            note(post(&bench.node), &mut mailed);
            bench.there();
            has_died
        })
        .count();
    assert!(deaths > 20, "there are more steps than {deaths}");
    note(post(&bench.store), &mut mailed);
    mailed.sort_unstable();
    owed.sort_unstable();
    assert_eq!(mailed, owed);
}

/// The clock of the shared database is put back by hours, and the node is dead. Its outstanding
/// mails do not wait until the clock has caught up.
#[test]
fn what_a_dead_node_owes_is_mailed_also_where_the_stores_clock_was_put_back() {
    let (bench, mut taker) = Bench::with_taker();
    let fax = bench.receive(1, 1);
    bench.there();
    bench.cut_off(-5 * AFTER_MS);
    assert_eq!(taker.watch(&bench, AFTER_MS - 1), [], "not before its time by the steady clock");
    taker.steady_ms += 1;
    assert_eq!(taker.turn(&bench), [("berlin".to_owned(), 2)]);
    let mails = post(&bench.store);
    assert_eq!(ids(&mails), ids(&bench.node.outbox().outbox_of(fax).unwrap()));
    // The node is back, and sends none of them.
    assert_eq!((bench.there(), post(&bench.node).len()), (2, 0));
}

/// The clock of the shared database leaps ahead while the node runs: no mail is taken over.
#[test]
fn a_clock_of_the_store_that_leaps_ahead_has_nobody_mail_in_the_place_of_who_is_there() {
    let (bench, mut taker) = Bench::with_taker();
    bench.receive(1, 1);
    bench.there();
    taker.turn(&bench);
    for leap_ms in [AFTER_MS, 100 * AFTER_MS] {
        bench.cut_off(leap_ms);
        assert_eq!(taker.turn(&bench), []);
        bench.there();
        assert_eq!(taker.watch(&bench, AFTER_MS - 1), []);
    }
    assert_eq!((post(&bench.node).len(), post(&bench.store).len()), (2, 0));
}

/// A row with a delay that no machine can report would make all mails of all nodes wait.
#[test]
fn a_taker_that_there_cannot_be_holds_no_mail_up() {
    for after_ms in [i64::MIN, -1, 0, 1, i64::MAX] {
        let bench = Bench::new();
        bench.node.devices().publish_sending(&SendingSettings::default(), 4).unwrap();
        let row = "INSERT INTO mail_takers (name, after_ms, seen_at) VALUES ('evil', ?1, ?2)";
        let row = |one: &ferrofax_spool::inside::database::Transaction<'_>| {
            one.execute(row, [after_ms, i64::MAX])
        };
        bench.store.write(row).unwrap();
        bench.receive(1, 1);
        for _ in 0..3 {
            bench.there();
        }
        assert_eq!(post(&bench.node).len(), 2, "{after_ms}");
    }
}
