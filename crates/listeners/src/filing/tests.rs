//! Filing on a server that fails in ways of its own.

use std::sync::{Arc, Mutex};

use super::folder::tests::{begin, end, receive};
use super::*;
use ferrofax_basics::lock::lock;
use ferrofax_spool::{DeviceRecord, FaxSorting};

/// A server that has what was published.
#[derive(Default)]
struct Server {
    address: String,
    /// The fax with which the server fails, and how.
    fault: Option<(FaxId, fn(String) -> Trouble)>,
    /// Whether the server fails with all faxes.
    is_down: bool,
    prepared: Vec<FaxId>,
    /// Which preparation breaks off, counted from 1.
    breaks_off: Option<usize>,
    published: Vec<FaxId>,
    /// The identities under which faxes were published.
    identities: Vec<String>,
    /// The faxes with which the server failed.
    failures: Vec<FaxId>,
}

struct At(Arc<Mutex<Server>>);

impl Destination for At {
    fn address(&self) -> String {
        lock(&self.0).address.clone()
    }

    fn prepare(&self, errand: &Errand<'_>) -> Result<(), Trouble> {
        let mut server = lock(&self.0);
        server.prepared.push(errand.fax);
        if server.breaks_off == Some(server.prepared.len()) {
            return Err(Trouble::Unavailable("it broke off".to_owned()));
        }
        Ok(())
    }

    fn probe(&self, _stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        Ok(())
    }

    fn publish(&self, errand: &Errand<'_>, _is_again: bool) -> Result<(), Trouble> {
        let mut server = lock(&self.0);
        let fault = server.fault.filter(|(fax, _)| *fax == errand.fax).map(|(_, fault)| fault);
        let fault: Option<fn(String) -> Trouble> =
            if server.is_down { Some(Trouble::Unavailable) } else { fault };
        if let Some(fault) = fault {
            server.failures.push(errand.fax);
            return Err(fault("a fault".to_owned()));
        }
        server.published.push(errand.fax);
        server.identities.push(errand.identity());
        Ok(())
    }
}

/// A spool beside a server, and the time.
struct House {
    _folder: tempfile::TempDir,
    spool: Spool,
    server: Arc<Mutex<Server>>,
    filing: Filing,
    now: i64,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let server = Server { address: "https://first.example".to_owned(), ..Server::default() };
        let server = Arc::new(Mutex::new(server));
        let filing = filing(&spool, &server);
        let mut house = Self { _folder: folder, spool, server, filing, now: 0 };
        house.turn();
        house
    }

    fn turn(&mut self) {
        let look = Look { unix_ms: UnixMs(self.now), is_settled: true, ..Look::default() };
        let _waits = self.filing.turn(&look, &|| false);
    }

    /// Lets time pass, with a turn each second, or each ten seconds of an hour or more.
    fn pass(&mut self, seconds: i64) {
        let step = if seconds < 3_600 { 1 } else { 10 };
        for _ in 0..seconds / step {
            self.now += step * 1_000;
            self.turn();
        }
    }

    fn receive(&self) -> FaxId {
        receive(&self.spool, "2101", "1")
    }
}

fn filing(spool: &Spool, server: &Arc<Mutex<Server>>) -> Filing {
    let selection = Selection {
        name: "archive".to_owned(),
        devices: vec!["2101".parse().unwrap()],
        classes: Vec::new(),
        only_rules: false,
        wanted: Wanted { format: FileFormat::Pdf, json: false },
    };
    Filing::new(spool, selection, Box::new(At(Arc::clone(server))), SERVER_WORDS)
}

#[test]
fn a_fax_with_which_the_server_always_fails_does_not_hold_up_the_others() {
    let mut house = House::new();
    let first = house.receive();
    lock(&house.server).fault = Some((first, Trouble::Unavailable));
    let others = [(); 3].map(|()| house.receive());
    house.pass(600);
    assert_eq!(lock(&house.server).published, others);
    // Ten attempts, one more when another fax was filed, one after five minutes.
    assert_eq!(lock(&house.server).failures, [first; 12]);
    house.receive();
    house.pass(2 * 3_600);
    // The server works for others, so after five minutes more there is an attempt each hour.
    assert_eq!(lock(&house.server).failures, [first; 14]);
    lock(&house.server).published.truncate(3);
    lock(&house.server).fault = None;
    house.pass(3_600);
    assert_eq!(lock(&house.server).published.last(), Some(&first));
    assert_eq!(house.spool.monitoring().alarms().unwrap(), []);
}

