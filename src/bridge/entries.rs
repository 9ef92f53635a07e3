//! The functions that C calls for the module as a whole (*entries*): load, reload, unload, commands
//! and AMI actions.

use super::abi;
use super::host::{self, ActionSink, Asterisk, ConfigError, TextSink};
use super::module::{self, Module, service};
use super::watch::{self, Dialplan, Watch};
use super::{calls, fax, guard, guard::guarded, logger};
use crate::service::config::RawConfig;
use crate::service::host::Host as _;
use crate::service::{Service, asterisk};
use ferrofax_basics::lock::lock;
use std::ffi::{c_char, c_int};
use std::sync::{Arc, Mutex};

/// The name of the module's settings file in Asterisk's folder of settings.
const CONFIG_FILE: &str = "ferrofax.conf";

/// The configuration and the dialplan that were applied last.
struct AppliedConfig {
    config: RawConfig,
    dialplan: Dialplan,
}

/// The configuration that was applied last. The lock is held while another configuration is
/// applied, so that reloads and the thread that watches the dialplan take turns.
static APPLIED: Mutex<Option<AppliedConfig>> = Mutex::new(None);

/// The table of our functions that the C code of the module calls. It contains the table of the
/// functions for res_fax.
struct Table(abi::ferrofax_ours);

// SAFETY: nobody changes the table or anything that it points to.
unsafe impl Sync for Table {}

static OURS: Table = Table(abi::ferrofax_ours {
    version: abi::FERROFAX_BRIDGE_VERSION,
    load: Some(load),
    reload: Some(reload),
    unload: Some(unload),
    call_begin: Some(calls::begin),
    send_begin: Some(calls::begin_send),
    send_job_begin: Some(calls::begin_send_job),
    call_failed: Some(calls::failed),
    call_gone: Some(calls::gone),
    call_frame: Some(calls::frame),
    call_tick: Some(calls::tick),
    call_rest: Some(calls::rest),
    call_speech: Some(calls::speech),
    call_t38: Some(calls::t38),
    call_packet: Some(calls::packet),
    call_t38_wish: Some(calls::t38_wish),
    call_say_packet: Some(calls::say_packet),
    call_is_over: Some(calls::is_over),
    call_hung_up: Some(calls::hung_up),
    call_end: Some(calls::end),
    call_item: Some(calls::item),
    action: Some(action),
    command: Some(command),
    complete: Some(complete),
    fax: &raw const fax::OURS,
});

/// Takes the table of C's functions and returns the table of our functions. C looks up no other
/// symbol of the module.
///
/// # Safety
/// See "The tables" in the documentation of the module `bridge`.
#[unsafe(no_mangle)]
#[allow(unreachable_pub, reason = "C looks for it by its name")]
pub unsafe extern "C" fn ferrofax_bridge(
    host: *const abi::ferrofax_host,
) -> *const abi::ferrofax_ours {
    // SAFETY: as the caller promises.
    if unsafe { host::set_table(host) } { &raw const OURS.0 } else { std::ptr::null() }
}

extern "C" fn load() -> c_int {
    logger::install();
    guard::install_hook();
    // After a panic, threads may be running: then C keeps the module's code in memory.
    let failed = abi::FERROFAX_LOAD_FAILED;
    let result =
        guarded(
            failed,
            || {
                if start() { abi::FERROFAX_LOADED } else { abi::FERROFAX_LOAD_DECLINED }
            },
        );
    if result != abi::FERROFAX_LOADED {
        guard::remove_hook();
    }
    result as c_int
}

/// Starts the service and the thread that watches the dialplan. Returns false if the service can't
/// be started; then no thread is running.
fn start() -> bool {
    let config = match host::read_config(CONFIG_FILE) {
        Ok(config) => config,
        Err(missing @ ConfigError::Missing(_)) => {
            log::warn!("{missing}: every option has its default");
            RawConfig { file: CONFIG_FILE.into(), categories: Vec::new() }
        }
        Err(error) => {
            log::error!("{error}");
            return false;
        }
    };
    if let Err(not_served) = asterisk::check(&Asterisk.version(), &config) {
        log::error!("{not_served}");
        return false;
    }
    let mut applied = lock(&APPLIED);
    let dialplan = look(&config, None);
    let service = match Service::start(&config, &dialplan.declared, Arc::new(Asterisk)) {
        Ok(service) => service,
        Err(error) => {
            log::error!("Ferrofax can't start: {error}");
            return false;
        }
    };
    *applied = Some(AppliedConfig { config, dialplan });
    let watch = Watch::start(look_again)
        .inspect_err(|error| log::error!("changes of the dialplan won't be seen: {error}"))
        .ok();
    let wants_sessions = service.wants_sessions();
    module::keep(Module { service, watch });
    fax::take_up(wants_sessions);
    true
}

/// Looks for fax devices in the dialplan contexts that `config` names. Warns of each context that
/// does not exist, unless the context was already missing in `before`, the result of the last
/// search.
fn look(config: &RawConfig, before: Option<&Dialplan>) -> Dialplan {
    let dialplan = watch::look(&Service::contexts(config));
    for name in &dialplan.missing {
        if before.is_none_or(|before| !before.missing.contains(name)) {
            log::warn!(
                "{}: the dialplan has no context [{name}], so no fax device in it",
                place_of_contexts(config)
            );
        }
    }
    dialplan
}

