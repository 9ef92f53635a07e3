//! All words of the pages: one file a language.

mod de;
mod en;

use ferrofax_spool::OutboxState;

pub(super) use table::Texts;

mod table {
    /// The words of a language. What has a number or a name in it is a function.
    pub(in crate::web) struct Texts {
        /// RFC 5646.
        pub(in crate::web) language: &'static str,
        pub(in crate::web) name: &'static str,
        /// A date and a time (strftime(3)).
        pub(in crate::web) moment: &'static str,

        // Around all pages.
        pub(in crate::web) to_content: &'static str,
        pub(in crate::web) pages: &'static str,
        pub(in crate::web) received: &'static str,
        pub(in crate::web) sent: &'static str,
        pub(in crate::web) now: &'static str,
        pub(in crate::web) own: &'static str,
        pub(in crate::web) log_out: &'static str,
        pub(in crate::web) languages: &'static str,

        // Received faxes.
        pub(in crate::web) withheld: &'static str,
        pub(in crate::web) unread: &'static str,
        pub(in crate::web) unread_mark: &'static str,
        pub(in crate::web) search: &'static str,
        pub(in crate::web) search_hint: &'static str,
        pub(in crate::web) show: &'static str,
        pub(in crate::web) which_all: &'static str,
        pub(in crate::web) which_unread: &'static str,
        pub(in crate::web) which_mine: &'static str,
        pub(in crate::web) which_free: &'static str,
        pub(in crate::web) find: &'static str,
        pub(in crate::web) no_faxes: &'static str,
        pub(in crate::web) device: &'static str,
        pub(in crate::web) dealt_with_by: &'static str,
        pub(in crate::web) dealt_with: &'static str,
        pub(in crate::web) nobody: &'static str,
        pub(in crate::web) cut_short: &'static str,
        pub(in crate::web) older: &'static str,
        pub(in crate::web) all_read: &'static str,
        pub(in crate::web) fax_from: &'static str,
        pub(in crate::web) the_pages: &'static str,
        pub(in crate::web) page: &'static str,
        pub(in crate::web) no_pages: &'static str,
        pub(in crate::web) came: &'static str,
        pub(in crate::web) line: &'static str,
        pub(in crate::web) claim: &'static str,
        pub(in crate::web) release: &'static str,
        pub(in crate::web) mark_unread: &'static str,
        pub(in crate::web) tag: &'static str,
        pub(in crate::web) note: &'static str,
        pub(in crate::web) keep: &'static str,
        pub(in crate::web) pass_on: &'static str,
        pub(in crate::web) hand_to: &'static str,
        pub(in crate::web) hand: &'static str,
        pub(in crate::web) mail_to: &'static str,
        pub(in crate::web) mail: &'static str,
        pub(in crate::web) fax_to: &'static str,
        pub(in crate::web) send: &'static str,
        pub(in crate::web) printer: &'static str,
        pub(in crate::web) own_printer: &'static str,
        pub(in crate::web) print: &'static str,
        pub(in crate::web) delete: &'static str,
        pub(in crate::web) delete_really: &'static str,
        pub(in crate::web) delete_text: &'static str,
        pub(in crate::web) keep_it: &'static str,
        pub(in crate::web) history: &'static str,
        pub(in crate::web) back_to_fax: &'static str,
        pub(in crate::web) smaller: &'static str,
        pub(in crate::web) larger: &'static str,
        pub(in crate::web) turn_left: &'static str,
        pub(in crate::web) turn_right: &'static str,
        pub(in crate::web) is_receiving: &'static str,
        pub(in crate::web) is_received: &'static str,
        pub(in crate::web) is_incomplete: &'static str,
        pub(in crate::web) is_failed: &'static str,
        pub(in crate::web) deed_read: &'static str,
        pub(in crate::web) deed_claimed: &'static str,
        pub(in crate::web) deed_released: &'static str,
        pub(in crate::web) deed_handed: &'static str,
        pub(in crate::web) deed_noted: &'static str,
        pub(in crate::web) deed_mailed: &'static str,
        pub(in crate::web) deed_printed: &'static str,
        pub(in crate::web) deed_faxed: &'static str,
        pub(in crate::web) mail_waiting: &'static str,
        pub(in crate::web) mail_delivered: &'static str,
        pub(in crate::web) mail_rejected: &'static str,
        pub(in crate::web) mail_failed: &'static str,
        pub(in crate::web) done_unread: &'static str,
        pub(in crate::web) done_claimed: &'static str,
        pub(in crate::web) done_released: &'static str,
        pub(in crate::web) done_handed: &'static str,
        pub(in crate::web) done_noted: &'static str,
        pub(in crate::web) done_mailed: &'static str,
        pub(in crate::web) done_printed: &'static str,
        pub(in crate::web) done_faxed: &'static str,
        pub(in crate::web) gone: &'static str,
        pub(in crate::web) denied: &'static str,
        pub(in crate::web) somebody_has_it: &'static str,
        pub(in crate::web) unfit: &'static str,
        pub(in crate::web) one_page: &'static str,
        pub(in crate::web) more_pages: &'static str,

