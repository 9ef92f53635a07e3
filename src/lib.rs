//! Ferrofax: a fax server that lives inside Asterisk.
//!
//! # The map
//!
//! Each part is a crate, with a folder in `crates/`: `ground`, `signal`, `engine`, `basics`,
//! `document`, `store`, `spool`, `cluster`, `delivery`, `recorder`, `gateway-toml`, `confine`,
//! `convert`, `reading`, `network`, `rights`, `proof`, `mail`, `node`, `desk`, `listeners`, `web`,
//! `program`. This crate is the module for Asterisk. It re-exports most of the others, for tests,
//! benches and examples. The facts about a call that documents, spool and mails need ([`t4`],
//! [`ladder`], [`t30::outcome`]) are in `ground`, below the engine.
//!
//! The folders, in the order in which a received fax passes through them:
//!
//! 1. `bridge` (feature `asterisk`) connects to the PBX through `c-shim/`: the channel's audio
//!    frames come in, ours are sent out.
//! 2. [`service`] does the work of the module: it finds the device that was called and its
//!    settings, and decides to whom pages and results are sent.
//! 3. [`call`] is the public interface of the engine and the one place where its layers meet.
//!    Samples go in, samples and events come out. Start at
//!    `crates/engine/src/call/receive_chain.rs`. The network may reorder, repeat, delay or lose
//!    packets; `call/playout.rs` makes an even stream of samples from them. `service/line/leg.rs`
//!    holds both the play-out and the engine of a call.
//! 4. [`modem`] turns samples into bits and back, from the stages in [`dsp`].
//! 5. [`hdlc`] turns bits into frames and back.
//! 6. [`t30`] runs the session: it decides what is sent next and which signal is expected, and
//!    determines the outcome.
//! 7. [`t4`] turns page bits into rows and back: MH, MR, MMR, JBIG.
//! 8. [`document`] writes pages into files: TIFF-F, PDF, a picture of the first page.
//! 9. [`spool`] stores faxes, their documents, the outbox and the devices, durably. Below it,
//!    `store` writes the database and the files.
//! 10. [`delivery`] writes the mails and hands them to the relay.
//!
//! A call that switches to T.38 has packets instead of sound: [`t38`] takes the place of steps 4
//! and 5, `call/t38_switch.rs` is where a call switches, and `service/line/t38.rs` decides when to
//! ask for it. `t38/gateway/` carries a call between packets and a telephone line.
//!
//! V.8 ([`modem::v8`]) is used if `AnswerConfig::v8` or `OriginateConfig::v8` allows it, and V.34
//! only if these settings allow V.34 as well (`service/settings/modems.rs`). [`modem::v34`] is the
//! modem; `call/v34_line` then takes the place of steps 3 to 5, and `t30/annex_f.rs` has the
//! differences in step 6.
//!
//! Several PBXs can share a database (the *store* in the code). It is a spool whose state is on
//! PostgreSQL (`crates/store/src/opening`, `crates/store/src/database`). Its documents are in the
//! database or elsewhere (`crates/store/src/objects.rs`). On each PBX, `crates/node/src` copies the
//! received faxes into the shared database (`crates/cluster/src/node`), and shares the jobs that
//! must be sent (`crates/cluster/src/jobs`). An attempt for a shared job is a job of its own in the
//! spool of the node that makes the attempt. If a device has `durable = shared`, a page is
//! confirmed only when the shared database has it, too: `service/storage/awaited.rs` waits for the
//! copy that `crates/node/src/page_shipper.rs` makes (`crates/cluster/src/node/coming.rs`). A
//! machine without a PBX works directly on the shared database (`crates/program/src/front`). The
//! crate `cluster` uses the inside of the spool (`crates/spool/src/inside.rs`), and only the
//! program links that crate. The Asterisk module uses only the spool of its own machine.
//!
//! A call can be recorded, and the recording can be replayed bit for bit: `call/tape`,
//! `call/replay.rs`. `service/line/leg.rs` hands the parts of a recording to `service/recorder`,
//! which stores the recordings that are wanted in the spool (`crates/spool/src/call_records`).
//! `recorder` makes explanations, drawings and exports of a recording. `src/examiner.rs` makes
//! `recorder` available to the program (`crates/web/src/examiner`), which runs `recorder` in
//! confined child processes for the web interface and the API.
//!
//! If a remote machine polls for a document, two parts give it the document: `t30/session.rs`,
//! where a call changes from `answering` to `calling` or back, and `service/receive/giving.rs`. A
//! job may fetch a document (`crates/spool/src/jobs`): with `OriginateConfig::fetch` the engine
//! asks for it, and `service/send/fetching.rs` stores the fetched document as a received fax.
//!
//! `SendFAX` and `ReceiveFAX` of Asterisk's res_fax are sessions of [`call::Call`], too:
//! `service/fax_session/`, `c-shim/fax_*.c`.
//!
//! A fax that is sent passes through these parts:
//!
//! 1. A submission method converts documents into pages (`convert`) and hands over a draft. The
//!    methods are in `mail`, `listeners`, `web` and `program` (crates of the `ferrofax` program),
//!    except for the PBX's command line and AMI, which are in [`service`]. [`spool::submission`] makes the draft a job, or
//!    reports the fault in the draft.
//! 2. [`spool`] stores the job with its states, leases, pages and history
//!    (`crates/spool/src/jobs/`); `crates/spool/src/failure.rs` is the one list of reasons why a
//!    fax was not sent.
//! 3. The dialler (`service/dialler/`) takes leases and has the PBX place calls.
//!    `service/send/` runs a call that was answered, and `service/page_feed/` gives it the
//!    pages. The facts that earlier calls to a number have shown (`crates/spool/src/destinations/`)
//!    are applied to the next call by `service/dialler/remembered.rs`.
//! 4. [`document`] fits pages to what the receiver can take and draws the header line.
//! 5. [`call::Call::originate`] and `t30/calling/` send the pages; the result of each page is
//!    stored in the spool before the next page.
//! 6. [`delivery::report`] reports the result to people.
//!
//! Many parts use these small helpers:
//!
//! - [`time`]: samples and milliseconds;
//! - [`wide`]: the processor's wide vectors;
//! - [`pii`]: numbers and names in logs;
//! - [`value`] and [`zone`], in `basics`: words and time zones of settings;
//! - `lock`, in `basics`: locks that outlive a panic;
//! - `errand`, in `basics`: threads that outlive a panic;
//! - [`clock`], in `basics`: the wall clock, and a clock that cannot be set.
//!
//! # Words
//!
//! The words of ITU-T T.30, T.4, T.6 and T.38 are used as they are: DIS, DCS, TCF, CFR, MCF, phases
//! A to E, ECM, MH, MR, MMR, JBIG, IFP, UDPTL. These words are ours:
//!
//! - *device*: a fax machine that the dialplan declares: an extension with mailboxes, a format,
//!   limits.
//! - *remote fax machine* (*far* in names of the code): the fax machine at the other end of a
//!   call. Its *station identification* is the name that it sends (CSI, TSI). *Remote end*: the
//!   remote fax machine, or in T.38 the network's side of it.
//! - *fax*: a received document with its pages, in the spool. *Job*: a document that must be sent,
//!   from its submission to its end.
//! - *draft*: a job as somebody submits it, unchecked. *Attempt* (*try* in names of the code):
//!   one call for a job. *Lease*: the right to make the attempt, for a limited time.
//! - *in doubt*: pages that were sent but not confirmed (MCF): it cannot be known whether the
//!   remote fax machine has them.
//! - *outbox*: the mails and print jobs that are still to be sent, with an *entry* for each
//!   mailbox. *Report*: a mail about a job. *Letter*: a mail about a submission that never became a
//!   job.
//! - *relay*: the mail server that our mails are handed to. *Faxmaster*: the recipient of mails
//!   that nobody else can get.
//! - *trunk*: the line by which a call enters or leaves the PBX, as `PJSIP/provider`: the
//!   technology of its channel and the peer there.
//! - *header line*: the line at the top of a sent page (date, sender, page number).
//! - *session*: one run of `SendFAX` or `ReceiveFAX` of res_fax on Ferrofax's fax engine; in `t30`,
//!   the conversation of a call.
//! - *gateway*: in `t38`, the code that carries a call between T.38 and audio. The file
//!   `gateway.toml` holds the settings of the Ferrofax service (`ferrofax serve`).
//! - *submission method*: how somebody submits a fax: mail, drop folder, command line, AMI. (Names
//!   in the code have `way_in` and `door` for it.) *Asker*: the person or program that submits a
//!   fax.
//! - *intake*: mails that were accepted but not yet processed. *Desk*: the threads that turn these
//!   mails into jobs, or answer them with a letter.
//! - *confined child*: a process of ours that reads untrusted documents and can do nothing else.
//! - *ladder*: the record of a call's conversation. *Rung*: one frame, signal or note in the
//!   ladder.
//! - *node*: a PBX's spool that shares a database (*store*) with other nodes. A node *ships*
//!   (uploads) its received faxes into the database. In the database, a fax is identified by its
//!   *mark*, a text that no other fax has. A job's *home* is its origin node: the node that it was
//!   submitted to. *Front*: a stateless node: a machine without a PBX, whose spool is the shared
//!   database.
//! - *question*: a request of the program to the module to check the installation, passed through
//!   the spool. *Finding*: the result of one check, with the way to fix a fault.
//! - *errand*: one turn of a thread's work. A panic ends the turn, but not the thread.
//!
//! # The rules
//!
//! - The engine starts no thread and uses no clock, no file, no socket, no log. Time is counted in
//!   samples ([`time`]). The same input gives the same output, whether it comes in small or large
//!   pieces.
//! - `tests/package/layering.rs` says which part may use which others, with a row for each crate
//!   and for each folder of the larger ones. A test compares the source with it.
//! - `unsafe` is used in `bridge` alone. Every entry from C catches panics.
//! - A received page is durable before it is confirmed to the sending fax machine (MCF).

