//! Documents in the shared database (in the code: *store*) are read, decrypted, and checked by their
//! hashes.

use std::path::PathBuf;

use super::objects::object_of;
use super::owning::Owner;
use super::pace::{Pace, beating};
use crate::Cluster;
use data_encoding::HEXLOWER;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::sealing::{
    Context, DocumentKey, PIECE, Seal, fax_context, job_context, plain_octets, sealed_octets,
};
use ferrofax_spool::inside::{Inside, Seals};
use ferrofax_spool::{FaxId, SpoolError};
use sha2::{Digest, Sha256};

const OF_FAX: &str = "
    SELECT n.sha256, n.node, n.mark, d.id, d.octets, d.seal_key, d.seal FROM faxes AS f LEFT JOIN node_faxes AS n ON n.fax = f.id
    LEFT JOIN store_documents AS d ON d.fax = f.id WHERE f.id = ?1";
/// Nodes of version 0.3.0 store documents of jobs in `job_octets`.
const OF_JOB: &str = "
    SELECT d.id, d.sha256, d.octets, d.seal_key, d.seal, j.number, o.value AS mark FROM job_documents AS j
    LEFT JOIN job_options AS o ON o.job = j.job AND o.name = 'mark'
    JOIN (SELECT id, file, sha256, octets, seal_key, seal FROM store_documents WHERE file = ?1
          UNION ALL SELECT NULL, file, sha256, length(octets), seal_key, seal FROM job_octets WHERE file = ?1) AS d
    ON d.file = j.file WHERE j.file = ?1";
const PART: &str = "
    SELECT substr(octets, ?3, ?4), length(octets) FROM store_pieces WHERE document = ?1 AND number = ?2";
const PART_OF_OLDER: &str =
    "SELECT substr(octets, ?2, ?3), length(octets) FROM job_octets WHERE file = ?1";

/// The work to be done between two parts of a document. An error ends the reading.
pub type Beat<'b> = &'b mut dyn FnMut() -> Result<(), SpoolError>;

/// The place of a document in the shared database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The number of a document in pieces.
    Pieces(i64),
    /// The file name of a job's document that a node of version 0.3.0 has stored as a whole.
    Older(String),
}

/// A document in the shared database.
pub(super) struct DocumentThere {
    pub(super) place: Place,
    /// The SHA-256 hash of the unencrypted document.
    pub(super) sha256: String,
    /// The encrypted key of the document; `None` if the document is not encrypted.
    pub(super) seal: Option<Seal>,
    /// The identity for which the document is encrypted.
    pub(super) context: Context,
}

impl Owner<'_> {
    /// The name by which an error identifies the document of this owner.
    pub(super) fn place(self) -> PathBuf {
        match self {
            Self::Fax(fax) => format!("of fax {fax} in the store").into(),
            Self::Job(file) => format!("{file} in the store").into(),
        }
    }

    pub(super) fn wrong(self, text: String) -> SpoolError {
        SpoolError::Document { path: self.place(), text }
    }
}

