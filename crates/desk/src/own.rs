//! A person's own login sessions, and the language, look, start page, reports and mails about
//! unclaimed faxes that a person has chosen for the web interface.

use super::{Desk, DeskError, Entrance, Person, Thing};
use ferrofax_basics::UnixMs;
use ferrofax_languages::Language;
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::Wish;
use ferrofax_spool::{SessionLife, WebSession};

/// The looks of the web interface that a user can choose in place of the look of the user's system.
pub const LOOKS: [&str; 2] = ["light", "dark"];

/// The pages that a user can choose as the start page after the login; the first is the default.
pub const START_PAGES: [&str; 3] = ["/in", "/out", "/out/new"];

/// The reports that a user can choose for faxes sent in the web interface: at the end of a fax, only
/// for a fax that could not be sent, or none. Without a choice, the settings of the device apply.
pub const REPORTS: [&str; 3] = ["end", "failure", NEVER];
const NEVER: &str = "never";

/// The times that a user can choose, in minutes: after this time, the user gets a mail about a fax
/// that nobody has claimed or read.
pub const UNCLAIMED_AFTER: [u32; 4] = [15, 60, 240, 1_440];

impl Desk {
    /// The login sessions of this person.
    pub fn own_sessions(
        &self,
        person: &Person,
        life: SessionLife,
        now: UnixMs,
    ) -> Result<Vec<WebSession>, DeskError> {
        let mut sessions = self.spool.logins().sessions(Some(&person.name), life, now)?;
        sessions.retain(|session| is_of(person, session));
        Ok(sessions)
    }

    /// Ends one of this person's own login sessions.
    pub fn end_own_session(
        &self,
        person: &Person,
        id: i64,
        life: SessionLife,
        now: UnixMs,
    ) -> Result<(), DeskError> {
        let all = self.spool.logins().sessions(None, life, now)?;
        let found = all.iter().find(|session| session.id == id);
        let is_own = found.is_some_and(|session| is_of(person, session));
        if !(is_own && self.spool.logins().end_session(id)?) {
            let thing = Thing::Session(id);
            return Err(self.not_there(person, "end-session", thing, found.is_some()));
        }
        // The session has ended. If the audit log cannot be written, that is no error here.
        _ = self.granted(person, "end-session", &[("session", &id.to_string())]);
        Ok(())
    }

    /// The language that a person has chosen for the web interface; `None`: the browser's language.
    pub fn language(&self, person: &Person) -> Result<Option<String>, DeskError> {
        Ok(self.spool.logins().language(&person.name, person.by.name())?)
    }

    /// Sets the language of the web interface for this person to one of [`LANGUAGES`]; `None`: the
    /// browser's language.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: there is no such language.
    pub fn choose_language(
        &self,
        person: &Person,
        language: Option<&str>,
    ) -> Result<(), DeskError> {
        if let Some(other) =
            language.filter(|code| !Language::ALL.iter().any(|it| it.code() == *code))
        {
            let text = format!(
                "there are no pages in the language '{other}'; choose from {}",
                Language::CODES
            );
            return Err(DeskError::Unfit(text));
        }
        Ok(self.spool.logins().choose_language(&person.name, person.by.name(), language)?)
    }

    /// Sets the look of the web interface for this person; `None`: the look of the person's system.
    pub fn choose_look(
        &self,
        person: &Person,
        look: Option<&'static str>,
    ) -> Result<(), DeskError> {
        Ok(self.spool.logins().choose_look(&person.name, person.by.name(), look)?)
    }

    /// The start page that this person gets after the login.
    pub fn start(&self, person: &Person) -> Result<&'static str, DeskError> {
        let chosen = self.spool.logins().start(&person.name, person.by.name())?;
        let chosen = chosen.and_then(|it| START_PAGES.into_iter().find(|page| *page == it));
        Ok(chosen.unwrap_or(START_PAGES[0]))
    }

    /// Sets the start page that this person gets after the login.
    pub fn choose_start(&self, person: &Person, start: &'static str) -> Result<(), DeskError> {
        let start = Some(start).filter(|start| *start != START_PAGES[0]);
        Ok(self.spool.logins().choose_start(&person.name, person.by.name(), start)?)
    }

    /// The reports that this person has chosen for faxes sent in the web interface; `None`: the
    /// settings of the device apply.
    pub fn reports(&self, person: &Person) -> Result<Option<&'static str>, DeskError> {
        let chosen = self.spool.logins().reports(&person.name, person.by.name())?;
        Ok(chosen.and_then(|it| REPORTS.into_iter().find(|reports| *reports == it)))
    }

    /// Sets the reports for faxes that this person sends in the web interface.
    pub fn choose_reports(
        &self,
        person: &Person,
        reports: Option<&'static str>,
    ) -> Result<(), DeskError> {
        Ok(self.spool.logins().choose_reports(&person.name, person.by.name(), reports)?)
    }

    /// The minutes after which this person gets a mail about a fax that nobody has claimed or read.
    /// `None`: the person gets no such mails.
    pub fn unclaimed_after(&self, person: &Person) -> Result<Option<u32>, DeskError> {
        let watch = self.spool.logins().unclaimed_watch((&person.name, person.by.name()))?;
        Ok(watch.map(|watch| watch.minutes))
    }

    /// Sets the minutes after which this person gets a mail about a fax that nobody has claimed or
    /// read, and the URL with which the links in these mails begin. `None`: no mails.
    pub fn choose_unclaimed(
        &self,
        person: &Person,
        watch: Option<(u32, &str)>,
    ) -> Result<(), DeskError> {
        Ok(self.spool.logins().watch_unclaimed((&person.name, person.by.name()), watch)?)
    }

    /// Adds the reports that this person has chosen to a fax of the web interface. The options of
    /// the fax itself have precedence. Faxes of programs are not changed. Polling requests are not
    /// changed either, because the address that gets their reports also gets the polled document.
    pub(super) fn add_reports(&self, person: &Person, fax: &mut Draft) -> Result<(), DeskError> {
        if person.entrance != Entrance::Page || fax.fetch.is_some() {
            return Ok(());
        }
        let Some(reports) = self.reports(person)? else { return Ok(()) };
        fax.wishes.add(Wish::Report, reports);
        if let Some(address) = person.addresses.first().filter(|_| reports != NEVER) {
            fax.wishes.add(Wish::Notify, address.as_str());
        }
        Ok(())
    }
}

/// Whether a login session belongs to this person. A user with the same name whom another source
/// confirms (settings, LDAP or OpenID) is a different person.
fn is_of(person: &Person, session: &WebSession) -> bool {
    session.user == person.name && session.by == person.by.name()
}
