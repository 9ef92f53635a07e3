//! `gateway.toml`: what an administrator sets of the gateway. Each key and its default stands in
//! `asterisk-conf/gateway.toml.sample`.
//!
//! Each room has its own settings and says what keys they have; here they are put together
//! and the file is read. A file is taken whole or not at all. All that is wrong with it is
//! told at once, each with its line and key and with what would be right. Without a file
//! the defaults hold: nobody but the drop folder is let in.
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
//! // What the file leaves open is as the sample says.
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
//! Read in this order: this file (the whole), `file` (how it is read), `sample` (the sample,
//! which is made of the same keys), and what the rooms say: `rights/keys.rs`,
//! `mail/settings.rs`, `convert/settings.rs`.

mod file;
mod reference;
mod sample;

use std::path::{Path, PathBuf};

pub use crate::keys::{Problem, Secret};
pub use file::SettingsError;
pub use reference::{KeyReference, TableReference, reference};
pub use sample::sample;

use crate::alarms::AlarmSettings;
use crate::convert::{ConvertSettings, Converter, CoverSettings};
use crate::drop::DropSettings;
use crate::examiner::CallSettings;
use crate::fields::FieldSettings;
use crate::folders::FoldersSettings;
use crate::front::FrontSettings;
use crate::hylafax::HylafaxSettings;
use crate::mail::address::FormError;
use crate::mail::{MailPolicy, MailSettings};
use crate::node::{NodeSettings, Place, names_password};
use crate::print::PrintSettings;
use crate::printer::PrinterSettings;
use crate::rights::{Proving, Rights, RightsError, RightsSettings};
use crate::sealing::SealingSettings;
use crate::web::WebSettings;
use crate::webhooks::WebhookSettings;
use ferrofax_spool::Spool;

/// All settings of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `[mail]`, less what is about rights.
    pub mail: MailSettings,
    /// Who may send, as whom, to where and how much: `[[user]]`, `[[network]]`,
    /// `[[device]]`, `[class.NAME]`, `[limits]`, `[total]`, `[command_line]`, and what is
    /// about that in `[drop]` and `[mail]`.
    pub rights: RightsSettings,
    /// `[convert]`.
    pub convert: ConvertSettings,
    /// `[cover]`.
    pub cover: CoverSettings,
    /// `[drop]`, less what is about rights.
    pub drop: DropSettings,
    /// `[fields]`.
    pub fields: FieldSettings,
    /// `[alarms]`.
    pub alarms: AlarmSettings,
    /// `[calls]`.
    pub calls: CallSettings,
    /// `[[folder]]`.
    pub folders: FoldersSettings,
    /// `[print]`.
    pub print: PrintSettings,
    /// `[printer]`.
    pub printer: PrinterSettings,
    /// `[hylafax]`.
    pub hylafax: HylafaxSettings,
    /// `[web]`.
    pub web: WebSettings,
    /// `[webhooks]`.
    pub webhooks: WebhookSettings,
    /// `[node]`.
    pub node: NodeSettings,
    /// `[sealing]`.
    pub sealing: SealingSettings,
    /// `store`, and `[relay]`.
    pub front: FrontSettings,
    /// What is started as the child that reads documents and mails: not of the file.
    pub child: PathBuf,
    /// What is in order in the file and will hardly do what is meant.
    pub warnings: Vec<Problem>,
}

impl Settings {
    /// All that documents are made into pages by, whatever way they come in.
    pub fn converter(&self) -> Converter {
        Converter {
            convert: self.convert.clone(),
            cover: self.cover.clone(),
            program: self.child.clone(),
        }
    }

    /// Whether a password to a store, to its documents or to a mail server stands in the file.
    pub fn has_password(&self) -> bool {
        self.node.has_password() || names_password(&self.front.store) || self.front.has_password()
    }

    /// The store that is this machine's spool; none where it has one of its own.
    pub fn place_of_spool(&self) -> Option<Place> {
        self.front.store().and_then(|store| self.node.place_of(store))
    }

    /// The rights at a door for mails.
    ///
    /// # Errors
    /// [`RightsError`]
    pub fn rights_for_mail(&self, spool: &Spool) -> Result<Rights, RightsError> {
        Rights::for_mail(&self.rights, self.proving().as_ref(), spool)
    }

    /// The policy by which such a door lets mails in.
    ///
    /// # Errors
    /// What is wrong with the forms of addresses.
    pub fn mail_policy(&self, rights: &Rights) -> Result<MailPolicy, Vec<FormError>> {
        let hostname = &self.mail.server.hostname;
        MailPolicy::new(&self.mail.policy, hostname, &self.converter(), rights)
    }

    /// How mails from outside are proved. None: no mails are taken.
    pub fn proving(&self) -> Option<Proving> {
        self.mail.enabled.then(|| Proving {
            hostname: self.mail.server.hostname.clone(),
            program: self.child.clone(),
            memory_mb: self.convert.memory_mb,
            seconds: self.convert.page_seconds,
        })
    }

    /// With another child than this program itself.
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
            alarms: AlarmSettings::default(),
            calls: CallSettings::default(),
            folders: FoldersSettings::default(),
            print: PrintSettings::default(),
            printer: PrinterSettings::default(),
            hylafax: HylafaxSettings::default(),
            node: NodeSettings::default(),
            sealing: SealingSettings::default(),
            front: FrontSettings::default(),
            web: WebSettings::default(),
            webhooks: WebhookSettings::default(),
            child: Converter::default().program,
            warnings: Vec::new(),
        }
    }
}
