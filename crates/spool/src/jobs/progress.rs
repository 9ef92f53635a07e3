//! The progress of a call that sends a job: the fax session, and each page.
//!
//! Each function here has made its change durable when it returns. The functions wait for the disk,
//! so call them on a storage thread. After a crash, [`Queue::page_said`] and
//! [`Queue::page_confirmed`] decide which pages the receiver may have. So both must be called at
//! the moment when their event happens.

use super::super::{LineFigures, SpoolError, SumOf};
use super::history::Happened;
use super::queue::is_ours;
use super::{JobLease, PageRef, permit};
use crate::Queue;
use crate::column::coding_name;
use crate::database::{self, Transaction, params};
use crate::error::Rollback;
use crate::event::Event;
use crate::sums::add_line;
use ferrofax_basics::UnixMs;
use ferrofax_ground::sent_line::SentLine;
use ferrofax_ground::t4::Coding;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The longest time that the end of a page waits until the shared database knows that the page has
/// begun.
pub const LONGEST_TELLING: Duration = Duration::from_millis(900);

/// The interval between two checks whether the shared database knows it.
const LOOK: Duration = Duration::from_millis(20);

/// The facts that the fax session reports about the remote fax machine and the line. `None` leaves
/// the stored value unchanged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobSession {
    /// The identification of the remote fax machine (CSI).
    pub far_ident: Option<String>,
    /// The rate in bit/s.
    pub rate_bps: Option<u32>,
    /// Whether error correction (ECM) is used.
    pub ecm: Option<bool>,
    /// The coding of the pages on the line.
    pub coding: Option<Coding>,
    /// The PBX's unique id of the call.
    pub call_id: Option<String>,
    /// The trunk of the call, as `PJSIP/provider`.
    pub trunk: Option<String>,
    /// The transport: `audio` or `T38`.
    pub mode: Option<&'static str>,
    /// The quality of the T.38 packets or of the audio, as text.
    pub packets: Option<String>,
    /// The quality as figures that are added to the sums. Figures that were reported earlier in the
    /// call are not included again.
    pub figures: Option<LineFigures>,
    /// The quality of the line, from the beginning of the call up to now.
    pub line: Option<SentLine>,
}

const FAX_SEEN: &str = "UPDATE job_calls SET fax_seen_at = ?2 WHERE id = ?1 AND fax_seen_at IS NULL AND ended_at IS NULL";
const COUNT_TRY: &str =
    "UPDATE jobs SET tries = min(max(tries, 0), 1000000) + 1 WHERE id = ?1 AND call = ?2";
const NOTE_SESSION: &str = "
    UPDATE job_calls SET far_ident = coalesce(?2, far_ident), rate_bps = coalesce(?3, rate_bps), ecm = coalesce(?4, ecm),
           coding = coalesce(?5, coding), call_id = coalesce(?6, call_id), mode = coalesce(?7, mode),
           packets = coalesce(?8, packets), trunk = coalesce(?9, trunk),
           line = coalesce(?10, line)
    WHERE id = ?1";
const NOTE_FAR_IDENT: &str = "UPDATE jobs SET far_ident = ?2 WHERE id = ?1";
const PAGE_STATE: &str =
    "SELECT state FROM job_pages WHERE job = ?1 AND document = ?2 AND page = ?3";
const BEGUN: &str = "
    UPDATE job_pages SET state = 'sending'
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state IN ('waiting', 'said')";
const SAID: &str = "
    UPDATE job_pages SET state = 'said'
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state IN ('waiting', 'sending')";
const LACKED: &str = "
    UPDATE job_pages SET state = 'sending'
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state = 'said'";
const CONFIRMED: &str = "
    UPDATE job_pages SET state = 'confirmed', confirmed_at = ?4
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state <> 'confirmed'";
const PART_CONFIRMED: &str = "
    UPDATE job_pages SET rows_confirmed = max(rows_confirmed, ?4)
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state <> 'confirmed'";
const REFUSED: &str = "
    UPDATE job_pages SET state = 'waiting', refused = refused + 1
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state IN ('sending', 'said')";
const UNKNOWN: &str = "
    UPDATE job_pages SET unknown = min(max(unknown, 0), 1000000) + 1,
           state = iif((SELECT unknown FROM jobs WHERE id = ?1) = 'skip', 'doubtful', 'waiting')
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state IN ('sending', 'said')";

