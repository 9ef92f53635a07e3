//! Sends the mails in the shared database's outbox (its queue of outgoing mails). These are mails
//! that report the result of faxes from stateless nodes (machines without a PBX), and replies to
//! mails that became no fax. They also include the mails of nodes with a PBX that no longer report
//! to the database. (As long as a node with a PBX is alive, its own module sends its mails.)

use std::sync::Mutex;

use ferrofax_basics::clock::Look;
use ferrofax_basics::lock::lock;
use ferrofax_cluster::TakingOver;
use ferrofax_delivery::{MailSettings, Relay, SmtpRelay, StopFlag, deliver_due};
use ferrofax_mail::mail_protection::{Protecting, Protection, Sending};
use ferrofax_spool::{MailLogin, Spool, SpoolError};

/// The interval at which this machine looks for nodes that no longer report, in milliseconds.
const LOOK_MS: u64 = 1_000;

/// Sends the mails in the shared database's outbox (its queue of outgoing mails).
pub struct Post {
    spool: Spool,
    settings: MailSettings,
    stop: StopFlag,
    sending: Option<Sending>,
    others: Option<Others>,
}

/// The nodes with a PBX. If one of them no longer reports to the shared database, this machine
/// sends the mails of that node.
struct Others {
    at: Mutex<(TakingOver, Option<u64>)>,
}

impl Post {
    /// Prepares to send the mails in the outbox (the queue of outgoing mails) of this shared
    /// database. While this value exists, nothing else is allowed to send mails from this outbox.
    /// `stop` interrupts a mail that is being sent.
    pub fn new(spool: &Spool, settings: MailSettings, stop: &StopFlag) -> Self {
        Self { spool: spool.clone(), settings, stop: stop.clone(), sending: None, others: None }
    }

    /// Makes this component encrypt the mails that a mail header marks for encryption.
    #[must_use]
    pub fn protecting(mut self, protection: Protection) -> Self {
        self.sending = Some(Sending::new(protection));
        self
    }

    /// Makes this component send, in addition, the mails of nodes with a PBX that no longer report
    /// to the shared database.
    #[must_use]
    pub fn for_others(mut self, taking: TakingOver) -> Self {
        self.others = Some(Others { at: Mutex::new((taking, None)) });
        self
    }

    /// Prepares the sending of mails: if a crash interrupted the sending of a mail, the mail is due
    /// again at once.
    ///
    /// # Errors
    /// The database could not be read.
    pub fn begin(&self, look: &Look) -> Result<(), SpoolError> {
        self.spool.outbox().let_mails_go(look.unix_ms).map(drop)
    }

    /// Sends the mails of the database's outbox (its queue of outgoing mails) whose sending time
    /// has come.
    ///
    /// # Errors
    /// The database could not be read. Mails that were not sent are due again.
    pub fn turn(&self, look: &Look) -> Result<(), SpoolError> {
        // If taking over mails of other nodes fails, this machine's own mails are still sent.
        let others = self.others.as_ref();
        let taken = others.map_or(Ok(()), |others| others.take_over(&self.spool, look.steady_ms));
        self.mail(look).and(taken)
    }

    fn mail(&self, look: &Look) -> Result<(), SpoolError> {
        let mut settings = self.settings.clone();
        // While the clock can't be trusted, no mail counts as too old to be tried again.
        if !look.is_settled {
            settings.retry.give_up_after_ms = i64::MAX;
        }
        let tokens = MailLogin::of(self.spool.folder());
        let relay = SmtpRelay::new(&settings.relay, &self.stop).with_tokens(tokens);
        let protecting = self.sending.as_ref().map(|sending| Protecting { sending, relay: &relay });
        let relay: &dyn Relay = match &protecting {
            Some(protecting) => protecting,
            None => &relay,
        };
        while !self.stop.is_raised() {
            let done = deliver_due(&self.spool, &settings, relay, look.unix_ms);
            if let Some(why) = done.spool_error {
                return Err(why);
            }
            if !done.more || done.relay_down.is_some() {
                break;
            }
        }
        Ok(())
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.spool.outbox().book_at_last();
    }
}

impl Others {
    fn take_over(&self, store: &Spool, steady_ms: u64) -> Result<(), SpoolError> {
        let (taking, looked) = &mut *lock(&self.at);
        if looked.is_some_and(|at| steady_ms.saturating_sub(at) < LOOK_MS) {
            return Ok(());
        }
        *looked = Some(steady_ms);
        taking.turn(store, steady_ms).map(drop)
    }
}
