//! The drop folder: a script moves documents into it, then a small job file, and the fax is sent.
//!
//! # How a script submits a fax
//!
//! 1. The script writes the documents into the folder, or moves them there.
//! 2. The script writes a job file elsewhere on the same file system, or in the drop folder under
//!    a name that begins with a dot, and renames it to `NAME.job`. From then on the documents
//!    belong to Ferrofax. (Some scripts write the job file in place. For these, a job file that is
//!    less than a second old is not read yet.)
//! 3. If the fax was accepted, `done/NAME/NAME.taken` contains the job's number, and the documents
//!    are deleted (with `archive: yes` they are kept beside it). If the fax was rejected,
//!    `failed/NAME/NAME.refused` contains the reason, with all files beside it. Exactly one of the
//!    two results appears, and it is complete: the folder appears together with all its files. An
//!    older folder with that name becomes `NAME.1`, `NAME.2`, …
//!
//! [`JobFile`] describes the content of a job file. A document belongs to one job file, must be in
//! the drop folder itself, and must be a plain file. So people who can write there can send their
//! own files, but not files that only this program can read.
//!
//! # Why nothing is sent twice
//!
//! A job file is claimed by a rename into a folder of its own, `working/KEY/`, and its documents
//! follow. The spool stores the key with the job, in one transaction. Then the result is written,
//! and the folder is renamed to its final name. Everything that is in `working/` when the program
//! starts was interrupted. If the spool has a job with that key, only the files have to be moved.
//! If not, nothing was submitted, and the job file is processed again. Each rename is on the disk
//! before the next step.

mod folder;
mod job_file;
mod settings;

pub use folder::{DropError, DropFolder};
pub use job_file::{JobFile, JobFileError};
pub use settings::{DropSettings, KEYS};
