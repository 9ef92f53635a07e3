//! Safe Rust functions around the table of functions that the module's C code offers (the *host's
//! table*). By these functions the Rust code uses Asterisk.

use super::abi::{self, c_string, known, string};
use crate::service::config::{Context, Declaration, RawCategory, RawConfig, RawOption, Step};
use crate::service::host::{Clocks, Host, PlaceCall, PlaceError};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::fmt::Write as _;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The maximum length, in bytes, of a dialplan text after its variables and functions were
/// expanded. A longer text is cut.
const VALUE_BYTES: usize = 4096;

static TABLE: AtomicPtr<abi::ferrofax_host> = AtomicPtr::new(std::ptr::null_mut());

/// Asterisk as the service sees it: implements the trait [`Host`] with the functions of Asterisk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asterisk;

/// The level of a line in Asterisk's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogLevel {
    Error,
    Warning,
    Notice,
    Debug,
}

/// The reason why a configuration file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ConfigError {
    #[error("there is no {0}")]
    Missing(&'static str),
    #[error("{0} can't be read as a configuration file: see the lines above")]
    Invalid(&'static str),
}

/// Stores the table of functions that the module's C code offers (the host's table). Returns false
/// if the table has another version than this Rust code.
///
/// # Safety
/// `host` is NULL or a table as the documentation of the module `bridge` describes it.
pub(super) unsafe fn set_table(host: *const abi::ferrofax_host) -> bool {
    // SAFETY: the pointer is NULL or a table, whose first field is the version in every version.
    let Some(version) = (unsafe { host.as_ref() }).map(|host| host.version) else {
        return false;
    };
    TABLE.store(host.cast_mut(), Ordering::Release);
    version == abi::FERROFAX_BRIDGE_VERSION
}

/// Returns the table of functions that the module's C code offers; `None` before [`set_table`] (in
/// tests).
pub(super) fn table() -> Option<&'static abi::ferrofax_host> {
    // SAFETY: the pointer is NULL or the one that `set_table` was given, which lives as long as
    // this code.
    unsafe { TABLE.load(Ordering::Acquire).as_ref() }
}

/// Writes a line to Asterisk's log.
pub(super) fn log(level: LogLevel, file: &str, line: u32, function: &str, message: &str) {
    let Some(log) = table().and_then(|host| host.log) else {
        return;
    };
    let level = match level {
        LogLevel::Error => abi::FERROFAX_LOG_ERROR,
        LogLevel::Warning => abi::FERROFAX_LOG_WARNING,
        LogLevel::Notice => abi::FERROFAX_LOG_NOTICE,
        LogLevel::Debug => abi::FERROFAX_LOG_DEBUG,
    };
    let (file, function, message) = (c_string(file), c_string(function), c_string(message));
    // SAFETY: the strings live through the call; any thread may log (see "The tables").
    unsafe {
        log(level as c_int, file.as_ptr(), line as c_int, function.as_ptr(), message.as_ptr())
    }
}

/// Whether Asterisk has loaded all its modules and the dialplan, and is not shutting down.
pub(super) fn is_running() -> bool {
    // SAFETY: the function takes no arguments and only reads flags of Asterisk's.
    table()
        .and_then(|host| host.is_running)
        .is_some_and(|is_running| unsafe { is_running() } != 0)
}

/// Reads a configuration file through Asterisk.
pub(super) fn read_config(name: &'static str) -> Result<RawConfig, ConfigError> {
    let mut config = RawConfig { file: name.to_owned(), categories: Vec::new() };
    let sink = abi::ferrofax_config_sink {
        context: (&raw mut config).cast(),
        category: Some(take_category),
        option: Some(take_option),
    };
    let file = c_string(name);
    let Some(read) = table().and_then(|host| host.read_config) else {
        return Err(ConfigError::Missing(name));
    };
    // SAFETY: the context of the sink is `config`, as its callbacks expect (see "Sinks").
    match unsafe { read(file.as_ptr(), &raw const sink) } as u32 {
        abi::FERROFAX_CONFIG_READ => Ok(config),
        abi::FERROFAX_CONFIG_INVALID => Err(ConfigError::Invalid(name)),
        _ => Err(ConfigError::Missing(name)),
    }
}

