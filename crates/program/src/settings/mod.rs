//! `gateway.toml`: the settings of the Ferrofax service. `asterisk-conf/gateway.toml.sample` lists
//! each key with its default.
//!
//! Each module has its own settings with their keys. This module combines them and reads the file.
//! A file is accepted as a whole or not at all. All errors are reported at once, each with its
//! line, its key and the right value. Without a file the defaults apply. Then faxes are accepted
//! only from the drop folder (a folder for job files) and from the command line.
//!
//! ```
//! use ferrofax_program::settings::Settings;
//!
//! let settings = Settings::parse(
//!     r#"
//! [mail]
//! enabled = true
//! domains = ["fax.example.com"]
//!
//! [[user]]
//! name = "alice"
//! device = "2101"
//! jobs_per_day = 50
//! "#,
//! )
//! .expect("each key is known");
//! assert!(settings.mail.enabled);
//! assert_eq!(settings.rights.users[0].limits.jobs_per_day, Some(50));
//! // Everything else has its default, as in the sample.
//! assert_eq!(settings.mail.server.max_connections, 100);
//!
//! let problems = Settings::parse("[mail]\nlisten = \"nowhere\"\nlissen = 1\n").unwrap_err();
//! assert_eq!(
//!     problems[0].to_string(),
//!     "2: [mail] listen: 'nowhere' is no address to listen at; 127.0.0.1:2525 and [::1]:2525 are"
//! );
//! assert_eq!(problems[1].to_string(), "3: [mail] lissen: unknown; is 'listen' meant?");
//! ```
//!
//! Read in this order: this file (all settings), `file` (the reader), `sample` and `reference`
//! (both made from the same keys), and the keys of some modules: `rights/settings.rs`,
//! `mail/settings.rs`, `convert/settings.rs`.

mod file;
mod reference;
mod sample;

use std::path::{Path, PathBuf};

pub use file::SettingsError;
pub use reference::{KeyReference, TableReference, reference};
pub use sample::sample;

use crate::acme::AcmeSettings;
use crate::alarms::AlarmSettings;
use crate::front::FrontSettings;
use crate::sealing::SealingSettings;
use crate::sorting::SortingSettings;
use crate::texts::TextSettings;
use ferrofax_convert::{ConvertSettings, Converter, CoverSettings};
use ferrofax_gateway_toml::Problem;
use ferrofax_listeners::drop::DropSettings;
use ferrofax_listeners::fields::FieldSettings;
use ferrofax_listeners::filing::{FilingsSettings, FoldersSettings};
use ferrofax_listeners::hylafax::HylafaxSettings;
use ferrofax_listeners::print::PrintSettings;
use ferrofax_listeners::printer::PrinterSettings;
use ferrofax_mail::address::FormError;
use ferrofax_mail::fax_links::FaxLinkSettings;
use ferrofax_mail::mail_login::MailLoginSettings;
use ferrofax_mail::mail_protection::ProtectionSettings;
use ferrofax_mail::{MailPolicy, MailSettings, MailboxSettings};
use ferrofax_node::{NodeSettings, Place, names_password};
use ferrofax_proof::ProofSettings;
use ferrofax_rights::{Proving, Rights, RightsError, RightsSettings};
use ferrofax_spool::Spool;
use ferrofax_web::WebSettings;
use ferrofax_web::examiner::CallSettings;
use ferrofax_web::webhooks::WebhookSettings;

