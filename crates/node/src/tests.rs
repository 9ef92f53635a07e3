use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::sleep;
use std::time::Duration;

use super::letting_go::{let_go, let_go_before};
use super::shipper::TELL_MAILS;
use super::*;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_cluster::{Clustered, TakingOver};
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution};
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::params;
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::{DeviceRecord, FaxEnd, FaxId, FaxStatus, NewFax, NewPage, Store};

const NOW: i64 = 1_800_000_000_000;

/// A machine with a shared database, which is in the spool's folder unless the test names another
/// one.
pub(super) struct Machine {
    _kept: tempfile::TempDir,
    pub(super) spool: Spool,
    place: Place,
    pub(super) shipper: Shipper,
    at_ms: Cell<u64>,
}

impl Machine {
    fn new() -> Self {
        Self::with(Store::Sqlite.into())
    }

    pub(super) fn with(place: Place) -> Self {
        let kept = tempfile::tempdir().unwrap();
        let spool = Spool::open(&kept.path().join("spool")).unwrap();
        let shipper = Shipper::new(&spool, "berlin", &place).unwrap();
        Self { _kept: kept, spool, place, shipper, at_ms: Cell::new(0) }
    }

    /// Runs a turn of the uploader, with a clock that is `later_ms` ahead of the last turn.
    pub(super) fn turn(&self, later_ms: u64) -> Result<(), SpoolError> {
        let look = self.later(later_ms);
        self.shipper.turn(&look, &|| false)
    }

    /// Runs a turn on this thread, until `stop` returns true.
    fn turn_until(&self, later_ms: u64, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        let look = self.later(later_ms);
        self.shipper.turn_here(&look, stop)
    }

    pub(super) fn later(&self, later_ms: u64) -> Look {
        self.at_ms.set(self.at_ms.get() + later_ms);
        let unix_ms = UnixMs(NOW + self.at_ms.get() as i64);
        Look { unix_ms, steady_ms: self.at_ms.get(), is_settled: true, jumps: 0 }
    }

    pub(super) fn store(&self) -> Spool {
        open(&self.spool, &self.place, Tables::MayBeMade).unwrap()
    }

    pub(super) fn receive(&self) -> FaxId {
        self.receive_page(Bitmap::white(1728, 20))
    }

    pub(super) fn receive_page(&self, bitmap: Bitmap) -> FaxId {
        let device = "2101@fax-devices".parse().unwrap();
        let fax = self
            .spool
            .receiving()
            .begin_fax(&NewFax { device, ..NewFax::default() })
            .unwrap();
        let page = NewPage {
            number: 1,
            bitmap,
            resolution: Resolution::default(),
            quality: PageQuality::default(),
            coding: Coding::Mmr,
            rate_bps: 9600,
            ecm: true,
            complete: true,
            received_at: UnixMs(NOW - 70_000),
        };
        self.spool.receiving().append_page(fax, &page).unwrap();
        let end = FaxEnd {
            status: FaxStatus::Received,
            phase: "E".into(),
            cause: "OK".into(),
            event: "It went well.".into(),
            ended_at: UnixMs(NOW - 60_000),
        };
        self.spool.receiving().finish_fax(fax, &end).unwrap();
        fax
    }

    /// The faxes of this machine that the shared database has.
    pub(super) fn shipped(&self) -> Vec<FaxId> {
        let mut faxes: Vec<FaxId> = self
            .store()
            .cluster()
            .shared_faxes(99)
            .unwrap()
            .iter()
            .map(|fax| fax.node_fax)
            .collect();
        faxes.sort_unstable();
        faxes
    }
}

#[test]
fn what_comes_while_the_store_is_away_is_there_when_it_is_back() {
    let machine = Machine::new();
    // A file is in the place of the database's folder, so the database cannot be opened.
    std::fs::write(folder(&machine.spool), "").unwrap();
    let first = machine.receive();
    assert!(machine.turn(0).is_err());
    let second = machine.receive();
    assert!(machine.turn(9 * 60_000).is_err());
    assert!(machine.spool.monitoring().alarms().unwrap().is_empty());
    assert!(machine.turn(2 * 60_000).is_err());
    assert_eq!(machine.spool.monitoring().alarms().unwrap().len(), 1);
    assert_eq!(machine.spool.cluster().shipping().unwrap().waiting, 2);
    std::fs::remove_file(folder(&machine.spool)).unwrap();
    machine.turn(1_000).unwrap();
    assert_eq!(machine.shipped(), [first, second]);
    assert!(machine.spool.monitoring().alarms().unwrap().is_empty());
    let members = machine.store().cluster().members().unwrap();
    assert_eq!((members.len(), members[0].name.as_str()), (1, "berlin"));
    // Each fax is uploaded only once.
    machine.turn(1_000).unwrap();
    assert_eq!(machine.shipped().len(), 2);
}

