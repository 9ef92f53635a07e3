//! The transfer of a document into the shared database (in the code: *store*) before its fax or
//! job. Each piece is added by itself and blocks nobody, and the transfer continues where it was cut
//! off. Nobody sees the document there until its fax or job names it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::comparing::identity;
use super::document::{Document, sha256};
use super::members::now;
use super::owning::forget_old;
use super::pace::{Pace, beating};
use super::shipment::Shipment;
use super::{NotShipped, Standing};
use crate::Cluster;
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::database::{self, Purpose, Row, Transaction, Value, params};
use ferrofax_spool::inside::sealing::{Context, DocumentKey, PIECE, Seal, seal_begins};
use ferrofax_spool::inside::{Inside, Seals};

/// How often a node with a long transfer of a fax reports that it is alive. Others take a node for
/// dead after a minute.
const STAND: Duration = Duration::from_secs(20);

const COMING: &str = "
    UPDATE store_documents SET begun_at = ?3
    WHERE token = ?1 AND sha256 = ?2 AND fax IS NULL AND file IS NULL RETURNING id, seal_key, seal";
const BEGIN: &str = "
    INSERT INTO store_documents (token, sha256, octets, begun_at, seal_key, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    RETURNING id";
/// Begins the transfer of an unencrypted document in one statement. A transfer that was begun
/// before is continued.
const BEGIN_PLAIN: &str = "
    INSERT INTO store_documents (token, sha256, octets, begun_at) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (token, sha256) WHERE fax IS NULL DO UPDATE SET begun_at = excluded.begun_at
    RETURNING id";
const DROP_COMING: &str =
    "DELETE FROM store_documents WHERE id = ?1 AND fax IS NULL AND file IS NULL";
/// Reads the pieces of a SQLite database to hash them here. A PostgreSQL server calculates the
/// hashes itself.
const PIECES: &str = "
    SELECT number, octets, length(octets) FROM store_pieces WHERE document = ?1 ORDER BY number";
const HASHES_OF_POSTGRESQL: &str = "
    SELECT number, encode(sha256(octets), 'hex'), length(octets) FROM store_pieces WHERE document = ?1
    ORDER BY number";
/// Adds the part of a piece that begins at the byte `?4`.
const ADD: &str = "
    INSERT INTO store_pieces (document, number, octets) VALUES (?1, ?2, ?3)
    ON CONFLICT (document, number) DO UPDATE SET octets = CAST(store_pieces.octets || excluded.octets AS BLOB)
    WHERE length(store_pieces.octets) = ?4";
/// Copies the whole pieces of the fax's earlier, shorter document. Their hashes are compared again
/// before they count.
const TAKE_OVER: &str = "
    INSERT INTO store_pieces (document, number, octets)
    SELECT ?1, p.number, p.octets FROM node_faxes AS n
    JOIN store_documents AS d ON d.fax = n.fax AND d.seal_key IS NULL JOIN store_pieces AS p ON p.document = d.id
    WHERE n.node = ?2 AND n.mark = ?3 AND p.number < d.octets / ?4
    ON CONFLICT (document, number) DO NOTHING";
const DROP: &str = "DELETE FROM store_pieces WHERE document = ?1 AND number = ?2";

/// The work to be done between two parts of a document. An error ends the transfer.
pub(crate) type Between<'b> = &'b mut dyn FnMut() -> Result<(), NotShipped>;

/// A document that is to be transferred.
#[derive(Clone, Copy)]
pub(crate) struct Transfer<'t> {
    /// The text by which, together with the hash, an unfinished transfer of the document is found
    /// again.
    pub(crate) token: &'t str,
    pub(crate) document: &'t Document,
    /// The identity for which the document is encrypted, if the shared database has keys.
    pub(crate) context: &'t Context,
    /// Whether the document is stored in the tables, even if the settings name another place.
    pub(crate) is_for_tables: bool,
}

/// The result of the beginning of a transfer.
enum Begun {
    /// The document's number in the shared database, and its pieces there.
    As(i64, Vec<PieceThere>),
    /// The shared database has the fax already, or accepts only encrypted documents.
    Not { is_sealed: bool },
}

/// A piece in the shared database: its number, hash and length.
type PieceThere = (i64, String, usize);

