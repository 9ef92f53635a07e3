//! Decides whether a user may send a fax. The decision uses the settings, the devices, the counters
//! and the directory of users.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::audit::{Attempt, Audit, LOGIN, Line, TOO_MANY};
use super::book::Book;
use super::grant::{Asking, Denied, FaxOf, Grant, Known};
use super::inner::Inner;
use super::limits::Limits;
use super::outside::{By, Claimed, Unproved};
use super::people::{Second, needs_code};
use super::quota::{self, Quota};
use super::reason::Reason;
use super::settings::{Spam, UserSettings};
use super::spam::is_spam;
use super::tries::Tries;
use super::undecided::Turn;
use super::vouched::Entered;
use super::who::{Identity, Registry, closed_to_strangers, is_front_server};
use crate::credential::stored_secrets;
use crate::sessions::Token;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_ground::pii::Pii;
use ferrofax_network::asker::password;
use ferrofax_network::asker::{Certificate, Client, Envelope, Login, Voucher};
use ferrofax_spool::event::StopReason;
use ferrofax_spool::numbers::{self, Closed, NumberError, Openings};
use ferrofax_spool::{Ceiling, CountOf, Counted, SpoolError};

/// The result of checking a mail: how its sender was verified, and whether the mail is dropped as
/// spam.
pub(super) struct Standing {
    /// The method by which the sender's identity was verified, as text for the audit log.
    pub(super) proof: String,
    /// Whether the mail is dropped: it is not faxed, and its sender gets no report mail. This is so
    /// if a mail server in front of Ferrofax has marked it as spam, and the settings say that spam
    /// is ignored.
    pub(super) forget: bool,
}

/// The limits on the number of faxes and pages that apply to a fax.
struct Ceilings<'a> {
    /// The limits in the order in which they are checked: first `burst_jobs`, the limit on a user's
    /// faxes in a short time, then the quotas.
    all: Vec<Ceiling<'a>>,
    bursts: usize,
    /// The length, in minutes, of the period for the limit `burst_jobs`.
    minutes: i64,
    quotas: Vec<Quota<'a>>,
}

/// The consequence if a user submits more faxes in a short time than the limit `burst_jobs` allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OverBurst {
    /// The fax is refused, and its user is blocked from sending.
    Blocks,
    /// The fax is refused, but its user is not blocked.
    Refuses,
}

/// After this many wrong passwords within [`WRONG_LOGINS_MS`], a client IP address is blocked.
pub(super) const WRONG_LOGINS: u32 = 10;

/// The period in milliseconds in which wrong passwords are counted, and for which the client's IP
/// address is then blocked.
pub(super) const WRONG_LOGINS_MS: i64 = 10 * 60_000;

/// The name of the rule that refuses a login while too many other passwords are being checked.
pub const LOGINS_BUSY: &str = "logins-busy";

/// The beginning of each API key for real faxes.
pub const KEY_BEGINNING: &str = "ffx_";

/// The beginning of each test key. It differs from [`KEY_BEGINNING`] so that older versions of
/// Ferrofax, which do not know test keys, reject test keys. These versions would accept a stored
/// test key that begins with [`KEY_BEGINNING`], and would send its faxes.
pub const TEST_KEY_BEGINNING: &str = "fft_";

/// The greatest number of test jobs that a user may submit within [`TESTS_MS`] milliseconds.
const TESTS: u32 = 100;
const TESTS_MS: i64 = 24 * 3_600_000;

/// The scopes that an API key needs to be used as a password where faxes are only sent: at the mail
/// server and the printer. The next constant has the scopes for the HylaFAX server, which also
/// shows and deletes faxes and jobs.
const TO_SEND: &[&str] = &["jobs:write"];
const FOR_HYLAFAX: &[&str] = &["faxes:read", "faxes:write", "jobs:read", "jobs:write"];

