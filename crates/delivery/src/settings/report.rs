//! The settings for reports on sent faxes: their texts, the pages of the fax in them, and whether
//! they have a machine-readable part.

use super::super::words::{Text, Words};
use super::values::{SettingError, envelope_sender, mail_address, not_one_of, number};
use crate::template::{self, Template};
use ferrofax_languages::Value;
use ferrofax_spool::jobs::Job;

/// The settings for reports on sent faxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSettings {
    /// `reportsubject`: the template of the subject of reports on jobs.
    pub subject: Option<Template>,
    /// `reportbody`: the template of the text of reports on jobs.
    pub body: Option<Template>,
    /// `reportattach`: the parts of the fax that a report on a job contains. `None` means that the
    /// report's format decides.
    pub attach: Option<ReportAttach>,
    /// `reportattachmax`: the greatest size of an attached fax, in bytes. Larger faxes are not
    /// attached.
    pub max_attachment_bytes: u64,
    /// `reportdsn`: the reports that contain a machine-readable part (RFC 3464).
    pub status_part: StatusPart,
    /// `reportenvelopefrom`: the envelope sender of reports on jobs, to which bounces are sent.
    /// Empty means the null sender; then no machine replies to a report.
    pub envelope_sender: String,
    /// `numberreplyto`: the mail address to which people reply with the telephone number of a fax.
    /// A mail asks for the number if the fax was submitted without one. Empty if no such mail
    /// address is set.
    pub number_reply_to: String,
}

/// The setting `reportattach`: the pages of the fax that the report mails on its job contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportAttach {
    /// Reports on jobs contain no part of the fax.
    None,
    /// Reports on jobs contain the first page of the fax. A report in HTML shows the page as a
    /// picture; a report in plain text has it as an attached PDF.
    First,
    /// All pages of the fax are attached to reports on jobs as a PDF. A report in HTML also shows
    /// the first page as a picture.
    All,
    /// The Ferrofax service attaches the proof of sending to the last report on a job. A report in
    /// HTML also shows the first page as a picture.
    Proof,
}

/// The reports that contain a machine-readable part (`message/delivery-status`, RFC 3464).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StatusPart {
    /// No report on a job contains the machine-readable part.
    #[default]
    Never,
    /// If a fax could not be sent, its final report contains the machine-readable part. No other
    /// report contains it.
    Failure,
    /// All reports on jobs contain the machine-readable part.
    Always,
}

impl ReportSettings {
    /// The template of the subject of this job's reports. The default template is different for
    /// fetched faxes, for sent faxes, and for faxes without a number.
    pub(crate) fn subject_of(&self, job: &Job, words: Words) -> Template {
        let usual = || {
            let text = match job {
                _ if job.only_fetches() => Text::report_polled_subject,
                _ if job.number.is_empty() => Text::report_no_number_subject,
                _ => Text::report_subject,
            };
            let names = [
                ("destination", Value::Text("${FAX_DESTINATION}")),
                ("documents", Value::Text("${FAX_DOCUMENTS}")),
                ("result", Value::Text("${FAX_RESULT}")),
            ];
            Template::new(&words.with(text, &names))
        };
        self.subject.clone().unwrap_or_else(usual)
    }

    /// The template of the text of reports on jobs: `reportbody`, or the default template if this
    /// option is not set.
    pub(crate) fn body_of(&self, words: Words) -> Template {
        self.body.clone().unwrap_or_else(|| usual_body(words))
    }

    /// Sets one option for reports on jobs. Returns `Ok(false)` if `option` is not an option for
    /// reports.
    pub(super) fn set(&mut self, option: &str, value: &str) -> Result<bool, SettingError> {
        match option.to_ascii_lowercase().as_str() {
            "reportsubject" => self.subject = template::said(value),
            "reportbody" => self.body = template::said(&template::unescape(value)),
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
            subject: None,
            body: None,
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
            "proof" => Some(Self::Proof),
            _ => return Err(not_one_of(option, value, "none, first, all, proof")),
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

/// The number of bytes in a megabyte, as mail systems count it.
const MEGABYTE: u64 = 1_000_000;

/// The greatest value, in megabytes, of the option `reportattachmax`. It is limited because mails
/// are written in memory, which the PBX needs for other work.
const MOST_MEGABYTES: u32 = 100;

/// Makes the template that is used if `reportbody` is not set.
fn usual_body(words: Words) -> Template {
    let of = |text, names: [(&str, &str); 2]| {
        words.with(text, &names.map(|(name, value)| (name, Value::Text(value))))
    };
    let pages = of(Text::pages_of, [("done", "${FAX_PAGESDONE}"), ("all", "${FAX_PAGES}")]);
    let calls = of(Text::at_most, [("count", "${FAX_DIALS}"), ("most", "${FAX_MAXDIALS}")]);
    let tries = of(Text::tries_at_most, [("count", "${FAX_TRIES}"), ("most", "${FAX_MAXTRIES}")]);
    let rows = words.rows(&[
        // First the failure, and the advice.
        (Text::label_reason, "${FAX_REASON}"),
        (Text::label_doubt, "${FAX_DOUBT}"),
        (Text::label_advice, "${FAX_ADVICE}"),
        (Text::label_next_try, "${FAX_NEXTTRY}"),
        // Then the facts about the fax.
        (Text::label_number, "${FAX_NUMBER}"),
        (Text::label_tag, "${FAX_TAG}"),
        (Text::label_recipient, "${FAX_RECIPIENT}"),
        (Text::label_sent_from, "${FAX_DEVICE}"),
        (Text::label_documents, "${FAX_DOCUMENTS}"),
        (Text::label_left_out, "${FAX_LEFTOUT}"),
        (Text::label_pages_sent, &pages),
        (Text::label_polled, "${FAX_FETCHED}"),
        (Text::label_calls, &calls),
        (Text::label_tries, &tries),
        (Text::label_answered_by, "${FAX_REMOTESTATIONID}"),
        (Text::label_line, "${FAX_LINE}"),
        (Text::label_submitted, "${FAX_SUBMITTED}"),
        (Text::label_date, "${FAX_DATE}"),
        (Text::label_job, "${FAX_JOBID}"),
        (Text::label_technical, "${FAX_TECHNICAL}"),
    ]);
    // Insert blank lines between the three parts.
    let lines: Vec<&str> = rows.lines().collect();
    let (wrong, rest) = lines.split_at(4);
    let (fax, technical) = rest.split_at(rest.len() - 1);
    let parts = [wrong, fax, technical].map(|lines| lines.join("\n"));
    Template::new(&format!("${{FAX_SUMMARY}}\n\n{}\n", parts.join("\n\n")))
}
