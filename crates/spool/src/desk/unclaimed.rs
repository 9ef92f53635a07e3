//! Watches of users for received faxes with which nobody deals: a user gets a mail about a fax if
//! nobody has claimed, read or passed on the fax some minutes after its reception.
//!
//! The spool examines the faxes of a watch in the order of their numbers, each fax once. Each watch
//! stores the number of the last examined fax. This number and the mail are stored in one
//! transaction, so no crash and no second node makes a second mail about a fax.

use super::Seen;
use super::marks::read_through;
use crate::column::word;
use crate::database::{self, Row, params};
use crate::{FaxId, FaxStatus, Faxes, Logins, NewLetter, Outbox, SpoolError};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// The watch of a user for faxes with which nobody deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The user's name.
    pub user: String,
    /// The login method that vouches for the user name.
    pub by: String,
    /// The minutes from the reception of a fax to the mail.
    pub minutes: u32,
    /// The URL of the web interface, with which the links in the mail begin.
    pub address: String,
    /// The number of the last fax that was examined.
    pub looked_through: FaxId,
}

/// A fax with which nobody deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnclaimedFax {
    /// The number of the fax.
    pub id: FaxId,
    /// The device that received the fax.
    pub device: DeviceName,
    /// The time at which the reception ended.
    pub ended_at: UnixMs,
}

/// The faxes with which nobody deals, among the faxes that were examined for a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclaimed {
    /// The oldest of these faxes.
    pub faxes: Vec<UnclaimedFax>,
    /// The number of all these faxes.
    pub count: usize,
    /// The number of the last fax that was examined.
    pub looked_through: FaxId,
}

/// A row of a fax that is examined.
struct Candidate {
    fax: UnclaimedFax,
    is_receiving: bool,
    /// Whether the fax has pages, is not filed as junk, and nobody has done anything with it.
    is_left: bool,
}

/// How many faxes are examined at most for a watch at a time.
const LOOKED_AT: u32 = 5_000;

/// The longest time for which later faxes wait for a fax that is being received, in milliseconds.
/// The node that receives it may be dead.
const MOST_RECEPTION_MS: i64 = 2 * 3_600_000;

const MINUTE_MS: i64 = 60_000;

/// How far the clock of another node may be ahead of this machine's clock, in milliseconds.
const MOST_AHEAD_MS: i64 = 3_600_000;

const COLUMNS: &str = "user, by, minutes, address, looked_through";
/// A new watch begins with the next fax. If a user chooses other minutes, the watch continues.
const PUT: &str = "
    INSERT INTO unclaimed_watches (user, by, minutes, address, looked_through)
    SELECT ?1, ?2, ?3, ?4, coalesce(max(id), 0) FROM faxes
    WHERE true
    ON CONFLICT (user, by) DO UPDATE SET minutes = excluded.minutes, address = excluded.address";
const REMOVE: &str = "DELETE FROM unclaimed_watches WHERE user = ?1 AND by = ?2";
pub(super) const CHOSEN: &str = "
    SELECT user, by, minutes, address, looked_through FROM unclaimed_watches WHERE user = ?1 AND by = ?2";
pub(super) const LOOKED: &str = "
    UPDATE unclaimed_watches SET looked_through = ?4 WHERE user = ?1 AND by = ?2 AND looked_through = ?3";
/// Each action of a person, such as reading or claiming a fax, is an event of the fax. Rules are no
/// person, but those who have the parts of a fax deal with them. The people of the device to which a fax has moved have done nothing yet: the text of
/// `sorted` begins with that device.
pub(super) const FAXES: &str = "
    SELECT f.id, f.device, f.status, f.started_at, f.ended_at, f.junk IS NULL
        AND NOT EXISTS (SELECT 1 FROM fax_claims WHERE fax = f.id)
        AND NOT EXISTS (
            SELECT 1 FROM fax_events AS e
            WHERE e.fax = f.id AND e.what NOT IN ('sorted', 'left_unsorted', 'moved', 'part')
              AND e.id > coalesce((SELECT max(m.id) FROM fax_events AS m
                                   WHERE m.fax = f.id AND (m.what = 'moved' OR m.what = 'sorted'
                                       AND m.text NOT LIKE '(%' AND m.text NOT LIKE 'on legal hold%')), 0)) AS is_left
    FROM faxes AS f WHERE f.id > ?1 ORDER BY f.id LIMIT ?2";

impl Logins<'_> {
    /// Stores that this user, for whom a login method vouches, gets a mail about faxes with which
    /// nobody deals after these minutes, with links that begin with this URL. None: no mails.
    pub fn watch_unclaimed(
        &self,
        (user, by): (&str, &str),
        watch: Option<(u32, &str)>,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| match watch {
            Some((minutes, address)) => transaction.run(PUT, params![user, by, minutes, address]),
            None => transaction.run(REMOVE, [user, by]),
        })
    }

    /// The watch of this user; none if the user has none.
    pub fn unclaimed_watch(&self, (user, by): (&str, &str)) -> Result<Option<Watch>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(CHOSEN, [user, by], watch_of_row))
    }

    /// The watches of all users.
    pub fn unclaimed_watches(&self) -> Result<Vec<Watch>, SpoolError> {
        let sql = format!("SELECT {COLUMNS} FROM unclaimed_watches ORDER BY user, by");
        self.spool.read(|transaction| transaction.all(&sql, [], watch_of_row))
    }
}

