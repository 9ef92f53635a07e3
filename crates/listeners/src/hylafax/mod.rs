//! The server for HylaFAX's clients. It speaks the protocol of hfaxd (TCP port 4559), as HylaFAX's
//! programs `sendfax`, `faxstat`, `faxalter` and `faxrm` use it. The protocol is FTP (RFC 959) with
//! additional commands for jobs.
//!
//! A HylaFAX client logs in, uploads documents (STOT), creates a job (JNEW), sets its parameters
//! (JPARM), and submits it (JSUBM). Or it asks for lists (LIST) in a format of its own (JOBFMT).
//! Jobs have the same numbers as everywhere in Ferrofax: JNEW reserves a number
//! ([`ferrofax_desk::Desk::reserve_job`]). [`ferrofax_desk::Desk`] decides what a user sees and may
//! do, as for the web interface and the API.
//!
//! The protocol has no TLS. Clients must be on this machine, or in networks that the settings name.
//! Data connections use only the client's own IP address. There are limits on the length of lines,
//! the size of documents, the number of sessions, and the time for which a client may send nothing.
//!
//! Read in this order: `settings`, `server` and `connection` (threads), `control` and `data` (the
//! two kinds of connections), `words` and `commands` (lines), `reply`, `session` (the commands).
//! Then `parameters` and `draft` (a job before submission), `job_view`, `fax_view` and `format`
//! (lists), `times`; and, independent of these, `transfers` (HylaFAX's log of fax calls).
//!
//! Source: RFC 959, RFC 2428, and what hfaxd(1M) of HylaFAX 6 documents.

mod commands;
mod connection;
mod control;
mod data;
mod documents;
mod draft;
mod fax_view;
mod format;
mod house;
mod job_view;
mod parameters;
mod reply;
mod server;
mod session;
mod settings;
mod times;
mod transfers;
mod words;

pub use draft::is_mailbox;
pub use house::Furniture;
pub use job_view::notify_when;
pub use parameters::USUAL_PRIORITY;
pub use server::{HylafaxError, HylafaxServer};
pub use settings::{HylafaxSettings, KEYS};
pub use transfers::{TransferError, TransferLog};