impl Queue<'_> {
    /// Notes that a fax machine answered (DIS received), and counts the attempt, once a call.
    pub fn session_begun(&self, lease: &JobLease, now: UnixMs) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| {
            if transaction.change(FAX_SEEN, params![lease.call.0, now])? == 0 {
                return Ok(());
            }
            transaction.run(COUNT_TRY, [lease.job.id.0, lease.call.0])?;
            let (event, call) = (Event::FaxMachineAnswered, Some(lease.call));
            let what = Happened { event, call, ..Happened::default() };
            Ok(self.spool.jobs().ledger(transaction, now).note(lease.job.id, &what)?)
        })
    }

    /// Notes in the job's history the precautions that the call takes because of earlier calls to
    /// its number.
    pub fn note_remembered(
        &self,
        lease: &JobLease,
        remembered: Event,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| {
            let call = Some(lease.call);
            let what = Happened { event: remembered, call, ..Happened::default() };
            Ok(self.spool.jobs().ledger(transaction, now).note(lease.job.id, &what)?)
        })
    }

    /// Stores the facts that the fax session reports.
    pub fn note_job_session(
        &self,
        lease: &JobLease,
        session: &JobSession,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            transaction.prepare_cached(NOTE_SESSION)?.execute(params![
                lease.call.0,
                session.far_ident,
                session.rate_bps,
                session.ecm,
                session.coding.map(coding_name),
                session.call_id,
                session.mode,
                session.packets,
                session.trunk,
                session.line.map(|line| line.emit()),
            ])?;
            if let Some(ident) = &session.far_ident {
                transaction.run(NOTE_FAR_IDENT, params![lease.job.id.0, ident])?;
            }
            session.figures.map_or(Ok(()), |figures| add_line(transaction, &figures))
        })
    }

    /// Notes that the page is being sent. If this fails because the lease is lost, the call must
    /// end.
    pub fn page_begun(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.going_on(lease, |transaction| mark(transaction, BEGUN, lease, page))
    }

    /// Notes that the end of the page (EOP, MPS, EOM) is about to be sent. From here on the
    /// receiver may have the page. If this fails, the end of the page must not be sent.
    ///
    /// If the job is an attempt for the shared database, this also fails if that database does not
    /// know in time that the page has begun (crates/cluster/src/jobs).
    pub fn page_said(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        let until = Instant::now() + LONGEST_TELLING;
        while !self.is_page_told(lease, page)? && Instant::now() < until {
            sleep(LOOK);
        }
        self.page_said_now(lease, page)
    }

    /// As [`Self::page_said`], but without waiting. The caller has waited for up to
    /// [`LONGEST_TELLING`] until [`Self::is_page_told`].
    pub fn page_said_now(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.going_on(lease, |transaction| {
            must_be_told(transaction, lease, page)?;
            mark(transaction, SAID, lease, page)
        })
    }

    /// Checks whether the end of a part of a long page may be sent, if it is not the last part. This
    /// fails where [`Self::page_said_now`] fails. Nothing is noted: the receiver cannot have the page
    /// before its last part, so the page is not in doubt if no answer comes.
    pub fn part_said_now(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.going_on(lease, |transaction| must_be_told(transaction, lease, page))
    }

    /// Notes that the receiver does not have the page, although [`Self::page_said`] noted its end:
    /// the end was not sent after all, or the receiver answered that it lacks the page or a part of
    /// it. So there is no doubt about the page.
    pub fn page_lacked(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| mark(transaction, LACKED, lease, page))
    }

    /// Notes that the receiver confirmed the page (MCF, RTP, or an answer that the RTN policy
    /// accepts). The note is durable when this returns. It is stored even if the lease was lost
    /// meanwhile, since the page was confirmed.
    pub fn page_confirmed(
        &self,
        lease: &JobLease,
        page: PageRef,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let confirmed = params![lease.job.id.0, page.document, page.page, now];
            if transaction.change(CONFIRMED, confirmed)? > 0 {
                SumOf::SentPages.add(transaction, ("", ""), 1, now)?;
            } else if !is_there(transaction, lease, page)? {
                return Err(SpoolError::NoSuchJobPage { job: lease.job.id, page }.into());
            }
            Ok(())
        })
    }

    /// Notes that the receiver confirmed a part of a long page, up to this number of rows of the
    /// page in the document. The next part is sent after that. The state of the page does not
    /// change: if this is noted late, the end of the page may be about to be sent already.
    pub fn page_part_confirmed(
        &self,
        lease: &JobLease,
        page: PageRef,
        rows: u32,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            let keys = params![lease.job.id.0, page.document, page.page, rows];
            transaction.run(PART_CONFIRMED, keys)
        })
    }

    /// Notes that the receiver refused the page (RTN), and that the page is not sent again in this
    /// call.
    pub fn page_refused(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| mark(transaction, REFUSED, lease, page))
    }

    /// Notes that the end of the page was sent and never answered. [`Self::attempt_ended`] detects
    /// this by itself for a page that was noted with [`Self::page_said`]. This function is for
    /// callers that did not note the page so.
    pub fn page_unknown(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| mark(transaction, UNKNOWN, lease, page))
    }

    /// Whether the shared database knows that the page has begun, or need not know it. Since a page
    /// takes seconds, the database almost always knows it when the page ends.
    pub fn is_page_told(&self, lease: &JobLease, page: PageRef) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| permit::is_told(transaction, lease, page))
    }

    /// Changes a job whose lease is still valid, and whose call may continue.
    fn going_on(
        &self,
        lease: &JobLease,
        work: impl FnOnce(&Transaction<'_>) -> Result<(), Rollback>,
    ) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| {
            if permit::holds(transaction, lease)? {
                work(transaction)
            } else {
                Err(SpoolError::LeaseLost(lease.job.id).into())
            }
        })
    }

    /// Changes a job whose lease is still valid.
    fn ours(
        &self,
        lease: &JobLease,
        work: impl FnOnce(&Transaction<'_>) -> Result<(), Rollback>,
    ) -> Result<(), SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            if is_ours(transaction, lease)? {
                work(transaction)
            } else {
                Err(SpoolError::LeaseLost(lease.job.id).into())
            }
        })
    }
}

/// Fails if the shared database must know that the page has begun, and does not know it.
fn must_be_told(
    transaction: &Transaction<'_>,
    lease: &JobLease,
    page: PageRef,
) -> Result<(), Rollback> {
    if permit::is_told(transaction, lease, page)? {
        Ok(())
    } else {
        Err(SpoolError::LeaseLost(lease.job.id).into())
    }
}

fn mark(
    transaction: &Transaction<'_>,
    sql: &str,
    lease: &JobLease,
    page: PageRef,
) -> Result<(), Rollback> {
    transaction.run(sql, params![lease.job.id.0, page.document, page.page])?;
    Ok(())
}

fn is_there(
    transaction: &Transaction<'_>,
    lease: &JobLease,
    page: PageRef,
) -> database::Result<bool> {
    let keys = params![lease.job.id.0, page.document, page.page];
    transaction.first(PAGE_STATE, keys, |_| Ok(())).map(|found| found.is_some())
}
