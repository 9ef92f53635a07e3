//! Alarms: the faxmaster (the administrator's mail address) is notified if nothing has been
//! received for long, a device fails again and again, the disk is full, or the mail server (relay)
//! accepts no mails. Each alarm is reported once when it begins and once when it is over, even if
//! the service restarts in between, since the spool stores which alarms are active.
//!
//! Read in this order: `settings`, this file.

mod settings;

use std::cell::Cell;
use std::path::Path;

pub use settings::AlarmSettings;
pub(crate) use settings::KEYS;

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::show::date;
use ferrofax_mail::texts::{self, Saying, Text, Words};
use ferrofax_spool::{Alarm, DeviceName, Spool, SpoolError, SumOf};

/// Checks the state of a spool, and raises and ends alarms.
pub struct Alarms {
    spool: Spool,
    settings: AlarmSettings,
    /// The names of the alarms that other modules raise and clear: alarms of watched folders, and
    /// the alarms of this machine if it is a PBX node that uses a shared database.
    of_others: Vec<String>,
    free: FreeBytes,
    /// The time of the last check, in milliseconds of the monotonic clock.
    looked: Cell<Option<u64>>,
}

/// A function that returns the free bytes on the disk of a folder; `None` if the system does not
/// report them.
pub type FreeBytes = fn(&Path) -> Option<u64>;

/// A subject that the alarms watch, such as the disk or a device.
struct Subject {
    /// The name under which the spool stores the alarm about this subject.
    name: String,
    /// A few words that describe the fault, for the notice that is sent when the alarm begins.
    begins: Saying,
    /// A few words that describe the fault as over, for the notice that is sent when the alarm
    /// ends.
    is_over: Saying,
}

/// The state of a subject that the alarms watch, such as the disk or a device.
enum State {
    /// The watched subject, such as the disk, is in order.
    Well,
    /// Something is wrong with the watched subject, such as the disk. The texts describe the fault.
    Wrong(Vec<Saying>),
    /// The state of the watched subject, such as the disk, is unknown at the moment, so the alarm
    /// neither begins nor ends.
    Unsaid,
}

/// The interval at which everything that alarms watch is checked, in milliseconds.
const INTERVAL_MS: u64 = 10_000;
const MINUTE_MS: i64 = 60_000;

impl Alarms {
    /// Creates the alarms with these settings. `of_others` names the alarms that are raised and
    /// cleared outside of this module, for example those of watched folders.
    pub fn new(spool: &Spool, settings: &AlarmSettings, of_others: Vec<String>) -> Self {
        Self::with_disk(spool, settings, of_others, free_bytes)
    }

    /// Like [`Self::new`], but tests can give another function that returns the free disk space.
    pub fn with_disk(
        spool: &Spool,
        settings: &AlarmSettings,
        of_others: Vec<String>,
        free: FreeBytes,
    ) -> Self {
        let (spool, settings) = (spool.clone(), settings.clone());
        Self { spool, settings, of_others, free, looked: Cell::new(None) }
    }

    /// Checks everything that alarms watch, such as the disk, the mail server and the devices. If
    /// the last check was less than ten seconds ago, does nothing.
    pub fn turn(&self, look: &Look) -> Result<(), SpoolError> {
        let since = self.looked.get().map(|last| look.steady_ms.saturating_sub(last));
        if since.is_some_and(|since| since < INTERVAL_MS) {
            return Ok(());
        }
        self.looked.set(Some(look.steady_ms));
        self.look(look)
    }

    fn look(&self, look: &Look) -> Result<(), SpoolError> {
        let (now, raised) = (look.unix_ms, self.spool.monitoring().alarms()?);
        let mut watched = self.of_others.clone();
        let mut judge = |subject: Subject, state: State| {
            watched.push(subject.name.clone());
            self.judge(&subject, state, &raised, now)
        };
        if self.settings.disk_free_mb > 0 {
            judge(of_disk(), self.disk(is_raised(&raised, "disk")))?;
        }
        if self.settings.relay_minutes > 0 {
            judge(of_relay(), self.relay(look, &raised)?)?;
        }
        if self.settings.failing_calls > 0 {
            for device in
                self.spool.devices().list()?.iter().map(|device| device.name().to_string())
            {
                let state = self.failing(&device)?;
                judge(of_failing(&device), state)?;
            }
        }
        if self.settings.silent_minutes > 0 {
            let all = [None];
            let devices = self.settings.silent_devices.iter().map(Some);
            let named: Vec<Option<&DeviceName>> = devices.collect();
            for device in if named.is_empty() { &all[..] } else { &named } {
                let subject = of_silence(*device);
                let state = self.silence(*device, &subject.name, look, &raised)?;
                judge(subject, state)?;
            }
        }
        // An alarm whose subject is no longer watched would last forever, so it ends here.
        for alarm in raised.iter().filter(|alarm| !watched.contains(&alarm.name)) {
            let is_over = Saying::new(Text::unwatched_subject).with("name", &alarm.name);
            let text = Saying::new(Text::unwatched_text).with("text", alarm.text.trim_end());
            texts::alarm::end(&self.spool, &alarm.name, &is_over, &[text], now)?;
        }
        Ok(())
    }

