//! `ferrofax test mail …` and `ferrofax requeue …` on Asterisk's CLI: what an operator does about mails.

use crate::delivery::{Relay, compose_test};
use crate::service::Service;
use crate::spool::OutboxId;
use std::time::Duration;

/// How long somebody at a command line is kept waiting for each answer of the relay.
const PATIENCE: Duration = Duration::from_secs(15);

impl Service {
    /// Hands a test mail to the relay now and says what came of it.
    pub(super) fn test_mail(&self, address: &str) -> String {
        let mut settings = self.settings().mail.clone();
        let timeouts = &mut settings.relay.timeouts;
        for timeout in [&mut timeouts.connect, &mut timeouts.command, &mut timeouts.data, &mut timeouts.data_end] {
            *timeout = PATIENCE.min(*timeout);
        }
        let mail = match compose_test(address, &settings, self.clock.unix_ms()) {
            Ok(mail) => mail,
            Err(error) => return format!("{error}\n"),
        };
        let (host, port) = (&settings.relay.host, settings.relay.port());
        match self.post.relay(&settings.relay).send(&mail) {
            Ok(answer) => format!("The relay {host}:{port} took the mail to {}: {answer}\n", mail.envelope.to),
            Err(error) => format!("The mail to {} could not be handed over: {error}\n", mail.envelope.to),
        }
    }

    /// Has a mail that could not be delivered tried again, with all its time.
    pub(super) fn requeue_mail(&self, number: &str) -> String {
        let Ok(id) = number.parse().map(OutboxId) else {
            return format!("'{number}' is not a mail's number; `ferrofax show outbox` tells them\n");
        };
        self.with_spool(|spool| match spool.requeue(id, self.clock.unix_ms()) {
            Ok(true) => {
                self.post.wake();
                format!("Mail {id} is tried again.\n")
            }
            Ok(false) => format!("Mail {id} has not failed; `ferrofax show outbox` tells how it stands.\n"),
            Err(error) => format!("{error}\n"),
        })
    }
}
