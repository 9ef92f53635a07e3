//! A machine: its PBX, which has a spool, its settings and `ferrofax serve`.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{JobId, NewDocument, NewJob};
use ferrofax::spool::{OutboxState, Spool, Store};
use ferrofax_cluster::Clustered;

use crate::programs::{Running, ferrofax};

use super::outside::{ObjectServer, Relay, Server};
use super::paper::Paper;
use super::world::World;

/// A machine's PBX, as it is begun and killed.
pub trait Pbx {
    fn spool(&self) -> Spool;

    /// Where its machine may keep more.
    fn folder(&self) -> &Path;

    /// Begins it, for the first time or after it was killed.
    fn start(&mut self);

    /// As by `kill -9`.
    fn kill(&mut self);

    /// So many faxes at most wait until it takes them; those that come besides go elsewhere.
    fn most_waiting(&self) -> usize {
        usize::MAX
    }

    /// Tells the world what it knows only afterwards.
    fn tell(&self, _world: &World) {}

    /// Whether it is a real one, which sends mails, too.
    fn is_real(&self) -> bool {
        false
    }

    /// All mails that it sent, or its program did in the place of others.
    fn mails(&self) -> Vec<Mail> {
        Vec::new()
    }

    /// Cuts the network between a real one and its mail server, or mends it.
    fn cut_from_mail(&self, _is_cut: bool) {}

    /// What the settings of its machine's program say besides.
    fn settings(&self) -> String {
        String::new()
    }

    /// What there was besides.
    fn sums(&self) -> Vec<(String, u64)> {
        Vec::new()
    }
}

/// A PBX, and the name of its machine.
pub type Named = (&'static str, Box<dyn Pbx>);

/// A mail that arrived.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mail {
    pub about: About,
    pub message_id: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// The end of a job, by its tag.
    Job(String),
    /// A fax, by who called.
    Fax(String),
    Other,
}

pub(super) struct Machine {
    pub(super) program: Option<Running>,
    pub name: &'static str,
    pub spool: Spool,
    /// Between it and PostgreSQL.
    pub to_server: Relay,
    /// Between it and the object store.
    pub to_objects: Relay,
    pub pbx: Box<dyn Pbx>,
    pub(super) folder: PathBuf,
}

impl Machine {
    pub(super) fn new((name, pbx): Named, (server, objects): (&Server, &ObjectServer)) -> Self {
        let (spool, folder) = (pbx.spool(), pbx.folder().to_owned());
        let (to_server, to_objects) = (Relay::to(server.port), Relay::to(objects.port));
        let besides = pbx.settings();
        let store = write_settings((name, &besides), &folder, server, (&to_server, &to_objects));
        // What it dials before it is a node is its own.
        let place: Store = store.parse().unwrap();
        spool.cluster().become_node(name, &place.to_string()).unwrap();
        spool.shared_queue().share_jobs(true).unwrap();
        let mut machine = Self { name, spool, to_server, to_objects, pbx, folder, program: None };
        machine.start();
        machine
    }

    pub(super) fn start(&mut self) {
        self.pbx.start();
        self.start_program();
    }

    pub(super) fn start_program(&mut self) {
        self.program = Some(serve(&ferrofax(), &self.folder, self.spool.folder()));
    }

    pub(super) fn kill(&mut self) {
        self.pbx.kill();
        self.kill_program();
    }

    pub(super) fn kill_program(&mut self) {
        end(&mut self.program);
    }

    pub(super) fn submit(&self, (tag, number): (&str, &str), pages: u32, priority: u8) -> JobId {
        let path = self.folder.join(format!("{tag}.tif"));
        Paper::of_tag(tag).write(pages, &path);
        let new = NewJob {
            number: number.into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path: path.clone(), name: "letter".into() }],
            notify: vec!["alice@example.com".into()],
            tag: tag.into(),
            priority,
            max_tries: 1000,
            max_dials: 1000,
            // What arrives is to be what was sent, bit by bit.
            options: [("header".into(), "no".into())].into(),
            ..NewJob::default()
        };
        let job = self.spool.submission().submit(&new, UnixMs::now()).unwrap();
        fs::remove_file(path).unwrap();
        job
    }

    pub(super) fn is_real(&self) -> bool {
        self.pbx.is_real()
    }

    pub(super) fn has_shipped_all(&self) -> bool {
        self.spool.cluster().shipping().unwrap().waiting == 0
    }

    /// Whether no mail waits, where some are sent. What does is tried at once.
    pub(super) fn has_mailed_all(&self) -> bool {
        !self.is_real() || has_mailed_all(&self.spool)
    }
}

/// Whether no mail waits in a spool. What does is tried at once.
pub(super) fn has_mailed_all(spool: &Spool) -> bool {
    let waits = |state| !spool.outbox().outbox_in(state, 1).unwrap().is_empty();
    let has = ![OutboxState::Waiting, OutboxState::Leased].into_iter().any(waits);
    if !has {
        spool.outbox().requeue_all(UnixMs::now()).unwrap();
    }
    has
}

/// Writes a machine's settings, by which it reaches what is shared, with what they say besides; the
/// store's address.
pub(super) fn write_settings(
    (name, besides): (&str, &str),
    folder: &Path,
    server: &Server,
    (to_server, to_objects): (&Relay, &Relay),
) -> String {
    let store = server.address(to_server.port);
    let settings = format!(
        "[drop]\nenabled = false\n[node]\nstore = \"{store}\"\nname = \"{name}\"\n\
         share_jobs = true\njob_lease = {}\ndocuments = \"s3://faxes\"\n\
         s3_endpoint = \"http://127.0.0.1:{}\"\ns3_key = \"key\"\ns3_secret = \"secret\"\n{besides}",
        server.lease_s, to_objects.port
    );
    fs::write(folder.join("gateway.toml"), settings).unwrap();
    store
}

/// `ferrofax serve` of a machine.
pub(super) fn serve(program: &Path, folder: &Path, spool: &Path) -> Running {
    let mut log = OpenOptions::new();
    let log = log.append(true).create(true).open(folder.join("log-of-program")).unwrap();
    Running(command(program, folder, spool).arg("serve").stderr(log).spawn().unwrap())
}

/// A command of a machine's program.
pub(super) fn command(program: &Path, folder: &Path, spool: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("FERROFAX_SPOOL", spool)
        .current_dir(folder)
        .arg("--config")
        .arg(folder.join("gateway.toml"));
    command
}

/// As by `kill -9`; nobody ends before by itself.
pub(super) fn end(process: &mut Option<Running>) {
    if let Some(mut running) = process.take() {
        assert_eq!(running.0.try_wait().unwrap(), None, "it goes on until it is killed");
    }
}
