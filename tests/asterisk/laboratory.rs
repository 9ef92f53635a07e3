//! A laboratory (`tests/asterisk/lab`) for a test. It always ends with the test, even if the test
//! is killed.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use crate::holder::Holder;

pub const LAB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/asterisk/lab");

/// The Asterisk of both PBXs of a laboratory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asterisk {
    V22,
    V16,
}

impl Asterisk {
    /// Its name for `lab`. `make asterisks` replaces 22 by another version.
    pub fn name(self) -> &'static str {
        static FOR_22: LazyLock<String> =
            LazyLock::new(|| env::var("FERROFAX_FOR_22").unwrap_or_else(|_| "22".to_owned()));
        match self {
            Self::V22 => &FOR_22,
            Self::V16 => "16",
        }
    }
}

/// Makes one test for each Asterisk: `on_each_asterisk!(name_of_a_function)` for `fn
/// name_of_a_function(asterisk: Asterisk)`.
///
/// For tests that do not depend on the version of Asterisk, use `on_each_asterisk!(on_16_by_wish:
/// name_of_a_function)`. Only `make test ALL=1` runs them with 16.
macro_rules! on_each_asterisk {
    (on_16_by_wish: $($behaviour:ident),+ $(,)?) => {$(
        on_each_asterisk! {
            #[ignore = "does not depend on the version of Asterisk: make test ALL=1"]
            mod $behaviour
        }
    )+};
    ($($behaviour:ident),+ $(,)?) => {$(
        on_each_asterisk! { mod $behaviour }
    )+};
    ($(#[$on_16:meta])? mod $behaviour:ident) => {
        mod $behaviour {
            #[test]
            fn on_22() {
                super::$behaviour($crate::laboratory::Asterisk::V22);
            }

            #[test]
            $(#[$on_16])?
            fn on_16() {
                super::$behaviour($crate::laboratory::Asterisk::V16);
            }
        }
    };
}
pub(crate) use on_each_asterisk;

/// The report of a call from `world`: pairs of a key and a value.
#[derive(Clone, Debug, Default)]
pub struct CallReport(BTreeMap<String, String>);

impl CallReport {
    /// Reads lines `key=value`.
    pub fn read(text: &str) -> Self {
        let words = text.lines().filter_map(|line| line.split_once('='));
        Self(words.map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Returns the value of a key, or an empty text.
    pub fn said(&self, key: &str) -> &str {
        self.get(key).unwrap_or_default()
    }
}

/// Two running PBXs. They and all their processes end when this value is dropped.
pub struct Laboratory(Holder);

impl Laboratory {
    /// Starts a laboratory with the devices of `lab`'s own dialplan.
    pub fn start(name: &str, asterisk: Asterisk) -> Self {
        Self::start_with(name, asterisk, &[])
    }

    /// Starts a laboratory in which `ours` also receives with spandsp, and does not load Ferrofax.
    pub fn of_spandsp(name: &str, asterisk: Asterisk) -> Self {
        Self::of_spandsp_with(name, asterisk, &[])
    }

    /// Does the same, with additional options of `lab hold`.
    pub fn of_spandsp_with(name: &str, asterisk: Asterisk, options: &[&str]) -> Self {
        Self::begin(name, asterisk, &[&["--receiver", "spandsp"], options].concat())
    }

    /// Does the same, with additional options of `lab hold`.
    pub fn start_with(name: &str, asterisk: Asterisk, options: &[&str]) -> Self {
        let module = store().join("module/app_ferrofax.so");
        let module = module.to_string_lossy();
        Self::begin(name, asterisk, &[&["--module", &module], options].concat())
    }

    fn begin(name: &str, asterisk: Asterisk, options: &[&str]) -> Self {
        Self(Holder::start(&format!("lab-{name}-{}", asterisk.name()), |lab, folder| {
            lab.arg("hold").arg(folder).args(["--asterisk", asterisk.name()]).args(options);
            // Lets a test make one call panic (life.rs).
            lab.env("FERROFAX_TEST_PANIC", "1");
        }))
    }

    /// Keeps the laboratory's folder with its logs after its end, and returns the folder.
    pub fn keep(&self) -> &Path {
        self.0.keep();
        self.0.folder()
    }

    /// Returns the folder of one PBX (`ours` or `world`), or another file of the laboratory.
    pub fn of(&self, role: &str) -> PathBuf {
        self.0.folder().join(role)
    }

    /// Returns the value with this name in the laboratory's file `env`.
    pub fn told(&self, name: &str) -> String {
        let text = fs::read_to_string(self.of("env")).unwrap_or_default();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or_else(|| panic!("there is no {name} in {text}")).to_owned()
    }

    /// Returns one of its ports.
    pub fn port(&self, name: &str) -> u16 {
        self.told(name).parse().expect("a port")
    }

    /// Runs a command on the console of our PBX.
    pub fn console(&self, command: &str) -> String {
        self.console_of("ours", command)
    }

    /// Returns the log of our PBX.
    pub fn log(&self) -> String {
        fs::read(self.of("ours").join("log/full"))
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .unwrap_or_default()
    }

    /// Makes a call from `world`: `lab send …` or `lab call …`.
    pub fn call(&self, command: &str, options: &[&str]) -> CallReport {
        let output = self.lab(command).args(options).output().expect("lab can be run");
        CallReport::read(&String::from_utf8_lossy(&output.stdout))
    }

    /// Returns the command `lab COMMAND DIR`. Add further arguments.
    pub fn lab(&self, command: &str) -> Command {
        self.0.lab(command)
    }
}

/// Returns the whole output of a program.
pub fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat()
}

/// Returns whether `make endurance` runs, for the long versions of tests.
pub fn takes_its_time() -> bool {
    runs("endurance")
}

/// Returns whether `make release` runs, which tests release builds.
pub fn is_release() -> bool {
    runs("release")
}

/// Returns whether `make cluster` runs.
pub fn is_cluster() -> bool {
    runs("cluster")
}

/// Returns whether `make hostile` runs.
pub fn is_hostile() -> bool {
    runs("hostile")
}

fn runs(what: &str) -> bool {
    env::var_os("FERROFAX_LAB_RUNS").is_some_and(|runs| runs == what)
}

/// Returns the folder in which `tests/asterisk/suite` has installed the Asterisks and the modules.
pub fn store() -> PathBuf {
    match (env::var_os("FERROFAX_LAB"), env::var_os("FERROFAX_LAB_RUNS")) {
        (Some(store), Some(_)) => store.into(),
        _ => panic!("these tests need real Asterisks: run `make test`, which installs them"),
    }
}
