//! asterisk-conf/ferrofax.conf.sample tells the truth: each option in it is known, and
//! each default is the one that holds.

use ferrofax::delivery::template_names;
use ferrofax::service::Settings;
use ferrofax::service::config::RawConfig;

const SAMPLE: &str = include_str!("../../asterisk-conf/ferrofax.conf.sample");

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

/// The names for templates that the comment above this option lists, each with what
/// `voicemail.conf` calls it.
fn names_told(option: &str) -> Vec<(&'static str, &'static str)> {
    let above = SAMPLE.split_once(&format!("\n;{option} =")).expect("it is in the sample").0;
    let comment = above.lines().rev().take_while(|line| line.starts_with(";   "));
    let words: Vec<&str> = comment
        .flat_map(|line| line.split([' ', ',', '(', ')', ';']))
        .filter(|word| word.starts_with("FAX_") || word.starts_with("VM_"))
        .collect();
    let mut told = Vec::new();
    for (index, word) in words.iter().enumerate().filter(|(_, word)| word.starts_with("FAX_")) {
        let next = words.get(index + 1).filter(|next| next.starts_with("VM_"));
        told.push((*word, next.copied().unwrap_or_default()));
    }
    told.sort_unstable();
    told
}

#[test]
fn the_sample_lists_each_name_that_a_template_may_use() {
    for option in ["emailsubject", "reportsubject"] {
        let names = template_names(option).expect("a template");
        let mut names: Vec<_> = names.iter().map(|name| (name.ours, name.voicemail)).collect();
        names.sort_unstable();
        assert_eq!(names_told(option), names, "{option}");
    }
}

/// What `core show application FaxDevice` prints.
const HELP: &str = include_str!("../../c-shim/app_faxdevice.c");

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
