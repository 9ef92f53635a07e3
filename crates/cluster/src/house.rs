//! The settings that a node publishes for stateless nodes: its devices, and the rules for faxes
//! that are sent from them. Each node reports them to the shared database under its own name. (In
//! the code, a stateless node is a *front*, and its settings are a [`House`].)

use std::collections::BTreeMap;

use crate::Cluster;
use crate::node::Node;
use ferrofax_spool::inside::{Inside, devices, sending};
use ferrofax_spool::{DeviceRecord, SpoolError};

/// The settings that a node has published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct House {
    devices: Vec<DeviceRecord>,
    sending: BTreeMap<String, String>,
}

impl Cluster<'_> {
    /// Claims, for this connection, the work in the shared database that only one stateless node
    /// may do. If another process gets the claim later, this connection can no longer change
    /// anything. The database notices when this process dies.
    ///
    /// # Errors
    /// Another process has the claim, or the shared database could not be reached.
    pub fn claim_store(&self) -> Result<(), SpoolError> {
        self.spool.claim_work("receiving", "front")
    }

    /// Does the same as [`Self::claim_store`] for the sending of mails from the outbox of the
    /// shared database.
    ///
    /// # Errors
    /// Another process has the claim, or the shared database could not be reached.
    pub fn claim_mails(&self) -> Result<(), SpoolError> {
        self.spool.claim_work("mails", "mails")
    }

    /// Reads the settings that the module of this spool has published.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn house(&self) -> Result<House, SpoolError> {
        let sending = self.spool.read(sending::published)?;
        Ok(House { devices: self.spool.devices().list()?, sending })
    }

    /// Stores the settings that a node has published in this shared database. They replace the
    /// earlier settings of the node.
    ///
    /// # Errors
    /// The shared database could not be changed.
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
    use crate::jobs::tests::Bench;
    use crate::{Clustered, as_front};
    use ferrofax_basics::UnixMs;
    use ferrofax_spool::NewFax;
    use ferrofax_spool::sending::SendingSettings;

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
    fn a_front_releases_no_junk_because_it_delivers_no_faxes() {
        let bench = Bench::new();
        let front = as_front(bench.store.clone());
        let fax = front.receiving().begin_fax(&NewFax::default()).unwrap();
        front.faxes().file_as_junk(fax, "hidden", UnixMs(9)).unwrap();
        let refused = front.faxes().not_junk(fax, UnixMs(2));
        assert_eq!(refused, Err(SpoolError::ReceivedElsewhere(fax)));
        assert!(front.faxes().junk_of(fax).unwrap().is_some());
        assert_eq!(front.outbox().outbox_of(fax).unwrap(), []);
    }

    #[test]
    fn fronts_know_the_devices_of_all_nodes_and_the_rules_of_the_first() {
        let bench = Bench::new();
        let front = as_front(bench.store.clone());
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
        // A second report replaces the first; a node that no longer exists has no settings.
        tell("berlin", "41", &[alice, device("2103", "dora@example.com")]);
        assert_eq!(front.devices().list().unwrap().len(), 3);
        assert_eq!(front.devices().sending().unwrap().rules.country, "41");
        bench.store.cluster().forget_member("berlin").unwrap();
        assert_eq!(front.devices().list().unwrap()[0].mailboxes, ["carol@example.com"]);
        assert_eq!(front.devices().sending().unwrap().rules.country, "43");
    }
}
