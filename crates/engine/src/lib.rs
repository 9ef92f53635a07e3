//! The engine: audio or packets in, pages and answers out. No thread, no clock, no file,
//! no socket, no log.
//!
//! Time is counted in samples ([`ferrofax_signal::time`]). The same input gives the same output,
//! however it was cut.
//!
//! Follow a fax that is received: [`call`] (the engine's face, the one place where its
//! layers meet; start at `call/receive_chain.rs`), [`modem`](ferrofax_signal::modem) (samples ↔
//! bits, a crate below), [`hdlc`] (bits ↔ frames), [`t30`] (the session: what to say next,
//! what to listen for, what came of it), [`t4`] (page bits ↔ rows: MH, MR, MMR, JBIG). [`t38`]
//! has packets in the place of `modem` and `hdlc`.

pub mod hdlc;
pub mod t30;
pub mod t38;

pub mod call;

pub use ferrofax_ground::t4;
