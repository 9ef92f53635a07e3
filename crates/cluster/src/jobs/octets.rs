//! The transfer of the bytes of a job's documents between a node and the shared database, in
//! pieces. Between the pieces of a large document on a slow line, the node renews its leases and
//! reports the progress of its calls.
//!
//! A piece is as long as the line can carry in about half a second. The shared database keeps the
//! pieces of an unfinished document for one day. If the line breaks, the next transfer continues
//! after the last piece.

use std::ops::Range;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use super::parcel::Document;
use crate::SharedQueue;
use crate::node::{now, sha256};
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::database::{self, OptionalExtension, Row, Transaction, params};
use ferrofax_spool::inside::sealing::{Seal, job_context, plain_octets, seal_begins};
use ferrofax_spool::inside::{Inside, Seals};

/// The work that has to be done between two pieces; an error aborts the transfer.
pub type Beat<'b> = &'b mut dyn FnMut() -> Result<(), SpoolError>;

/// The length of the first piece in bytes. Documents that are not longer are transferred together
/// with their job.
pub(super) const LEAST: usize = 16 * 1024;

/// The greatest length of a piece in bytes.
const MOST: usize = 256 * 1024;

/// The approximate time that the transfer of one piece should take.
const MOMENT: Duration = Duration::from_millis(500);

/// How often a background task is checked for its end.
const LOOK: Duration = Duration::from_millis(1);

/// Pieces of unfinished documents are deleted after this time.
const STALE_MS: i64 = 24 * 60 * 60 * 1000;

const COME: &str = "SELECT coalesce(max(at + length(octets)), 0), coalesce(sum(length(octets)), 0) FROM job_pieces WHERE file = ?1";
const PUT: &str = "INSERT INTO job_pieces (file, at, octets, came_at, seal_key, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const COMING: &str = "SELECT seal_key, seal FROM job_pieces WHERE file = ?1 AND at = 0";
const PIECES: &str = "SELECT octets FROM job_pieces WHERE file = ?1 ORDER BY at";
const FORGET: &str = "DELETE FROM job_pieces WHERE file = ?1";
const FORGET_STALE: &str = "DELETE FROM job_pieces WHERE came_at < ?1";
const INSERT: &str =
    "INSERT INTO job_octets (file, sha256, octets, seal_key, seal) VALUES (?1, ?2, ?3, ?4, ?5)";
/// Joins the pieces on the server, so that they need not be read by the node first.
const JOIN: &str = "
    INSERT INTO job_octets (file, sha256, octets, seal_key, seal)
    SELECT ?1, ?2, string_agg(octets, CAST('' AS BYTEA) ORDER BY at), ?3, ?4 FROM job_pieces WHERE file = ?1";
const WHOLE: &str =
    "SELECT length(octets) AS octets, sha256, seal_key, seal FROM job_octets WHERE file = ?1";
const PART: &str = "SELECT substr(octets, ?2, ?3) FROM job_octets WHERE file = ?1";

/// The length of the next piece, which adapts to the speed of the line.
struct Pace {
    octets: usize,
    since: Instant,
}

impl Pace {
    fn new() -> Self {
        Self { octets: LEAST, since: Instant::now() }
    }

    /// The range of the piece that begins at `at`, of a document of `all` bytes.
    fn piece(&mut self, at: usize, all: usize) -> Range<usize> {
        self.since = Instant::now();
        at..all.min(at.saturating_add(self.octets))
    }

    /// Adapts the length after a piece was transferred.
    fn gone(&mut self) {
        let took = self.since.elapsed();
        if took < MOMENT / 2 {
            self.octets = MOST.min(self.octets * 2);
        } else if took > MOMENT * 2 {
            self.octets = (LEAST / 4).max(self.octets / 2);
        }
    }
}

