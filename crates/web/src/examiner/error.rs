//! The reasons why a call recording could not be explained, replayed or exported. They are values
//! that can be stored as JSON. Their sentences for people are in the folder `languages`, in one
//! file for each language.

use std::fmt;
use std::io;

use ferrofax_confine::Breakdown;
use ferrofax_languages::{COUNT, Catalogues, Language, Value, language_files};
use serde::{Deserialize, Serialize};

/// The reason why the result that was asked for (an explanation, a replay, a file) could not be
/// made from a call recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum NotMade {
    /// The file is not a call recording.
    NoRecording,
    /// Another version of Ferrofax made the recording, in a file format that this version cannot
    /// read.
    OtherVersion {
        /// The version of the file format that the recording has.
        version: u8,
        /// The version of the file format that this version of Ferrofax reads.
        reads: u8,
    },
    /// The recording is too short: it ends before the settings of the call, which are at its
    /// beginning.
    NoSettings,
    /// The call recording is damaged from the position `at` on.
    Damaged {
        /// The position in the recording at which the damage begins, in bytes.
        at: usize,
    },
    /// The file of the call recording cannot be decompressed.
    Corrupt,
    /// The call recording cannot be examined, because that needs more memory than the process can
    /// get.
    NoMemory,
    /// The decompressed recording is longer than any possible call.
    TooLong,
    /// The recording has no received page, so the file of received pages cannot be made.
    NoPageReceived,
    /// Ferrofax had no page to send in this call, so the file of sent pages cannot be made.
    NoPageToSend,
    /// The call had no T.38 packets, so the capture file of these packets cannot be made.
    NoT38,
    /// The call cannot be replayed, because a changed setting is not valid.
    NoSetting {
        /// The changed setting as the user wrote it, such as `max-rate=9600`.
        setting: String,
    },
}

/// The reason why a recording could not be examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExamineError {
    /// The child process could not make the result (such as a drawing or an explanation) from the
    /// recording, for this reason.
    NotMade(NotMade),
    /// The examination of the recording was stopped, because it took more than this number of
    /// seconds.
    TooSlow(u64),
    /// The child process reached a limit of time or memory, or crashed because of a bug.
    Broke(Breakdown),
    /// The result that the child process made from the recording, such as a drawing, is larger than
    /// the limit.
    TooLarge,
    /// Too many recordings are being examined at the moment.
    Busy,
    /// The child process that examines the recording could not be started, for this reason.
    NoChild(String),
    /// The call recording could not be read from the spool, for this reason.
    NoFile(String),
}

impl ExamineError {
    /// Whether a later attempt to examine the call recording may succeed, because the reason is
    /// temporary.
    pub(crate) const fn may_pass(&self) -> bool {
        matches!(self, Self::Busy | Self::NoChild(_))
    }

    /// The reason why a recording could not be examined, as a sentence in this language. The error
    /// text of the operating system is left out.
    pub(crate) fn text(&self, language: Language) -> String {
        match self {
            Self::NotMade(reason) => reason.text(language),
            Self::TooSlow(seconds) => {
                words(language, "too-slow", &[("seconds", Value::Count(*seconds as usize))])
            }
            Self::Broke(Breakdown::Time) => words(language, "broke-time", &[]),
            Self::Broke(Breakdown::Memory) => words(language, "broke-memory", &[]),
            Self::Broke(Breakdown::Crash) => words(language, "broke-crash", &[]),
            Self::TooLarge => words(language, "too-large", &[]),
            Self::Busy => words(language, "busy", &[]),
            Self::NoChild(_) => words(language, "no-child", &[]),
            Self::NoFile(_) => words(language, "no-file", &[]),
        }
    }
}

