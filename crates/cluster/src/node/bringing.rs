//! The transfer of a document into the shared database (in the code: *store*) before its fax. Each
//! piece is added by itself and blocks nobody, and the transfer continues where it was cut off.
//! Nobody sees the document there until its fax names it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::comparing::identity;
use super::document::{Document, sha256};
use super::members::now;
use super::shipment::Shipment;
use super::{NotShipped, Standing};
use crate::Cluster;
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::database::{self, Purpose, Row, Transaction, Value, params};
use ferrofax_spool::inside::sealing::{Context, DocumentKey, PIECE, Seal, seal_begins};
use ferrofax_spool::inside::{Inside, Seals};

/// How often a node with a long transfer reports that it is alive. Others take a node for dead
/// after a minute.
const STAND: Duration = Duration::from_secs(20);

/// The age at which an unfinished transfer is deleted, ms.
const FORGOTTEN_MS: i64 = 24 * 60 * 60 * 1000;

const COMING: &str = "
    UPDATE store_documents SET begun_at = ?3 WHERE token = ?1 AND sha256 = ?2 AND fax IS NULL
    RETURNING id, seal_key, seal";
const BEGIN: &str = "
    INSERT INTO store_documents (token, sha256, octets, begun_at, seal_key, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    RETURNING id";
/// Begins the transfer of an unencrypted document in one statement. A transfer that was begun
/// before is continued.
const BEGIN_PLAIN: &str = "
    INSERT INTO store_documents (token, sha256, octets, begun_at) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (token, sha256) WHERE fax IS NULL DO UPDATE SET begun_at = excluded.begun_at
    RETURNING id";
const FORGET: &str = "DELETE FROM store_documents WHERE fax IS NULL AND begun_at < ?1";
/// Reads the pieces of a SQLite database to hash them here. A PostgreSQL server calculates the
/// hashes itself.
const PIECES: &str = "SELECT number, octets FROM store_pieces WHERE document = ?1 ORDER BY number";
const HASHES_OF_POSTGRESQL: &str = "
    SELECT number, encode(sha256(octets), 'hex') FROM store_pieces WHERE document = ?1
    ORDER BY number";
const ADD: &str = "
    INSERT INTO store_pieces (document, number, octets) VALUES (?1, ?2, ?3)
    ON CONFLICT (document, number) DO NOTHING";
/// Copies the whole pieces of the fax's earlier, shorter document. Their hashes are compared again
/// before they count.
const TAKE_OVER: &str = "
    INSERT INTO store_pieces (document, number, octets)
    SELECT ?1, p.number, p.octets FROM node_faxes AS n
    JOIN store_documents AS d ON d.fax = n.fax AND d.seal_key IS NULL JOIN store_pieces AS p ON p.document = d.id
    WHERE n.node = ?2 AND n.mark = ?3 AND p.number < d.octets / ?4
    ON CONFLICT (document, number) DO NOTHING";
const DROP: &str = "DELETE FROM store_pieces WHERE document = ?1 AND number = ?2";
const IS_COMING: &str = "SELECT 1 FROM store_documents WHERE id = ?1 AND fax IS NULL";
const ADOPT: &str = "UPDATE store_documents SET fax = ?2 WHERE id = ?1 AND fax IS NULL";
const ADOPT_FOR_NONE: &str = "
    UPDATE store_documents SET fax = ?2 WHERE id = ?1 AND fax IS NULL
    AND NOT EXISTS (SELECT 1 FROM store_documents WHERE fax = ?2)";
const DROP_COMING: &str = "DELETE FROM store_documents WHERE id = ?1 AND fax IS NULL";
const DROP_OTHER: &str = "DELETE FROM store_documents WHERE fax = ?1 AND sha256 <> ?2";

/// The result of the beginning of a transfer.
enum Begun {
    /// The document's number in the shared database, and the numbers and hashes of its pieces
    /// there.
    As(i64, Vec<(i64, String)>),
    /// The shared database has the fax already, or accepts only encrypted documents.
    Not { is_sealed: bool },
}

/// A document in transfer, as the shared database has it: its number, and its wrapped key.
type Coming = (i64, Option<Seal>);

impl Cluster<'_> {
    /// Transfers the whole document of a shipment into this shared database, before the fax.
    /// Returns the document's number there. `None` if the fax is already there with its document.
    /// Pieces that are already there are not transferred again, nor are those of the same fax
    /// before it grew.
    ///
    /// # Errors [`NotShipped`]. The transferred pieces are kept for the next attempt.
    pub(super) fn receive(
        &self,
        standing: Standing<'_>,
        (shipment, document): (&Shipment, &Document),
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<i64>, NotShipped> {
        if !self.spool.encryption().has_keys() && self.spool.objects().is_none() {
            return self.receive_plain(standing, (shipment, document), stop);
        }
        if !shipment.is_coming
            && self.knows(standing.node, shipment).map_err(NotShipped::of_store)?
        {
            return Ok(None);
        }
        let context = shipment.context(&standing.node.name, document);
        self.receive_document(standing, (document, &context), stop).map(Some)
    }

    /// Transfers an unencrypted document into the tables, as [`Self::receive`] does. A document of
    /// a single piece needs as few requests as possible, because somebody may be waiting for it
    /// across a network.
    fn receive_plain(
        &self,
        standing: Standing<'_>,
        (shipment, document): (&Shipment, &Document),
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<i64>, NotShipped> {
        // The only piece is read before the database waits for it.
        let only = match document.pieces.len() {
            1 if stop() => return Err(NotShipped::Stopped),
            1 => Some(document.piece(0).map_err(NotShipped::Here)?),
            _ => None,
        };
        let begun = self.spool.transaction(Purpose::Additions, |transaction| {
            let opening = Self::opening(transaction, standing.node, (None, shipment))?;
            opening.is_it(standing.node)?;
            if opening.is_sealed || (opening.is_known && !shipment.is_coming) {
                return Ok(Begun::Not { is_sealed: opening.is_sealed });
            }
            let octets = document.octets as i64;
            let row = params![standing.node.token, document.sha256, octets, opening.now];
            let number = transaction.prepare_cached(BEGIN_PLAIN)?.insert(row)?;
            match &only {
                Some(piece) => {
                    transaction.prepare_cached(ADD)?.execute(params![number, 0, piece])?;
                }
                None if shipment.is_coming => {
                    let row = params![number, standing.node.name, shipment.mark, PIECE as i64];
                    transaction.prepare_cached(TAKE_OVER)?.execute(row)?;
                }
                None => {}
            }
            Ok(Begun::As(number, hashes(transaction, number)?))
        });
        let (number, there) = match begun.map_err(NotShipped::of_store)? {
            Begun::As(number, there) => (number, there),
            Begun::Not { is_sealed: false } => return Ok(None),
            Begun::Not { is_sealed: true } => {
                self.spool.encryption().may_be_plain().map_err(NotShipped::of_store)?;
                return Err(NotShipped::There(SpoolError::Changed));
            }
        };
        let mut outgoing = Outgoing { document, key: None, hashes: HashMap::new() };
        let missing = self.missing_of((number, there), &mut outgoing)?;
        self.bring_pieces(standing, (number, &missing, ""), &mut outgoing, stop)
            .map(Some)
    }

    /// Transfers the whole document into this shared database, encrypted if the database has keys.
    /// Returns the document's number there. Pieces that are already there are not transferred
    /// again.
    ///
    /// # Errors [`NotShipped`]. The transferred pieces are kept for the next attempt.
    pub(super) fn receive_document(
        &self,
        standing: Standing<'_>,
        (document, context): (&Document, &Context),
        stop: &dyn Fn() -> bool,
    ) -> Result<i64, NotShipped> {
        let (coming, store) =
            self.coming_document(standing, document).map_err(NotShipped::of_store)?;
        let (number, key) = self
            .begin_document(standing, (document, context), coming)
            .map_err(NotShipped::of_store)?;
        let mut outgoing = Outgoing { document, key, hashes: HashMap::new() };
        let missing = self.missing_pieces(number, &mut outgoing)?;
        self.bring_pieces(standing, (number, &missing, &store), &mut outgoing, stop)
    }

    /// Transfers the missing pieces of a document, each by itself. Then checks that all pieces are
    /// there.
    fn bring_pieces(
        &self,
        standing: Standing<'_>,
        (number, missing, store): (i64, &[usize], &str),
        outgoing: &mut Outgoing<'_>,
        stop: &dyn Fn() -> bool,
    ) -> Result<i64, NotShipped> {
        let document = outgoing.document;
        let (mut stood, mut there) = (Instant::now(), None);
        for (left, missing) in missing.iter().rev().enumerate().rev().map(|(left, at)| (left, *at))
        {
            if stop() {
                return Err(NotShipped::Stopped);
            }
            if stood.elapsed() >= STAND {
                self.coming_document(standing, document).map_err(NotShipped::of_store)?;
                stood = Instant::now();
            }
            let octets = outgoing.piece(missing).map_err(NotShipped::Here)?;
            let at = missing as i64;
            let added = match self.spool.objects() {
                None => self.spool.add(|transaction| {
                    let row = params![number, at, octets];
                    transaction.prepare_cached(ADD)?.execute(row)?;
                    // The transaction of the last piece also reads the hashes of all pieces.
                    there = if left == 0 { Some(hashes(transaction, number)?) } else { None };
                    Ok(())
                }),
                Some(objects) => {
                    let name = format!("{store}/{number}-{}/{missing:05}", document.sha256);
                    self.put_object(&**objects, (&name, number, at), &octets)
                }
            };
            added.map_err(NotShipped::of_store)?;
        }
        let wrong = match (there, missing.is_empty()) {
            (Some(there), _) => self.missing_of((number, there), outgoing)?.len(),
            (None, true) => 0,
            (None, false) => self.missing_pieces(number, outgoing)?.len(),
        };
        match wrong {
            0 => Ok(number),
            wrong => Err(NotShipped::There(SpoolError::Document {
                path: format!("{} in the store", document.sha256).into(),
                text: format!("{wrong} of its pieces are not those that were brought"),
            })),
        }
    }

    /// Returns the transfer of the document, if one was begun, and the identity of this shared
    /// database. Also reports that the node is alive.
    fn coming_document(
        &self,
        standing: Standing<'_>,
        document: &Document,
    ) -> Result<(Option<Coming>, String), SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let now = now(transaction)?;
            Self::stand_for(transaction, standing, now)?;
            forget_old(transaction, now)?;
            let keys = params![standing.node.token, document.sha256, now];
            let mut coming = transaction.prepare_cached(COMING)?;
            let of_row = |row: &Row<'_>| {
                Ok((row.get(0)?, Seal::of((row.get("seal_key")?, row.get("seal")?))))
            };
            let found = coming.query_map(keys, of_row)?.collect::<database::Result<Vec<_>>>()?;
            Ok((found.into_iter().next(), identity(transaction)?))
        })
    }

    /// Begins the transfer of a document, unless one was begun that can be continued. Returns its
    /// number here, and the key that encrypts it.
    fn begin_document(
        &self,
        standing: Standing<'_>,
        (document, context): (&Document, &Context),
        coming: Option<Coming>,
    ) -> Result<(i64, Option<DocumentKey>), SpoolError> {
        self.spool.encryption().may_be_plain()?;
        let of = PathBuf::from(format!("{} in the store", document.sha256));
        let is_sealing = self.spool.encryption().has_keys();
        match &coming {
            Some((number, None)) if !is_sealing => return Ok((*number, None)),
            Some((number, Some(seal))) if is_sealing => {
                match self.spool.encryption().open_seal(seal, context, &of) {
                    Ok(key) => return Ok((*number, Some(key))),
                    // Its key is gone or damaged, so the transfer begins again.
                    Err(SpoolError::Document { .. }) => {}
                    Err(why) => return Err(why),
                }
            }
            _ => {}
        }
        let (seal, key) = self.spool.encryption().new_seal(context)?.unzip();
        let number = self.spool.write_or_refuse(|transaction| {
            let now = now(transaction)?;
            Self::stand_for(transaction, standing, now)?;
            if let Some(Seal { key, .. }) = &seal {
                seal_begins(transaction, key, now)?;
            }
            // Pieces encrypted with another key may be in transfer. The new pieces get a number of
            // their own.
            if let Some((other, _)) = coming {
                transaction.prepare_cached(DROP_COMING)?.execute([other])?;
            }
            let (token, octets) = (&standing.node.token, document.octets as i64);
            let (by, seal) = seal.map(|seal| (seal.key, seal.octets)).unzip();
            let row = params![token, document.sha256, octets, now, by, seal];
            Ok(transaction.prepare_cached(BEGIN)?.insert(row)?)
        })?;
        Ok((number, key))
    }

    /// The pieces that are not here. Pieces with other bytes or of another size are deleted.
    fn missing_pieces(
        &self,
        number: i64,
        outgoing: &mut Outgoing<'_>,
    ) -> Result<Vec<usize>, NotShipped> {
        let count = outgoing.document.pieces.len();
        if self.spool.objects().is_some() {
            let whole = self.whole_objects(number).map_err(NotShipped::of_store)?;
            return Ok((0..count).filter(|at| !whole.contains(&(*at as i64))).collect());
        }
        let found = self
            .spool
            .read(|transaction| hashes(transaction, number))
            .map_err(NotShipped::of_store)?;
        self.missing_of((number, found), outgoing)
    }

    /// Finds the missing pieces as [`Self::missing_pieces`] does, from the hashes of the pieces
    /// here.
    fn missing_of(
        &self,
        (number, found): (i64, Vec<(i64, String)>),
        outgoing: &mut Outgoing<'_>,
    ) -> Result<Vec<usize>, NotShipped> {
        let count = outgoing.document.pieces.len();
        let (mut right, mut wrong) = (Vec::new(), Vec::new());
        for (at, hash) in found {
            let piece = usize::try_from(at).ok().filter(|piece| *piece < count);
            let is_right = match piece {
                Some(piece) => outgoing.hash(piece).map_err(NotShipped::Here)? == hash,
                None => false,
            };
            if is_right { right.push(at) } else { wrong.push(at) }
        }
        if !wrong.is_empty() {
            let dropped = self.spool.write(|transaction| {
                let mut delete = transaction.prepare_cached(DROP)?;
                wrong.iter().try_for_each(|at| delete.execute([number, *at]).map(drop))
            });
            dropped.map_err(NotShipped::of_store)?;
        }
        Ok((0..count).filter(|at| !right.contains(&(*at as i64))).collect())
    }
}

