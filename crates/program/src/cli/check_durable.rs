//! The part of `ferrofax check` about devices with `durable = shared`. A fax page for such a device
//! is confirmed to the sending fax machine only when the page is in the shared database. So while
//! nothing uploads pages, no page is confirmed.

use super::findings::Findings;
use ferrofax_cluster::Member;
use ferrofax_spool::sending::option;
use ferrofax_spool::{DeviceRecord, Fix, Observation, Spool};

/// The time in milliseconds after which a node that has not reported to the shared database counts
/// as stopped. A running node reports every five seconds.
const AT_WORK_MS: i64 = 30_000;

/// Checks a machine without a shared database: no device is allowed to have `durable = shared` (fax
/// pages are confirmed only when they are in a shared database).
pub(super) fn without_store(spool: &Spool, findings: &mut Findings) {
    if let Some((device, more)) = waiting(spool) {
        let without = Observation::DurableWithoutDatabase { device, more };
        findings.wrong("durable", without, Fix::ConfigureNode);
    }
}

/// On a machine with a shared database, checks that devices with `durable = shared` work (their fax
/// pages are confirmed only when the shared database has them). For this, the machine must have
/// reported to the database lately. `ours` is this machine's entry in the database.
pub(super) fn with_store(spool: &Spool, ours: Option<&Member>, findings: &mut Findings) {
    let Some((device, more)) = waiting(spool) else { return };
    if ours.is_some_and(|ours| ours.seen_ms_ago < AT_WORK_MS) {
        findings.well("durable", Observation::DurableWorks { device, more });
    } else {
        let unreported = Observation::DurableUnreported { device, more };
        findings.wrong("durable", unreported, Fix::StartService);
    }
}

/// The first device with `durable = shared` (its fax pages are confirmed only when the shared
/// database has them), and the number of further devices with this setting.
fn waiting(spool: &Spool) -> Option<(String, u64)> {
    let devices = spool.devices().list().unwrap_or_default();
    let waits = |device: &&DeviceRecord| {
        device.options.get(option::DURABLE).is_some_and(|word| word == "shared")
    };
    let mut waiting = devices.iter().filter(waits).map(DeviceRecord::name);
    let first = waiting.next()?;
    Some((first.to_string(), waiting.count() as u64))
}
