//! Logs requests that are refused before any permissions are checked: forms of other sites, bodies
//! that are no forms, headers that no browser sends, and clients at blocked IP addresses. Also logs
//! refused mails and print jobs of strangers, and mails that were begun in the name of a user.
//! Anybody could cause such lines without end, so their number is limited.

use std::net::IpAddr;

use super::Rights;
use super::audit::{LOGIN, Line, TOO_MANY};
use super::decide::place;
use super::grant::{Denied, Known};
use super::person::Entrance;
use super::who::is_front_server;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Client;

/// The most lines of the audit log about refused requests from one IP address within [`WITHIN_MS`].
/// The limit keeps a client that sends invalid requests all day from filling the disk.
const OF_ONE: u32 = 60;

/// The most lines of the audit log about refused requests from all IP addresses together within
/// [`WITHIN_MS`].
const OF_ALL: u32 = 1_000;

/// The number of milliseconds in a minute, the period in which the audit log's lines about refused
/// requests are counted.
const WITHIN_MS: i64 = 60_000;

/// The word for lines about the sender or a recipient of a mail that is not complete yet, if the
/// sender is known only by the mail address. Anybody can write this address.
const UNPROVED: &str = "unproved";

/// The maximum number of characters of a refused request that are written to the audit log.
const LONGEST: usize = 200;

/// The names of the rules that refuse the usual requests of scanners. These requests are counted
/// apart from real attacks.
const RUBBISH: [&str; 11] = [
    "no-such-page",
    "no-such-link",
    "no-invitation",
    "no-form-of-ours",
    "no-http",
    "too-much",
    "malformed",
    "no-such-address",
    "method",
    "too-large",
    "media-type",
];

/// The key by which the audit log's lines about refused requests are counted. Its boolean is true
/// for lines about the usual requests of scanners ([`RUBBISH`]), which are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Counted {
    /// The lines of the audit log about refused requests from this client IP address. `true`: only
    /// the usual requests of scanners; `false`: only others.
    From(IpAddr, bool),
    /// The lines of the audit log about refused requests from all client IP addresses together.
    /// `true`: only the usual requests of scanners; `false`: only others.
    All(bool),
}

/// A refused HTTP request, as the audit log records it.
#[derive(Clone, Copy, Debug)]
pub struct Unwanted<'a> {
    /// The client that sent the request.
    pub client: &'a Client,
    /// The interface to which the request was sent.
    pub door: Entrance,
    /// The id of a request to the API; `None` for other interfaces.
    pub request_id: Option<&'a str>,
    /// The user who was logged in; `None` if nobody was.
    pub user: Option<&'a str>,
    /// The HTTP request, such as `POST /in/5/note`; empty if it could not be read.
    pub asked: &'a str,
    /// The name of the rule by which the HTTP request was refused.
    pub rule: &'static str,
    /// The reason why the HTTP request was refused, as a sentence.
    pub text: &'a str,
}

impl Rights {
    /// Writes a refused request to the audit log. If there are too many requests from one IP
    /// address, or in total, further ones are not logged; the last line says so.
    pub fn unwanted(&self, request: &Unwanted<'_>) {
        let now = self.now();
        let Some(more) = self.room(request.client, request.rule, now) else { return };
        let mut line = Line::new("request", request.client, now);
        line.put("door", request.door.name());
        line.put("request", request.asked.chars().take(LONGEST).collect::<String>());
        if let Some(id) = request.request_id {
            line.put("request_id", id);
        }
        if let Some(user) = request.user {
            line.put("user", user);
        }
        if let Some(more) = more {
            line.put("more", more);
        }
        let denied = Denied::forbidden(request.rule, request.text);
        // The refusal is valid even if it cannot be logged.
        let _ = self.audited::<()>(line, Err(denied), |_, ()| {});
    }

