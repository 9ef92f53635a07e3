//! The settings for mails: the relay and how to reach it, the sender of the mails, and their texts.
//!
//! [`MailSettings::set`] takes the options of `ferrofax.conf` one by one, so that the code that
//! reads the file need not know their names. Options that Asterisk's `voicemail.conf` also has,
//! such as `serveremail`, have the same name and meaning here:
//!
//! | option | meaning | default |
//! | --- | --- | --- |
//! | `mailserver` (also `smarthost`) | the relay, `host`, `host:port` or `unix:/path`; of a list, the first is used | `localhost` |
//! | `mailport` | its port | 25; 465 with `mailtls=implicit` |
//! | `mailtls` | `none`, `opportunistic`, `required` (STARTTLS), `implicit` (TLS from the first byte) | `opportunistic` |
//! | `mailcafile` | PEM file of the authorities to trust for the relay's certificate | the system's |
//! | `mailclientcert`, `mailclientkey` | PEM files: our certificate (with its chain), and its key | none |
//! | `mailuser`, `mailpassword` | the login for AUTH PLAIN or LOGIN | none |
//! | `mailauth` | `password`, or `oauth2`: an access token that `ferrofax serve` fetches | `password` |
//! | `mailauthinclear` | yes: log in over a connection that is not protected by a checked certificate | no |
//! | `mailsourceaddress` | the local IP address to send from | the system's choice |
//! | `mailhelo` | our name in EHLO | the host name, or our address if that has no domain |
//! | `mailtimeout` | seconds to wait for an answer from the relay | 60 (600 for the end of the mail) |
//! | `mailgiveupafter` | hours after which an undelivered fax is sent to the faxmaster | 72 |
//! | `mailenvelopefrom` | envelope sender, the address for bounces; `<>` for none | `serveremail` |
//! | `maildomain` | completes addresses without `@`; the right side of Message-IDs | the host name |
//! | `serveremail`, `fromstring` | address and name in `From:` | `fax`, `Fax` |
//! | `faxmaster` | the recipient of mails that could not be delivered | `faxmaster` |
//! | `attach` | no: the mail about a received fax does not contain the fax. Nor do reports on sent faxes, unless `reportattach` is set | yes |
//! | `emailsubject`, `emailbody` | templates, see [`super::names`]; `\n` and `\t` are line end and tab | see there |
//! | `emaildateformat` | strftime format of `${FAX_DATE}` | that of the language; `%A, %B %d, %Y at %r` in English |
//! | `language` | language of mails and reports, also of those that the service writes: `en`, `de`, `fr`, `es`, `it`, `nl`, `pl`, `pt` | `en` |
//! | `tz` | time zone of `${FAX_DATE}`, as `Europe/Berlin` | the system's |
//! | `charset` | accepted for old files; mails are UTF-8 | `UTF-8` |
//! | `mailprotect` | how mails with faxes are protected: `no`, `if-key`, `required` (see [`super::protection`]) | `no` |
//! | `faxheaders` | the headers by which Exchange and Outlook recognise a fax | yes |
//! | `reportsubject`, `reportbody` | templates of the reports of sent faxes, see [`super::report::names`] | see there |
//! | `reportattach` | the part of the fax in its reports: `none`, `first` page, `all`, or the `proof` of sending | `none` in text, `all` in HTML |
//! | `reportattachmax` | megabytes; a larger fax is not attached, and the report says so | 20 |
//! | `reportdsn` | reports for programs, too (RFC 3464): `no`, `failure`, `all` | `no` |
//! | `reportenvelopefrom` | envelope sender of reports; `<>` for none | `<>` |

pub(crate) mod relay;
mod report;
pub(crate) mod values;

pub use relay::{Auth, Login, RelaySettings, Timeouts, Tls};
pub use report::{ReportAttach, ReportSettings, StatusPart};
pub use values::SettingError;

use ferrofax_basics::DeviceName;
use ferrofax_languages::{Language, Value};
use std::collections::BTreeMap;

use super::dates::{Dates, check_format, check_zone};
use super::protection::{About, Order, Protect};
use super::template::{self, Template};
use super::words::{Text, Words};
use ferrofax_spool::jobs::Job;
use ferrofax_spool::{FaxStatus, ReceivedFax, RetryPolicy};
use values::{envelope_sender, mail_address, not_one_of, number, unusable, word, yes_or_no};