/// A piece that is not completely in the shared database: its number, and how many of its bytes are
/// there.
type Missing = (usize, usize);

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
        let mut stood = Instant::now();
        let mut between = || {
            if stop() {
                return Err(NotShipped::Stopped);
            }
            if stood.elapsed() >= STAND {
                self.stand(standing)?;
                stood = Instant::now();
            }
            Ok(())
        };
        let context = &shipment.context(&standing.node.name, document);
        let token = &*standing.node.token;
        let transfer = Transfer { token, document, context, is_for_tables: false };
        if !self.spool.encryption().has_keys() && self.spool.objects().is_none() {
            return self.receive_plain(standing, (shipment, transfer), &mut between);
        }
        if !shipment.is_coming && self.knows(standing.node, shipment)? {
            return Ok(None);
        }
        self.receive_document(transfer, Pace::of_pieces(), &mut between).map(Some)
    }

    /// Transfers an unencrypted document into the tables, as [`Self::receive`] does. A document of
    /// a single piece needs as few requests as possible, because somebody may be waiting for it
    /// across a network.
    fn receive_plain(
        &self,
        standing: Standing<'_>,
        (shipment, transfer): (&Shipment, Transfer<'_>),
        between: Between<'_>,
    ) -> Result<Option<i64>, NotShipped> {
        let pace = Pace::of_pieces();
        let only = only_part(transfer.document, &pace, between)?;
        let begun: Result<_, SpoolError> =
            self.spool.transaction(Purpose::Additions, |transaction| {
                let opening = Self::opening(transaction, standing.node, (None, shipment))?;
                opening.is_it(standing.node)?;
                if opening.is_sealed || (opening.is_known && !shipment.is_coming) {
                    return Ok(Begun::Not { is_sealed: opening.is_sealed });
                }
                let number = begin_plain(transaction, transfer, opening.now, only.as_deref())?;
                if only.is_none() && shipment.is_coming {
                    let row = params![number, standing.node.name, shipment.mark, PIECE as i64];
                    transaction.run(TAKE_OVER, row)?;
                }
                Ok(Begun::As(number, pieces(transaction, number)?))
            });
        let (number, there) = match begun? {
            Begun::As(number, there) => (number, there),
            Begun::Not { is_sealed: false } => return Ok(None),
            Begun::Not { is_sealed: true } => {
                self.spool.encryption().may_be_plain()?;
                return Err(NotShipped::There(SpoolError::Changed));
            }
        };
        let mut outgoing = Outgoing::new(transfer, None, pace);
        let missing = self.missing_of((number, there), &mut outgoing)?;
        self.bring_pieces((number, &missing, ""), &mut outgoing, between).map(Some)
    }

    /// Transfers the whole document into this shared database, encrypted if the database has keys.
    /// Returns the document's number there. Bytes that are already there are not transferred again.
    ///
    /// # Errors [`NotShipped`]. The transferred bytes are kept for the next attempt.
    pub(crate) fn receive_document(
        &self,
        transfer: Transfer<'_>,
        pace: Pace,
        between: Between<'_>,
    ) -> Result<i64, NotShipped> {
        self.spool.encryption().may_be_plain()?;
        let is_sealing = self.spool.encryption().has_keys();
        let only = if is_sealing || self.objects_for(transfer).is_some() {
            None
        } else {
            only_part(transfer.document, &pace, between)?
        };
        let (number, key, store, there) = if is_sealing {
            let (number, key, store) = beating(between, || Ok(self.begin_sealed(transfer)?))?;
            (number, Some(key), store, None)
        } else {
            let (number, store, there) = self.spool.add(|transaction| {
                let now = now(transaction)?;
                let number = begin_plain(transaction, transfer, now, only.as_deref())?;
                Ok((number, identity(transaction)?, pieces(transaction, number)?))
            })?;
            (number, None, store, Some(there))
        };
        let mut outgoing = Outgoing::new(transfer, key, pace);
        let missing = match there.filter(|_| self.objects_for(transfer).is_none()) {
            Some(there) => self.missing_of((number, there), &mut outgoing)?,
            None => self.missing_pieces(number, &mut outgoing)?,
        };
        self.bring_pieces((number, &missing, &store), &mut outgoing, between)
    }

    /// The place of a document's pieces, if they are not stored in the tables.
    fn objects_for(&self, transfer: Transfer<'_>) -> Option<&dyn ferrofax_spool::Objects> {
        let objects = self.spool.objects().filter(|_| !transfer.is_for_tables);
        objects.map(|objects| &**objects)
    }

    /// Transfers the missing pieces of a document, each by itself. Then checks that all pieces are
    /// there.
    fn bring_pieces(
        &self,
        (number, missing, store): (i64, &[Missing], &str),
        outgoing: &mut Outgoing<'_>,
        between: Between<'_>,
    ) -> Result<i64, NotShipped> {
        let transfer = outgoing.transfer;
        let mut there = None;
        for (at, from) in missing {
            let octets = outgoing.piece(*at).map_err(NotShipped::Here)?;
            let is_last = missing.last().is_some_and(|(last, _)| last == at);
            let piece = (number, *at as i64);
            match self.objects_for(transfer) {
                None => {
                    let parts = (&*octets, *from, is_last);
                    there = self.add_piece(piece, parts, (&mut outgoing.pace, &mut *between))?;
                }
                Some(objects) => {
                    between()?;
                    let name = format!("{store}/{number}-{}/{at:05}", transfer.document.sha256);
                    beating(&mut *between, || {
                        Ok(self.put_object(objects, (&name, piece.0, piece.1), &octets)?)
                    })?;
                }
            }
        }
        let wrong = match (there, missing.is_empty()) {
            (Some(there), _) => self.missing_of((number, there), outgoing)?.len(),
            (None, true) => 0,
            (None, false) => self.missing_pieces(number, outgoing)?.len(),
        };
        match wrong {
            0 => Ok(number),
            wrong => Err(NotShipped::There(SpoolError::Away {
                path: format!("{} in the store", transfer.document.sha256).into(),
                text: format!("{wrong} of its pieces are not those that were brought"),
            })),
        }
    }

    /// Adds a piece to the tables, in parts, from the byte `from` on. If it is the last piece, the
    /// transaction of its last part also reads the hashes of all pieces.
    fn add_piece(
        &self,
        (number, at): (i64, i64),
        (octets, mut from, is_last): (&[u8], usize, bool),
        (pace, between): (&mut Pace, Between<'_>),
    ) -> Result<Option<Vec<PieceThere>>, NotShipped> {
        loop {
            between()?;
            let part = pace.part(from, octets.len());
            let is_end = part.end == octets.len();
            let added = self.spool.add(|transaction| {
                let octets = &octets[part.clone()];
                let row = params![number, at, octets, part.start as i64];
                transaction.run(ADD, row)?;
                (is_last && is_end).then(|| pieces(transaction, number)).transpose()
            });
            let there = added?;
            pace.gone();
            from = part.end;
            if is_end {
                return Ok(there);
            }
        }
    }

    /// Begins the transfer of an encrypted document, unless one was begun that can be continued.
    /// Returns the document's number here, the key that encrypts it, and the identity of this
    /// shared database.
    fn begin_sealed(
        &self,
        Transfer { token, document, context, .. }: Transfer<'_>,
    ) -> Result<(i64, DocumentKey, String), SpoolError> {
        let (coming, store) = self.spool.write(|transaction| {
            let now = now(transaction)?;
            forget_old(transaction, now)?;
            let of_row = |row: &Row<'_>| {
                Ok((row.get(0)?, Seal::of((row.get("seal_key")?, row.get("seal")?))))
            };
            let found: Vec<(i64, Option<Seal>)> =
                transaction.all(COMING, params![token, document.sha256, now], of_row)?;
            Ok((found.into_iter().next(), identity(transaction)?))
        })?;
        if let Some((number, Some(seal))) = &coming {
            let of = PathBuf::from(format!("{} in the store", document.sha256));
            match self.spool.encryption().open_seal(seal, context, &of) {
                Ok(key) => return Ok((*number, key, store)),
                // Its key is gone or damaged, so the transfer begins again.
                Err(SpoolError::Document { .. }) => {}
                Err(why) => return Err(why),
            }
        }
        let new = self.spool.encryption().new_seal(context)?;
        let (seal, key) = new.ok_or(SpoolError::Internal)?;
        let number = self.spool.write_or_refuse(|transaction| {
            let now = now(transaction)?;
            seal_begins(transaction, &seal.key, now)?;
            // Pieces encrypted with another key may be in transfer. The new pieces get a number of
            // their own.
            if let Some((other, _)) = coming {
                transaction.run(DROP_COMING, [other])?;
            }
            let octets = document.octets as i64;
            let row = params![token, document.sha256, octets, now, seal.key, seal.octets];
            Ok(transaction.insert(BEGIN, row)?)
        })?;
        Ok((number, key, store))
    }

    /// The pieces that are not completely here. Pieces with other bytes are deleted.
    fn missing_pieces(
        &self,
        number: i64,
        outgoing: &mut Outgoing<'_>,
    ) -> Result<Vec<Missing>, NotShipped> {
        if self.objects_for(outgoing.transfer).is_some() {
            let whole = self.whole_objects(number)?;
            let all = 0..outgoing.transfer.document.pieces.len();
            let missing = all.filter(|at| !whole.contains(&(*at as i64)));
            return Ok(missing.map(|at| (at, 0)).collect());
        }
        let found = self.spool.read(|transaction| pieces(transaction, number))?;
        self.missing_of((number, found), outgoing)
    }

    /// Finds the missing pieces as [`Self::missing_pieces`] does, from the hashes of the pieces
    /// here.
    fn missing_of(
        &self,
        (number, found): (i64, Vec<PieceThere>),
        outgoing: &mut Outgoing<'_>,
    ) -> Result<Vec<Missing>, NotShipped> {
        let count = outgoing.transfer.document.pieces.len();
        let (mut right, mut wrong) = (HashMap::new(), Vec::new());
        for (at, hash, octets) in found {
            let piece = usize::try_from(at).ok().filter(|piece| *piece < count);
            let has = match piece {
                Some(piece) => outgoing.has(piece, &hash, octets).map_err(NotShipped::Here)?,
                None => Has::Other,
            };
            match (piece, has) {
                (Some(piece), Has::All) => drop(right.insert(piece, None)),
                (Some(piece), Has::Part) => drop(right.insert(piece, Some(octets))),
                _ => wrong.push(at),
            }
        }
        if !wrong.is_empty() {
            let dropped = self.spool.write(|transaction| {
                let mut delete = transaction.prepare_cached(DROP)?;
                wrong.iter().try_for_each(|at| delete.execute([number, *at]).map(drop))
            });
            dropped?;
        }
        let missing = |at: usize| match right.get(&at) {
            Some(None) => None,
            Some(Some(octets)) => Some((at, *octets)),
            None => Some((at, 0)),
        };
        Ok((0..count).filter_map(missing).collect())
    }
}

