//! Counts the faxes and pages that users and devices have sent, for the limits of submission. Also
//! lists the users who are stopped (`jobs/stopped` stops users, together with their jobs).
//!
//! A fax is counted once, under a mark that the submitting code chose. Counting the same mark
//! again, after a crash or in a second attempt, notes only the time of that attempt. Counting a fax
//! and checking the limits is one transaction, so that two faxes at the same time can't both take
//! the last free place.
//!
//! If the clock was ahead when a fax was counted, the fax is dated in the future once the clock is
//! right. No period before that date counts the fax.

use jiff::tz::TimeZone;

use super::SpoolError;
use crate::Submission;
use crate::chunk::in_transactions;
use crate::database::{self, Transaction, params};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;

/// The owner of the faxes that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountOf<'a> {
    /// All users and devices.
    All,
    /// One user.
    User(&'a str),
    /// One device.
    Device(&'a DeviceName),
}

/// A number of faxes and of their pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The number of faxes.
    pub jobs: u32,
    /// The number of pages.
    pub pages: u32,
}

/// A fax that is to be counted.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The mark by which the fax is recognised if it is counted again.
    pub mark: &'a str,
    /// The user who sends the fax.
    pub user: &'a str,
    /// The device from which the fax is sent.
    pub device: &'a DeviceName,
    /// The number of pages.
    pub pages: u32,
}

/// A limit that a fax must not exceed: the greatest number of faxes and pages since a time, this
/// fax included.
#[derive(Clone, Copy, Debug)]
pub struct Ceiling<'a> {
    /// The user or device whose faxes are counted.
    pub of: CountOf<'a>,
    /// The time from which faxes are counted.
    pub since: UnixMs,
    /// The greatest number of faxes. 0: no limit.
    pub jobs: u32,
    /// The greatest number of pages. 0: no limit.
    pub pages: u32,
}

/// A user who is stopped: who may send nothing until an operator lets them continue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// The user.
    pub user: String,
    /// When the user was stopped.
    pub since: UnixMs,
    /// The reason, one sentence.
    pub why: String,
    /// Whether the faxmaster has been notified.
    pub told: bool,
}

/// How long counted faxes are kept: a month of any length, and some more days in which people can
/// still look at the last month.
pub(crate) const KEPT_MS: i64 = 70 * 24 * 60 * 60_000;

/// The greatest time in ms by which a counted fax may be in the future, since clocks differ a little.
const AHEAD_MS: i64 = 60_000;

/// The start of the day to which limits count this time: midnight in the system's time zone.
pub fn day_began(now: UnixMs) -> UnixMs {
    day_began_in(now, &zone::system())
}

/// The start of the month to which limits count this time, in the system's time zone.
pub fn month_began(now: UnixMs) -> UnixMs {
    month_began_in(now, &zone::system())
}

fn day_began_in(now: UnixMs, zone: &TimeZone) -> UnixMs {
    let local = now.timestamp().unwrap_or_default().to_zoned(zone.clone());
    local.start_of_day().map_or(now, |start| start.timestamp().into())
}

fn month_began_in(now: UnixMs, zone: &TimeZone) -> UnixMs {
    let first = now
        .timestamp()
        .unwrap_or_default()
        .to_zoned(zone.clone())
        .date()
        .first_of_month();
    first.to_zoned(zone.clone()).map_or(now, |start| start.timestamp().into())
}

const SELECT_ALL: &str =
    "SELECT count(*), coalesce(sum(pages), 0) FROM counted_faxes WHERE at >= ?1 AND at <= ?2";
const SELECT_USER: &str = "
    SELECT count(*), coalesce(sum(pages), 0) FROM counted_faxes
    WHERE at >= ?1 AND at <= ?2 AND user = ?3";
const SELECT_DEVICE: &str = "
    SELECT count(*), coalesce(sum(pages), 0) FROM counted_faxes
    WHERE at >= ?1 AND at <= ?2 AND device = ?3";
