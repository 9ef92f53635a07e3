//! Reads the JSON explanation of a recording, to show it to people.

use serde::Deserialize;

use super::Made;
use ferrofax_ground::ladder::{Rung, Way};

/// The parts of the JSON that are used.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Told {
    /// Whether the recording is complete.
    pub(crate) record_is_whole: bool,
    /// The findings, the most important first.
    pub(crate) findings: Vec<Finding>,
    ladder: Vec<Step>,
    /// The role: `calling` or `answering`.
    role: String,
    pages: Vec<Page>,
    packets: Packets,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Page {
    /// The direction: `received` or `sent`.
    way: String,
}

/// The T.38 packets: their number.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Packets {
    said: u64,
    heard: u64,
}

/// One finding about a call: a fault, and what to do about it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Its kind: `nothing`, `noise`, `echo`, ….
    pub(crate) trouble: String,
    /// The most likely cause: `nobody`, `line`, `far-machine`, `network`, `us`.
    pub(crate) fault: String,
    /// The finding as a sentence.
    pub(crate) sentence: String,
    /// The advice what to change.
    pub(crate) advice: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Step {
    at_ms: u64,
    way: String,
    text: String,
}

impl Told {
    /// Parses the JSON; `None`: it is not an examiner's.
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    /// The fault and its most likely cause, for a report; `None`: there is nothing that the report
    /// itself does not say.
    pub(crate) fn sentence(&self) -> Option<String> {
        let first = self.findings.first()?;
        let whose = match first.fault.as_str() {
            "line" => " It is most likely the telephone line's fault.",
            "far-machine" => " It is most likely the remote fax machine's fault.",
            "network" => " It is most likely the network's fault.",
            "us" => " It is most likely our own fault.",
            _ => "",
        };
        let says_something = !["nothing", "unexplained"].contains(&first.trouble.as_str());
        says_something.then(|| format!("{}{whose}", first.sentence))
    }

    /// Whether the recording may have the data for this result.
    pub(crate) fn may_have(&self, what: Option<Made>) -> bool {
        match what {
            Some(Made::Pcap) => self.packets.said + self.packets.heard > 0,
            Some(Made::Received) => self.pages.iter().any(|page| page.way == "received"),
            Some(Made::Sent) => self.role == "calling",
            _ => true,
        }
    }

    /// The frames that were exchanged in the call.
    pub(crate) fn rungs(&self) -> Vec<Rung> {
        let ways = [Way::Said, Way::Heard, Way::Noted, Way::Ended];
        let rung = |step: &Step| Rung {
            at_ms: step.at_ms,
            way: ways.into_iter().find(|way| way.name() == step.way).unwrap_or(Way::Noted),
            text: step.text.clone(),
        };
        self.ladder.iter().map(rung).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_examiner_writes_is_read() {
        let json = br#"{"record_is_whole": true, "more": 1, "role": "calling", "pages": [{"way": "sent", "number": 1}],
            "packets": {"said": 0, "heard": 0},
            "findings": [{"trouble": "x", "fault": "us", "sentence": "It rains.", "advice": "Wait.", "weight": 3}],
            "ladder": [{"at_ms": 7, "way": "heard", "text": "DIS"}, {"at_ms": 8, "way": "x", "text": ""}]}"#;
        let told = Told::read(json).unwrap();
        assert_eq!((told.findings.len(), told.findings[0].fault.as_str()), (1, "us"));
        let ways: Vec<Way> = told.rungs().iter().map(|rung| rung.way).collect();
        assert_eq!(ways, [Way::Heard, Way::Noted]);
        assert_eq!(told.sentence().as_deref(), Some("It rains. It is most likely our own fault."));
        let files = [Some(Made::Pcap), Some(Made::Received), Some(Made::Sent), None];
        assert_eq!(files.map(|what| told.may_have(what)), [false, false, true, true]);
        assert_eq!(Told::read(b"{}"), None);
    }
}