/// All settings for delivering mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// The relay that accepts all our mails.
    pub relay: RelaySettings,
    /// `serveremail`: the mail address in the `From:` field of mails. Without `@` it is completed
    /// by [`Self::domain`].
    pub from_address: String,
    /// `fromstring`: the name of the sender in the `From:` field of mails.
    pub from_name: String,
    /// `mailenvelopefrom`: the mail address for bounces. `None` means the address in `From:`; an
    /// empty text means the null sender.
    pub envelope_sender: Option<String>,
    /// `faxmaster`: the recipient of mails that could not be delivered.
    pub faxmaster: String,
    /// `maildomain`: the domain that completes mail addresses, and that our Message-IDs contain.
    /// `None` means the host name.
    pub domain: Option<String>,
    /// `attach`: whether mails about received faxes contain the fax.
    pub attach: bool,
    /// `language`: the language of all texts of mails for which no template is set.
    pub language: Language,
    /// `emailsubject`: the template of the subject of mails with received faxes.
    pub subject: Option<Template>,
    /// `emailbody`: the template of the text of mails with received faxes.
    pub body: Option<Template>,
    /// `emaildateformat` and `tz`: the format and the time zone of dates in mails.
    pub dates: Dates,
    /// `faxheaders`: whether mails have the headers for Exchange and Outlook.
    pub fax_headers: bool,
    /// `mailprotect`: whether mails with faxes are encrypted so that only the recipient can read
    /// them.
    pub protect: Protect,
    /// The retry policy: `mailgiveupafter`, and the times between attempts.
    pub retry: RetryPolicy,
    /// The settings for reports on sent faxes.
    pub report: ReportSettings,
}

/// Options whose value is a mail address of the fax server itself.
const OWN_ADDRESSES: [&str; 5] =
    ["serveremail", "faxmaster", "mailenvelopefrom", "numberreplyto", "reportenvelopefrom"];

/// Whether the value of this option is a mail address of the fax server itself.
pub fn is_own_address(option: &str) -> bool {
    OWN_ADDRESSES.iter().any(|own| option.eq_ignore_ascii_case(own))
}

impl MailSettings {
    /// Sets one option of ferrofax.conf. Returns `Ok(false)` if the option is not one for mails.
    /// After an error nothing has changed.
    pub fn set(&mut self, option: &str, value: &str) -> Result<bool, SettingError> {
        let value = value.trim();
        match option.to_ascii_lowercase().as_str() {
            "mailenvelopefrom" => self.envelope_sender = envelope_sender(option, value)?,
            "maildomain" => self.domain = word(value),
            "serveremail" => self.from_address = mail_address(option, value)?,
            "fromstring" => self.from_name = value.to_owned(),
            "faxmaster" => self.faxmaster = mail_address(option, value)?,
            "attach" => self.attach = yes_or_no(option, value)?,
            "language" => {
                self.language = Language::of(value)
                    .ok_or_else(|| not_one_of(option, value, Language::CODES))?;
            }
            "emailsubject" => self.subject = template::said(value),
            "emailbody" => self.body = template::said(&template::unescape(value)),
            "emaildateformat" => {
                check_format(value).map_err(|error| unusable(option, value, &error))?;
                self.dates.format = word(value);
            }
            "tz" => {
                if !value.is_empty() {
                    check_zone(value).map_err(|error| unusable(option, value, &error))?;
                }
                self.dates.zone = word(value);
            }
            "charset" => {
                if !value.eq_ignore_ascii_case("utf-8") {
                    return Err(not_one_of(option, value, "UTF-8 (mails are always UTF-8)"));
                }
            }
            "mailprotect" => {
                self.protect = Protect::of(value)
                    .ok_or_else(|| not_one_of(option, value, "no, if-key, required"))?;
            }
            "faxheaders" => self.fax_headers = yes_or_no(option, value)?,
            "mailgiveupafter" => {
                self.retry.give_up_after_ms =
                    i64::from(number(option, value, 1, 24 * 365)?) * 3_600_000;
            }
            _ => return Ok(self.relay.set(option, value)? || self.report.set(option, value)?),
        }
        Ok(true)
    }

    /// Keeps the former value of an option whose new value was rejected. Otherwise mails would go
    /// to another relay, or come from a mail address that was never configured.
    pub fn keep(&mut self, option: &str, before: &Self) {
        match option.to_ascii_lowercase().as_str() {
            // A wrong value must not send faxes unencrypted.
            "mailprotect" => self.protect = Protect::Required,
            "mailserver" | "smarthost" => {
                self.relay.host.clone_from(&before.relay.host);
                self.relay.port = self.relay.port.or(before.relay.port);
            }
            "serveremail" => self.from_address.clone_from(&before.from_address),
            "faxmaster" => self.faxmaster.clone_from(&before.faxmaster),
            "mailenvelopefrom" => self.envelope_sender.clone_from(&before.envelope_sender),
            "numberreplyto" => {
                self.report.number_reply_to.clone_from(&before.report.number_reply_to)
            }
            "reportenvelopefrom" => {
                self.report.envelope_sender.clone_from(&before.report.envelope_sender)
            }
            _ => {}
        }
    }

