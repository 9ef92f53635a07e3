//! The sentences for events, in the language of the reader. The texts are in the files in
//! `languages`.
//!
//! Each `match` lists every case, so that a new case without a text does not compile.

use super::{
    Actor, Damage, DamagedPage, Detail, Event, Fetched, GivenUp, Kept, Limit, Obstacle, Precaution,
    Reason, StopReason,
};
use crate::failure::Failure;
use crate::job_words::Origin;
use ferrofax_ground::outcome::Cause;
use ferrofax_ground::sent_line::{LineGrade, SentLine, SignalFault};
use ferrofax_languages::{
    COUNT, Catalogue, Catalogues, Language, Value, language_files, text_names,
};

/// The file with the texts of each language, in the order of [`Language::ALL`].
pub(super) const FILES: [&str; COUNT] = language_files!("languages");

pub(super) static CATALOGUES: Catalogues = Catalogues::new(FILES);

text_names! {
    pub(super) enum Text {
        taken_in taken_in_without_number origin
        waits_for_line waits_for_time clock_put_back
        dialled dialled_by_node joined_call put_in_call fax_machine_answered
        not_dialled not_dialled_by_node
        pages_unanswered fetched_before given_up_attempts given_up_calls given_up_calls_alike
        last_attempt sent fetched unconfirmed perhaps_twice
        cancelled held released retried changed priority_changed number_given
        held_by_stop released_by_stop held_unfit
        by_user by_administrator by_ami by_console by_printer by_import by_shared by_node by_stop by_stop_end
        by_at_node
        stopped_by stopped_faxes stopped_refusals
        taken_from_node shared shared_attempt shared_attempt_over shared_asked
        same_mail_of_node same_mail_of_shared same_mail
        ended_while_away ended_while_away_reported reported_elsewhere ended_before
        damaged_more document_trouble page_broken page_long page_rows kept
        call_lost bug ended_for_other_job spool_not_written page_not_made page_not_sent
        node_silent node_failed shared_unreachable page_not_shared caller_fetched spool_too_slow
        obstacle_taken_out obstacle_call_ended obstacle_encrypted obstacle_pbx_refuses
        obstacle_dial_string obstacle_no_device obstacle_forbidden obstacle_not_begun
        obstacle_restarted obstacle_no_keys
        max_rate without_t38 without_ecm
        line line_grade line_even line_slowed line_frames line_trainings line_pages line_commands
        line_faint line_noisy
    }
}

impl Text {
    /// Returns the names of all texts of the English file: those that are listed here, and those of
    /// failures and details.
    #[cfg(test)]
    pub(super) fn names() -> impl Iterator<Item = String> {
        let failures =
            Failure::ALL.into_iter().flat_map(|one| [failure_name(one), advice_name(one)]);
        let own = Self::ALL.iter().map(|text| text.name());
        own.chain(failures).chain(Detail::text_names())
    }
}

fn failure_name(failure: Failure) -> String {
    format!("failure-{}", failure.name())
}

fn advice_name(failure: Failure) -> String {
    format!("advice-{}", failure.name())
}

pub(super) fn cause_name(cause: Cause) -> String {
    format!("cause-{}", cause.name().to_ascii_lowercase().replace('_', "-"))
}

impl Failure {
    /// The reason why the fax was not sent, as a sentence in this language.
    pub fn text(self, language: Language) -> String {
        Words::of(language).catalogue.text(&failure_name(self))
    }

    /// The advice about the failure, in this language.
    pub fn advice(self, language: Language) -> String {
        Words::of(language).catalogue.text(&advice_name(self))
    }
}

/// The texts about events of jobs and faxes, in one language.
#[derive(Clone, Copy)]
pub(super) struct Words {
    language: Language,
    catalogue: &'static Catalogue,
}

impl Words {
    pub(super) fn of(language: Language) -> Self {
        Self { language, catalogue: CATALOGUES.of(language) }
    }

    fn text(self, text: Text) -> String {
        self.catalogue.text(&text.name())
    }

