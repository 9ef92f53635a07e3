//! The network printer, by clients on real sockets: what they print, and what becomes of it.
//! One subject a module.

mod crowd;
mod cups;
mod cupsd;
mod dialler;
mod dns_sd;
mod docs;
mod faxout;
mod fields;
mod hostile;
mod kills;
mod life;
mod logins;
mod paper;
mod plain;
mod printing;
mod secured;
mod subscriptions;
mod tools;
mod twice;

use ferrofax_kit::{ipp_client as client, programs, random, rig};

/// A printer for alice, who sends from 2101, and for a network whose faxes are bob's.
const SETTINGS: &str = r#"
[drop]
enabled = false

[printer]
listen = ["127.0.0.1:0"]

[limits]
jobs_per_day = 0
night_jobs = 0
night_pages = 0
burst_jobs = 0
burst_refusals = 0
priority = true
post_dial = true

[[user]]
name = "alice"
password = "secret"
device = "2101"

[[user]]
name = "bob"
password = "other"
device = "2102"

[[network]]
address = "127.0.0.2"
name = "office"
device = "2102"
"#;

/// The service with these settings, and alice, who prints.
fn alice_at(settings: &str) -> (rig::Rig, rig::Serving, client::Client) {
    let (rig, serving) = rig::Rig::served(settings);
    let alice = client::Client::alice(serving.addresses[0]);
    (rig, serving, alice)
}
