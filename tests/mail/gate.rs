//! Devices and dial rules in a spool, the product's policy by some gateway.toml
//! before it, and a clock that stands still until it is moved.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ferrofax::UnixMs;
use ferrofax::mail::{MailPolicy, Reply, SessionPolicy};
use ferrofax::network::asker::{Client, Envelope, Login, Recipient};
use ferrofax::program::settings::Settings;
use ferrofax::rights::{Grant, Rights};
use ferrofax::spool::numbers::NumberRules;
use ferrofax::spool::sending::SendingSettings;
use ferrofax::spool::{DeviceRecord, Spool};
use serde_json::Value;

pub(crate) const MINUTE_MS: i64 = 60_000;
pub(crate) const HOUR_MS: i64 = 60 * MINUTE_MS;

/// A number that is open to whoever may send.
pub(crate) const GOOD: &str = "name@009912700619.fax";

/// Friday, 20 November 2026, noon in UTC: by day in the zones where tests are run.
const NOON: i64 = 1_795_176_000_000;

pub(crate) struct Gate {
    pub(crate) spool: Spool,
    pub(crate) rights: Rights,
    pub(crate) mail_policy: MailPolicy,
    settings: Settings,
    clock: Arc<AtomicI64>,
    folder: tempfile::TempDir,
}

fn device(
    extension: &str,
    context: &str,
    mailboxes: &[&str],
    options: &[(&str, &str)],
) -> DeviceRecord {
    DeviceRecord {
        context: context.into(),
        extension: extension.into(),
        mailboxes: mailboxes.iter().map(|&mailbox| mailbox.into()).collect(),
        enabled: true,
        options: options.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        declared_at: "extensions.conf:12".into(),
        ..DeviceRecord::default()
    }
}

impl Gate {
    /// Devices: 2101 is alice's, 2102 is alice's and bob's together, 2109 nobody's, 2108
    /// carol's and may not send, 2110 dave's in the class `staff`. Numbers: Germany, the
    /// outside line by 0.
    pub(crate) fn new(settings: &str) -> Self {
        Self::with_child(settings, env!("CARGO_BIN_EXE_ferrofax").as_ref())
    }

    /// The same, with another child than the program itself.
    pub(crate) fn with_child(settings: &str, child: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let mut staff = device("2110", "fax-devices", &["dave@example.com"], &[]);
        staff.class = Some("staff".into());
        let devices = [
            device("2101", "fax-devices", &["Alice@example.com"], &[]),
            device("2102", "fax-devices", &["bob@example.com", "alice@example.com"], &[]),
            device("2108", "fax-devices", &["carol@example.com"], &[("sendenabled", "no")]),
            device("2109", "fax-devices", &[], &[]),
            staff,
        ];
        spool.devices().publish_devices(&devices).unwrap();
        let rules = NumberRules {
            country: "49".into(),
            area: "991".into(),
            outside: "0".into(),
            internal_digits: 4,
            ..NumberRules::default()
        };
        spool
            .devices()
            .publish_sending(&SendingSettings { rules, ..SendingSettings::default() }, 4)
            .unwrap();
        let settings = Settings::parse(settings).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let settings = settings.with_child(Some(child));
        Self::started(folder, spool, settings, Arc::new(AtomicI64::new(NOON)))
    }

    fn started(
        folder: tempfile::TempDir,
        spool: Spool,
        settings: Settings,
        clock: Arc<AtomicI64>,
    ) -> Self {
        let told = Arc::clone(&clock);
        let clock_of_test = Arc::new(move || UnixMs(told.load(Ordering::Relaxed)));
        let proving = settings.proving();
        let rights =
            Rights::with_clock(&settings.rights, proving.as_ref(), &spool, clock_of_test).unwrap();
        let mail_policy = settings.mail_policy(&rights).unwrap();
        Self { spool, rights, mail_policy, settings, clock, folder }
    }

    /// The program ends and begins again.
    pub(crate) fn started_again(self) -> Self {
        Self::started(self.folder, self.spool, self.settings, self.clock)
    }

    /// It is as late as it is.
    pub(crate) fn begin_now(&self) {
        self.clock.store(UnixMs::now().0, Ordering::Relaxed);
    }

    /// Time passes.
    pub(crate) fn wait(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    /// The right to send to one recipient, if there is one.
    pub(crate) fn grant(
        &self,
        client: &Client,
        sender: &str,
        recipient: &str,
    ) -> Result<Grant, Reply> {
        self.mail_policy.connected(client)?;
        self.mail_policy.sender(client, sender, None)?;
        let recipient = self.mail_policy.recipient(client, sender, recipient, &[])?;
        Ok(Grant::from_json(&recipient.grant.expect("a grant is kept with its recipient"))
            .expect("it can be read"))
    }

    /// A whole mail.
    pub(crate) fn mail(
        &self,
        client: &Client,
        sender: &str,
        recipients: &[&str],
        bytes: &[u8],
    ) -> Result<(), Reply> {
        self.mail_policy.connected(client)?;
        self.mail_policy.sender(client, sender, None)?;
        let mut granted: Vec<Recipient> = Vec::new();
        for recipient in recipients {
            granted.push(self.mail_policy.recipient(client, sender, recipient, &granted)?);
        }
        let envelope = Envelope {
            client: client.clone(),
            sender: sender.into(),
            envelope_id: None,
            return_full: None,
            utf8: false,
            recipients: granted,
            received_at: UnixMs(self.clock.load(Ordering::Relaxed)),
        };
        self.mail_policy.message(&envelope, bytes)
    }

    /// Counts a fax of so many pages, as the desk does.
    pub(crate) fn count(&self, grant: &Grant, pages: u32, mark: &str) -> Result<(), &'static str> {
        self.rights.pages(grant, pages, mark).map_err(|denied| denied.rule)
    }

    /// A client that has logged in.
    pub(crate) fn login(&self, name: &str, password: &str) -> Result<Client, Reply> {
        let client = from("203.0.113.5");
        let login = Login::Plain { user: name.into(), password: password.into() };
        let user = self.mail_policy.login(&client, &login)?;
        Ok(Client { login: Some(user), ..client })
    }

    /// The lines of the audit log.
    pub(crate) fn audit(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.spool.folder().join("audit.log")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The last line that says no: its rule.
    pub(crate) fn last_refusal(&self) -> String {
        let lines = self.audit();
        let line = lines.iter().rev().find(|line| line["granted"] == Value::Bool(false));
        line.map_or_else(String::new, |line| line["rule"].as_str().unwrap_or_default().to_owned())
    }
}

/// A client from there.
pub(crate) fn from(address: &str) -> Client {
    Client {
        helo: "client.example".into(),
        ..Client::at(address.parse().unwrap(), "smtp 127.0.0.1:2525", true)
    }
}

/// A mail from this author to these.
pub(crate) fn letter(author: &str, recipients: &[&str]) -> Vec<u8> {
    format!(
        "From: {author}\r\nTo: {}\r\nSubject: Offer\r\nMessage-ID: <1@example.com>\r\nDate: Fri, 20 Nov 2026 12:00:00 +0000\r\n\
         \r\nHello\r\n",
        recipients.join(", ")
    )
    .into_bytes()
}
