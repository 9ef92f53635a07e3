//! Brings a document into the store before its fax: piece by piece, each of which keeps nobody
//! waiting, going on where it was cut off. Nobody sees it there until its fax names it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::comparing::identity;
use super::document::{Document, sha256};
use super::members::now;
use super::shipment::Shipment;
use super::{NotShipped, Standing};
use crate::database::{self, Purpose, Row, Transaction, Value, params};
use crate::sealing::{Context, DocumentKey, PIECE, Seal, seal_begins};
use crate::{Cluster, SpoolError};
use ferrofax_basics::UnixMs;

/// How often a node that has much to bring says that it is there: others take it for dead after
/// a minute.
const STAND: Duration = Duration::from_secs(20);

/// What was begun so long ago is forgotten, ms.
const FORGOTTEN_MS: i64 = 24 * 60 * 60 * 1000;

const COMING: &str = "
    UPDATE store_documents SET begun_at = ?3 WHERE token = ?1 AND sha256 = ?2 AND fax IS NULL
    RETURNING id, seal_key, seal";
const BEGIN: &str = "
    INSERT INTO store_documents (token, sha256, octets, begun_at, seal_key, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    RETURNING id";
/// The same at once, where documents are plain; one that is here already is gone on with.
const BEGIN_PLAIN: &str = "
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
/// The whole pieces of what there is of the fax already; it is read once more whether they are the same.
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

/// What became of a document that was to be begun.
enum Begun {
    /// It has this number, and of it there are pieces that hash to this.
    As(i64, Vec<(i64, String)>),
    /// It need not be brought, or may not be in clear.
    Not { is_sealed: bool },
}

/// A document that comes, as it is in the store: its number, its seal.
type Coming = (i64, Option<Seal>);

impl Cluster<'_> {
    /// Has the document of this whole in this store, before its fax; the number that it has here, none
    /// where the fax is here with it. What is here of it already is not brought again, nor what is here
    /// of the same fax before it grew.
    ///
    /// # Errors
    /// [`NotShipped`]; what was brought stays here for the next time.
    pub(super) fn receive(
        &self,
        standing: Standing<'_>,
        (shipment, document): (&Shipment, &Document),
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<i64>, NotShipped> {
        if self.spool.keys.is_none() && self.spool.objects.is_none() {
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

    /// The same into the tables, in clear: where no more than a piece is to be brought the store is asked
    /// as seldom as can be, since somebody may wait for it at the end of a network.
    fn receive_plain(
        &self,
        standing: Standing<'_>,
        (shipment, document): (&Shipment, &Document),
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<i64>, NotShipped> {
        // Read before the store waits for it.
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

    /// Has the whole document in this store, sealed where it has keys; the number that it has here.
    /// What is here of it already is not brought again.
    ///
    /// # Errors
    /// [`NotShipped`]; what was brought stays here for the next time.
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

    /// Brings what is missing of a document, each piece by itself, and reads once more whether all is here.
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
            let added = match &self.spool.objects {
                None => self.spool.add(|transaction| {
                    let row = params![number, at, octets];
                    transaction.prepare_cached(ADD)?.execute(row)?;
                    // What is here then it says with the last one.
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

    /// What is here of it, if it was begun, and which store this is. It is said that its node is there.
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

    /// Makes room for it, unless there is some that will do. Its number here, and by what it is sealed.
    fn begin_document(
        &self,
        standing: Standing<'_>,
        (document, context): (&Document, &Context),
        coming: Option<Coming>,
    ) -> Result<(i64, Option<DocumentKey>), SpoolError> {
        self.spool.encryption().may_be_plain()?;
        let of = PathBuf::from(format!("{} in the store", document.sha256));
        let is_sealing = self.spool.keys.is_some();
        match &coming {
            Some((number, None)) if !is_sealing => return Ok((*number, None)),
            Some((number, Some(seal))) if is_sealing => {
                match self.spool.encryption().open_seal(seal, context, &of) {
                    Ok(key) => return Ok((*number, Some(key))),
                    // By a key that is gone, or damaged: it is begun anew.
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
            // Pieces of another seal may be under way: these get a number of their own.
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

    /// The pieces that are not here. What is here with other octets, or of pieces of another
    /// size, is taken away.
    fn missing_pieces(
        &self,
        number: i64,
        outgoing: &mut Outgoing<'_>,
    ) -> Result<Vec<usize>, NotShipped> {
        let count = outgoing.document.pieces.len();
        if self.spool.objects.is_some() {
            let whole = self.whole_objects(number).map_err(NotShipped::of_store)?;
            return Ok((0..count).filter(|at| !whole.contains(&(*at as i64))).collect());
        }
        let found = self
            .spool
            .read(|transaction| hashes(transaction, number))
            .map_err(NotShipped::of_store)?;
        self.missing_of((number, found), outgoing)
    }

    /// The same by what the pieces hash to that are here.
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

/// A document as it leaves for the store, sealed where there is a key.
struct Outgoing<'d> {
    document: &'d Document,
    key: Option<DocumentKey>,
    /// What sealed pieces hash to.
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

    /// What a piece hashes to there, of those that it has.
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
    if transaction.prepare_cached(ADOPT_FOR_NONE)?.execute([number, fax])? > 0 {
        return Ok(());
    }
    transaction.prepare_cached(DROP_COMING)?.execute([number]).map(drop)
}

/// Forgets documents that nobody has gone on with for a day.
pub(super) fn forget_old(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<()> {
    transaction.prepare_cached(FORGET)?.execute([now - FORGOTTEN_MS]).map(drop)
}
