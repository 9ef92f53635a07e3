//! Sessions of Asterisk's module res_fax: the service's access to the channel of a session, and the
//! functions that C calls for sessions (`c-shim/fax_bridge.h`).
//!
//! A `ferrofax_fax_line` is C's object for the channel of a session. Any thread may use it, one at
//! a time, from `begin` until `end` has returned. The service drops its [`Line`] before `end`
//! returns. None of these functions runs on a thread of Asterisk's (see "The thread law" in
//! `src/bridge/mod.rs`).

use super::abi::{self, c_string, string};
use super::guard::guarded;
use super::host::{TextSink, table};
use super::logger::one_line;
use super::module::service;
use super::t38::from_c;
use crate::service::fax_session::{
    FaxLine, FromLine, Modems, SessionKind, SessionResult, SessionTerms, ShowForm, When,
};
use ferrofax_engine::call::playout::HeardFrame;
use std::ffi::c_int;
use std::path::PathBuf;

pub(super) static OURS: abi::ferrofax_fax_ours = abi::ferrofax_fax_ours {
    begin: Some(begin),
    end: Some(end),
    show: Some(show),
    show_stats: Some(show_stats),
    show_settings: Some(show_settings),
};

fn host() -> Option<&'static abi::ferrofax_fax_host> {
    // SAFETY: the pointer is NULL, or a table that lives as long as the host's table, of which it
    // is a part (see "The tables").
    table().and_then(|host| unsafe { host.fax.as_ref() })
}

/// Registers Ferrofax as a fax technology with res_fax, if res_fax is loaded. If `wanted` is false,
/// unregisters Ferrofax. Returns whether Ferrofax is registered now.
pub(super) fn take_up(wanted: bool) -> bool {
    // SAFETY: the function takes a number; any thread may call it (see "The tables").
    host()
        .and_then(|host| host.take_up)
        .is_some_and(|take_up| unsafe { take_up(c_int::from(wanted)) } != 0)
}

/// The Asterisk channel of a res_fax session. The channel's frames and its lock belong to the C
/// code.
struct Line {
    handle: *mut abi::ferrofax_fax_line,
    host: &'static abi::ferrofax_fax_host,
    /// The memory into which C writes the next item from the channel: audio, a T.38 packet, a
    /// switch to T.38, or a hangup. It is reused for each item.
    item: Box<abi::ferrofax_fax_item>,
}

// SAFETY: the C code locks the line itself, and none of its functions depends on the calling
// thread.
unsafe impl Send for Line {}

impl FaxLine for Line {
    fn now_ms(&self) -> u64 {
        // SAFETY: the function takes no arguments.
        self.host.now_ms.map_or(0, |now| unsafe { now() })
    }

