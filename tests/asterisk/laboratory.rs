//! A laboratory (`tests/asterisk/lab`) that lives as long as the test that holds it, even
//! if that test is killed.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

pub const LAB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/asterisk/lab");

/// The Asterisk that both PBXs of a laboratory are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asterisk {
    V22,
    V16,
}

impl Asterisk {
    pub const fn name(self) -> &'static str {
        match self {
            Self::V22 => "22",
            Self::V16 => "16",
        }
    }
}

/// One test for each Asterisk: `on_each_asterisk!(name_of_a_function)` for
/// `fn name_of_a_function(asterisk: Asterisk)`.
macro_rules! on_each_asterisk {
    ($($behaviour:ident),+ $(,)?) => {$(
        mod $behaviour {
            #[test]
            fn on_22() {
                super::$behaviour($crate::laboratory::Asterisk::V22);
            }

            #[test]
            fn on_16() {
                super::$behaviour($crate::laboratory::Asterisk::V16);
            }
        }
    )+};
}
pub(crate) use on_each_asterisk;

/// What a call from the world said of itself, word by word.
pub type CallReport = BTreeMap<String, String>;

/// Two running PBXs. They end, and with them all that runs in them, when this is dropped.
pub struct Laboratory {
    folder: PathBuf,
    /// Ends the laboratory when its standard input closes.
    holder: Child,
    is_kept: AtomicBool,
}

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
        let module = store().join(format!("module-{}/app_ferrofax.so", asterisk.name()));
        let module = module.to_string_lossy();
        Self::begin(name, asterisk, &[&["--module", &module], options].concat())
    }

    fn begin(name: &str, asterisk: Asterisk, options: &[&str]) -> Self {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lab-{name}-{}", asterisk.name()));
        // What an earlier run left, for reading its logs.
        let _ = fs::remove_dir_all(&folder);
        let mut holder = Command::new(LAB)
            .arg("hold")
            .arg(&folder)
            .args(["--asterisk", asterisk.name()])
            .args(options)
            // Lets a test make one call panic (life.rs).
            .env("FERROFAX_TEST_PANIC", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/asterisk/lab can be run");
        let mut answer = String::new();
        let said =
            BufReader::new(holder.stdout.as_mut().expect("it is piped")).read_line(&mut answer);
        assert!(
            said.is_ok() && answer.trim() == "ready",
            "the laboratory in {} did not start; its logs are there, and it said why above",
            folder.display()
        );
        Self { folder, holder, is_kept: AtomicBool::new(false) }
    }

    /// Leaves its folder there when it ends, for its logs, and says which that is.
    pub fn keep(&self) -> &Path {
        self.is_kept.store(true, Ordering::SeqCst);
        &self.folder
    }

    /// The folder of one PBX (`ours` or `world`), or another file of the laboratory.
    pub fn of(&self, role: &str) -> PathBuf {
        self.folder.join(role)
    }

    /// One of its ports, by the name in its file `env`.
    pub fn port(&self, name: &str) -> u16 {
        let text = fs::read_to_string(self.of("env")).unwrap_or_default();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value
            .and_then(|value| value.parse().ok())
            .unwrap_or_else(|| panic!("there is no port {name} in {text}"))
    }

    /// Runs a command on the console of our PBX.
    pub fn console(&self, command: &str) -> String {
        let output = self.lab("cli").args(["ours", command]).output().expect("lab can be run");
        String::from_utf8_lossy(&output.stdout).into_owned()
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
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    /// `lab COMMAND DIR`, for more arguments.
    pub fn lab(&self, command: &str) -> Command {
        let mut lab = Command::new(LAB);
        lab.arg(command).arg(&self.folder).stdin(Stdio::null());
        lab
    }
}

impl Drop for Laboratory {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
        if !std::thread::panicking() && !self.is_kept.load(Ordering::SeqCst) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Whether the long versions of the tests are asked for: `make endurance`.
pub fn takes_its_time() -> bool {
    env::var_os("FERROFAX_LAB_RUNS").is_some_and(|what| what == "endurance")
}

/// Where `tests/asterisk/suite` put the Asterisks and the modules.
pub fn store() -> PathBuf {
    match (env::var_os("FERROFAX_LAB"), env::var_os("FERROFAX_LAB_RUNS")) {
        (Some(store), Some(_)) => store.into(),
        _ => panic!("these tests need real Asterisks: `make test` gets them and runs this"),
    }
}
