//! The texts of mails, reports and notices. The folder `languages` has one file for each language.
//!
//! An administrator may set other texts in the templates of `ferrofax.conf`. The texts of this
//! module are used if no template is set. Variables in a template, such as `${FAX_CIDNUM}`, may
//! also have one of these texts as their value, for example `unknown`.

use ferrofax_languages::{COUNT, language_files, text_names, words};

/// The contents of the files with the texts, one file for each language, in the order of
/// `Language::ALL`.
const FILES: [&str; COUNT] = language_files!("languages");

text_names! {
    pub(crate) enum Text {
        date
        fax_subject fax_headline failed_headline polled_subject polled_headline
        label_from label_machine label_date label_pages label_resolution label_file
        unknown unknown_caller polled_by_job
        incomplete_subject failed_subject no_page incomplete page_broke_off line_at_last
        not_attached_subject not_attached not_attached_what_to_do
        undeliverable_subject no_mailbox fax_undelivered report_undelivered letter_undelivered
        undelivered_reason not_attached_either
        test_subject test_text
        protected_subject withheld_subject withheld_text withheld_report_subject
        withheld_report_text withheld_fault_subject withheld_fault_text
        link_text link_code link_login link_once link_until
        report_subject report_no_number_subject report_polled_subject
        label_reason label_doubt label_advice label_next_try label_number label_tag label_recipient
        label_sent_from label_documents label_left_out label_pages_sent pages_of label_polled
        label_calls at_most label_tries tries_at_most label_answered_by label_line label_submitted
        label_job label_technical sending_report
        label_started label_ended label_duration label_rate label_result label_page label_document
        page_confirmed page_not_confirmed page_in_doubt further_pages
        proof_of_sending label_server label_document_hash label_recording_hash label_signature
        label_time_stamp label_attached no_time_stamp_service no_time_stamp proof_attached
        recording_shows report_not_attached first_page no_number_yet
        missing_unreadable missing_damaged missing_file_too_large missing_no_pages
        missing_too_much missing_document_too_large missing_page_too_large
        missing_document_unreadable missing_document_damaged
        because result_sent result_in_doubt result_twice result_number_wanted result_not_yet
        result_part_so_far result_cancelled result_cancelled_after result_not_sent result_part
        result_polled result_not_polled_yet result_not_polled result_polled_in_part result_sent_and
        polled_pages
        summary_sent summary_in_doubt summary_number_wanted summary_not_yet summary_part_so_far
        next_held next_try summary_cancelled summary_cancelled_after summary_timed_out
        summary_not_sent summary_part summary_polled summary_not_polled_yet summary_poll_cancelled
        summary_not_polled summary_polled_in_part summary_sent_and
        doubt_resent doubt_once doubt_both doubt_twice
        advice_answer_with_number advice_give_number
    }
}

words!(Text, FILES);

impl Words {
    /// Writes lines of the form `Label: value`, with the values in one column.
    pub(crate) fn rows(self, rows: &[(Text, &str)]) -> String {
        let rows: Vec<(String, &str)> =
            rows.iter().map(|(label, value)| (self.text(*label) + ":", *value)).collect();
        let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0) + 1;
        rows.iter().map(|(label, value)| format!("{label:width$}{value}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::{Language, misnamed, problems_of};

    #[test]
    fn each_language_has_each_text() {
        assert_eq!(problems_of(FILES), [""; 0]);
    }

    #[test]
    fn each_text_has_a_name_here() {
        assert_eq!(misnamed(FILES[0], Text::ALL.iter().map(|text| text.name())), [""; 0]);
        assert_eq!(Text::ALL[0], Text::date);
    }

    #[test]
    fn labels_stand_above_each_other() {
        let rows = Words::of(Language::German)
            .rows(&[(Text::label_from, "a"), (Text::label_machine, "b")]);
        assert_eq!(rows, "Von:      a\nFaxgerät: b\n");
    }
}