#[test]
fn a_fax_that_cannot_be_read_keeps_no_other_up_and_goes_when_it_can() {
    let machine = Machine::new();
    let (lost, fine) = (machine.receive(), machine.receive());
    let (path, aside) =
        (machine.spool.faxes().document_path(lost).unwrap(), machine.spool.folder().join("x"));
    std::fs::rename(&path, &aside).unwrap();
    machine.turn(0).unwrap();
    assert_eq!(machine.shipped(), [fine]);
    std::fs::rename(&aside, &path).unwrap();
    let later = machine.receive();
    machine.turn(60_000).unwrap();
    assert_eq!(machine.shipped(), [fine, later]);
    machine.turn(10 * 60_000).unwrap();
    assert_eq!(machine.shipped(), [lost, fine, later]);
}

#[test]
fn another_machine_of_the_same_name_ships_nothing_and_says_why() {
    let machine = Machine::new();
    machine.turn(0).unwrap();
    let other = tempfile::tempdir().unwrap();
    let second = Spool::open(other.path()).unwrap();
    let node = second.cluster().become_node("berlin", "sqlite:").unwrap();
    let report = ferrofax_cluster::NodeReport { version: String::new(), waiting: 0, to_give: 0 };
    let refused = second
        .cluster()
        .report_to(&machine.store(), &node, &report)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("'berlin'") && refused.contains("[node] name"), "{refused}");
}

/// Four faxes cannot be read. Later the database refuses uploads during a turn, since another
/// machine has taken this node's name.
#[test]
fn a_store_that_goes_away_in_a_turn_is_told_and_no_fax_is_blamed_for_it() {
    let machine = Machine::new();
    let first = machine.receive();
    for fax in [(); 4].map(|()| machine.receive()) {
        std::fs::remove_file(machine.spool.faxes().document_path(fax).unwrap()).unwrap();
    }
    machine.turn(0).unwrap();
    assert_eq!(machine.shipped(), [first]);
    let (one, other) = (machine.receive(), machine.receive());
    let folder = tempfile::tempdir().unwrap();
    let second = Spool::open(folder.path()).unwrap();
    let twin = second.cluster().become_node("berlin", "sqlite:").unwrap();
    let report = ferrofax_cluster::NodeReport { version: String::new(), waiting: 0, to_give: 0 };
    let store = machine.store();
    let is_taken = AtomicBool::new(false);
    let take = || {
        if !is_taken.load(Relaxed) && machine.shipped().len() > 1 {
            is_taken.store(true, Relaxed);
            store.cluster().forget_member("berlin").unwrap();
            second.cluster().report_to(&store, &twin, &report).unwrap();
        }
        false
    };
    let refused = machine.turn_until(1_000, &take).unwrap_err();
    assert!(matches!(refused, SpoolError::NodeNameTaken { .. }), "{refused}");
    assert_eq!(machine.shipped(), [first, other]);
    store.cluster().forget_member("berlin").unwrap();
    machine.turn(1_000).unwrap();
    assert_eq!(machine.shipped(), [first, one, other]);
}

#[test]
fn what_is_old_goes_out_of_the_store_and_is_not_brought_again() {
    let machine = Machine::new();
    let faxes = [machine.receive(), machine.receive(), machine.receive()];
    machine.turn(0).unwrap();
    let store = machine.store();
    let there = store.cluster().shared_faxes_after(FaxId(0), 10).unwrap();
    assert_eq!(there.len(), 3);
    let now = store.shared_queue().now_of_store().unwrap();
    let before = |at| let_go_before(&store, at, (now, "it is old"), &|| false).unwrap();
    // Nothing is deleted: no fax is older than the first one, 0 days mean "for ever", and all faxes
    // are younger than a day.
    assert_eq!(before(there[0].arrived_at), 0);
    let node = machine.spool.cluster().node().unwrap().unwrap();
    for days in [0, 1] {
        let look = Look { unix_ms: now, is_settled: true, ..Look::default() };
        let_go(&store, (&machine.spool, &node), (days, &look), &|| false).unwrap();
    }
    assert_eq!(store.cluster().shared_faxes(10).unwrap().len(), 3);
    // A service that stops deletes no further faxes.
    assert_eq!(let_go_before(&store, now + 60_000, (now, "it is old"), &|| true).unwrap(), 0);
    assert_eq!((before(now + 60_000), before(now + 60_000)), (3, 0));
    assert!(store.cluster().shared_faxes(10).unwrap().is_empty());
    assert_eq!(store.faxes().deletion_of(there[0].fax).unwrap().unwrap().reason, "it is old");
    // The machine still has the faxes. It compares them with the database, and does not upload them
    // again.
    machine.turn(2 * 60 * 60_000).unwrap();
    assert!(store.cluster().shared_faxes(10).unwrap().is_empty());
    assert!(faxes.iter().all(|fax| machine.spool.faxes().fax(*fax).is_ok()));
    let last = machine.receive();
    machine.turn(1_000).unwrap();
    assert_eq!(machine.shipped(), [last]);
}

