//! Derives the trunk of a call from the name of the call's channel.

/// Asterisk's technology `Local`. A Local channel leads back into the dialplan of the PBX and not
/// to a telephone line, so it belongs to no trunk.
const INSIDE: &str = "Local";

/// Derives the trunk of a channel: its technology, and the peer, endpoint, span or line. The part
/// of the channel's name that differs from call to call is removed. `None` if the channel belongs
/// to no trunk.
///
/// For example, `PJSIP/provider-00000012` belongs to the trunk `PJSIP/provider`,
/// `IAX2/192.0.2.7:4569-371` to `IAX2/192.0.2.7`, `DAHDI/i1/0991123-3` to `DAHDI/i1`, and
/// `DAHDI/4-1` to `DAHDI/4`.
pub(super) fn trunk(channel: &str) -> Option<String> {
    let (technology, rest) = channel.split_once('/')?;
    // For a span, the dialled number follows its name.
    let peer = rest.split_once('/').map_or_else(|| without_serial(rest), |(span, _)| span);
    let peer = without_port(peer);
    let is_one = technology != INSIDE && !technology.is_empty() && !peer.is_empty();
    is_one.then(|| format!("{technology}/{peer}"))
}

fn without_serial(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((peer, serial)) if serial.bytes().all(|sign| sign.is_ascii_hexdigit()) => peer,
        _ => name,
    }
}

/// Removes the port at the end of an address, such as `192.0.2.7:4569`, in the name of a channel.
/// The trunk is then the same for every port of the peer. Colons within an IPv6 address are kept.
fn without_port(peer: &str) -> &str {
    match peer.rsplit_once(':') {
        Some((host, port))
            if port.bytes().all(|sign| sign.is_ascii_digit())
                && (!host.contains(':') || host.ends_with(']')) =>
        {
            host
        }
        _ => peer,
    }
}

#[cfg(test)]
mod tests {
    use super::trunk;

    #[test]
    fn a_channel_is_one_of_a_trunk_and_a_local_one_is_not() {
        for (channel, of) in [
            ("PJSIP/provider-00000012", "PJSIP/provider"),
            ("PJSIP/my-provider-west-0000abcd", "PJSIP/my-provider-west"),
            ("SIP/provider-0000001a", "SIP/provider"),
            ("SIP/192.0.2.7:5062-0000001a", "SIP/192.0.2.7"),
            ("SIP/2001:db8::1-0000001a", "SIP/2001:db8::1"),
            ("SIP/[2001:db8::1]:5060-0000001a", "SIP/[2001:db8::1]"),
            ("IAX2/provider-371", "IAX2/provider"),
            ("IAX2/192.0.2.7:4569-371", "IAX2/192.0.2.7"),
            ("DAHDI/i1/0991123-3", "DAHDI/i1"),
            ("DAHDI/i2/0991-123-1f", "DAHDI/i2"),
            ("DAHDI/4-1", "DAHDI/4"),
            ("Console/dsp", "Console/dsp"),
        ] {
            assert_eq!(trunk(channel).as_deref(), Some(of), "{channel}");
        }
        for channel in
            ["Local/0991@fax-outbound-00000001;1", "", "PJSIP", "PJSIP/", "/provider-1", "SIP/-1"]
        {
            assert_eq!(trunk(channel), None, "{channel}");
        }
    }
}
