//! A laboratory (`tests/asterisk/lab`) that lives as long as the test that holds it, even
//! if that test is killed.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use crate::holder::Holder;

pub const LAB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/asterisk/lab");

/// The Asterisk that both PBXs of a laboratory are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asterisk {
    V22,
    V16,
}

impl Asterisk {
    /// Its name for `lab`. `make asterisks` has another one stand for 22.
    pub fn name(self) -> &'static str {
        static FOR_22: LazyLock<String> =
            LazyLock::new(|| env::var("FERROFAX_FOR_22").unwrap_or_else(|_| "22".to_owned()));
        match self {
            Self::V22 => &FOR_22,
            Self::V16 => "16",
        }
    }
}

/// One test for each Asterisk: `on_each_asterisk!(name_of_a_function)` for
/// `fn name_of_a_function(asterisk: Asterisk)`.
///
/// What does not hang on the version of Asterisk, as what is done beside it, is tried on 16
/// by `make test ALL=1` alone: `on_each_asterisk!(on_16_by_wish: name_of_a_function)`.
macro_rules! on_each_asterisk {
    (on_16_by_wish: $($behaviour:ident),+ $(,)?) => {$(
        on_each_asterisk! {
            #[ignore = "does not hang on the version of Asterisk: make test ALL=1"]
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

/// What a call from the world said of itself, word by word.
#[derive(Clone, Debug, Default)]
pub struct CallReport(BTreeMap<String, String>);

impl CallReport {
    /// Reads lines `word=value`.
    pub fn read(text: &str) -> Self {
        let words = text.lines().filter_map(|line| line.split_once('='));
        Self(words.map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
    }

    /// What it says by this word.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// What it says by this word; empty if nothing.
    pub fn said(&self, key: &str) -> &str {
        self.get(key).unwrap_or_default()
    }
}

/// Two running PBXs. They end, and with them all that runs in them, when this is dropped.
pub struct Laboratory(Holder);

impl Laboratory {
    /// A laboratory with the devices of `lab`'s own dialplan.
    pub fn start(name: &str, asterisk: Asterisk) -> Self {
        Self::start_with(name, asterisk, &[])
    }

    /// One where spandsp receives at ours too, and nothing of Ferrofax is loaded.
    pub fn of_spandsp(name: &str, asterisk: Asterisk) -> Self {
        Self::of_spandsp_with(name, asterisk, &[])
    }

    /// With more options for `lab hold`.
    pub fn of_spandsp_with(name: &str, asterisk: Asterisk, options: &[&str]) -> Self {
        Self::begin(name, asterisk, &[&["--receiver", "spandsp"], options].concat())
    }

    /// With more options for `lab hold`.
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

    /// Leaves its folder there when it ends, for its logs, and says which that is.
    pub fn keep(&self) -> &Path {
        self.0.keep();
        self.0.folder()
    }

    /// The folder of one PBX (`ours` or `world`), or another file of the laboratory.
    pub fn of(&self, role: &str) -> PathBuf {
        self.0.folder().join(role)
    }

    /// What its file `env` has by this name.
    pub fn told(&self, name: &str) -> String {
        let text = fs::read_to_string(self.of("env")).unwrap_or_default();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or_else(|| panic!("there is no {name} in {text}")).to_owned()
    }

    /// One of its ports.
    pub fn port(&self, name: &str) -> u16 {
        self.told(name).parse().expect("a port")
    }

    /// Runs a command on the console of our PBX.
    pub fn console(&self, command: &str) -> String {
        self.console_of("ours", command)
    }

    /// What our PBX logged so far.
    pub fn log(&self) -> String {
        fs::read(self.of("ours").join("log/full"))
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .unwrap_or_default()
    }

    /// A call from the world: `lab send …` or `lab call …`.
    pub fn call(&self, command: &str, options: &[&str]) -> CallReport {
        let output = self.lab(command).args(options).output().expect("lab can be run");
        CallReport::read(&String::from_utf8_lossy(&output.stdout))
    }

    /// `lab COMMAND DIR`, for more arguments.
    pub fn lab(&self, command: &str) -> Command {
        self.0.lab(command)
    }
}

/// All that a program said.
pub fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat()
}

/// Whether the long versions of the tests are asked for: `make endurance`.
pub fn takes_its_time() -> bool {
    runs("endurance")
}

/// Whether what is tried is what will be installed: `make release`.
pub fn is_release() -> bool {
    runs("release")
}

/// Whether machines that share a store are asked for: `make cluster`.
pub fn is_cluster() -> bool {
    runs("cluster")
}

/// Whether hours of attacks are asked for: `make hostile`.
pub fn is_hostile() -> bool {
    runs("hostile")
}

fn runs(what: &str) -> bool {
    env::var_os("FERROFAX_LAB_RUNS").is_some_and(|runs| runs == what)
}

/// Where `tests/asterisk/suite` put the Asterisks and the modules.
pub fn store() -> PathBuf {
    match (env::var_os("FERROFAX_LAB"), env::var_os("FERROFAX_LAB_RUNS")) {
        (Some(store), Some(_)) => store.into(),
        _ => panic!("these tests need real Asterisks: `make test` gets them and runs this"),
    }
}
