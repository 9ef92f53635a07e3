//! Documents that are sealed where they lie, in the spool of this machine: who has its disk or a
//! backup of it, and not the keys, reads none of them.
//!
//! *What the PBX's module still works with is in clear; everything else is sealed.* So the module
//! has no keys, and no call waits for any. A received fax is sealed once its call has ended and
//! none of its mails and prints is on its way; a job's documents are once it has ended and no report
//! of it is on its way. When one is to be mailed again, or a job is to be retried, its documents
//! are first put back in clear.
//!
//! ```text
//!            ended, and nothing of it is on its way
//! in clear ──────────────────────────────────────────► sealed
//!     ▲        written beside, flushed, renamed          │
//!     └──────────────────────────────────────────────────┘
//!              a mail or a try of it is to go again
//! ```
//!
//! - A file keeps its name, so that what deletes and copies files needs no keys. A crash leaves the
//!   one or the other of it whole; which it is says its beginning alone (`sealed_file`).
//! - `sealed_by` of its row is there to find what is to be done. It is empty before a file is
//!   changed and until it was, so that it never says of a sealed file that it is in clear, but in a
//!   backup; and whoever meets such a one notes it ([`crate::Encryption::note_closed_fax`]).
//! - All of it is sealed as it is for a shared store ([`crate::sealing`]), each file for its own
//!   spool and name: one in the place of another does not open.
//!
//! Read in this order: `rings` (the keys of this process), `file` (one document), `folders` (who may
//! put one in the place of another), `due` (which of them), `turn` (what is done).

mod due;
mod file;
mod folders;
mod rings;
mod turn;

pub use file::{Unopened, opened_if_sealed, unopened};
pub use turn::{AtRest, SealedFiles};

pub(crate) use file::{length, open_unsealed, opened, read};
