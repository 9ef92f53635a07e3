//! The look of the web interface (light or dark), if a user has chosen one.

use super::SpoolError;
use crate::Logins;
use crate::database::{OptionalExtension, params};

const OF: &str = "SELECT look FROM looks WHERE user = ?1 AND by = ?2";
const CHOOSE: &str = "
    INSERT INTO looks (user, by, look) VALUES (?1, ?2, ?3)
    ON CONFLICT (user, by) DO UPDATE SET look = excluded.look";
const FORGET: &str = "DELETE FROM looks WHERE user = ?1 AND by = ?2";

impl Logins<'_> {
    /// The look that this user has chosen, where `by` names the login method that vouches for the
    /// user name; none if the user has chosen none.
    pub fn look(&self, user: &str, by: &str) -> Result<Option<String>, SpoolError> {
        self.spool.read(|transaction| {
            transaction
                .prepare_cached(OF)?
                .query_row([user, by], |row| row.get(0))
                .optional()
        })
    }

    /// Stores the look that a user has chosen; `None` deletes the choice.
    pub fn choose_look(&self, user: &str, by: &str, look: Option<&str>) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            match look {
                Some(look) => transaction.prepare_cached(CHOOSE)?.execute(params![user, by, look]),
                None => transaction.prepare_cached(FORGET)?.execute([user, by]),
            }
            .map(drop)
        })
    }
}
