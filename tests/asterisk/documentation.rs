//! Asterisk's console shows the help of our applications, function, actions and events: from
//! Asterisk's XML documentation if our file is installed, else from the module. Each field of each
//! event is described.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use ferrofax::spool::jobs::JobState;
use ferrofax::t4::Resolution;

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::manager::{Manager, Message};
use crate::pages::{self, Content};
use crate::sending_desk::SendingDesk;

on_each_asterisk!(the_console_tells_of_all_that_is_ours);

const FILE: &str = "ferrofax-en_US.xml";

/// The questions on the console, and the words of the answers with the file and without it.
const QUESTIONS: [(&str, &[&str]); 5] = [
    ("core show application FaxDevice", &["the class of ferrofax.conf", "FERROFAX_PHASE"]),
    ("core show application FaxSend", &["JOB_NOT_WAITING", "in a call that you have set up"]),
    ("core show function FERROFAX", &["the result, as in FAXSTATUS", "in Asterisk's log"]),
    ("manager show command FerrofaxSend", &["Subaddress (SUB) that the remote fax machine needs."]),
    ("manager show command FerrofaxPriority", &["lower is sent first"]),
];

/// Asterisk's text for the syntax in the file.
const SYNTAX: [(&str, &str); 3] = [
    ("core show application FaxDevice", "FaxDevice(mailbox[&mailbox[&...]][,format[,options]])"),
    ("core show application FaxSend", "FaxSend(job)"),
    ("core show function FERROFAX", "FERROFAX(item)"),
];

/// The fields that Asterisk itself puts into an event or an answer.
const OF_ASTERISK: [&str; 8] =
    ["Event", "Privilege", "ActionID", "SequenceNumber", "File", "Line", "Func", "SystemName"];

fn the_console_tells_of_all_that_is_ours(asterisk: Asterisk) {
    let device = "exten => 8001,1,FaxDevice(sender@example.com)".to_owned();
    let desk = SendingDesk::start("documentation", asterisk, &[device], &[]);
    answers_are_whole(&desk.lab);
    assert!(
        !event_shown(&desk.lab, "FerrofaxEnd").contains("Raised when a received fax has ended.")
    );

    install_file(&desk.lab);
    answers_are_whole(&desk.lab);
    for (question, syntax) in SYNTAX {
        let answer = desk.lab.console(question);
        assert!(answer.contains(syntax), "{question}: {answer}");
    }
    // Asterisk frees the texts that it has written into our structs.
    for _ in 0..3 {
        desk.lab.console("module unload app_ferrofax.so");
        desk.lab.console("module load app_ferrofax.so");
        answers_are_whole(&desk.lab);
    }
    each_field_of_each_event_is_described(&desk);
    let log = desk.lab.log();
    let is_complaint = |line: &&str| line.contains("WARNING[") || line.contains("ERROR[");
    let of_xml = |line: &&str| is_complaint(line) && line.to_lowercase().contains("xml");
    assert_eq!(log.lines().find(of_xml), None);
}

fn answers_are_whole(lab: &Laboratory) {
    for (question, words) in QUESTIONS {
        let answer = lab.console(question).split_whitespace().collect::<Vec<_>>().join(" ");
        for word in words {
            assert!(
                answer.contains(word),
                "\"{word}\" is not in the answer to {question}: {answer}"
            );
        }
    }
}

/// Gives our PBX a data folder with links to the installed one, and our file.
pub fn install_file(lab: &Laboratory) {
    let (data, root) = (lab.of("ours/data"), lab.told("root_ours"));
    let thirdparty = data.join("documentation/thirdparty");
    fs::create_dir_all(&thirdparty).expect("it is ours");
    // The data folders of Debian and of Asterisk's own sources.
    let own = ["/usr/share/asterisk", "/var/lib/asterisk"]
        .into_iter()
        .find(|own| Path::new(&format!("{root}{own}/documentation")).is_dir())
        .expect("Asterisk's documentation is installed");
    for folder in ["", "documentation"] {
        let there = Path::new(own).join(folder);
        let entries = fs::read_dir(format!("{root}{}", there.display())).expect("it is installed");
        for name in entries.flatten().map(|entry| entry.file_name()) {
            // The target of the link is a path inside the root. Existing folders of ours are kept.
            let _ = symlink(there.join(&name), data.join(folder).join(&name));
        }
    }
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("asterisk-conf/documentation");
    fs::copy(ours.join(FILE), thirdparty.join(FILE)).expect("it is ours");
    let conf = lab.of("ours/etc/asterisk.conf");
    let text = fs::read_to_string(&conf).expect("lab wrote it");
    let lines = text.lines().map(|line| {
        if line.starts_with("astdatadir ") { "astdatadir => /lab/ours/data" } else { line }
    });
    fs::write(&conf, lines.collect::<Vec<_>>().join("\n") + "\n").expect("it is ours");
    lab.restart("ours");
}

fn event_shown(lab: &Laboratory, name: &str) -> String {
    lab.console(&format!("manager show event {name}"))
}

/// Checks the events of a received fax and of a job.
fn each_field_of_each_event_is_described(desk: &SendingDesk) {
    let mut manager = Manager::of(&desk.lab);
    assert_eq!(manager.ask("Events", &[("EventMask", "on")]).get("Response"), "Success");
    let page = vec![pages::page(Content::Text, 1728, 300, 4)];
    let file = desk.document("page", &page, Resolution::Standard);
    let job = desk.submit("311001", "8001", &file, |_| {});
    let path = file.to_string_lossy();
    let report = desk.lab.call("send", &["--tiff", &path, "--to", "2101"]);
    assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{report:?}");
    assert_eq!(desk.await_end(job, Duration::from_secs(180)).state, JobState::Done);
    let is_ours =
        |event: &Message| event.get("Event").starts_with("Ferrofax").then(|| event.clone());
    let mut events = manager.events(Duration::from_secs(2), is_ours);
    let id = job.to_string();
    events.extend(manager.list("FerrofaxJob", &[("Job", &id)]).expect("it is there"));

    let mut shown = BTreeMap::new();
    for event in &events {
        let name = event.get("Event");
        let text = shown.entry(name.to_owned()).or_insert_with(|| event_shown(&desk.lab, name));
        for key in event.keys().filter(|key| !OF_ASTERISK.contains(key)) {
            let line = |line: &str| line.trim_start().starts_with(&format!("{key}:"));
            assert!(text.lines().any(line), "{key} of {name} is not in {text}");
        }
    }
    let names: Vec<&str> = shown.keys().map(String::as_str).collect();
    let of_sessions = [
        "FerrofaxEnd",
        "FerrofaxJob",
        "FerrofaxJobChange",
        "FerrofaxLine",
        "FerrofaxPage",
        "FerrofaxSendDial",
        "FerrofaxSendEnd",
        "FerrofaxSendNegotiated",
        "FerrofaxSendPage",
        "FerrofaxSendStart",
        "FerrofaxStart",
    ];
    assert_eq!(names, of_sessions);
}
