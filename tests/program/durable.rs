//! What `ferrofax check` says of devices with `durable = shared`. (That a page outlives its disk:
//! tests/service/disks.rs.)

use ferrofax::spool::DeviceRecord;
use ferrofax::spool::sending::option;

use super::bench::{Bench, Serving};
use ferrofax_kit::cluster::Server;
use ferrofax_kit::patience::watch;
use ferrofax_kit::spools;

/// Devices that want a store where there is none, or nobody brings pages there, are named.
#[test]
fn check_names_a_device_whose_pages_nobody_brings_into_a_store() {
    let bench = Bench::new();
    let device = DeviceRecord {
        options: [(option::DURABLE.to_owned(), "shared".to_owned())].into(),
        ..spools::device("2107", "alice@example.com")
    };
    bench.spool.devices().publish_devices(&[device]).unwrap();
    let config = bench.file("gateway.toml", "[drop]\nenabled = false\n");
    let said = bench.check(&["--config", config.to_str().unwrap()]).out;
    let has = |text: &str, words: &[&str]| words.iter().all(|word| text.contains(word));
    assert!(has(&said, &["2107@fax-devices", "durable = shared", "put [node] into"]), "{said}");
    let Some(server) = Server::start(5) else { return };
    let settings = format!(
        "[drop]\nenabled = false\n[node]\nstore = \"{}\"\nname = \"berlin\"\n",
        server.address(server.port)
    );
    let config = bench.file("gateway.toml", settings);
    let check = || bench.check(&["--config", config.to_str().unwrap()]).out;
    let migrated = bench.run(&["--config", config.to_str().unwrap(), "node", "migrate"]);
    assert_eq!(migrated.code, Some(0), "{migrated:?}");
    let said = check();
    assert!(has(&said, &["2107@fax-devices", "this machine does not report to it"]), "{said}");
    let serve = bench.command().arg("--config").arg(&config).arg("serve").spawn();
    let _serving = Serving(serve.unwrap());
    let wanted = "device 2107@fax-devices are confirmed when the shared database has them";
    watch("the check knows", check, |said| said.contains(wanted));
}
