//! Permissions: who may send faxes, as whom, to which numbers, and how many. By default only owners
//! of devices may send, if they log in or come from a network in the settings. Premium-rate and
//! foreign numbers are blocked until the limits allow them.
//!
//! A mail is checked step by step: [`Rights::login`], [`Rights::sender`], [`Rights::recipient`],
//! [`Rights::message`] and, when its pages are counted, [`Rights::pages`]. The drop folder (a
//! folder for job files), the command line and the network printer call [`Rights::submission`] and
//! then [`Rights::pages`]. Each decision is written to the audit log before it is returned. If a
//! decision cannot be logged, permission is denied.
//!
//! A directory ([`directory`]) or an OpenID provider ([`openid`]) may check logins. The module
//! [`sessions`] has the logins to the web interface. By [`order`], a request to send becomes a job
//! if the rights allow the job.
//!
//! Read in this order: `grant` (the types), `who` (senders), `local` (senders without a mail),
//! `guest` (printing), `credential` (remembered logins). Next come `entitled` and `vouched` (users
//! of a directory or provider), `person` (users of the web interface), `sight` (what they see),
//! `roll` (the list of users) and `rewritten` (rewritten sender addresses). Then `quota` (counts),
//! `outside` (SPF, DKIM, DMARC), `spam`, `decide` (all of it together), `postmaster` with `postbox`
//! (mails to the postmaster) and `answer` (numbers by reply). Last `inner` (state), `counters` and
//! `tries`, `links` (links to faxes), `unwanted` and `seldom` (events that are not logged each
//! time), `book` and `audit`.

mod answer;
mod audit;
mod book;
mod counters;
mod credential;
mod decide;
pub mod directory;
mod entitled;
mod grant;
mod guest;
mod inner;
mod keys;
mod limits;
mod links;
mod local;
pub mod openid;
pub mod order;
mod outside;
mod people;
mod person;
mod postbox;
mod postmaster;
mod quota;
mod reason;
mod rewritten;
mod roll;
mod seldom;
pub mod sessions;
mod settings;
mod sight;
mod spam;
mod tries;
mod undecided;
mod unwanted;
mod values;
mod vouched;
mod who;

use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

pub use crate::directory::LdapSettings;
pub use crate::openid::OpenIdSettings;
pub(crate) use grant::FaxOf;
pub use grant::{Alarm, Asking, Denied, Grant, Known};
pub use guest::Guest;
pub use inner::Clock;
pub use keys::tables;
pub use limits::{LIMIT_KEYS, Limits};
pub use local::{By, Door, Local, Needs, Submission};
pub use outside::KEYS as OUTSIDE_KEYS;
pub use outside::{CHILD_WORD, OutsideSettings, Proving, ResolverError, run_child};
pub use people::fault as fault_of_users;
pub use people::has_password as has_password_in_file;
pub use people::is_user as is_user_of_file;
pub use people::{
    Entry, FromFile, GroupEntry, Myself, NewFactor, NewPasskey, NewPassword, OwnPasskey,
    PasskeyLogin, PeopleError, SECOND_FACTOR, Second, Site, USERS_FILE,
};
pub use person::{Entrance, Person};
pub use reason::{OverLimit, Period, Reason, Whose};
pub use rewritten::original;
pub use roll::{Standing, Used};
pub use settings::{
    COMMAND_LINE_KEYS, CommandLineSettings, DROP_KEYS, DeviceSettings, DropRight, EntitledSettings,
    GroupSettings, NetworkSettings, RightsSettings, Role, SECOND_FACTOR_KEYS, SPAM_KEYS, Spam,
    UserSettings,
};

pub use sight::Sight;
pub use who::MAILBOX;

use crate::directory::Directory;
pub use audit::loggable;
use audit::{Audit, KEY, Line};
use book::Shelf;
use counters::Counters;
pub use credential::Credential;
pub use decide::{KEY_BEGINNING, LOGINS_BUSY, TEST_KEY_BEGINNING, place};
use decide::{OverBurst, Steps};
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::{Certificate, Client, Envelope, Login};
use ferrofax_spool::{Spool, SpoolError, Stopped};
use inner::Inner;
use outside::Judge;
use people::People;
use postbox::Postbox;
use seldom::Seldom;
use tries::Tries;
pub use unwanted::Unwanted;
pub use vouched::{DIRECTORY, Entered, NAME_OF_OPENID, NAME_OF_PASSWORD, NAME_TAKEN, NO_GROUP};
use who::Identity;

/// Decides which users and clients may send which faxes. Clones share their state, so cloning is
/// cheap.
#[derive(Clone)]
pub struct Rights {
    inner: Arc<Inner>,
}

