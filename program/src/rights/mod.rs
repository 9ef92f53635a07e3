//! Who may send faxes by the gateway, as whom, to where and how much. The default is
//! closed: nobody may, but owners of devices who log in or come from a network that the
//! settings name; and nobody to expensive or foreign numbers.
//!
//! [`Rights`] answers at each step of a mail: [`Rights::login`], [`Rights::sender`],
//! [`Rights::recipient`], [`Rights::message`] and, when its pages are counted,
//! [`Rights::pages`]. What comes by the drop folder, the command line or the network printer asks
//! [`Rights::submission`] and then [`Rights::pages`]. Each answer is a line of the audit
//! log, a granted one before it is given: what cannot be written there is not granted.
//!
//! Read in this order: `grant` (the words), `who` (who sends), `local` (who sends without
//! a mail), `guest` (who prints), `entitled` and `vouched` (users of no settings), `person` (who is at the web page), `sight` (what he sees), `roll` (who there is), `rewritten` (under whose name), `quota` (how much), `outside` (SPF, DKIM,
//! DMARC), `spam`, `decide` (all of it together), `postmaster` (who may write to the
//! postmaster, with `postbox`), `answer` (who gives a number by mail), `inner` (what is remembered), `counters` and `tries`, `unwanted` and `seldom` (what is not noted each time), `book`, `audit`.

mod answer;
mod audit;
mod book;
mod counters;
mod decide;
mod entitled;
mod grant;
mod guest;
mod inner;
mod keys;
mod limits;
mod local;
mod outside;
mod person;
mod postbox;
mod postmaster;
mod quota;
mod reason;
mod rewritten;
mod roll;
mod seldom;
mod settings;
mod sight;
mod spam;
mod tries;
mod undecided;
mod unwanted;
mod vouched;
mod who;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

pub use crate::directory::LdapSettings;
pub use crate::openid::OpenIdSettings;
pub use grant::{Alarm, Asking, Denied, Grant, Known};
pub use guest::Guest;
pub use inner::Clock;
pub(crate) use keys::{COMMAND_LINE_KEYS, DROP_KEYS, SPAM_KEYS, tables};
pub(crate) use limits::LIMIT_KEYS;
pub use limits::Limits;
pub use local::{By, Door, Local, Needs, Submission};
pub(crate) use outside::KEYS as OUTSIDE_KEYS;
pub use outside::{OutsideSettings, Proving, ResolverError};
pub use person::{Entrance, Person};
pub use reason::{OverLimit, Period, Reason, Whose};
pub(crate) use rewritten::original;
pub use roll::{Standing, Used};
pub use settings::{
    CommandLineSettings, DeviceSettings, DropRight, EntitledSettings, GroupSettings,
    NetworkSettings, RightsSettings, Role, Spam, UserSettings,
};

pub use sight::Sight;

use crate::asker::{Certificate, Client, Envelope, Login};
use crate::directory::Directory;
use audit::{Audit, KEY, Line};
use book::Shelf;
use counters::Counters;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Spool, SpoolError, Stopped};
use inner::Inner;
use outside::Judge;
pub(crate) use outside::{CHILD_WORD, run_child};
use postbox::Postbox;
use seldom::Seldom;
use tries::Tries;
pub(crate) use unwanted::Unwanted;
pub(crate) use vouched::{
    DIRECTORY, Entered, NAME_OF_OPENID, NAME_OF_PASSWORD, NAME_TAKEN, NO_GROUP,
};

/// Decides who may send what. Cheap to clone; all clones share what they know.
#[derive(Clone)]
pub struct Rights {
    inner: Arc<Inner>,
}

/// Why rights can't be decided here at all.
#[derive(Debug, thiserror::Error)]
pub enum RightsError {
    /// The audit log can't be written.
    #[error("the audit log {path} can't be written: {error}")]
    Audit {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// No DNS server can be asked.
    #[error(
        "mails from outside need the DNS, and no server of it is known: {0}; [mail] dns in gateway.toml names some"
    )]
    Resolver(#[from] ResolverError),
}

impl Rights {
    /// The rights by these settings, for devices that this spool knows, at a door that no
    /// mail comes by: nobody from outside is vouched for. The audit log is the file
    /// `audit.log` in the spool's folder.
    ///
    /// # Errors
    /// [`RightsError`]
    pub fn new(settings: &RightsSettings, spool: &Spool) -> Result<Self, RightsError> {
        Self::for_mail(settings, None, spool)
    }

    /// The same at a door for mails. `proving` has those from outside proved; none: no mails
    /// are taken.
    ///
    /// # Errors
    /// [`RightsError`]
    pub(crate) fn for_mail(
        settings: &RightsSettings,
        proving: Option<&Proving>,
        spool: &Spool,
    ) -> Result<Self, RightsError> {
        let audit = opened(spool)?;
        let now = UnixMs::now();
        let counters = Counters::of(spool.folder(), || decide::wrong_logins(&audit, now));
        Self::made((settings, proving, spool), (audit, counters), Arc::new(UnixMs::now))
    }

