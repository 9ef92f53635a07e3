//! The commands for mails on Asterisk's CLI: `ferrofax test mail …`, `ferrofax requeue …` and
//! `ferrofax mail …`.

use super::Commands;
use ferrofax_delivery::{Relay, check_mailboxes, compose_test};
use ferrofax_spool::{Again, FaxId, OutboxId};
use std::time::Duration;

/// The longest time that a command waits for each answer of the mail relay.
const PATIENCE: Duration = Duration::from_secs(15);

impl Commands {
    /// Hands a test mail to the relay now and returns the result.
    pub(super) fn test_mail(&self, address: &str) -> String {
        let settings = &self.configuration.settings().mail;
        let mail = match compose_test(address, settings, self.clock.unix_ms()) {
            Ok(mail) => mail,
            Err(error) => return format!("{error}\n"),
        };
        let (host, port) = (&settings.relay.host, settings.relay.port());
        match self.post.relay_within(&settings.relay, PATIENCE).send(&mail) {
            Ok(answer) => {
                format!("The relay {host}:{port} took the mail to {}: {answer}\n", mail.envelope.to)
            }
            Err(error) => {
                format!("The mail to {} could not be handed over: {error}\n", mail.envelope.to)
            }
        }
    }

    /// Requeues an undeliverable mail, so that it is sent again. The time limit for its delivery
    /// starts again, too.
    pub(super) fn requeue_mail(&self, number: &str) -> String {
        let Ok(id) = number.parse().map(OutboxId) else {
            return format!(
                "'{number}' is not a mail's number; `ferrofax show outbox` tells them\n"
            );
        };
        let now = self.clock.unix_ms();
        self.with_spool(|spool| match spool.outbox().requeue_to_mailbox(id, now) {
            Ok(true) => {
                self.post.wake();
                format!("Mail {id} was sent to the faxmaster; its content is sent to its own mailbox again.\n")
            }
            Ok(false) => match spool.outbox().requeue(id, now) {
                Ok(true) => {
                    self.post.wake();
                    format!("Mail {id} is tried again.\n")
                }
                Ok(false) => format!(
                    "Mail {id} has not failed; `ferrofax show outbox` shows its state, `ferrofax mail FAX` mails a fax again.\n"
                ),
                Err(error) => format!("{error}\n"),
            },
            Err(error) => format!("{error}\n"),
        })
    }

    /// Sends all waiting mails now, and requeues all mails whose delivery is no longer attempted.
    pub(super) fn requeue_all(&self) -> String {
        self.with_spool(|spool| match spool.outbox().requeue_all(self.clock.unix_ms()) {
            Ok(again) => {
                self.post.wake();
                let Again { hurried, brought_back } = again;
                format!("{hurried} mails that waited are tried now, and {brought_back} again that nobody got.\n")
            }
            Err(error) => format!("{error}\n"),
        })
    }

    /// Mails a received fax once more: to the addresses in `to`, or, if `to` is empty, to the fax's
    /// own mailboxes.
    pub(super) fn mail_again(&self, fax: &str, to: &[&str]) -> String {
        let Ok(id) = fax.parse().map(FaxId) else {
            return format!("'{fax}' is not a fax's number; `ferrofax show faxes` tells them\n");
        };
        let to: Vec<String> = to.iter().map(|address| (*address).to_owned()).collect();
        let done = check_mailboxes(&to).map(|()| {
            self.with_spool(|spool| {
                match spool.outbox().mail_again(id, &to, self.clock.unix_ms()) {
                    Ok(entries) if entries.is_empty() => {
                        format!("Fax {id} has no mailbox, or is still coming in.\n")
                    }
                    Ok(entries) => {
                        self.post.wake();
                        let to: Vec<&str> =
                            entries.iter().map(|entry| entry.mailbox.as_str()).collect();
                        format!("Fax {id} is mailed to {}.\n", to.join(", "))
                    }
                    Err(error) => format!("{error}\n"),
                }
            })
        });
        done.unwrap_or_else(|wrong| format!("{wrong}\n"))
    }
}