/// The reason why Ferrofax cannot begin to check permissions.
#[derive(Debug, thiserror::Error)]
pub enum RightsError {
    /// The audit log cannot be written.
    #[error("the audit log {path} can't be written: {error}")]
    Audit {
        /// The path of the audit log.
        path: PathBuf,
        /// The error that the operating system reported when the audit log was opened.
        error: std::io::Error,
    },
    /// Neither the settings nor the operating system name a DNS server, but one is needed to verify
    /// senders who neither log in nor send from a known network.
    #[error(
        "mails from outside need the DNS, and no server of it is known: {0}; [mail] dns in gateway.toml names some"
    )]
    Resolver(#[from] ResolverError),
}

impl Rights {
    /// Prepares to decide on permissions, for all submission methods except mail: with these
    /// settings, and with the devices in this spool. The audit log is the file `audit.log` in the
    /// spool's folder.
    pub fn new(settings: &RightsSettings, spool: &Spool) -> Result<Self, RightsError> {
        Self::for_mail(settings, None, spool)
    }

    /// Prepares to decide on permissions for a mail server of the Ferrofax service. Some senders
    /// neither log in nor come from a network in the settings: `proving` says how they are
    /// verified. If it is `None`, their mails are not accepted.
    pub fn for_mail(
        settings: &RightsSettings,
        proving: Option<&Proving>,
        spool: &Spool,
    ) -> Result<Self, RightsError> {
        let audit = opened(spool)?;
        let now = UnixMs::now();
        let counters = Counters::of(spool.folder(), || decide::wrong_logins(&audit, now));
        Self::made((settings, proving, spool), (audit, counters), Arc::new(UnixMs::now))
    }

    /// Prepares to decide on permissions with this clock and with new counters of failed attempts,
    /// for tests over days and months.
    pub fn with_clock(
        settings: &RightsSettings,
        proving: Option<&Proving>,
        spool: &Spool,
        clock: Clock,
    ) -> Result<Self, RightsError> {
        let audit = opened(spool)?;
        let counters = Counters::with(decide::wrong_logins(&audit, clock()));
        Self::made((settings, proving, spool), (audit, counters), clock)
    }

