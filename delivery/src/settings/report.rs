//! The reports of sent faxes: their words, what of the fax is in them, and whether
//! programs can read them.

use super::values::{SettingError, envelope_sender, mail_address, not_one_of, number};
use crate::template::{self, Template};
use ferrofax_spool::jobs::Job;

/// How reports are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSettings {
    /// `reportsubject`.
    pub subject: Template,
    /// `reportbody`.
    pub body: Template,
    /// `reportattach`. `None`: as the report's format has it.
    pub attach: Option<ReportAttach>,
    /// `reportattachmax`, in bytes: what is larger is not attached.
    pub max_attachment_bytes: u64,
    /// `reportdsn`.
    pub status_part: StatusPart,
    /// `reportenvelopefrom`: where bounces go; empty: the null sender, so that no report
    /// is ever answered by another.
    pub envelope_sender: String,
    /// `numberreplyto`: where the mail that asks for a number is answered; empty: nowhere.
    pub number_reply_to: String,
}

/// What of the fax is in its reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportAttach {
    /// Nothing.
    None,
    /// Its first page: shown in HTML, attached to text.
    First,
    /// All of it, attached; its first page is shown in HTML.
    All,
}

/// Which reports have a part for programs (`message/delivery-status`, RFC 3464).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StatusPart {
    /// None.
    #[default]
    Never,
    /// The last one of a fax that was not sent.
    Failure,
    /// All.
    Always,
}

impl ReportSettings {
    /// The subject of this job's reports: the usual one knows what is fetched from what is sent.
    pub(crate) fn subject_of(&self, job: &Job) -> Template {
        let is_usual = self.subject == Template::new(DEFAULT_SUBJECT);
        match is_usual && job.only_fetches() {
            true => Template::new(FETCH_SUBJECT),
            false => self.subject.clone(),
        }
    }

    /// Takes one option. `Ok(false)`: it is none of ours.
    pub(super) fn set(&mut self, option: &str, value: &str) -> Result<bool, SettingError> {
        match option.to_ascii_lowercase().as_str() {
            "reportsubject" => self.subject = Template::new(value),
            "reportbody" => self.body = Template::new(&template::unescape(value)),
            "reportattach" => self.attach = ReportAttach::from_option(option, value)?,
            "reportattachmax" => {
                self.max_attachment_bytes =
                    u64::from(number(option, value, 1, MOST_MEGABYTES)?) * MEGABYTE;
            }
            "reportdsn" => self.status_part = StatusPart::from_option(option, value)?,
            "numberreplyto" => {
                self.number_reply_to = match value {
                    "" => String::new(),
                    address => mail_address(option, address)?,
                }
            }
            "reportenvelopefrom" => {
                self.envelope_sender = envelope_sender(option, value)?.unwrap_or_default()
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Default for ReportSettings {
    fn default() -> Self {
        Self {
            subject: Template::new(DEFAULT_SUBJECT),
            body: Template::new(DEFAULT_BODY),
            attach: None,
            max_attachment_bytes: 20 * MEGABYTE,
            status_part: StatusPart::default(),
            envelope_sender: String::new(),
            number_reply_to: String::new(),
        }
    }
}

impl ReportAttach {
    fn from_option(option: &str, value: &str) -> Result<Option<Self>, SettingError> {
        Ok(match value.to_ascii_lowercase().as_str() {
            "" => None,
            "none" | "no" => Some(Self::None),
            "first" => Some(Self::First),
            "all" | "yes" => Some(Self::All),
            _ => return Err(not_one_of(option, value, "none, first, all")),
        })
    }
}

impl StatusPart {
    fn from_option(option: &str, value: &str) -> Result<Self, SettingError> {
        Ok(match value.to_ascii_lowercase().as_str() {
            "no" | "none" => Self::Never,
            "failure" => Self::Failure,
            "all" | "yes" => Self::Always,
            _ => return Err(not_one_of(option, value, "no, failure, all")),
        })
    }
}

/// As mail systems count them.
const MEGABYTE: u64 = 1_000_000;

/// Mails are written in memory, and the PBX has other use for it.
const MOST_MEGABYTES: u32 = 100;

/// `reportsubject` if nothing else is set.
const DEFAULT_SUBJECT: &str = "Fax to ${FAX_DESTINATION}: ${FAX_RESULT}";

/// The same of a job that fetches a fax and sends none (polling).
const FETCH_SUBJECT: &str = "Fax from ${FAX_DESTINATION}: ${FAX_RESULT}";

/// `reportbody` if nothing else is set.
const DEFAULT_BODY: &str = "\
${FAX_SUMMARY}

Reason:      ${FAX_REASON}
In doubt:    ${FAX_DOUBT}
What to do:  ${FAX_ADVICE}
Next try:    ${FAX_NEXTTRY}

Number:      ${FAX_NUMBER}
Tag:         ${FAX_TAG}
Recipient:   ${FAX_RECIPIENT}
Sent from:   ${FAX_DEVICE}
Documents:   ${FAX_DOCUMENTS}
Left out:    ${FAX_LEFTOUT}
Pages sent:  ${FAX_PAGESDONE} of ${FAX_PAGES}
Fetched:     ${FAX_FETCHED}
Calls:       ${FAX_DIALS} of at most ${FAX_MAXDIALS}
Tries:       ${FAX_TRIES} of at most ${FAX_MAXTRIES} (calls that a fax machine answered)
Answered by: ${FAX_REMOTESTATIONID}
Line:        ${FAX_LINE}
Submitted:   ${FAX_SUBMITTED}
Date:        ${FAX_DATE}
Job:         ${FAX_JOBID}

Technical:   ${FAX_TECHNICAL}
";
