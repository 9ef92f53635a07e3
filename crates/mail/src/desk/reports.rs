//! Determines who gets the report mails on the results of a mail's faxes.
//!
//! The administrator sets the order in which mail addresses are tried: Reply-To, From, the
//! envelope. The author of a mail can write any address into the header and the envelope, and a
//! report mail shows a fax number and perhaps the fax. So an address is used only in three cases:
//! the address is the sender's own, as proved when the mail arrived; it belongs to one of the
//! device's owners; or it is in a domain that the settings permit.

use super::mail::Mail;
use crate::intake::Entry;
use crate::letter::{Automatic, Head, MailWishes};
use crate::mail_policy::{ReplyTo, ReportSettings, check_wish, is_permitted};
use ferrofax_basics::DeviceName;
use ferrofax_rights::{Grant, original};
use ferrofax_spool::{DeviceRecord, Spool, SpoolError};

/// The mail addresses that get the report mails on the results of one mail's faxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reports {
    /// The mail address of the sender, if it is certain that the mail is from this sender;
    /// otherwise empty.
    sender: String,
    /// The mail address to which the report mails on the results of this mail's faxes are sent.
    /// `None` if no address may be used. In this case the owners of the sending device get the
    /// report mails. The answer about recipients without a fax job is then sent to the faxmaster.
    address: Option<String>,
    /// The faxmaster's mail address from gateway.toml. If it is empty, the faxmaster of
    /// ferrofax.conf is used.
    faxmaster: String,
}

impl Reports {
    /// Determines who gets the report mails on the results of a mail's faxes.
    pub(super) fn new(
        settings: &ReportSettings,
        spool: &Spool,
        mail: &Mail<'_>,
    ) -> Result<Self, SpoolError> {
        let grants = mail.entry.envelope.recipients.iter();
        let devices: Vec<DeviceName> = grants
            .filter_map(|one| Grant::from_json(one.grant.as_deref()?))
            .map(|grant| grant.device)
            .collect();
        let owned = |device: &DeviceRecord| devices.contains(&device.name());
        let owners: Vec<String> = spool
            .devices()
            .list()?
            .into_iter()
            .filter(owned)
            .flat_map(|device| device.mailboxes)
            .collect();
        Ok(Self::of(settings, &mail.letter.head, Sender::of(mail.entry), &owners))
    }

    fn of<'a>(
        settings: &ReportSettings,
        head: &Head,
        sender: impl Into<Sender<'a>>,
        owners: &[String],
    ) -> Self {
        let Sender { address: sender, is_proved } = sender.into();
        let known = if is_proved { sender } else { "" };
        let faxmaster = settings.faxmaster.clone().unwrap_or_default();
        if sender.is_empty() || head.automatic.is_some_and(|automatic| !automatic.may_be_faxed()) {
            return Self { sender: known.to_owned(), address: None, faxmaster };
        }
        // A program that writes mails does not read replies. Its Reply-To may name the address
        // where replies are read. The Reply-To of a mailing list is the list itself.
        let places: &[ReplyTo] = match head.automatic {
            None => &settings.reply_order,
            Some(Automatic::Submitted) => &[ReplyTo::ReplyTo],
            Some(_) => &[],
        };
        let candidates = places.iter().flat_map(|place| match place {
            ReplyTo::ReplyTo => {
                head.reply_to.iter().map(|mailbox| mailbox.address.as_str()).collect::<Vec<_>>()
            }
            ReplyTo::From => head.from.iter().map(|mailbox| mailbox.address.as_str()).collect(),
            ReplyTo::Envelope => vec![sender],
        });
        let before = original(known);
        let mut permitted = candidates.filter(|address| {
            let is = |known: &str| known.eq_ignore_ascii_case(address);
            let is_own = before.as_deref().is_some_and(is) || owners.iter().any(|owner| is(owner));
            is_own || is_permitted(address, known, &settings.report_domains)
        });
        let fixed = settings.reports_to.clone();
        let own = || (is_proved && head.automatic.is_none()).then(|| sender.to_owned());
        let address = fixed.or_else(|| permitted.next().map(str::to_owned)).or_else(own);
        Self { sender: known.to_owned(), address, faxmaster }
    }

    /// Determines the recipient of the answer to a mail that is refused before the folder of
    /// accepted mails gets it. `sender` is the mail's sender, who was verified.
    pub(super) fn of_proved(settings: &ReportSettings, head: &Head, sender: &str) -> Self {
        Self::of(settings, head, Sender { address: sender, is_proved: true }, &[])
    }

    /// Determines who gets the report mails on the results of a mail's faxes, if the mail's header
    /// cannot be read.
    pub(super) fn without_head(settings: &ReportSettings, entry: &Entry) -> Self {
        Self::of(settings, &Head::default(), Sender::of(entry), &[])
    }

    /// Whether the mail's sender is allowed to have the report mails sent to the mail address that
    /// the mail's options name. It must be the sender's own address, or in one of `report_domains`.
    pub(super) fn permit(&self, wishes: &MailWishes, report_domains: &[String]) -> bool {
        check_wish(wishes, &self.sender, report_domains).is_ok()
    }

    /// The mail addresses that get the report mails on the results of the jobs, in the form that a
    /// new job needs. `None` means that the owners of the sending device get them.
    pub(super) fn notify(&self) -> Option<String> {
        self.address.clone()
    }

    /// The mail address that gets the answer about recipients whose fax job could not be made. If
    /// it is empty, the faxmaster of ferrofax.conf gets the answer.
    pub(super) fn refusals(&self) -> &str {
        self.address.as_deref().unwrap_or(&self.faxmaster)
    }
}

