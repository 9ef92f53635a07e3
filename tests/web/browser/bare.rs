//! A machine on which Asterisk was never started: there is no spool, and the web interface shows what
//! is missing.

use std::fs::File;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command};

use serde_json::{Value, json};

use super::Home;
use crate::ports::own_port;
use crate::programs::ferrofax;
use ferrofax_kit::patience::wait_for;

/// `ferrofax serve` on such a machine, until dropped.
pub(super) struct Bare {
    folder: tempfile::TempDir,
    address: SocketAddr,
    child: Child,
}

/// The machine, and the service that has begun to answer.
pub(super) fn bare() -> Option<Box<dyn Home>> {
    let folder = tempfile::tempdir().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], own_port()));
    let settings = folder.path().join("gateway.toml");
    std::fs::write(&settings, format!("[web]\nlisten = [\"{address}\"]\n")).unwrap();
    let mut serve = Command::new(ferrofax());
    serve
        .arg("--spool")
        .arg(folder.path().join("later"))
        .arg("--config")
        .arg(settings);
    let log = File::create(folder.path().join("log")).unwrap();
    let child = serve.arg("serve").stderr(log).spawn().unwrap();
    Some(Box::new(Bare { folder, address, child }))
}

impl Bare {
    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// The path of the page that shows what is missing, as the log has it.
    fn page(&self) -> String {
        wait_for("the address with the code", || {
            let log = std::fs::read_to_string(self.log()).unwrap();
            let code = log.split("/?code=").nth(1)?.lines().next()?.to_owned();
            log.contains(&format!("?code={code}\n")).then(|| format!("/?code={code}"))
        })
    }
}

impl Home for Bare {
    fn told(&self) -> Value {
        json!({"people": {}, "faxes": {}, "jobs": {}, "records": {}, "missing": self.page()})
    }

    fn address(&self) -> SocketAddr {
        self.address
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap()
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