/// The first fax arrived while the clock of the database was ahead.
#[test]
fn a_fax_from_the_future_does_not_keep_the_others_in_the_store() {
    let machine = Machine::new();
    for _ in 0..3 {
        machine.receive();
    }
    machine.turn(0).unwrap();
    let store = machine.store();
    let now = store.shared_queue().now_of_store().unwrap();
    let day_ms = 24 * 60 * 60_000;
    let there = store.cluster().shared_faxes_after(FaxId(0), 10).unwrap();
    let put = |sql: &str, at: UnixMs, fax: FaxId| {
        store.write(|one| one.execute(sql, params![at, fax.0]).map(drop)).unwrap();
    };
    for (one, (arrived, ended)) in there.iter().zip([(400, 400), (400, -40), (-40, -40)]) {
        let [arrived, ended] = [arrived, ended].map(|days: i64| now + days * day_ms);
        put("UPDATE node_faxes SET arrived_at = ?1 WHERE fax = ?2", arrived, one.fax);
        put("UPDATE faxes SET ended_at = ?1 WHERE id = ?2", ended, one.fax);
    }
    let gone = let_go_before(&store, now - 30 * day_ms, (now, "it is old"), &|| false).unwrap();
    // The age of the first fax is not known.
    let left = store.cluster().shared_faxes_after(FaxId(0), 10).unwrap();
    assert_eq!((gone, left.len(), left[0].fax), (2, 1, there[0].fax));
}

/// The fax arrived while the clock of the database was years behind. The time at which its call
/// ended is right.
#[test]
fn a_fax_that_arrived_while_the_clock_of_the_store_was_behind_ages_from_its_end() {
    let machine = Machine::new();
    machine.receive();
    machine.turn(0).unwrap();
    let store = machine.store();
    let now = store.shared_queue().now_of_store().unwrap();
    let day_ms = 24 * 60 * 60_000;
    let put = |column: &str, at: UnixMs| {
        let sql = format!("UPDATE {column}");
        store.write(|one| one.execute(&sql, [at])).unwrap();
    };
    let gone = |days: i64| {
        let now = now + days * day_ms;
        let_go_before(&store, now - 30 * day_ms, (now, "it is old"), &|| false).unwrap()
    };
    put("node_faxes SET arrived_at = ?1", now - 730 * day_ms);
    put("faxes SET ended_at = ?1", now - day_ms);
    assert_eq!(gone(0), 0);
    // The clock of the node was behind, too.
    put("faxes SET ended_at = ?1", now - 730 * day_ms);
    put("faxes SET ages_from = ?1", now - day_ms);
    assert_eq!((gone(0), gone(29)), (0, 0));
    // The clock of the node was ahead, so its time does not count.
    put("faxes SET ages_from = ?1", now + 365 * day_ms);
    assert_eq!(gone(0), 1);
}

/// A server that accepts the connection and never answers, like a server that was paused.
#[test]
fn a_store_that_takes_connections_and_is_silent_holds_nobody_up_who_ends() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = format!("postgres://fax@{}/fax", server.local_addr().unwrap());
    let kept = tempfile::tempdir().unwrap();
    let spool = Spool::open(kept.path()).unwrap();
    let shipper = Shipper::new(&spool, "berlin", &place.parse::<Store>().unwrap().into()).unwrap();
    let look = Look { unix_ms: UnixMs(NOW), is_settled: true, ..Look::default() };
    let short = Duration::from_millis(300);
    for _ in 0..2 {
        let silent = shipper.turn_within(&look, &|| false, short).unwrap_err();
        assert!(silent.to_string().contains("does not answer"), "{silent}");
    }
    // The server got only one connection, so the second turn did not wait for the server.
    server.set_nonblocking(true).unwrap();
    assert!(server.accept().is_ok() && server.accept().is_err());
    // If the server answers or closes the connection, the next turn begins.
    drop(server);
}

