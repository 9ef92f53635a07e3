//! Ferrofax: a fax server that lives inside Asterisk.
//!
//! # The map
//!
//! A received fax goes this way, and so does a reader, folder by folder:
//!
//! 1. `bridge` (feature `asterisk`) meets the PBX through `c-shim/`: the channel's audio frames come in, ours go out.
//! 2. [`service`] is what the module does: which device was called, what its settings are, where pages and results go.
//! 3. [`call`] is the engine's face and the one place where its layers meet. Samples in, samples and events out.
//!    Start at `call/receive_chain.rs`.
//! 4. [`modem`] turns samples into bits and back, from the stages in [`dsp`].
//! 5. [`hdlc`] turns bits into frames and back.
//! 6. [`t30`] is the session: what to say next, what to listen for, what came of it.
//! 7. [`t4`] turns page bits into rows and back: MH, MR, MMR.
//! 8. [`document`] puts pages into files: TIFF-F, PDF, a picture of the first page.
//! 9. [`spool`] keeps faxes, their documents, the outbox and the devices, durably.
//! 10. [`delivery`] writes the mails and hands them to the relay.
//!
//! A fax that is sent goes the same road upwards. So far it is built from both ends, and the middle is missing:
//!
//! - There: the engine's calling side ([`call::Call::originate`], `t30/calling/`, the transmitters), tried against spandsp and
//!   ourselves (`tests/send.rs`); the jobs in the spool with their states, leases, pages, history and reports to be written
//!   ([`spool`], `spool/jobs/`, `spool/failure.rs`); the dial rules (`service/numbers.rs`).
//! - Missing: the dialler in [`service`] that takes leases and feeds a call from them, the way for the bridge to place calls,
//!   the mails that report jobs, fitting pages to the receiver and the header line in [`document`], the `ferrofax` program and
//!   the drop folder, the CLI and AMI words for jobs. Nobody can submit a job yet.
//!
//! # The rules
//!
//! - `dsp`, `hdlc`, `t4`, `modem`, `t30`, `call` are the engine: no thread, no clock, no file, no socket, no log.
//!   Time is counted in samples ([`time`]). The same input gives the same output, however it was cut.
//! - `dsp`, `t4`, `hdlc` use nothing but [`time`]; `modem` uses `dsp`; `t30` uses names only; `call` uses all of these.
//!   `document` uses `t4`; `spool` uses `document` and names from `t30::outcome`; `delivery` uses `spool` and `document`;
//!   `service` uses everything but `bridge` and `gateway`; `gateway` uses `spool`, `delivery`, `document`. `tests/layering.rs` holds the source to this.
//! - `unsafe` lives in `bridge` alone. Every entry from C catches panics.
//! - A page is durable before it is confirmed to the caller (MCF).

pub mod pii;
pub mod time;
pub mod value;
pub mod zone;

pub mod dsp;
pub mod hdlc;
pub mod modem;
pub mod t30;
pub mod t4;

pub mod call;

pub mod delivery;
pub mod document;
pub mod spool;

pub mod service;

#[cfg(feature = "gateway")]
pub mod gateway;

#[cfg(feature = "asterisk")]
pub mod bridge;
