//! The settings of this machine as a stateless node (a machine without a PBX): the key `store` at
//! the top of gateway.toml, and the section `[relay]`.

use std::time::Duration;

use ferrofax_delivery::{MailSettings, oddities};
use ferrofax_gateway_toml::{Key, Kind, Secret, Section};
use ferrofax_spool::Store;

/// The settings of a stateless node (a machine without a PBX): the key `store`, and `[relay]`, the
/// mail server for mails that report the result of faxes submitted on this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrontSettings {
    /// `store`: the shared database, with its password if any. Empty: this machine has its own
    /// spool.
    pub store: Secret,
    /// The settings of `[relay]` (the mail server), each under its name in ferrofax.conf.
    relay: Vec<(&'static str, Secret)>,
    /// The value of the key `mails_of_others_after` in seconds: how long another node must be
    /// silent before this machine sends its mails. `None` if the key is not set.
    mails_after_s: Option<u32>,
}

/// The default of `mails_of_others_after`, in seconds: how long another node must be silent before
/// this machine sends its mails.
const MAILS_AFTER_S: u32 = 900;

/// The smallest permitted value of `mails_of_others_after` apart from 0, in seconds. It is several
/// times longer than the interval at which a running node reports to the shared database (about a
/// second).
const LEAST_MAILS_AFTER_S: u32 = 10;

/// The keys at the top of gateway.toml, before all tables. There is only one, `store`.
pub(crate) const KEYS: &[Key<FrontSettings>] = &[Key {
    name: "store",
    default: r#""sqlite:""#,
    kind: Kind::Secret(|front, store| {
        front.store = if store.0 == "sqlite:" { Secret::default() } else { store }
    }),
    help: "The database. By default it is the database in the spool's folder. On a machine without \
           a PBX, it is the shared database of the nodes: \
           \"postgres://USER:PASSWORD@HOST/DATABASE\". The documents and keys of the shared \
           database are set in [node], as on the other machines. See docs/nodes.md.",
}];

/// Defines a key of `[relay]` in gateway.toml. The key has the same name in ferrofax.conf.
macro_rules! relay {
    ($name:literal, $default:literal, $help:literal) => {
        Key {
            name: $name,
            default: $default,
            kind: Kind::Plain(|front, said| front.say(($name, $default), said)),
            help: $help,
        }
    };
}