    fn with(self, text: Text, values: &[(&str, &str)]) -> String {
        let values: Vec<_> =
            values.iter().map(|(name, value)| (*name, Value::Text(value))).collect();
        self.catalogue.with(&text.name(), &values)
    }

    /// Returns a text that contains a detail.
    fn detailed(self, text: Text, why: &Detail) -> String {
        self.with(text, &[("why", &why.text(self.language))])
    }

    /// Returns a text in the plural form for this count.
    fn counted(self, text: Text, count: u32) -> String {
        self.counted_with(text, count, &[])
    }

    fn counted_with(self, text: Text, count: u32, values: &[(&str, &str)]) -> String {
        let values = values.iter().map(|(name, value)| (*name, Value::Text(value)));
        let all: Vec<_> =
            [("count", Value::Count(count as usize))].into_iter().chain(values).collect();
        self.catalogue.with(&text.name(), &all)
    }

    /// Returns a text that contains the author of a change.
    fn by(self, text: Text, by: &Actor) -> String {
        self.with(text, &[("by", &self.actor(by))])
    }

    /// Returns the sentences for an event.
    pub(super) fn event(self, event: &Event) -> String {
        match event {
            Event::TakenIn { by, waits_for_number } => self.taken_in(*by, *waits_for_number),
            Event::WaitsForLine => self.text(Text::waits_for_line),
            Event::WaitsForTime => self.text(Text::waits_for_time),
            Event::WaitsForHours => self.failure(Failure::TimeOfDay),
            Event::WaitsForNumber => self.failure(Failure::Blocked),
            Event::ClockPutBack => self.text(Text::clock_put_back),
            Event::Dialled { node: None } => self.text(Text::dialled),
            Event::Dialled { node: Some(node) } => {
                self.with(Text::dialled_by_node, &[("node", node)])
            }
            Event::JoinedCall => self.text(Text::joined_call),
            Event::PutInCall => self.text(Text::put_in_call),
            Event::FaxMachineAnswered => self.text(Text::fax_machine_answered),
            Event::Remembered { precautions } => {
                sentences(precautions.iter().map(|one| self.precaution(one)))
            }
            Event::NotDialled { node: None, obstacle } => self.not_dialled(obstacle),
            Event::NotDialled { node: Some(node), obstacle } => self.with(
                Text::not_dialled_by_node,
                &[("node", node), ("why", &self.obstacle(obstacle))],
            ),
            Event::AttemptFailed { reason, pages_unanswered } => {
                let pages = self.counted_if_any(Text::pages_unanswered, *pages_unanswered);
                sentences([self.reason(reason), pages])
            }
            Event::Failed { reason, given_up, fetched } => sentences([
                self.reason(reason),
                self.fetched_if_any(Text::fetched_before, fetched.as_ref()),
                given_up.map(|given_up| self.given_up(given_up)).unwrap_or_default(),
            ]),
            Event::Expired { last } => {
                let last = last.map(|last| self.failure(last));
                let last = last.map(|why| self.with(Text::last_attempt, &[("why", &why)]));
                sentences([self.failure(Failure::Expired), last.unwrap_or_default()])
            }
            Event::Done { pages, pages_unconfirmed, pages_perhaps_twice, fetched } => sentences([
                self.counted_if_any(Text::sent, *pages),
                self.fetched_if_any(Text::fetched, fetched.as_ref()),
                self.counted_if_any(Text::unconfirmed, *pages_unconfirmed),
                self.counted_if_any(Text::perhaps_twice, *pages_perhaps_twice),
            ]),
            Event::Cancelled { by } => self.by(Text::cancelled, by),
            Event::Held { by } => self.by(Text::held, by),
            Event::Released { by } => self.by(Text::released, by),
            Event::Retried { by } => self.by(Text::retried, by),
            Event::Changed { by } => self.by(Text::changed, by),
            Event::PriorityChanged { from, to, by } => {
                let (from, to, by) = (from.to_string(), to.to_string(), self.actor(by));
                self.with(Text::priority_changed, &[("from", &from), ("to", &to), ("by", &by)])
            }
            Event::NumberGiven { number, by } => {
                self.with(Text::number_given, &[("number", number), ("by", &self.actor(by))])
            }
            Event::HeldByStop { user, why } => {
                self.with(Text::held_by_stop, &[("user", user), ("why", &self.stop_reason(why))])
            }
            Event::ReleasedByStop { user } => self.with(Text::released_by_stop, &[("user", user)]),
            Event::HeldUnfit { why } => self.detailed(Text::held_unfit, why),
            Event::TakenFromNode { node } => self.with(Text::taken_from_node, &[("node", node)]),
            Event::Shared { job } => self.with(Text::shared, &[("job", &job.to_string())]),
            Event::SharedAttempt { job } => {
                self.with(Text::shared_attempt, &[("job", &job.to_string())])
            }
            Event::SharedAttemptOver => self.text(Text::shared_attempt_over),
            Event::SharedAsked { deed, by } => {
                self.with(Text::shared_asked, &[("deed", deed), ("by", &self.actor(by))])
            }
            Event::SameMail { node, job } => self.same_mail(node.as_deref(), job.as_deref()),
            Event::EndedWhileAway { is_sent, told_by } => {
                let end = if *is_sent { "sent" } else { "failed" };
                let reported = told_by
                    .as_ref()
                    .map(|node| self.with(Text::ended_while_away_reported, &[("node", node)]));
                let ended = self.with(Text::ended_while_away, &[("end", end)]);
                sentences([ended, reported.unwrap_or_default()])
            }
            Event::ReportedElsewhere { event, by } => {
                sentences([self.event(event), self.with(Text::reported_elsewhere, &[("node", by)])])
            }
            Event::EndedBefore { node } => self.with(Text::ended_before, &[("node", node)]),
            Event::FaxEnded { reason, damaged, damaged_more, trouble } => {
                let pages = damaged.iter().map(|page| self.damaged_page(page));
                let trouble =
                    trouble.as_ref().map(|why| self.detailed(Text::document_trouble, why));
                let rest = [
                    self.counted_if_any(Text::damaged_more, *damaged_more),
                    trouble.unwrap_or_default(),
                ];
                sentences([self.reason(reason)].into_iter().chain(pages).chain(rest))
            }
            Event::Text { text } => text.clone(),
        }
    }

