//! Tests of findings: each finding has a text in each language, with its values and the same
//! commands, and is read as it was stored.

use std::collections::{BTreeMap, BTreeSet};

use ferrofax_languages::{outline, problems_of};

use super::text::{FILES, FIX};
use super::*;
use crate::event::{Actor, Event};
use crate::failure::Failure;

/// The name of a variant in kebab-case, for example `t38-missing` for `T38Missing`.
fn kebab(variant: &str) -> String {
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// The texts that every language must have, each with its values.
fn wanted() -> BTreeMap<String, BTreeSet<String>> {
    let receipt: &[&str] = &["device", "fax", "seconds", "bps", "is_ecm", "mode"];
    let all = [
        ("", Observation::SHAPES),
        (FIX, Fix::SHAPES),
        ("reason-", NotInGroup::SHAPES),
        ("remedy-", NotInGroup::SHAPES),
        ("route-", Route::SHAPES),
        ("difference-", Difference::SHAPES),
        ("", &[("Receipt", receipt)]),
    ];
    let texts = all.into_iter().flat_map(|(prefix, shapes)| {
        shapes.iter().map(move |(variant, values)| {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            (format!("{prefix}{}", kebab(variant)), values)
        })
    });
    texts.collect()
}

#[test]
fn each_language_has_each_text_with_its_values() {
    assert_eq!(problems_of(FILES), [""; 0]);
    let (texts, wanted) = (outline(FILES[0]), wanted());
    for (name, values) in &wanted {
        assert_eq!(texts.get(name), Some(values), "{name}");
    }
    let unnamed: Vec<&String> = texts.keys().filter(|name| !wanted.contains_key(*name)).collect();
    assert!(unnamed.is_empty(), "nothing has these names: {unnamed:?}");
}

/// The commands and file names in a text, which must be the same in each language.
fn code_in(text: &str) -> BTreeSet<&str> {
    let mut spans: BTreeSet<&str> = text.split('`').skip(1).step_by(2).collect();
    let is_file = |word: &&str| {
        ["/usr/", "/etc/"].iter().any(|folder| word.starts_with(folder))
            || [".conf", ".toml"].iter().any(|kind| word.ends_with(kind))
    };
    let words = text
        .split(|sign: char| sign.is_whitespace() || "(),;:'`".contains(sign))
        .map(|word| word.trim_end_matches('.'));
    spans.extend(words.filter(is_file));
    spans
}

#[test]
fn commands_and_files_are_the_same_in_each_language() {
    let texts = |source: &'static str| -> BTreeMap<&str, String> {
        let mut texts = BTreeMap::<&str, String>::new();
        let mut last = "";
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let begins = line.split_once(" = ").filter(|_| !line.starts_with([' ', '}']));
            let text = match begins {
                Some((name, text)) => {
                    last = name;
                    text
                }
                None => line,
            };
            texts.entry(last).or_default().push_str(text);
        }
        texts
    };
    let english = texts(FILES[0]);
    for (language, file) in Language::ALL.into_iter().zip(FILES) {
        for (name, text) in texts(file) {
            assert_eq!(code_in(&text), code_in(&english[name]), "{} {name}", language.code());
        }
    }
}

fn trunk() -> String {
    "trunk".to_owned()
}

/// Findings with all kinds of values.
fn some() -> Vec<Finding> {
    let reason = NotInGroup::NoMember { user: "asterisk".to_owned(), group: "ferrofax".to_owned() };
    let folder = "/var/spool/ferrofax".to_owned();
    let receipt = Receipt {
        device: "2102@fax-devices".to_owned(),
        fax: 17,
        seconds: 24,
        bps: 14400,
        is_ecm: true,
        mode: "T38".to_owned(),
    };
    let route = Route::Inside { from: "2101".to_owned(), to: "2102".to_owned() };
    let by = Actor::User("alice".to_owned());
    vec![
        Finding::well("config", Observation::ConfigInOrder),
        Finding::well(
            "senders",
            Observation::Senders { users: 1, networks: 5, outside: Outside::Nobody },
        ),
        Finding::well(
            "fax",
            Observation::TestArrived { route: route.clone(), pages: 1, receipt, rows: 2156 },
        ),
        Finding::wrong(
            "group",
            Observation::GroupMissing { folder, reason: reason.clone() },
            Fix::ShareSpool { remedy: reason },
        ),
        Finding::wrong(
            "t38",
            Observation::T38Missing { endpoint: trunk() },
            Fix::OfferT38 { endpoint: trunk() },
        ),
        Finding::wrong(
            "via",
            Observation::TestNotSent { route, event: Event::Cancelled { by } },
            Fix::FollowAdvice { failure: Failure::Busy },
        ),
        Finding::wrong(
            "dialplan",
            Observation::DialMissing { context: "out".to_owned() },
            Fix::DialInContext,
        ),
        Finding::wrong("devices", Observation::error("no"), None),
    ]
}

