//! `ferrofax check`: can faxes be sent and received here? For each check it prints the state, and
//! for each fault the reason and the fix. No call is made; `ferrofax selftest` adds one.
//!
//! The modules: `check_settings` (gateway.toml), `check_durable` (devices that wait for the shared
//! database), `check_spool` (disk and file permissions), `check_module` (the module's own report on
//! the PBX, and the clock), `check_asterisk` (a module that Asterisk does not load).

use std::path::Path;

use super::args::{Around, Check};
use super::check_settings::Read;
use super::findings::Findings;
use super::show::counted;
use super::{End, check_module, check_settings, check_spool, opened_to_listen};
use crate::convert::{Converter, Wanted, convert, program_places};
use crate::settings::Settings;
use ferrofax_ground::t4::Resolution;
use ferrofax_spool::Spool;

pub(super) fn run(folder: &Path, config: &Path, words: &Check) -> Result<(), End> {
    let mut findings = Findings::new(words.json);
    look(folder, config, &words.around, &mut findings);
    findings.end()
}

/// The result of the checks, for code that continues with what they opened.
pub(super) struct Looked {
    pub(super) spool: Option<Spool>,
    /// The settings; none if they are not valid.
    pub(super) settings: Option<Settings>,
}

/// Makes all checks that need no call, and prints each finding. The spool is left open.
pub(super) fn look(
    folder: &Path,
    config: &Path,
    around: &Around,
    findings: &mut Findings,
) -> Looked {
    // Read them before root becomes the spool's owner, who may not be allowed to.
    let settings = Read::of(config);
    check_spool::settings_of_the_module(&around.asterisk_conf, findings);
    check_spool::disk(folder, findings);
    let spool = opened_to_listen(folder);
    match &spool {
        Ok(spool) => {
            findings.well("spool", format!("{} can be read and written", folder.display()));
            let whole = spool.check_database().map(|()| "it is whole".to_owned());
            findings.add_result(
                "database",
                whole,
                "stop the PBX and put a backup in its place: docs/backup.md",
            );
            check_spool::words(spool, findings);
            check_spool::rights(spool.folder(), findings);
            devices(spool, findings);
            check_module::look(spool, &around.asterisk_conf, around.now(), findings);
        }
        Err(error) => findings.wrong(
            "spool",
            error.text().unwrap_or_default(),
            "run this as root, or let its user into the folder's group: docs/spool.md",
        ),
    }
    // Errors in the settings have a finding of their own.
    let converter = settings.settings.as_ref().map(Settings::converter).unwrap_or_default();
    conversion(&converter, findings);
    let read = settings.settings.as_ref().ok().cloned();
    check_settings::look(config, settings, spool.as_ref().ok(), findings);
    Looked { spool: spool.ok(), settings: read }
}

fn devices(spool: &Spool, findings: &mut Findings) {
    const DECLARE: &str = "declare one in extensions.conf: [fax-devices], exten => 2101,1,FaxDevice(alice@example.com); \
                           then `dialplan reload`. `contexts` in ferrofax.conf names the contexts";
    const SENDERS: &str = "sendenabled = yes in ferrofax.conf, in [general] or in a class";
    let known = spool.devices().and_then(|devices| Ok((devices, spool.sending()?)));
    let (devices, settings) = match known {
        Ok(known) => known,
        Err(error) => return findings.wrong("devices", error.to_string(), ""),
    };
    let may_send =
        devices.iter().filter(|device| settings.defaults_of(device).enabled).count() as u32;
    match (devices.len(), may_send) {
        (0, _) => findings.wrong(
            "devices",
            "none is published; the module publishes them from the dialplan when it is loaded",
            DECLARE,
        ),
        (_, 0) => findings.wrong("devices", "none may send: sendenabled is no for each", SENDERS),
        (all, may_send) => {
            findings.well("devices", format!("{} of {all} may send", counted(may_send, "device")))
        }
    }
}

/// Converts a page of text in the child process, and looks for the converter programs.
fn conversion(converter: &Converter, findings: &mut Findings) {
    let page = text_page("ferrofax check\n", Resolution::Standard, converter)
        .map(|_| "documents become pages in a confined process".to_owned());
    findings.add_result("conversion", page, "room and rights in the folder for temporary files; `memory_mb` in [convert] of gateway.toml");
    let (there, missing) = program_places(&converter.convert);
    for (key, program) in &missing {
        findings.wrong(
            "converters",
            format!("'{program}' of [convert] {key} in gateway.toml does not exist"),
            "install it, or take that line out of [convert]",
        );
    }
    if missing.is_empty() {
        let there = match there.is_empty() {
            true => {
                "PDF, TIFF, pictures, HTML and text; neither Ghostscript nor LibreOffice is there"
                    .to_owned()
            }
            false => format!(
                "PDF, TIFF, pictures, HTML, text, and by other programs: {}",
                there.join(", ")
            ),
        };
        findings.well("converters", there);
    }
}

/// Converts a text into pages.
pub(super) fn text_page(
    text: &str,
    resolution: Resolution,
    converter: &Converter,
) -> Result<crate::convert::Pages, String> {
    use std::io::Write;
    let no_file = |error: std::io::Error| format!("no temporary file: {error}");
    let mut file = tempfile::NamedTempFile::new().map_err(no_file)?;
    file.write_all(text.as_bytes()).map_err(no_file)?;
    let wanted = Wanted { resolution: Some(resolution), max_pages: 1, colours: false };
    convert(file.path(), "a page of text", &wanted, converter).map_err(|error| error.to_string())
}
