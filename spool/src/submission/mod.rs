//! What a person writes becomes a job: a [`Draft`] in words is checked against the
//! published settings and devices and gives a [`NewJob`], or one clear error. Every way
//! in goes through here.

mod moment;

use super::devices::DeviceRecord;
use super::failure::Failure;
use super::jobs::{NewDocument, NewJob, NotifyWhen, Origin, ReportFormat, UnknownPolicy};
use super::numbers::NumberError;
use super::sending::{self, JobDefaults, option};
use super::window::Windows;
use super::{Spool, SpoolError};
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use jiff::tz::TimeZone;

/// A job as a person writes it. What is empty or `None` is as the device and the configuration say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The number, with any signs for the eye.
    pub number: String,
    /// The sender's device: `2101`, or `2101@context` where two contexts have it.
    pub device: String,
    /// What is to be sent, in order: TIFF files.
    pub documents: Vec<NewDocument>,
    /// Who submits it.
    pub owner: String,
    /// Whom it is counted for, where there are limits; empty: nobody.
    pub account: String,
    /// Calls at one time for whom it is counted, at most. 0: no limit.
    pub account_calls: u32,
    /// The way in.
    pub created_by: Origin,
    /// 0 (first) to 255 (last).
    pub priority: Option<String>,
    /// Sessions in which a fax machine answered, at most.
    pub tries: Option<String>,
    /// Calls, at most.
    pub dials: Option<String>,
    /// Not before: `14:30`, `2026-11-20 14:30`, `+2h`, or with an offset from UTC as RFC
    /// 3339 writes it.
    pub at: Option<String>,
    /// Not after; written as `at`.
    pub expires: Option<String>,
    /// The daily windows, as `Mon-Fri 08:00-18:00`; `any`.
    pub hours: Option<String>,
    /// Held until released: `yes`, `no`.
    pub hold: Option<String>,
    /// The sender's words for it.
    pub tag: Option<String>,
    /// Who is to get the fax, by name.
    pub recipient: Option<String>,
    /// Who gets the reports: addresses, apart by comma or blank. None: the device's owners.
    pub notify: Option<String>,
    /// Which reports: `each`, `end`, `failure`, `success`, `trouble`, `never`.
    pub report: Option<String>,
    /// How they look: `text`, `html`.
    pub report_format: Option<String>,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// The password (PWD).
    pub pwd: Option<String>,
    /// What becomes of a page whose confirmation never came: `resend`, `skip`.
    pub unknown: Option<String>,
    /// Where pages get a header line: `above`, `over`, `no`.
    pub header: Option<String>,
}

/// Why a draft is no job.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// No number was given.
    #[error("no number is given; who shall get the fax?")]
    NoNumber,
    /// The number is none, or is forbidden.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// No device was given.
    #[error("no device is given; a fax is sent from a fax device, by its extension, as 2101")]
    NoDevice,
    /// No such device.
    #[error(
        "there is no fax device '{0}'; `ferrofax show devices` on Asterisk's command line tells which there are"
    )]
    UnknownDevice(String),
    /// No device at all is known.
    #[error(
        "there is no fax device '{0}': none is published in this spool; has the module been loaded with it?"
    )]
    NoDevices(String),
    /// Two contexts have it.
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
    /// It may not send.
    #[error("device {0} may not send faxes: sendenabled = no, or its option x")]
    MayNotSend(String),
    /// Nothing to send.
    #[error("no document is given; there is nothing to send")]
    NoDocument,
    /// A word has a wrong value.
    #[error("{word}: {text}")]
    Value {
        /// The word of the draft.
        word: &'static str,
        /// What was wrong and what would be right.
        text: String,
    },
    /// No word of a draft.
    #[error("'{0}' is unknown; {KNOWN} are known")]
    UnknownWord(String),
    /// A time that is over.
    #[error("{word}: {text} is in the past")]
    Past {
        /// The word of the draft.
        word: &'static str,
        /// The time, as it was written.
        text: String,
    },
    /// It would expire before it may be sent.
    #[error("expires: {0} is not after the time to send")]
    ExpiresFirst(String),
    /// The spool did not answer.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// What [`Draft::set`] knows, for messages.
const KNOWN: &str = "number, device, priority, tries, dials, at, expires, hours, hold, tag, recipient, \
                     notify, report, report_format, sub, pwd, unknown and header";

/// How old a time to send may be: what was meant as "now" a moment ago.
const NOW_MS: i64 = 60_000;

/// T.30 §5.3.6.2: SUB and PWD carry twenty characters.
const MOST_ADDRESS: usize = 20;

