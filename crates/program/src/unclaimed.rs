//! Mails about received faxes with which nobody deals: users choose in "My account" that they get
//! one if nobody has claimed or read a fax some minutes after its reception.
//!
//! All faxes of a user that are due at the same time are in one mail. The spool stores which faxes
//! were examined ([`ferrofax_spool::desk::Watch`]), so each fax is in one mail of a user at most.

use std::cell::Cell;
use std::collections::BTreeSet;

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::show::date;
use ferrofax_mail::texts::{Text, Words, reader};
use ferrofax_rights::{Denied, Entrance, Person, Rights};
use ferrofax_spool::desk::{Seen, Unclaimed, UnclaimedFax, Watch};
use ferrofax_spool::{NewLetter, Spool, SpoolError};

/// Writes the mails about faxes with which nobody deals.
pub(crate) struct UnclaimedMails {
    spool: Spool,
    rights: Rights,
    /// The time of the last look, in milliseconds of the monotonic clock.
    looked: Cell<Option<u64>>,
}

/// The reason why a look at the faxes failed. The next look examines the same faxes.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LookError {
    /// The spool cannot be read or written now.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The users and their permissions cannot be read now.
    #[error(transparent)]
    Rights(#[from] Denied),
}

/// The interval at which the faxes are examined, in milliseconds. A user gets at most one mail in
/// this time.
const INTERVAL_MS: u64 = 5 * 60_000;

/// How many faxes a mail names.
const NAMED: usize = 50;

impl UnclaimedMails {
    /// The mails about the faxes of this spool, to the users with these permissions.
    pub(crate) fn new(spool: &Spool, rights: &Rights) -> Self {
        Self { spool: spool.clone(), rights: rights.clone(), looked: Cell::new(None) }
    }

    /// Examines the faxes of each user who has chosen these mails. If the last look was less than
    /// five minutes ago, or the clock is not trusted, does nothing.
    ///
    /// # Errors
    /// The first failure. The faxes of the other users were examined.
    pub(crate) fn turn(&self, look: &Look) -> Result<(), LookError> {
        let since = self.looked.get().map(|last| look.steady_ms.saturating_sub(last));
        if !look.is_settled || since.is_some_and(|since| since < INTERVAL_MS) {
            return Ok(());
        }
        self.looked.set(Some(look.steady_ms));
        let watches = self.spool.logins().unclaimed_watches()?;
        let done = watches.iter().map(|watch| self.examine(watch, look.unix_ms));
        done.fold(Ok(()), Result::and)
    }

    fn examine(&self, watch: &Watch, now: UnixMs) -> Result<(), LookError> {
        // Another user with the same name may have come, for whom another login method vouches.
        let person = self.rights.person(&watch.user, Entrance::Page, None)?;
        let person = person.filter(|person| person.by.name() == watch.by);
        // The directory was not asked about this user for a while. The faxes wait for its answer.
        if person.is_none() && self.rights.is_known_by(&watch.user, &watch.by)? {
            return Ok(());
        }
        // Faxes that a user may not see now count as examined, and so do those of a user who no
        // longer exists.
        let seen = match &person {
            Some(person) => self.rights.sight(person)?.seen(),
            None => Seen::These(BTreeSet::new()),
        };
        let found = self.spool.faxes().unclaimed(watch, &seen, NAMED, now)?;
        if found.looked_through == watch.looked_through {
            return Ok(());
        }
        let letter = person.and_then(|person| self.letter(watch, &person, &found));
        self.spool
            .outbox()
            .end_look(watch, found.looked_through, letter.as_ref(), now)?;
        Ok(())
    }

    /// The mail about these faxes; none if there is no such fax, or the user has no mail address.
    fn letter(&self, watch: &Watch, person: &Person, found: &Unclaimed) -> Option<NewLetter> {
        let (first, mailbox) = (found.faxes.first()?, person.addresses.first()?);
        let words = reader::of_user(&self.spool, &self.rights, &watch.user, &first.device);
        let rows: String = found.faxes.iter().map(|fax| row(fax, &watch.address)).collect();
        let more = match found.count - found.faxes.len() {
            0 => String::new(),
            more => words.count(Text::unclaimed_more, more) + "\n",
        };
        let text = words.count(Text::unclaimed_text, found.count);
        let advice = advice(words, &watch.address);
        Some(NewLetter {
            mark: format!("unclaimed {} {} {}", watch.by, watch.user, found.looked_through.0),
            mailbox: mailbox.clone(),
            subject: words.count(Text::unclaimed_subject, found.count),
            text: format!("{text}\n\n{rows}{more}\n{advice}\n"),
            ..NewLetter::default()
        })
    }
}

