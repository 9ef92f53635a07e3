//! Asks the store something for somebody who waits for the answer: a command, a check.
//!
//! Who waits for a server that has stopped in the midst of an exchange can't be woken. So the
//! asking is another thread's matter, which is left alone when nothing comes of it any more; a
//! command ends with it.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use ferrofax_spool::{Spool, SpoolError, Tables};

use super::{Place, open};

/// For so long nothing may come of it.
const SILENCE: Duration = Duration::from_secs(60);

/// What a store is asked: it says so whenever something has come of it.
type Step<'s> = &'s dyn Fn();

/// What the store says to this; its tables stay as they are.
///
/// # Errors
/// It can't be reached, or says nothing for a minute.
pub fn ask<T: Send + 'static>(
    spool: &Spool,
    place: &Place,
    question: impl FnOnce(&Spool, Step<'_>) -> T + Send + 'static,
) -> Result<T, SpoolError> {
    ask_within(SILENCE, spool, place, question)
}

/// The same of a store that may say nothing for so long.
pub(super) fn ask_within<T: Send + 'static>(
    silence: Duration,
    spool: &Spool,
    place: &Place,
    question: impl FnOnce(&Spool, Step<'_>) -> T + Send + 'static,
) -> Result<T, SpoolError> {
    let (answers, heard) = mpsc::channel();
    let (ours, place, shown) = (spool.clone(), place.clone(), place.store.to_string());
    let ask = move || {
        // Nobody may wait for it any more.
        let say = |said| drop(answers.send(said));
        let answer =
            open(&ours, &place, Tables::StayAsTheyAre).map(|store| question(&store, &|| say(None)));
        say(Some(answer));
    };
    let begun = thread::Builder::new().name("store".to_owned()).spawn(ask);
    begun.map_err(|error| SpoolError::Io {
        action: "start a thread for",
        path: shown.clone().into(),
        text: error.to_string(),
    })?;
    loop {
        match heard.recv_timeout(silence) {
            Ok(None) => {}
            Ok(Some(answer)) => return answer,
            Err(RecvTimeoutError::Disconnected) => return Err(SpoolError::Internal),
            Err(RecvTimeoutError::Timeout) => {
                return Err(SpoolError::Database {
                    path: shown.into(),
                    text: format!("it has not answered for {} s", silence.as_secs()),
                });
            }
        }
    }
}
