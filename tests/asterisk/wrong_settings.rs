//! Wrong settings and wrong devices are named in the log with file and line, at each load and
//! reload. The other devices continue to work, and calls to a wrong device are hung up without an
//! answer.

use std::fs;

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::mailroom::Mailroom;
use crate::pages::Content;
use crate::watching::{Document, eventually};

on_each_asterisk!(on_16_by_wish: what_is_wrong_is_named_and_the_rest_works);

/// A wrong line, and the words that must be logged in addition to file and line number.
const WRONG_DEVICES: [(&str, &str); 6] = [
    ("exten => 2201,1,FaxDevice(alice)", "is not an e-mail address"),
    ("exten => 2202,1,FaxDevice(bob@example.com,doc)", "format 'doc' is unknown"),
    ("exten => 2203,1,FaxDevice(bob@example.com,pdf,q(1))", "option 'q' is unknown"),
    ("exten => 2204,1,FaxDevice()", "no mailbox"),
    (
        "exten => 2205,1,FaxDevice(bob@example.com,pdf,c(nobody))",
        "class [nobody] is not in ferrofax.conf",
    ),
    ("exten => 2101,2,FaxDevice(bob@example.com)", "device 2101 is declared twice"),
];

const WRONG_SETTINGS: [(&str, &str); 7] = [
    ("max_lines = many", "'many' is not a number"),
    ("tint = yes", "option 'tint' is unknown"),
    ("mailtls = perhaps", "mailtls"),
    ("retention_days = -1", "'-1' is not a number"),
    ("mailport = 70000", "mailport"),
    ("[nonsense]", "section [nonsense] is unknown"),
    ("key = value", ""),
];

fn what_is_wrong_is_named_and_the_rest_works(asterisk: Asterisk) {
    let mailroom = Mailroom::open();
    let lab = mailroom.laboratory("wrong-settings", asterisk);
    let (dialplan, settings) =
        (lab.of("ours").join("etc/extensions.conf"), lab.of("ours").join("etc/ferrofax.conf"));
    let good = [&dialplan, &settings].map(|path| fs::read_to_string(path).expect("lab wrote it"));
    let contexts =
        good[1].replace("contexts = fax-devices", "contexts = fax-devices,no-such-context");
    let wrong_dialplan = with_lines(&good[0], &WRONG_DEVICES);
    let wrong_settings = with_lines(&contexts, &WRONG_SETTINGS);
    fs::write(&dialplan, &wrong_dialplan).expect("it is ours");
    fs::write(&settings, &wrong_settings).expect("it is ours");

    lab.console("dialplan reload");
    let before = lab.log().len();
    lab.console("module reload app_ferrofax.so");
    all_is_named(&lab.log()[before..], &wrong_dialplan, &wrong_settings);
    let shown = lab.console("ferrofax show devices");
    assert_eq!(shown.lines().filter(|line| line.starts_with("! ")).count(), 12, "{shown}");
    assert!(shown.contains("2101  fax-devices  pdf  yes  alice@example.com"), "{shown}");

    lab.console("module unload app_ferrofax.so");
    let before = lab.log().len();
    lab.console("module load app_ferrofax.so");
    all_is_named(&lab.log()[before..], &wrong_dialplan, &wrong_settings);

    calls_are_taken_where_they_can_be(&lab, &mailroom);

    fs::write(&dialplan, &good[0]).expect("it is ours");
    fs::write(&settings, &good[1]).expect("it is ours");
    lab.console("dialplan reload");
    lab.console("module reload app_ferrofax.so");
    // The module may have noticed the change of the dialplan before the reload.
    let before = lab.log().len();
    lab.console("module reload app_ferrofax.so");
    let log = lab.log();
    assert_eq!(log[before..].lines().find(|line| line.contains("WARNING[")), None);
    assert!(!lab.console("ferrofax show devices").contains('!'));
}

fn with_lines(good: &str, wrong: &[(&str, &str)]) -> String {
    let lines: Vec<&str> = wrong.iter().map(|(line, _)| *line).collect();
    format!("{}\n{}\n", good.trim_end(), lines.join("\n"))
}

/// Checks that each wrong line is logged with its number.
fn all_is_named(log: &str, dialplan: &str, settings: &str) {
    for (file, text, wrong) in [
        ("extensions.conf", dialplan, &WRONG_DEVICES[..]),
        ("ferrofax.conf", settings, &WRONG_SETTINGS),
    ] {
        for (line, said) in wrong.iter().filter(|(_, said)| !said.is_empty()) {
            let number =
                text.lines().position(|other| other == *line).expect("it stands there") + 1;
            // Asterisk does not report the line of a section, only the lines of its options.
            let number = number + usize::from(line.starts_with('['));
            let place = format!("{file}:{number}");
            let named = log.lines().any(|logged| {
                logged.contains("WARNING[")
                    && logged.contains(said)
                    && (logged.contains(&format!("{place}:"))
                        || logged.contains(&format!("{place} ")))
            });
            assert!(named, "{place}: {line}: nothing says \"{said}\" in\n{log}");
        }
    }
    let missing = log.lines().find(|line| line.contains("no context [no-such-context]"));
    assert!(missing.is_some_and(|line| line.contains("ferrofax.conf")), "{log}");
}

fn calls_are_taken_where_they_can_be(lab: &Laboratory, mailroom: &Mailroom) {
    let document = Document::new("wrong-settings", Content::Text, 1, 150);
    std::thread::scope(|scope| {
        for to in ["2201", "2202", "2203", "2204", "2205"] {
            scope.spawn(move || {
                let report = lab.call("call", &["--do", "silence", "--to", to]);
                assert_eq!(report.said("connected"), "no", "{to}: {report:?}");
            });
        }
        let report = lab.call("send", &["--tiff", document.file(), "--from", "4999700001"]);
        assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{report:?}");
    });
    assert_eq!(mailroom.await_about("4999700001", 30).to, "alice@example.com");
    // The mail may arrive before the channel of the caller has ended.
    eventually("the channels end", 20, || {
        (!lab.console("core show channels concise").contains('!')).then_some(())
    });
}