    /// The mail settings that apply to one received fax. The fax's device may have its own texts,
    /// sender and time zone, but not its own mail relay.
    pub(crate) fn for_fax(&self, fax: &ReceivedFax) -> Self {
        self.with(&fax.options, &fax.device)
    }

    /// The templates of the subject and the text of the mail with one received fax. The default
    /// texts say whether Ferrofax has fetched the fax (polling).
    pub(crate) fn words_of(&self, fax: &ReceivedFax) -> (Template, Template) {
        let is_polled = fax.fetched_by.is_some();
        let subject = self.subject.clone().unwrap_or_else(|| self.usual_subject(is_polled));
        (subject, self.body.clone().unwrap_or_else(|| self.usual_body(fax)))
    }

    fn usual_subject(&self, is_polled: bool) -> Template {
        let text = if is_polled { Text::polled_subject } else { Text::fax_subject };
        let names =
            [("caller", Value::Text("${FAX_CALLERID}")), ("pages", Value::Text("${FAX_PAGES}"))];
        Template::new(&self.words().with(text, &names))
    }

    fn usual_body(&self, fax: &ReceivedFax) -> Template {
        let words = self.words();
        let headline = match fax.status {
            FaxStatus::Failed => Text::failed_headline,
            _ if fax.fetched_by.is_some() => Text::polled_headline,
            _ => Text::fax_headline,
        };
        let rows = words.rows(&[
            (Text::label_from, "${FAX_CALLERID}"),
            (Text::label_machine, "${FAX_REMOTESTATIONID}"),
            (Text::label_date, "${FAX_DATE}"),
            (Text::label_pages, "${FAX_PAGES}"),
            (Text::label_resolution, "${FAX_RESOLUTION} dpi"),
            (Text::label_file, "${FAX_FILENAME}"),
        ]);
        let headline = words.with_one(headline, "device", "${FAX_DEVICE}");
        Template::new(&format!("{headline}\n\n{rows}"))
    }

    /// The texts of mails in the configured language.
    pub(crate) fn words(&self) -> Words {
        Words::of(self.language)
    }

    /// The mail settings for the reports on one job: the settings that the job's fax device had
    /// when the job was submitted.
    pub(crate) fn for_job(&self, job: &Job) -> Self {
        self.with(&job.options, &job.device)
    }

    fn with(&self, options: &BTreeMap<String, String>, device: &DeviceName) -> Self {
        let mut settings = self.clone();
        for (option, value) in options {
            if DEVICE_OPTIONS.contains(&option.to_ascii_lowercase().as_str())
                && let Err(error) = settings.set(option, value)
            {
                // The fault was reported when the device was declared; the mail uses the general
                // setting.
                log::warn!("device {device}: {error}");
                settings.keep(option, self);
            }
        }
        let format = settings.dates.format.take();
        settings.dates.format = format.or_else(|| Some(settings.words().text(Text::date)));
        settings
    }

    /// How a mail with a fax must be protected; `None` if it need not be.
    pub(crate) fn order(&self, about: About) -> Option<Order> {
        let wish = self.protect.wish()?;
        let faxmaster = self.complete_address(&self.faxmaster);
        Some(Order { wish, about, language: self.language, faxmaster, fax: None })
    }

    /// The complete form of a mail address: if `address` has no domain, our domain is added.
    pub fn complete_address(&self, address: &str) -> String {
        if address.contains('@') {
            address.to_owned()
        } else {
            format!("{address}@{}", self.domain())
        }
    }

    /// The complete mail address of the faxmaster; `None` if the settings do not name one.
    pub fn faxmaster_address(&self) -> Option<String> {
        let is_set = self.faxmaster != Self::default().faxmaster;
        is_set.then(|| self.complete_address(&self.faxmaster))
    }

    /// The complete mail address of the envelope sender; empty for the null sender.
    pub(crate) fn envelope_from(&self) -> String {
        match &self.envelope_sender {
            Some(empty) if empty.is_empty() => String::new(),
            Some(address) => self.complete_address(address),
            None => self.complete_address(&self.from_address),
        }
    }

