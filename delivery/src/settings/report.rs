//! The settings for reports of sent faxes: their texts, the parts of the fax in them, and whether
//! programs can read them.

use super::values::{SettingError, envelope_sender, mail_address, not_one_of, number};
use crate::template::{self, Template};
use ferrofax_spool::jobs::Job;

/// The settings for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSettings {
    /// `reportsubject`: the template of the subject.
    pub subject: Template,
    /// `reportbody`: the template of the text.
    pub body: Template,
    /// `reportattach`: the parts of the fax in a report. `None` means that the report's format
    /// decides.
    pub attach: Option<ReportAttach>,
    /// `reportattachmax`, in bytes: larger faxes are not attached.
    pub max_attachment_bytes: u64,
    /// `reportdsn`: which reports have a part for programs.
    pub status_part: StatusPart,
    /// `reportenvelopefrom`: the address for bounces; empty for the null sender, so that no report
    /// is ever answered by another.
    pub envelope_sender: String,
    /// `numberreplyto`: the address for replies to the mail that asks for a number; empty for none.
    pub number_reply_to: String,
}

/// The parts of the fax in its reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportAttach {
    /// No part of the fax.
    None,
    /// The first page: shown in HTML, attached to text.
    First,
    /// All pages, attached; the first page is shown in HTML.
    All,
}

/// The reports that have a part for programs (`message/delivery-status`, RFC 3464).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StatusPart {
    /// No report has it.
    #[default]
    Never,
    /// The last report of a fax that was not sent has it.
    Failure,
    /// All reports have it.
    Always,
}

impl ReportSettings {
    /// The subject of this job's reports. The default distinguishes fetched faxes from sent ones.
    pub(crate) fn subject_of(&self, job: &Job) -> Template {
        let is_usual = self.subject == Template::new(DEFAULT_SUBJECT);
        match is_usual && job.only_fetches() {
            true => Template::new(FETCH_SUBJECT),
            false => self.subject.clone(),
        }
    }

    /// Sets one option. Returns `Ok(false)` if the option is not one of these.
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

/// The bytes of a megabyte, as mail systems count.
const MEGABYTE: u64 = 1_000_000;

/// The upper limit of `reportattachmax`: mails are written in memory, which the PBX needs for other
/// work.
const MOST_MEGABYTES: u32 = 100;

/// The default of `reportsubject`.
const DEFAULT_SUBJECT: &str = "Fax to ${FAX_DESTINATION}: ${FAX_RESULT}";

/// The default subject for a job that fetches a fax and sends none (polling).
const FETCH_SUBJECT: &str = "Fax from ${FAX_DESTINATION}: ${FAX_RESULT}";

/// The default of `reportbody`.
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
