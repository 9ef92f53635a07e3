//! The reasons why permission is denied to a person. People see these reasons in the web interface
//! and in mails, both in the language of the reader. The English texts in this file are for
//! programs and the audit log.

mod reading;

use std::fmt;

use ferrofax_basics::DeviceName;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::numbers::Closed;

/// The reason why a person is denied a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The person is an auditor, who may neither see nor send faxes.
    Auditor,
    /// Only administrators may make this request.
    Administrators,
    /// The person may not read the audit log: only administrators and auditors may.
    ReadsLog,
    /// Only administrators may change the organisation's address book.
    HouseBook,
    /// The person may not delete faxes.
    MayNotDelete,
    /// The person may not send with a higher priority than usual.
    Priority,
    /// This person may not send digits as tones after the remote side has answered the fax call.
    PostDial,
    /// The user whose quotas the job counts towards is blocked from sending.
    JobStopped {
        /// The name of the user who is blocked from sending.
        user: String,
        /// The reason why the user was blocked from sending.
        why: String,
    },
    /// The person may not change the job, because it belongs to somebody else.
    NotYourJob(JobId),
    /// The user has no device to send from.
    NoDevice {
        /// The name of the user who has no device.
        user: String,
    },
    /// The settings name a device from which this sender sends, but this device does not exist.
    DeviceAway,
    /// The user may not send from this device.
    NotYourDevice {
        /// The name of the user who may not send from the device.
        user: String,
        /// The device from which the user may not send.
        device: DeviceName,
    },
    /// This device only receives faxes.
    DeviceReceives(DeviceName),
    /// Ferrofax does not know the sender, who therefore may not send faxes.
    Stranger,
    /// The user is blocked from sending, for this reason.
    Stopped(String),
    /// The user may not send faxes to this number.
    Number(Closed),
    /// Faxes are accepted only in the hours that this text names.
    Hours(String),
    /// A quota of the user, the device or all users is used up.
    Quota(OverLimit),
    /// The user has submitted as many faxes as the limit for a short time allows (`burst_jobs`).
    Burst {
        /// The most faxes that the user may submit in the short time.
        faxes: u32,
        /// The length of the short time in minutes.
        minutes: i64,
    },
    /// The user already has this many faxes that wait for a recipient's number. The user's limit
    /// does not allow more.
    WithoutNumber(u32),
    /// The fax has more pages than the sender may send in one fax.
    Pages {
        /// The number of pages that the fax has.
        pages: u32,
        /// The most pages that one fax may have.
        most: u32,
    },
    /// No decision is possible now, for example because the spool cannot be read.
    NotNow,
}

/// A quota of faxes or pages that is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverLimit {
    /// Whether the quota is set for a user, a device or all users together.
    pub whose: Whose,
    /// The period for which the quota limits faxes and pages.
    pub period: Period,
    /// The most faxes in the period of the quota; 0: any number.
    pub faxes: u32,
    /// The most pages in the period of the quota; 0: any number.
    pub pages: u32,
}

/// Whether a quota is set for a user, a device or all users together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The quota limits the faxes of one user.
    User,
    /// The quota limits the faxes of one device.
    Device,
    /// The quota limits the faxes of all users together.
    All,
}

/// The period for which a quota limits faxes and pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The quota limits the faxes and pages from midnight to midnight.
    Day,
    /// The quota limits the faxes and pages of a calendar month.
    Month,
    /// The quota limits the faxes and pages of one night. The setting `night` has the hours.
    Night,
}

impl Reason {
    /// The word for this reason in the audit log: the name of the rule that denied the permission.
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
            Self::Burst { .. } => "burst",
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
            Self::Burst { faxes, minutes } => {
                write!(f, "You may send {faxes} faxes within {minutes} minutes; retry the others later")
            }
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
