//! Reads the explanation of a recorded call from JSON, to show it to people.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Made;
use ferrofax_ground::ladder::{self, Rung, Way};
use ferrofax_spool::call_steps;
use ferrofax_spool::explanation::Finding;

/// The parts of a recording's explanation (JSON) that are shown to people.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(crate) struct Told {
    /// Whether the call recording is complete, up to the end of the call.
    pub(crate) record_is_whole: bool,
    /// The findings about the call, the most important first.
    pub(crate) findings: Vec<Finding>,
    ladder: Vec<Step>,
    /// The role of Ferrofax in the recorded call: `calling` or `answering`.
    role: String,
    pages: Vec<Page>,
    packets: Packets,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Page {
    /// Whether Ferrofax `received` or `sent` the fax page.
    way: String,
}

/// The numbers of T.38 packets sent and received.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Packets {
    said: u64,
    heard: u64,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Step {
    at_ms: u64,
    way: String,
    text: String,
    /// The name and the values of the step. Explanations of older versions have only its text.
    #[serde(default)]
    step: String,
    #[serde(default)]
    values: Map<String, Value>,
}

impl Told {
    /// Parses the explanation of a recording; `None` if the text is not such JSON.
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    /// Whether the recording may contain the data, such as received pages, that are needed for the
    /// file or text that `what` names.
    pub(crate) fn may_have(&self, what: Option<Made>) -> bool {
        match what {
            Some(Made::Pcap) => self.packets.said + self.packets.heard > 0,
            Some(Made::Received) => self.pages.iter().any(|page| page.way == "received"),
            Some(Made::Sent) => self.role == "calling",
            _ => true,
        }
    }

    /// Lists the steps of the recorded call: frames sent and received, other events, and the end.
    /// Each has its time and its text.
    pub(crate) fn rungs(&self) -> Vec<Rung> {
        let ways = [Way::Said, Way::Heard, Way::Noted, Way::Ended];
        let rung = |step: &Step| Rung {
            at_ms: step.at_ms,
            way: ways.into_iter().find(|way| way.name() == step.way).unwrap_or(Way::Noted),
            step: call_steps::read(&step.step, &step.values)
                .unwrap_or_else(|| ladder::Step::text(&step.text)),
        };
        self.ladder.iter().map(rung).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::explanation::Shown;

    #[test]
    fn what_an_examiner_writes_is_read() {
        let json = br#"{"record_is_whole": true, "more": 1, "role": "calling", "pages": [{"way": "sent", "number": 1}],
            "packets": {"said": 0, "heard": 0},
            "findings": [{"trouble": "noise", "fault": "line", "weight": 3, "name": "line-clicks", "values": {"clicks": 4},
                "advice_name": "check-connectors", "sentence": "It clicks.", "advice": "Have it checked."}],
            "ladder": [{"at_ms": 7, "way": "heard", "text": "DIS"}, {"at_ms": 8, "way": "x", "text": ""},
                {"at_ms": 9, "way": "noted", "text": "no training check", "step": "no-training-check", "values": {}}]}"#;
        let told = Told::read(json).unwrap();
        assert_eq!(told.findings.len(), 1);
        assert_eq!(told.findings[0].shown, Shown::LineClicks { clicks: 4 });
        let ways: Vec<Way> = told.rungs().iter().map(|rung| rung.way).collect();
        assert_eq!(ways, [Way::Heard, Way::Noted, Way::Noted]);
        let steps = ["DIS", ""].map(ladder::Step::text);
        let steps: Vec<_> = steps.into_iter().chain([ladder::Step::NoTrainingCheck]).collect();
        assert_eq!(told.rungs().into_iter().map(|rung| rung.step).collect::<Vec<_>>(), steps);
        let files = [Some(Made::Pcap), Some(Made::Received), Some(Made::Sent), None];
        assert_eq!(files.map(|what| told.may_have(what)), [false, false, true, true]);
        assert_eq!(Told::read(b"{}"), None);
    }
}
