//! Parses job files. They consist of lines `key: value`, like Asterisk's call files.
//!
//! ```text
//! ; to the tax office
//! number: +49 991 2700619
//! from: 2101
//! file: return.pdf
//! file: receipts.tif
//! tag: Tax return 2025
//! ```

use ferrofax_spool::submission::{Draft, DraftError};
use ferrofax_spool::value::{ValueError, yes_no};
use ferrofax_spool::wish::{WayIn, Wish};

/// The content of a job file.
///
/// Required are `number`, `from` (or `device`) and at least one `file`. Each `file` names a
/// document in the drop folder, and the key may be repeated. `archive: yes` keeps the documents in
/// `done/`. All other keys are options ([`Wish::at`]). Each key but `file` is allowed once. Empty
/// lines, and lines that begin with `;` or `#`, are comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFile {
    /// The job before it is submitted, with the options from the job file.
    pub draft: Draft,
    /// The names of the documents, in order, each with the number of the job file's line that names
    /// it.
    pub files: Vec<(usize, String)>,
    /// `true` (`archive: yes`): after the fax was accepted, its documents are kept in `done/`.
    /// `false`: they are deleted.
    pub archive: bool,
}

/// An error in a job file, by which a script sends a fax through the drop folder. It has the number
/// of the faulty line where there is one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobFileError {
    /// The job file is a link, a folder or a pipe.
    #[error("the job file is not a plain file")]
    NotAFile,
    /// The system does not permit reading the job file.
    #[error("the job file cannot be read: {0}")]
    Unreadable(String),
    /// The job file is longer than this number of KiB.
    #[error("the job file has more than {0} KiB")]
    TooLong(u64),
    /// The job file is not UTF-8 text. The value is the number of the first faulty line.
    #[error("line {0} is not UTF-8")]
    NotText(usize),
    /// The line of the job file with this number has no colon.
    #[error("line {0} is not 'key: value'")]
    NotAPair(usize),
    /// A line of the job file has a key that does not exist.
    #[error("line {line}: {error}; file and archive too")]
    UnknownKey {
        /// The number of the job file's line with the unknown key, counted from 1.
        line: usize,
        /// The error in the job file, which names the unknown key and the known keys.
        error: DraftError,
    },
    /// A key occurs twice in the job file.
    #[error("line {line}: '{key}' is given a second time")]
    Twice {
        /// The number of the job file's line that repeats the key, counted from 1.
        line: usize,
        /// The key that occurs twice in the job file.
        key: String,
    },
    /// A key of the job file has a value that the key does not accept.
    #[error("line {line}: {key}: {error}")]
    Value {
        /// The number of the job file's line with the wrong value, counted from 1.
        line: usize,
        /// The key of the job file whose value is not accepted.
        key: String,
        /// The reason why the value of this key is not accepted.
        error: ValueError,
    },
    /// The name of a document is hidden or leads out of the drop folder (into which scripts put
    /// faxes).
    #[error(
        "line {line}: file: '{name}' is not the name of a document in the drop folder; it may hold no / and begin with no dot"
    )]
    Outside {
        /// The number of the job file's line that names the document, counted from 1.
        line: usize,
        /// The document's name, as the job file gives it.
        name: String,
    },
    /// The job file names no document.
    #[error("no document is named; a line 'file: NAME' is missing")]
    NoFile,
}