#[test]
fn a_fax_without_its_document_does_not_hold_up_the_others() {
    let mut house = House::new();
    let first = house.receive();
    lock(&house.server).fault = Some((first, Trouble::NoDocument));
    let other = house.receive();
    house.pass(1);
    assert_eq!(lock(&house.server).published, [other]);
    // It is reported after ten minutes, and filed when its document is there again.
    house.pass(11 * 60);
    assert_eq!(house.spool.monitoring().alarms().unwrap().len(), 1);
    lock(&house.server).fault = None;
    house.pass(5 * 60);
    assert_eq!(lock(&house.server).published, [other, first]);
    assert_eq!(house.spool.monitoring().alarms().unwrap(), []);
}

#[test]
fn after_an_outage_each_fax_is_filed_soon_and_once() {
    let mut house = House::new();
    let faxes = [(); 5].map(|()| house.receive());
    lock(&house.server).is_down = true;
    house.pass(6 * 3_600);
    let alarms = house.spool.monitoring().alarms().unwrap();
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    lock(&house.server).is_down = false;
    house.pass(6 * 60);
    let mut published = lock(&house.server).published.clone();
    published.sort();
    assert_eq!(published, faxes);
    assert_eq!(house.spool.monitoring().alarms().unwrap(), []);
}

#[test]
fn refused_faxes_do_not_hold_up_the_cursor() {
    let mut house = House::new();
    let refused = house.receive();
    lock(&house.server).fault = Some((refused, Trouble::Refused));
    house.pass(1);
    // The faxes of other devices after it are passed, so that they are not looked at again.
    for _ in 0..3 {
        receive(&house.spool, "2102", "1");
    }
    // Other faxes of the device are filed without a pause.
    let next = house.receive();
    house.pass(1);
    assert_eq!(lock(&house.server).published, [next]);
    let now = (UnixMs(house.now), UnixMs(0));
    assert_eq!(house.spool.outbox().unfiled("archive", 9, now).unwrap(), []);
    assert_eq!(house.spool.monitoring().alarms().unwrap().len(), 1, "it is reported at once");
    // A fax that was deleted is no longer refused.
    let (outbox, now) = (house.spool.outbox(), UnixMs(house.now));
    for entry in outbox.due(UnixMs(i64::MAX), 99).unwrap() {
        assert!(outbox.delivered(entry.id, now, "250").unwrap());
    }
    house.spool.faxes().delete_fax(refused, "a test", now).unwrap();
    house.pass(61);
    assert_eq!(house.spool.monitoring().alarms().unwrap(), []);
}

#[test]
fn a_refused_fax_is_tried_again_after_an_hour_and_when_the_clock_was_set_back() {
    let mut house = House::new();
    let refused = house.receive();
    lock(&house.server).fault = Some((refused, Trouble::Refused));
    house.pass(3_000);
    assert_eq!(lock(&house.server).failures.len(), 1);
    house.pass(700);
    assert_eq!(lock(&house.server).failures.len(), 2);
    house.now -= 86_400_000;
    house.pass(1);
    assert_eq!(lock(&house.server).failures.len(), 3);
}

#[test]
fn files_that_were_never_visible_are_prepared_again() {
    let mut house = House::new();
    let fax = house.receive();
    lock(&house.server).fault = Some((fax, Trouble::Unprepared));
    house.pass(1);
    lock(&house.server).fault = None;
    house.pass(2);
    let server = lock(&house.server);
    assert_eq!((&server.prepared[..], &server.published[..]), (&[fax; 3][..], &[fax][..]));
}

/// Otherwise the part of the files that is there would be published.
#[test]
fn files_whose_second_preparation_broke_off_are_prepared_again() {
    let mut house = House::new();
    let fax = house.receive();
    lock(&house.server).fault = Some((fax, Trouble::Unprepared));
    lock(&house.server).breaks_off = Some(2);
    house.pass(1);
    lock(&house.server).fault = None;
    house.pass(3);
    let server = lock(&house.server);
    assert_eq!((&server.prepared[..], &server.published[..]), (&[fax; 3][..], &[fax][..]));
}

/// A fax is begun, the URL changes, and the new server refuses the fax: nothing of it is there.
#[test]
fn a_fax_that_a_new_server_refuses_is_not_regarded_as_prepared_there() {
    let mut house = House::new();
    let fax = house.receive();
    lock(&house.server).is_down = true;
    house.pass(1);
    lock(&house.server).is_down = false;
    lock(&house.server).fault = Some((fax, Trouble::Refused));
    lock(&house.server).address = "https://second.example".to_owned();
    house.filing = filing(&house.spool, &house.server);
    house.pass(2);
    lock(&house.server).fault = None;
    lock(&house.server).prepared.clear();
    house.pass(3_610);
    let server = lock(&house.server);
    assert_eq!((&server.prepared[..], &server.published[..]), (&[fax][..], &[fax][..]));
}

