//! What is said of a job in one word: where it and its pages stand, what is wanted of it,
//! how it came.

use std::fmt;

/// Where a job stands, in HylaFAX's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobState {
    /// Held by a user or the operator until released.
    Suspended,
    /// Waits for its time to send or for its daily window.
    Pending,
    /// Waits for the time of its next try.
    Sleeping,
    /// Waits for another call to the same number to end.
    Blocked,
    /// May go as soon as a line is free.
    Ready,
    /// A call is being made for it.
    Active,
    /// Sent. Final.
    Done,
    /// Given up, refused or cancelled. Final, unless someone has it tried again.
    Failed,
}

/// Where a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageState {
    /// Not sent.
    Waiting,
    /// On the line now; its end has not been said.
    Sending,
    /// Its end has been said (EOP, MPS, EOM or their like in ECM) and is not answered yet.
    Said,
    /// The receiver confirmed it.
    Confirmed,
    /// Sent whole, never confirmed, and not to be sent again.
    Doubtful,
}

/// What someone wants of a job whose call goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CallWish {
    /// That it goes on.
    #[default]
    GoOn,
    /// That it is held if this call does not send it.
    Hold,
    /// That the call ends now and the job with it.
    Cancel,
    /// The lease is lost: the job is no longer this call's; end it.
    Gone,
}

/// A page that was sent whole and whose confirmation never came: may it go again?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UnknownPolicy {
    /// It goes once more at the next try, marked; a second silence ends the job. Rather
    /// twice than lost.
    #[default]
    Resend,
    /// It never goes again and counts as done with a doubt. Rather lost than twice.
    Skip,
}

/// Which changes of a job are reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NotifyWhen {
    /// Each try that failed, and the end.
    #[default]
    EachChange,
    /// The end.
    AtEnd,
    /// The end, if the fax was not sent, or not surely.
    OnFailure,
    /// The end, if the fax was sent.
    OnSuccess,
    /// Each try that failed, and the end, if the fax was not sent, or not surely.
    OnTrouble,
    /// None.
    Never,
}

/// How a report looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReportFormat {
    /// Plain text.
    #[default]
    Text,
    /// HTML with the first page, and the fax as PDF.
    Html,
}

/// The way in by which a job came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The command line.
    #[default]
    Cli,
    /// An AMI action.
    Ami,
    /// The drop folder.
    Drop,
    /// An e-mail.
    Mail,
    /// The network printer.
    Print,
    /// The web page or the API.
    Web,
}

impl JobState {
    /// Every state, in HylaFAX's order.
    pub const ALL: [Self; 8] = [
        Self::Suspended,
        Self::Pending,
        Self::Sleeping,
        Self::Blocked,
        Self::Ready,
        Self::Active,
        Self::Done,
        Self::Failed,
    ];

    /// The word for it: `suspended`, `pending`, `sleeping`, `blocked`, `ready`, `active`,
    /// `done`, `failed`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Pending => "pending",
            Self::Sleeping => "sleeping",
            Self::Blocked => "blocked",
            Self::Ready => "ready",
            Self::Active => "active",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// `faxstat`'s letter for it: `T P S B W R D F`.
    pub const fn letter(self) -> char {
        match self {
            Self::Suspended => 'T',
            Self::Pending => 'P',
            Self::Sleeping => 'S',
            Self::Blocked => 'B',
            Self::Ready => 'W',
            Self::Active => 'R',
            Self::Done => 'D',
            Self::Failed => 'F',
        }
    }

    /// Done or failed.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PageState {
    const ALL: [Self; 5] =
        [Self::Waiting, Self::Sending, Self::Said, Self::Confirmed, Self::Doubtful];

    /// The word for it: `waiting`, `sending`, `said`, `confirmed`, `doubtful`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Said => "said",
            Self::Confirmed => "confirmed",
            Self::Doubtful => "doubtful",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// It need not be sent any more.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Confirmed | Self::Doubtful)
    }
}

impl CallWish {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::GoOn => "go-on",
            Self::Hold => "hold",
            Self::Cancel => "cancel",
            Self::Gone => "gone",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::GoOn, Self::Hold, Self::Cancel]
            .into_iter()
            .find(|wish| wish.name() == name)
    }
}

impl UnknownPolicy {
    /// The word in the configuration: `resend`, `skip`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Skip => "skip",
        }
    }

    /// The policy of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Resend, Self::Skip].into_iter().find(|policy| policy.name() == name)
    }
}

impl NotifyWhen {
    /// Their words, for people.
    pub(crate) const WORDS: &str = "each, end, failure, success, trouble and never";

    /// The word in the configuration: `each`, `end`, `failure`, `success`, `trouble`, `never`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EachChange => "each",
            Self::AtEnd => "end",
            Self::OnFailure => "failure",
            Self::OnSuccess => "success",
            Self::OnTrouble => "trouble",
            Self::Never => "never",
        }
    }

    /// The wish of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::EachChange,
            Self::AtEnd,
            Self::OnFailure,
            Self::OnSuccess,
            Self::OnTrouble,
            Self::Never,
        ]
        .into_iter()
        .find(|when| when.name() == name)
    }
}

impl ReportFormat {
    /// The word in the configuration: `text`, `html`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Text, Self::Html].into_iter().find(|format| format.name() == name)
    }
}

impl Origin {
    const ALL: [Self; 6] = [Self::Cli, Self::Ami, Self::Drop, Self::Mail, Self::Print, Self::Web];

    /// The word for it: `cli`, `ami`, `drop`, `mail`, `print`, `web`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::Ami => "ami",
            Self::Drop => "drop",
            Self::Mail => "mail",
            Self::Print => "print",
            Self::Web => "web",
        }
    }

    /// The way in of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }
}