/// A document as it is sent to the shared database: encrypted if there is a key.
struct Outgoing<'d> {
    document: &'d Document,
    key: Option<DocumentKey>,
    /// The hashes of the encrypted pieces.
    hashes: HashMap<usize, String>,
}

impl Outgoing<'_> {
    fn piece(&mut self, number: usize) -> Result<Vec<u8>, SpoolError> {
        let piece = self.document.piece(number)?;
        let Some(key) = &self.key else { return Ok(piece) };
        let sealed = key.seal(number, piece);
        self.hashes.insert(number, sha256(&sealed));
        Ok(sealed)
    }

    /// The hash that a piece has in the shared database, for the pieces that are there.
    fn hash(&mut self, number: usize) -> Result<String, SpoolError> {
        if self.key.is_none() {
            return Ok(self.document.pieces.get(number).cloned().unwrap_or_default());
        }
        if let Some(hash) = self.hashes.get(&number) {
            return Ok(hash.clone());
        }
        Ok(sha256(&self.piece(number)?))
    }
}

/// The hashes of a document's pieces here, by the numbers of the pieces.
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

/// Whether the document with this number is here and belongs to no fax yet.
pub(super) fn is_coming(transaction: &Transaction<'_>, number: i64) -> database::Result<bool> {
    transaction.prepare_cached(IS_COMING)?.exists([number])
}

/// Makes the transferred document the document of this fax.
pub(super) fn adopt(transaction: &Transaction<'_>, number: i64, fax: i64) -> database::Result<()> {
    transaction.prepare_cached(ADOPT)?.execute([number, fax]).map(drop)
}

/// Gives the transferred document to a fax that is already here. The fax's document was lost, or is
/// another one and is deleted. If the fax has this document meanwhile, the transferred one is
/// deleted.
pub(super) fn mend(
    transaction: &Transaction<'_>,
    number: i64,
    (fax, sha256): (i64, &str),
) -> database::Result<()> {
    transaction.prepare_cached(DROP_OTHER)?.execute(params![fax, sha256])?;
    if transaction.prepare_cached(ADOPT_FOR_NONE)?.execute([number, fax])? > 0 {
        return Ok(());
    }
    transaction.prepare_cached(DROP_COMING)?.execute([number]).map(drop)
}

/// Deletes documents whose transfer nobody has continued for a day.
pub(super) fn forget_old(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<()> {
    transaction.prepare_cached(FORGET)?.execute([now - FORGOTTEN_MS]).map(drop)
}
