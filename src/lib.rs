//! Ferrofax: a fax server that lives inside Asterisk.
//!
//! # The map
//!
//! Each room is a crate with a folder of its name: `ground`, `signal`, `engine`,
//! `basics`, `document`, `spool`, `delivery`, `recorder`, `program`; this one is the module for Asterisk. Their
//! names are brought together here, for tests, benches and examples. What documents, spool
//! and mails know of a call ([`t4`], [`ladder`], [`t30::outcome`]) is in `ground`, below the engine.
//!
//! A received fax goes this way, and so does a reader, folder by folder:
//!
//! 1. `bridge` (feature `asterisk`) meets the PBX through `c-shim/`: the channel's audio
//!    frames come in, ours go out.
//! 2. [`service`] is what the module does: which device was called, what its settings
//!    are, where pages and results go.
//! 3. [`call`] is the engine's face and the one place where its layers meet. Samples in,
//!    samples and events out. Start at `engine/src/call/receive_chain.rs`. What a network
//!    did to the samples on their way (order, doubles, jitter, losses) `call/playout.rs`
//!    puts right first; `service/line/leg.rs` has both for a call.
//! 4. [`modem`] turns samples into bits and back, from the stages in [`dsp`].
//! 5. [`hdlc`] turns bits into frames and back.
//! 6. [`t30`] is the session: what to say next, what to listen for, what came of it.
//! 7. [`t4`] turns page bits into rows and back: MH, MR, MMR, JBIG.
//! 8. [`document`] puts pages into files: TIFF-F, PDF, a picture of the first page.
//! 9. [`spool`] keeps faxes, their documents, the outbox and the devices, durably.
//! 10. [`delivery`] writes the mails and hands them to the relay.
//!
//! A call that goes over to T.38 has packets instead of sound: [`t38`] stands in the
//! place of steps 4 and 5, `call/t38_switch.rs` is where a call changes over,
//! `service/line/t38.rs` decides when to ask for it. `t38/gateway/` carries a call between
//! packets and a telephone line.
//!
//! V.8 ([`modem::v8`]) is spoken where `AnswerConfig::v8` or `OriginateConfig::v8` asks for it, and
//! V.34 where they ask for that, too (`service/settings/modems.rs`): [`modem::v34`] is the modem,
//! `call/v34_line` stands in the place of steps 3 to 5 then, and `t30/annex_f.rs` says what is
//! different in step 6.
//!
//! Several PBXs share a store: a spool whose state is on PostgreSQL (`spool/src/opening`,
//! `spool/src/database`), its documents with it or elsewhere (`spool/src/objects.rs`).
//! `program/src/node` ships into it what each has received
//! (`spool/src/node`), and shares what is to be sent (`spool/src/jobs/shared`): a try of the
//! store's is a job of its own in the spool of the node that makes it. Where a device wants it, a
//! page is confirmed when the store has it, too: `service/storage/awaited.rs` waits for what
//! `program/src/node/page_shipper.rs` brings (`spool/src/node/coming.rs`). A machine without a PBX
//! works on the store itself (`program/src/front`).
//!
//! A call is kept on a tape and runs again from it to the bit: `call/tape`, `call/replay.rs`.
//! `service/line/leg.rs` hands its parts to `service/recorder`, which keeps in the spool
//! (`spool/src/call_records`) what is wanted of them. What people make of a record is in
//! `recorder`; `src/examiner.rs` brings it to the program (`program/src/examiner`), which has
//! it done by confined children for its page and API.
//!
//! A document goes to who fetches it by `t30/session.rs`, where a call changes hands between
//! `answering` and `calling`, and `service/receive/giving.rs`. A job may fetch one
//! (`spool/src/jobs`): `OriginateConfig::fetch` has the engine ask for it, and
//! `service/send/fetching.rs` files what comes as a received fax.
//!
//! `SendFAX` and `ReceiveFAX` of Asterisk's res_fax are sessions of the same
//! [`call::Call`]: `service/fax_session/`, `c-shim/fax_*.c`.
//!
//! A fax that is sent goes the same road upwards:
//!
//! 1. A way in (`program`, the inside of the `ferrofax` program; the PBX's command line
//!    and AMI in [`service`]) makes pages of documents and hands over a draft.
//!    [`spool::submission`] makes it a job, or says what is wrong with it.
//! 2. [`spool`] keeps the job with its states, leases, pages and history
//!    (`spool/src/jobs/`); `spool/src/failure.rs` is the one list of why a fax was not
//!    sent.
//! 3. The dialler (`service/dialler/`) takes leases and has the PBX place calls;
//!    `service/send/` has an answered one, `service/page_feed/` feeds it with pages. What calls
//!    to a number have taught (`spool/src/destinations/`) is taken into the next by
//!    `service/dialler/remembered.rs`.
//! 4. [`document`] fits pages to what the receiver takes and draws the header line.
//! 5. [`call::Call::originate`] and `t30/calling/` send them; each page's fate goes back
//!    into the spool before the next.
//! 6. [`delivery::report`] tells people what became of it.
//!
//! Small things that many use: [`time`] (samples and milliseconds), [`wide`] (the
//! processor's wide vectors), [`pii`] (numbers and names in logs); in `basics` [`value`]
//! and [`zone`] (words and time zones of settings), `lock` (locks that outlive a panic),
//! `errand` (threads that outlive one), [`clock`] (the machine's clock and one that
//! nobody puts).
//!
//! # Words
//!
//! The field's own, as in ITU-T T.30, T.4, T.6 and T.38, are used as they are: DIS, DCS,
//! TCF, CFR, MCF, phases A to E, ECM, MH, MR, MMR, JBIG, IFP, UDPTL. These are ours:
//!
//! - *device*: a fax machine that the dialplan declares: an extension with mailboxes, a
//!   format, limits.
//! - *remote terminal*: the fax machine at the other end of a call (people read "far
//!   machine"); its *station identification* is what it calls itself (CSI, TSI). *Remote
//!   end*: the same, or the network's side of it, in T.38.
//! - *fax*: what a call brought, with its pages, in the spool. *Job*: what is to be sent,
//!   from its submission to its end.
//! - *draft*: a job as somebody wishes it, unchecked. *Try* (attempt): one call for a
//!   job; *lease*: the right to make it, for a while.
//! - *in doubt*: pages that went out without an answer (MCF): whether the remote terminal has
//!   them cannot be known.
//! - *outbox*: what is to be mailed or printed, an *entry* for each mailbox. *Report*: a
//!   mail on a job. *Letter*: a mail on what never became one.
//! - *relay*: the mail server that our mails are handed to. *Faxmaster*: who gets what
//!   nobody else can.
//! - *trunk*: what a call comes by or goes by, as `PJSIP/provider`: the technology of its channel and
//!   the peer there.
//! - *header line*: the line at the top of a page sent (date, sender, number of the page).
//! - *session*: a `SendFAX` or `ReceiveFAX` of res_fax, carried by us; in `t30`, the
//!   conversation of a call.
//! - *gateway*: what carries a call between T.38 and audio, and in what people
//!   read (`gateway.toml`) the `ferrofax` program.
//! - *way in* (door): mail, drop folder, command line, AMI: how somebody hands over what
//!   is to be sent. *Asker*: who that is.
//! - *intake*: mails that were taken and are not dealt with. *Desk*: the threads that
//!   make jobs or answers of them.
//! - *confined child*: a process of ours that reads what strangers wrote and can do nothing else.
//! - *ladder*, *rung*: what was said in a call by either side; one frame, signal or note of it.
//! - *node*: a PBX's spool that shares a *store* with others. A fax is *shipped* into it, and known
//!   again there by its *mark*. A job's *home* is the node that it was handed to. *Front*: a
//!   machine without a PBX, whose spool is the store.
//! - *question*, *finding*: what the program asks the module about the installation, by the
//!   spool; one thing that was looked at, how it is, and what mends it.
//! - *errand*: one turn of a thread's work; a bug ends it and not the thread.
//!
//! # The rules
//!
//! - The engine starts no thread and knows no clock, no file, no socket, no log. Time is
//!   counted in samples ([`time`]). The same input gives the same output, however it was
//!   cut.
//! - Who may use whom stands in `tests/package/layering.rs`, a row for each room and for each
//!   folder of the larger ones, and the source is held to it.
//! - `unsafe` lives in `bridge` alone. Every entry from C catches panics.
//! - A page is durable before it is confirmed to the caller (MCF).

pub use ferrofax_basics::{UnixMs, clock, value, zone};
pub use ferrofax_delivery as delivery;
pub use ferrofax_document as document;
pub use ferrofax_engine::{call, hdlc, t30, t38};
pub use ferrofax_ground::{ladder, pii, sent_line, t4, wide};
#[cfg(feature = "program")]
pub use ferrofax_program as program;
#[cfg(feature = "program")]
pub use ferrofax_recorder as recorder;
pub use ferrofax_signal::{dsp, modem, time};
pub use ferrofax_spool as spool;

pub mod service;

#[cfg(feature = "asterisk")]
mod bridge;
