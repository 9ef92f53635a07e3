//! `ferrofax …` on Asterisk's CLI: the words and the texts.

use super::Service;
use super::dates::{ago, date};
use super::devices;
use super::dialler::settings::{configurable, option_name, retry_text};
use super::post;
use crate::spool::{FaxQuery, OutboxState, Spool};
use std::fmt::Write;

/// The commands, each with what it prints.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["show", "devices"], "the fax devices that the dialplan declares"),
    (&["show", "calls"], "the fax calls that run now"),
    (&["show", "faxes"], "the newest faxes in the spool"),
    (&["show", "outbox"], "the mails that wait or could not be delivered"),
    (&["show", "settings"], "the settings that hold"),
    (&["show", "stats"], "counts since the module was loaded"),
    (&["show", "version"], "the version"),
    (&["test", "mail"], "hand a test mail for this address to the relay"),
    (&["requeue"], "try a mail again that could not be delivered, by its number in the outbox"),
    (&["cleanup"], "delete what has been kept for long enough"),
];

/// The texts are for a terminal; columns are apart by two blanks.
impl Service {
    /// The text that a CLI command prints, `None` if it is not one of ours. `words` come without the leading `ferrofax`.
    pub fn command(&self, words: &[&str]) -> Option<String> {
        match words {
            ["show", "devices"] => Some(self.show_devices()),
            ["show", "calls"] => Some(self.show_calls()),
            ["show", "faxes"] => Some(self.with_spool(show_faxes)),
            ["show", "outbox"] => Some(self.with_spool(show_outbox)),
            ["show", "settings"] => Some(self.show_settings()),
            ["show", "stats"] => Some(self.show_stats()),
            ["show", "version"] => Some(format!("Ferrofax {}\n", env!("CARGO_PKG_VERSION"))),
            ["test", "mail", address] => Some(self.test_mail(address)),
            ["requeue", number] => Some(self.requeue_mail(number)),
            ["cleanup"] => Some(self.with_spool(|spool| post::clean_up(spool, &self.settings()) + "\n")),
            _ => None,
        }
    }

    /// The commands that there are, without the leading `ferrofax`, and what each prints.
    pub fn commands() -> impl Iterator<Item = (String, &'static str)> {
        COMMANDS.iter().map(|(words, what)| (words.join(" "), *what))
    }

