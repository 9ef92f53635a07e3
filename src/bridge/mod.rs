//! The bridge to Asterisk: the two tables of `c-shim/bridge.h`, and the only unsafe code
//! of the package.
//!
//! C enters through `entries` and `calls`; we reach Asterisk through `host` and
//! `channel`. Nothing else of the package knows that there is C.
//!
//! # What the unsafe code relies on
//!
//! **The tables.** `ferrofax_bridge` is called once per load of the module, before
//! anything else, with a table that lives as long as the module is mapped. Both sides
//! check `abi::FERROFAX_BRIDGE_VERSION`; all fields are set.
//!
//! **Strings.** They are zero-terminated, valid until the call returns, and in no known
//! encoding: read lossily, copied at once.
//!
//! **Sinks.** Where C calls back while we call it, `context` points to a value on our
//! stack that outlives the call, is used by that call alone, and has the type that the
//! callback expects.
//!
//! **Handles.** A `ferrofax_call` is a box made by `call_begin`, `send_begin` or
//! `send_job_begin` and freed by `call_end`; between these, C hands it to one entry at a
//! time, on the call's own thread. A `ferrofax_channel` is used only while one of these
//! runs.
//!
//! A `ferrofax_fax_line` is C's end of a session of res_fax; see `fax`.
//!
//! # Panics
//!
//! A panic that reached C would end the PBX and every call in it. So each entry runs
//! inside `guard::guarded`, which logs it and answers for it. A call that panicked is
//! broken: its engine is not touched again, it is filed as far as it came, and the other
//! calls go on.
//!
//! # The thread law
//!
//! - A call belongs to one thread, that C starts for it. That of a received call is
//!   joined before the dialplan goes on; that of a placed one begins with the dialling
//!   and is joined after its end, at the latest before the module is unmapped.
//! - Commands, completions, load, reload and unload come each on a thread that C starts
//!   and joins for them.
//! - `watch` has one thread; the service has its own. All are joined before `unload` answers.
//! - So no Rust code runs on a thread that outlives the module, and no destructor of a
//!   thread-local value is left behind to run after the code is unmapped, or to keep it
//!   mapped so that the module could not be loaded again.
//! - Threads of Asterisk's that run sessions of res_fax never enter: they leave their
//!   frames with C, where threads of the service take them. What must be entered (the
//!   beginning, the end, what is shown) comes as commands do.
//! - Of the host's functions, those of `fax_bridge.h`, logging, events, and placing and
//!   cancelling calls may be used on any thread.
#![allow(unsafe_code)]

mod abi;
mod calls;
mod channel;
mod entries;
mod fax;
mod guard;
mod host;
mod logger;
mod module;
mod t38;
mod watch;

#[cfg(not(panic = "unwind"))]
compile_error!("the bridge needs panic = \"unwind\": a bug must end one call, never the PBX");