impl Faxes<'_> {
    /// Examines the faxes that follow the last examined fax of a watch, up to the first fax that
    /// was received less than the minutes of the watch ago. Returns at most `most` faxes of the
    /// devices in `seen`, and their number.
    pub fn unclaimed(
        &self,
        watch: &Watch,
        seen: &Seen,
        most: usize,
        now: UnixMs,
    ) -> Result<Unclaimed, SpoolError> {
        let due = now - i64::from(watch.minutes) * MINUTE_MS;
        let (faxes, count, looked_through) = (Vec::new(), 0, watch.looked_through);
        let mut found = Unclaimed { faxes, count, looked_through };
        self.spool.read(|transaction| {
            let read_through = read_through(transaction, &watch.user)?;
            let mut select = transaction.prepare_cached(FAXES)?;
            let from = params![watch.looked_through.0, LOOKED_AT];
            for candidate in select.query_map(from, candidate_of_row)? {
                let Candidate { fax, is_receiving, is_left } = candidate?;
                let latest = if is_receiving { due - MOST_RECEPTION_MS } else { due };
                // The clock of the node that received the fax may be a little ahead. A time far in the
                // future is from before a change of the clock.
                if fax.ended_at > latest && fax.ended_at <= now + MOST_AHEAD_MS {
                    break;
                }
                found.looked_through = fax.id;
                if is_left && seen.has(&fax.device) && fax.id.0 > read_through {
                    found.count += 1;
                    found.faxes.extend((found.count <= most).then_some(fax));
                }
            }
            Ok(())
        })?;
        Ok(found)
    }
}

impl Outbox<'_> {
    /// Stores that the faxes of a watch were examined up to `looked_through`, and files the mail
    /// about them. Returns false, and files nothing, if another node has done this already or the
    /// user has ended the watch.
    pub fn end_look(
        &self,
        watch: &Watch,
        looked_through: FaxId,
        letter: Option<&NewLetter>,
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        let Watch { user, by, looked_through: before, .. } = watch;
        let host = self.spool.host();
        self.spool.write(|transaction| {
            let looked = params![user, by, before.0, looked_through.0];
            if transaction.change(LOOKED, looked)? == 0 {
                return Ok(false);
            }
            if let Some(letter) = letter {
                crate::letters::file(transaction, letter, now, host)?;
            }
            Ok(true)
        })
    }
}

fn watch_of_row(row: &Row<'_>) -> database::Result<Watch> {
    Ok(Watch {
        user: row.get("user")?,
        by: row.get("by")?,
        minutes: row.get("minutes")?,
        address: row.get("address")?,
        looked_through: FaxId(row.get("looked_through")?),
    })
}

