//! Checks the installation on request, for example of `ferrofax check` or `ferrofax selftest`. The
//! request and the findings are rows in the spool.
//!
//! A thread of its own looks for these requests, since the mail relay may be slow to answer.
//! `outbound` checks the part of the dialplan to which the dial string leads, `trunk` the trunks
//! that this part dials, `mail` the mail relay, and `group` whether Asterisk and the Ferrofax
//! service share the spool.

mod group;
mod mail;
mod outbound;
mod trunk;

use super::clock::Clock;
use super::host::Host;
use super::post::Post;
use super::request_thread::RequestThread;
use super::settings::Configuration;
use super::spool_slot::SpoolSlot;
use ferrofax_basics::errand::{Errands, Raise, caught};
use ferrofax_spool::{Finding, Fix, Observation};
use outbound::Outbound;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// The interval at which the inspection thread looks in the spool for requests to check the
/// installation.
const EVERY: Duration = Duration::from_secs(1);

/// The thread that inspects the installation. The only request that it takes from its queue is to
/// end.
pub(super) type Inspection = RequestThread<()>;

/// The parts of the service that the inspection thread needs to check the installation.
pub(super) struct Inspector {
    pub(super) host: Arc<dyn Host>,
    pub(super) slot: Arc<SpoolSlot>,
    pub(super) configuration: Arc<Configuration>,
    pub(super) post: Arc<Post>,
    pub(super) clock: Clock,
}

impl Inspector {
    /// Starts the thread that inspects the installation.
    pub(super) fn start(self, raise: &Raise) -> std::io::Result<Inspection> {
        let errands = Errands::new("the inspection thread", raise);
        Inspection::spawn("ferrofax-inspect", move |stop| self.run(stop, errands))
    }

    fn run(self, stop: &Receiver<()>, mut errands: Errands) {
        while stop.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
            errands.run(|| self.turn());
            errands.rest();
        }
    }

    /// Carries out the next request in the spool to check the installation, if there is one.
    fn turn(&self) {
        let Ok(spool) = self.slot.get() else { return };
        let now = self.clock.unix_ms();
        let answered = spool.devices().next_question(now).and_then(|question| {
            let Some(question) = question else { return Ok(()) };
            spool.devices().answer(question, &self.look(), self.clock.unix_ms())
        });
        if let Err(error) = answered {
            log::error!("a question about the installation is not answered: {error}");
        }
    }

    /// Runs all checks of the installation, and returns their findings. If a check itself has a
    /// bug, this is a finding, too.
    fn look(&self) -> Vec<Finding> {
        let settings = self.configuration.settings();
        let outbound = Outbound::of(&*self.host, settings.dialling.dial.template());
        let looks: [&dyn Fn() -> Vec<Finding>; 6] = [
            &|| vec![self.version()],
            &|| self.complaints(),
            &|| group::findings(&*self.host, self.slot.path()),
            &|| outbound.findings(&*self.host),
            &|| trunk::findings(&*self.host, &outbound, settings.options.t38.unwrap_or_default()),
            &|| mail::findings(&settings.mail, &self.post),
        ];
        let bug = || vec![Finding::wrong("module", Observation::CheckFailed, Fix::SeeAsteriskLog)];
        looks.iter().flat_map(|look| caught(look).unwrap_or_else(bug)).collect()
    }

    fn version(&self) -> Finding {
        let ferrofax = env!("CARGO_PKG_VERSION").to_owned();
        let asterisk = self.host.version();
        Finding::well("module", Observation::ModuleVersion { ferrofax, asterisk })
    }

    /// The faults in ferrofax.conf and in the declarations of fax devices, as findings. If there
    /// are no faults, one finding says so.
    fn complaints(&self) -> Vec<Finding> {
        let current = self.configuration.current();
        if current.complaints.is_empty() {
            return vec![Finding::well("config", Observation::ConfigInOrder)];
        }
        let wrong = |complaint: String| {
            let complaint = Observation::ConfigComplaint { complaint };
            Finding::wrong("config", complaint, Fix::CorrectConfigLine)
        };
        current.complaints.iter().map(ToString::to_string).map(wrong).collect()
    }
}
