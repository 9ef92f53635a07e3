//! A house with devices, groups and people of every role.

use std::path::PathBuf;

use ferrofax::UnixMs;
use ferrofax::convert::Converter;
use ferrofax::desk::{Desk, Entrance, Person};
use ferrofax::program::settings::Settings;
use ferrofax::rights::Rights;
use ferrofax::spool::jobs::NewDocument;
use ferrofax::spool::jobs::{JobId, Origin};
use ferrofax::spool::sending::SendingSettings;
use ferrofax::spool::submission::{Draft, prepare};
use ferrofax::spool::{DeviceRecord, FaxId, NewFax, OutboxState, Spool};
use serde_json::Value;

use super::super::printing::one_page;
use ferrofax_kit::received::whole;

/// A moment that all tests are at.
pub(crate) const NOW: UnixMs = UnixMs(1_800_000_000_000);

/// Alice and bob have a device each, bob by his mailbox; the two share 2102 with dora, their
/// desk. Carol has nothing to do with them.
const SETTINGS: &str = r#"
[[user]]
name = "alice"
addresses = ["alice@example.com"]
device = "2101"
system_users = ["al"]
[[user]]
name = "bob"
addresses = ["bob@example.com"]
may_delete = true
[[user]]
name = "dora"
role = "desk"
[[user]]
name = "carol"
device = "2104"
[[user]]
name = "chief"
role = "administrator"
[[user]]
name = "ann"
role = "auditor"
device = "2101"
[[group]]
name = "sales"
devices = ["2102"]
members = ["Alice", "bob", "dora"]
"#;

pub(crate) struct House {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) spool: Spool,
    pub(crate) rights: Rights,
    pub(crate) desk: Desk,
}

fn device(extension: &str, mailbox: &str) -> DeviceRecord {
    DeviceRecord {
        context: "fax".into(),
        extension: extension.into(),
        mailboxes: vec![mailbox.into()],
        enabled: true,
        ..DeviceRecord::default()
    }
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with("")
    }

    /// A house whose settings say this, too.
    pub(crate) fn with(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let mut sending = SendingSettings::default();
        for (key, value) in [("country_code", "49"), ("forbidden", "+49900")] {
            sending.set(key, value).unwrap();
        }
        spool.devices().publish_sending(&sending, 4).unwrap();
        let devices = [
            device("2101", "x@example.com"),
            device("2102", "sales@example.com"),
            device("2103", "Bob@example.com"),
            device("2104", "y@example.com"),
        ];
        spool.devices().publish_devices(&devices).unwrap();
        let settings = Settings::parse(&format!("{SETTINGS}{more}")).unwrap();
        let rights = Rights::new(&settings.rights, &spool).unwrap();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_ferrofax"));
        let converter = Converter { program, ..Converter::default() };
        let desk = Desk::new(&spool, &rights, converter, vec!["office".into()]);
        Self { folder, spool, rights, desk }
    }

    pub(crate) fn person(&self, name: &str) -> Person {
        let client = "192.0.2.7".parse().ok();
        self.rights.person(name, Entrance::Page, client).unwrap().unwrap()
    }

    /// A fax with a page that has come to this device, and reached its mailbox.
    pub(crate) fn fax(&self, extension: &str, calling: &str) -> FaxId {
        let fax = self.coming(extension, calling);
        self.spool.receiving().append_page(fax, &one_page()).unwrap();
        self.finish(fax);
        for entry in self.spool.outbox().outbox_of(fax).unwrap() {
            assert!(self.spool.outbox().delivered(entry.id, NOW, "250").unwrap());
        }
        fax
    }

    pub(crate) fn finish(&self, fax: FaxId) {
        self.spool.receiving().finish_fax(fax, &whole(NOW)).unwrap();
    }

    /// A fax that is coming in.
    pub(crate) fn coming(&self, extension: &str, calling: &str) -> FaxId {
        let new = NewFax {
            device: format!("{extension}@fax").parse().unwrap(),
            calling: calling.into(),
            started_at: NOW,
            mailboxes: vec!["a@example.com".into()],
            ..NewFax::default()
        };
        self.spool.receiving().begin_fax(&new).unwrap()
    }

    /// A job of this device's.
    pub(crate) fn job(&self, extension: &str, owner: &str, by: Origin, number: &str) -> JobId {
        let path = self.folder.path().join("page.tif");
        if !path.exists() {
            let fax = self.coming("2104", "");
            self.spool.receiving().append_page(fax, &one_page()).unwrap();
            std::fs::copy(self.spool.faxes().document_path(fax).unwrap(), &path).unwrap();
            self.finish(fax);
        }
        let draft = Draft {
            number: number.into(),
            may_wait_for_number: true,
            device: format!("{extension}@fax"),
            owner: owner.into(),
            created_by: by,
            documents: vec![NewDocument { path, name: "Letter".into() }],
            ..Draft::default()
        };
        let job = prepare(&self.spool, &draft, NOW).unwrap();
        self.spool.submission().submit(&job, NOW).unwrap()
    }

    /// The lines of the audit log about this, with whether it was granted and by which rule
    /// it was not.
    pub(crate) fn audited(&self, user: &str, asked: &str) -> Vec<(bool, String)> {
        let text = std::fs::read_to_string(self.spool.folder().join("audit.log")).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines
            .filter(|line| line["user"] == user && line["asked"] == asked)
            .map(|line| {
                assert_eq!((&line["door"], &line["client"]), (&"page".into(), &"192.0.2.7".into()));
                let rule = line["rule"].as_str().unwrap_or_default();
                (line["granted"].as_bool().unwrap(), rule.to_owned())
            })
            .collect()
    }

    pub(crate) fn is_waiting(&self, fax: FaxId, mailbox: &str) -> bool {
        let entries = self.spool.outbox().outbox_of(fax).unwrap();
        entries
            .iter()
            .any(|entry| entry.mailbox == mailbox && entry.state == OutboxState::Waiting)
    }
}
