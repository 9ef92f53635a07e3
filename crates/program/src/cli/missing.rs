//! Finds the reason why a machine has no spool yet: Asterisk is not installed, the Ferrofax module
//! is not installed, or Asterisk has not loaded the module.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::End;
use ferrofax_spool::{Finding, Fix, Observation};

/// The file name of the module that Asterisk loads.
const MODULE: &str = "app_ferrofax.so";

/// The folders in which Asterisk's packages install modules, for an asterisk.conf that names no
/// folder or that this user may not read. Debian uses a subfolder of `/usr/lib` for each processor
/// architecture.
const MODULE_FOLDERS: [&str; 2] = ["/usr/lib64/asterisk/modules", "/usr/lib/asterisk/modules"];

/// Whether there is no spool in this folder. A spool that this user may not read counts as present.
/// An empty database counts as missing: the packages create the empty file, to set its permissions,
/// and the module fills it when Asterisk loads it for the first time.
pub(super) fn is_missing(folder: &Path) -> bool {
    let database = folder.join("spool.db");
    is_not_there(&database) || fs::metadata(&database).is_ok_and(|found| found.len() == 0)
}

/// Whether a file or folder exists. If this user may not enter a folder on its path, the file counts
/// as missing.
///
/// # Errors
/// The system cannot look up the file, for example because of an error of the disk.
pub(super) fn is_there(file: &Path) -> Result<bool, End> {
    Ok(found(file)?.is_some())
}

/// Whether a folder exists, and is a folder; otherwise like [`is_there`].
pub(super) fn is_folder(folder: &Path) -> Result<bool, End> {
    Ok(found(folder)?.is_some_and(|found| found.is_dir()))
}

fn found(file: &Path) -> Result<Option<Metadata>, End> {
    use ErrorKind::{NotADirectory, NotFound, PermissionDenied};
    match fs::metadata(file) {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory | PermissionDenied) => {
            Ok(None)
        }
        Err(error) => Err(End::failed(format!("{} cannot be looked up: {error}", file.display()))),
    }
}

/// Checks whether Asterisk, the Ferrofax module and the spool exist, in the order in which an
/// administrator installs them.
pub(super) fn look(folder: &Path, asterisk_conf: &Path) -> Vec<Finding> {
    vec![asterisk(asterisk_conf), module(asterisk_conf), spool(folder)]
}

fn asterisk(conf: &Path) -> Finding {
    let file = conf.display().to_string();
    if is_not_there(conf) {
        Finding::wrong("asterisk", Observation::AsteriskMissing { file }, Fix::InstallAsterisk)
    } else {
        Finding::well("asterisk", Observation::AsteriskInstalled { file })
    }
}

fn module(conf: &Path) -> Finding {
    let folders = module_folders(conf);
    let files = folders.iter().map(|folder| folder.join(MODULE));
    match files.into_iter().find(|file| !is_not_there(file)) {
        Some(file) => {
            let file = file.display().to_string();
            Finding::well("module", Observation::ModuleInstalled { file })
        }
        None => {
            let shown: Vec<String> =
                folders.iter().map(|folder| folder.display().to_string()).collect();
            let missing = Observation::ModuleMissing { folder: shown.join(", ") };
            Finding::wrong("module", missing, Fix::InstallModule)
        }
    }
}

fn spool(folder: &Path) -> Finding {
    let shown = folder.display().to_string();
    if is_missing(folder) {
        let missing = Observation::SpoolMissing { folder: shown };
        Finding::wrong("spool", missing, Fix::CreateSpool)
    } else {
        Finding::well("spool", Observation::SpoolUsable { folder: shown })
    }
}

/// The folders in which the file of the Ferrofax module is looked for: the folder that
/// asterisk.conf names, or else the usual module folders.
fn module_folders(conf: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(conf).unwrap_or_default();
    if let Some(named) = text.lines().find_map(named_folder) {
        return vec![named];
    }
    let of_processors = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let of_processors = of_processors
        .map(|entry| entry.path().join("asterisk/modules"))
        .filter(|folder| folder.is_dir());
    MODULE_FOLDERS.iter().map(PathBuf::from).chain(of_processors).collect()
}

/// The folder that a line `astmoddir => FOLDER` of asterisk.conf names.
fn named_folder(line: &str) -> Option<PathBuf> {
    let (key, value) = line.split(';').next()?.split_once('=')?;
    let value = value.trim_start_matches('>').trim();
    (key.trim() == "astmoddir" && !value.is_empty()).then(|| value.into())
}

/// Whether a file certainly does not exist. If a folder on its path can't be read, the file
/// possibly exists, and the result is false.
fn is_not_there(file: &Path) -> bool {
    let found = fs::metadata(file);
    found.is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A path that the system cannot look up: a link to itself.
    #[test]
    fn a_file_that_cannot_be_looked_up_is_not_missing() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&link, &link).expect("it is ours");
        let end = is_there(&link).expect_err("an error");
        let text = end.text().unwrap_or_default();
        assert!(text.starts_with(&format!("{} cannot be looked up: ", link.display())), "{text}");
        assert!(is_folder(&link).is_err());
        assert!(matches!(is_there(folder.path()), Ok(true)));
        assert!(matches!(is_there(&folder.path().join("none")), Ok(false)));
    }

    #[test]
    fn each_step_of_an_installation_changes_one_finding() {
        let top = tempfile::tempdir().expect("a folder");
        let (conf, modules) = (top.path().join("asterisk.conf"), top.path().join("modules"));
        let spool = top.path().join("spool");
        let well =
            || -> Vec<bool> { look(&spool, &conf).iter().map(|finding| finding.is_well).collect() };
        assert_eq!(well()[0], false, "no Asterisk");
        let text = format!("[directories]\nastmoddir => {} ; ours\n", modules.display());
        fs::write(&conf, text).expect("it is ours");
        assert_eq!(well(), [true, false, false], "no module");
        fs::create_dir_all(&modules).expect("it is ours");
        fs::write(modules.join(MODULE), "").expect("it is ours");
        assert_eq!(well(), [true, true, false], "the module was never loaded");
        fs::create_dir_all(&spool).expect("it is ours");
        fs::write(spool.join("spool.db"), "").expect("it is ours");
        assert_eq!(well(), [true, true, false], "the database is empty, as a package creates it");
        drop(ferrofax_spool::Spool::open(&spool).expect("the module opens it"));
        assert_eq!(well(), [true; 3]);
        assert!(!is_missing(&spool));
    }
}