/// The file and line of the setting `contexts` (or `context`), which names the dialplan contexts
/// with fax devices. Messages about these contexts contain this file and line.
fn place_of_contexts(config: &RawConfig) -> String {
    let mut options = config
        .categories
        .iter()
        .rev()
        .flat_map(|category| category.options.iter().rev());
    let option = options.find(|option| {
        ["contexts", "context"].iter().any(|key| option.key.eq_ignore_ascii_case(key))
    });
    option.map_or_else(
        || config.file.clone(),
        |option| config.place(option.file.as_deref(), option.line),
    )
}

/// Looks for fax devices in the dialplan, and reloads the service with them if they have changed, or
/// if the settings of the web interface have changed. Once Asterisk has loaded everything, the
/// service also publishes the devices. This also runs before each console command and AMI action,
/// so that these use the present dialplan.
fn look_again() {
    let mut applied = lock(&APPLIED);
    let (Some(applied), Some(service)) = (applied.as_mut(), service()) else {
        return;
    };
    let dialplan = look(&applied.config, Some(&applied.dialplan));
    if dialplan.declared != applied.dialplan.declared || service.has_new_settings() {
        let devices = dialplan.declared.len();
        log::debug!("the dialplan declares {devices} fax devices; the settings are read again");
        service.reload(&applied.config, &dialplan.declared);
    } else if dialplan.is_complete {
        service.publish_withheld_devices();
    }
    applied.dialplan = dialplan;
    // Asterisk does not report when res_fax is loaded, so this is tried each time.
    fax::take_up(service.wants_sessions());
}

extern "C" fn reload() -> c_int {
    guarded(-1, || {
        let mut applied = lock(&APPLIED);
        let Some(service) = service() else {
            return -1;
        };
        let config = match host::read_config(CONFIG_FILE) {
            Ok(config) => config,
            Err(error) => {
                log::error!("{error}: nothing is changed");
                return -1;
            }
        };
        let dialplan = look(&config, None);
        service.reload(&config, &dialplan.declared);
        *applied = Some(AppliedConfig { config, dialplan });
        fax::take_up(service.wants_sessions());
        0
    })
}

extern "C" fn unload() -> c_int {
    let answer = guarded(-1, || {
        let Some(service) = service() else {
            return 0;
        };
        if let Err(running) = service.stop() {
            log::error!("Ferrofax can't be unloaded now: {running}");
            return -1;
        }
        // The watch locks APPLIED itself, so it is dropped outside of that lock.
        drop(module::take().map(|module| module.watch));
        drop(service);
        lock(&APPLIED).take();
        0
    });
    if answer == 0 {
        guard::remove_hook();
    }
    answer
}

/// Returns copies of the words of a CLI command, which C hands over.
///
/// # Safety
/// `argv` points to `argc` strings.
unsafe fn words(argc: c_int, argv: *const *const c_char) -> Vec<String> {
    // SAFETY: as the caller promises.
    (0..usize::try_from(argc).unwrap_or(0))
        .map(|index| unsafe { abi::string(*argv.add(index)) })
        .collect()
}

unsafe extern "C" fn command(
    argc: c_int,
    argv: *const *const c_char,
    out: *const abi::ferrofax_text_sink,
) -> c_int {
    let unknown = abi::FERROFAX_COMMAND_UNKNOWN as c_int;
    let failed = abi::FERROFAX_COMMAND_FAILED as c_int;
    guarded(failed, || {
        // SAFETY: C lends its words and its sink for the length of this call.
        let (words, out) = unsafe { (words(argc, argv), TextSink::new(out)) };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if let ["set", "debug", switch] = words[..] {
            let on = switch.eq_ignore_ascii_case("on");
            if !on && !switch.eq_ignore_ascii_case("off") {
                return unknown;
            }
            logger::set_debug(on);
            out.put(if on {
                "Fax calls are shown step by step\n"
            } else {
                "Fax calls are no longer shown step by step\n"
            });
            return 0;
        }
        look_again();
        let Some(service) = service() else { return failed };
        let Some(text) = service.command(&words) else { return unknown };
        out.put(&text);
        if !text.ends_with('\n') {
            out.put("\n");
        }
        0
    })
}

unsafe extern "C" fn action(
    name: *const c_char,
    fields: *const abi::ferrofax_field,
    count: usize,
    out: *const abi::ferrofax_action_sink,
) -> c_int {
    guarded(-1, || {
        // SAFETY: C lends its strings and its sink for the length of this call.
        let (name, fields, out) =
            unsafe { (abi::string(name), abi::fields(fields, count), ActionSink::new(out)) };
        look_again();
        let Some(service) = service() else {
            return -1;
        };
        let answer = service.action(&name, &fields);
        out.answer(answer.success, &answer.message);
        answer.list.iter().for_each(|row| out.row(row));
        0
    })
}

unsafe extern "C" fn complete(
    argc: c_int,
    argv: *const *const c_char,
    out: *const abi::ferrofax_text_sink,
) {
    guarded((), || {
        // SAFETY: as in `command`.
        let (words, out) = unsafe { (words(argc, argv), TextSink::new(out)) };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if let Some(service) = service() {
            service.complete(&words, words.len()).iter().for_each(|word| out.put(word));
        }
    });
}
