//! Checks the mail relay (the server to which the module sends its mails): whether its name can be
//! resolved, whether it answers, and whether a faxmaster is configured.

use crate::service::post::Post;
use ferrofax_delivery::{MailSettings, Unreached};
use ferrofax_spool::{Finding, Fix, Observation};
use std::net::IpAddr;
use std::time::Duration;

/// The longest time that the check waits for each answer of the mail relay.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) fn findings(settings: &MailSettings, post: &Post) -> Vec<Finding> {
    let (host, port) = (&settings.relay.host, settings.relay.port());
    let name = || match host.parse::<IpAddr>() {
        Ok(_) => Finding::well("dns", Observation::RelayByAddress),
        Err(_) => Finding::well("dns", Observation::RelayNameKnown { host: host.clone() }),
    };
    let mut findings = match post.relay_within(&settings.relay, PATIENCE).probe() {
        Ok(()) => {
            let answers = Observation::RelayAnswers { host: host.clone(), port };
            vec![name(), Finding::well("relay", answers)]
        }
        Err(Unreached::Name(fault)) => {
            let unknown = Observation::RelayNameUnknown { fault };
            vec![Finding::wrong("dns", unknown, Fix::CorrectRelayName)]
        }
        Err(Unreached::Relay(fault)) => {
            let unusable = Observation::RelayUnusable { port, fault };
            vec![name(), Finding::wrong("relay", unusable, Fix::CorrectRelay)]
        }
    };
    findings.push(faxmaster(&settings.faxmaster));
    findings
}

fn faxmaster(named: &str) -> Finding {
    let unset = MailSettings::default().faxmaster;
    if named == unset {
        Finding::wrong("faxmaster", Observation::FaxmasterMissing, Fix::NameFaxmaster)
    } else {
        Finding::well("faxmaster", Observation::FaxmasterNamed { faxmaster: named.to_owned() })
    }
}
