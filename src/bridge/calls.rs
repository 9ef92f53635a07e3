//! The Rust functions (*entries*) by which the module's C code begins, runs and ends a fax call. C
//! holds a pointer (the handle) to a box, and the box holds the Rust value of the call. After a
//! panic the box is empty.

use super::abi::{self, string};
use super::channel::Channel;
use super::guard::guarded;
use super::host::TextSink;
use super::module::service;
use super::t38::{from_c, to_c};
use crate::service::host::{CallFailure, CallHost, CallInfo, HeardFrame, T38Action, T38Told};
use crate::service::{ChannelCall, Refusal, Rest, Service};
use std::ffi::{c_char, c_int};
use std::slice;
use std::sync::{Arc, LazyLock};

/// The value that our functions return to the C code of the module after success. `BROKEN` is the
/// value that they return if a panic has ended the call.
const DONE: c_int = 0;
const BROKEN: c_int = -1;

/// The time, in milliseconds, for which the C code of the module waits before it calls our
/// functions again for a call that a panic has ended. A call without a panic states its own time.
const LEAST_WAIT_MS: u32 = 10;

/// The number of samples in each block of audio that we send to the channel.
const BLOCK: usize = abi::FERROFAX_BLOCK as usize;

/// The name of an environment variable of Asterisk that allows test panics. If it is set, a channel
/// variable named [`PANIC_AFTER_MS`] makes the fax engine of that call panic. With it, a test shows
/// that a bug ends only one call. No configuration and no caller can set the environment variable.
const PANIC_TEST: &str = "FERROFAX_TEST_PANIC";
const PANIC_AFTER_MS: &str = "FERROFAX_PANIC_AFTER_MS";

static PANICS_ALLOWED: LazyLock<bool> = LazyLock::new(|| std::env::var_os(PANIC_TEST).is_some());

/// The word that SIP sends in place of a withheld number (RFC 3261 §8.1.1.3).
const ANONYMOUS: &str = "anonymous";

/// The facts that the C code of the module reports about a call at its beginning.
struct Facts {
    info: CallInfo,
    /// The call settings that the dialplan has set with its function `FERROFAX(item)`: the name of
    /// each item, and its value.
    wanted: Vec<(String, String)>,
}

/// A fax call in the form in which the module's C code refers to it: C has only a pointer to this
/// value, the handle of the call.
struct CallSlot {
    /// The fax call; `None` after a panic ended the call.
    call: Option<ChannelCall>,
    /// The number of milliseconds after which the fax engine panics; `None` unless a test asks for
    /// a panic.
    panic_after_ms: Option<u64>,
    began_ms: Option<u64>,
    /// Whether the first audio frame has come. That frame is logged, because it shows the audio
    /// format of the telephone line.
    heard: bool,
}

impl CallSlot {
    /// Runs `work` on the call. After a panic the call is dropped and never used again. When it is
    /// dropped, the part of the fax that has arrived is stored.
    fn work(&mut self, work: impl FnOnce(&mut ChannelCall) -> c_int) -> c_int {
        let Some(call) = &mut self.call else {
            return BROKEN;
        };
        let answer = guarded(None, || Some(work(call)));
        answer.unwrap_or_else(|| {
            let broken = self.call.take();
            guarded((), || drop(broken));
            BROKEN
        })
    }
}

/// Returns the [`CallSlot`] to which the handle of a call points. `call` is the handle, as the C
/// code of the module passes it.
///
/// # Safety
/// See "Handles" in the documentation of the module `bridge`.
unsafe fn slot<'a>(call: *mut abi::ferrofax_call) -> &'a mut CallSlot {
    // SAFETY: made by `begin`, not yet freed by `end`, used by one entry at a time.
    unsafe { &mut *call.cast::<CallSlot>() }
}

pub(super) unsafe extern "C" fn begin(
    channel: *mut abi::ferrofax_channel,
    info: *const abi::ferrofax_call_info,
    args: *const c_char,
) -> *mut abi::ferrofax_call {
    // SAFETY: C lends its channel, the facts of the call and the text of the dialplan for the
    // length of this call.
    unsafe { begin_by(channel, info, |service, info| service.begin_call(info, &string(args))) }
}

