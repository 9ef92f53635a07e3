//! Skips malformed rows of the shared database or the spool. Anybody with write access can write a
//! malformed row, and it must not stop the work on other rows. An error in such a row is logged,
//! but not more often than every ten minutes.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use ferrofax_basics::lock::lock;
use ferrofax_spool::SpoolError;

/// The time after which an error in the same malformed row of the shared database or the spool is
/// logged again.
const AGAIN: Duration = Duration::from_secs(10 * 60);

/// The maximum number of malformed rows that are remembered as logged.
const MOST: usize = 1_000;

/// The log lines about malformed rows of the shared database or the spool, each with the time when
/// it was last written.
#[derive(Default)]
pub(super) struct Beside(Mutex<HashMap<String, Instant>>);

impl Beside {
    /// Checks the result `done` of a step of the work with the shared database. `step` is the name
    /// of the step for the log. Returns the step's result. If the step failed because of a
    /// malformed row, logs the error and returns `None`.
    ///
    /// # Errors
    /// Any other error of the step, which also affects the remaining work.
    pub(super) fn go_on<T>(
        &self,
        step: &str,
        done: Result<T, SpoolError>,
    ) -> Result<Option<T>, SpoolError> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(why) if why.blames_a_row() => {
                self.say(&format!(
                    "{step}: a row can't be read or changed, and is passed over: {why}"
                ));
                Ok(None)
            }
            Err(why) => Err(why),
        }
    }

    fn say(&self, text: &str) {
        let said = &mut *lock(&self.0);
        said.retain(|_, when| when.elapsed() < AGAIN);
        if said.len() < MOST && !said.contains_key(text) {
            log::error!("{text}");
            said.insert(text.to_owned(), Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_keeps_nothing_up_and_all_else_does() {
        let beside = Beside::default();
        let (path, text) = (std::path::PathBuf::new(), String::new());
        let row = SpoolError::Unfit { path: path.clone(), text: text.clone() };
        assert_eq!(beside.go_on("a", Err::<(), _>(row)), Ok(None));
        assert_eq!(beside.go_on("a", Ok(7)), Ok(Some(7)));
        let away = SpoolError::Database { path, text };
        assert!(beside.go_on("a", Err::<(), _>(away)).is_err());
    }
}