    fn made(
        (settings, proving, spool): (&RightsSettings, Option<&Proving>, &Spool),
        (audit, counters): (Audit, Arc<Counters>),
        clock: Clock,
    ) -> Result<Self, RightsError> {
        let judge = proving.map(|proving| Judge::new(&settings.outside, proving)).transpose()?;
        let mut settings = settings.clone();
        // If senders from outside cannot be verified, their mails are not accepted.
        settings.outside.from_outside &= judge.is_some();
        let directory = Directory::of(&settings.ldap);
        let inner = Inner {
            settings,
            spool: spool.clone(),
            counted: spool.clone(),
            is_sandbox: false,
            shelf: Shelf::default(),
            people: People::of(spool),
            audit,
            counters,
            postmaster: Postbox::default(),
            bounces: Postbox::default(),
            unwanted: Tries::default(),
            shut_out: Seldom::default(),
            judge,
            directory,
            clock,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The same permissions for the test jobs in a sandbox. Faxes and refused numbers are counted
    /// in the sandbox, and no user is blocked from sending. The lines of the audit log have the
    /// mark `test`.
    pub fn in_sandbox(&self, sandbox: &Spool) -> Result<Self, RightsError> {
        let Inner { settings, spool, people, clock, .. } = &*self.inner;
        let inner = Inner {
            settings: settings.clone(),
            spool: spool.clone(),
            counted: sandbox.clone(),
            is_sandbox: true,
            shelf: Shelf::default(),
            people: Arc::clone(people),
            audit: opened(spool)?,
            counters: Arc::default(),
            postmaster: Postbox::default(),
            bounces: Postbox::default(),
            unwanted: Tries::default(),
            shut_out: Seldom::default(),
            judge: None,
            directory: Directory::of(&settings.ldap),
            clock: Arc::clone(clock),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whether this client may connect. A client may not connect while its IP address is blocked
    /// because of too many wrong passwords. The audit log gets a line about the first refusal, and
    /// then at most one line a minute.
    ///
    /// # Errors
    /// [`Denied`]: the client's IP address is blocked; the SMTP codes are 421 4.7.0.
    pub fn connected(&self, client: &Client) -> Result<(), Denied> {
        let decided = self.inner.may_connect(client);
        if decided.is_ok() {
            return decided;
        }
        let line = Line::new("connection", client, self.now());
        self.audited_at_door(client, line, decided, |_, ()| {})
    }

    /// Checks a login, and returns the name of the user, who is in the settings or in the
    /// directory. The login name may be `user`, `user@domain` or `DOMAIN\user`.
    ///
    /// # Errors
    /// [`Denied`]: 535 5.7.8 for a wrong name or password, 421 4.7.0 after too many wrong
    /// passwords, 454 4.7.0 if the directory (LDAP) does not answer, or if too many passwords are
    /// being checked.
    pub fn login(&self, client: &Client, login: &Login) -> Result<String, Denied> {
        self.entered(client, login, Steps::One).map(|entered| entered.user)
    }

    /// Checks a login at the web interface, which can ask for a second factor. Returns the user
    /// with the user's source (gateway.toml, users.toml, directory or login provider), and what the
    /// login still needs.
    pub fn enter(&self, client: &Client, login: &Login) -> Result<Entered, Denied> {
        self.entered(client, login, Steps::Two)
    }

    fn entered(&self, client: &Client, login: &Login, steps: Steps) -> Result<Entered, Denied> {
        let mut line = Line::new("login", client, self.now());
        line.put("name", loggable(login.user()));
        let decided = self.inner.login(client, login, steps);
        self.audited_at_door(client, line, decided, |line, entered| {
            line.put("user", entered.user.as_str());
            line.put("by", entered.by.name());
            if entered.second != Second::Nothing {
                line.put("second_factor", "missing");
            }
        })
    }

    /// Counts a wrong API key like a wrong password. Returns the refusal for the client.
    pub fn wrong_key(&self, client: &Client) -> Denied {
        let line = Line::new(KEY, client, self.now());
        let denied = self.inner.wrong_key(client);
        self.audited::<()>(line, Err(denied.clone()), |_, ()| {})
            .err()
            .unwrap_or(denied)
    }

    /// Checks the login in a later request of a user who has already logged in by HTTP Digest. This
    /// login is not written to the audit log.
    pub fn is_login_of(&self, user: &str, login: &Login) -> bool {
        self.inner.is_login_of(user, login)
    }

    /// The name of the user in gateway.toml to whom this TLS client certificate belongs.
    pub fn holder(&self, certificate: &Certificate) -> Option<String> {
        self.inner.holder(certificate)
    }

    /// Logs that a client has logged in as this user by a TLS client certificate.
    ///
    /// # Errors
    /// [`Denied`]: the login cannot be logged.
    pub fn logged_in_by(
        &self,
        client: &Client,
        certificate: &Certificate,
        user: &str,
    ) -> Result<(), Denied> {
        let mut line = Line::new("certificate", client, self.now());
        line.put("name", certificate.name());
        line.put("user", user);
        self.audited(line, Ok(()), |_, ()| {})
    }

    /// The settings of the OpenID Connect provider.
    pub fn openid(&self) -> &OpenIdSettings {
        &self.inner.settings.openid
    }

    /// Whether any user can log in.
    pub fn has_users(&self) -> bool {
        let has_users = self.inner.book().is_ok_and(|book| !book.settings().users.is_empty());
        has_users || self.inner.directory.is_some()
    }

    /// Whether anybody can log in to the web interface. If the users cannot be read, this is not
    /// known, and the answer is yes.
    pub fn has_logins(&self) -> bool {
        self.inner.book().map_or(true, |book| book.settings().has_logins())
    }

    /// Whether HTTP Digest is offered, because some user has a secret for it.
    pub fn takes_digest(&self) -> bool {
        self.inner.settings.users.iter().any(|user| user.digest.is_some())
    }

    /// Whether this client may send in the name of this sender. Mails without a sender are not
    /// faxed.
    pub fn sender(&self, client: &Client, sender: &str) -> Result<(), Denied> {
        let mut line = Line::new("sender", client, self.now());
        line.put("sender", sender);
        let decided = self.inner.sender(client, sender);
        let more = |line: &mut Line, identity: &Identity| {
            line.put("user", identity.user.as_str());
            line.put("device", identity.device.to_string());
            line.put("by", identity.by.name());
        };
        let decided = self.audited_in_envelope(client, line, decided, |identity| identity.by, more);
        decided.map(|_| ())
    }

    /// Decides whether a fax may be sent to this recipient of a mail.
    pub fn recipient(&self, asking: &Asking<'_>) -> Result<Grant, Denied> {
        let mut line = Line::new("recipient", asking.client, self.now());
        line.put("sender", asking.sender);
        line.put("recipient", asking.address);
        line.put("written", asking.number);
        let decided = self.inner.recipient(asking);
        self.audited_in_envelope(asking.client, line, decided, |grant| grant.by, Line::grant)
    }

    /// Makes the final decision on a mail with at least one granted recipient: whether the sender's
    /// domain confirms the mail, and whether the mail is spam.
    pub fn message(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Denied> {
        let mut line = Line::new("message", &envelope.client, self.now());
        line.put("sender", envelope.sender.as_str());
        let recipients: Vec<String> =
            envelope.recipients.iter().map(|recipient| recipient.address.clone()).collect();
        line.more("recipients", &recipients);
        line.put("bytes", bytes.len());
        let decided = self.inner.message(envelope, bytes);
        let decided = self.audited_at_door(&envelope.client, line, decided, |line, standing| {
            line.put("proof", standing.proof.as_str());
            line.put("forget", standing.forget);
        });
        decided.map(|_| ())
    }

    /// Checks whether the header of a mail in a mailbox proves that the mail is from this sender.
    /// `authserv` is the name under which the mailbox's own mail server writes
    /// Authentication-Results. Returns the method of proof.
    ///
    /// # Errors
    /// [`Denied`]: 550 5.7.1 if nothing proves the sender, 451 if this cannot be found out now.
    pub fn proved_in_mailbox(
        &self,
        authserv: &str,
        sender: &str,
        bytes: &[u8],
    ) -> Result<String, Denied> {
        let mut line = Line::without_client("mailbox", self.now());
        line.put("sender", sender);
        line.put("bytes", bytes.len());
        let decided = self.inner.proved_in_mailbox(authserv, sender, bytes);
        self.audited(line, decided, |line, proof| line.put("proof", proof.as_str()))
    }

    /// Whether this client may send a mail to the postmaster. Every client may, within limits.
    ///
    /// # Errors
    /// [`Denied`]: a limit is reached. The SMTP codes are 451 4.7.1.
    pub fn postmaster(&self, client: &Client, sender: &str) -> Result<(), Denied> {
        let mut line = Line::new("postmaster", client, self.now());
        line.put("sender", sender);
        self.audited_at_door(client, line, self.inner.postmaster(client, sender), |_, ()| {})
    }

    /// Whether this client may deliver one more bounce of a mail of Ferrofax. Anybody can invent
    /// bounces, so those of strangers are limited.
    ///
    /// # Errors
    /// [`Denied`]: a limit is reached. The SMTP codes are 451 4.7.1.
    pub fn bounce(&self, client: &Client) -> Result<(), Denied> {
        self.inner.bounce(client)
    }

    /// Counts a fax with this many pages towards the quotas of its sender and its device, if they
    /// allow it. `mark` is the unique mark of the fax's job: a fax with the same mark is not
    /// counted again.
    ///
    /// # Errors
    /// [`Denied`]: a limit is reached, and nothing is counted.
    pub fn pages(&self, grant: &Grant, pages: u32, mark: &str) -> Result<(), Denied> {
        self.fax(grant, pages, 1, mark)
    }

    /// Counts a fax and its pages towards the quotas of its sender and its device. The fax counts
    /// as `faxes` faxes: as several if its job is allowed to make more fax calls than usual. `mark`
    /// is the unique mark of the job: a fax with this mark is counted only once.
    ///
    /// # Errors
    /// [`Denied`]: a limit is reached, and nothing is counted.
    pub fn fax(&self, grant: &Grant, pages: u32, faxes: u32, mark: &str) -> Result<(), Denied> {
        let fax = FaxOf { grant, pages, faxes, mark: mark.to_owned() };
        let decided = self.inner.faxes(std::slice::from_ref(&fax), OverBurst::Blocks).pop();
        let decided = decided.unwrap_or_else(|| Err(Reason::NotNow.into()));
        self.audited(self.counted(&fax), decided, |_, ()| {})
    }

    /// Counts many faxes like [`Self::fax`], as far as the limits allow: faxes beyond the limit of
    /// a short time are refused, and do not block the user. The lines of the audit log are written
    /// together. Returns a result for each fax, in their order.
    ///
    /// # Errors
    /// The audit log can't be written, so no fax may be sent.
    pub(crate) fn faxes(&self, faxes: &[FaxOf<'_>]) -> Result<Vec<Result<(), Denied>>, Denied> {
        let all = self.inner.faxes(faxes, OverBurst::Refuses);
        let line = |(fax, decided)| {
            let mut line = self.counted(fax);
            self.complete(&mut line, decided, |_, ()| {});
            line
        };
        self.write_all(faxes.iter().zip(&all).map(line).collect())?;
        Ok(all)
    }

    /// Begins the line of the audit log about a fax that is counted.
    fn counted(&self, fax: &FaxOf<'_>) -> Line {
        let mut line = Line::without_client("pages", self.now());
        line.grant(fax.grant);
        line.put("pages", fax.pages);
        line.put("mark", fax.mark.as_str());
        line.put("faxes", fax.faxes);
        line
    }

    /// Logs to the audit log that a recipient's address was refused before its permissions were
    /// checked, for example because its domain is not ours or it has no number.
    pub fn refused(&self, client: &Client, sender: &str, address: &str, why: &str) {
        let mut line = Line::new("recipient", client, self.now());
        line.put("sender", sender);
        line.put("recipient", address);
        let denied = Denied::forbidden("address", why).with(550, (5, 1, 2));
        // The refusal is valid even if it cannot be logged.
        let _ = self.audited_at_door::<()>(client, line, Err(denied), |_, ()| {});
    }

    /// The handling of mails that a mail server in front of Ferrofax has marked as spam.
    pub fn spam(&self) -> Spam {
        self.inner.settings.spam
    }

    /// Whether the settings name this IP address, as a `[[network]]` or as one of our mail servers
    /// in front of Ferrofax.
    pub fn is_named_place(&self, address: IpAddr) -> bool {
        let RightsSettings { networks, outside, .. } = &self.inner.settings;
        let named = networks.iter().flat_map(|network| &network.addresses);
        named
            .chain(&outside.trusted_front_servers)
            .any(|network| network.contains(address))
    }

    /// Whether this client is a stranger: it has not logged in, and the settings do not name its IP
    /// address.
    pub fn is_stranger(&self, client: &Client) -> bool {
        client.login.is_none() && !self.is_named_place(client.address)
    }

    /// Whether a login must be checked by the directory, because the user is not in the settings.
    pub fn asks_directory(&self, login: &Login) -> bool {
        self.inner.asks_directory(login)
    }

    /// The users whom Ferrofax has blocked from sending, if the faxmaster was not notified of this
    /// yet.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn alarms(&self) -> Result<Vec<Alarm>, SpoolError> {
        let stopped = self
            .inner
            .spool
            .submission()
            .stopped_users()?
            .into_iter()
            .filter(|stopped| !stopped.told);
        let alarm = |stopped: Stopped| {
            let held = self.inner.spool.jobs().held_by_stop(&stopped.user)?;
            Ok(Alarm { user: stopped.user, since: stopped.since, why: stopped.why, held })
        };
        stopped.map(alarm).collect()
    }

    /// Records that the faxmaster was notified that this user is blocked from sending.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn told(&self, alarm: &Alarm) -> Result<(), SpoolError> {
        self.inner.spool.submission().told_of_stopped(&alarm.user, alarm.since)
    }

    fn now(&self) -> UnixMs {
        (self.inner.clock)()
    }

    /// Writes a decision on a permission to the audit log, and returns the decision. If the
    /// decision cannot be logged, permission is denied.
    fn audited<T>(
        &self,
        mut line: Line,
        decided: Result<T, Denied>,
        more: impl FnOnce(&mut Line, &T),
    ) -> Result<T, Denied> {
        self.complete(&mut line, &decided, more);
        match self.inner.audit.write(&line) {
            Ok(()) => decided,
            Err(error) => decided.and(Err(self.unwritten(&error))),
        }
    }

    /// Completes a line of the audit log with the decision that it is about.
    fn complete<T>(
        &self,
        line: &mut Line,
        decided: &Result<T, Denied>,
        more: impl FnOnce(&mut Line, &T),
    ) {
        match decided {
            Ok(granted) => {
                line.granted();
                more(line, granted);
            }
            Err(denied) => line.denied(denied),
        }
        if self.inner.is_sandbox {
            line.put("test", true);
        }
    }

    /// Writes lines to the audit log together.
    fn write_all(&self, lines: Vec<Line>) -> Result<(), Denied> {
        self.inner.audit.write_all(lines).map_err(|error| self.unwritten(&error))
    }

    /// Writes to the service's log that the audit log cannot be written, and returns the refusal
    /// for this case.
    fn unwritten(&self, error: &io::Error) -> Denied {
        log::error!(
            "the audit log {} can't be written: {error}",
            self.inner.audit.path().display()
        );
        Denied { rule: "audit", ..Reason::NotNow.into() }
    }
}

fn opened(spool: &Spool) -> Result<Audit, RightsError> {
    Audit::open(spool.folder()).map_err(|error| {
        let path = spool.folder().join(ferrofax_spool::audit::FILE);
        RightsError::Audit { path, error }
    })
}
