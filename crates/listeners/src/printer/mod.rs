//! The network printer that sends faxes: an IPP server (RFC 8011), to which any program can print.
//!
//! The recipients come from the IPP client (`destination-uris`) or from control fields, which are
//! texts in the document such as `@@+FAX:…@@` ([`crate::fields`]). The documents are durable on
//! disk before the client gets its answer. Then they become faxes by [`ferrofax_rights::order`],
//! like documents of all other submission methods. A client may print if its user may send: a user
//! who logs in, or a network in the settings ([`ferrofax_rights`]). The user name in a print job
//! gives no permission.
//!
//! Read in this order: `queue`, `tel`, `ticket` (what a job requests), `record` and `store` (print
//! jobs on disk), `worker` (when they become faxes), `making` and `cutting` (how). Then `refusals`
//! (notices on refused faxes), `view` (states), `described` and `description` (the printer's
//! attributes), `jobs`, `operations`, `holding`, `cancelling`, `subscriptions/`. Last `printing`
//! (jobs arrive), `reception` (bytes of HTTP become requests), `plain` (LPD and raw bytes),
//! `dns_sd` (printer discovery).

pub mod anything;
mod cancelling;
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

pub use settings::{KEYS, PrinterSettings};

use crate::fields::FieldSettings;
use crate::pauses::Pauses;
use ferrofax_basics::UnixMs;
use ferrofax_convert::Converter;
use ferrofax_network::asker::Client;
use ferrofax_network::http::{Answering, HttpError, HttpServer};
use ferrofax_network::listening::Sockets;
use ferrofax_rights::{Guest, Rights};
use ferrofax_spool::{DeviceRecord, Spool};
use logins::{Asking, Logins};
use reception::Door;
use record::Record;
use store::Store;
use subscriptions::Book;
use uploads::Uploads;
pub use worker::Lane;

pub use dns_sd::Announced;
pub use plain::PlainServer;
pub use store::StoreError;

/// The network printer that Ferrofax offers. Print jobs that clients send to it are sent as faxes.
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
    pauses: Pauses<i32>,
    begun_at: UnixMs,
}

/// The print jobs of this spool. They are kept when the settings are reloaded: a job that the
/// network printer is receiving during the reload becomes a fax afterwards.
#[derive(Clone)]
pub struct PrintJobs {
    store: Arc<Store>,
    uploads: Uploads,
}

impl PrintJobs {
    /// Opens the print jobs that are stored in this spool.
    pub fn open(spool: &Spool) -> Result<Self, StoreError> {
        let store = Arc::new(Store::open(&spool.folder().join("printing"))?);
        Ok(Self { store, uploads: Uploads::default() })
    }
}

/// The reason why the network printer cannot start.
#[derive(Debug, thiserror::Error)]
pub enum PrinterError {
    /// The folder of print jobs cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The network printer's HTTP server cannot start.
    #[error(transparent)]
    Http(#[from] HttpError),
}

/// The IPP client that has sent a request.
#[derive(Clone, Debug)]
struct Caller {
    client: Client,
    /// The name and the port by which the IPP client has reached the network printer.
    host: String,
    /// The user or the network whose permissions the IPP client has; `None` until this is
    /// determined.
    guest: Option<Guest>,
}

impl Printer {
    /// Creates the network printer for this spool and its print jobs.
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
            pauses: Pauses::default(),
            begun_at: UnixMs::now(),
        }
    }

    /// Starts the IPP server, which runs until the returned value is dropped.
    pub fn serve(self: &Arc<Self>, sockets: &Sockets) -> Result<HttpServer, PrinterError> {
        let door = Answering::Service(Arc::new(Door::new(Arc::clone(self))));
        Ok(HttpServer::start(&self.settings.http, ["printer", "ipp", "ipps"], door, sockets)?)
    }

    /// Wakes the IPP clients that wait for events, so that their requests end.
    pub fn stop_waiting(&self) {
        self.subscriptions.stop();
    }

    /// Starts the LPD and raw servers, which run until the returned value is dropped.
    pub fn serve_plainly(self: &Arc<Self>, sockets: &Sockets) -> Result<PlainServer, PrinterError> {
        Ok(PlainServer::start(self, sockets)?)
    }

    /// Announces the network printer in the network, if the settings request it. The announcement
    /// lasts until `Announced::withdraw` is called.
    pub fn announce(&self) -> Option<Announced> {
        Announced::start(self)
    }

    /// The data with which this IPP client's login is checked.
    fn asking<'a>(&'a self, client: &'a Client) -> Asking<'a> {
        Asking { rights: &self.rights, http: &self.settings.http, client }
    }

    /// Whether the IPP client's IP address is in a network whose clients may print without a login.
    fn is_named_place(&self, caller: &Caller) -> bool {
        self.rights.is_named_place(caller.client.address)
    }

    /// The sending device of a print job, if it still exists.
    fn device_of(&self, record: &Record) -> Option<DeviceRecord> {
        let devices = self.spool.devices().list().unwrap_or_default();
        devices.into_iter().find(|device| device.name().to_string() == record.device)
    }

    /// Logs a disk error of the network printer. IPP clients get only a general message.
    fn log_disk(&self, error: &io::Error) {
        log::error!("print jobs: {}: {error}", self.spool.folder().join("printing").display());
    }
}