impl SharedQueue<'_> {
    /// Writes the bytes of a document into this shared database, and continues after the last piece
    /// that is already there.
    pub(super) fn receive_octets(
        &self,
        document: &Document,
        beat: Beat<'_>,
    ) -> Result<(), SpoolError> {
        let Document { file, octets, .. } = document;
        if octets.len() <= LEAST {
            return Ok(());
        }
        let (mut at, mut pace) =
            (self.spool.write(|transaction| begin(transaction, document))?, Pace::new());
        while at < octets.len() {
            beat()?;
            let piece = pace.piece(at, octets.len());
            at = piece.end;
            let seal = document.seal.as_ref().filter(|_| piece.start == 0);
            self.spool.write(|transaction| {
                let (part, now) = (&octets[piece.clone()], now(transaction)?);
                let (by, seal) = (seal.map(|seal| &seal.key), seal.map(|seal| &seal.octets));
                let row = params![file, piece.start as i64, part, now, by, seal];
                transaction.prepare_cached(PUT)?.execute(row).map(drop)
            })?;
            pace.gone();
        }
        beat()
    }

    /// Encrypts a document for this shared database, if it has keys. If encrypted pieces of the
    /// document are already there, their data key is used again, if possible.
    ///
    /// # Errors
    /// [`SpoolError::Keys`], or access to the shared database failed.
    pub(super) fn seal_for_store(
        &self,
        mark: &str,
        document: &mut Document,
        beat: Beat<'_>,
    ) -> Result<(), SpoolError> {
        self.spool.encryption().may_be_plain()?;
        if !self.spool.encryption().has_keys() {
            return Ok(());
        }
        let context = document.context(mark, document.octets.len());
        let coming = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(COMING)?;
            let of_row = |row: &Row<'_>| Ok(Seal::of((row.get(0)?, row.get(1)?)));
            select.query_row([&document.file], of_row).optional()
        })?;
        let place = place(&document.file);
        let sealed = beating(beat, || {
            if let Some(seal) = coming.flatten() {
                match self.spool.encryption().open_seal(&seal, &context, &place) {
                    Ok(key) => return Ok(Some((seal, key))),
                    // The document is transferred again from its beginning.
                    Err(SpoolError::Document { .. }) => {}
                    Err(why) => return Err(why),
                }
            }
            self.spool.encryption().new_seal(&context)
        })?;
        let Some((seal, key)) = sealed else { return Ok(()) };
        self.spool.write_or_refuse(|transaction| {
            seal_begins(transaction, &seal.key, now(transaction)?)
        })?;
        document.octets = key.seal_all(&document.octets);
        document.seal = Some(seal);
        Ok(())
    }

    /// The bytes of a document as they were handed in. The document belongs to the job with this
    /// mark.
    ///
    /// # Errors
    /// The bytes differ from those that were stored, or can't be decrypted. Or access to the shared
    /// database failed.
    pub(super) fn fetch_octets(
        &self,
        mark: &str,
        document: &Document,
        beat: Beat<'_>,
    ) -> Result<Vec<u8>, SpoolError> {
        loop {
            let whole = self.whole(&document.file)?;
            let read = self.fetch_whole((mark, document), &whole, beat);
            match read {
                // The document was replaced by an encrypted one in the meantime (`rekeying`).
                Err(SpoolError::Document { .. })
                    if self.whole(&document.file)?.seal.is_some() != whole.seal.is_some() => {}
                read => return read,
            }
        }
    }

    /// The bytes of a document that is stored unencrypted; none if there is no such document any
    /// more.
    ///
    /// # Errors
    /// The bytes differ from those that were stored, or this spool accepts no unencrypted
    /// documents. Or access to the shared database failed.
    pub(super) fn plain_octets_of(
        &self,
        file: &str,
        beat: Beat<'_>,
    ) -> Result<Option<Vec<u8>>, SpoolError> {
        let found = self.spool.read(|transaction| whole(transaction, file).optional())?;
        let Some(whole) = found.filter(|whole| whole.seal.is_none()) else { return Ok(None) };
        self.spool
            .encryption()
            .takes_plain()
            .map_err(|text| SpoolError::Document { path: place(file), text })?;
        let octets = self.fetch_all(file, whole.octets, beat)?;
        checked(octets, &whole.sha256, file).map(Some)
    }

    fn whole(&self, file: &str) -> Result<Whole, SpoolError> {
        let found = self.spool.read(|transaction| whole(transaction, file).optional())?;
        let text = "it is not there any more".to_owned();
        found.ok_or_else(|| SpoolError::Document { path: place(file), text })
    }

    fn fetch_whole(
        &self,
        (mark, document): (&str, &Document),
        whole: &Whole,
        beat: Beat<'_>,
    ) -> Result<Vec<u8>, SpoolError> {
        let (file, place) = (&document.file, place(&document.file));
        let wrong = |text: String| SpoolError::Document { path: place.clone(), text };
        let key = match &whole.seal {
            Some(seal) => {
                let octets = plain_octets(whole.octets as u64);
                let of = (mark, document.number);
                let context = job_context(of, (&whole.sha256, octets));
                Some(beating(beat, || self.spool.encryption().open_seal(seal, &context, &place))?)
            }
            None => {
                self.spool.encryption().takes_plain().map_err(wrong)?;
                None
            }
        };
        let octets = self.fetch_all(file, whole.octets, beat)?;
        let octets = match key {
            Some(key) => key.open_all(&octets).map_err(wrong)?,
            None => octets,
        };
        checked(octets, &whole.sha256, file)
    }

    /// The bytes as they are stored here, encrypted or not.
    fn fetch_all(&self, file: &str, all: usize, beat: Beat<'_>) -> Result<Vec<u8>, SpoolError> {
        let (mut octets, mut pace): (Vec<u8>, _) = (Vec::new(), Pace::new());
        while octets.len() < all {
            beat()?;
            let piece = pace.piece(octets.len(), all);
            let part: Option<Vec<u8>> = self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(PART)?;
                let keys = params![file, piece.start as i64 + 1, piece.len() as i64];
                select.query_row(keys, |row| row.get(0)).optional()
            })?;
            let part = part.unwrap_or_default();
            if part.len() != piece.len() {
                break;
            }
            octets.extend(part);
            pace.gone();
        }
        Ok(octets)
    }
}

