//! A certificate from an authority by ACME (RFC 8555), such as Let's Encrypt, for the web
//! interface, mail and the network printer.
//!
//! The service orders the certificate when it starts, and again when a third of its life is left.
//! The authority checks each name by an HTTP request to port 80 of this machine (http-01, RFC 8555
//! §8.3), which is answered only while an order runs. The servers that use the certificate read its
//! files again when these change. Before the first order succeeds, they use a certificate that this
//! machine has signed itself.
//!
//! Read in this order: `settings`, `files` (account, certificate and key, and when to order),
//! `order` (the messages with the authority), `challenge` (the answers on port 80).

mod challenge;
mod files;
mod order;
mod settings;

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;

pub(crate) use files::Files;
pub use settings::AcmeSettings;
pub(crate) use settings::KEYS;

/// The interval at which the service checks whether to order a new certificate.
const LOOK: Duration = Duration::from_secs(3_600);

/// The times to wait before the next order of a certificate: after the first, the second, and each
/// further failed order. Let's Encrypt permits five failures an hour for a name.
const WAITS: [Duration; 3] =
    [Duration::from_secs(300), Duration::from_secs(3_600), Duration::from_secs(6 * 3_600)];

/// The reason why ordering a new certificate failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AcmeError {
    /// The file named `file` in the folder of the setting `folder` can't be read or written.
    #[error("[acme] folder: {file}: {why}")]
    File { file: String, why: String },
    /// A certificate request can't be made for the host names in the settings, for this reason.
    #[error("[acme] names: {0}")]
    Names(String),
    /// The port for the authority's checks (80) can't be opened, for this reason.
    #[error("{0}")]
    Listen(String),
    /// The certificate authority can't be reached, or answers with an error.
    #[error("[acme] {authority}: {why}")]
    Authority { authority: String, why: String },
}

/// Orders a certificate by ACME, and renews it before it expires.
pub(crate) struct Renewal {
    settings: AcmeSettings,
    files: Files,
    next: Mutex<Next>,
}

/// The time of the next check whether to order a certificate, and the number of orders that have
/// failed since the last success.
struct Next {
    at: Instant,
    failures: usize,
}

impl Renewal {
    /// Prepares the folder of the certificate's files. If the folder has no certificate yet, a
    /// certificate that this machine has signed itself is written, so that the servers that need a
    /// certificate can start.
    pub(crate) fn start(settings: &AcmeSettings, now: UnixMs) -> Result<Self, AcmeError> {
        let files = settings.files();
        files.prepare(&settings.names, now)?;
        let next = Mutex::new(Next { at: Instant::now(), failures: 0 });
        Ok(Self { settings: settings.clone(), files, next })
    }

    /// Orders a certificate if a new one is due. The service calls this function again and again.
    /// An order ends early when `stopped` returns true.
    pub(crate) fn turn(&self, now: UnixMs, stopped: &dyn Fn() -> bool) -> Result<(), AcmeError> {
        let mut next = lock(&self.next);
        if Instant::now() < next.at {
            return Ok(());
        }
        let done = self.renewed(now, stopped);
        next.failures = if done.is_ok() { 0 } else { next.failures + 1 };
        let wait = match next.failures {
            0 => LOOK,
            failures => WAITS[(failures - 1).min(WAITS.len() - 1)],
        };
        next.at = Instant::now() + wait;
        done
    }

    fn renewed(&self, now: UnixMs, stopped: &dyn Fn() -> bool) -> Result<(), AcmeError> {
        let names = &self.settings.names;
        let Some(reason) = self.files.reason_to_order(names, now) else { return Ok(()) };
        let shown = names.join(", ");
        log::info!("orders a certificate for {shown} by ACME: {reason}");
        if let Some(issued) = order::certificate(&self.settings, &self.files, stopped)? {
            self.files.keep(&issued)?;
            log::info!("the certificate for {shown} was issued and is used from now on");
        }
        Ok(())
    }
}