pub(super) unsafe extern "C" fn begin_send(
    channel: *mut abi::ferrofax_channel,
    info: *const abi::ferrofax_call_info,
    token: i64,
) -> *mut abi::ferrofax_call {
    // SAFETY: as in `begin`.
    unsafe { begin_by(channel, info, |service, info| service.begin_send(token, info)) }
}

pub(super) unsafe extern "C" fn begin_send_job(
    channel: *mut abi::ferrofax_channel,
    info: *const abi::ferrofax_call_info,
    args: *const c_char,
) -> *mut abi::ferrofax_call {
    // SAFETY: as in `begin`.
    unsafe { begin_by(channel, info, |service, info| service.begin_send_job(&string(args), info)) }
}

/// Begins a fax call by the function `make`, and returns the handle of the call for C; null if the
/// call is refused.
///
/// # Safety
/// `channel` and `info` point to values of C that are valid until this function returns.
unsafe fn begin_by(
    channel: *mut abi::ferrofax_channel,
    info: *const abi::ferrofax_call_info,
    make: impl FnOnce(&Arc<Service>, CallInfo) -> Result<ChannelCall, Refusal>,
) -> *mut abi::ferrofax_call {
    let slot = guarded(None, || {
        // SAFETY: as the caller promises.
        let (mut channel, facts) = unsafe { (Channel::new(channel), Facts::of(&*info)) };
        let call = make(&service()?, facts.info.clone());
        take(&facts, call, &mut channel)
    });
    slot.map_or(std::ptr::null_mut(), |slot| Box::into_raw(Box::new(slot)).cast())
}

pub(super) unsafe extern "C" fn failed(
    token: i64,
    hangup_cause: c_int,
    status: *const c_char,
    outer_channel: *const c_char,
) {
    guarded((), || {
        // SAFETY: these are C's strings, valid for the length of this call.
        let (status, outer_channel) = unsafe { (string(status), string(outer_channel)) };
        let hangup_cause = u16::try_from(hangup_cause).unwrap_or(0);
        if let Some(service) = service() {
            service.call_failed(token, CallFailure { hangup_cause, status, outer_channel });
        }
    });
}

pub(super) extern "C" fn gone(token: i64) {
    guarded((), || {
        if let Some(service) = service() {
            service.call_gone(token);
        }
    });
}

/// Prepares a call that the service has just begun. Applies the call settings that the dialplan has
/// set with its function `FERROFAX()`. Returns the [`CallSlot`], to which C gets a handle. If the
/// service refused the call, sets the channel variables with the reason and the hangup cause, and
/// returns `None`.
fn take(
    facts: &Facts,
    call: Result<ChannelCall, Refusal>,
    channel: &mut Channel,
) -> Option<CallSlot> {
    let name = &facts.info.channel;
    match call {
        Ok(mut call) => {
            // A wrong item is logged, and the fax continues without it: a call with a faulty
            // dialplan line is better than no fax.
            for (item, value) in &facts.wanted {
                if let Err(error) = call.set_item(item, value) {
                    log::warn!("{name}: FERROFAX({item}) = {value}: {error}");
                }
            }
            let panic_after_ms =
                PANICS_ALLOWED.then(|| channel.variable(PANIC_AFTER_MS)?.parse().ok()).flatten();
            Some(CallSlot { call: Some(call), panic_after_ms, began_ms: None, heard: false })
        }
        Err(refusal) => {
            log::warn!("{name}: call refused: {}", refusal.text);
            tell_failure(channel, refusal.error, &refusal.text);
            channel.set_hangup_cause(refusal.hangup_cause);
            None
        }
    }
}

fn tell_failure(channel: &mut Channel, error: &str, text: &str) {
    channel.set_variable("FAXSTATUS", "FAILED");
    channel.set_variable("FAXERROR", error);
    channel.set_variable("FAXSTATUSSTRING", text);
}

impl Facts {
    /// Copies the facts that the C code of the module reports about a call.
    ///
    /// # Safety
    /// The strings of `info` are valid, and `wanted` points to as many fields as `info` says.
    unsafe fn of(info: &abi::ferrofax_call_info) -> Self {
        // SAFETY: as the caller promises.
        let (read, wanted, codec) = unsafe {
            let read = CallInfo {
                channel: string(info.channel),
                outer_channel: string(info.outer_channel),
                unique_id: string(info.unique_id),
                context: string(info.context),
                exten: string(info.exten),
                called: string(info.called),
                caller_number: Some(string(info.caller_number))
                    .filter(|number| !number.eq_ignore_ascii_case(ANONYMOUS))
                    .unwrap_or_default(),
                caller_name: string(info.caller_name),
            };
            (read, abi::fields(info.wanted, info.wanted_count), string(info.codec))
        };
        warn_of_codec(&read.channel, &codec);
        Self { info: read, wanted }
    }
}