/// Reads the failed logins of the last [`WRONG_LOGINS_MS`] from the audit log, without those that a
/// later successful login of the same user has cancelled. So a client's IP address that is blocked
/// because of wrong passwords remains blocked after a restart of the service.
pub(super) fn wrong_logins(audit: &Audit, now: UnixMs) -> Tries<IpAddr, String> {
    let tries = Tries::default();
    for attempt in audit.logins(now - WRONG_LOGINS_MS) {
        let Attempt { at, client, name, user, succeeded } = attempt;
        let (place, name, user) = (place(client), guessed(&name), guessed(&user));
        if succeeded {
            tries.forgive_some(&place, |tried| *tried == name || *tried == user)
        } else {
            _ = tries.note_below(u32::MAX, &place, name, at, WRONG_LOGINS_MS)
        }
    }
    tries
}

/// The number of steps of a login. It depends on the input (mail server, web interface …).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Steps {
    /// The login has one step, the password: at the mail server, the printer and the HylaFAX
    /// server.
    One,
    /// The login has two steps, the password and then a code of the second factor: in the web
    /// interface.
    Two,
}

/// A password that is being checked. Until the check has ended, the password counts as wrong.
/// Otherwise many logins at the same time would give many more guesses.
struct Guess<'a> {
    _turn: Turn<'a>,
    place: IpAddr,
    name: String,
    at: UnixMs,
}

/// Normalises a user name for counting failed logins: trimmed, in small letters, and not longer
/// than [`LONGEST_GUESSED`].
fn guessed(name: &str) -> String {
    name.trim().to_lowercase().chars().take(LONGEST_GUESSED).collect()
}

/// The greatest length of the user name in a login, in bytes, as at the mail server. No user has a
/// longer name.
const LONGEST_LOGIN: usize = 255;

/// The most characters of a user name that are kept when failed logins are counted. Real user names
/// are shorter.
const LONGEST_GUESSED: usize = 200;

/// Whether a login is correct: it matches the stored password or HTTP Digest secret of this user.
fn is_proved(user: Option<&UserSettings>, login: &Login) -> bool {
    let password = user.and_then(|user| user.password.as_ref()).map(|kept| kept.0.as_str());
    match login {
        Login::Plain { password: given, .. } => password::is_right(password, given),
        Login::CramMd5 { challenge, digest, .. } => {
            password::is_digest(password, challenge, digest)
        }
        Login::Digest(digest) => {
            let secret = user.and_then(|user| user.digest.as_ref()).map(|kept| kept.0.as_str());
            digest.is_of(secret, password)
        }
    }
}

impl Inner {
    pub(super) fn may_connect(&self, client: &Client) -> Result<(), Denied> {
        let wrong = self.counters.wrong_logins.count(
            &place(client.address),
            (self.clock)(),
            WRONG_LOGINS_MS,
        );
        let undecided = self.counters.undecided.count(&place(client.address));
        if wrong.saturating_sub(undecided) < WRONG_LOGINS { Ok(()) } else { Err(too_many()) }
    }

    pub(super) fn login(
        &self,
        client: &Client,
        login: &Login,
        steps: Steps,
    ) -> Result<Entered, Denied> {
        self.may_connect(client)?;
        if login.user().len() > LONGEST_LOGIN {
            // It counts as a wrong password, although nobody has such a name.
            self.guess(client, login.user())?;
            return Err(wrong_login());
        }
        let book = self.book()?;
        book.people().are_known()?;
        let registry = Registry::of(&book);
        let user = registry.user_of_login(login.user());
        let guess = self.guess(client, user.map_or_else(|| login.user(), |user| &user.name))?;
        let by_key =
            steps == Steps::One && user.is_some_and(|user| self.is_key_of(client, user, login));
        // An API key does not wait until other passwords are checked. For an unknown user the check
        // of a password takes the same time as for a known one, so that the time does not show
        // which users exist.
        let is_proved = by_key || self.is_checked(client, false, (user, login), &guess)?;
        let decided = match (user, login) {
            (Some(user), _) if by_key => {
                let (user, by) = (user.name.clone(), user.by);
                Ok(Entered { user, by, second: Second::Nothing, secrets: 0 })
            }
            (Some(user), _) if is_proved => match (steps, self.second(book.people(), user)) {
                (Steps::One, Second::Code | Second::SetUp) => Err(needs_code()),
                (_, second) => {
                    let secrets = stored_secrets(book.people(), user);
                    Ok(Entered { user: user.name.clone(), by: user.by, second, secrets })
                }
            },
            // Only users who are not in the settings are checked by the directory.
            (None, Login::Plain { user, password }) => self.by_directory(user, password),
            _ => Err(wrong_login()),
        };
        match &decided {
            Ok(entered) => {
                self.forgiven(client, &entered.user);
                self.forgiven(client, &guess.name);
            }
            Err(denied) if denied.rule == LOGIN => {}
            // The password was not checked after all, so it was no guess.
            Err(_) => self.counters.wrong_logins.take_back(&guess.place, &guess.name, guess.at),
        }
        decided
    }

