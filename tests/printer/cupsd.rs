//! A private cupsd, as people have it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::programs;
use ferrofax_kit::patience::watch;

/// A cupsd of our own, until dropped.
pub(crate) struct Cups {
    folder: tempfile::TempDir,
    child: Child,
}

impl Cups {
    /// None: it is not installed, or we are not root, as whom it must be started.
    pub(crate) fn start() -> Option<Self> {
        let are_there = ["cupsd", "lpadmin", "lp"].into_iter().all(programs::is_there);
        if !are_there {
            return None;
        }
        if !rustix::process::geteuid().is_root() {
            programs::skip("cupsd is started by root alone");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        write_settings(folder.path());
        let child = Command::new("cupsd")
            .arg("-f")
            .arg("-c")
            .arg(folder.path().join("cupsd.conf"))
            .arg("-s")
            .arg(folder.path().join("cups-files.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let cups = Self { folder, child };
        watch("cupsd begins", || cups.log(), |_| cups.socket().exists());
        Some(cups)
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a program of CUPS' with these words.
    pub(crate) fn run(&self, program: &str, words: &[&str]) -> Output {
        let output = Command::new(program)
            .args(words)
            .current_dir(self.folder.path())
            .env("CUPS_SERVER", self.socket())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {words:?}: {said}\n{}", self.log());
        output
    }

    /// Adds a queue by a driver.
    pub(crate) fn add(&self, queue: &str, uri: &str, driver: &str) {
        self.run("lpadmin", &["-p", queue, "-E", "-v", uri, "-m", driver]);
        if driver == "raw" {
            return;
        }
        // That for IPP Everywhere asks the printer first, and by itself.
        watch("the driver", || self.log(), |_| self.has_driver(queue));
        // Drivers from America have their paper.
        self.run("lpadmin", &["-p", queue, "-o", "PageSize=A4"]);
    }

    /// Whether cupsd has read the driver of a queue.
    fn has_driver(&self, queue: &str) -> bool {
        self.path(&format!("cache/{queue}.data")).exists()
    }

    /// What cupsd has logged.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("error_log")).unwrap_or_default()
    }
}

impl Drop for Cups {
    fn drop(&mut self) {
        // Asked to end, it ends its filters too.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-s", "TERM", &id]).status();
        let _ = self.child.wait();
    }
}

fn write_settings(folder: &Path) {
    // Filters and backends are run as lp.
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    let at = |name: &str| folder.join(name).display().to_string();
    for name in ["root", "cache", "state", "spool", "tmp"] {
        fs::create_dir(folder.join(name)).unwrap();
    }
    fs::set_permissions(folder.join("tmp"), fs::Permissions::from_mode(0o1777)).unwrap();
    let files = format!(
        "ServerRoot {}\nCacheDir {}\nStateDir {}\nRequestRoot {}\nTempDir {}\nErrorLog {}\n\
         AccessLog {}\nPageLog {}\nSystemGroup root\nUser lp\nGroup lp\n",
        at("root"),
        at("cache"),
        at("state"),
        at("spool"),
        at("tmp"),
        at("error_log"),
        at("access_log"),
        at("page_log"),
    );
    fs::write(folder.join("cups-files.conf"), files).unwrap();
    let settings = format!(
        "Listen {}\nLogLevel debug\nMaxLogSize 0\nBrowsing No\nWebInterface No\nDefaultAuthType None\n\
         <Location />\nOrder allow,deny\nAllow all\n</Location>\n\
         <Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n",
        at("socket"),
    );
    fs::write(folder.join("cupsd.conf"), settings).unwrap();
}