    /// Returns the sentence for the reason why an attempt failed, or for how the call of a received
    /// fax ended.
    pub(super) fn reason(self, reason: &Reason) -> String {
        match reason {
            Reason::Failure { failure } => self.failure(*failure),
            Reason::Session { cause } => self.cause(*cause),
            Reason::NotDialled { obstacle } => self.not_dialled(obstacle),
            Reason::CallLost => self.text(Text::call_lost),
            Reason::Bug => self.text(Text::bug),
            Reason::EndedForOtherJob => self.text(Text::ended_for_other_job),
            Reason::SpoolNotWritten => self.text(Text::spool_not_written),
            Reason::PageNotMade { why } => self.detailed(Text::page_not_made, why),
            Reason::PageNotSent { why } => self.detailed(Text::page_not_sent, why),
            Reason::NodeSilent { node } => self.with(Text::node_silent, &[("node", node)]),
            Reason::NodeFailed { node, why } => {
                let why = why.text(self.language);
                self.with(Text::node_failed, &[("node", node), ("why", &why)])
            }
            Reason::SharedUnreachable => self.text(Text::shared_unreachable),
            Reason::PageNotShared => self.text(Text::page_not_shared),
            Reason::CallerFetched => self.text(Text::caller_fetched),
            Reason::SpoolTooSlow => self.text(Text::spool_too_slow),
            Reason::Text { text } => text.clone(),
        }
    }

