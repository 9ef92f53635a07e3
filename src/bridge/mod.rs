//! The bridge to Asterisk: the two tables of functions in `c-shim/bridge.h`, and the only unsafe
//! code of the package.
//!
//! C calls our functions in `entries`, `calls` and `fax` (the *entries*). We call Asterisk through
//! C's functions (the *host*), in `host` and `channel`. No other code in the package uses C.
//!
//! # Assumptions of the unsafe code
//!
//! **The tables.** `ferrofax_bridge` is called once per load of the module, before anything else,
//! with a table that lives as long as the module is mapped. Both sides check
//! `abi::FERROFAX_BRIDGE_VERSION`; all fields are set.
//!
//! **Strings.** They are zero-terminated, valid until the call returns, and in no known encoding.
//! We copy them at once and replace invalid UTF-8.
//!
//! **Sinks.** Where C calls back while we call it, `context` points to a value on our stack. The
//! value outlives the call, is used by that call alone, and has the type that the callback expects.
//!
//! **Handles.** A `ferrofax_call` is a box made by `call_begin`, `send_begin` or `send_job_begin`
//! and freed by `call_end`. Between its creation and its end, C hands the box to one entry at a
//! time, on the call's own thread. A `ferrofax_channel` is used only while one of these four
//! functions runs.
//!
//! A `ferrofax_fax_line` is C's end of a session of res_fax; see `fax`.
//!
//! # Panics
//!
//! A panic that reached C would end the PBX and every call in it. So each entry runs inside
//! `guard::guarded`, which logs the panic and returns a value in its place. A call that panicked is
//! broken: its engine is not touched again, the part of the fax that has arrived is stored, and the
//! other calls continue.
//!
//! # The thread law
//!
//! - A call belongs to one thread, which C starts for it. The thread of a received call is
//!   joined before the dialplan continues. The thread of a placed call begins with the dialling
//!   and is joined after the call's end, at the latest before the module is unmapped.
//! - Each command, completion, load, reload and unload comes on a thread that C starts and joins
//!   for it.
//! - `watch` has one thread; the service has its own. All are joined before `unload` returns.
//! - So no Rust code runs on a thread that outlives the module. No destructor of a thread-local
//!   value is left behind, which would run after the code is unmapped, or keep it mapped so that
//!   the module could not be loaded again.
//! - Asterisk's threads that run sessions of res_fax never enter Rust code: they hand their frames
//!   to the C code, and threads of the service take the frames from it. The entries for the
//!   beginning, the end and the display of a session come on threads of their own, as commands do.
//! - Of the host's functions, those of `fax_bridge.h`, logging, events, and placing and cancelling
//!   calls may be used on any thread.
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