/// Warns in the log of a codec other than plain PCM: such a codec changes the wave form that a
/// modem needs.
fn warn_of_codec(channel: &str, codec: &str) {
    if !["ulaw", "alaw", "slin"].contains(&codec) {
        log::warn!(
            "{channel}: the line speaks {codec}: faxes need G.711 (alaw or ulaw) all the way"
        );
    }
}

pub(super) unsafe extern "C" fn frame(
    call: *mut abi::ferrofax_call,
    now_ms: u64,
    frame: *const abi::ferrofax_frame,
) -> c_int {
    // SAFETY: C's handle (see "Handles") and its frame. The frame says how many samples it has;
    // they are aligned, and nobody changes them meanwhile.
    let (slot, frame, samples) = unsafe {
        let frame = &*frame;
        (slot(call), frame, slice::from_raw_parts(frame.samples, frame.count))
    };
    let heard = HeardFrame {
        samples,
        sequence: (frame.has_sequence != 0).then_some(frame.sequence),
        timestamp_ms: (frame.has_timestamp != 0).then_some(frame.timestamp_ms),
    };
    if !std::mem::replace(&mut slot.heard, true) {
        log::debug!(
            "the line's first frame: {} samples, number {:?}, stamp {:?} ms",
            samples.len(),
            heard.sequence,
            heard.timestamp_ms
        );
    }
    slot.work(|call| {
        call.frame(now_ms, heard);
        DONE
    })
}

pub(super) unsafe extern "C" fn tick(call: *mut abi::ferrofax_call, now_ms: u64) -> c_int {
    // SAFETY: C's handle (see "Handles").
    let slot = unsafe { slot(call) };
    let (panic_after_ms, began_ms) = (slot.panic_after_ms, *slot.began_ms.get_or_insert(now_ms));
    slot.work(|call| {
        assert!(
            panic_after_ms.is_none_or(|after| now_ms < began_ms + after),
            "a panic, as a test has asked for"
        );
        call.tick(now_ms);
        DONE
    })
}

pub(super) unsafe extern "C" fn rest(call: *mut abi::ferrofax_call, gather_ms: *mut u32) -> u32 {
    // SAFETY: C's handle (see "Handles"), and a number that is ours for the length of this call.
    let (slot, gather_ms) = unsafe { (slot(call), &mut *gather_ms) };
    let mut rest = Rest { wait_ms: LEAST_WAIT_MS, gather_ms: 0 };
    slot.work(|call| {
        rest = call.rest();
        DONE
    });
    *gather_ms = rest.gather_ms;
    rest.wait_ms
}

pub(super) unsafe extern "C" fn speech(call: *mut abi::ferrofax_call, block: *mut i16) -> c_int {
    // SAFETY: C's handle (see "Handles"), and a block of BLOCK samples that is ours for the length
    // of this call.
    let (slot, block) = unsafe { (slot(call), &mut *block.cast::<[i16; BLOCK]>()) };
    slot.work(|call| c_int::from(call.take_speech(block)))
}

/// Passes a message of Asterisk's channel about T.38 (such as a request for T.38, or a refusal) on
/// to the fax call.
pub(super) unsafe extern "C" fn t38(
    call: *mut abi::ferrofax_call,
    now_ms: u64,
    what: c_int,
    terms: *const abi::ferrofax_t38,
) -> c_int {
    // SAFETY: C's handle (see "Handles"), and its terms for the length of this call.
    let (slot, terms) = unsafe { (slot(call), from_c(&*terms)) };
    let told = match u32::try_from(what) {
        Ok(abi::FERROFAX_T38_REQUESTED) => T38Told::Requested(terms),
        Ok(abi::FERROFAX_T38_NEGOTIATED) => T38Told::Negotiated(terms),
        Ok(abi::FERROFAX_T38_REFUSED) => T38Told::Refused,
        Ok(abi::FERROFAX_T38_TERMINATED) => T38Told::Terminated,
        _ => T38Told::Unavailable,
    };
    slot.work(|call| {
        call.t38_told(now_ms, told);
        DONE
    })
}

