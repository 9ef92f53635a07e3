//! Compares what administrators and programs see of res_fax's faxes with two technologies, for the
//! list of `make res-fax`: the commands `fax show …`, and the actions and events of the manager
//! interface.

use std::collections::{BTreeMap, BTreeSet};
use std::thread::sleep;
use std::time::Duration;

use crate::manager::{Manager, Message};
use crate::res_fax_lab::{Does, FaxLab};

/// Outputs, by the command or action that printed them.
pub type Looks = BTreeMap<String, String>;

/// When a session is examined, after the beginning of its call: in the first page.
const FAX_RUNS: Duration = Duration::from_secs(14);

/// Records the running sessions, and one session that sends or receives.
pub fn while_it_runs(fax: &FaxLab, does: Does) -> Looks {
    sleep(FAX_RUNS);
    let operation = if does == Does::Sends { "send" } else { "receive" };
    let mut manager = Manager::of(&fax.lab);
    let mut looks = Looks::new();
    looks.insert(format!("fax show sessions, {operation}"), fax.lab.console("fax show sessions"));
    let listed = manager.events_to("FAXSessions", &[], "FAXSessionsComplete");
    looks.insert("AMI FAXSessions".to_owned(), in_lines(&listed));
    let runs =
        |entry: &&Message| entry.get("Operation") == operation && entry.get("State") == "Active";
    if let Some(entry) = listed.iter().find(runs) {
        let number = entry.get("SessionNumber");
        looks.insert(
            format!("fax show session, {operation}"),
            fax.lab.console(&format!("fax show session {number}")),
        );
        let answers = manager.events_to("FAXSession", &[("SessionNumber", number)], "FAXSession");
        looks.insert(format!("AMI FAXSession, {operation}"), in_lines(&answers));
    }
    looks
}

/// Records the outputs that concern no single session, after the end of all calls.
pub fn at_the_end(fax: &FaxLab) -> Looks {
    let mut looks = Looks::new();
    for command in
        ["fax show version", "fax show capabilities", "fax show settings", "fax show stats"]
    {
        looks.insert(command.to_owned(), fax.lab.console(command));
    }
    looks.insert(
        "AMI FAXStats".to_owned(),
        in_lines(&Manager::of(&fax.lab).events_to("FAXStats", &[], "FAXStats")),
    );
    looks
}

/// Records the events about faxes with their fields, and the steps in FAXStatus.
pub fn note_events(manager: &mut Manager, looks: &mut Looks) {
    let of_faxes = |event: &Message| {
        let is_one = ["SendFAX", "ReceiveFAX", "FAXStatus"].contains(&event.get("Event"));
        is_one.then(|| event.clone())
    };
    let mut note = |what: &str, line: &str| {
        let known = looks.entry(what.to_owned()).or_default();
        if !known.lines().any(|other| other == line) {
            *known += &format!("{line}\n");
        }
    };
    for event in manager.events(Duration::from_secs(2), of_faxes) {
        event
            .keys()
            .for_each(|key| note(&format!("AMI event {}", event.get("Event")), &format!("{key}:")));
        note("steps that FAXStatus tells", event.get("Status"));
    }
}

/// Returns the labels of lines of the form `label : value` or `Key: value`.
fn labels(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(label, _)| label.trim())
        .collect()
}

/// Prints both side by side. Returns the labels that only the other technology shows.
pub fn compare(theirs: &Looks, ours: &Looks) -> Vec<String> {
    let mut missing = Vec::new();
    for (what, theirs) in theirs {
        let ours = ours.get(what).map(String::as_str).unwrap_or_default();
        println!("\n{what}\n  spandsp{0:53} Ferrofax", "");
        let (left, right): (Vec<&str>, Vec<&str>) = (lines_of(theirs), lines_of(ours));
        for at in 0..left.len().max(right.len()) {
            let line = |side: &[&str]| {
                side.get(at).map_or_else(String::new, |line| line.chars().take(58).collect())
            };
            println!("  {:<60} {}", line(&left), line(&right));
        }
        let told = labels(ours);
        let gone = labels(theirs)
            .into_iter()
            .filter(|label| !told.contains(label) && !NAMES_OF_THEIRS.contains(label));
        missing.extend(gone.map(|label| format!("{what}: {label}")));
    }
    missing
}

/// Labels that contain the name of the other technology.
const NAMES_OF_THEIRS: [&str; 2] = ["Spandsp (Spandsp FAX Driver) Settings", "Spandsp FAX Driver"];

fn lines_of(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect()
}

fn in_lines(messages: &[Message]) -> String {
    messages.iter().map(|message| format!("{message}\n")).collect()
}
