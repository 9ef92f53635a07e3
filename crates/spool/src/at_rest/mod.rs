//! Encryption of the documents in the spool of this machine. A person who has the disk of the
//! machine or a backup of it, but not the keys, can read none of the documents. In the code,
//! `sealed` means encrypted, and `clear` means unencrypted.
//!
//! *Documents with which the PBX's module still works are unencrypted; all others are encrypted.*
//! The module therefore has no keys, and no call waits for a key. A received fax is encrypted when
//! its call has ended and none of its e-mails and prints is still to be sent. The documents of a
//! job are encrypted when the job has ended and no report of it is still to be sent. When a fax is
//! to be e-mailed again, or a job is to be retried, its documents are decrypted first.
//!
//! ```text
//!            ended, and nothing of it is still to be sent
//! unencrypted ───────────────────────────────────────► encrypted
//!     ▲        written beside, flushed, renamed          │
//!     └──────────────────────────────────────────────────┘
//!              an e-mail or an attempt of it is to be repeated
//! ```
//!
//! - A file keeps its name, so that code that deletes and copies files needs no keys. A crash
//!   leaves either the old or the new form of the file, whole. The beginning of the file alone
//!   decides which form it has (`sealed_file`).
//! - The column `sealed_by` of the document's row only serves to find the documents that have to be
//!   changed. It is empty from before a file is changed until the change is finished. It therefore
//!   never marks an encrypted file as unencrypted, except after a restore from a backup. Code that
//!   finds such a file sets the column to empty ([`crate::Encryption::note_closed_fax`]).
//! - The texts of faxes ([`crate::texts`]) are encrypted in the same way, in their rows. The module
//!   does not use them, so they are encrypted from the beginning.
//! - The files are encrypted in the way of a shared database ([`crate::sealing`]), each file for
//!   its own spool and name. A file that was put in the place of another file can't be decrypted.
//!
//! Read in this order: `rings` (the keys of this process), `file` (one document), `folders` (who
//! may replace one document by another), `due` (which documents are to be changed), `turn` (how
//! they are changed).

mod due;
mod file;
mod folders;
mod rings;
mod turn;

pub use file::{Unopened, opened_if_sealed, unopened};
pub use turn::{AtRest, SealedFiles};

pub(crate) use file::{length, open_unsealed, opened, read};
pub(crate) use rings::Ring;
pub(crate) use turn::Still;