    /// Whether a login is correct for this user. `is_known`: the user has logged in already, and
    /// enters the password once more.
    ///
    /// # Errors
    /// [`Denied`]: too many passwords are being checked. This password does not count as wrong.
    fn is_checked(
        &self,
        client: &Client,
        is_known: bool,
        (user, login): (Option<&UserSettings>, &Login),
        guess: &Guess<'_>,
    ) -> Result<bool, Denied> {
        let Some(check) = self.counters.checks.begin(client, is_known) else {
            self.counters.wrong_logins.take_back(&guess.place, &guess.name, guess.at);
            return Err(busy());
        };
        let is_right = is_proved(user, login);
        if is_right {
            check.is_known_now();
        }
        Ok(is_right)
    }

    /// Whether the password of this login is an API key of the user, and the key has the scopes for
    /// everything that the login permits. Programs use such a key as the password of a user with a
    /// second factor.
    fn is_key_of(&self, client: &Client, user: &UserSettings, login: &Login) -> bool {
        let Login::Plain { password, .. } = login else { return false };
        // A test key cannot be used as a password.
        if !password.starts_with(KEY_BEGINNING) {
            return false;
        }
        self.is_hash_of_key_of(&Token::of(password).hash(), &client.listener, user)
    }

    /// Whether this is the hash of an API key of the user that is still valid, and that has the
    /// scopes for everything that a login at this listener permits.
    pub(super) fn is_hash_of_key_of(
        &self,
        hash: &str,
        listener: &str,
        user: &UserSettings,
    ) -> bool {
        self.spool.logins().api_key(hash).ok().flatten().is_some_and(|key| {
            let is_hylafax = listener.starts_with("hylafax");
            let needed = if is_hylafax { FOR_HYLAFAX } else { TO_SEND };
            let has = |wanted: &&str| key.scopes.split(' ').any(|scope| scope == *wanted);
            let is_of_user = key.user == user.name && key.by == user.by.name();
            is_of_user && !key.is_test && needed.iter().all(has) && !key.has_ended((self.clock)())
        })
    }

