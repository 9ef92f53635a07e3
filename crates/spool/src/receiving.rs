//! Reception of a fax: it begins when the call is answered, grows page by page, and ends with its
//! outcome and its outbox entries.

use crate::event::{self, Language};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::documents::Extent;
use super::mailboxes::without_doubles;
use super::store::Turn;
use super::{
    FaxEnd, FaxId, FaxStatus, NewFax, NewPage, SessionFacts, SpoolError, SumOf, documents, outbox,
};
use crate::Receiving;
use crate::column::coding_name;
use crate::database::{self, Transaction, params};
use crate::job_options::RETENTION;
use crate::sums::add_line;
use crate::words;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_basics::zone;
use ferrofax_document::tiff::{self, Beside};
use ferrofax_ground::t4::Resolution;

const INSERT_FAX: &str = "
    INSERT INTO faxes (status, device, class, called, calling, caller_name, call_id, started_at, format,
                       mail_without_pages, trunk, fetched_by, retention, document)
    VALUES ('receiving', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, '') RETURNING id";
const NAME_FETCHED: &str = "UPDATE job_fetches SET fax = ?2 WHERE job = ?1";
/// Gives the fax's document a file name. The name has random digits, so that it never meets a file
/// that was there before the database, for example one restored from a backup.
pub const NAME_DOCUMENT: &str = "
    UPDATE faxes SET document = 
        substr('0000' || (id / 1000), -max(4, length('' || (id / 1000)))) || '/' ||
        substr('00000000' || id, -max(8, length('' || id))) || '-' || lower(hex(randomblob(4))) || '.tif'
     WHERE id = ?1";
const MOVE_FAX: &str = "
    UPDATE faxes SET device = ?2, class = ?3, format = ?4, mail_without_pages = ?5, retention = ?6
    WHERE id = ?1 AND status = 'receiving'";
/// Deletes the mailboxes of a fax.
pub const FORGET_MAILBOXES: &str = "DELETE FROM fax_mailboxes WHERE fax = ?1";
/// Deletes the options of a fax.
pub const FORGET_OPTIONS: &str = "DELETE FROM fax_options WHERE fax = ?1";
/// Inserts a mailbox of a fax.
pub const INSERT_MAILBOX: &str =
    "INSERT INTO fax_mailboxes (fax, position, mailbox) VALUES (?1, ?2, ?3)";
/// Inserts an option of a fax.
pub const INSERT_OPTION: &str = "INSERT INTO fax_options (fax, name, value) VALUES (?1, ?2, ?3)";
const FAX_STATE: &str = "SELECT status, document FROM faxes WHERE id = ?1";
const LAST_PAGES: &str = "
    SELECT number, confirmed, document_end FROM pages WHERE fax = ?1 ORDER BY number DESC LIMIT 2";
const COUNT_PAGES: &str = "SELECT count(*) FROM pages WHERE fax = ?1";
const PUT_PAGE: &str = "
    INSERT INTO pages (fax, number, width, rows, x_dpi, y_dpi, coding, rate_bps, ecm, bad_rows, longest_bad_run,
                       complete, confirmed, received_at, document_end)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13, ?14)
    ON CONFLICT (fax, number) DO UPDATE SET
        width = excluded.width, rows = excluded.rows, x_dpi = excluded.x_dpi, y_dpi = excluded.y_dpi,
        coding = excluded.coding, rate_bps = excluded.rate_bps, ecm = excluded.ecm, bad_rows = excluded.bad_rows,
        longest_bad_run = excluded.longest_bad_run, complete = excluded.complete, confirmed = 0,
        received_at = excluded.received_at, document_end = excluded.document_end";
const PUT_FOUND_PAGE: &str = "
    INSERT INTO pages (fax, number, width, rows, x_dpi, y_dpi, bad_rows, longest_bad_run, complete, confirmed)
    SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, 0, 0, 0, 0 FROM pages WHERE fax = ?1";
