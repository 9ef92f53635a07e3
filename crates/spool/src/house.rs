//! What fronts go by of a node's settings: its devices, and what holds for what is sent from them.
//! Each node tells it to the store, behind its own name.

use std::collections::BTreeMap;

use super::node::Node;
use super::{DeviceRecord, Spool, SpoolError, devices, sending};

/// What a node has published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct House {
    devices: Vec<DeviceRecord>,
    sending: BTreeMap<String, String>,
}

impl Spool {
    /// What this spool's module has published.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn house(&self) -> Result<House, SpoolError> {
        let sending = self.read(sending::published)?;
        Ok(House { devices: self.devices()?, sending })
    }

    /// Tells this store what a node has published, in the place of what it was told before.
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn take_house(&self, node: &Node, house: &House) -> Result<(), SpoolError> {
        self.write(|transaction| {
            devices::put_of_node(transaction, &node.name, &house.devices)?;
            sending::put_of_node(transaction, &node.name, &house.sending)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::bench::Bench;
    use crate::sending::SendingSettings;

    fn device(extension: &str, mailbox: &str) -> DeviceRecord {
        DeviceRecord {
            context: "fax-devices".into(),
            extension: extension.into(),
            mailboxes: vec![mailbox.into()],
            enabled: true,
            ..DeviceRecord::default()
        }
    }

    #[test]
    fn fronts_know_the_devices_of_all_nodes_and_the_rules_of_the_first() {
        let bench = Bench::new();
        let front = bench.store.clone().as_front();
        assert!(front.devices().unwrap().is_empty());
        let (node, who) = (&bench.berlin.spool, &bench.berlin.node);
        let named = |name: &str| Node { name: name.into(), ..who.clone() };
        let tell = |name: &str, country: &str, devices: &[DeviceRecord]| {
            let mut settings = SendingSettings::default();
            settings.set("country_code", country).unwrap();
            node.publish_sending(&settings, 2).unwrap();
            node.publish_devices(devices).unwrap();
            bench.store.take_house(&named(name), &node.house().unwrap()).unwrap();
        };
        let (alice, bob) = (device("2101", "alice@example.com"), device("2102", "bob@example.com"));
        tell("hamburg", "43", &[device("2101", "carol@example.com"), bob.clone()]);
        tell("berlin", "49", std::slice::from_ref(&alice));
        assert_eq!(front.devices().unwrap(), [alice.clone(), bob]);
        assert_eq!(front.sending().unwrap().rules.country, "49");
        // Told anew it stands in the place of what was told; and one that is no more has none.
        tell("berlin", "41", &[alice, device("2103", "dora@example.com")]);
        assert_eq!(front.devices().unwrap().len(), 3);
        assert_eq!(front.sending().unwrap().rules.country, "41");
        bench.store.forget_member("berlin").unwrap();
        assert_eq!(front.devices().unwrap()[0].mailboxes, ["carol@example.com"]);
        assert_eq!(front.sending().unwrap().rules.country, "43");
    }
}
