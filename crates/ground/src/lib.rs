//! The types and the codecs that the fax engine shares with the other crates. The crates for
//! documents, the spool and e-mail use this crate instead of the engine, so they are not rebuilt
//! when the engine changes.
//!
//! [`t4`] turns page bits into rows and back (MH, MR, MMR, JBIG), and handles pages in colours.
//! [`outcome`] lists the results with which a call can end. [`ladder`] is the log of the messages
//! of a call. [`sent_line`] has figures on the line quality of a sent fax. [`pii`] keeps numbers
//! and names out of logs. [`wide`] runs code with the processor's widest vectors.

pub mod ladder;
pub mod outcome;
pub mod pii;
pub mod sent_line;
pub mod t4;
pub mod wide;
