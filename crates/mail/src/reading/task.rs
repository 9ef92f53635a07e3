//! The task that the Ferrofax service gives the child process that reads a mail: a line of JSON on
//! its standard input. The mail follows that line.

use std::io::BufRead;

use serde_json::{Value, json};

use crate::letter::LetterSettings;
use ferrofax_confine::{line_of, read_line};

/// The task of the child process that reads a mail: which part of the mail it reads, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) what: What,
    /// The sender in the mail's envelope.
    pub(super) sender: String,
    pub(super) settings: LetterSettings,
}

/// The task of the child process that reads a mail: how much of the mail it reads, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The child process reads the header, and all parts of the mail that become pages.
    Letter,
    /// The child process reads only the header of the mail.
    Head,
    /// The child process reads the whole mail as a bounce of a mail that Ferrofax sent.
    CameBack,
    /// The child process reads the whole mail as a reply to a mail in which Ferrofax asked for the
    /// telephone number of a fax.
    Answer,
}

const WORDS: [(What, &str); 4] = [
    (What::Letter, "letter"),
    (What::Head, "head"),
    (What::CameBack, "came-back"),
    (What::Answer, "answer"),
];

/// The longest line of a task that the service sends to the child process that reads mails, in
/// bytes. The line contains a mail address, and texts from the settings.
const LONGEST_LINE: u64 = 1 << 20;

impl Task {
    /// Writes the task as a line of JSON, with its line end.
    pub(super) fn line(&self) -> String {
        let what = WORDS.iter().find(|(what, _)| *what == self.what).map(|(_, word)| *word);
        let LetterSettings { whole, subject_keywords, device_texts, max_parts } = &self.settings;
        line_of(&json!({
            "what": what,
            "sender": self.sender,
            "whole": whole,
            "subject_keywords": subject_keywords,
            "device_texts": device_texts,
            "max_parts": max_parts,
        }))
    }

    /// Reads the task of this child process, which reads a mail, from the first line of the input.
    /// The mail follows in the same input.
    pub(super) fn read(input: &mut impl BufRead) -> Option<Self> {
        let value = read_line(input, LONGEST_LINE)?;
        let word = value.get("what")?.as_str()?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Some(Self {
            what: WORDS.iter().find(|(_, known)| *known == word)?.0,
            sender: text(value.get("sender")?)?,
            settings: LetterSettings {
                whole: value.get("whole")?.as_bool()?,
                subject_keywords: value.get("subject_keywords")?.as_bool()?,
                device_texts: value
                    .get("device_texts")?
                    .as_array()?
                    .iter()
                    .map(text)
                    .collect::<Option<_>>()?,
                max_parts: usize::try_from(value.get("max_parts")?.as_u64()?).ok()?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_read_as_it_was_written() {
        let device_texts = vec!["Scanned \"from\"\n".to_owned(), String::new()];
        let settings =
            LetterSettings { whole: false, subject_keywords: true, device_texts, max_parts: 7 };
        for (what, _) in WORDS {
            let task = Task { what, sender: "a\n@b".into(), settings: settings.clone() };
            let mut bytes = &[task.line().as_bytes(), b"Subject: x\n\ny"].concat()[..];
            assert_eq!(Task::read(&mut bytes), Some(task));
            assert_eq!(bytes, b"Subject: x\n\ny");
        }
        assert_eq!(Task::read(&mut &b"{}\n"[..]), None);
    }
}
