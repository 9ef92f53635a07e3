//! What is said of a job in one word: where it and its pages stand, what is wanted of it,
//! how it came.

use super::value::words;
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
    /// A client of HylaFAX.
    Hylafax,
}

words!(JobState {
    Suspended = "suspended",
    Pending = "pending",
    Sleeping = "sleeping",
    Blocked = "blocked",
    Ready = "ready",
    Active = "active",
    Done = "done",
    Failed = "failed",
});

words!(PageState {
    Waiting = "waiting",
    Sending = "sending",
    Said = "said",
    Confirmed = "confirmed",
    Doubtful = "doubtful",
});

words!(UnknownPolicy { Resend = "resend", Skip = "skip" });

words!(NotifyWhen {
    EachChange = "each",
    AtEnd = "end",
    OnFailure = "failure",
    OnSuccess = "success",
    OnTrouble = "trouble",
    Never = "never",
});

words!(ReportFormat { Text = "text", Html = "html" });

words!(Origin {
    Cli = "cli",
    Ami = "ami",
    Drop = "drop",
    Mail = "mail",
    Print = "print",
    Web = "web",
    Hylafax = "hylafax",
});

impl JobState {
    /// All that are not the end.
    pub const OPEN: [Self; 6] =
        [Self::Suspended, Self::Pending, Self::Sleeping, Self::Blocked, Self::Ready, Self::Active];

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