    /// Counts a password as wrong before it is checked. If the client's IP address has no attempts
    /// left, waits until the running checks of its other passwords have ended. A password that
    /// proves right is no longer counted.
    fn guess(&self, client: &Client, name: &str) -> Result<Guess<'_>, Denied> {
        let (place, at) = (place(client.address), (self.clock)());
        let name = guessed(name);
        let tried = &self.counters.wrong_logins;
        let is_noted = || {
            tried
                .note_below(WRONG_LOGINS, &place, name.clone(), at, WRONG_LOGINS_MS)
                .is_some()
        };
        let turn = self.counters.undecided.begin(place, is_noted).ok_or_else(too_many)?;
        Ok(Guess { _turn: turn, place, name, at })
    }

    /// Forgets the wrong passwords that were counted for this user, after the user has logged in.
    /// Wrong passwords for other names still count: otherwise a user could guess the passwords of
    /// others without limit.
    pub(super) fn forgiven(&self, client: &Client, user: &str) {
        let user = guessed(user);
        self.counters
            .wrong_logins
            .forgive_some(&place(client.address), |tried| *tried == user);
    }

    /// Counts a wrong credential that a client has sent, other than a wrong password: for example,
    /// a wrong API key.
    pub(super) fn shown_in_vain(&self, client: &Client) {
        let (place, now) = (place(client.address), (self.clock)());
        self.counters.wrong_logins.note_below(
            u32::MAX,
            &place,
            String::new(),
            now,
            WRONG_LOGINS_MS,
        );
    }

    /// Counts a wrong API key like a wrong password, and returns the refusal.
    pub(super) fn wrong_key(&self, client: &Client) -> Denied {
        self.shown_in_vain(client);
        Denied::forbidden("login", "There is no such key").with(535, (5, 7, 8))
    }

    /// Whether a login is correct for the user with this name in gateway.toml. Nothing is written
    /// to the audit log.
    pub(super) fn is_login_of(&self, user: &str, login: &Login) -> bool {
        let Ok(book) = self.book() else { return false };
        let user = book.settings().users.iter().find(|known| known.name == user);
        user.is_some_and(|user| {
            self.second(book.people(), user) == Second::Nothing && is_proved(Some(user), login)
        })
    }

    /// Whether `password` is right for the user `name` of the source `by`. A wrong password counts
    /// as a wrong login.
    pub(super) fn proves(
        &self,
        client: &Client,
        (name, by): (&str, Voucher),
        password: &str,
    ) -> Result<bool, Denied> {
        self.may_connect(client)?;
        let book = self.book()?;
        let guess = self.guess(client, name)?;
        let user = Registry::of(&book).user(name).filter(|user| user.by == by);
        let login = Login::Plain { user: name.to_owned(), password: password.to_owned() };
        let is_right = self.is_checked(client, true, (user, &login), &guess)?;
        if is_right {
            self.counters.wrong_logins.take_back(&guess.place, &guess.name, guess.at);
        }
        Ok(is_right)
    }

    /// The name of the user in gateway.toml to whom this TLS client certificate belongs.
    pub(super) fn holder(&self, certificate: &Certificate) -> Option<String> {
        let is_of = |user: &&UserSettings| {
            user.certificates.iter().any(|called| certificate.is_called(called))
        };
        self.settings.users.iter().find(is_of).map(|user| user.name.clone())
    }

    pub(super) fn sender(&self, client: &Client, sender: &str) -> Result<Identity, Denied> {
        let book = self.book()?;
        let identity = Registry::of(&book).identify(client, sender)?;
        self.is_not_stopped(&identity.user)?;
        Ok(identity)
    }

    pub(super) fn recipient(&self, asking: &Asking<'_>) -> Result<Grant, Denied> {
        let book = self.book()?;
        let identity = Registry::of(&book).identify(asking.client, asking.sender)?;
        self.is_not_stopped(&identity.user)?;
        let all = [&identity.limits, &identity.device_limits, &identity.network_limits];
        let most = all.iter().filter_map(|limits| limits.recipients).filter(|most| *most > 0).min();
        if let Some(most) = most.filter(|most| asking.so_far >= *most as usize) {
            let text = format!("A mail may have {most} recipients here");
            return Err(Denied::forbidden("recipients", text).with(550, (5, 5, 3)));
        }
        self.granted(
            &book,
            identity,
            asking.number,
            u32::try_from(asking.so_far).unwrap_or(u32::MAX),
        )
    }

    /// Whether the sender may send a fax to this number now, in addition to the `so_far` faxes that
    /// were granted to other recipients of the mail.
    pub(super) fn granted(
        &self,
        book: &Book,
        identity: Identity,
        number: &str,
        so_far: u32,
    ) -> Result<Grant, Denied> {
        // It is enough if one of the limits of the user, the device and the network allows the
        // number. The blocked numbers, hours and quotas of all three apply.
        let canonical = self.allowed_number(book, &identity, number)?;
        self.has_room(&identity, so_far)?;
        Ok(grant(identity, number, canonical))
    }

    /// Whether the sender may send to this number now, apart from quotas. Nothing is counted.
    pub(super) fn may_send(
        &self,
        book: &Book,
        identity: &Identity,
        number: &str,
    ) -> Result<String, Denied> {
        self.is_not_stopped(&identity.user)?;
        let all = [&identity.limits, &identity.device_limits, &identity.network_limits];
        all.iter().try_for_each(|limits| quota::in_hours(limits, (self.clock)()))?;
        may_go(book, number, &all)
    }

    /// Whether a fax that was counted towards the quotas when its job was submitted may be sent to
    /// this number now. The fax is not counted again. If the number is blocked, that counts as an
    /// attempt towards `burst_refusals`.
    pub(super) fn goes_on(
        &self,
        book: &Book,
        identity: Identity,
        number: &str,
    ) -> Result<Grant, Denied> {
        let canonical = self.allowed_number(book, &identity, number)?;
        Ok(grant(identity, number, canonical))
    }

    fn allowed_number(
        &self,
        book: &Book,
        identity: &Identity,
        number: &str,
    ) -> Result<String, Denied> {
        match self.may_send(book, identity, number) {
            Err(denied) if denied.rule.starts_with("number") => {
                Err(self.number_refused(identity, denied, (self.clock)()))
            }
            may => may,
        }
    }

    /// Whether the sender's quotas allow one more fax, in addition to the faxes that were granted
    /// for the same mail.
    pub(super) fn has_room(&self, identity: &Identity, so_far: u32) -> Result<(), Denied> {
        let now = (self.clock)();
        let Identity { user, limits, network_limits, device, device_limits, .. } = identity;
        let quotas = self.quotas((user, limits, network_limits), (device, device_limits), now);
        for quota in &quotas {
            let Ceiling { of, since, jobs, pages } = quota.ceiling;
            let sent = self.counted.submission().sent(of, since, now);
            let sent = sent.map_err(|error| not_now(&error))?;
            let is_full = |most: u32, with_it: u32| most > 0 && with_it > most;
            if is_full(jobs, sent.jobs.saturating_add(so_far).saturating_add(1))
                || is_full(pages, sent.pages.saturating_add(1))
            {
                return Err(quota.reason().into());
            }
        }
        Ok(())
    }

    /// The permission for a fax whose number is set later. The number is checked when it is set.
    pub(super) fn without_number(&self, identity: Identity) -> Result<Grant, Denied> {
        self.is_not_stopped(&identity.user)?;
        Ok(grant(identity, "", String::new()))
    }

    /// Whether this user (`owner`) may have one more fax in the spool that waits for its number.
    pub(super) fn has_room_to_wait(&self, identity: &Identity, owner: &str) -> Result<(), Denied> {
        let most = identity.limits.without_number.filter(|most| *most > 0);
        let Some(most) = most else { return Ok(()) };
        let waiting = self.counted.jobs().count_without_number(owner, identity.who);
        if waiting.map_err(|error| not_now(&error))? < most {
            return Ok(());
        }
        Err(Reason::WithoutNumber(most).into())
    }

    pub(super) fn message(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Standing, Denied> {
        let grants: Option<Vec<Grant>> = envelope
            .recipients
            .iter()
            .filter_map(|recipient| recipient.grant.as_deref())
            .map(Grant::from_json)
            .collect();
        let Some(first) = grants.as_ref().and_then(|grants| grants.first()) else {
            return Err(closed_to_strangers());
        };
        let is_claim = grants.iter().flatten().any(|grant| grant.by == Known::Address);
        let proof =
            if is_claim { self.vouched(envelope, bytes)? } else { first.by.name().to_owned() };
        let mut standing = Standing { proof, forget: false };
        if is_spam(bytes) {
            match self.settings.spam {
                Spam::Reject => {
                    return Err(Denied::forbidden(
                        "spam",
                        "The mail is marked as spam, which is not faxed",
                    ));
                }
                Spam::Ignore => standing.forget = true,
                Spam::Fax => {}
            }
        }
        Ok(standing)
    }

    /// Checks whether the header of a mail in a mailbox proves its sender.
    pub(super) fn proved_in_mailbox(
        &self,
        authserv: &str,
        sender: &str,
        bytes: &[u8],
    ) -> Result<String, Denied> {
        let claimed = Claimed {
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            helo: String::new(),
            sender: sender.to_lowercase(),
            recipients: Vec::new(),
            bytes,
            now: (self.clock)(),
            signature_seconds: 0,
            spf_alone: true,
        };
        let judge = self.judge.as_ref().ok_or_else(closed_to_strangers)?;
        judge.judge_in_mailbox(authserv, &claimed).map_err(unproved)
    }

    fn vouched(&self, envelope: &Envelope, bytes: &[u8]) -> Result<String, Denied> {
        let claimed = Claimed {
            address: envelope.client.address,
            helo: envelope.client.helo.clone(),
            sender: envelope.sender.to_lowercase(),
            recipients: envelope
                .recipients
                .iter()
                .map(|recipient| recipient.address.clone())
                .collect(),
            bytes,
            now: (self.clock)(),
            signature_seconds: i64::from(self.settings.outside.signature_hours) * 3_600,
            spf_alone: self.settings.outside.spf_alone,
        };
        // If the client is one of our front servers, its results in the mail's header are trusted.
        // For other clients, the sender's domain must confirm the mail.
        let judge = self.judge.as_ref().ok_or_else(closed_to_strangers)?;
        let by = if is_front_server(&self.settings, &envelope.client) {
            By::Front
        } else if judge.asks_domains() {
            By::Domain
        } else {
            return Err(closed_to_strangers());
        };
        judge.judge(by, &claimed).map_err(unproved)
    }

    /// Counts these faxes in one step. A fax is counted only if its limits allow it. Returns a
    /// result for each fax, in their order.
    pub(super) fn faxes(
        &self,
        faxes: &[FaxOf<'_>],
        over_burst: OverBurst,
    ) -> Vec<Result<(), Denied>> {
        let (now, is_refused_alone) = ((self.clock)(), over_burst == OverBurst::Refuses);
        let all: Vec<Result<Ceilings<'_>, Denied>> =
            faxes.iter().map(|fax| self.ceilings(fax, now)).collect();
        let asked = faxes.iter().zip(&all).filter_map(|(fax, of)| {
            let FaxOf { grant, pages, faxes, mark } = fax;
            let counted = Counted { mark, user: &grant.user, device: &grant.device, pages: *pages };
            Some((counted, *faxes, of.as_ref().ok()?.all.clone()))
        });
        let asked: Vec<(Counted<'_>, u32, Vec<Ceiling<'_>>)> = asked.collect();
        let mut counted = self.counted.submission().count_faxes(&asked, now).into_iter();
        // The users who were blocked by one of these faxes, each with the refusal.
        let mut blocked: HashMap<&str, Denied> = HashMap::new();
        let mut results = Vec::new();
        for (fax, of) in faxes.iter().zip(all) {
            let counted = of.map(|of| (of, counted.next().unwrap_or(Ok(None))));
            results.push(match counted {
                Err(denied) => Err(denied),
                Ok((_, Err(error))) => Err(not_now(&error)),
                Ok((_, Ok(None))) => Ok(()),
                Ok((of, Ok(Some(index)))) if index < of.bursts && is_refused_alone => {
                    Err(Reason::Burst { faxes: of.all[index].jobs, minutes: of.minutes }.into())
                }
                Ok((of, Ok(Some(index)))) if index < of.bursts => {
                    let user = fax.grant.user.as_str();
                    let why = StopReason::Faxes { most: of.all[index].jobs, minutes: of.minutes };
                    let denied = self.stop(user, &why.to_string(), now);
                    blocked.insert(user, denied.clone());
                    Err(denied)
                }
                Ok((of, Ok(Some(index)))) => Err(match of.quotas.get(index - of.bursts) {
                    Some(quota) => quota.reason().into(),
                    None => too_many_tests(),
                }),
            });
        }
        // If a user was blocked by one of these faxes, none of the user's faxes here is permitted,
        // not even those that were counted before.
        let result = |(fax, result): (&FaxOf<'_>, Result<(), Denied>)| {
            blocked
                .get(fax.grant.user.as_str())
                .map_or(result, |denied| Err(denied.clone()))
        };
        faxes.iter().zip(results).map(result).collect()
    }

    /// The limits on the number of faxes and pages that apply to a fax. Returns an error if the fax
    /// can't be sent for another reason.
    fn ceilings<'a>(&self, fax: &FaxOf<'a>, now: UnixMs) -> Result<Ceilings<'a>, Denied> {
        let FaxOf { grant, pages, .. } = *fax;
        self.is_not_stopped(&grant.user)?;
        if grant.pages > 0 && pages > grant.pages {
            return Err(Reason::Pages { pages, most: grant.pages }.into());
        }
        let book = self.book()?;
        let registry = Registry::of(&book);
        let (limits, network_limits, device_limits) =
            registry.limits_of(grant).ok_or_else(closed_to_strangers)?;
        let user = (grant.user.as_str(), &limits, &network_limits);
        let quotas = self.quotas(user, (&grant.device, &device_limits), now);
        // The burst limit comes first: a user who exceeds it is blocked from sending, even if
        // another limit is reached as well.
        let mut all: Vec<Ceiling<'_>> =
            quota::burst(&grant.user, &limits, now).into_iter().collect();
        let bursts = all.len();
        all.extend(quotas.iter().map(|quota| quota.ceiling));
        if self.is_sandbox {
            let (of, since) = (CountOf::User(&grant.user), now - TESTS_MS);
            all.push(Ceiling { of, since, jobs: TESTS, pages: 0 });
        }
        Ok(Ceilings { all, bursts, minutes: quota::burst_ms(&limits) / 60_000, quotas })
    }

    /// The quotas of a user, of the network by which the user is known, of the device, and of all
    /// users together. Those of the network apply to each of its users.
    fn quotas<'a>(
        &self,
        (user, limits, network_limits): (&'a str, &Limits, &Limits),
        (device, device_limits): (&'a DeviceName, &Limits),
        now: UnixMs,
    ) -> Vec<Quota<'a>> {
        // Limits without a `night` have that of [limits].
        let quotas_of = |of: CountOf<'a>, limits: &Limits| {
            let night = limits.night.clone().or_else(|| self.settings.limits.night.clone());
            quota::of(of, &Limits { night, ..limits.clone() }, now)
        };
        let mut quotas = quotas_of(CountOf::User(user), limits);
        quotas.extend(quotas_of(CountOf::User(user), network_limits));
        quotas.extend(quotas_of(CountOf::Device(device), device_limits));
        quotas.extend(quotas_of(CountOf::All, &self.settings.total));
        quotas
    }

    /// Counts an attempt of a user to fax to a blocked number. After too many such attempts
    /// (`burst_refusals`), the user is blocked from sending.
    fn number_refused(&self, identity: &Identity, denied: Denied, now: UnixMs) -> Denied {
        // A sender from outside is not verified yet, so the attempt does not count. Otherwise
        // anybody could have a user blocked by writing mails in the name of this user.
        if identity.by == Known::Address {
            return denied;
        }
        let within = quota::burst_ms(&identity.limits);
        let refused = self.counters.refused_numbers.note(&identity.user, now, within);
        match identity.limits.burst_refusals.filter(|most| *most > 0 && refused > *most) {
            Some(most) => {
                let why = StopReason::Refusals { most, minutes: within / 60_000 };
                self.stop(&identity.user, &why.to_string(), now)
            }
            None => denied,
        }
    }

    /// Blocks a user from sending until an administrator allows it again.
    fn stop(&self, user: &str, why: &str, now: UnixMs) -> Denied {
        // A test job blocks no user.
        if self.is_sandbox {
            return stopped(why);
        }
        match self.spool.jobs().stop_user(user, why, now) {
            Ok(Some(held)) => {
                log::error!(
                    "{} is stopped and may send no faxes: {why}; {held} of their waiting faxes are held; \
                     `ferrofax users` shows and ends it",
                    Pii(user)
                );
                self.counters.refused_numbers.forgive(&user.to_owned());
                let mut line = Line::without_client("stop", now);
                line.put("user", user);
                line.put("text", why);
                line.put("held", held);
                if let Err(error) = self.audit.write(&line) {
                    log::error!(
                        "the audit log {} can't be written: {error}",
                        self.audit.path().display()
                    );
                }
            }
            Ok(None) => {}
            Err(error) => log::error!("a user could not be stopped: {error}"),
        }
        stopped(why)
    }

    pub(super) fn is_not_stopped(&self, user: &str) -> Result<(), Denied> {
        match self.spool.submission().stopped_user(user) {
            Ok(None) => Ok(()),
            Ok(Some(found)) => Err(stopped(&found.why)),
            Err(error) => Err(not_now(&error)),
        }
    }

    /// Checks that the user whose quotas this job counts towards is not blocked from sending. The
    /// person who makes the request can be another user.
    pub(super) fn job_is_not_stopped(&self, account: &str) -> Result<(), Denied> {
        match self.spool.submission().stopped_user(account) {
            Ok(None) => Ok(()),
            Ok(Some(found)) => Err(Reason::JobStopped { user: found.user, why: found.why }.into()),
            Err(error) => Err(not_now(&error)),
        }
    }

    pub(super) fn book(&self) -> Result<std::sync::Arc<Book>, Denied> {
        self.shelf
            .book(&self.settings, &self.people, &self.spool, (self.clock)())
            .map_err(|error| not_now(&error))
    }
}

