//! Reads the mailbox by IMAP: logs in, and offers the session to the loop in `mod.rs`.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use super::fault::Fault;
use super::link::Stop;
use super::session::{Proof, Session};
use super::settings::{MailboxAuth, MailboxSettings};
use super::transport::{Mail, Selected, Transport, Waits, Wanted};
use ferrofax_basics::UnixMs;
use ferrofax_basics::secret_file::secret;
use ferrofax_spool::{MailLogin, Spool};

/// The maximum number of mails of a folder that one SEARCH command covers.
pub(super) const WINDOW: u32 = 5_000;

/// The longest time that one IDLE command lasts. RFC 2177 asks for less than 29 minutes; routers
/// forget a silent connection earlier.
const LONGEST_IDLE: Duration = Duration::from_secs(4 * 60);

/// The time between two questions for new mails while the waits are short.
const ASK_AGAIN: Duration = Duration::from_secs(5);

const DAY_MS: i64 = 24 * 3_600_000;

/// A mailbox at an IMAP server.
pub(super) struct Imap<'a> {
    pub(super) session: Session<'a>,
    poll: Duration,
    validity: Option<NonZeroU32>,
    /// The time when the server was last asked for new mails.
    asked: Instant,
}

impl<'a> Imap<'a> {
    /// Opens an IMAP session with the mailbox's server, and logs in.
    pub(super) fn open(
        settings: &MailboxSettings,
        spool: &Spool,
        now: UnixMs,
        stop: Stop<'a>,
    ) -> Result<Self, Fault> {
        let tokens = MailLogin::of(spool.folder());
        let proof = match settings.auth {
            MailboxAuth::Password => Proof::Password(password(settings)?),
            MailboxAuth::OAuth2 => {
                let token = tokens.token(now).map_err(|why| Fault::NoToken(why.to_string()))?;
                Proof::Token(token)
            }
        };
        let mut session = Session::open(settings, stop)?;
        let done = session.log_in(&settings.user, &proof);
        if let (Err(Fault::Login(_)), Proof::Token(token)) = (&done, &proof)
            && let Err(error) = tokens.reject(token)
        {
            log::warn!("the rejected access token can't be noted: {error}");
        }
        let poll = Duration::from_secs(settings.poll_seconds);
        done.map(|()| Self { session, poll, validity: None, asked: Instant::now() })
    }
}

impl Transport for Imap<'_> {
    type Id = NonZeroU32;

    fn open_folder(&mut self, settings: &MailboxSettings) -> Result<Selected, Fault> {
        for folder in [&settings.accepted, &settings.refused, &settings.failed, &settings.folder] {
            self.session.make_folder(folder)?;
        }
        let selected = self.session.select(&settings.folder)?;
        self.validity = selected.validity;
        Ok(selected)
    }

    fn find(
        &mut self,
        since: UnixMs,
        most: usize,
        is_wanted: &mut dyn FnMut(&NonZeroU32) -> bool,
    ) -> Result<Vec<NonZeroU32>, Fault> {
        // The server compares days in its own time zone, so the day before is included. The exact
        // time of a mail is checked when the mail is fetched.
        let day = chrono::DateTime::from_timestamp_millis((since - DAY_MS).0);
        let day = day.unwrap_or_default().date_naive();
        let mut first = 1;
        while first <= self.session.exists() {
            let last = self.session.exists().min(first.saturating_add(WINDOW - 1));
            let found = self.session.since((first, last), day)?;
            let wanted: Vec<NonZeroU32> =
                found.into_iter().filter(|uid| is_wanted(uid)).take(most).collect();
            if !wanted.is_empty() {
                return Ok(wanted);
            }
            first = last.saturating_add(1);
        }
        Ok(Vec::new())
    }

    fn fetch(&mut self, uid: &NonZeroU32, wanted: Wanted) -> Result<Mail, Fault> {
        self.session.fetch(*uid, wanted)
    }

    fn move_to(&mut self, uid: &NonZeroU32, folder: &str) -> Result<(), Fault> {
        self.session.move_to(*uid, folder)
    }

    fn lasting_name(&self, uid: &NonZeroU32) -> String {
        format!("{} of {}", uid, self.validity.map_or(0, NonZeroU32::get))
    }

    fn waits(&self) -> Waits {
        let longest = if self.session.offers().idle { LONGEST_IDLE } else { self.poll };
        // The folder is also searched without a report, since a server may fail to report a mail.
        Waits { longest, search: LONGEST_IDLE }
    }

    fn wait(&mut self, at_most: Duration, is_quiet: bool) -> Result<bool, Fault> {
        if !is_quiet && self.session.offers().idle {
            self.session.idle(at_most)?;
            return Ok(self.session.take_news());
        }
        self.session.pause(at_most)?;
        if !is_quiet || self.asked.elapsed() >= ASK_AGAIN {
            self.session.ask_news()?;
            self.asked = Instant::now();
        }
        Ok(self.session.take_news())
    }

    fn close(self) {
        self.session.log_out();
    }
}

fn password(settings: &MailboxSettings) -> Result<String, Fault> {
    let file = settings.password_file.as_deref();
    let file = file.ok_or_else(|| Fault::Password("it is missing".to_owned()))?;
    secret(file).map_err(|error| Fault::Password(error.to_string()))
}
