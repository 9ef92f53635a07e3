//! The facts about a fax session that are shown while it runs, and its result.

use super::line::SessionResult;
use super::terms::{SessionKind, SessionTerms};
use ferrofax_engine::call::{Negotiated, T38Stats};
use ferrofax_engine::t30::outcome::{Outcome, Status};
use ferrofax_engine::t38::gateway::GatewayStats;
use ferrofax_ground::t4::PageQuality;
use std::fmt::Write as _;

/// The facts about one session of res_fax, such as its pages and its result.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) kind: SessionKind,
    pub(super) files: String,
    pub(super) is_t38: bool,
    pub(super) how: Option<Negotiated>,
    pub(super) far_ident: String,
    /// The number of pages. A fax session that sends counts the confirmed pages, and a session that
    /// receives counts the pages on disk.
    pub(super) pages: u32,
    pub(super) bad_rows: u32,
    pub(super) longest_bad_run: u32,
    /// The number of audio frames that came too late. The field `frames_lost` counts the frames
    /// that never came.
    pub(super) frames_late: u64,
    pub(super) frames_lost: u64,
    pub(super) packets: Option<T38Stats>,
    /// The statistics of a T.38 gateway (packets, pages, rate); `None` if the fax session is not a
    /// gateway.
    pub(super) passed: Option<GatewayStats>,
    pub(super) outcome: Option<Outcome>,
    /// The error that occurred when a file of the fax session was read or written; `None` if there
    /// was none.
    pub(super) file_error: Option<String>,
}

/// The form in which the facts about a fax session are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShowForm {
    /// The facts are shown to people, as `fax show session` prints them.
    Cli,
    /// The facts are returned to programs, in the form of the AMI action `FAXSession`.
    Ami,
}

impl Facts {
    pub(super) fn new(terms: &SessionTerms) -> Self {
        let files: Vec<_> =
            terms.documents.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        Self {
            kind: terms.kind,
            files: files.join(", "),
            is_t38: terms.t38.is_some(),
            ..Self::default()
        }
    }

    pub(super) fn count_page(&mut self, quality: &PageQuality) {
        self.bad_rows = self.bad_rows.saturating_add(quality.bad_rows);
        self.longest_bad_run = self.longest_bad_run.max(quality.longest_bad_run);
    }

    /// The resolution of the pages as `204x196`; empty until it is negotiated.
    fn resolution(&self) -> String {
        self.how.map_or_else(String::new, |how| {
            let (across, down) = how.resolution.nominal_dpi();
            format!("{across}x{down}")
        })
    }

    fn rate(&self) -> u32 {
        self.how.map_or(0, |how| how.rate.bps())
    }

    fn ecm(&self) -> bool {
        self.how.is_some_and(|how| how.ecm)
    }

