//! Checks the relay: whether its name can be resolved, whether it answers, and whether a faxmaster
//! is configured.

use crate::service::post::Post;
use ferrofax_delivery::{MailSettings, Unreached};
use ferrofax_spool::Finding;
use std::net::IpAddr;
use std::time::Duration;

/// The time to wait for each answer of the relay.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) fn findings(settings: &MailSettings, post: &Post) -> Vec<Finding> {
    let (host, port) = (&settings.relay.host, settings.relay.port());
    let name = || match host.parse::<IpAddr>() {
        Ok(_) => Finding::well("dns", "the relay is named by its address"),
        Err(_) => Finding::well("dns", format!("the relay's name {host} is known")),
    };
    let mut findings = match post.relay_within(&settings.relay, PATIENCE).probe() {
        Ok(()) => vec![name(), Finding::well("relay", format!("{host}:{port} answers"))],
        Err(Unreached::Name(error)) => vec![Finding::wrong(
            "dns",
            error,
            "put `mailserver = …` in ferrofax.conf [general] right, or /etc/resolv.conf",
        )],
        Err(Unreached::Relay(error)) => vec![
            name(),
            Finding::wrong(
                "relay",
                format!("port {port}: {error}"),
                "put `mailserver`, `mailport` and the login in ferrofax.conf [general] right, or start the relay; what waits \
                 is mailed then",
            ),
        ],
    };
    findings.push(faxmaster(&settings.faxmaster));
    findings
}

fn faxmaster(named: &str) -> Finding {
    let unset = MailSettings::default().faxmaster;
    match named == unset {
        true => Finding::wrong(
            "faxmaster",
            "nobody is named who gets what cannot be delivered",
            "write `faxmaster = postmaster@example.com` in ferrofax.conf [general], with an address of yours",
        ),
        false => Finding::well("faxmaster", format!("{named} gets what cannot be delivered")),
    }
}
