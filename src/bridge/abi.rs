//! The types of `c-shim/bridge.h` as bindgen reads them, and functions that convert strings from
//! and to C.
#![allow(
    missing_docs,
    non_camel_case_types,
    unreachable_pub,
    clippy::upper_case_acronyms,
    dead_code
)]

use std::ffi::{CStr, CString, c_char};

include!(concat!(env!("OUT_DIR"), "/bridge_abi.rs"));

/// Returns a copy of a C string; NULL gives an empty string.
///
/// # Safety
/// `text` is NULL or zero-terminated.
pub(super) unsafe fn string(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: the string is zero-terminated, as the caller promises.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

/// Returns a copy of a C string. An empty string or NULL means an unknown value and gives `None`.
///
/// # Safety
/// `text` is NULL or zero-terminated.
pub(super) unsafe fn known(text: *const c_char) -> Option<String> {
    // SAFETY: as the caller promises.
    Some(unsafe { string(text) }).filter(|text| !text.is_empty())
}

/// Returns copies of the fields (each a name and a value, such as those of an AMI action) that the
/// module's C code passes to Rust.
///
/// # Safety
/// `fields` points to `count` fields. The name and the value of each are NULL or zero-terminated.
pub(super) unsafe fn fields(fields: *const ferrofax_field, count: usize) -> Vec<(String, String)> {
    // SAFETY: as the caller promises.
    let copy =
        |index| unsafe { (string((*fields.add(index)).name), string((*fields.add(index)).value)) };
    (0..count).map(copy).collect()
}

/// Makes a C string of `text`. C cannot take a zero byte: the text ends there.
pub(super) fn c_string(text: &str) -> CString {
    let until_zero = text.split('\0').next().unwrap_or_default();
    CString::new(until_zero).unwrap_or_default()
}
