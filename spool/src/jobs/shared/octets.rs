//! The octets of a job's documents between a node and the store, a piece at a time: whoever brings
//! or fetches a large one by a slow line says in between that he is there, and how his calls go.
//!
//! A piece is as long as the line carries in a moment. What has come to the store stays for a day;
//! whose line broke off goes on there.

use std::ops::Range;
use std::time::{Duration, Instant};

use super::parcel::Document;
use crate::database::{self, Transaction, params};
use crate::node::{now, sha256};
use crate::{Spool, SpoolError};

/// What has to be done between two pieces; an error ends it all.
pub type Beat<'b> = &'b mut dyn FnMut() -> Result<(), SpoolError>;

/// The octets of the first piece. Documents that have no more are brought with their job.
const LEAST: usize = 16 * 1024;

/// The octets of a piece, at most.
const MOST: usize = 256 * 1024;

/// What a piece is to take, about.
const MOMENT: Duration = Duration::from_millis(500);

/// What nobody has gone on with for so long is deleted.
const STALE_MS: i64 = 24 * 60 * 60 * 1000;

const COME: &str = "SELECT coalesce(max(at + length(octets)), 0), coalesce(sum(length(octets)), 0) FROM job_pieces WHERE file = ?1";
const PUT: &str = "INSERT INTO job_pieces (file, at, octets, came_at) VALUES (?1, ?2, ?3, ?4)";
const PIECES: &str = "SELECT octets FROM job_pieces WHERE file = ?1 ORDER BY at";
const FORGET: &str = "DELETE FROM job_pieces WHERE file = ?1";
const FORGET_STALE: &str = "DELETE FROM job_pieces WHERE came_at < ?1";
const INSERT: &str = "INSERT INTO job_octets (file, sha256, octets) VALUES (?1, ?2, ?3)";
/// They need not come here for that.
const JOIN: &str = "
    INSERT INTO job_octets (file, sha256, octets)
    SELECT ?1, ?2, string_agg(octets, CAST('' AS BYTEA) ORDER BY at) FROM job_pieces WHERE file = ?1";
const WHOLE: &str = "SELECT length(octets), sha256 FROM job_octets WHERE file = ?1";
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

impl Spool {
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
            (self.write(|transaction| begin(transaction, document))?, Pace::new());
        while at < octets.len() {
            beat()?;
            let piece = pace.piece(at, octets.len());
            at = piece.end;
            self.write(|transaction| {
                let row =
                    params![file, piece.start as i64, &octets[piece.clone()], now(transaction)?];
                transaction.prepare_cached(PUT)?.execute(row).map(drop)
            })?;
            pace.gone();
        }
        beat()
    }

    /// A document's octets, and their hash as it was put here.
    pub(super) fn fetch_octets(
        &self,
        file: &str,
        beat: Beat<'_>,
    ) -> Result<(Vec<u8>, String), SpoolError> {
        let (all, hash): (i64, String) = self.read(|transaction| {
            let mut select = transaction.prepare_cached(WHOLE)?;
            select.query_row([file], |row| Ok((row.get(0)?, row.get(1)?)))
        })?;
        let all = usize::try_from(all).unwrap_or(0);
        let (mut octets, mut pace): (Vec<u8>, _) = (Vec::new(), Pace::new());
        while octets.len() < all {
            beat()?;
            let piece = pace.piece(octets.len(), all);
            let part: Vec<u8> = self.read(|transaction| {
                let mut select = transaction.prepare_cached(PART)?;
                let keys = params![file, piece.start as i64 + 1, piece.len() as i64];
                select.query_row(keys, |row| row.get(0))
            })?;
            if part.len() != piece.len() {
                break;
            }
            octets.extend(part);
            pace.gone();
        }
        Ok((octets, hash))
    }
}

/// How many octets of a document have come; none, if what came can't be gone on with.
fn begin(transaction: &Transaction<'_>, document: &Document) -> database::Result<usize> {
    let (upto, sum) = come(transaction, document)?;
    if upto == sum && upto <= document.octets.len() {
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
    let Document { file, octets, .. } = document;
    let hash = sha256(octets);
    if octets.len() <= LEAST {
        return transaction
            .prepare_cached(INSERT)?
            .execute(params![file, hash, octets])
            .map(drop);
    }
    if transaction.either(true, false) {
        let mut whole: Vec<u8> = Vec::new();
        let mut select = transaction.prepare_cached(PIECES)?;
        for piece in select.query_map([file], |row| row.get::<_, Vec<u8>>(0))? {
            whole.extend(piece?);
        }
        transaction.prepare_cached(INSERT)?.execute(params![file, hash, whole])?;
    } else {
        transaction.prepare_cached(JOIN)?.execute(params![file, hash])?;
    }
    transaction.prepare_cached(FORGET)?.execute([file])?;
    let stale = now(transaction)? - STALE_MS;
    transaction.prepare_cached(FORGET_STALE)?.execute([stale]).map(drop)
}
