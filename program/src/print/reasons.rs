//! Texts for the reasons by which printers explain the states of themselves and of jobs.

use crate::control_signs::blanked;

/// The longest text from a printer, in letters.
const LONGEST: usize = 160;

/// Reasons of printers (RFC 8011 §5.4.12) and of jobs (§5.3.8), with their meanings. A reason
/// may have `-report`, `-warning` or `-error` at its end.
const REASONS: &[(&str, &str)] = &[
    ("aborted-by-system", "the printer has aborted it"),
    ("connecting-to-device", "it connects to the device"),
    ("cover-open", "a cover is open"),
    ("document-access-error", "it could not read the document"),
    ("document-format-error", "it takes the document for damaged"),
    ("document-unprintable-error", "it cannot print the document"),
    ("door-open", "it is open"),
    ("fuser-over-temp", "its fuser is too hot"),
    ("input-tray-missing", "a paper tray is missing"),
    ("interlock-open", "it is open"),
    ("job-canceled-at-device", "somebody canceled it at the printer"),
    ("job-canceled-by-operator", "the printer's operator canceled it"),
    ("job-canceled-by-user", "somebody canceled it"),
    ("job-data-insufficient", "it waits for the rest of the document"),
    ("job-incoming", "the document comes in"),
    ("job-printing", "it is printed"),
    ("job-queued", "it waits for others"),
    ("marker-supply-empty", "out of ink or toner"),
    ("marker-supply-low", "little ink or toner is left"),
    ("marker-waste-full", "its waste bin is full"),
    ("media-empty", "out of paper"),
    ("media-jam", "a paper jam"),
    ("media-low", "little paper is left"),
    ("media-needed", "it wants other paper"),
    ("offline", "it is offline"),
    ("opc-life-over", "its drum is used up"),
    ("output-area-full", "its output tray is full"),
    ("output-tray-missing", "its output tray is missing"),
    ("paused", "it is paused"),
    ("printer-stopped", "it has stopped"),
    ("shutdown", "it is switched off"),
    ("spool-area-full", "its memory is full"),
    ("timed-out", "it does not answer"),
    ("toner-empty", "out of toner"),
    ("toner-low", "little toner is left"),
    ("unsupported-document-format", "it does not take this kind of document"),
];

/// Reasons that contain no information.
const SILENT: &[&str] = &["none", "job-completed-successfully", "job-completed-with-warnings"];

/// All reasons as text, each once.
pub(super) fn in_words<'a>(reasons: impl IntoIterator<Item = &'a str>) -> String {
    let mut words: Vec<String> = Vec::new();
    for reason in reasons.into_iter().filter(|reason| !SILENT.contains(reason)) {
        let bare = ["-report", "-warning", "-error"]
            .iter()
            .find_map(|ending| reason.strip_suffix(ending))
            .unwrap_or(reason);
        let known = |word: &str| REASONS.iter().find(|(name, _)| *name == word);
        let said = known(reason).or_else(|| known(bare));
        let said = said.map_or_else(|| worded(reason), |(_, text)| (*text).to_owned());
        if !words.contains(&said) {
            words.push(said);
        }
    }
    words.join(", ")
}

/// A printer's own text, made safe for a log line.
pub(super) fn worded(text: &str) -> String {
    blanked(text).chars().take(LONGEST).collect()
}

/// The text for a status code that is a refusal (RFC 8011 appendix B).
pub(super) fn status_in_words(status: u16) -> String {
    let words = match status {
        0x0400 => "it does not understand the question",
        0x0401 => "it forbids this",
        0x0402 => "it wants a login",
        0x0403 => "its user may not do this",
        0x0404 => "it cannot do this now",
        0x0406 | 0x0407 => "it knows nothing of the kind at this path",
        0x0408 => "the fax is too large for it",
        0x040A => "it does not take this kind of document",
        0x040B => "it does not take what is wished for",
        0x0411 => "it takes the document for damaged",
        0x0501 => "it does not do this at all",
        0x0502 => "it is out of service",
        0x0503 => "it speaks another version of IPP",
        0x0504 => "it has trouble with itself",
        0x0505 => "it has trouble that will pass",
        0x0506 => "it takes no jobs",
        0x0507 => "it is busy",
        0x0508 => "it has canceled the job",
        _ => return format!("it refuses this with status 0x{status:04x}"),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_in_words_each_once() {
        assert_eq!(in_words(["none"]), "");
        assert_eq!(
            in_words(["media-empty-error", "media-needed-report", "media-empty"]),
            "out of paper, it wants other paper"
        );
        assert_eq!(in_words(["x-own\nreason"]), "x-own reason");
        assert_eq!(in_words(["document-format-error"]), "it takes the document for damaged");
        assert_eq!(status_in_words(0x0599), "it refuses this with status 0x0599");
    }
}
