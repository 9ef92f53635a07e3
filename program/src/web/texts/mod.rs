//! All words of the web interface. Each language has a file in `languages`; here stand the names
//! of its texts, so that a name without a text or a text without a name is found.

mod reasons;
mod refusal;
mod sentence;

use std::sync::OnceLock;

use crate::api::Scope;
use crate::convert::Readable;
use crate::desk::{DeskError, PriceClass, Role};
use crate::rights::Denied;
use ferrofax_ground::sent_line::SentLine;
use ferrofax_languages::{COUNT, Catalogue, Language, Value, language_files};
use ferrofax_spool::OutboxState;
use ferrofax_spool::event::{self, Event, Reason, StopReason};
use ferrofax_spool::explanation::Fault;

use refusal::Refusals;
pub(super) use sentence::Sentence;
pub(super) use table::Texts;

/// Declares the texts of a language: those that are as they are, as fields, and those on a number
/// of things, as functions of that number.
macro_rules! texts {
    (plain { $($plain:ident)* } counted { $($counted:ident)* } filled { $($filled:ident)* }) => {
        /// The words of a language.
        pub(in crate::web) struct Texts {
            /// The language's code (RFC 5646).
            pub(in crate::web) language: &'static str,
            pub(super) catalogue: Catalogue,
            pub(super) tables: Tables,
            $(pub(in crate::web) $plain: &'static str,)*
        }

        impl Texts {
            /// Reads a language's file.
            pub(super) fn new(language: Language, source: &str) -> Self {
                let catalogue = Catalogue::new(language, source);
                Self {
                    language: language.code(),
                    tables: Tables::of(language),
                    // They last as long as the service.
                    $($plain: catalogue.text(&name(stringify!($plain))).leak(),)*
                    catalogue,
                }
            }

            $(pub(in crate::web) fn $counted(&self, count: &usize) -> String {
                let name = name(stringify!($counted));
                self.catalogue.with(&name, &[("count", Value::Count(*count))])
            })*
        }

        /// The names of all texts, with the values of those that are filled with a number.
        #[cfg(test)]
        pub(super) fn names() -> Vec<(String, Option<&'static str>)> {
            let plain = [$(stringify!($plain)),*].map(|it| (name(it), Some("")));
            let counted = [$(stringify!($counted)),*].map(|it| (name(it), Some("count")));
            let filled = [$(stringify!($filled)),*].map(|it| (name(it), None));
            let reasons = super::reasons::NAMES.map(|it| (it.to_owned(), None));
            plain.into_iter().chain(counted).chain(filled).chain(reasons).collect()
        }
    };
}

mod table {
    use super::{Catalogue, Language, Tables, Value};

    /// A name as the language files write it.
    fn name(rust: &str) -> String {
        rust.replace('_', "-")
    }

    texts! {
        plain {
            // How moments are written (strftime(3)): a date and a time, and a day of this year.
            moment
            short_day

            // Around all pages.
            to_content
            pages
            received
            sent
            now
            own
            log_out
            languages

            // Received faxes.
            withheld
            unread
            unread_mark
            search
            search_hint
            show
            which_all
            which_unread
            which_mine
            which_free
            find
            no_faxes
            device
            dealt_with_by
            dealt_with
            nobody
            cut_short
            older
            marked_in_part
            undo
            fax_from
            fetched_from
            fetch_from
            fetches
            fax
            the_pages
            page
            no_pages
            came
            line
            claim
            release
            mark_unread
            tag
            note
            keep
            pass_on
            hand_to
            choose_colleague
            hand
            mail_to
            mail
            fax_to
            send
            printer
            own_printer
            print
            delete
            delete_really
            delete_text
            keep_it
            history
            back_to_fax
            smaller
            larger
            turn_left
            turn_right
            is_receiving
            page_now
            is_received
            is_incomplete
            is_failed
            part_so_far
            part_title
            part_text
            part_pass_on
            deed_read
            deed_claimed
            deed_released
            deed_handed
            deed_noted
            deed_mailed
            deed_printed
            deed_faxed
            mail_waiting
            mail_delivered
            mail_rejected
            mail_failed
            done_unread
            done_claimed
            done_released
            done_handed
            done_noted
            done_mailed
            done_printed
            done_faxed
            gone
            denied
            somebody_has_it
            on_legal_hold
            unfit

            // What is sent, and what goes on.
            new_fax
            no_jobs
            to
            no_number
            which_open
            which_failed
            which_done
            fax_to_whom
            confirmed
            confirmed_pages
            taken_in
            sent_by
            far_machine
            let_go
            hold
            cancel
            try_again
            number
            again_to
            send_again
            report
            documents
            office_documents
            no_document
            from_device
            more
            resolution
            as_usual
            res_standard
            res_fine
            res_superfine
            colour
            in_colours
            send_at
            cover
            with_cover
            without_cover
            recipient
            company
            calls
            no_calls
            lines_free
            ladder
            we_said
            we_heard
            coming_from
            talking
            dialling
            drop_here
            move_up
            move_down
            take_out
            queue
            waiting_line
            waiting_time
            held
            oldest
            state_number
            state_suspended
            state_pending
            state_sleeping
            state_blocked
            state_ready
            state_active
            state_done
            state_fetched
            state_failed
            state_cancelled
            done_cancelled
            done_held
            done_goes_on
            done_sent

            // A fax that is to be fetched.
            fetch_fax
            fetch_hint
            for_device
            sep
            sep_hint
            fetch_password
            fetch_password_hint
            password_again
            fetch

            // A fax that is written.
            numbers_hint
            in_book
            check
            from_book
            contacts
            book
            up
            down
            remove
            more_documents
            subject
            message
            priority
            priority_hint
            look
            discard
            preview
            preview_hint
            drafts
            drafts_hint
            no_room
            no_room_text
            nothing_written
            sent_in_part
            done_discarded
            price_inside
            price_local
            price_national
            price_abroad
            price_special

            // Address books.
            own_book
            house_book
            which_book
            name_of
            new_contact
            change_contact
            change
            no_contacts
            more_contacts
            fax_chosen
            import
            export
            import_hint
            table
            done_put
            done_deleted
            done_imported
            delete_contact_really

            // Administration.
            administration
            figures
            health
            devices
            users
            mails
            log
            days
            day
            week
            nothing_yet
            as_table
            went_well
            went_badly
            received_by_day
            sent_by_day
            minutes_by_day
            minutes_in
            minutes_out
            sent_by_way
            way
            sent_by_machine
            calls_by_trunk
            trunk
            why_not_sent
            why_not_received
            reason
            count
            ended_by_someone
            nobody_answered
            alarm
            stuck_mail
            undeliverable
            mails_paused
            mails_run
            converter_missing
            converters
            folder
            away_since
            the_pbx
            finding_well
            finding_wrong
            mails_waiting
            prints_waiting
            the_pbx_text
            pbx_asked
            look_again
            clean_up
            keep_days
            would_clean_up
            cleaned_up
            cleanup_faxes
            cleanup_jobs
            cleanup_keeps
            keeps_undelivered
            keeps_on_hold
            keeps_unshipped
            keeps_unknown
            clean_up_now
            ask_pbx
            mend
            machines
            machine
            version
            in_calls
            to_ship
            drained_since
            lines_in_all
            lines_of_trunk
            lost_tries
            taken_for_dead
            went_on
            devices_text
            mailboxes
            format
            receives
            sends
            settings
            declared
            yes
            no
            usual_settings
            users_text
            role_word
            addresses
            groups
            members
            sees
            used
            everything
            faxes
            may_delete
            stopped
            stop_user
            let_user_go_on
            done_stopped
            done_may_go_on
            role_user
            role_desk
            role_administrator
            role_auditor
            quota_day
            quota_month
            quota_night
            faxmaster
            mail_queue
            pause
            resume
            all_delivered
            about
            given_up
            all_again
            asked
            decided
            granted
            refused
            when
            no_lines
            older_lines
            check_chain
            chain_well
            chain_broken
            chain_unchained
            chain_last

            // One's own.
            sessions
            all_sessions
            sessions_text
            browser
            address
            since
            last_seen
            this_one
            end
            choose

            // Keys of programs.
            keys
            keys_text
            key_name
            key_for
            key_days
            key_new
            key_ends
            key_used
            key_ended
            key_made
            key_made_text
            scope_faxes_read
            scope_faxes_write
            scope_jobs_read
            scope_jobs_write
            scope_events
            scope_webhooks
            scope_log_read
            scope_metrics
            scope_keys
            scope_admin

            // Logging in.
            log_in
            user
            password
            wrong_login
            directory_away
            no_group
            name_taken
            name_of_password
            name_of_openid
            provider_away
            provider_refused
            not_proved
            login_stale
            log_in_by
            left_here
            leave_there
            log_in_first
            session_ended
            again
            again_text
            go_on

            // Recorded calls.
            recorded_calls
            no_recorded_calls
            older_calls
            call_of
            its_record
            ended
            seconds
            a_fax
            a_job
            what_went_wrong
            record_cut_off
            whose_fault
            what_to_change
            found_too
            verdict_may_be_wrong
            the_drawing
            run_again
            run_again_with
            run_again_text
            call_files_word
            file_svg
            file_png
            file_json
            file_wav
            file_pcap
            file_received
            file_sent
            file_record
            file_anonymous
            fault_nobody
            fault_line
            fault_remote
            fault_network
            fault_us

            // What is not to be.
            not_possible
            still_here
            back
            foreign
            stale
            in_the_clear
            no_certificate
            nothing_there
            not_there
            wrong_form
            not_for_now
            our_fault
            home
        }
        counted {
            count_pages
            count_faxes
            mark_these
            marked
        }
        filled {
            documents_hint
            alarm_disk
            alarm_relay
            alarm_failing
            alarm_silent
            alarm_silent_device
            alarm_folder
            alarm_shipping
        }
    }
}

/// The texts that are not in the language files yet: sentences that other parts write in English,
/// with their translations.
struct Tables {
    refusals: Refusals,
    /// The language in which events are rendered.
    events: Language,
}

impl Tables {
    fn of(language: Language) -> Self {
        Self { refusals: Refusals::in_language(language), events: language }
    }
}

/// The file of each language, in the order of [`Language::ALL`].
const FILES: [&str; COUNT] = language_files!("languages");

impl Texts {
    /// The words of a language. Its file is read when it is first needed.
    fn in_language(language: Language) -> &'static Self {
        static ALL: [OnceLock<Texts>; COUNT] = [const { OnceLock::new() }; COUNT];
        let place = language as usize;
        ALL[place].get_or_init(|| Self::new(language, FILES[place]))
    }

    /// The words of a language, as browsers and people's choices name it.
    pub(super) fn of(code: &str) -> Option<&'static Self> {
        Language::of(code).map(Self::in_language)
    }

    /// The sentence for what happened to a job or a fax.
    pub(super) fn event(&self, event: &Event) -> Sentence {
        let text = event.text(self.tables.events);
        match event {
            // A sentence from elsewhere, in English if it is an older version's.
            Event::Text { text: english } => Sentence::of(english, text, self.language),
            _ => Sentence::here(text),
        }
    }

    /// The reason why an attempt failed, or how a call ended.
    pub(super) fn reason(&self, reason: impl Into<Reason>) -> Sentence {
        Sentence::here(reason.into().text(self.tables.events))
    }

    /// Why a user is blocked from sending, as part of a sentence.
    pub(super) fn stop_reason(&self, why: &str) -> String {
        StopReason::from(why).text(self.tables.events)
    }

    /// The quality of the line of a sent fax.
    pub(super) fn line(&self, line: &SentLine) -> Sentence {
        Sentence::here(event::line(line, self.tables.events))
    }

    /// The language of the words.
    pub(super) fn language(&self) -> Language {
        Language::of(self.language).unwrap_or_default()
    }

    /// A refusal, or a note on a document, that another part writes in English.
    pub(super) fn said(&self, text: &str) -> Sentence {
        let said = self.tables.refusals.said(text);
        said.map_or_else(|| Sentence::of(text, text.to_owned(), self.language), Sentence::here)
    }

    /// A refusal, if the text is one of ours; otherwise nothing.
    pub(super) fn known(&self, text: &str) -> Sentence {
        self.tables.refusals.said(text).map(Sentence::here).unwrap_or_default()
    }

    /// The sentence for an alarm, by its name ([`ferrofax_spool::Alarm`]).
    pub(super) fn alarm_named(&self, name: &str) -> String {
        let (kind, about) = name.split_once(' ').unwrap_or((name, ""));
        let text = match (kind, about) {
            ("disk", _) => "alarm-disk",
            ("relay", _) => "alarm-relay",
            ("failing", _) => "alarm-failing",
            ("silent", "") => "alarm-silent",
            ("silent", _) => "alarm-silent-device",
            ("folder", _) => "alarm-folder",
            ("node", _) => "alarm-shipping",
            _ => return name.to_owned(),
        };
        self.catalogue.with(text, &[("about", Value::Text(about))])
    }

    /// The most likely cause of a trouble in a call.
    pub(super) const fn fault(&self, fault: Fault) -> &'static str {
        match fault {
            Fault::Nobody => self.fault_nobody,
            Fault::Line => self.fault_line,
            Fault::FarMachine => self.fault_remote,
            Fault::Network => self.fault_network,
            Fault::Us => self.fault_us,
        }
    }

    /// Why a right is denied.
    pub(super) fn denied(&self, denied: &Denied) -> Sentence {
        let Some(reason) = &denied.reason else { return self.said(&denied.text) };
        Sentence::here(reasons::of(reason, self))
    }

    /// The fault as a sentence.
    pub(super) fn error(&self, error: &DeskError) -> Sentence {
        let said = || self.said(&error.to_string());
        error.denied().map_or_else(said, |denied| self.denied(denied))
    }

    /// The name of a permission of a key.
    pub(super) fn scope(&self, scope: Scope) -> &'static str {
        match scope {
            Scope::FaxesRead => self.scope_faxes_read,
            Scope::FaxesWrite => self.scope_faxes_write,
            Scope::JobsRead => self.scope_jobs_read,
            Scope::JobsWrite => self.scope_jobs_write,
            Scope::Events => self.scope_events,
            Scope::Webhooks => self.scope_webhooks,
            Scope::LogRead => self.scope_log_read,
            Scope::Metrics => self.scope_metrics,
            Scope::Keys => self.scope_keys,
            Scope::Admin => self.scope_admin,
        }
    }

    /// The files of a call, in the order of [`crate::examiner::FILES`].
    pub(super) fn call_files(&self) -> [&'static str; 9] {
        [
            self.file_svg,
            self.file_png,
            self.file_json,
            self.file_wav,
            self.file_pcap,
            self.file_received,
            self.file_sent,
            self.file_record,
            self.file_anonymous,
        ]
    }

    /// The choices of received faxes to show, with the values that the form sends.
    pub(super) fn which(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", self.which_all),
            ("unread", self.which_unread),
            ("mine", self.which_mine),
            ("free", self.which_free),
        ]
    }

    /// The choices of jobs to show, with their words in the address.
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

    /// The name of a role.
    pub(super) fn role(&self, role: Role) -> &'static str {
        match role {
            Role::User => self.role_user,
            Role::Desk => self.role_desk,
            Role::Administrator => self.role_administrator,
            Role::Auditor => self.role_auditor,
        }
    }

    /// Which documents can be faxed.
    pub(super) fn documents_that(&self, can: &Readable) -> String {
        let mut more = String::new();
        for (is_there, name) in
            [(can.post_script, "PostScript"), (can.office, self.office_documents)]
        {
            if is_there {
                more = format!("{more}, {name}");
            }
        }
        let ending = |kind: &&String| kind.starts_with('.');
        for ending in can.others.iter().filter(ending) {
            more = format!("{more}, {ending}");
        }
        self.catalogue.with("documents-hint", &[("more", Value::Text(&more))])
    }

    /// The name of a cause of waiting, by the word of [`ferrofax_spool::Waiting`].
    pub(super) fn waiting_for<'a>(&self, word: &'a str) -> &'a str {
        match word {
            "suspended" => self.state_suspended,
            "pending" => self.state_pending,
            "sleeping" => self.state_sleeping,
            "blocked" => self.state_blocked,
            "ready" => self.state_ready,
            "active" => self.state_active,
            "mail" => self.mails_waiting,
            "print" => self.prints_waiting,
            other => other,
        }
    }

    /// Of which time a limit is, by its rule in the audit log.
    pub(super) fn quota(&self, rule: &str) -> &'static str {
        match rule {
            "quota-month" => self.quota_month,
            "quota-night" => self.quota_night,
            _ => self.quota_day,
        }
    }

    /// The name of a price class.
    pub(super) fn price(&self, class: PriceClass) -> &'static str {
        match class {
            PriceClass::Inside => self.price_inside,
            PriceClass::Local => self.price_local,
            PriceClass::National => self.price_national,
            PriceClass::Abroad => self.price_abroad,
            PriceClass::Special => self.price_special,
        }
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
            "discarded" => self.done_discarded,
            "put" => self.done_put,
            "deleted" => self.done_deleted,
            "imported" => self.done_imported,
            "stopped" => self.done_stopped,
            "may_go_on" => self.done_may_go_on,
            _ => "",
        }
    }

    /// The state of a mail, or of a printed fax.
    pub(super) fn of_mail(&self, state: &OutboxState) -> &'static str {
        match state {
            OutboxState::Waiting | OutboxState::Leased => self.mail_waiting,
            OutboxState::Delivered => self.mail_delivered,
            OutboxState::Rejected => self.mail_rejected,
            OutboxState::Failed => self.mail_failed,
        }
    }
}

impl Default for &'static Texts {
    fn default() -> Self {
        Texts::in_language(Language::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::{outline, problems};
    use std::fs;
    use std::path::Path;

    #[test]
    fn each_language_has_each_text() {
        let files: Vec<_> = Language::ALL.into_iter().zip(FILES).collect();
        assert_eq!(problems(&files), [""; 0]);
        for (language, file) in files {
            let name = format!("src/web/texts/languages/{}.ftl", language.code());
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
            assert_eq!(fs::read_to_string(path).unwrap(), file, "{}", language.code());
        }
    }

    #[test]
    fn each_text_has_a_name_here_and_takes_the_values_that_it_is_given() {
        let mut file = outline(FILES[0]);
        for (name, value) in table::names() {
            let values = file.remove(&name).unwrap_or_else(|| panic!("no text for '{name}'"));
            let values: Vec<_> = values.iter().map(String::as_str).collect();
            if let Some(value) = value {
                assert_eq!(values.join(" "), value, "{name}");
            }
        }
        assert!(file.is_empty(), "nobody names {:?}", file.keys());
    }
}