const IS_COUNTED: &str = "SELECT EXISTS (SELECT 1 FROM counted_faxes WHERE mark = ?1)";
const TRIED_AT: &str = "SELECT coalesce(tried_at, at) FROM counted_faxes WHERE mark = ?1";
const NOTE_TRY: &str =
    "UPDATE counted_faxes SET tried_at = ?2 WHERE mark = ?1 AND coalesce(tried_at, at) < ?2";
const INSERT: &str =
    "INSERT INTO counted_faxes (mark, user, device, at, pages) VALUES (?1, ?2, ?3, ?4, ?5)";
const FORGET: &str = "DELETE FROM counted_faxes WHERE at < ?1";
const USERS: &str =
    "SELECT DISTINCT user FROM counted_faxes WHERE at >= ?1 AND at <= ?2 ORDER BY user";
const STOPPED: &str = "SELECT user, since, why, told FROM stopped_users ORDER BY user";
const STOPPED_ONE: &str = "SELECT user, since, why, told FROM stopped_users WHERE user = ?1";
const TOLD: &str = "UPDATE stopped_users SET told = 1 WHERE user = ?1 AND since = ?2";

impl Submission<'_> {
    /// The number of faxes and pages that were counted from `since` until now.
    pub fn sent(&self, of: CountOf<'_>, since: UnixMs, now: UnixMs) -> Result<Sent, SpoolError> {
        self.spool.read(|transaction| sent(transaction, of, since, now))
    }

    /// The users for whom faxes were counted from `since` until now.
    pub fn users_counted(&self, since: UnixMs, now: UnixMs) -> Result<Vec<String>, SpoolError> {
        self.spool
            .read(|transaction| transaction.all(USERS, [since, now + AHEAD_MS], |row| row.get(0)))
    }

    /// Counts a fax, if each ceiling leaves room for it.
    ///
    /// A fax that was counted before is not counted again, and has room. `Some` means that nothing
    /// was counted, and holds the index of the first ceiling that has no room.
    pub fn count_fax(
        &self,
        fax: &Counted<'_>,
        ceilings: &[Ceiling<'_>],
        now: UnixMs,
    ) -> Result<Option<usize>, SpoolError> {
        self.spool.write(|transaction| count(transaction, fax, 1, ceilings, now))
    }

    /// The time of the last attempt to submit the fax with this mark. `None`: it was not counted, or
    /// the clean-up has deleted it, since it was counted more than 70 days ago.
    pub fn last_tried_at(&self, mark: &str) -> Result<Option<UnixMs>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(TRIED_AT, [mark], |row| row.get(0)))
    }

    /// Counts each of these faxes as [`Self::count_fax`] does, but each as so many faxes, for faxes for
    /// which more calls may be made than for others. As few transactions as calls allow are used.
    /// Returns a result for each fax, in their order.
    pub fn count_faxes(
        &self,
        faxes: &[(Counted<'_>, u32, Vec<Ceiling<'_>>)],
        now: UnixMs,
    ) -> Vec<Result<Option<usize>, SpoolError>> {
        in_transactions(self.spool, faxes, |transaction, (fax, faxes, ceilings)| {
            Ok(count(transaction, fax, *faxes, ceilings, now)?)
        })
    }

    /// The users who are stopped, ordered by name.
    pub fn stopped_users(&self) -> Result<Vec<Stopped>, SpoolError> {
        self.spool.read(|transaction| transaction.all(STOPPED, [], stopped_of_row))
    }

    /// This user's stop with its reason; none if the user is not stopped.
    pub fn stopped_user(&self, user: &str) -> Result<Option<Stopped>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(STOPPED_ONE, [user], stopped_of_row))
    }

    /// Records that the faxmaster has been notified that this user is stopped.
    pub fn told_of_stopped(&self, user: &str, since: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(TOLD, params![user, since]))
    }
}