fn candidate_of_row(row: &Row<'_>) -> database::Result<Candidate> {
    let status = word(row, "status", FaxStatus::from_name)?;
    let (started_at, ended_at): (UnixMs, Option<UnixMs>) =
        (row.get("started_at")?, row.get("ended_at")?);
    let has_pages = matches!(status, FaxStatus::Received | FaxStatus::Incomplete);
    let fax = UnclaimedFax {
        id: FaxId(row.get("id")?),
        device: DeviceName::of_row(row.text(1)?),
        ended_at: ended_at.unwrap_or(started_at),
    };
    let is_left = has_pages && row.get("is_left")?;
    Ok(Candidate { fax, is_receiving: ended_at.is_none(), is_left })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FaxEnd, NewFax, Spool};

    const WHO: (&str, &str) = ("dora", "settings");

    fn begun(spool: &Spool, minute: i64) -> FaxId {
        let (device, started_at) = (DeviceName::new("2101", "x"), at(minute));
        let new = NewFax { device, started_at, ..NewFax::default() };
        spool.receiving().begin_fax(&new).unwrap()
    }

    fn ended(spool: &Spool, fax: FaxId, minute: i64, status: FaxStatus) {
        let (phase, cause, event) = ("E".into(), "OK".into(), "Received.".into());
        let end = FaxEnd { status, phase, cause, event, ended_at: at(minute) };
        spool.receiving().finish_fax(fax, &end).unwrap();
    }

    fn received(spool: &Spool, minute: i64) -> FaxId {
        let fax = begun(spool, minute);
        ended(spool, fax, minute, FaxStatus::Received);
        fax
    }

    fn at(minute: i64) -> UnixMs {
        UnixMs((10_000 + minute) * MINUTE_MS)
    }

    /// The faxes with which nobody deals, and the last examined fax.
    fn found(spool: &Spool, minute: i64) -> (Vec<FaxId>, FaxId) {
        let watch = spool.logins().unclaimed_watch(WHO).unwrap().unwrap();
        let found = spool.faxes().unclaimed(&watch, &Seen::All, 9, at(minute)).unwrap();
        (found.faxes.iter().map(|fax| fax.id).collect(), found.looked_through)
    }

    fn watch(spool: &Spool) -> Watch {
        spool.logins().watch_unclaimed(WHO, Some((15, "https://fax"))).unwrap();
        spool.logins().unclaimed_watch(WHO).unwrap().unwrap()
    }

    #[test]
    fn a_fax_is_found_after_the_minutes_if_nobody_has_done_anything_with_it() {
        let (_folder, spool) = Spool::empty();
        let before = received(&spool, 0);
        watch(&spool);
        let faxes: Vec<FaxId> = (0..5).map(|_| received(&spool, 0)).collect();
        let by = "emil";
        spool.faxes().claim_fax(faxes[0], by, by, false, at(1)).unwrap();
        spool.faxes().mark_fax(faxes[1], by, true, at(1)).unwrap();
        spool.faxes().claim_fax(faxes[2], by, by, false, at(1)).unwrap();
        spool.faxes().release_fax(faxes[2], by, false, at(1)).unwrap();
        let failed = begun(&spool, 0);
        ended(&spool, failed, 0, FaxStatus::Failed);
        assert_eq!(found(&spool, 14), (vec![], before));
        assert_eq!(found(&spool, 15), (vec![faxes[3], faxes[4]], failed));
        // Another user's mark of all faxes as read says nothing about a fax; the own mark does.
        spool.faxes().mark_faxes_through(failed, by).unwrap();
        assert_eq!(found(&spool, 15).0, [faxes[3], faxes[4]]);
        spool.faxes().mark_faxes_through(faxes[3], WHO.0).unwrap();
        assert_eq!(found(&spool, 15).0, [faxes[4]]);
    }

    #[test]
    fn junk_and_faxes_of_other_devices_are_not_found() {
        let (_folder, spool) = Spool::empty();
        let of = watch(&spool);
        let junk = begun(&spool, 0);
        spool.faxes().file_as_junk(junk, "hidden", at(9_000)).unwrap();
        ended(&spool, junk, 0, FaxStatus::Received);
        let fax = received(&spool, 0);
        assert_eq!(found(&spool, 15).0, [fax]);
        let [other, own] =
            ["2102", "2101"].map(|number| Seen::These([DeviceName::new(number, "x")].into()));
        let seen = |seen| spool.faxes().unclaimed(&of, seen, 9, at(15)).unwrap();
        assert_eq!((seen(&other).count, seen(&other).looked_through), (0, fax));
        assert_eq!(seen(&own).count, 1);
    }

    #[test]
    fn a_fax_waits_for_an_earlier_one_that_is_being_received_but_not_for_ever() {
        let (_folder, spool) = Spool::empty();
        watch(&spool);
        let long = begun(&spool, 0);
        let fax = received(&spool, 1);
        assert_eq!(found(&spool, 100), (vec![], FaxId(0)));
        assert_eq!(found(&spool, 134).0, []);
        assert_eq!(found(&spool, 135), (vec![fax], fax));
        ended(&spool, long, 30, FaxStatus::Received);
        assert_eq!(found(&spool, 44).0, []);
        assert_eq!(found(&spool, 45), (vec![long, fax], fax));
        // The time of a fax may be wrong. Nothing waits for it.
        let wrong = received(&spool, 90_000);
        assert_eq!(found(&spool, 45), (vec![long, fax, wrong], wrong));
    }

    #[test]
    fn of_two_nodes_that_have_examined_the_same_faxes_one_files_the_mail() {
        let (_folder, spool) = Spool::empty();
        let other = spool.beside().unwrap();
        let of = watch(&spool);
        let fax = received(&spool, 0);
        let letter = NewLetter { mailbox: "a@example.com".into(), ..NewLetter::default() };
        let [one, two] =
            ["one", "two"].map(|mark| NewLetter { mark: mark.into(), ..letter.clone() });
        assert!(spool.outbox().end_look(&of, fax, Some(&one), at(15)).unwrap());
        assert!(!other.outbox().end_look(&of, fax, Some(&two), at(15)).unwrap());
        assert!(spool.outbox().letter_marked("one").unwrap().is_some());
        assert_eq!(spool.outbox().letter_marked("two").unwrap(), None);
        assert_eq!(found(&spool, 99), (vec![], fax));
        // Other minutes continue the watch. A watch that was ended gets no mail.
        spool.logins().watch_unclaimed(WHO, Some((60, "https://other"))).unwrap();
        let of = spool.logins().unclaimed_watches().unwrap().remove(0);
        assert_eq!((of.minutes, of.looked_through), (60, fax));
        spool.logins().watch_unclaimed(WHO, None).unwrap();
        assert!(!spool.outbox().end_look(&of, FaxId(9), Some(&two), at(15)).unwrap());
        assert_eq!(spool.logins().unclaimed_watches().unwrap(), []);
    }
}