/// All settings of the Ferrofax service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The settings of the section `[mail]` of gateway.toml, without the keys that grant
    /// permissions to send.
    pub mail: MailSettings,
    /// The rights to send, with mail addresses, fax numbers and limits. They come from `[[user]]`,
    /// `[[network]]`, `[[device]]`, `[class.NAME]`, `[limits]`, `[total]`, `[command_line]`, and
    /// the keys about rights in `[drop]` and `[mail]`.
    pub rights: RightsSettings,
    /// The settings of the section `[convert]` of gateway.toml: how documents are converted to fax
    /// pages.
    pub convert: ConvertSettings,
    /// The settings of the section `[cover]` of gateway.toml: the cover pages of faxes.
    pub cover: CoverSettings,
    /// The settings of the section `[drop]` of gateway.toml (the drop folder for job files),
    /// without the keys that grant permissions to send.
    pub drop: DropSettings,
    /// The settings of the section `[fields]` of gateway.toml: control fields, which are texts in a
    /// printed document that say where the document is sent.
    pub fields: FieldSettings,
    /// The settings of the section `[mail_login]` of gateway.toml: the login at the mail server by
    /// OAuth 2.0.
    pub mail_login: MailLoginSettings,
    /// The settings of the section `[mail_protection]` of gateway.toml: mails that only the
    /// recipient can read.
    pub mail_protection: ProtectionSettings,
    /// The settings of the section `[fax_links]` of gateway.toml: links that mails have in place of
    /// faxes.
    pub fax_links: FaxLinkSettings,
    /// The settings of the section `[mailbox]` of gateway.toml: a mailbox whose mails are faxed.
    pub mailbox: MailboxSettings,
    /// The settings of the section `[acme]` of gateway.toml: the TLS certificate that an authority
    /// issues by ACME.
    pub acme: AcmeSettings,
    /// The settings of the section `[alarms]` of gateway.toml: the faults about which the faxmaster
    /// gets an alarm.
    pub alarms: AlarmSettings,
    /// The settings of the section `[calls]` of gateway.toml: whether the report mail on a failed
    /// fax call explains the fault and shows a drawing of the fax call.
    pub calls: CallSettings,
    /// The settings of the section `[proof]` of gateway.toml: the key that signs proofs of sending.
    pub proof: ProofSettings,
    /// The settings of the sections `[[folder]]` of gateway.toml: folders in which Ferrofax stores
    /// received faxes as files.
    pub folders: FoldersSettings,
    /// The settings of the sections `[[filing]]` of gateway.toml: servers at which Ferrofax files
    /// received faxes.
    pub filings: FilingsSettings,
    /// The settings of the section `[print]` of gateway.toml: printing received faxes on paper.
    pub print: PrintSettings,
    /// The settings of the section `[printer]` of gateway.toml: the network printer, to which
    /// people print to send a fax.
    pub printer: PrinterSettings,
    /// The settings of the section `[hylafax]` of gateway.toml: access for HylaFAX clients.
    pub hylafax: HylafaxSettings,
    /// The settings of the section `[web]` of gateway.toml: the web interface.
    pub web: WebSettings,
    /// The settings of the section `[webhooks]` of gateway.toml: HTTP requests that notify other
    /// programs of events.
    pub webhooks: WebhookSettings,
    /// The settings of the section `[node]` of gateway.toml: several PBXs that share a database.
    pub node: NodeSettings,
    /// The settings of the section `[sealing]` of gateway.toml: encrypting documents in this
    /// machine's own spool.
    pub sealing: SealingSettings,
    /// The settings of the section `[reading]` of gateway.toml: words and codes on received faxes.
    pub reading: TextSettings,
    /// The settings of the section `[sorting]` and of each `[[rule]]` of gateway.toml: rules that
    /// sort received faxes.
    pub sorting: SortingSettings,
    /// The settings of a stateless node, which is a machine without a PBX: the key `store`, and the
    /// section `[relay]` of gateway.toml.
    pub front: FrontSettings,
    /// The path of the program that Ferrofax starts as a child process to read documents and mails.
    /// It is not a setting of gateway.toml.
    pub child: PathBuf,
    /// Warnings: settings that are valid but probably do not do what is intended.
    pub warnings: Vec<Problem>,
}

