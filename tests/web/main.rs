//! The page, by readers on real sockets. One subject a module.

mod admin;
mod api;
mod api_admin;
mod api_archive;
mod api_book;
mod api_clients;
mod api_described;
mod api_drafts;
mod api_errors;
mod api_events;
mod api_examples;
mod api_job_files;
mod api_keys;
mod api_metadata;
mod api_pace;
mod api_renamed;
mod api_testing;
mod attacks;
mod book;
mod browser;
mod calls;
mod directory;
mod drafts;
mod figures;
mod forged;
mod fronts;
mod groups;
mod help;
mod history;
mod house;
mod junk;
mod killed;
mod languages;
mod links;
mod lists;
mod live;
mod load;
mod logins;
mod mail_pictures;
mod mails_of_others;
mod managed;
mod mcp;
mod missing_right;
mod namesakes;
mod openid;
mod own;
mod own_reports;
mod own_webhooks;
mod passed_on;
mod passkeys;
mod people;
mod prometheus;
mod received;
mod receiver;
mod recipients;
mod reload;
mod sealed;
mod second_factor;
mod sent;
mod slapd;
mod sorting;
mod strangers;
mod webhooks;
mod words;

use std::net::SocketAddr;

use ferrofax_kit::{
    ports, postgresql, programs, recorded, rig, smtp_sink, waiting, web_reader as reader, years,
};

/// The page for alice of 2101, bob of 2102, and the administrator.
const SETTINGS: &str = r#"
[drop]
enabled = false

[web]
listen = ["127.0.0.1:0"]

[[user]]
name = "alice"
password = "secret"
device = "2101"

[[user]]
name = "bob"
password = "other"
device = "2102"
"#;

/// The service with these settings, and alice, who has logged in.
fn alice_at(settings: &str) -> (rig::Rig, rig::Serving, reader::Reader) {
    let (rig, serving) = rig::Rig::served(settings);
    let alice = alice(serving.addresses[0]);
    (rig, serving, alice)
}

/// Alice, who has logged in.
fn alice(to: SocketAddr) -> reader::Reader {
    reader::Reader::logged_in(to, "alice", "secret")
}

/// Lines of the audit log that have all these words.
fn audited(rig: &rig::Rig, words: &[&str]) -> usize {
    let log = rig.folder.path().join("spool/audit.log");
    let text = std::fs::read_to_string(log).unwrap_or_default();
    text.lines().filter(|line| words.iter().all(|word| line.contains(word))).count()
}

/// Makes something look as if nobody had touched it for so many days.
fn touch(path: &std::path::Path, days: u64) {
    let then = std::time::SystemTime::now() - std::time::Duration::from_secs(days * 86_400);
    std::fs::File::open(path).unwrap().set_modified(then).unwrap();
}
