//! The parts of the running mail server that its threads share: settings, connections, and whether
//! it is stopping.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::host::Host;
use super::settings::ServerSettings;
use ferrofax_basics::lock::lock;
use ferrofax_network::listening::{Identity, PlaceLimits, Places};

/// The protocol that mail clients use at one of the IP addresses at which the mail server listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Clients use SMTP, and can switch to TLS by STARTTLS.
    Smtp,
    /// Clients use SMTP with TLS from the beginning of the connection.
    Smtps,
    /// Clients use LMTP, the variant of SMTP in which each recipient gets an answer of its own.
    Lmtp,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Smtps => "smtps",
            Self::Lmtp => "lmtp",
        }
    }
}

/// The parts of the running mail server that its threads share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) settings: ServerSettings,
    pub(super) host: Host,
    pub(super) identity: Option<Identity>,
    pub(super) places: Arc<Places>,
    stop: AtomicBool,
    stop_at: Mutex<Option<Instant>>,
}

/// The time that an SMTP client has to send the rest of its mail after the server begins to stop.
const GRACE: Duration = Duration::from_secs(30);

impl Shared {
    pub(super) fn new(settings: ServerSettings, host: Host, identity: Option<Identity>) -> Self {
        let limits = PlaceLimits {
            all: settings.max_connections,
            of_one: settings.max_connections_per_client,
            strangers: settings.max_strangers,
            of_one_stranger: settings.max_connections_per_stranger,
            remembers: false,
        };
        Self {
            settings,
            host,
            identity,
            places: Arc::new(Places::new(limits)),
            stop: AtomicBool::new(false),
            stop_at: Mutex::default(),
        }
    }

    /// Begins to stop the server: clients that are not sending a mail are disconnected.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Whether the mail server has begun to stop.
    pub(super) fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Whether the server has begun to stop, and the time for mails that are being received is over
    /// as well.
    pub(super) fn is_stopped(&self) -> bool {
        let stop_at = *lock(&self.stop_at);
        stop_at.is_some_and(|at| Instant::now() >= at)
    }

    /// Waits until all SMTP clients have disconnected.
    pub(super) fn wait_for_sessions(&self) {
        lock(&self.stop_at).get_or_insert_with(|| Instant::now() + GRACE);
        self.places.wait_until_empty(GRACE * 2);
    }
}
