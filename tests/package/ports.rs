//! docs/network.md names each setting by which Ferrofax listens or connects.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../docs/network.md");
const SAMPLE: &str = include_str!("../../asterisk-conf/gateway.toml.sample");

/// Settings without an address in their description by which Ferrofax connects all the same.
const CONNECTING: [(&str, &str); 5] = [
    ("[mail]", "dns"),
    ("[printer]", "announce"),
    ("[relay]", "mailserver"),
    ("[relay]", "mailport"),
    ("[webhooks]", "ports"),
];

/// Settings that have an address in their description and open no connection.
const OTHERS: [(&str, &str); 4] = [
    ("[cover]", "logos"),
    ("[fax_links]", "address"),
    ("[ldap]", "starttls"),
    ("[openid]", "address"),
];

/// Each setting of the sample: its section, its name, and the description above it.
fn settings() -> Vec<(&'static str, &'static str, String)> {
    let (mut section, mut text, mut settings) = ("", String::new(), Vec::new());
    for line in SAMPLE.lines() {
        let bare = line.strip_prefix('#').unwrap_or(line);
        // The settings of a table that stands at the head of the file come under a heading.
        let headed = line.strip_prefix("# ---- ").and_then(|head| head.split_once(": "));
        if let Some((head, _)) = headed.filter(|(head, _)| head.starts_with('[')) {
            section = head;
            text.clear();
        } else if bare.starts_with('[') {
            section = bare;
            text.clear();
        } else if bare.starts_with(' ') {
            text += bare;
        } else if let Some((name, _)) = bare.split_once(" =") {
            settings.push((section, name, text.clone()));
            text.clear();
        } else {
            text.clear();
        }
    }
    settings
}

/// The names of the settings that the code reads as addresses to listen at.
fn listening() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it is ours") {
            let path = entry.expect("it is ours").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.ends_with("settings.rs") {
                names.extend(listening_in(&fs::read_to_string(path).expect("it is ours")));
            }
        }
    }
    names
}

fn listening_in(code: &str) -> impl Iterator<Item = String> {
    let rows = code.lines().filter(|row| row.ends_with(" list(listener);"));
    rows.filter_map(|row| Some(row.trim().split_once(':')?.0.to_owned()))
}

#[test]
fn the_page_on_firewalls_names_each_setting_that_listens_or_connects() {
    let listening = listening();
    assert!(listening.contains("lpd_listen"), "{listening:?}");
    let mut seen = BTreeSet::new();
    for (section, name, text) in settings() {
        let is_connecting = CONNECTING.contains(&(section, name)) || text.contains("://");
        if OTHERS.contains(&(section, name)) || !(is_connecting || listening.contains(name)) {
            continue;
        }
        seen.insert((section, name));
        let is_named = match section {
            "" => PAGE.contains(&format!("`{name}` above all tables")),
            _ => PAGE.lines().any(|row| {
                row.starts_with('|')
                    && row.contains(&format!("`{name}`"))
                    && row.contains(&format!("`{section}`"))
            }),
        };
        assert!(is_named, "docs/network.md does not name {name} in {section}");
    }
    for setting in CONNECTING {
        assert!(seen.contains(&setting), "{setting:?} is no setting");
    }
}
