//! The FreePBX module (freepbx/ferrofax), which is written in PHP: alone, with stubs for the parts
//! of FreePBX that it uses, and in the framework's own sources. These are not part of this project:
//! FREEPBX_SOURCES names the web root of a FreePBX.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::laboratory::{LAB, said};
use crate::programs::skip;

#[test]
#[ignore = "fetches PHP and MariaDB: make test ALL=1"]
fn the_module_keeps_its_rules_with_stand_ins_for_freepbx() {
    let folder = tempfile::tempdir().expect("a folder");
    let script =
        "for file in /opt/ferrofax/*.php /opt/ferrofax/views/*.php; do php -l $file || exit; done
                  php /opt/tests/units.php /opt/ferrofax";
    let told = in_freepbx(folder.path(), None, script);
    assert!(told.matches("ok    test_").count() > 10, "{told}");
}

#[test]
#[ignore = "fetches PHP and MariaDB: make test ALL=1"]
fn the_module_works_in_the_frameworks_own_sources() {
    let Some(sources) = env::var_os("FREEPBX_SOURCES") else {
        skip("FREEPBX_SOURCES names no web root of a FreePBX");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("asterisk-conf/freepbx_chown.conf.sample");
    fs::copy(sample, folder.path().join("freepbx_chown.conf")).expect("it is ours");
    let script = "useradd --system asterisk
                  /opt/tests/with_database php /opt/tests/framework.php /var/www/html";
    let told = in_freepbx(folder.path(), Some(Path::new(&sources)), script);
    for line in ["the module is installed", "ten fwconsole chown leave the rights as they were"] {
        assert!(told.contains(&format!("ok    {line}")), "{told}");
    }
}

/// Runs a script in a system for FreePBX, and returns its output. The script must succeed.
fn in_freepbx(folder: &Path, sources: Option<&Path>, script: &str) -> String {
    let mut lab = Command::new(LAB);
    lab.arg("freepbx").arg(folder);
    if let Some(sources) = sources {
        lab.arg("--sources").arg(sources);
    }
    let done = lab.args(["--", "sh", "-c", script]).output().expect("lab can be run");
    let told = said(&done);
    assert!(done.status.success() && !told.contains("FAIL"), "{told}");
    told
}