    /// Returns the reason why a job was not dialled, as part of a sentence.
    pub(super) fn obstacle(self, obstacle: &Obstacle) -> String {
        match obstacle {
            Obstacle::TakenOut => self.text(Text::obstacle_taken_out),
            Obstacle::CallEnded => self.text(Text::obstacle_call_ended),
            Obstacle::Encrypted => self.text(Text::obstacle_encrypted),
            Obstacle::PbxRefuses { why } => self.with(Text::obstacle_pbx_refuses, &[("why", why)]),
            Obstacle::DialString { dial } => {
                self.with(Text::obstacle_dial_string, &[("dial", dial)])
            }
            Obstacle::NoDevice { device } => {
                self.with(Text::obstacle_no_device, &[("device", device)])
            }
            Obstacle::Forbidden { beginning } => {
                self.with(Text::obstacle_forbidden, &[("beginning", beginning)])
            }
            Obstacle::NotBegun => self.text(Text::obstacle_not_begun),
            Obstacle::Restarted => self.text(Text::obstacle_restarted),
            Obstacle::NoKeys => self.text(Text::obstacle_no_keys),
            Obstacle::Stopped { why } => why.text(self.language),
            Obstacle::Text { text } => text.clone(),
        }
    }

    /// Returns the sentence for a precaution that a call took, such as a lower rate.
    pub(super) fn precaution(self, precaution: &Precaution) -> String {
        match precaution {
            Precaution::MaxRate { bps, since } => {
                self.with(Text::max_rate, &[("bps", &bps.to_string()), ("since", since)])
            }
            Precaution::WithoutT38 { since } => self.with(Text::without_t38, &[("since", since)]),
            Precaution::WithoutEcm { bps, since } => {
                self.with(Text::without_ecm, &[("bps", &bps.to_string()), ("since", since)])
            }
        }
    }

    /// Returns the sentence for a damaged page.
    pub(super) fn damaged_page(self, page: &DamagedPage) -> String {
        let what = match page.kept {
            Kept::RowsBefore => "rows-before",
            Kept::All => "all",
            Kept::Beginning => "beginning",
        };
        let kept = self.with(Text::kept, &[("what", what)]);
        let number = page.page.to_string();
        let about = [("page", number.as_str()), ("kept", kept.as_str())];
        let with = |text, more: &[(&str, &str)]| self.with(text, &[&about[..], more].concat());
        match page.damage {
            Damage::BrokenAfter { row } => with(Text::page_broken, &[("row", &row.to_string())]),
            Damage::LongerThan { rows } => with(Text::page_long, &[("rows", &rows.to_string())]),
            Damage::BadRows { bad, rows } => {
                with(Text::page_rows, &[("bad", &bad.to_string()), ("rows", &rows.to_string())])
            }
        }
    }

    /// Returns the author of a change, as part of a sentence: “by …”.
    fn actor(self, actor: &Actor) -> String {
        match actor {
            Actor::User(user) => self.with(Text::by_user, &[("user", user)]),
            Actor::Administrator => self.text(Text::by_administrator),
            Actor::Ami => self.text(Text::by_ami),
            Actor::Console => self.text(Text::by_console),
            Actor::Printer => self.text(Text::by_printer),
            Actor::Import => self.text(Text::by_import),
            Actor::Shared => self.text(Text::by_shared),
            Actor::Node(node) => self.with(Text::by_node, &[("node", node)]),
            Actor::Stop(user) => self.with(Text::by_stop, &[("user", user)]),
            Actor::StopEnd(user) => self.with(Text::by_stop_end, &[("user", user)]),
            Actor::AtNode { by, node } => {
                self.with(Text::by_at_node, &[("by", &self.actor(by)), ("node", node)])
            }
        }
    }

    /// Returns the reason why a user may not send, as part of a sentence.
    pub(super) fn stop_reason(self, why: &StopReason) -> String {
        match why {
            StopReason::By(by) => self.by(Text::stopped_by, by),
            StopReason::Faxes { most, minutes } => self.limit(Text::stopped_faxes, *most, *minutes),
            StopReason::Refusals { most, minutes } => {
                self.limit(Text::stopped_refusals, *most, *minutes)
            }
            StopReason::Words(words) => words.clone(),
        }
    }

