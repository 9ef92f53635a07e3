//! Junk faxes and rejected callers. A junk fax was received under a rule for junk. It is mailed to
//! nobody, and is listed separately until somebody marks it as no junk, or until its time is over.
//! A rejected caller got no answer. None of these calls is lost without a trace: each has a row
//! here.

use super::legal_hold::digits;
use super::numbers::NumberRules;
use super::{FaxId, ReceivedFax, SpoolError, filed, outbox};
use crate::Faxes;
use crate::database::{self, Row, params};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// A caller whose call was ended without an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefusedCall {
    /// The number of the call among the rejected calls; later calls have greater numbers. A new call
    /// gets its number when it is noted.
    pub id: i64,
    /// The time of the call.
    pub at: UnixMs,
    /// The device that was called.
    pub device: DeviceName,
    /// The number of the caller; empty if withheld.
    pub calling: String,
    /// The name of the caller.
    pub caller_name: String,
    /// The trunk of the call; empty if it is unknown.
    pub trunk: String,
    /// The rule that rejected the caller.
    pub rule: String,
}

/// A fax that is filed as junk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JunkFax {
    /// The fax.
    pub fax: FaxId,
    /// The rule that made the fax junk.
    pub rule: String,
    /// The time at which the fax is deleted.
    pub until: UnixMs,
}

const FILE: &str = "
    UPDATE faxes SET junk = ?2, junk_until = ?3 WHERE id = ?1 AND status = 'receiving'";
const IS_JUNK: &str = "SELECT junk IS NOT NULL FROM faxes WHERE id = ?1";
const IS_NONE: &str = "
    UPDATE faxes SET junk = NULL, junk_until = NULL
    WHERE id = ?1 AND junk IS NOT NULL AND status <> 'receiving'";
const HAS_PAGES: &str = "SELECT EXISTS (SELECT 1 FROM pages WHERE fax = ?1)";
const SELECT: &str = "
    SELECT id, junk, junk_until FROM faxes WHERE junk IS NOT NULL AND id < ?1 ORDER BY id DESC LIMIT ?2";
const SELECT_ONE: &str =
    "SELECT id, junk, junk_until FROM faxes WHERE id = ?1 AND junk IS NOT NULL";
const REFUSE: &str = "
    INSERT INTO refused_calls (at, device, calling, caller_name, trunk, rule)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id";
/// A caller who calls again and again must not fill the disk.
const FORGET_OLDEST: &str = "DELETE FROM refused_calls WHERE id <= ?1";
const SELECT_REFUSED: &str = "
    SELECT id, at, device, calling, caller_name, trunk, rule FROM refused_calls
    WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