impl JobFile {
    /// Reads a job file. If the file has several errors, returns the first.
    pub fn read(bytes: &[u8]) -> Result<Self, JobFileError> {
        let mut file = Self { draft: Draft::default(), files: Vec::new(), archive: false };
        let mut seen: Vec<String> = Vec::new();
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let number = index + 1;
            let line = str::from_utf8(line).map_err(|_| JobFileError::NotText(number))?;
            let line =
                if index == 0 { line.strip_prefix('\u{FEFF}').unwrap_or(line) } else { line }
                    .trim();
            if line.is_empty() || line.starts_with([';', '#']) {
                continue;
            }
            let (key, value) = line.split_once(':').ok_or(JobFileError::NotAPair(number))?;
            let key = key.trim().to_ascii_lowercase();
            // Different words may stand for one option, so the option's own name is compared.
            let key = Wish::find(WayIn::JobFile, &key).map_or(key, |wish| wish.to_string());
            if key != "file" && seen.contains(&key) {
                return Err(JobFileError::Twice { line: number, key });
            }
            file.set(number, &key, value.trim())?;
            seen.push(key);
        }
        if file.files.is_empty() { Err(JobFileError::NoFile) } else { Ok(file) }
    }

    fn set(&mut self, line: usize, key: &str, value: &str) -> Result<(), JobFileError> {
        let wrong = |error| JobFileError::Value { line, key: key.to_owned(), error };
        match key {
            "file" => self.files.push((line, document_name(line, value)?)),
            "archive" => self.archive = yes_no(value).map_err(wrong)?,
            _ => {
                self.draft
                    .set_word(WayIn::JobFile, key, value)
                    .map_err(|error| JobFileError::UnknownKey { line, error })?;
                if let Some(wish) = Wish::find(WayIn::JobFile, key) {
                    wish.check_at_once(value).map_err(wrong)?;
                }
            }
        }
        Ok(())
    }
}

/// Checks that the name of a document leads to a file directly in the drop folder (into which
/// scripts put faxes), and returns the name.
fn document_name(line: usize, value: &str) -> Result<String, JobFileError> {
    let is_ours = [".job", ".taken", ".refused"].iter().any(|ending| value.ends_with(ending));
    let is_plain =
        !value.is_empty() && !value.contains(['/', '\0']) && !value.starts_with('.') && !is_ours;
    if is_plain {
        Ok(value.to_owned())
    } else {
        Err(JobFileError::Outside { line, name: value.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_file_is_read_as_people_write_it() {
        let file = JobFile::read(
            "\u{FEFF}; to the tax office\r\nNumber: +49 991 2700619\r\nfrom:2101\r\n\r\nfile: return: 2025.pdf\r\n\
             file: receipts.tif\r\nTag : Tax return\r\nresolution: superfine\r\narchive: yes\r\n# end"
                .as_bytes(),
        )
        .unwrap();
        assert_eq!(
            (file.draft.number.as_str(), file.draft.device.as_str()),
            ("+49 991 2700619", "2101")
        );
        assert_eq!(
            file.files,
            [(5, "return: 2025.pdf".to_owned()), (6, "receipts.tif".to_owned())]
        );
        assert_eq!(
            [Wish::Tag, Wish::Resolution].map(|wish| file.draft.wishes.get(wish)),
            [Some("Tax return"), Some("superfine")]
        );
        assert!(file.archive);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, words) in [
            ("number: 1\npaper: red\nfile: a.pdf", "line 2: 'paper' is unknown"),
            ("number: 1\nnumber: 2\nfile: a.pdf", "line 2: 'number' is given a second time"),
            ("from: 1\n\ndevice: 2\nfile: a.pdf", "line 3: 'from' is given a second time"),
            ("tag: 1\nTAG: 2\nfile: a.pdf", "line 2: 'tag' is given a second time"),
            ("hours: any\nwindow: any\nfile: a.pdf", "line 2: 'hours' is given a second time"),
            ("number 1", "line 1 is not 'key: value'"),
            ("number: 1", "no document is named"),
            ("file: /etc/shadow", "line 1: file: '/etc/shadow'"),
            ("file: ../a.pdf", "'../a.pdf'"),
            ("file: .hidden", "'.hidden'"),
            ("file:", "line 1: file: ''"),
            ("file: other.job", "line 1: file: 'other.job'"),
            ("file: a\nresolution: best", "line 2: resolution: 'best' is not one of standard"),
            ("file: a\narchive: perhaps", "line 2: archive: 'perhaps' is neither yes nor no"),
        ] {
            let error = JobFile::read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
        assert_eq!(JobFile::read(b"number: 1\ntag: Gr\xFC\xDFe"), Err(JobFileError::NotText(2)));
    }
}
