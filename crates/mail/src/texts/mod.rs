//! The texts of letters: the mails that the Ferrofax service itself writes, such as the answer to a
//! mail that is not faxed, and alarms to the faxmaster. Sentences that other code writes in English
//! are translated by [`ferrofax_spool::refusals`].
//!
//! | file | content |
//! | --- | --- |
//! | `languages/*.ftl` | the texts of letters, and the reasons why a permission is denied |
//! | `reader` | the language of a letter, which depends on its reader |
//! | `saying` | a text with its values, before its language is known |
//! | `alarm` | the letters about the beginning and the end of an alarm |
//!
//! Replies of SMTP, IPP and other protocols are always English, because programs and administrators
//! read them. In a letter, the same sentence is translated by [`Words::said`].

pub mod alarm;
pub mod reader;
mod reasons;
mod saying;

use ferrofax_languages::{COUNT, Language, Value, language_files, text_names, words};

use ferrofax_rights::Reason;

pub use ferrofax_spool::refusals::translated;
pub use saying::Saying;

/// The files with the texts, one for each language, in the order of [`Language::ALL`].
const FILES: [&str; COUNT] = language_files!("languages");

/// The least width of the column of labels in a letter, in characters.
const LABELS: usize = 13;

text_names! {
    pub enum Text {
        original
        label_number label_reason label_advice label_subject label_sender label_origin
        label_received label_mail label_since label_held label_print_job label_printed_by
        label_device label_faxes
        nobody nobody_report
        refused_subject refused_about_subject numbers refused_text
        set_aside_subject set_aside_text set_aside_advice
        postmaster_subject no_subject postmaster_text postmaster_mail postmaster_more
        number_subject number_unknown_subject number_text number_advice
        stopped_subject stopped_text stopped_held stopped_advice
        print_subject print_part_subject print_text print_rest print_fax print_fax_to print_more
        alarm_subject alarm_over_subject alarm_again alarm_began
        unwatched_subject unwatched_text
        disk_begins disk_over disk_text disk_advice
        relay_begins relay_over relay_text relay_advice
        failing_begins failing_over failing_text failing_advice
        silent_begins silent_over silent_text
        silent_device_begins silent_device_over silent_device_text
        silent_hours silent_last silent_never silent_advice
        folder_begins folder_over folder_text folder_kept folder_works
        filing_begins filing_over filing_text filing_kept filing_works
        node_begins node_over node_text node_kept node_mails node_works
        mailbox_begins mailbox_over mailbox_text mailbox_kept mailbox_works
        unclaimed_subject unclaimed_text unclaimed_more unclaimed_advice
        denied_auditor denied_administrators denied_reads_log denied_house_book denied_delete
        denied_priority denied_post_dial denied_job_stopped denied_not_your_job denied_no_device
        denied_device_away denied_not_your_device denied_device_receives denied_stranger
        denied_stopped denied_forbidden denied_not_among denied_country_unset denied_abroad
        denied_premium denied_hours denied_quota denied_burst faxes_and_pages
        denied_without_number denied_pages denied_not_now count_pages count_faxes
    }
}

words!(Text, FILES);

impl Words {
    /// The texts in English, in which logs are written.
    pub fn english() -> Self {
        Self::of(Language::English)
    }

    /// The text `text` with the number `count`, which decides between singular and plural.
    pub fn count(self, text: Text, count: usize) -> String {
        self.with(text, &[("count", Value::Count(count))])
    }

    /// Writes lines of the form `Label: value`, with the values in one column. A line without a
    /// value is left out.
    pub fn rows(self, rows: &[(Text, &str)]) -> String {
        let rows = rows.iter().filter(|(_, value)| !value.is_empty());
        let rows: Vec<(String, &str)> =
            rows.map(|(label, value)| (self.text(*label) + ":", *value)).collect();
        let longest = rows.iter().map(|(label, _)| label.chars().count() + 1).max();
        let width = longest.unwrap_or_default().max(LABELS);
        rows.iter().map(|(label, value)| format!("{label:width$}{value}\n")).collect()
    }

    /// Translates an English sentence of other code into this language: the reason why a permission
    /// is denied, a refusal, or the fault of a document. A sentence without a translation, such as
    /// the answer of a mail server, is put in quotation marks.
    pub fn said(self, english: &str) -> String {
        if self.language == Language::English || english.is_empty() {
            return english.to_owned();
        }
        let reason = Reason::read(english).map(|reason| self.denied(&reason));
        reason
            .or_else(|| translated(english, self.language))
            .unwrap_or_else(|| self.with_one(Text::original, "text", english))
    }

    /// The reason why a permission is denied.
    pub fn denied(self, reason: &Reason) -> String {
        reasons::of(reason, self)
    }
}

#[cfg(test)]
mod tests;
