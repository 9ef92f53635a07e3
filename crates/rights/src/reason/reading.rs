//! Reads the reasons for refusals from lines of the audit log, which has them as sentences in
//! English.

use ferrofax_basics::pattern;
use ferrofax_spool::numbers::Closed;

use super::{OverLimit, Period, Reason, Whose};

impl Reason {
    /// Finds the reason that belongs to a sentence of the audit log. Returns `None` if no reason
    /// has this sentence.
    pub fn read(text: &str) -> Option<Self> {
        let plain = [
            Self::Auditor,
            Self::Administrators,
            Self::ReadsLog,
            Self::HouseBook,
            Self::MayNotDelete,
            Self::Priority,
            Self::PostDial,
            Self::DeviceAway,
            Self::Stranger,
            Self::NotNow,
            Self::Number(Closed::CountryUnset),
            Self::Number(Closed::Abroad),
        ];
        let plain = plain.into_iter().find(|reason| reason.to_string() == text);
        plain.or_else(|| with_one(text)).or_else(|| with_two(text))
    }
}

/// Finds the reason for a refusal from its sentence in the audit log, if the sentence contains one
/// value, such as a job number or a user name.
fn with_one(text: &str) -> Option<Reason> {
    let one = |pattern| pattern::values(pattern, text).map(|values| values.concat());
    if let Some(job) = one("Job {} is another's: its owner and a desk may change it") {
        return Some(Reason::NotYourJob(job.parse().ok()?));
    }
    if let Some(user) = one("'{}' has no fax device to send from") {
        return Some(Reason::NoDevice { user });
    }
    if let Some(device) = one("Device {} may not send faxes") {
        return Some(Reason::DeviceReceives(device.parse().ok()?));
    }
    if let Some(why) = one("You may send no faxes until the administrator lets you go on: {}") {
        return Some(Reason::Stopped(why));
    }
    if let Some(hours) = one("Faxes can be handed in at these hours only: {}") {
        return Some(Reason::Hours(hours));
    }
    if let Some(most) = one("{} of your faxes wait for a number; give it or cancel them first") {
        return Some(Reason::WithoutNumber(most.parse().ok()?));
    }
    if let Some(beginning) = one("Faxes to {}… (special numbers) are not allowed here") {
        return Some(Reason::Number(Closed::Dear { beginning }));
    }
    if let Some(beginning) = one("Faxes to {}… are not allowed here") {
        return Some(Reason::Number(Closed::Forbidden { beginning }));
    }
    let only = one("Faxes may go to {}… only")?;
    let only = only.split("…, ").map(str::to_owned).collect();
    Some(Reason::Number(Closed::NotAmong { only }))
}

/// Finds the reason for a refusal from its sentence in the audit log, if the sentence contains two
/// or more values, such as a user name and a device.
fn with_two(text: &str) -> Option<Reason> {
    let two = |pattern| {
        let values = pattern::values(pattern, text)?;
        <[&str; 2]>::try_from(values).ok()
    };
    if let Some([user, why]) = two("User '{}', for whom the fax is counted, is stopped: {}") {
        return Some(Reason::JobStopped { user: user.to_owned(), why: why.to_owned() });
    }
    if let Some([user, device]) = two("'{}' may not send from device {}") {
        let device = device.parse().ok()?;
        return Some(Reason::NotYourDevice { user: user.to_owned(), device });
    }
    if let Some([pages, most]) = two("The fax has {} pages, and {} are allowed") {
        return Some(Reason::Pages { pages: pages.parse().ok()?, most: most.parse().ok()? });
    }
    if let Some([faxes, minutes]) =
        two("You may send {} faxes within {} minutes; retry the others later")
    {
        return Some(Reason::Burst { faxes: faxes.parse().ok()?, minutes: minutes.parse().ok()? });
    }
    let quota = "This is over {} limit for the {}'s faxes: {}";
    let values = pattern::values(quota, text)?;
    let [whose, period, most] = <[&str; 3]>::try_from(values).ok()?;
    let whose = match whose {
        "your" => Whose::User,
        "the device's" => Whose::Device,
        "everybody's" => Whose::All,
        _ => return None,
    };
    let period = match period {
        "day" => Period::Day,
        "month" => Period::Month,
        "night" => Period::Night,
        _ => return None,
    };
    let (faxes, pages) = most_of(most)?;
    Some(Reason::Quota(OverLimit { whose, period, faxes, pages }))
}

/// Reads the limits of a quota on faxes and pages from a text such as `3 faxes and 9 pages`. A
/// limit of 0 means any number.
fn most_of(most: &str) -> Option<(u32, u32)> {
    let (faxes, pages) = match most.split_once(" and ") {
        Some((faxes, pages)) => (Some(faxes), Some(pages)),
        None if most.ends_with(" pages") => (None, Some(most)),
        None => (Some(most), None),
    };
    let number = |of: Option<&str>, word: &str| match of {
        None => Some(0),
        Some(text) => text.strip_suffix(word)?.parse().ok(),
    };
    Some((number(faxes, " faxes")?, number(pages, " pages")?))
}
