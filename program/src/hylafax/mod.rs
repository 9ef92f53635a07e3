//! The door for HylaFAX's clients: the protocol of its server (hfaxd, TCP port 4559), as its
//! programs `sendfax`, `faxstat`, `faxalter` and `faxrm` speak it. It is FTP's (RFC 959) with
//! commands for jobs.
//!
//! A client logs in, stores documents (STOT), makes a job (JNEW), says what it is to be
//! (JPARM), and hands it over (JSUBM); or it asks for lists (LIST) in a form of its own
//! (JOBFMT). Jobs bear the numbers that they have everywhere here: JNEW keeps one for the job
//! ([`crate::desk::Desk::reserve_job`]). What somebody sees and may do the desk decides, as for
//! the page and the API.
//!
//! The protocol has no TLS. Clients come from this machine, or from networks that the
//! settings name; data connections go to the client's own address alone; lines, documents,
//! sessions and silence have limits.
//!
//! Read in this order: `settings`, `server` and `connection` (threads), `control` and `data`
//! (the two kinds of connections), `words` and `commands` (lines), `reply`, `session` (what
//! each command does), `parameters` and `draft` (a job that is being said), `job_view`,
//! `fax_view` and `format` (lists), `times`; and, by itself, `transfers` (the log of calls).
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

pub(crate) use draft::is_mailbox;
pub use house::Furniture;
pub(crate) use job_view::notify_when;
pub(crate) use parameters::USUAL_PRIORITY;
pub use server::{HylafaxError, HylafaxServer};
pub use settings::HylafaxSettings;
pub(crate) use settings::KEYS;
pub use transfers::{TransferError, TransferLog};