impl Draft {
    /// Sets a field by its word, as job files, AMI actions and command lines write it.
    /// Documents are not set so.
    ///
    /// # Errors
    /// [`DraftError::UnknownWord`]
    pub fn set(&mut self, word: &str, text: &str) -> Result<(), DraftError> {
        let text = text.trim().to_owned();
        match word.to_ascii_lowercase().as_str() {
            "number" => self.number = text,
            "device" | "from" => self.device = text,
            "priority" => self.priority = Some(text),
            "tries" => self.tries = Some(text),
            "dials" => self.dials = Some(text),
            "at" => self.at = Some(text),
            "expires" => self.expires = Some(text),
            "hours" => self.hours = Some(text),
            "hold" => self.hold = Some(text),
            "tag" => self.tag = Some(text),
            "recipient" => self.recipient = Some(text),
            "notify" => self.notify = Some(text),
            "report" => self.report = Some(text),
            "report_format" | "reportformat" => self.report_format = Some(text),
            "sub" => self.sub = Some(text),
            "pwd" => self.pwd = Some(text),
            "unknown" => self.unknown = Some(text),
            "header" => self.header = Some(text),
            _ => return Err(DraftError::UnknownWord(word.to_owned())),
        }
        Ok(())
    }
}

impl DraftError {
    /// What kind of refusal it is, for codes and notices.
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

/// Checks a draft against what the module has published; the documents themselves are
/// looked at by [`Spool::submit`].
///
/// # Errors
/// The first thing that is wrong.
pub fn prepare(spool: &Spool, draft: &Draft, now: UnixMs) -> Result<NewJob, DraftError> {
    let settings = spool.sending()?;
    let device = find_device(&spool.devices()?, &draft.device)?;
    let defaults = settings.defaults_of(&device);
    let device_name = format!("{}@{}", device.extension, device.context);
    if !defaults.enabled {
        return Err(DraftError::MayNotSend(device_name));
    }
    if draft.number.trim().is_empty() {
        return Err(DraftError::NoNumber);
    }
    let number = settings.rules.read(&draft.number)?;
    if draft.documents.is_empty() {
        return Err(DraftError::NoDocument);
    }
    let zone_name = device.options.get(option::TIME_ZONE).map_or("", String::as_str);
    let zone = if zone_name.is_empty() {
        zone::system()
    } else {
        zone::named(zone_name).unwrap_or_else(|_| zone::system())
    };
    let send_at = draft.at.as_deref().map(|text| time("at", text, &zone, now)).transpose()?;
    let words = Words { draft, defaults: &defaults };
    let mut options = device.options.clone();
    if let Some(text) = &draft.header {
        options.insert(
            option::HEADER.to_owned(),
            checked("header", sending::header(text))?.to_owned(),
        );
    }
    options.extend(draft.recipient.clone().map(|name| (option::RECIPIENT.to_owned(), name)));
    Ok(NewJob {
        number: draft.number.trim().to_owned(),
        canonical: number.canonical,
        device: device_name,
        owner: draft.owner.clone(),
        account: draft.account.clone(),
        account_calls: draft.account_calls,
        documents: draft.documents.clone(),
        priority: words.read("priority", &draft.priority, defaults.priority, sending::priority)?,
        max_tries: words.most(
            "tries",
            &draft.tries,
            defaults.tries,
            ("max_tries", defaults.max_tries),
        )?,
        max_dials: words.most(
            "dials",
            &draft.dials,
            defaults.dials,
            ("max_dials", defaults.max_dials),
        )?,
        max_pages: defaults.max_pages,
        send_at,
        windows: words.windows(zone_name)?,
        expires_at: words.expiry(send_at, &zone, now)?,
        held: words.read("hold", &draft.hold, false, sending::yes_no)?,
        tag: draft.tag.clone().unwrap_or_default(),
        notify: words.notify(&device)?,
        notify_when: words.read("report", &draft.report, defaults.notify_when, |text| {
            NotifyWhen::from_name(text)
                .ok_or_else(|| format!("'{text}' is none of {}", NotifyWhen::WORDS))
        })?,
        notify_format: words.read(
            "report_format",
            &draft.report_format,
            defaults.notify_format,
            |text| {
                ReportFormat::from_name(text)
                    .ok_or_else(|| format!("'{text}' is neither text nor html"))
            },
        )?,
        sub: address("sub", &draft.sub)?,
        pwd: address("pwd", &draft.pwd)?,
        unknown: words.read("unknown", &draft.unknown, defaults.unknown, |text| {
            UnknownPolicy::from_name(text)
                .ok_or_else(|| format!("'{text}' is neither resend nor skip"))
        })?,
        options,
        created_by: draft.created_by,
    })
}

fn find_device(devices: &[DeviceRecord], written: &str) -> Result<DeviceRecord, DraftError> {
    let written = written.trim();
    if written.is_empty() {
        return Err(DraftError::NoDevice);
    }
    let (exten, context) = match written.split_once('@') {
        Some((exten, context)) => (exten, Some(context)),
        None => (written, None),
    };
    let mut found = devices.iter().filter(|device| {
        device.extension == exten && context.is_none_or(|context| device.context == context)
    });
    match (found.next(), found.next()) {
        (Some(first), Some(second)) => Err(DraftError::AmbiguousDevice {
            exten: exten.to_owned(),
            first: first.context.clone(),
            second: second.context.clone(),
        }),
        (Some(device), None) => Ok(device.clone()),
        (None, _) if devices.is_empty() => Err(DraftError::NoDevices(written.to_owned())),
        (None, _) => Err(DraftError::UnknownDevice(written.to_owned())),
    }
}

/// A draft's words beside what holds where it says nothing.
struct Words<'a> {
    draft: &'a Draft,
    defaults: &'a JobDefaults,
}

