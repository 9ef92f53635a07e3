//! asterisk-conf/ferrofax.conf.sample tells the truth: each option in it is known, and
//! each default is the one that holds.

use ferrofax::service::Settings;
use ferrofax::service::config::RawConfig;

const SAMPLE: &str = include_str!("../asterisk-conf/ferrofax.conf.sample");

/// The sample's options taken in: `;key = value` without a blank after the semicolon;
/// prose has one.
fn options(keep: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    for line in SAMPLE.lines() {
        let option = line.strip_prefix(';').unwrap_or(line);
        let is_prose = option.starts_with([' ', ';']) || option.is_empty();
        let line = if !is_prose && keep(option) { option } else { "" };
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn has_value(option: &str) -> bool {
    option.split(';').next().is_some_and(|option| !option.trim_end().ends_with('='))
}

#[test]
fn each_option_of_the_sample_is_known() {
    let text = options(has_value);
    let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf.sample", &text));
    assert_eq!(complaints, []);
    assert!(settings.classes.contains_key("sales"));
}

#[test]
fn each_default_in_the_sample_holds_without_it() {
    let text = options(has_value);
    let general = text.split("[sales]").next().unwrap_or_default();
    let (said, _) = Settings::read(&RawConfig::parse("ferrofax.conf.sample", general));
    let (held, _) = Settings::read(&RawConfig::parse("ferrofax.conf", ""));
    let held = Settings { options: said.options.clone(), mail: held.mail, ..held };
    assert_eq!(
        format!("{:?}", Settings { mail: held.mail.clone(), ..said.clone() }),
        format!("{held:?}")
    );
    // What may be left to the relay's kind is spelt out in the sample.
    let mut mail = held.mail;
    mail.relay.port = Some(mail.relay.port());
    assert_eq!(said.mail, mail);
}

#[test]
fn the_sample_as_it_stands_changes_nothing() {
    let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf.sample", SAMPLE));
    assert_eq!(complaints, []);
    assert_eq!(settings.classes.len(), 0);
}

#[test]
fn options_without_a_value_in_the_sample_are_known_too() {
    for key in options(|option| !has_value(option))
        .lines()
        .filter_map(|line| line.split('=').next())
    {
        let key = key.trim();
        if key.is_empty() || key.starts_with('[') {
            continue;
        }
        let (_, complaints) =
            Settings::read(&RawConfig::parse("f", &format!("[general]\n{key} = \n")));
        assert!(
            complaints.iter().all(|complaint| !complaint.text.contains("unknown")),
            "{key}: {complaints:?}"
        );
    }
}

/// What `core show application FaxDevice` prints.
const HELP: &str = include_str!("../c-shim/app_faxdevice.c");

#[test]
fn the_consoles_help_names_each_rate_and_modem() {
    let option = |letter: &str| {
        let lines = HELP
            .lines()
            .skip_while(|line| !line.contains(&format!("   {letter}(")))
            .collect::<Vec<_>>();
        let next = lines
            .iter()
            .skip(1)
            .position(|line| line.contains(") "))
            .expect("it is not the last one");
        lines[..=next].concat()
    };
    for rate in ferrofax::modem::Rate::ALL {
        let bps = rate.bps().to_string();
        assert!(option("r").contains(&bps), "{bps} bit/s is not among them: {}", option("r"));
    }
    for modem in ["v17", "v29", "v27"] {
        assert!(option("m").contains(modem), "{modem} is not among them: {}", option("m"));
    }
}
