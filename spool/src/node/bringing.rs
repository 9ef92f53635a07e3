//! Brings a document into the store before its fax: piece by piece, each of which keeps nobody
//! waiting, going on where it was cut off. Nobody sees it there until its fax names it.

use std::time::{Duration, Instant};

use super::comparing::identity;
use super::document::{Document, sha256};
use super::members::now;
use super::{NotShipped, Standing};
use crate::database::{self, Transaction, Value, params};
use crate::{Spool, SpoolError};

/// How often a node that has much to bring says that it is there: others take it for dead after
/// a minute.
const STAND: Duration = Duration::from_secs(20);

/// What was begun so long ago is forgotten, ms.
const FORGOTTEN_MS: i64 = 24 * 60 * 60 * 1000;

const BEGIN: &str = "
    INSERT INTO store_documents (token, sha256, octets, begun_at) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (token, sha256) WHERE fax IS NULL DO UPDATE SET begun_at = excluded.begun_at
    RETURNING id";
const FORGET: &str = "DELETE FROM store_documents WHERE fax IS NULL AND begun_at < ?1";
/// Here they are read, and on a server it says what they hash to.
const PIECES: &str = "SELECT number, octets FROM store_pieces WHERE document = ?1 ORDER BY number";
const HASHES_OF_POSTGRESQL: &str = "
    SELECT number, encode(sha256(octets), 'hex') FROM store_pieces WHERE document = ?1
    ORDER BY number";
const ADD: &str = "
    INSERT INTO store_pieces (document, number, octets) VALUES (?1, ?2, ?3)
    ON CONFLICT (document, number) DO NOTHING";
const DROP: &str = "DELETE FROM store_pieces WHERE document = ?1 AND number = ?2";
const IS_COMING: &str = "SELECT 1 FROM store_documents WHERE id = ?1 AND fax IS NULL";
const ADOPT: &str = "UPDATE store_documents SET fax = ?2 WHERE id = ?1 AND fax IS NULL";
const DROP_COMING: &str = "DELETE FROM store_documents WHERE id = ?1 AND fax IS NULL";
const DROP_OTHER: &str = "DELETE FROM store_documents WHERE fax = ?1 AND sha256 <> ?2";
const HAS: &str = "SELECT 1 FROM store_documents WHERE fax = ?1";

impl Spool {
    /// Has the whole document in this store; the number that it has here. What is here of it
    /// already is not brought again.
    ///
    /// # Errors
    /// [`NotShipped`]; what was brought stays here for the next time.
    pub(super) fn receive_document(
        &self,
        standing: Standing<'_>,
        document: &Document,
        stop: &dyn Fn() -> bool,
    ) -> Result<i64, NotShipped> {
        let (number, store) =
            self.begin_document(standing, document).map_err(NotShipped::of_store)?;
        let mut stood = Instant::now();
        for missing in self.missing_pieces(number, document).map_err(NotShipped::of_store)? {
            if stop() {
                return Err(NotShipped::Stopped);
            }
            if stood.elapsed() >= STAND {
                self.begin_document(standing, document).map_err(NotShipped::of_store)?;
                stood = Instant::now();
            }
            let octets = document.piece(missing).map_err(NotShipped::Here)?;
            let at = missing as i64;
            let added = match &self.objects {
                None => self.add(|transaction| {
                    let row = params![number, at, octets];
                    transaction.prepare_cached(ADD)?.execute(row).map(drop)
                }),
                Some(objects) => {
                    let name = format!("{store}/{number}-{}/{missing:05}", document.sha256);
                    self.put_object(&**objects, (&name, number, at), &octets)
                }
            };
            added.map_err(NotShipped::of_store)?;
        }
        match self.missing_pieces(number, document).map_err(NotShipped::of_store)?.len() {
            0 => Ok(number),
            wrong => Err(NotShipped::There(SpoolError::Document {
                path: format!("{} in the store", document.sha256).into(),
                text: format!("{wrong} of its pieces are not those that were brought"),
            })),
        }
    }

    /// Makes room for it, if there is none yet, and says that its node is there. Its number here,
    /// and which store this is.
    fn begin_document(
        &self,
        standing: Standing<'_>,
        document: &Document,
    ) -> Result<(i64, String), SpoolError> {
        self.write(|transaction| {
            let now = now(transaction)?;
            if let Err(why) = Self::stand_for(transaction, standing, now)? {
                return Ok(Err(why));
            }
            transaction.prepare_cached(FORGET)?.execute([now - FORGOTTEN_MS])?;
            let (token, octets) = (&standing.node.token, document.octets as i64);
            let row = params![token, document.sha256, octets, now];
            let number = transaction.prepare_cached(BEGIN)?.insert(row)?;
            Ok(Ok((number, identity(transaction)?)))
        })?
    }

    /// The pieces that are not here. What is here with other octets, or of pieces of another
    /// size, is taken away.
    fn missing_pieces(&self, number: i64, document: &Document) -> Result<Vec<usize>, SpoolError> {
        if self.objects.is_some() {
            let whole = self.whole_objects(number)?;
            return Ok((0..document.pieces.len())
                .filter(|at| !whole.contains(&(*at as i64)))
                .collect());
        }
        let found = self.read(|transaction| hashes(transaction, number))?;
        let is_right = |(at, hash): &(i64, String)| {
            usize::try_from(*at).ok().and_then(|at| document.pieces.get(at)) == Some(hash)
        };
        let (right, wrong): (Vec<_>, Vec<_>) = found.into_iter().partition(is_right);
        if !wrong.is_empty() {
            self.write(|transaction| {
                let mut delete = transaction.prepare_cached(DROP)?;
                wrong.iter().try_for_each(|(at, _)| delete.execute([number, *at]).map(|_| ()))
            })?;
        }
        let is_here = |at: &usize| right.iter().any(|(there, _)| *there == *at as i64);
        Ok((0..document.pieces.len()).filter(|at| !is_here(at)).collect())
    }
}

/// What pieces hash to that are here, by their numbers.
fn hashes(transaction: &Transaction<'_>, number: i64) -> database::Result<Vec<(i64, String)>> {
    let mut select =
        transaction.prepare_cached(transaction.either(PIECES, HASHES_OF_POSTGRESQL))?;
    let found = select.query_map([number], |row| {
        let hash = match row.get(1)? {
            Value::Blob(octets) => sha256(&octets),
            Value::Text(hash) => hash,
            _ => String::new(),
        };
        Ok((row.get(0)?, hash))
    })?;
    found.collect()
}

/// Whether what was brought under this number is here, and no fax's yet.
pub(super) fn is_coming(transaction: &Transaction<'_>, number: i64) -> database::Result<bool> {
    transaction.prepare_cached(IS_COMING)?.exists([number])
}

/// Makes what was brought the document of this fax.
pub(super) fn adopt(transaction: &Transaction<'_>, number: i64, fax: i64) -> database::Result<()> {
    transaction.prepare_cached(ADOPT)?.execute([number, fax]).map(drop)
}

/// The same of a fax that is here already, and whose document was lost or is another.
pub(super) fn mend(
    transaction: &Transaction<'_>,
    number: i64,
    (fax, sha256): (i64, &str),
) -> database::Result<()> {
    transaction.prepare_cached(DROP_OTHER)?.execute(params![fax, sha256])?;
    if !transaction.prepare_cached(HAS)?.exists([fax])? {
        adopt(transaction, number, fax)?;
    }
    transaction.prepare_cached(DROP_COMING)?.execute([number]).map(drop)
}