    /// Decides whether a line may be written to the audit log: about a request of this client that
    /// the rule `rule` refused, or about an unproved sender ([`UNPROVED`]). `None`: there are too
    /// many such lines. The inner value is a remark for the last line that is still written.
    pub(super) fn room(
        &self,
        client: &Client,
        rule: &str,
        now: UnixMs,
    ) -> Option<Option<&'static str>> {
        let is_rubbish = RUBBISH.contains(&rule);
        let of_one = Counted::From(place(client.address), is_rubbish);
        let of_all = Counted::All(is_rubbish);
        // Beyond the limit for all, nothing more is counted. Very many further addresses would make
        // the counter forget the lines that were written.
        if self.inner.unwanted.count(&of_all, now, WITHIN_MS) >= OF_ALL {
            return None;
        }
        let count = |most, of| self.inner.unwanted.note_below(most, &of, (), now, WITHIN_MS);
        let of_one = count(OF_ONE, of_one)?;
        let of_all = count(OF_ALL, of_all)?;
        Some(match (of_one, of_all) {
            (_, OF_ALL..) => Some("further ones, from any address, are not logged for a minute"),
            (OF_ONE.., _) => Some("further ones of this address are not noted for a minute"),
            _ => None,
        })
    }

    /// Logs the decision about a client that possibly is a stranger. Refusals that a stranger can
    /// cause without end are not all logged: about clients at blocked IP addresses, the audit log
    /// gets one line a minute, and about all others as many lines as [`Self::unwanted`] writes.
    /// Wrong passwords are always logged, because their number is limited already.
    pub(super) fn audited_at_door<T>(
        &self,
        client: &Client,
        mut line: Line,
        decided: Result<T, Denied>,
        more: impl FnOnce(&mut Line, &T),
    ) -> Result<T, Denied> {
        let now = self.now();
        match decided.as_ref().map_err(|denied| denied.rule) {
            Err(TOO_MANY) => match self.inner.shut_out.note(place(client.address), now) {
                None => return decided,
                Some(0) => {}
                Some(left_out) => line.put("left_out", left_out),
            },
            Err(rule) if rule != LOGIN && self.is_for_strangers(client) => {
                match self.room(client, rule, now) {
                    None => return decided,
                    Some(None) => {}
                    Some(Some(remark)) => line.put("more", remark),
                }
            }
            _ => {}
        }
        self.audited(line, decided, more)
    }

    /// Whether the requests of this client can come from strangers: the client is a stranger, or
    /// one of our mail servers, which pass on the mails of strangers.
    fn is_for_strangers(&self, client: &Client) -> bool {
        let is_front = client.login.is_none() && is_front_server(&self.inner.settings, client);
        is_front || self.is_stranger(client)
    }

    /// Logs the decision about the sender or a recipient of a mail that is not complete yet. `by`
    /// returns how the sender was identified. If a sender is known only by the mail address, lines
    /// about permissions are limited like those about refusals. If the complete mail is accepted,
    /// the line about it names the sender and all recipients, and is always written.
    pub(super) fn audited_in_envelope<T>(
        &self,
        client: &Client,
        mut line: Line,
        decided: Result<T, Denied>,
        by: impl FnOnce(&T) -> Known,
        more: impl FnOnce(&mut Line, &T),
    ) -> Result<T, Denied> {
        if decided.as_ref().is_ok_and(|granted| by(granted) == Known::Address) {
            match self.room(client, UNPROVED, self.now()) {
                None => return decided,
                Some(None) => {}
                Some(Some(remark)) => line.put("more", remark),
            }
        }
        self.audited_at_door(client, line, decided, more)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;
    use crate::RightsSettings;
    use ferrofax_spool::Spool;

    struct House {
        folder: tempfile::TempDir,
        rights: Rights,
        now: Arc<AtomicI64>,
    }

    impl House {
        fn new() -> Self {
            let (folder, now) = (tempfile::tempdir().unwrap(), Arc::new(AtomicI64::new(0)));
            let (spool, told) = (Spool::open(folder.path()).unwrap(), Arc::clone(&now));
            let clock = Arc::new(move || UnixMs(told.load(Ordering::Relaxed)));
            let settings = RightsSettings::default();
            let rights = Rights::with_clock(&settings, None, &spool, clock).unwrap();
            Self { folder, rights, now }
        }

        fn lines(&self) -> Vec<String> {
            let log = std::fs::read_to_string(self.folder.path().join("audit.log"));
            log.unwrap_or_default().lines().map(str::to_owned).collect()
        }

        fn unwanted(&self, from: &str, rule: &'static str) {
            let client = &client(from);
            let (door, user, asked, text) = (Entrance::Page, None, "GET /", "No");
            self.rights.unwanted(&Unwanted {
                client,
                door,
                request_id: None,
                user,
                asked,
                rule,
                text,
            });
        }
    }

    fn client(from: &str) -> Client {
        Client::at(from.parse().unwrap(), "https", true)
    }

    #[test]
    fn a_machine_with_addresses_without_number_is_one() {
        let house = House::new();
        (0..100).for_each(|it| house.unwanted(&format!("2001:db8::{it:x}"), "no-such-page"));
        let lines = house.lines();
        assert_eq!(lines.len(), 60);
        assert!(lines[59].contains("of this address") && !lines[58].contains("more"));
        house.unwanted("2001:db8:0:1::1", "no-such-page");
        assert_eq!(house.lines().len(), 61);
        house.now.store(WITHIN_MS, Ordering::Relaxed);
        house.unwanted("2001:db8::1", "no-such-page");
        assert_eq!(house.lines().len(), 62, "after a minute");
    }

    #[test]
    fn rubbish_takes_no_place_of_attacks_and_its_end_is_said() {
        let house = House::new();
        for place in 0..20 {
            (0..60).for_each(|_| house.unwanted(&format!("192.0.2.{place}"), "no-such-page"));
        }
        let lines = house.lines();
        assert_eq!(lines.len(), 1_000);
        assert!(lines[999].contains("from any address"), "{}", lines[999]);
        house.unwanted("192.0.2.0", "foreign-form");
        assert_eq!(house.lines().len(), 1_001);
    }

    #[test]
    fn requests_from_very_many_addresses_are_not_logged_beyond_the_limit_of_all() {
        let house = House::new();
        for place in 0..25_000_u32 {
            house.now.store((place * 2).into(), Ordering::Relaxed);
            let address = Ipv4Addr::from_bits(place).to_string();
            house.unwanted(&address, "no-such-page");
        }
        assert_eq!(house.lines().len(), 1_000);
    }

    #[test]
    fn refused_mails_and_print_jobs_of_strangers_do_not_fill_the_disk() {
        let house = House::new();
        let mut stranger = client("192.0.2.7");
        stranger.helo = "\\".repeat(255);
        for _ in 0..100 {
            assert!(house.rights.sender(&stranger, "a@example.com").is_err());
            assert!(house.rights.guest(&stranger).is_err());
            house
                .rights
                .refused(&stranger, "a@example.com", "b@example.net", "No fax address");
        }
        let refused = |line: &String| line.contains("\"granted\":false");
        let lines: Vec<String> = house.lines().into_iter().filter(refused).collect();
        assert_eq!(lines.len(), 60);
        assert!(lines[59].contains("of this address"), "{}", lines[59]);
        // A user who has logged in is known, and each refusal is logged.
        let known = Client { login: Some("anna".to_owned()), ..client("192.0.2.8") };
        (0..100).for_each(|_| assert!(house.rights.sender(&known, "a@example.com").is_err()));
        assert_eq!(house.lines().into_iter().filter(refused).count(), 160);
    }

    #[test]
    fn to_whom_the_door_is_shut_has_one_line_a_minute() {
        let house = House::new();
        let somebody = client("192.0.2.7");
        (0..10).for_each(|_| _ = house.rights.wrong_key(&somebody));
        (0..100).for_each(|_| assert!(house.rights.connected(&somebody).is_err()));
        assert_eq!(house.lines().len(), 11);
        house.now.store(60_000, Ordering::Relaxed);
        assert!(house.rights.connected(&somebody).is_err());
        let lines = house.lines();
        assert!(lines.len() == 12 && lines[11].contains("\"left_out\":99"), "{}", lines[11]);
    }
}
