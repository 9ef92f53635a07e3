//! The messages between the service and the child process that examines a call recording. The task
//! is a line of JSON, followed by the recording as it is stored in the spool. The answer is a line
//! of JSON too, followed by the result, such as a drawing or an explanation.

use std::io::{self, BufRead, Write};

use ferrofax_languages::Language;
use serde_json::{Value, json};

use super::{About, Made, NotMade};
use ferrofax_confine::{line_of, read_line};

/// The maximum number of bytes of the line of JSON in a task or an answer. It contains only a few
/// short texts.
const LONGEST_LINE: u64 = 64 << 10;

/// The task of the child process that examines a recording: the result to make, such as a drawing
/// or a replay, and facts about the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) work: Work,
    pub(super) about: About,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Make this kind of file or text, such as a drawing, from the recording.
    Make(Made),
    /// Replay the call with these changed settings.
    Again(Vec<String>),
}

/// The word that the field `what` of the task has in JSON if the child process must replay the
/// call.
const AGAIN: &str = "again";

/// The line of JSON at the beginning of the child process's answer. It is followed by the bytes of
/// the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The reason why the child process could not make the result (such as a drawing) from the
    /// recording; `None` if it made the result. The result then follows the line of JSON.
    pub(super) refused: Option<NotMade>,
    /// Whether the kernel has Landlock, so that it confined the child process.
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
    /// The task as a line of JSON, including the line end.
    pub(super) fn line(&self) -> String {
        let (word, with) = match &self.work {
            Work::Make(what) => (word(*what), &[][..]),
            Work::Again(changes) => (AGAIN, &changes[..]),
        };
        let About { record, when, began_ms, number, device, language } = &self.about;
        line_of(&json!({
            "what": word,
            "with": with,
            "record": record,
            "when": when,
            "began_ms": began_ms,
            "number": number,
            "device": device,
            "language": language.code(),
        }))
    }

    /// Reads the task of the child process that examines a recording from the first line of the
    /// input. The recording follows in the same input.
    pub(super) fn read(input: &mut impl BufRead) -> Option<Self> {
        let value = read_line(input, LONGEST_LINE)?;
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let work = match value.get("what")?.as_str()? {
            AGAIN => Work::Again(texts(value.get("with")?)?),
            word => Work::Make(WORDS.iter().find(|(_, known)| *known == word)?.0),
        };
        let about = About {
            record: text("record")?,
            when: text("when")?,
            began_ms: value.get("began_ms")?.as_u64(),
            number: text("number")?,
            device: text("device")?,
            language: Language::of(&text("language")?)?,
        };
        Some(Self { work, about })
    }
}

fn word(what: Made) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == what).map_or("", |(_, word)| *word)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

impl Answer {
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let line = json!({ "refused": self.refused, "guarded": self.is_guarded });
        out.write_all(line_of(&line).as_bytes())
    }

    /// Reads the first line of the answer of the child process that examines a recording. The
    /// result follows in the same input.
    pub(super) fn read(input: &mut impl BufRead) -> Option<Self> {
        let value = read_line(input, LONGEST_LINE)?;
        let refused = serde_json::from_value(value.get("refused")?.clone()).ok()?;
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
            language: Language::Polish,
        };
        let again = Work::Again(vec!["max-rate=9600".into(), "\n\"".into()]);
        for work in WORDS.into_iter().map(|(what, _)| Work::Make(what)).chain([again]) {
            let task = Task { work, about: about.clone() };
            let mut bytes = &[task.line().as_bytes(), b"\x1F\x8B\n"].concat()[..];
            assert_eq!(Task::read(&mut bytes), Some(task));
            assert_eq!(bytes, b"\x1F\x8B\n");
        }
        let answer = Answer { refused: Some(NotMade::Damaged { at: 7 }), is_guarded: true };
        let mut bytes = Vec::new();
        answer.write(&mut bytes).unwrap();
        assert_eq!(Answer::read(&mut &bytes[..]), Some(answer));
        assert_eq!(Task::read(&mut &b"{}\n"[..]), None);
        assert_eq!(Answer::read(&mut &b"no line"[..]), None);
    }
}
