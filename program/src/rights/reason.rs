//! The reasons for a denial that people also see in the web interface. There each is shown in the
//! reader's language; the English text here is for programs, mails and the audit log.

use std::fmt;

use ferrofax_basics::DeviceName;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::numbers::Closed;

/// The reason for a denial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// An auditor sees and sends no faxes.
    Auditor,
    /// Only administrators do this.
    Administrators,
    /// Only administrators and auditors read the log.
    ReadsLog,
    /// Only administrators change the organisation's address book.
    HouseBook,
    /// The person may not delete faxes.
    MayNotDelete,
    /// The person may not send with a higher priority than usual.
    Priority,
    /// Digits after the answer are not allowed.
    PostDial,
    /// The job is counted for a user who is stopped.
    JobStopped {
        /// The user.
        user: String,
        /// Why the user is stopped.
        why: String,
    },
    /// The job belongs to another person.
    NotYourJob(JobId),
    /// The user has no device to send from.
    NoDevice {
        /// The user.
        user: String,
    },
    /// The device in the settings does not exist.
    DeviceAway,
    /// The user may not send from this device.
    NotYourDevice {
        /// The user.
        user: String,
        /// The device.
        device: DeviceName,
    },
    /// No faxes can be sent from this device.
    DeviceReceives(DeviceName),
    /// The user is unknown.
    Stranger,
    /// The user was stopped, with the reason.
    Stopped(String),
    /// The number is blocked for the user.
    Number(Closed),
    /// Faxes are accepted only in these hours.
    Hours(String),
    /// A quota is used up.
    Quota(OverLimit),
    /// The limit of faxes that wait for a number is reached.
    WithoutNumber(u32),
    /// The fax is too long.
    Pages {
        /// Pages that it has.
        pages: u32,
        /// The most pages allowed.
        most: u32,
    },
    /// It cannot be decided now.
    NotNow,
}

/// A limit that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverLimit {
    /// The owner of the limit.
    pub whose: Whose,
    /// The period of the limit.
    pub period: Period,
    /// Faxes; 0: any number.
    pub faxes: u32,
    /// Pages; 0: any number.
    pub pages: u32,
}

/// The owner of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The user's.
    User,
    /// The device's.
    Device,
    /// All users together.
    All,
}

/// The period of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A night.
    Night,
}

impl Reason {
    /// The name of the rule in the audit log.
    pub(super) fn rule(&self) -> &'static str {
        match self {
            Self::Auditor | Self::Administrators | Self::ReadsLog | Self::HouseBook => "role",
            Self::MayNotDelete => "may-not-delete",
            Self::Priority => "priority",
            Self::PostDial => "post-dial",
            Self::JobStopped { .. } => "stopped",
            Self::NotYourJob(_) => "not-your-job",
            Self::NoDevice { .. } | Self::DeviceAway => "no-device",
            Self::NotYourDevice { .. } => "device-not-yours",
            Self::DeviceReceives(_) => "device-may-not-send",
            Self::Stranger => "stranger",
            Self::Stopped(_) => "stopped",
            Self::Number(closed) => closed.rule(),
            Self::Hours(_) => "hours",
            Self::Quota(OverLimit { period: Period::Day, .. }) => "quota-day",
            Self::Quota(OverLimit { period: Period::Month, .. }) => "quota-month",
            Self::Quota(OverLimit { period: Period::Night, .. }) => "quota-night",
            Self::WithoutNumber(_) => "without-number",
            Self::Pages { .. } => "pages",
            Self::NotNow => "spool",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auditor => f.write_str("An auditor reads the log and sends no faxes"),
            Self::Administrators => f.write_str("This is for administrators"),
            Self::ReadsLog => {
                f.write_str("The log of decisions is read by administrators and auditors")
            }
            Self::HouseBook => f.write_str("The organisation's address book is kept by administrators"),
            Self::MayNotDelete => f.write_str("You may not delete faxes"),
            Self::Priority => f.write_str("You may put your faxes behind others, not before them"),
            Self::PostDial => f.write_str(
                "You may not have digits sent after the answer; `post_dial` in gateway.toml allows it",
            ),
            Self::JobStopped { user, why } => {
                write!(f, "User '{user}', for whom the fax is counted, is stopped: {why}")
            }
            Self::NotYourJob(id) => {
                write!(f, "Job {id} is another's: its owner and a desk may change it")
            }
            Self::NoDevice { user } => write!(f, "'{user}' has no fax device to send from"),
            Self::DeviceAway => f.write_str(
                "The fax device to send from is not there; the administrator has been notified",
            ),
            Self::NotYourDevice { user, device } => {
                write!(f, "'{user}' may not send from device {device}")
            }
            Self::DeviceReceives(device) => write!(f, "Device {device} may not send faxes"),
            Self::Stranger => f.write_str(
                "Faxes are taken from owners of fax devices only: log in, or write from an address that is known here",
            ),
            Self::Stopped(why) => write!(
                f,
                "You may send no faxes until the administrator lets you go on: {why}"
            ),
            Self::Number(closed) => closed.fmt(f),
            Self::Hours(hours) => {
                write!(f, "Faxes can be handed in at these hours only: {hours}")
            }
            Self::Quota(over) => over.fmt(f),
            Self::WithoutNumber(most) => {
                write!(f, "{most} of your faxes wait for a number; give it or cancel them first")
            }
            Self::Pages { pages, most } => {
                write!(f, "The fax has {pages} pages, and {most} are allowed")
            }
            Self::NotNow => {
                f.write_str("No faxes can be taken for now; the administrator has been notified")
            }
        }
    }
}

impl fmt::Display for OverLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = match self.whose {
            Whose::User => "your",
            Whose::Device => "the device's",
            Whose::All => "everybody's",
        };
        let period = match self.period {
            Period::Day => "day",
            Period::Month => "month",
            Period::Night => "night",
        };
        write!(f, "This is over {whose} limit for the {period}'s faxes: ")?;
        match (self.faxes, self.pages) {
            (0, pages) => write!(f, "{pages} pages"),
            (faxes, 0) => write!(f, "{faxes} faxes"),
            (faxes, pages) => write!(f, "{faxes} faxes and {pages} pages"),
        }
    }
}
