//! Queries to the shared database for code that waits for the answer, such as a command or a check.
//!
//! A thread that waits for a hanging database server cannot be woken. So the query runs on another
//! thread. If the query makes no progress, the command stops waiting and fails. The other thread
//! ends when the command's process ends.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use ferrofax_spool::{Spool, SpoolError, Tables};

use super::{Place, alone, open};

/// The time after which a query to the shared database is given up if it makes no progress.
const SILENCE: Duration = Duration::from_secs(60);

/// The time after which a query is given up if a person or a program waits for its result.
const BRIEF: Duration = Duration::from_secs(5);

/// A function that a query calls whenever the query makes progress.
type Step<'s> = &'s dyn Fn();

/// Runs a query on the shared database, and returns its result. The tables of the database are not
/// upgraded.
///
/// # Errors
/// The database cannot be reached, or does not answer for a minute.
pub fn ask<T: Send + 'static>(
    spool: &Spool,
    place: &Place,
    question: impl FnOnce(&Spool, Step<'_>) -> T + Send + 'static,
) -> Result<T, SpoolError> {
    ask_within(SILENCE, spool, place, question)
}

/// Runs a short query on the shared database, and returns its result. The tables of the database
/// are not upgraded.
///
/// # Errors
/// The database cannot be reached, or does not answer for five seconds.
pub fn ask_briefly<T: Send + 'static>(
    spool: &Spool,
    place: &Place,
    question: impl FnOnce(&Spool) -> T + Send + 'static,
) -> Result<T, SpoolError> {
    ask_within(BRIEF, spool, place, |store, _| question(store))
}

/// Runs a query on the shared database. Fails if the query makes no progress for the time
/// `silence`.
pub(super) fn ask_within<T: Send + 'static>(
    silence: Duration,
    spool: &Spool,
    place: &Place,
    question: impl FnOnce(&Spool, Step<'_>) -> T + Send + 'static,
) -> Result<T, SpoolError> {
    let (answers, heard) = mpsc::channel();
    let (ours, place, shown) = (spool.clone(), place.clone(), place.store.to_string());
    let ask = move || {
        // The thread that asked may have stopped waiting, so an error is ignored.
        let say = |said| drop(answers.send(said));
        let answer =
            open(&ours, &place, Tables::StayAsTheyAre).map(|store| question(&store, &|| say(None)));
        say(Some(answer));
    };
    alone::begin("store", &shown, ask)?;
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