fn too_many_tests() -> Denied {
    Denied::forbidden("test-jobs", format!("A user may submit {TESTS} test jobs in 24 hours."))
}

/// Creates the permission that is stored with the fax. Its limits are the strictest ones of the
/// sender, the device and the client's network.
fn grant(identity: Identity, number: &str, canonical: String) -> Grant {
    let all = [&identity.limits, &identity.device_limits, &identity.network_limits];
    let pages = all.iter().filter_map(|limits| limits.pages).filter(|it| *it > 0).min();
    let goes_ahead = identity.limits.priority.unwrap_or_else(|| identity.role.deals_with_others());
    Grant {
        ahead: goes_ahead && all.iter().all(|limits| limits.priority != Some(false)),
        post_dial: identity.limits.post_dial == Some(true)
            && all.iter().all(|limits| limits.post_dial != Some(false)),
        machines: takes_machines(identity.by, &all),
        user: identity.user,
        who: identity.who,
        device: identity.device,
        class: identity.class,
        network: identity.network,
        by: identity.by,
        own_sender: identity.is_own_sender,
        number: number.to_owned(),
        canonical,
        calls: identity.limits.calls.unwrap_or(0),
        pages: pages.unwrap_or(0),
    }
}

/// The key by which failed logins are counted: the client's IP address or, for IPv6, the client's
/// network.
pub fn place(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address => address,
    }
}

