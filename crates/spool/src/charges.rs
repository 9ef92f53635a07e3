//! The fax traffic of users and devices in a period, for charging: faxes, pages, calls and the
//! duration of the calls. The figures are counted from the stored jobs and faxes, so they reach
//! back only as far as these.

use std::collections::BTreeMap;

use super::SpoolError;
use crate::Monitoring;
use crate::database::{self, Row, Transaction, params};
use ferrofax_basics::UnixMs;

/// The faxes that a device sent for a user on an account, or that a device received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charge {
    /// The user who submitted the faxes; empty for received faxes.
    pub user: String,
    /// The device that sent or received the faxes, as `2101@fax-devices`.
    pub device: String,
    /// The account that the calls are charged to (`accountcode`), for example a cost centre; empty
    /// if there is none.
    pub account: String,
    /// The number of faxes that were sent completely, or were received with pages.
    pub faxes: u32,
    /// The number of pages that were received, or confirmed by a receiver. Confirmed pages of faxes
    /// that failed later count, too.
    pub pages: u32,
    /// The number of calls in which a fax machine answered. A call that had several jobs counts for
    /// the first one.
    pub calls: u32,
    /// The number of faxes that finally failed, and of received calls that brought no page.
    pub failed: u32,
    /// The duration of the calls in ms. A sent call counts from the moment when a fax machine
    /// answered, a received call from the answer to the call.
    pub lasted_ms: i64,
}

/// The charges of a period, and the time since when they can be known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charges {
    /// The charges, ordered by user, device and account; received faxes last.
    pub rows: Vec<Charge>,
    /// The creation time of the oldest stored job or fax; none if there is none.
    pub kept_since: Option<UnixMs>,
}

/// Selects the user, device and account of jobs, and the sums for each of these. Attempts for a
/// shared database are left out here. Such a job is counted at its origin node, and its call in the
/// shared database, which alone knows whose job it is. `accountcode` is the name of the option in
/// its table.
macro_rules! charged {
    ($sums:literal, $from:literal) => {
        concat!(
            "SELECT owner, device, account, ",
            $sums,
            " FROM (SELECT j.owner, j.device, coalesce((SELECT o.value FROM job_options AS o
                                     WHERE o.job = j.id AND o.name = 'accountcode'), '') AS account",
            $from,
            ") AS charged GROUP BY owner, device, account"
        )
    };
}
const SENT: &str = charged!(
    "count(*)",
    " FROM jobs AS j INDEXED BY jobs_ended
    WHERE ended_at IS NOT NULL AND ended_at >= ?1 AND ended_at < ?2 AND state = 'done'
      AND j.role <> 'try'"
);
const FAILED: &str = charged!(
    "count(*)",
    " FROM jobs AS j INDEXED BY jobs_ended
    WHERE ended_at IS NOT NULL AND ended_at >= ?1 AND ended_at < ?2 AND state = 'failed'
      AND j.role <> 'try'"
);
const PAGES: &str = charged!(
    "count(*)",
    " FROM job_pages AS p JOIN jobs AS j ON j.id = p.job
    WHERE p.confirmed_at >= ?1 AND p.confirmed_at < ?2
      AND j.role <> 'try'"
);
const CALLS: &str = charged!(
    "count(*), sum(lasted)",
    ", c.ended_at - c.fax_seen_at AS lasted FROM job_calls AS c JOIN jobs AS j ON j.id = c.job
    WHERE c.joined IS NULL AND c.fax_seen_at IS NOT NULL AND c.ended_at >= ?1 AND c.ended_at < ?2
      AND j.role <> 'try'"
);
const RECEIVED: &str = "
    SELECT '', device, '', count(*) FILTER (WHERE pages > 0), sum(pages), count(*) FILTER (WHERE fetched_by IS NULL),
           coalesce(sum(ended_at - started_at) FILTER (WHERE fetched_by IS NULL), 0),
           count(*) FILTER (WHERE pages = 0 AND fetched_by IS NULL)
    FROM (SELECT device, started_at, ended_at, fetched_by, (SELECT count(*) FROM pages WHERE fax = faxes.id) AS pages
          FROM faxes INDEXED BY faxes_started WHERE started_at >= ?1 AND started_at < ?2 AND ended_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM fax_parts AS part WHERE part.fax = faxes.id)) AS calls
    GROUP BY device";
const KEPT_SINCE: &str = "
    SELECT min(at) FROM (SELECT min(created_at) AS at FROM jobs UNION ALL SELECT min(started_at) FROM faxes) AS firsts";

impl Monitoring<'_> {
    /// The faxes sent and received from `since` on and before `until`.
    pub fn charges(&self, since: UnixMs, until: UnixMs) -> Result<Charges, SpoolError> {
        self.spool.read(|transaction| {
            let mut all = BTreeMap::new();
            let mut add =
                |sql: &str, put: &dyn Fn(&Row<'_>, &mut Charge) -> database::Result<()>| {
                    rows(transaction, sql, (since, until), &mut all, put)
                };
            add(SENT, &|row, charge| row.get(3).map(|faxes| charge.faxes = faxes))?;
            add(FAILED, &|row, charge| row.get(3).map(|failed| charge.failed = failed))?;
            add(PAGES, &|row, charge| row.get(3).map(|pages| charge.pages = pages))?;
            add(CALLS, &|row, charge| {
                (charge.calls, charge.lasted_ms) = (row.get(3)?, row.get(4)?);
                Ok(())
            })?;
            add(RECEIVED, &|row, charge| {
                (charge.faxes, charge.pages) = (row.get(3)?, row.get(4)?);
                (charge.calls, charge.lasted_ms) = (row.get(5)?, row.get(6)?);
                charge.failed = row.get(7)?;
                Ok(())
            })?;
            let mut rows: Vec<Charge> = all.into_values().collect();
            rows.sort_by_key(|charge| charge.user.is_empty());
            let kept_since = transaction.query_row(KEPT_SINCE, [], |row| row.get(0))?;
            Ok(Charges { rows, kept_since })
        })
    }
}

/// Adds each row to the charge of its user, device and account, which are the first three columns.
fn rows(
    transaction: &Transaction<'_>,
    sql: &str,
    (since, until): (UnixMs, UnixMs),
    all: &mut BTreeMap<[String; 3], Charge>,
    put: &dyn Fn(&Row<'_>, &mut Charge) -> database::Result<()>,
) -> database::Result<()> {
    let mut select = transaction.prepare_cached(sql)?;
    let mut found = select.query(params![since, until])?;
    while let Some(row) = &found.next()? {
        let whose: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
        let new = |[user, device, account]: [String; 3]| Charge {
            user,
            device,
            account,
            ..Charge::default()
        };
        put(row, all.entry(whose.clone()).or_insert_with(|| new(whose)))?;
    }
    Ok(())
}
