//! Reads `[mail]`.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::mail::{DamagedPart, MailMode, MailSettings, ReplyTo, Spam, UnknownPart};
use super::reader::Section;
use crate::asker::Network;
use crate::mail::address::AddressForms;
use crate::mail::intake::IntakeSettings;
use crate::mail::server::{MinTls, ServerSettings};

const REPLY_WORDS: [(&str, ReplyTo); 3] =
    [("reply-to", ReplyTo::ReplyTo), ("from", ReplyTo::From), ("envelope", ReplyTo::Envelope)];

/// Where DNS is asked.
const DNS_PORT: u16 = 53;

pub(super) fn read(section: &Section<'_, '_>) -> MailSettings {
    let mut mail = MailSettings::default();
    section.flag("enabled", &mut mail.enabled);
    server(section, &mut mail.server);
    intake(section, &mut mail.intake);
    addresses(section, &mut mail);
    letters(section, &mut mail);
    outside(section, &mut mail);
    reports(section, &mut mail);
    section.finish();
    mail
}

fn server(section: &Section<'_, '_>, server: &mut ServerSettings) {
    for (key, into) in [
        ("listen", &mut server.listen),
        ("lmtp", &mut server.lmtp),
        ("tls_listen", &mut server.tls_listen),
    ] {
        section.list(key, into, listener);
    }
    section.path_of("certificate", &mut server.certificate);
    section.path_of("key", &mut server.key);
    section.choice(
        "min_tls",
        &[("1.2", MinTls::Tls12), ("1.3", MinTls::Tls13)],
        &mut server.min_tls,
    );
    server.hostname = ferrofax_delivery::settings::host_name();
    section.parsed("hostname", &mut server.hostname, host);
    section.number("max_connections", 1..=100_000, &mut server.max_connections);
    section.number(
        "max_connections_per_client",
        1..=100_000,
        &mut server.max_connections_per_client,
    );
    // A quarter is kept for those who are known.
    server.max_strangers =
        (server.max_connections - server.max_connections / 4).min(server.max_strangers);
    section.number("max_strangers", 1..=100_000, &mut server.max_strangers);
    section.number(
        "max_connections_per_stranger",
        1..=100_000,
        &mut server.max_connections_per_stranger,
    );
    megabytes(section, "max_message_mb", 1..=4_000, &mut server.max_message);
    section.number("max_recipients", 1..=100_000, &mut server.max_recipients);
    section.flag("cram_md5", &mut server.cram_md5);
    section.list("clear_text_networks", &mut server.clear_text_networks, network);
    section.number("idle_seconds", 1..=86_400, &mut server.idle_seconds);
    section.number("session_minutes", 1..=1_440, &mut server.session_minutes);
    section.number("stranger_idle_seconds", 1..=86_400, &mut server.stranger_idle_seconds);
    section.number("stranger_minutes", 1..=1_440, &mut server.stranger_minutes);
    if server.certificate.is_some() != server.key.is_some() {
        let (there, missing) =
            if server.key.is_some() { ("key", "certificate") } else { ("certificate", "key") };
        section.wrong(
            there,
            format!("{missing} is missing; a certificate and its key are named together"),
        );
    }
    if !server.tls_listen.is_empty() && server.certificate.is_none() {
        section.wrong("tls_listen", "TLS needs certificate and key");
    }
}

fn intake(section: &Section<'_, '_>, intake: &mut IntakeSettings) {
    let mut hours = u32::try_from(intake.duplicate_window.as_secs() / 3_600).unwrap_or(u32::MAX);
    section.number("duplicate_window_hours", 0..=8_784, &mut hours);
    intake.duplicate_window = Duration::from_secs(u64::from(hours) * 3_600);
    section.number("max_waiting_mails", 1..=100_000_000, &mut intake.max_entries);
    megabytes(section, "max_waiting_mb", 1..=100_000_000, &mut intake.max_bytes);
    megabytes(section, "min_free_mb", 0..=100_000_000, &mut intake.min_free);
}

fn addresses(section: &Section<'_, '_>, mail: &mut MailSettings) {
    section.texts("domains", &mut mail.domains);
    section.texts("matchers", &mut mail.matchers);
    // Each list for itself, so that what is wrong is told with its key.
    for (key, forms) in [
        ("domains", AddressForms::new(&mail.domains, &[])),
        ("matchers", AddressForms::new(&[], &mail.matchers)),
    ] {
        for error in forms.err().into_iter().flatten() {
            section.wrong(key, error.to_string());
        }
    }
    if mail.enabled && mail.domains.is_empty() && mail.matchers.is_empty() {
        section.wrong(
            "domains",
            "there are none, so no address is a fax; *.fax or fax.example.com would be one",
        );
    }
}