pub(super) unsafe extern "C" fn packet(
    call: *mut abi::ferrofax_call,
    now_ms: u64,
    sequence: u16,
    octets: *const u8,
    count: usize,
) -> c_int {
    // SAFETY: C's handle (see "Handles"), and `count` bytes for the length of this call.
    let (slot, ifp) = unsafe { (slot(call), slice::from_raw_parts(octets, count)) };
    slot.work(|call| {
        call.packet(now_ms, sequence, ifp);
        DONE
    })
}

pub(super) unsafe extern "C" fn t38_wish(
    call: *mut abi::ferrofax_call,
    terms: *mut abi::ferrofax_t38,
) -> c_int {
    // SAFETY: C's handle (see "Handles"), and room for terms that is ours for the length of this
    // call.
    let (slot, terms) = unsafe { (slot(call), &mut *terms) };
    slot.work(|call| {
        let Some(wish) = call.take_t38_wish() else {
            return DONE;
        };
        *terms = to_c(&wish.terms);
        let action = match wish.action {
            T38Action::Ask => abi::FERROFAX_T38_ASK,
            T38Action::Accept => abi::FERROFAX_T38_ACCEPT,
            T38Action::Refuse => abi::FERROFAX_T38_REFUSE,
            T38Action::End => abi::FERROFAX_T38_END,
        };
        c_int::try_from(action).unwrap_or(BROKEN)
    })
}

pub(super) unsafe extern "C" fn say_packet(
    call: *mut abi::ferrofax_call,
    octets: *mut u8,
    size: usize,
) -> c_int {
    // SAFETY: C's handle (see "Handles"), and `size` bytes that are ours for the length of this
    // call.
    let (slot, room) = unsafe { (slot(call), slice::from_raw_parts_mut(octets, size)) };
    slot.work(|call| {
        // A packet that does not fit into the room is dropped: it could not be sent either.
        while let Some(packet) = call.take_packet() {
            if let Some(room) = room.get_mut(..packet.len()).filter(|room| !room.is_empty()) {
                room.copy_from_slice(&packet);
                return c_int::try_from(packet.len()).unwrap_or(BROKEN);
            }
        }
        DONE
    })
}

pub(super) unsafe extern "C" fn is_over(call: *mut abi::ferrofax_call) -> c_int {
    // SAFETY: C's handle (see "Handles").
    let slot = unsafe { slot(call) };
    // A broken call is over, too.
    c_int::from(slot.work(|call| c_int::from(call.is_over())) != 0)
}

pub(super) unsafe extern "C" fn hung_up(call: *mut abi::ferrofax_call) {
    // SAFETY: C's handle (see "Handles").
    let slot = unsafe { slot(call) };
    slot.work(|call| {
        call.hung_up();
        DONE
    });
}

/// Reads a value of the running call, such as `pages` or `rate`, for the dialplan function
/// `FERROFAX(name)`.
pub(super) unsafe extern "C" fn item(
    call: *mut abi::ferrofax_call,
    name: *const c_char,
    value: *const abi::ferrofax_text_sink,
) -> c_int {
    // SAFETY: C's handle (see "Handles"), its string and its sink for the length of this call.
    let (slot, name, value) = unsafe { (slot(call), string(name), TextSink::new(value)) };
    slot.work(|call| {
        let Some(text) = call.item(&name) else {
            return BROKEN;
        };
        value.put(&text);
        DONE
    })
}

pub(super) unsafe extern "C" fn end(
    call: *mut abi::ferrofax_call,
    channel: *mut abi::ferrofax_channel,
) {
    // SAFETY: the box was made by `begin`, and C does not use it again (see "Handles").
    let slot = unsafe { Box::from_raw(call.cast::<CallSlot>()) };
    // SAFETY: C's channel for the length of this call.
    let mut channel = unsafe { Channel::new(channel) };
    let filed = guarded(false, || {
        slot.call.is_some_and(|call| {
            call.finish(&mut channel);
            true
        })
    });
    if !filed {
        guarded((), || {
            tell_failure(
                &mut channel,
                "INTERNAL_ERROR",
                "An error in the fax server ended the call",
            )
        });
    }
}
