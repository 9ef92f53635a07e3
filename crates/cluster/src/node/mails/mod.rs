//! The failover of mails: if a node does not report for long, another machine sends the mails that
//! are still outstanding for its received faxes, from the shared database. Each mail is sent once,
//! even if one of the machines dies. (In the code, the shared database is the *store*, *owed* mails
//! are outstanding, and *taken* mails are those that another machine sends.)
//!
//! ```text
//! node                                 shared database              machine that takes over
//! the fax may be there: noted ──► its row, and its outstanding mails
//! each mail that is sent      ──► is no longer outstanding
//! "I am running"              ──► seen_at             seen_at is older than ──► one transaction:
//! no mail taken until now     ◄──                     `after`                   taken, and in the
//! sends mails for some seconds                                                  database's outbox
//! ```
//!
//! The steps that may happen at the same time, and why nobody gets a mail twice:
//!
//! 1. Each time the node reports that it runs, it may send mails of faxes that the shared database
//!    has or may have (`faxes_at_store`) for a few more seconds. The limit is
//!    [`hearing::HEARD_MS`], but at most 7/12 of the delay after which another machine takes over.
//!    It is measured from just before the report, by how long the machine has been up. It is so
//!    short because a mail that was sent but could not be reported would be taken over, too. When
//!    the limit has passed, the node waits until it reaches the shared database. The database names
//!    the mails that were taken over, and the node ends them.
//! 2. The delay is the longer of two: the one that the node has reported, and the one of the
//!    machine that takes over. The node notes the delay in its own spool before it reports it, and
//!    also notes the delay that it reported last. The node obeys the shorter one. If a
//!    node reports no delay, none of its mails are taken over. A node reports no delay if no
//!    machine takes over mails, if its module is older than this feature, or if its Ferrofax
//!    service is.
//! 3. The machine that takes over must also see by its own clock, for the whole delay, that the
//!    node reports nothing. A database that was restored has old times for its nodes.
//! 4. The node reports within a second which mails are outstanding, also while it uploads a large
//!    fax or deletes old ones. It compares the list from time to time, since a database that was
//!    restored may have an old list.
//!
//! One case remains: a mail is sent a second time, with the same Message-ID, if the machine died or
//! was cut off while it handed over the mail, or before it could report it. This affects the mails
//! of a few seconds.
//!
//! If the call of a fax is still active and the shared database has pages of the fax (`coming`),
//! the machine that takes over ends the fax there as after a crash, and sends its mails. Later the
//! end that the node uploads replaces that end, and the node's own outbox entries end as soon as
//! they are made.
//!
//! Read the modules in this order:
//!
//! - `owed`: the outstanding mails of a fax, as the shared database has them
//! - `telling`: the node reports them
//! - `hearing`: the node reports that it runs, and learns which mails were taken over
//! - `taking`: another machine takes over

mod hearing;
mod owed;
mod taking;
mod telling;
#[cfg(test)]
mod tests;

pub use hearing::{HeardOfMails, MailsAtStore};
pub(super) use owed::{OwedMails, owe};
pub(super) use taking::end_coming_of_gone;
pub use taking::{MailTaker, TakingOver};
pub(super) use telling::{may_be_there, tell};
