//! The shown fields of a job, of a change of a job, of a received fax, of a number and of a trunk.
//! Each field is declared here once, with its name. Every listing is printed from these fields:
//! Asterisk's command line, AMI, `ferrofax`, its JSON output, and the reports.

use super::event::Language;
use super::failure::Failure;
use super::jobs::{Job, JobChange, JobDocument, JobFetch, JobPage};
use super::{Advice, Destination, KnownTrunk, MemorySettings, ReceivedFax, T38Fate};
use ferrofax_basics::UnixMs;

/// The value of a field, before a listing formats it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// No value.
    Nothing,
    /// A number or a count.
    Number(i64),
    /// Yes or no.
    Yes(bool),
    /// A text.
    Text(String),
    /// A time, in Unix milliseconds.
    Time(UnixMs),
    /// Several values.
    List(Vec<Self>),
    /// A value with fields of its own.
    Fields(Vec<(&'static str, Self)>),
}

impl Shown {
    /// The value as people read it. `time` formats the times. [`Self::Nothing`] is an empty text.
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

    /// The text of a value that is a text; empty for all others.
    pub fn words(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    /// This value, or `other` if this is [`Self::Nothing`].
    pub fn or<'a>(&'a self, other: &'a Self) -> &'a Self {
        if *self == Self::Nothing { other } else { self }
    }

    /// The number of values.
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

/// Declares a view: a struct with the fields of an object, such as a job, that programs and lists
/// show.
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
            /// Makes the list of shown fields from a stored object.
            pub fn of($thing: &$of) -> Self {
                Self { $($field: Shown::from($value),)+ }
            }

            /// All fields with their names, as programs read them.
            pub fn fields(self) -> Vec<(&'static str, Shown)> {
                vec![$((stringify!($field), self.$field),)+]
            }
        }
    };
}

view! {
    /// The shown fields of a job.
    JobView of job: &Job {
        /// The job's number.
        job: Shown::Number(job.id.0),
        /// The state of the job.
        state: job.state.name(),
        /// The number to dial, as the user gave it.
        number: job.number.as_str(),
        /// Until when the job waits for a number, if it does.
        number_by: job.number_by.filter(|_| job.waits_for_number()).map(Shown::Time),
        /// The number to dial, in canonical form.
        canonical: job.canonical.as_str(),
        /// The sender's device.
        device: job.device.to_string(),
        /// The user who submitted the job.
        owner: job.owner.as_str(),
        /// The submission method.
        created_by: job.created_by.name(),
        /// The priority: a lower number is sent first.
        priority: u32::from(job.priority),
        /// The sessions so far, in which a fax machine answered.
        tries: job.tries,
        /// The most sessions that are permitted.
        max_tries: job.max_tries,
        /// The calls so far.
        dials: job.dials,
        /// The most calls that are permitted.
        max_dials: job.max_dials,
        /// The number of pages.
        pages: job.pages.len() as u32,
        /// The number of pages that the receiver confirmed.
        pages_confirmed: job.pages_confirmed(),
        /// The numbers of the pages whose arrival is in doubt.
        pages_in_doubt: numbers(job.pages_in_doubt()),
        /// The numbers of the pages that may have arrived twice.
        pages_perhaps_twice: numbers(job.pages_perhaps_twice()),
        /// The polling request, if the job fetches a document.
        fetch: job.fetch.as_ref().map(fetch),
        /// The documents to be sent.
        documents: Shown::List(job.documents.iter().map(document).collect()),
        /// The user's own text for the job.
        tag: job.tag.as_str(),
        /// The addresses that get the reports.
        notify: texts(&job.notify),
        /// When reports are sent.
        report: job.notify_when.name(),
        /// The format of the reports.
        report_format: job.notify_format.name(),
        /// When the job was submitted.
        created_at: Shown::Time(job.created_at),
        /// The earliest time to send.
        send_at: job.send_at.map(Shown::Time),
        /// When the job is due.
        due_at: job.due_at.map(Shown::Time),
        /// The latest time to send.
        expires_at: job.expires_at.map(Shown::Time),
        /// When the job was done or failed.
        ended_at: job.ended_at.map(Shown::Time),
        /// The daily windows in which the job may be sent, with their time zone.
        window: job.windows.as_ref().map(ToString::to_string),
        /// Why the job failed, in one word.
        failure: job.failure.map(|failure| failure.name()),
        /// Why the job failed, in one sentence.
        failure_text: job.failure.map(|failure| failure.text(Language::English)),
        /// Why the job failed, as HylaFAX's code.
        hylafax_code: job.failure.map(|failure| failure.hylafax_code()),
        /// The cause of the last session's end, by T.30's phases.
        cause: job.cause.as_deref(),
        /// The identification of the remote fax machine (CSI).
        far_ident: job.far_ident.as_deref(),
        /// The last change of the job, in words.
        text: job.text.as_str(),
    }
}

