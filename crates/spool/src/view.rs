//! What is shown of a job, of a change of it, of a received fax and of a number: each field stands
//! here once, with its name, and every listing (of Asterisk's command line, AMI, the
//! program, its JSON, the reports) is printed from it.

use super::event::Language;
use super::failure::Failure;
use super::jobs::{Job, JobChange, JobDocument, JobFetch, JobPage};
use super::{Advice, Destination, KnownTrunk, MemorySettings, ReceivedFax, T38Fate};
use ferrofax_basics::UnixMs;

/// The value of a field, before it is written in the way of some listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// There is none.
    Nothing,
    /// A count, a number of something.
    Number(i64),
    /// Yes or no.
    Yes(bool),
    /// Words.
    Text(String),
    /// A time, Unix milliseconds.
    Time(UnixMs),
    /// Several.
    List(Vec<Self>),
    /// One with fields of its own.
    Fields(Vec<(&'static str, Self)>),
}

impl Shown {
    /// As people read it, with times written like this. Nothing is empty.
    pub fn text(&self, time: fn(UnixMs) -> String) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Yes(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Self::Text(text) => text.clone(),
            Self::Time(at) => time(*at),
            Self::List(several) => {
                several.iter().map(|one| one.text(time)).collect::<Vec<_>>().join(", ")
            }
            Self::Fields(fields) => {
                let text = |(name, value): &(&str, Self)| format!("{name} {}", value.text(time));
                fields.iter().map(text).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Words, where it is nothing but words; empty where it is not.
    pub fn words(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    /// This, or the other one where this is nothing.
    pub fn or<'a>(&'a self, other: &'a Self) -> &'a Self {
        if *self == Self::Nothing { other } else { self }
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::List(several) => several.len(),
            _ => 1,
        }
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Shown {
    fn from(yes: bool) -> Self {
        Self::Yes(yes)
    }
}

impl From<u32> for Shown {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl<T: Into<Self>> From<Option<T>> for Shown {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

/// A view of a thing: a struct with a value for each field, by the field's name.
macro_rules! view {
    ($(#[$doc:meta])* $view:ident of $thing:ident: &$of:ty {
        $($(#[$about:meta])* $field:ident: $value:expr,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $view {
            $($(#[$about])* pub $field: Shown,)+
        }

        impl $view {
            /// What is shown of this one.
            pub fn of($thing: &$of) -> Self {
                Self { $($field: Shown::from($value),)+ }
            }

            /// All fields by their names, as programs read them.
            pub fn fields(self) -> Vec<(&'static str, Shown)> {
                vec![$((stringify!($field), self.$field),)+]
            }
        }
    };
}

view! {
    /// What is shown of a job.
    JobView of job: &Job {
        /// Its number.
        job: Shown::Number(job.id.0),
        /// Where it stands.
        state: job.state.name(),
        /// The number as the user gave it.
        number: job.number.as_str(),
        /// Until when it waits for a number, if it does.
        number_by: job.number_by.filter(|_| job.waits_for_number()).map(Shown::Time),
        /// The number in the one form.
        canonical: job.canonical.as_str(),
        /// The sender's device.
        device: job.device.to_string(),
        /// Who submitted it.
        owner: job.owner.as_str(),
        /// The way in.
        created_by: job.created_by.name(),
        /// Lower goes first.
        priority: u32::from(job.priority),
        /// Sessions so far.
        tries: job.tries,
        /// Sessions at most.
        max_tries: job.max_tries,
        /// Calls so far.
        dials: job.dials,
        /// Calls at most.
        max_dials: job.max_dials,
        /// Its pages.
        pages: job.pages.len() as u32,
        /// Pages that the receiver confirmed.
        pages_confirmed: job.pages_confirmed(),
        /// Pages whose arrival is in doubt, by their numbers.
        pages_in_doubt: numbers(job.pages_in_doubt()),
        /// Pages that may have come twice.
        pages_perhaps_twice: numbers(job.pages_perhaps_twice()),
        /// What it fetches, if it does.
        fetch: job.fetch.as_ref().map(fetch),
        /// What is to be sent.
        documents: Shown::List(job.documents.iter().map(document).collect()),
        /// The user's words for it.
        tag: job.tag.as_str(),
        /// Who gets the reports.
        notify: texts(&job.notify),
        /// Which reports.
        report: job.notify_when.name(),
        /// How they look.
        report_format: job.notify_format.name(),
        /// When it was submitted.
        created_at: Shown::Time(job.created_at),
        /// Not before.
        send_at: job.send_at.map(Shown::Time),
        /// When it is due.
        due_at: job.due_at.map(Shown::Time),
        /// Not after.
        expires_at: job.expires_at.map(Shown::Time),
        /// When it was done or failed.
        ended_at: job.ended_at.map(Shown::Time),
        /// Its daily windows, with their time zone.
        window: job.windows.as_ref().map(ToString::to_string),
        /// Why it failed, one word.
        failure: job.failure.map(|failure| failure.name()),
        /// Why it failed, one sentence.
        failure_text: job.failure.map(|failure| failure.text(Language::English)),
        /// The same in HylaFAX's code.
        hylafax_code: job.failure.map(|failure| failure.hylafax_code()),
        /// The last session's cause by T.30's phases.
        cause: job.cause.as_deref(),
        /// What the remote terminal calls itself (CSI).
        far_ident: job.far_ident.as_deref(),
        /// The last change in words.
        text: job.text.as_str(),
    }
}

view! {
    /// What is shown of a change of a job.
    ChangeView of change: &JobChange {
        /// When.
        at: Shown::Time(change.at),
        /// The state after it.
        state: change.state.name(),
        /// What happened, in words.
        text: change.text.as_str(),
        /// Why, one word.
        failure: change.failure.map(|failure| failure.name()),
        /// The session's cause by T.30's phases.
        cause: change.cause.as_deref(),
        /// The network's cause (Q.850).
        hangup_cause: change.hangup_cause.map(u32::from),
        /// Sessions so far.
        tries: change.tries,
        /// Calls so far.
        dials: change.dials,
        /// Pages confirmed so far.
        pages_confirmed: change.pages_confirmed,
        /// When the job is due next.
        due_at: change.due_at.map(Shown::Time),
        /// The trunk that its call went by.
        trunk: change.trunk.as_deref(),
        /// What the line of its call was like, in words …
        line: change.line.map(|line| line.text()),
        /// … and in figures.
        line_figures: change.line.map(|line| line.emit()),
    }
}

view! {
    /// What is shown of a received fax.
    FaxView of fax: &ReceivedFax {
        /// Its number.
        fax: Shown::Number(fax.id.0),
        /// Where it stands.
        status: fax.status.name(),
        /// The device.
        device: fax.device.to_string(),
        /// The number that was dialled.
        called: fax.called.as_str(),
        /// The number that called; empty if withheld.
        calling: fax.calling.as_str(),
        /// The caller's name; empty if not given.
        caller_name: fax.caller_name.as_str(),
        /// What the remote terminal calls itself (TSI).
        far_ident: fax.far_ident.as_deref(),
        /// The subaddress (SUB).
        subaddress: fax.sub.as_deref(),
        /// Pages that came.
        pages: fax.pages.len() as u32,
        /// Damaged rows on all pages.
        bad_rows: fax.bad_rows(),
        /// The last rate, bit/s.
        rate_bps: fax.rate_bps,
        /// With error correction.
        ecm: fax.ecm,
        /// `audio` or `T38`.
        mode: fax.mode.as_deref(),
        /// The trunk that it came by.
        trunk: fax.trunk.as_deref(),
        /// What became of the packets, in words.
        packets: fax.packets.as_deref(),
        /// What the modem knew of the line at last, in words.
        line: fax.line.as_deref(),
        /// The job that fetched it (polling).
        fetched_by: fax.fetched_by.map(|job| Shown::Number(job.0)),
        /// When the call was answered.
        started_at: Shown::Time(fax.started_at),
        /// When it ended.
        ended_at: fax.ended_at.map(Shown::Time),
        /// Who gets it.
        mailboxes: texts(&fax.mailboxes),
        /// The cause's name.
        cause: fax.outcome_cause.as_deref(),
        /// The cause as one sentence.
        text: fax.outcome_text.as_deref(),
    }
}

fn texts(several: &[String]) -> Shown {
    Shown::List(several.iter().map(|text| text.as_str().into()).collect())
}

fn numbers<'a>(pages: impl Iterator<Item = &'a JobPage>) -> Shown {
    Shown::List(pages.map(|page| page.number.into()).collect())
}

fn fetch(fetch: &JobFetch) -> Shown {
    Shown::Fields(vec![
        ("sep", fetch.sep.as_deref().into()),
        ("fax", fetch.fax.map(|fax| Shown::Number(fax.0)).into()),
        ("pages", fetch.pages.into()),
        ("whole", fetch.is_whole.into()),
    ])
}

fn document(document: &JobDocument) -> Shown {
    let name = document.name.as_str();
    Shown::Fields(vec![("name", name.into()), ("pages", document.pages.into())])
}
/// What is shown of what is known of a number: names and values; of what the next call takes of
/// it, the sentences.
pub fn destination_fields(known: &Destination, advice: &[Advice]) -> Vec<(&'static str, Shown)> {
    let count = |count: u32| Shown::Number(i64::from(count));
    let time = |at: Option<UnixMs>| at.map_or(Shown::Nothing, Shown::Time);
    let word = |word: Option<&str>| word.map_or(Shown::Nothing, |it| Shown::Text(it.to_owned()));
    let (held, fate) = (known.held, known.t38);
    vec![
        ("number", Shown::Text(known.number.clone())),
        ("since", Shown::Time(known.since)),
        ("last_call", Shown::Time(known.at)),
        ("last_failure", word(known.failure.map(Failure::name))),
        ("calls", count(known.calls)),
        ("sent", count(known.sent)),
        ("last_sent", time(known.sent_at)),
        ("busy", count(known.busy)),
        ("no_answer", count(known.no_answer)),
        ("in_vain", count(known.in_vain)),
        ("rate", held.map_or(Shown::Nothing, |held| count(held.bps))),
        ("rate_at", time(held.map(|held| held.at))),
        ("ecm", known.ecm.map_or(Shown::Nothing, Shown::Yes)),
        ("t38", word((fate != T38Fate::Unknown).then_some(fate.name()))),
        ("next_call", Shown::List(advice.iter().map(|it| Shown::Text(it.to_string())).collect())),
    ]
}

/// What is shown of what is known of a trunk: names and values; of what the next call takes of it by
/// these settings, the sentence.
pub fn trunk_fields(
    known: &KnownTrunk,
    now: UnixMs,
    memory: &MemorySettings,
) -> Vec<(&'static str, Shown)> {
    let count = |count: u32| Shown::Number(i64::from(count));
    let time = |at: Option<UnixMs>| at.map_or(Shown::Nothing, Shown::Time);
    let without = known.without_v34(now, memory);
    vec![
        ("trunk", Shown::Text(known.trunk.clone())),
        ("way", Shown::Text(known.way.name().to_owned())),
        ("since", Shown::Time(known.since)),
        ("last_call", Shown::Time(known.at)),
        ("v34_tries", count(known.tries)),
        ("v34_failed", count(known.failed)),
        ("v34_in_vain", count(known.in_row)),
        ("v34_last_failed", time(known.failed_at)),
        ("v34_last_worked", time(known.worked_at)),
        ("next_call", Shown::List(without.iter().map(|it| Shown::Text(it.to_string())).collect())),
    ]
}