const CONFIRM_PAGE: &str = "UPDATE pages SET confirmed = 1 WHERE fax = ?1 AND number = ?2";
const NOTE_SESSION: &str = "
    UPDATE faxes SET far_ident = coalesce(?2, far_ident), sub = coalesce(?3, sub), sid = coalesce(?4, sid),
           rate_bps = coalesce(?5, rate_bps), ecm = coalesce(?6, ecm), coding = coalesce(?7, coding),
           x_dpi = coalesce(?8, x_dpi), y_dpi = coalesce(?9, y_dpi), mode = coalesce(?10, mode),
           packets = coalesce(?11, packets), line = coalesce(?12, line)
    WHERE id = ?1";
/// If the clock is behind its last trusted reading, the fax ended at that reading or later.
const FINISH_FAX: &str = "
    UPDATE faxes SET status = ?2, outcome_phase = ?3, outcome_cause = ?4, outcome_text = ?5, ended_at = ?6,
           outcome_event = ?7, outcome_values = ?8, ages_from = (SELECT at FROM clock_readings WHERE at > ?6)
    WHERE id = ?1 AND status = 'receiving'";

const IS_JUNK: &str = "SELECT junk IS NOT NULL FROM faxes WHERE id = ?1";
const ENDED: &str = "SELECT device, status, started_at, rate_bps FROM faxes WHERE id = ?1";

/// A fax that is being received.
struct Growing {
    document: String,
    pages: u32,
    /// The last page, and in `before` the page before it.
    last: Option<LastPage>,
    before: Option<LastPage>,
}

#[derive(Clone, Copy)]
struct LastPage {
    number: u32,
    confirmed: bool,
    document_end: u64,
}

