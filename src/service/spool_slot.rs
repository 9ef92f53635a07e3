//! The spool, opened when it can be: a disk that is not there yet, or not readable, is
//! tried again instead of ending the module.

use super::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::{DeviceRecord, RetentionClass, Spool, SpoolError, clock_was_put_lately};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

/// Where the spool is, and the open spool if there is one.
pub(super) struct SpoolSlot {
    path: PathBuf,
    clock: Clock,
    state: Mutex<State>,
    /// Whoever asks next meets a bug.
    #[cfg(test)]
    has_bug: std::sync::atomic::AtomicBool,
}

#[derive(Default)]
struct State {
    spool: Option<Spool>,
    published: Published,
    last_error: Option<SpoolError>,
}

/// What the gateway learns of the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Published {
    pub(super) devices: Vec<DeviceRecord>,
    pub(super) sending: SendingSettings,
    pub(super) max_lines: usize,
    pub(super) retention: BTreeMap<String, RetentionClass>,
}

impl SpoolSlot {
    pub(super) fn new(path: PathBuf, clock: Clock) -> Self {
        Self {
            path,
            clock,
            state: Mutex::default(),
            #[cfg(test)]
            has_bug: std::sync::atomic::AtomicBool::default(),
        }
    }

    /// The next one who asks for the spool meets a bug.
    #[cfg(test)]
    pub(super) fn plant_bug(&self) {
        self.has_bug.store(true, std::sync::atomic::Ordering::SeqCst);
    }

    /// The folder.
    pub(super) fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// The open spool. The first one to get it open finishes what a crash has left and
    /// publishes the devices.
    ///
    /// # Errors
    /// Why it can't be opened; logged when it changes.
    pub(super) fn get(&self) -> Result<Spool, SpoolError> {
        #[cfg(test)]
        assert!(
            !self.has_bug.swap(false, std::sync::atomic::Ordering::SeqCst),
            "a bug, as the test has asked for"
        );
        let mut state = lock(&self.state);
        if let Some(spool) = &state.spool {
            return Ok(spool.clone());
        }
        match self.open(&state.published) {
            Ok(spool) => {
                state.last_error = None;
                state.spool = Some(spool.clone());
                Ok(spool)
            }
            Err(error) => {
                if state.last_error.as_ref() != Some(&error) {
                    log::error!(
                        "the spool can't be used, and no fax is taken until it can: {error}"
                    );
                    state.last_error = Some(error.clone());
                }
                Err(error)
            }
        }
    }

    /// Publishes the devices and what senders must know, now or as soon as the spool is open.
    pub(super) fn publish(&self, published: Published) {
        let mut state = lock(&self.state);
        if let Some(Err(error)) = state.spool.as_ref().map(|spool| published.publish(spool)) {
            log::error!("the devices can't be published to the gateway: {error}");
        }
        state.published = published;
    }

    fn open(&self, published: &Published) -> Result<Spool, SpoolError> {
        let clock = self.clock.clone();
        let spool = Spool::open_by(&self.path, Box::new(move || clock.steady_ms()))?;
        for fax in spool.recover(self.clock.unix_ms())? {
            log::warn!("fax {fax} was cut off when the PBX stopped; it is delivered as incomplete");
        }
        // Who had begun to hand one over is dead: this spool has no other PBX.
        spool.let_mails_go(self.clock.unix_ms())?;
        if clock_was_put_lately(&spool)? {
            self.clock.distrust();
        }
        published.publish(&spool)?;
        Ok(spool)
    }
}

impl Published {
    fn publish(&self, spool: &Spool) -> Result<(), SpoolError> {
        spool.publish_sending(&self.sending, self.max_lines)?;
        spool.publish_retention(&self.retention)?;
        spool.publish_devices(&self.devices)?;
        if spool.shares_pages()? && spool.node()?.is_none() {
            log::error!(
                "a device says durable = shared, and this machine has no store: no page of it is confirmed \
                 until gateway.toml has [node] and `ferrofax serve` is at work, or the setting is taken out"
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::hands::Hands;
    use ferrofax_basics::UnixMs;
    use ferrofax_spool::{FaxEnd, FaxStatus, NewFax};

    #[test]
    fn a_mail_with_which_the_pbx_died_goes_when_it_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let new = NewFax {
            mailboxes: vec!["alice@example.com".into()],
            mail_without_pages: true,
            ..NewFax::default()
        };
        let fax = spool.begin_fax(&new).unwrap();
        let end = FaxEnd {
            status: FaxStatus::Failed,
            phase: "E".into(),
            cause: "OK".into(),
            text: String::new(),
            ended_at: UnixMs(2),
        };
        spool.finish_fax(fax, &end).unwrap();
        let mail = spool.outbox_of(fax).unwrap().remove(0).id;
        spool.lease(mail, UnixMs(10), UnixMs(3_600_000)).unwrap().unwrap();
        assert_eq!(spool.due(UnixMs(20), 10).unwrap(), []);
        drop(spool);
        let slot = SpoolSlot::new(folder.path().to_owned(), Hands::at(UnixMs(20)).1);
        let due = slot.get().unwrap().due(UnixMs(20), 10).unwrap();
        assert_eq!(due.iter().map(|entry| entry.id).collect::<Vec<_>>(), [mail]);
    }
}
