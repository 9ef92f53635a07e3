//! One channel of Asterisk. The service may use the channel only at the beginning and at the end of
//! a call.

use super::abi::{self, c_string};
use super::host::{expand, table};
use crate::service::host::CallHost;
use std::ffi::c_int;

/// A channel of Asterisk. It is valid while `call_begin` or `call_end` runs.
#[derive(Debug)]
pub(super) struct Channel(*mut abi::ferrofax_channel);

impl Channel {
    /// Wraps the pointer by which the C code of the module refers to a channel of Asterisk.
    ///
    /// # Safety
    /// C has passed `handle` to an entry (a function that C calls), which still runs on the call's
    /// own thread. The value is dropped before that entry returns.
    pub(super) unsafe fn new(handle: *mut abi::ferrofax_channel) -> Self {
        Self(handle)
    }

    /// Sets the Q.850 cause with which the channel will be hung up.
    pub(super) fn set_hangup_cause(&mut self, cause: u8) {
        if let Some(set) = table().and_then(|host| host.set_hangup_cause) {
            // SAFETY: the handle is good (see `new`).
            unsafe { set(self.0, c_int::from(cause)) }
        }
    }
}

impl CallHost for Channel {
    fn set_variable(&mut self, name: &str, value: &str) {
        if let Some(set) = table().and_then(|host| host.set_variable) {
            let (name, value) = (c_string(name), c_string(value));
            // SAFETY: the handle is good (see `new`), and the strings live through the call.
            unsafe { set(self.0, name.as_ptr(), value.as_ptr()) }
        }
    }

    fn variable(&self, name: &str) -> Option<String> {
        // SAFETY: the handle is good (see `new`).
        let value = unsafe { expand(self.0, &format!("${{{name}}}")) };
        Some(value).filter(|value| !value.is_empty())
    }

    fn set_cdr_user_field(&mut self, value: &str) {
        if let Some(set) = table().and_then(|host| host.set_cdr_user_field) {
            let value = c_string(value);
            // SAFETY: the handle is good (see `new`), and the string lives through the call.
            unsafe { set(self.0, value.as_ptr()) }
        }
    }
}