impl Words<'_> {
    fn read<T>(
        &self,
        word: &'static str,
        text: &Option<String>,
        default: T,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, DraftError> {
        text.as_deref().map_or(Ok(default), |text| checked(word, read(text)))
    }

    /// A number that the administrator limits by this setting. What holds without a wish
    /// may be asked for too.
    fn most(
        &self,
        word: &'static str,
        text: &Option<String>,
        default: u32,
        (setting, most): (&str, u32),
    ) -> Result<u32, DraftError> {
        let most = most.max(default);
        self.read(word, text, default, |text| {
            sending::number(text, 1, most)
                .map_err(|error| format!("{error}; the setting '{setting}' says so"))
        })
    }

    fn windows(&self, zone: &str) -> Result<Option<Windows>, DraftError> {
        let text = self.draft.hours.as_deref().unwrap_or(&self.defaults.hours);
        checked("hours", Windows::parse(text, zone).map_err(|error| error.to_string()))
    }

    fn expiry(
        &self,
        send_at: Option<UnixMs>,
        zone: &TimeZone,
        now: UnixMs,
    ) -> Result<Option<UnixMs>, DraftError> {
        let begins = send_at.unwrap_or(now).max(now);
        match self.draft.expires.as_deref() {
            Some(text) => {
                let at = time("expires", text, zone, now)?;
                if at > begins {
                    Ok(Some(at))
                } else {
                    Err(DraftError::ExpiresFirst(text.to_owned()))
                }
            }
            None => match self.defaults.expire_after_hours {
                0 => Ok(None),
                hours => Ok(Some(begins + i64::from(hours) * 3_600_000)),
            },
        }
    }

    fn notify(&self, device: &DeviceRecord) -> Result<Vec<String>, DraftError> {
        let Some(text) = self.draft.notify.as_deref() else { return Ok(device.mailboxes.clone()) };
        let words = text.split([',', ' ', ';']).filter(|word| !word.is_empty());
        let addresses = words.map(|word| match word.parse::<lettre::Address>() {
            Ok(address) => Ok(address.to_string()),
            Err(_) => checked(
                "notify",
                Err(format!("'{word}' is not an e-mail address; name@example.com would be")),
            ),
        });
        addresses.collect()
    }
}

fn checked<T>(word: &'static str, read: Result<T, String>) -> Result<T, DraftError> {
    read.map_err(|text| DraftError::Value { word, text })
}

fn time(
    word: &'static str,
    text: &str,
    zone: &TimeZone,
    now: UnixMs,
) -> Result<UnixMs, DraftError> {
    let at = checked(word, moment::read(text, zone, now))?;
    if at < now - NOW_MS { Err(DraftError::Past { word, text: text.to_owned() }) } else { Ok(at) }
}

/// SUB and PWD: what T.30's frames can carry.
fn address(word: &'static str, text: &Option<String>) -> Result<Option<String>, DraftError> {
    let Some(text) = text.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
    let wrong = text.chars().find(|c| !matches!(c, '0'..='9' | '*' | '#' | '+' | ' '));
    let read = match wrong {
        Some(found) => Err(format!("'{found}' can't be sent; digits, *, # and blanks can")),
        None if text.len() > MOST_ADDRESS => {
            Err(format!("it is longer than {MOST_ADDRESS} characters"))
        }
        None => Ok(Some(text.to_owned())),
    };
    checked(word, read)
}

#[cfg(test)]
mod tests;