/// The path of the file that contains an option; `None` if that is the main file.
///
/// # Safety
/// `file` is NULL or zero-terminated.
unsafe fn other_file(config: &RawConfig, file: *const c_char) -> Option<String> {
    // SAFETY: as the caller promises.
    unsafe { known(file) }
        .filter(|file| *file != config.file && !file.ends_with(&format!("/{}", config.file)))
}

unsafe extern "C" fn take_category(
    context: *mut c_void,
    name: *const c_char,
    file: *const c_char,
    line: u32,
) {
    // SAFETY: `read_config` gave its `config` as the context (see "Sinks"); the strings are as the
    // documentation of the module above says.
    unsafe {
        let config = &mut *context.cast::<RawConfig>();
        let category = RawCategory {
            name: string(name),
            file: other_file(config, file),
            line,
            options: Vec::new(),
        };
        config.categories.push(category);
    }
}

unsafe extern "C" fn take_option(
    context: *mut c_void,
    key: *const c_char,
    value: *const c_char,
    file: *const c_char,
    line: u32,
) {
    // SAFETY: as in `take_category`.
    unsafe {
        let config = &mut *context.cast::<RawConfig>();
        let option = RawOption {
            key: string(key),
            value: string(value).trim().to_owned(),
            file: other_file(config, file),
            line,
        };
        if let Some(category) = config.categories.last_mut() {
            category.options.push(option);
        }
    }
}

/// The state of a search through a context of the dialplan: the application that is looked for
/// (`None` for all applications), and the steps found so far.
struct Walk<'a> {
    only: Option<&'a str>,
    walked: Context,
}

/// Collects the steps of one dialplan context: all steps or, if `only` is set, those that call this
/// application. Returns `None` if there is no such context.
pub(super) fn walk_context(name: &str, only: Option<&str>) -> Option<Context> {
    let walk = table()?.walk_context?;
    let mut walked = Walk { only, walked: Context::default() };
    let sink = abi::ferrofax_dialplan_sink {
        context: (&raw mut walked).cast(),
        step: Some(take_step),
        include: Some(take_include),
    };
    let c_name = c_string(name);
    // SAFETY: the context of the sink is `walked`, as its callbacks expect (see "Sinks").
    if unsafe { walk(c_name.as_ptr(), &raw const sink) } != 0 {
        return None;
    }
    let mut found = walked.walked;
    found.steps.iter_mut().for_each(|step| name.clone_into(&mut step.at.context));
    Some(found)
}

unsafe extern "C" fn take_step(
    context: *mut c_void,
    exten: *const c_char,
    priority: i32,
    app: *const c_char,
    args: *const c_char,
    file: *const c_char,
    line: u32,
) {
    // SAFETY: `walk_context` gave its `walked` as the context (see "Sinks"); the strings are as the
    // documentation of the module above says.
    unsafe {
        let walk = &mut *context.cast::<Walk<'_>>();
        let app = string(app);
        if walk.only.is_some_and(|only| !app.eq_ignore_ascii_case(only)) {
            return;
        }
        let at = Declaration {
            context: String::new(),
            exten: string(exten),
            priority,
            args: string(args),
            file: known(file),
            line: Some(line).filter(|line| *line > 0),
        };
        walk.walked.steps.push(Step { app, at });
    }
}

