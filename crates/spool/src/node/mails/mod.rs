//! Mails of received faxes go out once, whatever machine dies: what one that is silent for long owes
//! another sends, from the store.
//!
//! ```text
//! node                                     store                              who takes over
//! a fax may be there: noted ──► its row, and which mails are owed
//! mails go, each is told   ──► is owed no more
//! "I am there"             ──► seen_at             seen_at is older than ──► one transaction:
//! none taken till now      ◄──                     `after`                   taken, and in the
//! mails for some seconds                                                     store's own outbox
//! ```
//!
//! What may happen beside each other, and why nobody is mailed twice:
//!
//! 1. Of a fax that the store has or may have (`faxes_at_store`) this machine mails for some seconds, by
//!    how long it runs, since it began to say that it is there ([`hearing::HEARD_MS`]): far shorter than
//!    the time after which another takes over, since what it mailed and could not tell would be taken,
//!    too. Then it waits until the store is heard, which says what was taken; those mails end here.
//! 2. The time is the one that the node has said it goes by, or that of who takes over, whichever is
//!    longer. It is noted here before it is said, and after which it was said last: a node goes by
//!    both. From one that says none (nobody takes over, its module is of before, it is one of before
//!    itself) nothing is taken.
//! 3. Who takes over has to see by its own clock, too, for all of that time, that a node says nothing:
//!    a store that was restored tells of nodes as they were long ago.
//! 4. Which mails are owed is told within a second, and compared now and then: a store that was restored
//!    may know it as it was.
//!
//! What is left: a mail that was just being handed over, or had been and was not told yet, when its
//! machine died or was cut off, goes once more, under the same Message-ID: one of some seconds.
//!
//! A fax whose call goes on, of which the store has pages (`coming`), is ended there as after a crash,
//! and mailed. The end that the node ships takes its place, and its entries end as they are made.
//!
//! Read in this order: `owed` (a fax's mails as the store has them), `telling` (the node says which they
//! are), `hearing` (it says that it is there, and hears what was taken), `taking` (another machine takes
//! over).

mod hearing;
mod owed;
mod taking;
mod telling;
#[cfg(test)]
mod tests;

pub use hearing::{HeardOfMails, MailsAtStore};
pub(super) use owed::{OwedMails, owe};
pub use taking::{MailTaker, TakingOver};
pub(super) use telling::{may_be_there, tell};
