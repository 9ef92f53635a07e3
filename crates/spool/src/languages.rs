//! The language in which a user reads the web interface, if the user has chosen one.

use super::SpoolError;
use crate::Logins;
use crate::database::{OptionalExtension, params};

const OF: &str = "SELECT language FROM languages WHERE user = ?1 AND by = ?2";
const CHOOSE: &str = "
    INSERT INTO languages (user, by, language) VALUES (?1, ?2, ?3)
    ON CONFLICT (user, by) DO UPDATE SET language = excluded.language";
const FORGET: &str = "DELETE FROM languages WHERE user = ?1 AND by = ?2";

impl Logins<'_> {
    /// The language that this user has chosen, where `by` names the login method that vouches for
    /// the user name; none if the user has chosen none.
    pub fn language(&self, user: &str, by: &str) -> Result<Option<String>, SpoolError> {
        self.spool.read(|transaction| {
            transaction
                .prepare_cached(OF)?
                .query_row([user, by], |row| row.get(0))
                .optional()
        })
    }

    /// Stores the language that a user has chosen; `None` deletes the choice.
    pub fn choose_language(
        &self,
        user: &str,
        by: &str,
        language: Option<&str>,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            match language {
                Some(language) => {
                    transaction.prepare_cached(CHOOSE)?.execute(params![user, by, language])
                }
                None => transaction.prepare_cached(FORGET)?.execute([user, by]),
            }
            .map(drop)
        })
    }
}