unsafe extern "C" fn take_include(context: *mut c_void, name: *const c_char) {
    // SAFETY: as in `take_step`.
    unsafe { (*context.cast::<Walk<'_>>()).walked.includes.push(string(name)) }
}

/// A callback in the module's C code that takes texts (a *sink*).
#[derive(Debug)]
pub(super) struct TextSink<'a>(&'a abi::ferrofax_text_sink);

impl<'a> TextSink<'a> {
    /// Wraps a pointer to a callback in the module's C code (a *sink*). [`Self::put`] then passes
    /// texts to this callback.
    ///
    /// # Safety
    /// `sink` points to a sink that lives for `'a`.
    pub(super) unsafe fn new(sink: *const abi::ferrofax_text_sink) -> Self {
        // SAFETY: as the caller promises.
        Self(unsafe { &*sink })
    }

    /// Passes `text` to the callback in the module's C code. Control characters are replaced with
    /// blanks, except for tabs and line ends.
    pub(super) fn put(&self, text: &str) {
        if let Some(put) = self.0.text {
            // The text may contain what remote fax machines sent, and a terminal must not obey it.
            let text =
                text.replace(|c: char| c.is_control() && !matches!(c, '\r' | '\n' | '\t'), " ");
            // SAFETY: the context is the sink's own, and the string lives through the call.
            unsafe { put(self.0.context, c_string(&text).as_ptr()) }
        }
    }
}

/// A callback in the module's C code that takes the answer to an AMI action (a *sink*).
#[derive(Debug)]
pub(super) struct ActionSink<'a>(&'a abi::ferrofax_action_sink);

impl ActionSink<'_> {
    /// Wraps a pointer to a callback in the module's C code (a *sink*). [`Self::answer`] and
    /// [`Self::row`] then pass the answer to an AMI action to this callback.
    ///
    /// # Safety
    /// `sink` points to a sink that outlives the returned value.
    pub(super) unsafe fn new(sink: *const abi::ferrofax_action_sink) -> Self {
        // SAFETY: as the caller promises.
        Self(unsafe { &*sink })
    }

    /// Passes the result and the message of an AMI action to the callback. This must be called
    /// before [`Self::row`], which passes the events of the action's list.
    pub(super) fn answer(&self, success: bool, message: &str) {
        if let Some(answer) = self.0.answer {
            let message = message.replace(|c: char| c.is_control(), " ");
            // SAFETY: the context is the sink's own, and the string lives through the call.
            unsafe { answer(self.0.context, c_int::from(success), c_string(&message).as_ptr()) }
        }
    }

    /// Passes one event of an AMI action's list to the callback. The field `Event` names the event.
    /// If there is no field `Event`, the fields are added to the answer itself.
    pub(super) fn row(&self, fields: &[(String, String)]) {
        let is_event = |(key, _): &&(String, String)| key == "Event";
        let event = fields.iter().find(is_event).map_or("", |(_, event)| event);
        let others = fields.iter().filter(|field| !is_event(field));
        let body = event_body(others.map(|(key, value)| (key.as_str(), value.as_str())));
        if let Some(row) = self.0.row {
            // SAFETY: as in `answer`.
            unsafe { row(self.0.context, c_string(event).as_ptr(), c_string(&body).as_ptr()) }
        }
    }
}

impl Clocks for Asterisk {}

impl Host for Asterisk {
    fn manager_event(&self, event: &str, fields: &[(&str, String)]) {
        let Some(send) = table().and_then(|host| host.manager_event) else {
            return;
        };
        let (event, body) = (
            c_string(event),
            c_string(&event_body(fields.iter().map(|(key, value)| (*key, value.as_str())))),
        );
        // SAFETY: the strings live through the call; any thread may send events (see "The tables").
        unsafe { send(event.as_ptr(), body.as_ptr()) }
    }

