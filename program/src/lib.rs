//! The `ferrofax` program's inside: how people hand over what is to be sent, and see what
//! became of it.
//!
//! It runs apart from the PBX, as a user of its own, and meets the module in the spool
//! alone: it submits jobs there and reads there how they fare. Who may write the spool
//! may send.
//!
//! Read in this order: `confine` (what reads strangers' bytes may do nothing else),
//! [`fields`] (words in printed documents that say where they go), [`convert`] (a document
//! becomes fax pages), [`order`] (what someone wants sent becomes
//! a job), [`desk`] (what people see of faxes and jobs, and do with them), [`cli`] (the words of the command line), [`mod@drop`] (documents that a script
//! moves into a folder), `keys` (how a table of gateway.toml is read), [`rights`] (who may
//! send, to where and how much), [`listening`] (what every server needs), [`mail`],
//! `directory` and `openid` (who else proves logins), [`http`] (a server for HTTP), `ipp` (the encoding of what is printed over a network),
//! [`printer`] (the network printer that sends faxes), [`hylafax`] (HylaFAX's clients), [`takeover`] (what a HylaFAX server had), [`mod@print`] (received faxes on
//! paper), [`folders`] (received faxes in folders that are watched), [`alarms`] (what the
//! faxmaster is told of once), [`metrics`] (figures, and whether all is well), `sessions`
//! (who has logged in at a page), [`live`] (what changes, told at once), `pictures` (pages
//! for screens), [`examiner`] (what is made of the record of a call), `trail` (the log of decisions, read back), `api` (what programs ask), [`web`]
//! (the page for people), `outward` (our requests to other servers), [`webhooks`] (what
//! programs are told by HTTP), [`node`] (a store that several machines share), [`front`] (one whose spool is that store), [`settings`] (gateway.toml, put together of what each room
//! says).

pub mod alarms;
mod api;
pub mod asker;
pub mod cli;
mod confine;
mod control_signs;
pub mod convert;
mod csv;
mod date;
pub mod desk;
mod directory;
pub mod drop;
pub mod examiner;
pub mod fields;
pub mod folders;
pub mod front;
pub mod http;
pub mod hylafax;
mod ipp;
mod key;
mod keys;
pub mod listening;
pub mod live;
pub mod mail;
pub mod metrics;
pub mod node;
mod openid;
pub mod order;
#[allow(dead_code, reason = "providers of logins are asked by it, too")]
mod outward;
mod pictures;
pub mod print;
pub mod printer;
pub mod rights;
pub mod sealing;
mod sessions;
pub mod settings;
mod shown;
pub mod takeover;
mod trail;
mod user;
pub mod web;
pub mod webhooks;