        // What is sent, and what goes on.
        pub(in crate::web) new_fax: &'static str,
        pub(in crate::web) no_jobs: &'static str,
        pub(in crate::web) to: &'static str,
        pub(in crate::web) no_number: &'static str,
        pub(in crate::web) which_open: &'static str,
        pub(in crate::web) which_failed: &'static str,
        pub(in crate::web) which_done: &'static str,
        pub(in crate::web) fax_to_whom: &'static str,
        pub(in crate::web) confirmed: &'static str,
        pub(in crate::web) confirmed_pages: &'static str,
        pub(in crate::web) taken_in: &'static str,
        pub(in crate::web) far_machine: &'static str,
        pub(in crate::web) let_go: &'static str,
        pub(in crate::web) hold: &'static str,
        pub(in crate::web) cancel: &'static str,
        pub(in crate::web) try_again: &'static str,
        pub(in crate::web) number: &'static str,
        pub(in crate::web) again_to: &'static str,
        pub(in crate::web) send_again: &'static str,
        pub(in crate::web) report: &'static str,
        pub(in crate::web) documents: &'static str,
        pub(in crate::web) documents_hint: &'static str,
        pub(in crate::web) no_document: &'static str,
        pub(in crate::web) from_device: &'static str,
        pub(in crate::web) more: &'static str,
        pub(in crate::web) resolution: &'static str,
        pub(in crate::web) as_usual: &'static str,
        pub(in crate::web) res_standard: &'static str,
        pub(in crate::web) res_fine: &'static str,
        pub(in crate::web) res_superfine: &'static str,
        pub(in crate::web) send_at: &'static str,
        pub(in crate::web) cover: &'static str,
        pub(in crate::web) with_cover: &'static str,
        pub(in crate::web) without_cover: &'static str,
        pub(in crate::web) recipient: &'static str,
        pub(in crate::web) company: &'static str,
        pub(in crate::web) calls: &'static str,
        pub(in crate::web) no_calls: &'static str,
        pub(in crate::web) coming_from: &'static str,
        pub(in crate::web) talking: &'static str,
        pub(in crate::web) dialling: &'static str,
        pub(in crate::web) queue: &'static str,
        pub(in crate::web) waiting_line: &'static str,
        pub(in crate::web) waiting_time: &'static str,
        pub(in crate::web) held: &'static str,
        pub(in crate::web) oldest: &'static str,
        pub(in crate::web) state_number: &'static str,
        pub(in crate::web) state_suspended: &'static str,
        pub(in crate::web) state_pending: &'static str,
        pub(in crate::web) state_sleeping: &'static str,
        pub(in crate::web) state_blocked: &'static str,
        pub(in crate::web) state_ready: &'static str,
        pub(in crate::web) state_active: &'static str,
        pub(in crate::web) state_done: &'static str,
        pub(in crate::web) state_failed: &'static str,
        pub(in crate::web) done_cancelled: &'static str,
        pub(in crate::web) done_held: &'static str,
        pub(in crate::web) done_goes_on: &'static str,
        pub(in crate::web) done_sent: &'static str,