    /// The words that may stand at `position` (0 = the first after `ferrofax`), given those before it and its beginning.
    pub fn complete(&self, words: &[&str], position: usize) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (command, _) in COMMANDS {
            let fits = command.iter().zip(words).take(position).all(|(a, b)| a == b) && words.len() >= position;
            let begun = words.get(position).copied().unwrap_or_default();
            match command.get(position) {
                Some(word) if fits && word.starts_with(begun) && !found.iter().any(|known| known == word) => {
                    found.push((*word).to_owned())
                }
                _ => {}
            }
        }
        found
    }

    pub(super) fn with_spool(&self, show: impl FnOnce(&Spool) -> String) -> String {
        match self.slot.get() {
            Ok(spool) => show(&spool),
            Err(error) => format!("The spool can't be used: {error}\n"),
        }
    }

    fn show_devices(&self) -> String {
        let current = self.current();
        let mut text = String::from("Extension  Context  Format  Enabled  Mailboxes\n");
        for device in &current.devices {
            let enabled = match devices::allowed(&device.args, &current.settings) {
                Ok(()) => "yes".to_owned(),
                Err(prohibition) => format!("no ({prohibition})"),
            };
            let _ = writeln!(
                text,
                "{}  {}  {}  {}  {}",
                device.exten,
                device.context,
                device.args.format.name(),
                enabled,
                device.args.mailboxes.join(" ")
            );
        }
        let _ = writeln!(text, "{} devices", current.devices.len());
        for complaint in &current.complaints {
            let _ = writeln!(text, "! {complaint}");
        }
        text
    }

    fn show_calls(&self) -> String {
        let mut text = String::from("Fax  Device  Caller  Far machine  Pages  Rate  ECM  Since  Channel\n");
        let calls = self.lines.list();
        for call in &calls {
            let fax = call.fax.map_or_else(|| "-".to_owned(), |id| id.to_string());
            let _ = writeln!(
                text,
                "{fax}  {}  {}  {}  {}  {}  {}  {}  {}",
                call.device,
                or_dash(&call.number),
                or_dash(&call.far_ident),
                call.pages,
                call.rate_bps,
                if call.ecm { "yes" } else { "no" },
                ago(call.since_ms),
                call.channel
            );
        }
        let _ = writeln!(text, "{} of {} lines busy", calls.len(), self.settings().max_lines);
        text
    }

    fn show_settings(&self) -> String {
        let settings = self.settings();
        let mut text = String::new();
        let mut row = |name: &str, value: String| {
            let _ = writeln!(text, "{name:20} = {value}");
        };
        row("contexts", settings.contexts.join(","));
        row("spool", self.slot.path().display().to_string());
        row("faxenabled", yes_no(settings.fax_enabled));
        row("max_lines", settings.max_lines.to_string());
        row("retention_days", settings.retention_days.to_string());
        row("cleanup_interval", format!("{} h", settings.cleanup_interval_hours));
        row("max_pages", settings.max_pages.to_string());
        row("log_personal_data", yes_no(settings.log_personal_data));
        for (name, value) in settings.sending.pairs() {
            row(name, value);
        }
        let dialling = &settings.dialling;
        row("dialstring", dialling.dial.template().to_owned());
        row("dialtimeout", format!("{} s", dialling.timeout_s));
        row("inbound_lines", dialling.inbound_lines.to_string());
        row("share_calls", yes_no(dialling.share_calls));
        row("max_send_minutes", dialling.max_minutes.to_string());
        for failure in configurable() {
            row(&option_name(failure), retry_text(dialling.retries.of(failure)));
        }
        for (name, class) in &settings.classes {
            row(&format!("[{name}]"), format!("class, faxenabled = {}", yes_no(class.fax_enabled)));
        }
        let mail = &settings.mail;
        row("mailserver", format!("{}:{}", mail.relay.host, mail.relay.port()));
        row("mailtls", mail.relay.tls.to_string());
        row("serveremail", mail.complete_address(&mail.from_address));
        row("faxmaster", mail.complete_address(&mail.faxmaster));
        text
    }

    fn show_stats(&self) -> String {
        let counts = self.stats.counts();
        let mut text = String::new();
        let mut row = |name: &str, value: u64| {
            let _ = writeln!(text, "{name:24} {value:>10}");
        };
        row("calls", counts.calls);
        row("  received", counts.received);
        row("  incomplete", counts.incomplete);
        row("  failed", counts.failed);
        row("refused", counts.refused);
        row("pages confirmed", counts.pages);
        row("audio frames lost", counts.frames_lost);
        row("audio frames reordered", counts.frames_reordered);
        row("audio frames doubled", counts.frames_doubled);
        row("audio frames late", counts.frames_late);
        for (cause, count) in &counts.causes {
            row(&format!("  {cause}"), *count);
        }
        if let Ok(stats) = self.slot.get().and_then(|spool| spool.stats()) {
            row("in the spool, received", stats.received.into());
            row("in the spool, incomplete", stats.incomplete.into());
            row("in the spool, failed", stats.failed.into());
            row("mails waiting", stats.outbox_waiting.into());
            row("mails failed", stats.outbox_failed.into());
        }
        text
    }
}

fn show_faxes(spool: &Spool) -> String {
    let faxes = match spool.faxes(&FaxQuery::default()) {
        Ok(faxes) => faxes,
        Err(error) => return format!("{error}\n"),
    };
    let mut text = String::from("Fax  Began  Device  Caller  Far machine  Pages  Status  Cause  Mail\n");
    for fax in &faxes {
        let mails = spool.outbox_of(fax.id).unwrap_or_default();
        let done = mails.iter().filter(|mail| mail.state == OutboxState::Delivered).count();
        let _ = writeln!(
            text,
            "{}  {}  {}  {}  {}  {}  {}  {}  {done}/{}",
            fax.id,
            date(fax.started_at),
            fax.device,
            or_dash(&fax.calling),
            or_dash(fax.far_ident.as_deref().unwrap_or_default()),
            fax.pages.len(),
            fax.status.name(),
            or_dash(fax.outcome_cause.as_deref().unwrap_or_default()),
            mails.len()
        );
    }
    let _ = writeln!(text, "{} faxes", faxes.len());
    text
}

fn show_outbox(spool: &Spool) -> String {
    let mut text = String::from("Mail  Of  To  State  Tries  Next  Last error\n");
    for state in [OutboxState::Waiting, OutboxState::Leased, OutboxState::Failed] {
        for mail in spool.outbox_in(state, 100).unwrap_or_default() {
            let to = if mail.mailbox.is_empty() { "(faxmaster)" } else { &mail.mailbox };
            let _ = writeln!(
                text,
                "{}  {}  {to}  {state:?}  {}  {}  {}",
                mail.id,
                mail.subject(),
                mail.attempts,
                date(mail.next_try_at),
                or_dash(mail.last_error.as_deref().unwrap_or_default())
            );
        }
    }
    text
}

fn yes_no(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}
