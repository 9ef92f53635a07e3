//! `ferrofax check`, if the module is not running: was its file built for the installed Asterisk?
//!
//! Asterisk identifies its modules by a checksum of its build options: 32 hexadecimal digits in its
//! executable and in each module. It does not load a module with another checksum.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ferrofax_spool::Observation;

const MODULE: &str = "app_ferrofax.so";

/// The number of digits in a checksum.
const DIGITS: usize = 32;

/// The folders of Asterisk: that of the executable and that of the modules.
struct Folders {
    programs: Vec<PathBuf>,
    modules: Vec<PathBuf>,
}

impl Folders {
    /// The folders from asterisk.conf; else the usual ones of Debian, of other distributions
    /// and of Asterisk's own sources.
    fn of(conf: &Path) -> Self {
        let text = fs::read_to_string(conf).unwrap_or_default();
        let told = |key: &str| Some(vec![PathBuf::from(value(&text, key)?)]);
        let usual = |folders: &[&str]| folders.iter().map(PathBuf::from).collect();
        let modules = || {
            let own = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
            let multiarch = own.map(|entry| entry.path().join("asterisk/modules"));
            let others: Vec<_> =
                usual(&["/usr/lib/asterisk/modules", "/usr/lib64/asterisk/modules"]);
            others.into_iter().chain(multiarch).collect()
        };
        Self {
            programs: told("astsbindir")
                .unwrap_or_else(|| usual(&["/usr/sbin", "/usr/local/sbin"])),
            modules: told("astmoddir").unwrap_or_else(modules),
        }
    }
}

/// The value of `key => value` or `key = value`.
fn value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (name, value) = line.split(';').next()?.split_once('=')?;
        let value = value.strip_prefix('>').unwrap_or(value).trim();
        (name.trim() == key && !value.is_empty()).then_some(value)
    })
}

/// Reports a module that was built for another Asterisk than the one of these settings. None if it
/// fits, or if either file cannot be found or read.
pub(super) fn of_another(conf: &Path) -> Option<Observation> {
    let Folders { programs, modules } = Folders::of(conf);
    let first = |folders: &[PathBuf], name: &str| {
        folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file())
    };
    let (asterisk, module) = (first(&programs, "asterisk")?, first(&modules, MODULE)?);
    let (own, its) = (fs::read(&asterisk).ok()?, fs::read(&module).ok()?);
    let (own, its) = (sums(&own), sums(&its));
    let is_other = !own.is_empty() && !its.is_empty() && own.is_disjoint(&its);
    is_other.then(|| Observation::ModuleOfOtherAsterisk {
        module: module.display().to_string(),
        asterisk: asterisk.display().to_string(),
    })
}

/// All strings of C that end with exactly as many hexadecimal digits as a checksum.
fn sums(bytes: &[u8]) -> BTreeSet<&[u8]> {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let strings = bytes.split(|byte| *byte == 0);
    strings
        .filter_map(|string| {
            let (before, end) = string.split_at_checked(string.len().checked_sub(DIGITS)?)?;
            let is_sum = end.iter().all(is_digit) && !before.last().is_some_and(is_digit);
            is_sum.then_some(end)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::event::Language;

    const SUM: &str = "1fb7f5c06d7a2052e38d021b3d8ca151";

    /// Compares the checksums of an Asterisk and a module with these contents.
    fn found(asterisk: &str, module: &str) -> Option<Observation> {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        fs::write(at.join("asterisk"), asterisk).unwrap();
        fs::write(at.join(MODULE), module).unwrap();
        let conf = at.join("asterisk.conf");
        let text = format!(
            "[directories](!)\nastmoddir => {0} ; modules\nastsbindir = {0}\n",
            at.display()
        );
        fs::write(&conf, text).unwrap();
        of_another(&conf)
    }

    #[test]
    fn a_module_with_another_sum_is_known() {
        let other: String = SUM.chars().rev().collect();
        let asterisk = format!("\x7fELF\0before {SUM}\0{SUM}\0");
        assert_eq!(found(&asterisk, &format!("\0{SUM}\0{other}\0")), None);
        let told = found(&asterisk, &format!("\0{other}\0")).unwrap().text(Language::English);
        assert!(told.contains("app_ferrofax.so was built for another Asterisk than "), "{told}");
        // Where there is nothing to hold against each other.
        assert_eq!(found("no sum", &format!("\0{other}\0")), None);
        assert_eq!(found(&asterisk, &format!("0{other}\0")), None);
    }
}
