//! Each mailbox's entry in the outbox goes its own way, and whatever happens to it ends
//! at the mailbox or the faxmaster.
//!
//! Random sequences of what a delivery thread, a relay, an operator and a crash can do
//! are played against the spool and against a model of a dozen lines.

use std::collections::BTreeMap;

use ferrofax::UnixMs;
use ferrofax::spool::{
    Deferral, FaxEnd, FaxId, FaxStatus, NewFax, NextTry, OutboxEntry, OutboxId, OutboxKind,
    OutboxState, RetryPolicy, Spool,
};
use proptest::prelude::*;

const MAILBOXES: [&str; 3] = ["alice@example.com", "bob@example.com", "carol@example.com"];
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[derive(Clone, Debug)]
enum Step {
    Pass(i64),
    Lease(usize, i64),
    Delivered(usize),
    Defer(usize, i64),
    DeferBy(usize),
    Reject(usize),
    Requeue(usize),
    FinishAgain,
    Crash,
    Cleanup,
}

/// What the model knows of an entry.
#[derive(Clone, Debug, PartialEq)]
struct Expected {
    state: OutboxState,
    attempts: u32,
    created_at: UnixMs,
    next_try_at: UnixMs,
    message_id: String,
}

impl Expected {
    fn is_open(&self) -> bool {
        matches!(self.state, OutboxState::Waiting | OutboxState::Leased)
    }
}

fn step() -> impl Strategy<Value = Step> {
    let entry = 0_usize..6;
    prop_oneof![
        3 => prop_oneof![0_i64..120_000, 0_i64..2 * DAY_MS].prop_map(Step::Pass),
        5 => (entry.clone(), 1_i64..600_000).prop_map(|(entry, length)| Step::Lease(entry, length)),
        2 => entry.clone().prop_map(Step::Delivered),
        2 => (entry.clone(), 0_i64..DAY_MS).prop_map(|(entry, wait)| Step::Defer(entry, wait)),
        2 => entry.clone().prop_map(Step::DeferBy),
        2 => entry.clone().prop_map(Step::Reject),
        1 => entry.prop_map(Step::Requeue),
        1 => Just(Step::FinishAgain),
        1 => Just(Step::Crash),
        1 => Just(Step::Cleanup),
    ]
}

fn end(ended_at: UnixMs) -> FaxEnd {
    FaxEnd {
        status: FaxStatus::Failed,
        phase: "B".into(),
        cause: "X".into(),
        event: "It ended.".into(),
        ended_at,
    }
}

fn key(entry: &OutboxEntry) -> (bool, String) {
    match &entry.kind {
        OutboxKind::Fax => (false, entry.mailbox.clone()),
        OutboxKind::FaxmasterNotice { original_mailbox, .. } => (true, original_mailbox.clone()),
        OutboxKind::JobReport { .. } | OutboxKind::Letter { .. } => {
            panic!("a fax makes no report of a job")
        }
    }
}