fn letters(section: &Section<'_, '_>, mail: &mut MailSettings) {
    section.choice("mode", &[("0", MailMode::All), ("1", MailMode::Attachments)], &mut mail.mode);
    section.flag("subject_keywords", &mut mail.subject_keywords);
    section.texts("device_texts", &mut mail.desk.device_texts);
    section.number("workers", 1..=1_000, &mut mail.desk.workers);
    section.number("quick_seconds", 1..=86_400, &mut mail.desk.quick_seconds);
    section.number("max_parts", 1..=100_000, &mut mail.desk.max_parts);
    section.number("max_pages", 1..=100_000, &mut mail.desk.max_pages);
    section.number("give_up_hours", 1..=8_784, &mut mail.desk.give_up_hours);
    section.number("parts_hours", 1..=8_784, &mut mail.desk.parts_hours);
    megabytes(section, "max_joined_mb", 1..=4_000, &mut mail.desk.max_joined);
    section.parsed("bounces", &mut mail.desk.bounces, mailbox);
    section.choice(
        "unknown_part",
        &[("ignore", UnknownPart::Ignore), ("reject", UnknownPart::Reject)],
        &mut mail.unknown_part,
    );
    section.choice(
        "damaged_part",
        &[("refuse", DamagedPart::Refuse), ("leave-out", DamagedPart::LeaveOut)],
        &mut mail.damaged_part,
    );
    section.choice(
        "spam",
        &[("reject", Spam::Reject), ("ignore", Spam::Ignore), ("fax", Spam::Fax)],
        &mut mail.spam,
    );
    section.texts("scan", &mut mail.scan);
}

fn outside(section: &Section<'_, '_>, mail: &mut MailSettings) {
    section.flag("from_outside", &mut mail.from_outside);
    section.flag("spf_alone", &mut mail.spf_alone);
    section.number("signature_hours", 1..=8_783, &mut mail.signature_hours);
    section.list("trusted_front_servers", &mut mail.trusted_front_servers, network);
    section.list("authserv_ids", &mut mail.authserv_ids, host);
    // What was faxed must still be known when its signature may be used for the last time.
    let known_for = mail.intake.duplicate_window.as_secs() / 3_600;
    let counts = mail.from_outside || !mail.trusted_front_servers.is_empty();
    if counts && known_for <= u64::from(mail.signature_hours) {
        let text = format!(
            "a mail from outside could be handed in again; more than {} would be right",
            mail.signature_hours
        );
        section.wrong("duplicate_window_hours", text);
    }
    section.list("dns", &mut mail.dns, name_server);
    section.number("dns_timeout_seconds", 1..=60, &mut mail.dns_timeout_seconds);
    if !mail.trusted_front_servers.is_empty() && mail.authserv_ids.is_empty() {
        section.wrong(
            "trusted_front_servers",
            "authserv_ids is missing: the name under which they write what SPF, DKIM and DMARC say",
        );
    }
    if !mail.authserv_ids.is_empty() && mail.trusted_front_servers.is_empty() {
        section.wrong(
            "authserv_ids",
            "trusted_front_servers is missing: whose word is taken under that name",
        );
    }
}

fn reports(section: &Section<'_, '_>, mail: &mut MailSettings) {
    section.list("reply_order", &mut mail.reply_order, |text| {
        let found = REPLY_WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
        found
            .map(|(_, found)| *found)
            .ok_or_else(|| format!("'{text}' is none of reply-to, from and envelope"))
    });
    if mail.reply_order.is_empty() {
        section.wrong(
            "reply_order",
            "nobody would get a report; reply-to, from and envelope can be named",
        );
    }
    section.list("report_domains", &mut mail.report_domains, |text| {
        host(text.strip_prefix("*.").unwrap_or(text)).map(|_| text.to_ascii_lowercase())
    });
    for (key, into) in [("reports_to", &mut mail.reports_to), ("faxmaster", &mut mail.faxmaster)] {
        section.parsed(key, into, mailbox);
    }
}

fn megabytes(
    section: &Section<'_, '_>,
    key: &str,
    range: std::ops::RangeInclusive<u32>,
    bytes: &mut u64,
) {
    let mut megabytes = *bytes >> 20;
    section.number(key, range, &mut megabytes);
    *bytes = megabytes << 20;
}

fn listener(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        format!("'{text}' is no address to listen at; 127.0.0.1:2525 and [::1]:2525 are")
    })
}

fn name_server(text: &str) -> Result<SocketAddr, String> {
    let alone = || text.parse::<IpAddr>().ok().map(|address| SocketAddr::new(address, DNS_PORT));
    text.parse()
        .ok()
        .or_else(alone)
        .ok_or_else(|| format!("'{text}' is no DNS server; 192.0.2.53 and 192.0.2.53:53 are"))
}

/// An e-mail address; an empty one is none.
fn mailbox(text: &str) -> Result<Option<String>, String> {
    match text.parse::<lettre::Address>() {
        _ if text.is_empty() => Ok(None),
        Ok(address) => Ok(Some(address.to_string())),
        Err(_) => Err(format!("'{text}' is not an e-mail address; name@example.com would be")),
    }
}

pub(super) fn network(text: &str) -> Result<Network, String> {
    text.parse().map_err(|error: crate::asker::NetworkError| error.to_string())
}

/// A host's or a server's name.
fn host(text: &str) -> Result<String, String> {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    match text.len() <= 253 && text.split('.').all(is_label) {
        true => Ok(text.to_ascii_lowercase()),
        false => Err(format!("'{text}' is no name of a host; mail.example.com would be")),
    }
}
