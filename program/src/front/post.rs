//! Sends mails from the shared database's outbox: reports on faxes that were submitted at stateless
//! nodes, replies to mails that did not become faxes, and the mails of PBX nodes that have stopped
//! reporting. (A running PBX node's own module mails everything that was submitted or received
//! there.)

use std::sync::Mutex;

use ferrofax_basics::clock::Look;
use ferrofax_basics::lock::lock;
use ferrofax_delivery::{MailSettings, SmtpRelay, StopFlag, deliver_due};
use ferrofax_spool::{Spool, SpoolError, TakingOver};

/// The interval of checks for nodes that have stopped reporting, ms.
const LOOK_MS: u64 = 1_000;

/// The mail sender of a stateless node.
pub struct Post {
    spool: Spool,
    settings: MailSettings,
    stop: StopFlag,
    others: Option<Others>,
}

/// The nodes on whose behalf it sends mails.
struct Others {
    at: Mutex<(TakingOver, Option<u64>)>,
}

impl Post {
    /// A sender for a shared database that nobody else sends from at the same time. `stop`
    /// interrupts a mail in transfer.
    pub fn new(spool: &Spool, settings: MailSettings, stop: &StopFlag) -> Self {
        Self { spool: spool.clone(), settings, stop: stop.clone(), others: None }
    }

    /// Makes it also send the mails of nodes that have stopped reporting.
    #[must_use]
    pub fn for_others(self, taking: TakingOver) -> Self {
        Self { others: Some(Others { at: Mutex::new((taking, None)) }), ..self }
    }

    /// Before the first turn: makes the mails due that a failed machine had begun to send.
    pub fn begin(&self, look: &Look) -> Result<(), SpoolError> {
        self.spool.let_mails_go(look.unix_ms).map(drop)
    }

    /// Sends the mails that are due.
    ///
    /// # Errors
    /// The shared database could not be read; unsent mails stay due.
    pub fn turn(&self, look: &Look) -> Result<(), SpoolError> {
        // A failure to take over the mails of other nodes does not hold up our own.
        let others = self.others.as_ref();
        let taken = others.map_or(Ok(()), |others| others.take_over(&self.spool, look.steady_ms));
        self.mail(look).and(taken)
    }

    fn mail(&self, look: &Look) -> Result<(), SpoolError> {
        let mut settings = self.settings.clone();
        // No mail is given up while the clock can't be trusted.
        if !look.is_settled {
            settings.retry.give_up_after_ms = i64::MAX;
        }
        let relay = SmtpRelay::new(&settings.relay, &self.stop);
        while !self.stop.is_raised() {
            let done = deliver_due(&self.spool, &settings, &relay, look.unix_ms);
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
