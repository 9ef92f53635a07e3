//! The language, the look (light or dark), the start page and the reports that a user has chosen for
//! the web interface. Each choice has a table of its own.

use super::SpoolError;
use crate::Logins;
use crate::database::params;

/// The statements for the table of a choice.
struct Choice {
    of: &'static str,
    choose: &'static str,
    forget: &'static str,
}

macro_rules! choice {
    ($table:literal, $column:literal) => {
        Choice {
            of: concat!("SELECT ", $column, " FROM ", $table, " WHERE user = ?1 AND by = ?2"),
            choose: concat!(
                "INSERT INTO ",
                $table,
                " (user, by, ",
                $column,
                ") VALUES (?1, ?2, ?3)
                ON CONFLICT (user, by) DO UPDATE SET ",
                $column,
                " = excluded.",
                $column
            ),
            forget: concat!("DELETE FROM ", $table, " WHERE user = ?1 AND by = ?2"),
        }
    };
}

const LANGUAGE: Choice = choice!("languages", "language");
const LOOK: Choice = choice!("looks", "look");
const START: Choice = choice!("start_pages", "start");
const REPORTS: Choice = choice!("report_choices", "reports");

impl Logins<'_> {
    /// The language that this user has chosen, where `by` names the login method that vouches for
    /// the user name; none if the user has chosen none.
    pub fn language(&self, user: &str, by: &str) -> Result<Option<String>, SpoolError> {
        self.chosen(&LANGUAGE, user, by)
    }

    /// Stores the language that a user has chosen; `None` deletes the choice.
    pub fn choose_language(
        &self,
        user: &str,
        by: &str,
        language: Option<&str>,
    ) -> Result<(), SpoolError> {
        self.choose(&LANGUAGE, user, by, language)
    }

    /// Stores the look (light or dark) that a user has chosen for the web interface; `None` deletes
    /// the choice.
    pub fn choose_look(&self, user: &str, by: &str, look: Option<&str>) -> Result<(), SpoolError> {
        self.choose(&LOOK, user, by, look)
    }

    /// The start page that this user has chosen; none if the user has chosen none.
    pub fn start(&self, user: &str, by: &str) -> Result<Option<String>, SpoolError> {
        self.chosen(&START, user, by)
    }

    /// Stores the start page that a user has chosen; `None` deletes the choice.
    pub fn choose_start(
        &self,
        user: &str,
        by: &str,
        start: Option<&str>,
    ) -> Result<(), SpoolError> {
        self.choose(&START, user, by, start)
    }

    /// The reports that this user has chosen for faxes sent in the web interface; none if the user
    /// has chosen none.
    pub fn reports(&self, user: &str, by: &str) -> Result<Option<String>, SpoolError> {
        self.chosen(&REPORTS, user, by)
    }

    /// Stores the reports that a user has chosen; `None` deletes the choice.
    pub fn choose_reports(
        &self,
        user: &str,
        by: &str,
        reports: Option<&str>,
    ) -> Result<(), SpoolError> {
        self.choose(&REPORTS, user, by, reports)
    }

    fn chosen(&self, choice: &Choice, user: &str, by: &str) -> Result<Option<String>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(choice.of, [user, by], |row| row.get(0)))
    }

    fn choose(
        &self,
        choice: &Choice,
        user: &str,
        by: &str,
        value: Option<&str>,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| match value {
            Some(value) => transaction.run(choice.choose, params![user, by, value]),
            None => transaction.run(choice.forget, [user, by]),
        })
    }
}