view! {
    /// The shown fields of a change of a job.
    ChangeView of change: &JobChange {
        /// When the change happened.
        at: Shown::Time(change.at),
        /// The state after the change.
        state: change.state.name(),
        /// The event, in words.
        text: change.text.as_str(),
        /// The reason for a failure, in one word.
        failure: change.failure.map(|failure| failure.name()),
        /// The cause of the session's end, by T.30's phases.
        cause: change.cause.as_deref(),
        /// The network's cause (Q.850).
        hangup_cause: change.hangup_cause.map(u32::from),
        /// The sessions so far.
        tries: change.tries,
        /// The calls so far.
        dials: change.dials,
        /// The pages confirmed so far.
        pages_confirmed: change.pages_confirmed,
        /// When the job is due next.
        due_at: change.due_at.map(Shown::Time),
        /// The trunk of the call.
        trunk: change.trunk.as_deref(),
        /// The quality of the call's line, in words.
        line: change.line.map(|line| line.text()),
        /// The quality of the call's line, in figures.
        line_figures: change.line.map(|line| line.emit()),
    }
}

view! {
    /// The shown fields of a received fax.
    FaxView of fax: &ReceivedFax {
        /// The fax's number.
        fax: Shown::Number(fax.id.0),
        /// The state of the fax.
        status: fax.status.name(),
        /// The receiving device.
        device: fax.device.to_string(),
        /// The number that was dialled.
        called: fax.called.as_str(),
        /// The caller's number; empty if withheld.
        calling: fax.calling.as_str(),
        /// The caller's name; empty if not given.
        caller_name: fax.caller_name.as_str(),
        /// The identification of the remote fax machine (TSI).
        far_ident: fax.far_ident.as_deref(),
        /// The subaddress (SUB).
        subaddress: fax.sub.as_deref(),
        /// The number of received pages.
        pages: fax.pages.len() as u32,
        /// The damaged rows on all pages.
        bad_rows: fax.bad_rows(),
        /// The last bit rate, bit/s.
        rate_bps: fax.rate_bps,
        /// Whether error correction (ECM) was used.
        ecm: fax.ecm,
        /// How the fax was transmitted: `audio` or `T38`.
        mode: fax.mode.as_deref(),
        /// The trunk of the call.
        trunk: fax.trunk.as_deref(),
        /// Figures of the packets of T.38 or of the audio, in words.
        packets: fax.packets.as_deref(),
        /// The modem's last measurements of the line, in words.
        line: fax.line.as_deref(),
        /// The job that fetched the fax (polling).
        fetched_by: fax.fetched_by.map(|job| Shown::Number(job.0)),
        /// When the call was answered.
        started_at: Shown::Time(fax.started_at),
        /// When the call ended.
        ended_at: fax.ended_at.map(Shown::Time),
        /// The mailboxes that get the fax.
        mailboxes: texts(&fax.mailboxes),
        /// The name of the cause of the end.
        cause: fax.outcome_cause.as_deref(),
        /// The cause of the end, in one sentence.
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
/// The shown fields of a number in the number memory, as names and values. `next_call` has, in
/// sentences, the advice that the next call follows.
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

/// The shown fields of a trunk in the memory, as names and values. `next_call` has a sentence if
/// the next call does without V.34 by these settings.
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