    fn limit(self, text: Text, most: u32, minutes: i64) -> String {
        self.with(text, &[("most", &most.to_string()), ("minutes", &minutes.to_string())])
    }

    /// Returns the quality of the line of a sent fax, after a label.
    pub(super) fn labelled_line(self, line: &SentLine) -> String {
        self.with(Text::line, &[("line", &self.line(line))])
    }

    /// Returns the quality of the line of a sent fax.
    pub(super) fn line(self, line: &SentLine) -> String {
        let grade = match line.grade() {
            LineGrade::Good => "good",
            LineGrade::Fair => "fair",
            LineGrade::Poor => "poor",
        };
        let grade = self.with(Text::line_grade, &[("grade", grade)]);
        let (first, slowest) = (line.first_bps.to_string(), line.slowest_bps.to_string());
        let rate = if first == slowest {
            self.with(Text::line_even, &[("grade", &grade), ("bps", &first)])
        } else {
            let values = [("grade", grade.as_str()), ("first", &first), ("slowest", &slowest)];
            self.with(Text::line_slowed, &values)
        };
        let frames = match line.frames_again {
            0 => String::new(),
            again => {
                let all = line.frames.to_string();
                self.counted_with(Text::line_frames, again, &[("frames", &all)])
            }
        };
        let fault = match line.fault_of_answers() {
            None => String::new(),
            Some(SignalFault::Faint) => self.text(Text::line_faint),
            Some(SignalFault::Noisy) => self.text(Text::line_noisy),
        };
        sentences([
            rate,
            frames,
            self.counted_if_any(Text::line_trainings, line.trainings_refused),
            self.counted_if_any(Text::line_pages, line.pages_again),
            self.counted_if_any(Text::line_commands, line.commands_again),
            fault,
        ])
    }

    /// Returns the sentence for the end of a T.30 session. The English sentences are in the engine,
    /// since programs read them in the results of a call.
    fn cause(self, cause: Cause) -> String {
        match self.language {
            Language::English => cause.text().to_owned(),
            _ => self.catalogue.text(&cause_name(cause)),
        }
    }

    fn failure(self, failure: Failure) -> String {
        self.catalogue.text(&failure_name(failure))
    }

    fn taken_in(self, by: Origin, waits_for_number: bool) -> String {
        let text = if waits_for_number { Text::taken_in_without_number } else { Text::taken_in };
        let origin = self.with(Text::origin, &[("method", by.name())]);
        self.with(text, &[("origin", &origin)])
    }

    fn not_dialled(self, obstacle: &Obstacle) -> String {
        self.with(Text::not_dialled, &[("why", &self.obstacle(obstacle))])
    }

    fn given_up(self, GivenUp { limit, count }: GivenUp) -> String {
        let text = match limit {
            Limit::Attempts => Text::given_up_attempts,
            Limit::Calls => Text::given_up_calls,
            Limit::CallsAlike => Text::given_up_calls_alike,
        };
        self.counted(text, count)
    }

    fn same_mail(self, node: Option<&str>, job: Option<&str>) -> String {
        let job_value = ("job", job.unwrap_or_default());
        match (node, job) {
            (Some(node), _) => self.with(Text::same_mail_of_node, &[job_value, ("node", node)]),
            (None, Some(_)) => self.with(Text::same_mail_of_shared, &[job_value]),
            (None, None) => self.text(Text::same_mail),
        }
    }

    fn counted_if_any(self, text: Text, count: u32) -> String {
        if count == 0 { String::new() } else { self.counted(text, count) }
    }

    fn fetched_if_any(self, text: Text, fetched: Option<&Fetched>) -> String {
        let Some(Fetched { pages, fax }) = fetched else { return String::new() };
        self.counted_with(text, *pages, &[("fax", &fax.to_string())])
    }
}

/// Joins the sentences that are not empty, with a blank between them.
fn sentences(all: impl IntoIterator<Item = String>) -> String {
    let said: Vec<String> = all.into_iter().filter(|sentence| !sentence.is_empty()).collect();
    said.join(" ")
}