/// The uploader of pages also stops in time if the server accepts connections and never answers.
#[test]
fn a_store_that_is_silent_holds_nobody_up_who_brings_pages_and_ends() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = format!("postgres://fax@{}/fax", server.local_addr().unwrap());
    let kept = tempfile::tempdir().unwrap();
    let spool = Spool::open(kept.path()).unwrap();
    let place = place.parse::<Store>().unwrap().into();
    let shipper = PageShipper::new(&spool, "berlin", &place).unwrap();
    let short = Duration::from_millis(300);
    // As long as no device has `durable = shared`, the database is not queried.
    assert_eq!(shipper.turn_within(&|| true, short), Ok(()));
    let options = [("durable".to_owned(), "shared".to_owned())].into();
    let device = DeviceRecord { options, ..DeviceRecord::default() };
    spool.devices().publish_devices(&[device]).unwrap();
    for _ in 0..2 {
        let silent = shipper.turn_within(&|| true, short).unwrap_err();
        assert!(silent.to_string().contains("does not answer"), "{silent}");
    }
    drop(server);
}

/// If the server never answers, a command gets an error in time. As long as a query makes progress,
/// the command waits.
#[test]
fn who_asks_a_store_that_is_silent_is_told_so_and_who_hears_of_it_waits() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = format!("postgres://fax@{}/fax", server.local_addr().unwrap());
    let machine = Machine::new();
    let short = Duration::from_millis(300);
    let ask = |place: Store, question: fn(&Spool, &dyn Fn()) -> u8| {
        asking::ask_within(short, &machine.spool, &place.into(), question)
    };
    let why = ask(place.parse().unwrap(), |_, _| 1).unwrap_err();
    assert!(why.to_string().contains("has not answered"), "{why}");
    let _store = machine.store();
    let answered = ask(Store::Sqlite, |_, step| {
        for _ in 0..8 {
            std::thread::sleep(Duration::from_millis(60));
            step();
        }
        7
    });
    assert_eq!(answered, Ok(7));
    drop(server);
}

/// The shortest delay after which another machine sends the mails of a node.
const AFTER_MS: i64 = 10_000;

/// A machine that sends the mails of nodes that do not report, and its monotonic clock.
struct MailHost {
    store: Spool,
    taking: RefCell<TakingOver>,
    steady_ms: Cell<u64>,
    /// The number of mails that it has taken over.
    taken: Cell<usize>,
}

impl MailHost {
    /// Makes a mail host, and lets the node report that it leaves mails to the mail host.
    fn of(machine: &mut Machine) -> Self {
        let host = Self {
            store: machine.store(),
            taking: RefCell::new(TakingOver::new("mailhost", AFTER_MS)),
            steady_ms: Cell::new(1_000),
            taken: Cell::new(0),
        };
        machine.spool.devices().publish_sending(&SendingSettings::default(), 2).unwrap();
        host.turn();
        // A new uploader asks at once: the first learns of the delay, the second reports it.
        for _ in 0..2 {
            machine.shipper = Shipper::new(&machine.spool, "berlin", &machine.place).unwrap();
            machine.turn(1_000).unwrap();
        }
        host
    }

    fn turn(&self) {
        let taken = self.taking.borrow_mut().turn(&self.store, self.steady_ms.get()).unwrap();
        let taken: usize = taken.iter().map(|(_, mails)| mails).sum();
        self.taken.set(self.taken.get() + taken);
    }

    /// Lets the whole delay pass, and takes over the mails that are outstanding then.
    fn wait(&self) {
        for table in ["mail_nodes", "nodes"] {
            let sql = format!("UPDATE {table} SET seen_at = seen_at - {AFTER_MS}");
            self.store.write(|one| one.execute(&sql, [])).unwrap();
        }
        self.turn();
        self.steady_ms.set(self.steady_ms.get() + AFTER_MS.unsigned_abs());
        self.turn();
    }
}

/// Sends the mails of a fax, as the module does. Returns how many it sent.
fn mail(machine: &Machine, fax: FaxId) -> usize {
    let (outbox, now) = (machine.spool.outbox(), UnixMs(NOW + 3_600_000));
    let entries = outbox.outbox_of(fax).unwrap();
    let leased = entries.iter().filter_map(|entry| outbox.lease(entry.id, now, now + 1).unwrap());
    leased.map(|entry| outbox.delivered(entry.id, now, "250 Ok").unwrap()).count()
}

/// A page of noise, which no coding makes much smaller, with this number of rows of 216 bytes.
pub(super) fn noise(rows: usize) -> Bitmap {
    let (mut page, mut at) = (Bitmap::new(1728), 1_u32);
    for _ in 0..rows {
        let row: Vec<u8> = (0..216)
            .map(|_| {
                at = at.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (at >> 24) as u8
            })
            .collect();
        page.push_row(&row);
    }
    page
}

