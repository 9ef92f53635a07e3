//! The settings for placing and retrying calls, from `[general]` of `ferrofax.conf`.

use super::dial_string::DialString;
use super::{SettingError, value};
use ferrofax_spool::failure::{Failure, Retry};
use ferrofax_spool::jobs::RetryRules;
use std::path::PathBuf;

/// The settings of the dialler, the part of the module that places the calls for jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialSettings {
    /// `dialstring`: the template of the text to dial.
    pub dial: DialString,
    /// `dialtimeout`: the longest time that a call may ring, in seconds.
    pub timeout_s: u32,
    /// `inbound_lines`: how many of the simultaneous fax calls that `max_lines` allows are reserved
    /// for incoming faxes.
    pub inbound_lines: usize,
    /// `share_calls`: whether waiting jobs to the same number share one call.
    pub share_calls: bool,
    /// `max_send_minutes`: the longest time that a sending call may take, in minutes.
    pub max_minutes: u32,
    /// `fonts`: font files, or folders of them, for header lines in scripts that the built-in font
    /// lacks.
    pub fonts: Vec<PathBuf>,
    /// `retry_…`: whether and when a job is sent again after a failed call.
    pub retries: RetryRules,
}

/// The longest wait before the next attempt to send a job, in seconds: a month.
const LONGEST_WAIT_S: u32 = 31 * 24 * 3600;

impl Default for DialSettings {
    fn default() -> Self {
        Self {
            dial: DialString::default(),
            timeout_s: 60,
            inbound_lines: 0,
            share_calls: true,
            max_minutes: 240,
            fonts: Vec::new(),
            retries: RetryRules::default(),
        }
    }
}

impl DialSettings {
    /// Sets an option of the dialler. Returns false if `key` is not an option of the dialler.
    ///
    /// # Errors
    /// The value is not valid. The error also names a correct form.
    pub(in crate::service) fn set(&mut self, key: &str, text: &str) -> Result<bool, SettingError> {
        match key {
            "dialstring" => self.dial = DialString::parse(text)?,
            "dialtimeout" => self.timeout_s = value::number(text, 5, 600)?,
            "inbound_lines" => self.inbound_lines = value::number(text, 0, 10_000)? as usize,
            "share_calls" => self.share_calls = value::yes_no(text)?,
            "max_send_minutes" => self.max_minutes = value::number(text, 1, 24 * 60)?,
            "fonts" => self.fonts = fonts(text)?,
            _ => return self.set_retry(key, text),
        }
        Ok(true)
    }

    fn set_retry(&mut self, key: &str, text: &str) -> Result<bool, SettingError> {
        let Some(name) = key.strip_prefix("retry_") else { return Ok(false) };
        let Some(failure) =
            Failure::from_name(&name.replace('_', "-")).filter(|failure| is_of_calls(*failure))
        else {
            return Err(SettingError::NotAFailure);
        };
        self.retries.set(failure, retry(text)?);
        Ok(true)
    }
}

/// The kinds of failures for which a retry can be configured.
pub(in crate::service) fn configurable() -> impl Iterator<Item = Failure> {
    Failure::ALL.into_iter().filter(|failure| is_of_calls(*failure))
}

/// Whether a call that was placed can end with this failure.
const fn is_of_calls(failure: Failure) -> bool {
    use Failure::{BadNumber, Blocked, Cancelled, ConversionFailed, Expired, Forbidden};
    use Failure::{NoConverter, NoDocument, TimeOfDay, TooManyPages};
    !matches!(
        failure,
        BadNumber
            | Forbidden
            | Blocked
            | TimeOfDay
            | Expired
            | ConversionFailed
            | NoConverter
            | TooManyPages
            | NoDocument
            | Cancelled
    )
}

/// The name of the option that sets the retries after this kind of failure, for example
/// `retry_no_answer`.
pub(in crate::service) fn option_name(failure: Failure) -> String {
    format!("retry_{}", failure.name().replace('-', "_"))
}

/// The names of all `retry_…` options, as a list for people.
pub(super) fn retry_options() -> String {
    let names: Vec<String> = configurable().map(option_name).collect();
    names.join(", ")
}

/// Writes a retry setting as it is written in ferrofax.conf: `180`, `180,3` or `no`.
pub(in crate::service) fn retry_text(retry: Retry) -> String {
    match retry {
        Retry::Never => "no".to_owned(),
        Retry::After { seconds, times: None } => seconds.to_string(),
        Retry::After { seconds, times: Some(times) } => format!("{seconds},{times}"),
    }
}

fn fonts(text: &str) -> Result<Vec<PathBuf>, SettingError> {
    let paths: Vec<PathBuf> = text
        .split(',')
        .map(str::trim)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .collect();
    match paths.iter().find(|path| !path.is_absolute()) {
        None => Ok(paths),
        Some(path) => Err(SettingError::NotAbsolute {
            text: path.display().to_string(),
            right: "/usr/share/fonts",
        }),
    }
}

fn retry(text: &str) -> Result<Retry, SettingError> {
    if matches!(text.to_ascii_lowercase().as_str(), "no" | "never") {
        return Ok(Retry::Never);
    }
    let wrong = || SettingError::NotARetry(text.to_owned());
    let (seconds, times) = match text.split_once(',') {
        Some((seconds, times)) => {
            (seconds, Some(times.trim().parse::<u32>().map_err(|_| wrong())?))
        }
        None => (text, None),
    };
    let seconds = seconds
        .trim()
        .parse()
        .ok()
        .filter(|seconds| *seconds <= LONGEST_WAIT_S)
        .ok_or_else(wrong)?;
    Ok(Retry::After { seconds, times })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_of_failures_has_its_option() {
        let mut settings = DialSettings::default();
        for failure in configurable() {
            // Writing the table's own rule as an option changes nothing.
            assert_eq!(settings.set(&option_name(failure), &retry_text(failure.retry())), Ok(true));
        }
        assert_eq!(settings, DialSettings::default());
        settings.set("retry_busy", "60, 5").unwrap();
        settings.set("retry_no_answer", "no").unwrap();
        assert_eq!(
            settings.retries.of(Failure::Busy),
            Retry::After { seconds: 60, times: Some(5) }
        );
        assert_eq!(settings.retries.of(Failure::NoAnswer), Retry::Never);
    }

    #[test]
    fn says_what_would_be_right() {
        let mut settings = DialSettings::default();
        for (key, text, says) in [
            ("retry_busy", "often", "180,3"),
            ("retry_busy", "180,often", "180,3"),
            ("retry_cancelled", "60", "retry_busy"),
            ("fonts", "/usr/share/fonts, fonts", "absolute path"),
            ("dialtimeout", "1", "from 5 to 600"),
            ("dialstring", "x", "technology/address"),
        ] {
            let error = settings.set(key, text).unwrap_err().to_string();
            assert!(error.contains(says), "{key}: {error}");
        }
        assert_eq!(settings.set("busy", "60"), Ok(false));
    }
}
