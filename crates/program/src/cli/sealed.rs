//! `ferrofax rekey`: encrypts the documents of this machine's spool with the newest encryption key.
//! This file also gives each command the keys by which it decrypts documents.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};

use super::args::Rekey;
use super::findings::Findings;
use super::noted::Audit;
use super::rekeying::reason;
use super::show::plain;
use super::{End, print};
use crate::sealing::SealingSettings;
use crate::settings::Settings;
use ferrofax_spool::{AtRest, Fix, Observation, SealedFiles, Spool, SpoolError};

/// The number of documents that are encrypted between two lines that show the progress.
const OFTEN: u64 = 100;

/// The encryption keys in the settings file. They are read while this process still runs as the
/// user who started it, before it changes to the user who owns the spool.
static SAID: OnceLock<SealingSettings> = OnceLock::new();

/// Reads the encryption keys from this settings file. Errors in the file are reported later, when
/// the keys are needed.
pub(super) fn go_by(config: &Path) {
    let names = |text: String| text.contains("[sealing]");
    if std::fs::read_to_string(config).is_ok_and(names)
        && let Ok(settings) = Settings::read(config)
        && settings.sealing.is_on()
    {
        _ = SAID.set(settings.sealing);
    }
}

/// Lets this process decrypt the documents of this spool.
pub(super) fn open(spool: &Spool) -> Result<(), End> {
    SAID.get()
        .map_or(Ok(()), |said| said.put_in_force(spool))
        .map_err(End::of_spool)
}

/// Runs `ferrofax rekey`: encrypts all documents with the newest key, or decrypts or counts them.
pub(super) fn rekey(spool: &Spool, settings: &Settings, words: &Rekey) -> Result<(), End> {
    if !settings.sealing.is_on() {
        return Err(End::refused(
            "[sealing] in gateway.toml names no keys (docs/sealed.md); for the shared database: \
             `ferrofax node rekey`",
        ));
    }
    if words.count {
        let counts = spool.encryption().sealed_files().map_err(End::of_spool)?;
        return print(&if words.json { format!("{}\n", value(&counts)) } else { text(&counts) });
    }
    if words.open == settings.sealing.seal {
        return Err(End::refused(if words.open {
            "`ferrofax serve` would seal them again: seal = false in [sealing], and reload it, first"
        } else {
            "seal = false in [sealing] of gateway.toml: nothing is encrypted"
        }));
    }
    // First check that all existing documents can be decrypted.
    let newest = spool.encryption().newest_key_at_rest().map_err(End::of_spool)?;
    let asked = if words.open { "open-spool" } else { "rekey-spool" };
    Audit::of(spool, settings)?.done(asked, &[("key", &newest)])?;
    let said = std::cell::Cell::new(0);
    let say = |done: &AtRest| {
        let gone = done.rewrapped + done.sealed + done.opened;
        if !words.json && gone >= said.get() + OFTEN {
            said.set(gone);
            // If the progress cannot be printed, the work continues nevertheless.
            _ = print(&format!("{gone} done\n"));
        }
    };
    let done = if words.open {
        spool.encryption().open_documents(&say)
    } else {
        spool.encryption().rekey_documents(&say)
    };
    let done = done.map_err(End::of_spool)?;
    let after = spool.encryption().sealed_files().map_err(End::of_spool)?;
    tell(&newest, &done, &after, words)?;
    let is_whole = done.troubles.is_empty() && done.closed.is_empty();
    if is_whole { Ok(()) } else { Err(End::Silent) }
}

fn tell(newest: &str, done: &AtRest, after: &SealedFiles, words: &Rekey) -> Result<(), End> {
    let AtRest { sealed: encrypted, opened, rewrapped, .. } = done;
    let closed = done.closed.iter().cloned();
    let closed = closed.map(|folder| SpoolError::Closed { folder }.to_string());
    let troubles: Vec<String> = done.troubles.iter().cloned().chain(closed).collect();
    if words.json {
        let value = json!({
            "key": newest, "rewrapped": rewrapped, "sealed": encrypted, "opened": opened, "troubles": troubles,
            "documents": value(after),
        });
        return print(&format!("{value}\n"));
    }
    let mut text: String =
        troubles.iter().map(|why| format!("left as it is: {}\n", plain(why))).collect();
    text += &if words.open {
        format!("{opened} decrypted; left: {}\n", after.newest + after.others)
    } else {
        format!(
            "{rewrapped} rewrapped with the key {}, {encrypted} encrypted that were unencrypted; \
             left: {}\n",
            plain(newest),
            after.others + after.plain
        )
    };
    print(&text)
}

fn text(SealedFiles { newest, others, plain }: &SealedFiles) -> String {
    format!(
        "documents encrypted with the newest key: {newest}; with older ones: {others}; \
         unencrypted, to be encrypted: {plain}\n"
    )
}

fn value(SealedFiles { newest, others, plain }: &SealedFiles) -> Value {
    json!({ "newest": newest, "others": others, "plain": plain })
}

/// Checks that the encryption keys in the settings decrypt all documents of the spool.
pub(super) fn look(spool: &Spool, settings: &Settings, findings: &mut Findings) {
    let found = || -> Result<Option<String>, SpoolError> {
        if !settings.sealing.is_on() {
            spool.encryption().open_documents_by(None, false)?;
            return if spool.encryption().has_sealed_documents()? {
                spool.encryption().newest_key_at_rest().map(Some)
            } else {
                Ok(None)
            };
        }
        settings.sealing.put_in_force(spool)?;
        spool.encryption().newest_key_at_rest().map(Some)
    };
    match found() {
        Ok(None) => return,
        Ok(Some(key)) => findings.well("sealing", Observation::SpoolKey { key }),
        Err(why) => findings.wrong("sealing", Observation::error(reason(why)), Fix::CorrectKeys),
    }
    if let Some(folder) = closed(spool.folder()) {
        let unencrypted = Observation::FolderUnencrypted { folder: folder.display().to_string() };
        let fix = Fix::PermitGroup { folder: spool.folder().display().to_string() };
        findings.wrong("sealing", unencrypted, fix);
    }
}

/// The time that the module in Asterisk is given to grant the spool's group write access to the
/// folders of received faxes. Missing write access is reported only after this time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Finds a folder of received faxes to which only the PBX can write, although the service has to
/// encrypt the documents in it.
fn closed(spool: &Path) -> Option<PathBuf> {
    let group_may_write =
        |path: &Path| path.symlink_metadata().is_ok_and(|found| found.mode() & 0o020 != 0);
    let began = spool.join("sealing.lock").symlink_metadata().ok()?.modified().ok()?;
    let is_patient = began.elapsed().is_ok_and(|passed| passed < PATIENCE);
    if is_patient || !group_may_write(spool) {
        return None;
    }
    let inside = std::fs::read_dir(spool.join("received")).ok()?;
    let mut folders = inside.flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    folders.find(|folder| !group_may_write(folder))
}
