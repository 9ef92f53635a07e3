//! `ferrofax send NUMBER FILE… --from DEVICE …`.

use super::Commands;
use ferrofax_spool::jobs::Origin;
use ferrofax_spool::submission::Draft;

/// The words behind `--`.
const WORDS: [&str; 16] = [
    "from",
    "priority",
    "at",
    "tag",
    "notify",
    "tries",
    "dials",
    "expires",
    "hours",
    "report",
    "report_format",
    "sub",
    "pwd",
    "unknown",
    "header",
    "recipient",
];

/// The one word that needs no value.
const HOLD: &str = "--hold";

impl Commands {
    /// Files a job; the text says its number, or what was wrong.
    pub(super) fn send_command(&self, words: &[&str]) -> String {
        let filed = read(words).and_then(|(draft, files)| self.jobs.file_job(draft, &files));
        match filed {
            Ok(job) => format!(
                "Job {job} is in the spool; `ferrofax show job {job}` tells what becomes of it\n"
            ),
            Err(error) => format!("Not sent: {error}\n"),
        }
    }

    /// What may come next in `ferrofax send …`.
    pub(super) fn complete_send(&self, words: &[&str]) -> Vec<String> {
        match words.last() {
            Some(&"--from") => self
                .configuration
                .current()
                .devices
                .iter()
                .map(|device| device.exten.clone())
                .collect(),
            Some(&"--report") => ["each", "end", "failure", "success", "trouble", "never"]
                .map(str::to_owned)
                .to_vec(),
            Some(word) if word.starts_with("--") && *word != HOLD => Vec::new(),
            _ => {
                let unused = WORDS
                    .iter()
                    .map(|word| format!("--{word}"))
                    .filter(|word| !words.contains(&word.as_str()));
                if words.len() < 2 { Vec::new() } else { unused.chain([HOLD.to_owned()]).collect() }
            }
        }
    }
}

/// The draft and its files.
fn read(words: &[&str]) -> Result<(Draft, Vec<String>), String> {
    let mut draft = Draft { owner: "asterisk".into(), created_by: Origin::Cli, ..Draft::default() };
    let mut files = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if *word == HOLD {
            draft.hold = Some("yes".into());
        } else if let Some(option) = word.strip_prefix("--") {
            let (option, given) = option
                .split_once('=')
                .map_or((option, None), |(option, text)| (option, Some(text)));
            let option = option.replace('-', "_");
            if !WORDS.contains(&option.as_str()) {
                return Err(format!(
                    "--{option} is unknown; --{} and {HOLD} are known",
                    WORDS.join(", --")
                ));
            }
            let value = given
                .or_else(|| words.next().copied())
                .ok_or_else(|| format!("--{option} needs a value"))?;
            draft.set(&option, value).map_err(|error| error.to_string())?;
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
        assert_eq!((draft.tag.as_deref(), draft.hold.as_deref()), (Some("Order 7"), Some("yes")));
        assert_eq!(draft.report_format.as_deref(), Some("html"));
        assert_eq!(files, ["/a.tif", "/b.tif"]);
        assert!(read(&["--colour", "red"]).unwrap_err().contains("--colour is unknown"));
        assert!(read(&["1", "/a.tif", "--from"]).unwrap_err().contains("needs a value"));
    }
}