    /// The Message-ID of a mail, without angle brackets. `made` is the Message-ID that was stored
    /// with the outbox entry. If `maildomain` is set, it replaces the domain in `made`.
    pub fn message_id(&self, made: &str) -> String {
        let is_name = |domain: &&String| {
            domain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        };
        match (made.split_once('@'), self.domain.as_ref().filter(is_name)) {
            (Some((unique, _)), Some(domain)) => format!("{unique}@{domain}"),
            _ => made.to_owned(),
        }
    }

    /// The domain of the fax server's own mail addresses: `maildomain`, or else the host name.
    pub fn domain(&self) -> String {
        self.domain.clone().unwrap_or_else(host_name)
    }
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            relay: RelaySettings::default(),
            from_address: "fax".to_owned(),
            from_name: "Fax".to_owned(),
            envelope_sender: None,
            faxmaster: "faxmaster".to_owned(),
            domain: None,
            attach: true,
            language: Language::default(),
            subject: None,
            body: None,
            dates: Dates::default(),
            fax_headers: true,
            protect: Protect::No,
            retry: RetryPolicy::default(),
            report: ReportSettings::default(),
        }
    }
}

/// The mail options of ferrofax.conf that a fax device may set for itself.
pub const DEVICE_OPTIONS: [&str; 15] = [
    "language",
    "mailprotect",
    "serveremail",
    "fromstring",
    "faxmaster",
    "attach",
    "emailsubject",
    "emailbody",
    "emaildateformat",
    "tz",
    "faxheaders",
    "reportsubject",
    "reportbody",
    "reportattach",
    "reportdsn",
];

