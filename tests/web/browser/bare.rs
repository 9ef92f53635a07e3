//! A machine on which Asterisk was never started: there is no spool, and the web interface shows what
//! is missing.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::Home;
use crate::ports::own_port;
use ferrofax_kit::patience::wait_for;
use ferrofax_kit::service::Service;

/// `ferrofax serve` on such a machine.
pub(super) struct Bare {
    service: Service,
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

/// The machine, and the service that has begun to answer.
pub(super) fn bare() -> Option<Box<dyn Home>> {
    let folder = tempfile::tempdir().unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], own_port()));
    let (spool, settings) =
        (folder.path().join("later"), format!("[web]\nlisten = [\"{address}\"]\n"));
    let mut service = Service::new(folder.path(), "gateway", &spool, &settings);
    service.start();
    Some(Box::new(Bare { service, address, _folder: folder }))
}

impl Bare {
    /// The path of the page that shows what is missing, as the log has it.
    fn page(&self) -> String {
        wait_for("the address with the code", || {
            let log = self.service.log();
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
        self.service.log()
    }
}