    fn place_call(&self, call: &PlaceCall) -> Result<(), PlaceError> {
        if !call
            .dial
            .split_once('/')
            .is_some_and(|(technology, address)| !technology.is_empty() && !address.is_empty())
        {
            return Err(PlaceError::DialString(call.dial.clone()));
        }
        let Some(place) = table().and_then(|host| host.place_call) else {
            return Err(PlaceError::Refused("there is no Asterisk".to_owned()));
        };
        let strings =
            [&call.dial, &call.caller_number, &call.caller_name, &call.account, &call.post_dial]
                .map(|text| c_string(text));
        let variables: Vec<_> = call
            .variables
            .iter()
            .map(|(name, value)| (heritable(name), c_string(value)))
            .collect();
        let fields: Vec<_> = variables
            .iter()
            .map(|(name, value)| abi::ferrofax_field { name: name.as_ptr(), value: value.as_ptr() })
            .collect();
        let [dial, caller_number, caller_name, account, post_dial] =
            strings.each_ref().map(|text| text.as_ptr());
        let wanted = abi::ferrofax_place_call {
            token: call.token,
            dial,
            caller_number,
            caller_name,
            account,
            post_dial,
            timeout_ms: call.timeout_ms,
            variables: fields.as_ptr(),
            variable_count: fields.len(),
        };
        // SAFETY: the strings and the fields live through the call, and C copies them; any thread
        // may place calls (see "The tables").
        match unsafe { place(&raw const wanted) } {
            0 => Ok(()),
            _ => Err(PlaceError::Refused(
                "the module is about to be unloaded, or there is no thread for it".to_owned(),
            )),
        }
    }

    fn is_ready(&self) -> bool {
        is_running()
    }

    fn context(&self, name: &str) -> Option<Context> {
        walk_context(name, None)
    }

    fn expand(&self, text: &str) -> String {
        // SAFETY: a null pointer means that there is no channel.
        unsafe { expand(ptr::null_mut(), text) }
    }

    fn config(&self, file: &'static str) -> Option<RawConfig> {
        read_config(file).ok()
    }

    fn version(&self) -> String {
        let version = table().and_then(|host| host.asterisk_version);
        // SAFETY: the function takes no arguments; the string lives as long as Asterisk.
        version.map(|version| unsafe { string(version()) }).unwrap_or_default()
    }

    fn give_up_call(&self, token: i64) {
        if let Some(cancel) = table().and_then(|host| host.cancel_call) {
            // SAFETY: any thread may cancel a call (see "The tables").
            unsafe { cancel(token) }
        }
    }
}

/// Writes the name of a channel variable as `__NAME`. So the channels that Asterisk makes from this
/// channel inherit the variable.
fn heritable(name: &str) -> CString {
    c_string(&if name.starts_with('_') { name.to_owned() } else { format!("__{name}") })
}

/// Writes the fields as lines of an AMI event. A value may contain text that a remote fax machine
/// sent, and must not begin a new line.
fn event_body<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut body = String::new();
    for (key, value) in fields {
        let value = value.replace(|c: char| c.is_control(), " ");
        // Writing to a string cannot fail.
        let _ = write!(body, "{key}: {value}\r\n");
    }
    body
}

/// Expands the variables and functions in a text of the dialplan, on a channel or outside of any
/// call.
///
/// # Safety
/// `channel` is NULL, or a handle of a channel that is valid until this function returns.
pub(super) unsafe fn expand(channel: *mut abi::ferrofax_channel, text: &str) -> String {
    let Some(expand) = table().and_then(|host| host.expand) else {
        return String::new();
    };
    let text = c_string(text);
    let mut buffer = vec![0u8; VALUE_BYTES];
    // SAFETY: the handle is as the caller promises, the text lives through the call, and the buffer
    // has the size that is passed.
    unsafe { expand(channel, text.as_ptr(), buffer.as_mut_ptr().cast(), buffer.len()) }
    filled(&buffer)
}

/// Reads the text from `buffer`, into which C has written it.
fn filled(buffer: &[u8]) -> String {
    CStr::from_bytes_until_nul(buffer)
        .map(|text| text.to_string_lossy().into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_forge_a_field() {
        let body = event_body([("RemoteStationID", "1\r\nSecret: x"), ("Pages", "2")].into_iter());
        assert_eq!(body, "RemoteStationID: 1  Secret: x\r\nPages: 2\r\n");
    }

    #[test]
    fn without_asterisk_nothing_is_done_and_nothing_breaks() {
        Asterisk.manager_event("FerrofaxCallStart", &[]);
        assert_eq!(read_config("ferrofax.conf"), Err(ConfigError::Missing("ferrofax.conf")));
        assert!(walk_context("fax-devices", None).is_none());
        assert_eq!((Asterisk.expand("${X}"), Asterisk.version()), Default::default());
    }
}
