//! `[mail]`: the mail gateway.

use std::net::SocketAddr;

use crate::asker::Network;
use crate::mail::desk::DeskSettings;
use crate::mail::intake::IntakeSettings;
use crate::mail::server::ServerSettings;

/// `[mail]`. The default takes no mail: it has to be switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSettings {
    /// `enabled`: whether there is a mail server at all.
    pub enabled: bool,
    /// Where mails come in: `listen`, `certificate` and what else is the server's.
    pub server: ServerSettings,
    /// How many mails may wait, and how long one that comes again is known.
    pub intake: IntakeSettings,
    /// `domains`: whose mails are faxes: `*.fax`, `fax.example.com`.
    pub domains: Vec<String>,
    /// `matchers`: further forms of addresses, as `/(\d+)@.*/`.
    pub matchers: Vec<String>,
    /// `mode`: which parts of a mail are sent.
    pub mode: MailMode,
    /// `from_outside`: whether owners of devices may send from anywhere, if their
    /// domain's SPF, DKIM or DMARC vouches for the mail.
    pub from_outside: bool,
    /// `spf_alone`: whether SPF proves a sender from outside without a signature.
    pub spf_alone: bool,
    /// `signature_hours`: so old may a signature be that proves one.
    pub signature_hours: u32,
    /// `trusted_front_servers`: mail servers in front of us whose word on SPF, DKIM and
    /// DMARC is taken.
    pub trusted_front_servers: Vec<Network>,
    /// `authserv_ids`: the names under which they give it (RFC 8601).
    pub authserv_ids: Vec<String>,
    /// `dns`: servers to ask. Empty: the system's.
    pub dns: Vec<SocketAddr>,
    /// `dns_timeout_seconds`: for all questions about one mail.
    pub dns_timeout_seconds: u32,
    /// `reply_order`: who gets the reports: the first of these that the mail has and that
    /// is permitted.
    pub reply_order: Vec<ReplyTo>,
    /// `report_domains`: where reports may go, besides to the sender's own address:
    /// `example.com`, `*.example.com`.
    pub report_domains: Vec<String>,
    /// `reports_to`: one address that gets all reports of mails, instead.
    pub reports_to: Option<String>,
    /// `faxmaster`: who is told of mails that nobody can be told of. None: as ferrofax.conf has it.
    pub faxmaster: Option<String>,
    /// `unknown_part`: what becomes of a mail with a part of a kind that nothing here can
    /// make into pages.
    pub unknown_part: UnknownPart,
    /// `damaged_part`: what becomes of a mail with a part of a kind that is known, and
    /// that cannot be read.
    pub damaged_part: DamagedPart,
    /// `spam`: what becomes of mails that a front server calls spam (`X-Spam-Flag: YES`).
    pub spam: Spam,
    /// `subject_keywords`: whether the subject may hold wishes (priority, time, …).
    pub subject_keywords: bool,
    /// `workers`, `give_up_hours`, `bounces`, `device_texts`: how mails that were taken
    /// in are handled.
    pub desk: DeskSettings,
    /// `scan`: a program that gets each mail at its standard input and refuses it by an
    /// exit code other than 0.
    pub scan: Vec<String>,
}

/// Which parts of a mail are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailMode {
    /// 0: subject and text make the first page, attachments follow.
    #[default]
    All,
    /// 1: the attachments alone.
    Attachments,
}

/// Where an address for reports is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyTo {
    /// The header Reply-To.
    ReplyTo,
    /// The header From.
    From,
    /// The envelope's sender.
    Envelope,
}

/// What becomes of a mail with a damaged part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DamagedPart {
    /// The mail is refused: nobody gets a part of what was meant as a whole.
    #[default]
    Refuse,
    /// The part is left out and named in the reports.
    LeaveOut,
}

/// What becomes of a mail with a part of an unknown kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownPart {
    /// The part is left out and named in the reports.
    #[default]
    Ignore,
    /// The mail is refused.
    Reject,
}

/// What becomes of spam.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spam {
    /// It is refused.
    #[default]
    Reject,
    /// It is taken and forgotten.
    Ignore,
    /// It is faxed.
    Fax,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            server: ServerSettings::default(),
            intake: IntakeSettings::default(),
            domains: vec!["*.fax".to_owned()],
            matchers: Vec::new(),
            mode: MailMode::default(),
            from_outside: false,
            spf_alone: false,
            signature_hours: 20,
            trusted_front_servers: Vec::new(),
            authserv_ids: Vec::new(),
            dns: Vec::new(),
            dns_timeout_seconds: 10,
            reply_order: vec![ReplyTo::ReplyTo, ReplyTo::From, ReplyTo::Envelope],
            report_domains: Vec::new(),
            reports_to: None,
            faxmaster: None,
            unknown_part: UnknownPart::default(),
            damaged_part: DamagedPart::default(),
            spam: Spam::default(),
            subject_keywords: true,
            desk: DeskSettings::default(),
            scan: Vec::new(),
        }
    }
}