/// The upload of a large fax takes longer than the delay of the mail host.
#[test]
fn mails_that_are_sent_during_a_long_upload_are_not_sent_by_another_machine_too() {
    let mut machine = Machine::new();
    let host = MailHost::of(&mut machine);
    let first = machine.receive();
    machine.turn(1_000).unwrap();
    // Its document has six pieces or more.
    let large = machine.receive_page(noise(6 * 256 * 1024 / 216));
    let (calls, mailed) = (Cell::new(0), Cell::new(0));
    // The first call comes before the fax, and each further one before a part of its document.
    let stop = || {
        calls.set(calls.get() + 1);
        match calls.get() {
            1 => {}
            2 => mailed.set(mail(&machine, first)),
            _ => host.wait(),
        }
        sleep(TELL_MAILS);
        false
    };
    machine.turn_until(1_000, &stop).unwrap();
    assert_eq!(machine.shipped(), [first, large]);
    assert!(calls.get() > 5 && mailed.get() == 1, "{calls:?} {mailed:?}");
    assert_eq!(host.taken.get(), 0);
}

/// Faxes whose time is over are deleted from the shared database, and after that their documents.
#[test]
fn mails_that_are_sent_while_old_faxes_are_deleted_are_not_sent_by_another_machine_too() {
    let folder = tempfile::tempdir().unwrap();
    let documents = Documents::InFolder(folder.path().to_owned());
    let mut machine = Machine::with(Place { documents, days: 1, ..Store::Sqlite.into() });
    let old = [(), (), ()].map(|()| machine.receive());
    machine.turn(0).unwrap();
    assert_eq!(old.map(|fax| mail(&machine, fax)), [1, 1, 1]);
    let host = MailHost::of(&mut machine);
    let young = machine.receive();
    machine.turn(1_000).unwrap();
    let store = machine.store();
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        store.read(|one| one.query_row(&sql, [], |row| row.get(0))).unwrap()
    };
    let aged = format!(
        "UPDATE node_faxes SET arrived_at = arrived_at - 200000000 WHERE node_fax <> {young}"
    );
    store.write(|one| one.execute(&aged, [])).unwrap();
    let (calls, mailed) = (Cell::new(0), Cell::new(0));
    let seen = RefCell::new(Vec::new());
    let stop = || {
        calls.set(calls.get() + 1);
        if calls.get() == 1 {
            mailed.set(mail(&machine, young));
        } else {
            host.wait();
        }
        seen.borrow_mut()
            .push((count("node_faxes WHERE fax IS NOT NULL"), count("store_objects")));
        sleep(TELL_MAILS);
        false
    };
    // After two hours the uploaded faxes are compared, and the old ones are deleted.
    machine.turn_until(2 * 60 * 60_000, &stop).unwrap();
    assert_eq!((count("faxes"), mailed.get()), (1, 1));
    // The uploader continues with the mails between two faxes, and between two documents.
    let mut unseen = vec![(3, 4), (2, 4), (1, 3), (1, 2)];
    unseen.retain(|at| !seen.borrow().contains(at));
    assert_eq!((host.taken.get(), unseen), (0, vec![]), "{seen:?}");
}

/// The shared database has so many old faxes that their deletion takes longer than one round. The
/// rounds are short, so that received faxes do not wait.
#[test]
fn old_faxes_that_one_round_does_not_delete_are_deleted_by_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let documents = Documents::InFolder(folder.path().to_owned());
    let mut machine = Machine::with(Place { documents, days: 1, ..Store::Sqlite.into() });
    machine.receive();
    machine.turn_until(0, &|| false).unwrap();
    let store = machine.store();
    let count = |table: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        store.read(|one| one.query_row(&sql, [], |row| row.get(0))).unwrap()
    };
    let left = || (count("node_faxes WHERE fax IS NOT NULL"), count("store_objects"));
    let aged = "UPDATE node_faxes SET arrived_at = arrived_at - 200000000";
    store.write(|one| one.execute(aged, [])).unwrap();
    let before = left();
    machine.shipper.delete_for(Duration::ZERO);
    // After two hours the uploaded faxes are compared, and the old ones are deleted.
    machine.turn_until(2 * 60 * 60_000, &|| false).unwrap();
    assert_eq!(left(), before);
    machine.shipper.delete_for(Duration::MAX);
    machine.turn_until(1_000, &|| false).unwrap();
    assert_eq!(left(), before, "there is a pause between two rounds");
    machine.turn_until(60_000, &|| false).unwrap();
    assert_eq!((before.0, left()), (1, (0, 0)));
}
