//! `ferrofax check`, for devices whose pages wait for the shared database (`durable = shared`):
//! while nothing uploads pages, none is confirmed to the sender.

use super::findings::Findings;
use ferrofax_spool::sending::option;
use ferrofax_spool::{DeviceRecord, Member, Spool};

/// A node that has not reported for this time counts as stopped, ms. A running node reports
/// every five seconds.
const AT_WORK_MS: i64 = 30_000;

/// The check on a machine without a shared database.
pub(super) fn without_store(spool: &Spool, findings: &mut Findings) {
    const MEND: &str = "put [node] into gateway.toml (docs/nodes.md), or take durable = shared out of ferrofax.conf and the dialplan";
    if let Some(whose) = waiting(spool) {
        let text = format!(
            "pages of {whose} must be in the shared database before they are confirmed (durable = \
             shared), and there is none: no page is confirmed"
        );
        findings.wrong("durable", text, MEND);
    }
}

/// The check on a machine with a shared database. `ours` is this node's entry in it.
pub(super) fn with_store(spool: &Spool, ours: Option<&Member>, findings: &mut Findings) {
    const MEND: &str = "systemctl start ferrofax: `ferrofax serve` uploads pages to the shared \
                        database; its log has the error";
    let Some(whose) = waiting(spool) else { return };
    if ours.is_some_and(|ours| ours.seen_ms_ago < AT_WORK_MS) {
        let text = format!("pages of {whose} are confirmed when the shared store has them");
        findings.well("durable", text);
    } else {
        let text = format!(
            "pages of {whose} are to be in the shared store before they are confirmed (durable = shared), and \
             it does not hear of this machine: none is confirmed"
        );
        findings.wrong("durable", text, MEND);
    }
}

/// The devices whose pages wait for the shared database.
fn waiting(spool: &Spool) -> Option<String> {
    let devices = spool.devices().unwrap_or_default();
    let waits = |device: &&DeviceRecord| {
        device.options.get(option::DURABLE).is_some_and(|word| word == "shared")
    };
    let mut waiting = devices.iter().filter(waits).map(DeviceRecord::name);
    let first = waiting.next()?;
    Some(match waiting.count() {
        0 => format!("device {first}"),
        more => format!("device {first} and {more} more"),
    })
}
