//! The signals that end or reload the Ferrofax service, and the notifications to systemd.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Instant;

use sd_notify::{NotifyState, notify};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

use super::End;
use super::serve::{INTERVAL, STEP};
use crate::settings::Settings;

/// A function that reads the settings file again.
pub(super) type ReadSettings<'a> = dyn Fn() -> Result<Settings, End> + 'a;

/// The signals that have arrived: SIGTERM and Ctrl-C end the service, SIGHUP reloads the settings.
pub(super) struct Signals {
    end: Arc<AtomicBool>,
    reload: Arc<AtomicBool>,
}

/// The reason why [`Signals::wait`] has returned.
pub(super) enum Waited {
    /// A signal ends the service.
    Ended,
    /// A SIGHUP has reloaded the settings. The value is the new settings, which are valid.
    Reloaded(Box<Settings>),
    /// The function that [`Signals::wait`] calls every second has returned true.
    Found,
}

impl Signals {
    /// Handles SIGTERM, Ctrl-C and SIGHUP from now on.
    pub(super) fn listen() -> Result<Self, End> {
        let (end, reload) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        for signal in [SIGTERM, SIGINT] {
            // A second signal ends the program at once.
            flag::register_conditional_shutdown(signal, 1, Arc::clone(&end))
                .map_err(End::failed)?;
            flag::register(signal, Arc::clone(&end)).map_err(End::failed)?;
        }
        flag::register(SIGHUP, Arc::clone(&reload)).map_err(End::failed)?;
        Ok(Self { end, reload })
    }

    /// Waits until a signal ends the service, until new valid settings are loaded, or until
    /// `each_second` returns true. `each_second` is called every second.
    pub(super) fn wait(
        &self,
        settings: &ReadSettings<'_>,
        each_second: &mut dyn FnMut() -> bool,
    ) -> Waited {
        let mut done = Instant::now();
        loop {
            sleep(STEP);
            if done.elapsed() >= INTERVAL {
                done = Instant::now();
                if each_second() {
                    return Waited::Found;
                }
            }
            // A request to end has precedence over new settings.
            if self.end.load(Ordering::Relaxed) {
                let _ = notify(&[NotifyState::Stopping]);
                return Waited::Ended;
            }
            if self.reload.swap(false, Ordering::Relaxed)
                && let Some(settings) = reloaded(settings)
            {
                return Waited::Reloaded(Box::new(settings));
            }
        }
    }
}

/// The new settings; none if they are not valid, which is logged.
fn reloaded(settings: &ReadSettings<'_>) -> Option<Settings> {
    if let Ok(now) = NotifyState::monotonic_usec_now() {
        let _ = notify(&[NotifyState::Reloading, now]);
    }
    match settings() {
        Ok(settings) => Some(settings),
        Err(end) => {
            log::error!("the old settings stay in force: {}", end.text().unwrap_or_default());
            ready();
            None
        }
    }
}

/// Tells systemd that the service has started and waits for something, which `systemctl status`
/// shows.
pub(super) fn waiting(for_what: &str) {
    let _ = notify(&[NotifyState::Ready, NotifyState::Status(for_what)]);
}

/// Tells systemd that the service is ready. Without systemd this does nothing.
pub(super) fn ready() {
    let _ = notify(&[NotifyState::Ready, NotifyState::Status("")]);
}
