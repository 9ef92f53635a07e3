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
//! - `ferrofax_rights` (who may send faxes, logins, and the way from a request to a job);
//! - `ferrofax_mail` (fax by mail, and mails that are encrypted or sent by Microsoft Graph);
//! - `ferrofax_node` (a shared database of several PBX nodes);
//! - `ferrofax_desk` (the actions of people on faxes and jobs);
//! - `ferrofax_listeners` (network printer, printing, folders, HylaFAX's clients);
//! - `ferrofax_web` (the web interface, the API for programs, webhooks).
//!
//! Read in this order:
//!
//! - [`cli`] (the command line), [`settings`] (gateway.toml, combined from the settings of each
//!   module), [`sealing`] (encryption of stored documents), [`front`] (a stateless node: a machine
//!   without a PBX that uses the shared database as its spool);
//! - [`texts`] (words on received faxes), [`sorting`] (rules that pass received faxes to people);
//! - [`takeover`] (the import from a HylaFAX server), [`alarms`] and `unclaimed` (notices to the
//!   faxmaster and to users), `sweeper` (data that has expired), [`acme`] (TLS certificates).

pub mod acme;
pub mod alarms;
mod certificate;
pub mod cli;
#[cfg(test)]
mod faxes_for_tests;
pub mod front;
pub mod sealing;
pub mod settings;
pub mod sorting;
mod sweeper;
pub mod takeover;
pub mod texts;
mod unclaimed;