impl NotMade {
    /// The reason why the result (such as a drawing or an explanation) could not be made from the
    /// call recording, as a sentence in this language.
    pub fn text(&self, language: Language) -> String {
        let word = |name| words(language, name, &[]);
        match self {
            Self::NoRecording => word("no-recording"),
            Self::OtherVersion { version, reads } => {
                let [version, reads] = [version, reads].map(|it| Value::Count(usize::from(*it)));
                words(language, "other-version", &[("version", version), ("reads", reads)])
            }
            Self::NoSettings => word("no-settings"),
            Self::Damaged { at } => words(language, "damaged", &[("at", Value::Count(*at))]),
            Self::Corrupt => word("corrupt"),
            Self::NoMemory => word("no-memory"),
            Self::TooLong => word("too-long"),
            Self::NoPageReceived => word("no-page-received"),
            Self::NoPageToSend => word("no-page-to-send"),
            Self::NoT38 => word("no-t38"),
            Self::NoSetting { setting } => {
                words(language, "no-setting", &[("setting", Value::Text(setting))])
            }
        }
    }

    /// Converts the error that occurred when a recording's file was decompressed into the reason
    /// that is shown to people.
    pub(crate) fn of_file(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::OutOfMemory => Self::NoMemory,
            io::ErrorKind::Other => Self::TooLong,
            _ => Self::Corrupt,
        }
    }
}

/// The sentences for all reasons why the result could not be made from a call recording, in one
/// file for each language. The files are in the order of [`Language::ALL`].
const FILES: [&str; COUNT] = language_files!("languages");

fn words(language: Language, name: &str, values: &[(&str, Value<'_>)]) -> String {
    static CATALOGUES: Catalogues = Catalogues::new(FILES);
    CATALOGUES.of(language).with(name, values)
}

/// Writes the reason why the result (such as a drawing or an explanation) could not be made from
/// the call recording. The text is English, for logs, the command line and the API.
impl fmt::Display for NotMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

/// Writes the reason why a recording could not be examined, in English, for logs and the API. The
/// error text of the operating system is included.
impl fmt::Display for ExamineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))?;
        match self {
            Self::NoChild(why) | Self::NoFile(why) => write!(f, " {why}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for ExamineError {}

impl From<io::Error> for ExamineError {
    fn from(error: io::Error) -> Self {
        Self::NoChild(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::{outline, problems_of};
    use std::collections::BTreeSet;

    fn each() -> Vec<ExamineError> {
        let not_made = [
            NotMade::NoRecording,
            NotMade::OtherVersion { version: 9, reads: 2 },
            NotMade::NoSettings,
            NotMade::Damaged { at: 7 },
            NotMade::Corrupt,
            NotMade::NoMemory,
            NotMade::TooLong,
            NotMade::NoPageReceived,
            NotMade::NoPageToSend,
            NotMade::NoT38,
            NotMade::NoSetting { setting: "speed=1".into() },
        ];
        let broke = [Breakdown::Time, Breakdown::Memory, Breakdown::Crash];
        let others = [
            ExamineError::TooSlow(60),
            ExamineError::TooLarge,
            ExamineError::Busy,
            ExamineError::NoChild("EAGAIN".into()),
            ExamineError::NoFile("EIO".into()),
        ];
        let not_made = not_made.into_iter().map(ExamineError::NotMade);
        not_made
            .chain(broke.into_iter().map(ExamineError::Broke))
            .chain(others)
            .collect()
    }

    #[test]
    fn each_reason_is_rendered_in_each_language() {
        assert_eq!(problems_of(FILES), [""; 0]);
        assert_eq!(outline(FILES[0]).len(), each().len(), "each text has a reason");
        for language in Language::ALL {
            let said: BTreeSet<String> = each().iter().map(|it| it.text(language)).collect();
            assert_eq!(said.len(), each().len(), "{}", language.code());
            for text in said {
                let is_whole = text.contains(' ') && !text.contains(['{', '$', '\n']);
                assert!(is_whole && text.ends_with('.'), "{}: {text}", language.code());
            }
        }
    }

    #[test]
    fn a_reason_is_read_as_it_was_written() {
        for error in each() {
            if let ExamineError::NotMade(reason) = error {
                let written = serde_json::to_string(&reason).unwrap();
                assert_eq!(serde_json::from_str::<NotMade>(&written).unwrap(), reason);
            }
        }
        let no_child = ExamineError::NoChild("EAGAIN".into()).to_string();
        assert!(no_child.ends_with(". EAGAIN"), "{no_child}");
    }
}
