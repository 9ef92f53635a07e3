//! Saved views: the filters of a list of faxes or jobs that a user stored under a name. The owner is a
//! name and the provider that proves it, as for address books ([`crate::BookOf`]).

use super::SpoolError;
use crate::Logins;
use crate::contacts::BookOf;
use crate::database::{self, Row, params};
use ferrofax_basics::UnixMs;

/// The greatest number of saved views of one user for one list.
pub const MOST_VIEWS: usize = 20;

/// The list that a saved view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOf {
    /// The received faxes.
    Received,
    /// The jobs.
    Sent,
}

/// A saved view of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// The number of the view in the spool.
    pub id: i64,
    /// The name that the user gave to the view.
    pub name: String,
    /// The filters of the view, as the query of a URL.
    pub query: String,
}

impl ListOf {
    const fn name(self) -> &'static str {
        match self {
            Self::Received => "in",
            Self::Sent => "out",
        }
    }
}

const LIST: &str = "
    SELECT id, name, query FROM saved_views WHERE owner = ?1 AND by = ?2 AND list = ?3 ORDER BY name";
const COUNT: &str = "
    SELECT count(*) FROM saved_views WHERE owner = ?1 AND by = ?2 AND list = ?3 AND name <> ?4";
const PUT: &str = "
    INSERT INTO saved_views (owner, by, list, name, query, saved_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (owner, by, list, name) DO UPDATE SET query = excluded.query, saved_at = excluded.saved_at";
const DELETE: &str = "DELETE FROM saved_views WHERE id = ?1 AND owner = ?2 AND by = ?3";

impl Logins<'_> {
    /// The saved views of a user for one list, sorted by name.
    pub fn saved_views(
        &self,
        whose: BookOf<'_>,
        list: ListOf,
    ) -> Result<Vec<SavedView>, SpoolError> {
        self.spool
            .read(|transaction| transaction.all(LIST, params![whose.0, whose.1, list.name()], read))
    }

    /// Saves a view of a user. A view of the same list with the same name is replaced. `false`: the
    /// user has [`MOST_VIEWS`] other views of the list.
    pub fn save_view(
        &self,
        whose: BookOf<'_>,
        list: ListOf,
        (name, query): (&str, &str),
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            let others: i64 =
                transaction
                    .one(COUNT, params![whose.0, whose.1, list.name(), name], |row| row.get(0))?;
            if usize::try_from(others).unwrap_or(usize::MAX) >= MOST_VIEWS {
                return Ok(false);
            }
            let with = params![whose.0, whose.1, list.name(), name, query, now];
            transaction.run(PUT, with)?;
            Ok(true)
        })
    }

    /// Deletes a saved view of this user. `false`: the user has no such view.
    pub fn delete_view(&self, whose: BookOf<'_>, id: i64) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            let with = params![id, whose.0, whose.1];
            Ok(transaction.change(DELETE, with)? > 0)
        })
    }
}

fn read(row: &Row<'_>) -> database::Result<SavedView> {
    Ok(SavedView { id: row.get(0)?, name: row.get(1)?, query: row.get(2)? })
}
