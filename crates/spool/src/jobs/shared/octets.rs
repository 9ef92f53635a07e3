//! The octets of a job's documents between a node and the store, a piece at a time: whoever brings
//! or fetches a large one by a slow line says in between that he is there, and how his calls go.
//!
//! A piece is as long as the line carries in a moment. What has come to the store stays for a day;
//! whose line broke off goes on there.

use std::ops::Range;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use super::parcel::Document;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::node::{now, sha256};
use crate::sealing::{Context, Seal, plain_octets, seal_begins};
use crate::{SharedQueue, SpoolError};

/// What has to be done between two pieces; an error ends it all.
pub type Beat<'b> = &'b mut dyn FnMut() -> Result<(), SpoolError>;

/// The octets of the first piece. Documents that have no more are brought with their job.
pub(super) const LEAST: usize = 16 * 1024;

/// The octets of a piece, at most.
const MOST: usize = 256 * 1024;

/// What a piece is to take, about.
const MOMENT: Duration = Duration::from_millis(500);

/// How often it is looked whether something else has come to its end meanwhile.
const LOOK: Duration = Duration::from_millis(1);

/// What nobody has gone on with for so long is deleted.
const STALE_MS: i64 = 24 * 60 * 60 * 1000;

const COME: &str = "SELECT coalesce(max(at + length(octets)), 0), coalesce(sum(length(octets)), 0) FROM job_pieces WHERE file = ?1";
const PUT: &str = "INSERT INTO job_pieces (file, at, octets, came_at, seal_key, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const COMING: &str = "SELECT seal_key, seal FROM job_pieces WHERE file = ?1 AND at = 0";
const PIECES: &str = "SELECT octets FROM job_pieces WHERE file = ?1 ORDER BY at";
const FORGET: &str = "DELETE FROM job_pieces WHERE file = ?1";
const FORGET_STALE: &str = "DELETE FROM job_pieces WHERE came_at < ?1";
const INSERT: &str =
    "INSERT INTO job_octets (file, sha256, octets, seal_key, seal) VALUES (?1, ?2, ?3, ?4, ?5)";
/// They need not come here for that.
const JOIN: &str = "
    INSERT INTO job_octets (file, sha256, octets, seal_key, seal)
    SELECT ?1, ?2, string_agg(octets, CAST('' AS BYTEA) ORDER BY at), ?3, ?4 FROM job_pieces WHERE file = ?1";
const WHOLE: &str =
    "SELECT length(octets) AS octets, sha256, seal_key, seal FROM job_octets WHERE file = ?1";
const PART: &str = "SELECT substr(octets, ?2, ?3) FROM job_octets WHERE file = ?1";

/// How long the next piece is.
struct Pace {
    octets: usize,
    since: Instant,
}

impl Pace {
    fn new() -> Self {
        Self { octets: LEAST, since: Instant::now() }
    }

    /// The piece that begins here, of so many octets in all.
    fn piece(&mut self, at: usize, all: usize) -> Range<usize> {
        self.since = Instant::now();
        at..all.min(at.saturating_add(self.octets))
    }

    /// It has gone.
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
    /// Brings a document's octets here, and goes on where that broke off.
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

    /// Seals a document for this store, where it has keys; as what has come of it already is
    /// sealed, if that will do.
    ///
    /// # Errors
    /// [`SpoolError::Keys`]. The store could not be asked.
    pub(super) fn seal_for_store(
        &self,
        mark: &str,
        document: &mut Document,
        beat: Beat<'_>,
    ) -> Result<(), SpoolError> {
        self.spool.encryption().may_be_plain()?;
        if self.spool.keys.is_none() {
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
                    // It is brought once more, from its beginning.
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

    /// A document's octets as they were handed in, of the job of this mark.
    ///
    /// # Errors
    /// They are not those that were put here, or can't be opened. The store could not be asked.
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
                // They were put in the place of others meanwhile, sealed (`rekeying`).
                Err(SpoolError::Document { .. })
                    if self.whole(&document.file)?.seal.is_some() != whole.seal.is_some() => {}
                read => return read,
            }
        }
    }

    /// The octets of a document that is here in clear; none if there is none such any more.
    ///
    /// # Errors
    /// They are not those that were put here, or nothing is taken in clear. The store could not be
    /// asked.
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
                let context = Context::of_job(of, (&whole.sha256, octets));
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

    /// The octets as they are here.
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

/// Does what may take its time, as a command that has the keys, and says meanwhile that we are there.
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

/// How an error says which document it is.
pub(super) fn place(file: &str) -> PathBuf {
    format!("{file} in the store").into()
}

/// What is known of a document that is here.
struct Whole {
    octets: usize,
    /// As it was put here, in clear.
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

/// The octets, if they hash to that.
fn checked(octets: Vec<u8>, hash: &str, file: &str) -> Result<Vec<u8>, SpoolError> {
    if sha256(&octets) != hash {
        let text = "its bytes are not those that were stored".to_owned();
        return Err(SpoolError::Document { path: place(file), text });
    }
    Ok(octets)
}

/// How many octets of a document have come; none, if what came can't be gone on with.
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

/// Up to where a document has come, and how many octets those are.
fn come(transaction: &Transaction<'_>, document: &Document) -> database::Result<(usize, usize)> {
    let count = |count: i64| usize::try_from(count).unwrap_or(0);
    transaction
        .prepare_cached(COME)?
        .query_row([&document.file], |row| Ok((row.get(0).map(count)?, row.get(1).map(count)?)))
}

/// Whether all of a document is here, or comes with its job.
pub(super) fn is_here(
    transaction: &Transaction<'_>,
    document: &Document,
) -> database::Result<bool> {
    let all = document.octets.len();
    Ok(all <= LEAST || come(transaction, document)? == (all, all))
}

/// Makes one of a document's pieces.
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

/// Forgets what has come of a document that is no job's.
pub(super) fn forget(transaction: &Transaction<'_>, document: &Document) -> database::Result<()> {
    if document.octets.len() <= LEAST {
        return Ok(());
    }
    transaction.prepare_cached(FORGET)?.execute([&document.file]).map(drop)
}

/// All that has come of a document.
pub(super) fn pieces(transaction: &Transaction<'_>, file: &str) -> database::Result<Vec<u8>> {
    let mut whole: Vec<u8> = Vec::new();
    let mut select = transaction.prepare_cached(PIECES)?;
    for piece in select.query_map([file], |row| row.get::<_, Vec<u8>>(0))? {
        whole.extend(piece?);
    }
    Ok(whole)
}
