//! The texts of drawings and of repeated calls in each language, from one file for each language in
//! `languages`.

use ferrofax_engine::t30::outcome::Cause;
use ferrofax_ground::ladder::Step;
use ferrofax_languages::{COUNT, language_files, text_names, words};
use ferrofax_spool::call_steps;
use ferrofax_spool::event::Reason;

/// The file of each language, in the order of `Language::ALL`.
const FILES: [&str; COUNT] = language_files!("languages");

text_names! {
    pub(crate) enum Text {
        call_without_end sent_and_received both_in_part nothing_either_way received received_in_part
        not_received sent sent_in_part not_sent
        to_unknown from_unknown to_number from_number to_number_named from_number_named
        of_device we_are
        duration pages pages_of transport audio with_ecm without_ecm rate no_rate worst_noise
        not_measured lost nothing lost_audio lost_packets lost_both
        remote level level_and_packets noise noise_scale no_signal clock clock_scale lost_lane
        lost_where nothing_lost
        messages message_colours left_out
        worst_signal worst_moment symbols
        pages_both_ways pages_to_send pages_received first_pages no_page page_whole page_bad
        page_bad_short page_broken page_broken_short
        same_and_whole same_and_cut other_and_whole other_and_cut
        replay_was replay_same replay_differs replay_cut replay_with replay_until replay_no_change
        replay_call replay_no_end
    }
}

words!(Text, FILES);

impl Words {
    /// A step of a call in this language.
    pub(crate) fn step(self, step: &Step) -> String {
        call_steps::text(step, self.language)
    }

    /// A step of a call in a few words of this language.
    pub(crate) fn short_step(self, step: &Step) -> String {
        call_steps::short(step, self.language)
    }

    /// The end of a call, as a sentence.
    pub(crate) fn cause(self, cause: Cause) -> String {
        Reason::from(cause).text(self.language)
    }

    /// A time in seconds, with one digit after the decimal mark.
    pub(crate) fn seconds(self, ms: u64) -> String {
        self.language.decimal((ms / 100) as f64 / 10.0, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Examined, trial};
    use ferrofax_languages::{Language, Value, misnamed, problems_of};

    #[test]
    fn each_language_has_each_text() {
        assert_eq!(problems_of(FILES), [""; 0]);
        assert_eq!(misnamed(FILES[0], Text::ALL.iter().map(|text| text.name())), [""; 0]);
    }

    #[test]
    fn each_step_of_a_call_is_more_than_a_sentence() {
        let calls =
            [trial::call(true, None), trial::call(true, Some(120)), trial::call(false, None)];
        for tape in calls.iter().flatten() {
            for rung in Examined::of(tape).unwrap().ladder {
                let is_known = !matches!(rung.step, Step::Text { .. });
                assert!(is_known, "{rung}");
            }
        }
    }

    #[test]
    fn a_message_that_is_left_out_begins_with_an_ellipsis() {
        for language in Language::ALL {
            let text = Words::of(language).with(Text::left_out, &[("count", Value::Count(3))]);
            assert!(text.starts_with("… 3 "), "{}: {text}", language.code());
        }
    }
}
