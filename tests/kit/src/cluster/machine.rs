//! A machine: its PBX with a spool, its settings, and `ferrofax serve`.

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

/// The PBX of a machine, which tests start and kill.
pub trait Pbx {
    fn spool(&self) -> Spool;

    /// The folder for further files of the machine.
    fn folder(&self) -> &Path;

    /// Starts the PBX, for the first time or after a kill.
    fn start(&mut self);

    /// Kills the PBX with SIGKILL.
    fn kill(&mut self);

    /// The most faxes that may wait for this PBX. Further faxes are sent to other machines.
    fn most_waiting(&self) -> usize {
        usize::MAX
    }

    /// Adds to the world what the PBX has recorded, at the end of a run.
    fn tell(&self, _world: &World) {}

    /// Whether this is a real Asterisk, which also sends mails.
    fn is_real(&self) -> bool {
        false
    }

    /// All mails that this PBX sent, or that its program sent in place of other machines.
    fn mails(&self) -> Vec<Mail> {
        Vec::new()
    }

    /// Cuts or restores the network between a real Asterisk and its mail server.
    fn cut_from_mail(&self, _is_cut: bool) {}

    /// Additional settings for the program of the machine.
    fn settings(&self) -> String {
        String::new()
    }

    /// Further rows for the table of results.
    fn sums(&self) -> Vec<(String, u64)> {
        Vec::new()
    }
}

/// A PBX, and the name of its machine.
pub type Named = (&'static str, Box<dyn Pbx>);

/// An accepted mail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mail {
    pub about: About,
    pub message_id: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// The end of a job, by its tag.
    Job(String),
    /// A fax, by the number of its caller.
    Fax(String),
    Other,
}

pub(super) struct Machine {
    pub(super) program: Option<Running>,
    pub name: &'static str,
    pub spool: Spool,
    /// The network between the machine and PostgreSQL.
    pub to_server: Relay,
    /// The network between the machine and the object store.
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
        // The machine becomes a node before it dials: jobs that it dials before that are not
        // shared.
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
            // Without a header line, each received page must equal the sent page.
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

    /// Returns whether no mail waits, if this machine sends mails. Waiting mails are tried at once.
    pub(super) fn has_mailed_all(&self) -> bool {
        !self.is_real() || has_mailed_all(&self.spool)
    }
}

/// Returns whether no mail waits in a spool. Waiting mails are tried at once.
pub(super) fn has_mailed_all(spool: &Spool) -> bool {
    let waits = |state| !spool.outbox().outbox_in(state, 1).unwrap().is_empty();
    let has = ![OutboxState::Waiting, OutboxState::Leased].into_iter().any(waits);
    if !has {
        spool.outbox().requeue_all(UnixMs::now()).unwrap();
    }
    has
}

/// Writes the settings of a machine: the shared database, the object store, and `besides`. Returns
/// the address of the database.
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

/// Starts `ferrofax serve` of a machine.
pub(super) fn serve(program: &Path, folder: &Path, spool: &Path) -> Running {
    let mut log = OpenOptions::new();
    let log = log.append(true).create(true).open(folder.join("log-of-program")).unwrap();
    Running(command(program, folder, spool).arg("serve").stderr(log).spawn().unwrap())
}

/// Returns a command of a machine's program.
pub(super) fn command(program: &Path, folder: &Path, spool: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("FERROFAX_SPOOL", spool)
        .current_dir(folder)
        .arg("--config")
        .arg(folder.join("gateway.toml"));
    command
}

/// Kills a process with SIGKILL. The process must not have ended by itself before.
pub(super) fn end(process: &mut Option<Running>) {
    if let Some(mut running) = process.take() {
        assert_eq!(running.0.try_wait().unwrap(), None, "the process ended before it was killed");
    }
}
