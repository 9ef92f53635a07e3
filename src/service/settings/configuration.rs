//! The current configuration: the settings, and the fax devices that the dialplan declares.

use super::managed::Managed;
use super::{Device, Settings, devices};
use crate::service::config::{Complaint, Declaration, RawConfig};
use crate::service::host::Host;
use crate::service::spool_slot::{Published, SpoolSlot};
use ferrofax_basics::lock::{read, write};
use ferrofax_spool::ManagedState;
use std::sync::{Arc, RwLock};

/// The current configuration, shared by all threads. Each change is written to the spool, where the
/// Ferrofax service reads it.
pub(in crate::service) struct Configuration {
    current: RwLock<Arc<Current>>,
    slot: Arc<SpoolSlot>,
    host: Arc<dyn Host>,
}

/// The settings and devices that were read last. The settings include the switches by which an
/// operator has allowed or forbidden receiving since the module was loaded.
#[derive(Clone)]
pub(in crate::service) struct Current {
    pub(in crate::service) settings: Arc<Settings>,
    pub(in crate::service) devices: Vec<Device>,
    pub(in crate::service) complaints: Vec<Complaint>,
    managed: Managed,
    /// The fingerprints of the files that the web interface writes, as they were read.
    state: ManagedState,
}

impl Configuration {
    /// Makes `current` the current configuration, and writes it to the spool for the Ferrofax
    /// service.
    pub(in crate::service) fn new(
        current: Current,
        slot: Arc<SpoolSlot>,
        host: Arc<dyn Host>,
    ) -> Self {
        let configuration = Self { current: RwLock::new(Arc::new(current)), slot, host };
        configuration.publish();
        configuration
    }

    pub(in crate::service) fn current(&self) -> Arc<Current> {
        Arc::clone(&read(&self.current))
    }

    pub(in crate::service) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.current().settings)
    }

    /// Applies the present contents of ferrofax.conf (`config`) and the fax devices that the
    /// dialplan now declares (`declared`), because one of them has changed.
    pub(in crate::service) fn reload(&self, config: &RawConfig, declared: &[Declaration]) {
        let mut held = write(&self.current);
        let current = Current::read_again(config, declared, (&held.settings, &held.managed));
        if current.settings.spool != self.slot.path() {
            log::warn!(
                "{}: spool = {} takes effect when the module is loaded again",
                config.file,
                current.settings.spool.display()
            );
        }
        *held = Arc::new(current);
        drop(held);
        self.publish();
    }

    /// Writes the fax devices to the spool if they were not written at the last change, because the
    /// PBX was not ready.
    pub(in crate::service) fn publish_withheld_devices(&self) {
        if self.slot.withholds_devices() {
            self.publish();
        }
    }

    /// Whether the file with the settings of the web interface has changed since it was read.
    pub(in crate::service) fn is_stale(&self) -> bool {
        read(&self.current).managed.is_stale()
    }

    /// Replaces the current settings by the settings that `change` returns. If `change` returns
    /// `None` or an error, the settings remain unchanged. Returns the result of `change`.
    pub(super) fn change<T, E>(
        &self,
        change: impl FnOnce(&Current) -> Option<Result<(Settings, T), E>>,
    ) -> Option<Result<T, E>> {
        let mut held = write(&self.current);
        let changed = change(&held)?.map(|(settings, said)| {
            let settings = Arc::new(settings);
            *held = Arc::new(Current { settings, ..(**held).clone() });
            said
        });
        drop(held);
        self.publish();
        Some(changed)
    }

    /// Writes the configuration to the spool, where the Ferrofax service (`ferrofax serve`) reads
    /// it.
    fn publish(&self) {
        self.slot.publish(self.current().published(self.host.is_ready()));
    }
}

impl Current {
    /// Reads the settings from ferrofax.conf (`config`) and the fax devices from the dialplan
    /// (`declared`). Faulty entries are logged and left out.
    pub(in crate::service) fn read(config: &RawConfig, declared: &[Declaration]) -> Self {
        Self::read_again(config, declared, (&Settings::default(), &Managed::default()))
    }

    /// Reads the settings and devices again. `before` are the settings that have applied so far.
    fn read_again(
        config: &RawConfig,
        declared: &[Declaration],
        before: (&Settings, &Managed),
    ) -> Self {
        let (mut settings, managed, mut complaints) = Settings::read_with_managed(config, before);
        settings.switches = before.0.switches.clone();
        let (devices, wrong_devices) = devices::read(declared, &settings);
        complaints.extend(wrong_devices);
        complaints.iter().for_each(|complaint| log::warn!("{complaint}"));
        ferrofax_ground::pii::show_in_logs(settings.log_personal_data);
        let state = managed.state(&settings.spool, declared);
        Self { settings: Arc::new(settings), devices, complaints, managed, state }
    }

    /// `are_complete` says whether the dialplan, in which the devices were found, is complete.
    fn published(&self, are_complete: bool) -> Published {
        Published {
            devices: self.devices.iter().map(|device| device.record(&self.settings)).collect(),
            are_complete,
            sending: self.settings.sending.clone(),
            max_lines: self.settings.max_lines,
            faxmaster: self.settings.mail.faxmaster_address(),
            retention: self.settings.retention.clone(),
            managed: self.state.clone(),
        }
    }
}
