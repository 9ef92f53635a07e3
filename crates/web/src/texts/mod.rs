//! All texts of the web interface. Each language has a file in `languages`; [`table`] has the names
//! of the texts.

mod sentence;
mod table;

use std::sync::OnceLock;

use crate::api::Scope;
use ferrofax_convert::Readable;
use ferrofax_desk::{DeskError, PriceClass, Role};
use ferrofax_ground::ladder::Rung;
use ferrofax_ground::sent_line::SentLine;
use ferrofax_languages::{COUNT, Language, Value, language_files};
use ferrofax_mail::texts::{self, Text, Words};
use ferrofax_rights::Denied;
use ferrofax_spool::call_steps;
use ferrofax_spool::event::{self, Event, Reason, StopReason};
use ferrofax_spool::explanation::Fault;
use ferrofax_spool::not_shown::Note;
use ferrofax_spool::numbers::in_groups;
use ferrofax_spool::undelivered::Undelivered;
use ferrofax_spool::{Fix, Observation, OutboxEntry, OutboxState};

pub(super) use sentence::Sentence;
pub(super) use table::Texts;

/// For each language, the file with the texts of the web interface, in the order of
/// [`Language::ALL`].
const FILES: [&str; COUNT] = language_files!("languages");

impl Texts {
    /// The texts of a language. Its file is read when it is first needed.
    fn in_language(language: Language) -> &'static Self {
        static ALL: [OnceLock<Texts>; COUNT] = [const { OnceLock::new() }; COUNT];
        let place = language as usize;
        ALL[place].get_or_init(|| Self::new(language, FILES[place]))
    }

    /// The texts of the language with this code, as browsers send it and as users choose it.
    pub(super) fn of(code: &str) -> Option<&'static Self> {
        Language::of(code).map(Self::in_language)
    }

    /// The sentence about an event of a job or a fax.
    pub(super) fn event(&self, event: &Event) -> Sentence {
        match event {
            // The sentence was written by another part of the program. If an older version wrote
            // it, it is in English.
            Event::Text { text } => Sentence::english(text, self.spoken),
            _ => Sentence::here(event.text(self.spoken)),
        }
    }

    /// The sentence with the reason why an attempt to send a fax failed, or how a fax call ended.
    pub(super) fn reason(&self, reason: impl Into<Reason>) -> Sentence {
        Sentence::here(reason.into().text(self.spoken))
    }

    /// The sentence about one event of a fax call: a T.30 frame, or a remark of Ferrofax, for
    /// example that a frame is unexpected.
    pub(super) fn step(&self, rung: &Rung) -> Sentence {
        match call_steps::in_language(&rung.step, self.spoken) {
            Some(text) => Sentence::here(text),
            // Another version of Ferrofax has written the event as an English sentence that this
            // version does not know.
            None => Sentence::english(&rung.step.to_string(), self.spoken),
        }
    }

    /// The sentence with the reason why a mail, or a received fax for a printer, could not be
    /// delivered.
    pub(super) fn undelivered(&self, fault: &Undelivered) -> Sentence {
        match fault {
            // The sentence was written by another program, another part of this program, or an
            // older version.
            Undelivered::Text { text } => self.said(text),
            _ => Sentence::here(fault.text(self.spoken)),
        }
    }

    /// The reason why a user is blocked from sending faxes, as a part of a longer sentence.
    pub(super) fn stop_reason(&self, why: &str) -> String {
        StopReason::from(why).text(self.spoken)
    }

    /// The sentence about what a check of the installation has found, such as the free disk space.
    pub(super) fn observation(&self, observation: &Observation) -> Sentence {
        match observation {
            // These sentences were written by another part of the program, in English.
            Observation::Text { text } | Observation::ConfigComplaint { complaint: text } => {
                Sentence::english(text, self.spoken)
            }
            Observation::Error { error } => self.said(error),
            _ => Sentence::here(observation.text(self.spoken)),
        }
    }

    /// The sentence that says how to fix a fault that a check of the installation has found.
    pub(super) fn fix(&self, fix: &Fix) -> Sentence {
        match fix {
            Fix::Text { text } => Sentence::english(text, self.spoken),
            _ => Sentence::here(fix.text(self.spoken)),
        }
    }

    /// The sentence about the quality of the telephone line in the call that sent a fax.
    pub(super) fn line(&self, line: &SentLine) -> Sentence {
        Sentence::here(event::line(line, self.spoken))
    }

    /// The language in which these texts of the web interface are written.
    pub(super) const fn language(&self) -> Language {
        self.spoken
    }

    /// The texts of letters in this language.
    fn words(&self) -> Words {
        Words::of(self.spoken)
    }

    /// A text without variables, by its name.
    pub(super) fn text(&self, name: &str) -> String {
        self.catalogue.text(name)
    }

    /// The sentence about the delivery of a received fax by mail or print: `Mailed to
    /// alice@example.com`.
    pub(super) fn delivery(&self, mail: &OutboxEntry) -> String {
        let printed = mail.printer();
        let text = match (mail.state, printed) {
            (OutboxState::Delivered, None) => "mailed-to",
            (OutboxState::Delivered, Some(_)) => "printed-on",
            (_, None) => "mail-state",
            (_, Some(_)) => "print-state",
        };
        self.with_state(text, printed.unwrap_or(&mail.mailbox), &mail.state)
    }

    /// The sentence about the delivery of a report: `Report mailed to alice@example.com`.
    pub(super) fn delivery_of_report(&self, mail: &OutboxEntry) -> String {
        let is_done = mail.state == OutboxState::Delivered;
        let text = if is_done { "report-mailed-to" } else { "report-state" };
        self.with_state(text, &mail.mailbox, &mail.state)
    }

    fn with_state(&self, text: &str, to: &str, state: &OutboxState) -> String {
        let to = if to.is_empty() { self.faxmaster } else { to };
        let values = [("to", Value::Text(to)), ("state", Value::Text(self.of_mail(state)))];
        let given = if text.ends_with("-state") { &values[..] } else { &values[..1] };
        self.catalogue.with(text, given)
    }

    /// A number of pages, in words.
    pub(super) fn count_pages(&self, count: &usize) -> String {
        self.words().count(Text::count_pages, *count)
    }

    /// A number of faxes, in words.
    pub(super) fn count_faxes(&self, count: &usize) -> String {
        self.words().count(Text::count_faxes, *count)
    }

    /// The subject and the text of the mail with the link by which a user chooses a password.
    pub(super) fn invitation(&self, house: &str, user: &str, link: &str) -> (String, String) {
        let values = [
            ("house", Value::Text(house)),
            ("user", Value::Text(user)),
            ("link", Value::Text(link)),
        ];
        let subject = self.catalogue.with("invitation-subject", &values[..1]);
        (subject, self.catalogue.with("invitation-mail", &values))
    }

    /// Translates an English sentence that code outside the web interface wrote, such as a refusal
    /// or a problem with a fax number. If there is no translation, the sentence is shown in
    /// English.
    pub(super) fn said(&self, text: &str) -> Sentence {
        let said = texts::translated(text, self.spoken);
        said.map_or_else(|| Sentence::english(text, self.spoken), Sentence::here)
    }

    /// The sentence of a note on a document. A note of an older version without a translation is
    /// shown in English.
    pub(super) fn note(&self, note: &Note) -> Sentence {
        let said = note.in_language(self.spoken);
        said.map_or_else(|| Sentence::english(&note.to_string(), self.spoken), Sentence::here)
    }

    /// Translates a refusal that code outside the web interface wrote in English. The result is
    /// empty if there is no translation.
    pub(super) fn known(&self, text: &str) -> Sentence {
        texts::translated(text, self.spoken).map(Sentence::here).unwrap_or_default()
    }

    /// The sentence about an alarm of the Ferrofax service, found by the alarm's name
    /// ([`ferrofax_spool::Alarm`]).
    pub(super) fn alarm_named(&self, name: &str) -> String {
        let (kind, about) = name.split_once(' ').unwrap_or((name, ""));
        let text = match (kind, about) {
            ("disk", _) => "alarm-disk",
            ("relay", _) => "alarm-relay",
            ("failing", _) => "alarm-failing",
            ("silent", "") => "alarm-silent",
            ("silent", _) => "alarm-silent-device",
            ("folder", _) => "alarm-folder",
            ("filing", _) => "alarm-filing",
            ("node", _) => "alarm-shipping",
            _ => return name.to_owned(),
        };
        self.catalogue.with(text, &[("about", Value::Text(about))])
    }

    /// The name of the most likely cause of a problem in a fax call: the telephone line, the
    /// network, the remote fax machine, …
    pub(super) const fn fault(&self, fault: Fault) -> &'static str {
        match fault {
            Fault::Nobody => self.fault_nobody,
            Fault::Line => self.fault_line,
            Fault::FarMachine => self.fault_remote,
            Fault::Network => self.fault_network,
            Fault::Us => self.fault_us,
        }
    }

    /// The sentence with the reason why a permission is denied.
    pub(super) fn denied(&self, denied: &Denied) -> Sentence {
        let Some(reason) = &denied.reason else { return self.said(&denied.text) };
        Sentence::here(self.words().denied(reason))
    }

    /// The sentence with the reason why a permission was denied, for a line of the audit log.
    pub(super) fn logged(&self, text: &str) -> Sentence {
        match ferrofax_rights::Reason::read(text) {
            Some(reason) => Sentence::here(self.words().denied(&reason)),
            None => self.said(text),
        }
    }

    /// The sentence about an action of a user that has failed, with the reason.
    pub(super) fn error(&self, error: &DeskError) -> Sentence {
        let said = || self.said(&error.to_string());
        error.denied().map_or_else(said, |denied| self.denied(denied))
    }

    /// The name, in this language, of a scope of an API key. A scope is a kind of requests that the
    /// key allows.
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

    /// The description, in this language, of a type of events of webhooks.
    pub(super) fn event_of_webhook(&self, kind: &str) -> &'static str {
        match kind {
            "fax.received" => self.event_fax_received,
            "fax.failed" => self.event_fax_failed,
            "fax.changed" => self.event_fax_changed,
            "job.sent" => self.event_job_sent,
            "job.failed" => self.event_job_failed,
            "job.changed" => self.event_job_changed,
            "job.progress" => self.event_job_progress,
            _ => "",
        }
    }

    /// The descriptions of the files that can be made from a call recording, in the order of
    /// [`crate::examiner::FILES`].
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

    /// The filters that the list of received faxes offers, such as the unread ones. Each has the
    /// value that the form sends, and its label.
    pub(super) fn which(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", self.which_all),
            ("unread", self.which_unread),
            ("mine", self.which_mine),
            ("free", self.which_free),
        ]
    }

    /// The filters that the list of jobs offers, such as the failed ones. Each has its value in the
    /// URL of the list, and its label.
    pub(super) fn which_jobs(&self) -> [(&'static str, &'static str); 4] {
        [
            ("", self.which_all),
            ("open", self.which_open),
            ("failed", self.which_failed),
            ("done", self.which_done),
        ]
    }

    /// The resolutions that a form offers. Each has the word that [`ferrofax_spool::wish`] reads,
    /// and its name in this language.
    pub(super) fn resolutions(&self) -> [(&'static str, &'static str); 3] {
        [
            ("standard", self.res_standard),
            ("fine", self.res_fine),
            ("superfine", self.res_superfine),
        ]
    }

    /// The name of a user's role (such as administrator) in this language.
    pub(super) fn role(&self, role: Role) -> &'static str {
        match role {
            Role::User => self.role_user,
            Role::Desk => self.role_desk,
            Role::Administrator => self.role_administrator,
            Role::Auditor => self.role_auditor,
        }
    }

    /// The sentence that lists the formats of documents that can be faxed.
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

    /// The sentence about a name that no contact of the address books has.
    pub(super) fn unknown_name(&self, name: &str) -> String {
        self.catalogue.with("unknown-name", &[("name", Value::Text(name))])
    }

    /// The sentence about a name that contacts with different numbers have.
    pub(super) fn several_numbers(&self, name: &str) -> String {
        self.catalogue.with("several-numbers", &[("name", Value::Text(name))])
    }

    /// The sentence about a name that is only similar to names of contacts.
    pub(super) fn unclear_name(&self, name: &str) -> String {
        self.catalogue.with("unclear-name", &[("name", Value::Text(name))])
    }

    /// The label of the button that sends this number of faxes, each with this number of pages.
    pub(super) fn send_faxes(&self, faxes: usize, pages: usize) -> String {
        let pages = self.count_pages(&pages);
        let values = [("count", Value::Count(faxes)), ("pages", Value::Text(&pages))];
        self.catalogue.with("send-faxes", &values)
    }

    /// The sentence that the form shows while the pages of one of several documents are made. The
    /// script writes the document's position and the number of documents in place of `%this` and
    /// `%all`.
    pub(super) fn making_pages(&self) -> String {
        let values = [("this", Value::Text("%this")), ("all", Value::Text("%all"))];
        self.catalogue.with("making-pages", &values)
    }

    /// The text that names the page on which the conversion of a document works now. The script
    /// writes the page's number in place of `%this`.
    pub(super) fn making_at(&self) -> String {
        self.catalogue.with("making-at", &[("this", Value::Text("%this"))])
    }

    /// Like [`Self::making_at`], but the text also has the number of pages of the document, which
    /// the script writes in place of `%all`.
    pub(super) fn making_at_of(&self) -> String {
        let values = [("this", Value::Text("%this")), ("all", Value::Text("%all"))];
        self.catalogue.with("making-at-of", &values)
    }

    /// The label of the choice that leaves an option at its default. It contains the default,
    /// `value`.
    pub(super) fn usual(&self, value: &str) -> String {
        let mut rest = value.chars();
        let first = rest.next().into_iter().flat_map(char::to_lowercase);
        let value: String = first.chain(rest.clone()).collect();
        self.catalogue.with("usual", &[("value", Value::Text(&value))])
    }

    /// The label of the field for the earliest time of a fax, with the time zone.
    pub(super) fn send_at_in(&self, zone: &str) -> String {
        self.catalogue.with("send-at-in", &[("zone", Value::Text(zone))])
    }

    /// The sentence above a page of a list: its first and last entry, and the number of entries.
    pub(super) fn part_of(&self, page: (usize, usize), count: usize) -> String {
        self.part("part-of", page, count)
    }

    /// Like [`Self::part_of`], for a list whose entries were counted only up to `count`, so that it
    /// may have more.
    pub(super) fn part_of_at_least(&self, page: (usize, usize), count: usize) -> String {
        self.part("part-of-at-least", page, count)
    }

    fn part(&self, name: &str, (first, last): (usize, usize), count: usize) -> String {
        let (first, last) = (first.to_string(), last.to_string());
        let (first, last) = (Value::Text(&first), Value::Text(&last));
        let values = [("first", first), ("last", last), ("count", Value::Count(count))];
        self.catalogue.with(name, &values)
    }

    /// The sentence about a device to which no fax has come yet, with what to try. `number` is the
    /// device's number in the telephone network, if it is known.
    pub(super) fn no_fax_to(&self, device: &str, number: Option<&str>) -> String {
        let device = ("device", Value::Text(device));
        let Some(number) = number.map(in_groups) else {
            return self.catalogue.with("no-fax-to", &[device]);
        };
        self.catalogue
            .with("no-fax-to-number", &[device, ("number", Value::Text(&number))])
    }

    /// The label for a kind of waiting work: jobs in a certain state, mails, or print jobs
    /// (received faxes for printers). `word` is the name of this kind in
    /// [`ferrofax_spool::Waiting`].
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

    /// The name, in this language, of the period for which a limit on a user's faxes counts: a day,
    /// a month or a night. `rule` is the name of the limit in the audit log, such as `quota-month`.
    pub(super) fn quota(&self, rule: &str) -> &'static str {
        match rule {
            "quota-month" => self.quota_month,
            "quota-night" => self.quota_night,
            _ => self.quota_day,
        }
    }

    /// The name, in this language, of a price class of fax numbers, such as numbers abroad.
    pub(super) fn price(&self, class: PriceClass) -> &'static str {
        match class {
            PriceClass::Inside => self.price_inside,
            PriceClass::Local => self.price_local,
            PriceClass::National => self.price_national,
            PriceClass::Abroad => self.price_abroad,
            PriceClass::Special => self.price_special,
        }
    }

    /// The message about an action that was just carried out. `word` names the action; for an
    /// unknown word the message is empty.
    pub(super) fn done(&self, word: &str) -> &'static str {
        match word {
            "unread" => self.done_unread,
            "claimed" => self.done_claimed,
            "released" => self.done_released,
            "handed" => self.done_handed,
            "moved" => self.done_moved,
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
            "user_changed" => self.done_user_changed,
            "webhook_tested" => self.done_webhook_tested,
            "webhook_ended" => self.done_webhook_ended,
            "group_saved" => self.done_group_saved,
            "group_ended" => self.done_group_ended,
            "user_ended" => self.done_user_ended,
            "drained" => self.done_drained,
            "undrained" => self.done_undrained,
            "device_saved" => self.done_device_saved,
            "device_ended" => self.done_device_ended,
            "settings_saved" => self.done_settings_saved,
            "second_reset" => self.done_second_reset,
            "password" => self.done_password,
            "view_saved" => self.done_view_saved,
            "not_junk" => self.done_not_junk,
            "view_removed" => self.done_view_removed,
            _ => "",
        }
    }

    /// The name of the state of a mail, or of a received fax that is to be printed, while it is in
    /// the queue of outgoing messages (the outbox).
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
    use ferrofax_languages::{outline, problems_of};
    use std::fs;
    use std::path::Path;

    #[test]
    fn each_language_has_each_text() {
        assert_eq!(problems_of(FILES), [""; 0]);
        for (language, file) in Language::ALL.into_iter().zip(FILES) {
            let name = format!("src/texts/languages/{}.ftl", language.code());
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