    fn judge(
        &self,
        subject: &Subject,
        state: State,
        raised: &[Alarm],
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let going_on = raised.iter().find(|alarm| alarm.name == subject.name);
        match (state, going_on) {
            (State::Wrong(mut texts), None) => {
                let english = Words::english();
                let begins = subject.begins.text(english);
                let fault: Vec<String> = texts.iter().map(|text| text.text(english)).collect();
                log::error!(
                    FERROFAX_ALARM:% = subject.name;
                    "ALARM: {begins}: {}",
                    fault.join(" ")
                );
                texts.push(Saying::new(Text::alarm_again));
                texts::alarm::raise(&self.spool, &subject.name, &subject.begins, &texts, now)?;
            }
            (State::Well, Some(alarm)) => {
                let is_over = subject.is_over.text(Words::english());
                log::info!(FERROFAX_ALARM:% = subject.name; "over: {is_over}");
                let text = Saying::new(Text::alarm_began).with("date", date(alarm.since));
                texts::alarm::end(&self.spool, &subject.name, &subject.is_over, &[text], now)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn disk(&self, is_raised: bool) -> State {
        let folder = self.spool.folder();
        let Some(free_mb) = (self.free)(folder).map(|free| free >> 20) else {
            return State::Unsaid;
        };
        let least = self.settings.disk_free_mb;
        // The alarm ends only when the free space is a quarter above the limit, so that it does not
        // begin and end all the time.
        let enough = if is_raised { least.saturating_add(least / 4) } else { least };
        if free_mb < enough {
            let free = Saying::new(Text::disk_text)
                .with("free", free_mb)
                .with("folder", folder.display());
            State::Wrong(vec![free, Saying::new(Text::disk_advice)])
        } else {
            State::Well
        }
    }

    fn relay(&self, look: &Look, raised: &[Alarm]) -> Result<State, SpoolError> {
        let now = look.unix_ms;
        let delivered =
            self.spool.monitoring().last_added(SumOf::Deliveries, "mail", "delivered")?;
        let stuck = self.spool.monitoring().stuck_mail()?;
        if let Some(alarm) = raised.iter().find(|alarm| alarm.name == "relay") {
            let is_back = delivered.is_some_and(|at| at > alarm.since);
            return Ok(if is_back || stuck.is_none() { State::Well } else { State::Unsaid });
        }
        let longest = i64::from(self.settings.relay_minutes) * MINUTE_MS;
        let is_long = |since: UnixMs| now.ms_since(since) >= longest;
        Ok(match stuck {
            Some((since, why)) if is_long(since) && delivered.is_none_or(is_long) => {
                // Durations are unknown after the clock was changed.
                if !look.is_settled {
                    return Ok(State::Unsaid);
                }
                let stuck = Saying::new(Text::relay_text)
                    .with("minutes", self.settings.relay_minutes)
                    .undelivered("why", why);
                State::Wrong(vec![stuck, Saying::new(Text::relay_advice)])
            }
            _ => State::Well,
        })
    }

    fn failing(&self, device: &str) -> Result<State, SpoolError> {
        let most = self.settings.failing_calls;
        let ends = self.spool.monitoring().last_ends(device, most)?;
        Ok(match ends.first() {
            Some(false) if ends.len() == most as usize && !ends.contains(&true) => {
                let calls =
                    Saying::new(Text::failing_text).count("count", most).with("device", device);
                let advice = Saying::new(Text::failing_advice).with("device", device);
                State::Wrong(vec![calls, advice])
            }
            // The last call failed, but fewer calls in a row have failed than the alarm needs. The
            // alarm does not begin, and an alarm that has begun lasts until a call succeeds.
            Some(false) => State::Unsaid,
            _ => State::Well,
        })
    }

    fn silence(
        &self,
        device: Option<&DeviceName>,
        name: &str,
        look: &Look,
        raised: &[Alarm],
    ) -> Result<State, SpoolError> {
        let now = look.unix_ms;
        let watched = self.spool.monitoring().watched_since(name, now)?;
        let last = self.last_received(device)?;
        if let Some(alarm) = raised.iter().find(|alarm| alarm.name == name) {
            let is_over = last.is_some_and(|last| last > alarm.since);
            return Ok(if is_over { State::Well } else { State::Unsaid });
        }
        let minutes = self.settings.silent_minutes;
        let since = last.unwrap_or(watched).max(watched);
        let is_silent = now.ms_since(since) >= i64::from(minutes) * MINUTE_MS;
        if !is_silent || !look.is_settled || !self.was_expected(now, minutes) {
            return Ok(State::Unsaid);
        }
        Ok(State::Wrong(self.silence_texts(device, last)))
    }

    /// Describes that no fax was received for too long.
    fn silence_texts(&self, device: Option<&DeviceName>, last: Option<UnixMs>) -> Vec<Saying> {
        let silence = match device {
            Some(device) => Saying::new(Text::silent_device_text).with("device", device),
            None => Saying::new(Text::silent_text),
        };
        let hours = self.settings.silent_hours.as_ref();
        let hours = hours.map(|hours| Saying::new(Text::silent_hours).with("hours", hours.text()));
        let last = match last {
            Some(at) => Saying::new(Text::silent_last).with("last", date(at)),
            None => Saying::new(Text::silent_never),
        };
        [silence.with("minutes", self.settings.silent_minutes)]
            .into_iter()
            .chain(hours)
            .chain([last, Saying::new(Text::silent_advice)])
            .collect()
    }

    /// Whether each of the last `minutes` minutes was within the hours of the setting
    /// `silent_hours`, in which faxes are expected.
    fn was_expected(&self, now: UnixMs, minutes: u32) -> bool {
        let Some(hours) = &self.settings.silent_hours else { return true };
        (0..=i64::from(minutes)).all(|minute| hours.is_open(now - minute * MINUTE_MS))
    }

    fn last_received(&self, device: Option<&DeviceName>) -> Result<Option<UnixMs>, SpoolError> {
        let Some(device) = device else {
            return self.spool.monitoring().last_added(SumOf::ReceivedPages, "", "");
        };
        let sums = self.spool.monitoring().sums(SumOf::ReceivedPages)?;
        let of_device = sums.iter().filter(|sum| DeviceName::of_row(&sum.of).may_be(device));
        Ok(of_device.map(|sum| sum.at).max())
    }
}

fn is_raised(raised: &[Alarm], name: &str) -> bool {
    raised.iter().any(|alarm| alarm.name == name)
}

fn of_disk() -> Subject {
    Subject {
        name: "disk".into(),
        begins: Saying::new(Text::disk_begins),
        is_over: Saying::new(Text::disk_over),
    }
}

fn of_relay() -> Subject {
    Subject {
        name: "relay".into(),
        begins: Saying::new(Text::relay_begins),
        is_over: Saying::new(Text::relay_over),
    }
}

fn of_failing(device: &str) -> Subject {
    Subject {
        name: format!("failing {device}"),
        begins: Saying::new(Text::failing_begins).with("device", device),
        is_over: Saying::new(Text::failing_over).with("device", device),
    }
}

fn of_silence(device: Option<&DeviceName>) -> Subject {
    let Some(device) = device else {
        return Subject {
            name: "silent".into(),
            begins: Saying::new(Text::silent_begins),
            is_over: Saying::new(Text::silent_over),
        };
    };
    Subject {
        name: format!("silent {device}"),
        begins: Saying::new(Text::silent_device_begins).with("device", device),
        is_over: Saying::new(Text::silent_device_over).with("device", device),
    }
}

fn free_bytes(folder: &Path) -> Option<u64> {
    let system = rustix::fs::statvfs(folder).ok()?;
    Some(system.f_bavail.saturating_mul(system.f_frsize))
}

#[cfg(test)]
mod tests;
