//! Legal holds. A fax, a job, or all faxes and jobs of a device or a number can be on hold until an
//! administrator releases the hold.
//!
//! While the hold lasts, nothing deletes a fax or job: neither its age, nor a person, nor the ring
//! of call recordings. A hold on a device or a number is also a hold on its later faxes and jobs.
//!
//! Each statement that deletes checks [`fax_on_hold`] or [`job_on_hold`] in the transaction in
//! which it deletes. So a hold is never a moment too late.

use super::SpoolError;
use super::ids::{FaxId, JobId, LegalHoldId};
use super::numbers::NumberRules;
use crate::Retention;
use crate::database::{self, Row, Transaction, params};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// Makes the SQL that returns the number in a column of a row, in the form of
/// [`super::numbers::spelt`]: without words around the number, and without blanks, hyphens and
/// other separators.
macro_rules! digits {
    ($row:literal, $column:literal) => {
        concat!(
            "replace(replace(replace(replace(replace(replace(replace(trim(coalesce(",
            $row,
            ".",
            $column,
            ", ''), 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,:;-/()'), \
             ' ', ''), '-', ''), '.', ''), '/', ''), '(', ''), ')', ''), '+0', '0')"
        )
    };
}

/// Makes the SQL that tests whether the hold in the row `h` covers the fax in the row of this name.
/// A hold on the job that fetched the fax counts. A hold on that job's device or number does not.
macro_rules! is_of_fax {
    ($row:literal) => {
        concat!(
            "(h.fax = ",
            $row,
            ".id OR h.device = ",
            $row,
            ".device OR h.job = ",
            $row,
            ".fetched_by OR EXISTS (SELECT 1 FROM legal_hold_digits AS d WHERE d.hold = h.id AND d.digits IN (",
            $crate::legal_hold::digits!($row, "calling"),
            ", ",
            $crate::legal_hold::digits!($row, "far_ident"),
            ")))"
        )
    };
}

/// Makes the SQL that tests whether the hold in the row `h` covers the job in the row of this name.
/// A hold on a fax that the job fetched does not count.
macro_rules! is_of_job {
    ($row:literal) => {
        concat!(
            "(h.job = ",
            $row,
            ".id OR h.device = ",
            $row,
            ".device OR EXISTS (SELECT 1 FROM legal_hold_digits AS d WHERE d.hold = h.id AND d.digits IN (",
            $crate::legal_hold::digits!($row, "canonical"),
            ", ",
            $crate::legal_hold::digits!($row, "number"),
            ")))"
        )
    };
}

/// Makes the SQL that tests whether the fax in the row of this name, or the job that fetched it, is
/// on hold.
macro_rules! fax_on_hold {
    ($row:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM legal_holds AS h WHERE h.released_at IS NULL AND (",
            $crate::legal_hold::is_of_fax!($row),
            " OR EXISTS (SELECT 1 FROM jobs AS fetcher WHERE fetcher.id = ",
            $row,
            ".fetched_by AND ",
            $crate::legal_hold::is_of_job!("fetcher"),
            ")))"
        )
    };
}

/// Makes the SQL that tests whether the job in the row of this name, or a fax that it fetched, is
/// on hold.
macro_rules! job_on_hold {
    ($row:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM legal_holds AS h WHERE h.released_at IS NULL AND (",
            $crate::legal_hold::is_of_job!($row),
            " OR EXISTS (SELECT 1 FROM job_fetches AS f JOIN faxes AS fetched \
             ON fetched.id = f.fax OR fetched.fetched_by = f.job WHERE f.job = ",
            $row,
            ".id AND ",
            $crate::legal_hold::is_of_fax!("fetched"),
            ")))"
        )
    };
}

pub(crate) use {digits, fax_on_hold, is_of_fax, is_of_job, job_on_hold};

/// The faxes and jobs that a legal hold covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldOf {
    /// This received fax.
    Fax(FaxId),
    /// This job.
    Job(JobId),
    /// All faxes and jobs of this device.
    Device(DeviceName),
    /// All faxes from this number, or from a remote fax machine that identifies itself with this
    /// number, and all jobs to this number.
    Number(String),
}

/// A legal hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalHold {
    /// The ID of the hold.
    pub id: LegalHoldId,
    /// The faxes and jobs that are on hold.
    pub of: HoldOf,
    /// The reason for the hold.
    pub why: String,
    /// The administrator who placed the hold.
    pub placed_by: String,
    /// The time when the hold was placed.
    pub placed_at: UnixMs,
    /// The release of the hold; none if the hold has not been released.
    pub released: Option<Released>,
}

/// The release of a legal hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// The administrator who released the hold.
    pub by: String,
    /// The time of the release.
    pub at: UnixMs,
    /// The reason for the release.
    pub why: String,
}

