//! A call goes on: the session, and page after page.
//!
//! Each of these is durable when it returns. They wait for the disk and belong on a
//! storage thread; [`Queue::page_said`] and [`Queue::page_confirmed`] are what a crash is
//! judged by, so they are to be handed over the moment they happen.

use super::super::{LineFigures, SpoolError, SumOf};
use super::history::Happened;
use super::queue::is_ours;
use super::{JobLease, PageRef, permit};
use crate::Queue;
use crate::column::coding_name;
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::error::Rollback;
use crate::event::Event;
use crate::sums::add_line;
use ferrofax_basics::UnixMs;
use ferrofax_ground::sent_line::SentLine;
use ferrofax_ground::t4::Coding;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long the store may take until it knows that a page has begun, once the page ends. The page's
/// end waits for it.
pub const LONGEST_TELLING: Duration = Duration::from_millis(900);

/// How often it is looked whether it does.
const LOOK: Duration = Duration::from_millis(20);

/// What the session told of the remote end and the line. `None` leaves what is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobSession {
    /// The remote end's identification (CSI).
    pub far_ident: Option<String>,
    /// bit/s.
    pub rate_bps: Option<u32>,
    /// With error correction.
    pub ecm: Option<bool>,
    /// How pages are coded on the line.
    pub coding: Option<Coding>,
    /// The PBX's unique id of the call.
    pub call_id: Option<String>,
    /// The trunk that it goes by, as `PJSIP/provider`.
    pub trunk: Option<String>,
    /// How it goes over the line: `audio` or `T38`.
    pub mode: Option<&'static str>,
    /// What became of the packets of T.38 or of the audio, in words.
    pub packets: Option<String>,
    /// The same in figures for the sums; what was told of the call before is not in them.
    pub figures: Option<LineFigures>,
    /// What the line showed of itself, in the call up to now.
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
const NOT_SAID: &str = "
    UPDATE job_pages SET state = 'sending'
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state = 'said'";
const CONFIRMED: &str = "
    UPDATE job_pages SET state = 'confirmed', confirmed_at = ?4
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state <> 'confirmed'";
const PART_CONFIRMED: &str = "
    UPDATE job_pages SET state = 'sending', rows_confirmed = max(rows_confirmed, ?4)
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state <> 'confirmed'";
const REFUSED: &str = "
    UPDATE job_pages SET state = 'waiting', refused = refused + 1
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state IN ('sending', 'said')";
const UNKNOWN: &str = "
    UPDATE job_pages SET unknown = min(max(unknown, 0), 1000000) + 1,
           state = iif((SELECT unknown FROM jobs WHERE id = ?1) = 'skip', 'doubtful', 'waiting')
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state IN ('sending', 'said')";