impl Cluster<'_> {
    /// Reads the document of a fax in the shared database, and checks its hash; `None` for a fax
    /// without pages.
    ///
    /// # Errors
    /// - [`SpoolError::NoSuchFax`]
    /// - [`SpoolError::Document`]: the document is not the one that the node sent, or can't be
    ///   decrypted.
    /// - [`SpoolError::Away`]: the place of the document is unreachable.
    /// - [`SpoolError::Keys`]: the keys can't be used now, so the document can't be checked.
    pub fn shared_document(&self, fax: FaxId) -> Result<Option<Vec<u8>>, SpoolError> {
        self.shared_document_saying(fax, &|| {})
    }

    /// Reads a document like [`Self::shared_document`], and calls `step` before each piece.
    ///
    /// # Errors
    /// As for [`Self::shared_document`].
    pub fn shared_document_saying(
        &self,
        fax: FaxId,
        step: &dyn Fn(),
    ) -> Result<Option<Vec<u8>>, SpoolError> {
        let mut beat = || {
            step();
            Ok(())
        };
        self.read_document(Owner::Fax(fax), Pace::of_pieces(), &mut beat)
    }

    /// Reads the document of this owner, and checks its hash; `None` for a fax without pages.
    ///
    /// # Errors
    /// As for [`Self::shared_document`].
    pub(crate) fn read_document(
        &self,
        owner: Owner<'_>,
        mut pace: Pace,
        beat: Beat<'_>,
    ) -> Result<Option<Vec<u8>>, SpoolError> {
        loop {
            let Some(there) = self.document_there(owner)? else { return Ok(None) };
            let missing = || owner.wrong("it is not there any more".to_owned());
            let there = there.ok_or_else(missing)?;
            let read = self.read_there(owner, &there, (&mut pace, &mut *beat));
            match read {
                // The document was replaced by its encrypted form while it was read (`rekeying`),
                // so it is read once more.
                Err(SpoolError::Document { .. }) if self.is_other_now(owner, &there.place)? => {}
                read => return read.map(Some),
            }
        }
    }

    /// Finds the document of this owner. `None` for a fax without pages; `Some(None)` if the
    /// document is missing.
    pub(super) fn document_there(
        &self,
        owner: Owner<'_>,
    ) -> Result<Option<Option<DocumentThere>>, SpoolError> {
        match owner {
            Owner::Fax(fax) => {
                let found = self.spool.read(|transaction| {
                    let of_row = |row: &Row<'_>| Ok((row.get("sha256")?, of_fax(row)?));
                    transaction.first(OF_FAX, [fax.0], of_row)
                })?;
                let (sha256, there): (Option<String>, Option<DocumentThere>) =
                    found.ok_or(SpoolError::NoSuchFax(fax))?;
                // A fax whose mark has no hash has no pages. A document of such a fax was not put
                // there by Ferrofax, and is ignored.
                Ok(sha256.map(|_| there))
            }
            Owner::Job(file) => self.spool.read(|transaction| {
                transaction.first(OF_JOB, [file], |row| of_job(row, file)).map(Some)
            }),
        }
    }

    fn is_other_now(&self, owner: Owner<'_>, place: &Place) -> Result<bool, SpoolError> {
        let there = self.document_there(owner)?.flatten();
        Ok(there.is_some_and(|there| there.place != *place))
    }

    /// Reads all of a document, decrypts it if it is encrypted, and checks its hash.
    pub(super) fn read_there(
        &self,
        owner: Owner<'_>,
        there: &DocumentThere,
        (pace, beat): (&mut Pace, Beat<'_>),
    ) -> Result<Vec<u8>, SpoolError> {
        let wrong = |text: String| owner.wrong(text);
        let key = match &there.seal {
            Some(seal) => {
                let encryption = self.spool.encryption();
                let open = || encryption.open_seal(seal, &there.context, &owner.place());
                Some(beating(&mut *beat, open)?)
            }
            None => {
                self.spool.encryption().takes_plain().map_err(wrong)?;
                None
            }
        };
        let (mut octets, mut hash) = (Vec::new(), Sha256::new());
        for at in 0..key.as_ref().map_or(u64::MAX, DocumentKey::pieces) {
            let of = (&there.place, at.cast_signed(), key.is_some());
            let piece = match (self.piece(of, (&mut *pace, &mut *beat))?, &key) {
                (Some(piece), Some(key)) => key.open(at, piece).map_err(wrong)?,
                (Some(piece), None) => piece,
                (None, Some(key)) => {
                    let count = key.pieces();
                    return Err(wrong(format!("piece {} of {count} is not there", at + 1)));
                }
                (None, None) => break,
            };
            hash.update(&piece);
            octets.extend(piece);
        }
        if HEXLOWER.encode(&hash.finalize()) != there.sha256 {
            return Err(wrong("its bytes are not those that the node sent".to_owned()));
        }
        Ok(octets)
    }

    /// Reads one piece of a document, part by part; `None` after the last piece. Each part is a
    /// query of its own, so that a slow network keeps no transaction open here.
    fn piece(
        &self,
        (place, number, is_sealed): (&Place, i64, bool),
        (pace, beat): (&mut Pace, Beat<'_>),
    ) -> Result<Option<Vec<u8>>, SpoolError> {
        let mut piece = Vec::new();
        loop {
            beat()?;
            let next = pace.part(piece.len(), usize::MAX);
            let (part, name) = self.spool.read(|transaction| match place {
                Place::Pieces(document) => {
                    let keys = params![document, number, next.start as i64 + 1, next.len() as i64];
                    let part = part(transaction, PART, keys)?;
                    Ok((part, object_of(transaction, *document, number)?))
                }
                Place::Older(file) => {
                    let all = if is_sealed { sealed_octets(PIECE) } else { PIECE };
                    let from = number.saturating_mul(all as i64);
                    let most = next.len().min(all as usize - piece.len()) as i64;
                    let keys = params![file, from.saturating_add(next.start as i64 + 1), most];
                    let part = part(transaction, PART_OF_OLDER, keys)?;
                    let of_piece = |(part, octets): (Vec<u8>, i64)| {
                        (part, (octets - from).clamp(0, all as i64))
                    };
                    Ok((part.map(of_piece).filter(|(_, octets)| *octets > 0), None))
                }
            })?;
            match name {
                // A document may have been begun with object storage, and completed in the tables
                // by a node without object storage. Therefore, without object storage here, the
                // piece in the tables is used if it exists.
                Some(name) if self.spool.objects().is_some() || part.is_none() => {
                    return beating(beat, || self.object(&name));
                }
                _ => {}
            }
            let Some((part, all)) = part else { return Ok(None) };
            let is_all = part.is_empty() || (piece.len() + part.len()) as i64 >= all;
            piece.extend(part);
            if is_all {
                return Ok(Some(piece));
            }
            pace.gone();
        }
    }
}

/// Reads a part of a piece, and the length of all of it.
fn part(
    transaction: &Transaction<'_>,
    sql: &'static str,
    keys: impl database::Params,
) -> database::Result<Option<(Vec<u8>, i64)>> {
    // SQLite has no bytes, not empty ones, for a part of an empty piece.
    let octets = |row: &Row<'_>| row.get::<_, Option<_>>(0).map(Option::unwrap_or_default);
    transaction.first(sql, keys, |row| Ok((octets(row)?, row.get(1)?)))
}

fn of_fax(row: &Row<'_>) -> database::Result<Option<DocumentThere>> {
    let Some(number) = row.get("id")? else { return Ok(None) };
    let text = |column| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    let (sha256, node, mark) = (text("sha256")?, text("node")?, text("mark")?);
    let octets: i64 = row.get("octets")?;
    Ok(Some(DocumentThere {
        place: Place::Pieces(number),
        context: fax_context([&node, &mark], (&sha256, octets.cast_unsigned())),
        sha256,
        seal: Seal::of((row.get("seal_key")?, row.get("seal")?)),
    }))
}

fn of_job(row: &Row<'_>, file: &str) -> database::Result<DocumentThere> {
    let sha256: String = row.get("sha256")?;
    let (number, mark): (i64, Option<String>) = (row.get("number")?, row.get("mark")?);
    let (id, octets): (Option<i64>, i64) = (row.get("id")?, row.get("octets")?);
    let seal = Seal::of((row.get("seal_key")?, row.get("seal")?));
    let octets = match id {
        None if seal.is_some() => plain_octets(octets.cast_unsigned()),
        _ => octets.cast_unsigned(),
    };
    let mark = mark.unwrap_or_default();
    Ok(DocumentThere {
        place: id.map_or_else(|| Place::Older(file.to_owned()), Place::Pieces),
        context: job_context((&mark, number), (&sha256, octets)),
        sha256,
        seal,
    })
}
