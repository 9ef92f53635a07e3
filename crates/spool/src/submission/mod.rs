//! Checks a fax that a person submits, and makes a job of it. Every submission method uses this
//! module.
//!
//! A [`Draft`] contains the text that the person wrote. [`prepare`] checks it against the published
//! settings and devices, and returns a [`NewJob`] or one clear error. An option of a fax that a
//! person can write, such as its priority, is a [`Wish`] in the code.

mod moment;

use std::collections::BTreeMap;

use super::devices::DeviceRecord;
use super::failure::Failure;
use super::jobs::{GivenNumber, Job, JobId, NOW_MS, NewDocument, NewFetch, NewJob, Origin};
use super::numbers::NumberError;
use super::sending::{JobDefaults, option};
use super::value::{self, ValueError};
use super::window::Windows;
use super::wish::{Kind, WayIn, Wish, WishError, Wishes};
use super::{DeviceName, Spool, SpoolError};
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use jiff::tz::TimeZone;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A job as a person writes it. For each option that the draft does not contain, the setting of the
/// device or of the configuration applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// An ID that was reserved for the job
    /// ([`Submission::reserve_job`](crate::Submission::reserve_job)). None: the job gets the next
    /// ID.
    pub id: Option<JobId>,
    /// The recipient's telephone number. It may contain blanks and other separators that make it
    /// easier to read.
    pub number: String,
    /// True if the job may wait until somebody gives it a number. Otherwise, a draft without a
    /// number is refused.
    pub may_wait_for_number: bool,
    /// The sender's fax device: `2101`, or `2101@context` if two contexts have this extension.
    pub device: String,
    /// The documents to send, in order: TIFF files.
    pub documents: Vec<NewDocument>,
    /// The document to fetch from the recipient (polling). It is fetched after the documents of the
    /// job are sent.
    pub fetch: Option<DraftFetch>,
    /// The user who submits the job.
    pub owner: String,
    /// The account against whose limits the job is counted. Empty: no account.
    pub account: String,
    /// The greatest number of calls at one time for the jobs of `account`. 0: no limit.
    pub account_calls: u32,
    /// The submission method.
    pub created_by: Origin,
    /// The other options of the fax, as the person wrote them.
    pub wishes: Wishes,
    /// Values that the program which submits the job stores with it, by their names
    /// ([`option::METADATA`]).
    pub metadata: BTreeMap<String, String>,
}

/// A document that is to be fetched by polling, as a person writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftFetch {
    /// The selective polling address (SEP) of the document: digits, `*` and `#`. Empty: the
    /// document that the remote fax machine offers to everybody.
    pub sep: String,
}

