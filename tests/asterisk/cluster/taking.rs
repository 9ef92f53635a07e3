//! A machine with a simulated PBX, whose program sends mails in place of machines with a real
//! Asterisk that do not answer.

use std::path::Path;

use ferrofax::spool::Spool;

use super::real::read;
use crate::smtp_sink::{Script, TestSink};
use ferrofax_kit::cluster::{Mail, Pbx, Process, World};

/// The number of seconds after which it sends the mails of a silent machine: at least as long as a
/// killed machine is stopped.
const AFTER_S: u64 = 12;

pub(super) struct Taker {
    pbx: Box<dyn Pbx>,
    sink: TestSink,
}

impl Taker {
    pub(super) fn start(name: &'static str, world: &World) -> Box<dyn Pbx> {
        let sink = TestSink::start(Script::default());
        Box::new(Self { pbx: Process::of(name, world), sink })
    }
}

impl Pbx for Taker {
    fn spool(&self) -> Spool {
        self.pbx.spool()
    }

    fn folder(&self) -> &Path {
        self.pbx.folder()
    }

    fn start(&mut self) {
        self.pbx.start();
    }

    fn kill(&mut self) {
        self.pbx.kill();
    }

    fn mails(&self) -> Vec<Mail> {
        self.sink.mails().iter().map(read).collect()
    }

    fn settings(&self) -> String {
        format!(
            "[relay]\nmailserver = \"{}\"\nmailtls = \"none\"\nmails_of_others_after = {AFTER_S}\n",
            self.sink.address()
        )
    }
}
