//! Reports of jobs: the origin node of a job makes them when it follows the changes in the shared
//! database. If the origin node is silent for long, another machine makes the reports in the shared
//! database's own outbox (crates/cluster/src/node/mails). The origin node does not repeat them when
//! it is back.
//!
//! Before a node follows changes, it stores in the shared database up to which change it will
//! follow. From then on the reports of these changes are its own. A node that dies in between sends
//! the reports when it is back.

use crate::SharedQueue;
use crate::node::{TakingOver, now};
use ferrofax_spool::event::{Event, Language};
use ferrofax_spool::failure::NotifyReason;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::column::{known_word, word, word_or};
use ferrofax_spool::inside::database::{self, OptionalExtension, Row, Transaction, params};
use ferrofax_spool::inside::jobs::history::Ledger;
use ferrofax_spool::inside::outbox::About;
use ferrofax_spool::jobs::{JobChange, JobId, NotifyWhen};
use ferrofax_spool::{Spool, SpoolError};

/// The number of reports that are taken over in one transaction.
const BATCH: u32 = 100;

const NOTIFY: &str = "SELECT notify_when FROM jobs WHERE id = ?1";
const MAILBOXES: &str = "SELECT mailbox FROM job_notify WHERE job = ?1 ORDER BY position";
const PUT: &str =
    "INSERT INTO home_reports (job, token, notify_when, mailboxes) VALUES (?1, ?2, ?3, ?4)";
const SAY: &str = "
    INSERT INTO reported_upto (token, upto) VALUES (?1, ?2)
    ON CONFLICT (token) DO UPDATE SET upto = max(reported_upto.upto, excluded.upto)";
const TAKEN_BY: &str = "SELECT taken_by FROM taken_reports WHERE job_change = ?1";
const IS_ANY_TAKEN: &str = "SELECT 1 FROM taken_reports LIMIT 1";
const TO_TAKE: &str = "
    SELECT c.id, c.job, c.notice, r.notify_when, r.mailboxes
    FROM home_reports AS r JOIN job_changes AS c ON c.job = r.job
    WHERE r.token = ?1 AND c.notice IS NOT NULL
      AND c.id > coalesce((SELECT upto FROM reported_upto WHERE reported_upto.token = ?1), 0)
      AND NOT EXISTS (SELECT 1 FROM taken_reports AS t WHERE t.job_change = c.id)
    ORDER BY c.id LIMIT ?2";
const TAKE: &str = "INSERT INTO taken_reports (job_change, taken_by) VALUES (?1, ?2)";

/// The recipients of reports of a job, and when they receive reports.
pub(super) struct Told {
    when: NotifyWhen,
    mailboxes: Vec<String>,
}

/// A report that no node has made.
struct ToTake {
    /// The subject of the report; none if it can't be read.
    about: Option<About>,
    change: i64,
    told: Told,
}

impl Told {
    /// Reads the recipients of a job of a node.
    pub(super) fn of(transaction: &Transaction<'_>, job: JobId) -> database::Result<Self> {
        let when = transaction
            .one(NOTIFY, [job.0], |row| word(row, "notify_when", NotifyWhen::from_name))?;
        let mailboxes = transaction.all(MAILBOXES, [job.0], |row| row.get(0))?;
        Ok(Self { when, mailboxes })
    }

    /// Stores the recipients in a shared database, with the origin node of the job by its token.
    pub(super) fn put(
        &self,
        transaction: &Transaction<'_>,
        job: JobId,
        token: &str,
    ) -> database::Result<()> {
        let row = params![job.0, token, self.when.name(), self.mailboxes.join("\n")];
        transaction.run(PUT, row)
    }
}

impl SharedQueue<'_> {
    /// Stores that the node of this token reports the changes of this shared database up to `upto`,
    /// except those that others have reported.
    pub(super) fn say_reported(&self, token: &str, upto: i64) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(SAY, params![token, upto]))
    }

    /// Removes the notices from those changes of this shared database's jobs that other nodes have
    /// reported.
    pub(super) fn leave_out_taken(&self, changes: &mut [JobChange]) -> Result<(), SpoolError> {
        if !changes.iter().any(|change| change.notice.is_some()) {
            return Ok(());
        }
        self.spool.read(|transaction| {
            if !transaction.finds(IS_ANY_TAKEN, [])? {
                return Ok(());
            }
            let mut select = transaction.prepare_cached(TAKEN_BY)?;
            for change in changes.iter_mut().filter(|change| change.notice.is_some()) {
                let by: Option<String> =
                    select.query_row([change.id], |row| row.get(0)).optional()?;
                if let Some(by) = by {
                    change.notice = None;
                    let event = Box::new(std::mem::take(&mut change.event));
                    change.event = Event::ReportedElsewhere { event, by };
                    change.text = change.event.text(Language::English);
                }
            }
            Ok(())
        })
    }
}

impl TakingOver {
    /// Takes over the outstanding e-mails of received faxes and the outstanding reports of jobs
    /// from silent nodes. A node counts as silent by two clocks. By the shared database's clock, it
    /// was not heard of for long enough. By the steady clock of this machine (ms), this object has
    /// seen no sign of the node for as long. Returns the names of these nodes, each with the number
    /// of reports that were taken over.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn turn(
        &mut self,
        store: &Spool,
        steady_ms: u64,
    ) -> Result<Vec<(String, usize)>, SpoolError> {
        self.turn_with(store, steady_ms, &|transaction, of, host| {
            let ledger = Ledger { transaction, host, now: now(transaction)?, jobs_expire: false };
            take_reports(&ledger, of)
        })
    }
}

/// Makes the reports that the node of this token has not made and will no longer make. Returns the
/// number of changes that they report.
fn take_reports(ledger: &Ledger<'_>, (token, by): (&str, &str)) -> database::Result<usize> {
    let transaction = ledger.transaction;
    let open: Vec<ToTake> = transaction.all(TO_TAKE, params![token, BATCH], to_take_of_row)?;
    for ToTake { about, change, told } in &open {
        if let Some(about) = about {
            ledger.report_to(*about, told.when, &told.mailboxes)?;
        } else {
            log::error!("change {change} of a job of the store can't be read, and is not reported");
        }
        transaction.run(TAKE, params![change, by])?;
    }
    Ok(open.len())
}

fn to_take_of_row(row: &Row<'_>) -> database::Result<ToTake> {
    let (change, job) = (row.get("id")?, JobId(row.get("job")?));
    let why = known_word(row, "notice", NotifyReason::from_name)?;
    let mailboxes: String = row.get("mailboxes")?;
    let told = Told {
        when: word_or(row, "notify_when", NotifyWhen::from_name, NotifyWhen::default())?,
        mailboxes: mailboxes.lines().map(str::to_owned).collect(),
    };
    let about = why.map(|why| About::Report { job, change, why });
    Ok(ToTake { about, change, told })
}
