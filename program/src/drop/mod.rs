//! The drop folder: a script moves documents into it, then a small job file, and the fax
//! is on its way.
//!
//! # How a script hands a fax over
//!
//! 1. It writes the documents into the folder, or moves them there.
//! 2. It writes a job file elsewhere on the same file system, or here under a name that
//!    begins with a dot, and renames it to `NAME.job`. From then on the documents are
//!    ours. (A job file that is less than a second old is left alone, for scripts that
//!    write it in place.)
//! 3. `done/NAME/NAME.taken` says the job's number, and the documents are gone (with
//!    `archive: yes` they are beside it); or `failed/NAME/NAME.refused` says why not, and
//!    everything is beside it. Never both, never by half: the folder appears with all
//!    that is in it. An older one of that name is `NAME.1`, `NAME.2`, … then.
//!
//! What a job file may say stands in [`JobFile`]. A document belongs to one job file,
//! lies in the folder itself, and is a plain file: whoever may write here may send what
//! they can write here, and not what we can read elsewhere.
//!
//! # Why nothing is sent twice
//!
//! A job file is claimed by a rename into a folder of its own, `working/KEY/`, and its
//! documents follow. The key goes into the spool with the job, in one transaction; then
//! what became of it is written down, and the folder gets its last name. Whatever stands
//! in `working/` when the program starts was cut off: if the spool has a job with that
//! key, only the tidying was left to do; if not, nothing was taken and it is done again.
//! Each rename is on the disk before the next step.

mod folder;
mod job_file;
mod settings;

pub use folder::{DropError, DropFolder};
pub use job_file::{JobFile, JobFileError};
pub use settings::DropSettings;
pub(crate) use settings::KEYS;
