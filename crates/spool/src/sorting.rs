//! Sorting of received faxes by rules: a fax is passed to the device, the people and the printers
//! that the rules name.
//!
//! The service publishes the devices whose faxes are sorted ([`FaxTexts::sort_faxes_of`]). When a fax
//! of such a device ends, its mails and prints wait (`outbox/sorted_later.rs`), and so do webhooks and
//! watched folders (`sort_wait`). `ferrofax serve` reads the fax, decides by its rules, and stores the
//! decision ([`FaxTexts::sort_fax`]) in one transaction with all its effects, so that each fax is
//! sorted once. If no service does so in time, the mails go to the device's own mailboxes by
//! themselves.

use std::time::Instant;

use super::legal_hold::fax_on_hold;
use super::moving::{move_fax, retain_as};
use crate::database::params;
use crate::desk::{Deed, Done, Note, note_of, put_note};
use crate::error::Rollback;
use crate::filed::file_by_rule;
use crate::job_options::URGENT;
use crate::outbox::Way;
use crate::sort_wait::{LONGEST_WAIT_MS, now_since};
use crate::texts::NO_END;
use crate::{DeviceRecord, FaxId, FaxTexts, SpoolError};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

const CLEAR: &str = "DELETE FROM sorted_devices";
const PUBLISH: &str =
    "INSERT INTO sorted_devices (device, wait_ms) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
/// The next fax after ?4 that was read in time, that cannot be read, or whose mails have waited long
/// enough at ?1. A clock that was ahead may have given a fax a time that is after ?2. ?3 is the text
/// of a reading that has begun, and not failed.
pub(crate) const NEXT: &str = "
    SELECT s.fax, t.fax IS NOT NULL AND s.until > ?1 FROM fax_sortings AS s INDEXED BY fax_sortings_open
    LEFT JOIN fax_texts AS t
        ON t.fax = s.fax AND (t.text IS NOT NULL OR t.until IS NULL OR coalesce(t.error, ?3) <> ?3)
    WHERE s.sorted_at IS NULL AND s.fax > ?4 AND (t.fax IS NOT NULL OR s.until <= ?1 OR s.until > ?2)
    ORDER BY s.fax LIMIT 1";
const OPEN: &str = "
    SELECT s.fax, f.device FROM fax_sortings AS s INDEXED BY fax_sortings_open
    JOIN faxes AS f ON f.id = s.fax WHERE s.sorted_at IS NULL";
/// The end of the wait of a fax that is not sorted.
const UNTIL: &str = "SELECT until FROM fax_sortings WHERE fax = ?1 AND sorted_at IS NULL";
const SORTED: &str =
    "UPDATE fax_sortings SET sorted_at = ?2, rules = ?3 WHERE fax = ?1 AND sorted_at IS NULL";
const RECEIVED_BY: &str = "SELECT device FROM fax_sortings WHERE fax = ?1 AND device IS NOT NULL";
const IS_ON_HOLD: &str =
    concat!("SELECT ", fax_on_hold!("f"), " FROM faxes AS f WHERE f.id = ?1 AND f.junk IS NULL");
const MARK_URGENT: &str = "
    INSERT INTO fax_options (fax, name, value) VALUES (?1, ?2, 'yes') ON CONFLICT (fax, name) DO NOTHING";
const HURRY: &str = "
    UPDATE outbox SET next_try_at = ?2
    WHERE fax = ?1 AND kind IN ('fax', 'faxmaster') AND state = 'waiting' AND attempts = 0 AND next_try_at > ?2";

/// The reason of a fax that is left unsorted because its mails waited no longer.
pub const NOT_IN_TIME: &str = "the fax was not read and sorted in time";

/// The decision of the rules for a fax.
#[derive(Clone, Copy, Debug, Default)]
pub struct FaxSorting<'a> {
    /// The device to which the fax now belongs. None: the fax remains where it is, and its own
    /// mailboxes get it now.
    pub device: Option<&'a DeviceRecord>,
    /// Further mail addresses that get the fax.
    pub mail: &'a [String],
    /// Printers that print the fax.
    pub printers: &'a [String],
    /// Watched folders and servers that get the fax.
    pub folders: &'a [String],
    /// Whether the mails with the fax are marked as urgent.
    pub urgent: bool,
    /// The new tag of the fax; unchanged if empty.
    pub tag: &'a str,
    /// Whether rules decided. Otherwise, the fax is left unsorted.
    pub is_sorted: bool,
    /// The names of the rules that decided, or that prevented a decision.
    pub rules: &'a [String],
    /// The name under which the history of the fax has this.
    pub by: &'a str,
    /// The reason. The history of the fax shows it after the device.
    pub why: &'a str,
}

impl FaxSorting<'_> {
    /// Whether nothing happens to the fax, apart from its move to another device.
    fn only_moves(&self) -> bool {
        let lists = [self.mail, self.printers, self.folders];
        lists.iter().all(|list| list.is_empty()) && self.tag.is_empty() && !self.urgent
    }

    /// The device and the reason, as the history of the fax shows them. `stays`: a legal hold
    /// prevents the move.
    fn result(&self, stays: bool) -> String {
        let hold = if stays { "on legal hold, not moved to " } else { "" };
        let device = self.device.map(|device| format!("{hold}{} ", device.name()));
        format!("{}{}", device.unwrap_or_default(), self.why)
    }
}

