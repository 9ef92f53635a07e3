//! What fronts go by of a node's settings: its devices, and what holds for what is sent from them.
//! Each node tells it to the store, behind its own name.

use std::collections::BTreeMap;

use super::node::Node;
use super::{DeviceRecord, SpoolError, devices, sending};
use crate::Cluster;

/// What a node has published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct House {
    devices: Vec<DeviceRecord>,
    sending: BTreeMap<String, String>,
}

impl Cluster<'_> {
    /// Whether it is that.
    pub fn is_front(&self) -> bool {
        self.spool.is_front
    }

    /// Makes this the one connection to a store by which is done what is to be done once; from now on
    /// there are no changes by it once another is that. The store knows when this process dies.
    ///
    /// # Errors
    /// Another process has it, or the store can't be reached.
    pub fn claim_store(&self) -> Result<(), SpoolError> {
        self.spool.claim_work("receiving", "front")
    }

    /// The same of mails that stand in the store's own outbox.
    ///
    /// # Errors
    /// As above.
    pub fn claim_mails(&self) -> Result<(), SpoolError> {
        self.spool.claim_work("mails", "mails")
    }

    /// What this spool's module has published.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn house(&self) -> Result<House, SpoolError> {
        let sending = self.spool.read(sending::published)?;
        Ok(House { devices: self.spool.devices().list()?, sending })
    }

    /// Tells this store what a node has published, in the place of what it was told before.
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn take_house(&self, node: &Node, house: &House) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
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
        assert!(front.devices().list().unwrap().is_empty());
        let (node, who) = (&bench.berlin.spool, &bench.berlin.node);
        let named = |name: &str| Node { name: name.into(), ..who.clone() };
        let tell = |name: &str, country: &str, devices: &[DeviceRecord]| {
            let mut settings = SendingSettings::default();
            settings.set("country_code", country).unwrap();
            node.devices().publish_sending(&settings, 2).unwrap();
            node.devices().publish_devices(devices).unwrap();
            bench
                .store
                .cluster()
                .take_house(&named(name), &node.cluster().house().unwrap())
                .unwrap();
        };
        let (alice, bob) = (device("2101", "alice@example.com"), device("2102", "bob@example.com"));
        tell("hamburg", "43", &[device("2101", "carol@example.com"), bob.clone()]);
        tell("berlin", "49", std::slice::from_ref(&alice));
        assert_eq!(front.devices().list().unwrap(), [alice.clone(), bob]);
        assert_eq!(front.devices().sending().unwrap().rules.country, "49");
        // Told anew it stands in the place of what was told; and one that is no more has none.
        tell("berlin", "41", &[alice, device("2103", "dora@example.com")]);
        assert_eq!(front.devices().list().unwrap().len(), 3);
        assert_eq!(front.devices().sending().unwrap().rules.country, "41");
        bench.store.cluster().forget_member("berlin").unwrap();
        assert_eq!(front.devices().list().unwrap()[0].mailboxes, ["carol@example.com"]);
        assert_eq!(front.devices().sending().unwrap().rules.country, "43");
    }
}
