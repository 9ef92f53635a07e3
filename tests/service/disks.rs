//! A page that was confirmed outlives its machine's disk (`durable = shared`): the module in this
//! process, `ferrofax serve` beside it, and a PostgreSQL behind a network that can be cut. The
//! caller is an engine of ours.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use ferrofax::document::tiff;
use ferrofax::service::config::{Declaration, RawConfig};
use ferrofax::service::host::{CallInfo, Clocks, Host};
use ferrofax::service::{ChannelCall, Service};
use ferrofax::spool::{FaxId, FaxStatus, Spool, Store, Tables};
use ferrofax::t4::Bitmap;
use ferrofax_cluster::{Clustered, SharedFax};

use crate::durable::{count, sender, sent, talk};
use crate::fake_channel::FakeChannel;
use ferrofax_kit::cluster::{Relay, Server};
use ferrofax_kit::patience::wait_until;
use ferrofax_kit::programs::Running;

struct NoHost;

impl Clocks for NoHost {}

impl Host for NoHost {
    fn manager_event(&self, _event: &str, _fields: &[(&str, String)]) {}
}

/// A machine whose device 2101 says `durable = shared`, and its store.
struct House {
    folder: tempfile::TempDir,
    server: Server,
    relay: Relay,
    service: Arc<Service>,
    serving: Option<Running>,
}

impl House {
    /// None where there is no PostgreSQL.
    fn new(settings: &str) -> Option<Self> {
        let server = Server::start(5)?;
        let (folder, relay) = (tempfile::tempdir().unwrap(), Relay::to(server.port));
        let spool = folder.path().join("spool");
        let text = format!(
            "[general]\nspool = {}\nmailserver = 127.0.0.1:9\ndurable = shared\n{settings}",
            spool.display()
        );
        let declared = [Declaration {
            context: "fax-devices".into(),
            exten: "2101".into(),
            priority: 1,
            args: "alice@example.com".into(),
            ..Declaration::default()
        }];
        let config = RawConfig::parse("ferrofax.conf", &text);
        let service = Service::start(&config, &declared, Arc::new(NoHost)).unwrap();
        let settings = format!(
            "[drop]\nenabled = false\n[node]\nstore = \"{}\"\nname = \"berlin\"\n",
            server.address(relay.port)
        );
        std::fs::write(folder.path().join("gateway.toml"), settings).unwrap();
        let mut house = Self { folder, server, relay, service, serving: None };
        house.serve();
        Some(house)
    }

    /// Begins `ferrofax serve`; the store has heard it when this returns.
    fn serve(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ferrofax"));
        command
            .env("FERROFAX_SPOOL", self.folder.path().join("spool"))
            .arg("--config")
            .arg(self.folder.path().join("gateway.toml"))
            .arg("serve");
        self.serving = Some(Running(command.spawn().unwrap()));
        wait_until("the node greets the store", || {
            let members = self.store().and_then(|store| store.cluster().members().ok());
            members.is_some_and(|all| !all.is_empty())
        });
    }

    /// The store, without the network between; none before a node has made it.
    fn store(&self) -> Option<Spool> {
        let place: Store = self.server.address(self.server.port).parse().unwrap();
        Spool::open_as(&self.folder.path().join("ours"), &place, Tables::MayBeMade).ok()
    }

    fn faxes(&self) -> Vec<SharedFax> {
        self.store().unwrap().cluster().shared_faxes(9).unwrap()
    }

    /// The pages of a fax as the store has them.
    fn pages(&self, fax: FaxId) -> Vec<Bitmap> {
        let document = self.store().unwrap().cluster().shared_document(fax).unwrap().unwrap();
        let pages = tiff::parse(document, Path::new("in the store")).unwrap();
        pages.iter().map(|page| page.bitmap().unwrap()).collect()
    }

    fn call(&self) -> ChannelCall {
        let info = CallInfo {
            channel: "PJSIP/2101".into(),
            unique_id: "1.1".into(),
            context: "fax-devices".into(),
            exten: "2101".into(),
            caller_number: "+4999112345".into(),
            ..CallInfo::default()
        };
        self.service.begin_call(info, "alice@example.com").unwrap()
    }
}