/// The refusal of a mail whose sender is not proved to be genuine.
fn unproved(unproved: Unproved) -> Denied {
    match unproved {
        Unproved::No(why) => {
            Denied::forbidden("unproved", format!("The mail's sender is not proved: {why}"))
        }
        Unproved::NotNow(why) => {
            let text = format!("Whether the sender is who it claims can't be found out now: {why}");
            Denied::for_now("unproved-now", text).with(451, (4, 7, 0))
        }
    }
}

/// Whether mails written by programs are faxed. If no setting `machines` applies, they are faxed
/// unless the sender is known only by the mail address.
fn takes_machines(by: Known, limits: &[&Limits]) -> bool {
    let said = || limits.iter().filter_map(|limits| limits.machines);
    let is_by_address = matches!(by, Known::Address | Known::Mailbox);
    said().all(|may| may) && (!is_by_address || said().next().is_some())
}

/// Returns the canonical form of the fax number `written`, if the limits allow faxes to it.
fn may_go(book: &Book, written: &str, limits: &[&Limits]) -> Result<String, Denied> {
    let number = book.rules.read(written).map_err(|error| match error {
        NumberError::Forbidden { prefix } => {
            Reason::Number(Closed::Forbidden { beginning: prefix }).into()
        }
        error => Denied::forbidden("number", error.to_string()).with(550, (5, 1, 3)),
    })?;
    let openings: Vec<Openings<'_>> = limits.iter().map(|limits| limits.openings()).collect();
    match numbers::judge(&number, &book.rules, &openings) {
        Ok(()) => Ok(number.canonical),
        Err(closed) => Err(Reason::Number(closed).into()),
    }
}

pub(super) fn too_many() -> Denied {
    let text = "Too many wrong passwords came from your address; try again later";
    Denied::for_now(TOO_MANY, text).with(421, (4, 7, 0))
}

/// The refusal of a login while too many other passwords are being checked.
fn busy() -> Denied {
    let text = "Too many passwords are being checked at this moment; try again later";
    Denied::for_now(LOGINS_BUSY, text).with(454, (4, 7, 0))
}

pub(super) fn wrong_login() -> Denied {
    Denied::forbidden(LOGIN, "The name or the password is wrong").with(535, (5, 7, 8))
}

fn stopped(why: &str) -> Denied {
    Reason::Stopped(why.to_owned()).into()
}

pub(super) fn not_now(error: &SpoolError) -> Denied {
    log::error!("permissions cannot be checked: {error}");
    Reason::NotNow.into()
}