/// The result of a sorting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// The decision was carried out.
    Done,
    /// The fax did not move to another device, because a legal hold is on it. All else was done.
    OnHold,
    /// The mails of the fax waited no longer, and it was left unsorted.
    Late,
    /// The fax was sorted before, was deleted, or was never to be sorted. Nothing was done.
    Before,
}

impl FaxTexts<'_> {
    /// Publishes the devices whose faxes are sorted from now on, and for how long (in ms, an hour at
    /// most) the mails of their faxes wait for it. Nothing waits longer for other devices.
    pub fn sort_faxes_of(
        &self,
        devices: &[DeviceName],
        wait_ms: i64,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let wait_ms = wait_ms.clamp(0, LONGEST_WAIT_MS);
        self.spool.write(|transaction| {
            transaction.execute(CLEAR, [])?;
            let mut publish = transaction.prepare_cached(PUBLISH)?;
            for device in devices {
                publish.execute(params![device, wait_ms])?;
            }
            let open: Vec<(i64, DeviceName)> =
                transaction.all(OPEN, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for (fax, device) in open {
                if !devices.iter().any(|named| device.may_be(named)) {
                    transaction.run(SORTED, params![fax, now, ""])?;
                    transaction.run(HURRY, params![fax, now])?;
                }
            }
            Ok(())
        })
    }

    /// The next fax after this one to be sorted, and whether its reading has ended in time. If not,
    /// the fax has waited long enough.
    pub fn next_to_sort(
        &self,
        after: FaxId,
        now: UnixMs,
    ) -> Result<Option<(FaxId, bool)>, SpoolError> {
        self.spool.read(|transaction| {
            let row = params![now, now + LONGEST_WAIT_MS, NO_END, after.0];
            transaction.first(NEXT, row, |row| Ok((FaxId(row.get(0)?), row.get(1)?)))
        })
    }

    /// The device that received a fax, if rules were to sort the fax. It may have moved since then.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn received_by(&self, fax: FaxId) -> Result<Option<DeviceName>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(RECEIVED_BY, [fax.0], |row| row.get(0)))
    }

    /// Carries out the decision for a fax, once. If the mails of the fax no longer wait, its device
    /// has them, and nothing is carried out. `now` is the time of the call.
    ///
    /// # Errors
    /// The spool could not be written, or the document of the fax cannot be decrypted for the mails.
    pub fn sort_fax(
        &self,
        fax: FaxId,
        sorting: &FaxSorting<'_>,
        now: UnixMs,
    ) -> Result<Sorted, SpoolError> {
        let (host, begun) = (self.spool.host(), Instant::now());
        let has_mails =
            sorting.device.is_some() || !(sorting.mail.is_empty() && sorting.printers.is_empty());
        // The module mails the fax and has no keys.
        let _still = has_mails.then(|| self.spool.encryption().fax_in_clear(fax)).transpose()?;
        let rules = sorting.rules.join("\n");
        self.spool.write_or_refuse(|transaction| {
            let until: Option<UnixMs> = transaction.first(UNTIL, [fax.0], |row| row.get(0))?;
            let Some(until) = until else { return Ok(Sorted::Before) };
            let is_late = sorting.is_sorted && until <= now_since(now, begun);
            let rules = if is_late { "" } else { &rules };
            transaction.run(SORTED, params![fax.0, now, rules])?;
            let on_hold: Option<bool> = transaction.first(IS_ON_HOLD, [fax.0], |row| row.get(0))?;
            let Some(on_hold) = on_hold else { return Ok(Sorted::Before) };
            let done = Done { fax, by: sorting.by, at: now };
            if is_late {
                done.note(transaction, Deed::LeftUnsorted, &format!("({NOT_IN_TIME})"))?;
                return Ok(Sorted::Late);
            }
            let stays = on_hold && sorting.device.is_some();
            match sorting.device.filter(|_| !on_hold) {
                Some(device) => {
                    move_fax(transaction, fax, device, (now, host))?;
                    retain_as(transaction, fax, device)?;
                }
                None => transaction.run(HURRY, params![fax.0, now])?,
            }
            if sorting.urgent {
                transaction.run(MARK_URGENT, params![fax.0, URGENT])?;
            }
            for (way, to) in [(Way::Mail, sorting.mail), (Way::Print, sorting.printers)] {
                if !to.is_empty() {
                    way.again(transaction, fax, to, now, host)?;
                }
            }
            file_by_rule(transaction, fax, sorting.folders)?;
            // A tag that a person has written is not replaced.
            let Note { tag, text } = note_of(transaction, fax)?;
            if tag.is_empty() && !sorting.tag.is_empty() {
                put_note(transaction, fax, &Note { tag: sorting.tag.to_owned(), text })?;
            }
            let is_sorted = sorting.is_sorted && !(stays && sorting.only_moves());
            let what = if is_sorted { Deed::Sorted } else { Deed::LeftUnsorted };
            done.note(transaction, what, &sorting.result(stays))?;
            Ok::<_, Rollback<SpoolError>>(if stays { Sorted::OnHold } else { Sorted::Done })
        })
    }
}
