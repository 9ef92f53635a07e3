//! The library of the `ferrofax` program, by which people submit faxes and see the state of these
//! faxes.
//!
//! The program is a process apart from the PBX, with a user of its own. It shares only the spool
//! with the module in Asterisk: it stores jobs in the spool and reads their state from it.
//! Everybody who may write to the spool may send faxes.
//!
//! These crates below are for this program alone:
//!
//! - `ferrofax_convert` (documents become fax pages);
//! - `ferrofax_confine` (code that reads untrusted data gives up all other rights);
//! - `ferrofax_gateway_toml` (the tables of gateway.toml);
//! - `ferrofax_network` (servers, requests to other servers, and the senders of requests);
//! - `ferrofax_rights` (who may send faxes, logins, and the way from a request to a job).
//!
//! Read in this order:
//!
//! - [`desk`] (the actions of people on faxes and jobs), [`fields`] (the settings of control
//!   fields, which are texts in a printed document that give the fax number and other options);
//! - [`cli`] (the command line), [`mod@drop`] (the drop folder, for documents of scripts);
//! - [`mail`], `ipp` (the encoding of network printing), [`printer`] (the network printer that sends
//!   faxes), [`hylafax`] (the server for HylaFAX's clients), [`takeover`] (the import from a HylaFAX
//!   server);
//! - [`mod@print`] (printing received faxes), [`folders`] (received faxes in watched folders);
//! - `texts` (the texts of the mails that the service writes itself), [`alarms`] (notices to the
//!   faxmaster), [`metrics`] (monitoring);
//! - [`live`] (the stream of changes), `pictures` (fax pages as pictures), [`examiner`]
//!   (explanations and files made from call recordings), `trail` (reading the audit log), `api` (the
//!   API for programs), [`web`] (the web interface);
//! - [`webhooks`], `graph` (requests to Microsoft Graph), `mcp` (the server of the Model Context
//!   Protocol, a client of the API);
//! - [`node`] (a shared database of several PBX nodes), [`front`] (a stateless node: a machine
//!   without a PBX that uses the shared database as its spool);
//! - [`mail_login`] (access tokens for the login at the mail server), [`mail_protection`] (mails
//!   that only the recipient can read), [`outgoing`] (the socket for the module's mails, which are
//!   encrypted or sent by Microsoft Graph);
//! - [`sealing`] (encryption of stored documents), [`settings`] (gateway.toml, combined from the
//!   settings of each module).

pub mod acme;
pub mod alarms;
mod api;
mod archive;
mod certificate;
pub mod cli;
mod csv;
mod date;
pub mod desk;
pub mod drop;
pub mod examiner;
pub mod fax_links;
pub mod fields;
pub mod folders;
mod free_space;
pub mod front;
mod graph;
pub mod hylafax;
mod ipp;
pub mod live;
pub mod mail;
pub mod mail_login;
pub mod mail_protection;
pub mod managed;
mod mcp;
pub mod metrics;
pub mod node;
pub mod outgoing;
mod pictures;
pub mod print;
pub mod printer;
mod repeating;
mod sandbox;
pub mod sealing;
pub mod settings;
mod shown;
mod sweeper;
pub mod takeover;
mod texts;
mod trail;
mod unclaimed;
mod user;
pub mod web;
pub mod webhooks;

pub use api::description as api_description;
