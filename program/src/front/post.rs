//! Mails what waits in the store's outbox: reports on faxes that were handed in at fronts, and
//! letters on mails that became none. (What is handed to a machine with a PBX its own module reports.)

use ferrofax_basics::clock::Look;
use ferrofax_delivery::{MailSettings, SmtpRelay, StopFlag, deliver_due};
use ferrofax_spool::{Spool, SpoolError};

/// Mails.
pub struct Post {
    spool: Spool,
    settings: MailSettings,
    stop: StopFlag,
}

impl Post {
    /// For a store that nobody else mails from meanwhile. `stop` ends a mail that is on its way.
    pub fn new(spool: &Spool, settings: MailSettings, stop: &StopFlag) -> Self {
        Self { spool: spool.clone(), settings, stop: stop.clone() }
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
