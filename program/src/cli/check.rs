//! `ferrofax check`: can faxes be sent from here? What is in order, and what is not and why.
//! The gateway's settings are `check_settings`'s.

use std::fs::TryLockError;
use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Value, json};

use super::check_settings::Read;
use super::show::counted;
use super::{End, check_settings, opened_to_listen, print};
use crate::convert::{Converter, Wanted, convert};
use crate::settings::Settings;
use ferrofax_engine::t4::Resolution;
use ferrofax_spool::Spool;
use ferrofax_spool::safe_file::{self, For};

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    /// In order, and how; or not, and why.
    found: Result<String, String>,
}

pub(super) fn run(folder: &Path, config: &Path, json: bool) -> Result<(), End> {
    let findings = look(folder, config);
    let is_well = findings.iter().all(|finding| finding.found.is_ok());
    match json {
        true => {
            let values: Vec<Value> = findings.iter().map(value).collect();
            print(&format!("{}\n", json!({"ok": is_well, "findings": values})))?;
        }
        false => findings.iter().try_for_each(|finding| print(&line(finding)))?,
    }
    if is_well { Ok(()) } else { Err(End::Silent) }
}

fn look(folder: &Path, config: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut note = |what, found| findings.push(Finding { what, found });
    // Before root becomes the spool's owner, who may not be let read them.
    let settings = Read::of(config);
    let spool = opened_to_listen(folder);
    match &spool {
        Ok(spool) => {
            note("spool", Ok(format!("{} can be read and written", folder.display())));
            note(
                "database",
                spool
                    .check_database()
                    .map(|()| "it is whole".to_owned())
                    .map_err(|error| error.to_string()),
            );
            note("devices", devices(spool));
            note("module", module(spool.folder()));
        }
        Err(End::Failed(text) | End::Refused(text)) => note("spool", Err(text.clone())),
        Err(End::Silent) => {}
    }
    // What is wrong with the settings is told by itself.
    let converter = settings.settings.as_ref().map(Settings::converter).unwrap_or_default();
    note("conversion", conversion(&converter));
    check_settings::look(config, settings, spool.as_ref().ok(), &mut note);
    findings
}

fn devices(spool: &Spool) -> Result<String, String> {
    let devices = spool.devices().map_err(|error| error.to_string())?;
    let settings = spool.sending().map_err(|error| error.to_string())?;
    let may_send =
        devices.iter().filter(|device| settings.defaults_of(device).enabled).count() as u32;
    match (devices.len(), may_send) {
        (0, _) => {
            Err("none is published; the module publishes them from the dialplan when it is loaded"
                .to_owned())
        }
        (_, 0) => Err("none may send: sendenabled is no for each".to_owned()),
        (all, may_send) => Ok(format!("{} of {all} may send", counted(may_send, "device"))),
    }
}

/// The module holds a lock for as long as it is loaded.
fn module(folder: &Path) -> Result<String, String> {
    let path = folder.join("receiving.lock");
    let file = safe_file::open(&path, For::Reading).map_err(|error| match error.kind() {
        ErrorKind::NotFound => "it has never worked with this spool".to_owned(),
        _ => format!("{}: {error}", path.display()),
    })?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Ok("it works with this spool".to_owned()),
        Err(TryLockError::Error(error)) => Err(format!("{}: {error}", path.display())),
        Ok(()) => Err("it does not run: jobs wait until Asterisk has loaded it".to_owned()),
    }
}

/// A page of text through the child process.
fn conversion(converter: &Converter) -> Result<String, String> {
    use std::io::Write;
    let mut file =
        tempfile::NamedTempFile::new().map_err(|error| format!("no temporary file: {error}"))?;
    file.write_all(b"ferrofax check\n")
        .map_err(|error| format!("no temporary file: {error}"))?;
    let wanted = Wanted { resolution: Some(Resolution::Standard), max_pages: 1 };
    match convert(file.path(), "a page of text", &wanted, converter) {
        Ok(_) => Ok("documents become pages in a confined process".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn value(finding: &Finding) -> Value {
    let (Ok(text) | Err(text)) = &finding.found;
    json!({"what": finding.what, "ok": finding.found.is_ok(), "text": text})
}

fn line(finding: &Finding) -> String {
    match &finding.found {
        Ok(text) => format!("ok    {:<11} {text}\n", finding.what),
        Err(text) => format!("FAIL  {:<11} {text}\n", finding.what),
    }
}
