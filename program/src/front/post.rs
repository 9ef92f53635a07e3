//! Mails what waits in the store's outbox: reports on faxes that were handed in at fronts, letters on
//! mails that became none, and what machines with a PBX owe of which nothing is heard. (What is handed
//! to a machine with a PBX, or comes in there, its own module mails as long as it is there.)

use std::sync::Mutex;

use ferrofax_basics::clock::Look;
use ferrofax_basics::lock::lock;
use ferrofax_delivery::{MailSettings, SmtpRelay, StopFlag, deliver_due};
use ferrofax_spool::{Spool, SpoolError, TakingOver};

/// How often it is looked whether nodes are silent, ms.
const LOOK_MS: u64 = 1_000;

/// Mails.
pub struct Post {
    spool: Spool,
    settings: MailSettings,
    stop: StopFlag,
    others: Option<Others>,
}

/// In whose place it mails.
struct Others {
    at: Mutex<(TakingOver, Option<u64>)>,
}

impl Post {
    /// For a store that nobody else mails from meanwhile. `stop` ends a mail that is on its way.
    pub fn new(spool: &Spool, settings: MailSettings, stop: &StopFlag) -> Self {
        Self { spool: spool.clone(), settings, stop: stop.clone(), others: None }
    }

    /// It mails in the place of nodes of which nothing is heard, too.
    #[must_use]
    pub fn for_others(self, taking: TakingOver) -> Self {
        Self { others: Some(Others { at: Mutex::new((taking, None)) }), ..self }
    }

    /// Before the first turn: what somebody had begun to mail who is dead is due at once.
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn begin(&self, look: &Look) -> Result<(), SpoolError> {
        self.spool.let_mails_go(look.unix_ms).map(drop)
    }

    /// Mails what is due.
    ///
    /// # Errors
    /// The store could not be asked; what was not mailed is due again.
    pub fn turn(&self, look: &Look) -> Result<(), SpoolError> {
        // What can't be taken over keeps nothing up that is here.
        let others = self.others.as_ref();
        let taken = others.map_or(Ok(()), |others| others.take_over(&self.spool, look.steady_ms));
        self.mail(look).and(taken)
    }

    fn mail(&self, look: &Look) -> Result<(), SpoolError> {
        let mut settings = self.settings.clone();
        // Nothing is given up while the clock can't be believed.
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