    fn status(&self) -> &'static str {
        match (self.outcome, self.how) {
            (Some(outcome), _) => outcome.cause.text(),
            (None, Some(_)) => "The fax is in progress.",
            (None, None) => "The remote fax machine has not agreed to anything yet.",
        }
    }

    /// Writes the facts about a running fax session as lines of a label and a value, for people or
    /// for programs.
    pub(super) fn show(&self, form: ShowForm) -> String {
        let sends = self.kind == SessionKind::Send;
        let (sent, received) = if sends { (self.pages, 0) } else { (0, self.pages) };
        let next = (self.pages + 1).to_string();
        let yes_no = |yes: bool| if yes { "Yes" } else { "No" }.to_owned();
        let mut text = String::new();
        let mut fields: Vec<(&str, &str, String)> = match self.kind {
            SessionKind::V21 => Vec::new(),
            SessionKind::Gateway => {
                let passed = self.passed.unwrap_or_default();
                vec![
                    ("ECM Mode", "ErrorCorrectionMode", of_gateway(passed.ecm, form)),
                    ("Data Rate", "DataRate", passed.rate.map_or(0, |rate| rate.bps()).to_string()),
                    ("Page Number", "PageNumber", (passed.pages + 1).to_string()),
                    ("T.38 Packets", "", passed.packets.to_string()),
                ]
            }
            SessionKind::Receive | SessionKind::Send => vec![
                ("Last Status", "", self.status().to_owned()),
                ("ECM Mode", "ErrorCorrectionMode", yes_no(self.ecm())),
                ("Data Rate", "DataRate", self.rate().to_string()),
                ("Image Resolution", "ImageResolution", self.resolution()),
                ("Page Number", "PageNumber", next),
                ("File Name", "FileName", self.files.clone()),
                ("Remote Station", "", self.far_ident.clone()),
                ("Tx Pages", "PagesTransmitted", sent.to_string()),
                ("Rx Pages", "PagesReceived", received.to_string()),
                ("Longest Bad Line Run", "", self.longest_bad_run.to_string()),
                ("Total Bad Lines", "TotalBadLines", self.bad_rows.to_string()),
                ("Frames Lost", "", self.frames_lost.to_string()),
                ("Frames Late", "", self.frames_late.to_string()),
            ],
        };
        if let Some(packets) = self.packets {
            fields.push(("T.38 Packets", "", packets.to_string()));
        }
        for (label, key, value) in fields {
            let value = value.replace(|c: char| c.is_control(), " ");
            if form == ShowForm::Cli && key == FIRST_OF_STATISTICS {
                text += "\nData Statistics:\n";
            }
            // Writing to a string cannot fail.
            let _ = match form {
                ShowForm::Cli => writeln!(text, "{label:<22} : {value}"),
                ShowForm::Ami if key.is_empty() => Ok(()),
                ShowForm::Ami => write!(text, "{key}: {value}\r\n"),
            };
        }
        text
    }

    /// The result of the fax session, which the PBX gets.
    pub(super) fn result(&self) -> SessionResult {
        let success = self.outcome.is_some_and(|outcome| outcome.status == Status::Received)
            && self.file_error.is_none();
        let (error, text) = match (&self.file_error, self.outcome) {
            (Some(why), _) => ("FILE_ERROR".to_owned(), why.clone()),
            (None, Some(_)) if success => (String::new(), "OK".to_owned()),
            (None, Some(outcome)) => {
                (outcome.cause.name().to_owned(), outcome.cause.text().to_owned())
            }
            (None, None) => (
                "INTERNAL_ERROR".to_owned(),
                "The fax software failed; the log has the reason.".to_owned(),
            ),
        };
        SessionResult {
            success,
            error,
            text,
            far_ident: self.far_ident.clone(),
            pages: self.pages,
            bit_rate: self.rate(),
            resolution: self.resolution(),
            ecm: self.ecm(),
        }
    }
}

/// The word that states whether a T.38 gateway uses error correction: "Yes" or "No", in lower case
/// for AMI.
fn of_gateway(ecm: bool, form: ShowForm) -> String {
    let (yes, no) = if form == ShowForm::Ami { ("yes", "no") } else { ("Yes", "No") };
    if ecm { yes } else { no }.to_owned()
}

/// The AMI name of the first statistical value in the output of `fax show session`. From this value
/// on, the values are shown below the heading `Data Statistics`.
const FIRST_OF_STATISTICS: &str = "PagesTransmitted";

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_engine::t30::outcome::{Cause, Phase};

    fn ended(status: Status, cause: Cause) -> Facts {
        Facts {
            outcome: Some(Outcome { status, phase: Phase::E, cause, pages: 2 }),
            pages: 2,
            ..Facts::default()
        }
    }

    #[test]
    fn success_is_ok_and_has_no_error() {
        let result = ended(Status::Received, Cause::Ok).result();
        assert!(result.success && result.error.is_empty());
        assert_eq!((result.text.as_str(), result.pages), ("OK", 2));
    }

    #[test]
    fn part_of_a_fax_is_a_failure_with_its_pages() {
        let result = ended(Status::Incomplete, Cause::Hangup).result();
        assert!(!result.success);
        assert_eq!((result.error.as_str(), result.pages), ("HANGUP", 2));
    }

    #[test]
    fn fields_are_in_the_words_that_programs_know() {
        let gateway = Facts { kind: SessionKind::Gateway, ..Facts::default() };
        assert!(gateway.show(ShowForm::Ami).contains("ErrorCorrectionMode: no\r\n"));
        assert!(gateway.show(ShowForm::Cli).contains("ECM Mode               : No\n"));
        let receives = Facts::default();
        assert!(receives.show(ShowForm::Ami).contains("ErrorCorrectionMode: No\r\n"));
        let shown = receives.show(ShowForm::Cli);
        assert!(
            shown.contains("\n\nData Statistics:\nTx Pages               : 0\nRx Pages"),
            "{shown}"
        );
    }

    #[test]
    fn a_far_machines_name_cannot_forge_a_field() {
        let facts = Facts { files: "a\r\nSecret: x".into(), ..Facts::default() };
        assert!(!facts.show(ShowForm::Ami).lines().any(|line| line.starts_with("Secret")));
    }
}
