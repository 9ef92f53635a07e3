//! Alarms: the faxmaster (the administrator's mail address) is notified if nothing has been
//! received for long, a device fails again and again, the disk is full, or the mail server (relay)
//! accepts no mails. Each alarm is reported once when it begins and once when it is over, even over
//! restarts, since the spool stores which alarms are active.
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
use ferrofax_spool::{Alarm, DeviceName, Spool, SpoolError, SumOf, Told};

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
    begins: String,
    /// A few words that describe the fault as over, for the notice that is sent when the alarm
    /// ends.
    is_over: String,
}

/// The state of a subject that the alarms watch, such as the disk or a device.
enum State {
    /// The watched subject, such as the disk, is in order.
    Well,
    /// Something is wrong with the watched subject, such as the disk. The text describes the fault.
    Wrong(String),
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
            let text =
                format!("The settings no longer ask for this alarm. It was: {}\n", alarm.text);
            let subject = format!("Over: the alarm {}", alarm.name);
            self.spool.monitoring().end_alarm(
                &alarm.name,
                Told { subject: &subject, text: &text },
                now,
            )?;
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
            (State::Wrong(text), None) => {
                log::error!(
                    FERROFAX_ALARM:% = subject.name;
                    "ALARM: {}: {text}",
                    subject.begins
                );
                let title = format!("ALARM: {}", subject.begins);
                let text = format!("{text}\n\nYou are notified again when it is over.\n");
                self.spool.monitoring().raise_alarm(
                    &subject.name,
                    Told { subject: &title, text: &text },
                    now,
                )?;
            }
            (State::Well, Some(alarm)) => {
                log::info!(FERROFAX_ALARM:% = subject.name; "over: {}", subject.is_over);
                let title = format!("Over: {}", subject.is_over);
                let text = format!("The alarm began {}.\n", date(alarm.since));
                self.spool.monitoring().end_alarm(
                    &subject.name,
                    Told { subject: &title, text: &text },
                    now,
                )?;
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
            State::Wrong(format!(
                "Only {free_mb} MiB are free in {}. If the disk is full, no fax can be received. Free some \
                 disk space: `retention_days` in ferrofax.conf and `ferrofax cleanup --keep-days N` delete old \
                 faxes.",
                folder.display()
            ))
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
                State::Wrong(format!(
                    "No mail could be sent for {} minutes, although mails wait. The mail server's \
                     last answer: {why}. `asterisk -rx 'ferrofax show outbox'` lists the mails; \
                     `ferrofax outbox retry --all` sends them at once.",
                    self.settings.relay_minutes
                ))
            }
            _ => State::Well,
        })
    }

    fn failing(&self, device: &str) -> Result<State, SpoolError> {
        let most = self.settings.failing_calls;
        let ends = self.spool.monitoring().last_ends(device, most)?;
        Ok(match ends.first() {
            Some(false) if ends.len() == most as usize && !ends.contains(&true) => {
                State::Wrong(format!(
                    "No page was received in the last {most} fax calls to {device}. `ferrofax faxes --device {device}` \
                     shows how each call ended.",
                ))
            }
            // The last call failed, but not as many calls in a row as the alarm needs. The alarm
            // does not begin, and an alarm that has begun lasts until a call succeeds.
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
        let latest = last.map_or_else(|| "never".to_owned(), date);
        let hours = self.settings.silent_hours.as_ref().map(|hours| hours.text());
        let within = hours.map_or_else(String::new, |hours| format!(" within {hours}"));
        Ok(State::Wrong(format!(
            "No fax was received by {} for {minutes} minutes{within}. The last fax was received: {latest}. \
             To test the line, run `ferrofax selftest`, which sends a fax through the PBX.",
            device.map_or_else(|| "any device".to_owned(), ToString::to_string)
        )))
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
        begins: "the spool's disk is nearly full".into(),
        is_over: "the spool's disk has enough free space again".into(),
    }
}

fn of_relay() -> Subject {
    Subject {
        name: "relay".into(),
        begins: "no mails are being sent".into(),
        is_over: "mails are being sent again".into(),
    }
}

fn of_failing(device: &str) -> Subject {
    Subject {
        name: format!("failing {device}"),
        begins: format!("many faxes in a row to {device} have failed"),
        is_over: format!("{device} has received a fax again"),
    }
}

fn of_silence(device: Option<&DeviceName>) -> Subject {
    let by = device.map_or_else(String::new, |device| format!(" by {device}"));
    let name = device.map_or_else(String::new, |device| format!(" {device}"));
    Subject {
        name: format!("silent{name}"),
        begins: format!("no fax was received{by} for a long time"),
        is_over: format!("a fax was received{by} again"),
    }
}

fn free_bytes(folder: &Path) -> Option<u64> {
    let system = rustix::fs::statvfs(folder).ok()?;
    Some(system.f_bavail.saturating_mul(system.f_frsize))
}

#[cfg(test)]
mod tests;