/// Deletes faxes that were counted too long ago to matter. Called only while the clock is trusted: a
/// clock that is ahead would delete the faxes of the present month.
pub(crate) fn forget_old(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<()> {
    transaction.run(FORGET, [now - KEPT_MS])
}

/// Counts a fax as `faxes` faxes, if each ceiling leaves room for it. Returns the index of the first
/// ceiling that has no room.
fn count(
    transaction: &Transaction<'_>,
    fax: &Counted<'_>,
    faxes: u32,
    ceilings: &[Ceiling<'_>],
    now: UnixMs,
) -> database::Result<Option<usize>> {
    // A fax that is counted again after a crash counts only once, at the time when it came.
    if transaction.one(IS_COUNTED, [fax.mark], |row| row.get(0))? {
        transaction.run(NOTE_TRY, params![fax.mark, now])?;
        return Ok(None);
    }
    // If a fax exceeds any of the ceilings, nothing of it is counted.
    for (index, ceiling) in ceilings.iter().enumerate() {
        let before = sent(transaction, ceiling.of, ceiling.since, now)?;
        let has_room =
            |most: u32, before: u32, more: u32| most == 0 || before.saturating_add(more) <= most;
        if !has_room(ceiling.jobs, before.jobs, faxes)
            || !has_room(ceiling.pages, before.pages, fax.pages)
        {
            return Ok(Some(index));
        }
    }
    // The pages are counted once. If the fax counts as more than one, each further one is a row of
    // its own.
    let mut insert = transaction.prepare_cached(INSERT)?;
    insert.execute(params![fax.mark, fax.user, fax.device, now, fax.pages])?;
    for more in 1..faxes {
        let mark = format!("{}#{more}", fax.mark);
        insert.execute(params![mark, fax.user, fax.device, now, 0])?;
    }
    Ok(None)
}

fn sent(
    transaction: &Transaction<'_>,
    of: CountOf<'_>,
    since: UnixMs,
    now: UnixMs,
) -> database::Result<Sent> {
    let read = |row: &database::Row<'_>| Ok(Sent { jobs: row.get(0)?, pages: row.get(1)? });
    let until = now + AHEAD_MS;
    match of {
        CountOf::All => transaction.one(SELECT_ALL, [since, until], read),
        CountOf::User(user) => transaction.one(SELECT_USER, params![since, until, user], read),
        CountOf::Device(device) => {
            transaction.one(SELECT_DEVICE, params![since, until, device], read)
        }
    }
}

fn stopped_of_row(row: &database::Row<'_>) -> database::Result<Stopped> {
    Ok(Stopped {
        user: row.get("user")?,
        since: row.get("since")?,
        why: row.get("why")?,
        told: row.get("told")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use std::sync::LazyLock;

    static DEVICE: LazyLock<DeviceName> = LazyLock::new(|| DeviceName::new("2101", "x"));

    fn fax<'a>(mark: &'a str, pages: u32) -> Counted<'a> {
        Counted { mark, user: "alice", device: &DEVICE, pages }
    }

    #[test]
    fn days_and_months_begin_at_midnight_on_the_wall_clock() {
        let at = |text: &str| UnixMs::from(text.parse::<jiff::Timestamp>().unwrap());
        let now = at("2026-11-20T14:30:00Z");
        assert_eq!(day_began_in(now, &TimeZone::UTC), at("2026-11-20T00:00:00Z"));
        assert_eq!(month_began_in(now, &TimeZone::UTC), at("2026-11-01T00:00:00Z"));
        if let Ok(berlin) = zone::named("Europe/Berlin") {
            assert_eq!(day_began_in(now, &berlin), at("2026-11-19T23:00:00Z"));
            assert_eq!(
                month_began_in(at("2026-10-31T23:30:00Z"), &berlin),
                at("2026-10-31T23:00:00Z")
            );
        }
    }

    #[test]
    fn a_fax_is_counted_once_however_often_it_is_said() {
        let (_folder, spool) = Spool::empty();
        for _ in 0..3 {
            assert_eq!(
                spool.submission().count_fax(&fax("mail:1:1", 4), &[], UnixMs(100)).unwrap(),
                None
            );
        }
        assert_eq!(
            spool.submission().count_fax(&fax("mail:1:2", 1), &[], UnixMs(100)).unwrap(),
            None
        );
        let tried_at = |mark| spool.submission().last_tried_at(mark).unwrap();
        assert_eq!(["mail:1:1", "mail:1:3"].map(tried_at), [Some(UnixMs(100)), None]);
        for of in [CountOf::All, CountOf::User("alice"), CountOf::Device(&DEVICE)] {
            let since = |since| spool.submission().sent(of, UnixMs(since), UnixMs(200)).unwrap();
            assert_eq!(since(100), Sent { jobs: 2, pages: 5 });
            assert_eq!(since(101), Sent::default());
        }
        assert_eq!(
            spool.submission().sent(CountOf::User("bob"), UnixMs(0), UnixMs(200)).unwrap(),
            Sent::default()
        );
        // The time is that of the last attempt, also if the clock is set back.
        for (now, at) in [(150, 150), (120, 150)] {
            spool.submission().count_fax(&fax("mail:1:1", 4), &[], UnixMs(now)).unwrap();
            assert_eq!(tried_at("mail:1:1"), Some(UnixMs(at)));
        }
        // Limits count the fax at the time when it came.
        let since =
            |since| spool.submission().sent(CountOf::All, UnixMs(since), UnixMs(200)).unwrap();
        assert_eq!((since(100), since(101)), (Sent { jobs: 2, pages: 5 }, Sent::default()));
    }

    #[test]
    fn the_last_place_is_taken_once_and_the_next_finds_no_room() {
        let (_folder, spool) = Spool::empty();
        let ceilings = [
            Ceiling { of: CountOf::All, since: UnixMs(0), jobs: 0, pages: 0 },
            Ceiling { of: CountOf::User("alice"), since: UnixMs(0), jobs: 2, pages: 0 },
            Ceiling { of: CountOf::Device(&DEVICE), since: UnixMs(0), jobs: 0, pages: 5 },
        ];
        assert_eq!(
            spool.submission().count_fax(&fax("1", 6), &ceilings, UnixMs(1)).unwrap(),
            Some(2),
            "six pages are more than five"
        );
        assert_eq!(spool.submission().count_fax(&fax("1", 3), &ceilings, UnixMs(1)).unwrap(), None);
        assert_eq!(
            spool.submission().count_fax(&fax("2", 3), &ceilings, UnixMs(1)).unwrap(),
            Some(2)
        );
        assert_eq!(spool.submission().count_fax(&fax("2", 2), &ceilings, UnixMs(1)).unwrap(), None);
        assert_eq!(
            spool.submission().count_fax(&fax("3", 0), &ceilings, UnixMs(1)).unwrap(),
            Some(1)
        );
        assert_eq!(
            spool.submission().count_fax(&fax("2", 2), &ceilings, UnixMs(1)).unwrap(),
            None,
            "it was counted before"
        );
    }

    #[test]
    fn a_fax_that_may_take_many_calls_counts_as_many() {
        let (_folder, spool) = Spool::empty();
        let ceilings =
            [Ceiling { of: CountOf::User("alice"), since: UnixMs(0), jobs: 4, pages: 0 }];
        let count_as = |fax, faxes| {
            let all = [(fax, faxes, ceilings.to_vec())];
            spool.submission().count_faxes(&all, UnixMs(1)).remove(0).unwrap()
        };
        for _ in 0..2 {
            assert_eq!(count_as(fax("1", 2), 3), None);
        }
        assert_eq!(
            spool.submission().sent(CountOf::All, UnixMs(0), UnixMs(1)).unwrap(),
            Sent { jobs: 3, pages: 2 }
        );
        assert_eq!(count_as(fax("2", 1), 2), Some(0));
        assert_eq!(spool.submission().count_fax(&fax("2", 1), &ceilings, UnixMs(1)).unwrap(), None);
    }

    #[test]
    fn counts_outlive_the_process_and_old_ones_are_forgotten_by_the_clean_up() {
        let (folder, spool) = Spool::empty();
        spool.submission().count_fax(&fax("old", 1), &[], UnixMs(0)).unwrap();
        drop(spool);
        let spool = Spool::open(folder.path()).unwrap();
        let late = UnixMs(KEPT_MS + 1);
        let all = || spool.submission().sent(CountOf::All, UnixMs(0), late).unwrap().jobs;
        assert_eq!(all(), 1);
        assert_eq!(spool.submission().users_counted(UnixMs(0), UnixMs(0)).unwrap(), ["alice"]);
        spool.submission().count_fax(&fax("new", 1), &[], late).unwrap();
        assert_eq!(all(), 2, "the clock may be ahead");
        spool.retention().cleanup(late, 0).unwrap();
        assert_eq!(all(), 1);
    }

    /// A service without a module makes no clean-up, but deletes expired rows.
    #[test]
    fn old_counts_are_forgotten_with_other_expired_rows() {
        let (_folder, spool) = Spool::empty();
        spool.submission().count_fax(&fax("old", 1), &[], UnixMs(0)).unwrap();
        let delete = |now| spool.retention().delete_expired(UnixMs(now)).unwrap();
        assert_eq!([KEPT_MS, KEPT_MS + 1, KEPT_MS + 2].map(delete), [0, 1, 0]);
    }

    #[test]
    fn a_fax_of_a_clock_that_was_ahead_is_counted_in_no_period_before_its_time() {
        let (_folder, spool) = Spool::empty();
        let (now, ahead) = (UnixMs(0), UnixMs(KEPT_MS));
        spool.submission().count_fax(&fax("ahead", 3), &[], ahead).unwrap();
        spool.submission().count_fax(&fax("soon", 1), &[], now + AHEAD_MS).unwrap();
        for of in [CountOf::All, CountOf::User("alice"), CountOf::Device(&DEVICE)] {
            let sent = |now| spool.submission().sent(of, UnixMs(0), now).unwrap().jobs;
            assert_eq!([now, ahead - AHEAD_MS - 1, ahead - AHEAD_MS].map(sent), [1, 1, 2]);
            let ceiling = Ceiling { of, since: now, jobs: 2, pages: 0 };
            let mark = format!("{of:?}");
            let room = spool.submission().count_fax(&fax(&mark, 1), &[ceiling], ahead).unwrap();
            assert_eq!(room, Some(0), "the time of the fax has come");
        }
        let ceiling = Ceiling { of: CountOf::All, since: now, jobs: 2, pages: 0 };
        let room = spool.submission().count_fax(&fax("now", 1), &[ceiling], now).unwrap();
        assert_eq!(room, None);
        spool
            .submission()
            .count_fax(&Counted { user: "bob", ..fax("bob", 1) }, &[], ahead)
            .unwrap();
        assert_eq!(spool.submission().users_counted(now, now).unwrap(), ["alice"]);
    }

    #[test]
    fn a_user_is_stopped_once_and_until_let_go_on() {
        let (_folder, spool) = Spool::empty();
        assert_eq!(spool.jobs().stop_user("alice", "Too much.", UnixMs(7)).unwrap(), Some(0));
        assert_eq!(spool.jobs().stop_user("alice", "Again.", UnixMs(8)).unwrap(), None);
        let stopped = spool.submission().stopped_user("alice").unwrap().unwrap();
        assert_eq!(
            stopped,
            Stopped {
                user: "alice".into(),
                since: UnixMs(7),
                why: "Too much.".into(),
                told: false
            }
        );
        spool.submission().told_of_stopped(&stopped.user, stopped.since).unwrap();
        assert!(spool.submission().stopped_users().unwrap()[0].told);
        assert_eq!(spool.jobs().let_user_go_on("alice", UnixMs(9)).unwrap(), Some(0));
        assert_eq!(spool.jobs().let_user_go_on("alice", UnixMs(9)).unwrap(), None);
        assert_eq!(spool.submission().stopped_user("alice").unwrap(), None);
    }
}