        // One's own.
        pub(in crate::web) sessions: &'static str,
        pub(in crate::web) sessions_text: &'static str,
        pub(in crate::web) browser: &'static str,
        pub(in crate::web) address: &'static str,
        pub(in crate::web) since: &'static str,
        pub(in crate::web) last_seen: &'static str,
        pub(in crate::web) this_one: &'static str,
        pub(in crate::web) end: &'static str,
        pub(in crate::web) choose: &'static str,

        // Logging in.
        pub(in crate::web) log_in: &'static str,
        pub(in crate::web) user: &'static str,
        pub(in crate::web) password: &'static str,
        pub(in crate::web) wrong_login: &'static str,
        pub(in crate::web) log_in_first: &'static str,
        pub(in crate::web) session_ended: &'static str,
        pub(in crate::web) again: &'static str,
        pub(in crate::web) again_text: &'static str,
        pub(in crate::web) go_on: &'static str,

        // What is not to be.
        pub(in crate::web) not_possible: &'static str,
        pub(in crate::web) foreign: &'static str,
        pub(in crate::web) stale: &'static str,
        pub(in crate::web) in_the_clear: &'static str,
        pub(in crate::web) nothing_there: &'static str,
        pub(in crate::web) wrong_form: &'static str,
        pub(in crate::web) not_for_now: &'static str,
        pub(in crate::web) our_fault: &'static str,
        pub(in crate::web) home: &'static str,
    }
}

const ALL: [&Texts; 2] = [&en::TEXTS, &de::TEXTS];

impl Texts {
    /// The words of a language, as browsers and cookies name it.
    pub(super) fn of(language: &str) -> Option<&'static Self> {
        ALL.into_iter()
            .find(|texts| texts.language.eq_ignore_ascii_case(language.trim()))
    }

    /// `1 page`, `3 pages`.
    pub(super) fn count_pages(&self, count: &usize) -> String {
        format!("{count} {}", if *count == 1 { self.one_page } else { self.more_pages })
    }

    /// What may be shown of received faxes, as the form sends it.
    pub(super) fn which(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", self.which_all),
            ("unread", self.which_unread),
            ("mine", self.which_mine),
            ("free", self.which_free),
        ]
    }

    /// What may be shown of jobs, as the address says it.
    pub(super) fn which_jobs(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", self.which_all),
            ("open", self.which_open),
            ("failed", self.which_failed),
            ("done", self.which_done),
        ]
    }

    /// Resolutions, by the words of [`ferrofax_spool::wish`].
    pub(super) fn resolutions(&self) -> [(&'static str, &'static str); 3] {
        [
            ("standard", self.res_standard),
            ("fine", self.res_fine),
            ("superfine", self.res_superfine),
        ]
    }

    /// A word on what was just done; none for what nobody has done.
    pub(super) fn done(&self, word: &str) -> &'static str {
        match word {
            "unread" => self.done_unread,
            "claimed" => self.done_claimed,
            "released" => self.done_released,
            "handed" => self.done_handed,
            "noted" => self.done_noted,
            "mailed" => self.done_mailed,
            "printed" => self.done_printed,
            "faxed" => self.done_faxed,
            "cancelled" => self.done_cancelled,
            "held" => self.done_held,
            "goes_on" => self.done_goes_on,
            "sent" => self.done_sent,
            _ => "",
        }
    }

    /// What became of a mail, or of a sheet of paper.
    pub(super) fn of_mail(&self, state: &OutboxState) -> &'static str {
        match state {
            OutboxState::Waiting | OutboxState::Leased => self.mail_waiting,
            OutboxState::Delivered => self.mail_delivered,
            OutboxState::Rejected => self.mail_rejected,
            OutboxState::Failed => self.mail_failed,
        }
    }

    /// All languages.
    pub(super) fn all() -> [&'static Self; 2] {
        ALL
    }
}

impl Default for &'static Texts {
    fn default() -> Self {
        &en::TEXTS
    }
}
