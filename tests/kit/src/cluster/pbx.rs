//! A simulated PBX in a process of its own (`working`), which can be started and killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ferrofax::spool::Spool;

use super::machine::{Pbx, end};
use super::working::{NAME, SPOOL, WORLD, publish};
use super::world::World;
use crate::programs::Running;

/// The name of the ignored test in which a simulated PBX runs. It calls [`work`](super::work).
const PBX: &str = "a_pbx_that_is_killed";

/// The process of a machine's simulated PBX.
pub struct Process {
    child: Option<Running>,
    name: &'static str,
    folder: tempfile::TempDir,
    spool: Spool,
    world: PathBuf,
}

impl Process {
    pub fn of(name: &'static str, world: &World) -> Box<dyn Pbx> {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        publish(&spool);
        Box::new(Self { name, folder, spool, world: world.socket(), child: None })
    }
}

impl Pbx for Process {
    fn spool(&self) -> Spool {
        self.spool.clone()
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn start(&mut self) {
        let command = of_ours();
        self.child = Some(begin(command, (self.name, self.spool.folder(), &self.world)));
    }

    fn kill(&mut self) {
        end(&mut self.child);
    }
}

/// Returns the command that starts a simulated PBX of this version.
pub(super) fn of_ours() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", PBX, "--ignored"]);
    command.arg("--nocapture");
    command
}

/// Starts a PBX for the machine with this name, with a spool and a world.
pub(super) fn begin(mut command: Command, (name, spool, world): (&str, &Path, &Path)) -> Running {
    command.env(NAME, name).env(SPOOL, spool).env(WORLD, world);
    Running(command.stdout(Stdio::null()).spawn().unwrap())
}