pub use ferrofax_basics::{UnixMs, clock, value, zone};
#[cfg(feature = "program")]
pub use ferrofax_convert as convert;
pub use ferrofax_delivery as delivery;
#[cfg(feature = "program")]
pub use ferrofax_desk as desk;
pub use ferrofax_document as document;
pub use ferrofax_engine::{call, hdlc, t30, t38};
pub use ferrofax_ground::{ladder, pii, sent_line, t4, wide};
#[cfg(feature = "program")]
pub use ferrofax_listeners as listeners;
#[cfg(feature = "program")]
pub use ferrofax_mail as mail;
#[cfg(feature = "program")]
pub use ferrofax_network as network;
#[cfg(feature = "program")]
pub use ferrofax_node as node;
#[cfg(feature = "program")]
pub use ferrofax_program as program;
#[cfg(feature = "program")]
pub use ferrofax_proof as proof;
#[cfg(feature = "program")]
pub use ferrofax_recorder as recorder;
#[cfg(feature = "program")]
pub use ferrofax_rights as rights;
pub use ferrofax_signal::{dsp, modem, time};
pub use ferrofax_spool as spool;
#[cfg(feature = "program")]
pub use ferrofax_web as web;

pub mod service;

#[cfg(feature = "asterisk")]
mod bridge;
