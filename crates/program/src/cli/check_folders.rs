//! `ferrofax check` of the folders in gateway.toml into which the Ferrofax service writes: whether
//! its systemd unit lets it, and whether a package of Asterisk has taken a folder away.
//!
//! The check itself does not run under the restrictions of the unit, so it asks systemd for them.

use std::fs;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::findings::Findings;
use crate::settings::Settings;
use ferrofax_confine::EndedOnDrop;
use ferrofax_desk::user;
use ferrofax_spool::{Observation, Spool};

/// The time in which systemd has to answer. Without an answer there is no finding.
const PATIENCE: Duration = Duration::from_secs(5);

/// The properties of the unit that decide where the service can write.
const PROPERTIES: &str = "--property=LoadState,ProtectSystem,ReadWritePaths,StateDirectory,User";

/// Adds a finding on each folder into which the service cannot write.
pub(super) fn look(settings: &Settings, spool: &Spool, findings: &mut Findings) {
    let folders = named(settings);
    if folders.is_empty() {
        return;
    }
    let Some(unit) = properties().and_then(|text| Unit::parse(&text)) else { return };
    for (table, folder) in folders {
        if let Some(fault) = unit.fault(&folder, spool.folder()) {
            findings.wrong(table, Observation::error(fault), None);
        }
    }
}

/// The folders into which the service writes, each with the table of gateway.toml that names it.
fn named(settings: &Settings) -> Vec<(&'static str, PathBuf)> {
    let mut folders = Vec::new();
    if let Some(folder) = settings.drop.folder.as_ref().filter(|_| settings.drop.enabled) {
        folders.push(("drop", folder.clone()));
    }
    let watched = settings.folders.folders.iter().map(|watched| ("folder", watched.path.clone()));
    folders.extend(watched);
    if let Some(folder) = settings.hylafax.xferfaxlog.as_ref().and_then(|log| log.parent()) {
        folders.push(("hylafax", folder.to_owned()));
    }
    // The documents may also be in the database or at an S3 server.
    if settings.node.is_on() && settings.node.documents.starts_with('/') {
        folders.push(("node", PathBuf::from(&settings.node.documents)));
    }
    folders
}

/// Asks systemd for the properties of the service's unit. `None` if there is no systemd.
fn properties() -> Option<String> {
    let started = Command::new("systemctl")
        .args(["show", "ferrofax.service", PROPERTIES])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut systemctl = EndedOnDrop(started.ok()?);
    let status = systemctl.within(PATIENCE).ok()??;
    let mut text = String::new();
    systemctl.0.stdout.take()?.read_to_string(&mut text).ok()?;
    status.success().then_some(text)
}

/// The restrictions of the service's unit.
struct Unit {
    /// The user of the service; empty for root.
    user: String,
    /// The folders in which the service may write. `None`: in all folders.
    writable: Option<Vec<PathBuf>>,
}

