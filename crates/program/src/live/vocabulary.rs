//! The words of the API that come from a fixed list, such as the states of jobs. The API's
//! description names each list as an `enum`, which is made from the values of the Rust type.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use ferrofax_spool::desk::Deed;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobState, Origin, PageState, ShownState};
use ferrofax_spool::{FaxStatus, OutboxState};

/// The schema of a word of the API: one of these words.
pub(crate) fn one_of(about: &str, words: Vec<&'static str>) -> RefOr<Schema> {
    let schema = ObjectBuilder::new().schema_type(Type::String).description(Some(about));
    schema.enum_values(Some(words)).into()
}

/// Declares the type of a word of the API. Its schema has all words of the list.
macro_rules! word {
    ($(#[$about:meta])* $Name:ident, $about_text:literal, $words:expr) => {
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

word! {
    /// The state of a job in the API.
    JobStateWord, "The state of a job.",
    ShownState::names()
}
word! {
    /// The reason in the API why a job failed or has to wait.
    FailureWord, "The reason why a job failed or has to wait.", Failure::ALL.map(Failure::name)
}
word! {
    /// The status of a received fax in the API.
    FaxStatusWord, "The status of a received fax.", FaxStatus::ALL.map(FaxStatus::name)
}
word! {
    /// An action of a user on a received fax.
    DeedWord, "An action of a user on a received fax.", Deed::ALL.map(Deed::name)
}
word! {
    /// The submission method of a job in the API.
    OriginWord, "The submission method of a job.", Origin::ALL.map(Origin::name)
}
word! {
    /// The state of a fax page of a job in the API.
    PageStateWord, "The state of a fax page of a job.", PageState::ALL.map(PageState::name)
}
word! {
    /// The state of a mail or print in the API.
    DeliveryStateWord, "The state of the delivery of a mail or print.",
    OutboxState::ALL.map(OutboxState::name)
}
word! {
    /// The transport of a fax call in the API.
    ModeWord, "The transport of a fax call: audio, or T.38.", ["audio", "T38"]
}

impl JobStateWord {
    /// The state of a job with this failure.
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