    fn take(&mut self) -> Option<FromLine<'_>> {
        let take = self.host.take?;
        // SAFETY: the handle is good (see the module), and the item is ours to be filled.
        let kind = unsafe { take(self.handle, &raw mut *self.item) };
        let item = &*self.item;
        let octets = (item.octets as usize).min(size_of_val(&item.data));
        match u32::try_from(kind).unwrap_or(abi::FERROFAX_FAX_NOTHING) {
            abi::FERROFAX_FAX_VOICE => {
                let samples = item.data.get(..octets / 2)?;
                let frame = HeardFrame {
                    samples,
                    sequence: (item.has_sequence != 0).then_some(item.sequence),
                    timestamp_ms: (item.has_timestamp != 0).then_some(item.timestamp_ms),
                };
                Some(FromLine::Voice(item.at_ms, frame))
            }
            abi::FERROFAX_FAX_PACKET => {
                // SAFETY: `octets` is at most the size of `data`, and any bytes are valid as `u8`.
                let ifp =
                    unsafe { std::slice::from_raw_parts(item.data.as_ptr().cast::<u8>(), octets) };
                Some(FromLine::Packet(item.at_ms, item.sequence, ifp))
            }
            abi::FERROFAX_FAX_SWITCH => Some(FromLine::Switch(item.at_ms, from_c(&item.t38))),
            abi::FERROFAX_FAX_HANG_UP => Some(FromLine::HangUp),
            _ => None,
        }
    }

    fn put_voice(&mut self, block: &[i16; 160], when: When) {
        let kind = match when {
            When::Now => abi::FERROFAX_FAX_VOICE,
            When::WithNext => abi::FERROFAX_FAX_VOICE_WITH_NEXT,
        };
        self.put(kind, block.as_ptr().cast(), size_of_val(block));
    }

    fn put_packet(&mut self, ifp: &[u8]) {
        self.put(abi::FERROFAX_FAX_PACKET, ifp.as_ptr(), ifp.len());
    }

    fn gather(&mut self, ms: u32) {
        if let Some(gather) = self.host.gather {
            // SAFETY: the handle is good (see the module).
            unsafe { gather(self.handle, ms) }
        }
    }

    fn keep_alive(&mut self) {
        self.put(abi::FERROFAX_FAX_NOTHING, std::ptr::null(), 0);
    }

    fn heard_v21(&mut self) {
        if let Some(heard) = self.host.heard_v21 {
            // SAFETY: the handle is good (see the module).
            unsafe { heard(self.handle) }
        }
    }

    fn over(&mut self, result: &SessionResult) {
        self.tell(self.host.over, result);
    }

    fn note(&mut self, result: &SessionResult) {
        self.tell(self.host.note, result);
    }

    fn log(&mut self, text: &str) {
        if let Some(log) = self.host.log {
            let text = c_string(&one_line(text));
            // SAFETY: the handle is good (see the module), and the text lives through the call.
            unsafe { log(self.handle, text.as_ptr()) }
        }
    }
}

/// The type of those C functions to which we pass the result of a fax session.
type Tell =
    Option<unsafe extern "C" fn(*mut abi::ferrofax_fax_line, *const abi::ferrofax_fax_result)>;

impl Line {
    fn put(&self, kind: u32, data: *const u8, octets: usize) {
        if let Some(put) = self.host.put {
            // SAFETY: the handle is good (see the module), and C copies `octets` bytes, all of
            // which are there.
            unsafe { put(self.handle, kind as c_int, data.cast(), octets) }
        }
    }

    fn tell(&self, tell: Tell, result: &SessionResult) {
        let Some(tell) = tell else { return };
        let strings = [&result.resolution, &result.error, &result.text, &result.far_ident]
            .map(|text| c_string(text));
        let [resolution, error, text, far_ident] = strings.each_ref().map(|text| text.as_ptr());
        let told = abi::ferrofax_fax_result {
            success: u8::from(result.success),
            ecm: u8::from(result.ecm),
            pages: result.pages,
            bit_rate: result.bit_rate,
            resolution,
            error,
            text,
            far_ident,
        };
        // SAFETY: the handle is good (see the module), and C copies the strings, which live through
        // the call.
        unsafe { tell(self.handle, &raw const told) }
    }
}

/// Converts the parameters of a new fax session, which the C code passes, into Rust types.
///
/// # Safety
/// The strings of `terms` are valid, and `terms.documents` has as many entries as `terms` states.
unsafe fn terms(terms: &abi::ferrofax_fax_terms) -> SessionTerms {
    // SAFETY: as the caller promises.
    let document = |index| unsafe { PathBuf::from(string(*terms.documents.add(index))) };
    // SAFETY: as the caller promises.
    let (channel, local_ident, header) =
        unsafe { (string(terms.channel), string(terms.local_ident), string(terms.header)) };
    SessionTerms {
        id: terms.id,
        kind: match u32::try_from(terms.kind) {
            Ok(abi::FERROFAX_FAX_SEND) => SessionKind::Send,
            Ok(abi::FERROFAX_FAX_GATEWAY) => SessionKind::Gateway,
            Ok(abi::FERROFAX_FAX_V21) => SessionKind::V21,
            _ => SessionKind::Receive,
        },
        channel,
        documents: (0..terms.document_count).map(document).collect(),
        local_ident,
        header,
        min_rate: terms.min_rate,
        max_rate: terms.max_rate,
        modems: Modems {
            v17: terms.v17 != 0,
            v27ter: terms.v27ter != 0,
            v29: terms.v29 != 0,
            v34: terms.v34 != 0,
        },
        ecm: terms.ecm != 0,
        debug: terms.debug != 0,
        t38: (terms.is_t38 != 0).then(|| from_c(&terms.t38)),
    }
}