impl Unit {
    /// Reads the output of systemctl. `None` if the unit is not installed, or if a folder has a
    /// name that systemctl does not print.
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<(&str, &str)> =
            text.lines().filter_map(|line| line.split_once('=')).collect();
        let value = |name: &str| {
            lines.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value)
        };
        if value("LoadState") != "loaded" {
            return None;
        }
        // A sign before the path says that the folder may be missing, or which root folder it has.
        let paths = value("ReadWritePaths").split_whitespace();
        let mut paths: Vec<PathBuf> =
            paths.map(|path| PathBuf::from(path.trim_start_matches(['-', '+']))).collect();
        let state = value("StateDirectory").split_whitespace();
        paths.extend(state.map(|name| Path::new("/var/lib").join(name)));
        let is_strict = value("ProtectSystem") == "strict";
        if is_strict && paths.iter().any(|path| path.is_relative()) {
            return None;
        }
        Some(Self { user: value("User").to_owned(), writable: is_strict.then_some(paths) })
    }

    /// The reason why the service cannot write into a folder, with the fix. `spool` is the folder of
    /// the spool.
    fn fault(&self, folder: &Path, spool: &Path) -> Option<String> {
        let shown = folder.display();
        if self.is_read_only(folder) {
            return Some(format!(
                "{shown}: the systemd unit makes this folder read-only for the Ferrofax service. \
                 Fix: run `systemctl edit ferrofax`, add ReadWritePaths={shown} below [Service], \
                 and run `systemctl restart ferrofax`"
            ));
        }
        // Packages of Asterisk change owners and modes in the folder that contains the spool.
        let parent = spool.parent().filter(|parent| folder.starts_with(parent))?;
        let owner = self.only_writer(folder)?;
        Some(format!(
            "{shown}: only the user {owner} can write into this folder, and the Ferrofax service \
             runs as {}. Upgrades of Asterisk's package change owners and modes in {}. Fix: \
             choose a folder elsewhere",
            self.user,
            parent.display()
        ))
    }

    fn is_read_only(&self, folder: &Path) -> bool {
        let Some(writable) = &self.writable else { return false };
        let resolved = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = resolved(folder);
        !writable.iter().any(|path| folder.starts_with(resolved(path)))
    }

    /// The owner of a folder into which no other user can write, if the service runs as another
    /// user.
    fn only_writer(&self, folder: &Path) -> Option<String> {
        let found = fs::metadata(folder).ok()?;
        let (owner, id) = (user::name(found.uid()), found.uid().to_string());
        let is_the_services = ["", "root", &owner, &id].contains(&self.user.as_str());
        // If the folder has an access control list, the group's bits are the most that it permits.
        (found.mode() & 0o022 == 0 && !is_the_services).then_some(owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const SHOWN: &str = "User=nobody-else\nLoadState=loaded\nProtectSystem=strict\n\
                         StateDirectory=ferrofax\n\
                         ReadWritePaths=-/var/spool/asterisk/ferrofax +/srv/fax\n";

    #[test]
    fn a_folder_that_the_unit_does_not_name_is_read_only() {
        let unit = Unit::parse(SHOWN).expect("the unit is there");
        let is_read_only = |folder: &str| unit.is_read_only(Path::new(folder));
        assert!(!is_read_only("/var/lib/ferrofax/log"));
        assert!(!is_read_only("/srv/fax") && !is_read_only("/srv/fax/sales"));
        assert!(is_read_only("/srv") && is_read_only("/srv/faxes"));
        let spool = Path::new("/var/spool/asterisk/ferrofax");
        let fault = unit.fault(Path::new("/srv/faxes"), spool).expect("it is read-only");
        assert!(fault.contains("ReadWritePaths=/srv/faxes"), "{fault}");
        assert_eq!(unit.fault(Path::new("/srv/fax"), spool), None);
    }

    #[test]
    fn there_is_no_finding_without_the_unit_or_its_restriction() {
        assert!(Unit::parse("").is_none());
        assert!(Unit::parse(&SHOWN.replace("=loaded", "=not-found")).is_none());
        assert!(Unit::parse(&SHOWN.replace("+/srv/fax", "[unprintable]")).is_none());
        let open = Unit::parse(&SHOWN.replace("strict", "full")).expect("the unit is there");
        assert!(!open.is_read_only(Path::new("/srv")));
    }

    /// Debian's package of Asterisk gives all folders in /var/spool/asterisk to Asterisk.
    #[test]
    fn a_folder_beside_the_spool_that_asterisk_has_taken_is_found() {
        let parent = tempfile::tempdir().expect("a folder");
        let (spool, taken) = (parent.path().join("ferrofax"), parent.path().join("drop"));
        fs::create_dir(&taken).expect("it is ours");
        let unit = Unit { user: "nobody-else".to_owned(), writable: None };
        let fault = |mode| {
            fs::set_permissions(&taken, fs::Permissions::from_mode(mode)).expect("it is ours");
            unit.fault(&taken, &spool)
        };
        assert_eq!(fault(0o2770), None);
        assert!(fault(0o750).is_some_and(|fault| fault.contains("runs as nobody-else")));
        let root = Unit { user: String::new(), writable: None };
        assert_eq!(root.fault(&taken, &spool), None);
        let elsewhere = Path::new("/srv/spool");
        assert_eq!(unit.fault(&taken, elsewhere), None);
    }
}
