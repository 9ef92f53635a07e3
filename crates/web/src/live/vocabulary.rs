//! The words of the API that come from a fixed list, such as the states of jobs. The API's
//! description names each list as an `enum`, which is made from the values of the Rust type.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use ferrofax_spool::desk::Deed;
use ferrofax_spool::event::Language;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobState, Origin, PageState, ShownState};
use ferrofax_spool::{FaxStatus, OutboxState};

/// The schema of a value that is one of these words. `about` is its description.
pub(crate) fn one_of(about: impl Into<String>, words: Vec<&'static str>) -> RefOr<Schema> {
    let schema = ObjectBuilder::new().schema_type(Type::String).description(Some(about));
    schema.enum_values(Some(words)).into()
}

/// The description of a list of words: the sentence `about`, then each word with its meaning.
pub(crate) fn explained<M: std::fmt::Display>(
    about: &str,
    words: impl IntoIterator<Item = (&'static str, M)>,
) -> String {
    let lines = words.into_iter().map(|(word, meaning)| format!("- `{word}`: {meaning}"));
    format!("{about}\n\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// Declares the type of a word of the API. Its schema has all words of the list.
macro_rules! word {
    ($(#[$about:meta])* $Name:ident, $about_text:expr, $words:expr) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
        #[serde(transparent)]
        pub(crate) struct $Name(&'static str);

        impl $Name {
            /// All words of the list.
            pub(crate) fn all() -> Vec<&'static str> {
                $words.into_iter().collect()
            }
        }

        impl utoipa::PartialSchema for $Name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::live::vocabulary::one_of($about_text, Self::all())
            }
        }

        impl utoipa::ToSchema for $Name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($Name).into()
            }
        }
    };
}
pub(crate) use word;

const JOB_STATES: [(&str, &str); 9] = [
    ("suspended", "The job is held until a user releases it, or until it has a number."),
    ("pending", "The job waits for its time or for the hours in which it may be sent."),
    ("sleeping", "The job waits for its next attempt."),
    ("blocked", "The job waits for another job to the same number."),
    ("ready", "The job waits for a free line."),
    ("active", "The call of the job is in progress."),
    ("done", "The fax was sent."),
    ("failed", "The fax was not sent, or was sent only in part."),
    ("cancelled", "A user cancelled the job."),
];
const PAGE_STATES: [(&str, &str); 5] = [
    ("waiting", "The page was not sent yet."),
    ("sending", "The page is being sent."),
    ("said", "The page was sent, and its confirmation is awaited."),
    ("confirmed", "The remote fax machine has confirmed the page."),
    ("doubtful", "The page was sent, but never confirmed. It is not sent again."),
];
const DELIVERY_STATES: [(&str, &str); 5] = [
    ("waiting", "The mail or print waits for its next attempt."),
    ("leased", "The mail or print is being delivered."),
    ("delivered", "The mail server or the printer has accepted the mail or print."),
    (
        "rejected",
        "The mail or print was refused permanently, or all attempts failed. The faxmaster gets a mail instead.",
    ),
    ("failed", "The mail to the faxmaster could not be delivered either."),
];
const ORIGINS: [(&str, &str); 7] = [
    ("cli", "A command, in a shell or on Asterisk's console."),
    ("ami", "An action of AMI."),
    ("drop", "The drop folder."),
    ("mail", "A mail."),
    ("print", "The network printer."),
    ("web", "The web interface or the API."),
    ("hylafax", "A client of HylaFAX."),
];
const FAX_STATUSES: [(&str, &str); 4] = [
    ("receiving", "The call is in progress."),
    ("received", "The fax was received completely."),
    ("incomplete", "Only a part of the fax was received."),
    ("failed", "No page was received."),
];

const STAGES: [(&str, &str); 3] = [
    ("dialling", "The call was not answered yet."),
    ("connected", "A fax machine has answered, and no page is being transferred."),
    ("page", "A page is being transferred."),
];

word! {
    /// The state of a job in the API.
    JobStateWord, explained("The state of a job.", JOB_STATES),
    ShownState::names()
}
word! {
    /// The word of the API for the reason why a job failed or has to wait.
    FailureWord,
    explained(
        "The reason why a job failed or has to wait.",
        Failure::ALL.map(|failure| (failure.name(), failure.text(Language::English))),
    ),
    Failure::ALL.map(Failure::name)
}
word! {
    /// The status of a received fax in the API.
    FaxStatusWord, explained("The status of a received fax.", FAX_STATUSES),
    FaxStatus::ALL.map(FaxStatus::name)
}
word! {
    /// An action of a user on a received fax.
    DeedWord,
    "An action of a user on a received fax. `noted`: the tag or the note was changed. `faxed_on`: the fax was forwarded to a fax number. `sorted`: rules, not a user, sorted the fax. `left_unsorted`: they left it where it was. `moved`: the fax was moved to another device. `split`: the fax was split into several faxes, by the settings. `part`: the fax is such a part of another fax.",
    Deed::ALL.map(Deed::name)
}
word! {
    /// The submission method of a job in the API.
    OriginWord, explained("The submission method of a job.", ORIGINS), Origin::ALL.map(Origin::name)
}
word! {
    /// The state of a fax page of a job in the API.
    PageStateWord, explained("The state of a fax page of a job.", PAGE_STATES),
    PageState::ALL.map(PageState::name)
}
word! {
    /// The state of a mail or print in the API.
    DeliveryStateWord, explained("The state of the delivery of a mail or print.", DELIVERY_STATES),
    OutboxState::ALL.map(OutboxState::name)
}
word! {
    /// The transport of a fax call in the API.
    ModeWord, "The transport of a fax call: audio, or T.38.", ["audio", "T38"]
}

word! {
    /// The stage of a fax call in the API.
    StageWord, explained("The stage of a fax call.", STAGES), STAGES.map(|(word, _)| word)
}

impl StageWord {
    pub(crate) const DIALLING: Self = Self(STAGES[0].0);
    pub(crate) const CONNECTED: Self = Self(STAGES[1].0);
    pub(crate) const PAGE: Self = Self(STAGES[2].0);
}

impl JobStateWord {
    /// The word for the state of a job that is in `state` and, if it failed, has the reason
    /// `failure`.
    pub(crate) fn of(state: JobState, failure: Option<Failure>) -> Self {
        Self(ShownState::of(state, failure).name())
    }
}

/// Converts values of Rust types into words of the API.
macro_rules! words_of {
    ($($Name:ident of $Type:ty),+ $(,)?) => {
        $(impl From<$Type> for $Name {
            fn from(value: $Type) -> Self {
                Self(value.name())
            }
        })+
    };
}
words_of! {
    FailureWord of Failure,
    FaxStatusWord of FaxStatus,
    DeedWord of Deed,
    OriginWord of Origin,
    PageStateWord of PageState,
    DeliveryStateWord of OutboxState,
}

impl ModeWord {
    /// The transport that the spool has stored; `None` for a word that is not known.
    pub(crate) fn read(stored: &str) -> Option<Self> {
        Self::all().into_iter().find(|word| *word == stored).map(Self)
    }
}