/// The line of a mail about a fax: the time of its reception, the device, and the link to the fax.
fn row(fax: &UnclaimedFax, address: &str) -> String {
    format!("{}  {}  {address}/in/{}\n", date(fax.ended_at), fax.device, fax.id.0)
}

fn advice(words: Words, address: &str) -> String {
    words.with_one(Text::unclaimed_advice, "link", &format!("{address}/own"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::DeviceName;
    use ferrofax_rights::{RightsSettings, UserSettings};
    use ferrofax_spool::{
        DeviceRecord, FaxEnd, FaxId, FaxStatus, Letter, NewFax, OutboxKind, Vouched,
    };

    const MINUTE_MS: i64 = 60_000;

    /// The time of Monday 2026-03-02, 00:00 UTC, plus this number of minutes.
    fn at(minutes: i64) -> UnixMs {
        UnixMs(1_772_409_600_000 + minutes * MINUTE_MS)
    }

    struct House {
        _kept: tempfile::TempDir,
        spool: Spool,
    }

    impl House {
        /// A house in which dora has chosen to get a mail about a fax after an hour.
        fn new() -> Self {
            let kept = tempfile::tempdir().unwrap();
            let spool = Spool::open(kept.path()).unwrap();
            let devices = ["2101", "2102"].map(|extension| DeviceRecord {
                context: "x".into(),
                extension: extension.into(),
                ..DeviceRecord::default()
            });
            spool.devices().publish_devices(&devices).unwrap();
            let by = "password";
            spool.logins().watch_unclaimed(("dora", by), Some((60, "https://fax"))).unwrap();
            Self { _kept: kept, spool }
        }

        /// Looks as after a restart, when dora has this device and these addresses.
        fn look(&self, device: &str, addresses: &[&str], now: UnixMs) {
            let dora = UserSettings {
                name: "dora".into(),
                device: Some(DeviceName::new(device, "x")),
                addresses: addresses.iter().map(|&address| address.into()).collect(),
                ..UserSettings::default()
            };
            let settings = RightsSettings { users: vec![dora], ..RightsSettings::default() };
            let rights = Rights::new(&settings, &self.spool).unwrap();
            let look = Look { unix_ms: now, is_settled: true, ..Look::default() };
            UnclaimedMails::new(&self.spool, &rights).turn(&look).unwrap();
        }

        fn fax(&self, number: &str, now: UnixMs) -> FaxId {
            let new = NewFax {
                device: DeviceName::new(number, "x"),
                calling: "+4999112345".into(),
                caller_name: "Carol".into(),
                started_at: now,
                ..NewFax::default()
            };
            let fax = self.spool.receiving().begin_fax(&new).unwrap();
            let end = FaxEnd {
                status: FaxStatus::Received,
                phase: "E".into(),
                cause: "OK".into(),
                event: "Received.".into(),
                ended_at: now,
            };
            self.spool.receiving().finish_fax(fax, &end).unwrap();
            fax
        }

        fn letters(&self) -> Vec<Letter> {
            let due = self.spool.outbox().due(UnixMs(i64::MAX), 1_000).unwrap();
            let letters = due.iter().filter_map(|entry| match entry.kind {
                OutboxKind::Letter { letter, .. } => self.spool.outbox().letter(letter).unwrap(),
                _ => None,
            });
            letters.collect()
        }
    }

    const DORA: [&str; 2] = ["dora@example.com", "office@example.com"];

    #[test]
    fn a_fax_with_which_nobody_deals_is_in_one_mail() {
        let house = House::new();
        let (fax, other) = (house.fax("2101", at(0)), house.fax("2102", at(0)));
        house.look("2101", &DORA, at(59));
        assert!(house.letters().is_empty());
        for minute in [60, 61, 600] {
            house.look("2101", &DORA, at(minute));
            let letters = house.letters();
            let [letter] = letters.as_slice() else { panic!("{letters:?}") };
            let NewLetter { mailbox, subject, text, .. } = &letter.new;
            assert_eq!(mailbox, DORA[0]);
            assert_eq!(subject, "1 fax is still unread and unassigned");
            assert!(text.contains(&format!("2101@x  https://fax/in/{}\n", fax.0)), "{text}");
            assert!(text.ends_with("https://fax/own\n"), "{text}");
            for foreign in [format!("/in/{}\n", other.0), "Carol".into(), "12345".into()] {
                assert!(!text.contains(&foreign), "{foreign}: {text}");
            }
        }
        house.fax("2101", at(600));
        house.look("2101", &DORA, at(660));
        assert_eq!(house.letters().len(), 2);
    }

    #[test]
    fn a_fax_that_is_claimed_in_time_makes_no_mail() {
        let house = House::new();
        let fax = house.fax("2101", at(0));
        house.spool.faxes().claim_fax(fax, "emil", "emil", false, at(59)).unwrap();
        house.look("2101", &DORA, at(60));
        house.spool.faxes().release_fax(fax, "emil", false, at(61)).unwrap();
        house.look("2101", &DORA, at(90));
        assert!(house.letters().is_empty());
    }

    #[test]
    fn a_user_who_may_not_see_the_fax_at_that_time_gets_no_mail() {
        let house = House::new();
        house.fax("2101", at(0));
        house.look("2102", &DORA, at(60));
        // The right comes back too late, and the address does too.
        house.look("2101", &DORA, at(61));
        house.fax("2101", at(61));
        house.look("2101", &[], at(121));
        house.look("2101", &DORA, at(122));
        assert!(house.letters().is_empty());
        house.fax("2101", at(122));
        house.look("2101", &DORA, at(182));
        assert_eq!(house.letters().len(), 1);
    }

    #[test]
    fn a_namesake_of_the_user_gets_no_mail() {
        let house = House::new();
        house.spool.logins().watch_unclaimed(("dora", "password"), None).unwrap();
        house
            .spool
            .logins()
            .watch_unclaimed(("dora", "ldap"), Some((15, "https://fax")))
            .unwrap();
        house.fax("2101", at(0));
        house.look("2101", &DORA, at(60));
        assert!(house.letters().is_empty());
    }

    #[test]
    fn a_fax_waits_until_the_directory_can_say_whether_the_user_may_see_it() {
        let house = House::new();
        let logins = house.spool.logins();
        logins.watch_unclaimed(("emil", "ldap"), Some((15, "https://fax"))).unwrap();
        let emil = Vouched {
            name: "emil".into(),
            by: "ldap".into(),
            subject: "cn=emil".into(),
            ..Vouched::default()
        };
        logins.keep_vouched(&emil).unwrap();
        let fax = house.fax("2101", at(0));
        let looked = || logins.unclaimed_watch(("emil", "ldap")).unwrap().unwrap().looked_through;
        house.look("2101", &DORA, at(60));
        assert_eq!(looked(), FaxId(0));
        // If the directory no longer has the user, the faxes count as examined.
        logins.forget_vouched("emil", "ldap", at(60)).unwrap();
        logins.watch_unclaimed(("emil", "ldap"), Some((15, "https://fax"))).unwrap();
        let later = house.fax("2101", at(61));
        house.look("2101", &DORA, at(120));
        assert!(looked() == later && later != fax);
    }

    #[test]
    fn a_fax_of_a_clock_that_is_a_little_ahead_waits_too() {
        let house = House::new();
        house.fax("2101", at(5));
        house.look("2101", &DORA, at(0));
        assert!(house.letters().is_empty());
        house.look("2101", &DORA, at(65));
        assert_eq!(house.letters().len(), 1);
    }

    #[test]
    fn a_mail_names_the_first_faxes_and_counts_the_others() {
        let house = House::new();
        let faxes: Vec<FaxId> = (0..53).map(|_| house.fax("2101", at(0))).collect();
        house.spool.logins().choose_language("dora", "password", Some("de")).unwrap();
        house.look("2101", &DORA, at(60));
        let letters = house.letters();
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        let NewLetter { subject, text, .. } = &letter.new;
        assert_eq!(subject, "53 Faxe sind noch ungelesen und nicht zugewiesen");
        assert_eq!(text.matches("https://fax/in/").count(), NAMED, "{text}");
        assert!(text.contains(&format!("/in/{}\nund 3 weitere Faxe\n", faxes[49].0)), "{text}");
    }

    #[test]
    fn nothing_is_examined_again_within_five_minutes_or_while_the_clock_is_not_trusted() {
        let house = House::new();
        let rights = Rights::new(&RightsSettings::default(), &house.spool).unwrap();
        let mails = UnclaimedMails::new(&house.spool, &rights);
        let looked = || house.spool.logins().unclaimed_watches().unwrap()[0].looked_through;
        let turn = |steady_ms, is_settled| {
            let look = Look { unix_ms: at(9_000), steady_ms, is_settled, ..Look::default() };
            mails.turn(&look).unwrap();
            looked()
        };
        let first = house.fax("2101", at(0));
        assert_eq!((turn(0, false), turn(0, true)), (FaxId(0), first));
        let second = house.fax("2101", at(0));
        assert_eq!((turn(INTERVAL_MS - 1, true), turn(INTERVAL_MS, true)), (first, second));
    }
}