/// The reason why no job can be made of a draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// No number was given.
    #[error("no number is given; enter the recipient's fax number")]
    NoNumber,
    /// The text is not a telephone number, or the number is forbidden.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// No device was given.
    #[error("no device is given; name a fax device by its extension, such as 2101")]
    NoDevice,
    /// No fax device has this name.
    #[error(
        "there is no fax device '{0}'; `ferrofax show devices` on Asterisk's command line lists those that exist"
    )]
    UnknownDevice(String),
    /// The spool contains no fax device at all.
    #[error(
        "there is no fax device '{0}': this spool knows none; check that Asterisk has loaded the module"
    )]
    NoDevices(String),
    /// Two contexts have a device with this extension.
    #[error(
        "extension {exten} is a device in several contexts; write {exten}@{first} or {exten}@{second}"
    )]
    AmbiguousDevice {
        /// The extension.
        exten: String,
        /// A context that has it.
        first: String,
        /// Another one.
        second: String,
    },
    /// The device may not send faxes.
    #[error("device {0} may not send faxes: sendenabled is no, or it has option x")]
    MayNotSend(DeviceName),
    /// There is no document to send or to fetch.
    #[error("no document is given; there is nothing to send")]
    NoDocument,
    /// The selective polling address (SEP) of the document to fetch is not valid.
    #[error("sep: {0}")]
    Sep(ValueError),
    /// An option has a value that is not valid.
    #[error(transparent)]
    Value(#[from] WishError),
    /// No option has this name.
    #[error("'{word}' is unknown; {} are known", Wish::words_at(*way_in))]
    UnknownWord {
        /// The name that the person wrote.
        word: String,
        /// The submission method.
        way_in: WayIn,
    },
    /// The time is in the past.
    #[error("{wish}: {text} is in the past")]
    Past {
        /// The option that contains the time.
        wish: Wish,
        /// The time, as the person wrote it.
        text: String,
    },
    /// The job would expire before the time at which it may be sent.
    #[error("expires: {0} is not after the time to send")]
    ExpiresFirst(String),
    /// The spool did not answer.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

impl Draft {
    /// Sets an option, and replaces an earlier value of it.
    pub fn set(&mut self, wish: Wish, text: &str) {
        let text = text.trim();
        match wish {
            Wish::Number => text.clone_into(&mut self.number),
            Wish::Device => text.clone_into(&mut self.device),
            _ => self.wishes.set(wish, text),
        }
    }

    /// Sets an option by the name that it has in this submission method.
    ///
    /// # Errors
    /// [`DraftError::UnknownWord`]
    pub fn set_word(&mut self, way_in: WayIn, word: &str, text: &str) -> Result<(), DraftError> {
        let wish = Wish::find(way_in, word)
            .ok_or_else(|| DraftError::UnknownWord { word: word.to_owned(), way_in })?;
        self.set(wish, text);
        Ok(())
    }
}

impl DraftError {
    /// The kind of refusal, from which error codes and notifications are chosen.
    pub fn failure(&self) -> Failure {
        match self {
            Self::NoNumber
            | Self::Number(
                NumberError::Empty(_)
                | NumberError::NotANumber { .. }
                | NumberError::TooLong(_)
                | NumberError::NotInThePlan { .. },
            ) => Failure::BadNumber,
            Self::NoDocument => Failure::NoDocument,
            Self::Past { .. } | Self::ExpiresFirst(_) => Failure::Expired,
            Self::Spool(SpoolError::Refused { failure, .. }) => *failure,
            Self::Spool(_) => Failure::Internal,
            _ => Failure::Forbidden,
        }
    }
}

/// Checks a draft against the settings and devices that the module has published. The documents
/// themselves are checked by [`Submission::submit`](crate::Submission::submit).
///
/// # Errors
/// The first fault of the draft.
pub fn prepare(spool: &Spool, draft: &Draft, now: UnixMs) -> Result<NewJob, DraftError> {
    // The sender: a device that may send faxes.
    let settings = spool.devices().sending()?;
    let device = find_device(&spool.devices().list()?, &draft.device)?;
    let defaults = settings.defaults_of(&device);
    let device_name = device.name();
    if !defaults.enabled {
        return Err(DraftError::MayNotSend(device_name));
    }
    // The recipient, and the documents.
    let canonical = match draft.number.trim() {
        // A document can only be fetched from a number that is known.
        "" if draft.may_wait_for_number && draft.fetch.is_none() => None,
        "" => return Err(DraftError::NoNumber),
        written => Some(settings.rules.read(written)?.canonical),
    };
    if draft.documents.is_empty() && draft.fetch.is_none() {
        return Err(DraftError::NoDocument);
    }
    let fetch = draft.fetch.as_ref().map(|fetch| {
        let sep = value::fax_address(&fetch.sep).map_err(DraftError::Sep)?;
        Ok::<_, DraftError>(NewFetch { sep })
    });
    let fetch = fetch.transpose()?;
    // The time, by the clock of the device.
    let zone_name = device.options.get(option::TIME_ZONE).map_or("", String::as_str);
    let zone = if zone_name.is_empty() {
        zone::system()
    } else {
        zone::named(zone_name).unwrap_or_else(|_| zone::system())
    };
    let words = Words { draft, defaults: &defaults, zone: &zone, now };
    let send_at = words.time(Wish::At)?;
    // The other options. They are stored with the job, so that each attempt uses the same ones.
    let mut options = device.options.clone();
    // This option concerns received faxes.
    options.remove(option::DURABLE);
    if let Some(place) = draft.wishes.read(Wish::Header, value::header)? {
        options.insert(option::HEADER.to_owned(), place.to_owned());
    }
    for (wish, option) in [(Wish::Recipient, option::RECIPIENT), (Wish::Company, option::COMPANY)] {
        if let Some(words) = draft.wishes.get(wish) {
            options.insert(option.to_owned(), value::own_words(words));
        }
    }
    let of_whom = [
        (option::NODES, words.read(Wish::Nodes, defaults.nodes.clone(), value::names)?),
        (option::TRUNKS, words.read(Wish::Trunks, defaults.trunks.clone(), value::names)?),
    ];
    let named = of_whom.into_iter().filter(|(_, names)| !names.is_empty());
    options.extend(named.map(|(option, names)| (option.to_owned(), names)));
    if draft.wishes.read(Wish::Colour, value::yes_no)? == Some(true) {
        options.insert(option::COLOUR.to_owned(), "yes".to_owned());
    }
    let own = draft.metadata.iter();
    options.extend(own.map(|(name, value)| (format!("{}{name}", option::METADATA), value.clone())));
    let number_by = now + i64::from(defaults.number_within_days) * DAY_MS;
    // The time until the job expires begins when the job has a number.
    let expires_at = match canonical {
        Some(_) => words.expiry(send_at)?.or_else(|| expiry(&defaults, send_at, now)),
        None => words.expiry(send_at)?,
    };
    Ok(NewJob {
        id: draft.id,
        number: draft.number.trim().to_owned(),
        number_by: canonical.is_none().then_some(number_by),
        canonical: canonical.unwrap_or_default(),
        device: device_name,
        owner: draft.owner.clone(),
        // The caller, who checks the login, sets this field.
        who: None,
        account: draft.account.clone(),
        account_calls: draft.account_calls,
        documents: draft.documents.clone(),
        fetch,
        priority: words.read(Wish::Priority, defaults.priority, value::priority)?,
        max_tries: words.most(Wish::Tries, defaults.tries, defaults.max_tries)?,
        max_dials: words.most(Wish::Dials, defaults.dials, defaults.max_dials)?,
        max_pages: defaults.max_pages,
        send_at,
        windows: words.windows(zone_name)?,
        expires_at,
        held: words.read(Wish::Hold, false, value::yes_no)?,
        tag: value::own_words(draft.wishes.get(Wish::Tag).unwrap_or_default()),
        notify: words.read(Wish::Notify, device.mailboxes.clone(), value::addresses)?,
        notify_when: words.read(Wish::Report, defaults.notify_when, value::one_of)?,
        notify_format: words.read(Wish::ReportFormat, defaults.notify_format, value::one_of)?,
        sub: words.read(Wish::Sub, None, value::fax_address)?,
        pwd: words.read(Wish::Pwd, None, value::fax_address)?,
        unknown: words.read(Wish::Unknown, defaults.unknown, value::one_of)?,
        options,
        created_by: draft.created_by,
    })
}

/// Checks the number that somebody gives to a job that waits for one, as [`prepare`] checks the
/// number of a draft. The caller, who knows the rights of the user, then sets the account of the
/// job.
///
/// # Errors
/// The first fault of the number or of the job.
pub fn number_for(
    spool: &Spool,
    job: &Job,
    written: &str,
    now: UnixMs,
) -> Result<GivenNumber, DraftError> {
    if job.state.is_final() {
        return Err(SpoolError::JobEnded { job: job.id, state: job.state }.into());
    }
    if !job.waits_for_number() {
        return Err(SpoolError::HasNumber(job.id).into());
    }
    let settings = spool.devices().sending()?;
    let device = find_device(&spool.devices().list()?, &job.device.to_string())?;
    let defaults = settings.defaults_of(&device);
    if !defaults.enabled {
        return Err(DraftError::MayNotSend(device.name()));
    }
    let written = written.trim();
    if written.is_empty() {
        return Err(DraftError::NoNumber);
    }
    Ok(GivenNumber {
        number: written.to_owned(),
        canonical: settings.rules.read(written)?.canonical,
        account: String::new(),
        account_calls: 0,
        expires_at: expiry(&defaults, job.send_at, now),
    })
}

/// Finds the device whose name a person wrote.
///
/// # Errors
/// [`DraftError`]: no device has this name, or more than one device has it.
pub fn find_device(devices: &[DeviceRecord], written: &str) -> Result<DeviceRecord, DraftError> {
    let written = written.trim();
    if written.is_empty() {
        return Err(DraftError::NoDevice);
    }
    let named = written.parse::<DeviceName>();
    let mut found = devices
        .iter()
        .filter(|device| named.as_ref().is_ok_and(|named| device.name().may_be(named)));
    match (found.next(), found.next()) {
        (Some(first), Some(second)) => Err(DraftError::AmbiguousDevice {
            exten: first.extension.clone(),
            first: first.context.clone(),
            second: second.context.clone(),
        }),
        (Some(device), None) => Ok(device.clone()),
        (None, _) if devices.is_empty() => Err(DraftError::NoDevices(written.to_owned())),
        (None, _) => Err(DraftError::UnknownDevice(written.to_owned())),
    }
}

/// The options of a draft, with the defaults for options that the draft does not contain.
struct Words<'a> {
    draft: &'a Draft,
    defaults: &'a JobDefaults,
    zone: &'a TimeZone,
    now: UnixMs,
}

