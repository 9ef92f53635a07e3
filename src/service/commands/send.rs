//! The command `ferrofax send NUMBER FILE… --from DEVICE …`. With `--fetch`, a document is fetched
//! (polled) from the fax machine with that number.

use super::Commands;
use crate::service::jobs::DeskError;
use ferrofax_spool::jobs::{JobId, Origin};
use ferrofax_spool::submission::Draft;
use ferrofax_spool::value::listed;
use ferrofax_spool::wish::{Kind, WayIn, Wish};

/// The option `--fetch`, by which a document is fetched from a remote fax machine.
const FETCH: &str = "fetch";

/// The option `--sep`, which has the number of the document to fetch. A document is then fetched
/// even without `--fetch`.
const SEP: &str = "sep";

/// The name of the submission method under which the daily limits count faxes from the command
/// `ferrofax send`.
pub(super) const DOOR: &str = "asterisk";

impl Commands {
    /// Submits a fax job and returns a sentence with the job's number, or with the fault in the
    /// command.
    pub(super) fn send_command(&self, words: &[&str]) -> String {
        match self.send(words) {
            Ok(job) => {
                format!("Job {job} is in the spool; `ferrofax show job {job}` shows its state\n")
            }
            Err(error) => format!("Not sent: {error}\n"),
        }
    }

    fn send(&self, words: &[&str]) -> Result<JobId, NotSent> {
        let (draft, files) = read(words)?;
        Ok(self.jobs.file_job(draft, &files)?)
    }

    /// Completes `ferrofax send …`: lists the words that may come next.
    pub(super) fn complete_send(&self, words: &[&str]) -> Vec<String> {
        match words.last() {
            Some(&"--from") => self
                .configuration
                .current()
                .devices
                .iter()
                .map(|device| device.exten.clone())
                .collect(),
            Some(word) if option(word).is_some_and(|wish| wish.row().kind != Kind::Flag) => {
                let word = option(word).map_or(&[][..], |wish| wish.row().kind.words());
                word.iter().map(|word| (*word).to_owned()).collect()
            }
            _ if words.len() < 2 => Vec::new(),
            _ => options().filter(|word| !words.contains(&word.as_str())).collect(),
        }
    }
}

/// The reason why the command `ferrofax send` submits no job.
#[derive(Debug, thiserror::Error)]
enum NotSent {
    #[error("--{0} is unknown; {known} are known", known = known())]
    Unknown(String),
    #[error("--{0} needs a value")]
    NeedsValue(String),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// The options of `ferrofax send` that may follow the number and the files.
fn options() -> impl Iterator<Item = String> {
    let named = Wish::at(WayIn::Console).filter(|wish| *wish != Wish::Number);
    let words = named.map(|wish| wish.to_string());
    words.chain([FETCH, SEP].map(str::to_owned)).map(|word| format!("--{word}"))
}

/// The options of `ferrofax send` as a list for people.
fn known() -> String {
    let words: Vec<String> = options().collect();
    listed(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Finds the job option that the argument `--WORD` of the command `ferrofax send` sets in a draft
/// (a fax job that is not checked yet).
fn option(word: &str) -> Option<Wish> {
    Wish::find(WayIn::Console, word.strip_prefix("--")?).filter(|wish| *wish != Wish::Number)
}

/// Reads a draft (a job that is not checked yet), and the names of its files, from the words of the
/// command.
fn read(words: &[&str]) -> Result<(Draft, Vec<String>), NotSent> {
    let mut draft = Draft { owner: DOOR.into(), created_by: Origin::Cli, ..Draft::default() };
    let mut files = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if let Some(named) = word.strip_prefix("--") {
            let (name, given) = match named.split_once('=') {
                Some((name, text)) => (name, Some(text)),
                None => (named, None),
            };
            let mut value = || {
                let value = given.or_else(|| words.next().copied());
                value.ok_or_else(|| NotSent::NeedsValue(name.to_owned()))
            };
            if name == FETCH && given.is_none() {
                draft.fetch.get_or_insert_default();
            } else if name == SEP {
                value()?.clone_into(&mut draft.fetch.get_or_insert_default().sep);
            } else {
                let wish = option(&format!("--{name}"))
                    .ok_or_else(|| NotSent::Unknown(name.to_owned()))?;
                let is_flag = wish.row().kind == Kind::Flag;
                let value = if is_flag { given.unwrap_or("yes") } else { value()? };
                draft.set(wish, value);
            }
        } else if draft.number.is_empty() {
            (*word).clone_into(&mut draft.number);
        } else {
            files.push((*word).to_owned());
        }
    }
    Ok((draft, files))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::submission::DraftFetch;

    #[test]
    fn words_may_stand_in_any_order() {
        let (draft, files) = read(&[
            "--from",
            "2101",
            "0991 123",
            "/a.tif",
            "--hold",
            "--tag=Order 7",
            "/b.tif",
            "--report-format",
            "html",
        ])
        .unwrap();
        assert_eq!((draft.device.as_str(), draft.number.as_str()), ("2101", "0991 123"));
        let said = [Wish::Tag, Wish::Hold, Wish::ReportFormat].map(|wish| draft.wishes.get(wish));
        assert_eq!(said, [Some("Order 7"), Some("yes"), Some("html")]);
        assert_eq!(files, ["/a.tif", "/b.tif"]);
        for words in [&["1", "--fetch", "--sep", "4711"][..], &["1", "--sep=4711"]] {
            let (draft, files) = read(words).unwrap();
            assert_eq!(draft.fetch, Some(DraftFetch { sep: "4711".into() }), "{words:?}");
            assert!(files.is_empty());
        }
        let (draft, _) = read(&["1", "/a.tif", "--fetch"]).unwrap();
        assert_eq!(draft.fetch, Some(DraftFetch::default()));
        assert!(read(&["1", "--fetch=perhaps"]).is_err());
        assert!(
            read(&["--colour", "red"])
                .unwrap_err()
                .to_string()
                .contains("--colour is unknown")
        );
        assert!(
            read(&["1", "/a.tif", "--from"])
                .unwrap_err()
                .to_string()
                .contains("needs a value")
        );
    }
}