/// The name of this machine. It is used in EHLO and as the default of `maildomain`.
pub fn host_name() -> String {
    match lettre::transport::smtp::extension::ClientId::default() {
        lettre::transport::smtp::extension::ClientId::Domain(name) => name,
        _ => "localhost".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_the_file_arrive() {
        let mut settings = MailSettings::default();
        for (option, value) in [
            ("smarthost", "mail.example.com:587"),
            ("mailtls", "required"),
            ("mailuser", "fax"),
            ("mailpassword", "secret"),
            ("mailsourceaddress", "192.0.2.7"),
            ("mailenvelopefrom", "bounces@example.com"),
            ("serveremail", "fax@example.com"),
            ("emailbody", "Dear ${FAX_DEVICE},\\nhello"),
            ("attach", "no"),
            ("reportattach", "first"),
            ("reportdsn", "failure"),
            ("reportattachmax", "3"),
        ] {
            assert_eq!(settings.set(option, value), Ok(true), "{option}");
        }
        assert_eq!(
            (settings.relay.host.as_str(), settings.relay.port()),
            ("mail.example.com", 587)
        );
        assert_eq!(settings.relay.tls, Tls::Required);
        assert_eq!(settings.envelope_from(), "bounces@example.com");
        assert!(!settings.attach);
        assert_eq!(
            (settings.report.attach, settings.report.status_part),
            (Some(ReportAttach::First), StatusPart::Failure)
        );
        assert_eq!(settings.report.max_attachment_bytes, 3_000_000);
        assert!(settings.problems().is_empty());
        assert_eq!(settings.set("quality", "1"), Ok(false));
    }

    #[test]
    fn a_wrong_value_is_named_and_changes_nothing() {
        let mut settings = MailSettings::default();
        for (option, value) in [
            ("mailtls", "maybe"),
            ("mailport", "0"),
            ("mailserver", "a b"),
            ("mailserver", "host:99999"),
            ("mailsourceaddress", "localhost"),
            ("attach", "perhaps"),
            ("faxmaster", "no one@example.com"),
            ("serveremail", "fax@example.com\r\nBcc: x@example.com"),
            ("emaildateformat", "%!"),
            ("tz", "Mars/Olympus"),
            ("charset", "ISO-8859-1"),
            ("reportattach", "some"),
            ("reportdsn", "often"),
            ("reportattachmax", "0"),
            ("reportenvelopefrom", "no one"),
        ] {
            let error = settings.set(option, value).expect_err(option);
            assert!(error.to_string().starts_with(option), "{error}");
        }
        assert_eq!(settings, MailSettings::default());
    }

    #[test]
    fn the_faxmaster_has_an_address_if_the_settings_name_one() {
        let mut settings = MailSettings::default();
        assert_eq!(settings.faxmaster_address(), None);
        settings.set("maildomain", "example.com").unwrap();
        assert_eq!(settings.faxmaster_address(), None, "nobody has chosen it");
        for (value, address) in
            [("IT <it@example.org>", "it@example.org"), ("boss", "boss@example.com")]
        {
            settings.set("faxmaster", value).unwrap();
            assert_eq!(settings.faxmaster_address().as_deref(), Some(address));
        }
    }

    #[test]
    fn an_address_may_have_a_name_before_it() {
        for (value, address) in [
            ("\"Fax, 2nd floor\" <fax@example.com>", "fax@example.com"),
            ("City Fax <fax@example.com>", "fax@example.com"),
            ("<fax@example.com>", "fax@example.com"),
            ("Fax <fax>", "fax"),
        ] {
            let mut settings = MailSettings::default();
            for option in ["serveremail", "faxmaster", "mailenvelopefrom", "reportenvelopefrom"] {
                assert_eq!(settings.set(option, value), Ok(true), "{option} = {value}");
            }
            assert_eq!((&*settings.from_address, &*settings.faxmaster), (address, address));
            assert_eq!(settings.envelope_sender.as_deref(), Some(address));
            assert_eq!(settings.report.envelope_sender, address);
        }
        let mut settings = MailSettings::default();
        for value in ["Fax <fax@>", "Fax\r\nBcc: x <fax@example.com>", "Fax <a@b> <>", "<>"] {
            assert!(settings.set("serveremail", value).is_err(), "{value}");
        }
        assert_eq!(settings, MailSettings::default());
        assert_eq!(settings.set("mailenvelopefrom", "<>"), Ok(true));
        assert_eq!(settings.envelope_sender.as_deref(), Some(""), "no address, not a name of one");
    }

    #[test]
    fn of_several_relays_the_first_is_used() {
        for (value, host, port) in [
            ("mail1.example.com,mail2.example.com", "mail1.example.com", 25),
            ("mail1.example.com:587, mail2.example.com", "mail1.example.com", 587),
            ("mail1.example.com;mail2.example.com:26", "mail1.example.com", 25),
            ("[::1]:26 , mail2.example.com", "::1", 26),
        ] {
            let mut settings = MailSettings::default();
            assert_eq!(settings.set("mailserver", value), Ok(true), "{value}");
            assert_eq!((settings.relay.host.as_str(), settings.relay.port()), (host, port));
        }
        for value in [",mail2.example.com", "mail 1,mail2", ""] {
            assert!(MailSettings::default().set("mailserver", value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn the_relay_may_be_a_unix_socket() {
        let mut settings = MailSettings::default();
        assert_eq!(settings.set("mailserver", "unix:/run/a:1"), Ok(true));
        assert_eq!(settings.relay.address(), "unix:/run/a:1");
        assert_eq!(settings.problems(), Vec::<String>::new());
        assert_eq!(settings.set("mailtls", "required"), Ok(true));
        assert!(settings.problems()[0].contains("has no TLS"), "{:?}", settings.problems());
        assert!(settings.set("mailserver", "unix:run/a").is_err());
    }

    #[test]
    fn the_relay_may_be_an_ipv6_address() {
        for (value, host, port) in
            [("::1", "::1", 25), ("[::1]", "::1", 25), ("[::1]:26", "::1", 26)]
        {
            let mut settings = MailSettings::default();
            assert_eq!(settings.set("mailserver", value), Ok(true));
            assert_eq!((settings.relay.host.as_str(), settings.relay.port()), (host, port));
        }
    }

    #[test]
    fn half_a_certificate_is_reported() {
        let mut settings = MailSettings::default();
        settings
            .set("mailclientcert", "/nowhere/cert.pem")
            .expect("a path takes all text");
        let problems = settings.problems();
        assert!(problems.iter().any(|p| p.contains("mailclientkey")), "{problems:?}");
    }

    #[test]
    fn a_sender_without_a_domain_is_reported_unless_the_relay_is_at_home() {
        let mut settings =
            MailSettings { domain: Some("pbx".to_owned()), ..MailSettings::default() };
        settings.relay.tls = Tls::None;
        assert_eq!(settings.problems(), Vec::<String>::new());
        settings.relay.host = "mail.example.com".to_owned();
        assert!(settings.problems()[0].contains("maildomain"));
        settings.domain = Some("pbx.example.com".to_owned());
        assert_eq!(settings.problems(), Vec::<String>::new());
    }

    #[test]
    fn a_mail_is_known_by_our_domain_where_that_is_one() {
        for (domain, id) in [
            (None, "fax-1@vm"),
            (Some("pbx.example.com"), "fax-1@pbx.example.com"),
            (Some("a> b"), "fax-1@vm"),
        ] {
            let settings =
                MailSettings { domain: domain.map(str::to_owned), ..MailSettings::default() };
            assert_eq!(settings.message_id("fax-1@vm"), id);
        }
    }

    #[test]
    fn the_password_does_not_show() {
        let mut settings = MailSettings::default();
        settings.set("mailpassword", "hunter2").expect("any text");
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
