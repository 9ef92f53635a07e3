//! What the child is told: a line of JSON; the record follows it, as it lies in the spool. What it
//! answers: a line again, and behind it what was made.

use std::io::{self, BufRead, Write};

use serde_json::json;

use super::{About, Made};
use crate::confine::{line_of, read_line};

/// Bytes of the line at most: a few names.
const LONGEST_LINE: u64 = 64 << 10;

/// What is to be made of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) what: Made,
    pub(super) about: About,
}

/// The line before what was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// Why nothing was made.
    pub(super) refused: Option<String>,
    /// The kernel has Landlock.
    pub(super) is_guarded: bool,
}

const WORDS: [(Made, &str); 9] = [
    (Made::Shown, "shown"),
    (Made::Json, "json"),
    (Made::Svg, "svg"),
    (Made::Png, "png"),
    (Made::Wav, "wav"),
    (Made::Pcap, "pcap"),
    (Made::Received, "received"),
    (Made::Sent, "sent"),
    (Made::Anonymous, "anonymous"),
];

impl Task {
    /// The line, with its end.
    pub(super) fn line(&self) -> String {
        let what = WORDS.iter().find(|(what, _)| *what == self.what).map(|(_, word)| *word);
        let About { record, when, began_ms, number, device } = &self.about;
        line_of(&json!({
            "what": what,
            "record": record,
            "when": when,
            "began_ms": began_ms,
            "number": number,
            "device": device,
        }))
    }

    /// Reads the line; what follows is the record.
    pub(super) fn read(input: &mut impl BufRead) -> Option<Self> {
        let value = read_line(input, LONGEST_LINE)?;
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let word = value.get("what")?.as_str()?;
        let about = About {
            record: text("record")?,
            when: text("when")?,
            began_ms: value.get("began_ms")?.as_u64(),
            number: text("number")?,
            device: text("device")?,
        };
        Some(Self { what: WORDS.iter().find(|(_, known)| *known == word)?.0, about })
    }
}

impl Answer {
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let line = json!({ "refused": self.refused, "guarded": self.is_guarded });
        out.write_all(line_of(&line).as_bytes())
    }

    /// Reads the line; what follows was made.
    pub(super) fn read(input: &mut impl BufRead) -> Option<Self> {
        let value = read_line(input, LONGEST_LINE)?;
        let refused = value.get("refused")?.as_str().map(str::to_owned);
        Some(Self { refused, is_guarded: value.get("guarded")?.as_bool()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_and_its_answer_are_read_as_they_were_written() {
        let about = About {
            record: "7".into(),
            when: "2026-11-20 12:00:00".into(),
            began_ms: Some(1),
            number: "0991\n\"7".into(),
            device: "2101".into(),
        };
        for (what, _) in WORDS {
            let task = Task { what, about: about.clone() };
            let mut bytes = &[task.line().as_bytes(), b"\x1F\x8B\n"].concat()[..];
            assert_eq!(Task::read(&mut bytes), Some(task));
            assert_eq!(bytes, b"\x1F\x8B\n");
        }
        let answer = Answer { refused: Some("it is none".into()), is_guarded: true };
        let mut bytes = Vec::new();
        answer.write(&mut bytes).unwrap();
        assert_eq!(Answer::read(&mut &bytes[..]), Some(answer));
        assert_eq!(Task::read(&mut &b"{}\n"[..]), None);
        assert_eq!(Answer::read(&mut &b"no line"[..]), None);
    }
}