/// How much of a piece the shared database has.
enum Has {
    All,
    /// The beginning of the piece.
    Part,
    /// Other bytes.
    Other,
}

/// A document as it is sent to the shared database: encrypted if there is a key.
struct Outgoing<'t> {
    transfer: Transfer<'t>,
    key: Option<DocumentKey>,
    pace: Pace,
    /// The hashes of the encrypted pieces.
    hashes: HashMap<usize, String>,
}

impl<'t> Outgoing<'t> {
    fn new(transfer: Transfer<'t>, key: Option<DocumentKey>, pace: Pace) -> Self {
        Self { transfer, key, pace, hashes: HashMap::new() }
    }

    fn piece(&mut self, number: usize) -> Result<Vec<u8>, SpoolError> {
        let piece = self.transfer.document.piece(number)?;
        let Some(key) = &self.key else { return Ok(piece) };
        let sealed = key.seal(number, piece);
        self.hashes.insert(number, sha256(&sealed));
        Ok(sealed)
    }

    /// The hash that a piece has in the shared database, for the pieces that are there.
    fn hash(&mut self, number: usize) -> Result<String, SpoolError> {
        if self.key.is_none() {
            return Ok(self.transfer.document.pieces.get(number).cloned().unwrap_or_default());
        }
        if let Some(hash) = self.hashes.get(&number) {
            return Ok(hash.clone());
        }
        Ok(sha256(&self.piece(number)?))
    }

