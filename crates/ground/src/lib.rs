//! What the engine and the rooms beside it both stand on. Documents, the spool and the
//! mails know nothing else of the engine, and are not built anew when it changes.
//!
//! [`t4`] turns page bits into rows and back (MH, MR, MMR, JBIG); [`outcome`] is what a call can
//! end with; [`ladder`] what was said in it; [`sent_line`] what the line of a sent fax was like; [`pii`] keeps numbers and names
//! out of logs; [`wide`] has the processor's wide vectors.

pub mod ladder;
pub mod outcome;
pub mod pii;
pub mod sent_line;
pub mod t4;
pub mod wide;