#[test]
fn a_finding_is_rendered_with_its_values() {
    let findings = some();
    let english: Vec<String> = findings.iter().map(|it| it.text(Language::English)).collect();
    assert_eq!(
        english,
        [
            "no line of ferrofax.conf and no device is wrong",
            "1 user and 5 networks may send, nobody else",
            "2101 to 2102: 1 page arrived at 2102@fax-devices as fax 17 after 24 s, 14400 bit/s with error \
             correction, T38; all 2156 rows are unchanged",
            "Asterisk does not run in the group of /var/spool/ferrofax, so it and the Ferrofax service cannot \
             read each other's files: asterisk is not in the group ferrofax",
            "endpoint trunk offers no T.38, the reliable method for faxes over IP",
            "2101 to 2102: not sent: Cancelled by alice.",
            "[out] is the context in which faxes are dialled, but it has no Dial()",
            "no",
        ]
    );
    let fixes: Vec<String> = findings.iter().map(|it| it.fix_text(Language::English)).collect();
    assert_eq!(
        fixes[6],
        "exten => _X.,1,Dial(PJSIP/${EXTEN}@trunk) and same => n,Hangup() there, then `dialplan reload`"
    );
    assert!(fixes[3].contains("; or `usermod -a -G ferrofax asterisk`, and restart"), "{fixes:?}");
    assert_eq!(fixes[5], Failure::Busy.advice(Language::English));
    assert_eq!((fixes[0].as_str(), fixes[7].as_str()), ("", ""));
    for language in Language::ALL {
        let said = findings.iter().flat_map(|it| [it.text(language), it.fix_text(language)]);
        for text in said {
            let is_whole = !text.contains("{ ") && !text.contains('\n') && !text.contains("  ");
            assert!(is_whole && !text.ends_with(' '), "{}: {text:?}", language.code());
        }
    }
    let german = findings[5].text(Language::German);
    assert!(
        german.ends_with(
            &Event::Cancelled { by: Actor::User("alice".to_owned()) }.text(Language::German)
        ),
        "{german}"
    );
}

#[test]
fn a_count_has_the_plural_of_its_language() {
    let said = |count, language| Observation::IndexLacks { count }.text(language);
    assert_eq!(said(1, Language::English), "1 received fax is not in the index of words",);
    let devices = |may_send| Observation::Devices { may_send, all: 9 }.text(Language::Polish);
    for (may_send, words) in [(1, "1 numer "), (3, "3 numery "), (5, "5 numerów ")] {
        assert!(devices(may_send).starts_with(words), "{}", devices(may_send));
    }
    let more = |more| Observation::DurableWorks { device: trunk(), more }.text(Language::English);
    assert_eq!(more(0), "pages of device trunk are confirmed when the shared database has them");
    assert!(more(2).starts_with("pages of device trunk and 2 more are "), "{}", more(2));
}

#[test]
fn a_finding_is_read_as_it_was_stored() {
    for finding in some() {
        let stored = columns(&finding);
        assert_eq!(stored.text, finding.text(Language::English));
        assert_eq!(stored.mend, finding.fix_text(Language::English));
        assert_eq!(stored.observation.0, Some(finding.observation.name()));
        assert_eq!(of_columns(finding.what.clone(), finding.is_well, stored), finding);
    }
    let names = ["t38-missing", "offer-t38"].map(|name| Some(name.to_owned()));
    let stored = columns(&some()[4]);
    assert_eq!([stored.observation.0, stored.fix.0], names);
    assert_eq!(stored.observation.1.as_deref(), Some("{\"endpoint\":\"trunk\"}"));
}

#[test]
fn sentences_of_another_version_are_shown_as_they_are() {
    let row = |name: Option<&str>, text: &str, mend: &str| {
        let name = (name.map(str::to_owned), Some("{}".to_owned()));
        let (text, mend) = (text.to_owned(), mend.to_owned());
        let columns = Columns { text, mend, observation: name.clone(), fix: name };
        of_columns("t38".to_owned(), false, columns)
    };
    for name in [None, Some("of-tomorrow")] {
        let finding = row(name, "it rains", "take an umbrella");
        for language in Language::ALL {
            assert_eq!(finding.text(language), "it rains");
            assert_eq!(finding.fix_text(language), "take an umbrella");
        }
        assert_eq!(row(name, "it rains", "").fix, None);
    }
    let version = row(None, "Ferrofax 0.2.0 in Asterisk 16.28.0", "").observation;
    let [ferrofax, asterisk] = ["0.2.0", "16.28.0"].map(str::to_owned);
    assert_eq!(version, Observation::ModuleVersion { ferrofax, asterisk });
}
