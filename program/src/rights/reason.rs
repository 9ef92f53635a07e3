//! Why a right is denied to whoever is told so at the page too. There each is said in the
//! reader's language; its own words, in English, are for programs, mails and the audit log.

use std::fmt;

use ferrofax_basics::DeviceName;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::numbers::Closed;

/// Why a right is denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// An auditor sees and sends no faxes.
    Auditor,
    /// Only administrators do this.
    Administrators,
    /// Only administrators and auditors read the log.
    ReadsLog,
    /// Only administrators change the house's address book.
    HouseBook,
    /// He deletes no faxes.
    MayNotDelete,
    /// He puts no fax before the usual priority.
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
    /// The job is another's.
    NotYourJob(JobId),
    /// He has no device to send from.
    NoDevice {
        /// Who.
        user: String,
    },
    /// The device that the settings name is not there.
    DeviceAway,
    /// It is not one that he sends from.
    NotYourDevice {
        /// Who.
        user: String,
        /// The device.
        device: DeviceName,
    },
    /// Nobody sends from it.
    DeviceReceives(DeviceName),
    /// Nobody knows him.
    Stranger,
    /// He was stopped, and why.
    Stopped(String),
    /// The number is closed to him.
    Number(Closed),
    /// It is not the hour for it; these are.
    Hours(String),
    /// More than a limit allows.
    Quota(OverLimit),
    /// So many faxes wait for a number, and no more may.
    WithoutNumber(u32),
    /// It is too long.
    Pages {
        /// Pages that it has.
        pages: u32,
        /// Pages that are allowed.
        most: u32,
    },
    /// It can't be found out.
    NotNow,
}

/// A limit that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverLimit {
    /// Whose it is.
    pub whose: Whose,
    /// For how long.
    pub period: Period,
    /// Faxes; 0: any number.
    pub faxes: u32,
    /// Pages; 0: any number.
    pub pages: u32,
}

/// Whose a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The user's.
    User,
    /// The device's.
    Device,
    /// That of all together.
    All,
}

/// For how long a limit holds.
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
    /// The rule's name, as the audit log has it.
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
            Self::HouseBook => f.write_str("The house's address book is kept by administrators"),
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
                "The fax device to send from is not there; the administrator has been told",
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
                f.write_str("No faxes can be taken for now; the administrator has been told")
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
