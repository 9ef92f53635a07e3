//! The network printer that sends faxes: an IPP server (RFC 8011), to which any program
//! prints.
//!
//! A client names whom a fax is for by `destination-uris`. Its documents are durable before
//! it is told that they were taken; then they become faxes by [`crate::order`], as what
//! comes by any other way in does. Who may print is who may send: a user who logs in, or a
//! network that the settings name ([`crate::rights`]). The name that a print job itself
//! bears is no right.
//!
//! Read in this order: `ipp` (the encoding), `queue`, `tel`, `ticket` (what is asked for),
//! `record` and `store` (print jobs on disk), `worker` (they become faxes), `view` (where
//! they stand), `described` and `description` (what the printer says of itself), `jobs`,
//! `operations`, `printing` (jobs come in), `reception` (bytes of HTTP become requests).

mod described;
mod description;
mod ipp;
mod jobs;
mod logins;
mod operations;
mod printing;
mod queue;
mod reception;
mod record;
mod settings;
mod store;
mod tel;
mod ticket;
mod uploads;
mod view;
mod worker;

use std::io;
use std::sync::Arc;

pub(crate) use settings::KEYS;
pub use settings::PrinterSettings;

use crate::asker::Client;
use crate::convert::Converter;
use crate::http::{HttpError, HttpServer};
use crate::rights::{Guest, Rights};
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;
use logins::Logins;
use reception::Door;
use store::Store;
use uploads::Uploads;
use worker::Told;

pub use store::StoreError;

/// The printer.
pub struct Printer {
    settings: PrinterSettings,
    spool: Spool,
    rights: Rights,
    converter: Converter,
    store: Store,
    logins: Logins,
    uploads: Uploads,
    told: Told,
    begun_at: UnixMs,
}

/// Why there can be no printer.
#[derive(Debug, thiserror::Error)]
pub enum PrinterError {
    /// Its print jobs.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its server.
    #[error(transparent)]
    Http(#[from] HttpError),
}

/// Who asks, and how he calls us.
#[derive(Clone, Debug)]
struct Caller {
    client: Client,
    /// The name and the port by which the client has found us.
    host: String,
    /// Who it is, once that was asked for.
    guest: Option<Guest>,
}

impl Printer {
    /// The printer of this spool, with the print jobs that it had.
    ///
    /// # Errors
    /// [`PrinterError`]
    pub fn open(
        settings: &PrinterSettings,
        spool: &Spool,
        rights: Rights,
        converter: Converter,
    ) -> Result<Self, PrinterError> {
        Ok(Self {
            settings: settings.clone(),
            spool: spool.clone(),
            rights,
            converter,
            store: Store::open(&spool.folder().join("printing"))?,
            logins: Logins::default(),
            uploads: Uploads::default(),
            told: Told::default(),
            begun_at: UnixMs::now(),
        })
    }

    /// Begins to serve it, until what is returned is dropped.
    ///
    /// # Errors
    /// [`PrinterError`]
    pub fn serve(self: &Arc<Self>) -> Result<HttpServer, PrinterError> {
        let door = Arc::new(Door::new(Arc::clone(self)));
        Ok(HttpServer::start(&self.settings.http, ["ipp", "ipps"], door)?)
    }

    /// Whether whoever comes from there may print without a login.
    fn is_named_place(&self, caller: &Caller) -> bool {
        self.rights.is_named_place(caller.client.address)
    }

    /// What went wrong with the disk, which is nobody's business but the administrator's.
    fn log_disk(&self, error: &io::Error) {
        log::error!("print jobs: {}: {error}", self.spool.folder().join("printing").display());
    }
}