const FORGET: &str = "DELETE FROM refused_calls WHERE at < ?1";
/// The parameter ?1 has the numbers, with commas between them.
const REFUSED_OF: &str = concat!(
    "SELECT id, at, device, calling, caller_name, trunk, rule FROM refused_calls AS r WHERE instr(?1, ',' || ",
    digits!("r", "calling"),
    " || ',') > 0 ORDER BY id"
);
const ERASE_OF: &str = concat!(
    "DELETE FROM refused_calls AS r WHERE instr(?1, ',' || ",
    digits!("r", "calling"),
    " || ',') > 0 AND NOT EXISTS (SELECT 1 FROM legal_holds AS h WHERE h.released_at IS NULL AND (h.device = r.device
     OR EXISTS (SELECT 1 FROM legal_hold_digits AS d WHERE d.hold = h.id AND d.digits = ",
    digits!("r", "calling"),
    ")))"
);

/// The greatest number of rejected calls that are kept.
const MOST_REFUSED: i64 = 10_000;

impl Faxes<'_> {
    /// Files a fax as junk while it is being received, under this rule. The end of the fax makes no
    /// mail. The fax is deleted at the time `until`.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchFax`] also if the fax has ended.
    pub fn file_as_junk(&self, fax: FaxId, rule: &str, until: UnixMs) -> Result<(), SpoolError> {
        let filed = self
            .spool
            .write(|transaction| transaction.change(FILE, params![fax.0, rule, until]))?;
        if filed == 1 { Ok(()) } else { Err(SpoolError::NoSuchFax(fax)) }
    }

    /// Marks a fax as no junk: it is sent to its mailboxes and appears in all lists, like a fax
    /// that has just arrived. Returns `false` if the fax is not filed as junk.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchFax`]. [`SpoolError::ReceivedElsewhere`] on a stateless node, which
    /// delivers no received faxes.
    pub fn not_junk(&self, fax: FaxId, now: UnixMs) -> Result<bool, SpoolError> {
        if self.spool.is_front() {
            return Err(SpoolError::ReceivedElsewhere(fax));
        }
        self.spool.write_or_refuse(|transaction| {
            let is_junk: Option<bool> = transaction.first(IS_JUNK, [fax.0], |row| row.get(0))?;
            let is_junk = is_junk.ok_or(SpoolError::NoSuchFax(fax))?;
            if !is_junk || transaction.change(IS_NONE, [fax.0])? == 0 {
                return Ok(false);
            }
            let has_pages = transaction.one(HAS_PAGES, [fax.0], |row| row.get(0))?;
            outbox::make_entries(transaction, fax, has_pages, now, self.spool.host())?;
            filed::look_again(transaction, fax)?;
            Ok(true)
        })
    }

    /// Lists faxes that are filed as junk and have numbers below this one, `limit` at most, the
    /// newest first. `None`: from the newest fax on.
    pub fn junk_faxes(
        &self,
        below: Option<FaxId>,
        limit: u32,
    ) -> Result<Vec<(JunkFax, ReceivedFax)>, SpoolError> {
        let below = below.map_or(i64::MAX, |below| below.0);
        let junk: Vec<JunkFax> = self
            .spool
            .read(|transaction| transaction.all(SELECT, params![below, limit], junk_of_row))?;
        let whole = |one: JunkFax| match self.fax(one.fax) {
            Ok(fax) => Some(Ok((one, fax))),
            // It was deleted in this moment.
            Err(SpoolError::NoSuchFax(_)) => None,
            Err(error) => Some(Err(error)),
        };
        junk.into_iter().filter_map(whole).collect()
    }

    /// The rule and the deletion time of a fax; `None` if the fax is not filed as junk.
    pub fn junk_of(&self, fax: FaxId) -> Result<Option<JunkFax>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(SELECT_ONE, [fax.0], junk_of_row))
    }

    /// Notes a rejected caller. Only the newest 10,000 are kept.
    pub fn note_refused(&self, call: &RefusedCall) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            let RefusedCall { id: _, at, device, calling, caller_name, trunk, rule } = call;
            let newest = transaction
                .insert(REFUSE, params![at, device, calling, caller_name, trunk, rule])?;
            let oldest = newest - MOST_REFUSED;
            transaction.run(FORGET_OLDEST, [oldest])
        })
    }

    /// Lists rejected calls with numbers below this one, `limit` at most, the newest first. `None`:
    /// from the newest call on.
    pub fn refused_calls(
        &self,
        below: Option<i64>,
        limit: u32,
    ) -> Result<Vec<RefusedCall>, SpoolError> {
        self.spool.read(|transaction| {
            let from = params![below.unwrap_or(i64::MAX), limit];
            transaction.all(SELECT_REFUSED, from, refused_of_row)
        })
    }

    /// Lists the rejected calls from this number, the oldest first.
    pub fn refused_of(
        &self,
        number: &str,
        rules: &NumberRules,
    ) -> Result<Vec<RefusedCall>, SpoolError> {
        let numbers = format!(",{},", rules.spellings(number).join(","));
        self.spool
            .read(|transaction| transaction.all(REFUSED_OF, [&numbers], refused_of_row))
    }

    /// Deletes the rejected calls from this number, and returns how many were deleted. Calls on
    /// legal hold are kept.
    pub fn erase_refused_of(&self, number: &str, rules: &NumberRules) -> Result<usize, SpoolError> {
        let numbers = format!(",{},", rules.spellings(number).join(","));
        self.spool.write(|transaction| transaction.change(ERASE_OF, [&numbers]))
    }

    /// Deletes the rejected calls from before this time.
    pub(super) fn forget_refused(&self, before: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(FORGET, [before]))
    }
}

fn junk_of_row(row: &Row<'_>) -> database::Result<JunkFax> {
    Ok(JunkFax { fax: FaxId(row.get(0)?), rule: row.get(1)?, until: row.get(2)? })
}

fn refused_of_row(row: &Row<'_>) -> database::Result<RefusedCall> {
    Ok(RefusedCall {
        id: row.get("id")?,
        at: row.get("at")?,
        device: row.get("device")?,
        calling: row.get("calling")?,
        caller_name: row.get("caller_name")?,
        trunk: row.get("trunk")?,
        rule: row.get("rule")?,
    })
}