#[test]
fn a_fax_of_a_rule_that_fails_does_not_hold_up_the_others_of_rules() {
    let mut house = House::new();
    let faxes = [(); 2].map(|()| receive(&house.spool, "2102", "1"));
    house.pass(1);
    let move_to = DeviceRecord {
        context: "fax-devices".into(),
        extension: "2101".into(),
        ..DeviceRecord::default()
    };
    for fax in faxes {
        let now = UnixMs(house.now);
        house
            .spool
            .fax_texts()
            .move_to_device(fax, &move_to, ("alice", false), now)
            .unwrap();
    }
    lock(&house.server).fault = Some((faxes[0], Trouble::Unavailable));
    for _ in 0..120 {
        // Other faxes are filed all the time.
        house.receive();
        house.pass(5);
    }
    assert!(lock(&house.server).published.contains(&faxes[1]));
}

/// The URL of the server changes while a fax is begun: the server recognises the fax.
#[test]
fn a_fax_has_the_same_identity_on_a_server_whose_url_changes() {
    let mut house = House::new();
    let fax = house.receive();
    lock(&house.server).is_down = true;
    house.pass(1);
    lock(&house.server).is_down = false;
    let token = |house: &House| {
        let address = lock(&house.server).address.clone();
        house
            .spool
            .outbox()
            .watched_folder("archive", &address, UnixMs(0))
            .unwrap()
            .token
    };
    let before = token(&house);
    lock(&house.server).address = "https://second.example".to_owned();
    house.filing = filing(&house.spool, &house.server);
    house.pass(2);
    assert_eq!(token(&house), before);
    let server = lock(&house.server);
    assert_eq!(server.identities, [format!("{before}-{fax}")]);
    assert_eq!(server.published, [fax]);
}

/// The entry for the fax that can be filed comes after as many entries as are read at a time.
#[test]
fn entries_of_a_refused_fax_do_not_hide_a_fax_that_a_rule_names() {
    let mut house = House::new();
    let texts = house.spool.fax_texts();
    texts.sort_faxes_of(&["9999".parse().unwrap()], 1_000, UnixMs(1)).unwrap();
    let [refused, named] = [(); 2].map(|()| receive(&house.spool, "9999", "1"));
    lock(&house.server).fault = Some((refused, Trouble::Refused));
    for (fax, times) in [(refused, BATCH as usize), (named, 1)] {
        let folders = vec!["archive".to_owned(); times];
        let sorting =
            FaxSorting { folders: &folders, is_sorted: true, by: "rules", ..FaxSorting::default() };
        house.spool.fax_texts().sort_fax(fax, &sorting, UnixMs(3)).unwrap();
    }
    house.pass(2);
    assert_eq!(lock(&house.server).published, [named]);
}

#[test]
fn a_fax_that_is_released_from_junk_is_filed_after_later_ones() {
    let mut house = House::new();
    let junk = begin(&house.spool, "2101", "1");
    house.spool.faxes().file_as_junk(junk, "+49", UnixMs(1_000_000)).unwrap();
    end(&house.spool, junk, true);
    let later = house.receive();
    house.pass(1);
    assert_eq!(lock(&house.server).published, [later]);
    // Rules of the device decide first.
    let devices = ["2101".parse().unwrap()];
    house
        .spool
        .fax_texts()
        .sort_faxes_of(&devices, 5_000, UnixMs(house.now))
        .unwrap();
    house.spool.faxes().not_junk(junk, UnixMs(house.now)).unwrap();
    house.pass(3);
    assert_eq!(lock(&house.server).published, [later]);
    house.pass(3);
    assert_eq!(lock(&house.server).published, [later, junk]);
}

#[test]
fn a_fax_that_is_released_from_junk_and_split_is_filed_as_its_parts() {
    let mut house = House::new();
    let devices = ["2101".parse().unwrap()];
    let texts = house.spool.fax_texts();
    texts.sort_faxes_of(&devices, 60_000, UnixMs(house.now)).unwrap();
    let junk = begin(&house.spool, "2101", "1");
    house.spool.faxes().file_as_junk(junk, "+49", UnixMs(1_000_000)).unwrap();
    end(&house.spool, junk, true);
    house.pass(1);
    house.spool.faxes().not_junk(junk, UnixMs(house.now)).unwrap();
    house.pass(1);
    let now = UnixMs(house.now);
    let parts = house.spool.fax_texts().split_fax(junk, &[vec![0], vec![0]], "rules", now);
    house.pass(120);
    assert_eq!(lock(&house.server).published, parts.unwrap());
}