/// As when a disk dies: the whole spool is gone in the moment in which the caller hears MCF.
#[test]
fn no_page_that_was_confirmed_is_lost_with_the_disk() {
    let sent = sent(3, 150);
    for (ecm, confirmed) in [(true, 1), (true, 2), (true, 3), (false, 2)] {
        let Some(mut house) = House::new("") else { return };
        let (mut call, mut caller) = (house.call(), sender(ecm, &sent));
        talk(&mut call, &mut caller, &mut |_, caller| caller.verdicts().len() == confirmed);
        assert_eq!(caller.verdicts().len(), confirmed, "{:#?}", caller.trace);
        house.serving = None;
        std::fs::remove_dir_all(house.folder.path().join("spool")).unwrap();
        let there = house.faxes();
        let [fax] = &there[..] else { panic!("{there:?}") };
        assert_eq!((fax.status, fax.pages as usize), (FaxStatus::Receiving, confirmed));
        assert_eq!((fax.node.as_str(), fax.calling.as_str()), ("berlin", "+4999112345"));
        // By their pixels.
        assert!(house.pages(fax.fax) == sent[..confirmed], "{confirmed} pages, ecm {ecm}");
    }
}

#[test]
fn a_page_that_the_store_cannot_have_is_not_confirmed_and_is_shipped_when_it_can() {
    let Some(house) = House::new("durable_within = 5\n") else { return };
    let sent = sent(2, 150);
    let (mut call, mut caller) = (house.call(), sender(true, &sent));
    talk(&mut call, &mut caller, &mut |_, caller| {
        if caller.verdicts().len() == 1 {
            house.relay.cut(true);
        }
        false
    });
    let mut channel = FakeChannel::default();
    call.finish(&mut channel);
    caller.hang_up();
    let mcf = caller.verdicts().iter().filter(|verdict| verdict.starts_with("Mcf")).count();
    assert_eq!((mcf, count(&caller, "< DCN")), (1, 1), "{:#?}", caller.trace);
    assert_eq!(channel.variables["FAXERROR"], "STORAGE");
    let spool = Spool::open(&house.folder.path().join("spool")).unwrap();
    let kept = spool.faxes().fax(FaxId(1)).unwrap();
    let confirmed: Vec<bool> = kept.pages.iter().map(|page| page.confirmed).collect();
    assert_eq!((kept.status, confirmed), (FaxStatus::Incomplete, vec![true, false]));
    assert_eq!(spool.outbox().outbox_of(FaxId(1)).unwrap().len(), 1);
    house.relay.cut(false);
    wait_until("it is shipped", || house.faxes()[0].status != FaxStatus::Receiving);
    let there = house.faxes();
    assert_eq!((there.len(), there[0].status, there[0].pages), (1, FaxStatus::Incomplete, 2));
    assert!(house.pages(there[0].fax) == sent);
}

/// A short outage costs time alone, and so does a program that begins anew.
#[test]
fn a_caller_waits_for_a_store_that_comes_back_and_for_a_program_that_begins_anew() {
    let Some(mut house) = House::new("") else { return };
    let sent = sent(3, 150);
    let (mut call, mut caller) = (house.call(), sender(true, &sent));
    let mut stage = 0;
    talk(&mut call, &mut caller, &mut |_, caller| {
        let (confirmed, held_off) = (caller.verdicts().len(), count(caller, "< RNR"));
        let is_next = [confirmed == 1, held_off >= 2, confirmed == 2, held_off >= 4, false][stage];
        match (is_next, stage) {
            (true, 0) => house.relay.cut(true),
            (true, 1) => house.relay.cut(false),
            (true, 2) => house.serving = None,
            (true, _) => house.serve(),
            (false, _) => {}
        }
        stage += usize::from(is_next);
        false
    });
    call.finish(&mut FakeChannel::default());
    assert_eq!((stage, caller.verdicts()), (4, vec!["Mcf 0", "Mcf 1", "Mcf 2"]));
}

/// The figure in docs/internals/nodes-measured.md.
#[test]
#[ignore = "a measurement: --run-ignored all --no-capture"]
fn how_much_later_a_page_is_confirmed() {
    let Some(house) = House::new("") else { return };
    let sent = sent(20, 150);
    let (mut call, mut caller) = (house.call(), sender(true, &sent));
    let (mut since, mut took) = (None, Vec::new());
    talk(&mut call, &mut caller, &mut |call, _| {
        match (call.is_waiting(), since) {
            (true, None) => since = Some(Instant::now()),
            (false, Some(began)) => {
                took.push(Instant::elapsed(&began));
                since = None;
            }
            _ => {}
        }
        false
    });
    call.finish(&mut FakeChannel::default());
    assert_eq!(caller.verdicts().len(), 20, "{:#?}", caller.trace);
    took.sort_unstable();
    let (median, worst) = (took[took.len() / 2], took[took.len() - 1]);
    println!("{} pages: {median:?} in the median, {worst:?} at worst", took.len());
}