const INSERT: &str = "
    INSERT INTO legal_holds (fax, job, device, number, why, placed_by, placed_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";
const INSERT_DIGITS: &str = "INSERT INTO legal_hold_digits (hold, digits) VALUES (?1, ?2)";
const RELEASE: &str = "
    UPDATE legal_holds SET released_by = ?2, released_at = ?3, released_why = ?4
    WHERE id = ?1 AND released_at IS NULL";
const IS_KNOWN: &str = "SELECT EXISTS (SELECT 1 FROM legal_holds WHERE id = ?1)";
const HAS_FAX: &str = "SELECT EXISTS (SELECT 1 FROM faxes WHERE id = ?1)";
const HAS_JOB: &str = "SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1)";
const SELECT: &str = "
    SELECT id, fax, job, device, number, why, placed_by, placed_at, released_by, released_at, released_why
    FROM legal_holds WHERE ?1 OR released_at IS NULL ORDER BY id";
const FAX_IS_HELD: &str = concat!(
    "SELECT EXISTS (SELECT 1 FROM faxes WHERE faxes.id = ?1 AND ",
    fax_on_hold!("faxes"),
    ")"
);
const JOB_IS_HELD: &str =
    concat!("SELECT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = ?1 AND ", job_on_hold!("jobs"), ")");
const COUNT: &str = concat!(
    "SELECT (SELECT count(*) FROM faxes WHERE ",
    fax_on_hold!("faxes"),
    "), (SELECT count(*) FROM jobs WHERE ",
    job_on_hold!("jobs"),
    ")"
);

impl Retention<'_> {
    /// Places a hold. The hold is durable when this returns. `rules` say in which forms a number
    /// may be written in a fax.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchFax`], [`SpoolError::NoSuchJob`], [`SpoolError::NoDigits`]
    pub fn place_legal_hold(
        &self,
        of: &HoldOf,
        rules: &NumberRules,
        (by, why): (&str, &str),
        now: UnixMs,
    ) -> Result<LegalHoldId, SpoolError> {
        let digits = match of {
            HoldOf::Number(number) => rules.wide_spellings(number),
            _ => Vec::new(),
        };
        if let (HoldOf::Number(number), []) = (of, digits.as_slice()) {
            return Err(SpoolError::NoDigits(number.clone()));
        }
        self.spool.write_or_refuse(|transaction| {
            if let Some(none) = not_there(transaction, of)? {
                return Err(none.into());
            }
            let (mut fax, mut job, mut device, mut number) = (None, None, None, None);
            match of {
                HoldOf::Fax(id) => fax = Some(id.0),
                HoldOf::Job(id) => job = Some(id.0),
                HoldOf::Device(name) => device = Some(name),
                HoldOf::Number(text) => number = Some(text),
            }
            let row = params![fax, job, device, number, why, by, now];
            let id = transaction.insert(INSERT, row)?;
            let mut insert = transaction.prepare_cached(INSERT_DIGITS)?;
            digits
                .iter()
                .try_for_each(|digits| insert.execute(params![id, digits]).map(drop))?;
            Ok(LegalHoldId(id))
        })
    }

    /// Releases a hold. Returns false if the hold had been released before.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchLegalHold`]
    pub fn release_legal_hold(
        &self,
        hold: LegalHoldId,
        (by, why): (&str, &str),
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        let (is_known, released) = self.spool.write(|transaction| {
            let is_known: bool = transaction.one(IS_KNOWN, [hold.0], |row| row.get(0))?;
            let released = transaction.change(RELEASE, params![hold.0, by, now, why])?;
            Ok((is_known, released == 1))
        })?;
        if is_known { Ok(released) } else { Err(SpoolError::NoSuchLegalHold(hold)) }
    }

    /// Returns the holds, the oldest first. Released holds are included if `wanted_released` is
    /// true.
    pub fn legal_holds(&self, wanted_released: bool) -> Result<Vec<LegalHold>, SpoolError> {
        self.spool
            .read(|transaction| transaction.all(SELECT, [wanted_released], of_row))
    }

    /// Returns whether a received fax is on hold.
    pub fn is_fax_on_hold(&self, fax: FaxId) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| fax_is_held(transaction, fax))
    }

    /// Returns whether a job is on hold.
    pub fn is_job_on_hold(&self, job: JobId) -> Result<bool, SpoolError> {
        self.spool
            .read(|transaction| transaction.one(JOB_IS_HELD, [job.0], |row| row.get(0)))
    }

    /// Returns the number of received faxes and the number of jobs that are on hold.
    pub fn on_hold(&self) -> Result<(u32, u32), SpoolError> {
        self.spool.read(|transaction| {
            transaction.query_row(COUNT, [], |row| Ok((row.get(0)?, row.get(1)?)))
        })
    }
}

pub(crate) fn fax_is_held(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<bool> {
    transaction.one(FAX_IS_HELD, [fax.0], |row| row.get(0))
}

/// Returns an error if the fax or job for a hold does not exist.
fn not_there(transaction: &Transaction<'_>, of: &HoldOf) -> database::Result<Option<SpoolError>> {
    let (sql, id, error) = match of {
        HoldOf::Fax(fax) => (HAS_FAX, fax.0, SpoolError::NoSuchFax(*fax)),
        HoldOf::Job(job) => (HAS_JOB, job.0, SpoolError::NoSuchJob(*job)),
        HoldOf::Device(_) | HoldOf::Number(_) => return Ok(None),
    };
    let is_there: bool = transaction.one(sql, [id], |row| row.get(0))?;
    Ok((!is_there).then_some(error))
}

fn of_row(row: &Row<'_>) -> database::Result<LegalHold> {
    let number = |column| row.get::<_, Option<i64>>(column);
    let of = match (number("fax")?, number("job")?, row.get("device")?) {
        (Some(fax), ..) => HoldOf::Fax(FaxId(fax)),
        (_, Some(job), _) => HoldOf::Job(JobId(job)),
        (.., Some(device)) => HoldOf::Device(device),
        _ => HoldOf::Number(row.get("number")?),
    };
    let released = match row.get("released_at")? {
        Some(at) => {
            Some(Released { by: row.get("released_by")?, at, why: row.get("released_why")? })
        }
        None => None,
    };
    Ok(LegalHold {
        id: LegalHoldId(row.get("id")?),
        of,
        why: row.get("why")?,
        placed_by: row.get("placed_by")?,
        placed_at: row.get("placed_at")?,
        released,
    })
}