impl Queue<'_> {
    /// A fax machine answered (DIS seen): counts the try, once a call.
    pub fn session_begun(&self, lease: &JobLease, now: UnixMs) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| {
            if transaction.prepare_cached(FAX_SEEN)?.execute(params![lease.call.0, now])? == 0 {
                return Ok(());
            }
            transaction.prepare_cached(COUNT_TRY)?.execute([lease.job.id.0, lease.call.0])?;
            let (event, call) = (Event::FaxMachineAnswered, Some(lease.call));
            let what = Happened { event, call, ..Happened::default() };
            Ok(self.spool.jobs().ledger(transaction, now).note(lease.job.id, &what)?)
        })
    }

    /// Notes in the job's history what the call takes of what is known of its number.
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

    /// Notes what the session told.
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
                transaction
                    .prepare_cached(NOTE_FAR_IDENT)?
                    .execute(params![lease.job.id.0, ident])?;
            }
            session.figures.map_or(Ok(()), |figures| add_line(transaction, &figures))
        })
    }

    /// The page goes on the line. If that fails because the lease is lost, the call is to end.
    pub fn page_begun(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.going_on(lease, |transaction| mark(transaction, BEGUN, lease, page))
    }

    /// The page's end (EOP, MPS, EOM) is about to be said: from here on the receiver may
    /// have it. If that fails, it had better not be said.
    ///
    /// Of a job of the store it fails where the store can't be told in time that the page has
    /// begun ([`super::shared`]).
    pub fn page_said(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        let until = Instant::now() + LONGEST_TELLING;
        while !self.is_page_told(lease, page)? && Instant::now() < until {
            sleep(LOOK);
        }
        self.page_said_now(lease, page)
    }

    /// The same, for who has waited himself ([`LONGEST_TELLING`]) until [`Self::is_page_told`].
    pub fn page_said_now(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.going_on(lease, |transaction| {
            if !permit::is_told(transaction, lease, page)? {
                return Err(SpoolError::LeaseLost(lease.job.id).into());
            }
            mark(transaction, SAID, lease, page)
        })
    }

    /// The page's end was not said after all, and will not be in this call: the receiver has no page
    /// of which it could be in doubt.
    pub fn page_not_said(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| mark(transaction, NOT_SAID, lease, page))
    }

    /// The receiver confirmed the page (MCF, RTP, or what the RTN policy accepts).
    /// Durable when this returns; recorded even if the lease was lost meanwhile, since it
    /// is true.
    pub fn page_confirmed(
        &self,
        lease: &JobLease,
        page: PageRef,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let confirmed = params![lease.job.id.0, page.document, page.page, now];
            if transaction.prepare_cached(CONFIRMED)?.execute(confirmed)? > 0 {
                SumOf::SentPages.add(transaction, ("", ""), 1, now)?;
            } else if !is_there(transaction, lease, page)? {
                return Err(SpoolError::NoSuchJobPage { job: lease.job.id, page }.into());
            }
            Ok(())
        })
    }

    /// The receiver confirmed a part of a long page, up to so many rows of the page as it
    /// stands in the document. The next part goes on the line.
    pub fn page_part_confirmed(
        &self,
        lease: &JobLease,
        page: PageRef,
        rows: u32,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            let keys = params![lease.job.id.0, page.document, page.page, rows];
            transaction.prepare_cached(PART_CONFIRMED)?.execute(keys).map(drop)
        })
    }

    /// The receiver refused the page (RTN), and it is not sent again in this call.
    pub fn page_refused(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| mark(transaction, REFUSED, lease, page))
    }

    /// The page's end was said and never answered. [`Self::attempt_ended`] finds out by
    /// itself for a page that was noted by [`Self::page_said`]; this is for who did not
    /// note it.
    pub fn page_unknown(&self, lease: &JobLease, page: PageRef) -> Result<(), SpoolError> {
        self.ours(lease, |transaction| mark(transaction, UNKNOWN, lease, page))
    }

    /// Whether the store knows that a page has begun, where it has to. A page takes seconds, and
    /// so it hardly ever does not when the page ends.
    pub fn is_page_told(&self, lease: &JobLease, page: PageRef) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| permit::is_told(transaction, lease, page))
    }

    /// Makes a change to a job whose lease still holds, and whose call may go on.
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

    /// Makes a change to a job whose lease still holds.
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

fn mark(
    transaction: &Transaction<'_>,
    sql: &str,
    lease: &JobLease,
    page: PageRef,
) -> Result<(), Rollback> {
    let key = params![lease.job.id.0, page.document, page.page];
    transaction.prepare_cached(sql)?.execute(key)?;
    Ok(())
}

fn is_there(
    transaction: &Transaction<'_>,
    lease: &JobLease,
    page: PageRef,
) -> database::Result<bool> {
    let keys = params![lease.job.id.0, page.document, page.page];
    transaction
        .prepare_cached(PAGE_STATE)?
        .query_row(keys, |_| Ok(()))
        .optional()
        .map(|found| found.is_some())
}