impl Settings {
    /// The converter of documents that all submission methods use.
    pub fn converter(&self) -> Converter {
        Converter {
            convert: self.convert.clone(),
            cover: self.cover.clone(),
            program: self.child.clone(),
        }
    }

    /// Whether gateway.toml contains a password to the shared database, to the storage of its
    /// documents, or to a mail server.
    pub fn has_password(&self) -> bool {
        self.node.has_password() || names_password(&self.front.store) || self.front.has_password()
    }

    /// The shared database that this machine uses as its spool; `None` if the machine has its own
    /// spool.
    pub fn place_of_spool(&self) -> Option<Place> {
        self.front.store().and_then(|store| self.node.place_of(store))
    }

    /// Makes the [`Rights`] that decide which senders of mails may send faxes.
    pub fn rights_for_mail(&self, spool: &Spool) -> Result<Rights, RightsError> {
        Rights::for_mail(&self.rights, self.proving().as_ref(), spool)
    }

    /// The rules by which the mail server of Ferrofax accepts mails. The error lists the faulty
    /// patterns of mail addresses in the settings.
    pub fn mail_policy(&self, rights: &Rights) -> Result<MailPolicy, Vec<FormError>> {
        let hostname = &self.mail.server.hostname;
        let policy = MailPolicy::new(&self.mail.policy, hostname, &self.converter(), rights)?;
        let mailbox = self.mailbox.own_address().filter(|_| self.mailbox.is_on());
        Ok(match mailbox {
            Some(address) => policy.with_mailbox(address),
            None => policy,
        })
    }

    /// Whether mails can be encrypted, or have links in place of faxes.
    pub(crate) fn protects_mails(&self) -> bool {
        self.mail_protection.is_on() || self.fax_links.is_on()
    }

    /// Whether the module hands its mails over to the service, which encrypts them or attaches proofs
    /// of sending to them.
    pub(crate) fn is_handed_mails(&self) -> bool {
        self.protects_mails() || self.proof.report_mails
    }

    /// Whether faxes can be sent by mail: by SMTP, or by a mailbox.
    pub(crate) fn takes_mails(&self) -> bool {
        self.mail.enabled || self.mailbox.is_on()
    }

    /// The method by which senders of mails are verified if they neither log in nor send from a
    /// known network. `None`: Ferrofax accepts no mails at all.
    pub fn proving(&self) -> Option<Proving> {
        self.takes_mails().then(|| Proving {
            hostname: self.mail.server.hostname.clone(),
            program: self.child.clone(),
            memory_mb: self.convert.memory_mb,
            seconds: self.convert.page_seconds,
        })
    }

    /// Replaces the program that is started as a child process to read documents and mails, for
    /// tests.
    #[must_use]
    pub fn with_child(self, child: Option<&Path>) -> Self {
        Self { child: child.map_or(self.child, Path::to_owned), ..self }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mail: MailSettings::default(),
            rights: RightsSettings::default(),
            convert: ConvertSettings::default(),
            cover: CoverSettings::default(),
            drop: DropSettings::default(),
            fields: FieldSettings::default(),
            mail_login: MailLoginSettings::default(),
            mail_protection: ProtectionSettings::default(),
            fax_links: FaxLinkSettings::default(),
            mailbox: MailboxSettings::default(),
            acme: AcmeSettings::default(),
            alarms: AlarmSettings::default(),
            calls: CallSettings::default(),
            proof: ProofSettings::default(),
            folders: FoldersSettings::default(),
            filings: FilingsSettings::default(),
            print: PrintSettings::default(),
            printer: PrinterSettings::default(),
            hylafax: HylafaxSettings::default(),
            node: NodeSettings::default(),
            sealing: SealingSettings::default(),
            reading: TextSettings::default(),
            sorting: SortingSettings::default(),
            front: FrontSettings::default(),
            web: WebSettings::default(),
            webhooks: WebhookSettings::default(),
            child: Converter::default().program,
            warnings: Vec::new(),
        }
    }
}
