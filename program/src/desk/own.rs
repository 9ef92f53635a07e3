//! What is one's own: where one is logged in, and the language that one reads.

use super::{Desk, DeskError, Person, Thing};
use ferrofax_basics::UnixMs;
use ferrofax_languages::Language;
use ferrofax_spool::{SessionLife, WebSession};

impl Desk {
    /// Where a person is logged in.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn own_sessions(
        &self,
        person: &Person,
        life: SessionLife,
        now: UnixMs,
    ) -> Result<Vec<WebSession>, DeskError> {
        let mut sessions = self.spool.sessions(Some(&person.name), life, now)?;
        sessions.retain(|session| is_of(person, session));
        Ok(sessions)
    }

    /// Ends one of a person's own sessions.
    ///
    /// # Errors
    /// [`DeskError::NotThere`] and others.
    pub fn end_own_session(
        &self,
        person: &Person,
        id: i64,
        life: SessionLife,
        now: UnixMs,
    ) -> Result<(), DeskError> {
        let all = self.spool.sessions(None, life, now)?;
        let found = all.iter().find(|session| session.id == id);
        let is_own = found.is_some_and(|session| is_of(person, session));
        if !(is_own && self.spool.end_session(id)?) {
            let thing = Thing::Session(id);
            return Err(self.not_there(person, "end-session", thing, found.is_some()));
        }
        // It has ended, whether that can be noted or not.
        _ = self.granted(person, "end-session", &[("session", &id.to_string())]);
        Ok(())
    }

    /// The language that a person has chosen for his pages; none: what his browser asks for.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn language(&self, person: &Person) -> Result<Option<String>, DeskError> {
        Ok(self.spool.language(&person.name, person.by.name())?)
    }

    /// Chooses it, by the code of one of [`Language::ALL`], or none.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: there is no such language; and others.
    pub fn choose_language(
        &self,
        person: &Person,
        language: Option<&str>,
    ) -> Result<(), DeskError> {
        if let Some(other) =
            language.filter(|code| !Language::ALL.iter().any(|it| it.code() == *code))
        {
            let text = format!("there are no pages in '{other}'; {} are there", Language::CODES);
            return Err(DeskError::Unfit(text));
        }
        Ok(self.spool.choose_language(&person.name, person.by.name(), language)?)
    }
}

/// Whether a session is this person's: another with his name is another user.
fn is_of(person: &Person, session: &WebSession) -> bool {
    session.user == person.name && session.by == person.by.name()
}
