//! The network printer that sends faxes: an IPP server (RFC 8011), to which any program
//! prints.
//!
//! A client names whom a fax is for by `destination-uris`, or its document does by control
//! fields ([`crate::fields`]). Its documents are durable before
//! it is told that they were taken; then they become faxes by [`crate::order`], as what
//! comes by any other way in does. Who may print is who may send: a user who logs in, or a
//! network that the settings name ([`crate::rights`]). The name that a print job itself
//! bears is no right.
//!
//! Read in this order: `queue`, `tel`, `ticket` (what is asked for), `record` and `store`
//! (print jobs on disk), `worker` (when they become faxes), `making` and `cutting` (how),
//! `refusals` (who is told of what is none), `view` (where they stand), `described` and
//! `description` (what the printer says of itself), `jobs`, `operations`, `holding`,
//! `subscriptions/`, `printing` (jobs come in), `reception` (bytes of HTTP become requests),
//! `plain` (LPD and raw bytes), `dns_sd` (how clients find the printer).

pub mod anything;
mod cover;
mod cutting;
mod described;
mod description;
mod digits;
mod dns_sd;
mod holding;
mod jobs;
mod logins;
mod making;
mod operations;
mod plain;
mod printing;
mod queue;
mod reception;
mod record;
mod refusals;
mod settings;
mod store;
mod subscriptions;
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
use crate::fields::FieldSettings;
use crate::http::{Answering, HttpError, HttpServer};
use crate::listening::Sockets;
use crate::rights::{Guest, Rights};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{DeviceRecord, Spool};
use logins::{Asking, Logins};
use reception::Door;
use record::Record;
use store::Store;
use subscriptions::Book;
use uploads::Uploads;
pub(crate) use worker::Lane;
use worker::Waiting;

pub use dns_sd::Announced;
pub use plain::PlainServer;
pub use store::StoreError;

/// The printer.
pub struct Printer {
    settings: PrinterSettings,
    spool: Spool,
    rights: Rights,
    converter: Converter,
    fields: FieldSettings,
    store: Arc<Store>,
    logins: Logins,
    uploads: Uploads,
    subscriptions: Book,
    waiting: Waiting,
    begun_at: UnixMs,
}

/// The print jobs of this spool. Printers that follow one another have the same ones: what is
/// coming in by an earlier one is made a fax by the next.
#[derive(Clone)]
pub struct PrintJobs {
    store: Arc<Store>,
    uploads: Uploads,
}

impl PrintJobs {
    /// Those of this spool.
    pub fn open(spool: &Spool) -> Result<Self, StoreError> {
        let store = Arc::new(Store::open(&spool.folder().join("printing"))?);
        Ok(Self { store, uploads: Uploads::default() })
    }
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
    /// The printer of this spool, with the print jobs that it has.
    pub fn new(
        settings: &PrinterSettings,
        spool: &Spool,
        rights: Rights,
        converter: Converter,
        fields: &FieldSettings,
        jobs: PrintJobs,
    ) -> Self {
        Self {
            settings: settings.clone(),
            spool: spool.clone(),
            rights,
            converter,
            fields: fields.clone(),
            store: jobs.store,
            logins: Logins::default(),
            uploads: jobs.uploads,
            subscriptions: Book::default(),
            waiting: Waiting::default(),
            begun_at: UnixMs::now(),
        }
    }

    /// Begins to serve it, until what is returned is dropped.
    pub fn serve(self: &Arc<Self>, sockets: &Sockets) -> Result<HttpServer, PrinterError> {
        let door = Answering::Service(Arc::new(Door::new(Arc::clone(self))));
        Ok(HttpServer::start(&self.settings.http, ["printer", "ipp", "ipps"], door, sockets)?)
    }

    /// Ends what clients wait for.
    pub(crate) fn stop_waiting(&self) {
        self.subscriptions.stop();
    }

    /// Begins to serve those who speak no IPP, until what is returned is dropped.
    pub fn serve_plainly(self: &Arc<Self>, sockets: &Sockets) -> Result<PlainServer, PrinterError> {
        Ok(PlainServer::start(self, sockets)?)
    }

    /// Tells the network of it, until what is returned is withdrawn, if the settings wish it.
    pub fn announce(&self) -> Option<Announced> {
        Announced::start(self)
    }

    /// What decides how this client may log in.
    fn asking<'a>(&'a self, client: &'a Client) -> Asking<'a> {
        Asking { rights: &self.rights, http: &self.settings.http, client }
    }

    /// Whether whoever comes from there may print without a login.
    fn is_named_place(&self, caller: &Caller) -> bool {
        self.rights.is_named_place(caller.client.address)
    }

    /// The device that a print job is sent from, if it is still there.
    fn device_of(&self, record: &Record) -> Option<DeviceRecord> {
        let devices = self.spool.devices().unwrap_or_default();
        devices.into_iter().find(|device| device.name().to_string() == record.device)
    }

    /// What went wrong with the disk, which is nobody's business but the administrator's.
    fn log_disk(&self, error: &io::Error) {
        log::error!("print jobs: {}: {error}", self.spool.folder().join("printing").display());
    }
}
