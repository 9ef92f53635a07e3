//! asterisk-conf/gateway.toml.sample is right: each key in it is known, each default is the one
//! that holds, and its first lines are enough for a small site.

use ferrofax::program::settings::{Settings, sample};
use ferrofax::rights::{Limits, RightsSettings};
use std::time::Duration;

const SAMPLE: &str = include_str!("../../asterisk-conf/gateway.toml.sample");

/// The heading above the lines that a small site needs.
const SMALL_SITE: &str = "# ---- The lines that a small site needs";

/// The heading above the list of all settings.
const ALL: &str = "# ---- All settings";

/// The heading above examples of users, and the table that comes behind them.
const SENDERS: [&str; 2] = ["# ---- Who may send", "# Default limits on sending"];

/// The heading above examples of tables for printers and folders.
const TABLES: &str = "# ---- Printers for received faxes";

/// The list of all settings, with a table for each section that has none of its own.
fn all_settings() -> String {
    let (head, all) = SAMPLE.split_once(ALL).unwrap();
    let (store, _) = head.split_once(SMALL_SITE).unwrap();
    let mut text = format!("{store}#{all}");
    for table in ["[mail]", "[web]"] {
        text = text.replace(&format!("\n# ---- {table}: "), &format!("\n{table}\n# "));
    }
    text
}

/// The keys taken in: `#key = value` without a blank after the sign; prose has one. A key
/// without a value stays prose.
fn taken_in(text: &str) -> String {
    let keys = text.lines().map(|line| match line.strip_prefix('#') {
        Some(key) if !key.starts_with([' ', '-']) && !key.trim_end().ends_with('=') => key,
        Some(_) => "",
        None => line,
    });
    keys.collect::<Vec<_>>().join("\n")
}

fn parsed(text: &str) -> Settings {
    Settings::parse(text).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

/// `cargo run -p ferrofax-program --example gateway_sample` writes it.
#[test]
fn the_sample_is_made_of_the_keys_that_the_file_is_read_by() {
    assert_eq!(SAMPLE, sample());
}

#[test]
fn the_first_lines_are_enough_for_a_small_site() {
    let (first, _) = SAMPLE.split_once(ALL).unwrap();
    let (_, lines) = first.split_once(SMALL_SITE).unwrap();
    let settings = parsed(&taken_in(&format!("#{lines}")));
    let user = &settings.rights.users[0];
    assert_eq!((user.name.as_str(), user.role.name()), ("alice", "user"));
    assert!(settings.mail.enabled && !settings.mail.server.listen.is_empty());
    assert!(!settings.web.http.listen.is_empty());
    assert!(settings.warnings.is_empty(), "{:?}", settings.warnings);
    let keys = lines.lines().filter(|line| line.starts_with('#') && line.contains(" = "));
    assert!(keys.clone().count() <= 15, "{:?}", keys.collect::<Vec<_>>());
    assert!(first.lines().count() <= 60, "they are at the top");
}

#[test]
fn each_key_of_the_sample_is_known() {
    let settings = parsed(&taken_in(&all_settings()));
    assert_eq!(
        (
            settings.rights.users.len(),
            settings.rights.networks.len(),
            settings.rights.devices.len()
        ),
        (2, 3, 1)
    );
    assert_eq!(settings.rights.classes["abroad"].allowed, ["+43", "+41"]);
}

#[test]
fn each_default_in_the_sample_holds_without_it() {
    let all = all_settings();
    let (defaults, _) = all.split_once(TABLES).unwrap();
    let (store, rest) = defaults.split_once(SENDERS[0]).unwrap();
    let (_, tables) = rest.split_once(SENDERS[1]).unwrap();
    let (said, held) = (parsed(&taken_in(&format!("{store}#{tables}"))), parsed(""));
    // No limit, spelt out.
    let none = Some(0);
    let total = Limits {
        jobs_per_day: none,
        jobs_per_month: none,
        pages_per_day: none,
        pages_per_month: none,
        night: Some(String::new()),
        night_jobs: none,
        night_pages: none,
        ..Limits::default()
    };
    // A machine with a PBX, as one is that says nothing, mails in the place of others once it says when.
    let after = |settings: &Settings| settings.front.mails_of_others_after();
    assert_eq!((after(&said), after(&held)), (Some(Duration::from_secs(900)), None));
    let rights = RightsSettings { total, ..held.rights };
    assert_eq!(said, Settings { rights, front: said.front.clone(), ..held });
}

#[test]
fn the_sample_as_it_stands_changes_nothing_and_lets_nobody_in() {
    let settings = parsed(SAMPLE);
    assert_eq!(settings, parsed(""));
    assert!(!settings.mail.enabled && !settings.rights.outside.from_outside);
    assert!(settings.rights.users.is_empty() && settings.rights.networks.is_empty());
}
