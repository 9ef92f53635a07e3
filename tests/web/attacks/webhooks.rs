//! Webhooks that lead into the house (SSRF): its addresses, however they are written, names
//! that mean them, and public servers that send us on to them.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::{Siege, Things};
use crate::api_keys::{key, program};
use crate::house;
use crate::reader::Reader;
use crate::receiver::Receiver;
use crate::rig::Rig;
use crate::webhooks::{fax, open};
use ferrofax::spool::FaxStatus;

/// What nobody needs to look up.
const INSIDE: [&str; 66] = [
    // This machine.
    "https://127.0.0.1/",
    "https://127.255.255.254/",
    "https://0.0.0.0/",
    "https://localhost/",
    "https://LocalHost./",
    "https://a.localhost/",
    // The house, and its carrier's.
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.254/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    // The link: the secrets that clouds hand to their machines.
    "https://169.254.169.254/latest/meta-data/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::]/",
    "https://[::1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    // Addresses of IPv4 in ones of IPv6.
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[0:0:0:0:0:ffff:c0a8:101]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    // Numbers in other ways.
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0X7F.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.0.0.1./",
    "https://127.0.0.01/",
    "https://0/",
    "https://%31%32%37.0.0.1/",
    // Logins that look like hosts, and hosts that look like something else.
    "https://example.com@127.0.0.1/",
    "https://127.0.0.1@example.com/",
    "https://example.com:443@10.0.0.1/",
    "https://a:b@example.com/",
    "https://example.com#@127.0.0.1/",
    "https://example.com\\@127.0.0.1/",
    "https://exam\tple.com/",
    // Other schemes.
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:25/_EHLO",
    "dict://127.0.0.1:11211/stats",
    "ldap://127.0.0.1/",
    "unix:/run/asterisk/asterisk.ctl",
    "data:,x",
    "//example.com/",
    // Other ports: of shells, mails, the PBX's manager.
    "https://example.com:22/",
    "https://example.com:25/",
    "https://example.com:5038/",
    "https://example.com:8443/",
    "https://example.com:0/",
    "https://example.com:65979/",
    "https://example.com:-1/",
    "https://example.com:/",
    // Requests in an address.
    "https://example.com/\r\nHost: 127.0.0.1",
    "https://example.com/ HTTP/1.1\r\nX: y",
];

/// Each way to send us on.
const ELSEWHERE: [u16; 5] = [301, 302, 303, 307, 308];

pub(super) const COUNT: usize = INSIDE.len() + ELSEWHERE.len();

/// What a webhook's message that was not sent has in the log.
const NOT_SENT: &str = "\"asked\":\"webhook-message\"";

fn hook(program: &mut Reader, url: &str) -> crate::reader::Page {
    let wished = json!({"url": url, "events": ["fax.*"]}).to_string();
    program.post_as("application/json", "/api/v1/webhooks", wished.as_bytes())
}

#[test]
fn no_webhook_leads_into_the_house() {
    let mut siege = Siege::begun();
    let mut alice = program(siege.serving.addresses[0], &key(&siege.rig, "alice", "webhooks"));
    for url in INSIDE {
        let answer = hook(&mut alice, url);
        siege.refused(url, &answer, &[422]);
    }
    assert!(siege.rig.spool.webhooks().list(None).unwrap().is_empty());
    siege.ended(INSIDE.len());
}

#[test]
fn nor_does_a_name_that_means_what_is_inside() {
    let names = names_of_inside();
    let mut siege = Siege::begun();
    let mut alice = program(siege.serving.addresses[0], &key(&siege.rig, "alice", "webhooks"));
    for name in &names {
        // What a name means may be another thing tomorrow; it counts when it is to be told.
        let made = hook(&mut alice, &format!("https://{name}/"));
        told_nothing(&mut siege, name);
        end(&mut alice, &made.text());
    }
    siege.before = Things::of(&siege.rig);
    siege.ended(names.len());
}

#[test]
fn nor_is_anybody_followed_there() {
    let house = format!("{}{}", house::settings(), open().trim_start_matches(crate::SETTINGS));
    let mut siege = Siege::of(Rig::new(&house));
    let mut alice = program(siege.serving.addresses[0], &key(&siege.rig, "alice", "webhooks"));
    let inside = Receiver::start();
    for status in ELSEWHERE {
        let outside = Receiver::start();
        outside.send_on(status, &format!("http://{}/secrets", inside.address));
        let made = hook(&mut alice, &format!("http://{}/", outside.address));
        told_nothing(&mut siege, &status.to_string());
        end(&mut alice, &made.text());
    }
    assert!(inside.heard().is_empty(), "{:?}", inside.heard());
    siege.before = Things::of(&siege.rig);
    siege.ended(ELSEWHERE.len());
}

/// A fax comes, of which the only webhook would be told.
fn told_nothing(siege: &mut Siege, attack: &str) {
    fax(&siege.rig, "2101", FaxStatus::Received);
    siege.noted(attack, NOT_SENT);
}

fn end(program: &mut Reader, made: &str) {
    let made: Value = serde_json::from_str(made).unwrap();
    let ended = program.ask("DELETE", &format!("/api/v1/webhooks/{}", made["id"]), &[], b"");
    assert_eq!(ended.status, 204, "{}", ended.text());
}

/// Names that this machine's table gives to itself, besides those that mean it everywhere.
fn names_of_inside() -> Vec<String> {
    let table = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
    let mut names = Vec::new();
    for line in table.lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let address = words.next().and_then(|word| word.parse::<IpAddr>().ok());
        if address.is_some_and(|address| address.is_loopback()) {
            let meant = words.filter(|name| !name.contains("localhost") || name.contains('-'));
            names.extend(meant.map(str::to_owned));
        }
    }
    if names.is_empty() {
        crate::programs::skip("/etc/hosts names this machine localhost alone");
    }
    names.truncate(3);
    names
}