unsafe extern "C" fn begin(
    handle: *mut abi::ferrofax_fax_line,
    wanted: *const abi::ferrofax_fax_terms,
) -> u64 {
    let Some(host) = host() else { return 0 };
    let line = || {
        // SAFETY: an item consists of numbers alone, for which zero is valid.
        let item: Box<abi::ferrofax_fax_item> = Box::new(unsafe { std::mem::zeroed() });
        Line { handle, host, item }
    };
    let fail = |text: &str| {
        let (error, text) = ("INIT_ERROR".to_owned(), text.to_owned());
        line().over(&SessionResult { error, text, ..SessionResult::default() });
    };
    begun(&fail, || {
        // SAFETY: C lends its terms for the length of this call.
        let terms = unsafe { terms(&*wanted) };
        let Some(service) = service() else {
            fail("the module is being unloaded");
            return 0;
        };
        service.begin_session(&terms, Box::new(line())).unwrap_or(0)
    })
}

/// Runs `begin` and returns the token of the session; 0 if none began. After a panic, `fail`
/// reports a failure to the PBX. Otherwise the PBX would wait for a fax that never begins, until
/// somebody hangs up.
fn begun(fail: &dyn Fn(&str), begin: impl FnOnce() -> u64) -> u64 {
    guarded(None, || Some(begin())).unwrap_or_else(|| {
        guarded((), || fail("the fax software failed at the fax's beginning"));
        0
    })
}

unsafe extern "C" fn end(token: u64) {
    guarded((), || {
        if let Some(service) = service() {
            service.end_session(token);
        }
    });
}

unsafe extern "C" fn show(token: u64, form: c_int, out: *const abi::ferrofax_text_sink) {
    guarded((), || {
        // SAFETY: C's sink for the length of this call.
        let out = unsafe { TextSink::new(out) };
        let form =
            if form == abi::FERROFAX_FAX_AMI as c_int { ShowForm::Ami } else { ShowForm::Cli };
        if let Some(text) = service().and_then(|service| service.show_session(token, form)) {
            out.put(&text);
        }
    });
}

unsafe extern "C" fn show_stats(out: *const abi::ferrofax_text_sink) {
    guarded((), || {
        // SAFETY: C's sink for the length of this call.
        let out = unsafe { TextSink::new(out) };
        if let Some(service) = service() {
            out.put(&service.show_session_stats());
        }
    });
}

unsafe extern "C" fn show_settings(out: *const abi::ferrofax_text_sink) {
    guarded((), || {
        // SAFETY: C's sink for the length of this call.
        let out = unsafe { TextSink::new(out) };
        if let Some(service) = service() {
            out.put(&service.show_session_settings());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn a_session_that_panics_at_its_beginning_fails_at_once() {
        let told = RefCell::new(Vec::new());
        let fail = |text: &str| told.borrow_mut().push(text.to_owned());
        assert_eq!(begun(&fail, || 7), 7);
        assert!(told.borrow().is_empty());
        assert_eq!(begun(&fail, || panic!("a bug")), 0);
        assert_eq!(*told.borrow(), ["the fax software failed at the fax's beginning"]);
    }
}
