//! The properties of a job that are one word: its state, the state of its pages, the wishes of
//! users, and its submission method.

use super::value::words;
use std::fmt;

words! {
    /// The state of a job, with HylaFAX's names.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum JobState {
        /// Suspended by a user or the operator until it is released.
        Suspended = "suspended",
        /// Waiting for its time to send or for its daily window.
        Pending = "pending",
        /// Waiting for the time of its next attempt.
        Sleeping = "sleeping",
        /// Waiting for another call to the same number to end.
        Blocked = "blocked",
        /// Ready to be sent as soon as a line is free.
        Ready = "ready",
        /// In a call now.
        Active = "active",
        /// The fax was sent. Final.
        Done = "done",
        /// Given up, refused or cancelled. Final, unless somebody has the job tried again.
        Failed = "failed",
    }
}

words! {
    /// The state of a page.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum PageState {
        /// Not sent.
        Waiting = "waiting",
        /// On the line now; its end has not been signalled.
        Sending = "sending",
        /// Its end was signalled (EOP, MPS, EOM or their like in ECM) and is not answered yet.
        Said = "said",
        /// Confirmed by the receiver.
        Confirmed = "confirmed",
        /// Sent whole, never confirmed, and not to be sent again.
        Doubtful = "doubtful",
    }
}

/// The wish of a user for a job whose call is in progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CallWish {
    /// The call continues.
    #[default]
    GoOn,
    /// The job is suspended if this call does not send it.
    Hold,
    /// The call ends now, and the job is cancelled.
    Cancel,
    /// The lease is lost, so the job no longer belongs to this call. The call must end.
    Gone,
}

words! {
    /// Whether a page is sent again that was sent whole and never confirmed.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum UnknownPolicy {
        /// The page is sent once more at the next attempt, with a mark. If it is not confirmed then
        /// either, the job ends. The page rather arrives twice than not at all.
        #[default]
        Resend = "resend",
        /// The page is never sent again and counts as done, with a doubt. The page rather gets lost
        /// than arrives twice.
        Skip = "skip",
    }
}

words! {
    /// The changes of a job that are reported. All variants but [`Self::Never`] also report that a
    /// number is missing.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum NotifyWhen {
        /// Each failed attempt, and the end.
        #[default]
        EachChange = "each",
        /// Only the end of the job.
        AtEnd = "end",
        /// The end, if the fax was not sent or its arrival is in doubt.
        OnFailure = "failure",
        /// The end, if the fax was sent, even if its arrival is in doubt.
        OnSuccess = "success",
        /// Each failed attempt, and the end if the fax was not sent or its arrival is in doubt.
        OnTrouble = "trouble",
        /// No changes.
        Never = "never",
    }
}

words! {
    /// The format of a report.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum ReportFormat {
        /// Plain text.
        #[default]
        Text = "text",
        /// HTML with the first page, and the fax as PDF.
        Html = "html",
    }
}

words! {
    /// The submission method of a job.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum Origin {
        /// The command line.
        #[default]
        Cli = "cli",
        /// An AMI action.
        Ami = "ami",
        /// The drop folder.
        Drop = "drop",
        /// An e-mail.
        Mail = "mail",
        /// The network printer.
        Print = "print",
        /// The web interface or the API.
        Web = "web",
        /// A client of HylaFAX.
        Hylafax = "hylafax",
    }
}

impl JobState {
    /// All states that are not final.
    pub const OPEN: [Self; 6] =
        [Self::Suspended, Self::Pending, Self::Sleeping, Self::Blocked, Self::Ready, Self::Active];

    /// The letter of `faxstat` for the state: `T P S B W R D F`.
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

    /// Whether the job is done or failed.
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
    /// Whether the page need not be sent any longer.
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
