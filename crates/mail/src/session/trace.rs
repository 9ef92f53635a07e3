//! Makes the header line `Received`, which each mail server puts at the beginning of a mail (RFC
//! 5321 §4.4).

use super::Protocol;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Client;

/// Makes the header line `Received: …` of this server for a mail, with its line end.
pub(super) fn received(
    client: &Client,
    hostname: &str,
    protocol: Protocol,
    extended: bool,
    utf8: bool,
    now: UnixMs,
) -> String {
    let date = now.timestamp().unwrap_or_default();
    let date =
        jiff::fmt::rfc2822::to_string(&date.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default();
    let with = with(client, protocol, extended, utf8);
    format!(
        "Received: from {} ({})\r\n\tby {hostname} (Ferrofax) with {with};\r\n\t{date}\r\n",
        shown(&client.helo),
        literal(client)
    )
}

/// The name of the protocol in a `Received` line (RFC 3848, and RFC 6531 §4.3).
fn with(client: &Client, protocol: Protocol, extended: bool, utf8: bool) -> String {
    let word = match (protocol, extended, utf8) {
        (Protocol::Lmtp, _, false) => "LMTP",
        (Protocol::Lmtp, _, true) => "UTF8LMTP",
        (Protocol::Smtp, false, _) => return "SMTP".to_owned(),
        (Protocol::Smtp, true, false) => "ESMTP",
        (Protocol::Smtp, true, true) => "UTF8SMTP",
    };
    let tls = if client.tls { "S" } else { "" };
    let login = if client.login.is_some() { "A" } else { "" };
    format!("{word}{tls}{login}")
}

/// The SMTP client's IP address in the form that mail headers have: `[192.0.2.1]` or
/// `[IPv6:2001:db8::1]` (RFC 5321 §4.1.3).
fn literal(client: &Client) -> String {
    let prefix = if client.address.is_ipv6() { "IPv6:" } else { "" };
    format!("[{prefix}{}]", client.address)
}

/// The name from the SMTP client's greeting, made safe for a header, since a client can send any
/// text.
fn shown(helo: &str) -> String {
    let fit = |sign: &char| sign.is_ascii_alphanumeric() || "-._:[]".contains(*sign);
    let name: String = helo.chars().filter(fit).collect();
    if name.is_empty() { "unknown".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_tells_where_it_came_from() {
        let mut client = Client::at("2001:db8::7".parse().unwrap(), "smtps", true);
        client.helo = "mfp.example.com\r\nBcc: (x)".to_owned();
        client.login = Some("alice".to_owned());
        let line = received(
            &client,
            "fax.example.com",
            Protocol::Smtp,
            true,
            false,
            UnixMs(1_795_000_000_000),
        );
        assert_eq!(
            line,
            "Received: from mfp.example.comBcc:x ([IPv6:2001:db8::7])\r\n\tby fax.example.com (Ferrofax) with ESMTPSA;\r\n\t\
             Wed, 18 Nov 2026 11:06:40 +0000\r\n"
        );
    }

    #[test]
    fn the_protocol_has_the_word_that_the_registry_has() {
        let plain = Client::at("192.0.2.1".parse().unwrap(), "smtp", false);
        assert_eq!(with(&plain, Protocol::Smtp, false, false), "SMTP");
        assert_eq!(with(&plain, Protocol::Smtp, true, true), "UTF8SMTP");
        assert_eq!(with(&Client { tls: true, ..plain }, Protocol::Lmtp, true, false), "LMTPS");
    }
}