struct World {
    _folder: tempfile::TempDir,
    spool: Option<Spool>,
    fax: FaxId,
    now: UnixMs,
    model: BTreeMap<OutboxId, Expected>,
    deleted: bool,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let new = NewFax {
            mailboxes: MAILBOXES.map(String::from).to_vec(),
            mail_without_pages: true,
            ..NewFax::default()
        };
        let fax = spool.receiving().begin_fax(&new).unwrap();
        assert_eq!(spool.outbox().outbox_of(fax).unwrap(), []);
        spool.receiving().finish_fax(fax, &end(UnixMs(1000))).unwrap();
        let mut world = Self {
            _folder: folder,
            spool: Some(spool),
            fax,
            now: UnixMs(1000),
            model: BTreeMap::new(),
            deleted: false,
        };
        world.adopt_new();
        world
    }

    fn spool(&self) -> &Spool {
        self.spool.as_ref().unwrap()
    }

    fn adopt_new(&mut self) {
        for entry in self.spool().outbox().outbox_of(self.fax).unwrap() {
            self.model.entry(entry.id).or_insert(Expected {
                state: OutboxState::Waiting,
                attempts: 0,
                created_at: self.now,
                next_try_at: self.now,
                message_id: entry.message_id,
            });
        }
    }

    fn id(&self, index: usize) -> Option<OutboxId> {
        self.model.keys().nth(index).copied().filter(|_| !self.deleted)
    }

    fn play(&mut self, step: &Step) {
        let now = self.now;
        match *step {
            Step::Pass(time) => self.now += time,
            Step::Lease(index, length) => {
                let Some(id) = self.id(index) else { return };
                let expected = self.model.get_mut(&id).unwrap();
                let due = expected.is_open() && expected.next_try_at <= now;
                if due {
                    expected.state = OutboxState::Leased;
                    expected.attempts += 1;
                    expected.next_try_at = now + length;
                }
                assert_eq!(
                    self.spool().outbox().lease(id, now, now + length).unwrap().is_some(),
                    due
                );
            }
            Step::Delivered(index) => {
                let Some(id) = self.id(index) else { return };
                let expected = self.model.get_mut(&id).unwrap();
                let open = expected.is_open();
                if open {
                    expected.state = OutboxState::Delivered;
                }
                assert_eq!(self.spool().outbox().delivered(id, now, "250 2.0.0 Ok").unwrap(), open);
            }
            Step::Defer(index, wait) => {
                let Some(id) = self.id(index) else { return };
                let expected = self.model.get_mut(&id).unwrap();
                let open = expected.is_open();
                if open {
                    (expected.state, expected.next_try_at) = (OutboxState::Waiting, now + wait);
                }
                assert_eq!(
                    self.spool().outbox().defer(id, now + wait, "451 4.3.0 later").unwrap(),
                    open
                );
            }
            Step::DeferBy(index) => {
                let Some(id) = self.id(index).filter(|id| self.model[id].is_open()) else { return };
                let policy = RetryPolicy::default();
                let expected = self.model[&id].clone();
                let done =
                    self.spool().outbox().defer_by(id, now, &policy, "the relay is away").unwrap();
                match policy.next(expected.created_at, expected.attempts, now) {
                    NextTry::At(next) => {
                        assert_eq!(done, Deferral::Until(next));
                        let expected = self.model.get_mut(&id).unwrap();
                        (expected.state, expected.next_try_at) = (OutboxState::Waiting, next);
                    }
                    NextTry::GiveUp => {
                        assert_eq!(done, Deferral::GaveUp);
                        self.refused(id);
                    }
                }
            }
            Step::Reject(index) => {
                let Some(id) = self.id(index) else { return };
                let open = self.model[&id].is_open();
                assert_eq!(
                    self.spool().outbox().reject(id, now, "550 5.1.1 no such user").unwrap(),
                    open
                );
                if open {
                    self.refused(id);
                }
            }
            Step::Requeue(index) => {
                let Some(id) = self.id(index) else { return };
                let expected = self.model.get_mut(&id).unwrap();
                let failed = expected.state == OutboxState::Failed;
                if failed {
                    expected.state = OutboxState::Waiting;
                    (expected.attempts, expected.created_at, expected.next_try_at) = (0, now, now);
                }
                assert_eq!(self.spool().outbox().requeue(id, now).unwrap(), failed);
                if failed {
                    let entries = self.spool().outbox().outbox_of(self.fax).unwrap();
                    let again = entries.into_iter().find(|entry| entry.id == id).unwrap();
                    let expected = self.model.get_mut(&id).unwrap();
                    assert_ne!(again.message_id, expected.message_id);
                    expected.message_id = again.message_id;
                }
            }
            Step::FinishAgain if self.deleted => {}
            Step::FinishAgain => self.spool().receiving().finish_fax(self.fax, &end(now)).unwrap(),
            Step::Crash => {
                let folder = self.spool().folder().to_path_buf();
                self.spool = None;
                let spool = Spool::open(&folder).unwrap();
                assert_eq!(spool.receiving().recover(now).unwrap(), []);
                self.spool = Some(spool);
            }
            Step::Cleanup => {
                let goes = !self.deleted
                    && now > UnixMs(1000) + 30 * DAY_MS
                    && self.model.values().all(|entry| {
                        matches!(entry.state, OutboxState::Delivered | OutboxState::Rejected)
                    });
                let report = self.spool().retention().cleanup(now, 30).unwrap();
                assert_eq!(report.deleted, if goes { vec![self.fax] } else { vec![] });
                self.deleted |= goes;
            }
        }
    }

    /// A mailbox's entry is followed by exactly one for the faxmaster; the faxmaster's
    /// own stays as failed.
    fn refused(&mut self, id: OutboxId) {
        let entries = self.spool().outbox().outbox_of(self.fax).unwrap();
        let entry = entries.iter().find(|entry| entry.id == id).unwrap();
        let is_notice = matches!(entry.kind, OutboxKind::FaxmasterNotice { .. });
        self.model.get_mut(&id).unwrap().state =
            if is_notice { OutboxState::Failed } else { OutboxState::Rejected };
        assert_eq!(entries.len(), self.model.len() + usize::from(!is_notice));
        if !is_notice {
            let notice = entries
                .iter()
                .find(|other| key(other) == (true, entry.mailbox.clone()))
                .unwrap();
            let OutboxKind::FaxmasterNotice { reason, .. } = &notice.kind else { unreachable!() };
            assert_eq!(Some(reason), entry.problem.as_ref());
            assert_eq!(notice.mailbox, "");
        }
        self.adopt_new();
    }

    fn check(&self) {
        if self.deleted {
            assert!(self.spool().faxes().fax(self.fax).is_err());
            assert_eq!(self.spool().outbox().due(UnixMs::MAX, 100).unwrap(), []);
            assert_eq!(self.spool().retention().deletions(10).unwrap().len(), 1);
            return;
        }
        let entries = self.spool().outbox().outbox_of(self.fax).unwrap();
        let found: BTreeMap<OutboxId, Expected> = entries
            .iter()
            .map(|entry| {
                let expected = Expected {
                    state: entry.state,
                    attempts: entry.attempts,
                    created_at: entry.created_at,
                    next_try_at: self.model[&entry.id].next_try_at,
                    message_id: entry.message_id.clone(),
                };
                (entry.id, expected)
            })
            .collect();
        assert_eq!(found, self.model);
        for entry in entries.iter().filter(|entry| self.model[&entry.id].is_open()) {
            assert_eq!(entry.next_try_at, self.model[&entry.id].next_try_at);
        }
        // One entry a mailbox, and one for the faxmaster exactly where a mailbox could
        // not have the fax.
        for mailbox in MAILBOXES {
            let own: Vec<_> =
                entries.iter().filter(|entry| key(entry) == (false, mailbox.into())).collect();
            let notices =
                entries.iter().filter(|entry| key(entry) == (true, mailbox.into())).count();
            assert_eq!(own.len(), 1);
            assert_eq!(notices, usize::from(own[0].state == OutboxState::Rejected));
        }
        // Due is what is open and whose time (or whose lease's end) has come, the longest
        // due first.
        let due = self.spool().outbox().due(self.now, 100).unwrap();
        assert!(due.is_sorted_by_key(|entry| entry.next_try_at));
        let mut due: Vec<OutboxId> = due.iter().map(|entry| entry.id).collect();
        due.sort();
        let open = |(id, entry): (&OutboxId, &Expected)| {
            entry.is_open().then_some((*id, entry.next_try_at))
        };
        let open: Vec<(OutboxId, UnixMs)> = self.model.iter().filter_map(open).collect();
        assert_eq!(
            due,
            open.iter()
                .filter(|(_, next)| *next <= self.now)
                .map(|(id, _)| *id)
                .collect::<Vec<_>>()
        );
        assert_eq!(
            self.spool().outbox().next_due().unwrap(),
            open.iter().map(|(_, next)| *next).min()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_entry_ends_at_its_mailbox_or_the_faxmaster(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::new();
        world.check();
        for step in &steps {
            world.play(step);
            world.check();
        }
    }
}

#[test]
fn a_lease_survives_a_crash_and_runs_out() {
    let mut world = World::new();
    let id = world.id(0).unwrap();
    let leased = world.spool().outbox().lease(id, UnixMs(1000), UnixMs(61_000)).unwrap().unwrap();
    assert_eq!((leased.state, leased.attempts), (OutboxState::Leased, 1));
    assert_eq!(world.spool().outbox().lease(id, UnixMs(1001), UnixMs(90_000)).unwrap(), None);
    world.play(&Step::Crash);
    let due = |now| {
        world
            .spool()
            .outbox()
            .due(now, 10)
            .unwrap()
            .iter()
            .map(|entry| entry.id)
            .collect::<Vec<_>>()
    };
    assert!(!due(UnixMs(60_999)).contains(&id));
    assert!(due(UnixMs(61_000)).contains(&id));
    let again = world
        .spool()
        .outbox()
        .lease(id, UnixMs(61_000), UnixMs(121_000))
        .unwrap()
        .unwrap();
    assert_eq!((again.attempts, &again.message_id), (2, &leased.message_id));
}

#[test]
fn what_somebody_dead_had_begun_is_due_at_once_but_not_for_ever() {
    let world = World::new();
    let (spool, id) = (world.spool(), world.id(0).unwrap());
    let is_due = |now| spool.outbox().due(now, 10).unwrap().iter().any(|entry| entry.id == id);
    for (now, is_let_go) in [(1_000, true), (2_000, true), (3_000, false)] {
        let now = UnixMs(now);
        spool.outbox().lease(id, now, now + 3_600_000).unwrap().unwrap();
        assert!(!is_due(now + 500));
        assert_eq!(spool.outbox().let_mails_go(now + 500).unwrap(), usize::from(is_let_go));
        assert_eq!(is_due(now + 500), is_let_go, "{now:?}");
    }
    assert!(is_due(UnixMs(3_000) + 3_600_000));
}

#[test]
fn an_entry_that_is_not_there_is_named() {
    let world = World::new();
    let error = world.spool().outbox().delivered(OutboxId(77), UnixMs(1), "250 Ok").unwrap_err();
    assert_eq!(error.to_string(), "there is no outbox entry 77");
    assert_eq!(world.spool().outbox().lease(OutboxId(77), UnixMs(1), UnixMs(2)).unwrap(), None);
}