impl Words<'_> {
    fn read<T>(
        &self,
        wish: Wish,
        default: T,
        read: impl FnOnce(&str) -> Result<T, ValueError>,
    ) -> Result<T, WishError> {
        self.draft.wishes.read(wish, read).map(|value| value.unwrap_or(default))
    }

    /// Reads a number with a greatest value that the administrator sets. The default may be greater
    /// than this value; then every number up to the default may be written too.
    fn most(&self, wish: Wish, default: u32, most: u32) -> Result<u32, WishError> {
        self.read(wish, default, |text| {
            value::number(text, 1, most.max(default)).map_err(|error| match wish.row().kind {
                Kind::Count { limit } => {
                    ValueError::Limited { error: Box::new(error), setting: limit }
                }
                _ => error,
            })
        })
    }

    fn windows(&self, zone: &str) -> Result<Option<Windows>, WishError> {
        let wish = Wish::Hours;
        let text = self.draft.wishes.get(wish).unwrap_or(&self.defaults.hours);
        Windows::parse(text, zone).map_err(|error| WishError { wish, error: error.into() })
    }

    fn time(&self, wish: Wish) -> Result<Option<UnixMs>, DraftError> {
        let read = |text: &str| moment::read(text, self.zone, self.now);
        match (self.draft.wishes.read(wish, read)?, self.draft.wishes.get(wish)) {
            (Some(at), Some(text)) if at < self.now - NOW_MS => {
                Err(DraftError::Past { wish, text: text.to_owned() })
            }
            (at, _) => Ok(at),
        }
    }

    fn expiry(&self, send_at: Option<UnixMs>) -> Result<Option<UnixMs>, DraftError> {
        let begins = send_at.unwrap_or(self.now).max(self.now);
        match self.time(Wish::Expires)? {
            Some(at) if at <= begins => {
                let text = self.draft.wishes.get(Wish::Expires).unwrap_or_default();
                Err(DraftError::ExpiresFirst(text.to_owned()))
            }
            at => Ok(at),
        }
    }
}

/// The time when a job expires, if the job itself has no such time. None: it does not expire.
fn expiry(defaults: &JobDefaults, send_at: Option<UnixMs>, now: UnixMs) -> Option<UnixMs> {
    let hours = defaults.expire_after_hours;
    (hours > 0).then(|| send_at.unwrap_or(now).max(now) + i64::from(hours) * HOUR_MS)
}

#[cfg(test)]
mod tests;
