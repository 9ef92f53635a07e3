//! `c-shim/bridge.h` as bindgen reads it, and strings across the border.
#![allow(
    missing_docs,
    non_camel_case_types,
    unreachable_pub,
    clippy::upper_case_acronyms,
    dead_code
)]

use std::ffi::{CStr, CString, c_char};

include!(concat!(env!("OUT_DIR"), "/bridge_abi.rs"));

/// A copy of a string of C's; NULL is empty.
///
/// # Safety
/// `text` is NULL or zero-terminated.
pub(super) unsafe fn string(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: zero-terminated, as the caller says.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

/// The same where empty means unknown.
///
/// # Safety
/// As for [`string`].
pub(super) unsafe fn known(text: *const c_char) -> Option<String> {
    // SAFETY: as the caller says.
    Some(unsafe { string(text) }).filter(|text| !text.is_empty())
}

/// Copies of C's names and values.
///
/// # Safety
/// `fields` points to `count` fields with strings in them.
pub(super) unsafe fn fields(fields: *const ferrofax_field, count: usize) -> Vec<(String, String)> {
    // SAFETY: as the caller says.
    let copy =
        |index| unsafe { (string((*fields.add(index)).name), string((*fields.add(index)).value)) };
    (0..count).map(copy).collect()
}

/// A string for C. A zero byte can't be told to C: the text ends there.
pub(super) fn c_string(text: &str) -> CString {
    let until_zero = text.split('\0').next().unwrap_or_default();
    CString::new(until_zero).unwrap_or_default()
}