impl Receiving<'_> {
    /// Stores a fax whose call was just answered, in the state `receiving`.
    pub fn begin_fax(&self, new: &NewFax) -> Result<FaxId, SpoolError> {
        self.spool.claim_receiving()?;
        // The lock is held during both steps. Otherwise, recovery could take the new fax for one
        // whose call is gone.
        let mut live = self.spool.live();
        let id = self.spool.write(|transaction| {
            let id = transaction.prepare_cached(INSERT_FAX)?.insert(params![
                new.device,
                new.class,
                new.called,
                new.calling,
                new.caller_name,
                new.call_id,
                new.started_at,
                new.format.name(),
                new.mail_without_pages,
                new.trunk,
                new.fetched_by.map(|job| job.0),
                new.options.get(RETENTION),
            ])?;
            if let Some(job) = new.fetched_by {
                transaction.run(NAME_FETCHED, [job.0, id])?;
            }
            transaction.run(NAME_DOCUMENT, [id])?;
            put_receivers(transaction, id, &new.mailboxes, &new.options)?;
            words::index(transaction, id)?;
            Ok(FaxId(id))
        })?;
        live.insert(id, Arc::default());
        Ok(id)
    }

    /// Moves a fax that is being received to the recipients of `to`: to the device and mailboxes of
    /// `to`, with its format and options. The facts about the call remain unchanged.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchFax`] if there is no such fax, or the fax has ended.
    pub fn move_fax(&self, fax: FaxId, to: &NewFax) -> Result<(), SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let class = to.options.get(RETENTION);
            let format = to.format.name();
            let row = params![fax.0, to.device, to.class, format, to.mail_without_pages, class];
            if transaction.change(MOVE_FAX, row)? == 0 {
                return Err(SpoolError::NoSuchFax(fax).into());
            }
            replace_receivers(transaction, fax.0, &to.mailboxes, &to.options)?;
            Ok(words::index(transaction, fax.0)?)
        })
    }

    /// Stores a page. The page is durable when this returns. If it fails, the page is not stored
    /// and may be offered again.
    ///
    /// The document is written first and the row second, so that no row exists for a page that is
    /// missing in the document.
    pub fn append_page(&self, fax: FaxId, page: &NewPage) -> Result<(), SpoolError> {
        self.append_with(fax, page, Beside::NOTHING)
    }

    /// As [`Self::append_page`], for a page that has more data than its rows: the bytes of its
    /// colours, or the bytes of a page that could not be decoded to its end. These bytes are kept
    /// unchanged in the document.
    pub fn append_with(
        &self,
        fax: FaxId,
        page: &NewPage,
        beside: Beside<'_>,
    ) -> Result<(), SpoolError> {
        let number = page.number;
        if page.bitmap.rows() == 0 {
            return Err(SpoolError::EmptyPage { fax, number });
        }
        let turn = self.turn(fax);
        // The pages of one fax are stored in their order. Other faxes are not delayed by this lock.
        let mut turn = lock(&turn);
        let growing = self.growing(fax)?;
        let path = self.spool.received_path(&growing.document)?;
        // The open file is kept only if everything succeeds. Otherwise, the next page opens the
        // file again.
        let open = turn.document.take();
        let image = tiff::NewPage {
            bitmap: &page.bitmap,
            resolution: page.resolution,
            quality: page.quality,
            date_time: &local_time(page.received_at),
        };
        let (document, document_end) = match growing.last {
            Some(last) if number == last.number && !last.confirmed => {
                drop(open);
                let known = Extent { pages: growing.pages - 1, bytes: end_of(growing.before) };
                documents::replace_after(&path, known, (&image, beside))
            }
            Some(last) if number <= last.number => {
                return Err(SpoolError::PageOutOfOrder { fax, number, last: last.number });
            }
            last => documents::append(
                &path,
                Extent { pages: growing.pages, bytes: end_of(last) },
                open,
                (&image, beside),
            ),
        }
        .map_err(SpoolError::of_document)?;
        self.spool.write(|transaction| {
            let row = params![
                fax.0,
                number,
                page.bitmap.width(),
                page.bitmap.rows(),
                page.resolution.x_dpi(),
                page.resolution.y_dpi(),
                coding_name(page.coding),
                page.rate_bps,
                page.ecm,
                page.quality.bad_rows,
                page.quality.longest_bad_run,
                page.complete,
                page.received_at,
                document_end as i64,
            ];
            transaction.run(PUT_PAGE, row)
        })?;
        turn.document = Some(document);
        Ok(())
    }

    /// Marks the pages with these numbers as confirmed to the caller (MCF or a similar answer was
    /// sent). If this fails, [`Receiving::recover`] marks them later.
    ///
    /// They need not be the first pages of the fax. If the caller does not repeat a page that was
    /// refused (RTN), this page is stored without a confirmation before the next one.
    pub fn confirm_pages(&self, fax: FaxId, numbers: &[u32]) -> Result<(), SpoolError> {
        let marked = self.spool.write(|transaction| {
            let mut confirm = transaction.prepare_cached(CONFIRM_PAGE)?;
            numbers
                .iter()
                .try_for_each(|number| confirm.execute(params![fax.0, number]).map(drop))
        });
        let turn = self.spool.live().get(&fax).map(Arc::clone);
        if let Some(turn) = turn {
            lock(&turn).confirmed = if marked.is_err() { numbers.to_vec() } else { Vec::new() };
        }
        marked
    }

    /// Stores the facts that the fax session reports.
    pub fn note_session(&self, fax: FaxId, facts: &SessionFacts) -> Result<(), SpoolError> {
        let changed = self.spool.write(|transaction| {
            let changed = transaction.prepare_cached(NOTE_SESSION)?.execute(params![
                fax.0,
                facts.far_ident,
                facts.sub,
                facts.sid,
                facts.rate_bps,
                facts.ecm,
                facts.coding.map(coding_name),
                facts.resolution.map(Resolution::x_dpi),
                facts.resolution.map(Resolution::y_dpi),
                facts.mode,
                facts.packets,
                facts.line,
            ])?;
            if facts.far_ident.is_some() {
                words::index(transaction, fax.0)?;
            }
            if let Some(figures) = &facts.figures {
                add_line(transaction, figures)?;
            }
            Ok(changed)
        })?;
        if changed == 0 { Err(SpoolError::NoSuchFax(fax)) } else { Ok(()) }
    }

    /// Stores the end of a fax and, in the same transaction, one outbox entry for each mailbox. A
    /// second end is ignored.
    ///
    /// A fax without pages gets no outbox entries, unless [`NewFax::mail_without_pages`] asks for
    /// them. A fax with pages and without a mailbox is sent to the faxmaster. If this function
    /// fails, [`Receiving::recover`] stores the end later.
    pub fn finish_fax(&self, fax: FaxId, end: &FaxEnd) -> Result<(), SpoolError> {
        let turn = self.turn(fax);
        let mut turn = lock(&turn);
        turn.document = None;
        if let Err(error) = self.end_fax(fax, Some(&end.phase), end) {
            turn.end = Some(end.clone());
            return Err(error);
        }
        self.spool.live().remove(&fax);
        Ok(())
    }

    /// Ends a fax that is still `receiving`, in one transaction: pages that are only in the
    /// document get their rows, the outcome is stored, and the outbox entries are made. Returns
    /// false if the fax had ended before.
    pub(super) fn end_fax(
        &self,
        fax: FaxId,
        phase: Option<&str>,
        end: &FaxEnd,
    ) -> Result<bool, SpoolError> {
        match self.growing(fax) {
            Err(SpoolError::FaxEnded(_)) => Ok(false),
            growing => self.end_growing(fax, &growing?, phase, end),
        }
    }

    /// Ends a fax as [`Self::end_fax`] does. The fax was read as `growing`, and another thread may
    /// have ended it since.
    fn end_growing(
        &self,
        fax: FaxId,
        growing: &Growing,
        phase: Option<&str>,
        end: &FaxEnd,
    ) -> Result<bool, SpoolError> {
        let mut event = end.event.clone();
        let path = self.spool.received_path(&growing.document);
        let found = match path.and_then(|path| {
            documents::pages_after(&path, growing.pages).map_err(SpoolError::of_document)
        }) {
            Ok(found) => found,
            Err(error) => {
                // The fax must still reach someone, who then sees that its document has a fault.
                log::error!("fax {fax}: {error}");
                event = event.with_trouble((&error).into());
                Vec::new()
            }
        };
        let text = event.text(Language::English);
        let (name, values) = event::stored(&event);
        let pages = growing.pages as usize + found.len();
        let status = match end.status {
            FaxStatus::Failed | FaxStatus::Receiving if pages > 0 => FaxStatus::Incomplete,
            FaxStatus::Incomplete | FaxStatus::Receiving if pages == 0 => FaxStatus::Failed,
            status => status,
        };
        self.spool.write(|transaction| {
            let row =
                params![fax.0, status.name(), phase, end.cause, text, end.ended_at, name, values];
            if transaction.change(FINISH_FAX, row)? == 0 {
                return Ok(false);
            }
            // Only the thread that ends the fax stores the pages that it found.
            let mut put = transaction.prepare_cached(PUT_FOUND_PAGE)?;
            for page in &found {
                put.execute(params![fax.0, page.width, page.rows, page.x_dpi, page.y_dpi])?;
            }
            // A fax that is filed as junk is for nobody, until a person says that it is not junk.
            if !transaction.one(IS_JUNK, [fax.0], |row| row.get(0))? {
                outbox::make_entries(transaction, fax, pages > 0, end.ended_at, self.spool.host())?;
            }
            count(transaction, fax, pages as u64, end)?;
            Ok(true)
        })
    }

    /// The lock that keeps the pages of a fax in their order.
    fn turn(&self, fax: FaxId) -> Arc<Mutex<Turn>> {
        self.spool.live().get(&fax).map(Arc::clone).unwrap_or_default()
    }

    fn growing(&self, fax: FaxId) -> Result<Growing, SpoolError> {
        let found = self.spool.read(|transaction| {
            let state = transaction
                .first(FAX_STATE, [fax.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
            let Some((status, document)) = state else { return Ok(None) };
            let mut select = transaction.prepare_cached(LAST_PAGES)?;
            let mut last = select.query_map([fax.0], |row| {
                let document_end: Option<i64> = row.get(2)?;
                let document_end = document_end.unwrap_or(0).cast_unsigned();
                Ok(LastPage { number: row.get(0)?, confirmed: row.get(1)?, document_end })
            })?;
            let (last, before) = (last.next().transpose()?, last.next().transpose()?);
            let pages = transaction.one(COUNT_PAGES, [fax.0], |row| row.get(0))?;
            Ok(Some((status, Growing { document, pages, last, before })))
        })?;
        let (status, growing) = found.ok_or(SpoolError::NoSuchFax(fax))?;
        if status == FaxStatus::Receiving.name() {
            Ok(growing)
        } else {
            Err(SpoolError::FaxEnded(fax))
        }
    }
}

/// Replaces the mailboxes and the options of a fax.
pub(crate) fn replace_receivers(
    transaction: &Transaction<'_>,
    id: i64,
    mailboxes: &[String],
    options: &BTreeMap<String, String>,
) -> database::Result<()> {
    transaction.run(FORGET_MAILBOXES, [id])?;
    transaction.run(FORGET_OPTIONS, [id])?;
    put_receivers(transaction, id, mailboxes, options)
}

/// Stores the mailboxes and the options of a fax: its recipients, and the text of their mails.
fn put_receivers(
    transaction: &Transaction<'_>,
    id: i64,
    mailboxes: &[String],
    options: &BTreeMap<String, String>,
) -> database::Result<()> {
    let mut insert = transaction.prepare_cached(INSERT_MAILBOX)?;
    for (position, mailbox) in without_doubles(mailboxes).into_iter().enumerate() {
        insert.execute(params![id, position as i64, mailbox])?;
    }
    let mut insert = transaction.prepare_cached(INSERT_OPTION)?;
    for (name, value) in options {
        insert.execute(params![id, name, value])?;
    }
    Ok(())
}

/// Adds a call that ended to the statistics.
fn count(
    transaction: &Transaction<'_>,
    fax: FaxId,
    pages: u64,
    end: &FaxEnd,
) -> database::Result<()> {
    type Ended = (String, String, UnixMs, Option<i64>);
    let (device, status, started_at, rate): Ended = transaction
        .one(ENDED, [fax.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let at = end.ended_at;
    let lasted_ms = u64::try_from(at.ms_since(started_at)).unwrap_or(0);
    SumOf::ReceivedCalls.add(transaction, (&device, &status), 1, at)?;
    if pages > 0 {
        SumOf::ReceivedPages.add(transaction, (&device, ""), pages, at)?;
    }
    SumOf::ReceivedMs.add(transaction, ("", ""), lasted_ms, at)?;
    if status != FaxStatus::Received.name() {
        SumOf::ReceiveFailures.add(transaction, ("", &end.cause), 1, at)?;
    }
    let rate = rate.map(|rate| rate.to_string());
    rate.map_or(Ok(()), |rate| SumOf::ReceivedRates.add(transaction, ("", &rate), 1, at))
}

fn end_of(page: Option<LastPage>) -> u64 {
    page.map_or(0, |page| page.document_end)
}

/// Formats a time for TIFF's DateTime, in local time.
fn local_time(moment: UnixMs) -> String {
    let time = moment.timestamp().unwrap_or_default();
    time.to_zoned(zone::system()).strftime("%Y:%m:%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use ferrofax_basics::UnixMs;
    use ferrofax_ground::t4::{Bitmap, Coding, PageQuality};

    /// The process died before it had stored the row of the page. Two threads recover the fax: both
    /// read it before one of them ends it.
    #[test]
    fn two_recoveries_of_a_fax_at_the_same_time_store_a_found_page_once() {
        let (_folder, spool) = Spool::empty();
        let receiving = spool.receiving();
        let fax = receiving.begin_fax(&NewFax::default()).unwrap();
        let page = NewPage {
            number: 1,
            bitmap: Bitmap::white(1728, 20),
            resolution: Resolution::default(),
            quality: PageQuality::default(),
            coding: Coding::Mmr,
            rate_bps: 9600,
            ecm: true,
            complete: true,
            received_at: UnixMs(1),
        };
        receiving.append_page(fax, &page).unwrap();
        spool.write(|one| one.execute("DELETE FROM pages", [])).unwrap();
        receiving.abandon_fax(fax);
        let read = [(), ()].map(|()| receiving.growing(fax).unwrap());
        let end = FaxEnd {
            status: FaxStatus::Incomplete,
            phase: "C".into(),
            cause: "PBX_CRASHED".into(),
            event: "Asterisk ended.".into(),
            ended_at: UnixMs(2),
        };
        let ended = read.map(|growing| receiving.end_growing(fax, &growing, None, &end).unwrap());
        assert_eq!(ended, [true, false]);
        assert_eq!(spool.faxes().fax(fax).unwrap().pages.len(), 1);
    }
}