/// The keys that the section `[relay]` of gateway.toml accepts, about the mail server.
pub(crate) const RELAY_KEYS: &[Key<FrontSettings>] = &[
    relay!("mailserver", r#""localhost""#, "The address of the mail server: host, or host:port."),
    relay!(
        "mailport",
        r#""""#,
        "The mail server's port. \"\": 25, or 465 if mailtls is \"implicit\"."
    ),
    relay!(
        "mailtls",
        r#""opportunistic""#,
        "Encryption of the connection to the mail server: \"none\", \"opportunistic\", \
         \"required\" or \"implicit\"."
    ),
    relay!(
        "mailcafile",
        r#""""#,
        "PEM file with the authorities that sign the mail server's certificate. \"\": those that \
         the system trusts."
    ),
    relay!(
        "mailuser",
        r#""""#,
        "The user name for the login at the mail server, if it requires one."
    ),
    relay!("mailpassword", r#""""#, "The password for the login at the mail server."),
    relay!(
        "mailauth",
        r#""password""#,
        "The kind of login at the mail server: \"password\", or \"oauth2\" with an access token (see \
         [mail_login])."
    ),
    relay!(
        "mailauthinclear",
        "false",
        "Whether to log in at the mail server over a connection without TLS, or without a check of \
         its certificate."
    ),
    relay!("mailhelo", r#""""#, "The host name in EHLO. \"\": the machine's name."),
    relay!(
        "mailgiveupafter",
        "72",
        "Hours after which a mail that could not be delivered is sent to the faxmaster."
    ),
    relay!(
        "maildomain",
        r#""""#,
        "The domain that completes addresses without @. \"\": the machine's name."
    ),
    relay!("serveremail", r#""fax""#, "The sender address of mails."),
    relay!("fromstring", r#""Fax""#, "The sender name of mails."),
    relay!("faxmaster", r#""faxmaster""#, "The address for mails that could not be delivered."),
    relay!(
        "reportattach",
        r#""""#,
        "The pages of the fax that are attached to a report: \"none\", \"first\" (page) or \"all\". \
         \"\": none in text reports, all in HTML reports."
    ),
    relay!(
        "tz",
        r#""""#,
        "The time zone of dates, for example \"Europe/Berlin\". \"\": that of the system."
    ),
    Key {
        name: "mails_of_others_after",
        default: "900",
        kind: Kind::Number(0..=86_400, |front, seconds| front.mails_after_s = Some(seconds.into())),
        help: "If a node with a PBX has not reported for this many seconds (at least 10), this \
               machine sends that node's outstanding mails from the shared database: received \
               faxes and reports. 0: never. On a machine with a PBX the default is 0. See \
               docs/nodes-operation.md.",
    },
];

impl FrontSettings {
    /// Whether these settings make this machine a stateless node (a machine without a PBX).
    pub fn is_on(&self) -> bool {
        !self.store.0.is_empty()
    }

    /// The shared database that the settings name; `None` on a machine with its own spool.
    pub fn store(&self) -> Option<Store> {
        self.store.0.parse().ok().filter(|_| self.is_on())
    }

    /// Whether `[relay]` contains a password to the mail server.
    pub fn has_password(&self) -> bool {
        self.relay.iter().any(|(name, _)| *name == "mailpassword")
    }

    /// The time after which this machine sends the mails of another node that no longer reports to
    /// the database. `None`: this machine never sends them.
    pub fn mails_of_others_after(&self) -> Option<Duration> {
        let has_relay = !self.relay.is_empty() || self.mails_after_s.is_some();
        let usual = if self.is_on() { MAILS_AFTER_S } else { 0 };
        let seconds = self.mails_after_s.unwrap_or(usual);
        (has_relay && seconds > 0).then(|| Duration::from_secs(seconds.into()))
    }

    /// Returns the settings for sending mails, as `[relay]` of gateway.toml sets them.
    pub fn mail(&self) -> MailSettings {
        let mut mail = MailSettings::default();
        for (name, value) in &self.relay {
            if let Err(why) = mail.set(name, &value.0) {
                log::error!("[relay] {why}");
            }
        }
        mail
    }

    /// Reads the key `store` at the top of gateway.toml, before all tables.
    pub(crate) fn read(&mut self, file: &Section<'_, '_>) {
        file.read(KEYS, self);
        if !self.is_on() {
            return;
        }
        match self.store.0.parse::<Store>() {
            Err(why) => file.wrong("store", why),
            Ok(Store::Sqlite) => self.store = Secret::default(),
            Ok(_) => {}
        }
    }

    /// Reads the section `[relay]` of gateway.toml, and reports values that are not valid.
    /// `is_handed_mails` says whether the module hands its mails over to this service, which sends
    /// them by `[relay]`.
    pub(crate) fn read_relay(&mut self, section: &Section<'_, '_>, is_handed_mails: bool) {
        section.read(RELAY_KEYS, self);
        if self
            .mails_after_s
            .is_some_and(|seconds| (1..LEAST_MAILS_AFTER_S).contains(&seconds))
        {
            section.wrong("mails_of_others_after", "0, or 10 seconds at least");
        }
        let mut mail = MailSettings::default();
        for (name, value) in &self.relay {
            match mail.set(name, &value.0) {
                Err(why) => section.wrong(name, why),
                Ok(_) => oddities(name, &value.0).iter().for_each(|odd| section.doubt(name, odd)),
            }
        }
        let is_used = self.is_on() || is_handed_mails || self.mails_of_others_after().is_some();
        if !is_used && !self.relay.is_empty() {
            section.doubt(
                "mailserver",
                "the module sends the mails of a machine with a PBX, by the server in ferrofax.conf; mails of other \
                 machines are sent by this one where mails_of_others_after is set",
            );
        }
    }

    /// Adds the value of a key of `[relay]` to the list `relay`, unless the value is the default.
    fn say(&mut self, (name, default): (&'static str, &str), said: &str) {
        if said == default.trim_matches('"') {
            return;
        }
        let text = match said {
            "true" => "yes".to_owned(),
            "false" => "no".to_owned(),
            said => said.to_owned(),
        };
        if !text.is_empty() {
            self.relay.push((name, Secret(text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;

    #[test]
    fn a_front_says_where_the_store_is_and_who_mails() {
        let text = "store = \"postgres://fax:hushhush@db/fax\"\n[relay]\nmailserver = \"mail.example.com\"\n\
                    mailport = 587\nmailpassword = \"hushhush\"\n[node]\ndocuments = \"/srv/faxes\"\n";
        let settings = Settings::parse(text).unwrap();
        assert!(!format!("{settings:?}").contains("hushhush"));
        let place = settings.place_of_spool().unwrap();
        assert_eq!(place.store.to_string(), "postgresql://fax@db:5432/fax?schema=ferrofax");
        assert!(matches!(place.documents, ferrofax_node::Documents::InFolder(_)));
        let mail = settings.front.mail();
        assert_eq!((mail.relay.host.as_str(), mail.relay.port()), ("mail.example.com", 587));
        for alone in ["", "store = \"sqlite:\"\n"] {
            assert!(Settings::parse(alone).unwrap().place_of_spool().is_none());
        }
    }

    #[test]
    fn a_front_with_a_relay_mails_for_others_and_a_node_that_says_so() {
        let after = |text: &str| {
            Settings::parse(text)
                .unwrap()
                .front
                .mails_of_others_after()
                .map(|time| time.as_secs())
        };
        let front = "store = \"postgres://db/fax\"\n";
        let node = "[node]\nstore = \"postgres://db/fax\"\nname = \"a\"\n";
        let said = "[relay]\nmails_of_others_after = 300\n";
        assert_eq!(after(front), None);
        assert_eq!(after(&format!("{front}[relay]\n")), None);
        assert_eq!(after(&format!("{front}[relay]\nmailserver = \"a\"\n")), Some(900));
        assert_eq!(after(&format!("{front}{said}")), Some(300));
        assert_eq!(after(&format!("{front}[relay]\nmails_of_others_after = 0\n")), None);
        assert_eq!(after(&format!("{node}[relay]\nmailserver = \"a\"\n")), None);
        assert_eq!(after(&format!("{node}{said}")), Some(300));
    }

    #[test]
    fn parts_of_a_value_that_are_not_used_are_reported() {
        let text = "store = \"postgres://db/fax\"\n[relay]\nmailserver = \"a.example.com, b.example.com\"\n\
                    serveremail = \"City Fax <fax@example.com>\"\n";
        let settings = Settings::parse(text).unwrap();
        let told: Vec<String> = settings.warnings.iter().map(ToString::to_string).collect();
        for said in ["only the first mail server, a.example.com", "only the address is used"] {
            assert!(told.iter().any(|told| told.contains(said)), "{said}: {told:?}");
        }
        let mail = settings.front.mail();
        assert_eq!((&*mail.relay.host, &*mail.from_address), ("a.example.com", "fax@example.com"));
    }

    #[test]
    fn a_relay_that_nobody_uses_is_reported() {
        let warnings = |more: &str| {
            let text = format!("[relay]\nmailserver = \"mail.example.com\"\n{more}");
            Settings::parse(&text).unwrap().warnings.len()
        };
        assert_eq!(warnings(""), 1);
        assert_eq!(warnings("[mail_protection]\nfolder = \"/srv/keys\"\n"), 0);
    }

    #[test]
    fn what_can_not_be_meant_is_told() {
        let store = "store = \"postgres://db/fax\"\n";
        for (text, said) in [
            ("store = \"mysql://hushhush@db\"\n", "store: a store is"),
            (&format!("{store}[relay]\nmailtls = \"maybe\"\n"), "[relay] mailtls: "),
            (
                &format!("{store}[relay]\nmails_of_others_after = 5\n"),
                "[relay] mails_of_others_after: 0, or 10",
            ),
            (
                &format!("{store}[node]\nstore = \"postgres://db/fax\"\nname = \"a\"\n"),
                "[node] store: ",
            ),
            (&format!("{store}[node]\ndocuments = \"faxes\"\n"), "[node] documents: "),
        ] {
            let problems = Settings::parse(text).unwrap_err();
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert!(told.iter().any(|told| told.contains(said)), "{said}: {told:?}");
            assert!(told.iter().all(|told| !told.contains("hushhush")), "{told:?}");
        }
    }
}
