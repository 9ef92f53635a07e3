//! The running mDNS responders, which announce the network printer, and the events that they
//! report.

use std::collections::BTreeSet;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use log::Level;
use mdns_sd::{DaemonEvent, Error, RRType, Receiver, ServiceDaemon, ServiceInfo};

use super::Word;

/// The subtypes that IPP clients look for: iOS looks for the first, IPP Everywhere for the second.
/// Each subtype has a responder of its own.
pub(super) const SUBTYPES: [&str; 2] = ["_universal", "_print"];

/// The time limit for announcing the network printer in the network.
const PATIENCE: Duration = Duration::from_secs(10);

/// The time limit for informing the network that the network printer is no longer announced.
const GOODBYE: Duration = Duration::from_secs(2);

/// The running responders, which announce the network printer by DNS-SD.
#[derive(Default)]
pub(super) struct Responders {
    all: Vec<ServiceDaemon>,
    watchers: Vec<JoinHandle<()>>,
}

impl Responders {
    /// Starts to announce the network printer's DNS-SD services, with one responder for each of the
    /// [`SUBTYPES`].
    ///
    /// # Errors
    /// A thread or socket could not be created, or the name is not valid.
    pub(super) fn start(
        told: [Result<Vec<ServiceInfo>, Error>; SUBTYPES.len()],
        words: &Sender<Word>,
    ) -> Result<Self, Error> {
        let mut responders = Self::default();
        for services in told {
            if let Err(error) = services.and_then(|services| responders.add(services, words)) {
                responders.end();
                return Err(error);
            }
        }
        Ok(responders)
    }

    fn add(&mut self, services: Vec<ServiceInfo>, words: &Sender<Word>) -> Result<(), Error> {
        let is_first = self.all.is_empty();
        let responder = ServiceDaemon::new()?;
        self.all.push(responder.clone());
        let (events, words) = (responder.monitor()?, words.clone());
        let watcher = thread::Builder::new().name("announcing".to_owned());
        let watcher = watcher.spawn(move || watch(&events, &words, is_first));
        self.watchers.push(watcher.map_err(|error| Error::Msg(error.to_string()))?);
        services.into_iter().try_for_each(|service| responder.register(service))
    }

    /// Withdraws the announcement of the network printer from the network.
    pub(super) fn end(self) {
        let going: Vec<_> = self.all.iter().map(ServiceDaemon::shutdown).collect();
        for gone in going.into_iter().flatten() {
            let _ = gone.recv_timeout(GOODBYE);
        }
        self.watchers.into_iter().for_each(|watcher| drop(watcher.join()));
    }
}

/// Receives the events of an mDNS responder until the responder ends. The events of the first
/// responder are logged; the other responders report the same events.
fn watch(events: &Receiver<DaemonEvent>, words: &Sender<Word>, is_first: bool) {
    let mut told = BTreeSet::new();
    let mut tell = |level, said: String| {
        if is_first && !told.contains(&said) {
            log::log!(level, "{said}");
            told.insert(said);
        }
    };
    let (deadline, mut has_begun) = (Instant::now() + PATIENCE, false);
    while !has_begun && let Ok(event) = events.recv_deadline(deadline) {
        has_begun = matches!(event, DaemonEvent::Announce(..) | DaemonEvent::NameChange(_));
        note(event, words, &mut tell);
    }
    if !has_begun && Instant::now() >= deadline {
        let none = "announce: no interface where [printer] listens takes multicast (UDP 5353)";
        tell(Level::Warn, none.to_owned());
    }
    events.iter().for_each(|event| note(event, words, &mut tell));
}

fn note(event: DaemonEvent, words: &Sender<Word>, tell: &mut impl FnMut(Level, String)) {
    match event {
        DaemonEvent::Announce(name, _) => tell(Level::Info, format!("announces {name}")),
        // Only a conflict of service names matters. The responders handle conflicts of host names
        // themselves.
        DaemonEvent::NameChange(change) if matches!(change.rr_type, RRType::SRV | RRType::TXT) => {
            let _ = words.send(Word::Taken);
        }
        DaemonEvent::Error(error) => tell(Level::Warn, format!("announce: {error}")),
        _ => {}
    }
}