/// The sender in the envelope, and whether it is certain that the mail is from this sender
/// (`is_proved`). There is no certainty about an SMTP client that is allowed to write any sender,
/// for example a scanner that is allowed to send because of its network. A report with a fax must
/// not be sent to a forged address.
#[derive(Clone, Copy, Debug)]
struct Sender<'a> {
    address: &'a str,
    is_proved: bool,
}

impl<'a> Sender<'a> {
    fn of(entry: &'a Entry) -> Self {
        let mut grants = entry
            .envelope
            .recipients
            .iter()
            .filter_map(|one| Grant::from_json(one.grant.as_deref()?));
        Self { address: &entry.envelope.sender, is_proved: grants.all(|grant| grant.own_sender) }
    }
}

#[cfg(test)]
impl<'a> From<&'a str> for Sender<'a> {
    fn from(address: &'a str) -> Self {
        Self { address, is_proved: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::Mailbox;
    use ferrofax_spool::wish::{Wish, Wishes};

    fn mailbox(address: &str) -> Mailbox {
        Mailbox { name: String::new(), address: address.to_owned() }
    }

    fn head(reply_to: &str, from: &str) -> Head {
        let reply_to = if reply_to.is_empty() { Vec::new() } else { vec![mailbox(reply_to)] };
        Head { reply_to, from: Some(mailbox(from)), ..Head::default() }
    }

    /// The options of a mail that asks for reports at this address.
    fn wish(notify: &str) -> MailWishes {
        let said = Wishes::default().with(Wish::Notify, notify);
        MailWishes { said, ..MailWishes::default() }
    }

    fn told(settings: &ReportSettings, head: &Head, sender: &str) -> Option<String> {
        Reports::of(settings, head, sender, &["owner@example.org".to_owned()]).address
    }

    #[test]
    fn the_first_permitted_address_in_the_configured_order_is_told() {
        let settings = ReportSettings {
            report_domains: vec!["example.com".into(), "*.sub.example".into()],
            ..ReportSettings::default()
        };
        for (reply_to, from, sender, expected) in [
            ("r@example.com", "f@example.com", "s@example.com", "r@example.com"),
            ("", "f@example.com", "s@example.com", "f@example.com"),
            ("r@evil.example", "f@example.com", "s@example.com", "f@example.com"),
            ("r@evil.example", "f@evil.example", "s@other.example", "s@other.example"),
            ("r@A.SUB.example", "", "s@x.example", "r@A.SUB.example"),
            ("r@sub.example", "f@notexample.com", "s@x.example", "s@x.example"),
            ("Owner@example.org", "f@example.com", "s@x.example", "Owner@example.org"),
            ("S@X.example", "f@example.com", "s@x.example", "S@X.example"),
            ("", "s@x.example", "prvs=4053dd5ba7=s@x.example", "s@x.example"),
            ("", "t@x.example", "prvs=4053dd5ba7=s@x.example", "prvs=4053dd5ba7=s@x.example"),
        ] {
            assert_eq!(
                told(&settings, &head(reply_to, from), sender).as_deref(),
                Some(expected),
                "{reply_to} {from}"
            );
        }
        let settings = ReportSettings { reply_order: vec![ReplyTo::Envelope], ..settings };
        assert_eq!(
            told(&settings, &head("r@example.com", "f@example.com"), "s@x.example").as_deref(),
            Some("s@x.example")
        );
    }

    /// Clients that are admitted by their network can write any sender. So the sender that they
    /// write gets no reports.
    #[test]
    fn a_sender_that_is_not_proved_is_told_nothing() {
        let settings = ReportSettings {
            report_domains: vec!["example.com".into()],
            ..ReportSettings::default()
        };
        let of = |settings: &ReportSettings, reply_to: &str, from: &str, address: &str| {
            let sender = Sender { address, is_proved: false };
            Reports::of(settings, &head(reply_to, from), sender, &["owner@example.org".to_owned()])
        };
        let victim = "victim@other.example";
        let reports = of(&settings, victim, victim, victim);
        assert_eq!(
            (reports.notify(), reports.refusals()),
            (None, ""),
            "the device's owners, or the faxmaster"
        );
        for permitted in ["scan@example.com", "owner@example.org"] {
            assert_eq!(of(&settings, "", permitted, victim).notify().as_deref(), Some(permitted));
        }
        assert_eq!(
            of(&settings, "", victim, "scan@example.com").notify().as_deref(),
            Some("scan@example.com")
        );
        let fixed =
            ReportSettings { reports_to: Some("admin@example.net".into()), ..settings.clone() };
        assert_eq!(
            of(&fixed, victim, victim, victim).notify().as_deref(),
            Some("admin@example.net")
        );
        let wish = wish(victim);
        assert!(!reports.permit(&wish, &settings.report_domains), "nor by a wish");
        assert!(
            Reports::of(&settings, &head("", victim), victim, &[])
                .permit(&wish, &settings.report_domains)
        );
    }

    #[test]
    fn a_fixed_address_gets_all_of_them() {
        let settings = ReportSettings {
            reports_to: Some("admin@example.net".into()),
            ..ReportSettings::default()
        };
        assert_eq!(
            told(&settings, &head("", "f@example.com"), "s@x.example").as_deref(),
            Some("admin@example.net")
        );
    }

    #[test]
    fn machines_and_the_null_sender_are_never_answered() {
        let settings = ReportSettings::default();
        let mut by_machine = head("r@x.example", "f@x.example");
        assert_eq!(told(&settings, &by_machine, ""), None);
        for automatic in [Automatic::Bulk, Automatic::Answer] {
            by_machine.automatic = Some(automatic);
            let reports = Reports::of(&settings, &by_machine, "r@x.example", &[]);
            assert_eq!((reports.notify(), reports.refusals()), (None, ""));
        }
        let settings = ReportSettings { faxmaster: Some("boss@x.example".into()), ..settings };
        assert_eq!(
            Reports::of(&settings, &by_machine, "r@x.example", &[]).refusals(),
            "boss@x.example"
        );
    }

    /// A program's reports are sent to its Reply-To if that address is permitted, else to the
    /// device's owners.
    #[test]
    fn a_program_that_says_where_answers_go_is_told_there() {
        let by_program = |reply_to| Head {
            automatic: Some(Automatic::Submitted),
            ..head(reply_to, "erp@x.example")
        };
        let settings = ReportSettings {
            report_domains: vec!["x.example".into()],
            ..ReportSettings::default()
        };
        let sender = "erp@x.example";
        assert_eq!(
            told(&settings, &by_program("desk@x.example"), sender).as_deref(),
            Some("desk@x.example")
        );
        assert_eq!(told(&settings, &by_program("desk@evil.example"), sender), None);
        assert_eq!(told(&settings, &by_program(""), sender), None);
        let settings = ReportSettings { reports_to: Some("admin@x.example".into()), ..settings };
        assert_eq!(told(&settings, &by_program(""), sender).as_deref(), Some("admin@x.example"));
    }
}
