//! The module publishes the list of fax devices in the spool, for the Ferrofax service. While the
//! PBX starts or shuts down, its dialplan is not complete, and the list remains as it is.

use ferrofax::service::Service;
use ferrofax::service::config::{Declaration, RawConfig};
use ferrofax::service::host::{Clocks, Host};
use ferrofax::spool::{DeviceRecord, ManagedState, Spool};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A PBX that is ready when the test decides so.
#[derive(Default)]
struct Pbx {
    is_ready: AtomicBool,
}

impl Clocks for Pbx {}

impl Host for Pbx {
    fn manager_event(&self, _event: &str, _fields: &[(&str, String)]) {}

    fn is_ready(&self) -> bool {
        self.is_ready.load(Ordering::SeqCst)
    }
}

/// A module that was started while its PBX was not ready, and with an empty dialplan. The module
/// that ran before has published the device 2101.
struct Started {
    folder: tempfile::TempDir,
    config: RawConfig,
    pbx: Arc<Pbx>,
    service: Arc<Service>,
}

impl Started {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let device = DeviceRecord {
            context: "fax-devices".into(),
            extension: "2101".into(),
            ..DeviceRecord::default()
        };
        spool.devices().publish_devices(&[device]).unwrap();
        let marks = ManagedState { devices: "of 2101".into(), ..ManagedState::default() };
        spool.devices().publish_managed(&marks).unwrap();
        drop(spool);
        let text = format!("[general]\nspool = {}\npriority = 7\n", folder.path().display());
        let (config, pbx) = (RawConfig::parse("ferrofax.conf", &text), Arc::<Pbx>::default());
        let service = Service::start(&config, &[], pbx.clone()).unwrap();
        Self { folder, config, pbx, service }
    }

    fn spool(&self) -> Spool {
        Spool::open(self.folder.path()).unwrap()
    }

    /// The extensions of the published devices.
    fn list(&self) -> Vec<String> {
        let devices = self.spool().devices().list().unwrap();
        devices.into_iter().map(|device| device.extension).collect()
    }

    fn set_ready(&self, is_ready: bool) {
        self.pbx.is_ready.store(is_ready, Ordering::SeqCst);
    }

    fn reload(&self, extensions: &[&str]) {
        let declared: Vec<_> = extensions.iter().map(|exten| declared(exten)).collect();
        self.service.reload(&self.config, &declared);
    }
}

fn declared(exten: &str) -> Declaration {
    Declaration {
        context: "fax-devices".into(),
        exten: exten.into(),
        priority: 1,
        args: "alice@example.com".into(),
        ..Declaration::default()
    }
}

#[test]
fn a_start_with_an_empty_dialplan_leaves_the_published_devices() {
    let started = Started::new();
    assert_eq!(started.list(), ["2101"]);
    assert_eq!(started.spool().devices().managed().unwrap().devices, "of 2101");
    assert_eq!(
        started.spool().devices().sending().unwrap().defaults.priority,
        7,
        "other settings are published"
    );
    started.reload(&["2102"]);
    started.service.publish_withheld_devices();
    assert_eq!(started.list(), ["2101"], "the PBX is not ready yet");
    started.service.stop().unwrap();
}

#[test]
fn once_the_pbx_is_ready_the_devices_of_its_dialplan_replace_those_before() {
    let started = Started::new();
    started.set_ready(true);
    started.service.publish_withheld_devices();
    assert!(started.list().is_empty());
    assert_eq!(started.spool().devices().managed().unwrap(), ManagedState::default());
    started.reload(&["2102"]);
    assert_eq!(started.list(), ["2102"]);
    started.reload(&[]);
    assert!(started.list().is_empty());
    started.service.stop().unwrap();
}

#[test]
fn a_shutdown_leaves_the_published_devices_and_may_be_cancelled() {
    let started = Started::new();
    started.set_ready(true);
    started.reload(&["2102", "2103"]);
    started.set_ready(false);
    started.reload(&["2102"]);
    assert_eq!(started.list(), ["2102", "2103"]);
    started.set_ready(true);
    started.service.publish_withheld_devices();
    assert_eq!(started.list(), ["2102"]);
    started.service.stop().unwrap();
}

#[test]
fn a_first_start_publishes_the_devices_as_soon_as_they_are_found() {
    let started = Started::new();
    started.spool().devices().publish_devices(&[]).unwrap();
    started.reload(&["2102"]);
    assert_eq!(started.list(), ["2102"], "no device was published before");
    started.reload(&["2102", "2103"]);
    assert_eq!(started.list(), ["2102"]);
    started.set_ready(true);
    started.service.publish_withheld_devices();
    assert_eq!(started.list(), ["2102", "2103"]);
    started.service.stop().unwrap();
}