    /// Compares a piece with the bytes in the shared database, which have this hash and length.
    fn has(&mut self, number: usize, hash: &str, octets: usize) -> Result<Has, SpoolError> {
        if self.hash(number)? == hash {
            return Ok(Has::All);
        }
        let piece = self.piece(number)?;
        let is_part = piece.get(..octets).is_some_and(|part| sha256(part) == hash);
        Ok(if is_part { Has::Part } else { Has::Other })
    }
}

/// Reads a document that is only one part, before the database waits for it.
fn only_part(
    document: &Document,
    pace: &Pace,
    between: Between<'_>,
) -> Result<Option<Vec<u8>>, NotShipped> {
    if document.pieces.len() != 1 || !pace.is_one_part(document.octets) {
        return Ok(None);
    }
    between()?;
    document.piece(0).map(Some).map_err(NotShipped::Here)
}

/// Begins or continues the transfer of an unencrypted document, and adds its only part. Returns the
/// document's number.
fn begin_plain(
    transaction: &Transaction<'_>,
    Transfer { token, document, .. }: Transfer<'_>,
    now: UnixMs,
    only: Option<&[u8]>,
) -> database::Result<i64> {
    let row = params![token, document.sha256, document.octets as i64, now];
    let number = transaction.insert(BEGIN_PLAIN, row)?;
    if let Some(piece) = only {
        transaction.run(ADD, params![number, 0, piece, 0])?;
    }
    Ok(number)
}

/// The pieces of a document here.
fn pieces(transaction: &Transaction<'_>, number: i64) -> database::Result<Vec<PieceThere>> {
    transaction.all(transaction.either(PIECES, HASHES_OF_POSTGRESQL), [number], |row| {
        let hash = match row.get(1)? {
            Value::Blob(octets) => sha256(&octets),
            Value::Text(hash) => hash,
            _ => String::new(),
        };
        let octets: i64 = row.get(2)?;
        Ok((row.get(0)?, hash, usize::try_from(octets).unwrap_or(0)))
    })
}