    /// The same by another clock and with counters of its own: for tests of what days and months
    /// hold.
    ///
    /// # Errors
    /// [`RightsError`]
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
        // What nobody can prove is not let in on a claim.
        settings.outside.from_outside &= judge.is_some();
        let directory = Directory::of(&settings.ldap);
        let inner = Inner {
            settings,
            spool: spool.clone(),
            shelf: Shelf::default(),
            audit,
            counters,
            postmaster: Postbox::default(),
            unwanted: Tries::default(),
            shut_out: Seldom::default(),
            judge,
            directory,
            clock,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// May this client speak to us at all? Not while too many wrong passwords came from
    /// its address. Only a refusal is a line of the audit log, and not each of many.
    ///
    /// # Errors
    /// [`Denied`]: 421 4.7.0.
    pub fn connected(&self, client: &Client) -> Result<(), Denied> {
        let decided = self.inner.may_connect(client);
        if decided.is_ok() {
            return decided;
        }
        let line = Line::new("connection", client, self.now());
        self.audited_at_door(client, line, decided, |_, ()| {})
    }

    /// Whose login this is: the name of a user of the settings, or of the directory. Takes
    /// names as `user`, `user@domain` and `DOMAIN\user`.
    ///
    /// # Errors
    /// [`Denied`]: 535 5.7.8 where name or password is wrong, 421 4.7.0 where too many were,
    /// 454 4.7.0 where the directory can't be asked.
    pub fn login(&self, client: &Client, login: &Login) -> Result<String, Denied> {
        self.enter(client, login).map(|entered| entered.user)
    }

    /// The same, and who says so.
    ///
    /// # Errors
    /// [`Denied`]: as [`Self::login`].
    pub(crate) fn enter(&self, client: &Client, login: &Login) -> Result<Entered, Denied> {
        let mut line = Line::new("login", client, self.now());
        line.put("name", login.user());
        self.audited_at_door(client, line, self.inner.login(client, login), |line, entered| {
            line.put("user", entered.user.as_str());
            line.put("by", entered.by.name());
        })
    }

    /// A client has shown a key that is none: it counts as a wrong password does. What it is
    /// told.
    pub(crate) fn wrong_key(&self, client: &Client) -> Denied {
        let line = Line::new(KEY, client, self.now());
        let denied = self.inner.wrong_key(client);
        self.audited::<()>(line, Err(denied.clone()), |_, ()| {})
            .err()
            .unwrap_or(denied)
    }

    /// Whether this is a login of a user who has logged in before, by what is not a guess at
    /// a password: no line of the audit log.
    pub(crate) fn is_login_of(&self, user: &str, login: &Login) -> bool {
        self.inner.is_login_of(user, login)
    }

    /// The user of the settings whose certificate it is.
    pub(crate) fn holder(&self, certificate: &Certificate) -> Option<String> {
        self.inner.holder(certificate)
    }

    /// Notes that a client is this user by a certificate.
    ///
    /// # Errors
    /// [`Denied`]: it cannot be written.
    pub(crate) fn logged_in_by(
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

    /// Who else proves logins at the page.
    pub(crate) fn openid(&self) -> &OpenIdSettings {
        &self.inner.settings.openid
    }

    /// Whether anybody can log in.
    pub(crate) fn has_users(&self) -> bool {
        !self.inner.settings.users.is_empty() || self.inner.directory.is_some()
    }

    /// Whether HTTP Digest is offered to those who log in: a user has a secret for it.
    pub(crate) fn takes_digest(&self) -> bool {
        self.inner.settings.users.iter().any(|user| user.digest.is_some())
    }

    /// May this client send in the name of this sender? Mails without a sender are no faxes.
    ///
    /// # Errors
    /// [`Denied`]
    pub fn sender(&self, client: &Client, sender: &str) -> Result<(), Denied> {
        let mut line = Line::new("sender", client, self.now());
        line.put("sender", sender);
        let decided = self.inner.sender(client, sender);
        let decided = self.audited(line, decided, |line, identity| {
            line.put("user", identity.user.as_str());
            line.put("device", identity.device.to_string());
            line.put("by", identity.by.name());
        });
        decided.map(|_| ())
    }

    /// May a fax go to this recipient?
    ///
    /// # Errors
    /// [`Denied`]
    pub fn recipient(&self, asking: &Asking<'_>) -> Result<Grant, Denied> {
        let mut line = Line::new("recipient", asking.client, self.now());
        line.put("sender", asking.sender);
        line.put("recipient", asking.address);
        line.put("written", asking.number);
        self.audited(line, self.inner.recipient(asking), Line::grant)
    }

    /// The last word on a mail, of whose recipients at least one was granted: does its
    /// sender's domain vouch for it, is it spam?
    ///
    /// # Errors
    /// [`Denied`]
    pub fn message(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Denied> {
        let mut line = Line::new("message", &envelope.client, self.now());
        line.put("sender", envelope.sender.as_str());
        let recipients: Vec<String> =
            envelope.recipients.iter().map(|recipient| recipient.address.clone()).collect();
        line.more("recipients", &recipients);
        line.put("bytes", bytes.len());
        let decided = self.audited(line, self.inner.message(envelope, bytes), |line, standing| {
            line.put("proof", standing.proof.as_str());
            line.put("forget", standing.forget);
        });
        decided.map(|_| ())
    }

    /// May this client write to the postmaster? Everybody may, but not without end.
    ///
    /// # Errors
    /// [`Denied`]: 451 4.7.1.
    pub fn postmaster(&self, client: &Client, sender: &str) -> Result<(), Denied> {
        let mut line = Line::new("postmaster", client, self.now());
        line.put("sender", sender);
        self.audited(line, self.inner.postmaster(client, sender), |_, ()| {})
    }

    /// Counts a fax with so many pages, once for each mark (the mark of its job), if the
    /// limits leave room for it.
    ///
    /// # Errors
    /// [`Denied`]: nothing is counted then.
    pub fn pages(&self, grant: &Grant, pages: u32, mark: &str) -> Result<(), Denied> {
        self.fax(grant, pages, 1, mark)
    }

    /// The same for a fax that counts as so many, for the calls that it may take.
    ///
    /// # Errors
    /// [`Denied`]: nothing is counted then.
    pub fn fax(&self, grant: &Grant, pages: u32, faxes: u32, mark: &str) -> Result<(), Denied> {
        let mut line = Line::without_client("pages", self.now());
        line.grant(grant);
        line.put("pages", pages);
        line.put("mark", mark);
        line.put("faxes", faxes);
        self.audited(line, self.inner.fax(grant, pages, faxes, mark), |_, ()| {})
    }

    /// Notes in the audit log that an address was refused before its rights were asked
    /// for (not one of ours, no number in it).
    pub fn refused(&self, client: &Client, sender: &str, address: &str, why: &str) {
        let mut line = Line::new("recipient", client, self.now());
        line.put("sender", sender);
        line.put("recipient", address);
        let denied = Denied::forbidden("address", why).with(550, (5, 1, 2));
        // What is refused stays refused, whether it can be noted or not.
        let _ = self.audited::<()>(line, Err(denied), |_, ()| {});
    }

    /// What becomes of mails that a front server calls spam.
    pub(crate) fn spam(&self) -> Spam {
        self.inner.settings.spam
    }

    /// Whether the settings name the place of this client: a network of ours, or a mail
    /// server in front.
    pub(crate) fn is_named_place(&self, address: IpAddr) -> bool {
        let RightsSettings { networks, outside, .. } = &self.inner.settings;
        let named = networks.iter().flat_map(|network| &network.addresses);
        named
            .chain(&outside.trusted_front_servers)
            .any(|network| network.contains(address))
    }

    /// Whether a login waits for the directory: the user is none of the settings'.
    pub(crate) fn asks_directory(&self, login: &Login) -> bool {
        self.inner.asks_directory(login)
    }

    /// Users whom the gateway has stopped by itself and of whom the faxmaster was not told yet.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn alarms(&self) -> Result<Vec<Alarm>, SpoolError> {
        let stopped = self.inner.spool.stopped_users()?.into_iter().filter(|stopped| !stopped.told);
        let alarm = |stopped: Stopped| {
            let held = self.inner.spool.held_by_stop(&stopped.user)?;
            Ok(Alarm { user: stopped.user, since: stopped.since, why: stopped.why, held })
        };
        stopped.map(alarm).collect()
    }

    /// The faxmaster has been told of this one.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn told(&self, alarm: &Alarm) -> Result<(), SpoolError> {
        self.inner.spool.told_of_stopped(&alarm.user, alarm.since)
    }

    fn now(&self) -> UnixMs {
        (self.inner.clock)()
    }

    /// Writes the line of a decision. Nothing is granted that can't be written.
    fn audited<T>(
        &self,
        mut line: Line,
        decided: Result<T, Denied>,
        more: impl FnOnce(&mut Line, &T),
    ) -> Result<T, Denied> {
        match &decided {
            Ok(granted) => {
                line.granted();
                more(&mut line, granted);
            }
            Err(denied) => line.denied(denied),
        }
        if let Err(error) = self.inner.audit.write(&line) {
            log::error!(
                "the audit log {} can't be written: {error}",
                self.inner.audit.path().display()
            );
            let denied = Denied { rule: "audit", ..Reason::NotNow.into() };
            return decided.and(Err(denied));
        }
        decided
    }
}

fn opened(spool: &Spool) -> Result<Audit, RightsError> {
    Audit::open(spool.folder()).map_err(|error| {
        let path = spool.folder().join(ferrofax_spool::audit::FILE);
        RightsError::Audit { path, error }
    })
}