/// Runs work that may take long, such as a command that returns the keys, and calls `beat`
/// meanwhile.
fn beating<T: Send>(
    beat: Beat<'_>,
    work: impl FnOnce() -> Result<T, SpoolError> + Send,
) -> Result<T, SpoolError> {
    thread::scope(|scope| {
        let work = scope.spawn(work);
        let mut since = Instant::now();
        while !work.is_finished() {
            thread::sleep(LOOK);
            if since.elapsed() >= MOMENT {
                beat()?;
                since = Instant::now();
            }
        }
        work.join().unwrap_or(Err(SpoolError::Internal))
    })
}

/// The name by which an error identifies the document.
pub(super) fn place(file: &str) -> PathBuf {
    format!("{file} in the store").into()
}

/// The facts about a document that is stored here.
struct Whole {
    octets: usize,
    /// The SHA-256 hash of the unencrypted bytes.
    sha256: String,
    seal: Option<Seal>,
}

fn whole(transaction: &Transaction<'_>, file: &str) -> database::Result<Whole> {
    transaction.prepare_cached(WHOLE)?.query_row([file], |row| {
        let octets: i64 = row.get("octets")?;
        Ok(Whole {
            octets: usize::try_from(octets).unwrap_or(0),
            sha256: row.get("sha256")?,
            seal: Seal::of((row.get("seal_key")?, row.get("seal")?)),
        })
    })
}

/// Returns the bytes if they have this hash, and an error otherwise.
fn checked(octets: Vec<u8>, hash: &str, file: &str) -> Result<Vec<u8>, SpoolError> {
    if sha256(&octets) != hash {
        let text = "its bytes are not those that were stored".to_owned();
        return Err(SpoolError::Document { path: place(file), text });
    }
    Ok(octets)
}

/// The number of bytes of a document that are already here. If the transfer can't be continued from
/// them, deletes them and returns 0.
fn begin(transaction: &Transaction<'_>, document: &Document) -> database::Result<usize> {
    let (upto, sum) = come(transaction, document)?;
    let mut select = transaction.prepare_cached(COMING)?;
    let of_row = |row: &Row<'_>| Ok(Seal::of((row.get(0)?, row.get(1)?)));
    let seal = select.query_row([&document.file], of_row).optional()?.flatten();
    if upto == sum && upto <= document.octets.len() && (upto == 0 || seal == document.seal) {
        return Ok(upto);
    }
    transaction.prepare_cached(FORGET)?.execute([&document.file])?;
    Ok(0)
}

/// The end of the last piece of a document that is here, and the sum of the lengths of its pieces.
fn come(transaction: &Transaction<'_>, document: &Document) -> database::Result<(usize, usize)> {
    let count = |count: i64| usize::try_from(count).unwrap_or(0);
    transaction
        .prepare_cached(COME)?
        .query_row([&document.file], |row| Ok((row.get(0).map(count)?, row.get(1).map(count)?)))
}

/// Whether a document is completely here, or so short that it is transferred together with its job.
pub(super) fn is_here(
    transaction: &Transaction<'_>,
    document: &Document,
) -> database::Result<bool> {
    let all = document.octets.len();
    Ok(all <= LEAST || come(transaction, document)? == (all, all))
}

/// Stores a document, joined from its pieces.
pub(super) fn put_together(
    transaction: &Transaction<'_>,
    document: &Document,
) -> database::Result<()> {
    let Document { file, octets, sha256, seal, .. } = document;
    let (by, seal) = (seal.as_ref().map(|seal| &seal.key), seal.as_ref().map(|seal| &seal.octets));
    if octets.len() <= LEAST {
        let row = params![file, sha256, octets, by, seal];
        return transaction.prepare_cached(INSERT)?.execute(row).map(drop);
    }
    if transaction.either(true, false) {
        let row = params![file, sha256, pieces(transaction, file)?, by, seal];
        transaction.prepare_cached(INSERT)?.execute(row)?;
    } else {
        transaction.prepare_cached(JOIN)?.execute(params![file, sha256, by, seal])?;
    }
    transaction.prepare_cached(FORGET)?.execute([file])?;
    let stale = now(transaction)? - STALE_MS;
    transaction.prepare_cached(FORGET_STALE)?.execute([stale]).map(drop)
}

/// Deletes the pieces of a document that belongs to no job.
pub(super) fn forget(transaction: &Transaction<'_>, document: &Document) -> database::Result<()> {
    if document.octets.len() <= LEAST {
        return Ok(());
    }
    transaction.prepare_cached(FORGET)?.execute([&document.file]).map(drop)
}

/// All pieces of a document, joined.
pub(super) fn pieces(transaction: &Transaction<'_>, file: &str) -> database::Result<Vec<u8>> {
    let mut whole: Vec<u8> = Vec::new();
    let mut select = transaction.prepare_cached(PIECES)?;
    for piece in select.query_map([file], |row| row.get::<_, Vec<u8>>(0))? {
        whole.extend(piece?);
    }
    Ok(whole)
}
