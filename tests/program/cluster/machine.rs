//! A machine: its spool, its settings, its PBX and `ferrofax serve`.

use std::fs::OpenOptions;
use std::process::Child;

use ferrofax::UnixMs;
use ferrofax::document::tiff::{Appender, NewPage};
use ferrofax::spool::jobs::{JobId, NewDocument, NewJob};
use ferrofax::spool::sending::SendingSettings;
use ferrofax::t4::{Bitmap, PageQuality, Resolution};

use super::super::bench::Bench;
use super::LEASE_S;
use super::outside::{ObjectServer, Relay, Server};
use super::pbx;
use super::world::World;

pub(super) struct Machine {
    pub(super) name: &'static str,
    pub(super) bench: Bench,
    /// Between it and the store.
    pub(super) relay: Relay,
    pbx: Option<Child>,
    program: Option<Child>,
}

impl Machine {
    pub(super) fn new(
        name: &'static str,
        (server, objects): (&Server, &ObjectServer),
        world: &World,
    ) -> Self {
        let (bench, relay) = (Bench::new(), Relay::to(server.port));
        let store = server.address(relay.port);
        let settings = format!(
            "[drop]\nenabled = false\n[node]\nstore = \"{store}\"\nname = \"{name}\"\n\
             share_jobs = true\njob_lease = {LEASE_S}\ndocuments = \"s3://faxes\"\n\
             s3_endpoint = \"http://127.0.0.1:{}\"\ns3_key = \"key\"\ns3_secret = \"secret\"\n",
            objects.port
        );
        bench.file("gateway.toml", settings);
        bench.spool.publish_sending(&SendingSettings::default(), 3).unwrap();
        // What it dials before it is a node is its own.
        let place: ferrofax::spool::Store = store.parse().unwrap();
        bench.spool.become_node(name, &place.to_string()).unwrap();
        bench.spool.share_jobs(true).unwrap();
        let mut machine = Self { name, bench, relay, pbx: None, program: None };
        machine.start(world);
        machine
    }

    pub(super) fn start(&mut self, world: &World) {
        let mut pbx = pbx::command(self.name, self.bench.spool.folder(), &world.socket());
        self.pbx = Some(pbx.spawn().unwrap());
        self.start_program();
    }

    pub(super) fn start_program(&mut self) {
        let config = self.bench.path("gateway.toml");
        let log = OpenOptions::new()
            .append(true)
            .create(true)
            .open(self.bench.path("log"))
            .unwrap();
        let mut command = self.bench.command();
        command.arg("--config").arg(config).arg("serve").stderr(log);
        self.program = Some(command.spawn().unwrap());
    }

    pub(super) fn kill(&mut self) {
        end(&mut self.pbx);
        self.kill_program();
    }

    pub(super) fn kill_program(&mut self) {
        end(&mut self.program);
    }

    pub(super) fn submit(&self, (tag, number): (&str, &str), pages: u32, priority: u8) -> JobId {
        let path = self.bench.path(&format!("{pages}.tif"));
        if !path.exists() {
            let mut file = Appender::open(&path).unwrap();
            let (bitmap, resolution) = (Bitmap::white(1728, 50), Resolution::Fine);
            for _ in 0..pages {
                let (quality, date_time) = (PageQuality::default(), "2026:11:20 09:00:00");
                file.append(&NewPage { bitmap: &bitmap, resolution, quality, date_time })
                    .unwrap();
            }
        }
        let new = NewJob {
            number: number.into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path, name: "letter".into() }],
            notify: vec!["alice@example.com".into()],
            tag: tag.into(),
            priority,
            max_tries: 1000,
            max_dials: 1000,
            ..NewJob::default()
        };
        self.bench.spool.submit(&new, UnixMs::now()).unwrap()
    }

    pub(super) fn has_shipped_all(&self) -> bool {
        self.bench.spool.shipping().unwrap().waiting == 0
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        for child in [&mut self.pbx, &mut self.program] {
            if let Some(mut child) = child.take() {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    }
}

/// As by `kill -9`; nobody ends before by itself.
fn end(child: &mut Option<Child>) {
    if let Some(mut child) = child.take() {
        assert_eq!(child.try_wait().unwrap(), None, "it goes on until it is killed");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
