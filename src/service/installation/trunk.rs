//! Checks the trunks that faxes are dialled through: whether the codec is G.711, and whether T.38
//! is offered.

use super::outbound::Outbound;
use crate::service::host::Host;
use crate::service::settings::T38Use;
use ferrofax_basics::value::yes_no;
use ferrofax_spool::{Finding, Fix, Observation};
use std::collections::BTreeSet;

/// Codecs that carry a modem's tones without loss: G.711, and linear samples.
const CLEAR: [&str; 4] = ["alaw", "ulaw", "slin", "slin16"];

pub(super) fn findings(host: &dyn Host, outbound: &Outbound, t38: T38Use) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for dialled in outbound.dialled() {
        // A comma is followed by the timeout and options of Dial.
        let channels = dialled.split(',').next().unwrap_or_default();
        for channel in channels.split('&') {
            let Some(name) = endpoint(host, channel) else { continue };
            if seen.insert(name.clone()) {
                findings.extend(look(host, &name, t38));
            }
        }
    }
    if findings.is_empty() {
        findings.push(Finding::well("trunk", Observation::NoEndpointDialled));
    }
    findings
}

/// Finds the endpoint (`trunk`) in `PJSIP/${EXTEN}@trunk` or `PJSIP/trunk/sip:…`. `None` if the
/// endpoint can't be determined.
fn endpoint(host: &dyn Host, channel: &str) -> Option<String> {
    let address = channel.strip_prefix("PJSIP/")?;
    let name = match address.rsplit_once('@') {
        Some((_, name)) if !address.contains("/sip:") => name,
        _ => address.split('/').next().unwrap_or_default(),
    };
    // Only a global variable is expanded: a function might have side effects.
    let name = match name.strip_prefix("${").and_then(|name| name.strip_suffix('}')) {
        Some(variable) if is_plain(variable) => host.expand(name),
        _ => name.to_owned(),
    };
    is_plain(&name).then_some(name)
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

fn look(host: &dyn Host, name: &str, t38: T38Use) -> Vec<Finding> {
    let setting = |key: &str| host.expand(&format!("${{PJSIP_ENDPOINT({name},{key})}}"));
    let allowed = setting("allow");
    if allowed.is_empty() {
        let unknown = Observation::EndpointUnknown { endpoint: name.to_owned() };
        return vec![Finding::wrong("trunk", unknown, Fix::NameEndpoint)];
    }
    vec![codec(name, &allowed), packets(name, &setting("t38_udptl"), t38)]
}

fn codec(name: &str, allowed: &str) -> Finding {
    let mut codecs = allowed
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|codec| !codec.is_empty());
    let is_clear = |codec: &str| CLEAR.contains(&codec);
    let endpoint = name.to_owned();
    let fix = Fix::AllowG711 { endpoint: endpoint.clone() };
    let Some(codec) = codecs.next().map(str::to_owned) else {
        return Finding::wrong("codec", Observation::CodecMissing { endpoint }, fix);
    };
    if is_clear(&codec) {
        Finding::well("codec", Observation::CodecGood { endpoint, codec })
    } else {
        Finding::wrong("codec", Observation::CodecBad { endpoint, codec }, fix)
    }
}

fn packets(name: &str, udptl: &str, t38: T38Use) -> Finding {
    let endpoint = name.to_owned();
    match (yes_no(udptl) == Some(true), t38) {
        (true, _) => Finding::well("t38", Observation::T38Offered { endpoint }),
        (false, T38Use::No) => Finding::well("t38", Observation::T38Unwanted { endpoint }),
        (false, _) => {
            let fix = Fix::OfferT38 { endpoint: endpoint.clone() };
            Finding::wrong("t38", Observation::T38Missing { endpoint }, fix)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::host::Clocks;

    struct Globals;

    impl Clocks for Globals {}

    impl Host for Globals {
        fn manager_event(&self, _: &str, _: &[(&str, String)]) {}

        fn expand(&self, text: &str) -> String {
            if text == "${TRUNK}" { "provider" } else { "" }.to_owned()
        }
    }

    #[test]
    fn the_endpoint_is_read_from_what_is_dialled() {
        for (channel, name) in [
            ("PJSIP/${EXTEN}@trunk", Some("trunk")),
            ("PJSIP/${EXTEN:2}@t38-redundancy", Some("t38-redundancy")),
            ("PJSIP/trunk/sip:${EXTEN}@192.0.2.1", Some("trunk")),
            ("PJSIP/trunk", Some("trunk")),
            ("PJSIP/${EXTEN}@${TRUNK}", Some("provider")),
            ("PJSIP/${EXTEN}@${SHELL(rm)}", None),
            ("PJSIP/${EXTEN}@${NONE}", None),
            ("DAHDI/g1/${EXTEN}", None),
        ] {
            assert_eq!(endpoint(&Globals, channel).as_deref(), name, "{channel}");
        }
    }

    #[test]
    fn the_first_codec_counts() {
        for (allowed, is_well) in [
            ("(alaw|ulaw)", true),
            ("ulaw", true),
            ("(g729|alaw)", false),
            ("(gsm)", false),
            ("()", false),
        ] {
            assert_eq!(codec("trunk", allowed).is_well, is_well, "{allowed}");
        }
    }

    #[test]
    fn a_trunk_without_t38_is_right_where_nobody_wants_it() {
        assert!(packets("trunk", "yes", T38Use::Yes).is_well);
        assert!(packets("trunk", "false", T38Use::No).is_well);
        assert!(!packets("trunk", "no", T38Use::Yes).is_well);
    }
}
