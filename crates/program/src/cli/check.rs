//! `ferrofax check`: checks that faxes can be sent and received on this machine. For each check it
//! prints the state, and for each fault the reason and the fix. `ferrofax check` makes no call;
//! `ferrofax selftest` makes the same checks and a call.
//!
//! The modules: `check_settings` (gateway.toml), `check_durable` (devices that wait for the shared
//! database), `check_folders` (folders that gateway.toml names), `check_spool` (disk and file
//! permissions), `check_module` (the findings of the module in Asterisk about the PBX, and the
//! clocks).

use std::path::Path;

use super::args::{Around, Check};
use super::check_settings::Read;
use super::findings::Findings;
use super::{End, check_module, check_settings, check_spool, missing, opened_to_listen};
use crate::settings::Settings;
use crate::texts::TextSettings;
use ferrofax_convert::{Converter, Wanted, convert, program_places};
use ferrofax_ground::t4::Resolution;
use ferrofax_reading::missing_language;
use ferrofax_spool::{Fix, Observation, Spool};

pub(super) fn run(folder: &Path, config: &Path, words: &Check) -> Result<(), End> {
    let mut findings = Findings::new(words.json);
    look(folder, config, &words.around, &mut findings);
    findings.end()
}

/// The settings and the spool that the checks have opened, for a command that continues with them.
pub(super) struct Looked {
    pub(super) spool: Option<Spool>,
    /// The settings of gateway.toml; none if they are not valid.
    pub(super) settings: Option<Settings>,
}

/// Makes all checks that need no call, and prints each finding. Returns the opened spool and the
/// settings for further work.
pub(super) fn look(
    folder: &Path,
    config: &Path,
    around: &Around,
    findings: &mut Findings,
) -> Looked {
    // Read the settings before root becomes the spool's owner, who may not be allowed to read them.
    let settings = Read::of(config);
    check_spool::settings_of_the_module(&around.asterisk_conf, folder, findings);
    check_spool::disk(folder, findings);
    let spool = opened_to_listen(folder);
    match &spool {
        Ok(spool) => {
            findings
                .well("spool", Observation::SpoolUsable { folder: folder.display().to_string() });
            let whole = spool.monitoring().check_database().map(|()| Observation::DatabaseWhole);
            findings.add_result("database", whole.map_err(Observation::error), Fix::RestoreBackup);
            check_spool::words(spool, findings);
            check_spool::rights(spool.folder(), findings);
            check_spool::of_web(spool.folder(), findings);
            devices(spool, findings);
            check_spool::swept(spool, around.now(), findings);
            check_module::look(spool, around.now(), findings);
        }
        Err(_) if missing::is_missing(folder) => missing::look(folder, &around.asterisk_conf)
            .into_iter()
            .for_each(|finding| findings.add(finding)),
        Err(end) => {
            let error = Observation::error(end.text().unwrap_or_default());
            findings.wrong("spool", error, Fix::RunAsRoot);
        }
    }
    // If the settings are not valid, there is a finding on them already. The converter is then
    // checked with the defaults.
    let converter = settings.settings.as_ref().map(Settings::converter).unwrap_or_default();
    conversion(&converter, findings);
    let read = settings.settings.as_ref().ok().cloned();
    if let Ok(settings) = settings.settings.as_ref() {
        reading(&settings.reading, findings);
    }
    check_settings::look(config, settings, spool.as_ref().ok(), findings);
    Looked { spool: spool.ok(), settings: read }
}

fn devices(spool: &Spool, findings: &mut Findings) {
    let known = spool
        .devices()
        .list()
        .and_then(|devices| Ok((devices, spool.devices().sending()?)));
    let (devices, settings) = match known {
        Ok(known) => known,
        Err(error) => return findings.wrong("devices", Observation::error(error), None),
    };
    let may_send = devices.iter().filter(|device| settings.defaults_of(device).enabled).count();
    match (devices.len() as u64, may_send as u64) {
        (0, _) => findings.wrong("devices", Observation::NoDevices, Fix::DeclareDevice),
        (_, 0) => findings.wrong("devices", Observation::NoDeviceMaySend, Fix::AllowSending),
        (all, may_send) => findings.well("devices", Observation::Devices { may_send, all }),
    }
}

/// Checks that documents can be converted: converts a page of text in the child process, and looks
/// for the converter programs.
fn conversion(converter: &Converter, findings: &mut Findings) {
    let page = text_page("ferrofax check\n", Resolution::Standard, converter)
        .map(|_| Observation::ConversionWorks);
    findings.add_result("conversion", page.map_err(Observation::error), Fix::AllowConversion);
    let (there, missing) = program_places(&converter.convert);
    if missing.is_empty() {
        let there = if there.is_empty() {
            Observation::ConvertersOwn
        } else {
            Observation::ConvertersOther { programs: there.join(", ") }
        };
        findings.well("converters", there);
    }
    for (setting, program) in missing {
        let missing = Observation::ConverterMissing { program, setting };
        findings.wrong("converters", missing, Fix::InstallConverter);
    }
}

/// Checks that received faxes can be read, if they are to be.
fn reading(settings: &TextSettings, findings: &mut Findings) {
    let missing = settings.all_languages().find_map(missing_language);
    if let Some(missing) = missing.filter(|_| settings.enabled) {
        findings.wrong("reading", Observation::error(missing), None);
    }
}

/// Converts a text into fax pages.
pub(super) fn text_page(
    text: &str,
    resolution: Resolution,
    converter: &Converter,
) -> Result<ferrofax_convert::Pages, String> {
    use std::io::Write;
    let no_file = |error: std::io::Error| format!("no temporary file: {error}");
    let mut file = tempfile::NamedTempFile::new().map_err(no_file)?;
    file.write_all(text.as_bytes()).map_err(no_file)?;
    let wanted = Wanted { resolution: Some(resolution), max_pages: 1, colours: false };
    convert(file.path(), "a page of text", &wanted, converter).map_err(|error| error.to_string())
}
